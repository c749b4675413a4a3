"""A native table with thin rules, its letters and rows as large as its place lets them be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from reports.slides.letters import INK, RULE, SECOND, count_lines, dye, look, tall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide
    from pptx.table import _Cell

    from reports.slides.place import Box

__all__ = ["Table", "draw_table", "paged"]

LARGEST_PT: Final = 16.0
SMALLEST_PT: Final = 11.0
STEP_PT: Final = 0.5
HEAD: Final = 0.85
"""Letters of the head, against those of the rows."""
SMALLEST_HEAD_PT: Final = 9.0
SIDE: Final = 0.06
EDGE: Final = 0.035
MOST_ROOM: Final = 0.32
"""What a row may be higher than its words ask for."""
BARE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's style of a table without grid and fill."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says.

    Attributes
    ----------
    head, rows
        Words by cell.
    widths
        Shares of the columns.
    right
        Columns set to the right, as numbers are.
    fills
        Colours of the rows' cells, empty for none.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()
    fills: tuple[tuple[str, ...], ...] = ()


def paged(table: Table, box: Box, largest: float = LARGEST_PT) -> list[tuple[Table, float]]:
    """Part a table among as few slides as it fits, each about as long; letters are of one size.

    Parameters
    ----------
    table
        The whole table.
    box
        The place on each slide.
    largest
        The most points that its letters may have.

    Returns
    -------
    list of tuple
        The parts, and the points of their letters.
    """
    count = max(len(table.rows), 1)
    for slides in range(1, count + 1):
        length = -(-count // slides)
        starts = range(0, count, length)
        parts = [replace(table, rows=table.rows[at : at + length]) for at in starts]
        size = min(_fitting(part, box, largest) for part in parts)
        if size >= SMALLEST_PT:
            break
    return [(part, max(size, SMALLEST_PT)) for part in parts]


def draw_table(slide: Slide, box: Box, table: Table, lang: str, size: float | None = None) -> float:
    """Draw a table and give where it ends, in inches from the upper edge.

    Parameters
    ----------
    slide, box
        The place that it may fill.
    table
        What it says.
    lang
        The language of its words, as `ru-RU`.
    size
        The points of its letters; as many as fit by themselves.
    """
    letters = size or max(_fitting(table, box, LARGEST_PT), SMALLEST_PT)
    head = _head_size(table, box.width, letters)
    natural = _heights(table, box.width, letters)
    room = min(max(box.height - sum(natural), 0) / len(natural), MOST_ROOM)
    heights = [one + room for one in natural]
    shape = slide.shapes.add_table(len(natural), len(table.head), *box.emu)
    shape.height = Inches(sum(heights))
    properties = shape._element.graphic.graphicData.tbl.tblPr  # noqa: SLF001 (no public way)
    for flag in ("bandRow", "firstRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = BARE
    drawn = shape.table
    for column, share in zip(drawn.columns, table.widths, strict=True):
        column.width = Inches(box.width * share / sum(table.widths))
    for row, height in zip(drawn.rows, heights, strict=True):
        row.height = Inches(height)
    for down, row in enumerate((table.head, *table.rows)):
        for at, words in enumerate(row):
            cell = drawn.cell(down, at)
            cell.margin_left = cell.margin_right = Inches(SIDE)
            cell.margin_top = cell.margin_bottom = Inches(EDGE)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE if down else MSO_ANCHOR.BOTTOM
            cell.text = words
            for paragraph in cell.text_frame.paragraphs:
                look(
                    paragraph,
                    lang,
                    letters if down else head,
                    bold=not down,
                    colour=INK if down else SECOND,
                    align=PP_ALIGN.RIGHT if at in table.right else PP_ALIGN.LEFT,
                )
            if down and table.fills and table.fills[down - 1][at]:
                cell.fill.solid()
                cell.fill.fore_color.rgb = dye(table.fills[down - 1][at])
            _rule_below(cell, RULE if down else INK)
    return box.top + sum(heights)


def _fitting(table: Table, box: Box, largest: float) -> float:
    """Give the largest size of letters with which a table fits; 0 where none does."""
    size = largest
    while size >= SMALLEST_PT:
        if sum(_heights(table, box.width, size)) <= box.height:
            return size
        size -= STEP_PT
    return 0.0


def _heights(table: Table, width: float, size: float) -> list[float]:
    rooms = _rooms(table, width)
    heights = [_high(table.head, rooms, _head_size(table, width, size), bold=True)]
    return heights + [_high(row, rooms, size, bold=False) for row in table.rows]


def _rooms(table: Table, width: float) -> list[float]:
    return [width * share / sum(table.widths) - 2 * SIDE for share in table.widths]


def _high(row: Sequence[str], rooms: Sequence[float], size: float, *, bold: bool) -> float:
    lines = (
        count_lines(words, room, size, bold=bold) for words, room in zip(row, rooms, strict=True)
    )
    return tall(max(lines), size) + 2 * EDGE


def _head_size(table: Table, width: float, size: float) -> float:
    """Give the points of the head, so few that no word of it is broken."""
    points = size * HEAD
    words = [
        (word, room)
        for title, room in zip(table.head, _rooms(table, width), strict=True)
        for word in title.split(" ")
    ]
    while points > SMALLEST_HEAD_PT and any(
        count_lines(word, room, points, bold=True) > 1 for word, room in words
    ):
        points -= STEP_PT
    return points


def _rule_below(cell: _Cell, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 (borders have no public way)
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(0.75)), cap="flat", cmpd="sng")
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=colour.lstrip("#").upper())
    # Borders come before the fill in the schema's order.
    properties.insert(0, line)
