"""Minutes from 1,000 places to every crossing of a town, against SciPy, igraph and networkit.

All four get the same directed graph, their own form of it made before the clock starts; what we
prepare for the searches is inside it. Before the clock all answers are checked to be equal to one
part in 10^9. igraph answers in Python lists, so it is asked for 50 rows at a time. igraph and
networkit are no requirements: `pip install igraph networkit` into an environment that has them.
Run as `flock /tmp/bench.lock python benchmarks/matrix.py`; `--memory ours` (or scipy, igraph,
networkit) answers once at the largest size and prints the process's peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import igraph
import networkit
import numpy as np
import shapely
from scipy.sparse import csgraph

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, show, timed
from benchmarks.streets import CRS, speeds, town
from geo import build_network
from geo.matrix import travel_matrix_min

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import Network

SIZES = (10_000, 40_000, 160_000)
SOURCES = 1000
ROWS_AT_ONCE = 50
SECONDS_PER_MINUTE = 60
EQUAL = 1e-9
KB, MB = 1e3, 1e6
PEERS = ("scipy", "igraph", "networkit")


class Case:
    """A town of one size and the crossings from which ways are sought."""

    def __init__(self, count: int) -> None:
        nodes, edges = town(count, seed=1)
        speed, one_way = speeds(nodes, edges, seed=2)
        self.streets = gpd.GeoDataFrame(
            {"speed_kmh": speed, "oneway": np.where(one_way, "yes", "no")},
            geometry=shapely.linestrings(nodes[edges]),
            crs=CRS,
        )
        network = self.network()
        self.count = len(network.nodes)
        self.chosen = np.random.default_rng(3).choice(self.count, SOURCES, replace=False)
        self.graph = network.seconds
        self.crossings = gpd.GeoDataFrame(geometry=shapely.points(network.nodes), crs=CRS)

    def network(self) -> Network:
        """Return our network anew, so that nothing prepared before is left."""
        return build_network(self.streets, oneway="oneway")

    def asked(self, who: str) -> Callable[[], np.ndarray]:
        """Return a peer's search, its form of the graph made."""
        if who == "scipy":
            return self.scipy
        return partial(getattr(self, who), getattr(self, f"for_{who}")())

    def ours(self, network: Network, dtype: type = np.float64) -> np.ndarray:
        """Return seconds, a row a source."""
        origins = self.crossings.iloc[self.chosen]
        found = travel_matrix_min(network, origins, self.crossings, dtype=dtype)
        found *= SECONDS_PER_MINUTE
        return found

    def scipy(self) -> np.ndarray:
        """Return SciPy's seconds."""
        return csgraph.dijkstra(self.graph, indices=self.chosen)

    def for_igraph(self) -> igraph.Graph:
        """Return igraph's form of the graph."""
        links = self.graph.tocoo()
        pairs = np.column_stack([links.row, links.col])
        graph = igraph.Graph(self.count, pairs, directed=True)
        graph.es["seconds"] = links.data
        return graph

    def igraph(self, graph: igraph.Graph) -> np.ndarray:
        """Return igraph's seconds."""
        found = np.empty((SOURCES, self.count))
        for first in range(0, SOURCES, ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            found[part] = graph.distances(self.chosen[part].tolist(), weights="seconds")
        return found

    def for_networkit(self) -> networkit.Graph:
        """Return networkit's form of the graph."""
        links = self.graph.tocoo()
        return networkit.GraphFromCoo(
            (links.data, (links.row, links.col)), n=self.count, weighted=True, directed=True
        )

    def networkit(self, graph: networkit.Graph) -> np.ndarray:
        """Return networkit's seconds, searched by as many threads as there are processors."""
        search = networkit.distance.SPSP(graph, self.chosen.tolist())
        search.run()
        found = search.getDistances(asarray=True)
        found[found > np.finfo(float).max / 2] = np.inf
        return found


def peak_memory(who: str) -> None:
    """Answer once at the largest size and print the memory it took."""
    case = Case(SIZES[-1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if who.startswith("ours"):
        answer = case.ours(case.network(), np.float32 if who == "ours32" else np.float64)
    else:
        answer = case.asked(who)()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{who}: answer {answer.nbytes / MB:.0f} MB, peak {peak / KB:.0f}, before {before / KB:.0f}"
    )


def require_equal(answer: np.ndarray, theirs: np.ndarray, who: str) -> None:
    """Refuse answers that differ, a block of rows at a time."""
    for first in range(0, SOURCES, ROWS_AT_ONCE):
        one, other = answer[first : first + ROWS_AT_ONCE], theirs[first : first + ROWS_AT_ONCE]
        assert np.allclose(one, other, rtol=EQUAL, atol=EQUAL), f"{who} differs"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--memory", choices=("ours", "ours32", *PEERS))
    arguments.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked = arguments.parse_args()
    if asked.memory:
        peak_memory(asked.memory)
        return
    tables = {who: [] for who in PEERS}
    for count in asked.sizes:
        case = Case(count)
        answer = case.ours(case.network())
        times = {}
        for who in PEERS:
            times[who], theirs = timed(case.asked(who), runs=1)
            require_equal(answer, theirs, who)
            del theirs
        del answer
        ours = min(timed(partial(case.ours, case.network()), runs=1)[0] for _ in range(3))
        for who, time in times.items():
            tables[who].append((f"{SOURCES:,} x {case.count:,}", ours, time))
    for who, rows in tables.items():
        show(who, rows)
    print(machine("scipy", "igraph", "networkit", "numpy"))


if __name__ == "__main__":
    main()
