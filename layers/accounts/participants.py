"""Who takes part where: bodies that sources name, organisations on the map, federal instruments.

An organisation on the map takes part in the clusters that its record names, in the parks whose
(model) outline holds it, and in the projects at its site. Ministries and corporations have no
place: they take part in what sources tie them to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from layers.accounts._totals import Total, counted
from layers.programme import parse_programme
from layers.vocabulary import CLUSTER, ID, NAME, PARK_TYPE, Words
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from layers.edition import Edition
    from layers.programme import Instrument, Source, Value

__all__ = ["KINDS", "Instruments", "Participants", "Takes", "instruments", "participants"]

KINDS: Final = {
    "ministries": msg("federal ministries and agencies"),
    "universities": msg("universities"),
    "corporations": msg("national corporations"),
    "organisations": msg("scientific organisations"),
    "companies": msg("companies and plants"),
    "others": msg("hospitals, schools, culture, sport and transport"),
}
"""Kinds of participants, in the order of the programme's own sentence, and the rest."""

_OF_SITE: Final = {
    "university": "universities",
    "research_institute": "organisations",
    "plant": "companies",
    "company": "companies",
    "business_centre": "companies",
}
"""Kind of participant of each kind of site; any other is among the others."""


@dataclass(frozen=True, slots=True)
class Takes:
    """One participant and what it takes part in.

    Attributes
    ----------
    kind
        One of `KINDS`.
    site
        Its id on the map; empty for a body without a place.
    clusters, parks, projects
        Ids.
    placed
        Whether its place is known.
    sources
        Citations, in each language.
    """

    id: str
    kind: str
    title: Words
    text: Words
    site: str
    clusters: tuple[str, ...]
    parks: tuple[str, ...]
    projects: tuple[str, ...]
    placed: bool
    sources: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Participants:
    """Everyone who takes part, and how many the programme says there are.

    Attributes
    ----------
    rows
        By kind, in the order of `KINDS`, then as the data have them.
    published
        What the programme says of each kind, by the kind; kinds of which it says nothing are out.
    documented
        How many of each kind the atlas names, by the kind.
    """

    rows: tuple[Takes, ...]
    published: Mapping[str, tuple[Value, ...]]
    documented: Mapping[str, Total]


@dataclass(frozen=True, slots=True)
class Instruments:
    """The federal instruments that sources name, and how many the programme says there are."""

    rows: tuple[Instrument, ...]
    published: tuple[Value, ...]
    documented: Total | None
    source: Mapping[str, Source]


def participants(edition: Edition) -> Participants:
    """Give everyone who takes part in the programme of an edition.

    Examples
    --------
    >>> from layers import open_edition
    >>> found = participants(open_edition())
    >>> found.documented["universities"].known, found.published["universities"][0].value
    (6, 6.0)
    """
    rows: list[Takes] = []
    published: dict[str, tuple[Value, ...]] = {}
    if "programme" in edition.records:
        programme = parse_programme(edition.document("programme"))
        values = [value for point in programme.points for value in point.values]
        published = {
            kind: found
            for kind in KINDS
            if (found := tuple(value for value in values if value.unit == kind))
        }
        rows += [
            Takes(
                one.id,
                one.kind,
                one.title,
                one.text,
                "",
                one.clusters,
                one.parks,
                (),
                placed=False,
                sources=tuple(programme.source[key].citation for key in one.sources),
            )
            for one in programme.participants
        ]
    if "sites" in edition.records:
        rows += _sites(edition)
    order = list(KINDS)
    rows.sort(key=lambda one: order.index(one.kind))
    documented = {}
    for kind, label in KINDS.items():
        named = [one for one in rows if one.kind == kind]
        layer = "sites" if any(one.site for one in named) else "programme"
        if layer in edition.records:
            documented[kind] = counted(edition, layer, f"participants.{kind}", label, len(named))
    return Participants(tuple(rows), published, documented)


def instruments(edition: Edition) -> Instruments:
    """Give the federal instruments that sources name for an edition's programme."""
    if "programme" not in edition.records:
        return Instruments((), (), None, {})
    programme = parse_programme(edition.document("programme"))
    published = tuple(
        value for point in programme.points for value in point.values if value.unit == "instruments"
    )
    known = len(programme.instruments)
    label = msg("instruments documented here")
    total = counted(edition, "programme", "instruments.documented", label, known)
    return Instruments(programme.instruments, published, total, programme.source)


def _sites(edition: Edition) -> list[Takes]:
    sites = edition.frame("sites")
    within = _parks_of(edition, sites)
    projects: dict[str, list[str]] = {}
    if "projects" in edition.records:
        table = edition.table("projects")
        for project, site in zip(table[ID], table["site_id"].fillna(""), strict=True):
            projects.setdefault(str(site), []).append(str(project))
    return [_site(row, within, projects) for _, row in sites.iterrows()]


def _site(
    row: pd.Series, within: Mapping[str, list[str]], projects: Mapping[str, list[str]]
) -> Takes:
    site = str(row[ID])
    also = str(row.get("clusters_also") or "").split(",")
    clusters = dict.fromkeys(one.strip() for one in (str(row[CLUSTER] or ""), *also) if one.strip())
    return Takes(
        site,
        _OF_SITE.get(str(row["kind"]), "others"),
        _words(row, NAME),
        _words(row, "kind"),
        site,
        tuple(clusters),
        tuple(within.get(site, ())),
        tuple(projects.get(site, ())),
        placed=isinstance(row["geometry"], shapely.Point),
        sources=(_words(row, "source"),),
    )


def _words(row: pd.Series, name: str) -> Words:
    plain = str(row.get(name) or "")
    return Words(*(str(row.get(f"{name}_{lang}") or plain) for lang in ("en", "ru")))


def _parks_of(edition: Edition, sites: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Give the parks in whose outline each site lies."""
    if "parks" not in edition.records:
        return {}
    parks = edition.frame("parks")
    joined = gpd.sjoin(
        sites.loc[sites.geometry.notna(), [ID, "geometry"]],
        parks.loc[parks.geometry.notna(), [ID, PARK_TYPE, "geometry"]],
        predicate="within",
    )
    found: dict[str, list[str]] = {}
    for site, park in zip(joined[f"{ID}_left"], joined[f"{ID}_right"], strict=True):
        found.setdefault(str(site), []).append(str(park))
    return found
