"""A look at the first slide before the others are made: the slide itself, drawn as a picture."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.enum.text import MSO_ANCHOR

from layers.vocabulary import PARK_TYPE
from reports.charts.svg import escape
from reports.paper import typesetting
from reports.paper.fonts import FAMILY, wrapped
from reports.paper.parks import PARKS, close_by, main_land, park_row
from reports.sheet import subtitle
from reports.slides.cover import add_cover
from reports.slides.letters import LINE
from reports.slides.making import Pack
from reports.telling.gathered import Gathered
from reports.telling.said import Methods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.edition import Edition

__all__ = ["cover_png", "park_subtitle"]

EMU: Final = 12_700
"""Of the file's units in a point."""
RISE: Final = 0.24
"""How far above the end of its line a letter stands, in sizes of the letters."""


def cover_png(edition: Edition, lang: str, ppi: float, park: str = "") -> bytes:
    """Give the first slide as PNG, without computing what stands on the others.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    ppi
        Pixels an inch, of a slide 13.33 inches wide.
    park
        Id of the park that the slides are about; empty for the whole edition.

    Raises
    ------
    LanguageError, ParkError, AssetError
        As in `slides_pptx` and `park_pptx`.
    """
    title, below, bounds = edition.title(lang), subtitle(edition, lang), main_land(edition)
    if park:
        title, bounds = close_by(edition, park, lang)
        below = park_subtitle(edition, lang, park)
    pack = Pack(edition, Gathered([], [], [], [], None, Methods(lang, {})), title, lang, 1)
    add_cover(pack, title, below, bounds, [park] if park else [])
    deck = Presentation(io.BytesIO(pack.deck.content()))
    wide, high = deck.slide_width / EMU, deck.slide_height / EMU
    inside = "".join(part for shape in deck.slides[0].shapes for part in _drawn(shape))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}pt" height="{high:g}pt" font-family="{FAMILY}">'
        f'<rect width="{wide:g}" height="{high:g}" fill="#FFFFFF"/>{inside}</svg>'
    )
    return typesetting.png(svg, wide, high, ppi)


def park_subtitle(edition: Edition, lang: str, park: str) -> str:
    """Give what stands below a park's name on its first slide: its type, and the edition."""
    look = edition.record(PARKS).style.by_value().get(park_row(edition, park)[PARK_TYPE])
    return "   ·   ".join(filter(None, [look.title(lang) if look else "", edition.title(lang)]))


def _drawn(shape: Any) -> Iterator[str]:
    """Draw a picture, a filled rectangle or words."""
    x, y, wide, high = (side / EMU for side in (shape.left, shape.top, shape.width, shape.height))
    box = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    if shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
        content = b64encode(shape.image.blob).decode()
        yield (
            f'<image {box} preserveAspectRatio="none" '
            f'href="data:{shape.image.content_type};base64,{content}"/>'
        )
        return
    if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE:
        yield f'<rect {box} fill="#{shape.fill.fore_color.rgb}"/>'
    if shape.has_text_frame and shape.text_frame.text:
        yield from _words(shape.text_frame, x, y, wide, high)


def _words(frame: Any, x: float, y: float, wide: float, high: float) -> Iterator[str]:
    lines = [
        (line, run.font)
        for paragraph in frame.paragraphs
        for run in paragraph.runs
        for line in wrapped(run.text, wide, run.font.size.pt, bold=bool(run.font.bold))
    ]
    tall = sum(font.size.pt * LINE for _line, font in lines)
    base = y + (high - tall if frame.vertical_anchor == MSO_ANCHOR.BOTTOM else 0.0)
    for line, font in lines:
        base += font.size.pt * LINE
        weight = ' font-weight="700"' if font.bold else ""
        yield (
            f'<text x="{x:.1f}" y="{base - RISE * font.size.pt:.1f}" '
            f'font-size="{font.size.pt:g}" fill="#{font.color.rgb}"{weight}>{escape(line)}</text>'
        )
