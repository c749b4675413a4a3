"""Texts for a file that speaks every language of the atlas: each one in all that it is known in.

A language that a text lacks is left out, so that whoever shows the text in another one can say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from babel import Locale

from layers.vocabulary import LANGUAGES, in_language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

__all__ = ["TONGUES", "Spoken", "spoken", "spoken_column", "told"]

Spoken = dict[str, str]
"""A text by language."""

TONGUES: Final = {lang: str(Locale(lang).display_name).capitalize() for lang in LANGUAGES}
"""What each language calls itself."""


def spoken(say: Callable[[str], str]) -> Spoken:
    """Give a text in every language, from what says it in one; empty ones are left out.

    Examples
    --------
    >>> spoken(lambda lang: f"in {lang}")
    {'en': 'in en', 'ru': 'in ru'}
    """
    return {lang: text for lang in LANGUAGES if (text := say(lang))}


def told(text: Spoken, lang: str) -> str:
    """Give a text in one language, or in another one that it is known in.

    Examples
    --------
    >>> told({"ru": "Томь"}, "en")
    'Томь'
    """
    return text.get(lang) or next(iter(text.values()), "")


def spoken_column(row: Mapping[Hashable, Any], column: str) -> Spoken:
    """Give what a row holds of a text in each language, without those that it lacks.

    Examples
    --------
    >>> spoken_column({"name_en": "", "name_ru": "Томь"}, "name")
    {'ru': 'Томь'}
    """
    texts = {lang: row.get(in_language(column, lang)) for lang in LANGUAGES}
    return {lang: str(text) for lang, text in texts.items() if not pd.isna(text) and text != ""}
