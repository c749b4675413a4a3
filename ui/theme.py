"""The look of every page: fonts and the sheets of `styles/`, put on the page as one.

The sheets lean on Streamlit's test ids and on `st-key-*` classes, the only handles that it keeps;
colours and sizes are those of the project's design notes.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from ui import routes

__all__ = ["ICON", "apply", "brand_room", "own_words"]

HERE = Path(__file__).resolve().parent
SHEETS = ("frame", "map", "figures", "statistics", "programme", "data", "story")
"""The sheets of `styles/`, the later over the earlier."""

ICON = str(HERE / "icon.png")

_LEAST_REM, _MOST_REM = 12.0, 26.0
_AROUND_REM, _LETTER_REM = 2.6, 0.58
"""The room of a title in the bar: what stands around it, and a letter's width on the average."""

_FONT = "golos-text/golos-text-{subset}-wght-normal.woff2"
_SUBSETS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+20A0-20AB,U+20AD-20C0",
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
}


@cache
def _stylesheet() -> str:
    faces = "".join(
        "@font-face{font-family:'Golos Text';font-weight:400 900;font-display:swap;"
        f"src:url({routes.LIB}{_FONT.format(subset=subset)}) format('woff2');"
        f"unicode-range:{characters}}}"
        for subset, characters in _SUBSETS.items()
    )
    sheets = [(HERE / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    return faces + "".join(sheets)


def brand_room(title: str) -> str:
    """Give the rule that keeps the room of the edition's title at the left of the bar."""
    rem = min(max(_LEAST_REM, _AROUND_REM + _LETTER_REM * len(title)), _MOST_REM)
    return f":root{{--brand:{rem:.2f}rem}}"


def own_words(skip: str, nothing: str) -> str:
    """Give the rules that say Streamlit's own words in the session's language.

    Parameters
    ----------
    skip
        For the link past the bar.
    nothing
        Where no choice of a list fits what was typed.
    """
    words = {
        "[data-testid=stSkipToContent]": skip,
        "[role=listbox][data-empty=true] [role=option]>span": nothing,
    }
    return "".join(
        f"{where}{{font-size:0!important}}"
        f"{where}::after{{content:{json.dumps(text, ensure_ascii=False)};font-size:14px}}"
        for where, text in words.items()
    )


def apply(rules: str = "") -> None:
    """Put the stylesheet on the page, with further rules behind it.

    Being one large element, it travels to a browser once: Streamlit sends its hash after that.
    """
    st.html(f"<style>{_stylesheet()}{rules}</style>")
