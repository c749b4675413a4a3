"""Everything that a pack tells, gathered once, with progress told on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import watched
from geo._progress import tell
from layers.accounts import cluster_sheet, park_sheet
from layers.vocabulary import ID
from reports.telling import places, programme
from reports.telling.said import Methods

if TYPE_CHECKING:
    from layers.edition import Edition

__all__ = ["Gathered", "gather"]


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What a pack tells; empty where the edition has no such thing.

    Attributes
    ----------
    points, money
        Of the programme.
    parks, clusters
        Each told by `places`.
    medical
        The medical centre, or None.
    methods
        The cards that all of these cite.
    """

    points: list[dict[str, Any]]
    money: list[dict[str, Any]]
    parks: list[dict[str, Any]]
    clusters: list[dict[str, Any]]
    medical: dict[str, Any] | None
    methods: Methods


def gather(edition: Edition, lang: str, *, park: str = "") -> Gathered:
    """Compute and word everything that a pack tells.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word.
    park
        Id of the only park to tell of, and of nothing else; empty tells of everything.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    """
    methods = Methods(lang, {key: one.title(lang) for key, one in edition.records.items()})
    everything = not park
    ids = list(edition.frame("parks")[ID]) if everything and "parks" in edition.records else []
    ids += [park] if park else []
    has_clusters = {"clusters", "sites"} <= edition.records.keys()
    groups = list(edition.table("clusters")[ID]) if everything and has_clusters else []
    total = len(ids) + len(groups) + 2
    parks, clusters = [], []
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        tell(done, total)

    def silent(_share: float) -> None:
        """Let the parts' own progress pass unheard."""

    with watched(silent):
        points = programme.points(edition, methods) if everything else []
        money = programme.money_rows(edition, lang) if everything else []
    step()
    for one in ids:
        with watched(silent):
            parks.append(places.park(edition, park_sheet(edition, str(one)), methods))
        step()
    for one in groups:
        with watched(silent):
            clusters.append(places.cluster(edition, cluster_sheet(edition, str(one)), methods))
        step()
    with watched(silent):
        medical = programme.medical(edition, methods) if everything else None
    step()
    return Gathered(points, money, parks, clusters, medical, methods)
