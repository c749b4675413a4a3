"""A table of cells, each as dark as its number is great."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Cell", "heat"]

WIDTH: Final = 540.0
WIDE: Final = 1000.0
MANY: Final = 8
"""Columns from which a table takes the whole width of a page."""

LABEL: Final = 150.0
HEAD: Final = 12.0
SMALLEST: Final = 10.0
"""Size of type below which heads stand upright instead."""

UPRIGHT: Final = 130.0
TALL: Final = 40.0
DARK_FROM: Final = 0.55
WHITE: Final = (255, 255, 255)
DARK: Final = (33, 102, 172)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the ends of its interval."""

    value: float
    low: float | None = None
    high: float | None = None


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    title: str,
    write: svg.Write,
    corner: str = "",
) -> str:
    """Draw a cell a row and column: its number, the interval below; empty where there is none.

    The colour goes from white at zero (or the least value, where it is below) to blue. `corner`
    says what the heads of the columns are; heads too long for their columns stand upright.
    """
    width = WIDE if len(columns) >= MANY else WIDTH
    wide = (width - LABEL) / max(len(columns), 1)
    said = svg.wrapped(corner, LABEL - 10, HEAD)
    heads, top = _heads(columns, wide, len(said) * HEAD * 1.2)
    values = [one.value for one in cells.values()]
    least, most = min([0.0, *values]), max(values, default=1.0)
    parts = [svg.text(0, top - len(said) * HEAD * 0.6 - 4, said, size=HEAD, fill=svg.INK_SECOND)]
    parts += heads
    y = top
    for row in rows:
        lines = svg.wrapped(row, LABEL - 10)
        tall = max(TALL, len(lines) * svg.SIZE * 1.2 + 6)
        parts.append(svg.text(0, y + tall / 2, lines))
        for at, column in enumerate(columns):
            one = cells.get((row, column))
            if one is not None:
                depth = (one.value - least) / ((most - least) or 1.0)
                parts.append(
                    _cell(LABEL + wide * at, y, wide, tall, one, depth, write, f"{row}, {column}")
                )
        y += tall
    return svg.document(width, y + 2, title, parts)


def _heads(columns: Sequence[str], wide: float, least: float) -> tuple[list[str], float]:
    """Write each column's head above its middle; give their height too, `least` or more."""
    words = [word for one in columns for word in one.split(" ")]
    longest = max((svg.text_width(one, HEAD) for one in words), default=1.0)
    upright = longest * SMALLEST / HEAD > wide - 4
    size = HEAD if upright else min(HEAD, HEAD * (wide - 4) / longest)
    lines = [svg.wrapped(one, UPRIGHT if upright else wide - 4, size) for one in columns]
    tall = max((len(one) for one in lines), default=1) * HEAD * 1.2
    if upright:
        tall = max(svg.text_width(line, size) for one in lines for line in one)
    tall = max(tall, least)
    parts = []
    for at, one in enumerate(lines):
        x = LABEL + wide * (at + 0.5)
        if upright:
            head = svg.text(0, 0, one, size=size, fill=svg.INK_SECOND)
            parts.append(f'<g transform="translate({x:.1f} {tall:.1f}) rotate(-90)">{head}</g>')
        else:
            middle = tall / 2 + 4
            parts.append(svg.text(x, middle, one, anchor="middle", size=size, fill=svg.INK_SECOND))
    return parts, tall + 8


def _cell(
    x: float, y: float, wide: float, tall: float, one: Cell, depth: float, write: svg.Write, of: str
) -> str:
    mixed = [round(a + (b - a) * depth * 0.92) for a, b in zip(WHITE, DARK, strict=True)]
    ink = "#FFFFFF" if depth > DARK_FROM else svg.INK
    number, under = write(one.value), ""
    if one.low is not None and one.high is not None:
        low, high = write(one.low), write(one.high)
        under = svg.between(low, high)
    fill = "#" + "".join(f"{part:02X}" for part in mixed)
    tip = f"{of}: {number}" + (f" ({under})" if under else "")
    size = min(15.0, (wide - 6) / max(len(number), 1) / svg.EM)
    parts = svg.rect(x + 1.5, y + 1.5, wide - 3, tall - 3, fill, tip)
    middle = y + tall / 2
    parts += svg.text(
        x + wide / 2,
        middle - (7 if under else 0),
        number,
        anchor="middle",
        size=size,
        fill=ink,
        bold=True,
    )
    if under:
        small = min(11.0, (wide - 6) / len(under) / svg.EM)
        parts += svg.text(x + wide / 2, middle + 9, under, anchor="middle", size=small, fill=ink)
    return parts
