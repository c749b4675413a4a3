"""Demand as points: weights whose sums are exact, and the zone that each point belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._errors import EmptyError
from geo._numbers import checked_numbers
from geo._said import said

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._points import ClumpedPoints

__all__ = ["OUTSIDE", "exact_weights", "zone_numbers", "zones_at"]

OUTSIDE = "outside"
"""The value of `zone` for demand that lies in none of the zones."""

_MANTISSA_BITS = 53


def exact_weights(
    demand: gpd.GeoDataFrame, weight: str | None, *, times: int = 1
) -> NDArray[np.float64]:
    """Return weights rounded to a power of two so fine, and so coarse, that all sums are exact.

    So are sums that hold each weight up to so many `times`.
    """
    if weight is None:
        return np.ones(len(demand))
    weights = checked_numbers(demand[weight], "demand")
    total = float(weights.sum()) * times
    if total == 0:
        return weights
    step = 2.0 ** (np.ceil(np.log2(total)) + 1 - _MANTISSA_BITS)
    return np.asarray(np.round(weights / step) * step)


def zone_numbers(
    points: ClumpedPoints, zones: gpd.GeoDataFrame, zone_column: str
) -> tuple[NDArray[np.int64], list[Any], NDArray[Any]]:
    """Return the first zone each point lies in (their count where none), the names, the shapes.

    Zones that hold none of the points are refused.
    """
    shapes = np.asarray(zones.geometry.array)
    zone_of = zones_at(points, shapes)
    if (zone_of == len(shapes)).all():
        raise EmptyError(
            said(
                "`zones`: expected demand in some zone, all {places} places of it lie "
                "outside of the {zones} zones: choose zones, or demand, of the same territory",
                places=len(points),
                zones=len(shapes),
            )
        )
    return zone_of, zones[zone_column].tolist(), shapes


def zones_at(points: ClumpedPoints, zones: NDArray[Any]) -> NDArray[np.int64]:
    """Return the first of the polygons that each point lies in, their count where none."""
    found = np.full(len(points), len(zones), dtype=np.int64)
    for number in range(len(zones) - 1, -1, -1):
        found[points.inside(zones[number])] = number
    return found
