"""Figures that the atlas computes: totals of accounts, coverage, synergy, parks and clusters."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo import SHARE
from geo.coverage import ALL_TYPES
from layers import accounts, statistics, wording
from layers.accounts import medical as centre
from layers.accounts.sheets import CLUSTER_RADIUS_M, PARK_RADIUS_M
from layers.story.told import named
from layers.vocabulary import CLUSTER, ID, LANGUAGES, NAME, PARK_TYPE, POPULATION, in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo import Figure
    from layers._statistic import Statistic
    from layers.edition import Edition
    from layers.story.told import Named, Say
    from layers.vocabulary import Words

__all__ = ["RADII_M", "accounted", "covered", "medical", "sheets", "synergy"]

RADII_M: Final = (500, 1000, 2000, 3000, 5000)
"""Radii within which people are counted."""
DRAWS: Final = 40
"""Random draws behind intervals of synergy; the card says so."""
REACH_M: Final = 3000.0
"""How far a park is from a plant that has it within reach."""
NEAR: Final = wording.msg(
    "of the sites of the cluster “{cluster}” have a park of the type “{type}” within {radius}"
)
NEAR_LISTED: Final = wording.msg(
    "Sites of the cluster “{cluster}” with a park within {radius}: {type}"
)


def accounted(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give the totals of the programme's accounts."""
    state = accounts.overview(edition)
    for point in state.points if state else ():
        for total in point.documented:
            yield f"account.{total.key}", _of_total(edition, total)


def _of_total(edition: Edition, total: accounts.Total) -> Named:
    def label(lang: str) -> str:
        say = wording.translator(lang)
        if total.known == total.of or total.figure.unit == "":
            return say(total.label)
        covers = say("{known} of {of} have a figure").format(known=total.known, of=total.of)
        return f"{say(total.label)} ({covers})"

    counted = replace(total.figure, unit="")
    figure = total.figure if total.figure.unit == wording.RUB_BN else counted
    return named(edition, label, lambda: figure)


