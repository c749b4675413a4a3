"""The pattern of the landscape of the small edition, and of rasters made for one fault each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS

from geo import CrsError, EmptyError, GeometryError, ValueRangeError
from layers import statistics as stats
from layers.edition import Raster
from layers.measures.landscape import landscape, landscape_patches
from layers.statistics import RasterInput, edition_statistic

UTM = CRS.from_epsg(32645)
X, Y = 370_000, 6_256_000
FIVE = np.array(
    [[1, 1, 2, 2, 2], [1, 3, 2, 2, 1], [3, 3, 3, 2, 1], [3, 1, 3, 3, 1], [1, 1, 1, 3, 3]],
    dtype="uint8",
)


def made(array, crs=UTM, transform=None, nodata=None):
    place = transform or Affine(10, 0, X, 0, -10, Y + 10 * array.shape[0])
    return RasterInput(Raster(array, place, crs, nodata, {}), "five.tif", "ab")


def zoned(*shapes):
    return stats.Input(gpd.GeoDataFrame(geometry=list(shapes), crs=UTM), "zones", "cd")


def test_the_small_edition_by_zone(small_edition):
    # 50 m cells: west is one class; east is forest but for a lake of 1 km x 1 km in its corner
    found = edition_statistic(small_edition, "landscape")
    rows = found.rows.set_index(["zone", "class"])
    assert list(rows.index) == [
        ("west", "all"),
        ("west", "residential"),
        ("east", "all"),
        ("east", "forest"),
        ("east", "water"),
    ]
    assert rows["area_ha"].tolist() == pytest.approx([1600, 1600, 1600, 1500, 100])
    assert rows["pland_percent"].tolist() == pytest.approx([100, 100, 100, 93.75, 6.25])
    assert rows["te_m"].tolist() == [0, 0, 2000, 2000, 2000]
    assert rows["mesh_ha"].tolist() == pytest.approx(
        [1600, 1600, (1500**2 + 100**2) / 1600, 1500**2 / 1600, 100**2 / 1600]
    )
    assert rows["shdi"].isna().tolist() == [False, True, False, True, True]
    assert [one.figure.value for one in found.headlines] == pytest.approx(
        [3, 2000 / 3200, (1600 + (1500**2 + 100**2) / 1600) / 2]
    )
    assert "FRAGSTATS" in found.method.source
    assert found.method.draws == 0


def test_patches_are_drawn_along_their_cells(small_edition):
    found = edition_statistic(small_edition, "landscape_patches")
    layer = found.layer
    assert layer["class"].tolist() == ["residential", "forest", "water"]
    assert (layer.area / 1e4).tolist() == pytest.approx(layer["area_ha"].tolist())
    assert layer.length.tolist() == pytest.approx(layer["perimeter_m"].tolist())
    assert layer.geometry.iloc[2].equals(shapely.box(X + 7000, Y + 3000, X + 8000, Y + 4000))


def test_outlines_hold_holes_corners_and_every_zone():
    parts = landscape_patches(made(FIVE)).layer
    assert parts.geometry.is_valid.all()
    assert parts.area.tolist() == pytest.approx((parts["area_ha"] * 1e4).tolist())
    ring = np.ones((3, 3), dtype="uint8")
    ring[1, 1] = 2
    assert landscape_patches(made(ring)).layer.length.tolist() == [160, 40]
    cross = landscape_patches(made(np.eye(3, dtype="uint8"), nodata=0)).layer
    assert (len(cross), cross.area.tolist(), cross.geometry.is_valid.all()) == (1, [300], True)


def test_zones_that_overlap_lie_on_each_other():
    shapes = [shapely.box(X, Y, X + 50, Y + 50), shapely.box(X, Y, X + 50, Y + 30)]
    layer = landscape_patches(made(FIVE), zoned(*shapes)).layer
    assert layer.dissolve("zone").area.tolist() == pytest.approx([2500, 1500])
    assert layer[layer["zone"] == 2].total_bounds.tolist() == [X, Y, X + 50, Y + 30]


def test_without_zones_the_whole_raster_is_one_landscape():
    rows = landscape(made(FIVE)).rows
    assert rows["zone"].unique().tolist() == ["all"]
    assert rows["class"].tolist() == ["all", 1, 2, 3]
    assert rows["lsi"].tolist() == pytest.approx([39 / 20, 26 / 14, 12 / 10, 20 / 12])
    counted = landscape(made(FIVE), boundary="counted").rows
    assert counted["te_m"].tolist() == [390, 260, 120, 200]
    four = landscape(made(np.eye(3, dtype="uint8"), nodata=0), neighbours="4").rows
    assert four["np"].tolist() == [3, 3]


def test_a_zone_without_data_says_so():
    shapes = [shapely.box(X, Y, X + 50, Y + 50), shapely.box(X + 900, Y, X + 950, Y + 9)]
    rows = landscape(made(FIVE), zoned(*shapes)).rows
    last = rows.iloc[-1]
    assert (last["zone"], last["class"], last["area_ha"], last["np"]) == (2, "all", 0, 0)
    assert last.drop(["zone", "class", "area_ha", "np"]).isna().all()


def test_rasters_without_a_landscape_are_refused():
    with pytest.raises(CrsError, match="expected the raster in the measuring CRS `EPSG:28415`"):
        landscape(made(FIVE), crs=CRS.from_epsg(28415))
    degrees = made(FIVE, CRS.from_epsg(4326), Affine(1e-4, 0, 84, 0, -1e-4, 56))
    with pytest.raises(CrsError, match="expected a projected CRS in metres, got `EPSG:4326`"):
        landscape(degrees)
    with pytest.raises(EmptyError, match="expected a cell with data"):
        landscape(made(np.zeros((3, 3), dtype="uint8"), nodata=0))
    with pytest.raises(ValueRangeError, match="expected classes as whole numbers, got `float64`"):
        landscape_patches(made(FIVE.astype(float)))
    with pytest.raises(GeometryError, match="expected square cells"):
        landscape(made(FIVE, transform=Affine(10, 0, X, 0, -20, Y)))
