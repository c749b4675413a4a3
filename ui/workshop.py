"""Files in the making, each in a thread of its own, so that nothing is lost when a page is left.

Whoever asks for the same thing sees the same work. On a line of work one thing is made at a time:
what takes long leaves memory and a processor to the pages. Work that failed or was stopped leaves
nothing, and may be begun again.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from geo import AtlasError, watched
from ui.bounded import Bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Work", "Workshop"]

LOG = logging.getLogger(__name__)


class _StoppedError(Exception):
    """Somebody stopped the work."""


class Work:
    """A thing in the making.

    Attributes
    ----------
    share
        How much of it is done, from 0 to 1; it never falls.
    is_begun
        Whether its turn has come.
    stage
        What is done now, in English; empty where nothing is said of it.
    fault
        Why it failed, empty where nobody foresaw it; None while it has not.
    """

    def __init__(self) -> None:
        self.share = 0.0
        self.is_begun = False
        self.stage = ""
        self.fault: str | None = None
        self._stopped, self._over = threading.Event(), threading.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody stopped it."""
        return self._stopped.is_set()

    @property
    def is_over(self) -> bool:
        """Whether nobody need wait for it: it came to its end, or was stopped."""
        return self.is_stopped or self._over.is_set()

    def stop(self) -> None:
        """Have it end at its next step."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is over; say whether it is."""
        return self._over.wait(seconds)

    def run(self, make: Callable[[], None], turn: threading.Lock) -> None:
        """Do it when its turn comes, and note why it failed where it does."""
        try:
            with turn, watched(self._watch, self._name):
                self._watch(0.0)
                self.is_begun = True
                make()
        except _StoppedError:
            pass
        except AtlasError as error:
            self.fault = error.said
        except Exception:  # the thread ends here: whatever it was, the page must be told
            LOG.exception("A file could not be made")
            self.fault = ""

    def end(self) -> None:
        """Tell those who wait that it is over."""
        self._over.set()

    def _name(self, stage: str) -> None:
        self.stage = stage

    def _watch(self, share: float) -> None:
        if self.is_stopped:
            raise _StoppedError
        self.share = max(self.share, min(share, 1.0))


class Workshop:
    """Make things by key, in threads, and keep them within a bound.

    Parameters
    ----------
    most_bytes
        The greatest sum of sizes that is kept; what was used longest ago goes first.

    Examples
    --------
    >>> shop = Workshop(1000)
    >>> shop.begin("a", lambda: b"made", "short").wait(10), shop.made("a")
    (True, b'made')
    """

    def __init__(self, most_bytes: int) -> None:
        self._made: Bounded[bytes] = Bounded(limit=most_bytes, weigh=len)
        self._works: dict[Hashable, Work] = {}
        self._lines: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def made(self, key: Hashable) -> bytes | None:
        """Give what was made; None where it was not, or is kept no more."""
        return self._made.find(key)

    def going(self, key: Hashable) -> Work | None:
        """Give the work that goes on; None where there is none, or it was stopped."""
        with self._lock:
            work = self._works.get(key)
        return None if work is None or work.is_stopped else work

    def begin(self, key: Hashable, make: Callable[[], bytes], line: str) -> Work:
        """Begin to make a thing, or join the work on it that goes on already.

        Parameters
        ----------
        key
            Names the thing.
        make
            Makes it; tells its progress by `geo.tell`, where it is stopped too.
        line
            Things of one line are made one after another.
        """
        with self._lock:
            known = self._works.get(key)
            if known is not None and not known.is_stopped:
                return known
            work = self._works[key] = Work()
            turn = self._lines.setdefault(line, threading.Lock())

        def run() -> None:
            try:
                work.run(lambda: self._keep(key, make()), turn)
            finally:
                with self._lock:
                    if self._works.get(key) is work:
                        del self._works[key]
                work.end()

        threading.Thread(target=run, name=f"make-{line}", daemon=True).start()
        return work

    def _keep(self, key: Hashable, content: bytes) -> None:
        self._made.get(key, lambda: content)
