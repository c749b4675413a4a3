"""Which cells of a raster lie in which polygons, whole by their centre or by exact share.

Edges are walked once, in cell units. By centre: an edge that passes between two cell centres of a
row opens or closes its polygon there, and a running sum along the row gives each cell its label.
By share: within a cell, an edge covers the part to its right; what stands left of a cell in its
row covers it in full. Both are exact but for rounding, and a shared edge parts cells without loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo._overlaps import overlapping_pairs
from geo._runs import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from affine import Affine
    from numpy.typing import NDArray

__all__ = ["CellParts", "Cells", "Labelling", "labellings"]

_BLOCK_CELLS = 1 << 18
_LEAST_PART = 1e-12
_HALF = 0.5


class Cells(NamedTuple):
    """A north-up grid of cells."""

    transform: Affine
    rows: int
    columns: int

    def blocks(self) -> Iterator[slice]:
        """Yield rows in blocks of few enough cells to stay in a processor's memory."""
        height = max(1, _BLOCK_CELLS // max(1, self.columns))
        for first in range(0, self.rows, height):
            yield slice(first, min(first + height, self.rows))

    @property
    def area_m2(self) -> float:
        """Area of a cell."""
        return abs(float(self.transform.a * self.transform.e))


class CellParts(NamedTuple):
    """Cells that belong to polygons in part, or one by one: row, column, polygon, share."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    zone: NDArray[np.int64]
    part: NDArray[np.float64]


class _Segments(NamedTuple):
    """Edges of polygons in cell units: column and row at both ends, and the polygon."""

    u0: NDArray[np.float64]
    v0: NDArray[np.float64]
    u1: NDArray[np.float64]
    v1: NDArray[np.float64]
    zone: NDArray[np.int64]


class Labelling(NamedTuple):
    """Polygons that do not overlap, laid on a grid whose cells are counted row by row.

    Parameters
    ----------
    position
        Cells at which the label changes, in rising order, the first 0, the last one past the end.
    label
        Polygon number + 1 of the cells from each position to the next; 0 is none.
    parts
        Cells that belong to polygons in part, or to several of them by slivers.
    """

    position: NDArray[np.int64]
    label: NDArray[np.int64]
    parts: CellParts

    def between(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the labels of the cells from the first up to the last, and runs of equal ones."""
        low = int(np.searchsorted(self.position, first, side="right")) - 1
        high = int(np.searchsorted(self.position, last, side="left"))
        edges = np.clip(self.position[low : high + 1], first, last)
        return self.label[low:high], np.diff(edges)


def labellings(shapes: NDArray[Any], cells: Cells, *, exactly: bool) -> Iterator[Labelling]:
    """Yield as few labellings as hold all polygons without two of one overlapping."""
    for members in _apart(shapes):
        segments = _segments(shapes, members, cells)
        changes, parts = _by_share(segments, cells) if exactly else _by_centre(segments, cells)
        yield _labelling(shapes, members, cells, changes, parts)


def _labelling(
    shapes: NDArray[Any],
    members: NDArray[np.int64],
    cells: Cells,
    changes: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    parts: CellParts,
) -> Labelling:
    """Add the changes up along rows; cells in several polygons' slivers are looked up."""
    row, column, change = changes
    key = row * cells.columns + column
    order = np.argsort(key, kind="stable")
    key, change = key[order], change[order]
    last = np.append(np.diff(key) > 0, np.ones(min(len(key), 1), dtype=bool))
    position = np.concatenate([[0], key[last], [cells.rows * cells.columns]])
    label = np.append(0, np.cumsum(change)[last])
    count = np.append(0, np.cumsum(np.sign(change))[last])
    several = count > 1
    _, cell = ranges(position[:-1][several], position[1:][several])
    label[several] = 0
    held = np.diff(position) > 0
    claimed = _looked_up(shapes, members, cells, *np.divmod(cell, cells.columns))
    together = CellParts(*(np.concatenate(pair) for pair in zip(parts, claimed, strict=True)))
    return Labelling(np.append(position[:-1][held], position[-1]), label[held], together)


def _looked_up(
    shapes: NDArray[Any],
    members: NDArray[np.int64],
    cells: Cells,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
) -> CellParts:
    """Return the polygons that hold the centres of cells."""
    place = cells.transform
    x, y = place.c + place.a * (column + _HALF), place.f + place.e * (row + _HALF)
    tree = shapely.STRtree(shapes[members])
    which, found = tree.query(shapely.points(x, y), "intersects")
    return CellParts(row[which], column[which], members[found], np.ones(len(which)))


def _apart(shapes: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Part polygons into groups without overlap, each going to the first group it fits."""
    first, second = overlapping_pairs(shapes)
    group = np.zeros(len(shapes), dtype=np.int64)
    for polygon in np.unique(second):
        taken = set(group[first[second == polygon]].tolist())
        group[polygon] = next(number for number in range(len(shapes)) if number not in taken)
    return [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]


def _segments(shapes: NDArray[Any], members: NDArray[np.int64], cells: Cells) -> _Segments:
    parts, owner = shapely.get_parts(shapes[members], return_index=True)
    rings, part = shapely.get_rings(
        shapely.orient_polygons(parts, exterior_cw=False), return_index=True
    )
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    place = cells.transform
    u, v = (corners[:, 0] - place.c) / place.a, (corners[:, 1] - place.f) / place.e
    same = ring[1:] == ring[:-1]
    zone = members[owner[part[ring[1:][same]]]]
    return _Segments(u[:-1][same], v[:-1][same], u[1:][same], v[1:][same], zone)


def _by_centre(
    segments: _Segments, cells: Cells
) -> tuple[tuple[NDArray[Any], NDArray[Any], NDArray[Any]], CellParts]:
    """Return where along each row the line of cell centres enters (+) and leaves (-) polygons."""
    u0, v0, u1, v1, zone = segments
    down = v1 > v0
    low_u, low_v = np.where(down, u0, u1), np.where(down, v0, v1)
    high_u, high_v = np.where(down, u1, u0), np.where(down, v1, v0)
    first = np.clip(np.ceil(low_v - 0.5), 0, cells.rows).astype(np.int64)
    last = np.clip(np.ceil(high_v - 0.5), 0, cells.rows).astype(np.int64)
    which, row = ranges(first, last)
    slope = (high_u - low_u)[which] / (high_v - low_v)[which]
    u = low_u[which] + slope * (row + 0.5 - low_v[which])
    column = np.clip(np.ceil(u - 0.5), 0, cells.columns).astype(np.int64)
    change = (zone[which] + 1) * np.where(down[which], 1, -1)
    none = np.empty(0, dtype=np.int64)
    return (row, column, change), CellParts(none, none, none, np.empty(0))


def _by_share(
    segments: _Segments, cells: Cells
) -> tuple[tuple[NDArray[Any], NDArray[Any], NDArray[Any]], CellParts]:
    """Return the shares of cells on edges, and where runs of whole cells begin and end."""
    u, v, fall, zone = _divided(segments)
    row = np.floor(v).astype(np.int64)
    kept = (row >= 0) & (row < cells.rows)
    u, fall, zone, row = u[kept], fall[kept], zone[kept], row[kept]
    column = np.clip(np.floor(u), -1, cells.columns).astype(np.int64)
    width = cells.columns + 2
    key, of = np.unique((zone * cells.rows + row) * width + column + 1, return_inverse=True)
    cover = np.bincount(of, weights=fall, minlength=len(key))
    own = np.bincount(of, weights=fall * (1 - np.clip(u - column, 0, 1)), minlength=len(key))
    line, column = key // width, key % width - 1
    zone, row = line // cells.rows, line % cells.rows
    leads = np.append(True, np.diff(line) > 0) if len(line) else np.empty(0, dtype=bool)
    total = np.cumsum(cover)
    before = total - cover
    before -= np.repeat(before[leads], np.diff(np.append(np.flatnonzero(leads), len(line))))
    part = np.clip(before + own, 0, 1)
    on_grid = (column >= 0) & (column < cells.columns) & (part > _LEAST_PART)
    parts = CellParts(row[on_grid], column[on_grid], zone[on_grid], part[on_grid])

    runs = np.flatnonzero(~leads[1:] & (np.diff(column) > 1) & ((before + cover)[:-1] > _HALF))
    label = zone[runs] + 1
    changes = (
        np.concatenate([row[runs], row[runs]]),
        np.concatenate([column[runs] + 1, column[runs + 1]]),
        np.concatenate([label, -label]),
    )
    return changes, parts


def _divided(
    segments: _Segments,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Divide segments where they cross grid lines; return middles, fall in rows, and polygons."""
    u0, v0, u1, v1, zone = segments
    ids = np.arange(len(zone))
    of, share = [ids, ids], [np.zeros(len(ids)), np.ones(len(ids))]
    for start, end in ((u0, u1), (v0, v1)):
        low, high = np.minimum(start, end), np.maximum(start, end)
        which, line = ranges(np.floor(low).astype(np.int64) + 1, np.ceil(high).astype(np.int64))
        of.append(which)
        share.append((line - start[which]) / (end - start)[which])
    which, at = np.concatenate(of), np.concatenate(share)
    order = np.lexsort((at, which))
    which, at = which[order], at[order]
    u = u0[which] + at * (u1 - u0)[which]
    v = v0[which] + at * (v1 - v0)[which]
    same = which[1:] == which[:-1]
    return (
        ((u[1:] + u[:-1]) / 2)[same],
        ((v[1:] + v[:-1]) / 2)[same],
        (v[1:] - v[:-1])[same],
        zone[which[1:][same]],
    )
