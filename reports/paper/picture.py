"""The map as one picture: title, map, legend, scale, north, sources and date on a sheet.

As SVG its words are real text, with the letters inside; as PNG it has 300 pixels an inch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo._progress import stage
from reports import assets
from reports.charts.svg import escape
from reports.drawing import INK
from reports.paper import typesetting
from reports.paper.fonts import FAMILY
from reports.paper.layout import SMALL, SUBTITLE, TITLE, lay_out_sheet
from reports.paper.legend import SECOND, Block
from reports.paper.map_svg import draw_map
from reports.paper.parks import close_by, main_land
from reports.paper.window import around
from reports.stages import DRAWING, DRAWN, PAINTING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.edition import Edition
    from reports.paper.formats import Paper
    from reports.paper.layout import Subject

__all__ = ["map_alone", "map_png", "map_svg_sheet"]

ALONE_PT: Final = 640.0
"""The width of a map that stands alone."""


def map_svg_sheet(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
    subject: Subject | None = None,
) -> str:
    """Draw the map with all that belongs to it on a sheet.

    Parameters and errors are those of `lay_out_sheet`.

    Returns
    -------
    str
        SVG with the letters inside.
    """
    sheet = lay_out_sheet(edition, lang, paper, park=park, layers=layers, subject=subject)
    margin, size, drawn = sheet.margin, paper.size, sheet.drawn
    head = Block(margin, margin, paper.width - 2 * margin, size)
    head.text(sheet.title, TITLE, bold=True)
    head.text(sheet.subtitle, SUBTITLE, colour=SECOND)
    below = sheet.top + drawn.window.height + sheet.gap * 0.6
    aside, beside = margin + drawn.window.width + sheet.gap, sheet.top
    if sheet.upright:
        aside, beside = margin, below
        below += sheet.legend_height
    foot = Block(margin, below, paper.width - 2 * margin, size)
    for line in sheet.lines:
        foot.text(line, SMALL, colour=SECOND)
    wide, tall = f"{paper.width:.1f}", f"{paper.height:.1f}"
    edge = (
        f'<rect x="{margin:.1f}" y="{sheet.top:.1f}" width="{drawn.window.width:.1f}" '
        f'height="{drawn.window.height:.1f}" fill="none" stroke="{INK}" '
        f'stroke-width="{0.6 * size:.1f}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" '
        f'width="{paper.width_mm:g}mm" height="{paper.height_mm:g}mm" '
        f'font-family="{FAMILY}, PT Sans, sans-serif"><title>{escape(sheet.title)}</title>'
        f"<style>{assets.faces()}</style>"
        f'<rect width="{wide}" height="{tall}" fill="#FFFFFF"/>{"".join(head.parts)}'
        f"{_at(drawn.svg, margin, sheet.top)}{edge}"
        f"{_at(sheet.legend, aside, beside)}{''.join(foot.parts)}</svg>"
    )


def map_png(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
    ppi: float = typesetting.PPI,
) -> bytes:
    """Draw the same sheet as pixels; parameters and errors are those of `lay_out_sheet`."""
    with stage(DRAWING, 0.0, DRAWN):
        picture = map_svg_sheet(edition, lang, paper, park=park, layers=layers)
    with stage(PAINTING, DRAWN, 1.0):
        return typesetting.png(picture, paper.width, paper.height, ppi)


def map_alone(
    edition: Edition,
    lang: str,
    shape: float,
    ppi: float,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
) -> bytes:
    """Draw the map that the app opens with as pixels, without title and legend.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    shape
        How many times wider than tall it is.
    ppi
        Pixels an inch, of a picture of about 9 inches.
    park
        Id of a park to show close.
    layers
        Ids of the layers; None takes those that the map shows at its start.

    Raises
    ------
    LanguageError, ParkError, AssetError
        As in `lay_out_sheet`.
    """
    bounds = close_by(edition, park, lang)[1] if park else main_land(edition)
    window = around(edition, bounds, ALONE_PT, ALONE_PT / shape, exact=True)
    drawn = draw_map(edition, window, lang, layers=layers, chosen=[park] if park else [])
    return typesetting.png(drawn.svg, window.width, window.height, ppi)


def _at(picture: str, x: float, y: float) -> str:
    """Put a picture of its own into another one, point upon point."""
    head, _end, rest = picture.partition(">")
    own = head.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" ').replace('pt"', '"')
    return f"{own}>{rest}"
