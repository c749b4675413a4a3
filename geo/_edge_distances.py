"""Distances from very many places to one feature of few edges, all measured to all.

Seen from the middle of an edge, a place lies so far along the edge's line and so far off it; both
are linear in the place's coordinates, so two products of small matrices give them for all edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo._boundary import Boundary, outlines
from geo._points import ClumpedPoints
from geo._threads import own_copies

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["distances_to_m"]

_MOST_EDGES: Final = 128
"""Beyond so many edges a search tree finds the nearest sooner."""

_AT_ONCE: Final = 16_000
_SPACING_M: Final = 50.0
_POLYGONAL: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def distances_to_m(xy: NDArray[np.float64], shape: Any) -> NDArray[np.float64]:
    """Return the metres from each place to a feature, 0 within a polygon.

    Parameters
    ----------
    xy
        Coordinates of the places in metres, a row each.
    shape
        A point, line or polygon, single or multiple, not empty.
    """
    if shapely.get_type_id(shape) == shapely.GeometryType.POINT:
        return np.asarray(np.hypot(*(xy - shapely.get_coordinates(shape)).T))
    shapes = np.array([shape], dtype=object)
    begin, end = _edges_of(shapes)
    if len(begin) > _MOST_EDGES:
        points = ClumpedPoints.at(xy)
        return points.restored(Boundary(shapes, _SPACING_M).nearest(points)[0])
    distance_m = _to_edges(xy, begin, end)
    if shapely.get_type_id(shape) in _POLYGONAL:
        distance_m[_inside(xy, shape)] = 0
    return distance_m


def _edges_of(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each edge begins and ends; a lone point is an edge of no length."""
    xy, part = shapely.get_coordinates(outlines(shapes)[0], return_index=True)
    goes_on = np.append(part[1:] == part[:-1], False)
    begins = np.flatnonzero(goes_on | (np.bincount(part)[part] == 1))
    return xy[begins], xy[begins + goes_on[begins]]


def _to_edges(
    xy: NDArray[np.float64], begin: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the metres from each place to the nearest edge."""
    origin, step = begin.mean(axis=0), end - begin
    half_m = np.hypot(*step.T)[:, None] / 2
    towards = np.divide(step, 2 * half_m, out=np.tile([1.0, 0.0], (len(step), 1)), where=half_m > 0)
    across = towards[:, ::-1] * (-1, 1)
    middle = (begin + end) / 2 - origin
    along, off = (
        np.column_stack([each, -np.einsum("ij,ij->i", each, middle)]) for each in (towards, across)
    )
    distance_m = np.empty(len(xy))
    for rows in np.array_split(np.arange(len(xy)), 1 + len(xy) * len(step) // _AT_ONCE):
        here = np.vstack([(xy[rows] - origin).T, np.ones(len(rows))])
        beyond = np.abs(along @ here)
        beyond -= half_m
        np.maximum(beyond, 0, out=beyond)
        beyond *= beyond
        beside = off @ here
        beside *= beside
        beside += beyond
        distance_m[rows] = np.sqrt(beside.min(axis=0))
    return distance_m


def _inside(xy: NDArray[np.float64], polygon: Any) -> NDArray[np.int64]:
    """Return the rows of the places in a polygon or on its edge."""
    x, y = xy.T
    low_x, low_y, high_x, high_y = shapely.bounds(polygon)
    near = np.flatnonzero((x >= low_x) & (x <= high_x) & (y >= low_y) & (y <= high_y))
    polygon = own_copies(polygon)
    shapely.prepare(polygon)
    within: NDArray[np.bool_] = shapely.intersects_xy(polygon, x[near], y[near])
    return near[within]
