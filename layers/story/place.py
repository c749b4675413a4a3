"""What a story can show on an edition: layers and classes, features, and how far the map goes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo import parse_crs, reproject
from layers.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from layers.vocabulary import Words

__all__ = ["bounds", "drawable", "extent", "focus_names", "layer_names", "switches"]

SPLIT_GROUPS = ("parks", "clusters")
MARGIN = 0.25
"""How far a view may stand beyond what is drawn, as a share of its width and height."""


def drawable(edition: Edition) -> list[LayerRecord]:
    """Give the records that a map can draw, in the catalogue's order."""
    return [one for one in edition.records.values() if one.kind == "vector" and one.style.classes]


def layer_names(edition: Edition) -> dict[str, str]:
    """Give what a step may switch on, a layer or a class of it, with the layer of each.

    Examples
    --------
    >>> from layers import open_edition
    >>> names = layer_names(open_edition())
    >>> names["water"], names["parks/medical"]
    ('water', 'parks')
    """
    found = {}
    for record in drawable(edition):
        found[record.id] = record.id
        if record.style.column:
            found |= {f"{record.id}/{one.value}": record.id for one in record.style.classes}
    return found


def switches(edition: Edition) -> dict[str, tuple[LayerRecord, Words]]:
    """Give what an editor switches on and off: classes of parks and clusters, other layers whole.

    Examples
    --------
    >>> from layers import open_edition
    >>> found = switches(open_edition())
    >>> found["parks/medical"][1].en, found["water"][1].en, "parks" in found
    ('Medical', 'Water', False)
    """
    found = {}
    for record in drawable(edition):
        if record.group in SPLIT_GROUPS and record.style.column:
            for one in record.style.classes:
                found[f"{record.id}/{one.value}"] = (record, one.titles)
        else:
            found[record.id] = (record, record.titles)
    return found


def focus_names(edition: Edition, layer_id: str) -> Mapping[str, None]:
    """Give the ids of a layer's features that have a place; none for what is no such layer."""
    if layer_id not in {one.id for one in drawable(edition)}:
        return {}
    frame = edition.frame(layer_id)
    if ID not in frame.columns:
        return {}
    return dict.fromkeys(str(one) for one in frame.loc[frame.geometry.notna(), ID])


@lru_cache(maxsize=8)
def extent(edition: Edition) -> tuple[float, float, float, float]:
    """Give the west, south, east and north, in degrees, between which a view may stand."""
    boxes = []
    for record in drawable(edition):
        frame = edition.frame(record.id)
        if frame.geometry.notna().any():
            boxes.append(bounds(frame))
    found = np.array(boxes or [(-180.0, -85.0, 180.0, 85.0)])
    west, south = found[:, :2].min(axis=0)
    east, north = found[:, 2:].max(axis=0)
    across, along = (east - west) * MARGIN, (north - south) * MARGIN
    return (
        max(float(west - across), -180.0),
        max(float(south - along), -85.0),
        min(float(east + across), 180.0),
        min(float(north + along), 85.0),
    )


def bounds(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Give the box of some features in degrees of WGS 84; those without a place do not count."""
    placed = gpd.GeoDataFrame(geometry=frame.geometry[frame.geometry.notna()])
    west, south, east, north = reproject(placed, parse_crs("EPSG:4326")).total_bounds
    return float(west), float(south), float(east), float(north)
