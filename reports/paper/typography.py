"""Which words stay on one line: what a compositor would not part.

A no-break space stands before a dash, after a number and its unit's sign, after short words and
initials. Search and copying find an ordinary space there.
"""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["bound", "bound_all"]

_SPACE: Final = "\u00a0"
_DASH: Final = re.compile(r" (?=[–—] )")
_SIGN: Final = re.compile(r"(?<=[\u2116\u00a7\u00b1]) ")
_INITIAL: Final = re.compile(r"(?<=\b[A-ZА-ЯЁ]\.) (?=[A-ZА-ЯЁ])")
_SHORT: Final = re.compile(r"(?<![\w\u00a0-])([а-яё]{1,2}) (?=\S)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<=\d) (?=(?:[а-яё]{1,4}\b|ha\b|km\b|m\b|bn\b|mn\b|₽|%))")


def bound(words: str) -> str:
    """Bind the words of a text that must not be parted at the end of a line.

    Examples
    --------
    >>> bound("парк в городе — 16 га").replace(_SPACE, "~")
    'парк в~городе~— 16~га'
    """
    for pattern in (_DASH, _SIGN, _INITIAL, _NUMBER):
        words = pattern.sub(_SPACE, words)
    return _SHORT.sub(rf"\1{_SPACE}", words)


def bound_all(value: Any) -> Any:
    """Bind every text in plain values: lists and dictionaries of them, too."""
    match value:
        case str():
            return bound(value)
        case dict():
            return {key: bound_all(one) for key, one in value.items()}
        case list() | tuple():
            return [bound_all(one) for one in value]
        case _:
            return value
