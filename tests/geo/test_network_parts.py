"""Parts of a network by hand: length, name, one-ways that shut, and who uses which."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, GeometryError, build_network
from geo.network_parts import network_parts, served_by_parts
from tests.geo.made import dots, homes, streets

WAYS = [
    [(0, 0), (100, 0)],
    [(1000, 0), (1300, 0)],
    [(1300, 0), (1300, 500)],
    [(1300, 500), (1300, 600)],
]
NAMES = ["Side", "Main", "Long", "Main"]


def built(ways=WAYS, **columns):
    frame = streets(ways, **columns)
    oneway = "oneway" if "oneway" in columns else None
    return build_network(frame, speed_kmh=5, oneway=oneway), frame


def test_parts_by_hand_the_longest_first():
    network, lines = built(name=NAMES)
    parts = network_parts(network, lines)
    assert parts["part"].tolist() == [1, 2]
    assert parts["name"].tolist() == ["Long", "Side"]
    assert parts["length_km"].tolist() == pytest.approx([0.9, 0.1])
    assert parts["share"].tolist() == pytest.approx([0.9, 0.1])
    assert parts["nodes"].tolist() == [4, 2]
    assert parts["one_way_km"].tolist() == [0, 0]
    assert parts.geometry.length.tolist() == pytest.approx([900, 100])


def test_the_longest_part_may_have_the_fewest_nodes():
    short = [[(k, 0), (k + 1, 0)] for k in range(5)]
    network, _ = built([*short, [(0, 900), (900, 900)]])
    assert network_parts(network)["nodes"].tolist() == [2, 6]


def test_a_name_is_that_of_most_metres_and_may_be_missing():
    network, lines = built(name=["", "Main", "Main", None])
    found = network_parts(network, lines)["name"]
    assert found[0] == "Main"
    assert found.isna().tolist() == [False, True]
    assert network_parts(network)["name"].isna().all()


def test_streets_that_oneways_shut():
    # A square that can be driven round, and a lane out of it that leads nowhere back.
    square = [
        [(0, 0), (100, 0)],
        [(100, 0), (100, 100)],
        [(100, 100), (0, 100)],
        [(0, 100), (0, 0)],
    ]
    network, _ = built([*square, [(100, 0), (400, 0)]], oneway=["yes"] * 5)
    assert network_parts(network)["one_way_km"].tolist() == pytest.approx([0.3])
    network, _ = built([*square, [(100, 0), (400, 0)]], oneway=["yes"] * 4 + ["no"])
    assert network_parts(network)["one_way_km"].tolist() == [0]


def test_who_uses_which_part():
    network, _ = built()
    people = dots([(50, 20), (50, 40), (1300, 550), (5000, 5000)], people=[1, 2, 4, 8])
    found = served_by_parts(network, people, weight="people")
    assert found["part"].tolist() == [1, 2, 0]
    assert found["places"].tolist() == [1, 2, 1]
    assert found["weight"].tolist() == [4, 3, 8]
    assert found["snap_median_m"].tolist()[:2] == [0, 30]
    assert found["snap_greatest_m"].tolist()[:2] == [0, 40]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_lengths_and_people_add_up(seed):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 5, (12, 2, 2)) * 200
    ways = [way.tolist() for way in ends if (way[0] != way[1]).any()]
    network, lines = built(ways, name=[f"s{k}" for k in range(len(ways))])
    parts, people = network_parts(network, lines), homes(40, 3000, seed)
    assert parts["share"].sum() == pytest.approx(1)
    assert parts["length_km"].sum() == pytest.approx(lines.length.sum() / 1000)
    assert parts["length_km"].is_monotonic_decreasing
    assert parts["nodes"].sum() == len(network.nodes)
    found = served_by_parts(network, people, weight="people")
    assert len(found) == len(parts) + 1
    assert found["weight"].sum() == people["people"].sum()
    assert found["places"].sum() == 40


def test_names_that_are_not_there_are_refused():
    network, lines = built(name=NAMES)
    with pytest.raises(ColumnError, match="`lines`: expected column `title`, got"):
        network_parts(network, lines, name_column="title")
    with pytest.raises(GeometryError, match=r"expected the 8 vertices .* got 2: give the same"):
        network_parts(network, lines.head(1))
