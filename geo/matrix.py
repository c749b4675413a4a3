"""Everything from everywhere: distances in a straight line and minutes over a network, as matrices.

Rows are origins (demand), columns are targets (supply), both in the order given. Distances run from
points (polygons and lines at their centroid) to the edge of the target, 0 within a polygon; times
run from origin to target, the way to and from the network included, infinite where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import csgraph

from geo._boundary import Boundary
from geo._points import ClumpedPoints
from geo._streets import Graph, Network
from geo._threads import in_threads
from geo._validate import require, require_same_crs
from geo._ways import Places, placed, require_access, require_network_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["distance_matrix_m", "travel_matrix_min"]

_SPACING_M = 50.0
_METRES_PER_SECOND = 1 / 3.6
_SECONDS_PER_MINUTE = 60
_SOURCES_AT_ONCE = 64


def distance_matrix_m(origins: gpd.GeoDataFrame, targets: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return straight-line distances in metres from each origin (row) to each target (column).

    Parameters
    ----------
    origins
        Points, or polygons and lines taken at their centroid, in a measuring CRS.
    targets
        Points, lines or polygons in the same CRS.

    Returns
    -------
    numpy.ndarray
        Metres, 0 within a polygon, never NaN; shape (origins, targets).

    Raises
    ------
    CrsError, GeometryError, EmptyError
        A frame cannot be measured: see `require_measuring`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350300], [6250000, 6250400]))
    >>> distance_matrix_m(spots, spots).tolist()
    [[0.0, 500.0], [500.0, 0.0]]
    """
    require(origins, "origins", valid=False)
    require(targets, "targets")
    require_same_crs(origins=origins, targets=targets)
    points = ClumpedPoints(np.asarray(origins.geometry.array))

    def column(shape: Any) -> NDArray[np.float64]:
        if shapely.get_type_id(shape) == shapely.GeometryType.POINT:
            return np.asarray(np.hypot(*(points.xy - shapely.get_coordinates(shape)).T))
        return Boundary(np.array([shape], dtype=object), _SPACING_M).nearest(points)[0]

    columns = in_threads(lambda shape: points.restored(column(shape)), targets.geometry.array)
    return np.column_stack(columns)


def travel_matrix_min(
    network: Network,
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
) -> NDArray[np.float64]:
    """Return minutes over a network from each origin (row) to each target (column).

    ``time = way to the network + way over it + way to the target``, the first and last in a
    straight line at `access_kmh`.

    Parameters
    ----------
    network
        From `build_network`, with the speeds of the mode of travel.
    origins, targets
        Points, or polygons and lines taken at their centroid, in the network's CRS.
    max_snap_m
        Greatest distance from the network in metres at which a point still uses it.
    access_kmh
        Speed between a point and the network in km/h.

    Returns
    -------
    numpy.ndarray
        Minutes; infinite where either lies too far from the network or no way leads there; shape
        (origins, targets).

    Raises
    ------
    CrsError, GeometryError, EmptyError, ValueRangeError
        By the first fault of a frame; a speed or bound that cannot be.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (351200, 6250000)])])
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350600], [6250000, 6250000]))
    >>> travel_matrix_min(build_network(street, speed_kmh=36), spots, spots).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    require(origins, "origins", valid=False)
    require(targets, "targets", valid=False)
    require_network_crs(network, origins=origins, targets=targets)
    require_access(access_kmh, max_snap_m)
    start = placed(network, np.asarray(origins.geometry.array))
    goal = placed(network, np.asarray(targets.geometry.array))
    access = access_kmh * _METRES_PER_SECOND
    graph = _with_legs(network, goal)
    nodes, count = len(network.nodes), len(goal.edge)

    def columns(part: NDArray[np.int64]) -> NDArray[np.float64]:
        seconds = csgraph.dijkstra(graph, indices=nodes + part)[:, :nodes]
        return _from_places(network, start, goal, part, seconds)

    parts = np.array_split(np.arange(count), max(1, -(-count // _SOURCES_AT_ONCE)))
    seconds = np.concatenate(in_threads(columns, parts), axis=1)
    seconds += start.snap_m[:, None] / access + goal.snap_m / access
    seconds[start.snap_m > max_snap_m] = np.inf
    seconds[:, goal.snap_m > max_snap_m] = np.inf
    return np.asarray(seconds / _SECONDS_PER_MINUTE)


def _with_legs(network: Network, goal: Places) -> Any:
    """Return the graph passed backwards, with a node a goal and legs to the ends of its edge."""
    back, edges = network.graph_back, network.edges
    count = len(goal.edge)
    rows = np.arange(count)
    mid = goal.edge >= 0
    on, along = goal.edge[mid], goal.along_m[mid]
    pace = edges.seconds[on] / edges.metres[on]
    tail = np.concatenate([rows[~mid], rows[mid][edges.forward[on]], rows[mid][edges.backward[on]]])
    head = np.concatenate(
        [goal.node[~mid], edges.start[on][edges.forward[on]], edges.end[on][edges.backward[on]]]
    )
    seconds = np.concatenate(
        [
            np.zeros(int((~mid).sum())),
            (along * pace)[edges.forward[on]],
            ((edges.metres[on] - along) * pace)[edges.backward[on]],
        ]
    )
    order = np.argsort(tail, kind="stable")
    ends = back.ends[-1] + np.cumsum(np.bincount(tail, minlength=count))
    legs = Graph(
        seconds=np.append(back.seconds, seconds[order]),
        metres=np.append(back.metres, np.zeros(len(order))),
        heads=np.append(back.heads, head[order]),
        ends=np.append(back.ends, ends),
    )
    return legs.matrix(legs.seconds)


def _from_places(
    network: Network,
    start: Places,
    goal: Places,
    part: NDArray[np.int64],
    seconds: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return seconds from the places on edges, given those from nodes to some goals (rows)."""
    edges = network.edges
    mid = start.edge >= 0
    found = np.empty((len(start.edge), len(part)))
    found[~mid] = seconds[:, start.node[~mid]].T
    on, along = start.edge[mid], start.along_m[mid]
    pace = edges.seconds[on] / edges.metres[on]
    ahead = np.where(edges.forward[on], (edges.metres[on] - along) * pace, np.inf)
    back = np.where(edges.backward[on], along * pace, np.inf)
    found[mid] = np.minimum(
        seconds[:, edges.end[on]].T + ahead[:, None], seconds[:, edges.start[on]].T + back[:, None]
    )
    rows = np.flatnonzero(mid)
    for column, one in enumerate(part):
        if goal.edge[one] < 0:
            continue
        same = np.flatnonzero(on == goal.edge[one])
        way = goal.along_m[one] - along[same]
        allowed = np.where(way >= 0, edges.forward[on[same]], edges.backward[on[same]])
        direct = np.where(allowed | (way == 0), np.abs(way) * pace[same], np.inf)
        found[rows[same], column] = np.minimum(found[rows[same], column], direct)
    return found
