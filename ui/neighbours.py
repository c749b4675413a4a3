"""What lies near a feature: the nearest park of each type and the nearest site of each cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.proximity import nearest
from layers.vocabulary import CLUSTER, ID, PARK_TYPE
from ui.edition import current_edition

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Edition

__all__ = ["Neighbour", "neighbours"]

SOUGHT = (("parks", PARK_TYPE), ("sites", CLUSTER))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A feature near by: its layer and id, the class it stands for, and how far it is."""

    layer_id: str
    feature_id: str
    value: str
    distance_m: float


@st.cache_data(max_entries=256, show_spinner=False)
def neighbours(sha256: str, layer_id: str, feature_id: str) -> list[Neighbour]:
    """Give the nearest feature of each class, the nearest first; `sha256` is the edition's.

    Distances are straight lines between outlines, 0 where they touch.
    """
    edition = current_edition()
    del sha256  # the key of the cache: the edition's answers change with it
    frame = edition.frame(layer_id)
    origin = frame[frame[ID] == feature_id]
    found: list[Neighbour] = []
    for target_id, column in SOUGHT:
        targets = _targets(edition, target_id, column)
        if layer_id == target_id:
            targets = targets[targets[ID] != feature_id]
        if targets.empty:
            continue
        rows = nearest(origin, targets, by=column)
        found += [
            Neighbour(target_id, str(one.nearest_id), str(one.by), float(one.distance_m))
            for one in rows.itertuples()
        ]
    return sorted(found, key=lambda one: one.distance_m)


def _targets(edition: Edition, layer_id: str, column: str) -> gpd.GeoDataFrame:
    if layer_id not in edition.records:
        return edition.frame(next(iter(edition.records))).iloc[:0]
    frame = edition.frame(layer_id)
    return frame[frame.geometry.notna() & frame[column].fillna("").ne("")]
