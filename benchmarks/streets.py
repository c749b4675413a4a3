"""Random streets for the benchmarks: a lattice with gaps, and a town grown about its centres.

A town: half its crossings lie at random, half crowd about centres; each links to some of its
neighbours (those of a Gabriel graph: a spanning tree and a third of the rest), so there are dead
ends, long loops and places where few streets lead through, as in a real town. Mean degree 2.7.
Streets that carry the soonest ways between some far crossings are thoroughfares at 60 km/h, the
rest are passed at 30; one in twenty is one way.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array, csgraph
from scipy.spatial import Delaunay, KDTree

from geo import build_network

CRS = "EPSG:32645"
CORNER = np.array([300_000, 6_200_000])
STEP_M = 100.0
MOST_SHIFT_M = 30.0
GAPS = 1 / 7
CROSSINGS_A_CENTRE = 2000
LINKS_KEPT = 0.35
ONE_WAY = 0.05
HUBS = 40


def lattice(side: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and edges of the largest part of a lattice with gaps."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(side) * STEP_M, np.arange(side) * STEP_M)
    nodes = np.column_stack([x.ravel(), y.ravel()]) + CORNER
    nodes = np.round(nodes + rng.uniform(-MOST_SHIFT_M, MOST_SHIFT_M, nodes.shape), 2)
    number = np.arange(side * side).reshape(side, side)
    edges = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    edges = edges[rng.random(len(edges)) > GAPS]
    lines = gpd.GeoDataFrame(geometry=shapely.linestrings(nodes[edges]), crs=CRS)
    network = build_network(lines, speed_kmh=60)
    _, node = network.node_tree.query(nodes)
    joined = network.components[node[edges[:, 0]]] == 0
    used, renumbered = np.unique(edges[joined], return_inverse=True)
    return nodes[used], renumbered.reshape(-1, 2)


def town(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and edges of a town of so many crossings, all of them joined."""
    rng = np.random.default_rng(seed)
    span = STEP_M * count**0.5
    centres = rng.uniform(0, span, (max(4, count // CROSSINGS_A_CENTRE), 2))
    crowded = centres[rng.integers(len(centres), size=count // 2)]
    crowded += rng.normal(0, span / 25, crowded.shape)
    nodes = np.concatenate([rng.uniform(0, span, (count - len(crowded), 2)), crowded])
    nodes = np.unique(np.round(nodes, 1), axis=0) + CORNER
    sides = Delaunay(nodes).simplices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    edges = np.unique(np.sort(sides.astype(np.int64), axis=1), axis=0)
    metres = lengths(nodes, edges)
    nearest, _ = KDTree(nodes).query(nodes[edges].mean(axis=1))
    edges = edges[nearest > metres / 2 * (1 - 1e-9)]
    tree = csgraph.minimum_spanning_tree(_matrix(edges, lengths(nodes, edges), len(nodes)))
    kept = rng.random(len(edges)) < LINKS_KEPT
    kept |= np.isin(edges @ [len(nodes), 1], np.stack(tree.nonzero(), 1) @ [len(nodes), 1])
    return nodes, edges[kept]


def speeds(nodes: np.ndarray, edges: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return for each street its speed in km/h and whether it is one way."""
    rng = np.random.default_rng(seed)
    hubs = rng.choice(len(nodes), HUBS, replace=False)
    matrix = _matrix(edges, lengths(nodes, edges), len(nodes))
    _, before = csgraph.dijkstra(
        matrix, directed=False, indices=hubs[: HUBS // 4], return_predecessors=True
    )
    busy = set()
    for row in before.astype(np.int64):
        for hub in hubs:
            here = hub
            while row[here] >= 0:
                busy.add(min(here, row[here]) * len(nodes) + max(here, row[here]))
                here = row[here]
    main = np.isin(edges @ [len(nodes), 1], list(busy))
    return np.where(main, 60.0, 30.0), rng.random(len(edges)) < ONE_WAY


def lengths(nodes: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the length of each edge in metres."""
    return np.hypot(*(nodes[edges[:, 0]] - nodes[edges[:, 1]]).T)


def _matrix(edges: np.ndarray, values: np.ndarray, nodes: int) -> coo_array:
    return coo_array((values, edges.T), shape=(nodes, nodes)).tocsr()
