"""Distances to one feature from very many places, read off a grid of exact distances.

Grid lines stand closest about the feature and spread with the distance from it; between them the
distance is interpolated. `change` is what a move of the feature does to a distance that is known
exactly, so that no move changes nothing. It is right to a few metres, and beyond some kilometres
to about a quarter of a percent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo._edge_distances import distances_to_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DistanceField"]

_LINES = 81
_AT_ONCE = 50_000


class DistanceField:
    """A feature and the distances around it.

    Parameters
    ----------
    shape
        A point, line or polygon.
    move_m
        Farthest that it is going to be moved.
    reach_m
        Farthest from the middle of the feature that distances are going to be asked for.
    """

    def __init__(self, shape: Any, move_m: float, reach_m: float) -> None:
        low_x, low_y, high_x, high_y = shapely.bounds(shape)
        self._middle = np.array([low_x + high_x, low_y + high_y]) / 2
        self._is_point = shapely.get_type_id(shape) == shapely.GeometryType.POINT
        self._shape = shape
        if self._is_point or move_m == 0:
            return
        self._scale = float(np.hypot(high_x - low_x, high_y - low_y) / 2 + move_m)
        self._edge = float(np.arcsinh((reach_m + 2 * move_m) / self._scale))
        self._step = 2 * self._edge / (_LINES - 1)
        self._lines = self._scale * np.sinh(np.linspace(-self._edge, self._edge, _LINES))
        x, y = np.meshgrid(self._middle[0] + self._lines, self._middle[1] + self._lines)
        self._grid = self.distances(np.column_stack([x.ravel(), y.ravel()]))

    def distances(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the exact distances in metres from some places to the feature as it stands."""
        return distances_to_m(xy, self._shape)

    def moved(
        self,
        xy: NDArray[np.float64],
        distance_m: NDArray[np.float64],
        moves: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return distances in metres from places (rows) to the feature after moves (columns).

        Parameters
        ----------
        xy
            The places.
        distance_m
            Their exact distances from the feature as it stands.
        moves
            x and y of each move in metres, the same for all places or, places first, for each its
            own.
        """
        if self._is_point:
            off = xy - self._middle
            offs = off[:, :1] - moves[..., 0], off[:, 1:] - moves[..., 1]
            return np.asarray(np.hypot(*offs))
        result = np.empty((len(xy), moves.shape[-2]))
        each_its_own = moves.ndim > 2  # noqa: PLR2004 - places, moves, x and y
        for rows in np.array_split(np.arange(len(xy)), 1 + result.size // _AT_ONCE):
            here, by = xy[rows], moves[rows] if each_its_own else moves
            level = self._read(here[:, :1] - by[..., 0], here[:, 1:] - by[..., 1])
            level += (distance_m[rows] - self._read(here[:, 0], here[:, 1]))[:, None]
            result[rows] = np.maximum(level, 0)
        return result

    def _read(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        column, right = self._between(x - self._middle[0])
        row, above = self._between(y - self._middle[1])
        corner = row * _LINES + column
        low = self._grid[corner] * (1 - right) + self._grid[corner + 1] * right
        corner += _LINES
        high = self._grid[corner] * (1 - right) + self._grid[corner + 1] * right
        return np.asarray(low + (high - low) * above)

    def _between(self, off: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the grid line before each offset and the share of the way to the next."""
        line = ((np.arcsinh(off / self._scale) + self._edge) / self._step).astype(np.int64)
        line = np.clip(line, 0, _LINES - 2)
        start = self._lines[line]
        return line, (off - start) / (self._lines[line + 1] - start)
