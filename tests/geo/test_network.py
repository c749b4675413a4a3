import heapq
import itertools

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    build_network,
    nearest_over_network,
    snap_distance_m,
)
from tests.geo.made import CRS, boxes, dots, streets

CROSS = [[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(1000, 0), (1000, 600)]]


def reached(network, origins, targets, **options):
    return nearest_over_network(network, origins, targets, **options)


def test_a_crossroads_by_hand():
    # 36 km/h is 10 m/s; the side street goes at 18 km/h
    network = build_network(streets(CROSS, speed_kmh=[36, 36, 18]))
    origins = dots([(0, 0), (500, 30)], id=["end", "half"])
    targets = dots([(1000, 600), (2000, -50)], id=["north", "east"], type=["a", "b"])
    rows = reached(network, origins, targets, by="type", access_kmh=3.6)  # 1 m/s on foot
    expected = [
        ["end", "a", "north", 1600, (100 + 120) / 60, 0],
        ["end", "b", "east", 2050, (200 + 50) / 60, 0],
        ["half", "a", "north", 30 + 500 + 600, (30 + 50 + 120) / 60, 30],
        ["half", "b", "east", 30 + 1500 + 50, (30 + 150 + 50) / 60, 30],
    ]
    for row, wanted in zip(rows.values.tolist(), expected, strict=True):
        assert row[:3] == wanted[:3]
        assert row[3:] == pytest.approx(wanted[3:])


def test_the_soonest_way_may_be_the_longer_one():
    network = build_network(
        streets([[(0, 0), (1000, 0)], [(0, 0), (500, 800), (1000, 0)]], speed_kmh=[5, 90])
    )
    rows = reached(network, dots([(0, 0)], id=["o"]), dots([(1000, 0)], id=["t"]))
    around_m = 2 * np.hypot(500, 800)
    assert rows["distance_m"].iloc[0] == pytest.approx(around_m)
    assert rows["time_min"].iloc[0] == pytest.approx(around_m / 25 / 60)


def test_two_points_along_one_street_need_no_junction():
    network = build_network(streets([[(0, 0), (1000, 0)]]), speed_kmh=36)
    rows = reached(
        network,
        dots([(300, 0), (700, 0)], id=["a", "b"]),
        dots([(450, 0), (650, 0)], id=["s", "t"]),
    )
    assert rows["nearest_id"].tolist() == ["s", "t"]
    assert rows["distance_m"].tolist() == pytest.approx([150, 50])


def test_lines_meet_at_shared_vertices_but_not_where_they_cross():
    bridge = streets([[(0, 0), (500, 0), (1000, 0)], [(500, -500), (500, 500)]])
    network = build_network(bridge, speed_kmh=36)
    assert network.components.max() == 1
    junction = streets([[(0, 0), (500, 0), (1000, 0)], [(500, -500), (500, 0), (500, 500)]])
    network = build_network(junction, speed_kmh=36)
    assert network.components.max() == 0
    assert len(network.nodes) == 5
    assert len(network.edges) == 4


def test_ends_within_a_centimetres_cell_meet():
    network = build_network(
        streets([[(0, 0), (100, 0)], [(100.001, 0.001), (200, 0)]]), speed_kmh=5
    )
    assert len(network.nodes) == 3


def test_one_ways_are_respected_in_both_senses():
    lines = streets(
        [[(0, 0), (1000, 0)], [(0, 0), (0, 2000), (1000, 2000), (1000, 0)]],
        oneway=["yes", "no"],
    )
    network = build_network(lines, speed_kmh=36, oneway="oneway")
    west, east = dots([(0, 0)], id=["w"]), dots([(1000, 0)], id=["e"])
    assert reached(network, west, east)["distance_m"].tolist() == pytest.approx([1000])
    assert reached(network, east, west)["distance_m"].tolist() == pytest.approx([5000])
    lines["oneway"] = ["-1", None]
    network = build_network(lines, speed_kmh=36, oneway="oneway")
    assert reached(network, west, east)["distance_m"].tolist() == pytest.approx([5000])
    assert reached(network, east, west)["distance_m"].tolist() == pytest.approx([1000])


def test_one_ways_hold_between_points_along_the_street():
    network = build_network(
        streets([[(0, 0), (1000, 0)], [(1000, 0), (1000, 500), (0, 500), (0, 0)]], oneway=[1, 0]),
        speed_kmh=36,
        oneway="oneway",
    )
    here, there = dots([(200, 0)], id=["h"]), dots([(800, 0)], id=["t"])
    assert reached(network, here, there)["distance_m"].tolist() == pytest.approx([600])
    assert reached(network, there, here)["distance_m"].tolist() == pytest.approx([200 + 2000 + 200])


