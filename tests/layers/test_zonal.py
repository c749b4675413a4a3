"""Rasters in zones: values and classes of files, the land cover, distances on the small edition."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS

from geo import CrsError, EmptyError, ValueRangeError
from layers.edition import Raster
from layers.measures.zonal import DISTANCE, HOLDS, zonal
from layers.statistics import Input, RasterInput, edition_statistic

UTM = CRS.from_epsg(32645)
X, Y = 370_000, 6_256_000


def made(array, crs=UTM, nodata=None):
    place = Affine(100, 0, X, 0, -100, Y + 100 * array.shape[0])
    return RasterInput(Raster(array, place, crs, nodata, {}), "values.tif", "ab")


def polygons(*shapes, name="zones"):
    return Input(gpd.GeoDataFrame(geometry=list(shapes), crs=UTM), name, "cd")


def test_values_of_a_file():
    # the western 150 m hold 2 and half of 4 in either row
    band = np.array([[2.0, 4.0, 9.0], [2.0, 4.0, 9.0]])
    found = zonal(polygons(shapely.box(X, Y, X + 150, Y + 200)), made(band))
    row = found.rows.iloc[0]
    assert row["cells"] == pytest.approx(3)
    assert (row["sum"], row["mean"]) == pytest.approx((8, 8 / 3))
    assert row["std"] == pytest.approx((2 * (2 / 3) ** 2 / 3 + (4 / 3) ** 2 / 3) ** 0.5)
    assert (row["min"], row["max"]) == (2, 4)
    # 2, 2, 4, 4 with shares 1, 1, 1/2, 1/2, apart: S = 0, 4, 7, 9: half is 4.5, a sixth past 2
    assert row["median"] == pytest.approx(2 + 2 * 0.5 / 3)
    assert row["majority"] is None
    assert [one.figure.value for one in found.headlines] == pytest.approx([8 / 3, 2, 4])
    assert found.headlines[0].figure.unit == ""


def test_classes_of_a_file_when_it_is_said():
    band = np.array([[7, 7, 8], [7, 8, 8]], dtype="int16")
    zone = polygons(shapely.box(X, Y, X + 200, Y + 200))
    row = zonal(zone, made(band), holds="classes").rows.iloc[0]
    assert (row["majority"], row["minority"], row["variety"]) == (7, 8, 2)
    assert row["majority_share"] == pytest.approx(3 / 4)
    assert np.isnan(row["mean"])
    assert zonal(zone, made(band)).rows["mean"].tolist() == pytest.approx([29 / 4])


def test_the_legend_says_that_land_cover_is_classes(small_edition):
    found = edition_statistic(small_edition, "zonal", {"values": "landcover"})
    rows = found.rows.set_index("zone")
    assert rows["majority"].to_dict() == {"west": "residential", "east": "forest"}
    assert rows["majority_share"].to_dict() == pytest.approx({"west": 1, "east": 15 / 16})
    assert rows["minority"].to_dict() == {"west": "residential", "east": "water"}
    assert found.headlines == ()
    assert [one.id for one in found.method.layers] == ["landcover", "municipalities"]


def test_distance_from_the_land_of_the_small_edition(small_edition):
    found = edition_statistic(small_edition, "zonal", settings={"cell_m": 1000})
    assert found.method.parameters[HOLDS] == DISTANCE
    assert [one.id for one in found.method.layers] == ["parks", "municipalities"]
    assert found.rows["cells"].tolist() == [16, 16]
    # centres of cells of 1 km against squares of 500, 400 and 300 m about (1, 1), (2, 3), (3, 1),
    # in the east of 300, 200 and 200 m about (5, 1), (5, 3), (7, 1)
    east, north = np.meshgrid(np.arange(8) + 0.5, np.arange(4) + 0.5)
    parks = [(1, 1, 500), (2, 3, 400), (3, 1, 300), (5, 1, 300), (5, 3, 200), (7, 1, 200)]
    away = [
        np.hypot(
            np.maximum(np.abs(east - x) * 1000 - side / 2, 0),
            np.maximum(np.abs(north - y) * 1000 - side / 2, 0),
        )
        for x, y, side in parks
    ]
    nearest = np.min(away, axis=0)
    wanted = [nearest[:, :4], nearest[:, 4:]]
    rows = found.rows
    assert rows["mean"].tolist() == pytest.approx([part.mean() for part in wanted])
    assert rows["median"].tolist() == pytest.approx([np.median(part) for part in wanted])
    assert rows["quantile_75"].tolist() == pytest.approx([np.quantile(p, 0.75) for p in wanted])
    assert rows["max"].tolist() == pytest.approx([part.max() for part in wanted])
    assert found.headlines[0].figure.value == pytest.approx(nearest.mean())
    assert found.headlines[0].figure.unit == "m"


def test_cells_by_centre_and_without_data():
    band = np.array([[-1.0, 4.0, 9.0], [2.0, np.nan, 9.0]])
    zone = polygons(shapely.box(X, Y, X + 160, Y + 200), shapely.box(X, Y + 100, X + 99, Y + 200))
    rows = zonal(zone, made(band, nodata=-1), edges="centre").rows
    assert rows["cells"].tolist() == [2, 0]
    assert rows["mean"].tolist() == pytest.approx([3, np.nan], nan_ok=True)
    nothing = zonal(zone, made(np.full((2, 3), -1.0), nodata=-1))
    assert nothing.headlines == ()


def test_rasters_that_cannot_be_measured_are_refused():
    zone, band = polygons(shapely.box(X, Y, X + 150, Y + 200)), np.ones((2, 3))
    with pytest.raises(ValueRangeError, match="expected a raster, or places to measure the dist"):
        zonal(zone)
    with pytest.raises(ValueRangeError, match="expected classes as whole numbers, got `float64`"):
        zonal(zone, made(band), holds="classes")
    with pytest.raises(CrsError, match="expected the raster in the measuring CRS `EPSG:28415`"):
        zonal(zone, made(band), crs=CRS.from_epsg(28415))
    with pytest.raises(EmptyError, match="expected at least one on the raster"):
        zonal(polygons(shapely.box(X - 900, Y, X - 800, Y + 90)), made(band))
    with pytest.raises(ValueRangeError, match=r"divide the zones into 4,000,000 at the most, got"):
        zonal(polygons(shapely.box(X, Y, X + 9000, Y + 9000)), places=zone, cell_m=1.0, crs=UTM)
