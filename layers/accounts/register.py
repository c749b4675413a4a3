"""The register of projects: which there are, where, when, for how much; and what its totals cover.

A project stands on the map at its site, else within its park; where neither is known it stands in
the table only. Its priority is the one under which the programme's own web map files its cluster
or type of park.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.accounts._totals import JOBS, JOBS_KIND, SUM, SUM_KIND, Total, totals
from layers.programme import parse_programme
from layers.vocabulary import CLUSTER, ID, LANGUAGES, NAME, PARK_TYPE

if TYPE_CHECKING:
    from layers.edition import Edition
    from layers.programme import Programme

__all__ = ["ALL", "PRIORITY", "Filter", "Register", "priority_of", "projects"]

PRIORITY: Final = "priority"
PLACED_BY: Final = "placed_by"
GROUPING: Final = "grouping"

_TEXTS: Final = (
    *(ID, CLUSTER, PARK_TYPE, GROUPING, "site_id", "park_id", SUM_KIND, JOBS_KIND),
    *("state", "programme_link", "source_kind", "source"),
    *(f"{name}_{lang}" for name in (NAME, "status", "note", "source") for lang in LANGUAGES),
)
_NUMBERS: Final = (SUM, JOBS, "year_start", "year_end")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which projects are asked for; what is empty or None lets all through.

    Attributes
    ----------
    clusters, park_types, parks, priorities, states
        Codes, of which a project must have one.
    groupings
        Groups of the atlas's own for projects of no cluster and no type of park.
    groups
        Codes of any of these three, of which a project must have one.
    years
        First and last year; a project must be under way in one of them. Those whose years are
        not known are left out.
    rub_bn
        Least and greatest sum in billions of roubles; those without a sum are left out.
    """

    clusters: frozenset[str] = frozenset()
    park_types: frozenset[str] = frozenset()
    groupings: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    parks: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    rub_bn: tuple[float, float] | None = None


ALL: Final = Filter()


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The projects that a filter lets through, and their totals.

    Attributes
    ----------
    rows
        Projects in the table's order, in the edition's CRS: a point, or no geometry where no place
        is known. Text columns hold "" and number columns NaN where nothing is known; `priority`
        holds the id of a priority, `placed_by` site, park or "".
    of
        How many projects the edition lists.
    totals
        Sums by kind, with what they cover.
    without_sum, without_years, without_place
        How many of the rows lack each.
    """

    rows: gpd.GeoDataFrame
    of: int
    totals: tuple[Total, ...]
    without_sum: int
    without_years: int
    without_place: int


def projects(edition: Edition, asked: Filter = ALL) -> Register:
    """Give the projects of an edition that a filter lets through.

    Parameters
    ----------
    edition
        The edition; one without a table `projects` gives an empty register.
    asked
        The filter.

    Examples
    --------
    >>> from layers import open_edition
    >>> register = projects(open_edition(), Filter(clusters=frozenset({"nuclear"})))
    >>> set(register.rows["cluster"]), register.of
    ({'nuclear'}, 61)
    """
    rows = _rows(edition)
    chosen = rows[_chosen(rows, asked)]
    years = chosen["year_start"].notna() | chosen["year_end"].notna()
    return Register(
        chosen,
        len(rows),
        totals(edition, chosen) if "projects" in edition.records else (),
        int(chosen[SUM].isna().sum()),
        int((~years).sum()),
        int((chosen[PLACED_BY] == "").sum()),
    )


def priority_of(programme: Programme, cluster: str, park_type: str) -> str:
    """Give the id of the priority under which a cluster or a type of park is filed; "" for none."""
    for column, value in ((CLUSTER, cluster), (PARK_TYPE, park_type)):
        for priority in programme.priorities if value else ():
            if value in {getattr(section, column) for section in priority.sections}:
                return priority.id
    return ""


@lru_cache(maxsize=4)
def _rows(edition: Edition) -> gpd.GeoDataFrame:
    listed = "projects" in edition.records
    table = edition.table("projects") if listed else pd.DataFrame({ID: []})
    rows = table.reindex(columns=list(dict.fromkeys((*table.columns, *_TEXTS, *_NUMBERS))))
    for name in _TEXTS:
        rows[name] = rows[name].astype(object).where(rows[name].notna(), "")
    for name in _NUMBERS:
        rows[name] = pd.to_numeric(rows[name], errors="coerce").astype(float)
    filed: dict[tuple[str, str], str] = {}
    if "programme" in edition.records:
        programme = parse_programme(edition.document("programme"))
        filed = {
            pair: priority_of(programme, *pair)
            for pair in set(zip(rows[CLUSTER], rows[PARK_TYPE], strict=True))
        }
    rows[PRIORITY] = [
        filed.get(pair, "") for pair in zip(rows[CLUSTER], rows[PARK_TYPE], strict=True)
    ]
    places = {layer: _places(edition, layer) for layer in ("sites", "parks")}
    at = rows["site_id"].map(places["sites"]), rows["park_id"].map(places["parks"])
    rows[PLACED_BY] = np.select([one.notna() for one in at], ["site", "park"], "")
    return gpd.GeoDataFrame(rows, geometry=[*at[0].where(at[0].notna(), at[1])], crs=edition.crs)


def _places(edition: Edition, layer: str) -> dict[str, object]:
    if layer not in edition.records:
        return {}
    frame = edition.frame(layer)
    placed = frame[frame.geometry.notna()]
    return dict(zip(placed[ID], placed.geometry.representative_point(), strict=True))


def _chosen(rows: gpd.GeoDataFrame, asked: Filter) -> pd.Series:
    chosen = pd.Series(True, index=rows.index)  # noqa: FBT003 - the value of a series
    for column, codes in (
        (CLUSTER, asked.clusters),
        (PARK_TYPE, asked.park_types),
        (GROUPING, asked.groupings),
        ("park_id", asked.parks),
        (PRIORITY, asked.priorities),
        ("state", asked.states),
    ):
        if codes:
            chosen &= rows[column].isin(codes)
    if asked.groups:
        chosen &= rows[[CLUSTER, PARK_TYPE, GROUPING]].isin(asked.groups).any(axis=1)
    if asked.years is not None:
        first, last = asked.years
        start = rows["year_start"].fillna(rows["year_end"])
        end = rows["year_end"].fillna(rows["year_start"])
        chosen &= (start <= last) & (end >= first)
    if asked.rub_bn is not None:
        chosen &= rows[SUM].between(*asked.rub_bn)
    return chosen
