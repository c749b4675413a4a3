"""Isochrones by hand on a few streets, and against the times that people are counted by."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import EmptyError, ValueRangeError, build_network
from geo.isochrones import isochrones, rings
from geo.matrix import travel_matrix_min
from tests.geo.made import CRS, X0, Y0, dots, homes, streets

# At 15 km/h three minutes are 750 m of street; on foot, at 5 km/h, they are 250 m.
FAST, MINUTES, STREET_M, WALK_M = 15.0, 3.0, 750.0, 250.0


def land(network, places, minutes=MINUTES, **settings):
    found = isochrones(network, dots(places), minutes=[minutes], **settings)
    return found.geometry.iloc[0]


def moved(x, y):
    return shapely.Point(X0 + x, Y0 + y)


def test_a_street_is_cut_where_the_time_runs_out():
    network = build_network(streets([[(-1000, 0), (1000, 0)]]), speed_kmh=FAST)
    found = land(network, [(0, 0)])
    assert np.subtract(found.bounds, (X0, Y0, X0, Y0)) == pytest.approx(
        (-STREET_M, -WALK_M, STREET_M, WALK_M), abs=0.02
    )
    assert found.area == pytest.approx(2 * STREET_M * WALK_M, rel=1e-4)


def test_at_a_crossing_land_belongs_to_the_street_nearest():
    cross = [[(-1000, 0), (0, 0), (1000, 0)], [(0, -1000), (0, 0), (0, 1000)]]
    network = build_network(streets(cross), speed_kmh=FAST)
    found = land(network, [(0, 0)], spacing_m=5)
    # eight triangles from the crossing, along a street and up to the line halfway between two
    corner = WALK_M / (1 + WALK_M / STREET_M)
    assert found.area == pytest.approx(8 * STREET_M * corner / 2, rel=2e-3)


def test_behind_the_end_of_a_street_lies_half_a_disc():
    network = build_network(streets([[(0, 0), (2000, 0)]]), speed_kmh=FAST)
    found = land(network, [(0, 0)])
    assert found.area == pytest.approx(np.pi * WALK_M**2 / 2 + STREET_M * WALK_M, rel=2e-3)


def test_the_walk_is_bounded():
    network = build_network(streets([[(0, 0), (600, 0)]]), speed_kmh=FAST)
    found = land(network, [(0, 0)], minutes=60, max_snap_m=100)
    assert found.area == pytest.approx(np.pi * 100**2 + 600 * 200, rel=2e-3)


def test_a_walk_that_falls_below_the_bound_on_the_way():
    network = build_network(streets([[(-1000, 0), (1000, 0)]]), speed_kmh=FAST)
    found = land(network, [(0, 0)], max_snap_m=100)
    # the walk left is 100 m at 450 m along the street, and nothing at 750 m
    assert found.area == pytest.approx(2 * (450 * 200 + 300 * 100), rel=1e-3)


def test_the_way_of_the_supply_to_the_street_counts():
    network = build_network(streets([[(-1000, 0), (1000, 0)]]), speed_kmh=FAST)
    found = land(network, [(0, 100)])
    left_m = WALK_M - 100
    assert found.area == pytest.approx(2 * left_m * (3 * left_m), rel=1e-4)


def test_oneways_hold_and_the_direction_turns_them():
    oneway = streets([[(0, 0), (1000, 0)]], oneway=["yes"])
    network = build_network(oneway, speed_kmh=FAST, oneway="oneway")
    left_m = WALK_M - 500 / 3
    expected = 500 * (WALK_M + left_m) + np.pi * left_m**2 / 2
    to_supply = land(network, [(500, 0)])
    from_supply = land(network, [(500, 0)], direction="from_supply")
    assert to_supply.area == pytest.approx(expected, rel=1e-3)
    assert to_supply.bounds[2] == pytest.approx(X0 + 500, abs=0.02)
    assert from_supply.area == pytest.approx(expected, rel=1e-3)
    assert from_supply.bounds[0] == pytest.approx(X0 + 500, abs=0.02)


def test_behind_a_oneway_that_leads_away_people_walk_to_its_end():
    oneway = streets([[(0, 0), (1000, 0)]], oneway=["yes"])
    network = build_network(oneway, speed_kmh=FAST, oneway="oneway")
    found = land(network, [(0, 0)])
    assert found.area == pytest.approx(np.pi * WALK_M**2 / 2, rel=2e-3)
    assert found.bounds[2] == pytest.approx(X0, abs=0.02)


def test_two_on_one_street_meet_halfway():
    network = build_network(streets([[(-2000, 0), (2000, 0)]]), speed_kmh=FAST)
    found = land(network, [(-600, 0), (600, 0)])
    # each reaches 750 m; between the two the walk left is 50 m where they meet
    outward, between = STREET_M * WALK_M, 600 * (WALK_M + 50)
    assert found.area == pytest.approx(2 * (outward + between), rel=1e-4)


def test_two_that_do_not_meet_leave_a_gap():
    network = build_network(streets([[(-2000, 0), (2000, 0)]]), speed_kmh=FAST)
    found = land(network, [(-800, 0), (800, 0)])
    assert shapely.get_num_geometries(found) == 2
    assert found.area == pytest.approx(4 * STREET_M * WALK_M, rel=1e-4)


def test_land_across_a_river_belongs_to_its_own_street():
    banks = streets([[(0, 0), (1000, 0)], [(0, 100), (1000, 100)]])
    network = build_network(banks, speed_kmh=FAST)
    found = land(network, [(500, 0)], spacing_m=10)
    assert found.covers(moved(500, 45))
    assert not found.intersects(moved(500, 55))


def test_types_apart_and_together_and_features_by_their_id():
    network = build_network(streets([[(0, 0), (5000, 0)]]), speed_kmh=FAST)
    parks = dots([(1000, 0), (4000, 0), (4100, 0)], id=["a", "b", "c"], type=["x", "y", "y"])
    by_type = isochrones(network, parks, by="type", minutes=[2, 1])
    assert list(zip(by_type["by"], by_type["minutes"], strict=True)) == [
        (kind, time) for kind in ("x", "y", "all") for time in (1.0, 2.0)
    ]
    assert by_type["area_ha"].iloc[4] == pytest.approx(by_type["area_ha"].iloc[[0, 2]].sum())
    by_id = isochrones(network, parks, by="id", minutes=[1])
    assert by_id["by"].tolist() == ["a", "b", "c", "all"]
    alone = by_id["area_ha"].iloc[:3].tolist()
    assert alone == pytest.approx([alone[0]] * 3, rel=1e-4)


def test_rings_lie_side_by_side():
    network = build_network(streets([[(0, 0), (5000, 0)]]), speed_kmh=FAST)
    nested = isochrones(network, dots([(2500, 0)]), minutes=[1, 2, 3])
    apart = rings(nested)
    assert apart["area_ha"].sum() == pytest.approx(nested["area_ha"].iloc[-1])
    for first in range(3):
        for second in range(first):
            assert apart.geometry[first].intersection(apart.geometry[second]).area < 0.1


def lattice(seed):
    """Streets about blocks of 300 m with a bend in the middle, some missing, some one-way."""
    rng = np.random.default_rng(seed)
    ways = []
    for i in range(6):
        for j in range(5):
            for ends in (((i, j), (i, j + 1)), ((j, i), (j + 1, i))):
                near, far = 300.0 * np.array(ends)
                ways.append([near, (near + far) / 2 + rng.uniform(-40, 40, 2), far])
    kept = [way for way in ways if rng.random() > 0.2]
    oneway = rng.choice(["no", "yes", "-1"], len(kept), p=[0.6, 0.2, 0.2])
    return build_network(
        streets(kept, oneway=oneway), speed_kmh=float(rng.choice([5, 15, 40])), oneway="oneway"
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([60.0, 1000.0]))
def test_people_lie_in_the_land_of_their_time(seed, bound):
    network, people = lattice(seed), homes(400, 1500, seed)
    parks = dots(np.random.default_rng(seed).uniform(0, 1500, (3, 2)))
    spacing_m, times = 10.0, [2.0, 4.0, 8.0]
    snapped = travel_matrix_min(network, people, parks, max_snap_m=bound).min(axis=1)
    if not np.isfinite(snapped).any():
        return
    found = isochrones(network, parks, minutes=times, max_snap_m=bound, spacing_m=spacing_m)
    assert found.is_valid.all()
    assert (np.diff(found["area_ha"]) >= -1e-3).all()  # the grid of a centimetre
    for time, shape in zip(times, found.geometry, strict=True):
        within = people.geometry.intersects(shape).to_numpy()
        differ = people.geometry[within != (snapped <= time)]
        edge = shapely.boundary(shape)
        for place in [one for one in differ if not shapely.distance(one, edge) <= spacing_m]:
            nearest, second = np.sort(shapely.distance(place, network.shapes))[:2]
            assert second - nearest <= spacing_m / 2


def test_no_supply_near_the_streets():
    network = build_network(streets([[(0, 0), (1000, 0)]]), speed_kmh=FAST)
    with pytest.raises(EmptyError, match="`supply`: expected at least one within 100 m"):
        land(network, [(0, 300)], max_snap_m=100)


def test_supply_that_cannot_be_reached_in_the_time_has_no_land():
    network = build_network(streets([[(0, 0), (1000, 0)]]), speed_kmh=FAST)
    assert land(network, [(0, 300)]).is_empty


def test_what_cannot_be_is_refused():
    network = build_network(streets([[(0, 0), (1000, 0)]]), speed_kmh=FAST)
    for minutes in ([], [0], [np.inf]):
        with pytest.raises(ValueRangeError, match="expected one time or more"):
            isochrones(network, dots([(0, 0)]), minutes=minutes)
    with pytest.raises(ValueRangeError, match="expected `spacing_m` above zero"):
        land(network, [(0, 0)], spacing_m=0)
    with pytest.raises(ValueRangeError, match="expected `direction` to be to_supply or"):
        land(network, [(0, 0)], direction="back")


def test_the_frame_keeps_its_crs():
    network = build_network(streets([[(0, 0), (1000, 0)]]), speed_kmh=FAST)
    assert isochrones(network, dots([(0, 0)]), minutes=[1]).crs == CRS
