"""The session's language and its words.

Language is chosen by the switch in the bar and held in the address as `?lang=ru`. Texts come from
`locale/` through `layers.wording`; texts of the data come from the catalogue in the same language.
"""

from __future__ import annotations

import streamlit as st

from layers import wording
from layers.vocabulary import LANGUAGES
from ui import keys

__all__ = ["_", "lang"]


def lang() -> str:
    """Give the session's language: the switch's, else the address's, else English."""
    chosen = st.session_state.get(keys.LANG) or st.query_params.get(keys.LANG, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _(message: str) -> str:
    """Give `message` in the session's language."""
    return wording.translator(lang())(message)
