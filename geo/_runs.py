"""Runs of equal cells along the rows of a raster: patches, edges and gaps without a loop.

A raster of classes has far fewer runs than cells. Runs that touch in neighbouring rows are found by
two searches in sorted keys; what a patch needs (cells, perimeter, neighbours) is a sum over runs
and over pairs of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import scipy

from geo._threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

_RUNS_AT_ONCE = 1_000_000


class Runs(NamedTuple):
    """Runs by row and column: row, first column, column after the last, value above zero."""

    row: NDArray[np.int32]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    value: NDArray[np.int32]


class Contacts(NamedTuple):
    """Pairs of runs that touch, and the sides of cells that they share; 0 is a corner."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    sides: NDArray[np.int32]


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
    value = block.ravel()[at]
    held = value > 0
    found = (row[held] + first, start[held], stop[held], value[held])
    return Runs(*(part.astype(np.int32) for part in found))


def contacts(runs: Runs) -> Iterator[Contacts]:
    """Yield pairs that touch: within a row, then in a row (one) and the next (other), in parts."""
    begins, ends = _places(runs.row, runs.start, runs), _places(runs.row, runs.stop, runs)
    beside = np.flatnonzero(ends[:-1] == begins[1:]).astype(np.int32)
    yield Contacts(beside, beside + np.int32(1), np.ones(len(beside), dtype=np.int32))
    width = _width(runs)
    for first in range(0, len(begins), _RUNS_AT_ONCE):
        some = slice(first, first + _RUNS_AT_ONCE)
        one, other = ranges(
            np.searchsorted(ends, begins[some] + width, side="left"),
            np.searchsorted(begins, ends[some] + width, side="right"),
        )
        one += first
        sides = np.minimum(runs.stop[one], runs.stop[other])
        sides -= np.maximum(runs.start[one], runs.start[other])
        yield Contacts(one.astype(np.int32), other.astype(np.int32), sides)


def _width(runs: Runs) -> int:
    return int(runs.stop.max(initial=0)) + 2


def _places(row: NDArray[Any], column: NDArray[Any], runs: Runs) -> NDArray[np.int64]:
    """Return numbers for places in the order of rows, with room between rows."""
    place: NDArray[np.int64] = row.astype(np.int64) * _width(runs) + column
    return place


def components(one: NDArray[Any], other: NDArray[Any], count: int) -> NDArray[np.int32]:
    """Return for each of so many members the number of its group, joined by pairs."""
    met = (np.ones(len(one), dtype=np.int8), (one, other))
    joins = scipy.sparse.coo_array(met, shape=(count, count)).tocsr()
    labels: NDArray[np.int32] = scipy.sparse.csgraph.connected_components(joins, directed=False)[1]
    return labels


def run_at(runs: Runs, row: NDArray[Any], column: NDArray[Any]) -> NDArray[np.int64]:
    """Return the numbers of the runs that hold cells."""
    places = _places(runs.row, runs.start, runs)
    return np.searchsorted(places, _places(row, column, runs), side="right") - 1


def ranges(
    first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the whole numbers from each first up to its last, and, before them, whose they are."""
    counts = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, first[which] + within
