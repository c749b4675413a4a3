import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio.crs
import rasterio.features
import shapely
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geo import (
    UNCLASSIFIED,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    class_areas,
)
from tests.geo.made import X0, Y0, boxes, dots, mosaic

UTM = CRS.from_epsg(32645)
NAMES = {1: "wood", 2: "field", 3: "water"}
# three by three cells of 100 m, rows from the north; 9 has no data
BAND = np.array([[1, 1, 2], [1, 9, 2], [3, 3, 3]], dtype="uint8")


def place(cell_m=100.0, rows=3, shift=(0.0, 0.0)):
    return Affine(cell_m, 0, X0 + shift[0], 0, -cell_m, Y0 + rows * cell_m + shift[1])


def classes(zones, edges="centre", band=BAND, nodata=9, names=NAMES):
    return class_areas(
        band, place(rows=band.shape[0]), UTM, zones, nodata=nodata, classes=names, edges=edges
    )


def table(rows):
    return rows.set_index(["zone", "class"])["area_ha"].to_dict()


# Zones over the three by three cells, and what each must hold, worked out by hand:
#   all   the whole raster                    wood 3, field 2, water 3, none 1
#   south the lowest row                      water 3
#   cross 150 m square about the middle cell  by centre: the middle cell alone
ALL = (0, 0, 300, 300)
SOUTH = (0, 0, 300, 100)
CROSS = (75, 75, 225, 225)


def test_classes_of_nine_cells_by_centre():
    rows = classes(boxes([ALL, SOUTH, CROSS], id=["all", "south", "cross"]))
    assert rows.values.tolist() == [
        ["all", "wood", 3.0, pytest.approx(3 / 9)],
        ["all", "field", 2.0, pytest.approx(2 / 9)],
        ["all", "water", 3.0, pytest.approx(3 / 9)],
        ["all", UNCLASSIFIED, 1.0, pytest.approx(1 / 9)],
        ["south", "water", 3.0, 1.0],
        ["cross", UNCLASSIFIED, 1.0, 1.0],
    ]


def test_classes_of_nine_cells_by_share():
    rows = classes(boxes([ALL, CROSS], id=["all", "cross"]), edges="exact")
    whole = {("all", "wood"): 3, ("all", "field"): 2, ("all", "water"): 3, ("all", UNCLASSIFIED): 1}
    corner, side = 0.25 * 0.25, 0.25 * 1
    cross = {
        ("cross", "wood"): corner + side + side,
        ("cross", "field"): corner + side,
        ("cross", "water"): corner + side + corner,
        ("cross", UNCLASSIFIED): 1,
    }
    assert table(rows) == pytest.approx(whole | cross)
    assert rows[rows["zone"] == "cross"]["share"].sum() == pytest.approx(1)


def test_the_crs_may_be_that_of_rasterio():
    zone = boxes([ALL], id=["all"])
    rows = class_areas(BAND, place(), rasterio.crs.CRS.from_epsg(32645), zone, nodata=9)
    assert rows["area_ha"].tolist() == [3, 2, 3, 1]


def test_a_triangle_by_share():
    triangle = shapely.Polygon([(X0, Y0), (X0 + 300, Y0), (X0, Y0 + 300)])
    zone = gpd.GeoDataFrame({"id": ["t"]}, geometry=[triangle], crs=UTM)
    rows = classes(zone, edges="exact")
    assert table(rows) == pytest.approx(
        {("t", "wood"): 1.5, ("t", "water"): 2.5, ("t", UNCLASSIFIED): 0.5}
    )


def test_a_hole_is_left_out():
    ring = shapely.box(X0, Y0, X0 + 300, Y0 + 300) - shapely.box(
        X0 + 100, Y0 + 100, X0 + 200, Y0 + 200
    )
    zone = gpd.GeoDataFrame({"id": ["r"]}, geometry=[ring], crs=UTM)
    for edges in ("centre", "exact"):
        assert table(classes(zone, edges=edges)) == pytest.approx(
            {("r", "wood"): 3, ("r", "field"): 2, ("r", "water"): 3}
        )


def test_zones_may_overlap_and_reach_beyond_the_raster():
    zones = boxes([ALL, CROSS, (200, 200, 900, 900), (-400, 0, 100, 100)], id=list("aceo"))
    rows = classes(zones)
    assert table(rows)["a", "wood"] == 3
    assert table(rows)["c", UNCLASSIFIED] == 1
    assert table(rows)["e", "field"] == 1
    assert table(rows)["o", "water"] == 1
    exact = table(classes(zones, edges="exact"))
    assert exact["e", "field"] == pytest.approx(1)
    assert exact["e", UNCLASSIFIED] == pytest.approx(48)
    assert exact["o", "water"] == pytest.approx(1)
    assert exact["o", UNCLASSIFIED] == pytest.approx(4)


def test_a_zone_that_holds_no_cell_says_so():
    rows = classes(boxes([ALL, (10, 10, 20, 20)], id=["all", "small"]))
    last = rows.iloc[-1]
    assert last[["zone", "class", "area_ha"]].tolist() == ["small", UNCLASSIFIED, 0]
    assert np.isnan(last["share"])


def test_values_without_a_name_go_by_themselves():
    rows = classes(boxes([ALL], id=["a"]), names={1: "wood"}, nodata=None)
    assert rows["class"].tolist() == ["wood", 2, 3, 9]


