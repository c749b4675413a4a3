"""How sure the time to the nearest over a network is, given how well the targets are known.

Targets move within their precision as in `geo.uncertainty`, by the same draws, and each is reached
where it then stands, as in `nearest_over_network`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._reached import asked, interval, travel_min
from geo._types import rows_of_types
from geo._validate import require
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo._streets import Network

__all__ = ["soonest_interval"]


def soonest_interval(
    network: Network,
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of the times that `nearest_over_network` returns.

    Parameters
    ----------
    network, origins, targets, by, id_column, max_snap_m, access_kmh
        As in `nearest_over_network`.
    precision
        Column of `targets` with a word of `PRECISION_M` or a number of metres.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Returns
    -------
    pandas.DataFrame
        ``id, by, time_min_low, time_min_high``, in the rows and order of `nearest_over_network`;
        infinite where no way leads.

    Raises
    ------
    ColumnError, ValueRangeError
        The precision is missing or unheard of; fewer than one draw.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; no target lies near enough to the network.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350900, 6250000)])])
    >>> ends = gpd.GeoDataFrame({"id": ["h", "p"], "known_to_m": [0, 0]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> found = soonest_interval(build_network(street, speed_kmh=54), ends.head(1), ends.tail(1),
    ...                          precision="known_to_m", draws=3)
    >>> found.round(3).to_dict("records")
    [{'id': 'h', 'by': 'all', 'time_min_low': 1.0, 'time_min_high': 1.0}]
    """
    require(origins, "origins", unique=id_column, valid=False)
    given = asked(network, origins, targets, by, None, precision, draws, seed)
    low, high = interval(travel_min(network, origins, given, max_snap_m, access_kmh))
    ends = {
        group.kind: {"time_min_low": low[number], "time_min_high": high[number]}
        for number, group in enumerate(given.groups)
    }
    return rows_of_types(origins[id_column], ends)
