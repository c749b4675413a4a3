"""Points laid in an order that keeps neighbours together, in nested clumps.

Distance changes by no more than one moves, so what is known of a clump's middle holds for all its
points within the clump's radius: most clumps are judged whole, and few points one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo._threads import own_copies

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ClumpedPoints", "middles_of"]

_LEVELS = (256, 64, 16, 4)
_BOX_LEVEL = 16
_MORTON_BITS = 16
_THIN = 1e-6


def middles_of(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return points as they are and centroids of all else; of plain polygons without GEOS."""
    kinds = shapely.get_type_id(shapes)
    xy = np.zeros((len(shapes), 2))
    point = kinds == shapely.GeometryType.POINT
    xy[point] = shapely.get_coordinates(shapes[point])
    plain = (kinds == shapely.GeometryType.POLYGON) & (shapely.get_num_interior_rings(shapes) == 0)
    xy[plain] = _polygon_centroids(shapes[plain])
    other = ~point & ~np.isfinite(np.where(plain, xy.sum(axis=1), np.nan))
    xy[other] = shapely.get_coordinates(shapely.centroid(shapes[other]))
    return xy


def _polygon_centroids(polygons: NDArray[Any]) -> NDArray[np.float64]:
    """Return the centroids of polygons without holes; NaN where they have next to no area."""
    if len(polygons) == 0:
        return np.empty((0, 2))
    counts = shapely.get_num_coordinates(polygons)
    starts = np.cumsum(counts) - counts
    corners = shapely.get_coordinates(polygons)
    origin = corners[starts]
    x, y = (corners - np.repeat(origin, counts, axis=0)).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[starts[1:] - 1] = 0
    twice = np.add.reduceat(cross, starts)
    moment_x = np.add.reduceat(cross * (x + np.append(x[1:], 0)), starts)
    moment_y = np.add.reduceat(cross * (y + np.append(y[1:], 0)), starts)
    span = np.maximum.reduceat(np.abs(x) + np.abs(y), starts)
    thrice = np.where(np.abs(twice) > _THIN * span**2, 3 * twice, np.nan)
    centroids: NDArray[np.float64] = (
        origin + np.column_stack([moment_x, moment_y]) / thrice[:, None]
    )
    return centroids


class ClumpedPoints:
    """Points in Morton order with the middle and radius of each run of them.

    Parameters
    ----------
    shapes
        Points, or lines and polygons that stand at their centroid; none missing or empty.

    Attributes
    ----------
    xy
        Coordinates in metres, in Morton order.
    order
        For each of them, its row in what was given.
    """

    def __init__(
        self, shapes: NDArray[Any] | None, *, xy: NDArray[np.float64] | None = None
    ) -> None:
        given = middles_of(shapes) if shapes is not None else np.asarray(xy)
        self.order = np.argsort(_morton_codes(given), kind="stable")
        self.xy = given[self.order]
        self._shapes = shapes
        self._clumps = {size: _clump_boxes(self.xy, size) for size in _LEVELS}

    @classmethod
    def at(cls, xy: NDArray[np.float64]) -> ClumpedPoints:
        """Return points by their coordinates in metres, one row a point."""
        return cls(None, xy=xy)

    def __len__(self) -> int:
        return len(self.order)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of points in a clump, from the outermost level to the innermost."""
        return _LEVELS

    def middles(self, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return middle and radius in metres of each clump of a level."""
        low, high = self._clumps[size]
        return (low + high) / 2, np.hypot(*(high - low).T) / 2

    def inside(self, polygon: Any) -> NDArray[np.int64]:
        """Return the rows (in Morton order) of the points in a polygon or on its edge."""
        low, high = self._clumps[_BOX_LEVEL]
        x0, y0, x1, y1 = shapely.bounds(polygon)
        beside = (low > (x1, y1)) | (high < (x0, y0))
        near = np.flatnonzero(~beside.any(axis=1))
        polygon = own_copies(polygon)
        shapely.prepare(polygon)
        box = (low[near] < high[near]).all(axis=1)
        whole = np.zeros(len(near), dtype=bool)
        whole[box] = shapely.covers(polygon, shapely.box(*low[near[box]].T, *high[near[box]].T))
        rows = self.members(near[~whole], _BOX_LEVEL)
        x, y = self.xy[rows].T
        in_box = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        rows, x, y = rows[in_box], x[in_box], y[in_box]
        single: NDArray[np.bool_] = shapely.intersects_xy(polygon, x, y)
        return np.concatenate([self.members(near[whole], _BOX_LEVEL), rows[single]])

    def members(self, clumps: NDArray[np.int64], size: int, of: int = 1) -> NDArray[np.int64]:
        """Return the clumps of size `of` (1: the points) that lie in clumps of a larger size."""
        factor = size // of
        inner = (clumps[:, None] * factor + np.arange(factor)).ravel()
        return inner[inner < -(-len(self) // of)]

    def exactly(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return the points of some rows as GEOS places them, to the last bit."""
        if self._shapes is None:
            return np.asarray(shapely.points(self.xy[rows]))
        shapes = self._shapes[self.order[rows]]
        point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        return np.where(point, shapes, shapely.centroid(shapes))

    def restored(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values that stand in Morton order in the order that was given."""
        given = np.empty_like(values)
        given[self.order] = values
        return given


def _clump_boxes(
    xy: NDArray[np.float64], size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    starts = np.arange(0, len(xy), size)
    return np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)


def _morton_codes(xy: NDArray[np.float64]) -> NDArray[np.uint64]:
    low, high = xy.min(axis=0), xy.max(axis=0)
    side = max(float((high - low).max()), 1e-9)
    cells = ((xy - low) * ((2**_MORTON_BITS - 1) / side)).astype(np.uint64)
    return _spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1))


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between each two bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
