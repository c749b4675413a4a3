"""The first and the last slides: cover, the whole map with its legend, sources of the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.phrases import date_words
from layers.wording import number
from reports.paper.parks import PARKS, main_land
from reports.sheet import attribution
from reports.slides.letters import INK, SECOND
from reports.slides.place import MARGIN, WIDTH, Box
from reports.slides.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.paper.window import Bounds
    from reports.slides.making import Pack

__all__ = ["add_cover", "add_map", "add_sources"]

PICTURE: Final = Box(0, 0, WIDTH, 4.6)
STRIPE: Final = 0.09
BELOW: Final = Box(MARGIN, 6.0, WIDTH - 2 * MARGIN, 0.8)
NAMED: Final = Box(MARGIN, 7.0, WIDTH - 2 * MARGIN, 0.3)
ASIDE: Final = 2.9


def add_cover(
    pack: Pack, title: str, subtitle: str, bounds: Bounds, chosen: Sequence[str] = ()
) -> None:
    """Add the cover: a map across the slide, a stripe of the park types' colours, the title."""
    named = attribution(pack.records, pack.lang)
    slide = pack.deck.cover(title, pack.notes([], [named]))
    pack.map(slide, PICTURE, bounds, title, chosen=chosen)
    colours = [INK]
    if PARKS in pack.edition.records:
        styles = pack.edition.record(PARKS).style.classes
        colours = [one.line or one.fill for one in styles] or colours
    for place, colour in zip(
        Box(0, PICTURE.height, WIDTH, STRIPE).columns(len(colours), 0), colours, strict=True
    ):
        pack.deck.band(slide, place, colour)
    pack.deck.text(slide, BELOW, [subtitle, pack.as_of], 18, colour=SECOND)
    pack.deck.text(slide, NAMED, [named], 9.5, colour=SECOND)


def add_map(pack: Pack) -> None:
    """Add the whole map with its legend."""
    title = pack._("Parks and clusters on one map")
    slide, body = pack.slide(title, drawn=True)
    place, aside = body.beside(body.width - ASIDE - 0.3, 0.3)
    drawn = pack.map(slide, place, main_land(pack.edition), title)
    pack.legend(slide, aside, drawn, 1)


def add_sources(pack: Pack) -> None:
    """Add the layers with source, licence, date and precision; method cards go into the notes."""
    _ = pack._
    title = _("Sources, licences and precision of what was shown")
    rows = tuple(
        (
            record.title(pack.lang),
            record.source(pack.lang),
            record.licence,
            date_words(str(record.date), pack.lang),
            _precision(pack, record.precision_m),
        )
        for record in reversed(pack.records)
    )
    head = (_("Layer"), _("Source"), _("Licence"), _("Date"), _("Precision"))
    table = Table(head, rows, (2.1, 6.0, 1.2, 1.2, 1.1), right=(4,))
    cards = [{"card": one["number"]} for one in pack.told.methods.told()]
    pack.add_table(title, table, [(cards, ())])


def _precision(pack: Pack, metres: float) -> str:
    return f"± {number(metres, pack.lang)}\u00a0{pack._('m')}" if metres else ""
