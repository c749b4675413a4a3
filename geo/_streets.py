"""A street network as a graph: nodes, edges, travel times and the parts that hang together.

Lines meet where they share a vertex (to a centimetre), not where they only cross, as at a bridge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
import shapely

from geo._boundary import Boundary
from geo._errors import ColumnError, EmptyError, ValueRangeError
from geo._graph import Edges, Graph
from geo._hierarchy import Hierarchy
from geo._numbers import checked_numbers
from geo._said import said
from geo._validate import LINES, require

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["Network", "build_network"]

_CM_PER_M = 100
_SNAP_SPACING_M = 50.0
_SECONDS_PER_HOUR = 3600
_M_PER_KM = 1000
_ALIKE = {
    "shapes": "shapes",
    "components": "components",
    "node_tree": "node_tree",
    "boundary": "boundary",
    "graph": "graph_back",
    "graph_back": "graph",
    "hierarchy": "hierarchy_back",
    "hierarchy_back": "hierarchy",
}
_FORWARD = {"true", "yes", "1", "1.0", "t", "y"}
_BACKWARD = {"-1", "-1.0", "reverse"}
_BOTH = {"false", "no", "0", "0.0", "f", "n", "", "nan", "none", "<na>"}


@dataclass(frozen=True)
class Network:
    """A street network: nodes, edges, travel times and the parts that hang together.

    Parameters
    ----------
    nodes
        x, y of each node in metres.
    edges
        The pieces of street between nodes.
    crs
        The measuring CRS.
    corners
        x, y of the vertices of all lines.
    first, last
        For each edge, the rows of `corners` where it begins and ends.
    """

    nodes: NDArray[np.float64]
    edges: Edges
    crs: CRS
    corners: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @cached_property
    def shapes(self) -> NDArray[Any]:
        """The line of each edge, drawn from its start to its end."""
        counts = self.last - self.first + 1
        owner = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        lines: NDArray[Any] = shapely.linestrings(
            self.corners[self.first[owner] + within], indices=owner
        )
        return lines

    @cached_property
    def graph(self) -> Graph:
        """The links from node to node."""
        return self.edges.graph(len(self.nodes))

    @cached_property
    def graph_back(self) -> Graph:
        """The links passed the other way."""
        return self.graph if self._both_ways else self.edges.reversed().graph(len(self.nodes))

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The links prepared for many searches."""
        return Hierarchy.of(self.graph)

    @cached_property
    def hierarchy_back(self) -> Hierarchy:
        """The links passed the other way, prepared for many searches."""
        return self.hierarchy if self._both_ways else self.hierarchy.reversed()

    @property
    def _both_ways(self) -> bool:
        return bool(self.edges.forward.all() and self.edges.backward.all())

    @cached_property
    def backwards(self) -> Network:
        """The same streets, each passed the other way, with what was worked out of them."""
        other = replace(self, edges=self.edges.reversed())
        for name, value in self.__dict__.items():
            if name in _ALIKE:
                other.__dict__[_ALIKE[name]] = value
        other.__dict__["backwards"] = self
        return other

    @property
    def seconds(self) -> scipy.sparse.csr_array:
        """Travel time in seconds from the node of the row to that of the column."""
        return self.graph.matrix(self.graph.seconds)

    @property
    def metres(self) -> scipy.sparse.csr_array:
        """Length in metres of the same pieces of street as in `seconds`."""
        return self.graph.matrix(self.graph.metres)

    @cached_property
    def components(self) -> NDArray[np.int64]:
        """Number of the connected part of each node, the largest part being 0."""
        links = (np.ones(len(self.edges)), (self.edges.start, self.edges.end))
        graph = scipy.sparse.coo_array(links, shape=(len(self.nodes), len(self.nodes))).tocsr()
        count, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
        rank = np.empty(count, dtype=np.int64)
        rank[np.argsort(-np.bincount(label), kind="stable")] = np.arange(count)
        ranked: NDArray[np.int64] = rank[label]
        return ranked

    @cached_property
    def node_tree(self) -> scipy.spatial.KDTree:
        """The nodes in a search tree."""
        return scipy.spatial.KDTree(self.nodes)

    @cached_property
    def boundary(self) -> Boundary:
        """The edges' lines in a search tree."""
        return Boundary(self.shapes, _SNAP_SPACING_M)


