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
from pathlib import Path

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

SIZES = (10_000, 40_000, 160_000)
SOURCES = 1000
ROWS_AT_ONCE = 50
SECONDS_PER_MINUTE = 60
EQUAL = 1e-9
MB = 1e6


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
        network = build_network(self.streets, oneway="oneway")
        self.count = len(network.nodes)
        self.chosen = np.random.default_rng(3).choice(self.count, SOURCES, replace=False)
        self.graph = network.seconds
        self.crossings = gpd.GeoDataFrame(geometry=shapely.points(network.nodes), crs=CRS)

    def ours(self, network: object, dtype: type = np.float64) -> np.ndarray:
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
        found = np.asarray(search.getDistances(asarray=True))
        found[found > np.finfo(float).max / 2] = np.inf
        return found


def network(case: Case) -> object:
    """Return a network anew, so that nothing prepared before is left."""
    return build_network(case.streets, oneway="oneway")


def peak_memory(who: str) -> None:
    case = Case(SIZES[-1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    if who in ("ours", "ours32"):
        answer = case.ours(network(case), np.float32 if who == "ours32" else np.float64)
    elif who == "scipy":
        answer = case.scipy()
    else:
        answer = getattr(case, who)(getattr(case, f"for_{who}")())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{who}: {answer.nbytes / MB:.0f} MB of answer, peak {after:.0f} MB, {before:.0f} before")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--memory", choices=("ours", "ours32", "scipy", "igraph", "networkit"))
    arguments.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked = arguments.parse_args()
    if asked.memory:
        peak_memory(asked.memory)
        return
    tables = {"scipy": [], "igraph": [], "networkit": []}
    for count in asked.sizes:
        case = Case(count)
        answer = case.ours(network(case))
        graph_of = {"igraph": case.for_igraph(), "networkit": case.for_networkit()}
        times = {}
        for who in tables:
            given = (graph_of[who],) if who in graph_of else ()
            times[who], theirs = timed(lambda: getattr(case, who)(*given), runs=1)  # noqa: B023
            known = np.isfinite(theirs)
            assert (known == np.isfinite(answer)).all(), f"{who} finds other ways"
            apart = np.abs(theirs[known] - answer[known])
            assert (apart <= EQUAL * (1 + answer[known])).all(), f"{who} differs"
        del theirs, answer, known, apart
        runs = [timed(lambda fresh=fresh: case.ours(fresh), runs=1)[0] for fresh in  # noqa: B023
                [network(case) for _ in range(3)]]
        ours = min(runs)
        for who, time in times.items():
            tables[who].append((f"{SOURCES:,} x {case.count:,}", ours, time))
            print(who, count, ours, time, flush=True)
    for who, rows in tables.items():
        show(who, rows)
    print(machine("scipy", "igraph", "networkit", "numpy"))


if __name__ == "__main__":
    main()
