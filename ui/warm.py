"""What pages need late and what takes long, imported and computed while nobody waits for it.

Streamlit goes through all objects of the process after each run, and the answer's last messages
wait for that. What the packages hold stays for good, so it is taken out of that search.
"""

from __future__ import annotations

import gc
import importlib
import logging
import pkgutil
import threading
from typing import Final

__all__ = ["LATE", "READY", "warm"]

LATE: Final = (
    "scipy.stats",
    "pandas.io.formats.style",
    "openpyxl",
    "libpysal.graph",
    "esda.getisord",
)
"""Packages that a page imports only when it is asked for a measure, a table or a file."""
READY: Final = "ui.screens:make_ready"
"""What computes the figures of the story; named, so that the server's start waits for no page."""


def warm() -> threading.Thread:
    """Import `LATE` in a thread of its own, spare what is there from garbage collection, compute.

    The figures of the story are computed then. What is missing or at fault is said in the log, and
    by the page.
    """
    thread = threading.Thread(target=_make_ready, name="warm", daemon=True)
    thread.start()
    return thread


def _make_ready() -> None:
    _import()
    pkgutil.resolve_name(READY)()


def _import() -> None:
    for name in LATE:
        try:
            importlib.import_module(name)
        except ImportError as error:
            logging.getLogger(__name__).warning("%s cannot be imported: %s", name, error)
    gc.collect()
    gc.freeze()