def test_of_parallel_streets_the_fastest_counts():
    lines = streets([[(0, 0), (900, 0)], [(0, 0), (900, 0)]], speed_kmh=[9, 36])
    network = build_network(lines)
    assert network.seconds.toarray().max() == pytest.approx(90)
    assert network.metres.toarray().max() == 900
    rows = reached(network, dots([(0, 0)], id=["o"]), dots([(900, 0)], id=["t"]))
    assert rows["time_min"].tolist() == pytest.approx([1.5])


def test_a_street_that_ends_where_it_began_is_walked_either_way():
    loop = streets([[(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]])
    network = build_network(loop, speed_kmh=36)
    rows = reached(network, dots([(100, 50)], id=["o"]), dots([(0, 50)], id=["t"]))
    assert rows["distance_m"].tolist() == pytest.approx([200])


def test_points_too_far_off_hold_nan_and_say_how_far():
    network = build_network(streets(CROSS), speed_kmh=36)
    origins = dots([(0, 0), (0, 700)], id=["near", "far"])
    rows = reached(network, origins, dots([(2000, 0)], id=["t"]), max_snap_m=500)
    assert rows["snap_m"].tolist() == [0, 700]
    assert rows["time_min"].isna().tolist() == [False, True]
    assert rows["distance_m"].isna().tolist() == [False, True]
    assert rows["nearest_id"].tolist() == ["t", None]


def test_a_type_out_of_reach_holds_nan_while_others_do_not():
    network = build_network(streets([*CROSS, [(5000, 0), (6000, 0)]]), speed_kmh=36)
    targets = dots([(2000, 0), (6000, 0), (1000, 9000)], id=[1, 2, 3], type=["a", "b", "c"])
    rows = reached(network, dots([(0, 0)], id=["o"]), targets, by="type")
    assert rows["nearest_id"].tolist() == [1, None, None]
    assert network.components.tolist().count(1) == 2


def test_a_network_that_reaches_nobody_says_why():
    network = build_network(streets([*CROSS, [(5000, 0), (6000, 0)]]), speed_kmh=36)
    here, apart, away = (dots([place], id=["x"]) for place in ((0, 0), (5000, 0), (0, -5000)))
    with pytest.raises(EmptyError, match=r"parts that do not meet \(2 parts\)"):
        reached(network, here, apart)
    with pytest.raises(
        EmptyError, match=r"`targets`: expected at least one within 1000 m .* 5000 m"
    ):
        reached(network, here, away)
    with pytest.raises(EmptyError, match="`origins`: expected at least one within 50 m"):
        reached(network, away, here, max_snap_m=50)


def test_snapping_distances_are_exact_beside_bends():
    bend = streets([[(0, 0), (300, 400), (300, 1000)]])
    points = dots([(300, 0), (500, 700), (0, 0)]).set_index(pd.Index(["below", "right", "on"]))
    off = snap_distance_m(build_network(bend, speed_kmh=5), points)
    assert off.name == "snap_m"
    assert off.to_dict() == pytest.approx({"below": 240, "right": 200, "on": 0})


def test_areas_are_reached_at_their_centroid():
    network = build_network(streets(CROSS), speed_kmh=36)
    rows = reached(network, dots([(0, 0)], id=["o"]), boxes([(1900, -50, 2100, 50)], id=["park"]))
    assert rows["distance_m"].tolist() == pytest.approx([2000])


def lattice(seed, side=5):
    rng = np.random.default_rng(seed)
    places = rng.uniform(-30, 30, (side, side, 2))
    places += np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) * 100
    pairs = [((r, c), (r, c + 1)) for r in range(side) for c in range(side - 1)]
    pairs += [((r, c), (r + 1, c)) for r in range(side - 1) for c in range(side)]
    kept = [pair for pair in pairs if rng.random() < 0.8] or pairs
    lines = [[places[start], places[end]] for start, end in kept]
    speeds = rng.uniform(5, 60, len(lines))
    directions = rng.choice(["yes", "no", "-1"], len(lines))
    return streets(lines, speed_kmh=speeds, oneway=directions), rng


def settled(links, origin):
    best, heap, order = {}, [(0.0, 0, origin)], 0
    while heap:
        time, _, place = heapq.heappop(heap)
        if place not in best:
            best[place] = time
            for end, seconds in links.get(place, []):
                order += 1
                heapq.heappush(heap, (time + seconds, order, end))
    return best


