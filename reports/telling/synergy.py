"""How near parks and clusters lie to each other, told in words: every pair, and the closest one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo import watched
from layers.statistics import edition_statistic
from layers.vocabulary import CLUSTER, PARK_TYPE
from layers.wording import length, note
from reports.telling.places import class_title

if TYPE_CHECKING:
    from layers.edition import Edition
    from reports.telling.said import Methods

__all__ = ["Cell", "Pairs", "closest"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The median distance of one pair: written, and in metres, or None where there is none."""

    text: str
    metres: float | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """The median distance from each cluster's sites to the nearest park of each type.

    Attributes
    ----------
    clusters
        Titles of the columns.
    rows
        By type of park: its title and a cell a cluster.
    type_title, cluster_title, distance
        Of the closest pair.
    card
        The number of the method card.
    notes
        What a reader must know besides.
    """

    clusters: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    type_title: str
    cluster_title: str
    distance: str
    card: int
    notes: tuple[str, ...]


def closest(edition: Edition, methods: Methods) -> Pairs | None:
    """Tell the synergy of parks and clusters; None where an edition lacks either."""
    if not {"parks", "sites"} <= edition.records.keys():
        return None
    with watched(lambda _share: None):
        found = edition_statistic(edition, "synergy", {}, {}, draws=0)
    lang = methods.lang
    table = found.rows.pivot_table(
        index=PARK_TYPE, columns=CLUSTER, values="median_m", sort=False, dropna=False
    )
    if table.empty or table.isna().all(axis=None):
        return None
    types = [
        str(one.value) for one in edition.record("parks").style.classes if one.value in table.index
    ]
    groups = [
        str(one.value)
        for one in edition.record("sites").style.classes
        if one.value in table.columns
    ]
    pairs = {(a, b): table.loc[a, b] for a in types for b in groups}
    best = min((key for key in pairs if pd.notna(pairs[key])), key=pairs.__getitem__)
    return Pairs(
        tuple(class_title(edition, "sites", one, lang) for one in groups),
        tuple(
            (
                class_title(edition, "parks", kind, lang),
                tuple(_cell(table.loc[kind, one], lang) for one in groups),
            )
            for kind in types
        ),
        class_title(edition, "parks", best[0], lang),
        class_title(edition, "sites", best[1], lang),
        length(float(pairs[best]), lang),
        methods.card(found.method),
        tuple(note(one, lang) for one in found.notes),
    )


def _cell(metres: float, lang: str) -> Cell:
    return Cell("", None) if pd.isna(metres) else Cell(length(float(metres), lang), float(metres))
