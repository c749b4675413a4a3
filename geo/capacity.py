"""Who is served when each supply can take only so many: nearest first, and at least total cost.

Both take a matrix of costs (metres or minutes, a row a demand and a column a supply, infinite where
there is no way), the people of each demand and the capacity of each supply. A demand may be parted
among supplies. Whoever finds no place within reach remains. For whole numbers all results are
whole and exact; other numbers are first rounded to a step so fine (2^-52 of the total) that sums
are exact, so that served + remaining = total holds to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from geo._errors import ValueRangeError
from geo._numbers import checked_numbers
from geo._prices import near_prices
from geo._queue import first_come
from geo._said import said
from geo._stripes import cheapest
from geo._transport import Transport

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Allocation", "duality_gap", "least_cost", "nearest_first"]

_MANTISSA_BITS = 53
_FIRST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Who is served where.

    Attributes
    ----------
    rows, columns
        Demand and supply of each pair that comes about: row and column of the matrix.
    people, costs
        How many of the demand's people the supply takes, and the cost a person, of each pair.
    demand
        People of each demand, as counted (rounded so that sums are exact).
    capacity
        Capacity of each supply, as counted.
    prices
        The dual price of each supply: what one more place there would save, in units of cost a
        person; None where the method has none.
    penalty
        The price of a person unserved that stands behind `prices`; NaN where there are none.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    people: NDArray[np.float64]
    costs: NDArray[np.float64]
    demand: NDArray[np.float64]
    capacity: NDArray[np.float64]
    prices: NDArray[np.float64] | None = None
    penalty: float = np.nan

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs as a table ``demand, supply, people, cost``, by demand, then supply."""
        found = {
            "demand": self.rows,
            "supply": self.columns,
            "people": self.people,
            "cost": self.costs,
        }
        return pd.DataFrame(found).sort_values(["demand", "supply"], ignore_index=True)

    @property
    def served(self) -> NDArray[np.float64]:
        """People served of each demand."""
        return np.asarray(np.bincount(self.rows, self.people, len(self.demand)), dtype=float)

    @property
    def remaining(self) -> NDArray[np.float64]:
        """People of each demand who find no place."""
        return self.demand - self.served

    @property
    def load(self) -> NDArray[np.float64]:
        """People that each supply takes."""
        return np.asarray(np.bincount(self.columns, self.people, len(self.capacity)), dtype=float)

    @property
    def cost(self) -> float:
        """Sum of people x cost over all who are served."""
        return float(self.people @ self.costs)


def nearest_first(
    costs: NDArray[np.float64] | sparse.sparray,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    within: float = np.inf,
) -> Allocation:
    """Serve demand in the order of distance: the nearest pair of demand and supply first.

    All pairs are gone through by cost, equal ones by row of the demand, then column of the supply;
    each takes as many people as are left of the demand and as places are left of the supply. It is
    also the outcome of deferred acceptance, where each demand asks its nearest supply first and
    each supply keeps those nearest to it (Gale and Shapley, 1962).

    Parameters
    ----------
    costs
        Cost a person, zero or more, a row a demand and a column a supply; infinite where there is
        no way. A sparse array holds the pairs within reach, all others have no way. It is held as
        a full matrix: 8 bytes a pair.
    demand
        People of each demand, zero or more.
    capacity
        Places of each supply, zero or more.
    within
        Greatest cost at which anyone is served, in units of `costs`.

    Returns
    -------
    Allocation
        Who is served where; without prices.

    Raises
    ------
    ValueRangeError
        A number is negative or NaN, or the lengths do not fit.

    Examples
    --------
    >>> villages_to_clinics = np.array([[1.0, 2.0], [2.0, 9.0]])
    >>> found = nearest_first(villages_to_clinics, [10, 10], [10, 10])
    >>> found.pairs[["demand", "supply", "people"]].values.tolist(), found.cost
    ([[0.0, 0.0, 10.0], [1.0, 1.0, 10.0]], 100.0)
    """
    matrix, people, places = _checked(costs, demand, capacity, within)
    matrix = _limited(matrix, within)
    rows, columns, moved = first_come(matrix, people, places)
    return Allocation(rows, columns, moved, matrix[rows, columns], people, places)


