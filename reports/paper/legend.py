"""The legend of a drawn map as SVG: one for a sheet, a slide and a picture.

It names what is in the picture and nothing else; classes that look alike are one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from layers.styles import StyleClass
from layers.vocabulary import SHOWN_GROUPS, Words
from layers.wording import number
from reports import terms
from reports.charts.svg import escape
from reports.drawing import HATCHES, INK
from reports.paper import strokes
from reports.paper.fonts import FAMILY, text_width, wrapped
from reports.sheet import ONE_BY_ONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.paper.map_svg import MapContent, Row

__all__ = ["ROW_PT", "SECOND", "Block", "draw_legend"]

SECOND: Final = "#607D8B"
TEXT_PT: Final = 8.0
HEAD_PT: Final = 7.0
ROW_PT: Final = 1.36
SWATCH_PT: Final = 11.0
GAP_PT: Final = 6.0
GUTTER_PT: Final = 16.0


class Block:
    """A column of text and swatches that grows downwards.

    Attributes
    ----------
    parts
        SVG so far.
    y
        Where the next row begins, in points.
    """

    def __init__(self, x: float, y: float, width: float, size: float) -> None:
        self.parts: list[str] = []
        self.x, self.y, self.width, self.size = x, y, width, size

    def text(
        self, words: str, height: float, *, bold: bool = False, colour: str = INK, indent: float = 0
    ) -> None:
        """Set words, broken into lines that fit."""
        tall = height * self.size
        for line in wrapped(words, self.width - indent, tall, bold=bold):
            self.y += tall * ROW_PT
            self.parts.append(
                _text(self.x + indent, self.y - tall * 0.36, line, tall, colour, bold=bold)
            )

    def skip(self, points: float) -> None:
        """Leave room."""
        self.y += points * self.size


def draw_legend(
    picture: MapContent, width: float, lang: str, size: float = 1.0, columns: int = 1
) -> tuple[str, float]:
    """Draw the legend of a map.

    Parameters
    ----------
    picture
        The map.
    width
        How wide it may be, in points.
    lang
        The language of its words.
    size
        How large symbols are, as in `draw_map`.
    columns
        How many columns it is broken into; a heading stays with what it heads.

    Returns
    -------
    tuple
        A picture of its own, and its height in points.
    """
    gutter = GUTTER_PT * size
    wide = (width - gutter * (columns - 1)) / columns
    items = _items(picture, lang)
    single = Block(0, 0, wide, size)
    for item in items:
        item.draw(single)
    drawn: list[str] = []
    lowest = 0.0
    for column, some in enumerate(_broken(items, single.y / columns, wide, size, columns)):
        block = Block(column * (wide + gutter), 0, wide, size)
        for item in some:
            item.draw(block)
        drawn += block.parts
        lowest = max(lowest, block.y)
    patterns = {
        strokes.hatch_id(one.style): strokes.hatch_pattern(one.style, size)
        for one in picture.rows
        if one.style.hatch in HATCHES
    }
    tall = lowest + 2
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {tall:.1f}" '
        f'width="{width:.1f}pt" height="{tall:.1f}pt" font-family="{FAMILY}, PT Sans, sans-serif">'
        f"<defs>{''.join(patterns.values())}</defs>{''.join(drawn)}</svg>"
    )
    return svg, tall


@dataclass(frozen=True, slots=True)
class _Item:
    """A heading or a row, and how it is drawn on a block."""

    draw: Callable[[Block], None]
    heads: bool


def _broken(
    items: list[_Item], most: float, width: float, size: float, columns: int
) -> list[list[_Item]]:
    """Break items into columns of about one height."""
    found: list[list[_Item]] = [[]]
    block = Block(0, 0, width, size)
    for at, item in enumerate(items):
        item.draw(block)
        full = block.y > most + ROW_PT * TEXT_PT * size or (item.heads and block.y > most * 0.9)
        if full and len(found) < columns and found[-1]:
            carried = [found[-1].pop()] if items[at - 1].heads else []
            found.append(carried)
            block = Block(0, 0, width, size)
            for one in (*carried, item):
                one.draw(block)
        found[-1].append(item)
    return found


def _items(picture: MapContent, lang: str) -> list[_Item]:
    """Give the legend's rows, a group under its heading."""
    order = {name: at for at, name in enumerate(SHOWN_GROUPS)}
    listed = sorted(picture.rows, key=lambda row: order[row.record.group])
    items = []
    for group, found in groupby(listed, key=lambda row: row.record.group):
        members = list(found)
        one_by_one = group in ONE_BY_ONE
        head = terms.group_title(group, lang).upper()
        if one_by_one:
            head += f"\u00a0\u00a0{number(sum(row.count for row in members), lang)}"
        items.append(_Item(partial(_heading, head), heads=True))
        for record, classes in groupby(_unlike(members), key=lambda row: row.record):
            if record.style.column and not one_by_one:
                items.append(_Item(partial(_under, record.title(lang)), heads=True))
            items += [
                _Item(partial(_row, row, lang if one_by_one else ""), heads=False)
                for row in classes
            ]
    return items


