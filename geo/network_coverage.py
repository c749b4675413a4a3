"""Coverage over a network: the people from whom supply is reached within given times.

Times are those of `travel_matrix_min`: the way to the street, over the streets and from the street
to the supply, first and last in a straight line at walking speed, supply and demand at their
centroid. Weights and sums are exact, as in `served`. Intervals come from moves of the supply within
its precision, as in `geo.uncertainty`, the same moves for the network and for the straight line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._demand import OUTSIDE, zone_numbers
from geo._numbers import checked_minutes
from geo._points import ClumpedPoints
from geo._reached import asked, counts, flat, interval, keys, travel_min
from geo._soonest import Direction, travelled
from geo._validate import POLYGONS, require, require_same_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["served_over_network"]


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
    >>> import geopandas as gpd, shapely
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
    given = asked(network, demand, supply, by, weight, precision, draws, seed)
    weights, names = _by_zone(demand, given.weights, zones, zone_column)
    travelled_min = travel_min(travelled(network, direction), demand, given, max_snap_m, access_kmh)
    served = counts(travelled_min, times, weights)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore"):
        share = served / np.where(total > 0, total, np.nan)
    rows = keys(given.kinds, times, names)
    rows["served"] = flat(served[0])
    rows["served_share"] = flat(share[0])
    rows["total"] = np.repeat(total, len(given.kinds) * len(times))
    rows["uncovered"] = rows["total"] - rows["served"]
    for name, values in (("served", served), ("share", share)):
        rows[f"{name}_low"], rows[f"{name}_high"] = (flat(end) for end in interval(values))
    return rows


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
