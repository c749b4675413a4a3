"""Polygons that overlap: found without comparing every pair, and resolved by row order.

Where polygons meet along an edge without overlap, each piece of it runs once in either direction
and the two cancel. Any patch that is covered twice is bounded by pieces that do not cancel, so
only polygons that own such pieces are compared with their neighbours. Vertices are compared to the
centimetre: overlaps thinner than that, or smaller than a hundredth of a square metre, are rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo._threads import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["overlapping_pairs", "without_overlaps"]

_CM_PER_M = 100
_PIECES = 8
_LEAST_M2 = 0.01
_INTERIORS_MEET = "2********"
_MIX = np.uint64(0x9E3779B97F4A7C15)


def overlapping_pairs(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of polygons that share land, each pair once, the lower row first."""
    suspects = _with_free_edges(shapes)
    one, other = shapely.STRtree(shapes).query(shapes[suspects])
    one = suspects[one]
    is_suspect = np.zeros(len(shapes), dtype=bool)
    is_suspect[suspects] = True
    once = (one != other) & ((one < other) | ~is_suspect[other])
    first, second = np.minimum(one, other)[once], np.maximum(one, other)[once]
    parts = np.array_split(np.arange(len(first)), _PIECES)
    meet = np.concatenate(
        in_threads(lambda part: _share(shapes[first[part]], shapes[second[part]]), parts)
    )
    order = np.lexsort((first[meet], second[meet]))
    return first[meet][order], second[meet][order]


def _share(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    shared: NDArray[np.bool_] = shapely.relate_pattern(one, other, _INTERIORS_MEET)
    land = shapely.intersection(one[shared], other[shared])
    shared[shared] = shapely.area(land) > _LEAST_M2
    return shared


def without_overlaps(shapes: NDArray[Any]) -> tuple[NDArray[Any], int, float]:
    """Return polygons with what earlier rows hold taken away, the number of pairs, and the m2."""
    first, second = overlapping_pairs(shapes)
    if len(first) == 0:
        return shapes, 0, 0.0
    resolved = shapes.copy()
    starts = np.flatnonzero(np.append(True, np.diff(second) > 0))
    for rows in np.split(np.arange(len(first)), starts[1:]):
        row = second[rows[0]]
        resolved[row] = shapely.difference(shapes[row], shapely.union_all(shapes[first[rows]]))
    lost_m2 = float(shapely.area(shapes).sum() - shapely.area(resolved).sum())
    return resolved, len(first), lost_m2


def _with_free_edges(shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Return the rows of polygons that own a piece of edge with no counterpart the other way."""
    parts, owner = shapes, np.arange(len(shapes))
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON).any():
        parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    hole = np.append(False, part[1:] == part[:-1])
    clockwise = ~shapely.is_ccw(rings)
    cells = np.round(corners * _CM_PER_M).astype(np.int64)
    cells -= cells.min(axis=0)
    place = cells[:, 0] * (int(cells[:, 1].max()) + 1) + cells[:, 1]
    along = ring[1:] == ring[:-1]
    start, end, ring = place[:-1][along], place[1:][along], ring[1:][along]
    turned = clockwise[ring] != hole[ring]
    start, end = np.where(turned, end, start), np.where(turned, start, end)
    real = start != end
    start, end, ring = start[real], end[real], ring[real]
    sign = np.where(start < end, 1, -1)
    low, high = np.minimum(start, end), np.maximum(start, end)
    mixed = low.astype(np.uint64) * _MIX + high.astype(np.uint64)
    order = np.argsort(mixed)
    fresh = np.append(True, (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0))
    group = np.cumsum(fresh) - 1
    balance = np.bincount(group, weights=sign[order])
    free = np.empty(len(order), dtype=bool)
    free[order] = balance[group] != 0
    return np.unique(owner[part[ring[free]]])
