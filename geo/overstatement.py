"""How much the straight line overstates who is within reach of supply.

Both are counted from centroid to centroid, within the same time: over the network as in
`served_over_network`, in a straight line at a speed given. Intervals come from the same moves of
the supply for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo._errors import ValueRangeError
from geo._numbers import checked_minutes
from geo._reached import Asked, asked, counts, flat, interval, keys, travel_min
from geo._said import said
from geo._soonest import Direction, travelled
from geo._threads import in_threads
from geo._validate import require_same_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo._streets import Network
    from geo._types import Group

__all__ = ["overstatement"]

_M_PER_MINUTE = 1000 / 60


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
        ratio``, and the ends ``_low``, ``_high`` of the interval of the last four. `ratio` is NaN
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
        raise ValueRangeError(
            said(
                "expected `speed_kmh` above zero, got {speed_kmh}: correct it", speed_kmh=speed_kmh
            )
        )
    require_same_crs(demand=demand, supply=supply)
    given = asked(network, demand, supply, by, weight, precision, draws, seed)
    weights = given.weights[:, None]
    travelled_min = travel_min(travelled(network, direction), demand, given, max_snap_m, access_kmh)
    served = counts(travelled_min, times, weights)
    straight_min = _straight_m(demand, given) / (speed_kmh * _M_PER_MINUTE)
    straight = counts(straight_min, times, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = straight / served
    rows = keys(given.kinds, times, None)
    rows["radius_m"] = rows["minutes"] * speed_kmh * _M_PER_MINUTE
    figures = {
        "straight": straight,
        "served": served,
        "overstated": straight - served,
        "ratio": ratio,
    }
    for name, values in figures.items():
        rows[name] = flat(values[0])
        rows[f"{name}_low"], rows[f"{name}_high"] = (flat(end) for end in interval(values))
    rows.loc[rows["served"] == 0, ["ratio", "ratio_low", "ratio_high"]] = np.nan
    return rows


def _straight_m(demand: gpd.GeoDataFrame, given: Asked) -> NDArray[np.float64]:
    """Return metres to the nearest of each type: draws, types, demand."""
    middles = shapely.get_coordinates(shapely.centroid(np.asarray(demand.geometry.array)))

    def nearest(group: Group) -> NDArray[np.float64]:
        least = np.full((given.places.shape[1], len(middles)), np.inf)
        for places in given.places[group.rows]:
            off_x = places[:, :1] - middles[:, 0]
            off_y = places[:, 1:] - middles[:, 1]
            np.minimum(least, off_x * off_x + off_y * off_y, out=least)
        return np.asarray(np.sqrt(least))

    return np.stack(in_threads(nearest, given.groups), axis=1)
