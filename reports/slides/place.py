"""Places on a slide of 13.33 by 7.5 inches: one margin, and boxes cut out of boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pptx.util import Emu, Inches

__all__ = ["GAP", "HEIGHT", "MARGIN", "WIDTH", "Box"]

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
MARGIN: Final = 0.55
GAP: Final = 0.35
"""Between what stands side by side."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide: left, top, width and height in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The same in the file's own unit."""
        return (
            Inches(self.left),
            Inches(self.top),
            Inches(self.width),
            Inches(self.height),
        )

    def beside(self, width: float, gap: float = GAP) -> tuple[Box, Box]:
        """Cut it into a left part so wide, and the rest at its right.

        Examples
        --------
        >>> Box(1, 1, 10, 4).beside(6, 1)[1]
        Box(left=8, top=1, width=3, height=4)
        """
        rest = self.width - width - gap
        return replace(self, width=width), Box(self.left + width + gap, self.top, rest, self.height)

    def below(self, height: float, gap: float = 0.0) -> tuple[Box, Box]:
        """Cut it into an upper part so high, and the rest below it.

        Examples
        --------
        >>> Box(1, 1, 10, 4).below(1, 1)[1]
        Box(left=1, top=3, width=10, height=2)
        """
        rest = self.height - height - gap
        return replace(self, height=height), Box(
            self.left, self.top + height + gap, self.width, rest
        )

    def under(self, end: float, gap: float) -> Box:
        """Give what is left below a line so far from the slide's upper edge.

        Examples
        --------
        >>> Box(1, 1, 10, 4).under(2, 0.5)
        Box(left=1, top=2.5, width=10, height=2.5)
        """
        top = end + gap
        return Box(self.left, top, self.width, self.top + self.height - top)

    def columns(self, count: int, gap: float = GAP) -> list[Box]:
        """Cut it into so many columns of one width.

        Examples
        --------
        >>> [one.left for one in Box(0, 0, 10, 4).columns(2, 2)]
        [0.0, 6.0]
        """
        width = (self.width - gap * (count - 1)) / count
        return [
            replace(self, left=self.left + at * (width + gap), width=width) for at in range(count)
        ]
