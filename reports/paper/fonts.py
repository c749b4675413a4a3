"""Golos Text for paper: the faces to set with, and how wide words come out in them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

from geo import said
from reports import assets

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FAMILY", "faces_folder", "text_width", "wrapped"]

FAMILY: Final = "Golos Text"
_PACKAGE: Final = "@expo-google-fonts/golos-text"
_FACES: Final = {False: "500Medium/GolosText_500Medium.ttf", True: "700Bold/GolosText_700Bold.ttf"}
_MEASURED_AT: Final = 100
HYPHENED: Final = re.compile("[^-]*-+|[^-]+")
"""A word in its parts, each but the last with its hyphen."""


def faces_folder() -> Path:
    """Give the folder of the font's TrueType files.

    Raises
    ------
    AssetError
        The package is not installed.
    """
    folder = assets.PACKAGES / _PACKAGE
    if not folder.is_dir():
        raise assets.AssetError(
            said(
                "expected `{package}` among the JavaScript packages in `node_modules`, it is "
                "not there: run `make setup` (or `python scripts/setup.py`)",
                package=_PACKAGE,
            )
        )
    return folder


@lru_cache(maxsize=16_384)
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Measure how wide words are, in the unit of `size`; no narrower than they are set.

    A line break counts as a space, as where they are set.
    """
    line = " ".join(words.splitlines())
    return float(_face(str(faces_folder()), bold).getlength(line)) * size / _MEASURED_AT


@lru_cache(maxsize=4)
def _face(folder: str, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{folder}/{_FACES[bold]}", _MEASURED_AT)


def wrapped(words: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break words at spaces, but for no-break ones, into lines no wider than `width`.

    A wider word is broken after its hyphens, or stands alone.
    """
    lines: list[str] = []
    for word in filter(None, words.split(" ")):
        whole = text_width(word, size, bold=bold) <= width
        for at, part in enumerate([word] if whole else HYPHENED.findall(word)):
            longer = f"{lines[-1]}{'' if at else ' '}{part}" if lines else part
            if lines and text_width(longer, size, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
    return lines
