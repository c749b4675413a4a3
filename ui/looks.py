"""A look at a file before it is made, as a picture that the browser fetches by address.

The page deposits what is wanted and goes on; the picture is drawn when the browser asks for it, in
a thread of the server's, so that no choice waits for it.
"""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, Final

from reports import packs
from ui import cached
from ui.bounded import Bounded

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["LOOKS", "deposit", "withdraw"]

LOOKS: Final = "/look/"
"""Where looks are served from; their hash follows."""

_MOST_BYTES: Final = 32_000_000
_WANTED: Bounded[tuple[str, packs.Request]] = Bounded(limit=1024)
_DRAWN: Bounded[bytes] = Bounded(limit=_MOST_BYTES, weigh=len)


def deposit(edition: Edition, request: packs.Request) -> str:
    """Note what a look is wanted at; give the address of its picture."""
    wanted = (edition.sha256, request)
    name = hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]
    _WANTED.get(name, lambda: wanted)
    return f"{LOOKS}{name}.png"


def withdraw(name: str) -> bytes | None:
    """Give the gzipped picture of that name; None where nobody wanted it.

    Errors are those of `packs.make`, and `EditionError` where the edition is served no more.
    """
    wanted = _WANTED.find(name)
    if wanted is None:
        return None
    sha256, request = wanted

    def draw() -> bytes:
        picture = packs.preview(cached.served(sha256), request)
        return gzip.compress(picture, 1, mtime=0)

    return _DRAWN.get(name, draw)