def medical(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give what is computed of the medical centre."""
    account = accounts.medical_centre(edition)
    if account is None:
        return
    for key, figure in account.figures.items():
        yield f"medical.{key}", _of_medical(edition, key, figure)


def _of_medical(edition: Edition, key: str, figure: Figure) -> Named:
    return named(edition, lambda lang: centre.figure_words(key, lang), lambda: figure)


def covered(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give who lives within radii of the parks of each type, as a share and as a number."""
    if not {"parks", POPULATION} <= edition.records.keys():
        return
    parks = edition.frame("parks")
    placed = set(parks.loc[parks.geometry.notna(), PARK_TYPE])
    titles = {one.value: one.titles for one in edition.record("parks").style.classes}
    kinds = [kind for kind in titles if kind in placed]
    for kind in (*kinds, ALL_TYPES) if kinds else ():
        for radius_m in RADII_M:
            yield (
                f"coverage.{kind}.{radius_m}",
                _of_coverage(edition, str(kind), titles.get(kind), radius_m, shared=True),
            )
            yield (
                f"served.{kind}.{radius_m}",
                _of_coverage(edition, str(kind), titles.get(kind), radius_m, shared=False),
            )


def _of_coverage(
    edition: Edition, kind: str, title: Words | None, radius_m: int, *, shared: bool
) -> Named:
    def words(lang: str) -> str:
        say = wording.translator(lang)
        text = {
            (True, True): say("of residents live within {radius} of a park of any type"),
            (True, False): say("of residents live within {radius} of parks of the type “{type}”"),
            (False, True): say("live within {radius} of a park of any type"),
            (False, False): say("live within {radius} of parks of the type “{type}”"),
        }[shared, title is None]
        return text.format(
            radius=wording.length(radius_m, lang), type=title.say(lang) if title else ""
        )

    def listed(lang: str) -> str:
        say = wording.translator(lang)
        radius = wording.length(radius_m, lang)
        kept = say("share") if shared else say("number")
        if title is None:
            of = say("People within {radius} of any park").format(radius=radius)
        else:
            text = say("People within {radius} of parks: {type}")
            of = text.format(radius=radius, type=title.say(lang))
        return f"{of}, {kept}"

    def compute() -> Figure:
        column, unit = ("served_share", SHARE) if shared else ("served", "people")
        return _coverage(edition).figure(column, unit, by=kind, radius_m=radius_m)

    return named(edition, words, compute, listed)


@lru_cache(maxsize=8)
def _coverage(edition: Edition) -> Statistic:
    """Measure within all radii at once: it takes hardly longer than within one."""
    return statistics.edition_coverage(edition, "parks", RADII_M)


def synergy(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give which share of a cluster's sites has a park of a type within reach."""
    if not {"parks", "sites"} <= edition.records.keys():
        return
    parks, sites = edition.frame("parks"), edition.frame("sites")
    kinds = set(parks.loc[parks.geometry.notna(), PARK_TYPE])
    clusters = set(sites.loc[sites.geometry.notna(), CLUSTER])
    for kind in edition.record("parks").style.classes:
        for cluster in edition.record("sites").style.classes:
            if cluster.value and kind.value in kinds and cluster.value in clusters:
                yield (
                    f"synergy.{kind.value}.{cluster.value}",
                    _of_pair(edition, str(kind.value), str(cluster.value)),
                )


def _of_pair(edition: Edition, kind: str, cluster: str) -> Named:
    def said_of(text: str) -> Say:
        def words(lang: str) -> str:
            return wording.translator(lang)(text).format(
                cluster=edition.record("sites").style.by_value()[cluster].title(lang),
                type=edition.record("parks").style.by_value()[kind].title(lang),
                radius=wording.length(REACH_M, lang),
            )

        return words

    def compute() -> Figure:
        pairs = _pairs(edition)
        return pairs.figure("reached_share", SHARE, park_type=kind, cluster=cluster)

    return named(edition, said_of(NEAR), compute, said_of(NEAR_LISTED))


@lru_cache(maxsize=8)
def _pairs(edition: Edition) -> Statistic:
    return statistics.edition_statistic(
        edition, "synergy", settings={"within_m": REACH_M}, draws=DRAWS
    )


def sheets(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give the area of each park, the sites of each cluster, and who lives near."""
    peopled = POPULATION in edition.records
    if "parks" in edition.records:
        parks = edition.frame("parks")
        for row in parks[parks.geometry.notna()].to_dict("records"):
            names = {lang: str(row[in_language(NAME, lang)]) for lang in LANGUAGES}
            yield f"park.{row[ID]}.area", _of_park(edition, str(row[ID]), "area", names)
            if peopled:
                yield f"park.{row[ID]}.people", _of_park(edition, str(row[ID]), "people", names)
    if {"clusters", "sites"} <= edition.records.keys():
        for row in edition.table("clusters").to_dict("records"):
            names = {lang: str(row[in_language(NAME, lang)]) for lang in LANGUAGES}
            sites = edition.frame("sites")
            own = sites[sites[CLUSTER] == row[ID]]
            yield f"cluster.{row[ID]}.placed", _of_cluster(edition, str(row[ID]), "placed", names)
            if peopled and own.geometry.notna().any():
                one = _of_cluster(edition, str(row[ID]), "people", names)
                yield f"cluster.{row[ID]}.people", one


def _of_park(edition: Edition, park: str, key: str, names: dict[str, str]) -> Named:
    label = {
        "area": wording.msg("Area: {name}"),
        "people": wording.msg("People within {radius}: {name}"),
    }
    return named(
        edition,
        _about(label[key], names, PARK_RADIUS_M),
        lambda: accounts.park_figures(edition, park)[key],
    )


def _of_cluster(edition: Edition, cluster: str, key: str, names: dict[str, str]) -> Named:
    def compute() -> Figure:
        sheet = accounts.cluster_sheet(edition, cluster)
        return sheet.listed.figure if key == "placed" else sheet.figures[key]

    label = {
        "placed": wording.msg("Sites on the map: {name}"),
        "people": wording.msg("People within {radius} of the sites: {name}"),
    }
    return named(edition, _about(label[key], names, CLUSTER_RADIUS_M), compute)


def _about(label: str, names: dict[str, str], radius_m: float) -> Say:
    def words(lang: str) -> str:
        radius = wording.length(radius_m, lang)
        return wording.translator(lang)(label).format(name=names[lang], radius=radius)

    return words
