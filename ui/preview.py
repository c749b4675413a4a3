"""A small map of a layer that is not in the atlas yet, over the edition's own outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from ui import computed, own, routes
from ui.i18n import lang
from ui.map import style as symbols
from ui.smallmap import small_map

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from layers import Edition, LayerRecord

__all__ = ["draw", "draw_raster"]

_OUTLINE = ("water", "rivers", "municipalities", "settlements")
_COLOUR = "#B5179E"
_OPACITY = 0.35


def draw(edition: Edition, frame: gpd.GeoDataFrame, key: Hashable) -> None:
    """Draw the features that have a place, all of them in view, over the outline of the edition.

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
    source = computed.deposit(("preview", key), lambda: _bare(there))
    with st.container(key="preview"):
        small_map(edition, there, source, _features(source[0]), base=_OUTLINE, flight=str(key))


def draw_raster(edition: Edition, record: LayerRecord, outline: gpd.GeoDataFrame) -> None:
    """Draw a raster, all of it in view, over the outline of the edition.

    Parameters
    ----------
    edition
        What lies beneath.
    record
        The raster's record; its cells are held by `own.show`.
    outline
        The rectangle of its grid.
    """
    held = own.held_with(edition, record.id)
    source = (record.id, routes.sources(held, record.id)[record.id])
    layers = symbols.maplibre_layers(record, record.id, lang())
    with st.container(key="preview"):
        small_map(edition, outline, source, layers, base=_OUTLINE, flight=record.id)


def _bare(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ids = [str(at) for at in range(len(frame))]
    return gpd.GeoDataFrame(
        {"id": ids, "value": 0}, geometry=frame.geometry.to_numpy(), crs=frame.crs
    )


def _features(source: str) -> list[Mapping[str, object]]:
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
