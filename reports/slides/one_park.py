"""The slides of one park: where it lies, what is known of it, what is near, projects, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo._progress import stage
from layers.wording import plural
from reports.paper.parks import close_by
from reports.slides.bars import Bar
from reports.slides.cover import add_cover, add_sources
from reports.slides.making import STRIPE, TOLD, Pack
from reports.slides.opening import park_subtitle
from reports.slides.place import GAP
from reports.slides.tables import Table
from reports.stages import COUNTING, DRAWING
from reports.telling.gathered import gather

if TYPE_CHECKING:
    from layers.edition import Edition
    from reports.paper.window import Bounds

__all__ = ["park_pptx"]

MAPS: Final = 2
NEAR: Final = 7.4
PROJECTS: Final = 7.4
USES: Final = 0.58
"""The share of its column that what a park lies on takes, above the sources."""
NUMBERED: Final = (0.4, 5.0)
"""Widths of a number and of the source that it stands for."""


def park_pptx(edition: Edition, lang: str, park: str) -> bytes:
    """Make the slides of a park.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    park
        Id of the park.

    Returns
    -------
    bytes
        A PPTX; text, tables and charts may be edited in it.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    ParkError
        The edition has no such park, or its place is not known.
    AssetError
        The JavaScript packages are not installed.
    """
    name, bounds = close_by(edition, park, lang)
    with stage(COUNTING, 0.0, TOLD):
        told = gather(edition, lang, park=park)
    pack = Pack(edition, told, name, lang, MAPS)
    [one] = told.parks
    with stage(DRAWING, TOLD, 1.0):
        add_cover(pack, name, park_subtitle(edition, lang, park), bounds, [park])
        _add_place(pack, one, bounds)
        _add_near(pack, one)
        _add_projects(pack, one)
        add_sources(pack)
        return pack.deck.content()


def _add_place(pack: Pack, park: dict[str, Any], bounds: Bounds) -> None:
    """Add where it lies, its figures and its facts."""
    by_key, told = park["by_key"], []
    if "area" in by_key:
        told.append(by_key["area"]["number"])
    if "people" in by_key:
        told.append(
            pack._("{number} within {radius}").format(
                number=by_key["people"]["number"], radius=park["radius"]
            )
        )
    title = f"{park['short']}: {', '.join(told)}" if told else park["short"]
    slide, body = pack.slide(title, park["figures"], park["sources"], drawn=True)
    pack.deck.band(slide, STRIPE, park["colour"])
    right = pack.map_and_legend(slide, body, bounds, park["title"], chosen=[park["id"]])
    great = [by_key[key] for key in ("area", "people") if key in by_key]
    if great:
        said = [(one["number"], one["label"], one["aside"]) for one in great]
        right = right.under(pack.deck.figures(slide, right, said), 0.2)
    facts = [tuple(one) for one in park["facts"]]
    if share := by_key.get("people_share"):
        facts.insert(0, (share["number"], share["label"]))
    if facts:
        head = (pack._("What is known"), "")
        pack.deck.table(slide, right, Table(head, tuple(facts), (1.5, 3.7)))


def _add_near(pack: Pack, park: dict[str, Any]) -> None:
    """Add the nearest park or site of each class, what the park lies on, or else its sources."""
    if not park["near"]:
        return
    _ = pack._
    first = park["near"][0]
    title = _("Nearest: {name}, {distance}").format(name=first[0], distance=first[2])
    slide, body = pack.slide(title, [{"card": park["near_card"]}], drawn=True)
    pack.deck.band(slide, STRIPE, park["colour"])
    left, right = body.beside(NEAR)
    head = (_("What is near"), _("Type or cluster"), _("Distance"))
    rows = tuple(tuple(one) for one in park["near"])
    pack.deck.table(slide, left, Table(head, rows, (4.2, 2.2, 1.2), (2,)))
    bars = [
        Bar(use[0], share, use[2], park["colour"])
        for use, share in zip(park["uses"], park["shares"], strict=True)
        if share
    ]
    sources = () if park["projects"] else _sources(park)
    upper, lower = right.below(right.height * USES, GAP) if sources and bars else (right, right)
    if bars:
        pack.deck.bars(slide, upper, _("What it lies on"), bars)
    if sources:
        pack.deck.table(slide, lower, Table(("", _("Sources")), sources, NUMBERED))


def _add_projects(pack: Pack, park: dict[str, Any]) -> None:
    """Add its projects with their sums and their totals, and beside them its sources."""
    _ = pack._
    sources = Table(("", _("Sources")), _sources(park), NUMBERED)
    if not park["projects"]:
        if sources.rows and not park["near"]:
            pack.add_table(_("Sources of what is told of the park"), sources, [])
        return
    totals = park["totals"]
    title = plural(pack.lang)("{n} project", "{n} projects", park["project_count"])
    if totals:
        title += ": " + ", ".join(f"{one['number']} {one['label']}" for one in totals[:2])
    slide, body = pack.slide(title, totals, park["sources"])
    pack.deck.band(slide, STRIPE, park["colour"])
    if totals:
        said = [(one["number"], one["label"], one["aside"]) for one in totals]
        body = body.under(pack.deck.figures(slide, body, said), 0.25)
    rows = [tuple(one) for one in park["projects"]]
    if park["projects_more"]:
        rows.append((park["projects_more"], "", ""))
    head = (_("Project"), _("State"), _("Sum"))
    left, right = body.beside(PROJECTS) if sources.rows else (body, body)
    pack.deck.table(slide, left, Table(head, tuple(rows), (4.0, 1.7, 1.9)))
    if sources.rows:
        pack.deck.table(slide, right, sources)


def _sources(park: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(at), one) for at, one in enumerate(park["sources"], 1))
