"""The small maps of the Programme's parts: points of one kind over the parks and the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import wording
from layers.vocabulary import CLUSTER, PARK_TYPE
from reports import programme_charts, terms
from reports.paper.shown_map import ShownMap
from ui import computed
from ui.figures import escape
from ui.i18n import _, lang
from ui.map.style import INK
from ui.picture import charts_button, map_button, picture
from ui.smallmap import in_view, small_map

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from layers import Edition
    from layers.accounts import Register

__all__ = ["Class", "money_bars", "points", "projects", "titles_of"]

BASE: Final = ("water", "rivers", "municipalities", "streets", "settlements", "parks")
SMALLEST, LARGEST = 5.0, 16.0
"""Radii of a point in pixels: without a sum, and with the largest."""

Class = tuple[str, str]
"""A title in the key below a map, and its colour."""


def points(
    edition: Edition,
    places: gpd.GeoDataFrame,
    classes: Sequence[Class],
    key: Hashable,
    title: str,
    *,
    base: Sequence[str] = BASE,
    around_m: float = 0.0,
) -> None:
    """Draw points with the key to their colours below; a name stands under the pointer.

    Parameters
    ----------
    edition
        What lies beneath.
    places
        Points (or other shapes) with `words`, `value` (the number of a class) and, where they
        differ in size, `radius` in pixels; `mark` is written over them. Those without a place are
        left out.
    classes
        Titles and colours by their number; those that no feature has are left out of the key.
    key
        Names the content.
    title
        What the picture of the map is called.
    base
        Ids of the layers beneath.
    around_m
        How much of the land about the places is in view.
    """
    placed = places[places.geometry.notna()]
    if placed.empty:
        st.html(f"<p class='empty'>{escape(_('None of these has a known place.'))}</p>")
        return
    source = computed.deposit((key, edition.sha256, lang()), lambda: _slim(placed))
    seen = _within(edition, placed)
    if around_m:
        seen = seen.set_geometry(seen.buffer(around_m))
    with st.container(key="statmap"):
        small_map(
            edition,
            seen,
            source,
            _layers(source[0], [colour for _title, colour in classes], placed),
            base=base,
            flight=str(key),
            hover=True,
        )
    used = set(placed["value"])
    swatches = "".join(
        f"<span><i style='background:{escape(colour)}'></i>{escape(title)}</span>"
        for at, (title, colour) in enumerate(classes)
        if at in used
    )
    st.html(f"<div class='keyrow'>{swatches}</div>")
    seen = in_view(seen)
    name = str(key if isinstance(key, str) else key[0])
    map_button(edition, ShownMap(title, placed, classes, base, seen), name)


def _within(edition: Edition, placed: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give what the map opens on: the places within the municipalities, else all of them."""
    if "municipalities" not in edition.records:
        return placed
    land = edition.frame("municipalities").union_all()
    inside = placed[placed.intersects(land)]
    return inside if len(inside) else placed


def _slim(placed: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": [str(at) for at in range(len(placed))],
            "value": placed["value"].astype(int).tolist(),
            "radius": placed.get("radius", pd.Series(7.0, index=placed.index)).tolist(),
            "mark": placed.get("mark", pd.Series("", index=placed.index)).tolist(),
            f"name_{lang()}": placed["words"].tolist(),
        },
        geometry=placed.geometry.to_numpy(),
        crs=placed.crs,
    )


def _layers(
    source: str, colours: Sequence[str], placed: gpd.GeoDataFrame
) -> list[Mapping[str, Any]]:
    colour: Any = colours[0]
    if len(colours) > 1:
        cases = [part for at, one in enumerate(colours[1:], start=1) for part in (at, one)]
        colour = ["match", ["get", "value"], *cases, colours[0]]
    kinds = set(placed.geom_type.str.removeprefix("Multi"))
    paints: list[tuple[str, str, dict[str, Any]]] = [
        ("Polygon", "fill", {"fill-color": colour, "fill-opacity": 0.45}),
        ("Polygon", "line", {"line-color": colour, "line-width": 2}),
        (
            "Point",
            "circle",
            {
                "circle-color": colour,
                "circle-opacity": 0.85,
                "circle-radius": ["get", "radius"],
                "circle-stroke-color": "#FFFFFF",
                "circle-stroke-width": 1.5,
            },
        ),
    ]
    layers: list[Mapping[str, Any]] = [
        {
            "id": f"computed-{kind}",
            "type": kind,
            "source": source,
            "filter": ["==", ["geometry-type"], shape],
            "paint": paint,
        }
        for shape, kind, paint in paints
        if shape in kinds
    ]
    if "mark" in placed:
        layers.append(
            {
                "id": "computed-mark",
                "type": "symbol",
                "source": source,
                "layout": {
                    "text-field": ["get", "mark"],
                    "text-font": ["Golos Text"],
                    "text-size": 12,
                    "text-allow-overlap": True,
                },
                "paint": {"text-color": "#FFFFFF"},
            }
        )
    return layers


def titles_of(edition: Edition) -> dict[str, Class]:
    """Give the titles and colours of park types, by code, as on the map."""
    if "parks" not in edition.records:
        return {}
    return {
        str(one.value): (one.title(lang()), one.line or one.fill)
        for one in edition.record("parks").style.classes
        if one.value
    }


def projects(edition: Edition, register: Register) -> None:
    """Draw the projects, coloured by their type of park, those of a cluster in ink."""
    looks = titles_of(edition)
    classes = [*looks.values(), (_("of a cluster"), INK), (_("others"), "#78909C")]
    codes = list(looks)
    rows = register.rows
    values = [
        len(codes) if cluster else codes.index(park_type) if park_type in codes else len(codes) + 1
        for cluster, park_type in zip(rows[CLUSTER], rows[PARK_TYPE], strict=True)
    ]
    sums = rows["investment_rub_bn"]
    most = sums.max() if sums.notna().any() else 1.0
    radius = SMALLEST + (LARGEST - SMALLEST) * (sums.fillna(0.0) / most) ** 0.5
    names = [
        "\n".join(
            part
            for part in (
                str(row[f"name_{lang()}"]),
                ""
                if pd.isna(row["investment_rub_bn"])
                else wording.money(row["investment_rub_bn"], lang()),
                terms.value_title("state", row["state"], lang()),
            )
            if part
        )
        for row in rows.to_dict("records")
    ]
    places = gpd.GeoDataFrame(
        {"value": values, "radius": radius.tolist(), "words": names},
        geometry=rows.geometry.to_numpy(),
        crs=rows.crs,
    ).sort_values("radius", ascending=False)
    points(edition, places, classes, ("projects", tuple(rows["id"])), _("Projects"))


def _money(rub_bn: float) -> str:
    return "" if pd.isna(rub_bn) else wording.money(rub_bn, lang())


def money_bars(edition: Edition, register: Register) -> None:
    """Draw planned and made sums by cluster and type of park, apart."""
    found = [
        one
        for kind in programme_charts.INVESTMENT
        if (one := programme_charts.investment(edition, register, kind, lang())) is not None
    ]
    for column, one in zip(st.columns(2), found, strict=False):
        with column:
            st.html(f"<p class='chart-title'>{escape(one.title)}</p>")
            picture(one.svg, f"projects-{found.index(one)}")
    notes = list(dict.fromkeys(note for one in found for note in one.notes))
    charts_button([(one.title, one.svg) for one in found], "investment", notes)
