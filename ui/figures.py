"""Figures on a page: a large number, its unit, its interval, and its method card behind (i)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo import SHARE
from layers import wording
from reports.cards import card_rows
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo import Figure, Method

__all__ = [
    "Bar",
    "bars",
    "card",
    "escape",
    "facts",
    "figure",
    "heading",
    "hint",
    "markdown",
    "measured",
    "notes",
    "section",
]


MARKS = frozenset("\\`*_{}[]()#+-!|<>$:~")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; shares are of the full width, the interval's ends too."""

    label: str
    share: float
    text: str
    colour: str
    low: float | None = None
    high: float | None = None


def escape(text: object) -> str:
    """Make text from data safe to stand inside HTML, quotes included."""
    return html.escape(str(text), quote=True)


def markdown(text: object) -> str:
    """Make text from data safe to stand inside Streamlit's markdown, as the label of a widget."""
    return "".join(f"\\{one}" if one in MARKS else one for one in str(text))


def heading(name: str, eyebrow: str, colour: str, tags: Iterable[str] = ()) -> None:
    """Draw the head of a panel: what kind of thing, its name, and its states as small tags."""
    labels = "".join(f"<span>{escape(tag)}</span>" for tag in tags)
    st.html(
        f"<p class='eyebrow' style='--c:{escape(colour)}'>{escape(eyebrow)}</p>"
        f"<h1 class='name'>{escape(name)}</h1>"
        + (f"<div class='tags'>{labels}</div>" * bool(labels))
    )


def section(title: str, unit: str = "") -> None:
    """Draw the small heading above a part of a panel, and the unit of what stands there."""
    unit = f"<i>, {escape(unit)}</i>" if unit else ""
    st.html(f"<h2 class='section'>{escape(title)}{unit}</h2>")


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Draw labelled sentences; those about which the data say nothing are left out."""
    st.html(
        "".join(
            f"<p class='fact'><span>{escape(label)}</span>{escape(text)}</p>"
            for label, text in rows
            if text
        )
    )


def hint(text: str) -> None:
    """Draw a sentence that says what to do next, or how to read what stands above."""
    st.html(f"<p class='hint'>{escape(text)}</p>")


def notes(texts: Iterable[str]) -> None:
    """Draw what a reader must know besides, a line each."""
    items = "".join(f"<li>{escape(one)}</li>" for one in texts)
    if items:
        st.html(f"<ul class='notes'>{items}</ul>")


def figure(
    key: str,
    value: str,
    unit: str,
    label: str,
    *,
    interval: str = "",
    method: Method | Mapping[str, str] | None = None,
) -> None:
    """Draw a figure; `method` (a card, or plain label-text pairs) opens behind its (i)."""
    with st.container(key=f"fig-{key}"):
        st.html(
            f"<div class='fig'><b>{escape(value)}</b><i>{escape(unit)}</i>"
            f"<em>{escape(interval)}</em><small>{escape(label)}</small></div>"
        )
        if method is not None:
            with st.popover(_("How it was computed"), type="tertiary"):
                card(label, method)


def measured(key: str, one: Figure, label: str, write: Callable[[float], str]) -> None:
    """Draw a computed figure: its number as `write` writes it, its interval, its method card."""
    interval = ""
    if one.low is not None and one.high is not None:
        interval = wording.interval(one.low, one.high, write)
    unit = "" if one.unit == SHARE else _(one.unit)
    figure(key, write(one.value), unit, label, interval=interval, method=one.method)


def card(title: str, method: Method | Mapping[str, str]) -> None:
    """Draw a method card: how the number came about, enough to compute it again."""
    rows = dict(method) if isinstance(method, Mapping) else card_rows(method, lang())
    items = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in rows.items() if text
    )
    st.html(f"<div class='card'><h3>{escape(title)}</h3><dl>{items}</dl></div>")


def bars(rows: Iterable[Bar]) -> None:
    """Draw bars with direct labels; a thin line across a bar's end shows its interval."""
    cells = []
    for row in rows:
        whisker = ""
        if row.low is not None and row.high is not None:
            width = max(row.high - row.low, 0.0)
            whisker = f"<u style='left:{row.low:.2%};width:{width:.2%}'></u>"
        cells.append(
            f"<span>{escape(row.label)}</span>"
            f"<div><i style='width:{row.share:.2%};background:{escape(row.colour)}'></i>{whisker}"
            f"</div><em>{escape(row.text)}</em>"
        )
    st.html(f"<div class='bars'>{''.join(cells)}</div>")
