"""Matrices of distances and times after random moves of the supply within its precision.

Whatever is computed from a matrix of distances or times gets its interval so: compute it once from
the stated places and once a draw, and take percentiles (`ends`). Moves are those of
`geo.uncertainty`: even over the disc of each feature's precision, seeded, feature by feature in the
order of rows. Demand stays, unless its precision is given: then it moves too, by a generator of its
own, seeded by the next number.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import shapely

from geo._draws import drawn_moves, metres_of_disc
from geo._errors import ValueRangeError
from geo._field import DistanceField
from geo._points import middles_of
from geo._progress import tell, watched
from geo._said import said
from geo._threads import in_threads
from geo._validate import require, require_same_crs
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS, PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["ends", "moved_distances_m", "moved_travel_min", "of_each_draw"]

_Figures = TypeVar("_Figures")

_DRAWS_AT_ONCE = 10
_HELD_AT_ONCE = 40_000_000
_BYTES_AT_ONCE = 64_000_000
_UNKNOWN = 1e300
_FAR_BELOW = 1e100


def moved_distances_m(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    precision: str = "precision",
    demand_precision: str | None = None,
    demand_seed: int | None = None,
    within_m: float = np.inf,
    draws: int = DRAWS,
    seed: int = 0,
    stated: NDArray[np.float64] | None = None,
) -> Iterator[NDArray[np.float64]]:
    """Yield, a draw at a time, the distances from demand (rows) to moved supply (columns).

    Parameters
    ----------
    demand, supply
        As in `geo.matrix.distance_matrix_m`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres.
    demand_precision
        The same of `demand`, which then moves too; None lets it stay.
    demand_seed
        Seed of demand's own moves; None takes the one after `seed`. With `seed` itself, features
        that are the first of `supply` too, in the same order, move as one in both.
    within_m
        Distances beyond may come as infinite: give the greatest that matters, it saves time.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.
    stated
        The distances at the places stated, where they are known already: it saves time.

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
    stated = distance_matrix_m(demand, supply) if stated is None else stated
    _require_shape(stated, demand, supply)
    disc_m = metres_of_disc(supply[precision])
    moves = drawn_moves(disc_m, draws, seed)
    own_seed = seed + 1 if demand_seed is None else demand_seed
    own_m, own_moves = _moves_of_demand(demand, demand_precision, draws, own_seed)
    xy = middles_of(np.asarray(demand.geometry.array))
    span_m = float(np.hypot(*np.ptp(xy, axis=0))) + float(stated.max())

    def ready(column: int) -> tuple[NDArray[np.int64], DistanceField | None]:
        most_m = disc_m[column] + own_m
        near = np.flatnonzero(stated[:, column] - most_m <= within_m)
        farthest_m = float(most_m[near].max(initial=0))
        if farthest_m == 0:
            return near, None
        shape = supply.geometry.iloc[column]
        across_m = float(np.hypot(*np.subtract(*np.split(shapely.bounds(shape), 2))))
        reach_m = min(span_m, within_m + across_m) + 2 * farthest_m
        return near, DistanceField(shape, farthest_m, reach_m)

    fields = in_threads(ready, range(len(supply)))
    at_once = max(1, _HELD_AT_ONCE // max(1, sum(len(near) for near, _ in fields)))
    for first in range(0, draws, at_once):
        part = slice(first, min(first + at_once, draws))

        def moved(column: int, part: slice = part) -> NDArray[np.float32]:
            near, field = fields[column]
            here = stated[near, column]
            if field is None:
                return np.broadcast_to(here.astype(np.float32), (part.stop - part.start, len(near)))
            relative = moves[column][part]
            if own_moves is not None:
                relative = relative - own_moves[near, part]
            found = field.moved(xy[near], here, relative)
            return np.ascontiguousarray(found.T, dtype=np.float32)

        found = in_threads(moved, range(len(supply)))
        for draw in range(part.stop - part.start):
            matrix = np.full(stated.shape, np.inf)
            for column, distances in enumerate(found):
                matrix[fields[column][0], column] = distances[draw]
            yield matrix


def of_each_draw(
    measured: Callable[[NDArray[np.float64]], _Figures],
    drawn: Iterable[NDArray[np.float64]],
    draws: int,
) -> list[_Figures]:
    """Return what is measured of each draw's matrix, on as many threads as there are processors.

    Parameters
    ----------
    measured
        Takes the matrix of a draw, and changes nothing that the other draws see.
    drawn
        The matrices, as `moved_distances_m` and `moved_travel_min` yield them. Large ones are held
        one at a time.
    draws
        How many they are, to tell how far the work has come.

    Returns
    -------
    list
        What `measured` gives, in the order of the draws.

    Examples
    --------
    >>> of_each_draw(lambda one: int(one.sum()), [np.ones((2, 2)), np.zeros((2, 2))], 2)
    [4, 0]
    """
    found: list[_Figures] = []
    stream = iter(drawn)
    at_once = 1
    while batch := list(islice(stream, at_once)):
        with watched(lambda _share: None):
            found += in_threads(measured, batch)
        tell(len(found), draws)
        at_once = max(1, min(os.cpu_count() or 1, _BYTES_AT_ONCE // max(1, batch[0].nbytes)))
    return found


def _require_shape(
    stated: NDArray[np.float64], demand: gpd.GeoDataFrame, supply: gpd.GeoDataFrame
) -> None:
    if stated.shape != (len(demand), len(supply)):
        raise ValueRangeError(
            said(
                "expected `stated` of {demands} demands (rows) and {supplies} supplies "
                "(columns), got {shape}: give what `distance_matrix_m` gives for the two",
                demands=len(demand),
                supplies=len(supply),
                shape=stated.shape,
            )
        )


def moved_travel_min(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    precision: str = "precision",
    demand_precision: str | None = None,
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
    precision, demand_precision, draws, seed
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
    goals = _places_drawn(supply, drawn_moves(metres_of_disc(supply[precision]), draws, seed))
    _, own_moves = _moves_of_demand(demand, demand_precision, draws, seed + 1)
    at_once = draws if own_moves is None else _DRAWS_AT_ONCE
    starts = None if own_moves is None else _places_drawn(demand, own_moves)
    for first in range(0, draws, at_once):
        part = slice(first, min(first + at_once, draws))
        count = part.stop - part.start
        origins = demand if starts is None else _frame(starts[:, part], demand)
        minutes = travel_matrix_min(
            network,
            origins,
            _frame(goals[:, part], supply),
            max_snap_m=max_snap_m,
            access_kmh=access_kmh,
        ).reshape(len(demand), -1, len(supply), count)
        for draw in range(count):
            yield minutes[:, 0 if starts is None else draw, :, draw]


def _moves_of_demand(
    demand: gpd.GeoDataFrame, precision: str | None, draws: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Return how far each demand feature may move, and its moves; None where demand stays."""
    if precision is None:
        return np.zeros(len(demand)), None
    require(demand, "demand", full=[precision], valid=False)
    disc_m = metres_of_disc(demand[precision], "demand")
    return disc_m, drawn_moves(disc_m, draws, seed)


def _places_drawn(frame: gpd.GeoDataFrame, moves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x, y of the centroids after moves: features, draws, 2."""
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(frame.geometry.array)))
    return np.asarray(middle[:, None] + moves)


def _frame(places: NDArray[np.float64], like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapely.points(places.reshape(-1, 2)), crs=like.crs)


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
        NaN, both, where there is no stated figure or a percentile rests on a draw that has none.

    Examples
    --------
    >>> low, high = ends(np.array([5.0]), [np.array([float(v)]) for v in range(11)])
    >>> low.tolist(), high.tolist()
    ([0.5], [9.5])
    """
    figures = np.stack(list(drawn))
    known = np.where(np.isfinite(figures), figures, _UNKNOWN)
    found = np.percentile(known, PERCENTILES, axis=0)
    low, high = np.where((found < _UNKNOWN / _FAR_BELOW).all(axis=0), found, np.nan)
    return np.minimum(low, stated), np.maximum(high, stated)
