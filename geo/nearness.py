"""How near the nearest lies to places as a whole: the median distance, and the share within reach.

Distances run in a straight line from the centroid of a place to the edge of the target, 0 inside
it, as in `nearest`; a place counts one. The interval is that of the figure itself: targets move
within their precision as in `geo.uncertainty`, and the figure is taken anew for each draw. It is
narrower than the intervals of single places would have it, whose extremes do not come together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo._boundary import Boundary
from geo._drawn_nearest import drawn_nearest_m
from geo._draws import drawn_moves, metres_of_disc
from geo._errors import ValueRangeError
from geo._points import ClumpedPoints
from geo._said import said
from geo._validate import require, require_same_crs
from geo.uncertainty import DRAWS, PERCENTILES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Nearness", "nearness"]

_SPACING_M = 50.0


@dataclass(frozen=True, slots=True)
class Nearness:
    """The median distance to the nearest and the share of places within reach of it.

    Attributes
    ----------
    median_m
        The median over the places in metres.
    share
        The share of places, 0 to 1, no farther than the reach.
    median_ends_m, share_ends
        The low and the high end of their intervals; None, both, where none is asked for.
    """

    median_m: float
    share: float
    median_ends_m: tuple[float, float] | tuple[None, None] = (None, None)
    share_ends: tuple[float, float] | tuple[None, None] = (None, None)


def nearness(
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    within_m: float,
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Nearness:
    """Return the median distance to the nearest target and the share of places within reach.

    Parameters
    ----------
    origins
        Points, or polygons and lines taken at their centroid, in a measuring CRS.
    targets
        Points, lines or polygons in the same CRS.
    within_m
        The reach in metres, zero or more.
    precision
        Column of `targets` with a word of `PRECISION_M` or a number of metres; None gives no
        interval.
    draws, seed
        Number of draws, 1 or more, and the generator's seed: the moves of `proximity_interval`.

    Returns
    -------
    Nearness
        The figures and their intervals.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; a reach below zero; fewer than one draw.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350100, 350200, 350900], [6250000] * 3))
    >>> park = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350000], [6250000]), crs="EPSG:32645")
    >>> found = nearness(homes, park, within_m=150)
    >>> found.median_m, round(found.share, 2)
    (200.0, 0.33)
    """
    if not within_m >= 0:
        raise ValueRangeError(
            said(
                "expected `within_m` of zero or more, got {within_m}: correct it", within_m=within_m
            )
        )
    require(origins, "origins", valid=False)
    require(targets, "targets", full=[precision] if precision else [])
    require_same_crs(origins=origins, targets=targets)
    points, shapes = (
        ClumpedPoints(np.asarray(origins.geometry.array)),
        np.asarray(targets.geometry.array),
    )
    here = Boundary(shapes, _SPACING_M).nearest(points)[0]
    median_m, share = float(np.median(here)), float((here <= within_m).mean())
    if not precision:
        return Nearness(median_m, share)
    disc_m = metres_of_disc(targets[precision], "targets")
    _, drawn = drawn_nearest_m(points, shapes, disc_m, drawn_moves(disc_m, draws, seed))
    return Nearness(
        median_m,
        share,
        _ends(median_m, np.median(drawn, axis=0)),
        _ends(share, (drawn <= within_m).mean(axis=0)),
    )


def _ends(stated: float, drawn: NDArray[np.float64]) -> tuple[float, float]:
    """Return the ends of the interval over draws, widened where needed to hold the figure."""
    low, high = np.percentile(drawn, PERCENTILES)
    return min(float(low), stated), max(float(high), stated)
