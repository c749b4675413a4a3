"""From overlapping shapes to a coverage: one polygon for every place, no gap and no overlap.

All edges are noded together on the edition's grid and the faces between them are labelled; only
then are faces of one label joined. Neighbours therefore share their edges to the vertex.

Where an edge crosses the outline of a municipality, the crossing is moved to the nearest point of
the grid through which the outline passes exactly (outlines lie on a 10 m grid, so there is one
within half a metre for each kilometre of the outline's edge). The parts of a municipality then
add up to its area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

__all__ = ["Faces", "crossing_outline", "faces_between"]

CENTS = 100
"""Steps of the edition's grid in a metre."""


def crossing_outline(lines: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Give lines a vertex wherever they cross the outline, on the outline and on the grid.

    Parameters
    ----------
    lines
        Lines to cut, LineStrings in metres.
    outline
        Rings of the municipalities, with coordinates on whole tens of metres.
    """
    edges = np.concatenate([_segments(ring) for ring in outline])
    tree = shapely.STRtree(shapely.linestrings(edges))
    result = lines.copy()
    for index in np.unique(tree.query(lines, predicate="intersects")[0]):
        own = _segments(lines[index])
        at, other = tree.query(shapely.linestrings(own), predicate="intersects")
        parts = [own[:1, 0]]
        for number, (start, end) in enumerate(own):
            crossings = [_crossing(start, end, edges[edge]) for edge in other[at == number]]
            crossings.sort(key=lambda point: float(np.hypot(*(point - start))))
            parts += [point[None] for point in crossings]
            parts.append(end[None])
        result[index] = shapely.linestrings(_without_repeats(np.concatenate(parts)))
    return result


def _segments(line: shapely.Geometry) -> np.ndarray:
    """Give the segments of a line, (n, 2, 2), on the edition's grid."""
    xy = np.round(shapely.get_coordinates(line) * CENTS) / CENTS
    return np.stack([xy[:-1], xy[1:]], 1)


def _crossing(start: np.ndarray, end: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Find the point of the grid on an edge of the outline nearest to where a segment crosses."""
    meeting = shapely.intersection(shapely.linestrings([start, end]), shapely.linestrings(edge))
    place = shapely.get_coordinates(meeting)[0]
    first, last = np.round(edge * CENTS).astype(np.int64)
    steps = int(np.gcd(*np.abs(last - first)))
    along = np.hypot(*(place - edge[0])) / np.hypot(*(edge[1] - edge[0]))
    return (first + (last - first) // steps * round(float(along) * steps)) / CENTS


def _without_repeats(xy: np.ndarray) -> np.ndarray:
    """Drop a point that equals the one before it."""
    new = np.any(np.diff(xy, axis=0) != 0, axis=1)
    return xy[np.concatenate([[True], new])] if new.any() else xy[[0, -1]]


@dataclass(frozen=True)
class Faces:
    """Faces of a mosaic and the edges that they share.

    Attributes
    ----------
    shapes
        Polygons without gap or overlap, (n,).
    left, right
        Faces on the two sides of every shared piece of edge, (m,) numbers of faces.
    length_m
        Length of each of those pieces, in metres.
    rim_m
        Length of each face's edge on the outside of the mosaic, in metres.
    """

    shapes: np.ndarray
    left: np.ndarray
    right: np.ndarray
    length_m: np.ndarray
    rim_m: np.ndarray

    def parts(self, labels: np.ndarray) -> np.ndarray:
        """Give each face the number of the connected part of equal label to which it belongs."""
        same = labels[self.left] == labels[self.right]
        size = len(self.shapes)
        links = coo_matrix(
            (np.ones(int(same.sum())), (self.left[same], self.right[same])), shape=(size, size)
        )
        return connected_components(links, directed=False)[1]

    def absorbed(
        self,
        labels: np.ndarray,
        fixed: np.ndarray,
        zones: np.ndarray,
        *,
        smallest_m2: np.ndarray,
        narrowest_m: float,
    ) -> np.ndarray:
        """Give parts too small or too narrow the label of the neighbour that they touch most.

        Parameters
        ----------
        labels
            A number for each face; equal numbers are one patch.
        fixed
            A number for each face: 0 may take and be taken, 1 (streets, water) does neither
            unless smaller than a tenth of `smallest_m2`. A label is fixed or free as a whole.
        zones
            A number for each face; nothing is taken across the border of a zone.
        smallest_m2
            For each face, the area under which the part around it is taken, in square metres.
        narrowest_m
            Parts whose mean width (twice the area over the perimeter) is less are taken.
        """
        area_m2 = shapely.area(self.shapes)
        labels = labels.copy()
        fixed_of = dict(zip(labels.tolist(), fixed.tolist(), strict=True))
        for _ in range(8):
            part = self.parts(labels)
            count = int(part.max()) + 1
            size_m2 = np.bincount(part, area_m2, count)
            apart = part[self.left] != part[self.right]
            ends = np.concatenate([self.left[apart], self.right[apart]])
            around = np.concatenate([self.right[apart], self.left[apart]])
            weight = np.tile(self.length_m[apart], 2)
            border_m = np.bincount(part[ends], weight, count)
            border_m += np.bincount(part, self.rim_m, count)
            held = np.zeros(count, dtype=bool)
            held[part] = np.array([fixed_of[label] for label in labels.tolist()]) == 1
            limit_m2 = np.full(count, np.inf)
            np.minimum.at(limit_m2, part, smallest_m2)
            limit_m2[held] /= 10
            width_m = 2 * size_m2 / np.maximum(border_m, 1e-9)
            small = (size_m2 < limit_m2) | (~held & (width_m < narrowest_m))
            open_to = small[part[ends]] & ~held[part[around]] & (zones[ends] == zones[around])
            if not open_to.any():
                break
            touch = coo_matrix(
                (weight[open_to], (part[ends[open_to]], part[around[open_to]])),
                shape=(count, count),
            ).tocsr()
            best = np.asarray(touch.argmax(axis=1)).ravel()
            gain = np.asarray(touch.max(axis=1).todense()).ravel()
            takes = (gain > 0) & ((size_m2 < size_m2[best]) | ~small[best])
            label_of = np.zeros(count, dtype=labels.dtype)
            label_of[part] = labels
            fresh = np.where(takes, label_of[best], label_of)[part]
            if np.array_equal(fresh, labels):
                break
            labels = fresh
        return labels


def faces_between(lines: np.ndarray, inside: shapely.Geometry) -> Faces:
    """Node lines on the edition's grid and take the faces between them that lie inside."""
    noded = shapely.union_all(lines, grid_size=1 / CENTS)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(inside)
    faces = faces[shapely.contains_properly(inside, shapely.point_on_surface(faces))]
    rings = shapely.get_rings(faces)
    owner = np.repeat(np.arange(len(faces)), shapely.get_num_interior_rings(faces) + 1)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    cents = np.round(xy * CENTS).astype(np.int64)
    joined = ring[1:] == ring[:-1]
    first, second = cents[:-1][joined], cents[1:][joined]
    swap = (first[:, 0] > second[:, 0]) | (
        (first[:, 0] == second[:, 0]) & (first[:, 1] > second[:, 1])
    )
    low, high = np.where(swap[:, None], second, first), np.where(swap[:, None], first, second)
    face = owner[ring[1:][joined]]
    length_m = np.hypot(*(high - low).T) / CENTS
    keys = np.column_stack([low, high])
    order = np.lexsort(keys.T)
    keys, face, length_m = keys[order], face[order], length_m[order]
    pair = np.flatnonzero((keys[1:] == keys[:-1]).all(axis=1))
    shared = np.zeros(len(face), dtype=bool)
    shared[pair] = shared[pair + 1] = True
    rim_m = np.bincount(face[~shared], length_m[~shared], len(faces))
    return Faces(faces, face[pair], face[pair + 1], length_m[pair], rim_m)
