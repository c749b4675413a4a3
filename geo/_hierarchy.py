"""Many searches over one network: nodes are taken out once, and every search runs down the order.

A node is taken out by linking those beside it as fast as the way through it was; the nodes of few
links go first, many at once, until a core is left. A search then climbs from its start to the core,
crosses it, and hands the seconds down to the nodes taken out, last out first, for many searches
side by side. The answers are those of Dijkstra's search. It is the sweep of PHAST (Delling et al.
2011) over a contraction hierarchy that needs no search for witnesses, as in the customizable ones
(Dibbelt et al. 2014).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._graph import Graph

__all__ = ["Hierarchy"]

_CORE = 200
"""Nodes at which to stop taking out."""

_MOST_LINKS = 48
"""Links of a node above which taking it out costs more than it saves."""


class _Links(NamedTuple):
    """Pairs of nodes with the seconds there and back, infinite where there is no way."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    there: NDArray[np.float64]
    back: NDArray[np.float64]

    def at(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> _Links:
        return _Links(self.tail[which], self.head[which], self.there[which], self.back[which])

    def backwards(self) -> _Links:
        """Return the same pairs, each passed the other way."""
        return self._replace(there=self.back, back=self.there)

    def turned(self) -> _Links:
        """Return the same ways, each pair named from its other node."""
        return _Links(self.head, self.tail, self.back, self.there)

    def joined(self, *others: _Links) -> _Links:
        return _Links(*(np.concatenate(parts) for parts in zip(self, *others, strict=True)))

    def soonest(self, nodes: int) -> _Links:
        """Return each pair once, the lower node first, with the least seconds either way."""
        links = self.at(self.tail < self.head).joined(self.turned().at(self.tail > self.head))
        key = links.tail * nodes + links.head
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[order], prepend=-1) > 0)
        if len(first) == 0:
            return links
        pairs = order[first]
        there, back = (np.minimum.reduceat(v[order], first) for v in (links.there, links.back))
        return _Links(links.tail[pairs], links.head[pairs], there, back)


