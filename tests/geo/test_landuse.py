import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    UNCLASSIFIED,
    ColumnError,
    CrsError,
    GeometryError,
    OverlapWarning,
    ValueRangeError,
    area_by_class,
)
from geo.landuse import land_in_zones
from tests.geo.made import CRS, ORIGIN, boxes, dots, mosaic, stars


def table(rows):
    return rows.set_index(["zone", "class"])["area_ha"].to_dict()


def test_four_squares_in_two_zones_by_hand():
    land = boxes(
        [(0, 0, 100, 100), (100, 0, 200, 100), (0, 100, 100, 200), (100, 100, 200, 200)],
        use=["wood", "field", "field", "water"],
    )
    zones = boxes([(50, 50, 150, 150), (150, 0, 300, 100)], id=["middle", "east"])
    rows = area_by_class(land, zones, class_column="use")
    assert rows.values.tolist() == [
        ["middle", "field", 0.5, 0.5],
        ["middle", "water", 0.25, 0.25],
        ["middle", "wood", 0.25, 0.25],
        ["east", "field", 0.5, pytest.approx(1 / 3)],
        ["east", UNCLASSIFIED, 1.0, pytest.approx(2 / 3)],
    ]


def test_a_polygon_that_only_touches_a_zone_is_not_in_it():
    land = boxes([(0, 0, 100, 100), (100, 0, 200, 100)], use=["a", "b"])
    rows = area_by_class(land, boxes([(0, 0, 100, 100)], id=[1]), class_column="use")
    assert rows[["class", "area_ha"]].values.tolist() == [["a", 1.0]]


def test_a_hole_is_unclassified():
    ring = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    ring = shapely.transform(ring, lambda xy: xy + ORIGIN)
    land = gpd.GeoDataFrame({"use": ["a"]}, geometry=[ring], crs=CRS)
    rows = area_by_class(land, boxes([(0, 0, 300, 300)], id=[1]), class_column="use")
    assert table(rows) == pytest.approx({(1, "a"): 8, (1, UNCLASSIFIED): 1})


def test_of_overlapping_polygons_the_earlier_row_keeps_the_land():
    land = boxes([(0, 0, 100, 100), (50, 0, 150, 100), (50, 50, 100, 100)], use=["a", "b", "c"])
    zone = boxes([(0, 0, 200, 100)], id=[1])
    with pytest.warns(OverlapWarning, match=r"3 pairs .* 2\.2500 ha before, 1\.5000 ha after"):
        rows = area_by_class(land, zone, class_column="use")
    assert table(rows) == pytest.approx({(1, "a"): 1, (1, "b"): 0.5, (1, UNCLASSIFIED): 0.5})
    with pytest.warns(OverlapWarning):
        rows = area_by_class(land.iloc[::-1], zone, class_column="use")
    assert table(rows) == pytest.approx(
        {(1, "a"): 0.5, (1, "b"): 0.75, (1, "c"): 0.25, (1, UNCLASSIFIED): 0.5}
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, 0, 100, 100), (0, 0, 100, 100)),  # the same twice
        ((0, 0, 100, 100), (20, 20, 30, 30)),  # one within the other
        ((20, 20, 30, 30), (0, 0, 100, 100)),
        ((0, 0, 100, 100), (0, 0, 100, 50)),  # edges in common
        ((0, 0, 100, 10), (40, -50, 50, 60)),  # a cross
    ],
)
def test_every_kind_of_overlap_is_found(one, other):
    apart = [(200 + 10 * n, 0, 210 + 10 * n, 10) for n in range(5)]
    land = boxes([*apart, one, other], use=list("aaaaabc"))
    zone = boxes([(-100, -100, 400, 400)], id=[1])
    with pytest.warns(OverlapWarning, match="1 pairs"):
        rows = area_by_class(land, zone, class_column="use")
    together = shapely.union_all(np.asarray(land.geometry.array)[5:]).area / 1e4
    found = table(rows)
    assert found[1, "b"] + found.get((1, "c"), 0) == pytest.approx(together)


def test_a_fitting_mosaic_warns_of_nothing():
    land = mosaic(60, 3000, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = area_by_class(land, mosaic(5, 3000, 2), class_column="use")
    assert UNCLASSIFIED not in set(rows["class"])


def test_edges_that_meet_between_vertices_are_no_overlap():
    land = boxes([(0, 0, 100, 90), (100, 0, 200, 45), (100, 45, 200, 90)], use=list("abc"))
    rows = area_by_class(land, boxes([(0, 0, 200, 90)], id=[1]), class_column="use")
    assert rows["area_ha"].tolist() == pytest.approx([0.9, 0.45, 0.45])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 60), zones=st.integers(1, 9))
def test_areas_sum_to_the_zone_and_equal_the_overlay(seed, count, zones):
    land, areas = mosaic(count, 3000, seed), mosaic(zones, 3500, seed + 1)[["id", "geometry"]]
    rows = area_by_class(land, areas, class_column="use")
    summed = rows.groupby("zone", sort=False)["area_ha"].sum()
    assert summed.index.tolist() == areas["id"].tolist()
    assert np.allclose(summed, areas.geometry.area / 1e4, rtol=1e-9)
    assert np.allclose(rows.groupby("zone")["share"].sum(), 1)
    pieces = gpd.overlay(land[["use", "geometry"]], areas, how="intersection", keep_geom_type=True)
    wanted = pieces.geometry.area.groupby([pieces["id"], pieces["use"]]).sum() / 1e4
    wanted = wanted[wanted > 1e-9]
    got = rows[rows["class"] != UNCLASSIFIED].set_index(["zone", "class"])["area_ha"]
    assert sorted(got.index) == sorted(wanted.index)
    assert np.allclose(got.reindex(wanted.index), wanted, rtol=1e-9, atol=1e-9)
    order = np.random.default_rng(seed).permutation(len(land))
    again = area_by_class(land.iloc[order], areas, class_column="use")
    pd.testing.assert_frame_equal(rows, again, rtol=1e-9)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 15))
