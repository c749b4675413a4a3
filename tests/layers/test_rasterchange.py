"""Change of land cover: parks laid over the small edition, rasters of files, grids that differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS

from geo import ColumnError, CrsError, GeometryError, ValueRangeError
from layers import method_words as words
from layers.edition import Raster
from layers.measures.rasterchange import (
    AFTER,
    LAID_AFTER,
    RASTER_AFTER,
    landcover_balance,
    landcover_change,
)
from layers.reading import read_raster
from layers.statistics import Input, RasterInput, edition_statistic, file_raster

UTM = CRS.from_epsg(32645)
X, Y = 370_000, 6_256_000
LAUSANNE = Path(__file__).resolve().parents[3] / "shared" / "data" / "other"
BAND = np.array([[1, 1, 2], [1, 2, 2]], dtype="uint8")


def made(array=BAND, crs=UTM, shift=(0, 0), cell_m=100, name="before.tif", nodata=None):
    top = Y + cell_m * array.shape[0] + shift[1]
    place = Affine(cell_m, 0, X + shift[0], 0, -cell_m, top)
    return RasterInput(Raster(array, place, crs, nodata, {}), name, "ab")


def polygons(*shapes, **columns):
    return Input(gpd.GeoDataFrame(columns, geometry=list(shapes), crs=UTM), "works", "cd")


def table(found):
    return {(row["from"], row["to"]): row["area_ha"] for _, row in found.rows.iterrows()}


def test_parks_laid_over_the_small_edition(small_edition):
    # parks of 25, 16 and 9 ha on residential land in the west; 9 (planned), 4 and 4 ha on forest
    # but for the clinic's, all in the east; a cell of 50 m counts by its centre
    found = edition_statistic(small_edition, "landcover_change")
    rows = found.rows.set_index(["zone", "from", "to"])["area_ha"]
    assert rows["west", "residential", "industrial"] == pytest.approx(41)
    assert rows["west", "residential", "innovation"] == pytest.approx(9)
    assert rows["west", "residential", "residential"] == pytest.approx(1550)
    assert rows["east", "forest", "research_educational"] == pytest.approx(9)
    assert rows["east", "forest", "medical"] == pytest.approx(4)
    assert rows["east", "forest", "sport"] == pytest.approx(4)
    assert rows["east", "water", "water"] == pytest.approx(100)
    assert rows["east"].sum() == pytest.approx(1600)
    changed, share = (one.figure.value for one in found.headlines)
    assert (changed, share) == pytest.approx((67, 67 / 3200))
    assert found.layer["area_ha"].sum() == pytest.approx(67)
    assert found.method.parameters[AFTER] == LAID_AFTER
    assert [one.id for one in found.method.layers] == ["landcover", "parks", "municipalities"]


def test_two_rasters_on_one_grid():
    after = made(np.array([[1, 3, 2], [1, 2, 2]], dtype="int16"), name="after.tif")
    found = landcover_change(made(), after, polygons(shapely.box(X, Y, X + 9, Y + 9)))
    assert table(found) == {(1, 1): 2, (1, 3): 1, (2, 2): 3}
    assert found.layer[["from", "to"]].values.tolist() == [[1, 3]]
    assert found.layer.geometry[0].equals(shapely.box(X + 100, Y + 100, X + 200, Y + 200))
    assert found.method.parameters[AFTER] == RASTER_AFTER
    assert [one.id for one in found.method.layers] == ["before.tif", "after.tif"]


def test_what_each_class_gains_and_loses():
    # of three hectares each, a cell of 1 turned to 2 and two of 2 to 1: one hectare only moved
    after = made(np.array([[1, 2, 1], [1, 2, 1]], dtype="uint8"), name="after.tif")
    found = landcover_balance(made(), after)
    columns = ["class", "before_ha", "after_ha", "gain_ha", "loss_ha", "net_ha", "swap_ha"]
    assert found.rows[columns].to_numpy().tolist() == [
        [1, 3, 4, 2, 1, 1, 2],
        [2, 3, 2, 1, 2, -1, 2],
    ]
    assert "Pontius" in found.method.source
    assert all(one.figure.method is found.method for one in found.headlines)
    assert [one.figure.value for one in found.headlines] == pytest.approx([3, 0.5])


def test_polygons_take_their_type_or_the_name_of_their_layer():
    shapes = [shapely.box(X, Y, X + 100, Y + 100), shapely.box(X, Y, X + 200, Y + 100)]
    works = polygons(*shapes, kind=["park", "road"])
    assert table(landcover_change(made(), laid=works))[1, "works"] == 1
    # where they overlap, the later one
    found = table(landcover_change(made(), laid=works, by="kind"))
    assert found == {(1, 1): 2, (1, "road"): 1, (2, 2): 2, (2, "road"): 1}
    with pytest.raises(ColumnError, match="expected column `use`, got"):
        landcover_change(made(), laid=works, by="use")


def test_what_has_no_data_is_left_out_of_the_headlines():
    old = made(np.array([[0, 1], [1, 1]], dtype="uint8"), nodata=0)
    new = made(np.array([[1, 0], [2, 1]], dtype="uint8"), nodata=0)
    changed, share = (one.figure.value for one in landcover_change(old, new).headlines)
    assert (changed, share) == pytest.approx((1, 0.5))
    nothing = landcover_change(old, made(np.zeros((2, 2), dtype="uint8"), nodata=0))
    assert [one.figure.value for one in nothing.headlines] == [0]


def test_another_grid_is_refused_by_what_differs():
    shifted = made(shift=(50, 0), name="after.tif")
    with pytest.raises(
        GeometryError, match=r"`after.tif`: expected the grid of `before.tif`, got"
    ) as it:
        landcover_change(made(), shifted)
    assert "upper left corner 370050.00, 6256200.00, not 370000.00, 6256200.00" in str(it.value)
    assert "Ask for it to be aligned" in str(it.value)
    with pytest.raises(GeometryError, match="cells 50 x 50 m, not 100 x 100 m; upper left corner"):
        landcover_change(made(), made(cell_m=50))
    with pytest.raises(GeometryError, match="size 2 rows x 2 columns, not 2 rows x 3 columns"):
        landcover_change(made(), made(BAND[:, :2]))
    with pytest.raises(CrsError, match="CRS `EPSG:28415`, not `EPSG:32645`"):
        landcover_change(made(), made(crs=CRS.from_epsg(28415)))


def test_another_grid_is_aligned_when_asked():
    # cells of 50 m, 20 m off: the nearest to each centre lies in the same hundred metres
    fine = np.kron(np.where(BAND == 1, 3, BAND), np.ones((2, 2), dtype="uint8"))
    found = landcover_change(made(), made(fine, cell_m=50, shift=(20, 0)), align="nearest")
    assert table(found) == {(1, 3): 3, (2, 2): 3}
    # what the other does not cover has no data, though it says of no value that it has none
    half = landcover_change(made(), made(BAND[:, :2]), align="nearest")
    assert table(half) == {(1, 1): 3, (2, 2): 1, (2, "unclassified"): 2}
    other = replace(made(BAND, name="after.tif"), raster=made(crs=CRS.from_epsg(32646)).raster)
    with pytest.raises(CrsError, match="CRS `EPSG:32646`, not"):
        landcover_change(made(), other)


def test_nothing_to_compare_with_is_said():
    with pytest.raises(ValueRangeError, match="expected a raster after, or polygons to lay over"):
        landcover_change(made())
    with pytest.raises(ValueRangeError, match="`before`: expected classes as whole numbers"):
        landcover_change(made(BAND.astype(float)), made())


@pytest.mark.skipif(not LAUSANNE.is_dir(), reason="the CORINE rasters of Lausanne are not here")
def test_corine_land_cover_of_lausanne():
    before, after = (
        file_raster(*read_raster(LAUSANNE / f"clc{year}_lausanne_g100.tif"))
        for year in (2006, 2012)
    )
    with pytest.raises(GeometryError, match="expected the grid of `clc2006_lausanne_g100"):
        landcover_change(before, after)
    found = landcover_change(before, after, align="nearest")
    cells_ha = before.raster.array.size * before.raster.transform.a**2 / 1e4
    assert found.rows["area_ha"].sum() == pytest.approx(cells_ha)
    _, share = (one.figure.value for one in found.headlines)
    assert 0 < share < 0.2
    assert words.CELL in found.method.parameters
