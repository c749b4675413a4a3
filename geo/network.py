"""What lies nearest over a street network, by time.

A point reaches the network at the nearest place on it, along a street as well as at a junction;
the way there and away counts at a walking speed (5 km/h unless told otherwise) and is reported as
the snapping distance. Points farther from the network than a bound are not served by it: their
rows hold NaN. For each type one search runs from all its targets at once, against the one-ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csgraph

from geo._boundary import TIE_M
from geo._errors import CrsError, EmptyError, ValueRangeError
from geo._points import ClumpedPoints
from geo._streets import Edges, Graph, Network, build_network
from geo._types import Group, ordered_by_id, rows_of_types
from geo._validate import require
from geo.crs import crs_name

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "ACCESS_KMH",
    "MAX_SNAP_M",
    "Edges",
    "Network",
    "build_network",
    "nearest_over_network",
    "snap_distance_m",
]

ACCESS_KMH = 5.0
"""Speed of the way between a point and the network, unless told otherwise: walking."""

MAX_SNAP_M = 1000.0
"""How far from the network a point may lie, unless told otherwise."""

_METRES_PER_SECOND = 1 / 3.6
_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class _Places:
    """Where points reach the network: an edge, metres along it, metres away from it."""

    edge: NDArray[np.int64]
    along_m: NDArray[np.float64]
    node: NDArray[np.int64]
    snap_m: NDArray[np.float64]


def snap_distance_m(network: Network, points: gpd.GeoDataFrame) -> pd.Series:
    """Return how far each point lies from the network.

    Parameters
    ----------
    network
        The network.
    points
        Points, or polygons and lines taken at their centroid, in its CRS.

    Returns
    -------
    pandas.Series
        `snap_m` on the index of `points`: metres to the nearest place on any street.

    Raises
    ------
    CrsError, GeometryError, EmptyError
        The frame cannot be measured, or is in another CRS.

    Examples
    --------
    >>> import geopandas as gpd
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350100, 6250000)])])
    >>> home = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350050], [6250030]), crs="EPSG:32645")
    >>> snap_distance_m(build_network(street, speed_kmh=36), home).tolist()
    [30.0]
    """
    require(points, "points", valid=False)
    _require_crs(network, points=points)
    placed = _placed(network, np.asarray(points.geometry.array))
    return pd.Series(placed.snap_m, index=points.index, name="snap_m")


def nearest_over_network(
    network: Network,
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
) -> pd.DataFrame:
    """Return for each origin the target of each type that is reached soonest over the network.

    ``time = way to the network + way over it + way to the target``, the first and last in a
    straight line at `access_kmh`. Times run from the origin to the target.

    Parameters
    ----------
    network
        From `build_network`.
    origins, targets
        Points, or polygons and lines taken at their centroid, in the network's CRS.
    by
        Column of `targets` with the type; without it all are of the type "all".
    id_column
        Column of both frames with the id.
    max_snap_m
        Greatest distance from the network in metres at which a point still uses it.
    access_kmh
        Speed between a point and the network in km/h.

    Returns
    -------
    pandas.DataFrame
        One row an origin (in the order given) and type (by name):
        ``id, by, nearest_id, distance_m, time_min, snap_m``. `distance_m` is the length of the
        soonest way, its first and last stretch included. NaN, and no `nearest_id`, where the
        origin lies too far from the network or no target of the type can be reached from it.
        `snap_m` is the origin's distance from the network.

    Raises
    ------
    EmptyError
        The network reaches nobody: no origin or no target lies near enough, or none of the
        origins can reach any target.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350900, 6250000)])])
    >>> network = build_network(street, speed_kmh=54)
    >>> home = gpd.GeoDataFrame({"id": ["h"]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350100], [6250000]))
    >>> park = gpd.GeoDataFrame({"id": ["p"]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350850], [6250000]))
    >>> nearest_over_network(network, home, park)[["distance_m", "time_min"]].round(3).values
    array([[750.   ,   0.833]])
    """
    require(origins, "origins", unique=id_column, valid=False)
    require(targets, "targets", unique=id_column, full=[by] if by else [], valid=False)
    _require_crs(network, origins=origins, targets=targets)
    if not (np.isfinite(access_kmh) and access_kmh > 0 and max_snap_m >= 0):
        raise ValueRangeError(
            f"expected `access_kmh` above zero and `max_snap_m` of zero or more, "
            f"got {access_kmh} and {max_snap_m}: correct them"
        )
    access = access_kmh * _METRES_PER_SECOND
    start = _placed(network, np.asarray(origins.geometry.array))
    goal = _placed(network, np.asarray(targets.geometry.array))
    _require_near(start, "origins", max_snap_m)
    _require_near(goal, "targets", max_snap_m)

    graph, start_node, goal_node = _divided(network, start, goal)
    usable = goal.snap_m <= max_snap_m
    far = start.snap_m > max_snap_m
    found = {}
    for group in ordered_by_id(targets, by, id_column):
        rows = group.rows[usable[group.rows]]
        ways = _Ways.to_nearest(graph, goal_node[rows], goal.snap_m[rows], access)
        seconds = ways.seconds[start_node] + start.snap_m / access
        found[group.kind] = _answers(
            group._replace(ids=group.ids[usable[group.rows]]),
            ways.source[start_node],
            np.where(far, np.inf, seconds),
            ways.metres[start_node] + start.snap_m,
            start.snap_m,
        )
    if all(answer["time_min"].isna().all() for answer in found.values()):
        raise EmptyError(
            f"`network`: expected a way from some origin to some target, got none: they lie on "
            f"parts that do not meet ({int(network.components.max()) + 1} parts): join the lines "
            f"at shared vertices"
        )
    return rows_of_types(origins[id_column], found)


def _require_crs(network: Network, **frames: gpd.GeoDataFrame) -> None:
    for name, frame in frames.items():
        if frame.crs != network.crs:
            raise CrsError(
                f"`{name}`: expected the network's CRS `{crs_name(network.crs)}`, "
                f"got `{crs_name(frame.crs)}`: reproject to the same one"
            )


def _require_near(places: _Places, name: str, max_snap_m: float) -> None:
    closest = float(places.snap_m.min())
    if closest > max_snap_m:
        raise EmptyError(
            f"`{name}`: expected at least one within {max_snap_m:g} m of the network, the closest "
            f"lies {closest:.0f} m away: raise `max_snap_m`, or check both layers' area"
        )


def _placed(network: Network, shapes: NDArray[Any]) -> _Places:
    """Find where points reach the network: at a node they lie on, else the nearest edge."""
    points = ClumpedPoints(shapes)
    snap_m, node = network.node_tree.query(points.xy)
    edge = np.full(len(points), -1)
    along_m = np.zeros(len(points))
    off = np.flatnonzero(snap_m > TIE_M)
    if len(off):
        loose = shapely.points(points.xy[off])
        rest = ClumpedPoints(loose)
        snap_m[off], edge[off], _ = (rest.restored(v) for v in network.boundary.nearest(rest))
        along_m[off] = shapely.line_locate_point(network.shapes[edge[off]], loose)
        at_start = off[along_m[off] <= TIE_M]
        at_end = off[along_m[off] >= network.edges.metres[edge[off]] - TIE_M]
        node[at_start] = network.edges.start[edge[at_start]]
        node[at_end] = network.edges.end[edge[at_end]]
        edge[at_start] = edge[at_end] = -1
    node[edge >= 0] = -1
    return _Places(*(points.restored(values) for values in (edge, along_m, node, snap_m)))


def _divided(
    network: Network, start: _Places, goal: _Places
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
    divided = Edges(
        start=np.concatenate([edges.start[whole], before, number[last]]),
        end=np.concatenate([edges.end[whole], number, edges.end[on[last]]]),
        metres=np.concatenate([edges.metres[whole], metres]),
        seconds=np.concatenate([edges.seconds[whole], metres * pace[of]]),
        forward=np.concatenate([edges.forward[whole], edges.forward[of]]),
        backward=np.concatenate([edges.backward[whole], edges.backward[of]]),
    )
    count = len(start.edge)
    return divided.reversed().graph(nodes + len(number)), node[:count], node[count:]


@dataclass(frozen=True)
class _Ways:
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
    ) -> _Ways:
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
        seconds, before, source = csgraph.dijkstra(
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


def _answers(
    group: Group,
    source: NDArray[np.int64],
    seconds: NDArray[np.float64],
    metres: NDArray[np.float64],
    snap_m: NDArray[np.float64],
) -> pd.DataFrame:
    reached = np.isfinite(seconds)
    nearest_id = np.full(len(seconds), None, dtype=object)
    nearest_id[reached] = group.ids[source[reached]]
    return pd.DataFrame(
        {
            "nearest_id": nearest_id,
            "distance_m": np.where(reached, metres, np.nan),
            "time_min": np.where(reached, seconds / _SECONDS_PER_MINUTE, np.nan),
            "snap_m": snap_m,
        }
    )
