"""The atlas as PDF: cover, contents, maps, the programme, a page a place, index, methods.

It is set on paper of any size, wide or tall, and may be about one park alone. Figures come from the
accounts of the edition, as on the pages of the app; each cites its method card, and the cards
stand whole at the end.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from geo._progress import stage, tell
from layers.vocabulary import CLUSTER, ID
from layers.wording import translator
from reports.charts import size_of
from reports.paper import typesetting
from reports.paper.atlas_pages import Pages, around_sites
from reports.paper.layout import lay_out_sheet
from reports.paper.map_svg import draw_map
from reports.paper.parks import close_by, main_land, park_row, placed_parks
from reports.paper.window import around
from reports.programme_charts import money
from reports.sheet import as_of, attribution, drawn_records, sources, subtitle, words
from reports.stages import COUNTING, DRAWING, SETTING
from reports.telling.gathered import Gathered, gather
from reports.telling.said import Methods

if TYPE_CHECKING:
    from layers.edition import Edition
    from reports.paper.formats import Paper
    from reports.paper.map_svg import MapPicture

__all__ = ["atlas_cover", "atlas_pdf"]

SITES: Final = "sites"
MARKUP: Final = "atlas.typ"
TOLD: Final = 0.3
DRAWN: Final = 0.9
"""Shares of the work after which all is gathered, and all maps are drawn; the rest is setting."""


def atlas_pdf(edition: Edition, lang: str, paper: Paper, *, park: str = "") -> bytes:
    """Set the atlas of an edition.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    paper
        The sheet that its pages are on.
    park
        Id of the park that it is about: its page, where it lies, methods and sources; empty for
        the whole edition.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    ParkError
        There is no such park.
    AssetError
        The JavaScript packages are not installed.
    """
    if park:
        park_row(edition, park)
    with stage(COUNTING, 0.0, TOLD):
        told = gather(edition, lang, park=park)
    with stage(DRAWING, TOLD, DRAWN):
        data, pictures, date = _set_out(edition, lang, paper, told, park)
    with stage(SETTING, DRAWN, 1.0):
        return typesetting.pdf(MARKUP, data, pictures, date)


def atlas_cover(edition: Edition, lang: str, paper: Paper, ppi: float, *, park: str = "") -> bytes:
    """Give the atlas's first page as PNG, without computing what stands on the others."""
    told = Gathered([], [], [], [], None, Methods(lang, {}))
    data, pictures, _date = _set_out(edition, lang, paper, told, park)
    return typesetting.first_page(MARKUP, data, pictures, ppi)


def _set_out(
    edition: Edition, lang: str, paper: Paper, told: Gathered, park: str
) -> tuple[dict[str, Any], dict[str, str], str]:
    """Give the document's data, its pictures and its date."""
    pages = Pages(edition, lang, paper)
    sheet = lay_out_sheet(edition, lang, pages.overview, chosen=[park] if park else [])
    pages.pictures |= {"map": sheet.drawn.svg, "legend": sheet.legend}
    title, below = edition.title(lang), subtitle(edition, lang)
    if park:
        title, below = str(park_row(edition, park)[f"name_{lang}"]), title
    cover = _cover(pages, park)
    _draw_places(pages, told)
    _ = translator(lang)
    data = {
        "title": title,
        "subtitle": below,
        "author": edition.title(lang),
        "foot": edition.title(lang),
        "lang": lang,
        "as_of": as_of(sheet.drawn.date, lang),
        "attribution": attribution(cover.records, lang),
        "size": pages.size,
        "width": paper.width,
        "height": paper.height,
        "margins": asdict(pages.margins),
        "column": pages.column,
        "told": pages.told,
        "beside": pages.beside,
        "small": pages.small,
        "cover": pages.sized("cover", paper.width, pages.cover_height),
        "contents": not park,
        "overview": {
            "title": _("Where it lies") if park else _("Overview map"),
            "subtitle": subtitle(edition, lang),
            "top": sheet.top,
            "gap": sheet.gap,
            "map": pages.sized("map", sheet.drawn.window.width, sheet.drawn.window.height),
            "legend": pages.sized("legend", sheet.legend_width, sheet.legend_height),
            "lines": sheet.lines,
        },
        "points": told.points,
        "money": told.money,
        "money_chart": _money_chart(told, pages),
        "parks": told.parks,
        "clusters": told.clusters,
        "medical": told.medical,
        "methods": told.methods.told(),
        "layers": sources(drawn_records(edition), lang),
        "index": [] if park else _index(told),
        "words": _words(lang),
    }
    return data, pages.pictures, sheet.drawn.date


