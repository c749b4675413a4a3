"""What the values in a statistic's rows are called, and their colours, found by what they are."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo import ALL_TYPES
from geo.allocation import UNALLOCATED
from layers.vocabulary import ID, KIND, NAME, in_language
from layers.wording import translator
from reports.charts import PALETTE, Titles

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from layers import Edition
    from layers.measure import Measure

    _Source = tuple[dict[str, str], dict[str, str]]
    _Sources = list[_Source]
    """What values are called and how they are coloured, a pair a layer's classes and names."""

__all__ = ["titles_of"]

PAPER = frozenset({"", "#FFFFFF", "#FFF", "#F7F5F0"})
"""Fills that are no colour: what has them is told apart by other means on the map."""

UNITS = frozenset({"m", "km", "m²", "km²", "ha", "m/ha", "min", "%", "people", "times"})
"""What stands after the comma of a column's title and is a unit."""

CODED = frozenset({"class", "from", "to"})
"""Columns whose numbers are codes of classes."""


def _anew(_key: Hashable, make: Callable[[], Any]) -> Any:
    return make()


def titles_of(
    edition: Edition,
    measure: Measure,
    frames: Iterable[pd.DataFrame],
    used: Iterable[str],
    lang: str,
    keep: Callable[[Hashable, Callable[[], Any]], Any] = _anew,
) -> Titles:
    """Find titles and colours of the text values of frames.

    Each column is held against the names and the classes of every layer, those in use first; the
    one that knows most of its values names them.

    Parameters
    ----------
    edition
        Whose layers know them.
    measure
        What the frames answer.
    frames
        Rows and layer of a statistic.
    used
        Ids of the layers that were measured.
    lang
        The language of every word.
    keep
        Gives what was made before for a key, or makes it.
    """
    _ = translator(lang)
    ids = tuple(dict.fromkeys([*(one for one in used if one), *edition.records]))
    sources, rest = keep((edition.sha256, lang, ids), lambda: _together(edition, ids, lang, keep))
    own = {
        choice.value: _(choice.title) for setting in measure.settings for choice in setting.choices
    }
    common = {
        ALL_TYPES: _("Any of them"),
        UNALLOCATED: _("allocated to none"),
        "": _("Unclassified"),
        **own,
    }
    words: dict[str, dict[str, str]] = {}
    colours: dict[str, dict[str, str]] = {}
    spare: dict[str, dict[str, str]] = {}
    for column, (values, named) in _texts(frames).items():
        codes = set(values) - set(common)
        best, looks = max(sources, key=lambda one: len(codes & one[0].keys()))
        words[column] = dict(common) if named else {}
        if named and codes & best.keys():
            words[column] = {**rest[0], **common, **best}
            colours[column] = {**rest[1], **looks}
        spare[column] = _spare(values, colours.get(column, {}))
    digits = {one.name: one.digits for one in measure.columns}
    heads = {one.name: _(one.title) for one in measure.columns}
    units = {one.name: _unit(one.title, heads[one.name]) for one in measure.columns}
    return Titles(words, colours, digits, heads, spare, units)


def _unit(title: str, said: str) -> str:
    """Give the unit after the last comma of a title, as the title is said in another language."""
    return said.rpartition(", ")[2] if title.rpartition(", ")[2] in UNITS else ""


def _texts(frames: Iterable[pd.DataFrame]) -> dict[str, tuple[dict[str, None], bool]]:
    """Give the values of columns that are no measured numbers, and whether they can have names."""
    found: dict[str, tuple[dict[str, None], bool]] = {}
    for frame in frames:
        for column in frame.columns:
            values = frame[column]
            if column == "geometry" or pd.api.types.is_float_dtype(values):
                continue
            named = not pd.api.types.is_numeric_dtype(values) or column in CODED
            kept, before = found.setdefault(column, ({}, named))
            kept.update(dict.fromkeys(map(str, values.dropna().unique())))
            found[column] = (kept, before)
    return found


def _spare(values: Iterable[str], own: Mapping[str, str]) -> dict[str, str]:
    """Give values without a colour of their own one of the palette that no other has."""
    taken = {own[one] for one in values if one in own}
    free = [one for one in PALETTE if one not in taken] or PALETTE
    return dict(zip((one for one in values if one not in own), cycle(free), strict=False))


def _together(
    edition: Edition,
    ids: Iterable[str],
    lang: str,
    keep: Callable[[Hashable, Callable[[], Any]], Any],
) -> tuple[_Sources, _Source]:
    """Give what layers call their values, and all of it in one, the first layer before the last."""
    sources = [
        source
        for one in ids
        for source in keep((edition.sha256, lang, one), partial(_sources, edition, one, lang))
    ]
    words: dict[str, str] = {}
    looks: dict[str, str] = {}
    for titles, colours in reversed(sources):
        words.update(titles)
        looks.update(colours)
    return sources, (words, looks)


def _sources(edition: Edition, layer_id: str, lang: str) -> _Sources:
    record = edition.record(layer_id)
    classes, colours = {}, {}
    for one in record.style.classes:
        for code in (one.value, one.code):
            if code not in ("", None):
                classes[str(code)] = one.title(lang)
                look = one.fill or one.line
                if look.upper() not in PAPER:
                    colours[str(code)] = look
    found = [(classes, colours)]
    if record.kind == "vector":
        frame = edition.frame(layer_id)
        column = in_language(NAME, lang)
        if {ID, column} <= set(frame.columns):
            names = dict(zip(frame[ID].astype(str), frame[column].astype(str), strict=True))
            found.append((names, {}))
        column = in_language(KIND, lang)
        if {KIND, column} <= set(frame.columns):
            kinds = frame.drop_duplicates(KIND)
            found.append((dict(zip(kinds[KIND].astype(str), kinds[column], strict=True)), {}))
    return found
