"""Lines over a number, and nested rings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Line", "lines", "rings"]

WIDTH: Final = 540.0
TALL: Final = 260.0
LABEL: Final = 140.0
LEFT: Final = 70.0
TOP: Final = 14.0
GAP: Final = 8.0
RADIUS: Final = 54.0
CELL: Final = 135.0


@dataclass(frozen=True, slots=True)
class Line:
    """A series: points (x, y), a colour, and its band's points (x, low, high)."""

    label: str
    points: tuple[tuple[float, float], ...]
    colour: str = svg.BLUE
    band: tuple[tuple[float, float, float], ...] = field(default=())


def lines(
    series: Sequence[Line], title: str, write: svg.Write, write_x: svg.Write, across_is: str = ""
) -> str:
    """Draw series over a number, each named at its end; labels are moved apart, never overlap.

    Where numbers below would touch, some are left out, never the last; `across_is` says what they
    are.
    """
    drawn = [one for one in series if one.points]
    xs = [x for one in drawn for x, _ in one.points] or [0.0]
    ys = [y for one in drawn for _, y in one.points]
    ys += [y for one in drawn for point in one.band for y in point[1:]]
    least, most = min([0.0, *ys]), max([0.0, *ys])
    wide = WIDTH - LEFT - LABEL

    def across(x: float) -> float:
        return LEFT + (x - min(xs)) / ((max(xs) - min(xs)) or 1.0) * wide

    def down(y: float) -> float:
        return TOP + (most - y) / ((most - least) or 1.0) * TALL

    parts = [
        svg.text(LEFT - 8, down(y), write(y), anchor="end", size=12, fill=svg.INK_SECOND)
        + svg.rect(LEFT, down(y), wide, 0.5, svg.GREY)
        for y in dict.fromkeys((least, (least + most) / 2, most))
    ]
    marks = sorted(set(xs))
    room = max(svg.text_width(write_x(x), 12) for x in marks) + GAP
    every = math.ceil(room * len(marks) / wide)
    parts += [
        svg.text(
            across(x), TOP + TALL + 16, write_x(x), anchor="middle", size=12, fill=svg.INK_SECOND
        )
        for x in marks[(len(marks) - 1) % every :: every]
    ]
    lowest = -math.inf
    for one in sorted(drawn, key=lambda item: down(item.points[-1][1])):
        if one.band:
            edge = [(x, high) for x, _, high in one.band]
            edge += [(x, low) for x, low, _ in reversed(one.band)]
            shape = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in edge)
            fill = f'fill="{svg.escape(one.colour)}" fill-opacity="0.15"'
            parts.append(f'<polygon points="{shape}" {fill}/>')
        path = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in one.points)
        stroke = f'stroke="{svg.escape(one.colour)}" stroke-width="2"'
        parts.append(f'<polyline points="{path}" fill="none" {stroke}/>')
        words = svg.wrapped(one.label, LABEL - 14, 12)
        half = len(words) * 12 * 1.2 / 2
        middle = max(down(one.points[-1][1]), lowest + half)
        lowest = middle + half
        parts.append(svg.text(LEFT + wide + 10, middle, words, size=12, fill=one.colour))
    if across_is:
        parts.append(
            svg.text(
                LEFT + wide, TOP + TALL + 34, across_is, anchor="end", size=12, fill=svg.INK_SECOND
            )
        )
    return svg.document(WIDTH, max(TOP + TALL + 48, lowest + 6), title, parts)


def rings(
    rows: Mapping[str, Mapping[str, float]],
    title: str,
    write: svg.Write,
    colours: Mapping[str, str] | None = None,
) -> str:
    """Draw nested rings a category, the outermost the last series; filled to its share of 1.

    Numbers stand in the order of the rings below the category's name.
    """
    a_line, parts, bottom = int(WIDTH // CELL), [], 0.0
    for at, (label, row) in enumerate(rows.items()):
        x = (at % a_line + 0.5) * CELL
        if at % a_line == 0:
            top = bottom + 6
        colour, thick = (colours or {}).get(label, svg.BLUE), RADIUS * 0.75 / max(len(row), 1)
        for step, (name, share) in enumerate(row.items()):
            radius = RADIUS * 0.25 + thick * (step + 0.5)
            parts.append(_ring(x, top + RADIUS, radius, thick - 2, 1.0, svg.GREY, ""))
            tip = f"{label}, {name}: {write(share)}"
            parts.append(_ring(x, top + RADIUS, radius, thick - 2, share, colour, tip))
        words = svg.wrapped(label, CELL - 8, 12)
        numbers = svg.wrapped(" · ".join(write(one) for one in row.values()), CELL - 8, 12)
        tall = (len(words) + len(numbers)) * 12 * 1.2
        parts.append(
            svg.text(
                x, top + 2 * RADIUS + 8 + tall / 2, [*words, *numbers], anchor="middle", size=12
            )
        )
        bottom = max(bottom, top + 2 * RADIUS + 12 + tall)
    return svg.document(WIDTH, bottom + 4, title, parts)


def _ring(
    x: float, y: float, radius: float, thick: float, share: float, colour: str, tip: str
) -> str:
    around = 2 * math.pi * radius
    filled = min(max(share, 0.0), 1.0) * around
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" fill="none" '
        f'stroke="{svg.escape(colour)}" stroke-width="{thick:.2f}" '
        f'stroke-dasharray="{filled:.2f} {around:.2f}" '
        f'transform="rotate(-90 {x:.1f} {y:.1f})"><title>{svg.escape(tip)}</title></circle>'
    )
