"""Matrices of distances and times after random moves of the supply within its precision.

Whatever is computed from a matrix of distances or times gets its interval so: compute it once from
the stated places and once a draw, and take percentiles (`ends`). Moves are those of
`geo.uncertainty`: even over the disc of each feature's precision, seeded, feature by feature in the
order of rows; demand stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo._draws import drawn_moves, metres_of_disc
from geo._field import DistanceField
from geo._points import ClumpedPoints
from geo._threads import in_threads
from geo._validate import require, require_same_crs
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS, PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["ends", "moved_distances_m", "moved_travel_min"]


def moved_distances_m(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    precision: str = "precision",
    within_m: float = np.inf,
    draws: int = DRAWS,
    seed: int = 0,
) -> Iterator[NDArray[np.float64]]:
    """Yield, a draw at a time, the distances from demand (rows) to moved supply (columns).

    Parameters
    ----------
    demand, supply
        As in `geo.matrix.distance_matrix_m`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres.
    within_m
        Distances beyond may come as infinite: give the greatest that matters, it saves time.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Yields
    ------
    numpy.ndarray
        Metres, shape (demand, supply); good to a few metres, beyond some kilometres to a quarter
        of a percent. Features known to 0 m do not move.

    Raises
    ------
    ColumnError, ValueRangeError
        The precision is missing or unheard of; fewer than one draw.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> home = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350000], [6250000]), crs="EPSG:32645")
    >>> park = gpd.GeoDataFrame({"known_to_m": [10]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350300], [6250400]))
    >>> drawn = moved_distances_m(home, park, precision="known_to_m", draws=50)
    >>> all(490 <= one.item() <= 510 for one in drawn)
    True
    """
    require(supply, "supply", full=[precision])
    stated = distance_matrix_m(demand, supply)
    disc_m = metres_of_disc(supply[precision])
    moves = drawn_moves(disc_m, draws, seed)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    xy = points.restored(points.xy)
    span_m = float(np.hypot(*np.ptp(xy, axis=0))) + float(stated.max())

    def moved(column: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        near = np.flatnonzero(stated[:, column] - disc_m[column] <= within_m)
        here = stated[near, column]
        if disc_m[column] == 0 or len(near) == 0:
            return near, np.repeat(here[:, None], draws, axis=1).astype(np.float32)
        shape = supply.geometry.iloc[column]
        across_m = float(np.hypot(*np.subtract(*np.split(shapely.bounds(shape), 2))))
        reach_m = min(span_m, within_m + across_m) + 2 * float(disc_m[column])
        field = DistanceField(shape, float(disc_m[column]), reach_m)
        return near, field.moved(xy[near], here, moves[column]).astype(np.float32)

    found = in_threads(moved, range(len(supply)))
    for draw in range(draws):
        matrix = np.full(stated.shape, np.inf)
        for column, (near, distances) in enumerate(found):
            matrix[near, column] = distances[:, draw]
        yield matrix


def moved_travel_min(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
) -> Iterator[NDArray[np.float64]]:
    """Yield, a draw at a time, the minutes from demand (rows) to moved supply (columns).

    Parameters
    ----------
    network, demand, supply, max_snap_m, access_kmh
        As in `geo.matrix.travel_matrix_min`.
    precision, draws, seed
        As in `moved_distances_m`: the moves are the same.

    Yields
    ------
    numpy.ndarray
        Minutes, infinite where there is no way, shape (demand, supply).

    Raises
    ------
    ColumnError, ValueRangeError, CrsError, GeometryError, EmptyError
        As in `moved_distances_m` and `travel_matrix_min`.

    Examples
    --------
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (351200, 6250000)])])
    >>> spots = gpd.GeoDataFrame({"known_to_m": [0, 0]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350600], [6250000, 6250000]))
    >>> network = build_network(street, speed_kmh=36)
    >>> next(moved_travel_min(network, spots, spots, precision="known_to_m", draws=1)).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    require(supply, "supply", full=[precision], valid=False)
    require_same_crs(demand=demand, supply=supply)
    moves = drawn_moves(metres_of_disc(supply[precision]), draws, seed)
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(supply.geometry.array)))
    places = (middle[:, None] + moves).reshape(-1, 2)
    moved = gpd.GeoDataFrame(geometry=shapely.points(places), crs=supply.crs)
    minutes = travel_matrix_min(
        network, demand, moved, max_snap_m=max_snap_m, access_kmh=access_kmh
    ).reshape(len(demand), len(supply), draws)
    for draw in range(draws):
        yield minutes[:, :, draw]


def ends(
    stated: NDArray[Any], drawn: Sequence[NDArray[Any]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the interval of figures: percentiles of the draws, holding the stated.

    Parameters
    ----------
    stated
        The figures at the places stated.
    drawn
        The same figures, an array a draw.

    Returns
    -------
    tuple of numpy.ndarray
        The 5th and 95th percentile over the draws, widened where needed to hold the stated figure;
        NaN where a draw has none.

    Examples
    --------
    >>> low, high = ends(np.array([5.0]), [np.array([float(v)]) for v in range(11)])
    >>> low.tolist(), high.tolist()
    ([0.5], [9.5])
    """
    low, high = np.percentile(np.stack(list(drawn)), PERCENTILES, axis=0)
    return np.fmin(low, stated), np.fmax(high, stated)