def _cover(pages: Pages, park: str) -> MapPicture:
    """Draw the cover's map: the main land, or the land around a park."""
    edition, lang = pages.edition, pages.lang
    bounds = main_land(edition)
    if park in placed_parks(edition):
        _name, bounds = close_by(edition, park, lang)
    window = around(edition, bounds, pages.paper.width, pages.cover_height, exact=True)
    drawn = draw_map(edition, window, lang, size=pages.size, chosen=[park] if park else [])
    pages.pictures["cover"] = drawn.svg
    return drawn


def _draw_places(pages: Pages, told: Gathered) -> None:
    """Give every place whose place is known its map."""
    edition = pages.edition
    placed = set(placed_parks(edition))
    total = len(told.parks) + len(told.clusters) + 1
    for done, one in enumerate(told.parks, 1):
        if one["id"] in placed:
            _name, bounds = close_by(edition, one["id"], pages.lang)
            pages.draw(one, one["id"], one["title"], bounds)
        tell(done, total)
    for done, one in enumerate(told.clusters, len(told.parks) + 1):
        sites = edition.frame(SITES)
        bounds_of, members = around_sites(edition, sites.loc[sites[CLUSTER] == one["id"], ID])
        if bounds_of is not None:
            pages.draw(one, one["id"], one["title"], bounds_of, {SITES: members})
        tell(done, total)
    if told.medical is not None:
        bounds_of, members = around_sites(edition, told.medical["ids"])
        if bounds_of is not None:
            title = translator(pages.lang)("Medical centre")
            pages.draw(told.medical, "medical", title, bounds_of, {SITES: members})


def _money_chart(told: Gathered, pages: Pages) -> dict[str, Any] | None:
    found = money(pages.edition, told.money, pages.lang)
    if found is None:
        return None
    pages.pictures["money"] = found.svg
    return pages.sized("money", *size_of(found.svg))


def _index(told: Gathered) -> list[list[str]]:
    """Give names and the labels of their pages, by the alphabet."""
    entries = [(one["title"], f"place-{one['id']}") for one in (*told.parks, *told.clusters)]
    entries += [(row[0], f"place-{one['id']}") for one in told.clusters for row in one["members"]]
    together: dict[str, list[str]] = {}
    for name, label in entries:
        together.setdefault(name, []).append(label)
    order = sorted(together, key=lambda name: name.lstrip("«\"'").casefold().replace("ё", "е"))
    return [[name, *dict.fromkeys(together[name])] for name in order]


def _words(lang: str) -> dict[str, str]:
    _ = translator(lang)
    return {
        "contents": _("Contents"),
        "programme": _("The programme"),
        "parks": _("Parks"),
        "clusters": _("Clusters"),
        "index": _("Index"),
        "methods": _("Methods and sources"),
        "layers": _("Layers"),
        "cards": _("Method cards"),
        "legend": words(lang)["legend"],
        "point": _("Point"),
        "stated": _("Stated"),
        "otherwise": _("Other sources"),
        "reached": _("Reached"),
        "documented": _("Documented in the atlas"),
        "money": _("Money"),
        "money_note": _(
            "Each sum as its source gives it, in the order of dates. Nothing is added up."
        ),
        "medical": _("Medical centre"),
        "institutes": _("Institutes"),
        "known": _("Published figures"),
        "change": _("If all institutes stood on one site"),
        "site": _("The site: {site}"),
        "now": _("As it is"),
        "then": _("On one site"),
        "uses": _("What it lies on"),
        "near": _("What is near"),
        "projects": _("Projects"),
        "members": _("Members"),
        "sources": _("Sources"),
        "no_place": _("Its place is not known: it is not on the map."),
        "precision": _(
            "Numbers below a figure are the ends of its interval under the precision of places."
        ),
    }
