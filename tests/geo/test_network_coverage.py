"""Coverage over a network and what the straight line overstates, by hand and by property."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import EmptyError, ValueRangeError, build_network
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.network_coverage import served_over_network
from geo.overstatement import overstatement
from geo.resampling import moved_travel_min
from tests.geo.made import boxes, dots, homes, streets

# A street in the shape of a U, its arms 1 km long and 100 m apart: 6 km/h are 100 m a minute.
U = [[(0, 0), (1000, 0), (1000, 100), (0, 100)]]
WALK = 6.0


@pytest.fixture(scope="module")
def network():
    return build_network(streets(U), speed_kmh=WALK)


def test_who_is_served_by_hand(network):
    people = dots([(0, 0), (400, 0), (0, 100)], people=[1, 10, 100])
    parks = dots([(0, 0), (1000, 100)], type=["near", "far"])
    rows = served_over_network(
        network, people, parks, by="type", minutes=[5, 10], weight="people"
    ).set_index(["by", "minutes"])
    assert rows["served"].to_dict() == {
        ("far", 5.0): 0, ("far", 10.0): 110, ("near", 5.0): 11, ("near", 10.0): 11,
        ("all", 5.0): 11, ("all", 10.0): 111,
    }  # fmt: skip
    assert (rows["served"] + rows["uncovered"] == 111).all()
    assert rows["served_share"].to_numpy() == pytest.approx(rows["served"] / 111)
    assert rows[["served_low", "share_high"]].isna().all(axis=None)


def test_zones_sum_to_the_whole_and_outside_is_told(network):
    people = dots([(0, 0), (400, 0), (0, 100)], people=[1, 10, 100])
    zones = boxes([(-10, -10, 10, 10), (390, -10, 410, 10)], id=["w", "e"])
    rows = served_over_network(
        network, people, dots([(0, 0)]), minutes=[5], weight="people", zones=zones
    )
    assert rows[["zone", "served", "total"]].values.tolist() == [
        ["w", 1.0, 1.0], ["e", 10.0, 10.0], ["outside", 0.0, 100.0],
    ]  # fmt: skip


def test_a_oneway_turns_with_the_direction():
    oneway = build_network(
        streets([[(0, 0), (1000, 0)]], oneway=["yes"]), speed_kmh=WALK, oneway="oneway"
    )
    people, parks = dots([(100, 0), (900, 0)], people=[1, 10]), dots([(500, 0)])
    for direction, expected in (("to_supply", 1), ("from_supply", 10)):
        rows = served_over_network(
            oneway, people, parks, minutes=[60], weight="people", direction=direction
        )
        assert rows["served"].tolist() == [expected]


def test_what_the_straight_line_overstates_by_hand(network):
    people = dots([(0, 0), (400, 0), (0, 100)], people=[1, 10, 100])
    rows = overstatement(
        network, people, dots([(0, 0)]), minutes=[3, 21], speed_kmh=WALK, weight="people"
    )
    assert rows["radius_m"].tolist() == [300, 2100]
    assert rows[["straight", "served", "overstated", "ratio"]].values.tolist() == [
        [101, 1, 100, 101], [111, 111, 0, 1],
    ]  # fmt: skip


def test_a_ratio_to_nobody_is_not_known(network):
    rows = overstatement(
        network, dots([(0, 100)]), dots([(0, 0)]), minutes=[3], speed_kmh=WALK, weight=None
    )
    assert rows["straight"].tolist() == [1]
    assert np.isnan(rows["ratio"]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_it_counts_by_the_matrix_of_times(seed):
    rng = np.random.default_rng(seed)
    ways = [[(i * 300, 0), (i * 300 + 50, 600), (i * 300, 1200)] for i in range(4)]
    ways += [[(0, 0), (300, 0)], [(300, 1200), (600, 1200)]]
    oneway = rng.choice(["yes", "no", "-1"], len(ways))
    network = build_network(streets(ways, oneway=oneway), speed_kmh=10, oneway="oneway")
    people = homes(60, 1200, seed)
    parks = dots(rng.uniform(0, 1200, (4, 2)), type=list("aabb"), known=[0.0, 50.0, 300.0, 0.0])
    times = [4.0, 9.0, 30.0]
    keys = {"by": "type", "minutes": times, "weight": "people", "max_snap_m": 400}
    rows = served_over_network(
        network, people, parks, precision="known", draws=7, seed=seed, **keys
    )
    weights = people["people"].to_numpy()

    def counted(matrix):
        kinds = [matrix[:, :2].min(axis=1), matrix[:, 2:].min(axis=1), matrix.min(axis=1)]
        return [weights[kind <= time + 1e-9].sum() for kind in kinds for time in times]

    stated = counted(travel_matrix_min(network, people, parks, max_snap_m=400))
    assert rows["served"].tolist() == stated
    drawn = moved_travel_min(
        network, people, parks, precision="known", draws=7, seed=seed, max_snap_m=400
    )
    counts = np.array([stated, *map(counted, drawn)])
    assert (rows["served_low"] >= counts.min(axis=0)).all()
    assert (rows["served_high"] <= counts.max(axis=0)).all()
    assert (rows["served_low"] <= rows["served"]).all()
    assert (rows["served"] <= rows["served_high"]).all()
    by_time = rows.pivot_table(index="by", columns="minutes", values="served").to_numpy()
    assert (np.diff(by_time, axis=1) >= 0).all()
    turned = served_over_network(network, people[::-1], parks, **keys)
    assert turned["served"].tolist() == stated


def test_the_straight_line_never_serves_fewer_at_the_same_speed():
    people, parks = homes(200, 1000, 1), dots([(0, 0), (700, 90)])
    network = build_network(streets(U), speed_kmh=5)
    rows = overstatement(
        network, people, parks, minutes=[5, 10], speed_kmh=5, weight="people", access_kmh=5
    )
    assert (rows["overstated"] >= 0).all()
    nearest = distance_matrix_m(people, parks).min(axis=1)
    assert rows["straight"].iloc[0] == people["people"][nearest <= 5 * 5000 / 60].sum()


def test_supply_far_from_the_streets_is_refused(network):
    with pytest.raises(EmptyError, match="`supply`: expected at least one within 1000 m"):
        served_over_network(network, dots([(0, 0)]), dots([(0, 5000)]), minutes=[5])


def test_a_speed_of_nought_is_refused(network):
    with pytest.raises(ValueRangeError, match="expected `speed_kmh` above zero, got 0"):
        overstatement(network, dots([(0, 0)]), dots([(0, 0)]), minutes=[5], speed_kmh=0)


def test_polygons_count_at_their_centroid(network):
    field = boxes([(300, -200, 700, 200)])
    rows = served_over_network(network, dots([(500, 0), (800, 0)]), field, minutes=[1, 3])
    assert rows["served"].tolist() == [1, 2]
    assert shapely.get_type_id(field.geometry.iloc[0]) == shapely.GeometryType.POLYGON
