"""The map beside a statistic's table: its layer over the base, and the legend of its colours."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from layers.measure import Column
from reports.paper.shown_map import ShownMap
from ui import computed
from ui.figures import escape
from ui.i18n import _, lang
from ui.picture import map_button, method_lines
from ui.smallmap import in_view, small_map

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo import Method
    from layers import Edition
    from layers.measure import Look, Measure
    from reports.charts import Titles

__all__ = ["draw"]

BASE = ("water", "rivers", "streets", "municipalities", "settlements")
BLUES = ("#DCE9F6", "#A6CBE6", "#5FA3CF", "#2171B5", "#08306B")
DIVERGING = ("#2166AC", "#92C5DE", "#F2EFE9", "#F1A340", "#B35806")
"""Cold below zero, hot above."""

PASS = {"true": "#2166AC", "false": "#D95F02"}
HOVERED = 8
SURE = 1.96
"""The z-score from which a value is surely not by chance, at 95 %."""
NULL = "#CFD8DC"
WHOLE_FROM = 100
PERCENT = "%\u00a0"


def draw(
    edition: Edition,
    measure: Measure,
    method: Method,
    layer: gpd.GeoDataFrame,
    titles: Titles,
    key: Hashable,
) -> None:
    """Draw the layer over the base, name its colours below, and give it as a picture."""
    placed = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    look = measure.look.of(placed) if measure.look else None
    shown = next((one for one in measure.columns if look and one.name == look.column), None)
    values, rows = _coloured(placed, look, titles, shown)
    source = computed.deposit((key, lang()), lambda: _slim(placed, measure.columns, values, titles))
    kinds = set(placed.geom_type.str.removeprefix("Multi"))
    with st.container(key="statmap"):
        small_map(
            edition,
            placed,
            source,
            _layers(source[0], [colour for _title, colour in rows], kinds),
            base=BASE,
            flight=str(measure.id),
            hover=True,
        )
    swatches = "".join(
        f"<span><i style='background:{escape(colour)}'></i>{escape(title)}</span>"
        for title, colour in rows
    )
    title = escape(_(look.title)) if look and look.title else ""
    st.html(f"<div class='keyrow'><b>{title}</b>{swatches}</div>")
    found = ShownMap(
        _(measure.title),
        gpd.GeoDataFrame({"value": values}, geometry=placed.geometry.to_numpy(), crs=placed.crs),
        rows,
        BASE,
        in_view(placed),
        "statistics",
        _(look.title) if look and look.title else "",
        ("; ".join(method_lines([method])),),
    )
    map_button(edition, found, measure.id.replace("_", "-"))


def _coloured(
    frame: gpd.GeoDataFrame, look: Look | None, titles: Titles, shown: Column | None
) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Give each feature its place in the legend, and the legend's titles and colours."""
    if look is None or not look.column or look.column not in frame.columns or frame.empty:
        return np.zeros(len(frame), dtype=int), [(_("Result"), BLUES[3])]
    column = frame[look.column]
    if look.kind in {"steps", "diverging"} and pd.api.types.is_numeric_dtype(column):
        digits = 0 if column.abs().max() >= WHOLE_FROM else 2
        return _steps(column, look, titles, shown or Column(look.column, "", digits))
    codes, found = pd.factorize(column.astype(object), use_na_sentinel=False)
    rows = []
    for at, one in enumerate(found):
        if look.kind == "pass":
            colour = PASS[str(bool(one)).lower()]
            rows.append((_("yes") if one else _("no"), colour))
        else:
            rows.append(
                (titles.title(look.column, one, lang()), titles.colour(look.column, one, at))
            )
    return codes, rows


def _steps(
    column: pd.Series, look: Look, titles: Titles, shown: Column
) -> tuple[np.ndarray, list[tuple[str, str]]]:
    values = column.to_numpy(dtype=float)
    known = values[np.isfinite(values)]
    unique = np.unique(known)
    colours = BLUES
    if look.kind == "diverging":
        colours, far = DIVERGING, float(np.abs(known).max(initial=1.0))
        edges = (
            np.array([-far, -SURE, -0.5, 0.5, SURE, far])
            if far > SURE
            else far * np.array([-1.0, -0.6, -0.2, 0.2, 0.6, 1.0])
        )
    elif len(unique) <= len(BLUES):
        codes = np.searchsorted(unique, values)
        codes[~np.isfinite(values)] = len(unique)
        picked = BLUES[-len(unique) :] if len(unique) > 1 else BLUES[3:4]
        rows = list(zip(titles.written(unique, shown, lang()), picked, strict=True))
        return codes, [*rows, *([(_("unknown"), NULL)] * bool((~np.isfinite(values)).any()))]
    else:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, len(BLUES) + 1)))
        colours = BLUES[-(len(edges) - 1) :]
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    missing = ~np.isfinite(values)
    codes[missing] = len(edges) - 1
    ends = titles.written(edges, shown, lang())
    steps = [f"{low.rstrip(PERCENT)} – {high}" for low, high in pairwise(ends)]
    if look.kind == "diverging":
        steps[0], steps[-1] = f"< {ends[1]}", f"> {ends[-2]}"
    rows = list(zip(steps, colours, strict=True))
    return codes, [*rows, *([(_("unknown"), NULL)] * bool(missing.any()))]


def _slim(
    frame: gpd.GeoDataFrame, columns: tuple[Column, ...], values: np.ndarray, titles: Titles
) -> gpd.GeoDataFrame:
    """Keep the place in the legend, and what the pointer shows: one line a column."""
    shown = [one for one in columns if one.name in frame.columns][:HOVERED]
    texts = [
        titles.written(frame[one.name], one, lang(), before=f"{_(one.title)}: ") for one in shown
    ]
    lines = ["\n".join(row) for row in zip(*texts, strict=True)] if texts else [""] * len(frame)
    return gpd.GeoDataFrame(
        {
            "id": [str(at) for at in range(len(frame))],
            "value": np.asarray(values, dtype=int),
            f"name_{lang()}": lines,
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )


def _layers(source: str, colours: list[str], kinds: set[str]) -> list[Mapping[str, Any]]:
    colour: Any = colours[0] if colours else BLUES[3]
    if len(colours) > 1:
        cases = [part for at, one in enumerate(colours[1:], start=1) for part in (at, one)]
        colour = ["match", ["get", "value"], *cases, colours[0]]
    found: list[Mapping[str, Any]] = []
    if "Polygon" in kinds:
        found.append(_layer(source, "fill", "fill", {"fill-color": colour, "fill-opacity": 0.75}))
    if "LineString" in kinds:
        found.append(_layer(source, "line", "line", {"line-color": colour, "line-width": 2}))
    if "Point" in kinds:
        paint = {
            "circle-color": colour,
            "circle-radius": 6,
            "circle-stroke-color": "#FFFFFF",
            "circle-stroke-width": 1.5,
        }
        found.append(_layer(source, "point", "circle", paint))
    return found


def _layer(source: str, name: str, kind: str, paint: Mapping[str, Any]) -> dict[str, Any]:
    shape = {"fill": "Polygon", "line": "LineString", "circle": "Point"}[kind]
    return {
        "id": f"computed-{name}",
        "type": kind,
        "source": source,
        "filter": ["==", ["geometry-type"], shape],
        "paint": dict(paint),
    }
