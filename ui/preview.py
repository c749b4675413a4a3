"""A small map of a layer that is not in the atlas yet, over the edition's own outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from geo import parse_crs, reproject
from ui import computed, keys, routes
from ui.i18n import lang
from ui.map import MapSpec, atlas_map
from ui.map import style as symbols

if TYPE_CHECKING:
    from collections.abc import Hashable

    from layers import Edition

__all__ = ["draw"]

_OUTLINE = ("water", "rivers", "municipalities", "settlements")
_COLOUR = "#B5179E"
_OPACITY = 0.35


def draw(edition: Edition, frame: gpd.GeoDataFrame, key: Hashable) -> None:
    """Draw the features that have a place, the whole edition and all of them in view.

    Parameters
    ----------
    edition
        What lies beneath.
    frame
        In any CRS.
    key
        Names the content of `frame` as long as the server runs.
    """
    there = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    name, source = computed.deposit(("preview", key), lambda: _bare(there))
    sources, layers = {name: source}, []
    for layer_id in _OUTLINE:
        if layer_id in edition.records and edition.record(layer_id).style.classes:
            sources |= routes.sources(edition, layer_id)
            layers += symbols.maplibre_layers(
                edition.record(layer_id),
                layer_id,
                lang(),
                visible=True,
                classes_on=None,
                selected=None,
            )
    layers += _features(name)
    view = edition.view
    box = reproject(there[[there.geometry.name]], parse_crs("EPSG:4326")).total_bounds.tolist()
    with st.container(key="preview"):
        atlas_map(
            MapSpec(
                view={"zoom": view.zoom, "lon": view.lon, "lat": view.lat},
                sources=sources,
                layers=symbols.drawing_order(layers),
                lang=lang(),
                fly={"key": str(key), "bounds": box},
                nonce=st.session_state[keys.RUN],
            ),
            key=keys.ATLAS,
        )


def _bare(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ids = [str(at) for at in range(len(frame))]
    return gpd.GeoDataFrame(
        {"id": ids, "value": 0}, geometry=frame.geometry.to_numpy(), crs=frame.crs
    )


def _features(source: str) -> list[dict[str, object]]:
    paints = {
        "fill": ("Polygon", {"fill-color": _COLOUR, "fill-opacity": _OPACITY}),
        "line": ("", {"line-color": _COLOUR, "line-width": 1.5}),
        "circle": ("Point", {"circle-color": _COLOUR, "circle-radius": 4}),
    }
    return [
        {
            "id": f"preview-{kind}",
            "type": kind,
            "source": source,
            "paint": paint,
            **({"filter": ["==", ["geometry-type"], shape]} if shape else {}),
        }
        for kind, (shape, paint) in paints.items()
    ]
