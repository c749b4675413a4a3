"""The left panel of the map: legend and switch in one.

A layer of the groups `parks` and `clusters` has a row for each class of its style, so that the six
park types and the six clusters go on and off one by one; any other layer has one row. A row is a
check box whose box is the swatch. Its state lives in the address.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from reports import terms
from ui import keys, routes
from ui.figures import escape, markdown
from ui.i18n import lang
from ui.map.style import INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers import Edition, LayerRecord
    from layers.styles import StyleClass

__all__ = ["draw", "drawable", "swatches"]

SPLIT_GROUPS = ("parks", "clusters")


def drawable(edition: Edition) -> Iterator[LayerRecord]:
    """Give the records that a map can draw, in the catalogue's order."""
    for record in edition.records.values():
        if record.kind in ("vector", "raster") and record.style.classes:
            yield record


@lru_cache(maxsize=4)
def swatches(edition: Edition) -> str:
    """Give the style rules that turn the boxes of the legend into swatches of this edition."""
    return "".join(rule for record in drawable(edition) for rule in _rules(edition, record))


def draw(edition: Edition, groups: Iterable[str]) -> dict[str, set[str] | bool]:
    """Draw some groups; give what is on: class values for split layers, else yes or no."""
    shown: dict[str, set[str] | bool] = {}
    records = list(drawable(edition))
    for group in groups:
        title = terms.group_title(group, lang())
        members = [record for record in records if record.group == group]
        if not members:
            continue
        count = sum(len(_classes(record)) for record in members)
        number = f"<span>{count}</span>" if group in SPLIT_GROUPS else ""
        st.html(f"<h2 class='group'>{escape(title)}{number}</h2>")
        for record in members:
            shown[record.id] = _split(record) if _is_split(record) else _whole(record)
    return shown


def _is_split(record: LayerRecord) -> bool:
    return record.group in SPLIT_GROUPS and bool(record.style.column)


def _classes(record: LayerRecord) -> list[StyleClass]:
    """Give the classes that are categories of their own: those with a value."""
    return [one for one in record.style.classes if one.value != ""]


def _split(record: LayerRecord) -> set[str]:
    return {
        str(one.value)
        for one in record.style.classes
        if _row(_class_key(record, one), one.title(lang()), visible=record.style.visible)
    }


def _whole(record: LayerRecord) -> bool:
    on = _row(keys.visible(record.id), record.title(lang()), visible=record.style.visible)
    if on and record.made_of in ("polygon", "raster") and record.style.column:
        cells = "".join(
            f"<i style='background:{one.fill or one.line}'></i>"
            f"<span>{escape(one.title(lang()))}</span>"
            for one in record.style.classes
        )
        st.html(f"<div class='ramp'>{cells}</div>")
    return on


def _class_key(record: LayerRecord, one: StyleClass) -> str:
    return keys.visible(record.id, str(one.value) or "none")


def _row(key: str, title: str, *, visible: bool) -> bool:
    return st.checkbox(markdown(title), visible, key=key, bind="query-params", width="stretch")


def _rules(edition: Edition, record: LayerRecord) -> Iterator[str]:
    if record.kind == "raster":
        yield _swatch(keys.visible(record.id), record.style.classes[-1], whole=True)
        return
    placed = edition.frame(record.id)
    placed = placed[placed.geometry.notna()]
    if not _is_split(record):
        key = keys.visible(record.id)
        yield _swatch(key, record.style.classes[0], whole=True) + _count(key, len(placed))
        return
    counts = placed[record.style.column].fillna("").value_counts()
    for one in record.style.classes:
        key = _class_key(record, one)
        yield _swatch(key, one, is_point=record.geometry == "point")
        yield _count(key, int(counts.get(one.value, 0)))


def _count(key: str, number: int) -> str:
    """Write a row's count by style, so that the switch's name is read out without it."""
    return f".st-key-{key} p::after{{content:'{number}'}}"


def _swatch(key: str, one: StyleClass, *, is_point: bool = False, whole: bool = False) -> str:
    if is_point and one.icon:
        picture = f"url({routes.LIB}maki/{one.icon}.svg)"
        ring = f"--round:50%;--sw:{INK};--fill:#fff;--mix:100%"
        return f".st-key-{key}{{{ring};--picture:{picture}}}"
    fill = one.fill or one.line
    mix = 100 if whole else round(one.fill_opacity * 100)
    line = one.line or one.fill
    return f".st-key-{key}{{--sw:{line};--fill:{fill};--mix:{mix}%}}"
