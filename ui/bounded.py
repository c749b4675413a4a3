"""A store of what was costly to make, held within a bound and made once.

Threads that ask for the same thing at the same moment wait for the first of them instead of making
it twice; what was used longest ago goes first when the bound is reached.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Bounded"]

V = TypeVar("V")


class Bounded(Generic[V]):
    """Keep values by key until their weights exceed `limit`.

    Parameters
    ----------
    limit
        The greatest sum of weights that stays; one value heavier than this is given out and not
        kept.
    weigh
        The weight of a value; 1 each where absent, so that `limit` counts values.

    Examples
    --------
    >>> store = Bounded(limit=2)
    >>> [store.get(key, lambda key=key: key.upper()) for key in "abca"]
    ['A', 'B', 'C', 'A']
    >>> "b" in store, len(store)
    (False, 2)
    """

    def __init__(self, limit: int, weigh: Callable[[V], int] | None = None) -> None:
        self._limit = limit
        self._weigh = weigh or (lambda _value: 1)
        self._weight = 0
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._makers: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._values

    def __len__(self) -> int:
        with self._lock:
            return len(self._values)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Give the value of `key`, made by `make` where it is not held.

        An error of `make` passes to the caller, and nothing is kept.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            maker = self._makers.setdefault(key, threading.Lock())
        with maker:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._makers.pop(key, None)
        return value

    def find(self, key: Hashable) -> V | None:
        """Give the value of `key`, or None where it is not held."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def _keep(self, key: Hashable, value: V) -> None:
        weight = self._weigh(value)
        if weight > self._limit:
            return
        with self._lock:
            if key in self._values:
                return
            self._values[key] = value
            self._weight += weight
            while self._weight > self._limit:
                _, dropped = self._values.popitem(last=False)
                self._weight -= self._weigh(dropped)
