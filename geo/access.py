"""Access to supply: opportunities within reach, gravity potential, and floating catchments.

All three come of weights ``f(c)`` of the ways from demand to supply: see `geo.decay`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy import sparse

from geo._errors import ValueRangeError
from geo._said import said
from geo.decay import Decay, decay_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.origin_destination import Pairs

__all__ = ["gravity", "pair_weights", "spread", "two_step"]

Weights: TypeAlias = "NDArray[np.float64] | sparse.csr_array"
"""Of demand (rows) and supply (columns): all of them, or those above zero."""

_DECILE, _MEDIAN = 0.1, 0.5
_ONE_THREAD = 200_000
"""Multiplications up to which OpenBLAS keeps to one thread."""
_FEWEST_ROWS = 64


def pair_weights(
    pairs: Pairs, shape: tuple[int, int], *, within: float, decay: Decay | None = None
) -> sparse.csr_array:
    """Return the weights of pairs as a sparse matrix: for places so many that most do not meet.

    Parameters
    ----------
    pairs
        Of `geo.origin_destination.od_pairs`, from demand to supply, by demand.
    shape
        How many places of demand and of supply there are.
    within, decay
        As in `decay_weights`.

    Returns
    -------
    scipy.sparse.csr_array
        For `gravity` and `two_step` in place of all weights; shape (demand, supply).

    Raises
    ------
    ValueRangeError
        As in `decay_weights`.

    Examples
    --------
    >>> from geo.origin_destination import Pairs
    >>> pairs = Pairs(np.array([0, 1]), np.array([1, 0]), np.array([10.0, 40.0]))
    >>> pair_weights(pairs, (2, 2), within=30).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    weights = decay_weights(pairs.costs, within=within, decay=decay)
    ends = np.searchsorted(pairs.rows, np.arange(shape[0] + 1))
    return sparse.csr_array((weights, pairs.columns, ends), shape=shape)


def gravity(weights: Weights, supply: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the potential of each place: ``A_i = sum_j S_j f(c_ij)``.

    W. G. Hansen, How Accessibility Shapes Land Use, 1959. With weights of 1 up to a bound these are
    cumulative opportunities: how much supply lies within reach.

    Parameters
    ----------
    weights
        Of `decay_weights` or `pair_weights`, shape (demand, supply).
    supply
        How much each supply has; of several kinds at once, a column a kind.

    Returns
    -------
    numpy.ndarray
        In units of `supply`; shape (demand,) or (demand, kinds).

    Raises
    ------
    ValueRangeError
        `supply` is not as long as `weights` is wide, or holds what is not zero or more.

    Examples
    --------
    >>> gravity(np.array([[1.0, 0.5], [0.0, 0.5]]), np.array([3.0, 2.0])).tolist()
    [4.0, 1.0]
    """
    return _product(weights, _amounts(supply, weights.shape[1], "supply"))


def two_step(
    weights: Weights, demand: NDArray[np.float64], supply: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return supply a head at each place, by the two-step floating catchment area.

    ``R_j = S_j / sum_i P_i f(c_ij)``, then ``A_i = sum_j R_j f(c_ij)``. W. Luo, F. Wang, 2003
    (2SFCA, weights of 1 within reach); W. Luo, Y. Qi, 2009 (E2SFCA, weights that fall). Supply is
    conserved: ``sum_i A_i P_i`` is the supply that has any demand within reach.

    Parameters
    ----------
    weights
        Of `decay_weights` or `pair_weights`, shape (demand, supply).
    demand
        People at each place.
    supply
        How much each supply has; of several kinds at once, a column a kind.

    Returns
    -------
    numpy.ndarray
        Units of supply a head; shape (demand,) or (demand, kinds).

    Raises
    ------
    ValueRangeError
        `demand` or `supply` do not fit `weights`, or hold what is not zero or more.

    Examples
    --------
    >>> near = np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> two_step(near, np.array([10.0, 30.0]), np.array([4.0, 3.0])).tolist()
    [0.1, 0.2]
    """
    amounts = _amounts(supply, weights.shape[1], "supply")
    asking = _amounts(demand, weights.shape[0], "demand") @ weights
    share = np.divide(1.0, asking, out=np.zeros(len(asking)), where=asking > 0)
    return _product(weights, amounts * (share if amounts.ndim == 1 else share[:, None]))


def _product(weights: Weights, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply, by blocks of rows where these are so small that no threads wait for each other."""
    rows = _ONE_THREAD // max(1, amounts.size)
    if rows < _FEWEST_ROWS or not isinstance(weights, np.ndarray):
        return np.asarray(weights @ amounts)
    found = np.empty((len(weights), *amounts.shape[1:]))
    for first in range(0, len(weights), rows):
        np.matmul(weights[first : first + rows], amounts, out=found[first : first + rows])
    return found


def _amounts(values: NDArray[Any], count: int, name: str) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=float)
    faulty = ~(np.isfinite(numbers) & (numbers >= 0))
    if len(numbers) != count or faulty.any():
        raise ValueRangeError(
            said(
                "`{name}`: expected {count} numbers of zero or more, as many as `weights` "
                "has, got {rows}, of which {faulty} are not: correct them",
                name=said(name),
                count=count,
                rows=len(numbers),
                faulty=int(faulty.sum()),
            )
        )
    return numbers


def spread(values: NDArray[np.float64], people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mean, median and lowest decile over people of the values of their places.

    A quantile is the least value with that share of the people at or below it.

    Parameters
    ----------
    values
        Shape (places, kinds).
    people
        At each place, zero or more.

    Returns
    -------
    numpy.ndarray
        Shape (3, kinds); NaN where there are no people.

    Examples
    --------
    >>> spread(np.array([[1.0], [2.0], [6.0]]), np.array([1, 6, 3])).ravel().tolist()
    [3.1, 2.0, 1.0]
    """
    total = float(people.sum())
    if total <= 0:
        return np.full((3, values.shape[1]), np.nan)
    kinds = np.ascontiguousarray(values.T)
    order = np.argsort(kinds, axis=1, kind="stable")
    upto = np.cumsum(people[order], axis=1)
    found = np.empty((3, len(kinds)))
    found[0] = (kinds * people).sum(axis=1) / total
    shares = np.array([_MEDIAN, _DECILE]) * total
    for kind, row in enumerate(kinds):
        place = np.minimum(np.searchsorted(upto[kind], shares), len(people) - 1)
        found[1:, kind] = row[order[kind, place]]
    return found
