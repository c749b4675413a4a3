"""How letters look on a slide, and how much room words take.

The face is Arial. A PPTX cannot carry letters that every program shows: PowerPoint reads embedded
faces in a form of its own and on some systems only, LibreOffice and Keynote read none. So the face
must be on the reader's machine: Arial is, with Cyrillic, wherever PowerPoint or Keynote is, and
LibreOffice takes Liberation Sans in its place, which has the same widths. Room is reckoned by the
atlas's own face, which is wider by some percent, so that words fit wherever they are shown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from reports.paper.fonts import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.enum.text import MSO_ANCHOR

__all__ = [
    "FACE",
    "INK",
    "LINE",
    "POINTS",
    "RULE",
    "SECOND",
    "count_lines",
    "dye",
    "look",
    "put",
    "tall",
]

FACE: Final = "Arial"
INK: Final = "#263238"
SECOND: Final = "#607D8B"
RULE: Final = "#D9D3C7"
LINE: Final = 1.2
"""Height of a line, in sizes of its letters."""
POINTS: Final = 72.0


def dye(colour: str) -> RGBColor:
    """Turn `#RRGGBB` into the file's own colour."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def look(
    paragraph: Any,
    lang: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    """Give a paragraph its face, its size in points, its colour and its language (`ru-RU`)."""
    paragraph.alignment = align
    for run in paragraph.runs:
        run.font.size, run.font.name, run.font.bold = Pt(size), FACE, bold
        run.font.color.rgb = dye(colour)
        run._r.get_or_add_rPr().set("lang", lang)  # noqa: SLF001 (no public way to it)


def put(frame: Any, lines: Sequence[str], anchor: MSO_ANCHOR) -> None:
    """Write lines into a frame, a paragraph each, broken where the frame ends."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text = line


def count_lines(words: str, width: float, size: float, *, bold: bool = False) -> int:
    r"""Reckon how many lines words take in so many inches, no fewer than they will.

    Examples
    --------
    >>> count_lines("a b", 10, 12), count_lines("one two", 0.5, 12), count_lines("", 1, 12)
    (1, 2, 1)
    >>> count_lines("one\ntwo", 10, 12)
    2
    """
    room = width * POINTS
    return sum(_wrapped(one, room, size, bold=bold) for one in words.splitlines() or [""])


def _wrapped(words: str, room: float, size: float, *, bold: bool) -> int:
    lines, filled = 1, 0.0
    space = text_width(" ", size, bold=bold)
    for word in words.split(" "):
        long = text_width(word, size, bold=bold)
        if filled and filled + space + long > room:
            lines, filled = lines + 1, long
        else:
            filled += long + (space if filled else 0.0)
        if long > room:
            lines, filled = lines + math.ceil(long / room) - 1, room
    return lines


def tall(lines: float, size: float) -> float:
    """Give the height of lines of so many points, in inches."""
    return lines * size * LINE / POINTS
