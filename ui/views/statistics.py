"""The statistics page: any declared measure, its controls, map, charts, table, card and files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from layers.measure import FAMILIES
from layers.measures import MEASURES
from ui import address, answer, cached, controls, keys
from ui.edition import current_edition
from ui.figures import escape
from ui.i18n import _, lang
from ui.titles import titles_of

if TYPE_CHECKING:
    from layers.measure import Measure
    from layers.statistics import Statistic

# Seconds until work shows how far it has come, and between one showing and the next.
QUIET_S = 0.8
STEP_S = 0.25

edition = current_edition()


def chosen_measure() -> Measure:
    """Draw the families and the measures of one; the address may name a measure alone."""
    families = {
        "coverage": _("Coverage"),
        "proximity": _("Proximity"),
        "landuse": _("Land use"),
        "landcover": _("Land cover"),
    }
    asked = MEASURES.get(address.held(keys.MEASURE, "coverage"), MEASURES["coverage"])
    address.put(keys.MEASURE, asked.id)
    widget = "family-choice"
    family = st.segmented_control(
        _("Measure"),
        FAMILIES,
        default=asked.family,
        required=True,
        format_func=families.__getitem__,
        key=widget,
        label_visibility="collapsed",
    )
    titles = {one.id: _(one.title) for one in MEASURES.values() if one.family == family}
    codes = list(titles)
    found = st.selectbox(
        _("Measure"),
        codes,
        index=codes.index(asked.id) if asked.id in codes else 0,
        format_func=titles.__getitem__,
        key=f"measure-{family}",
    )
    address.put(keys.MEASURE, found)
    address.hold(keys.MEASURE, "coverage")
    return MEASURES[found]


def computed(measure: Measure, layers: dict, settings: dict) -> Statistic:
    """Compute, and show how far it has come; a changed control stops it."""
    place, words = st.empty(), _("Computing")
    due = time.monotonic() + QUIET_S

    def watch(share: float) -> None:
        nonlocal due
        if time.monotonic() >= due:
            place.progress(min(max(share, 0.0), 1.0), text=words)
            due = time.monotonic() + STEP_S

    try:
        return cached.statistic(
            edition.sha256,
            measure.id,
            tuple(sorted(layers.items())),
            tuple(sorted(settings.items())),
            watch,
        )
    finally:
        place.empty()


side, main = st.columns([1, 3.2], gap="medium")
with side, st.container(key="controls"):
    st.html(f"<h1 class='title'>{escape(_('Statistics'))}</h1>")
    measure = chosen_measure()
    controls.forget_others(measure)
    layers = controls.layers(edition, measure)
    settings = controls.settings(edition, measure, layers)
with main:
    st.html(f"<p class='lead'>{escape(_(measure.lead))}</p>")
    lacking = controls.lacking(edition, measure, layers)
    if lacking:
        text = _(
            "This edition has no layer for: {roles}. Bring one in on the page Data, or choose "
            "another measure."
        ).format(roles=", ".join(one.lower() for one in lacking))
        st.html(f"<p class='hint' role='status'>{escape(text)}</p>")
        st.stop()
    statistic = computed(measure, layers, settings)
    rows, layer = statistic.rows, statistic.layer
    used = [controls.role_layer(edition, role, layers) for role in measure.roles]
    frames = [rows] if layer is None else [rows, layer]
    titles = titles_of(edition, measure, frames, used)
    only = ""
    if "zone" in rows.columns and rows["zone"].nunique() > 1:
        zones = {"": _("All areas")}
        for one in rows["zone"].dropna().unique():
            zones[str(one)] = titles.title("zone", one, lang())
        with side:
            only = controls.select(titles.heads["zone"], zones, f"{measure.id}.only")
        if only:
            rows = rows[rows["zone"].astype(str) == only]
            if layer is not None and "zone" in layer.columns:
                layer = layer[layer["zone"].astype(str) == only]
    answer.headlines(statistic)
    key = (edition.sha256, measure.id, str(sorted(layers.items())), str(sorted(settings.items())))
    charts = answer.pictures(edition, measure, statistic.method, rows, layer, titles, (*key, only))
    answer.table(measure, statistic, rows, layer, titles, charts)
