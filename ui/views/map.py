"""The map page: legend at the left, map in the middle, the selection's figures at the right."""

from __future__ import annotations

import streamlit as st

from geo import parse_crs, reproject
from layers.vocabulary import ID, OWN
from reports.paper.parks import PARKS
from ui import address, backgrounds, downloads, keys, legend, packs, panel, scene
from ui.edition import current_edition
from ui.figures import escape
from ui.i18n import _
from ui.map import atlas_map
from ui.search import search_box
from ui.shading import shading

CLICK_ZOOM = 13.0

edition = current_edition()


def clicked() -> None:
    """Take a click on the map: a feature selects it, the ground selects nothing."""
    click = st.session_state[keys.ATLAS].clicked
    if click:
        found = f"{click['record']}/{click['id']}" if click.get("id") else ""
        address.put(keys.SELECTED, found)


def picked() -> None:
    """Take a name found in the search box: fly there, and select what has a card."""
    choice = st.session_state[keys.SEARCH].picked
    if choice:
        place = f"{choice['layer']}/{choice['id']}"
        st.session_state[keys.FLY] = place
        group = edition.record(choice["layer"]).group
        if group in scene.CLICKABLE_GROUPS:
            address.put(keys.SELECTED, place)


def selection() -> scene.Selection | None:
    """Read the selected feature; a link to a feature that is not there selects nothing."""
    layer_id, _slash, feature_id = address.held(keys.SELECTED).partition("/")
    if layer_id in edition.records and edition.record(layer_id).kind == "vector":
        frame = edition.frame(layer_id)
        if (frame.loc[frame.geometry.notna(), ID] == feature_id).any():
            return scene.Selection(layer_id, feature_id)
    address.put(keys.SELECTED, "")
    return None


def flight() -> dict | None:
    """Give the camera move asked for in this run, in degrees."""
    place = st.session_state.pop(keys.FLY, None)
    if not place:
        return None
    layer_id, _slash, feature_id = place.partition("/")
    frame = edition.frame(layer_id)
    degrees = reproject(frame[frame[ID] == feature_id], parse_crs("EPSG:4326"))
    box = degrees.total_bounds.tolist()
    key = f"{place}#{st.session_state[keys.RUN]}"
    if edition.record(layer_id).geometry == "point":
        return {"key": key, "center": box[:2], "zoom": CLICK_ZOOM}
    return {"key": key, "bounds": box}


def park_of(one: scene.Selection | None) -> str:
    """Give the id of the selected park; empty where none is."""
    return one.feature_id if one and one.layer_id == PARKS else ""


def fold() -> None:
    """Fold the right panel away, or open it."""
    st.session_state[keys.PANEL] = not st.session_state.get(keys.PANEL, True)


selected = selection()
address.hold(keys.SELECTED)
with st.container(key="find"):
    search_box(edition, key=keys.SEARCH, on_picked=picked)

with st.sidebar:
    shown = legend.draw(edition, (OWN, "parks", "clusters"))
    st.html(f"<h2 class='group'>{escape(_('Reach'))}</h2>")
    radius = st.segmented_control(
        _("Radius, m"),
        [str(one) for one in keys.RADII_M],
        default=str(keys.DEFAULT_RADIUS_M),
        required=True,
        key=keys.RADIUS,
        bind="query-params",
        width="stretch",
    )
    radius_m = int(radius or keys.DEFAULT_RADIUS_M)
    shade = shading(edition, shown, radius_m)
    shown |= legend.draw(edition, ("programme", "base"))
    beneath = backgrounds.draw()
    st.html(f"<h2 class='group'>{escape(_('Take away'))}</h2>")
    if st.button(_("Materials for a presentation"), key="to-materials", width="stretch"):
        packs.go("pdf", park_of(selected), [one for one, on in shown.items() if on])
    with st.popover(_("A layer as a file"), width="stretch"):
        downloads.any_layer(edition)

open_panel = st.session_state.get(keys.PANEL, True)
with st.container(key="stage", horizontal=True, wrap=False, gap=None):
    with st.container(key="mapbox", width="stretch"):
        atlas_map(
            scene.compose(
                edition,
                shown,
                selected,
                shade,
                radius_m,
                beneath=beneath,
                fly=flight(),
                nonce=st.session_state[keys.RUN],
            ),
            key=keys.ATLAS,
            on_clicked=clicked,
        )
        st.button("›" if open_panel else "‹", key="fold", on_click=fold)
    if open_panel:
        with st.container(key="panel", width=336):
            if selected:
                panel.feature(edition, selected, radius_m)
            else:
                panel.programme(edition, radius_m)
