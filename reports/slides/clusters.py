"""Slides of the clusters: what each has, and how near they lie to parks of each type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.wording import RUB_BN, figure, length, money, number, plural
from reports.charts.svg import BLUE
from reports.slides.bars import Bar
from reports.slides.letters import SECOND
from reports.slides.place import Box
from reports.slides.tables import Table
from reports.telling.synergy import closest

if TYPE_CHECKING:
    from pptx.slide import Slide

    from reports.slides.making import Pack

__all__ = ["add_clusters", "add_synergy"]

TABLE: Final = 6.6
PLANNED: Final = "investment_rub_bn.planned"
WANTED: Final = ("sites.listed", "projects.listed", PLANNED)
"""Totals of the programme that are those of all clusters too."""
NEAREST: Final = "#6FA3CF"
SHADES: Final = ((1000.0, NEAREST), (3000.0, "#B9D3E8"), (10_000.0, "#E6EFF6"))
"""Up to which median distance a pair has which colour."""
SWATCH: Final = 0.24


def add_clusters(pack: Pack) -> None:
    """Add the clusters as a table, and their documented plans as bars."""
    clusters = pack.told.clusters
    if not clusters:
        return
    _ = pack._
    planned = [
        (one["short"], total["value"])
        for one in clusters
        for total in one["totals"]
        if total["key"] == PLANNED
    ]
    title = plural(pack.lang)("{n} cluster", "{n} clusters", len(clusters))
    if planned:
        name, value = max(planned, key=lambda one: one[1])
        title = _("{title}; the largest documented plans: {cluster}, {money}").format(
            title=title, cluster=name, money=money(value, pack.lang)
        )
    whole = [one for point in pack.told.points for one in point["documented"]]
    great = [one for key in WANTED for one in whole if one["key"] == key]
    said = [one for each in clusters for one in (*each["figures"], *each["totals"])]
    cited = [line for one in clusters for line in one["sources"]]
    slide, body = pack.slide(title, [*great, *said], cited)
    if great:
        shown = [(one["number"], one["label"], one["aside"]) for one in great]
        body = body.under(pack.deck.figures(slide, body, shown, BLUE), 0.25)
    rows = tuple(
        (
            one["short"],
            one["figures"][0]["number"],
            one["by_key"].get("people", {}).get("number", ""),
            number(one["project_count"], pack.lang),
        )
        for one in clusters
    )
    head = (
        _("Cluster"),
        _("Sites on the map"),
        _("Residents within {radius}").format(radius=clusters[0]["radius"]),
        _("Projects"),
    )
    left, right = body.beside(TABLE if planned else body.width)
    pack.deck.table(slide, left, Table(head, rows, (2.6, 1.1, 1.8, 1.1), (1, 2, 3)))
    if planned:
        bars = [
            Bar(label, value, figure(value, RUB_BN, pack.lang), BLUE)
            for label, value in sorted(planned, key=lambda one: -one[1])
        ]
        pack.deck.bars(slide, right, _("Documented planned investment, RUB bn"), bars)


def add_synergy(pack: Pack) -> None:
    """Add the median distances of every pair of type and cluster, shaded by how near they are."""
    found = closest(pack.edition, pack.told.methods)
    if found is None:
        return
    _ = pack._
    title = _(
        "Closest to each other: {type} parks and the cluster “{cluster}”, {distance} in the median"
    ).format(
        type=found.type_title[:1].lower() + found.type_title[1:],
        cluster=found.cluster_title,
        distance=found.distance,
    )
    slide, body = pack.slide(title, [{"card": found.card}], drawn=True, remarks=found.notes)
    lead = _("Median distance from the cluster's sites to the nearest park of the type")
    pack.deck.text(slide, body.below(0.3)[0], [lead])
    _lead, body = body.below(0.4)
    place, legend = body.below(body.height - 0.4, 0.15)
    table = Table(
        ("", *found.clusters),
        tuple((name, *(cell.text for cell in cells)) for name, cells in found.rows),
        (1.35, *(1.0 for _one in found.clusters)),
        tuple(range(1, len(found.clusters) + 1)),
        tuple(("", *(_shade(cell.metres) for cell in cells)) for _name, cells in found.rows),
    )
    pack.deck.table(slide, place, table)
    _add_shades(pack, slide, legend)


def _shade(metres: float | None) -> str:
    if metres is None:
        return ""
    return next((colour for most, colour in SHADES if metres <= most), "")


def _add_shades(pack: Pack, slide: Slide, box: Box) -> None:
    for place, (most, colour) in zip(box.columns(len(SHADES) + 1), SHADES, strict=False):
        swatch, words = place.beside(SWATCH * 1.5, 0.1)
        pack.deck.band(slide, Box(swatch.left, swatch.top, swatch.width, SWATCH), colour)
        text = pack._("up to {distance}").format(distance=length(most, pack.lang))
        pack.deck.text(slide, words, [text], 12, colour=SECOND)
