"""What the values in a statistic's rows are called, and their colours, found by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.coverage import ALL_TYPES
from layers.vocabulary import ID, NAME, in_language
from reports.charts import Titles
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers import Edition
    from layers.measure import Measure

__all__ = ["titles_of"]


def titles_of(
    edition: Edition, measure: Measure, frames: Iterable[pd.DataFrame], used: Iterable[str]
) -> Titles:
    """Find titles and colours of the text values of frames.

    Each column is held against the names and the classes of every layer, those in use first; the
    one that knows most of its values names them.
    """
    order = list(dict.fromkeys([*(one for one in used if one), *edition.records]))
    sources = [source for one in order for source in _sources(edition, one)]
    own = {
        choice.value: _(choice.title) for setting in measure.settings for choice in setting.choices
    }
    common = {ALL_TYPES: _("Any of them"), "": _("Unclassified"), **own}
    words: dict[str, dict[str, str]] = {}
    colours: dict[str, dict[str, str]] = {}
    for frame in frames:
        for column in frame.columns:
            values = frame[column]
            if column == "geometry" or column in words or pd.api.types.is_float_dtype(values):
                continue
            codes = {str(one) for one in values.dropna().unique()} - set(common)
            named = not pd.api.types.is_numeric_dtype(values) or column in {"class", "from", "to"}
            if not codes or not named:
                words[column] = {} if not named else dict(common)
                continue
            best, looks = max(sources, key=lambda one: len(codes & one[0].keys()))
            if codes & best.keys():
                words[column], colours[column] = {**_rest(sources), **common, **best}, looks
            else:
                words[column] = dict(common)
    digits = {one.name: one.digits for one in measure.columns}
    return Titles(words, colours, digits)


def _rest(sources: list[tuple[dict[str, str], dict[str, str]]]) -> dict[str, str]:
    return {code: title for found, _looks in reversed(sources) for code, title in found.items()}


def _sources(edition: Edition, layer_id: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    record = edition.record(layer_id)
    classes, colours = {}, {}
    for one in record.style.classes:
        for code in (one.value, one.code):
            if code not in ("", None):
                classes[str(code)] = one.title(lang())
                colours[str(code)] = one.fill or one.line
    found = [(classes, colours)]
    if record.kind == "vector":
        frame = edition.frame(layer_id)
        column = in_language(NAME, lang())
        if {ID, column} <= set(frame.columns):
            names = dict(zip(frame[ID].astype(str), frame[column].astype(str), strict=True))
            found.append((names, {}))
    return found
