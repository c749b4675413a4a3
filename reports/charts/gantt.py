"""Terms on a time line: a bar from beginning to end, a mark where only one of them is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Span", "gantt", "moment"]

WIDTH: Final = 1120.0
LABEL: Final = 430.0
RIGHT: Final = 20.0
TOP: Final = 52.0
THICK: Final = 14.0
LINE: Final = 12 * 1.2
GAP: Final = 12.0
FEWEST_YEARS: Final = 4
MOST_MARKS: Final = 12
MONTHS: Final = 12
DAYS: Final = 31
SOFT: Final = 0.45
"""Years that a bar with an unknown end runs on, fading."""


@dataclass(frozen=True, slots=True)
class Span:
    """One row: what it is, from when to when in years, how it stands.

    Attributes
    ----------
    start, end
        Years with a fraction: see `moment`; None where not known. A row without both has a label
        only.
    state
        A key of the colours.
    note
        What stands under the pointer.
    """

    label: str
    start: float | None
    end: float | None
    state: str
    note: str = ""


def moment(date: str, *, last: bool = False) -> float | None:
    """Give a date as a year with a fraction: its beginning, or where `last` its end.

    Examples
    --------
    >>> moment("2016"), moment("2016", last=True), moment("2016-07"), moment("") is None
    (2016.0, 2017.0, 2016.5, True)
    """
    if not date:
        return None
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return float(year + last)
    month, *days = rest
    if not days:
        return year + (month - 1 + last) / MONTHS
    return year + (month - 1 + (days[0] - 1 + last) / DAYS) / MONTHS


def gantt(
    rows: Sequence[Span],
    states: Mapping[str, tuple[str, str]],
    title: str,
    *,
    today: float | None = None,
) -> str:
    """Draw rows below one another over the years.

    Parameters
    ----------
    rows
        In their order.
    states
        Title and colour of each state, in the order of the key.
    title
        Of the picture.
    today
        A thin line, where it lies within the years.

    Returns
    -------
    str
        SVG. A bar with an unknown end fades out, one with an unknown beginning is a diamond at
        its end.
    """
    known = [at for one in rows for at in (one.start, one.end) if at is not None]
    first = math.floor(min(known, default=2015.0))
    last = max(math.ceil(max(known, default=first) + SOFT), first + FEWEST_YEARS)
    scale = (WIDTH - LABEL - RIGHT) / (last - first)

    def across(at: float) -> float:
        return LABEL + (at - first) * scale

    heights, lines = [], []
    for one in rows:
        words = svg.wrapped(one.label, LABEL - GAP, 12)
        lines.append(words)
        heights.append(max(THICK + 8, LINE * len(words) + 6))
    bottom = TOP + sum(heights)
    every = max(1, math.ceil((last - first) / MOST_MARKS))
    parts = [_fades(states)]
    parts += _key(states)
    for year in range(first, last + 1, every):
        parts.append(svg.rect(across(year), TOP - 6, 0.75, bottom - TOP + 6, svg.GREY))
        parts.append(
            svg.text(
                across(year), TOP - 16, str(year), anchor="middle", size=12, fill=svg.INK_SECOND
            )
        )
    if today is not None and first <= today <= last:
        parts.append(svg.rect(across(today) - 0.75, TOP - 6, 1.5, bottom - TOP + 6, svg.ORANGE))
    y = TOP
    for one, words, height in zip(rows, lines, heights, strict=True):
        middle = y + height / 2
        parts.append(svg.text(LABEL - GAP, middle, words, anchor="end", size=12))
        parts.append(_drawn(one, middle, across, states))
        y += height
    described = "; ".join(
        f"{one.label}: {states[one.state][0] if one.state in states else one.state}"
        + (f", {one.note}" if one.note else "")
        for one in rows
    )
    return svg.document(WIDTH, bottom + 6, title, parts, described)


def _fades(states: Mapping[str, tuple[str, str]]) -> str:
    stops = "".join(
        f'<linearGradient id="{_fade(colour)}">'
        f'<stop offset="0.3" stop-color="{svg.escape(colour)}"/>'
        f'<stop offset="1" stop-color="{svg.escape(colour)}" stop-opacity="0"/></linearGradient>'
        for colour in dict.fromkeys(colour for _title, colour in states.values())
    )
    return f"<defs>{stops}</defs>"


def _fade(colour: str) -> str:
    return f"fade-{''.join(letter for letter in colour if letter.isalnum())}"


def _key(states: Mapping[str, tuple[str, str]]) -> list[str]:
    parts, x = [], 0.0
    for title, colour in states.values():
        parts += [svg.rect(x, 4, 12, 12, colour), svg.text(x + 18, 10, title, size=12)]
        x += 18 + svg.text_width(title, 12) + 18
    return parts


def _drawn(
    one: Span,
    middle: float,
    place: Callable[[float], float],
    states: Mapping[str, tuple[str, str]],
) -> str:
    colour = states[one.state][1] if one.state in states else svg.INK_SECOND
    tip = f"{one.label}: {one.note}" if one.note else one.label
    top = middle - THICK / 2
    if one.start is not None and one.end is not None:
        left, right = place(one.start), place(max(one.end, one.start))
        return svg.rect(left, top, max(right - left, 4), THICK, colour, tip)
    if one.start is not None:
        left, right = place(one.start), place(one.start + SOFT)
        return svg.rect(left, top, max(right - left, 24), THICK, f"url(#{_fade(colour)})", tip)
    if one.end is not None:
        x, half = place(one.end), THICK / 2
        points = f"{x - half},{middle} {x},{top} {x + half},{middle} {x},{top + THICK}"
        return (
            f'<polygon points="{points}" fill="{svg.escape(colour)}">'
            f"<title>{svg.escape(tip)}</title></polygon>"
        )
    return ""
