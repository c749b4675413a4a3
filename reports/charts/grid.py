"""A table of cells, each as dark as its number is great."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Cell", "heat"]

WIDTH: Final = 620.0
LABEL: Final = 170.0
HEAD: Final = 12.0
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
) -> str:
    """Draw a cell a row and column: its number, the interval below; empty where there is none.

    The colour goes from white at zero (or the least value, where it is below) to blue.
    """
    wide = (WIDTH - LABEL) / max(len(columns), 1)
    longest = max((len(word) for one in columns for word in one.split(" ")), default=1)
    small = min(HEAD, (wide - 4) / longest / svg.EM)
    heads = [svg.wrapped(one, wide - 4, small) for one in columns]
    top = max((len(one) for one in heads), default=1) * HEAD * 1.2 + 8
    values = [one.value for one in cells.values()]
    least, most = min([0.0, *values]), max(values, default=1.0)
    parts = [
        svg.text(
            LABEL + wide * (at + 0.5),
            top / 2,
            head,
            anchor="middle",
            size=small,
            fill=svg.INK_SECOND,
        )
        for at, head in enumerate(heads)
    ]
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
    return svg.document(WIDTH, y + 2, title, parts)


def _cell(
    x: float, y: float, wide: float, tall: float, one: Cell, depth: float, write: svg.Write, of: str
) -> str:
    mixed = [round(a + (b - a) * depth * 0.92) for a, b in zip(WHITE, DARK, strict=True)]
    ink = "#FFFFFF" if depth > DARK_FROM else svg.INK
    number, under = write(one.value), ""
    if one.low is not None and one.high is not None:
        low, high = write(one.low), write(one.high)
        under = low if low == high else f"{low}–{high}"
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
