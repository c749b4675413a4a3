"""The four measures of the statistics page: controls, picture, table, method card, file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.coverage import ALL_TYPES
from layers import wording
from layers.vocabulary import ID, NAME, in_language
from layers.writing import table_csv
from ui import address, cached, keys
from ui.figures import card, escape, hint, section
from ui.i18n import _, lang
from ui.map.style import INK_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pandas.io.formats.style import Styler

    from layers import Edition
    from layers.statistics import Statistic

__all__ = ["coverage", "landcover", "landuse", "proximity"]

RADII_M = (500, 1000, 2000, 5000)
BLUE = "33,102,172"
OVERALL = ""
DARK_FROM = 0.55
DIGITS = {
    "served_share": 3,
    "share": 3,
    "share_low": 3,
    "share_high": 3,
    "mix_present": 3,
    "mix_possible": 3,
    "area_ha": 1,
    "time_min": 1,
}
"""Decimals that a table shows, where it shows any."""


def coverage(edition: Edition) -> None:
    """Draw who lives within radii of each type: shares as a heat table, people as a table."""
    left, right = st.columns([1, 1])
    with left:
        of = address.choice(_("Of"), {"parks": _("Parks"), "clusters": _("Clusters")}, keys.OF)
    areas = {"all": _("The agglomeration"), "municipalities": _("By municipality")}
    with right:
        area = address.choice(_("Area"), areas, keys.AREA)
    split = area == "municipalities"
    with st.spinner(_("Computing")):
        statistic = cached.coverage(edition.sha256, of, RADII_M, by_municipality=split)
    titles = _types(edition, of)
    zones = _names(edition, "municipalities")
    rows = statistic.rows
    for zone in rows["zone"].unique() if split else [OVERALL]:
        part = rows[rows["zone"] == zone] if split else rows
        if split:
            section(zones.get(zone, zone))
        _heat(part, titles)
    hint(
        _(
            "Share of people who live within the radius, in a straight line; the interval "
            "under it. Overlaps are counted once. Geometry is generalised."
        )
    )
    _details(statistic, {"by": titles, "zone": zones})


def _heat(rows: pd.DataFrame, titles: Mapping[str, str]) -> None:
    radii = sorted(rows["radius_m"].unique())
    head = "".join(f"<th>{escape(wording.length(radius, lang()))}</th>" for radius in radii)
    body = []
    for value, title in titles.items():
        part = rows[rows["by"] == value].set_index("radius_m")
        if part.empty:
            continue
        cells = "".join(_heat_cell(part.loc[radius]) for radius in radii)
        body.append(f"<tr><th>{escape(title)}</th>{cells}</tr>")
    st.html(f"<table class='heat'><tr><th></th>{head}</tr>{''.join(body)}</table>")


def _heat_cell(row: pd.Series) -> str:
    share = float(row["served_share"])
    ends = ""
    if pd.notna(row["share_low"]) and pd.notna(row["share_high"]):
        ends = wording.interval(
            row["share_low"], row["share_high"], lambda one: wording.percent(one, lang())
        )
    ink = "#fff" if share > DARK_FROM else "inherit"
    return (
        f"<td style='background:rgb({BLUE},{share * 0.9:.2f});color:{ink}'>"
        f"<b>{escape(wording.percent(share, lang()))}</b><small>{escape(ends)}</small></td>"
    )


def proximity(edition: Edition) -> None:
    """Draw how far the nearest of each type is: medians as bars, every place as a table."""
    left, right = st.columns([1, 1])
    with left:
        of = address.choice(_("To"), {"parks": _("Parks"), "clusters": _("Clusters")}, keys.OF)
    places = {"settlements": _("Settlements"), "sites": _("Plants and institutes")}
    with right:
        origins = address.choice(_("From"), places, keys.ORIGINS)
    with st.spinner(_("Computing")):
        statistic = cached.proximity(edition.sha256, of, origins)
    titles = _types(edition, of)
    titles.pop(ALL_TYPES, None)
    rows = statistic.rows
    names = _names(edition, origins)
    section(_("Median over the places"))
    _median_table(rows, titles)
    section(_("Each place: nearest of the type, straight line and minutes by street"))
    distance = rows.pivot_table(index="id", columns="by", values="distance_m", sort=False)
    minutes = rows.pivot_table(index="id", columns="by", values="time_min", sort=False)
    table = pd.DataFrame({_("Place"): [names.get(one, one) for one in distance.index]})
    for value, title in titles.items():
        if value in distance.columns:
            table[title] = [
                _far(metres, time)
                for metres, time in zip(
                    distance[value],
                    minutes.get(value, distance[value] * float("nan")).reindex(distance.index),
                    strict=True,
                )
            ]
    st.dataframe(table, hide_index=True, width="stretch", height=420)
    everything = _everything(edition)
    _details(
        statistic, {"by": titles, "id": names, "nearest_id": everything, "soonest_id": everything}
    )


def _median_table(rows: pd.DataFrame, titles: Mapping[str, str]) -> None:
    longest = float(rows.groupby("by")["distance_m"].median().max()) or 1.0
    cells = []
    for value, title in titles.items():
        part = rows[rows["by"] == value]
        if part.empty:
            continue
        metres = float(part["distance_m"].median())
        cells.append(
            f"<span>{escape(title)}</span>"
            f"<div><i style='width:{metres / longest:.1%};background:{INK_SECOND}'></i></div>"
            f"<em>{escape(_far(metres, part['time_min'].median()))}</em>"
        )
    st.html(f"<div class='bars wide'>{''.join(cells)}</div>")


def _far(metres: float, minutes: float) -> str:
    if pd.isna(metres):
        return "–"
    text = wording.length(metres, lang())
    if pd.isna(minutes):
        return text
    return f"{text} · {wording.number(minutes, lang())}\u00a0{_('min')}"


def landuse(edition: Edition) -> None:
    """Draw the area by land-use class, and how mixed each zone is."""
    zones = _areas(edition, "landuse", cached.landuse)
    statistic = cached.mix(edition.sha256, zones)
    section(_("How mixed"))
    names = _names(edition, zones)
    cells = "".join(
        f"<span>{escape(names.get(one.zone, one.zone))}</span>"
        f"<div><i style='width:{one.mix_possible:.1%};background:{INK_SECOND}'></i></div>"
        f"<em>{escape(_mix_text(one))}</em>"
        for one in statistic.rows.itertuples()
    )
    st.html(f"<div class='bars wide'>{cells}</div>")
    hint(
        _(
            "Shannon entropy of the areas: 0 for one class, 1 for all possible classes in equal "
            "parts (the bar); in brackets, against the classes present."
        )
    )
    _details(statistic, {"zone": names})


def _mix_text(row: Any) -> str:
    possible = wording.number(row.mix_possible, lang(), 2)
    present = wording.number(row.mix_present, lang(), 2)
    return f"{possible} ({present}, {row.classes_present}/{row.classes_possible})"


def landcover(edition: Edition) -> None:
    """Draw the area by class of the land-cover raster."""
    _areas(edition, "landcover", cached.landcover)


def _areas(edition: Edition, layer_id: str, compute: Callable[[str, str], Statistic]) -> str:
    zones_titles = {"municipalities": _("Municipalities"), "parks": _("Parks")}
    zones = address.choice(_("Zones"), zones_titles, keys.ZONES)
    with st.spinner(_("Computing")):
        statistic = compute(edition.sha256, zones)
    looks = {str(one.value or one.code): one for one in edition.record(layer_id).style.classes}
    names = _names(edition, zones)
    rows = statistic.rows[statistic.rows["area_ha"] > 0]
    totals = rows.groupby("class")["area_ha"].sum().sort_values(ascending=False)
    order = [*totals.index]
    titles = {key: one.title(lang()) for key, one in looks.items()}
    titles |= {one: _("Unclassified") for one in order if str(one) not in titles}
    fills = {key: one.fill or one.line for key, one in looks.items()}
    legend = "".join(
        f"<span><i style='background:{fills.get(str(one), '#fff')}'></i>"
        f"{escape(titles[str(one)])}</span>"
        for one in order
    )
    bars = []
    for zone, part in rows.groupby("zone", sort=False):
        parts = part.set_index("class")
        strip = "".join(
            f"<i title='{escape(_class_text(titles[str(one)], parts.loc[one]))}' "
            f"style='width:{parts.loc[one, 'share']:.3%};"
            f"background:{fills.get(str(one), '#fff')}'></i>"
            for one in order
            if one in parts.index
        )
        area = f"{wording.number(part['area_ha'].sum(), lang(), 0)} {_('ha')}"
        bars.append(
            f"<span>{escape(names.get(zone, zone))}</span><div>{strip}</div><em>{escape(area)}</em>"
        )
    st.html(f"<div class='keyrow'>{legend}</div><div class='bars stacked'>{''.join(bars)}</div>")
    hint(_("Generalised land use, drawn by hand: read shares, not parcels."))
    _details(statistic, {"class": titles, "zone": names})
    return zones


def _class_text(title: str, row: pd.Series) -> str:
    area = f"{wording.number(row['area_ha'], lang(), 0)} {_('ha')}"
    return f"{title}: {area}, {wording.percent(row['share'], lang(), 1)}"


def _types(edition: Edition, of: str) -> dict[str, str]:
    record = edition.record("parks" if of == "parks" else "sites")
    titles = {str(one.value): one.title(lang()) for one in record.style.classes if one.value != ""}
    return {**titles, ALL_TYPES: _("Any of them")}


def _names(edition: Edition, layer_id: str) -> dict[str, str]:
    if layer_id not in edition.records:
        return {}
    frame = edition.frame(layer_id)
    return dict(zip(frame[ID], frame[in_language(NAME, lang())], strict=True))


def _everything(edition: Edition) -> dict[str, str]:
    return _names(edition, "parks") | _names(edition, "sites")


def column_titles() -> dict[str, str]:
    """Give what tables call the columns of statistics."""
    return {
        "zone": _("Zone"),
        "by": _("Type"),
        "class": _("Class"),
        "id": _("Place"),
        "nearest_id": _("Nearest"),
        "radius_m": _("Radius, m"),
        "served": _("People within"),
        "served_share": _("Share"),
        "served_low": _("People, low"),
        "served_high": _("People, high"),
        "share_low": _("Share, low"),
        "share_high": _("Share, high"),
        "uncovered": _("People beyond"),
        "total": _("People in all"),
        "area_ha": _("Area, ha"),
        "share": _("Share"),
        "distance_m": _("Distance, m"),
        "distance_m_low": _("Distance, low, m"),
        "distance_m_high": _("Distance, high, m"),
        "time_min": _("Time, min"),
        "soonest_id": _("Soonest"),
        "network_m": _("Way by street, m"),
        "snap_m": _("Way to the street, m"),
        "ties": _("Equally near"),
        "mix_present": _("Mix, classes present"),
        "mix_possible": _("Mix, classes possible"),
        "classes_present": _("Classes present"),
        "classes_possible": _("Classes possible"),
    }


def _details(statistic: Statistic, words: Mapping[str, Mapping[Any, str]]) -> None:
    table = statistic.rows.copy()
    for column, titles in words.items():
        if column in table.columns:
            table[column] = [titles.get(one, titles.get(str(one), one)) for one in table[column]]
    known = column_titles()
    shown = [one for one in table.columns if one in known]
    table = table[shown].rename(columns=known)
    section(_("All rows"))
    tall = min(320, 38 + 35 * len(table))
    st.dataframe(_written(table, shown), hide_index=True, width="stretch", height=tall)
    with st.container(horizontal=True):
        st.download_button(
            _("Table as CSV"),
            data=lambda: table_csv(table)[0],
            file_name=f"{statistic.method.measure.replace(' ', '-')}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv-{statistic.method.measure}",
        )
        with st.popover(_("How it was computed")):
            card(_("Method"), statistic.method)


def _written(table: pd.DataFrame, columns: Sequence[str]) -> Styler:
    """Write the numbers of a table as the language does; sorting still goes by their values."""
    formats = {}
    for title, column in zip(table.columns, columns, strict=True):
        if pd.api.types.is_numeric_dtype(table[title]):
            digits = DIGITS.get(column, 0)
            formats[title] = partial(_cell, digits=digits)
    return table.style.format(formats)


def _cell(value: float, digits: int) -> str:
    return "" if pd.isna(value) else wording.number(value, lang(), digits)
