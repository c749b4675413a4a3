"""A sheet as PDF: title, map, legend, scale bar, north, precision, sources and date, by typst.

Words are real text, the map is vector, and its scale is true on the paper that was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._progress import stage
from reports.paper import typesetting
from reports.paper.layout import FACT_TITLES, lay_out_sheet
from reports.sheet import words
from reports.stages import DRAWING, DRAWN, SETTING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.edition import Edition
    from reports.paper.formats import Paper

__all__ = ["sheet_pdf"]


def sheet_pdf(
    edition: Edition,
    lang: str,
    paper: Paper,
    *,
    park: str = "",
    layers: Sequence[str] | None = None,
) -> bytes:
    """Set a map on a sheet; parameters and errors are those of `lay_out_sheet`."""
    with stage(DRAWING, 0.0, DRAWN):
        sheet = lay_out_sheet(edition, lang, paper, park=park, layers=layers)
    data = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "author": edition.title(lang),
        "lang": lang,
        "size": paper.size,
        "width": paper.width,
        "height": paper.height,
        "margin": sheet.margin,
        "top": sheet.top,
        "gap": sheet.gap,
        "map": {
            "name": "map",
            "width": sheet.drawn.window.width,
            "height": sheet.drawn.window.height,
            "alt": sheet.title,
        },
        "legend": {
            "name": "legend",
            "width": sheet.legend_width,
            "height": sheet.legend_height,
            "alt": words(lang)["legend"],
        },
        "upright": sheet.upright,
        "fact_titles": FACT_TITLES,
        "facts": [list(one) for one in sheet.facts],
        "lines": sheet.lines,
    }
    pictures = {"map": sheet.drawn.svg, "legend": sheet.legend}
    with stage(SETTING, DRAWN, 1.0):
        return typesetting.pdf("sheet.typ", data, pictures, sheet.drawn.date)
