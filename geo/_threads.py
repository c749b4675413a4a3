"""One function over several inputs, on as many threads as there are processors.

The geometry and search-tree libraries let go of Python's lock while they work, so threads are
enough; results come in the order of the inputs, so they do not depend on the timing.

A prepared geometry must not be used by two threads at once, and a caller may be one of many
threads that share a frame: whoever prepares geometries does so on `own_copies`, and gives each of
them to one thread.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import shapely

from geo._progress import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

__all__ = ["in_threads", "own_copies"]

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def in_threads(function: Callable[[_In], _Out], items: Iterable[_In]) -> list[_Out]:
    """Return the function's result for each item, in order; tell how many are done."""
    given = list(items)
    results = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        try:
            for result in pool.map(function, given):
                results.append(result)
                tell(len(results), len(given))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return results


def own_copies(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return flat copies of geometries that nobody else holds, so that they may be prepared."""
    copies: NDArray[Any] = shapely.force_2d(shapes)
    return copies
