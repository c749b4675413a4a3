"""Nearest of six types over a street network against pandana, with its set-up and without.

A lattice of bent streets, one in seven missing, and a random town (`benchmarks/streets.py`); from
every node the nearest of 50 places of each of 6 types. The distances are checked to be equal:
pandana keeps lengths in whole millimetres, so it may be off by one for each street on the way.
"Set-up" is the making of the network from lines, and with pandana its contraction and the placing
of the types; without it both have answered before. pandana is no requirement: `pip install pandana`
into an environment that has them. Run as `flock /tmp/bench.lock python benchmarks/network.py`.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandana
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import Time, machine, show, timed
from benchmarks.streets import CRS, lattice, lengths, town
from geo import build_network, nearest_over_network

if TYPE_CHECKING:
    from geo import Network

TYPES = tuple("abcdef")
PLACES = 300
CASES = (
    ("lattice", 10_000),
    ("lattice", 40_000),
    ("lattice", 160_000),
    ("town", 10_000),
    ("town", 40_000),
    ("town", 160_000),
)
FAR_M = 40_000
MM = 0.001
STEPS = 20
MOST_BENDS = 3


class Case:
    """A network of one size and what is sought over it."""

    def __init__(self, kind: str, count: int) -> None:
        made = town(count, seed=1) if kind == "town" else lattice(round(count**0.5), seed=1)
        self.nodes, self.edges = made
        rng = np.random.default_rng(2)
        self.chosen = rng.choice(len(self.nodes), PLACES, replace=False)
        self.kinds = np.resize(TYPES, PLACES)
        places = shapely.points(self.nodes)
        self.lines = gpd.GeoDataFrame(geometry=shapely.linestrings(self.nodes[self.edges]), crs=CRS)
        self.origins = gpd.GeoDataFrame({"id": np.arange(len(places))}, geometry=places, crs=CRS)
        self.targets = gpd.GeoDataFrame(
            {"id": self.chosen, "kind": self.kinds}, geometry=places[self.chosen], crs=CRS
        )

    def network(self) -> Network:
        """Return our network with what a first question prepares."""
        network = build_network(self.lines, speed_kmh=60)
        self.ours(network)
        return network

    def whole(self) -> np.ndarray:
        """Return our distances, set-up included."""
        return self.ours(build_network(self.lines, speed_kmh=60))

    def ours(self, network: Network) -> np.ndarray:
        """Return distances, a row a node and a column a type."""
        answer = nearest_over_network(network, self.origins, self.targets, by="kind")
        return answer["distance_m"].to_numpy().reshape(-1, len(TYPES))

    def set_up(self) -> pandana.Network:
        """Return pandana's network with the places of each type."""
        start, end = self.edges.T
        metres = lengths(self.nodes, self.edges)
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
    whole, alone = [], []
    for kind, count in CASES:
        case = Case(kind, count)
        made, network = timed(case.set_up, runs=1)
        query, distances = timed(partial(case.query, network), runs=2)
        answer = case.whole()
        assert distances.max() < FAR_M, "pandana looked too near"
        steps = answer / lengths(case.nodes, case.edges).mean()
        assert (np.abs(answer - distances) <= MM * (STEPS + MOST_BENDS * steps)).all(), "differ"
        label = f"{kind}, {len(case.nodes):,} nodes, {len(case.edges):,} edges"
        ours, _ = timed(case.whole, runs=5)
        theirs = Time(made.wall + query.wall, made.processor + query.processor)
        whole.append((f"{label}, with set-up", ours, theirs))
        asked, _ = timed(partial(case.ours, case.network()), runs=5)
        alone.append((f"{label}, the query alone", asked, query))
    show("pandana", whole + alone)
    print(machine("pandana", "scipy", "geopandas", "numpy"))


if __name__ == "__main__":
    main()
