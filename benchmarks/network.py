"""Nearest of six types over a street network against pandana, its set-up counted.

A seeded lattice of bent streets, one in seven missing; from every node the nearest of 50 places of
each of 6 types. Before the clock the distances are checked to be equal: pandana keeps lengths in
whole millimetres, so it may be off by one for each street on the way. pandana is no requirement:
`pip install pandana` into an environment that has them. Run as
`flock /tmp/bench.lock python benchmarks/network.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandana
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import Time, machine, show, timed
from geo import build_network, nearest_over_network

CRS = "EPSG:32645"
TYPES = tuple("abcdef")
PLACES = 300
SIDES = (100, 200, 400)
FAR_M = 15_000
MM = 0.001
SHORTEST_M = 40.0


def made_streets(side: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Return nodes and edges of the largest part of a lattice with gaps."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(side) * 100.0, np.arange(side) * 100.0)
    nodes = np.column_stack([x.ravel(), y.ravel()]) + np.array([300_000, 6_200_000])
    nodes = np.round(nodes + rng.uniform(-30, 30, nodes.shape), 2)
    number = np.arange(side * side).reshape(side, side)
    edges = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    edges = edges[rng.random(len(edges)) > 1 / 7]
    lines = gpd.GeoDataFrame(geometry=shapely.linestrings(nodes[edges]), crs=CRS)
    network = build_network(lines, speed_kmh=60)
    _, node = network.node_tree.query(nodes)
    joined = network.components[node[edges[:, 0]]] == 0
    used, renumbered = np.unique(edges[joined], return_inverse=True)
    return nodes[used], renumbered.reshape(-1, 2), rng


class Case:
    """A network of one size and what is sought over it."""

    def __init__(self, side: int) -> None:
        self.nodes, self.edges, rng = made_streets(side, seed=1)
        self.chosen = rng.choice(len(self.nodes), PLACES, replace=False)
        self.kinds = np.resize(TYPES, PLACES)
        places = shapely.points(self.nodes)
        self.lines = gpd.GeoDataFrame(geometry=shapely.linestrings(self.nodes[self.edges]), crs=CRS)
        self.origins = gpd.GeoDataFrame({"id": np.arange(len(places))}, geometry=places, crs=CRS)
        self.targets = gpd.GeoDataFrame(
            {"id": self.chosen, "kind": self.kinds}, geometry=places[self.chosen], crs=CRS
        )

    def ours(self) -> np.ndarray:
        """Return distances, a row a node and a column a type, set-up included."""
        network = build_network(self.lines, speed_kmh=60)
        answer = nearest_over_network(network, self.origins, self.targets, by="kind")
        return answer["distance_m"].to_numpy().reshape(-1, len(TYPES))

    def set_up(self) -> pandana.Network:
        """Return pandana's network with the places of each type."""
        start, end = self.edges.T
        metres = np.hypot(*(self.nodes[start] - self.nodes[end]).T)
        x, y = (pd.Series(values) for values in self.nodes.T)
        network = pandana.Network(
            x, y, pd.Series(start), pd.Series(end), pd.DataFrame({"metres": metres}), twoway=True
        )
        for kind in TYPES:
            members = self.chosen[self.kinds == kind]
            network.set_pois(kind, FAR_M, 1, x.iloc[members], y.iloc[members])
        return network

    @staticmethod
    def query(network: pandana.Network) -> np.ndarray:
        """Return pandana's distances, shaped as ours."""
        return np.column_stack(
            [network.nearest_pois(FAR_M, kind, num_pois=1)[1].to_numpy() for kind in TYPES]
        )


def main() -> None:
    rows = []
    for side in SIDES:
        case = Case(side)
        theirs, network = timed(case.set_up, runs=1)
        asked, distances = timed(lambda case=case, network=network: case.query(network), runs=1)
        answer = case.ours()
        assert distances.max() < FAR_M, "pandana looked too near"
        allowed = MM * (1 + answer / SHORTEST_M)
        assert (np.abs(answer - distances) <= allowed).all(), "distances differ"
        time, _ = timed(case.ours, runs=5)
        both = Time(theirs.wall + asked.wall, theirs.processor + asked.processor)
        rows.append((f"{len(case.nodes):,} nodes, {len(case.edges):,} edges", time, both))
        print(f"{len(case.nodes)}: pandana set up {theirs.wall:.2f} s, asked {asked.wall:.2f} s")
    show("pandana", rows)
    print(machine("pandana", "scipy", "geopandas", "numpy"))


if __name__ == "__main__":
    main()