def least_cost(
    costs: NDArray[np.float64] | sparse.sparray,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    within: float = np.inf,
    prices: NDArray[np.float64] | None = None,
) -> Allocation:
    """Serve as many as can be served, and among all ways to do so the one of least total cost.

    The transportation problem: maximise the sum of x, then minimise the sum of cost x x, where x is
    people by demand and supply, no demand gives more than its people and no supply takes more than
    its capacity. Solved exactly: prices of the supplies near the best (`geo._prices`), then
    shortest augmenting paths (`geo._transport`); `duality_gap` proves the answer.

    Parameters
    ----------
    costs, demand, capacity, within
        As in `nearest_first`.
    prices
        Prices to start from, of a problem much like this one; the answer's cost does not depend on
        them. None finds them.

    Returns
    -------
    Allocation
        Who is served where, with the prices that prove it. Where several ways cost the same, one of
        them, the same one at each call.

    Raises
    ------
    ValueRangeError
        A number is negative or NaN, or the lengths do not fit.

    Examples
    --------
    >>> villages_to_clinics = np.array([[1.0, 2.0], [2.0, 9.0]])
    >>> found = least_cost(villages_to_clinics, [10, 10], [10, 10])
    >>> found.pairs[["demand", "supply", "people"]].values.tolist(), found.cost
    ([[0.0, 1.0, 10.0], [1.0, 0.0, 10.0]], 40.0)
    """
    matrix, people, places = _checked(costs, demand, capacity, within)
    ways = np.isfinite(matrix) & (matrix <= within)
    greatest = float(np.max(matrix, where=ways, initial=0.0)) + 1.0
    first = _FIRST * greatest
    last = max(first, (2 + len(places)) * greatest)
    reaching = np.flatnonzero((people > 0) & ways.any(axis=1))
    del ways
    some = 0 < len(reaching) < len(matrix)
    near, asking = (matrix[reaching], people[reaching]) if some else (matrix, people)
    near = _limited(near, within, own=some)
    start = near_prices(near, asking, places, first, prices)
    transport = Transport(near, asking, places, first, start)
    transport.solve()
    transport.raise_penalty(last)
    found = transport.solve()
    held = transport.held[:-1]
    rows = np.array([row for members in held for row in members], dtype=np.int64)
    moved = np.array([amount for members in held for amount in members.values()], dtype=float)
    columns = np.repeat(np.arange(len(places)), [len(members) for members in held])
    costs_of_pairs = near[rows, columns]
    rows = reaching[rows] if some else rows
    return Allocation(rows, columns, moved, costs_of_pairs, people, places, found, last)


def duality_gap(
    found: Allocation, costs: NDArray[np.float64] | sparse.sparray, *, within: float = np.inf
) -> float:
    """Return by how much an answer of `least_cost` may exceed the least, as a share of its cost.

    Any prices v of zero or more bound the least from below: the sum over demand of people times
    min(penalty, min over supplies of cost + v) less the sum of capacity times v (weak duality). The
    gap is the answer, unserved people at the penalty, less that bound: zero, up to rounding,
    proves that no cheaper answer exists.

    Parameters
    ----------
    found
        An answer of `least_cost`.
    costs, within
        What it was computed from.

    Raises
    ------
    ValueRangeError
        The answer has no prices.

    Examples
    --------
    >>> costs = np.array([[1.0, 2.0], [2.0, 9.0]])
    >>> duality_gap(least_cost(costs, [10, 10], [10, 10]), costs) < 1e-9
    True
    """
    if found.prices is None:
        raise ValueRangeError(
            said(
                "expected an answer of `least_cost`, got one without prices: `nearest_first` "
                "has none"
            )
        )
    matrix, _, _ = _checked(costs, found.demand, found.capacity, within)
    matrix = _limited(matrix, within)
    _, least = cheapest(matrix, found.prices, found.penalty, np.arange(len(matrix)))
    bound = least @ found.demand - found.prices @ found.capacity
    whole = found.cost + found.penalty * found.remaining.sum()
    return float((whole - bound) / max(whole, 1.0))


def _checked(
    costs: NDArray[np.float64] | sparse.sparray,
    demand: ArrayLike,
    capacity: ArrayLike,
    within: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the matrix, not copied where it is one, and exact amounts."""
    people = checked_numbers(pd.Series(np.asarray(demand), name="people"), "demand")
    places = checked_numbers(pd.Series(np.asarray(capacity), name="capacity"), "supply")
    matrix = _full(costs) if sparse.issparse(costs) else np.asarray(costs, dtype=float)
    if matrix.shape != (len(people), len(places)) or 0 in matrix.shape:
        raise ValueRangeError(
            said(
                "expected costs of {demands} demands (rows) and {supplies} supplies "
                "(columns), one of each at least, got {shape}: give a row a demand and a "
                "column a supply",
                demands=len(people),
                supplies=len(places),
                shape=matrix.shape,
            )
        )
    if np.isnan(within) or within < 0:
        raise ValueRangeError(
            said("expected `within` of zero or more, got {within}: correct it", within=within)
        )
    if not matrix.min() >= 0:
        raise ValueRangeError(
            said(
                "expected costs of zero or more, infinite where there is no way, got "
                "negative numbers or NaN: correct them"
            )
        )
    total = max(float(people.sum()), float(places.sum()))
    step = 2.0 ** (np.ceil(np.log2(total)) + 1 - _MANTISSA_BITS) if total > 0 else 1.0
    return matrix, np.round(people / step) * step, np.round(places / step) * step


def _limited(
    matrix: NDArray[np.float64], within: float, *, own: bool = False
) -> NDArray[np.float64]:
    """Return a matrix with infinite costs beyond reach; one of our `own` is changed in place."""
    if not np.isfinite(within):
        return matrix
    limited = matrix if own else matrix.copy()
    limited[limited > within] = np.inf
    return limited


def _full(costs: Any) -> NDArray[np.float64]:
    """Return a sparse array as a matrix, infinite where it holds nothing."""
    pairs = costs.tocoo()
    matrix = np.full(pairs.shape, np.inf)
    matrix[pairs.row, pairs.col] = pairs.data
    return matrix
