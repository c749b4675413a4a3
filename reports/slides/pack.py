"""The slides of an edition: one message each, with its method and its sources in the notes.

Figures are those of the accounts, written as everywhere; maps are drawn as on paper, in 300 pixels
an inch. What an edition has not got has no slide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo._progress import tell
from layers.vocabulary import ID, PARK_TYPE
from layers.wording import RUB_BN, figure, length, money, number, people, plural, translator
from reports.paper import typesetting
from reports.paper.legend import draw_legend
from reports.paper.map_svg import draw_map
from reports.paper.parks import PARKS, main_land
from reports.paper.window import around
from reports.sheet import as_of, attribution, drawn_records, subtitle, words
from reports.slides.canvas import BODY, HEIGHT, INK, MARGIN, SECOND, TOP, WIDTH, Bar, Box, Deck
from reports.telling.gathered import gather
from reports.telling.synergy import closest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pptx.slide import Slide

    from layers.edition import Edition
    from reports.paper.map_svg import MapPicture
    from reports.paper.window import Bounds
    from reports.telling.gathered import Gathered

__all__ = ["slides_pptx"]

SIZE: Final = 1.45
"""How large symbols are on a slide's map: a hall is read from further than a hand."""
POINTS: Final = 72.0
SITES: Final = "sites"
FULL: Final = Box(MARGIN, TOP, WIDTH - 2 * MARGIN, BODY)
MAP: Final = Box(MARGIN, TOP, 6.1, BODY - 0.1)
BESIDE: Final = Box(MARGIN + 6.4, TOP, WIDTH - 2 * MARGIN - 6.4, BODY)
TOLD: Final = 0.7
SHADES: Final = ("#2166AC", "#6FA3CF", "#B9D3E8", "#E6EFF6")
NEAR_M: Final = (1000.0, 3000.0, 10_000.0)
"""Up to which median distances a pair is shaded, the nearest darkest."""
MOST_PARKS: Final = 8
MOST_POINTS: Final = 5
"""Points of the programme on one slide."""


class _Pack:
    """What the slides are made of while they are made."""

    def __init__(self, edition: Edition, lang: str) -> None:
        self.edition, self.lang = edition, lang
        self._ = translator(lang)
        self.told: Gathered = gather(edition, lang, share=TOLD)
        self.records = [one for one in drawn_records(edition) if one.style.visible]
        date = max((str(one.date) for one in self.records), default="1970-01-01")
        self.date = date
        foot = f"{edition.title(lang)}   ·   {as_of(date, lang)}"
        self.deck = Deck(edition.title(lang), lang, date, foot)
        self._done, self._maps = 0, 10

    def notes(self, said: Iterable[Mapping[str, Any]], *cited: str) -> list[str]:
        """Give the method cards of figures and the sources, for those who speak."""
        cards = {one["number"]: one for one in self.told.methods.told()}
        wanted = sorted({int(one["card"]) for one in said})
        lines = []
        for key in wanted:
            rows = "; ".join(f"{term}: {text}" for term, text in cards[key]["rows"])
            lines.append(f"{cards[key]['title']}. {rows}.")
        lines += [f"{self._('Sources')}: {one}" for one in dict.fromkeys(cited) if one]
        return lines

    def map(
        self,
        slide: Slide,
        box: Box,
        bounds: Bounds,
        told: str,
        *,
        layers: Collection[str] | None = None,
        only: Mapping[str, Collection[str]] | None = None,
        chosen: Collection[str] = (),
    ) -> MapPicture:
        """Draw a map on a slide."""
        width, height = box.width * POINTS, box.height * POINTS
        window = around(self.edition, bounds, width, height, exact=True)
        drawn = draw_map(
            self.edition,
            window,
            self.lang,
            size=SIZE,
            layers=layers,
            only=only,
            chosen=chosen,
        )
        self.deck.picture(slide, box, typesetting.png(drawn.svg, width, height), told)
        self._done += 1
        tell(round(1000 * (TOLD + (1 - TOLD) * min(self._done / self._maps, 1))), 1000)
        return drawn


def slides_pptx(edition: Edition, lang: str) -> bytes:
    """Make the slides of an edition.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.

    Returns
    -------
    bytes
        A PPTX; text, tables and charts may be edited in it.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    """
    pack = _Pack(edition, lang)
    _cover(pack)
    if pack.told.points:
        _programme(pack)
    _map(pack)
    _park_types(pack)
    if pack.told.clusters:
        _clusters(pack)
    _synergy(pack)
    if pack.told.money:
        _money(pack)
    if pack.told.medical is not None:
        _medical(pack, pack.told.medical)
    _sources(pack)
    tell(1, 1)
    return pack.deck.content()