@pytest.mark.parametrize("kind", ["int8", "int16", "uint16", "int32", "int64"])
def test_classes_of_every_width_count_alike(kind):
    band = np.array([[-5, -5], [7, 120]], dtype=kind) if kind != "uint16" else None
    if band is None:
        band = np.array([[5, 5], [7, 60_000]], dtype=kind)
    rows = classes(boxes([(0, 0, 200, 200)], id=["a"]), band=band, nodata=7, names=None)
    assert rows["area_ha"].tolist() == [2, 1, 1]
    assert rows["class"].tolist() == [int(band[0, 0]), int(band[1, 1]), UNCLASSIFIED]


def test_values_far_apart_count_too():
    band = np.array([[-2_000_000_000, 5], [5, 2_000_000_000]], dtype="int64")
    rows = classes(boxes([(0, 0, 200, 200)], id=["a"]), band=band, nodata=5, names=None)
    assert rows["area_ha"].tolist() == [1, 1, 2]


def test_nothing_but_no_data_is_unclassified():
    band = np.full((3, 3), 9, dtype="uint8")
    rows = classes(boxes([ALL], id=["a"]), band=band)
    assert rows.values.tolist() == [["a", UNCLASSIFIED, 9.0, 1.0]]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    zones=st.integers(1, 12),
    cell_m=st.floats(37, 400),
    shift=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
)
def test_cells_equal_gdal_by_centre_and_geos_by_share(seed, zones, cell_m, shift):
    areas = mosaic(zones, 2000, seed)
    side = int(2000 / cell_m) + 2
    rng = np.random.default_rng(seed)
    band = rng.integers(1, 5, (side, side)).astype("uint8")
    where = place(cell_m, side, shift)
    labels = rasterio.features.rasterize(
        zip(areas.geometry, range(1, len(areas) + 1), strict=True),
        out_shape=band.shape,
        transform=where,
        dtype="int32",
    )
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    x, y = where.c + column * cell_m, where.f - row * cell_m
    cells = shapely.box(x, y - cell_m, x + cell_m, y)
    middles = shapely.points(x + cell_m / 2, y - cell_m / 2)
    edges = shapely.union_all(shapely.boundary(areas.geometry.array))
    # whose a centre is that lies on an edge, to rounding, GDAL decides in its own way
    assume(labels.any() and shapely.distance(middles, edges).min() > 1e-6)
    by_centre = table(class_areas(band, where, UTM, areas))
    by_share = table(class_areas(band, where, UTM, areas, edges="exact"))
    for number, (name, shape) in enumerate(zip(areas["id"], areas.geometry, strict=True), start=1):
        part = shapely.area(shapely.intersection(cells, shape))
        for value in range(1, 5):
            wanted = ((labels == number) & (band == value)).sum() * cell_m**2 / 1e4
            assert by_centre.get((name, value), 0) == pytest.approx(wanted)
            wanted = part[band == value].sum() / 1e4
            assert by_share.get((name, value), 0) == pytest.approx(wanted, abs=1e-8)
        bare = by_share.get((name, UNCLASSIFIED), 0)
        assert bare == pytest.approx((shape.area - part.sum()) / 1e4, abs=1e-6)


def test_blocks_of_rows_leave_no_seam(monkeypatch):
    areas = mosaic(9, 2000, 1)
    band = np.random.default_rng(1).integers(1, 5, (40, 40)).astype("uint8")
    for edges in ("centre", "exact"):
        once = class_areas(band, place(50.0, 40), UTM, areas, edges=edges)
        with monkeypatch.context() as patch:
            patch.setattr("geo._cells._BLOCK_CELLS", 90)
            pd.testing.assert_frame_equal(
                once, class_areas(band, place(50.0, 40), UTM, areas, edges=edges)
            )


def test_slivers_of_zones_are_looked_up():
    # the second zone reaches 4 mm into the first, about a cell's centre: no overlap to speak of
    zones = boxes([(0, 0, 150.004, 300), (150, 0, 300, 300)], id=["w", "e"])
    band = np.ones((3, 3), dtype="uint8")
    where = place(shift=(0.002, 0))
    rows = class_areas(band, where, UTM, zones)
    assert rows["area_ha"].tolist() == [6, 6]


def test_rasters_that_do_not_fit_are_refused():
    zone = boxes([ALL], id=["a"])
    with pytest.raises(CrsError, match="`raster`: expected the zones' CRS `EPSG:32645`, got `EPSG"):
        class_areas(BAND, place(), CRS.from_epsg(28415), zone)
    with pytest.raises(CrsError, match="got `EPSG:28415`"):
        class_areas(BAND, place(), rasterio.crs.CRS.from_epsg(28415), zone)
    with pytest.raises(CrsError, match="got `none`"):
        class_areas(BAND, place(), None, zone)
    with pytest.raises(ValueRangeError, match="expected one band of rows and columns, got 3"):
        class_areas(BAND[None], place(), UTM, zone)
    with pytest.raises(ValueRangeError, match="expected classes as whole numbers, got `float64`"):
        class_areas(BAND.astype(float), place(), UTM, zone)
    with pytest.raises(GeometryError, match="got a turned or flipped grid"):
        class_areas(BAND, Affine(100, 5, X0, 5, -100, Y0 + 300), UTM, zone)
    with pytest.raises(EmptyError, match="expected at least one on the raster, got none of 1"):
        class_areas(BAND, place(), UTM, boxes([(900, 900, 990, 990)], id=["a"]))
    with pytest.raises(ValueRangeError, match="expected `edges` to be centre or exact, got near"):
        class_areas(BAND, place(), UTM, zone, edges="near")
    with pytest.raises(GeometryError, match="`zones`: expected geometries of type Polygon"):
        class_areas(BAND, place(), UTM, dots([(0, 0)], id=["a"]))
