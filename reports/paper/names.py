"""Names on paper: each set beside its place where nothing else stands, the weightiest first.

What is named, and which name wins, is told by `reports.labels`, as for the map in one file; a name
that finds no room is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from geo import reproject
from reports import labels, shapes
from reports.charts.svg import escape
from reports.drawing import INK
from reports.paper.fonts import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyproj import CRS

    from layers.catalogue import LayerRecord
    from reports.paper.window import Window

__all__ = ["Box", "Room", "Spot", "spots", "write"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""
Spot = tuple[float, float]
"""From the left and from the top, in points."""

SIZES: Final = {"area": 8.5, "park": 7.5, "line": 7.0, "place": 7.0, "site": 6.5}
COLOURS: Final = {"area": "#607D8B", "line": "#5B87A0"}
BOLD: Final = ("park",)
SPACED: Final = ("area",)
WIDEST_EM: Final = 12.0
LINE_EM: Final = 1.12
HALO_EM: Final = 0.24
GAP: Final = 2.4
LETTER_SPACING_EM: Final = 0.08
LEFT_OUT_BELOW: Final = {"park": 9.0, "site": 11.5}
"""The zoom from which names of a kind are written on paper, where it is not that of a screen."""


@dataclass
class Room:
    """What room a sheet has left for names.

    Attributes
    ----------
    width, height
        Of the sheet, in points.
    taken
        Where something stands already.
    """

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> bool:
        """Take a box where it is free and on the sheet; tell whether it was."""
        left, top, right, bottom = box
        inside = left >= 1 and top >= 1 and right <= self.width - 1 and bottom <= self.height - 1
        if not inside or any(
            right > one[0] and left < one[2] and bottom > one[1] and top < one[3]
            for one in self.taken
        ):
            return False
        self.taken.append(box)
        return True


def spots(places: list[shapes.Place], window: Window, crs: CRS) -> list[Spot]:
    """Give where places in degrees come to lie on paper."""
    if not places:
        return []
    points = gpd.GeoDataFrame(
        geometry=[shapely.Point(lon, lat) for lat, lon in places], crs=shapes.WGS84
    )
    metres = shapely.get_coordinates(reproject(points, crs).geometry.to_numpy())
    return [(round(float(x), 1), round(float(y), 1)) for x, y in window.on_paper(metres)]


def write(
    parts: Sequence[tuple[LayerRecord, gpd.GeoDataFrame]],
    window: Window,
    room: Room,
    beside: Mapping[Spot, tuple[Spot, float]],
    lang: str,
    size: float,
) -> str:
    """Write the names of layers.

    Parameters
    ----------
    parts
        Layers and what of them is drawn.
    window
        The window.
    room
        What is free; what is written takes its room.
    beside
        By place on paper, where its disc or dot stands, and the radius of that.
    lang
        The language of the names.
    size
        How large symbols are, 1 on a sheet that is held in the hand.
    """
    proposed = [
        one
        for record, members in parts
        for one in labels.of_layer(record, members, lang)
        if window.zoom >= LEFT_OUT_BELOW.get(one["names"], one["from"])
    ]
    proposed.sort(key=lambda one: -one["rank"])
    crs = next(members.crs for _record, members in parts) if proposed else None
    drawn = [
        _written(one, *beside.get(spot, (spot, 2.0 * size)), room, size)
        for one, spot in zip(
            proposed, spots([one["at"] for one in proposed], window, crs), strict=True
        )
    ]
    return "".join(drawn)


def _written(label: dict[str, Any], spot: Spot, radius: float, room: Room, size: float) -> str:
    kind = label["names"]
    height = SIZES.get(kind, SIZES["place"]) * size
    bold = kind in BOLD
    spacing = LETTER_SPACING_EM * height if kind in SPACED else 0.0
    [text] = label["text"].values()
    lines = wrapped(text, WIDEST_EM * height, height, bold=bold)
    if not lines or not (0 <= spot[0] <= room.width and 0 <= spot[1] <= room.height):
        return ""
    width = max(text_width(line, height, bold=bold) + spacing * len(line) for line in lines)
    tall = LINE_EM * height * len(lines)
    turn = label.get("turn", 0.0)
    for anchor, left, top in _sides(spot, width, tall, radius + GAP * size, label["around"]):
        if room.take(_turned((left, top, left + width, top + tall), turn)):
            at = {"start": left, "end": left + width, "middle": left + width / 2}[anchor]
            return _text(lines, at, top, anchor, height, kind, bold, spacing, turn, spot)
    return ""


def _sides(
    spot: Spot, width: float, tall: float, gap: float, around: bool
) -> Iterator[tuple[str, float, float]]:
    x, y = spot
    if not around:
        yield "middle", x - width / 2, y - tall / 2
        return
    yield "start", x + gap, y - tall / 2
    yield "end", x - gap - width, y - tall / 2
    yield "middle", x - width / 2, y + gap
    yield "middle", x - width / 2, y - gap - tall
    for step in (0.75, 1.6):
        yield "start", x + gap * 0.75, y + gap * step
        yield "start", x + gap * 0.75, y - gap * step - tall
        yield "end", x - gap * 0.75 - width, y + gap * step
        yield "end", x - gap * 0.75 - width, y - gap * step - tall


def _turned(box: Box, turn: float) -> Box:
    if not turn:
        return box
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    across, down = (right - left) / 2, (bottom - top) / 2
    cos, sin = abs(math.cos(math.radians(turn))), abs(math.sin(math.radians(turn)))
    wide, tall = across * cos + down * sin, across * sin + down * cos
    return x - wide, y - tall, x + wide, y + tall


def _text(
    lines: list[str],
    x: float,
    top: float,
    anchor: str,
    height: float,
    kind: str,
    bold: bool,
    spacing: float,
    turn: float,
    spot: Spot,
) -> str:
    look = (
        f'font-size="{height:.2f}" text-anchor="{anchor}" fill="{COLOURS.get(kind, INK)}" '
        f'stroke="#FFFFFF" stroke-opacity="0.85" stroke-width="{HALO_EM * height:.2f}" '
        'stroke-linejoin="round" paint-order="stroke"'
    )
    look += ' font-weight="600"' if bold else ""
    look += f' letter-spacing="{spacing:.2f}"' if spacing else ""
    look += f' transform="rotate({turn:g} {spot[0]:g} {spot[1]:g})"' if turn else ""
    return "".join(
        f'<text x="{x:.1f}" y="{top + LINE_EM * height * (row + 0.8):.1f}" {look}>'
        f"{escape(line)}</text>"
        for row, line in enumerate(lines)
    )
