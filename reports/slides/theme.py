"""The template that slides start from, made the atlas's own: what a reader adds looks alike.

python-pptx brings a template of 4:3 in Calibri with Office's colours. Its layouts are widened, its
faces are Arial, and the colours that a new chart or shape takes are those of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from reports.slides.letters import FACE, INK, SECOND
from reports.slides.place import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.presentation import Presentation

__all__ = ["dress"]

ACCENTS: Final = 6


def dress(deck: Presentation, accents: Sequence[str]) -> None:
    """Widen a template and give it the atlas's face and colours.

    Parameters
    ----------
    deck
        Without slides.
    accents
        Colours for what a reader will add, as `#RRGGBB`; six at most are taken.
    """
    wider = Inches(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_masters[0]
    for holder in (*master.slide_layouts, master):
        for one in holder.placeholders:
            left, top, width, height = one.left, one.top, one.width, one.height
            one.left, one.top = round(left * wider), top
            one.width, one.height = round(width * wider), height
    part: Any = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for face in theme.iterfind(f".//{qn('a:latin')}"):
        face.set("typeface", FACE)
    wanted = {"dk2": INK, "hlink": INK, "folHlink": SECOND}
    wanted |= {f"accent{at}": colour for at, colour in enumerate(accents[:ACCENTS], 1)}
    for name, colour in wanted.items():
        [place] = theme.iterfind(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        place[:] = [etree.Element(qn("a:srgbClr"), val=colour.lstrip("#").upper())]
    package = deck.part.package
    for key, one in list(package._rels.items()):  # noqa: SLF001 (as below)
        if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of the template, not of these slides
            package.drop_rel(key)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001
