"""Nearest first: pairs of demand and supply by distance, each taken as far as both have anything.

Instead of sorting all pairs, each demand waits at its nearest supply that is open. The supply that
overflows at the least distance closes there: nobody nearer can still be turned away, so those it
holds stay, and the others go to wait at their next. There are as many such steps as supplies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo._stripes import cheapest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["first_come"]


class _Line:
    """Who waits at one supply, in order of distance, equal ones in order of rows."""

    def __init__(self, capacity: float) -> None:
        self.capacity = capacity
        self.rows = np.empty(0, dtype=np.int64)
        self.costs = np.empty(0)
        self.people = np.empty(0)

    def join(
        self, rows: NDArray[np.int64], costs: NDArray[np.float64], people: NDArray[np.float64]
    ) -> None:
        rows, costs = np.append(self.rows, rows), np.append(self.costs, costs)
        order = np.lexsort((rows, costs))
        self.rows, self.costs = rows[order], costs[order]
        self.people = np.append(self.people, people)[order]

    def overflow(self) -> tuple[float, int]:
        """Return cost and row at which the supply is overfull; infinite where all find a place."""
        first = int(np.searchsorted(self.people.cumsum(), self.capacity, side="right"))
        if first == len(self.rows):
            return np.inf, 0
        return float(self.costs[first]), int(self.rows[first])

    def close(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Keep as many as find a place; return rows and people of those who do not."""
        ahead = self.people.cumsum() - self.people
        taken = np.clip(self.capacity - ahead, 0.0, self.people)
        out = taken < self.people
        turned = self.rows[out], (self.people - taken)[out]
        kept = taken > 0
        self.rows, self.costs, self.people = self.rows[kept], self.costs[kept], taken[kept]
        return turned


def first_come(
    costs: NDArray[np.float64], demand: NDArray[np.float64], capacity: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return row, column and people of each pair that comes about, of checked numbers."""
    count = len(capacity)
    lines = [_Line(float(places)) for places in capacity]
    closed = np.zeros(count)
    ends = [(np.inf, 0)] * count
    rows = np.flatnonzero(demand)
    people, best = demand[rows], cheapest(costs, closed, np.inf, rows)[0]
    while True:
        for column in np.unique(best[best < count]).tolist():
            here = best == column
            lines[column].join(rows[here], costs[rows[here], column], people[here])
            ends[column] = lines[column].overflow()
        column = min(range(count), key=lambda one: (*ends[one], one))
        if ends[column][0] == np.inf:
            break
        rows, people = lines[column].close()
        closed[column], ends[column] = np.inf, (np.inf, 0)
        best = cheapest(costs, closed, np.inf, rows)[0]
    sizes = [len(line.rows) for line in lines]
    return (
        np.concatenate([line.rows for line in lines]),
        np.repeat(np.arange(count), sizes),
        np.concatenate([line.people for line in lines]),
    )