def plain_search(network, origin, targets, access):
    """Return times from one place to each of some others, by a heap, on edges cut by hand."""
    points = [*np.asarray(origin.geometry.array), *np.asarray(targets.geometry.array)]
    cuts = {}
    links = {}

    def link(start, end, seconds):
        links.setdefault(start, []).append((end, seconds))

    for number, point in enumerate(points):
        off = shapely.distance(network.shapes, point)
        edge = int(np.argmin(off))
        along = shapely.line_locate_point(network.shapes[edge], point)
        ends = {0.0: network.edges.start[edge], network.edges.metres[edge]: network.edges.end[edge]}
        for place, node in ends.items():
            if abs(along - place) < 1e-6:
                link(f"p{number}", int(node), 0)
                link(int(node), f"p{number}", 0)
                break
        else:
            cuts.setdefault(edge, []).append((along, f"p{number}"))
        link(f"o{number}", f"p{number}", off[edge] / access)
        link(f"p{number}", f"o{number}", off[edge] / access)
    edges = network.edges
    for edge in range(len(edges)):
        stops = [(0.0, int(edges.start[edge])), *sorted(cuts.get(edge, []))]
        stops.append((edges.metres[edge], int(edges.end[edge])))
        for (at, start), (then, end) in itertools.pairwise(stops):
            seconds = (then - at) * edges.seconds[edge] / edges.metres[edge]
            if edges.forward[edge]:
                link(start, end, seconds)
            if edges.backward[edge]:
                link(end, start, seconds)
    best = settled(links, "o0")
    return [best.get(f"o{number}", np.inf) for number in range(1, len(points))]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_times_equal_a_plain_search(seed):
    lines, rng = lattice(seed)
    network = build_network(lines, oneway="oneway")
    targets = dots(rng.uniform(0, 400, (4, 2)), id=list("dbca"))
    origins = dots(rng.uniform(0, 400, (5, 2)), id=range(5))
    access = 5 / 3.6
    wanted = [plain_search(network, origins.iloc[[n]], targets, access) for n in range(5)]
    if not np.isfinite(wanted).any():
        return
    rows = reached(network, origins, targets)
    got = rows["time_min"].fillna(np.inf).to_numpy() * 60
    assert got == pytest.approx(np.min(wanted, axis=1))
    order = rng.permutation(4), rng.permutation(len(lines))
    mixed = build_network(lines.iloc[order[1]], oneway="oneway")
    again = reached(mixed, origins, targets.iloc[order[0]])
    pd.testing.assert_frame_equal(rows, again)


def test_lengths_add_up_along_the_way():
    lines, rng = lattice(3, side=8)
    network = build_network(lines, speed_kmh=36)
    rows = reached(
        network,
        dots(rng.uniform(0, 700, (20, 2)), id=range(20)),
        dots([(9, 9)], id=[0]),
        access_kmh=36,
    )
    reachable = rows["time_min"].notna()
    assert reachable.sum() > 5
    assert np.allclose(rows["distance_m"][reachable], rows["time_min"][reachable] * 600)


def test_faults_of_a_network_are_named():
    lines = streets(CROSS, speed_kmh=[36, 0, 18], oneway=["yes", "maybe", None])
    with pytest.raises(ValueRangeError, match="expected speeds above zero km/h, 1 of 3"):
        build_network(lines)
    with pytest.raises(ValueRangeError, match="expected speeds above zero km/h, 3 of 3"):
        build_network(lines, speed_kmh=-5)
    with pytest.raises(ColumnError, match="expected column `v` with speeds"):
        build_network(lines, speed_kmh="v")
    with pytest.raises(ColumnError, match="expected column `d` with the direction"):
        build_network(lines, speed_kmh=5, oneway="d")
    with pytest.raises(ValueRangeError, match=r"true, false or -1, got \['maybe'\]"):
        build_network(lines, speed_kmh=5, oneway="oneway")
    with pytest.raises(GeometryError, match="`network`: expected geometries of type LineString"):
        build_network(dots([(0, 0)]), speed_kmh=5)
    with pytest.raises(CrsError, match="in degrees"):
        build_network(lines.to_crs(4326), speed_kmh=5)
    with pytest.raises(EmptyError, match="expected lines with a length"):
        build_network(streets([[(5, 5), (5, 5)]]), speed_kmh=5)


def test_points_in_another_crs_or_at_no_speed_are_refused():
    network = build_network(streets(CROSS), speed_kmh=36)
    here = dots([(0, 0)], id=["o"])
    with pytest.raises(CrsError, match=f"`targets`: expected the network's CRS `{CRS}`"):
        reached(network, here, here.to_crs(28415))
    with pytest.raises(ValueRangeError, match="expected `access_kmh` above zero"):
        reached(network, here, here, access_kmh=0)
    with pytest.raises(ValueRangeError, match="`max_snap_m` of zero or more"):
        reached(network, here, here, max_snap_m=-1)
