"""Polygons that overlap: found without comparing every pair, and resolved by rank.

Where polygons meet along an edge without overlap, each piece of it runs once in either direction
and the two cancel. Any patch that is covered twice is bounded by pieces that do not cancel, so
only polygons that own such pieces are compared with their neighbours. Vertices are compared to the
centimetre: overlaps thinner than that, or smaller than a hundredth of a square metre, are rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo._rings import Rings, rings_of
from geo._threads import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["overlapping_pairs", "without_overlaps"]

_CM_PER_M = 100
_PIECES = 8
_LEAST_M2 = 0.01
_INTERIORS_MEET = "2********"
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_MORE = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF, _WEIGHT_SHIFT, _ONE = np.uint64(32), np.uint64(20), np.uint64(1)
_ROOM = 4


def overlapping_pairs(
    shapes: NDArray[Any], rings: Rings | None = None, tree: shapely.STRtree | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of polygons that share land, each pair once, the lower row first.

    `rings` and `tree` are those of the polygons where they are at hand.
    """
    suspects = _with_free_edges(rings or rings_of(shapes))
    if len(suspects) == 0:
        return suspects, suspects
    one, other = (tree or shapely.STRtree(shapes)).query(shapes[suspects])
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


def without_overlaps(
    shapes: NDArray[Any],
    rank: NDArray[np.int64],
    rings: Rings | None = None,
    tree: shapely.STRtree | None = None,
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Return polygons with what those of lower rank hold taken away, and the pairs that overlapped.

    Ranks differ from row to row. Of a pair, the first keeps the land and the second loses it.
    """
    one, other = overlapping_pairs(shapes, rings, tree)
    if len(one) == 0:
        return shapes, one, other
    keeps = np.where(rank[one] < rank[other], one, other)
    loses = one + other - keeps
    order = np.lexsort((rank[keeps], rank[loses]))
    keeps, loses = keeps[order], loses[order]
    resolved = shapes.copy()
    starts = np.flatnonzero(np.diff(loses) != 0) + 1
    for rows in np.split(np.arange(len(loses)), starts):
        row = loses[rows[0]]
        resolved[row] = shapely.difference(shapes[row], shapely.union_all(shapes[keeps[rows]]))
    return resolved, keeps, loses


def _with_free_edges(rings: Rings) -> NDArray[np.int64]:
    """Return the rows of polygons that own a piece of edge with no counterpart the other way.

    Edges are thrown into bins, each with its direction as the sign and a number of its own as the
    weight: a bin whose sum is not 0 holds a free edge, and all in it are suspects.
    """
    cells = np.round(rings.xy * _CM_PER_M).astype(np.int64).view(np.uint64)
    place = (cells[:, 0] * _MIX + cells[:, 1]) * _MIX_MORE
    place ^= place >> _HALF
    place *= _MIX
    start, end = place[:-1], place[1:]
    edge = start + end
    sign = (start < end).view(np.int8) - (start > end).view(np.int8)
    sign[~rings.is_edge()[:-1]] = 0
    signed = np.where(sign * rings.turn[rings.ring[:-1]] > 0, 1.0, -1.0) * (sign != 0)
    bits = np.uint64(int(np.ceil(np.log2(_ROOM * len(rings.xy)))))
    bins = (edge & ((_ONE << bits) - _ONE)).view(np.int64)
    weight = (edge >> _WEIGHT_SHIFT).astype(float) + 1
    free = (np.bincount(bins, weights=signed * weight)[bins] != 0) & (sign != 0)
    return np.unique(rings.owner[rings.ring[:-1][free]])
