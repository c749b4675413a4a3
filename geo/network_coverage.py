"""Coverage over a network: the people from whom supply is reached within given times.

Times are those of `travel_matrix_min`: the way to the street, over the streets and from the street
to the supply, first and last in a straight line at walking speed, supply and demand at their
centroid. Weights and sums are exact, as in `served`. Intervals come from moves of the supply within
its precision, as in `geo.uncertainty`, the same moves for the network and for the straight line.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo._demand import OUTSIDE, exact_weights, zone_numbers
from geo._draws import drawn_moves, metres_of_disc
from geo._errors import ValueRangeError
from geo._numbers import checked_minutes
from geo._points import ClumpedPoints
from geo._soonest import Direction, soonest_min, travelled
from geo._threads import in_threads
from geo._types import ALL_TYPES, Group, by_type
from geo._validate import POLYGONS, require, require_same_crs
from geo._ways import placed, require_access, require_network_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS, PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["overstatement", "served_over_network"]

_M_PER_MINUTE = 1000 / 60
_TIE = 1e-9


def served_over_network(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    minutes: Iterable[float],
    weight: str | None = None,
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how much demand lies within given times of supply over a network, by type and zone.

    ``served(type, t) = sum of weights of demand whose time to the type's soonest is <= t``

    Parameters
    ----------
    network
        From `build_network`, with the speeds of the mode of travel.
    demand, supply
        Points, or polygons and lines that count at their centroid, in the network's CRS.
    by
        Column of `supply` with the type; without it all features are one type.
    minutes
        Times in minutes, above zero.
    weight
        Column of `demand` with people (or floors, jobs), zero or more; without it each feature
        counts one.
    zones
        Polygons to report by, in the same CRS. Demand belongs to the first zone that it lies in.
    zone_column
        Column of `zones` with the name that rows carry.
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
        Rows by zone (in the order of `zones`, "outside" last), type ("all" last) and time:
        ``[zone,] by, minutes, served, served_share, total, uncovered, served_low, served_high,
        share_low, share_high``. Shares are NaN where `total` is 0, ends of the interval without
        `precision`.

    Raises
    ------
    EmptyError
        No supply lies near enough to the network.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (351200, 6250000)])])
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> rows = served_over_network(build_network(street, speed_kmh=6), homes, homes.tail(1),
    ...                            minutes=[5, 10], weight="people")
    >>> rows[["by", "minutes", "served"]].values.tolist()
    [['all', 5.0, 30.0], ['all', 10.0, 40.0]]
    """
    times = checked_minutes(minutes)
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, supply=supply, zones=zones)
    asked = _asked(network, demand, supply, by, weight, precision, draws, seed)
    weights, names = _by_zone(demand, asked.weights, zones, zone_column)
    travelled_min = _travel_min(
        travelled(network, direction), demand, asked, max_snap_m, access_kmh
    )
    served = _counts(travelled_min, times, weights)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore"):
        share = served / np.where(total > 0, total, np.nan)
    rows = _keys(asked.kinds, times, names)
    rows["served"] = _flat(served[0])
    rows["served_share"] = _flat(share[0])
    rows["total"] = np.repeat(total, len(asked.kinds) * len(times))
    rows["uncovered"] = rows["total"] - rows["served"]
    for name, values in (("served", served), ("share", share)):
        rows[f"{name}_low"], rows[f"{name}_high"] = (_flat(end) for end in _ends(values))
    return rows


