"""The land within radii of supply after each draw of its places, counted in cells of a grid.

A move leaves the land of a feature as it is and takes it elsewhere, so each feature is laid on the
grid once, and shifted by whole cells. Features that no move can bring together are counted each on
a grid of its own. Figures of a draw are read against those of the places stated, on the same grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo._boundary import Boundary, fitting_spacing_m
from geo._demand import zones_at
from geo._points import ClumpedPoints
from geo._runs import components
from geo._types import ALL_TYPES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._types import Group

__all__ = ["DrawnLand", "drawn_land"]

_CELLS = 30_000
_CELLS_A_RADIUS = 8
_M2_PER_HA = 10_000


class DrawnLand(NamedTuple):
    """How much the land of each draw differs from that of the places stated.

    Attributes
    ----------
    gross
        Hectares added up feature by feature: draws, zones, types and all, radii.
    once
        The same with overlaps counted once. After the last zone comes the land outside of all;
        without zones there is one of all land.
    """

    gross: NDArray[np.float64]
    once: NDArray[np.float64]


class _Reach(NamedTuple):
    """A feature on the grid: first row and column, how many radii fall short at its cells."""

    row: int
    column: int
    classes: NDArray[np.int64]


class _Grid(NamedTuple):
    """Cells by row and column: the south-western corner, the side, and the zone of each."""

    corner: NDArray[np.float64]
    side_m: float
    zone_of: NDArray[np.int64]


def drawn_land(
    groups: list[Group],
    radii_m: NDArray[np.float64],
    disc_m: NDArray[np.float64],
    moves: NDArray[np.float64],
    zones: NDArray[Any] | None = None,
) -> DrawnLand:
    """Return by how much the land within radii differs after each draw.

    Parameters
    ----------
    groups
        The supply by type.
    radii_m
        Radii in rising order.
    disc_m, moves
        How far each feature may move, and its moves: features, draws, 2.
    zones
        Polygons; land in several belongs to the first.
    """
    shapes, kind_of = np.empty(len(disc_m), dtype=object), np.zeros(len(disc_m), dtype=np.int64)
    for number, group in enumerate(groups):
        shapes[group.rows], kind_of[group.rows] = group.shapes, number
    boxes = shapely.bounds(shapes) + np.outer(radii_m[-1] + disc_m, [-1, -1, 1, 1])
    tree = shapely.STRtree(shapely.box(*boxes.T))
    one, other = tree.query(tree.geometries)
    together = components(one, other, len(shapes))
    parts = 1 if zones is None else len(zones) + 1
    kinds = len(groups) + (groups[0].kind != ALL_TYPES)
    size = (moves.shape[1] + 1, parts, kinds, len(radii_m))
    gross, once = np.zeros(size), np.zeros(size)
    for number in range(together.max(initial=-1) + 1):
        rows = np.flatnonzero(together == number)
        if not disc_m[rows].any() or (zones is None and len(rows) == 1):
            continue
        grid = _grid(boxes[rows], radii_m, zones)
        reach = [_laid(shape, grid, radii_m) for shape in shapes[rows]]
        steps = np.rint(moves[rows] / grid.side_m).astype(np.int64)
        steps = np.concatenate([np.zeros((len(rows), 1, 2), dtype=np.int64), steps], axis=1)
        found = [
            _counted(reach, kind_of[rows], grid, step, size) for step in np.moveaxis(steps, 1, 0)
        ]
        cell_ha = grid.side_m**2 / _M2_PER_HA
        gross += np.stack([one for one, _ in found]) * cell_ha
        once += np.stack([one for _, one in found]) * cell_ha
    return DrawnLand(gross[1:] - gross[0], once[1:] - once[0])


def _grid(
    boxes: NDArray[np.float64], radii_m: NDArray[np.float64], zones: NDArray[Any] | None
) -> _Grid:
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    side_m = max(
        float(radii_m[0]) / _CELLS_A_RADIUS, float(np.sqrt(np.prod((high - low) / _CELLS**0.5)))
    )
    corner = low - side_m
    columns, rows = np.ceil((high - corner) / side_m).astype(int) + 1
    zone_of = np.zeros((rows, columns), dtype=np.int64)
    if zones is not None:
        x, y = np.meshgrid(*(np.arange(count) + 0.5 for count in (columns, rows)))
        points = ClumpedPoints.at(corner + side_m * np.column_stack([x.ravel(), y.ravel()]))
        zone_of = points.restored(zones_at(points, zones)).reshape(rows, columns)
    return _Grid(corner, side_m, zone_of)


def _laid(shape: Any, grid: _Grid, radii_m: NDArray[np.float64]) -> _Reach:
    """Lay the reach of a feature on the grid."""
    low, high = np.split(shapely.bounds(shape) + radii_m[-1] * np.array([-1, -1, 1, 1]), 2)
    column, row = np.floor((low - grid.corner) / grid.side_m).astype(int)
    columns, rows = np.ceil((high - grid.corner) / grid.side_m).astype(int) - (column, row)
    x, y = np.meshgrid(column + np.arange(columns) + 0.5, row + np.arange(rows) + 0.5)
    points = ClumpedPoints.at(grid.corner + grid.side_m * np.column_stack([x.ravel(), y.ravel()]))
    boundary = Boundary(np.array([shape], dtype=object), fitting_spacing_m(radii_m))
    classes = points.restored(boundary.classes(points, radii_m))
    return _Reach(row, column, classes.reshape(rows, columns).astype(np.int64))


def _counted(
    reach: list[_Reach],
    kind_of: NDArray[np.int64],
    grid: _Grid,
    steps: NDArray[np.int64],
    size: tuple[int, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count the cells within radii after steps of each feature: zones, types and all, radii."""
    _, parts, kinds, count = size
    zone_key = grid.zone_of * (count + 1)
    gross, once = np.zeros((2, parts, kinds, count))

    def cells(classes: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
        found = np.bincount((classes + keys).ravel(), minlength=parts * (count + 1))
        return found.reshape(parts, count + 1).cumsum(axis=1)[:, :count]

    least = np.full(grid.zone_of.shape, count)
    for kind in np.unique(kind_of):
        here = np.full(grid.zone_of.shape, count)
        for member in np.flatnonzero(kind_of == kind):
            one, (right, up) = reach[member], steps[member]
            height, width = one.classes.shape
            window = np.s_[
                one.row + up : one.row + up + height,
                one.column + right : one.column + right + width,
            ]
            np.minimum(here[window], one.classes, out=here[window])
            if parts > 1:
                gross[:, kind] += cells(one.classes, zone_key[window])
        once[:, kind] = cells(here, zone_key)
        np.minimum(least, here, out=least)
    if kinds > kind_of.max() + 1:
        once[:, -1] = cells(least, zone_key)
        gross[:, -1] = gross[:, :-1].sum(axis=1)
    return gross, once
