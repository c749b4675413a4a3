"""Style sheets of the map by content hash: what changes seldom travels by address.

A rerun sends the browser the hash of its sheet (sources, layers, images, words) over the socket,
and the browser fetches each sheet once. A sheet used before costs nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

from ui.bounded import Bounded

__all__ = ["deposit", "withdraw"]

_MAX_SHEETS = 1024
_KEPT: Bounded[bytes] = Bounded(limit=_MAX_SHEETS)


def deposit(sheet: dict[str, Any]) -> str:
    """Keep a sheet for the browser to fetch.

    Parameters
    ----------
    sheet
        Plain values only.

    Returns
    -------
    str
        The hash that names it.

    Examples
    --------
    >>> name = deposit({"layers": []})
    >>> withdraw(name) is None, withdraw("0000") is None
    (False, True)
    """
    text = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    name = hashlib.sha256(text).hexdigest()[:16]
    _KEPT.get(name, lambda: gzip.compress(text, 6, mtime=0))
    return name


def withdraw(name: str) -> bytes | None:
    """Give the gzipped JSON of a sheet; None where none of that name is held."""
    return _KEPT.find(name)
