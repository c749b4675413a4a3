"""Bars, and strips of parts of a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Bar", "bars", "stack"]

WIDTH: Final = 540.0
LABEL: Final = 165.0
GAP: Final = 10.0
THICK: Final = 18.0
LINE: Final = svg.SIZE * 1.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, value, colour, the ends of its interval, and the norm beside it."""

    label: str
    value: float
    colour: str = svg.BLUE
    low: float | None = None
    high: float | None = None
    against: float | None = None


def bars(rows: Sequence[Bar], title: str, write: svg.Write, more: str = "") -> str:
    """Draw bars from zero, each with its number; values below zero go to the left in orange.

    A thin line is the interval, a dark tick the norm; `more` stands below and says what is left
    out.
    """
    texts = [_with_interval(one, write) for one in rows]
    room = max((svg.text_width(one) for one in texts), default=0) + 2 * GAP
    ends = [
        value
        for one in rows
        for value in (one.value, one.low, one.high, one.against)
        if value is not None
    ]
    least, most = min([0.0, *ends]), max([0.0, *ends])
    scale = (WIDTH - LABEL - room) / ((most - least) or 1.0)
    zero, y, parts = LABEL - least * scale, 4.0, []
    for one, words in zip(rows, texts, strict=True):
        lines = svg.wrapped(one.label, LABEL - GAP)
        height = max(THICK, LINE * len(lines)) + 6
        middle = y + height / 2
        reach = abs(one.value) * scale
        start = zero if one.value >= 0 else zero - reach
        fill = one.colour if one.value >= 0 else svg.ORANGE
        parts.append(svg.text(LABEL - GAP, middle, lines, anchor="end"))
        tip = f"{one.label}: {words}"
        parts.append(svg.rect(start, middle - THICK / 2, max(reach, 0.75), THICK, fill, tip))
        if one.low is not None and one.high is not None:
            left, right = zero + one.low * scale, zero + one.high * scale
            parts.append(svg.rect(left, middle - 1, right - left, 2, svg.INK))
        if one.against is not None:
            parts.append(
                svg.rect(
                    zero + one.against * scale - 1, middle - THICK * 0.7, 2, THICK * 1.4, svg.INK
                )
            )
        shown = [value for value in (one.value, one.high, one.against, 0.0) if value is not None]
        parts.append(svg.text(zero + max(shown) * scale + GAP, middle, words))
        y += height
    said = [f"{one.label}: {words}" for one, words in zip(rows, texts, strict=True)]
    return svg.document(
        WIDTH, _below(parts, y, more), title, parts, "; ".join([*said, *([more] if more else [])])
    )


def _below(parts: list[str], y: float, more: str) -> float:
    """Write below a picture what it leaves out; give the height of all."""
    if not more:
        return y + 4
    parts.append(svg.text(LABEL, y + THICK / 2 + 2, more, size=12, fill=svg.INK_SECOND))
    return y + THICK + 8


def _with_interval(one: Bar, write: svg.Write) -> str:
    number = write(one.value)
    if one.low is None or one.high is None:
        return number
    ends = svg.between(write(one.low), write(one.high))
    return number if ends == number else f"{number} ({ends})"


def stack(
    rows: Mapping[str, Mapping[str, float]],
    colours: Mapping[str, str],
    title: str,
    write: svg.Write,
    more: str = "",
) -> str:
    """Draw a strip of full width a row, parted by `colours`' keys, with the sum behind it.

    The key to the colours stands above; parts are in the order of `colours`. `more` stands below
    and says what is left out.
    """
    parts, y = _key(colours)
    texts = {label: write(sum(row.values())) for label, row in rows.items()}
    room = max((svg.text_width(one) for one in texts.values()), default=0) + 2 * GAP
    full = WIDTH - LABEL - room
    for label, row in rows.items():
        lines = svg.wrapped(label, LABEL - GAP)
        height = max(THICK + 4, LINE * len(lines)) + 6
        middle, x, total = y + height / 2, LABEL, sum(row.values()) or 1.0
        parts.append(svg.text(LABEL - GAP, middle, lines, anchor="end"))
        for name, colour in colours.items():
            width = row.get(name, 0.0) / total * full
            if width > 0:
                tip = f"{label}, {name}: {write(row[name])}"
                parts.append(svg.rect(x, middle - 11, width, 22, colour, tip))
            x += width
        parts.append(svg.text(LABEL + full + GAP, middle, texts[label]))
        y += height
    return svg.document(WIDTH, _below(parts, y, more), title, parts)


def _key(colours: Mapping[str, str]) -> tuple[list[str], float]:
    parts, x, y = [], 0.0, 10.0
    for name, colour in colours.items():
        width = 18 + svg.text_width(name, 12) + 14
        if x and x + width > WIDTH:
            x, y = 0.0, y + 20
        parts += [svg.rect(x, y - 6, 12, 12, colour), svg.text(x + 18, y, name, size=12)]
        x += width
    return parts, y + 18