@dataclass(frozen=True)
class Hierarchy:
    """A graph whose nodes are in the order they were taken out, the core last.

    Parameters
    ----------
    row
        For each node of the graph its place in the order.
    rounds
        Where each round begins in the order, and, last, where the core does.
    links
        From each node taken out to those it hung on then, by places in the order, sorted.
    core
        The links among the core.
    """

    row: NDArray[np.int64]
    rounds: NDArray[np.int64]
    links: _Links
    core: _Links

    @classmethod
    def of(cls, graph: Graph, core: int = _CORE) -> Hierarchy:
        """Take out the nodes of a graph until no more than `core` are left, or all have many links.

        Nodes of equally many links go in an order of chance, which is always the same.
        """
        nodes = len(graph.ends) - 1
        tail = np.repeat(np.arange(nodes), np.diff(graph.ends))
        none = np.full(len(tail), np.inf)
        links = _Links(tail, graph.heads, graph.seconds, none).soonest(nodes)
        luck = np.random.default_rng(0).permutation(nodes)
        left = np.ones(nodes, dtype=bool)
        order, hung, sizes = [], [], [0]
        while left.sum() > core:
            degree = np.bincount(links.tail, minlength=nodes)
            degree += np.bincount(links.head, minlength=nodes)
            out = left & _least(links, degree * nodes + luck, degree, left)
            if not out.any():
                break
            left &= ~out
            from_tail, from_head = out[links.tail], out[links.head]
            cut = links.at(from_tail).joined(links.turned().at(from_head))
            cut = cut.at(np.lexsort((cut.head, luck[cut.tail], -degree[cut.tail])))
            gone = np.flatnonzero(out)
            order.append(gone[np.lexsort((luck[gone], -degree[gone]))])
            hung.append(cut)
            sizes.append(len(gone))
            rest = links.at(~(from_tail | from_head))
            links = rest.joined(*_bridges(cut, degree)).soonest(nodes)
        order.append(np.flatnonzero(left))
        row = np.empty(nodes, dtype=np.int64)
        row[np.concatenate(order)] = np.arange(nodes)
        whole = links.at(np.zeros(len(links.tail), dtype=bool)).joined(*hung)
        return cls(
            row=row,
            rounds=np.cumsum(sizes),
            links=whole._replace(tail=row[whole.tail], head=row[whole.head]),
            core=links._replace(tail=row[links.tail], head=row[links.head]),
        )

    def reversed(self) -> Hierarchy:
        """Return the same for the graph passed backwards."""
        return replace(self, links=self.links.backwards(), core=self.core.backwards())

    @cached_property
    def _upward(self) -> _Links:
        """The links sorted by where they lead."""
        return self.links.at(np.lexsort((self.links.tail, self.links.head)))

    @cached_property
    def _downward(self) -> list[tuple[slice, NDArray[np.int64], NDArray[np.float64]]]:
        """What to lower, the last round first: rows, the rows they hang on, seconds from there.

        The nodes of a round are sorted by the number of their links, so those with a link of some
        number are its first ones.
        """
        counts = np.bincount(self.links.tail, minlength=len(self.row))
        first = np.cumsum(counts) - counts
        steps = []
        for begin, end in zip(self.rounds[-2::-1], self.rounds[:0:-1], strict=True):
            for number in range(counts[begin]):
                rows = slice(begin, begin + int((counts[begin:end] > number).sum()))
                at = first[rows] + number
                steps.append((rows, self.links.head[at], self.links.back[at][:, None]))
        return steps

    def seconds(
        self,
        searches: int,
        search: NDArray[np.int64],
        start: NDArray[np.int64],
        wait: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return seconds to every node for some searches, each from its soonest start.

        Parameters
        ----------
        searches
            How many there are.
        search, start, wait
            The number of a search (from 0), a node it starts from and the seconds it waits there.

        Returns
        -------
        numpy.ndarray
            Seconds, infinite where no way leads: places in the order (see `row`), searches.
        """
        found = np.full((len(self.row), searches), np.inf)
        np.minimum.at(found, (self.row[start], search), wait)
        self._climb(found, self.row[start])
        self._cross(found[self.rounds[-1] :])
        for rows, heads, seconds in self._downward:
            ways = found.take(heads, axis=0)
            ways += seconds
            np.minimum(found[rows], ways, out=found[rows])
        return found

    def _climb(self, found: NDArray[np.float64], start: NDArray[np.int64]) -> None:
        """Carry the seconds up to the core, by those nodes only that some search reaches."""
        up = self._upward
        cuts = np.searchsorted(up.head, np.append(self.rounds, len(self.row)))
        reached = np.zeros(len(self.row), dtype=bool)
        reached[start] = True
        for begin, end in pairwise(cuts):
            used = begin + np.flatnonzero(reached[up.tail[begin:end]])
            if len(used) == 0:
                continue
            first = np.flatnonzero(np.diff(up.head[used], prepend=-1) > 0)
            ways = found.take(up.tail[used], axis=0)
            ways += up.there[used][:, None]
            heads = up.head[used[first]]
            found[heads] = np.minimum(found[heads], np.minimum.reduceat(ways, first, axis=0))
            reached[heads] = True

    def _cross(self, found: NDArray[np.float64]) -> None:
        """Carry the seconds over the core, whose rows these are."""
        count, searches = found.shape
        at, search = np.nonzero(np.isfinite(found))
        core = self.core.joined(self.core.turned())
        open_ = np.isfinite(core.there)
        tail = np.append(core.tail[open_] - self.rounds[-1], count + search)
        head = np.append(core.head[open_] - self.rounds[-1], at)
        seconds = np.append(core.there[open_], found[at, search])
        size = count + searches
        graph = scipy.sparse.csr_array((seconds, (tail, head)), shape=(size, size))
        across = scipy.sparse.csgraph.dijkstra(graph, indices=np.arange(count, size))
        found[:] = across[:, :count].T


def _least(
    links: _Links, rank: NDArray[np.int64], degree: NDArray[np.int64], left: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Choose nodes of few links, no two of them linked."""
    degrees = degree[left]
    quarter = len(degrees) // 4
    few = min(max(2, int(np.partition(degrees, quarter)[quarter])), _MOST_LINKS)
    chosen: NDArray[np.bool_] = degree <= few
    tail_first = rank[links.tail] < rank[links.head]
    chosen[links.head[tail_first]] = False
    chosen[links.tail[~tail_first]] = False
    return chosen


def _bridges(cut: _Links, degree: NDArray[np.int64]) -> list[_Links]:
    """Return links between each two nodes that hung on one taken out, as fast as through it."""
    counts = degree[cut.tail]
    bridges = []
    for count in np.unique(counts[counts > 1]):
        at = np.flatnonzero(counts == count).reshape(-1, count)
        one, other = (at[:, side].ravel() for side in np.triu_indices(count, 1))
        bridges.append(
            _Links(
                cut.head[one],
                cut.head[other],
                cut.back[one] + cut.there[other],
                cut.back[other] + cut.there[one],
            )
        )
    return bridges
