"""Distances from points to features, by points laid along the features' boundaries.

Boundaries are divided at a spacing s, their vertices kept. From a point at distance D of a
feature, the nearest place on the boundary is a vertex, or the foot of a perpendicular at most s/2
from a division point; so the nearest division point lies at a distance d with
``sqrt(d^2 - s^2/4) <= D <= d``. What this bracket cannot decide is measured exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._points import ClumpedPoints

__all__ = ["TIE_M", "Boundary", "fitting_spacing_m", "outlines"]

TIE_M = 1e-6
"""Distances that differ by no more than this, in metres, are the same."""

_MAX_DIVISIONS = 2_000_000
_POLYGON_TYPES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NEIGHBOURS = (4, 24)
_BRACKET_M = 0.5
_SPACING_M = (5.0, 500.0)


class Boundary:
    """The boundaries of some features, divided, in a search tree.

    Parameters
    ----------
    shapes
        Points, lines and polygons, single or multiple; none missing or empty.
    spacing_m
        Greatest distance between division points; widened where that would make millions.
    """

    def __init__(self, shapes: NDArray[Any], spacing_m: float) -> None:
        self.shapes = shapes
        length_m = float(shapely.length(shapes).sum())
        self.spacing_m = max(spacing_m, length_m / _MAX_DIVISIONS)
        parts, owner = outlines(shapes)
        divided = shapely.segmentize(parts, self.spacing_m)
        self.xy, part = shapely.get_coordinates(divided, return_index=True)
        self.owner = owner[part]
        rows = np.arange(len(part))
        self._after = np.where(np.append(part[1:] == part[:-1], False), rows + 1, rows)
        self._before = np.where(np.append(False, part[1:] == part[:-1]), rows - 1, rows)
        self._tree = scipy.spatial.KDTree(self.xy, balanced_tree=False, compact_nodes=False)
        self._is_polygon = np.isin(shapely.get_type_id(shapes), _POLYGON_TYPES)

    def classes(self, points: ClumpedPoints, radii_m: NDArray[np.float64]) -> NDArray[np.int16]:
        """Return for each point how many of the radii fall short of the nearest feature.

        Parameters
        ----------
        points
            Where from.
        radii_m
            Radii in rising order.

        Returns
        -------
        numpy.ndarray
            In the points' Morton order: 0 where the least radius reaches (distance <= radius),
            the number of radii where none does.
        """
        found = np.full(len(points), len(radii_m), dtype=np.int16)
        size = points.sizes[0]
        open_clumps = np.arange(-(-len(points) // size))
        for size, inner in zip(points.sizes, (*points.sizes[1:], 1), strict=True):
            middles, reaches = points.middles(size)
            known, least = self._bracketed(middles[open_clumps], reaches[open_clumps], radii_m)
            for value in range(len(radii_m)):
                rows = points.members(open_clumps[known & (least == value)], size)
                found[rows] = value
            open_clumps = points.members(open_clumps[~known], size, inner)
        known, least = self._bracketed(points.xy[open_clumps], None, radii_m)
        found[open_clumps[known]] = least[known]
        undecided = open_clumps[~known]
        distance_m = self._measured(points.exactly(undecided))
        found[undecided] = np.searchsorted(radii_m, distance_m, side="left")
        self._mark_insides(points, found, float(radii_m[0]))
        return found

    def _bracketed(
        self,
        xy: NDArray[np.float64],
        reach_m: NDArray[np.float64] | None,
        radii_m: NDArray[np.float64],
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return where the bracket decides the class (by the boundary alone), and the class."""
        slack = TIE_M if reach_m is None else reach_m + TIE_M
        bound = float(radii_m[-1] + np.max(slack, initial=0) + self.spacing_m)
        upper, _ = self._tree.query(xy, distance_upper_bound=bound)
        lower = np.sqrt(np.maximum(upper**2 - self.spacing_m**2 / 4, 0))
        least = np.searchsorted(radii_m, lower - slack, side="left")
        most = np.searchsorted(radii_m, upper + slack, side="left")
        return least == most, least

    def _measured(self, points: NDArray[Any]) -> NDArray[np.float64]:
        if len(points) == 0:
            return np.empty(0)
        _, nearest = shapely.STRtree(self.shapes).query_nearest(points, all_matches=False)
        distance_m: NDArray[np.float64] = shapely.distance(points, self.shapes[nearest])
        return distance_m

    def _mark_insides(
        self, points: ClumpedPoints, found: NDArray[np.int16], least_radius_m: float
    ) -> None:
        """Put points deep within polygons, beyond the least radius from the edge, in class 0."""
        x0, y0, x1, y1 = shapely.bounds(self.shapes).T
        deep = self._is_polygon & (np.minimum(x1 - x0, y1 - y0) / 2 > least_radius_m)
        for polygon in self.shapes[deep]:
            found[points.inside(polygon)] = 0

    def nearest(
        self, points: ClumpedPoints
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Return distance in metres, first nearest feature and number of ties, for each point.

        Parameters
        ----------
        points
            Where from.

        Returns
        -------
        tuple of numpy.ndarray
            In Morton order: distance (0 within polygons), the least row among the features at
            that distance, and how many features share it within `TIE_M`.
        """
        distance_m = np.empty(len(points))
        first = np.empty(len(points), dtype=np.int64)
        ties = np.empty(len(points), dtype=np.int64)
        rows = np.arange(len(points))
        for neighbours in _NEIGHBOURS:
            found = self._by_neighbours(points.xy[rows], min(neighbours, len(self.xy)))
            distance_m[rows], first[rows], ties[rows] = found[:3]
            rows = rows[~found[3]]
            if len(rows) == 0:
                break
        else:
            distance_m[rows], first[rows], ties[rows] = self._by_search(points.xy[rows])
        count = np.zeros(len(points), dtype=np.int64)
        for feature in np.flatnonzero(self._is_polygon)[::-1]:
            within = points.inside(self.shapes[feature])
            count[within] += 1
            first[within] = feature
        inside = count > 0
        distance_m[inside] = 0
        ties[inside] = count[inside]
        return distance_m, first, ties

    def _by_neighbours(
        self, xy: NDArray[np.float64], neighbours: int
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Measure to the pieces beside the nearest division points; say where that is enough."""
        upper, rows = self._tree.query(xy, k=np.arange(1, neighbours + 1))
        here = self.xy[rows]
        to_piece = np.minimum(
            _to_segment(xy[:, None], here, self.xy[self._after[rows]]),
            _to_segment(xy[:, None], self.xy[self._before[rows]], here),
        )
        best = to_piece.min(axis=1)
        tied = to_piece <= best[:, None] + TIE_M
        none = len(self.shapes)
        owners = np.sort(np.where(tied, self.owner[rows], none), axis=1)
        fresh = (np.diff(owners, axis=1) > 0) & (owners[:, 1:] < none)
        needed = np.sqrt((best + 2 * TIE_M) ** 2 + self.spacing_m**2 / 4)
        enough = (upper[:, -1] > needed) | (neighbours == len(self.xy))
        return best, owners[:, 0], 1 + fresh.sum(axis=1), enough

    def _by_search(
        self, xy: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        points = shapely.points(xy)
        tree = shapely.STRtree(self.shapes)
        _, nearest = tree.query_nearest(points, all_matches=False)
        distance_m = shapely.distance(points, self.shapes[nearest])
        point, feature = tree.query(points, predicate="dwithin", distance=distance_m + TIE_M)
        first = np.full(len(xy), len(self.shapes), dtype=np.int64)
        np.minimum.at(first, point, feature)
        return distance_m, first, np.bincount(point, minlength=len(xy))


def fitting_spacing_m(radii_m: NDArray[np.float64]) -> float:
    """Return the spacing at which the bracket at the least radius is half a metre wide."""
    return float(np.clip(np.sqrt(8 * radii_m[0] * _BRACKET_M), *_SPACING_M))


def outlines(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the rings, lines and points that features consist of, and whose they are."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_of = shapely.get_rings(parts[polygon], return_index=True)
    outlines = np.concatenate([parts[~polygon], rings])
    return outlines, np.concatenate([owner[~polygon], owner[polygon][ring_of]])


def _to_segment(
    xy: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance from points to segments; a segment may be a point."""
    along = end - start
    from_start = xy - start
    square = np.einsum("...i,...i", along, along)
    share = np.einsum("...i,...i", from_start, along) / np.where(square > 0, square, 1)
    off = from_start - np.clip(share, 0, 1)[..., None] * along
    distance: NDArray[np.float64] = np.hypot(off[..., 0], off[..., 1])
    return distance
