"""Gross, unique and overlapping coverage and the gap: by hand, against brute force, by property.

By hand: two squares of 200 m that share half their land, reached from 50 m away. One square with
its rim is 4 + 4 + pi / 4 ha, both together 6 + 5 + pi / 4 ha.
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    ColumnError,
    CrsError,
    EmptyError,
    ValueRangeError,
    coverage_interval,
    served,
    service_area,
)
from geo.multiplicity import WHOLE, multiplicity, multiplicity_layer
from tests.geo.made import boxes, dots, homes, stars

RIM = np.pi / 4
PEOPLE = ["gross", "served", "overlap", "uncovered", "total"]
HECTARES = ["gross_ha", "area_ha", "overlap_ha", "uncovered_ha", "total_ha"]


@pytest.fixture
def squares():
    return boxes([(0, 0, 200, 200), (100, 0, 300, 200)], type=["a", "b"], known=[0.0, 0.0])


@pytest.fixture
def people():
    # in both squares; in the first alone, 80 m from the second; far from either
    return dots([(150, 100), (20, 100), (900, 0)], people=[7, 10, 3])


def test_people_and_hectares_by_hand(people, squares):
    rows = multiplicity(people, squares, radii_m=[50], weight="people")
    assert rows[PEOPLE].values.tolist() == [[24, 17, 7, 3, 20]]
    gross_ha, once_ha = 2 * (8 + RIM), 11 + RIM
    got = rows.loc[0, ["gross_ha", "area_ha", "overlap_ha"]].tolist()
    assert got == pytest.approx([gross_ha, once_ha, gross_ha - once_ha], rel=1e-3)
    assert rows[["uncovered_ha", "total_ha"]].isna().all(axis=None)
    assert rows.filter(regex="_low|_high").isna().all(axis=None)


def test_types_overlap_only_where_all_are_counted(people, squares):
    rows = multiplicity(people, squares, by="type", radii_m=[50, 80], weight="people")
    assert rows[["by", "radius_m", *PEOPLE]].values.tolist() == [
        ["a", 50, 17, 17, 0, 3, 20],
        ["a", 80, 17, 17, 0, 3, 20],
        ["b", 50, 7, 7, 0, 13, 20],
        ["b", 80, 17, 17, 0, 3, 20],
        ["all", 50, 24, 17, 7, 3, 20],
        ["all", 80, 34, 17, 17, 3, 20],
    ]
    assert rows["overlap_ha"].tolist()[:4] == pytest.approx([0] * 4, abs=1e-9)
    assert rows["overlap_ha"][4] == pytest.approx(5 + RIM, rel=1e-3)


def test_a_zone_and_what_lies_outside_by_hand(people, squares):
    # the line x = 150 parts both squares together into halves alike
    west = boxes([(-100, -100, 150, 300)], id=["west"])
    rows = multiplicity(people, squares, radii_m=[50], weight="people", zones=west)
    assert rows[["zone", *PEOPLE]].values.tolist() == [
        ["west", 24, 17, 7, 0, 17],
        ["outside", 0, 0, 0, 3, 3],
        ["all", 24, 17, 7, 3, 20],
    ]
    half = (11 + RIM) / 2
    inside = rows.loc[0, HECTARES].tolist()
    assert inside == pytest.approx([8 + RIM, half, 8 + RIM - half, 10 - half, 10], rel=1e-3)
    beyond = rows.loc[1, HECTARES].tolist()
    assert beyond[:3] == pytest.approx([8 + RIM, half, 8 + RIM - half], rel=1e-3)
    assert np.isnan(beyond[3:]).all()


def test_the_layer_by_hand(squares):
    layer = multiplicity_layer(squares, radius_m=50)
    by = layer.dissolve("multiplicity", aggfunc="sum")["area_ha"]
    assert by.to_dict() == {
        1: pytest.approx(6, rel=1e-3),
        2: pytest.approx(5 + RIM, rel=1e-3),
    }
    assert layer.crs == squares.crs


def test_a_feature_that_nobody_overlaps_has_no_overlap():
    rows = multiplicity(dots([(0, 0), (900, 0)]), dots([(0, 0), (1000, 0)]), radii_m=[100])
    assert rows[PEOPLE].values.tolist() == [[2, 2, 0, 0, 2]]
    assert rows["overlap_ha"][0] == pytest.approx(0, abs=1e-9)


def test_a_hole_between_features_is_not_reached():
    # four discs of 600 m about the corners of a square of 1 km leave its middle free
    corners = dots([(0, 0), (1000, 0), (1000, 1000), (0, 1000)])
    layer = multiplicity_layer(corners, radius_m=600)
    middle = dots([(500, 500)]).geometry.iloc[0]
    assert not layer.intersects(middle).any()
    assert layer["multiplicity"].max() == 2


def test_places_known_exactly_have_a_narrow_interval(people, squares):
    rows = multiplicity(people, squares, radii_m=[50], weight="people", precision="known", draws=9)
    for name in PEOPLE[:4]:
        assert rows[f"{name}_low"].tolist() == rows[f"{name}_high"].tolist() == rows[name].tolist()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_identities_hold_to_the_last_bit(seed, odd):
    rng = np.random.default_rng(seed)
    demand, supply = homes(300, 4000, seed), stars(12, 4000, seed + 1)
    if odd:
        demand["people"] = rng.uniform(0, 100, len(demand)) ** 3
    zones = boxes([(-500, -500, 2000, 4500), (2000, -500, 3500, 4500)], id=["w", "e"])
    asked = {"by": "type", "radii_m": [200, 900], "weight": "people"}
    rows = multiplicity(demand, supply, zones=zones, **asked)
    whole = multiplicity(demand, supply, **asked)
    for one in (rows, whole):
        assert (one["gross"] - one["overlap"] == one["served"]).all()
        assert (one["served"] + one["uncovered"] == one["total"]).all()
        assert (one[["overlap", "uncovered"]] >= 0).all(axis=None)
        types, all_ = one[one["by"] != "all"], one[one["by"] == "all"]
        keys = [name for name in ("zone", "radius_m") if name in one]
        assert types.groupby(keys)["gross"].sum().eq(all_.set_index(keys)["gross"]).all()
    last = rows.tail(len(whole)).reset_index(drop=True)
    assert last.drop(columns="zone").equals(whole)
    assert last["zone"].eq(WHOLE).all()
    rows = rows.head(-len(whole))
    parted = rows.groupby(["by", "radius_m"])[PEOPLE].sum()
    assert parted.eq(whole.set_index(["by", "radius_m"])[PEOPLE]).all(axis=None)
    known = rows[rows["zone"] != "outside"]
    assert np.allclose(known["gross_ha"] - known["overlap_ha"], known["area_ha"])
    assert np.allclose(known["area_ha"] + known["uncovered_ha"], known["total_ha"])
    assert (known[HECTARES] >= -1e-6).all(axis=None)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_it_counts_by_the_distances(seed):
    demand, supply = homes(200, 4000, seed), stars(9, 4000, seed + 1)
    points, shapes = np.asarray(demand.geometry.array), np.asarray(supply.geometry.array)
    near = shapely.distance(points[:, None], shapes[None]) <= 700
    rows = multiplicity(demand, supply, radii_m=[700], weight="people")
    weights = demand["people"].to_numpy()
    assert rows["gross"].tolist() == [(near.sum(axis=1) * weights).sum()]
    assert rows["overlap"].tolist() == [(np.maximum(near.sum(axis=1) - 1, 0) * weights).sum()]
    turned = multiplicity(demand[::-1], supply[::-1], radii_m=[700], weight="people")
    assert turned[PEOPLE].equals(rows[PEOPLE])


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_served_and_its_interval_are_those_of_coverage(seed):
    demand, supply = homes(200, 4000, seed), stars(9, 4000, seed + 1)
    supply["known"] = np.random.default_rng(seed).choice([0.0, 100.0, 400.0], len(supply))
    asked = {"by": "type", "radii_m": [300, 1000], "weight": "people"}
    drawn = {"precision": "known", "draws": 11, "seed": seed}
    rows = multiplicity(demand, supply, **asked, **drawn)
    plain, ends = (
        served(demand, supply, **asked),
        coverage_interval(demand, supply, **asked, **drawn),
    )
    assert rows["served"].tolist() == plain["served"].tolist()
    assert rows["served_low"].tolist() == ends["served_low"].tolist()
    assert rows["served_high"].tolist() == ends["served_high"].tolist()
    assert np.allclose(rows["area_ha"], plain["area_ha"], rtol=1e-9)
    for name in PEOPLE[:4]:
        assert (rows[f"{name}_low"] <= rows[name]).all()
        assert (rows[name] <= rows[f"{name}_high"]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([80, 600]))
def test_the_layer_holds_the_hectares(seed, radius_m):
    supply = stars(12, 4000, seed)
    layer = multiplicity_layer(supply, radius_m=radius_m)
    once = service_area(supply, radii_m=[radius_m])["area_ha"].iloc[0]
    shapes = np.asarray(supply.geometry.array)
    each = shapely.area(shapely.buffer(shapes, radius_m, quad_segs=16)).sum() / 1e4
    assert layer["area_ha"].sum() == pytest.approx(once, rel=1e-6)
    assert (layer["multiplicity"] * layer["area_ha"]).sum() == pytest.approx(each, rel=1e-6)
    assert layer["multiplicity"].is_monotonic_increasing
    union = shapely.area(shapely.union_all(np.asarray(layer.geometry.array))) / 1e4
    assert union == pytest.approx(layer["area_ha"].sum(), rel=1e-6)


def test_bad_input_is_refused(people, squares):
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        multiplicity(people, squares, radii_m=[])
    with pytest.raises(ValueRangeError, match="expected one draw or more, got 0"):
        multiplicity(people, squares, radii_m=[50], precision="known", draws=0)
    with pytest.raises(ColumnError, match="`supply`: expected column `kind`"):
        multiplicity(people, squares, by="kind", radii_m=[50])
    with pytest.raises(ValueRangeError, match="`demand`: expected `people` to be a number of zero"):
        multiplicity(people.assign(people=-1), squares, radii_m=[50], weight="people")
    with pytest.raises(EmptyError, match="`supply`: expected at least one feature, got none"):
        multiplicity(people, squares[:0], radii_m=[50])
    with pytest.raises(EmptyError, match="`supply`: expected at least one feature, got none"):
        multiplicity_layer(squares[:0], radius_m=50)
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        multiplicity_layer(squares, radius_m=0)
    with pytest.raises(CrsError, match="expected one CRS"):
        multiplicity(people.to_crs("EPSG:32644"), squares, radii_m=[50])
    twice = boxes([(0, 0, 9, 9), (9, 0, 18, 9)], id=["a", "a"])
    with pytest.raises(ValueRangeError, match="`zones`: expected `id` to differ"):
        multiplicity(people, squares, radii_m=[50], zones=twice)