def _cover(pack: _Pack) -> None:
    title = pack.edition.title(pack.lang)
    slide = pack.deck.slide(title, pack.notes([], attribution(pack.records, pack.lang)), cover=True)
    pack.map(slide, Box(0, 0, WIDTH, 4.4), main_land(pack.edition), title)
    pack.deck.band(slide, Box(0, 4.4, WIDTH, 0.05), INK)
    below = Box(MARGIN, 5.85, WIDTH - 2 * MARGIN, 0.9)
    lines = [subtitle(pack.edition, pack.lang), as_of(pack.date, pack.lang)]
    pack.deck.text(slide, below, lines, 18, colour=SECOND, after=6)


def _programme(pack: _Pack) -> None:
    points = pack.told.points
    title = plural(pack.lang)(
        "{n} point of the programme: what is stated, and what the atlas documents",
        "{n} points of the programme: what is stated, and what the atlas documents",
        len(points),
    )
    _ = pack._
    head = (_("Point"), _("Stated"), _("Reached"), _("Documented in the atlas"))
    parts = [points[at : at + MOST_POINTS] for at in range(0, len(points), MOST_POINTS)]
    for at, part in enumerate(parts, 1):
        said = [said for one in part for said in one["documented"]]
        values = [value for one in part for value in (*one["stated"], *one["reached"])]
        cited = [f"{value['text']}: {value['cited']}" for value in values]
        counted = f" ({at}/{len(parts)})" if len(parts) > 1 else ""
        slide = pack.deck.slide(title + counted, pack.notes(said, *cited))
        rows = [_point(one) for one in part]
        pack.deck.table(slide, FULL, head, rows, (2.2, 4.0, 3.0, 3.4), size=14)


def _point(one: dict[str, Any]) -> list[str]:
    return [
        f"{one['number']}. {one['title']}",
        "; ".join(value["text"] for value in one["stated"]) or one["text"],
        "; ".join(value["text"] for value in one["reached"]),
        "; ".join(f"{said['number']} {said['label']}" for said in one["documented"]),
    ]


def _map(pack: _Pack) -> None:
    edition = pack.edition
    counts = [
        plural(pack.lang)(one, many, int(edition.frame(layer).geometry.notna().sum()))
        for layer, one, many in (
            (PARKS, "{n} park", "{n} parks"),
            (SITES, "{n} site of clusters", "{n} sites of clusters"),
        )
        if layer in edition.records
    ]
    title = pack._("On one map: {what}").format(what=", ".join(counts))
    slide = pack.deck.slide(title, pack.notes([], attribution(pack.records, pack.lang)))
    aside = 2.75
    box = Box(MARGIN, TOP, WIDTH - 2 * MARGIN - aside - 0.25, BODY - 0.1)
    drawn = pack.map(slide, box, main_land(edition), title)
    legend, tall = draw_legend(drawn, aside * POINTS, pack.lang, 1.15)
    place = Box(WIDTH - MARGIN - aside, TOP, aside, tall / POINTS)
    if place.height > BODY:
        place = Box(place.left, TOP, aside * BODY / place.height, BODY)
    content = typesetting.png(legend, aside * POINTS, tall)
    pack.deck.picture(slide, place, content, words(pack.lang)["legend"])


def _park_types(pack: _Pack) -> None:
    if PARKS not in pack.edition.records:
        return
    frame = pack.edition.frame(PARKS)
    for style in pack.edition.record(PARKS).style.classes:
        ids = [str(one) for one in frame.loc[frame[PARK_TYPE] == style.value, ID]]
        parks = [one for one in pack.told.parks if one["id"] in ids]
        if parks:
            _park_type(pack, style.title(pack.lang), style.line or style.fill, parks)


