"""The atlas as PDF: cover, contents, maps, the programme, a page a place, index, methods.

Pages are A4 landscape. Figures come from the accounts of the edition, as on the pages of the app;
each cites its method card, and the cards stand whole at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo._progress import tell
from layers.vocabulary import CLUSTER, ID
from layers.wording import translator
from reports.charts import Bar, bars, size_of
from reports.charts.svg import BLUE, ORANGE
from reports.paper import typesetting
from reports.paper.formats import Paper, paper
from reports.paper.layout import below_map, lay_out_sheet
from reports.paper.legend import draw_legend
from reports.paper.map_svg import draw_map
from reports.paper.parks import close_by, main_land, placed_parks
from reports.paper.window import around
from reports.sheet import as_of, drawn_records, sources, subtitle, words
from reports.telling.gathered import Gathered, gather
from reports.telling.said import Methods

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from layers.edition import Edition
    from reports.paper.window import Bounds

__all__ = ["atlas_pdf"]

PAGE: Final = paper("a4")
SHEET: Final = Paper(PAGE.width_mm, PAGE.height_mm - 8, PAGE.size)
"""The overview leaves room for the page's number."""
MAP_WIDTH: Final = 430.0
MAP_HEIGHT: Final = 318.0
COVER_HEIGHT: Final = 330.0
LEGEND_COLUMNS: Final = 3
SITES: Final = "sites"
AROUND_SITES_M: Final = 3000.0
AROUND_SITES: Final = 0.12
MARKUP: Final = "atlas.typ"
TOLD: Final = 0.9
"""The share of the work after which all is gathered; the rest is drawing and setting."""
COLOURS: Final = {"target": ORANGE, "result": BLUE}


def atlas_pdf(edition: Edition, lang: str) -> bytes:
    """Set the atlas of an edition.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    """
    told = gather(edition, lang, share=TOLD)
    data, pictures, date = _set_out(edition, lang, told)
    made = typesetting.pdf(MARKUP, data, pictures, date)
    tell(1, 1)
    return made


def atlas_cover(edition: Edition, lang: str, ppi: float) -> bytes:
    """Give the atlas's first page as PNG, without computing what stands on the others."""
    data, pictures, _date = _set_out(
        edition, lang, Gathered([], [], [], [], None, Methods(lang, {}))
    )
    return typesetting.first_page(MARKUP, data, pictures, ppi)


def _set_out(
    edition: Edition, lang: str, told: Gathered
) -> tuple[dict[str, Any], dict[str, str], str]:
    """Give the document's data, its pictures and its date."""
    pictures: dict[str, str] = {}
    sheet = lay_out_sheet(edition, lang, SHEET)
    pictures |= {"map": sheet.drawn.svg, "legend": sheet.legend}
    cover = draw_map(
        edition,
        around(edition, main_land(edition), PAGE.width, COVER_HEIGHT, exact=True),
        lang,
    )
    pictures["cover"] = cover.svg
    placed = set(placed_parks(edition))
    for one in told.parks:
        if one["id"] in placed:
            _name, bounds = close_by(edition, one["id"], lang)
            one["map"] = _close(edition, bounds, lang, one["id"], {}, pictures)
    for one in told.clusters:
        sites = edition.frame(SITES)
        bounds, members = _around_sites(edition, sites.loc[sites[CLUSTER] == one["id"], ID])
        if bounds is not None:
            one["map"] = _close(edition, bounds, lang, one["id"], {SITES: members}, pictures)
    if told.medical is not None:
        bounds, members = _around_sites(edition, told.medical["ids"])
        if bounds is not None:
            only = {SITES: members}
            told.medical["map"] = _close(edition, bounds, lang, "medical", only, pictures)
    data = {
        "title": edition.title(lang),
        "subtitle": subtitle(edition, lang),
        "lang": lang,
        "as_of": as_of(sheet.drawn.date, lang),
        "width": PAGE.width,
        "height": PAGE.height,
        "cover": _sized("cover", PAGE.width, COVER_HEIGHT),
        "overview": {
            "top": sheet.top,
            "gap": sheet.gap,
            "map": _sized("map", sheet.drawn.window.width, sheet.drawn.window.height),
            "legend": _sized("legend", sheet.legend_width, sheet.legend_height),
            "lines": sheet.lines,
        },
        "points": told.points,
        "money": told.money,
        "money_chart": _money_chart(told, lang, pictures),
        "parks": told.parks,
        "clusters": told.clusters,
        "medical": told.medical,
        "methods": told.methods.told(),
        "layers": sources(drawn_records(edition), lang),
        "index": _index(told),
        "words": _words(lang),
    }
    return data, pictures, sheet.drawn.date


def _sized(name: str, width: float, height: float) -> dict[str, Any]:
    return {"name": name, "width": width, "height": height}


def _close(
    edition: Edition,
    bounds: Bounds,
    lang: str,
    chosen: str,
    only: Mapping[str, Collection[str]],
    pictures: dict[str, str],
) -> dict[str, Any]:
    """Draw the map of a page with its legend, and give where they are and what is told below."""
    drawn = draw_map(
        edition,
        around(edition, bounds, MAP_WIDTH, MAP_HEIGHT),
        lang,
        chosen=[chosen],
        only=only,
    )
    legend, tall = draw_legend(drawn, MAP_WIDTH, lang, 0.9, LEGEND_COLUMNS)
    pictures |= {f"map-{chosen}": drawn.svg, f"legend-{chosen}": legend}
    return {
        "map": _sized(f"map-{chosen}", MAP_WIDTH, MAP_HEIGHT),
        "legend": _sized(f"legend-{chosen}", MAP_WIDTH, tall),
        "lines": below_map(edition, drawn, lang),
    }


def _around_sites(edition: Edition, ids: Iterable[str]) -> tuple[Bounds | None, list[str]]:
    """Give the land around some sites, and the ids of those whose place is known."""
    sites = edition.frame(SITES)
    own = sites[sites[ID].isin(list(ids)) & sites.geometry.notna()]
    if own.empty:
        return None, []
    west, south, east, north = (float(one) for one in own.total_bounds)
    margin = max(AROUND_SITES_M, AROUND_SITES * max(east - west, north - south))
    return (west - margin, south - margin, east + margin, north + margin), list(own[ID])


def _money_chart(told: Gathered, lang: str, pictures: dict[str, str]) -> dict[str, Any] | None:
    rows = [one for one in told.money if one["value"] is not None]
    if not rows:
        return None
    title = translator(lang)("Money")
    numbers = {one["value"]: one["number"] for one in rows}
    picture = bars(
        [
            Bar(
                f"{one['date']}, {one['kind_words']}",
                one["value"],
                COLOURS.get(one["kind"], "#88A0B0"),
            )
            for one in rows
        ],
        title,
        lambda value: numbers[value],
    )
    pictures["money"] = picture
    return _sized("money", *size_of(picture))


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
        "overview": _("Overview map"),
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
        "unknown": _("Not known"),
        "money": _("Money"),
        "money_note": _(
            "Each sum as its source gives it, in the order of dates. Nothing is added up."
        ),
        "medical": _("Medical centre"),
        "institutes": _("Institutes"),
        "known": _("Published figures"),
        "change": _("If all institutes stood on one site: {site}"),
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
