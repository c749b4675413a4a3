"""Sums over the cells of zones, blocks of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo._bands import with_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo._cells import Cells, Labelling

__all__ = ["Piece", "about_the_middle", "pieces", "summed"]

_SAMPLE = 10_000


class Piece(NamedTuple):
    """Runs of cells: their labels, where each begins among the values, and the cells' shares."""

    label: NDArray[np.int64]
    start: NDArray[np.int64]
    value: NDArray[Any]
    share: NDArray[np.float64] | None


def about_the_middle(array: NDArray[Any], nodata: float | None) -> float:
    """Return a value amid the others, from which spread is measured without loss of digits."""
    sample = array.ravel()[:: max(1, array.size // _SAMPLE)]
    known = sample[with_data(sample, nodata)].astype(float)
    return float(np.median(known)) if len(known) else 0.0


def pieces(array: NDArray[Any], cells: Cells, labelling: Labelling) -> Iterator[Piece]:
    """Yield the whole cells of blocks of rows that hold any polygon."""
    for rows in cells.blocks():
        label, lengths = labelling.between(rows.start * cells.columns, rows.stop * cells.columns)
        if label.any():
            yield Piece(label, np.cumsum(lengths) - lengths, array[rows].ravel(), None)


def summed(
    piece: Piece, nodata: float | None, middle: float, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return sums of w, w x, w (x - middle) and its square by label; least x and least -x."""
    ends = np.full((2, size), np.inf)
    if len(piece.label) == 0:
        return np.zeros((4, size)), ends
    known, value = with_data(piece.value, nodata), piece.value.astype(float)
    weight = known.astype(float) if piece.share is None else known * piece.share
    value[~known] = middle
    off = value - middle
    whole = piece.share is None and bool(known.all())
    sums = []
    for part in (weight, value, off, off * off):
        weighed = part if whole or part is weight else part * weight
        by_run = np.add.reduceat(weighed, piece.start)
        sums.append(np.bincount(piece.label, weights=by_run, minlength=size))
    for end, sign in zip(ends, (1, -1), strict=True):
        value[~known] = sign * np.inf
        least = np.minimum if sign > 0 else np.maximum
        np.minimum.at(end, piece.label, sign * least.reduceat(value, piece.start))
    return np.stack(sums), ends
