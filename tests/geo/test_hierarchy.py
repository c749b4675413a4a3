"""Searches over a network whose nodes were taken out, against Dijkstra's search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csgraph

from geo._graph import Edges
from geo._hierarchy import Hierarchy


def made(nodes: int, count: int, seed: int) -> Edges:
    """Return random links, some one way, some twice, some from a node to itself."""
    rng = np.random.default_rng(seed)
    start, end = rng.integers(nodes, size=(2, count))
    seconds = rng.integers(1, 50, count).astype(float)
    forward = rng.random(count) < 0.8
    return Edges(start, end, seconds, seconds, forward, ~forward | (rng.random(count) < 0.6))


def by_dijkstra(graph, search, start, wait) -> np.ndarray:
    """Return the seconds of each search, the least over its starts."""
    alone = csgraph.dijkstra(graph.matrix(graph.seconds), indices=start) + wait[:, None]
    return np.array([alone[search == one].min(axis=0) for one in np.unique(search)])


@given(
    nodes=st.integers(1, 60),
    links=st.integers(0, 150),
    core=st.integers(0, 20),
    seed=st.integers(0, 10_000),
)
def test_seconds_are_those_of_dijkstra(nodes, links, core, seed):
    edges = made(nodes, links, seed)
    rng = np.random.default_rng(seed)
    start, wait = rng.integers(nodes, size=7), rng.integers(0, 9, 7).astype(float)
    search = np.array([0, 0, 1, 2, 3, 3, 3])
    graph, back = edges.graph(nodes), edges.reversed().graph(nodes)
    hierarchy = Hierarchy.of(graph, core)
    for prepared, truth in ((hierarchy, graph), (hierarchy.reversed(), back)):
        found = prepared.seconds(4, search, start, wait)[prepared.row].T
        assert (found == by_dijkstra(truth, search, start, wait)).all()


def test_a_chain_is_taken_out_by_hand():
    """Four nodes in a row, 1, 2 and 4 s apart: the middle of a pair is bridged by its sum."""
    ahead = np.ones(3, dtype=bool)
    seconds = np.array([1.0, 2.0, 4.0])
    chain = Edges(np.array([0, 1, 2]), np.array([1, 2, 3]), seconds, seconds, ahead, ahead)
    hierarchy = Hierarchy.of(chain.graph(4), core=1)
    assert hierarchy.rounds[-1] == 3
    assert sorted(hierarchy.row.tolist()) == [0, 1, 2, 3]
    found = hierarchy.seconds(1, np.array([0]), np.array([0]), np.array([10.0]))
    assert found[hierarchy.row, 0].tolist() == [10, 11, 13, 17]


def test_nodes_of_many_links_stay_in_the_core():
    """Of 60 nodes all linked with all, each has more links than pays."""
    start, end = np.triu_indices(60, 1)
    seconds, both = np.ones(len(start)), np.ones(len(start), dtype=bool)
    hierarchy = Hierarchy.of(Edges(start, end, seconds, seconds, both, both).graph(60), core=0)
    assert hierarchy.rounds.tolist() == [0]
    found = hierarchy.seconds(1, np.array([0]), np.array([5]), np.array([0.0]))[hierarchy.row, 0]
    assert found.tolist() == pytest.approx([0 if node == 5 else 1 for node in range(60)])
