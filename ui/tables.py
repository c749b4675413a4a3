"""Buttons that give a table as CSV and as XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.workbook import table_xlsx
from layers.writing import table_csv
from ui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["XLSX", "table_buttons"]

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_buttons(
    named: pd.DataFrame,
    about: Mapping[str, str],
    name: str,
    sheets: tuple[str, str],
    keys: tuple[str, str],
) -> None:
    """Draw two buttons; the files are made when they are pressed.

    Parameters
    ----------
    named
        The table, its columns titled in the session's language.
    about
        What it rests on, by terms: the second sheet of the workbook.
    name
        The files' name.
    sheets
        What the sheets of the workbook are called.
    keys
        Of the button for CSV, and of that for XLSX.
    """
    csv_key, xlsx_key = keys
    st.download_button(
        _("Table as CSV"),
        data=lambda: table_csv(named)[0],
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=csv_key,
    )
    st.download_button(
        _("Table as XLSX"),
        data=lambda: table_xlsx(named, about, sheets)[0],
        file_name=f"{name}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key=xlsx_key,
    )
