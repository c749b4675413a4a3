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

_WATCHER: ContextVar[Callable[[float], None] | None] = ContextVar("watcher", default=None)
_NAMER: ContextVar[Callable[[str], None] | None] = ContextVar("namer", default=None)

__all__ = ["stage", "tell", "watched"]


@contextmanager
def watched(
    watcher: Callable[[float], None], namer: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Have a function told how far the work within has come.

    Parameters
    ----------
    watcher
        Takes a share from 0 to 1. What it raises stops the work and is passed on. Work in several
        steps starts again from 0 at each, unless they are stages of a whole.
    namer
        Takes the name of each stage that begins.

    Examples
    --------
    >>> heard = []
    >>> with watched(heard.append):
    ...     for done in range(2):
    ...         tell(done + 1, 2)
    >>> heard
    [0.5, 1.0]
    """
    token, named = _WATCHER.set(watcher), _NAMER.set(namer)
    try:
        yield
    finally:
        _WATCHER.reset(token)
        _NAMER.reset(named)


@contextmanager
def stage(name: str, first: float, last: float) -> Iterator[None]:
    """Have the work within told as a part of a whole, from one share of it to another.

    Parameters
    ----------
    name
        What is done now, in English.
    first, last
        Shares of the whole, from 0 to 1. Within another stage they are shares of that one.

    Examples
    --------
    >>> heard = []
    >>> with watched(heard.append, heard.append), stage("drawing", 0.5, 1.0):
    ...     tell(1, 2)
    >>> heard
    ['drawing', 0.5, 0.75, 1.0]
    """
    watcher, namer = _WATCHER.get(), _NAMER.get()
    if watcher is None:
        yield
        return
    if namer is not None:
        namer(name)
    watcher(first)
    token = _WATCHER.set(lambda share: watcher(first + (last - first) * share))
    try:
        yield
    finally:
        _WATCHER.reset(token)
    watcher(last)


def tell(done: int, total: int) -> None:
    """Say that so many of so many parts are done."""
    watcher = _WATCHER.get()
    if watcher is not None and total > 0:
        watcher(done / total)
