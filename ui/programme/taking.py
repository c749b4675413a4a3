"""Tables of the Programme's parts taken away: CSV and XLSX, with what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reports.cards import card_rows
from ui.i18n import _, lang
from ui.tables import table_buttons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo import Method
    from layers import Edition

__all__ = ["about_layers", "about_method", "take"]


def take(named: pd.DataFrame, about: Mapping[str, str], name: str, title: str) -> None:
    """Draw two buttons that give a table.

    Parameters
    ----------
    named
        The table, its columns titled in the session's language.
    about
        What it rests on, by terms: the second sheet of the workbook.
    name
        The files' name, and the buttons'.
    title
        What the first sheet is called.
    """
    with st.container(key=f"take-{name}", horizontal=True):
        sheets = (title, _("About the table"))
        table_buttons(named, about, name, sheets, (f"{name}-csv", f"{name}-xlsx"))


def about_layers(edition: Edition, layers: Iterable[str]) -> dict[str, str]:
    """Tell of the layers of a table: their sources, dates and licences."""
    told = {}
    for one in layers:
        if one in edition.records:
            record = edition.record(one)
            parts = (record.source(lang()), record.date, record.licence)
            told[record.title(lang())] = "; ".join(part for part in parts if part)
    return told


def about_method(edition: Edition, method: Method) -> dict[str, str]:
    """Tell how a computed table was made, and of its layers."""
    return card_rows(method, lang()) | about_layers(edition, {one.id for one in method.layers})
