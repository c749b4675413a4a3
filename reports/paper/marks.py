"""Discs and dots on a map: pictograms that do not hide one another.

Discs of areas are pushed apart, each with a line to its place where it had to leave it; a disc of a
point that would lie under another one or be cut by the frame becomes a dot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from layers.styles import StyleClass
from layers.vocabulary import Words
from reports import shapes
from reports.drawing import INK
from reports.paper import names, strokes

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.catalogue import LayerRecord
    from reports.paper.window import Window

__all__ = ["RADIUS_PT", "Mark", "of_class", "settle"]

RADIUS_PT: Final = "radius_pt"
"""The column of a point layer that says how large each dot is, in points."""

DISC_PT: Final = {"polygon": 14.0, "point": 11.0}
SMALLER: Final = ((10.2, 0.66), (12.0, 0.84))
"""Below these zooms discs are so many times smaller."""
DOT_PT: Final = 1.6
SHARED: Final = 0.45
"""How much of a disc may lie under another one before it becomes a dot."""
CLOSE: Final = 1.06
"""How far apart discs are pushed, in sums of their radii."""
EDGE: Final = 1.2
"""How far from the frame a moved disc stays, in its radii."""
ROUNDS: Final = 80
HOMEWARD: Final = 0.04
LEADER_FROM: Final = 0.6
"""How far a disc may be from its place without a line to it, in its radii."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A disc or a dot that waits for its place.

    Attributes
    ----------
    spot
        What it marks, in points.
    style
        Its class.
    across
        The disc's diameter; 0 for a dot.
    rank
        What has a greater one keeps its disc; from 2 on it is moved, not dropped.
    colour
        Of the ring.
    size
        How large symbols are.
    dot
        The radius of its dot.
    """

    spot: names.Spot
    style: StyleClass
    across: float
    rank: int
    colour: str
    size: float
    dot: float


def of_class(
    record: LayerRecord,
    style: StyleClass,
    members: gpd.GeoDataFrame,
    window: Window,
    size: float,
) -> list[Mark]:
    """Give the marks of the features of a class."""
    smaller = next((times for zoom, times in SMALLER if window.zoom < zoom), 1.0)
    across = DISC_PT.get(record.geometry, 0.0) * smaller * size if style.icon else 0.0
    rank = (record.geometry == "polygon") * 2 + bool(style.value)
    colour = INK if record.geometry == "point" else style.line or style.fill or INK
    found = names.spots(shapes.place(members.geometry), window, members.crs)
    dots = members[RADIUS_PT] if RADIUS_PT in members else [DOT_PT] * len(members)
    return [
        Mark(spot, style, across, rank, colour, size, float(dot) * size)
        for spot, dot in zip(found, dots, strict=True)
    ]


def settle(
    marks: list[Mark], room: names.Room
) -> tuple[str, dict[names.Spot, tuple[names.Spot, float]]]:
    """Draw marks where they find room, and take it.

    Parameters
    ----------
    marks
        All of a map.
    room
        The sheet's room; what is drawn takes its share.

    Returns
    -------
    tuple
        SVG, and by what is marked where its mark stands and how large its radius is.
    """
    seen = [
        one for one in marks if 0 <= one.spot[0] <= room.width and 0 <= one.spot[1] <= room.height
    ]
    seen.sort(key=lambda one: -one.rank)
    areal = [one for one in seen if one.rank > 1 and one.across]
    kept = list(zip(areal, _apart(areal, room), strict=True))
    dots = []
    for one in seen[len(areal) :]:
        hidden = any(_under(one, other, spot) for other, spot in kept)
        if one.across and not hidden and _inside(one, room):
            kept.append((one, one.spot))
        else:
            dots.append(one)
    where: dict[names.Spot, tuple[names.Spot, float]] = {}
    for one, spot, radius in (
        *((one, spot, one.across / 2) for one, spot in kept),
        *((one, one.spot, one.dot) for one in dots),
    ):
        where.setdefault(one.spot, (spot, radius))
        room.taken.append((spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius))
    large = [one for one in dots if one.dot > DOT_PT * one.size]
    drawn = [_dot(one) for one in dots if one not in large]
    drawn += [_leader(one, spot) for one, spot in kept]
    drawn += [
        strokes.disc(*spot, one.style, one.across, one.colour) for one, spot in reversed(kept)
    ]
    drawn += [_dot(one) for one in large]
    return "".join(drawn), where


def _dot(mark: Mark) -> str:
    return strokes.dot(*mark.spot, _plain(mark), mark.dot, mark.size)


def _inside(one: Mark, room: names.Room) -> bool:
    x, y = one.spot
    reach = one.across / 2
    return reach < x < room.width - reach and reach < y < room.height - reach


def _apart(marks: list[Mark], room: names.Room) -> list[names.Spot]:
    """Push discs apart and into the frame, each a little towards its own place all the while."""
    home = np.array([one.spot for one in marks], dtype=float).reshape(-1, 2)
    at = home + 1e-3 * np.arange(len(home))[:, None] * (1, -1)
    reach = np.array([one.across / 2 for one in marks])
    wanted = (reach[:, None] + reach[None, :]) * CLOSE
    np.fill_diagonal(wanted, 0)
    edge = reach[:, None] * EDGE
    far_edge = np.maximum(np.array([[room.width, room.height]]) - edge, edge)
    for left in range(ROUNDS, 0, -1):
        between = at[:, None, :] - at[None, :, :]
        far = np.hypot(between[..., 0], between[..., 1])
        short = np.clip(wanted - far, 0, None)
        push = between / np.where(far, far, 1)[..., None] * short[..., None] / 2
        at = at + push.sum(axis=1) / 1.5 + (home - at) * (HOMEWARD if left > ROUNDS / 3 else 0)
        at = np.clip(at, edge, far_edge)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in at]


def _under(one: Mark, other: Mark, spot: names.Spot) -> bool:
    apart = float(np.hypot(one.spot[0] - spot[0], one.spot[1] - spot[1]))
    return apart < (one.across + other.across) / 2 * (1 - SHARED)


def _leader(one: Mark, spot: names.Spot) -> str:
    apart = float(np.hypot(one.spot[0] - spot[0], one.spot[1] - spot[1]))
    if apart < one.across / 2 * LEADER_FROM:
        return ""
    x, y = one.spot
    return (
        f'<path d="M{x:g} {y:g}L{spot[0]:g} {spot[1]:g}" stroke="{one.colour}" '
        f'stroke-width="{0.9 * one.size:.2f}" fill="none"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="{1.3 * one.size:.1f}" fill="{one.colour}"/>'
    )


def _plain(mark: Mark) -> StyleClass:
    """Give a mark that was to be a disc the look of a dot."""
    if not mark.style.icon:
        return mark.style
    return StyleClass("", Words(), fill=mark.colour, line="#FFFFFF", line_width=0.6)
