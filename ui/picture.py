"""An SVG of ours on the page, and charts and maps of the page as files.

Streamlit's own HTML element leaves SVG out. Files are made when their button is pressed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from reports.cards import card_rows
from reports.paper.chart_files import charts_zip
from reports.paper.shown_map import ShownMap, shown_zip
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo import Method
    from layers import Edition

__all__ = ["charts_button", "map_button", "method_lines", "picture"]

_JS = """export default function (component) {
  component.parentElement.querySelector('.picture').innerHTML = component.data.svg;
}"""
_component = st.components.v2.component("picture", html='<div class="picture"></div>', js=_JS)


def picture(svg: str, key: str) -> None:
    """Put a chart of `reports.charts` on the page; text from data is escaped in there."""
    _component(key=key, data={"svg": svg}, height="content")


def charts_button(
    charts: Sequence[tuple[str, str]], name: str, notes: Sequence[str], label: str = ""
) -> None:
    """Draw the button that gives charts as pictures, where there are any.

    Parameters
    ----------
    charts
        A title and a picture each.
    name
        What the file is called.
    notes
        Method and sources, a line each.
    label
        What the button says, instead of the usual.
    """
    if charts:
        make = partial(charts_zip, charts, notes)
        _button(label or _("Charts as SVG and PNG"), make, f"{name}-charts")


def map_button(edition: Edition, shown: ShownMap, name: str) -> None:
    """Draw the button that gives a small map of the page as a picture."""
    _button(_("Map as SVG and PNG"), partial(shown_zip, edition, lang(), shown), f"{name}-map")


def method_lines(methods: Iterable[Method]) -> list[str]:
    """Tell methods for the foot of a picture, each line once."""
    rows = [(term, text) for one in methods for term, text in card_rows(one, lang()).items()]
    return list(dict.fromkeys(f"{term}: {text}" for term, text in rows if text))


def _button(label: str, make: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=f"{name}-{lang()}.zip",
        mime="application/zip",
        on_click="ignore",
        key=f"take-{name}",
    )
