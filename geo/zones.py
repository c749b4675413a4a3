"""Which zone each demand belongs to, by the point at which it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._demand import OUTSIDE, zone_numbers
from geo._points import ClumpedPoints
from geo._validate import POLYGONS, require, require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["OUTSIDE", "zone_of"]


def zone_of(
    demand: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, zone_column: str = "id"
) -> pd.Series:
    """Return the zone in which each demand lies, `OUTSIDE` where it lies in none.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    zones
        Polygons in the same CRS; where they overlap, the first of them counts.
    zone_column
        Column of `zones` that names them, full and unique.

    Returns
    -------
    pandas.Series
        `zone`, on the index of `demand`.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> homes = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350050, 350900], [6250050, 6250050]))
    >>> town = gpd.GeoDataFrame({"id": ["town"]}, crs="EPSG:32645",
    ...     geometry=[shapely.box(350000, 6250000, 350100, 6250100)])
    >>> zone_of(homes, town).tolist()
    ['town', 'outside']
    """
    require(demand, "demand", valid=False)
    require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, zones=zones)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    numbers, names, _ = zone_numbers(points, zones, zone_column)
    named = np.array([*names, OUTSIDE], dtype=object)
    return pd.Series(named[points.restored(numbers)], index=demand.index, name="zone")