def test_overlapping_land_never_exceeds_its_union(seed, count):
    land = stars(count, 1500, seed)
    zones = mosaic(4, 2000, seed + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OverlapWarning)
        rows = area_by_class(land, zones, class_column="type")
    union = shapely.union_all(np.asarray(land.geometry.array))
    bare = rows[rows["class"] == UNCLASSIFIED].set_index("zone")["area_ha"]
    wanted = zones.geometry.difference(union).area / 1e4
    got = bare.reindex(zones["id"]).fillna(0).to_numpy()
    assert np.allclose(got, wanted, atol=1e-6)


def test_zones_may_overlap_each_other():
    land = boxes([(0, 0, 100, 100)], use=["a"])
    zones = boxes([(0, 0, 60, 100), (40, 0, 100, 100)], id=["w", "e"])
    rows = area_by_class(land, zones, class_column="use")
    assert rows["area_ha"].tolist() == pytest.approx([0.6, 0.6])


def test_land_that_is_unclassified_already_joins_the_rest():
    land = boxes([(0, 0, 50, 100)], use=[UNCLASSIFIED])
    rows = area_by_class(land, boxes([(0, 0, 100, 100)], id=[1]), class_column="use")
    assert rows.values.tolist() == [[1, UNCLASSIFIED, 1.0, 1.0]]


def test_a_zone_without_land_is_all_unclassified():
    land, zone = boxes([(0, 0, 9, 9)], use=["a"]), boxes([(500, 500, 600, 600)], id=[1])
    rows = area_by_class(land, zone, class_column="use")
    assert rows.values.tolist() == [[1, UNCLASSIFIED, 1.0, 1.0]]


def test_land_use_that_cannot_be_measured_is_refused():
    land, zone = boxes([(0, 0, 9, 9)], use=["a"]), boxes([(0, 0, 9, 9)], id=[1])
    with pytest.raises(ColumnError, match="expected column `kind`"):
        area_by_class(land, zone, class_column="kind")
    with pytest.raises(GeometryError, match="got Point in 1 rows"):
        area_by_class(dots([(0, 0)], use=["a"]), zone, class_column="use")
    with pytest.raises(CrsError, match="expected one CRS"):
        area_by_class(land, zone.to_crs(28415), class_column="use")
    with pytest.raises(ValueRangeError, match="repeated are"):
        area_by_class(land, pd.concat([zone, zone]), class_column="use")


@pytest.mark.parametrize("order", ["rows", "priority", "smallest"])
def test_the_order_says_who_keeps_the_land(order):
    # a field of 4 ha, over it a wood of 2 ha and a pond of 1 ha that also lies in the wood
    land = boxes([(0, 0, 200, 200), (0, 0, 100, 200), (0, 0, 100, 100)], use=["f", "w", "p"])
    zone = boxes([(0, 0, 200, 200)], id=[1])
    with pytest.warns(OverlapWarning, match="3 pairs"):
        rows = area_by_class(
            land, zone, class_column="use", order=order, priority=["w"] if order[0] == "p" else ()
        )
    wanted = {
        "rows": {"f": 4},
        "priority": {"w": 2, "f": 2},
        "smallest": {"p": 1, "w": 1, "f": 2},
    }[order]
    assert table(rows) == pytest.approx({(1, use): ha for use, ha in wanted.items()})


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 15))
def test_by_size_the_order_of_rows_does_not_matter(seed, count):
    land, zones = stars(count, 1500, seed), mosaic(4, 2000, seed + 1)
    order = np.random.default_rng(seed).permutation(count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OverlapWarning)
        one, other = (
            area_by_class(each, zones, class_column="type", order="smallest")
            for each in (land, land.iloc[order])
        )
    pd.testing.assert_frame_equal(one, other, rtol=1e-7, atol=1e-7)


def test_land_is_cut_to_each_zone():
    land = boxes([(0, 0, 100, 100), (100, 0, 200, 100)], use=["a", "b"])
    zones = boxes([(50, 0, 150, 100), (0, 0, 100, 100), (500, 0, 600, 9)], id=["m", "w", "far"])
    found = land_in_zones(land, zones, class_column="use")
    assert found[["zone", "class", "area_ha"]].values.tolist() == [
        ["m", "a", 0.5],
        ["m", "b", 0.5],
        ["w", "a", 1.0],
    ]
    assert found.geometry.area.tolist() == pytest.approx([5000, 5000, 10_000])


def test_duplicate_zones_are_refused_in_cutting_too():
    land = boxes([(0, 0, 9, 9)], use=["a"])
    with pytest.raises(ValueRangeError, match="repeated are"):
        land_in_zones(land, boxes([(0, 0, 9, 9)] * 2, id=[1, 1]), class_column="use")
