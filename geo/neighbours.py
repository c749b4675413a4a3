"""The k nearest of a matrix of distances or times, ties kept whole.

Targets whose distances differ by no more than a micrometre (times by a millionth of a minute) tie.
A tie at the k-th rank is never cut: all of it is in the answer, which then holds more than k.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo._errors import ValueRangeError
from geo._said import said

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TIE", "Neighbours", "k_nearest", "kth_costs"]

TIE = 1e-6
"""Greatest difference at which two distances in metres, or times in minutes, are the same."""

_DIMENSIONS = 2
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest targets of each origin: origins in their order, of each the nearest first.

    Attributes
    ----------
    rows, columns
        Origin and target, as row and column of the matrix.
    costs
        Metres or minutes.
    ranks
        One more than the number of targets that are nearer; those that tie share a rank.
    ties
        How many of the answer share the distance, itself among them.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    costs: NDArray[np.float64]
    ranks: NDArray[np.int64]
    ties: NDArray[np.int64]


def k_nearest(costs: NDArray[np.float64], k: int) -> Neighbours:
    """Return the k nearest targets (columns) of each origin (row), and whatever ties with the last.

    ``answer(i) = {j: c(i, j) <= c_k(i) + 1e-6}``, where ``c_k`` is the k-th least distance.

    Parameters
    ----------
    costs
        Metres or minutes of zero or more, infinite where no way leads; shape (origins, targets).
    k
        How many, 1 or more; all where there are fewer.

    Returns
    -------
    Neighbours
        Targets that cannot be reached are not in it; equally near ones stand by column.

    Raises
    ------
    ValueRangeError
        k is below one, the matrix has not two dimensions, or it holds NaN or less than zero.

    Examples
    --------
    >>> found = k_nearest(np.array([[300.0, 100.0, 300.0, 900.0]]), k=2)
    >>> found.columns.tolist(), found.ranks.tolist(), found.ties.tolist()
    ([1, 0, 2], [1, 2, 2], [1, 2, 2])
    """
    limit = kth_costs(costs, k)[:, -1:] + TIE
    rows, columns = [], []
    for part in _parts(costs):
        row, column = np.nonzero((costs[part] <= limit[part]) & np.isfinite(costs[part]))
        rows.append(row + part.start)
        columns.append(column)
    return _ranked(np.concatenate(rows), np.concatenate(columns), costs)


def _ranked(
    rows: NDArray[np.int64], columns: NDArray[np.int64], costs: NDArray[np.float64]
) -> Neighbours:
    """Return neighbours by origin and distance, with their ranks and ties."""
    found = costs[rows, columns]
    order = np.lexsort((columns, found, rows))
    rows, columns, found = rows[order], columns[order], found[order]
    first, last = _run_of_ties(rows, found)
    start = np.searchsorted(rows, rows, side="left")
    return Neighbours(rows, columns, found, first - start + 1, last - first + 1)


def kth_costs(costs: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return the least, second least, ... k-th least distance of each origin.

    Parameters
    ----------
    costs, k
        As in `k_nearest`.

    Returns
    -------
    numpy.ndarray
        Rising from left to right, infinite where fewer can be reached; shape (origins, k), or as
        many columns as there are targets.

    Raises
    ------
    ValueRangeError
        As in `k_nearest`.

    Examples
    --------
    >>> kth_costs(np.array([[300.0, 100.0, 900.0]]), k=2).tolist()
    [[100.0, 300.0]]
    """
    if costs.ndim != _DIMENSIONS or costs.shape[1] == 0 or not (costs >= 0).all():
        raise ValueRangeError(
            said(
                "`costs`: expected a matrix of origins by one target or more, of zero or "
                "more and without NaN, got shape {shape}: use infinity where no way leads",
                shape=costs.shape,
            )
        )
    if k < 1:
        raise ValueRangeError(said("expected `k` of one or more, got {k}: 3 are usual", k=k))
    k = min(k, costs.shape[1])
    least = np.empty((len(costs), k))
    for part in _parts(costs):
        least[part] = np.sort(np.partition(costs[part], k - 1, axis=1)[:, :k], axis=1)
    return least


def _parts(costs: NDArray[np.float64]) -> list[slice]:
    """Return runs of rows that are gone through at once, so that no second matrix is held."""
    size = max(1, _CELLS_AT_ONCE // costs.shape[1])
    return [slice(first, first + size) for first in range(0, max(1, len(costs)), size)]


def _run_of_ties(
    rows: NDArray[np.int64], found: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last of the sorted neighbours of one origin that tie with each."""
    ends = []
    for step in (-1, 1):
        end = np.arange(len(rows))
        moving = end
        while len(moving):
            beside = end[moving] + step
            inside = (beside >= 0) & (beside < len(rows))
            moving, beside = moving[inside], beside[inside]
            tied = rows[beside] == rows[moving]
            tied &= np.abs(found[beside] - found[moving]) <= TIE
            moving = moving[tied]
            end[moving] = beside[tied]
        ends.append(end)
    return ends[0], ends[1]