def _park_type(pack: _Pack, kind: str, colour: str, parks: list[dict[str, Any]]) -> None:
    _ = pack._
    lead = max(
        (one for one in parks if "people" in one["by_key"]),
        key=lambda one: one["people"],
        default=None,
    )
    title = f"{kind}: " + plural(pack.lang)("{n} park", "{n} parks", len(parks))
    if lead is not None:
        title = _("{title}. Most people near by: {park} ({people} within {radius})").format(
            title=title,
            park=lead["short"],
            people=lead["by_key"]["people"]["number"],
            radius=lead["radius"],
        )
    said = [one for park in parks for one in park["figures"]]
    slide = pack.deck.slide(
        title, pack.notes(said, *(line for park in parks for line in park["sources"]))
    )
    pack.deck.band(slide, Box(0, 0, 0.22, HEIGHT), colour)
    ids = [one["id"] for one in parks]
    frame = pack.edition.frame(PARKS)
    own = frame[frame[ID].isin(ids) & frame.geometry.notna()]
    bounds = main_land(pack.edition)
    layers = [one.id for one in pack.records if one.id != SITES]
    if len(own):
        pack.map(slide, MAP, bounds, kind, layers=layers, only={PARKS: ids}, chosen=ids)
    rows = [
        [
            one["short"],
            one["state"],
            one["by_key"].get("area", {}).get("number", ""),
            one["by_key"].get("people", {}).get("number", ""),
        ]
        for one in parks[:MOST_PARKS]
    ]
    radius = next((one["radius"] for one in parks), "")
    head = (_("Park"), _("Status"), _("Area"), _("Residents within {radius}").format(radius=radius))
    pack.deck.table(slide, BESIDE, head, rows, (2.2, 1.5, 1.1, 1.3), right=(2, 3))
    bars = [
        Bar(one["short"], one["people"], people(one["people"], pack.lang), colour)
        for one in parks[:MOST_PARKS]
        if one["people"]
    ]
    if len(bars) > 1:
        top = TOP + 0.75 + 0.36 * len(rows)
        lead = head[-1]
        pack.deck.text(slide, Box(BESIDE.left, top, BESIDE.width, 0.3), [lead], 13, bold=True)
        box = Box(BESIDE.left, top + 0.3, BESIDE.width, HEIGHT - 0.6 - top - 0.3)
        pack.deck.columns(slide, box, lead, bars)


def _clusters(pack: _Pack) -> None:
    _ = pack._
    clusters = pack.told.clusters
    planned = [
        (one["short"], total["value"], total)
        for one in clusters
        for total in one["totals"]
        if total["key"] == "investment_rub_bn.planned"
    ]
    title = plural(pack.lang)("{n} cluster", "{n} clusters", len(clusters))
    if planned:
        name, value, _total = max(planned, key=lambda one: one[1])
        title = _("{title}; the largest documented plans: {cluster}, {money}").format(
            title=title, cluster=name, money=money(value, pack.lang)
        )
    said = [figure for one in clusters for figure in (*one["figures"], *one["totals"])]
    slide = pack.deck.slide(
        title, pack.notes(said, *(line for one in clusters for line in one["sources"]))
    )
    rows = [
        [
            one["short"],
            next((f"{said['number']}" for said in one["figures"]), ""),
            one["by_key"].get("people", {}).get("number", ""),
            number(one["project_count"], pack.lang),
        ]
        for one in clusters
    ]
    head = (
        _("Cluster"),
        _("Sites on the map"),
        _("Residents within {radius}").format(radius=clusters[0]["radius"]),
        _("Projects"),
    )
    left = Box(MARGIN, TOP, 6.3, BODY)
    pack.deck.table(slide, left, head, rows, (2.6, 1.0, 1.4, 1.0), size=13, right=(1, 2, 3))
    if planned:
        right = Box(MARGIN + 6.7, TOP, WIDTH - 2 * MARGIN - 6.7, 0.4)
        name = _("Documented planned investment, RUB bn")
        pack.deck.text(slide, right, [name], 14, bold=True)
        box = Box(right.left, TOP + 0.4, right.width, BODY - 0.9)
        bars = [
            Bar(label, value, figure(value, RUB_BN, pack.lang), "#2166AC")
            for label, value, _total in planned
        ]
        pack.deck.columns(slide, box, name, bars)


def _synergy(pack: _Pack) -> None:
    found = closest(pack.edition, pack.told.methods)
    if found is None:
        return
    _ = pack._
    title = _("Closest: {type} and {cluster}, {distance} in the median").format(
        type=found.type_title, cluster=found.cluster_title, distance=found.distance
    )
    slide = pack.deck.slide(title, pack.notes([{"card": found.card}], *found.notes))
    note = Box(MARGIN, TOP, WIDTH - 2 * MARGIN, 0.35)
    lead = _(
        "Median distance from the cluster's sites to the nearest park of the type; "
        "the darker, the nearer: up to {steps}"
    ).format(steps=", ".join(length(one, pack.lang) for one in NEAR_M))
    pack.deck.text(slide, note, [lead], 13, colour=SECOND)
    head = ("", *found.clusters)
    rows = [[name, *(cell.text for cell in cells)] for name, cells in found.rows]
    fills = [["", *(_shade(cell.metres) for cell in cells)] for _name, cells in found.rows]
    body = Box(MARGIN, TOP + 0.5, WIDTH - 2 * MARGIN, BODY - 0.5)
    widths = (1.25, *(1.0 for _one in found.clusters))
    columns = range(1, len(head))
    pack.deck.table(
        slide, body, head, rows, widths, size=14, head_size=10.5, right=list(columns), fills=fills
    )


