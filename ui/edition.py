"""The edition that this server shows, chosen when it starts.

`streamlit run app.py -- --edition PATH` or the variable `ATLAS_EDITION` names a folder; without
either it is the edition shipped in `data/tomsk`. A broken edition raises at the first request for
it, not when this module is imported, so that the page can say what is wrong.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import said
from layers import EditionError, open_edition
from ui import own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition

__all__ = ["current_edition", "edition_argument", "server_edition"]

OPTION = "--edition"


def edition_argument(arguments: Sequence[str]) -> Path | None:
    """Read the folder named by `--edition PATH` or `--edition=PATH`.

    Parameters
    ----------
    arguments
        The words that came after the program's name.

    Returns
    -------
    Path or None
        The folder; None where the option is absent.

    Raises
    ------
    EditionError
        The option stands there without a folder.

    Examples
    --------
    >>> edition_argument(["--edition", "data/omsk"]).as_posix()
    'data/omsk'
    >>> edition_argument([]) is None
    True
    """
    for position, word in enumerate(arguments):
        if word == OPTION:
            if position + 1 == len(arguments):
                raise EditionError(
                    said(
                        "`{option}` expects a folder; nothing came after it. Write `{option} PATH` "
                        "with the folder of an edition.",
                        option=OPTION,
                    )
                )
            return Path(arguments[position + 1])
        if word.startswith(f"{OPTION}="):
            return Path(word.removeprefix(f"{OPTION}="))
    return None


def current_edition() -> Edition:
    """Give the edition that this session sees: the server's, with the session's own layers.

    Raises
    ------
    EditionError
        As in `server_edition`.
    """
    return own.session_with(server_edition())


def server_edition() -> Edition:
    """Open the edition of this server, once for all sessions.

    Raises
    ------
    EditionError
        The folder, its catalogue or one of its files is not as it should be. Nothing is remembered
        then: the next call tries again, so a mended edition needs no restart.
    """
    named = edition_argument(sys.argv[1:])
    return _open(None if named is None else str(named), os.environ.get("ATLAS_EDITION", ""))


@lru_cache(maxsize=2)
def _open(named: str | None, _variable: str) -> Edition:
    # `_variable` is part of the key: `open_edition(None)` reads it.
    return open_edition(named)
