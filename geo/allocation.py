"""Allocation: which supply each demand goes to, in a straight line or over a network.

Each demand goes whole to the supply that is nearest (from the demand's point or centroid to the
edge of the supply, 0 within it) or soonest over the network (as in `travel_matrix_min`); of
several equally near the first by id. Sums of weights are exact: allocated and unallocated add up to
the total. Intervals come from moves of the supply within its precision, as in `geo.uncertainty`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo._demand import exact_weights
from geo._draws import drawn_moves, metres_of_disc
from geo._field import DistanceField
from geo._points import ClumpedPoints
from geo._soonest import Direction, soonest_min, travelled
from geo._threads import in_threads
from geo._types import Group, ordered_by_id
from geo._validate import require, require_same_crs
from geo._ways import placed, require_access, require_network_crs
from geo.matrix import distance_matrix_m
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.resampling import ends
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["UNALLOCATED", "allocation"]

UNALLOCATED = "unallocated"
"""The value of `id` for demand that no supply can be reached from."""

_FIGURES = ("allocated", "share", "mean")
_HIGH_SHARE = 0.9
_NUMBERS_AT_ONCE = 4_000_000


def allocation(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    weight: str | None = None,
    network: Network | None = None,
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how much demand goes to each supply, and how far it goes.

    ``allocated(s) = sum of weights of demand whose nearest (or soonest) supply is s``

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    supply
        Points, lines or polygons in the same CRS.
    by
        Column of `supply` with the type: supplies of one type share the demand among themselves,
        and each type is allocated the whole demand. Without it all share it.
    id_column
        Column of `supply` with the id.
    weight
        Column of `demand` with people (or floors, jobs), zero or more; without it each feature
        counts one.
    network
        From `build_network`: the soonest over it; None: the nearest in a straight line.
    direction, max_snap_m, access_kmh
        As in `geo.isochrones.isochrones`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres; None gives no
        interval.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Returns
    -------
    pandas.DataFrame
        Rows by type (by name) and id, "unallocated" last in each type:
        ``by, id, allocated, share, mean, p90`` and the ends ``_low``, ``_high`` of all but the
        last. `share` is of the
        total, NaN where that is 0. `mean` and `p90` are of the distance in metres, or the time in
        minutes, weighted; `p90` is the least within which nine tenths of the weight lie; NaN where
        nothing is allocated.

    Raises
    ------
    EmptyError
        No supply lies near enough to the network.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> parks = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350100, 351000], [6250000, 6250000]))
    >>> allocation(homes, parks, weight="people")[["id", "allocated", "mean"]].values.tolist()
    [['a', 10.0, 100.0], ['b', 30.0, 100.0], ['unallocated', 0.0, nan]]
    """
    require(demand, "demand", weight=weight, valid=False)
    full = [name for name in (by, precision) if name]
    require(supply, "supply", unique=id_column, full=full, valid=network is None)
    require_same_crs(demand=demand, supply=supply)
    groups = ordered_by_id(supply, by, id_column)
    weights = exact_weights(demand, weight)
    disc_m = metres_of_disc(supply[precision]) if precision else np.zeros(len(supply))
    moves = drawn_moves(disc_m, draws, seed) if precision else np.empty((len(supply), 0, 2))
    if network is None:
        stated = distance_matrix_m(demand, supply)
        drawn = _straight(demand, supply, stated, groups, weights, disc_m, moves)
    else:
        require_network_crs(network, demand=demand, supply=supply)
        require_access(access_kmh, max_snap_m)
        bounds = (max_snap_m, access_kmh)
        values = _times(travelled(network, direction), demand, supply, bounds, moves)
        stated = next(values)
        drawn = [_allocated(_chosen(matrix, groups), matrix, groups, weights) for matrix in values]
    chosen = _chosen(stated, groups)
    found = _allocated(chosen, stated, groups, weights)
    low, high = ends(found, drawn) if drawn else (np.full(found.shape, np.nan),) * 2
    ways = zip(groups, chosen, strict=True)
    rows = pd.concat([_way(stated, *way, weights) for way in ways], ignore_index=True)
    total = float(weights.sum())
    for end, (allocated, mean) in {"": found, "_low": low, "_high": high}.items():
        rows[f"allocated{end}"], rows[f"mean{end}"] = allocated, mean
        rows[f"share{end}"] = allocated / total if total > 0 else np.nan
    figures = [f"{name}{end}" for name in _FIGURES for end in ("", "_low", "_high")]
    return rows[["by", "id", *figures, "p90"]]


