"""Every layer of the edition on one map, with a switch for whatever the component answers to."""

from dataclasses import asdict

import streamlit as st

from ui import routes
from ui.edition import current_edition
from ui.map import MapSpec, atlas_map, style
from ui.map.overlays import reach_layers, served_layers

st.set_page_config(layout="wide")
st.html(
    "<style>.stMainBlockContainer{padding:1rem 0 0!important;max-width:none}"
    "[data-testid=stLayoutWrapper]:has(>.st-key-box){position:relative;height:86vh!important}"
    ".st-key-box{height:100%}"
    ".st-key-atlas{position:absolute!important;inset:0;height:auto!important;width:auto!important}"
    "</style>"
)
session = st.session_state
session.runs = session.get("runs", 0) + 1
edition = current_edition()
drawn = [one for one in edition.records.values() if one.style.classes and one.geometry]

with st.sidebar:
    lang = st.segmented_control("lang", ["en", "ru"], default="en", key="lang", required=True)
    narrow = st.checkbox("narrow", key="narrow")
    away = st.checkbox("map away", key="away")
    broken = st.checkbox("broken source", key="broken")
    reached = st.checkbox("reach", key="reach")
    served = st.checkbox("served", key="served")
    if st.button("fly", key="fly"):
        first = edition.frame("parks").geometry.head(1).to_crs(4326).total_bounds
        session.flight = {"key": session.runs, "bounds": first.tolist()}
    on = {one.id: st.checkbox(one.id, one.style.visible, key=f"on_{one.id}") for one in drawn}
    parks = edition.record("parks").style.classes if "parks" in edition.records else ()
    types = {
        one.value for one in parks if st.checkbox(str(one.value), value=True, key=f"t_{one.value}")
    }

sources, layers, icons, patterns = {}, [], [], []
clicked = session.atlas.clicked if "atlas" in session else None
picked = session.picked = clicked or session.get("picked") or {}
for record in drawn:
    sources |= routes.sources(edition, record.id)
    layers += style.maplibre_layers(
        record,
        record.id,
        lang,
        visible=on[record.id],
        classes_on=types if record.id == "parks" else None,
        selected=picked.get("id") if picked.get("record") == record.id else None,
    )
    icons += style.icons(record)
    patterns += style.patterns(record)
layers = style.drawing_order(layers)
if reached:
    sources["reach"] = routes.reach_source(
        edition, "parks", picked.get("id") or "all", [1000, 2000]
    )
    layers += reach_layers("reach", lang, "km")
if served:
    sources["served"] = routes.served_source(edition, "parks", "all", [500, 1000, 2000])
    layers = served_layers("served", [500, 1000, 2000]) + layers
if broken:
    sources["broken"] = {"type": "geojson", "data": "/data/nothing.0.geojson"}
    layers.append({"id": "broken", "type": "fill", "source": "broken", "paint": {}})
spec = MapSpec(
    view=asdict(edition.view),
    sources=sources,
    layers=layers,
    icons=icons,
    patterns=patterns,
    clickable=[one["id"] for one in layers if one["id"].startswith(("parks-", "sites-"))],
    hover=[one["id"] for one in layers if one["id"].startswith(("parks-", "sites-", "settl"))],
    lang=lang,
    attribution="<b>Источники</b>" if lang == "ru" else "<b>Sources</b>",
    fly=session.get("flight"),
    nonce=session.runs,
)
with st.container(key="box", width=600 if narrow else "stretch"):
    if not away:
        atlas_map(spec, key="atlas")
st.html(f"<p id='picked'>{picked.get('record')} {picked.get('id')} run {session.runs}</p>")
