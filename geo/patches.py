"""Patches of a raster of classes: cells of one class that hang together, and what they border.

Cells hang together over sides and corners ("8") or over sides alone ("4"). Cells without data lie
outside the landscape, and so, where zones are given, do cells whose centre is outside the zone:
each zone is a landscape of its own, cut off at its border.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from geo._bands import checked_band, class_codes, class_values, require_classes
from geo._cells import labellings
from geo._errors import EmptyError, GeometryError, ValueRangeError
from geo._runs import Contacts, components, contacts, runs_along_rows
from geo._said import said
from geo._types import ALL_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo._cells import Cells
    from geo._runs import Runs

__all__ = ["Patches", "patches_of"]

_NOT_SQUARE = 1e-3
_SIDES = 4
_SIDES_AND_CORNERS = 8


@dataclass(frozen=True, eq=False)
class Patches:
    """Patches of a raster of classes, within zones or on the whole, ready to be measured.

    Parameters
    ----------
    zones, classes
        Names that rows carry.
    cell_m
        Side of a cell.
    zone, kind, cells, sides
        Of each patch: its zone and class by number, its cells, and the sides of its perimeter.
    adjacent
        Zone, class, class, and how often their cells stand side by side, each pair both ways.
    grid, runs, patch, joined
        Blocks of the grid of zones and classes, its runs, the patch of each, and the contacts that
        join them.
    """

    zones: tuple[Any, ...]
    classes: tuple[Any, ...]
    cell_m: float
    zone: NDArray[np.int64]
    kind: NDArray[np.int64]
    cells: NDArray[np.int64]
    sides: NDArray[np.int64]
    adjacent: pd.DataFrame
    grid: tuple[tuple[int, NDArray[Any]], ...]
    runs: Runs
    patch: NDArray[np.int32]
    joined: Contacts

    def painted(self) -> NDArray[np.int32]:
        """Give the grid with the number of its patch, from 1, in each cell; 0 outside.

        Where zones overlap, further grids stand below the first, a row apart.
        """
        first, last = self.grid[-1]
        width = last.shape[1]
        row = self.runs.row.astype(np.int64) * width
        start, stop = row + self.runs.start, row + self.runs.stop
        size = (first + len(last)) * width
        edges = np.column_stack([start, stop]).ravel()
        numbers = np.zeros(len(edges) + 1, dtype=np.int32)
        numbers[1::2] = self.patch + 1
        lengths = np.diff(edges, prepend=0, append=size)
        return np.repeat(numbers, lengths).reshape(-1, width)


def patches_of(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame | None = None,
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    classes: Mapping[int, Any] | None = None,
    neighbours: Literal[4, 8] = 8,
) -> Patches:
    """Find the patches of a raster of classes.

    Parameters
    ----------
    array
        One band of whole numbers, rows from the top.
    transform
        From column and row to x and y, metres; cells must be square.
    crs
        CRS of the raster, pyproj's or rasterio's.
    zones
        Polygons in the same CRS, a landscape each; they may overlap. None takes the whole raster.
    zone_column
        Column of `zones` with the name that rows carry.
    nodata
        Value of cells outside the landscape.
    classes
        Names by value; a value without a name goes by itself.
    neighbours
        8: cells that meet at a corner belong to one patch. 4: only cells that share a side.

    Returns
    -------
    Patches
        What `patch_metrics`, `class_metrics` and `landscape_metrics` measure.

    Raises
    ------
    CrsError
        The raster is in another CRS than the zones.
    EmptyError
        No cell with data lies in any zone.
    ValueRangeError
        The array is no band of whole numbers, or `neighbours` is neither 4 nor 8.
    GeometryError, ColumnError
        Cells are not square, or by the first fault of the zones.

    Examples
    --------
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1, 2], [2, 1]], dtype="uint8")
    >>> place, utm = Affine(100, 0, 350000, 0, -100, 6250200), CRS.from_epsg(32645)
    >>> [len(patches_of(band, place, utm, neighbours=around).cells) for around in (8, 4)]
    [2, 4]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    require_classes(array)
    if abs(transform.a + transform.e) > _NOT_SQUARE * transform.a:
        raise GeometryError(
            said(
                "`raster`: expected square cells, got {width:g} by {height:g} m: resample "
                "it, classes by nearest",
                width=transform.a,
                height=-transform.e,
            )
        )
    if neighbours not in {_SIDES, _SIDES_AND_CORNERS}:
        raise ValueRangeError(
            said(
                "expected `neighbours` to be 4 or 8, got {neighbours}: choose one",
                neighbours=neighbours,
            )
        )
    values = class_values(array, nodata)
    grid = tuple(_grid(array, cells, zones, values))
    runs = runs_along_rows(grid)
    if len(runs.row) == 0:
        raise EmptyError(
            said(
                "`raster`: expected a cell with data whose centre lies in a zone, got none: "
                "check the area of both, and the value of no data"
            )
        )
    adjacent, met = _meetings(runs, corners=neighbours == _SIDES_AND_CORNERS)
    patch = components(met.one, met.other, len(runs.row))
    patch, value = _ordered(patch, runs.value)
    lengths = runs.stop - runs.start
    ends = np.bincount(patch, weights=2 + 2 * lengths, minlength=len(value))
    shared = np.bincount(patch[met.one], weights=met.sides, minlength=len(value))
    names = classes or {}
    return Patches(
        zones=(ALL_TYPES,) if zones is None else tuple(zones[zone_column]),
        classes=tuple(names.get(int(one), int(one)) for one in values),
        cell_m=float(transform.a),
        zone=(value - 1).astype(np.int64) // len(values),
        kind=(value - 1).astype(np.int64) % len(values),
        cells=np.bincount(patch, weights=lengths).astype(np.int64),
        sides=(ends - 2 * shared).astype(np.int64),
        adjacent=_adjacent(adjacent, len(values)),
        grid=grid,
        runs=runs,
        patch=patch,
        joined=met,
    )


