"""Access to supply: opportunities within reach, gravity potential, and floating catchments.

All three come of a matrix of weights ``f(c)`` of the ways from demand (rows) to supply (columns):
1 or less, less the longer the way, 0 beyond the reach. `decay_weights` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from geo._errors import ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["STEPS", "Decay", "DecayKind", "decay_weights", "gravity", "spread", "two_step"]

DecayKind = Literal["none", "steps", "gaussian", "exponential", "power"]

STEPS = (1.0, 0.68, 0.22)
"""Weights of the three zones of Luo & Qi (2009), slow decay."""

_DECILE, _MEDIAN = 0.1, 0.5
_ONE_THREAD = 200_000
"""Multiplications up to which OpenBLAS keeps to one thread."""
_FEWEST_ROWS = 64


@dataclass(frozen=True, slots=True)
class Decay:
    """How the weight of supply falls with the way to it.

    Attributes
    ----------
    kind
        "none": 1 up to the reach. "steps": the reach in bands of equal width, a weight a band
        (Luo & Qi 2009). "gaussian": exp(-(c / scale)^2 / 2). "exponential": exp(-c / scale).
        "power": (c / scale)^-exponent, 1 up to the scale (Hansen 1959).
    scale
        Metres or minutes; above zero.
    exponent
        Of the power; above zero.
    steps
        Weights of the bands from 1 to 0, none above the one before.
    """

    kind: DecayKind = "none"
    scale: float = 1.0
    exponent: float = 2.0
    steps: tuple[float, ...] = STEPS

    def __post_init__(self) -> None:
        if self.kind not in get_args(DecayKind):
            raise ValueRangeError(
                f"expected a decay among {list(get_args(DecayKind))}, got `{self.kind}`: choose one"
            )
        if not (self.scale > 0 and self.exponent > 0):
            raise ValueRangeError(
                f"expected `scale` and `exponent` of the decay above zero, got {self.scale:g} and "
                f"{self.exponent:g}: correct them"
            )
        falling = (1.0, *self.steps, 0.0)
        if not self.steps or any(b > a for a, b in pairwise(falling)):
            raise ValueRangeError(
                f"expected weights of `steps` from 1 to 0, none above the one before, got "
                f"{list(self.steps)}: 1, 0.68, 0.22 are usual"
            )


def decay_weights(
    costs: NDArray[np.float64], *, within: float, decay: Decay | None = None
) -> NDArray[np.float64]:
    """Return the weight of each way: ``f(c)`` where ``c <= within``, else 0.

    Parameters
    ----------
    costs
        Metres or minutes of zero or more, infinite where no way leads.
    within
        Greatest distance or time; above zero.
    decay
        How the weight falls; None is 1 up to `within`.

    Returns
    -------
    numpy.ndarray
        From 0 to 1, of the shape of `costs`.

    Raises
    ------
    ValueRangeError
        The reach is not above zero, or a way is NaN or below zero.

    Examples
    --------
    >>> ways = np.array([[0.0, 10.0, 11.0, 30.0, 31.0]])
    >>> decay_weights(ways, within=30, decay=Decay("steps")).tolist()
    [[1.0, 1.0, 0.68, 0.22, 0.0]]
    """
    if not within > 0:
        raise ValueRangeError(f"expected `within` above zero, got {within:g}: correct it")
    if not (costs >= 0).all():
        raise ValueRangeError(
            "`costs`: expected ways of zero or more without NaN: use infinity where no way leads"
        )
    decay = decay or Decay()
    near = costs <= within
    if decay.kind == "none":
        return near.astype(float)
    found = np.zeros(np.shape(costs))
    found[near] = _FALLING[decay.kind](costs[near], within, decay)
    return found


def _steps(cost: NDArray[np.float64], within: float, decay: Decay) -> NDArray[np.float64]:
    band = np.ceil(cost / within * len(decay.steps)).astype(np.int64) - 1
    return np.asarray(np.array(decay.steps)[np.clip(band, 0, len(decay.steps) - 1)])


def _gaussian(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.exp(-((cost / decay.scale) ** 2) / 2))


def _exponential(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.exp(-cost / decay.scale))


def _power(cost: NDArray[np.float64], _within: float, decay: Decay) -> NDArray[np.float64]:
    return np.asarray(np.maximum(cost / decay.scale, 1.0) ** -decay.exponent)


_FALLING: dict[str, Callable[[NDArray[np.float64], float, Decay], NDArray[np.float64]]] = {
    "steps": _steps,
    "gaussian": _gaussian,
    "exponential": _exponential,
    "power": _power,
}


def gravity(weights: NDArray[np.float64], supply: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the potential of each place: ``A_i = sum_j S_j f(c_ij)``.

    W. G. Hansen, How Accessibility Shapes Land Use, 1959. With weights of 1 up to a bound these are
    cumulative opportunities: how much supply lies within reach.

    Parameters
    ----------
    weights
        Of `decay_weights`, shape (demand, supply).
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
    weights: NDArray[np.float64], demand: NDArray[np.float64], supply: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return supply a head at each place, by the two-step floating catchment area.

    ``R_j = S_j / sum_i P_i f(c_ij)``, then ``A_i = sum_j R_j f(c_ij)``. W. Luo, F. Wang, 2003
    (2SFCA, weights of 1 within reach); W. Luo, Y. Qi, 2009 (E2SFCA, weights that fall). Supply is
    conserved: ``sum_i A_i P_i`` is the supply that has any demand within reach.

    Parameters
    ----------
    weights
        Of `decay_weights`, shape (demand, supply).
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


def _product(weights: NDArray[np.float64], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply, by blocks of rows where these are so small that no threads wait for each other."""
    rows = _ONE_THREAD // max(1, amounts.size)
    if rows < _FEWEST_ROWS:
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
            f"`{name}`: expected {count} numbers of zero or more, as many as `weights` has, got "
            f"{len(numbers)}, of which {int(faulty.sum())} are not: correct them"
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
