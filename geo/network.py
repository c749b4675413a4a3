"""What lies nearest over a street network, by time.

A point reaches the network at the nearest place on it, along a street as well as at a junction;
the way there and away counts at a walking speed (5 km/h unless told otherwise) and is reported as
the snapping distance. Points farther from the network than a bound are not served by it: their
rows hold NaN. For each type one search runs from all its targets at once, against the one-ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._errors import EmptyError
from geo._graph import Edges
from geo._said import said
from geo._streets import Network, build_network
from geo._types import Group, ordered_by_id, rows_of_types
from geo._validate import require
from geo._ways import Places, Ways, divided, placed, require_access, require_network_crs

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
    >>> import geopandas as gpd, shapely
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350100, 6250000)])])
    >>> home = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350050], [6250030]), crs="EPSG:32645")
    >>> snap_distance_m(build_network(street, speed_kmh=36), home).tolist()
    [30.0]
    """
    require(points, "points", valid=False)
    require_network_crs(network, points=points)
    snap_m = placed(network, np.asarray(points.geometry.array)).snap_m
    return pd.Series(snap_m, index=points.index, name="snap_m")


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
    >>> import geopandas as gpd, shapely
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
    require_network_crs(network, origins=origins, targets=targets)
    require_access(access_kmh, max_snap_m)
    access = access_kmh * _METRES_PER_SECOND
    start = placed(network, np.asarray(origins.geometry.array))
    goal = placed(network, np.asarray(targets.geometry.array))
    _require_near(start, "origins", max_snap_m)
    _require_near(goal, "targets", max_snap_m)

    graph, start_node, goal_node = divided(network, start, goal)
    usable = goal.snap_m <= max_snap_m
    far = start.snap_m > max_snap_m
    found = {}
    for group in ordered_by_id(targets, by, id_column):
        rows = group.rows[usable[group.rows]]
        ways = Ways.to_nearest(graph, goal_node[rows], goal.snap_m[rows], access)
        seconds = ways.seconds[start_node] + start.snap_m / access
        found[group.kind] = _answers(
            group._replace(ids=group.ids[usable[group.rows]]),
            ways.source[start_node],
            np.where(far, np.inf, seconds),
            ways.metres[start_node] + start.snap_m,
            start.snap_m,
        )
    if all(np.isnan(answer["time_min"]).all() for answer in found.values()):
        raise EmptyError(
            said(
                "`network`: expected a way from some origin to some target, got none: they "
                "lie on parts that do not meet ({parts} parts): join the lines at shared "
                "vertices",
                parts=int(network.components.max()) + 1,
            )
        )
    return rows_of_types(origins[id_column], found)


def _require_near(places: Places, name: str, max_snap_m: float) -> None:
    closest = float(places.snap_m.min())
    if closest > max_snap_m:
        raise EmptyError(
            said(
                "`{name}`: expected at least one within {max_snap_m:g} m of the network, the "
                "closest lies {closest:.0f} m away: raise `max_snap_m`, or check both "
                "layers' area",
                name=said(name),
                max_snap_m=max_snap_m,
                closest=closest,
            )
        )


def _answers(
    group: Group,
    source: NDArray[np.int64],
    seconds: NDArray[np.float64],
    metres: NDArray[np.float64],
    snap_m: NDArray[np.float64],
) -> dict[str, NDArray[Any]]:
    reached = np.isfinite(seconds)
    nearest_id = np.full(len(seconds), None, dtype=object)
    nearest_id[reached] = group.ids[source[reached]]
    return {
        "nearest_id": nearest_id,
        "distance_m": np.where(reached, metres, np.nan),
        "time_min": np.where(reached, seconds / _SECONDS_PER_MINUTE, np.nan),
        "snap_m": snap_m,
    }