def _times(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    bounds: tuple[float, float],
    moves: NDArray[np.float64],
) -> Iterator[NDArray[np.float64]]:
    """Yield minutes from demand (rows) to supply: those stated, then those of each draw."""
    start = placed(network, np.asarray(demand.geometry.array))
    each = np.arange(len(supply))
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(supply.geometry.array)))
    moved = middle[:, None] + np.concatenate([np.zeros((len(supply), 1, 2)), moves], axis=1)
    at_once = max(1, _NUMBERS_AT_ONCE // (len(demand) * len(supply)))
    for first in range(0, moved.shape[1], at_once):
        places = moved[:, first : first + at_once]
        for minutes in soonest_min(network, start, places, each, *bounds):
            yield minutes.T


def _straight(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    stated: NDArray[np.float64],
    groups: list[Group],
    weights: NDArray[np.float64],
    disc_m: NDArray[np.float64],
    moves: NDArray[np.float64],
) -> list[NDArray[np.float64]]:
    """Return the weights that go to each supply after each draw's moves.

    Of each demand only the supplies that some draw may bring nearest are looked at.
    """
    draws = moves.shape[1]
    if draws == 0:
        return []
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    xy = points.restored(points.xy)
    shapes = np.asarray(supply.geometry.array)

    def of_type(group: Group) -> NDArray[np.float64]:
        within, disc = stated[:, group.rows], disc_m[group.rows]
        bound_m = (within + disc).min(axis=1)
        least = np.full((draws, len(xy)), np.inf, dtype=np.float32)
        owner = np.full((draws, len(xy)), len(group.rows), dtype=np.int32)
        for place, row in enumerate(group.rows):
            near = np.flatnonzero(within[:, place] - disc[place] <= bound_m)
            if len(near) == 0:
                continue
            here, most_m = within[near, place], float(disc[place])
            across_m = float(np.hypot(*np.subtract(*np.split(shapely.bounds(shapes[row]), 2))))
            reach_m = float(here.max()) + across_m + 2 * most_m
            field = DistanceField(shapes[row], most_m, reach_m)
            moved = field.moved(xy[near], here, moves[row]) if most_m else here[:, None]
            moved = moved.T.astype(np.float32)
            nearer = moved < least[:, near]
            least[:, near] = np.where(nearer, moved, least[:, near])
            owner[:, near] = np.where(nearer, place, owner[:, near])
        size = len(group.rows)
        return np.stack([_sums(*one, weights, size) for one in zip(owner, least, strict=True)])

    return list(np.concatenate(in_threads(of_type, groups), axis=2))


def _chosen(matrix: NDArray[np.float64], groups: list[Group]) -> list[NDArray[np.int64]]:
    """Return the place in each group of the least of each row, the group's size where none is."""
    chosen = []
    for group in groups:
        within = matrix[:, group.rows]
        first = np.argmin(within, axis=1)
        reached = np.isfinite(within[np.arange(len(within)), first])
        chosen.append(np.where(reached, first, len(group.rows)))
    return chosen


def _allocated(
    chosen: list[NDArray[np.int64]],
    matrix: NDArray[np.float64],
    groups: list[Group],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weights that go to each supply, and to none, and their mean way, by type."""
    return np.concatenate(
        [
            _sums(one, matrix[:, group.rows].min(axis=1), weights, len(group.rows))
            for group, one in zip(groups, chosen, strict=True)
        ],
        axis=1,
    )


def _sums(
    chosen: NDArray[np.integer],
    way: NDArray[np.floating],
    weights: NDArray[np.float64],
    count: int,
) -> NDArray[np.float64]:
    """Return the weights that go to each of so many supplies, and to none, and their mean way."""
    allocated = np.bincount(chosen, weights=weights, minlength=count + 1)
    going = np.where(chosen < count, way, 0.0) * weights
    lengths = np.bincount(chosen, weights=going, minlength=count + 1)
    known = (allocated > 0) & (np.arange(count + 1) < count)
    mean = np.divide(lengths, allocated, out=np.full(count + 1, np.nan), where=known)
    return np.stack([allocated, mean])


def _way(
    matrix: NDArray[np.float64],
    group: Group,
    chosen: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> pd.DataFrame:
    """Return the ninth decile of the way to each supply of a type."""
    count = len(group.rows)
    way = matrix[:, group.rows].min(axis=1)
    order = np.lexsort((way, chosen))
    order = order[(chosen[order] < count) & (weights[order] > 0)]
    of, way, weight = chosen[order], way[order], weights[order]
    sums = np.bincount(of, weights=weight, minlength=count)
    high, some = np.full(count + 1, np.nan), np.flatnonzero(sums > 0)
    begins = np.searchsorted(of, some)
    before = np.append(0, np.cumsum(weight))
    sought = before[begins] + _HIGH_SHARE * sums[some]
    last = np.searchsorted(of, some, side="right") - 1
    high[some] = way[np.minimum(np.searchsorted(before[1:], sought), last)]
    ids: list[Any] = [*group.ids, UNALLOCATED]
    return pd.DataFrame(
        {
            "by": np.full(count + 1, group.kind, dtype=object),
            "id": pd.Series(ids, dtype=object),
            "p90": high,
        }
    )
