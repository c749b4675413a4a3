"""One function over several inputs, on as many threads as there are processors.

The geometry and search-tree libraries let go of Python's lock while they work, so threads are
enough; results come in the order of the inputs, so they do not depend on the timing.

A prepared geometry must not be used by two threads at once, and a caller may be one of many
threads that share a frame: whoever prepares geometries does so on `own_copies`, and gives each of
them to one thread.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import shapely

from geo._progress import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["in_threads", "own_copies"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_HERE = threading.local()
"""Whether this thread is one of as many as there are processors: more would wait for each other."""


def in_threads(function: Callable[[_In], _Out], items: Iterable[_In]) -> list[_Out]:
    """Return the function's result for each item, in order; tell how many are done."""
    given = list(items)
    if len(given) == 1 or getattr(_HERE, "busy", False):
        return list(_told(map(function, given), len(given)))
    processors = os.cpu_count() or 1
    full = len(given) >= processors
    with ThreadPoolExecutor(processors, initializer=_set_busy, initargs=(full,)) as pool:
        try:
            return list(_told(pool.map(function, given), len(given)))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _told(results: Iterable[_Out], total: int) -> Iterator[_Out]:
    for done, result in enumerate(results, start=1):
        tell(done, total)
        yield result


def _set_busy(busy: bool) -> None:
    _HERE.busy = busy


def own_copies(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return flat copies of geometries that nobody else holds, so that they may be prepared."""
    copies: NDArray[Any] = shapely.force_2d(shapes)
    return copies
