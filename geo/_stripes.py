"""Rows of a large matrix, looked at piece by piece so that little of it is copied at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["cheapest", "in_stripes"]

_CELLS_AT_ONCE = 1_000_000


def in_stripes(
    function: Callable[[NDArray[np.int64]], tuple[NDArray[Any], ...]],
    rows: NDArray[np.int64],
    columns: int,
) -> list[NDArray[Any]]:
    """Return the arrays that a function gives for some rows, found in pieces and put together."""
    count = -(-len(rows) * columns // _CELLS_AT_ONCE)
    if count <= 1:
        return list(function(rows))
    found = in_threads(function, np.array_split(rows, count))
    return [np.concatenate(parts) for parts in zip(*found, strict=True)]


def cheapest(
    costs: NDArray[np.float64],
    prices: NDArray[np.float64],
    penalty: float,
    rows: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the column of least cost and price for some rows, and that; the count where none is.

    Of equal ones the first is taken; one that costs the penalty or more is none.
    """

    def part(here: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        priced = costs[here] + prices
        best = priced.argmin(axis=1)
        least = priced[np.arange(len(best)), best]
        best[least >= penalty] = costs.shape[1]
        return best, np.minimum(least, penalty)

    best, least = in_stripes(part, rows, costs.shape[1])
    return best, least
