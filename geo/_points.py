"""Points laid in an order that keeps neighbours together, in nested clumps.

Distance changes by no more than one moves, so what is known of a clump's middle holds for all its
points within the clump's radius: most clumps are judged whole, and few points one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["ClumpedPoints", "representative_xy"]

_LEVELS = (64, 8)
_MORTON_BITS = 16


def representative_xy(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return one x, y a feature: a point as it is, anything else at its centroid."""
    shapes = np.asarray(frame.geometry.array)
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POINT).any():
        shapes = shapely.centroid(shapes)
    xy: NDArray[np.float64] = shapely.get_coordinates(shapes)
    return xy


class ClumpedPoints:
    """Points in Morton order with the middle and radius of each run of them.

    Parameters
    ----------
    xy
        Coordinates in metres, one row a point.

    Attributes
    ----------
    xy
        The same points in Morton order.
    order
        For each of them, its row in what was given.
    """

    def __init__(self, xy: NDArray[np.float64]) -> None:
        self.order = np.argsort(_morton_codes(xy), kind="stable")
        self.xy = xy[self.order]
        self._clumps = {size: _clump_boxes(self.xy, size) for size in _LEVELS}

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
        size = _LEVELS[-1]
        low, high = self._clumps[size]
        x0, y0, x1, y1 = shapely.bounds(polygon)
        near = (low[:, 0] <= x1) & (low[:, 1] <= y1) & (high[:, 0] >= x0) & (high[:, 1] >= y0)
        rows = self.members(np.flatnonzero(near), size)
        x, y = self.xy[rows].T
        in_box = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        rows, x, y = rows[in_box], x[in_box], y[in_box]
        shapely.prepare(polygon)
        within: NDArray[np.bool_] = shapely.intersects_xy(polygon, x, y)
        return rows[within]

    def members(self, clumps: NDArray[np.int64], size: int, of: int = 1) -> NDArray[np.int64]:
        """Return the clumps of size `of` (1: the points) that lie in clumps of a larger size."""
        factor = size // of
        inner = (clumps[:, None] * factor + np.arange(factor)).ravel()
        return inner[inner < -(-len(self) // of)]

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
