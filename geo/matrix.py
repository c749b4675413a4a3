"""Everything from everywhere: distances in a straight line and minutes over a network, as matrices.

Rows are origins (demand), columns are targets (supply), both in the order given. Distances run from
points (polygons and lines at their centroid) to the edge of the target, 0 within a polygon; times
run from origin to target, the way to and from the network included, infinite where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._edge_distances import distances_to_m
from geo._points import middles_of
from geo._soonest import Goals, soonest_seconds
from geo._threads import in_threads
from geo._validate import require, require_same_crs
from geo._ways import Places, placed, require_access, require_network_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["distance_matrix_m", "travel_matrix_min"]

_METRES_PER_SECOND = 1 / 3.6
_SECONDS_PER_MINUTE = 60


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
    xy = middles_of(np.asarray(origins.geometry.array))
    columns = in_threads(lambda shape: distances_to_m(xy, shape), targets.geometry.array)
    return np.column_stack(columns)


def travel_matrix_min(
    network: Network,
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    dtype: type[np.floating] = np.float64,
) -> NDArray[Any]:
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
    dtype
        Of the matrix; `numpy.float32` keeps seven digits in half the memory. The searches, one for
        each origin or each target, whichever are fewer, keep all digits.

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
    >>> import shapely
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
    if len(origins) < len(targets):
        return _minutes(network.backwards, goal, start, max_snap_m, access, dtype).T
    return _minutes(network, start, goal, max_snap_m, access, dtype)


def _minutes(
    network: Network,
    start: Places,
    goal: Places,
    max_snap_m: float,
    access: float,
    dtype: type[np.floating],
) -> NDArray[Any]:
    """Return minutes from places (rows) to others (columns), a search of each of the others."""
    near = np.flatnonzero(goal.snap_m <= max_snap_m)
    goals = Goals(goal.at(near), near, len(goal.edge), access)
    found = soonest_seconds(network, start, goals, dtype)
    found += (start.snap_m / access).astype(dtype)
    found[:, start.snap_m > max_snap_m] = np.inf
    found /= _SECONDS_PER_MINUTE
    return found.T
