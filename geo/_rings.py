"""Rings of polygons as flat arrays: vertices, which ring each belongs to, where the land lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Rings", "rings_of", "spread"]


class Rings(NamedTuple):
    """The rings of polygons, one after the other; the edge `n` runs from vertex `n` to `n + 1`.

    `xy` are vertices from `origin`, each ring's first one repeated at its end; `ring` their ring's
    number; `first` the first vertex of each ring, and the number of vertices at the end. `owner` is
    the polygon of each ring; `start` the first vertex of each polygon, and the number of vertices
    at the end. `turn` is 1 where the land lies on the left of the ring's edges and -1 where on the
    right. `swept` holds for each edge the m2 that it sweeps, seen from the polygon's first vertex,
    0 for the last vertex of a ring; a polygon's sum is its area.
    """

    origin: NDArray[np.float64]
    xy: NDArray[np.float64]
    ring: NDArray[np.int64]
    first: NDArray[np.int64]
    owner: NDArray[np.int64]
    start: NDArray[np.int64]
    turn: NDArray[np.float64]
    swept: NDArray[np.float64]

    def is_edge(self) -> NDArray[np.bool_]:
        """Return where a vertex has one after it in its ring."""
        edge = np.ones(len(self.xy), dtype=bool)
        edge[self.first[1:] - 1] = False
        return edge

    def bounds(self) -> NDArray[np.float64]:
        """Return the box of each polygon, from the origin."""
        low, high = (each.reduceat(self.xy, self.start[:-1]) for each in (np.minimum, np.maximum))
        return np.hstack([low, high])

    def runs(self, most: int) -> Runs:
        """Part the edges of each polygon into runs of so many at the most."""
        edges = np.diff(self.start) - 1
        counts = -(-edges // most)
        begin = spread(np.zeros_like(counts), counts)[0] * most
        owner = np.repeat(np.arange(len(counts)), counts)
        begin += self.start[owner]
        end = np.minimum(begin + most, self.start[owner + 1] - 1)
        to = np.arange(len(self.xy)) + self.is_edge()
        low, high = (
            each.reduceat(each(self.xy, self.xy[to]), begin) for each in (np.minimum, np.maximum)
        )
        return Runs(begin, end - begin, np.append(0, np.cumsum(counts)), np.hstack([low, high]))

    def areas_m2(self) -> NDArray[np.float64]:
        """Return the area within each ring, negative for a hole."""
        return np.asarray(np.add.reduceat(self.swept, self.first[:-1]))


class Runs(NamedTuple):
    """Runs of a polygon's edges: the first vertex, how many edges, and the box from the origin.

    `start` is the first run of each polygon, and the number of runs at the end.
    """

    begin: NDArray[np.int64]
    edges: NDArray[np.int64]
    start: NDArray[np.int64]
    bounds: NDArray[np.float64]


def rings_of(shapes: NDArray[Any], origin: NDArray[np.float64] | None = None) -> Rings:
    """Return the rings of valid polygons, in their order; the first vertex is the usual origin."""
    plain = bool((shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all())
    if plain and not shapely.get_num_interior_rings(shapes).any():
        rings, owner = shapes, np.arange(len(shapes))
        hole = np.zeros(len(shapes), dtype=bool)
    else:
        parts, owner_of_part = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        owner = owner_of_part[part]
        hole = np.append(False, part[1:] == part[:-1])
    counts = shapely.get_num_coordinates(rings)
    first = np.append(0, np.cumsum(counts))
    ring = np.repeat(np.arange(len(rings)), counts)
    xy = shapely.get_coordinates(rings)
    start = first[np.searchsorted(owner, np.arange(len(shapes) + 1))]
    origin = xy[0].copy() if origin is None else origin
    xy = xy - origin
    x, y = (xy - np.repeat(xy[start[:-1]], np.diff(start), axis=0)).T
    swept = np.zeros(len(xy))
    swept[:-1] = (x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
    swept[first[1:] - 1] = 0
    turn = np.where((np.add.reduceat(swept, first[:-1]) > 0) != hole, 1.0, -1.0)
    return Rings(origin, xy, ring, first, owner, start, turn, swept * turn[ring])


def spread(
    begins: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of runs laid end to end, and the run that each belongs to.

    Examples
    --------
    >>> [each.tolist() for each in spread(np.array([5, 0]), np.array([2, 3]))]
    [[5, 6, 0, 1, 2], [0, 0, 1, 1, 1]]
    """
    run = np.repeat(np.arange(len(counts)), counts)
    shift = begins - (np.cumsum(counts) - counts)
    return np.arange(len(run)) + shift[run], run