def _heading(words: str, block: Block) -> None:
    if block.y:
        block.skip(5)
    block.text(words, HEAD_PT, bold=True, colour=SECOND)
    block.skip(1.5)


def _under(words: str, block: Block) -> None:
    block.text(words, TEXT_PT, colour=SECOND)


def _unlike(members: list[Row]) -> list[Row]:
    """Keep one of the rows that a layer calls alike."""
    return list({(row.record.id, row.title): row for row in members}.values())


def _row(row: Row, counted: str, block: Block) -> None:
    size = block.size
    tall = TEXT_PT * size
    count = number(row.count, counted) if counted else ""
    both = row.record.geometry == "polygon" and row.style.icon
    indent = (SWATCH_PT * (2.2 if both else 1) + GAP_PT) * size
    room = block.width - indent - (text_width(count, tall) + GAP_PT * size if count else 0)
    lines = wrapped(row.title, room, tall)
    first = block.y + tall * ROW_PT
    middle = first - tall * 0.66
    block.parts.append(_swatch(row, block.x, middle, size))
    for line in lines:
        block.y += tall * ROW_PT
        block.parts.append(_text(block.x + indent, block.y - tall * 0.36, line, tall, INK))
    if count:
        right = block.x + block.width
        block.parts.append(_text(right, first - tall * 0.36, count, tall, SECOND, "end"))
    block.skip(1.6)


def _swatch(row: Row, x: float, y: float, size: float) -> str:
    side, style = SWATCH_PT * size, row.style
    if row.record.geometry == "polygon":
        fill = f'fill="{escape(style.fill or "none")}" fill-opacity="{style.fill_opacity:g}"'
        box = (
            f'<rect x="{x + 0.6:.1f}" y="{y - side / 2:.1f}" width="{side - 1.2:.1f}" '
            f'height="{side - 1:.1f}" rx="{1.6 * size:.1f}" '
        )
        dash = f' stroke-dasharray="{3 * size:g} {2 * size:g}"' if style.dash else ""
        edge = f'stroke="{escape(style.line or style.fill)}" stroke-width="{size:.1f}"{dash}'
        hatch = f'{box}fill="url(#{strokes.hatch_id(style)})"/>' if style.hatch in HATCHES else ""
        across = side - 0.6 * size
        icon = strokes.disc(x + side * 1.6, y, style, across, style.line) if style.icon else ""
        return f"{box}{fill} {edge}/>{hatch}{icon}"
    middle = x + side / 2
    if row.record.geometry == "line":
        wide = min(max(style.line_width, 0.8), 3.0) * size
        dash = " ".join(f"{one * wide:.1f}" for one in style.dash)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<path d="M{x:.1f} {y + 2 * size:.1f}L{x + side:.1f} {y - 2 * size:.1f}" fill="none" '
            f'stroke="{escape(style.line)}" stroke-width="{wide:.2f}"{dashed}/>'
        )
    if style.icon:
        return strokes.disc(middle, y, style, side - 1.2 * size, INK)
    plain = StyleClass("", Words(), fill=style.fill, line=style.line, line_width=0.8)
    return strokes.dot(middle, y, plain, 2.6 * size, size)


def _text(
    x: float,
    y: float,
    words: str,
    height: float,
    colour: str,
    anchor: str = "start",
    *,
    bold: bool = False,
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{height:.2f}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )
