"""A small map: one layer over layers of the edition, all of it in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from ui import keys, legend, routes
from ui.computed import degrees_box
from ui.i18n import lang
from ui.map import MapSpec, atlas_map
from ui.map import style as symbols

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd

    from layers import Edition

__all__ = ["in_view", "small_map"]

MANY = 12
OUTLYING = 0.05
SMALLER = 4
"""Of so many features, the share on each side that may lie out of view where that makes the area in
view so many times smaller."""


def small_map(
    edition: Edition,
    placed: gpd.GeoDataFrame,
    source: tuple[str, dict[str, Any]],
    layers: list[Mapping[str, Any]],
    *,
    base: Collection[str],
    flight: str,
    hover: bool = False,
) -> None:
    """Draw the layer and fly to it.

    Parameters
    ----------
    edition
        What lies beneath.
    placed
        The features, each with a place, in any CRS.
    source
        Name and description of their source: see `computed.deposit`.
    layers
        How the map draws them.
    base
        Ids of the edition's layers that lie beneath, where it has them.
    flight
        The map flies once for each.
    hover
        Whether a feature under the pointer tells its name.
    """
    name, described = source
    sources: dict[str, Any] = {name: described}
    beneath: list[Mapping[str, Any]] = []
    for record in legend.drawable(edition):
        if record.id in base:
            sources |= routes.sources(edition, record.id)
            beneath += symbols.maplibre_layers(
                record, record.id, lang(), visible=True, classes_on=None, selected=None
            )
    box = degrees_box(in_view(placed)).tolist()
    view = edition.view
    atlas_map(
        MapSpec(
            view={"zoom": view.zoom, "lon": view.lon, "lat": view.lat},
            sources=sources,
            layers=symbols.drawing_order([*beneath, *layers]),
            hover=[one["id"] for one in layers] if hover else [],
            lang=lang(),
            fly={"key": flight, "bounds": box},
            nonce=st.session_state[keys.RUN],
        ),
        key=keys.ATLAS,
    )


def in_view(placed: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the places that the map shows first: all, or, where few lie far off, the others."""
    if len(placed) < MANY:
        return placed
    bounds = placed.bounds.to_numpy()
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    low, high = np.quantile(middle, [OUTLYING, 1 - OUTLYING], axis=0)
    inner = ((middle >= low) & (middle <= high)).all(axis=1)
    if not inner.any():
        return placed

    def spread(some: np.ndarray) -> float:
        return float(np.prod(some[:, 2:].max(axis=0) - some[:, :2].min(axis=0)))

    return placed[inner] if spread(bounds[inner]) * SMALLER < spread(bounds) else placed
