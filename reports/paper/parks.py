"""The parks of an edition one by one: which there are, and the land around each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import AtlasError, said
from layers.vocabulary import ID, NAME, in_language
from reports.paper.window import opening
from reports.shapes import has_place

if TYPE_CHECKING:
    from layers.edition import Edition
    from reports.paper.window import Bounds

__all__ = ["PARKS", "ParkError", "close_by", "main_land", "park_row", "placed_parks"]

PARKS: Final = "parks"
AROUND_M: Final = 1200.0
AROUND: Final = 0.6
"""Land around a park: so many metres, or so much of its longer side where that is more."""


class ParkError(AtlasError, LookupError):
    """There is no such park, or its place is not known."""


def placed_parks(edition: Edition) -> list[str]:
    """Give the ids of the parks whose place is known, in the order of the layer."""
    if PARKS not in edition.records:
        return []
    frame = edition.frame(PARKS)
    return [str(one) for one in frame.loc[has_place(frame), ID]]


def main_land(edition: Edition) -> Bounds:
    """Give the land that the app's map opens with, and the whole of every park seen there."""
    west, south, east, north = opening(edition)
    if PARKS not in edition.records:
        return west, south, east, north
    seen = edition.frame(PARKS).cx[west:east, south:north].total_bounds
    if not np.isfinite(seen).all():
        return west, south, east, north
    low, high = np.minimum((west, south), seen[:2]), np.maximum((east, north), seen[2:])
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def park_row(edition: Edition, park: str) -> dict[str, Any]:
    """Give the columns of a park.

    Raises
    ------
    ParkError
        The edition has no such park.
    """
    if PARKS in edition.records:
        frame = edition.frame(PARKS)
        found = frame[frame[ID] == park]
        if len(found):
            return dict(found.iloc[0])
    known = ", ".join(placed_parks(edition)) or said("none")
    raise ParkError(
        said(
            "Expected the id of a park of the edition `{edition}` ({known}); `{park}` came. "
            "Ask for one of these.",
            edition=edition.id,
            known=known,
            park=park,
        )
    )


def close_by(edition: Edition, park: str, lang: str) -> tuple[str, Bounds]:
    """Give a park's name and the land around it.

    Raises
    ------
    ParkError
        The edition has no such park, or its place is not known.
    """
    row = park_row(edition, park)
    if park not in placed_parks(edition):
        raise ParkError(
            said(
                "Expected a park with a known place; that of `{park}` is not known, so that no "
                "map can show it. Ask for another one, or for the whole map.",
                park=park,
            )
        )
    west, south, east, north = row["geometry"].bounds
    margin = max(AROUND_M, AROUND * max(east - west, north - south))
    bounds = west - margin, south - margin, east + margin, north + margin
    return str(row[in_language(NAME, lang)]), bounds
