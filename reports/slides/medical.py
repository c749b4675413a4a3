"""The slide of the medical centre: where its institutes are, and if they stood on one site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reports.paper.parks import PARKS
from reports.slides.making import SITES
from reports.slides.tables import Table

if TYPE_CHECKING:
    from reports.slides.making import Pack

__all__ = ["add_medical"]

MOST_VALUES: Final = 4


def add_medical(pack: Pack) -> None:
    """Add the medical centre's map, its figures, and what would change on one site."""
    told = pack.told.medical
    if told is None:
        return
    _ = pack._
    said = told["figures"]
    title = told["title"]
    if said:
        title = _("{name}: {label} is {number}").format(
            name=title,
            label=said[0]["label"][:1].lower() + said[0]["label"][1:],
            number=said[0]["number"],
        )
    cited = [one["cited"] for one in told["values"]]
    slide, body = pack.slide(title, said, cited, drawn=True)
    bounds = pack.around(SITES, told["ids"]) if SITES in pack.edition.records else None
    if bounds is not None:
        only = {SITES: told["ids"], PARKS: [told["park"]]}
        body = pack.map_and_legend(slide, body, bounds, told["title"], only=only)
    known = "; ".join(one["text"] for one in told["values"][:MOST_VALUES])
    body = body.under(pack.deck.text(slide, body, [told["text"], known], 13), 0.15)
    if told["changes"]:
        lead = _("If all institutes stood on one site: {site}").format(site=told["site"])
        body = body.under(pack.deck.text(slide, body, [lead], 13, bold=True), 0.05)
        head = ("", _("As it is"), _("On one site"))
        rows = tuple(tuple(row) for row in told["changes"])
        pack.deck.table(slide, body, Table(head, rows, (3.2, 1.3, 1.3), (1, 2)))
