"""A statistic on the page: headlines, map and charts, table, method card, files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers import wording
from layers.results import result_bytes
from reports.cards import card_rows
from reports.charts import size_of
from reports.measure_charts import measure_charts
from ui import statmap
from ui.features import as_geojson
from ui.figures import card, hint, measured, notes, section
from ui.i18n import _, lang
from ui.picture import charts_button, method_lines, picture
from ui.tables import table_buttons

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import geopandas as gpd
    from pandas.io.formats.style import Styler

    from geo import Method
    from layers import Edition
    from layers.measure import Column, Measure
    from layers.statistics import Statistic
    from reports.charts import Titles
    from reports.measure_charts import Picture

__all__ = ["headlines", "pictures", "table"]

STYLED = 40_000
"""Cells whose numbers are written one by one; greater tables leave that to the browser."""

PERCENT = 100
UNKNOWN = "–"
A_LINE = 4
SHORT = 10
TALL = 420
MAP_TALL = 480.0
HEADING = 60.0
"""About how tall the map with its legend, and a chart's heading, are in pixels."""

HALF = 540.0
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
            write = partial(wording.figure, unit=one.figure.unit, lang=lang())
            measured(f"headline-{at}", one.figure, _(one.label), write)


def pictures(
    edition: Edition,
    measure: Measure,
    method: Method,
    rows: pd.DataFrame,
    layer: gpd.GeoDataFrame | None,
    titles: Titles,
    key: Hashable,
) -> list[Picture]:
    """Draw the map and the charts, side by side where there is a map; give the charts."""
    charts = measure_charts(measure, rows, titles, lang())
    shown = layer is not None and len(layer) > 0
    halves, filled = st.columns(2, gap="medium"), [0.0, 0.0]
    if shown and layer is not None:
        filled[0] = MAP_TALL
        with halves[0]:
            statmap.draw(edition, measure, method, layer, titles, key)
    for at, (title, unit, svg) in enumerate(charts[:FACETS]):
        wide, tall = size_of(svg)
        side = filled.index(min(filled))
        filled[side] += (tall + HEADING) * (wide <= HALF)
        with halves[side] if wide <= HALF else st.container():
            section(title, unit)
            picture(svg, f"picture-{measure.id}-{at}")
    if len(charts) > FACETS:
        hint(_("More pictures than fit here: choose one area to see its own."))
    return charts


def table(
    measure: Measure,
    statistic: Statistic,
    rows: pd.DataFrame,
    layer: gpd.GeoDataFrame | None,
    titles: Titles,
    charts: Sequence[Picture],
) -> None:
    """Draw the rows, the notes, the method card, and what can be taken away."""
    columns = [one for one in measure.columns if one.name in rows.columns]
    named = pd.DataFrame({_(one.title): _said(rows[one.name], one, titles) for one in columns})
    section(_("All rows"))
    numbers, config = _written(named, columns)
    st.dataframe(
        numbers,
        hide_index=True,
        width="stretch",
        height="auto" if len(named) <= SHORT else TALL,
        column_config=config,
        placeholder=UNKNOWN,
    )
    notes([wording.note(one, lang()) for one in statistic.notes])
    name = measure.id.replace("_", "-")
    with st.container(horizontal=True):
        about = card_rows(statistic.method, lang())
        keys = (f"csv-{measure.id}", f"xlsx-{measure.id}")
        table_buttons(named, about, name, (_("Table"), _("Method")), keys)
        titled = [(f"{title}, {unit}" if unit else title, svg) for title, unit, svg in charts]
        lines = method_lines([statistic.method])
        charts_button(titled, name, lines)
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
            shown = replace(statistic, layer=placed)
            st.download_button(
                _("Layer as GeoPackage"),
                data=lambda: result_bytes(shown, ".gpkg", measure),
                file_name=f"{name}.gpkg",
                mime="application/geopackage+sqlite3",
                on_click="ignore",
                key=f"gpkg-{measure.id}",
            )
        with st.popover(_("How it was computed")):
            card(_(measure.title), statistic.method)


def _said(values: pd.Series, column: Column, titles: Titles) -> pd.Series:
    counted = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if counted and not titles.words.get(column.name):
        return values
    said = {one: titles.title(column.name, one, lang()) for one in values.dropna().unique()}
    return values.map(said).astype(object).where(values.notna(), "")


def _written(
    named: pd.DataFrame, columns: list[Column]
) -> tuple[Styler | pd.DataFrame, dict[str, Any]]:
    """Write numbers as the language does; sorting still goes by their values."""
    numeric = {
        title: one
        for one in columns
        if pd.api.types.is_numeric_dtype(named[title := _(one.title)])
        and not pd.api.types.is_bool_dtype(named[title])
    }
    if named.size <= STYLED:
        return named.style.format(
            {name: partial(_cell, one, lang()) for name, one in numeric.items()}
        ), {}
    plain = {
        name: (named[name] * PERCENT).round(1) if one.share else named[name].round(one.digits)
        for name, one in numeric.items()
    }
    return named.assign(**plain), {
        name: st.column_config.NumberColumn(format="%.1f %%" if one.share else "localized")
        for name, one in numeric.items()
    }


def _cell(column: Column, say: str, value: float) -> str:
    if pd.isna(value):
        return UNKNOWN
    if column.share:
        return wording.percent(value, say, 1)
    return wording.number(value, say, column.digits)
