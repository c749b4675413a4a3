"""A statistic on the page: headlines, map and charts, table, method card, files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers import wording
from layers.workbook import table_xlsx
from layers.writing import table_csv
from reports.charts import drawn
from ui import statmap
from ui.features import as_geojson
from ui.figures import card, card_rows, hint, measured, section
from ui.i18n import _, lang
from ui.picture import picture

if TYPE_CHECKING:
    from collections.abc import Hashable

    import geopandas as gpd
    from pandas.io.formats.style import Styler

    from geo import Figure
    from layers import Edition
    from layers.measure import Column, Measure
    from layers.statistics import Statistic
    from reports.charts import Titles

__all__ = ["headlines", "pictures", "table"]

STYLED = 600
"""Rows whose numbers are written one by one; longer tables leave that to the browser."""

WHOLE_FROM = 100
FINE_BELOW = 0.1
A_LINE = 4
FACETS = 12


def headlines(statistic: Statistic) -> None:
    """Draw the few figures that answer the question, large."""
    if not statistic.headlines:
        return
    for column, (at, one) in zip(
        st.columns(max(len(statistic.headlines), A_LINE)),
        enumerate(statistic.headlines),
        strict=False,
    ):
        with column:
            measured(f"headline-{at}", one.figure, _(one.label), partial(_large, one.figure))


def _large(figure: Figure, value: float) -> str:
    if figure.unit == "people":
        return wording.people(value, lang())
    whole = float(value).is_integer() or abs(value) >= WHOLE_FROM
    return wording.number(value, lang(), 0 if whole else 2 if abs(value) >= FINE_BELOW else 4)


def pictures(
    edition: Edition,
    measure: Measure,
    rows: pd.DataFrame,
    layer: gpd.GeoDataFrame | None,
    titles: Titles,
    key: Hashable,
) -> None:
    """Draw the map and the charts, side by side where there is a map."""
    charts = [found for chart in measure.charts for found in _found(chart, rows, titles)]
    shown = layer is not None and len(layer) > 0
    places = st.columns(2, gap="medium")
    if shown and layer is not None:
        with places[0]:
            statmap.draw(edition, measure, layer, titles, key)
    for at, (title, svg) in enumerate(charts[:FACETS]):
        with places[(at + 1) % 2 if shown and at else (1 if shown else at % 2)]:
            section(title)
            picture(svg, f"picture-{measure.id}-{at}")
    if len(charts) > FACETS:
        hint(_("More pictures than fit here: choose one area to see its own."))


def _found(chart: Any, rows: pd.DataFrame, titles: Titles) -> list[tuple[str, str]]:
    name = _(chart.title)
    return [
        (f"{facet}. {name}" if facet else name, svg)
        for facet, svg in drawn(chart, rows, titles, lang())
    ]


def table(
    measure: Measure,
    statistic: Statistic,
    rows: pd.DataFrame,
    layer: gpd.GeoDataFrame | None,
    titles: Titles,
) -> None:
    """Draw the rows, the notes, the method card, and what can be taken away."""
    columns = [one for one in measure.columns if one.name in rows.columns]
    named = pd.DataFrame({_(one.title): _said(rows[one.name], one, titles) for one in columns})
    section(_("All rows"))
    tall = min(420, 38 + 35 * max(len(named), 1))
    st.dataframe(_written(named, columns), hide_index=True, width="stretch", height=tall)
    for note in statistic.notes:
        hint(_(note))
    name = measure.id.replace("_", "-")
    with st.container(horizontal=True):
        st.download_button(
            _("Table as CSV"),
            data=lambda: table_csv(named)[0],
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv-{measure.id}",
        )
        sheets = (_("Table"), _("Method"))
        about = card_rows(statistic.method)
        st.download_button(
            _("Table as XLSX"),
            data=lambda: table_xlsx(named, about, sheets)[0],
            file_name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key=f"xlsx-{measure.id}",
        )
        if layer is not None and len(layer):
            placed = layer[layer.geometry.notna()]
            st.download_button(
                _("Layer as GeoJSON"),
                data=lambda: as_geojson(placed),
                file_name=f"{name}.geojson",
                mime="application/geo+json",
                on_click="ignore",
                key=f"geojson-{measure.id}",
            )
        with st.popover(_("How it was computed")):
            card(_(measure.title), statistic.method)


def _said(values: pd.Series, column: Column, titles: Titles) -> pd.Series:
    counted = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if counted and not titles.words.get(column.name):
        return values
    return pd.Series(
        ["" if pd.isna(one) else titles.title(column.name, one, lang()) for one in values],
        index=values.index,
        dtype=object,
    )


def _written(named: pd.DataFrame, columns: list[Column]) -> Styler | pd.DataFrame:
    """Write numbers as the language does; sorting still goes by their values."""
    if len(named) > STYLED:
        return named.round({_(one.title): one.digits + 2 * one.share for one in columns})
    formats = {
        _(one.title): partial(_cell, one)
        for one in columns
        if pd.api.types.is_numeric_dtype(named[_(one.title)])
    }
    return named.style.format(formats)


def _cell(column: Column, value: float) -> str:
    if pd.isna(value):
        return ""
    if column.share:
        return wording.percent(value, lang(), 1)
    return wording.number(value, lang(), column.digits)