def build_network(
    lines: gpd.GeoDataFrame, *, speed_kmh: str | float = "speed_kmh", oneway: str | None = None
) -> Network:
    """Build a network from lines that share a vertex wherever one can turn.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings in a measuring CRS.
    speed_kmh
        Column with the speed in km/h, or one speed for all.
    oneway
        Column that says which lines may be passed in one direction only: true, yes or 1 in the
        direction drawn; -1 or reverse against it; false, no, 0 or nothing in both. Without it all
        lines are open in both directions.

    Returns
    -------
    Network
        Its nodes are the ends of lines and the vertices that lines share, in the order of x, y.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of the frame; a speed that is not above zero; a direction unheard of.

    Examples
    --------
    >>> import geopandas as gpd
    >>> streets = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350100, 6250000), (350200, 6250000)]),
    ...     shapely.LineString([(350100, 6250000), (350100, 6250100)])])
    >>> network = build_network(streets, speed_kmh=36)
    >>> len(network.nodes), network.edges.seconds.tolist()
    (4, [10.0, 10.0, 10.0])
    """
    require(lines, "network", kinds=LINES, valid=False)
    metres_per_second = _speeds(lines, speed_kmh)
    forward, backward = _directions(lines, oneway)
    parts, row = shapely.get_parts(np.asarray(lines.geometry.array), return_index=True)
    corners, part = shapely.get_coordinates(parts, return_index=True)
    key = _keys(corners)
    _, first, node_of, uses = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    leads = np.append(True, part[1:] != part[:-1])
    trails = np.append(part[1:] != part[:-1], True)
    is_node = (uses > 1)[node_of] | leads | trails

    steps = np.append(0, np.hypot(*np.diff(corners, axis=0).T))
    steps[leads] = 0
    along = np.cumsum(steps)
    stops = np.flatnonzero(is_node)
    tail, head = stops[:-1], stops[1:]
    same_part = part[tail] == part[head]
    tail, head = tail[same_part], head[same_part]
    metres = along[head] - along[tail]
    real = (metres > 0) & ((node_of[tail] != node_of[head]) | (head - tail > 1))
    tail, head, metres = tail[real], head[real], metres[real]
    if len(tail) == 0:
        raise EmptyError(said("`network`: expected lines with a length, got none: check the layer"))
    number = np.cumsum(np.bincount(node_of[stops], minlength=len(first)) > 0) - 1
    kept = np.unique(node_of[stops])
    line = row[part[tail]]
    edges = Edges(
        start=number[node_of[tail]],
        end=number[node_of[head]],
        metres=metres,
        seconds=metres / metres_per_second[line],
        forward=forward[line],
        backward=backward[line],
    )
    return Network(corners[first[kept]], edges, lines.crs, corners, tail, head)


def _keys(corners: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return one whole number for each place, the same for places within a centimetre's cell."""
    cells = np.round(corners * _CM_PER_M).astype(np.int64)
    low = cells.min(axis=0)
    tall = int(cells[:, 1].max() - low[1]) + 1
    keys: NDArray[np.int64] = (cells[:, 0] - low[0]) * tall + (cells[:, 1] - low[1])
    return keys


def _speeds(lines: gpd.GeoDataFrame, speed_kmh: str | float) -> NDArray[np.float64]:
    """Return the speed of each line in metres a second."""
    if isinstance(speed_kmh, str):
        if speed_kmh not in lines.columns:
            raise ColumnError(
                said(
                    "`network`: expected column `{speed_kmh}` with speeds in km/h, got "
                    "{columns}: name the column, or give one speed for all",
                    speed_kmh=speed_kmh,
                    columns=[str(name) for name in lines.columns if name != lines.geometry.name],
                )
            )
        speeds = checked_numbers(lines[speed_kmh], "network")
    else:
        speeds = np.full(len(lines), float(speed_kmh))
    faulty = ~(np.isfinite(speeds) & (speeds > 0))
    if faulty.any():
        raise ValueRangeError(
            said(
                "`network`: expected speeds above zero km/h, {faulty} of {rows} lines have "
                "none: correct them, or leave the lines out",
                faulty=int(faulty.sum()),
                rows=len(lines),
            )
        )
    return speeds * (_M_PER_KM / _SECONDS_PER_HOUR)


def _directions(
    lines: gpd.GeoDataFrame, oneway: str | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if oneway is None:
        return np.ones(len(lines), dtype=bool), np.ones(len(lines), dtype=bool)
    if oneway not in lines.columns:
        raise ColumnError(
            said(
                "`network`: expected column `{oneway}` with the direction, got {columns}: "
                "name the column, or leave it out",
                oneway=oneway,
                columns=[str(name) for name in lines.columns if name != lines.geometry.name],
            )
        )
    words = np.array([str(value).strip().lower() for value in lines[oneway]])
    ahead, against = np.isin(words, list(_FORWARD)), np.isin(words, list(_BACKWARD))
    unknown = sorted(set(words[~(ahead | against | np.isin(words, list(_BOTH)))].tolist()))
    if unknown:
        raise ValueRangeError(
            said(
                "`network`: expected `{oneway}` to be true, false or -1, got {unknown}: "
                "write yes, no or -1",
                oneway=oneway,
                unknown=unknown,
            )
        )
    return ~against, ~ahead
