"""A small map of a layer that is not in the atlas yet, over the edition's own outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from ui import computed
from ui.smallmap import small_map

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from layers import Edition

__all__ = ["draw"]

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
