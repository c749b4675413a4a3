"""Who goes where, and which land: by hand, against plain matrices, and by what must add up."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import EmptyError, ValueRangeError, build_network
from geo.allocation import UNALLOCATED, allocation
from geo.allocation_zones import network_zones, straight_zones
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.resampling import moved_distances_m, moved_travel_min
from tests.geo.made import boxes, dots, homes, stars, streets

TOWN = boxes([(0, -100, 1000, 100)])
STREET = [[(0, 0), (1000, 0)]]


def test_people_go_to_the_nearest_by_hand():
    people = dots([(0, 0), (100, 0), (300, 0), (900, 0)], people=[1, 2, 4, 10])
    parks = dots([(200, 0), (1000, 0)], id=["b", "a"])
    rows = allocation(people, parks, weight="people").set_index("id")
    assert rows.index.tolist() == ["a", "b", UNALLOCATED]
    assert rows["allocated"].tolist() == [10, 7, 0]
    assert rows["share"].tolist() == pytest.approx([10 / 17, 7 / 17, 0])
    # 200 m, twice 100 m and four times 100 m; nine tenths of 7 need the one at 200 m
    assert rows.loc["b", ["mean", "p90"]].tolist() == pytest.approx([800 / 7, 200])
    assert rows.loc["a", ["mean", "p90"]].tolist() == [100, 100]
    assert rows.loc[UNALLOCATED, ["mean", "p90"]].isna().all()


def test_nine_tenths_by_hand():
    people = dots([(k, 0) for k in range(10, 101, 10)])
    rows = allocation(people, dots([(0, 0)], id=["a"]))
    assert rows.loc[0, ["mean", "p90"]].tolist() == [55, 90]


def test_of_two_equally_near_the_first_by_id():
    people, parks = dots([(500, 0)]), dots([(1000, 0), (0, 0)], id=[10, 9])
    assert allocation(people, parks)[["id", "allocated"]].values.tolist()[:2] == [[9, 1], [10, 0]]


def test_over_streets_with_a_oneway_and_somebody_cut_off():
    ways = [[(0, 0), (500, 0)], [(500, 0), (1000, 0)], [(0, 500), (100, 500)]]
    network = build_network(streets(ways, oneway=["no", "yes", "no"]), speed_kmh=6, oneway="oneway")
    people = dots([(400, 0), (600, 0), (50, 500)], people=[1, 2, 4])
    parks = dots([(0, 0), (1000, 0)], id=["w", "e"])
    rows = allocation(people, parks, weight="people", network=network).set_index("id")
    assert rows["allocated"].to_dict() == {"e": 2, "w": 1, UNALLOCATED: 4}
    assert rows.loc[["w", "e"], "mean"].tolist() == pytest.approx([4, 4])
    back = allocation(
        people, parks, weight="people", network=network, direction="from_supply"
    ).set_index("id")
    assert back["allocated"].to_dict() == {"e": 0, "w": 3, UNALLOCATED: 4}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, "type"]))
def test_people_add_up_and_follow_the_matrix(seed, by):
    people, parks = homes(80, 3000, seed), stars(6, 3000, seed).assign(known=60.0)
    rows = allocation(people, parks, by=by, weight="people", precision="known", draws=6, seed=seed)
    total = people["people"].sum()
    assert (rows.groupby("by")["allocated"].sum() == total).all()
    assert (rows["allocated_low"] <= rows["allocated"]).all()
    assert (rows["allocated"] <= rows["allocated_high"]).all()
    turned = allocation(people[::-1], parks[::-1], by=by, weight="people")
    assert turned[["id", "allocated"]].equals(rows[["id", "allocated"]])
    if by is None:
        weights = people["people"].to_numpy()

        def counted(matrix):
            return np.bincount(matrix.argmin(axis=1), weights, minlength=len(parks))

        assert rows["allocated"].tolist()[:-1] == counted(distance_matrix_m(people, parks)).tolist()
        drawn = moved_distances_m(people, parks, precision="known", draws=6, seed=seed)
        counts = np.array([rows["allocated"][:-1], *map(counted, drawn)])
        spare = 0.02 * total  # a place at the very border may turn on the grid of distances
        assert (rows["allocated_low"][:-1] >= counts.min(axis=0) - spare).all()
        assert (rows["allocated_high"][:-1] <= counts.max(axis=0) + spare).all()


def test_draws_over_streets_are_those_of_the_matrix(monkeypatch):
    network = build_network(streets(STREET), speed_kmh=6)
    people = homes(50, 900, 3)
    parks = dots([(100, 0), (500, 0), (800, 0)], id=list("abc"), known=[300.0, 0.0, 100.0])
    settings = {"precision": "known", "draws": 9, "seed": 4}
    rows = allocation(people, parks, weight="people", network=network, **settings)
    monkeypatch.setattr("geo.allocation._NUMBERS_AT_ONCE", 300)
    assert allocation(people, parks, weight="people", network=network, **settings).equals(rows)
    weights = people["people"].to_numpy()
    matrices = [
        travel_matrix_min(network, people, parks),
        *moved_travel_min(network, people, parks, **settings),
    ]
    counts = np.array([np.bincount(one.argmin(axis=1), weights, minlength=3) for one in matrices])
    assert rows["allocated"][:-1].tolist() == counts[0].tolist()
    low, high = np.percentile(counts[1:], [5, 95], axis=0)
    assert rows["allocated_low"][:-1].to_numpy() == pytest.approx(np.fmin(low, counts[0]))
    assert rows["allocated_high"][:-1].to_numpy() == pytest.approx(np.fmax(high, counts[0]))


def test_straight_zones_by_hand():
    parks = dots([(100, 0), (500, 0)], id=["a", "b"])
    zones = straight_zones(parks, TOWN)
    assert zones[["id", "area_ha"]].values.tolist() == [["a", 6.0], ["b", 14.0]]


def test_zones_of_polygons_part_the_land_between_their_edges():
    parks = boxes([(0, -100, 200, 100), (600, -100, 1000, 100)], id=["a", "b"])
    zones = straight_zones(parks, TOWN, spacing_m=5).set_index("id")
    assert zones["area_ha"].tolist() == pytest.approx([8, 12], abs=0.01)


def test_network_zones_follow_the_streets():
    # Two streets 40 m apart that meet at the far end only: the northern one belongs to `b`.
    ways = [[(0, 0), (1000, 0)], [(1000, 0), (1000, 40)], [(1000, 40), (0, 40)]]
    network = build_network(streets(ways), speed_kmh=6)
    parks = dots([(0, 0), (0, 40)], id=["a", "b"])
    zones = network_zones(network, parks, TOWN, spacing_m=5).set_index("id")
    assert zones["area_ha"].to_dict() == pytest.approx({"a": 12, "b": 8}, abs=0.05)
    straight = straight_zones(parks, TOWN).set_index("id")
    assert straight["area_ha"].to_dict() == pytest.approx({"a": 12, "b": 8}, abs=0.05)
    parks = dots([(0, 0), (1000, 40)], id=["a", "b"])
    zones = network_zones(network, parks, TOWN, spacing_m=5).set_index("id").geometry
    assert zones["b"].covers(dots([(100, 40), (900, 5)]).union_all())
    assert zones["a"].covers(dots([(100, 5)]).union_all())


def test_land_that_no_street_reaches_is_in_no_zone():
    ways = [[(0, 0), (400, 0)], [(600, 0), (1000, 0)]]
    network = build_network(streets(ways), speed_kmh=6)
    zones = network_zones(network, dots([(0, 0)], id=["a"]), TOWN, max_snap_m=50, spacing_m=5)
    assert zones["area_ha"].tolist() == pytest.approx([(400 * 100 + np.pi * 50**2 / 2) / 1e4], 0.01)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_zones_fill_the_area_and_hold_their_people(seed):
    town, parks, people = boxes([(0, 0, 3000, 3000)]), stars(7, 3000, seed), homes(150, 3000, seed)
    spacing_m = 10.0
    zones = straight_zones(parks, town, spacing_m=spacing_m).set_index("id").geometry
    assert zones.area.sum() == pytest.approx(9e6, rel=1e-5)
    distance = distance_matrix_m(people, parks)
    for row, place in enumerate(people.geometry):
        nearest, second = np.sort(distance[row])[:2]
        if second - nearest > spacing_m / 2:
            assert zones[parks["id"].iloc[distance[row].argmin()]].intersects(place)


def test_types_are_parted_each_by_itself():
    parks = dots([(100, 0), (500, 0), (900, 0)], id=list("abc"), type=["x", "x", "y"])
    zones = straight_zones(parks, TOWN, by="type")
    assert zones.groupby("by")["area_ha"].sum().tolist() == pytest.approx([20, 20])
    rows = allocation(homes(20, 100, 1), parks, by="type")
    assert rows.groupby("by")["allocated"].sum().tolist() == [20, 20]
    assert rows["id"].tolist() == ["a", "b", UNALLOCATED, "c", UNALLOCATED]


def test_what_cannot_be_is_refused():
    network = build_network(streets(STREET), speed_kmh=6)
    far = dots([(0, 9000)], id=["a"])
    with pytest.raises(EmptyError, match="`supply`: expected at least one within 1000 m"):
        allocation(homes(3, 100, 1), far, network=network)
    with pytest.raises(ValueRangeError, match="expected `spacing_m` above zero, got 0"):
        straight_zones(far, TOWN, spacing_m=0)
    with pytest.raises(ValueRangeError, match="expected `spacing_m` above zero, got -1"):
        network_zones(network, far, TOWN, spacing_m=-1)


def test_nobody_at_all_has_no_share():
    rows = allocation(dots([(0, 0)], people=[0]), dots([(1, 0)], id=["a"]), weight="people")
    assert rows["share"].isna().all()
    assert shapely.is_valid(TOWN.geometry.iloc[0])