def overstatement(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    minutes: Iterable[float],
    speed_kmh: float,
    weight: str | None = None,
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return by how much the straight line overstates who is served within given times.

    ``ratio = demand within minutes x speed in a straight line / demand within minutes over the
    network; overstated = the first - the second``

    Parameters
    ----------
    network, demand, supply, by, minutes, weight, direction, max_snap_m, access_kmh, precision, \
draws, seed
        As in `served_over_network`; supply counts at its centroid in the straight line too.
    speed_kmh
        Speed in the straight line in km/h.

    Returns
    -------
    pandas.DataFrame
        Rows by type ("all" last) and time: ``by, minutes, radius_m, straight, served, overstated,
        ratio``, and the ends ``_low``, ``_high`` of the interval of the last two. `ratio` is NaN
        where nobody is served over the network; its upper end is infinite where over one draw in
        twenty serves somebody in a straight line and nobody over the network.

    Raises
    ------
    EmptyError, CrsError, GeometryError, ColumnError, ValueRangeError
        As in `served_over_network`; a speed that is not above zero.

    Examples
    --------
    A street in the shape of a U: 100 m apart in a straight line, 2,100 m over the street.

    >>> import geopandas as gpd
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[shapely.LineString(
    ...     [(350000, 6250000), (351000, 6250000), (351000, 6250100), (350000, 6250100)])])
    >>> homes = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350000, 350000], [6250000, 6250100]),
    ...                          crs="EPSG:32645")
    >>> rows = overstatement(build_network(street, speed_kmh=6), homes, homes.head(1),
    ...                      minutes=[10], speed_kmh=6)
    >>> rows[["straight", "served", "overstated", "ratio"]].values.tolist()
    [[2.0, 1.0, 1.0, 2.0]]
    """
    times = checked_minutes(minutes)
    if not (np.isfinite(speed_kmh) and speed_kmh > 0):
        raise ValueRangeError(f"expected `speed_kmh` above zero, got {speed_kmh}: correct it")
    require_same_crs(demand=demand, supply=supply)
    asked = _asked(network, demand, supply, by, weight, precision, draws, seed)
    weights = asked.weights[:, None]
    travelled_min = _travel_min(
        travelled(network, direction), demand, asked, max_snap_m, access_kmh
    )
    served = _counts(travelled_min, times, weights)
    straight_min = _straight_m(demand, asked) / (speed_kmh * _M_PER_MINUTE)
    straight = _counts(straight_min, times, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = straight / served
    rows = _keys(asked.kinds, times, None)
    rows["radius_m"] = rows["minutes"] * speed_kmh * _M_PER_MINUTE
    rows["straight"], rows["served"] = _flat(straight[0]), _flat(served[0])
    known = rows["served"] > 0
    for name, values in (("overstated", straight - served), ("ratio", ratio)):
        rows[name] = _flat(values[0])
        rows[f"{name}_low"], rows[f"{name}_high"] = (_flat(end) for end in _ends(values))
    rows.loc[~known, ["ratio", "ratio_low", "ratio_high"]] = np.nan
    return rows


@dataclass(frozen=True)
class _Asked:
    """Supply by type and the places it is moved to: the stated one first, then one a draw."""

    groups: list[Group]
    kinds: list[Any]
    places: NDArray[np.float64]
    weights: NDArray[np.float64]


def _asked(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    by: str | None,
    weight: str | None,
    precision: str | None,
    draws: int,
    seed: int,
) -> _Asked:
    require(demand, "demand", weight=weight, valid=False)
    full = [name for name in (by, precision) if name]
    require(supply, "supply", full=full, valid=False)
    require_network_crs(network, demand=demand, supply=supply)
    groups = by_type(supply, by, "supply")
    kinds = [group.kind for group in groups]
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(supply.geometry.array)))
    moves = np.zeros((len(supply), 1, 2))
    if precision:
        drawn = drawn_moves(metres_of_disc(supply[precision]), draws, seed)
        moves = np.concatenate([moves, drawn], axis=1)
    return _Asked(
        groups,
        kinds if ALL_TYPES in kinds else [*kinds, ALL_TYPES],
        middle[:, None] + moves,
        exact_weights(demand, weight),
    )


def _travel_min(
    network: Network,
    demand: gpd.GeoDataFrame,
    asked: _Asked,
    max_snap_m: float,
    access_kmh: float,
) -> NDArray[np.float64]:
    """Return minutes to the soonest of each type: draws, types, demand."""
    require_access(access_kmh, max_snap_m)
    start = placed(network, np.asarray(demand.geometry.array))
    kind = np.empty(len(asked.places), dtype=np.int64)
    for number, group in enumerate(asked.groups):
        kind[group.rows] = number
    return soonest_min(network, start, asked.places, kind, max_snap_m, access_kmh)


def _straight_m(demand: gpd.GeoDataFrame, asked: _Asked) -> NDArray[np.float64]:
    """Return metres to the nearest of each type: draws, types, demand."""
    middles = shapely.get_coordinates(shapely.centroid(np.asarray(demand.geometry.array)))

    def nearest(group: Group) -> NDArray[np.float64]:
        least = np.full((asked.places.shape[1], len(middles)), np.inf)
        for places in asked.places[group.rows]:
            off_x = places[:, :1] - middles[:, 0]
            off_y = places[:, 1:] - middles[:, 1]
            np.minimum(least, off_x * off_x + off_y * off_y, out=least)
        return np.asarray(np.sqrt(least))

    return np.stack(in_threads(nearest, asked.groups), axis=1)


def _by_zone(
    demand: gpd.GeoDataFrame,
    weights: NDArray[np.float64],
    zones: gpd.GeoDataFrame | None,
    zone_column: str,
) -> tuple[NDArray[np.float64], list[Any] | None]:
    """Return weights of demand (rows) in its zone (columns), and the names of zones."""
    if zones is None:
        return weights[:, None], None
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    zone_of, names, _ = zone_numbers(points, zones, zone_column)
    zone_of = points.restored(zone_of)
    parted = np.zeros((len(weights), len(names) + 1))
    parted[np.arange(len(weights)), zone_of] = weights
    if (zone_of == len(names)).any():
        return parted, [*names, OUTSIDE]
    return parted[:, :-1], names


def _counts(
    values: NDArray[np.float64], bounds: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights within each bound: draws, types and all, bounds, zones."""
    if values.shape[1] > 1:
        values = np.concatenate([values, values.min(axis=1, keepdims=True)], axis=1)

    def within(bound: float) -> NDArray[np.float64]:
        return np.asarray((values <= bound * (1 + _TIE)).astype(float) @ weights)

    return np.stack(in_threads(within, bounds), axis=2)


def _ends(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ends of the interval over draws, the first of which is the figure stated."""
    if len(values) == 1:
        return np.full((2, *values.shape[1:]), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where no draw has a figure
        low, high = np.nanpercentile(values[1:], PERCENTILES, axis=0, method="nearest")
    return np.stack([np.fmin(low, values[0]), np.fmax(high, values[0])])


def _keys(kinds: list[Any], times: NDArray[np.float64], zones: list[Any] | None) -> pd.DataFrame:
    count = len(zones or [None])
    rows = pd.DataFrame(
        {
            "by": np.tile(np.repeat(np.array(kinds, dtype=object), len(times)), count),
            "minutes": np.tile(times, len(kinds) * count),
        }
    )
    if zones is not None:
        rows.insert(0, "zone", np.repeat(np.array(zones, dtype=object), len(kinds) * len(times)))
    return rows


def _flat(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return figures of types, times and zones in the order of rows: zones first."""
    return np.moveaxis(values, -1, 0).ravel()
