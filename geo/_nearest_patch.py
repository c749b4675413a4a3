"""The distance from each patch of a raster to the nearest other patch of its kind.

Between the two nearest cells of different patches, neither has a neighbour of its own patch on the
side of the other: it would be nearer. So either they stand in one row or column with nothing of
their kind between them, or both are corner cells: ends of their runs without a neighbour of their
kind above or below. Gaps along rows and columns and a search among corners find every distance,
exactly, without comparing patches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from geo._runs import Runs, run_at, runs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo._runs import Contacts

__all__ = ["nearest_of_kind"]

_NEIGHBOURS = 16


def nearest_of_kind(
    blocks: Sequence[tuple[int, NDArray[Any]]],
    runs: Runs,
    patch: NDArray[np.int32],
    joined: Contacts,
    kind: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the distance in cells, centre to centre; infinite where a kind has one patch.

    Parameters
    ----------
    blocks, runs
        The grid, and its runs.
    patch
        Patch of each run, numbered so that patches of a kind follow one another.
    joined
        Contacts of runs of a patch in neighbouring rows.
    kind
        Kind of each patch.
    """
    nearest = np.full(len(kind), np.inf)
    _along(runs, patch, runs.row, nearest)
    columns = _column_runs(blocks)
    of = patch[run_at(runs, columns.start, columns.row)]
    _along(columns, of, columns.row, nearest)
    row, column, of = _corners(runs, patch, joined)
    several = (np.bincount(kind) > 1)[kind[of]]
    places = np.column_stack([row[several], column[several]]).astype(float)
    if len(places):
        _among(places, of[several], kind, nearest)
    return nearest


def _column_runs(blocks: Sequence[tuple[int, NDArray[Any]]]) -> Runs:
    """Return runs down columns: `row` is the column, `start` and `stop` are rows."""
    found = [runs_of(0, np.ascontiguousarray(block.T)) for _, block in blocks]
    firsts = [first for first, _ in blocks]
    return Runs(
        np.concatenate([one.row for one in found]),
        np.concatenate([one.start + first for one, first in zip(found, firsts, strict=True)]),
        np.concatenate([one.stop + first for one, first in zip(found, firsts, strict=True)]),
        np.concatenate([one.value for one in found]),
    )


def _along(
    runs: Runs, patch: NDArray[np.int32], line: NDArray[np.int32], nearest: NDArray[np.float64]
) -> None:
    """Lower distances to those between runs of one value that follow one another on a line."""
    order = np.lexsort((runs.start, runs.value, line))
    one, other = order[:-1], order[1:]
    apart = (runs.value[one] == runs.value[other]) & (line[one] == line[other])
    apart &= patch[one] != patch[other]
    one, other = one[apart], other[apart]
    gap = (runs.start[other] - runs.stop[one] + 1).astype(float)
    np.minimum.at(nearest, patch[one], gap)
    np.minimum.at(nearest, patch[other], gap)


def _corners(
    runs: Runs, patch: NDArray[np.int32], joined: Contacts
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return row, column and patch of ends of runs without a like cell above or below."""
    beside = joined.sides > 0
    upper, lower = joined.one[beside], joined.other[beside]
    places = []
    for cell in (runs.start, runs.stop - 1):
        covered = [np.zeros(len(cell), dtype=bool) for _ in range(2)]
        for side, (own, other) in zip(covered, ((lower, upper), (upper, lower)), strict=True):
            at = cell[own]
            side[own[(runs.start[other] <= at) & (at < runs.stop[other])]] = True
        corner = ~(covered[0] & covered[1])
        places.append((runs.row[corner], cell[corner], patch[corner]))
    row, column, of = (np.concatenate(part) for part in zip(*places, strict=True))
    return row, column, of


def _among(
    corners: NDArray[np.float64],
    patch: NDArray[np.int32],
    kind: NDArray[np.int64],
    nearest: NDArray[np.float64],
) -> None:
    """Lower distances to those between corners of different patches of a kind.

    Kinds are set apart along a third axis, farther than any two places, so one tree serves all.
    Corners with none but their own patch's around them look among the patches whose number within
    the kind differs from theirs in a bit, bit by bit: two different numbers differ in one.
    """
    apart = 4 * (float(np.ptp(corners, axis=0).max(initial=0)) + 1)
    places = np.column_stack([corners, kind[patch] * apart])
    distance, found = _tree(places).query(
        places, k=range(1, min(_NEIGHBOURS, len(places)) + 1), workers=-1
    )
    other = patch[found] != patch[:, None]
    first = np.argmax(other, axis=1)
    near = np.take_along_axis(distance, first[:, None], axis=1)[:, 0]
    some = other.any(axis=1) & (near < apart)
    np.minimum.at(nearest, patch[some], near[some])
    still = np.flatnonzero(~other.any(axis=1) & (distance[:, -1] < nearest[patch]))
    sought = np.flatnonzero(np.isin(kind[patch], kind[patch[still]]))
    leads = np.append(0, np.flatnonzero(np.diff(kind)) + 1)
    number = np.arange(len(kind)) - np.repeat(leads, np.diff(np.append(leads, len(kind))))
    for bit in range(int(number[patch[sought]].max(initial=0)).bit_length()):
        side = (number[patch] >> bit) & 1
        for value in (0, 1):
            asking, asked = still[side[still] == value], sought[side[sought] != value]
            if len(asking) == 0 or len(asked) == 0:
                continue
            near, _ = _tree(places[asked]).query(
                places[asking],
                distance_upper_bound=min(apart, nearest[patch[asking]].max()),
                workers=-1,
            )
            met = np.isfinite(near)
            np.minimum.at(nearest, patch[asking[met]], near[met])


def _tree(places: NDArray[np.float64]) -> cKDTree:
    return cKDTree(places, balanced_tree=False, compact_nodes=False)
