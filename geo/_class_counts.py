"""How many cells of each class lie in each zone, whole and in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._bands import class_codes, class_values, with_data
from geo._cells import labellings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._cells import Cells, Labelling

__all__ = ["class_counts"]

_DENSE = 256
"""Values so close together are counted as they are, without being looked up."""


def class_counts(
    array: NDArray[Any],
    cells: Cells,
    shapes: NDArray[Any],
    nodata: float | None,
    *,
    exactly: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the values, and the cells of each in each polygon, the last column without data."""
    low, high = int(array.min()), int(array.max())
    dense = high - low < _DENSE
    values = np.arange(low, high + 1) if dense else class_values(array, nodata)
    table = np.zeros((len(shapes) + 1) * (len(values) + 1))
    for labelling in labellings(shapes, cells, exactly=exactly):
        _add(table, array, cells, labelling, values, dense=dense)
    counts = table.reshape(-1, len(values) + 1)[1:]
    known = with_data(values, nodata)
    counts[:, -1] += counts[:, :-1][:, ~known].sum(axis=1)
    return values[known], counts[:, np.append(known, True)]


def _add(
    table: NDArray[np.float64],
    array: NDArray[Any],
    cells: Cells,
    labelling: Labelling,
    values: NDArray[np.int64],
    *,
    dense: bool,
) -> None:
    size, width = len(values) + 1, cells.columns
    codes = np.arange(size)
    for rows in cells.blocks():
        label, lengths = labelling.between(rows.start * width, rows.stop * width)
        block = array[rows].ravel()
        code = np.repeat(label * size - (values[0] if dense else 0), lengths)
        code += block if dense else class_codes(block, values, codes)
        if len(table) > len(code):
            held, times = np.unique(code, return_counts=True)
            table[held] += times
        else:
            table += np.bincount(code, minlength=len(table))
    row, column, zone, part = labelling.parts
    code = (zone + 1) * size + class_codes(array[row, column], values, codes)
    np.add.at(table, code, part)
