"""What long work on a file is doing now, named for whoever watches it."""

from __future__ import annotations

from typing import Final

from layers.wording import msg

__all__ = ["COUNTING", "DRAWING", "DRAWN", "PAINTING", "SETTING"]

COUNTING: Final = msg("Counting what is told of parks and clusters")
DRAWING: Final = msg("Drawing maps")
SETTING: Final = msg("Setting pages")
PAINTING: Final = msg("Turning the drawing into pixels")
DRAWN: Final = 0.4
"""The share of the work on one sheet after which its map is drawn."""
