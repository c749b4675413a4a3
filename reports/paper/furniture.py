"""Scale bar and north arrow, each in the corner of its edge where it hides the fewest marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.wording import number
from reports.charts.svg import escape
from reports.drawing import INK
from reports.paper.fonts import text_width
from reports.paper.window import turn_to_north
from reports.sheet import words

if TYPE_CHECKING:
    from collections.abc import Collection

    from layers.edition import Edition
    from reports.paper.names import Box, Room, Spot
    from reports.paper.window import Window

__all__ = ["draw_furniture"]

BAR_PT: Final = 130.0
BAR_TALL: Final = 3.4
FIGURES: Final = 7.0
KM_M: Final = 1000
NORTH_PT: Final = 26.0
DISC: Final = 7.0
"""The radius of a mark that is not to be hidden."""


def draw_furniture(
    edition: Edition, window: Window, lang: str, size: float, room: Room, marked: Collection[Spot]
) -> str:
    """Draw the scale bar below and the north arrow above, and take their room.

    Parameters
    ----------
    edition
        The edition.
    window
        The window.
    lang
        The language of the words.
    size
        How large symbols are, 1 on a sheet that is held in the hand.
    room
        The map's room.
    marked
        Where marks stand.

    Returns
    -------
    str
        SVG.
    """
    return _bar(window, lang, size, room, marked) + _north(
        edition, window, lang, size, room, marked
    )


def _free(boxes: list[Box], size: float, marked: Collection[Spot]) -> Box:
    """Give the first of the boxes that hide the fewest marks."""
    reach = DISC * size

    def hidden(box: Box) -> int:
        left, top, right, bottom = box
        return sum(
            left - reach < x < right + reach and top - reach < y < bottom + reach for x, y in marked
        )

    return min(boxes, key=hidden)


def _bar(window: Window, lang: str, size: float, room: Room, marked: Collection[Spot]) -> str:
    bar_m = window.bar_m(min(BAR_PT * size, window.width / 3))
    long = bar_m / window.m_per_pt
    say = words(lang)
    unit, per = (say["km"], KM_M) if bar_m >= KM_M else (say["m"], 1)
    high, tall, base = FIGURES * size, BAR_TALL * size, window.height - 8.0 * size
    last = f"{number(bar_m / per, lang)}\u00a0{unit}"
    wide = long + 16 * size + text_width(last, high) / 2
    top = base - tall - high - 6 * size
    starts = (5.0 * size, window.width - wide - 5.0 * size)
    boxes = [(start, top, start + wide, window.height) for start in starts]
    box = _free(boxes, size, marked)
    room.taken.append(box)
    left = box[0] + 5.0 * size
    bar = "".join(
        f'<rect x="{left + long * part / 4:.1f}" y="{base - tall:.1f}" width="{long / 4:.1f}" '
        f'height="{tall:.1f}" fill="{INK if part % 2 == 0 else "#FFFFFF"}" stroke="{INK}" '
        f'stroke-width="{0.5 * size:.2f}"/>'
        for part in range(4)
    )
    ticks = ((0.0, "0"), (0.5, number(bar_m / per / 2, lang, 2)), (1.0, last))
    figures = "".join(
        f'<text x="{left + long * share:.1f}" y="{base - tall - 2.4 * size:.1f}" fill="{INK}" '
        f'font-size="{high:.1f}" text-anchor="middle">{escape(text)}</text>'
        for share, text in ticks
    )
    plate = (
        f'<rect x="{box[0]:.1f}" y="{top:.1f}" width="{wide:.1f}" '
        f'height="{base + 3.5 * size - top:.1f}" rx="{2 * size:.1f}" fill="#FFFFFF" '
        'fill-opacity="0.85"/>'
    )
    return plate + bar + figures


def _north(
    edition: Edition,
    window: Window,
    lang: str,
    size: float,
    room: Room,
    marked: Collection[Spot],
) -> str:
    tall = NORTH_PT * size
    y, middle = 8 * size, tall / 2
    boxes = [
        (x - 16 * size, 0.0, x + 16 * size, y + tall + 4 * size)
        for x in (window.width - 16 * size, 16 * size)
    ]
    box = _free(boxes, size, marked)
    room.taken.append(box)
    x = (box[0] + box[2]) / 2
    turn = turn_to_north(edition, window)
    letter = words(lang)["north_letter"]
    arrow = (
        f'<path d="M0 {-middle * 0.4:.1f}L{5 * size:.1f} {middle:.1f}L0 {middle * 0.72:.1f}Z" '
        f'fill="#FFFFFF" stroke="{INK}" stroke-width="{0.7 * size:.2f}" stroke-linejoin="round"/>'
        f'<path d="M0 {-middle * 0.4:.1f}L{-5 * size:.1f} {middle:.1f}L0 {middle * 0.72:.1f}Z" '
        f'fill="{INK}" stroke="{INK}" stroke-width="{0.7 * size:.2f}" stroke-linejoin="round"/>'
        f'<text x="0" y="{-middle * 0.52:.1f}" font-size="{8 * size:.1f}" font-weight="600" '
        f'text-anchor="middle" fill="{INK}">{escape(letter)}</text>'
    )
    return (
        f'<circle cx="{x:.1f}" cy="{y + middle:.1f}" r="{middle + 3 * size:.1f}" fill="#FFFFFF" '
        f'fill-opacity="0.85"/><g transform="translate({x:.1f} {y + middle:.1f}) '
        f'rotate({turn:.2f})">{arrow}</g>'
    )
