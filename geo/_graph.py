"""The pieces of street between nodes, and the directed graph they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Edges", "Graph"]


@dataclass(frozen=True)
class Edges:
    """Pieces of street between two nodes, one array entry a piece.

    Parameters
    ----------
    start, end
        Node numbers at the ends, in the direction the line was drawn.
    metres
        Length.
    seconds
        Time to pass along it.
    forward, backward
        Whether it may be passed from start to end, and from end to start.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    metres: NDArray[np.float64]
    seconds: NDArray[np.float64]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)

    def reversed(self) -> Edges:
        """Return the same pieces, each passed the other way."""
        return replace(self, forward=self.backward, backward=self.forward)

    def graph(self, nodes: int) -> Graph:
        """Return the directed graph of the pieces; of parallel ones the fastest counts."""
        tail = np.concatenate([self.start[self.forward], self.end[self.backward]])
        head = np.concatenate([self.end[self.forward], self.start[self.backward]])
        seconds = np.concatenate([self.seconds[self.forward], self.seconds[self.backward]])
        metres = np.concatenate([self.metres[self.forward], self.metres[self.backward]])
        key = tail * nodes + head
        order = np.argsort(key, kind="stable")
        if (np.diff(key[order]) == 0).any():
            order = np.lexsort((metres, seconds, key))
            order = order[np.append(True, np.diff(key[order]) > 0)]
        ends = np.cumsum(np.bincount(tail[order], minlength=nodes))
        return Graph(seconds[order], metres[order], head[order], np.append(0, ends))


class Graph(NamedTuple):
    """Seconds and metres from node to node in compressed rows."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    heads: NDArray[np.int64]
    ends: NDArray[np.int64]

    def matrix(self, values: NDArray[np.float64]) -> scipy.sparse.csr_array:
        """Return one of the two, or any values a link, as a sparse matrix."""
        nodes = len(self.ends) - 1
        return scipy.sparse.csr_array((values, self.heads, self.ends), shape=(nodes, nodes))
