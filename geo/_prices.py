"""Prices of supplies near those at which demand fits, from where the exact method starts.

With a price a supply, each demand goes where its cost and price together are least. Prices are
sought that maximise the dual of the transportation problem, smoothed: demand parts among its few
cheapest supplies by a softened minimum, which is hardened step by step. Each step is Newton's, on
as many unknowns as there are supplies; the first, soft ones are found on a sample of the demand.
Near is enough: `geo._transport` makes it exact.

Source: J. Kitagawa, Q. Merigot, B. Thibert, Convergence of a Newton algorithm for semi-discrete
optimal transport, 2019; D. P. Bertsekas, Projected Newton methods, 1982 (bounds).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import linalg, sparse

from geo._stripes import in_stripes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["near_prices"]

_SAMPLE = 4000


class _Level(NamedTuple):
    """How soft the minimum is, by the median nearest cost; samples and supplies looked at."""

    softness: float
    samples: int
    nearest: int


_LEVELS = (
    _Level(1.0, 1, 32),
    _Level(0.2, 1, 24),
    _Level(0.04, 4, 16),
    _Level(0.01, 8, 12),
    _Level(0.003, 1000, 8),
)
_LEVELS_NEAR = (_Level(0.002, 1000, 8), _Level(0.0002, 1000, 6))
"""The levels where prices are near already: harder, as it costs less to reach the best."""

_STEPS = 15
_TRIES = 8
_ENOUGH = 0.001
_SLOPE = 1e-4
_NEGLIGIBLE = 1e-7
_DAMPING = 1e-8
_HARDER, _SOFTER = 30.0, 10.0
_SEED = 1


class _Split(NamedTuple):
    """How demand parts at some prices."""

    dual: float
    over: NDArray[np.float64]
    weights: NDArray[np.float64]


class _Choice:
    """The few supplies that each demand chooses among, and the choice to stay unserved.

    Arrays hold a row a choice and a column a demand: sums over few choices are quickest so.
    """

    def __init__(
        self,
        costs: NDArray[np.float64],
        demand: NDArray[np.float64],
        capacity: NDArray[np.float64],
        penalty: float,
        prices: NDArray[np.float64],
        nearest: int,
        rows: NDArray[np.int64],
    ) -> None:
        self.demand, self.penalty = demand[rows], penalty
        self.capacity = capacity * (self.demand.sum() / demand.sum())
        count = len(capacity)
        reached = int(np.isfinite(costs).sum(axis=1).max())
        kept = min(nearest, count, max(reached, 1))
        self.every = kept == count

        def part(here: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
            mine = costs[here]
            if self.every:
                return np.broadcast_to(np.arange(count), mine.shape), mine
            near = np.argpartition(mine + prices, kept - 1, axis=1)[:, :kept]
            return near, np.take_along_axis(mine, near, axis=1)

        nodes, ways = in_stripes(part, rows, count)
        self.nodes, self.costs = np.ascontiguousarray(nodes.T), np.ascontiguousarray(ways.T)

    def split(self, prices: NDArray[np.float64], softness: float) -> _Split:
        """Part each demand by a softened minimum of cost and price."""
        priced = self.costs + (prices[:, None] if self.every else prices[self.nodes])
        least = np.minimum(priced.min(axis=0), self.penalty)
        weights = np.exp((least - priced) / softness)
        whole = weights.sum(axis=0) + np.exp((least - self.penalty) / softness)
        weights *= self.demand / whole
        dual = (least - softness * np.log(whole)) @ self.demand - prices @ self.capacity
        return _Split(float(dual), self._load(weights) - self.capacity, weights)

    def slopes(self, split: _Split, softness: float) -> NDArray[np.float64]:
        """Return how fast load leaves a supply (row) as a price (column) rises."""
        shares = split.weights / self.demand
        if self.every:
            return (
                np.asarray(np.diag(self._load(split.weights)) - split.weights @ shares.T) / softness
            )
        choices, columns = np.nonzero(shares > _NEGLIGIBLE)
        values = shares[choices, columns]
        shape = (len(self.demand), len(self.capacity))
        parts = sparse.csr_array((values, (columns, self.nodes[choices, columns])), shape=shape)
        shared = (parts.T @ (parts * self.demand[:, None])).toarray()
        return np.asarray((np.diag(self._load(split.weights)) - shared) / softness)

    def _load(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.every:
            return np.asarray(weights.sum(axis=1))
        loads = np.bincount(self.nodes.ravel(), weights.ravel(), minlength=len(self.capacity))
        return np.asarray(loads, dtype=float)


def near_prices(
    costs: NDArray[np.float64],
    demand: NDArray[np.float64],
    capacity: NDArray[np.float64],
    penalty: float,
    prices: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return prices, from zero to the penalty, at which nearly all demand fits: see the module.

    Given `prices` are taken to be near already, and only hard levels are gone through.
    """
    order = np.random.default_rng(_SEED).permutation(np.flatnonzero(demand))
    nearest = costs[order[:_SAMPLE]].min(axis=1)
    nearest = nearest[np.isfinite(nearest) & (nearest > 0)]
    if len(nearest) == 0:
        return np.zeros(len(capacity))
    unit = float(np.median(nearest))
    levels = _LEVELS if prices is None else _LEVELS_NEAR
    found = np.zeros(len(capacity)) if prices is None else prices
    for softness, samples, near in levels:
        rows = np.sort(order[: _SAMPLE * samples])
        choice = _Choice(costs, demand, capacity, penalty, found, near, rows)
        found = _risen(choice, found, softness * unit)
    return found


def _risen(choice: _Choice, prices: NDArray[np.float64], softness: float) -> NDArray[np.float64]:
    """Return the prices of the greatest smoothed dual, or near them."""
    here = choice.split(prices, softness)
    enough, damping = _ENOUGH * choice.demand.sum(), _DAMPING
    for _ in range(_STEPS):
        low, high = prices <= 0, prices >= choice.penalty
        free = ~((low & (here.over <= 0)) | (high & (here.over >= 0)))
        if np.abs(here.over[free]).sum() <= enough:
            break
        slopes = choice.slopes(here, softness)[np.ix_(free, free)]
        scale = float(np.trace(slopes)) / len(slopes) + np.finfo(float).tiny
        for _ in range(_TRIES):
            damped = slopes + np.diag(np.full(len(slopes), damping * scale))
            try:
                factor = linalg.cho_factor(damped)
            except linalg.LinAlgError:
                damping *= _HARDER
                continue
            step = np.zeros(len(prices))
            step[free] = linalg.cho_solve(factor, here.over[free])
            there = np.clip(prices + step, 0.0, choice.penalty)
            found = choice.split(there, softness)
            if found.dual >= here.dual + _SLOPE * here.over @ (there - prices):
                break
            damping *= _HARDER
        else:
            break
        damping = max(damping / _SOFTER, _DAMPING)
        prices, here = there, found
    return prices
