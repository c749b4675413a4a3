"""Least total cost exactly: shortest augmenting paths over the few supplies, not the many demands.

The graph has a node a supply, one for demand that stays unserved and one that closes the books.
Moving a demand from one supply to another costs the difference of its two ways; the cheapest such
move between each two supplies is kept. From prices near the best few people sit at the wrong
supply: each augmentation moves some of them along the cheapest chain of moves. Prices stay such
that no move has a reduced cost below zero, which proves the answer to be the least.

Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, chapter 9.7 (successive
shortest paths with potentials).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo._stripes import cheapest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Transport"]

_ROWS_AT_ONCE = 2048


class Transport:
    """The transportation problem in the making: who sits where, and the prices.

    Parameters
    ----------
    costs
        Cost a person, a row a demand and a column a supply; infinite where there is no way.
    demand, capacity
        Amounts whose sums and differences are exact.
    penalty
        Cost of a person unserved, above that of any chain of moves.
    prices
        A price a supply to start from, zero or more; the nearer to the best, the sooner done.
    """

    def __init__(
        self,
        costs: NDArray[np.float64],
        demand: NDArray[np.float64],
        capacity: NDArray[np.float64],
        penalty: float,
        prices: NDArray[np.float64],
    ) -> None:
        count = costs.shape[1]
        self._costs, self._capacity, self._penalty = costs, capacity, penalty
        self._unserved, self._closing = count, count + 1
        self._prices = np.concatenate([prices, [0.0, 0.0]])
        there = np.flatnonzero(demand)
        best, _ = cheapest(costs, prices, penalty, there)
        sort = np.argsort(best, kind="stable")
        order, ends = there[sort], np.searchsorted(best[sort], np.arange(count + 2))
        self.held: list[dict[int, float]] = [
            dict(zip(rows.tolist(), demand[rows].tolist(), strict=True))
            for rows in np.split(order, ends[1:-1])
        ]
        load = np.array([sum(members.values()) for members in self.held])
        full = np.where(prices > 0, capacity, np.minimum(load[:-1], capacity))
        self._used = np.append(full, load[-1])
        self._excess = np.append(load - self._used, self._used.sum() - load.sum())
        self._moves = np.full((count + 2, count + 2), np.inf)
        self._movers = np.full((count + 1, count + 1), -1, dtype=np.int64)
        for node in range(count + 1):
            self._find_moves(node, np.arange(count + 1))
            self._close(node)

    def solve(self) -> NDArray[np.float64]:
        """Move people along cheapest chains until no supply is overfull; return the prices."""
        while (self._excess > 0).any():
            self._augment(self._chain())
        prices = self._prices[: self._unserved] - self._prices[self._closing]
        return np.asarray(np.maximum(prices, 0.0))

    def raise_penalty(self, penalty: float) -> None:
        """Charge more for a person unserved; whoever is unserved has to look for a place anew."""
        more, node = penalty - self._penalty, self._unserved
        self._penalty = penalty
        self._moves[:node, node] += more
        self._moves[node, :node] -= more
        self._prices[node] -= more
        left = self._used[node]
        self._used[node] = 0.0
        self._excess[[node, self._closing]] += left, -left
        self._close(node)

    def _cost(self, rows: NDArray[np.int64], nodes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return costs of some demands at some nodes: rows, nodes."""
        found = self._costs[rows[:, None], np.minimum(nodes, self._unserved - 1)]
        found[:, nodes == self._unserved] = self._penalty
        return np.asarray(found)

    def _find_moves(self, node: int, targets: NDArray[np.int64]) -> None:
        """Find the cheapest move from a node to some others, among all who sit there."""
        least = np.full(len(targets), np.inf)
        mover = np.full(len(targets), -1, dtype=np.int64)
        members = np.fromiter(self.held[node], dtype=np.int64, count=len(self.held[node]))
        columns = np.arange(len(targets))
        for start in range(0, len(members), _ROWS_AT_ONCE):
            rows = members[start : start + _ROWS_AT_ONCE]
            change = self._cost(rows, targets) - self._cost(rows, np.array([node]))
            first = change.argmin(axis=0)
            value = change[first, columns]
            better = value < least
            least[better], mover[better] = value[better], rows[first[better]]
        self._moves[node, targets], self._movers[node, targets] = least, mover
        self._moves[node, node] = np.inf

    def _close(self, node: int) -> None:
        """Open or shut the ways between a supply and the node that closes the books."""
        room = node == self._unserved or self._used[node] < self._capacity[node]
        self._moves[node, self._closing] = 0.0 if room else np.inf
        self._moves[self._closing, node] = 0.0 if self._used[node] > 0 else np.inf

    def _chain(self) -> list[int]:
        """Return the cheapest chain of nodes from one overfull to one short; raise prices to it."""
        prices = self._prices
        distance = np.where(self._excess > 0, 0.0, np.inf)
        open_distance, before = distance.copy(), np.full(len(prices), -1)
        settled = []
        while True:
            node = int(open_distance.argmin())
            if self._excess[node] < 0:
                break
            settled.append(node)
            reduced = np.maximum(self._moves[node] + (prices - prices[node]), 0.0)
            reached = distance[node] + reduced
            better = reached < distance
            distance[better], before[better] = reached[better], node
            open_distance[better] = reached[better]
            open_distance[node] = np.inf
        prices[settled] += distance[node] - distance[settled]
        chain = [node]
        while before[chain[-1]] >= 0:
            chain.append(int(before[chain[-1]]))
        return chain[::-1]

    def _augment(self, chain: list[int]) -> None:
        """Move as many people along a chain as every link of it allows."""
        links = list(pairwise(chain))
        limits = [self._limit(*link) for link in links]
        amount = min(self._excess[chain[0]], -self._excess[chain[-1]], *limits)
        self._excess[chain[0]] -= amount
        self._excess[chain[-1]] += amount
        moved = []
        for start, end in links:
            if self._closing in (start, end):
                node = min(start, end)
                self._used[node] += amount if end == self._closing else -amount
                self._close(node)
            else:
                moved.append((int(self._movers[start, end]), start, end))
        for row, start, end in moved:
            self._move(row, start, end, amount)

    def _limit(self, start: int, end: int) -> float:
        if end == self._closing:
            return np.inf if start == self._unserved else self._capacity[start] - self._used[start]
        if start == self._closing:
            return float(self._used[end])
        return self.held[start][int(self._movers[start, end])]

    def _move(self, row: int, start: int, end: int, amount: float) -> None:
        """Move some of a demand, and bring up to date the cheapest moves from both ends."""
        here, there = self.held[start], self.held[end]
        here[row] -= amount
        if here[row] == 0:
            del here[row]
            self._find_moves(start, np.flatnonzero(self._movers[start] == row))
        if row not in there:
            there[row] = 0.0
            nodes = np.arange(self._unserved + 1)
            where = self._cost(np.array([row]), nodes)[0]
            change = where - where[end]
            change[end] = np.inf
            better = change < self._moves[end, :-1]
            self._moves[end, :-1][better], self._movers[end][better] = change[better], row
        there[row] += amount
