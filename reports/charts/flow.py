"""Bands from what was to what is: a Sankey picture of two columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Band", "flow"]

WIDTH: Final = 540.0
LABEL: Final = 150.0
NODE: Final = 10.0
TALL: Final = 300.0
SPACE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Band:
    """So much that goes from one to another."""

    source: str
    target: str
    value: float


def flow(
    bands: Sequence[Band], title: str, write: svg.Write, colours: Mapping[str, str] | None = None
) -> str:
    """Draw bands as wide as their values, between sums at the left and sums at the right.

    Bands have the colour of their source. Values of zero and less are left out.
    """
    kept = [one for one in bands if one.value > 0]
    total = sum(one.value for one in kept) or 1.0
    scale, looks = TALL / total, colours or {}
    sides: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for one in kept:
        sides[0][one.source] = sides[0].get(one.source, 0.0) + one.value
        sides[1][one.target] = sides[1].get(one.target, 0.0) + one.value
    places = [_places(side, scale) for side in sides]
    order = [list(side) for side in places]
    left, right = LABEL, WIDTH - LABEL
    parts: list[str] = []
    used = (dict(places[0]), dict(places[1]))
    for one in sorted(kept, key=lambda b: (order[0].index(b.source), order[1].index(b.target))):
        thick = one.value * scale
        start, end = used[0][one.source], used[1][one.target]
        used[0][one.source] += thick
        used[1][one.target] += thick
        colour = looks.get(one.source, svg.INK_SECOND)
        parts.append(
            _band(
                left + NODE,
                right - NODE,
                start,
                end,
                thick,
                colour,
                f"{one.source} → {one.target}: {write(one.value)}",
            )
        )
    for side, x, anchor, at in ((0, left, "end", left - 6), (1, right - NODE, "start", right + 6)):
        for name, y in places[side].items():
            tall = sides[side][name] * scale
            parts.append(svg.rect(x, y, NODE, max(tall, 0.75), looks.get(name, svg.INK_SECOND)))
            words = svg.wrapped(f"{name} {write(sides[side][name])}", LABEL - 12, 12)
            parts.append(svg.text(at, y + tall / 2, words, anchor=anchor, size=12))
    bottom = max(
        (y + sides[at][name] * scale for at in (0, 1) for name, y in places[at].items()),
        default=0.0,
    )
    return svg.document(WIDTH, bottom + SPACE, title, parts)


def _places(side: Mapping[str, float], scale: float) -> dict[str, float]:
    """Give where each sum begins, the greatest first, with room for its label."""
    y, found = SPACE / 2, {}
    for name, value in sorted(side.items(), key=lambda item: -item[1]):
        lines = len(svg.wrapped(f"{name} 000000", LABEL - 12, 12))
        room = max(value * scale, lines * 12 * 1.2 + 2)
        found[name] = y + (room - value * scale) / 2
        y += room + 6
    return found


def _band(
    x0: float, x1: float, start: float, end: float, thick: float, colour: str, tip: str
) -> str:
    half = (x0 + x1) / 2
    return (
        f'<path d="M{x0:.1f},{start:.2f}C{half:.1f},{start:.2f} {half:.1f},{end:.2f} '
        f"{x1:.1f},{end:.2f}V{end + thick:.2f}C{half:.1f},{end + thick:.2f} {half:.1f},"
        f'{start + thick:.2f} {x0:.1f},{start + thick:.2f}Z" fill="{svg.escape(colour)}" '
        f'fill-opacity="0.7"><title>{svg.escape(tip)}</title></path>'
    )