def _shade(metres: float | None) -> str:
    if metres is None:
        return ""
    return next((SHADES[at + 1] for at, most in enumerate(NEAR_M) if metres <= most), "")


def _money(pack: _Pack) -> None:
    _ = pack._
    rows = [one for one in pack.told.money if one["value"] is not None]
    totals = [
        said
        for point in pack.told.points
        for said in point["documented"]
        if said["key"].startswith("investment_rub_bn")
    ]
    needed = [one for one in rows if one["kind"] == "target"]
    title = _("Money: each sum as its source gives it")
    if needed and totals:
        title = _("{needed} needed; documented: {found}").format(
            needed=needed[-1]["number"],
            found=", ".join(f"{one['number']} {one['label']}" for one in totals),
        )
    slide = pack.deck.slide(
        title, pack.notes(totals, *(f"{one['number']}: {one['cited']}" for one in pack.told.money))
    )
    colours = {"target": "#D95F02", "result": "#2166AC"}
    bars = [
        Bar(
            f"{one['date']}, {one['kind_words']}",
            one["value"],
            figure(one["value"], RUB_BN, pack.lang),
            colours.get(one["kind"], "#88A0B0"),
        )
        for one in rows
    ]
    name = _("RUB bn, by the date of the source")
    left = Box(MARGIN, TOP, 6.6, 0.4)
    pack.deck.text(slide, left, [name], 14, bold=True)
    pack.deck.columns(slide, Box(MARGIN, TOP + 0.4, 6.6, BODY - 0.5), name, bars)
    beside = Box(MARGIN + 7.0, TOP, WIDTH - 2 * MARGIN - 7.0, BODY)
    lines = [
        f"{one['date']}: {one['number']} {one['text']}".replace("  ", " ")
        for one in pack.told.money
    ]
    note = _("Each sum as its source gives it, in the order of dates. Nothing is added up.")
    pack.deck.text(slide, beside, [*lines, note], 13, after=7)


def _medical(pack: _Pack, told: dict[str, Any]) -> None:
    _ = pack._
    title = told["title"]
    if told["figures"]:
        first = told["figures"][0]
        title = _("{name}: {label} is {number}").format(
            name=title,
            label=first["label"][:1].lower() + first["label"][1:],
            number=first["number"],
        )
    said = told["figures"]
    slide = pack.deck.slide(title, pack.notes(said, told["note"]))
    sites = pack.edition.frame(SITES)
    own = sites[sites[ID].isin(told["ids"]) & sites.geometry.notna()]
    if len(own):
        west, south, east, north = (float(one) for one in own.total_bounds)
        bounds = (west - 3000, south - 3000, east + 3000, north + 3000)
        pack.map(slide, MAP, bounds, told["title"], only={SITES: told["ids"]})
    head = ("", _("As it is"), _("On one site"))
    pack.deck.text(slide, Box(BESIDE.left, TOP, BESIDE.width, 0.6), [told["text"]], 13)
    if told["changes"]:
        lead = _("If all institutes stood on one site: {site}").format(site=told["site"])
        pack.deck.text(
            slide, Box(BESIDE.left, TOP + 0.75, BESIDE.width, 0.5), [lead], 13, bold=True
        )
        box = Box(BESIDE.left, TOP + 1.35, BESIDE.width, BODY - 1.35)
        pack.deck.table(slide, box, head, told["changes"], (3.0, 1.2, 1.2), right=(1, 2))


def _sources(pack: _Pack) -> None:
    _ = pack._
    slide = pack.deck.slide(
        _("Sources, licences and precision of what was shown"),
        [
            f"{one['title']}. " + "; ".join(f"{term}: {text}" for term, text in one["rows"])
            for one in pack.told.methods.told()
        ],
    )
    rows = []
    for record in reversed(pack.records):
        precision = number(record.precision_m, pack.lang)
        rows.append(
            [
                record.title(pack.lang),
                record.source(pack.lang),
                record.licence,
                str(record.date),
                f"± {precision} {_('m')}" if record.precision_m else "",
            ]
        )
    head = (_("Layer"), _("Source"), _("Licence"), _("Date"), _("Precision"))
    pack.deck.table(slide, FULL, head, rows, (2.0, 6.2, 1.5, 1.1, 1.0), size=11, right=(4,))
