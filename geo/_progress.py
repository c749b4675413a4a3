"""Progress of long work, told to whoever watches; without a watcher nothing happens.

The engine stays pure: a watcher is set around a call, is told shares from 0 to 1 in the thread of
the caller, and stops the work by raising.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["tell", "watched"]

_WATCHER: ContextVar[Callable[[float], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Callable[[float], None]) -> Iterator[None]:
    """Have a function told how far the work within has come.

    Parameters
    ----------
    watcher
        Takes a share from 0 to 1. What it raises stops the work and is passed on. Work in several
        steps starts again from 0 at each.

    Examples
    --------
    >>> heard = []
    >>> with watched(heard.append):
    ...     for done in range(2):
    ...         tell(done + 1, 2)
    >>> heard
    [0.5, 1.0]
    """
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def tell(done: int, total: int) -> None:
    """Say that so many of so many parts are done."""
    watcher = _WATCHER.get()
    if watcher is not None and total > 0:
        watcher(done / total)
