"""Points on a network: where they reach it, edges divided there, and the soonest ways to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
import shapely

from geo._boundary import TIE_M
from geo._errors import CrsError, ValueRangeError
from geo._graph import Edges, Graph
from geo._points import ClumpedPoints
from geo._said import said
from geo.crs import crs_name

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["Places", "Ways", "divided", "placed", "require_access", "require_network_crs"]


@dataclass(frozen=True)
class Places:
    """Where points reach the network: an edge, metres along it, metres away from it."""

    edge: NDArray[np.int64]
    along_m: NDArray[np.float64]
    node: NDArray[np.int64]
    snap_m: NDArray[np.float64]

    def at(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Places:
        """Return some of them."""
        return Places(self.edge[which], self.along_m[which], self.node[which], self.snap_m[which])


def placed(network: Network, shapes: NDArray[Any]) -> Places:
    """Find where points reach the network: at a node they lie on, else the nearest edge."""
    points = ClumpedPoints(shapes)
    snap_m, node = network.node_tree.query(points.xy)
    edge = np.full(len(points), -1)
    along_m = np.zeros(len(points))
    off = np.flatnonzero(snap_m > TIE_M)
    if len(off):
        rest = ClumpedPoints.at(points.xy[off])
        snap_m[off], edge[off], _ = (rest.restored(v) for v in network.boundary.nearest(rest))
        along_m[off] = shapely.line_locate_point(
            network.shapes[edge[off]], shapely.points(points.xy[off])
        )
        at_start = off[along_m[off] <= TIE_M]
        at_end = off[along_m[off] >= network.edges.metres[edge[off]] - TIE_M]
        node[at_start] = network.edges.start[edge[at_start]]
        node[at_end] = network.edges.end[edge[at_end]]
        edge[at_start] = edge[at_end] = -1
    node[edge >= 0] = -1
    return Places(*(points.restored(values) for values in (edge, along_m, node, snap_m)))


def divided(
    network: Network, start: Places, goal: Places
) -> tuple[Graph, NDArray[np.int64], NDArray[np.int64]]:
    """Divide edges where points reach them; return the links passed backwards and points' nodes."""
    edge = np.concatenate([start.edge, goal.edge])
    along_m = np.concatenate([start.along_m, goal.along_m])
    node = np.concatenate([start.node, goal.node])
    edges, nodes = network.edges, len(network.nodes)
    within = np.flatnonzero(edge >= 0)
    if len(within) == 0:
        return network.graph_back, start.node, goal.node
    order = within[np.lexsort((along_m[within], edge[within]))]
    on, at = edge[order], along_m[order]
    fresh = np.append(True, (np.diff(on) > 0) | (np.diff(at) > 0))
    number = nodes + np.cumsum(fresh) - 1
    node[order] = number
    on, at, number = on[fresh], at[fresh], number[fresh]
    first = np.append(True, np.diff(on) > 0)
    last = np.append(np.diff(on) > 0, True)
    before = np.where(first, edges.start[on], np.roll(number, 1))
    before_m = np.where(first, 0, np.roll(at, 1))
    of = np.concatenate([on, on[last]])
    metres = np.concatenate([at - before_m, edges.metres[on[last]] - at[last]])
    whole = np.ones(len(edges), dtype=bool)
    whole[on] = False
    pace = edges.seconds / edges.metres
    edges = Edges(
        start=np.concatenate([edges.start[whole], before, number[last]]),
        end=np.concatenate([edges.end[whole], number, edges.end[on[last]]]),
        metres=np.concatenate([edges.metres[whole], metres]),
        seconds=np.concatenate([edges.seconds[whole], metres * pace[of]]),
        forward=np.concatenate([edges.forward[whole], edges.forward[of]]),
        backward=np.concatenate([edges.backward[whole], edges.backward[of]]),
    )
    count = len(start.edge)
    return edges.reversed().graph(nodes + len(number)), node[:count], node[count:]


@dataclass(frozen=True)
class Ways:
    """From every node the soonest way to one of some places."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    source: NDArray[np.int64]

    @classmethod
    def to_nearest(
        cls,
        graph: Graph,
        places: NDArray[np.int64],
        snap_m: NDArray[np.float64],
        access: float,
    ) -> Ways:
        """Search from all places at once, each as far off the network as it was snapped."""
        nodes, count = len(graph.ends) - 1, len(places)
        if count == 0:
            unreached = np.full(nodes, np.inf)
            return cls(unreached, unreached, np.full(nodes, -1))
        legs = Graph(
            seconds=np.append(graph.seconds, snap_m / access),
            metres=np.append(graph.metres, snap_m),
            heads=np.append(graph.heads, places),
            ends=np.append(graph.ends, graph.ends[-1] + 1 + np.arange(count)),
        )
        seconds, before, source = scipy.sparse.csgraph.dijkstra(
            legs.matrix(legs.seconds),
            indices=np.arange(nodes, nodes + count),
            return_predecessors=True,
            min_only=True,
        )
        metres = _lengths(legs, before)
        source = np.where(source < 0, -1, source - nodes)
        return cls(seconds[:nodes], metres[:nodes], source[:nodes])


def _lengths(graph: Graph, before: NDArray[np.int32]) -> NDArray[np.float64]:
    """Add up the metres along each node's chain of predecessors, by doubling the stride."""
    nodes = np.arange(len(before))
    used = before[graph.heads] == np.repeat(nodes, np.diff(graph.ends))
    length = np.zeros(len(before))
    length[graph.heads[used]] = graph.metres[used]
    ahead = np.where(before < 0, nodes, before)
    while True:
        length += length[ahead]
        farther = ahead[ahead]
        if (farther == ahead).all():
            return length
        ahead = farther


def require_access(access_kmh: float, max_snap_m: float) -> None:
    """Refuse a speed of the way to the network that is not above zero, or a bound below zero."""
    if not (np.isfinite(access_kmh) and access_kmh > 0 and max_snap_m >= 0):
        raise ValueRangeError(
            said(
                "expected `access_kmh` above zero and `max_snap_m` of zero or more, got "
                "{access_kmh} and {max_snap_m}: correct them",
                access_kmh=access_kmh,
                max_snap_m=max_snap_m,
            )
        )


def require_network_crs(network: Network, **frames: gpd.GeoDataFrame) -> None:
    """Refuse frames in another CRS than the network's."""
    for name, frame in frames.items():
        if frame.crs != network.crs:
            raise CrsError(
                said(
                    "`{name}`: expected the network's CRS `{crs}`, got `{came}`: reproject to "
                    "the same one",
                    name=said(name),
                    crs=crs_name(network.crs),
                    came=crs_name(frame.crs),
                )
            )
