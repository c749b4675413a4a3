"""Rasters laid out on another grid, each cell by the nearest of the source.

The cells are moved by the PROJ that moves the features, so that a raster and a layer exported
together lie on each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from affine import Affine
from pyproj import Transformer

from geo import CrsError, crs_name, said
from layers._errors import FormatError
from layers.edition import Raster

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["corners", "place", "sampled", "warped"]

BLOCK: Final = 16
_NOWHERE: Final = 1e12
"""Where PROJ knows no place: beyond the edge of any raster."""


def place(transform: Affine, column: Any, row: Any) -> tuple[Any, Any]:
    """Give x and y of a column and a row counted from the grid's corner; arrays of them too."""
    return (
        transform.a * column + transform.b * row + transform.c,
        transform.d * column + transform.e * row + transform.f,
    )


def corners(transform: Affine, rows: int, columns: int) -> list[tuple[float, float]]:
    """Give the four corners of a grid, which may be turned, in their order around it."""
    around = ((0, 0), (columns, 0), (columns, rows), (0, rows))
    return [place(transform, *one) for one in around]


def warped(raster: Raster, crs: CRS, layer: str) -> Raster:
    """Lay a raster out in a CRS, north up, in cells as long as the source's along the diagonal.

    Parameters
    ----------
    raster
        Any raster; its grid may be turned.
    crs
        The CRS to lay it out in.
    layer
        What messages call it.

    Returns
    -------
    Raster
        Cells outside the source have its `nodata`, or, where it has none, a value that no cell has.

    Raises
    ------
    CrsError
        The raster has no place in `crs`.
    FormatError
        Every value of its type is taken, so that none can stand for no data.
    """
    rows, columns = raster.array.shape
    x, y = zip(*corners(raster.transform, rows, columns), strict=True)
    forward = Transformer.from_crs(raster.crs, crs, always_xy=True)
    west, south, east, north = forward.transform_bounds(min(x), min(y), max(x), max(y))
    if not np.isfinite([west, south, east, north]).all():
        raise CrsError(
            said(
                "Expected a CRS in which `{layer}` has a place, `{crs}` has none for it. "
                "Choose one made for its area.",
                layer=layer,
                crs=crs_name(crs),
            )
        )
    cell = np.hypot(east - west, north - south) / np.hypot(rows, columns)
    width, height = (max(1, round(float(side / cell))) for side in (east - west, north - south))
    transform = Affine((east - west) / width, 0, west, 0, (south - north) / height, north)
    array, inside = sampled(raster, crs, transform, (height, width))
    nodata = raster.nodata
    if nodata is None and not inside.all():
        nodata = _unused_value(raster.array, layer)
    if nodata is not None:
        array[~inside] = nodata
    return Raster(array, transform, crs, nodata, raster.classes)


def sampled(
    raster: Raster, crs: CRS, transform: Affine, shape: tuple[int, int]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give the nearest cell of a raster at the centre of each cell of a grid, and where one is.

    Parameters
    ----------
    raster
        The source.
    crs, transform, shape
        The grid: its CRS, from column and row to its coordinates, rows and columns.
    """
    height, width = shape
    rows, columns = raster.array.shape
    array = np.zeros(shape, dtype=raster.array.dtype)
    inside = np.zeros(shape, dtype=bool)
    back = Transformer.from_crs(crs, raster.crs, always_xy=True)
    for start in range(0, height, BLOCK):
        some = np.arange(start, min(start + BLOCK, height))
        column, row = _cells_below(raster, back, transform, some, width)
        there = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        block = slice(int(some[0]), int(some[-1]) + 1)
        inside[block] = there
        array[block][there] = raster.array[row[there], column[there]]
    return array, inside


def _cells_below(
    raster: Raster, back: Transformer, transform: Affine, rows: NDArray[np.intp], width: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give column and row of the source cell below the centre of each cell of some target rows.

    PROJ moves every 16th column of the first and last row; between them places are interpolated,
    which over so short a way errs by less than a hundredth of a cell.
    """
    nodes = np.linspace(0, width - 1, max(2, -(-width // BLOCK) + 1))
    x = transform.c + transform.a * (nodes + 0.5)
    ends = transform.f + transform.e * (rows[[0, -1]] + 0.5)
    moved = back.transform(np.tile(x, (2, 1)), np.repeat(ends[:, None], len(x), axis=1))
    share = ((rows - rows[0]) / max(1, rows[-1] - rows[0]))[:, None]
    places = []
    for ordinates in moved:
        known = np.where(np.isfinite(ordinates), ordinates, _NOWHERE)
        first, last = (np.interp(np.arange(width), nodes, one) for one in known)
        places.append(first * (1 - share) + last * share)
    column, row = place(~raster.transform, *places)
    return np.floor(column).astype(np.intp), np.floor(row).astype(np.intp)


def _unused_value(array: NDArray[Any], layer: str) -> float:
    if np.issubdtype(array.dtype, np.floating):
        return float("nan")
    used = set(np.unique(array).tolist())
    for one in (0, *range(int(np.iinfo(array.dtype).max), 0, -1)):
        if one not in used:
            return float(one)
    raise FormatError(
        said(
            "Expected a value that no cell of `{layer}` has, for the cells outside it; "
            "every value of {kind} is taken. Export the raster in its own CRS.",
            layer=layer,
            kind=array.dtype,
        )
    )
