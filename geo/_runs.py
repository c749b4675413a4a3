"""Runs of equal cells along the rows of a raster: patches, edges and gaps without a loop.

A raster of classes has far fewer runs than cells. Runs that touch in neighbouring rows are found by
two searches in sorted keys; what a patch needs (cells, perimeter, neighbours) is a sum over runs
and over pairs of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo._threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "Contacts",
    "Runs",
    "components",
    "contacts",
    "ranges",
    "run_at",
    "runs_along_rows",
    "runs_of",
]


class Runs(NamedTuple):
    """Runs by row and column: row, first column, column after the last, value above zero."""

    row: NDArray[np.int64]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    value: NDArray[np.int64]


class Contacts(NamedTuple):
    """Pairs of runs that touch, and the sides of cells that they share; 0 is a corner."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    sides: NDArray[np.int64]


def runs_along_rows(blocks: Sequence[tuple[int, NDArray[Any]]]) -> Runs:
    """Return the runs of blocks of rows, each with the number of its first; value 0 is nothing."""
    found = in_threads(lambda block: runs_of(*block), blocks)
    return Runs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def runs_of(first: int, block: NDArray[Any]) -> Runs:
    """Return the runs of one block of rows."""
    begins = np.ones(block.shape, dtype=bool)
    np.not_equal(block[:, 1:], block[:, :-1], out=begins[:, 1:])
    at = np.flatnonzero(begins)
    row, start = np.divmod(at, block.shape[1])
    stop = start + np.diff(at, append=block.size)
    value = block.ravel()[at].astype(np.int64)
    held = value > 0
    return Runs(row[held] + first, start[held], stop[held], value[held])


def contacts(runs: Runs) -> tuple[Contacts, Contacts]:
    """Return the pairs that touch within a row, and those of a row (one) and the next (other)."""
    width = int(runs.stop.max(initial=0)) + 2
    begins, ends = runs.row * width + runs.start, runs.row * width + runs.stop
    beside = np.flatnonzero(ends[:-1] == begins[1:])
    within = Contacts(beside, beside + 1, np.ones(len(beside), dtype=np.int64))
    first = np.searchsorted(ends, begins + width, side="left")
    last = np.searchsorted(begins, ends + width, side="right")
    one, other = ranges(first, last)
    sides = np.minimum(runs.stop[one], runs.stop[other])
    sides -= np.maximum(runs.start[one], runs.start[other])
    return within, Contacts(one, other, sides)


def components(one: NDArray[np.int64], other: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return for each of so many members the number of its group, joined by pairs."""
    joins = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    labels: NDArray[np.int64] = connected_components(joins.tocsr(), directed=False)[1]
    return labels


def run_at(runs: Runs, row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of the runs that hold cells."""
    width = int(runs.stop.max(initial=0)) + 2
    key = row * width + column
    return np.searchsorted(runs.row * width + runs.start, key, side="right") - 1


def ranges(
    first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the whole numbers from each first up to its last, and, before them, whose they are."""
    counts = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, first[which] + within
