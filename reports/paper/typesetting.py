"""typst at work: what comes in as data and pictures goes out as PDF or PNG.

The markup is ours and never changes; words, numbers and pictures reach it as inputs, so that no
text of the data is ever read as markup. Nothing is asked of the network, no font but Golos Text
and those inside typst is used, and the same inputs give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst

from reports.paper.fonts import faces_folder
from reports.paper.pixels import png_of
from reports.paper.typography import bound_all

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PPI", "first_page", "pdf", "png"]

MARKUP: Final = Path(__file__).resolve().parent / "markup"
PPI: Final = 300
STANDARD: Final = "ua-1"
"""PDF/UA: tagged, for who has it read aloud."""
UNDATED: Final = "1970-01-01"
GENERATIONS: Final = 11
NOTHING: Final = b"#set page(width: 9pt, height: 9pt)"
ALONE: Final = b"""
#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#image(bytes(sys.inputs.picture), format: "svg", width: 100%, height: 100%)
"""


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def pdf(markup: str, data: Any, pictures: Mapping[str, str], date: str) -> bytes:
    """Set a document.

    Parameters
    ----------
    markup
        Name of a file in `markup/`.
    data
        Plain values; the markup reads them as `data`.
    pictures
        SVG by name; the markup reads them by `picture`.
    date
        The date that the file says it was made on, as YYYY-MM-DD; empty where none is known.

    Returns
    -------
    bytes
        A PDF with real text, tagged, and bookmarks of its headings.

    Raises
    ------
    AssetError
        The font's package is not installed.
    """
    made = dt.datetime.combine(dt.date.fromisoformat(date or UNDATED), dt.time(), tzinfo=dt.UTC)
    return bytes(
        _compiler(markup, data, pictures).compile(
            format="pdf", timestamp=made, pdf_standards=STANDARD
        )
    )


def first_page(markup: str, data: Any, pictures: Mapping[str, str], ppi: float) -> bytes:
    """Give the first page of a document as PNG; parameters as of `pdf`."""
    pages = _compiler(markup, data, pictures).compile(format="png", ppi=ppi)
    return bytes(pages[0] if isinstance(pages, list) else pages)


def _compiler(markup: str, data: Any, pictures: Mapping[str, str]) -> typst.Compiler:
    told = json.dumps(bound_all(data), ensure_ascii=False, allow_nan=False)
    return typst.Compiler(
        (MARKUP / markup).read_bytes(),
        root=str(MARKUP),
        font_paths=_fonts(str(faces_folder())),
        sys_inputs={"data": told, **pictures},
    )


def png(picture: str, width: float, height: float, ppi: float = PPI) -> bytes:
    """Turn a picture into pixels.

    Parameters
    ----------
    picture
        SVG.
    width, height
        Its size, in points.
    ppi
        Pixels an inch.
    """
    return png_of(picture, width, height, ppi, _pixels, _forget)


def _pixels(picture: str, width: float, height: float, ppi: float) -> bytes:
    inputs = {"picture": picture, "width": f"{width:.6f}", "height": f"{height:.6f}"}
    compiler = typst.Compiler(ALONE, font_paths=_fonts(str(faces_folder())), sys_inputs=inputs)
    return bytes(compiler.compile(format="png", ppi=ppi))


def _forget() -> None:
    """Let typst forget what it rendered: it keeps it until `GENERATIONS` more were set."""
    for _age in range(GENERATIONS):
        typst.Compiler(NOTHING, font_paths=_fonts(str(faces_folder()))).compile(format="png", ppi=1)
