"""Buffers of features at rising radii."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["buffers"]

_ARC_CHORDS = 16
_ARC_CHORDS_OF_POINTS = 64
_CONVEX = 0.85
_POINT_TYPES = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)


def buffers(shapes: NDArray[Any], radii_m: NDArray[np.float64]) -> NDArray[Any]:
    """Return the land within each radius (row) of each feature (column).

    A concave outline costs most the first time; what has grown from it is nearly convex.
    """
    dots = np.isin(shapely.get_type_id(shapes), _POINT_TYPES).all()
    chords = _ARC_CHORDS_OF_POINTS if dots else _ARC_CHORDS
    concave = shapely.area(shapes) < _CONVEX * shapely.area(shapely.convex_hull(shapes))
    grown, last_m = shapes[concave], 0.0
    found = np.empty((len(radii_m), len(shapes)), dtype=object)
    for row, radius_m in enumerate(radii_m):
        grown = shapely.buffer(grown, radius_m - last_m, quad_segs=chords)
        found[row, concave] = grown
        found[row, ~concave] = shapely.buffer(shapes[~concave], radius_m, quad_segs=chords)
        last_m = radius_m
    return found
