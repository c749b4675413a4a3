"""Sizes of paper, and how large symbols are on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo import said
from layers import FormatError
from reports.paper.window import MM_PER_PT

__all__ = ["ORIENTATIONS", "PAPERS", "Paper", "paper"]

_SIDES_MM: Final = {
    "a4": (210, 297, 1.0),
    "a3": (297, 420, 1.15),
    "a2": (420, 594, 1.5),
    "a1": (594, 841, 2.0),
    "a0": (841, 1189, 2.7),
}
"""Short side, long side, and how large symbols are: a wall is read from further than a hand."""
PAPERS: Final = tuple(_SIDES_MM)
ORIENTATIONS: Final = ("landscape", "portrait")


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper: width and height in millimetres, and how large symbols are on it."""

    width_mm: float
    height_mm: float
    size: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.width_mm / MM_PER_PT

    @property
    def height(self) -> float:
        """Height in points."""
        return self.height_mm / MM_PER_PT


def paper(name: str, orientation: str = "landscape") -> Paper:
    """Give a sheet of paper.

    Parameters
    ----------
    name
        One of `PAPERS`.
    orientation
        One of `ORIENTATIONS`.

    Raises
    ------
    FormatError
        There is no such paper or orientation.

    Examples
    --------
    >>> paper("a3").width_mm, paper("a3", "portrait").width_mm
    (420, 297)
    """
    for one, known in ((name, PAPERS), (orientation, ORIENTATIONS)):
        if one not in known:
            raise FormatError(
                said(
                    "Expected one of {known}; `{one}` came. Ask for these.",
                    known=", ".join(known),
                    one=one,
                )
            )
    short, long, size = _SIDES_MM[name]
    sides = (long, short) if orientation == "landscape" else (short, long)
    return Paper(*sides, size)
