"""What all charts are made of: escaped text, broken into lines, and the SVG around it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "INK_SECOND",
    "ORANGE",
    "Write",
    "between",
    "document",
    "rect",
    "size_of",
    "text",
    "text_width",
    "wrapped",
]

INK: Final = "#263238"
INK_SECOND: Final = "#607D8B"
GREY: Final = "#CFD8DC"
BLUE: Final = "#2166AC"
ORANGE: Final = "#D95F02"
SIZE: Final = 13
EM: Final = 0.57
"""Mean width of a letter of Golos Text, in sizes of the type; a little on the safe side."""

if TYPE_CHECKING:
    Write = Callable[[float], str]


def escape(words: object) -> str:
    """Make text from data safe inside SVG."""
    return html.escape(str(words), quote=True)


def text_width(words: str, size: float = SIZE) -> float:
    """Estimate how wide words are, in pixels of the picture."""
    return len(words) * EM * size


def between(low: str, high: str) -> str:
    """Write an interval of numbers already written: once where both are alike, one sign of percent.

    Examples
    --------
    >>> between("31%", "48%")
    '31–48%'
    """
    return high if low == high else f"{low.removesuffix('%').rstrip()}–{high}"


def size_of(picture: str) -> tuple[float, float]:
    """Give the width and the height that a picture of ours was drawn in.

    Examples
    --------
    >>> size_of(document(540, 120, "", []))
    (540.0, 120.0)
    """
    wide, tall = picture.partition('viewBox="0 0 ')[2].partition('"')[0].split(" ")
    return float(wide), float(tall)


def wrapped(words: str, width: float, size: float = SIZE) -> list[str]:
    """Break words into lines no wider than `width`, at spaces, and wider ones at their hyphens.

    A word that is wider still stands alone.

    Examples
    --------
    >>> wrapped("research and educational", 100)
    ['research and', 'educational']
    >>> wrapped("semi-detached houses", 80)
    ['semi-', 'detached', 'houses']
    """
    lines: list[str] = []
    for word in str(words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        elif text_width(word, size) <= width:
            lines.append(word)
        else:
            *heads, tail = word.split("-")
            lines += [*(f"{head}-" for head in heads), tail]
    return lines


def text(
    x: float,
    y: float,
    words: str | list[str],
    *,
    anchor: str = "start",
    size: float = SIZE,
    fill: str = INK,
    bold: bool = False,
) -> str:
    """Write words, centred upwards and downwards on `y`; a list is lines below one another."""
    lines = [words] if isinstance(words, str) else words
    step = size * 1.2
    first = y - step * (len(lines) - 1) / 2
    weight = ' font-weight="600"' if bold else ""
    return "".join(
        f'<text x="{x:.1f}" y="{first + step * row + size * 0.35:.1f}" text-anchor="{anchor}" '
        f'font-size="{size:g}" fill="{fill}"{weight}>{escape(line)}</text>'
        for row, line in enumerate(lines)
    )


def rect(x: float, y: float, width: float, height: float, fill: str, tip: str = "") -> str:
    """Draw a filled rectangle that says `tip` under the pointer."""
    inside = f"<title>{escape(tip)}</title>" if tip else ""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" height="{height:.2f}" '
        f'fill="{escape(fill)}">{inside}</rect>'
    )


def document(width: float, height: float, title: str, parts: Iterable[str], desc: str = "") -> str:
    """Put parts together as one picture that fits any width and can be read aloud."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="100%" role="img" font-family="Golos Text, PT Sans, sans-serif" '
        f'style="font-variant-numeric:tabular-nums;max-width:{width * 1.25:.0f}px">'
        f"<title>{escape(title)}</title><desc>{escape(desc or title)}</desc>{''.join(parts)}</svg>"
    )