def _grid(
    array: NDArray[Any],
    cells: Cells,
    zones: gpd.GeoDataFrame | None,
    values: NDArray[np.int64],
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield blocks with zone * classes + class + 1 in each cell, 0 outside; and their first rows.

    Zones that overlap go to further grids, which stand below the first, a row apart.
    """
    count = len(values)
    kind = np.min_scalar_type(count * (1 if zones is None else len(zones)) + 1)
    names = np.arange(1, count + 2, dtype=kind)
    names[count] = 0
    if zones is None:
        for rows in cells.blocks():
            yield rows.start, class_codes(array[rows], values, names)
        return
    shapes, width = np.asarray(zones.geometry.array), cells.columns
    for number, labelling in enumerate(labellings(shapes, cells, exactly=False)):
        claimed = labelling.parts
        for rows in cells.blocks():
            label, lengths = labelling.between(rows.start * width, rows.stop * width)
            block = class_codes(array[rows], values, names)
            here = (claimed.row >= rows.start) & (claimed.row < rows.stop)
            row, column = claimed.row[here] - rows.start, claimed.column[here]
            outside = np.repeat(label == 0, lengths).reshape(block.shape)
            outside[row, column] = False
            outside |= block == 0
            over = np.repeat(((label - 1) * count).astype(kind), lengths).reshape(block.shape)
            over[row, column] = claimed.zone[here] * count
            block += over
            block[outside] = 0
            yield rows.start + number * (cells.rows + 1), block


def _ordered(
    patch: NDArray[np.int32], value: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the patch of each run, numbered by value and first run, and the value of each."""
    _, first = np.unique(patch, return_index=True)
    order = np.lexsort((first, value[first]))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[patch], value[first][order]


def _meetings(runs: Runs, *, corners: bool) -> tuple[coo_array, Contacts]:
    """Count the sides between values, each both ways; return it and the pairs that join patches."""
    size = int(runs.value.max())
    lengths = (runs.stop - runs.start).astype(np.int64)
    table = coo_array((2 * (lengths - 1), (runs.value - 1, runs.value - 1)), shape=(size, size))
    table = table.tocsr()
    joined = []
    for met in contacts(runs):
        one, other = runs.value[met.one] - 1, runs.value[met.other] - 1
        beside = coo_array((met.sides.astype(np.int64), (one, other)), shape=(size, size)).tocsr()
        table = table + beside + beside.T
        like = one == other
        if not corners:
            like &= met.sides > 0
        joined.append(Contacts(*(part[like] for part in met)))
    parts = (np.concatenate(parts) for parts in zip(*joined, strict=True))
    return table.tocoo(), Contacts(*parts)


def _adjacent(table: coo_array, classes: int) -> pd.DataFrame:
    """Name the zone and classes of the values that stand side by side within a zone."""
    row, column = (part.astype(np.int64) for part in table.coords)
    held = (row // classes == column // classes) & (table.data > 0)
    row, column = row[held], column[held]
    return pd.DataFrame(
        {
            "zone": row // classes,
            "one": row % classes,
            "other": column % classes,
            "count": table.data[held],
        }
    )
