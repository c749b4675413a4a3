"""A sheet for each park and each cluster: its row, its figures, what is near, projects, sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import (
    SHARE,
    UNCLASSIFIED,
    EmptyError,
    Figure,
    LayerRef,
    Method,
    nearest,
    said,
    worst_precision,
)
from layers import method_words as words
from layers import statistics as stats
from layers.accounts._totals import Total, counted
from layers.accounts.people import people_figures, uncounted
from layers.accounts.register import Filter, Register, projects
from layers.vocabulary import CLUSTER, ID, PARK_TYPE, STATUSES
from layers.wording import msg

if TYPE_CHECKING:
    import geopandas as gpd

    from layers._statistic import Statistic
    from layers.edition import Edition

__all__ = [
    "CLUSTER_RADIUS_M",
    "PARK_RADIUS_M",
    "ClusterSheet",
    "Neighbour",
    "ParkSheet",
    "Use",
    "cluster_sheet",
    "neighbours",
    "park_figures",
    "park_sheet",
]

PARK_RADIUS_M: Final = 1000.0
CLUSTER_RADIUS_M: Final = 2000.0
"""Radii within which people are counted, unless told otherwise."""

ON_MAP: Final = msg("sites on the map")
AREA: Final = msg("area")
PUBLISHED_AREA: Final = msg("Published figure")
MODEL_AREA: Final = msg("Area of the model outline")
_SOUGHT: Final = (("parks", PARK_TYPE), ("sites", CLUSTER))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The nearest feature of one class.

    Attributes
    ----------
    layer_id, feature_id
        Which it is.
    value
        The type of park or the cluster for which it stands.
    distance
        Metres in a straight line, 0 where they touch.
    """

    layer_id: str
    feature_id: str
    value: str
    distance: Figure


@dataclass(frozen=True, slots=True)
class Use:
    """A class of land use on which a park lies, with its area and its share of the park."""

    value: str
    area: Figure
    share: Figure


@dataclass(frozen=True, slots=True, eq=False)
class ParkSheet:
    """Everything about one park.

    Attributes
    ----------
    row
        Its row of the layer `parks`.
    figures
        `area` (published, or of the model outline), `people` and `people_share` within
        `PARK_RADIUS_M`: those that are known.
    uncounted
        Whether it lies where the layer of population does not reach.
    uses
        The largest first.
    near
        The nearest first.
    sites
        Organisations within its outline: rows of the layer `sites`.
    register
        Its projects and their totals.
    """

    row: pd.Series
    figures: dict[str, Figure]
    uncounted: bool
    uses: tuple[Use, ...]
    near: tuple[Neighbour, ...]
    sites: pd.DataFrame
    register: Register


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSheet:
    """Everything about one cluster.

    Attributes
    ----------
    row
        Its row of the table `clusters`.
    members
        Rows of the layer `sites` that belong to it first, then those that belong to it also.
    figures
        `people` and `people_share` within `CLUSTER_RADIUS_M` of its own sites on the map, where
        known.
    uncounted
        Whether they all lie where the layer of population does not reach.
    listed
        Own sites on the map, of how many that it has.
    near
        The nearest park of each type to any of its own sites, the nearest first.
    register
        Its projects and their totals.
    """

    row: pd.Series
    members: gpd.GeoDataFrame
    figures: dict[str, Figure]
    uncounted: bool
    listed: Total
    near: tuple[Neighbour, ...]
    register: Register


def park_sheet(edition: Edition, park_id: str) -> ParkSheet:
    """Give the sheet of a park.

    Raises
    ------
    UnknownLayerError
        The edition has no parks.
    EmptyError
        It has no such park.

    Examples
    --------
    >>> from layers import open_edition
    >>> sheet = park_sheet(open_edition(), "ind_severnaya")
    >>> sheet.figures["area"].value, len(sheet.register.rows)
    (115.0, 3)
    """
    parks = edition.frame("parks")
    row = _row(parks, park_id, "parks")
    placed = _placed(row)
    sites = edition.frame("sites") if "sites" in edition.records else parks.iloc[:0]
    return ParkSheet(
        row,
        park_figures(edition, park_id),
        uncounted(edition, "parks", [park_id], PARK_RADIUS_M),
        _uses(edition, park_id) if placed else (),
        neighbours(edition, "parks", park_id),
        sites[sites.geometry.within(row["geometry"])] if placed else sites.iloc[:0],
        projects(edition, Filter(parks=frozenset({park_id}))),
    )


def park_figures(edition: Edition, park_id: str) -> dict[str, Figure]:
    """Give the figures of a park's sheet without the rest of it: see `ParkSheet.figures`.

    Raises
    ------
    UnknownLayerError
        The edition has no parks.
    EmptyError
        It has no such park.
    """
    row = _row(edition.frame("parks"), park_id, "parks")
    placed = _placed(row)
    figures = _area(edition, row, placed=placed)
    return figures | people_figures(edition, "parks", [park_id], PARK_RADIUS_M)


def _placed(row: pd.Series) -> bool:
    return row["geometry"] is not None and not pd.isna(row["geometry"])


def cluster_sheet(edition: Edition, cluster_id: str) -> ClusterSheet:
    """Give the sheet of a cluster.

    Raises
    ------
    UnknownLayerError
        The edition has no table of clusters, or no sites.
    EmptyError
        It has no such cluster.

    Examples
    --------
    >>> from layers import open_edition
    >>> sheet = cluster_sheet(open_edition(), "nuclear")
    >>> sheet.listed.known, len(sheet.members)
    (4, 5)
    """
    row = _row(edition.table("clusters"), cluster_id, "clusters")
    sites = edition.frame("sites")
    own = sites[sites[CLUSTER] == cluster_id]
    also = sites.iloc[:0]
    if "clusters_also" in sites.columns:
        named = sites["clusters_also"].fillna("").str.split(",")
        also = sites[[cluster_id in map(str.strip, one) for one in named]]
    placed = own[own.geometry.notna()]
    return ClusterSheet(
        row,
        pd.concat([own, also]),
        people_figures(edition, "sites", list(placed[ID]), CLUSTER_RADIUS_M),
        uncounted(edition, "sites", list(placed[ID]), CLUSTER_RADIUS_M),
        counted(edition, "sites", f"cluster.{cluster_id}.placed", ON_MAP, len(placed), len(own)),
        _nearest_to(edition, placed, "sites", ("parks",)),
        projects(edition, Filter(clusters=frozenset({cluster_id}))),
    )


def neighbours(edition: Edition, layer_id: str, feature_id: str) -> tuple[Neighbour, ...]:
    """Give the nearest park of each type and the nearest site of each cluster to one feature.

    Distances are straight lines from the feature's centre to the other's edge. A feature without
    a place has no neighbours.
    """
    frame = edition.frame(layer_id)
    origin = frame[(frame[ID] == feature_id) & frame.geometry.notna()]
    return _nearest_to(edition, origin, layer_id, ("parks", "sites"))


def _nearest_to(
    edition: Edition, origins: gpd.GeoDataFrame, layer_id: str, wanted: tuple[str, ...]
) -> tuple[Neighbour, ...]:
    found: list[Neighbour] = []
    for target_id, column in _SOUGHT:
        if origins.empty or target_id not in wanted or target_id not in edition.records:
            continue
        frame = edition.frame(target_id)
        targets = frame[frame.geometry.notna() & frame[column].fillna("").ne("")]
        if layer_id == target_id:
            targets = targets[~targets[ID].isin(origins[ID])]
        if targets.empty:
            continue
        rows = nearest(origins, targets, by=column)
        method = Method(
            words.PROXIMITY,
            words.PROXIMITY_FORMULA,
            edition.crs.name,
            tuple(_reference(edition, one) for one in dict.fromkeys((layer_id, target_id))),
            {words.TYPES: column},
            precision=worst_precision(
                edition.record(one).precision for one in (layer_id, target_id)
            ),
        )
        least = rows.loc[rows.groupby("by", sort=False)["distance_m"].idxmin()]
        found += [
            Neighbour(
                target_id,
                str(one.nearest_id),
                str(one.by),
                Figure(float(one.distance_m), "m", None, None, method),
            )
            for one in least.itertuples()
        ]
    return tuple(sorted(found, key=lambda one: one.distance.value))


def _row(frame: pd.DataFrame, wanted: str, layer_id: str) -> pd.Series:
    rows = frame[frame[ID] == wanted]
    if rows.empty:
        raise EmptyError(
            said(
                "expected one of `{layer_id}` ({known}), got `{wanted}`: ask for one of these",
                layer_id=layer_id,
                known=", ".join(map(str, frame[ID])),
                wanted=wanted,
            )
        )
    return rows.iloc[0]


def _reference(edition: Edition, layer_id: str) -> LayerRef:
    record = edition.record(layer_id)
    return LayerRef(layer_id, record.sha256, record.precision)


def _area(edition: Edition, row: pd.Series, *, placed: bool) -> dict[str, Figure]:
    published = row.get("area_ha")
    known = published is not None and not pd.isna(published)
    if not known and not placed:
        return {}
    value = float(published) if known else row["geometry"].area / 10_000
    method = Method(
        AREA,
        PUBLISHED_AREA if known else MODEL_AREA,
        "" if known else edition.crs.name,
        (_reference(edition, "parks"),),
        source=str(row.get("source", "")) if known else "",
    )
    return {"area": Figure(value, "ha", None, None, method)}


def _uses(edition: Edition, park_id: str) -> tuple[Use, ...]:
    if "landuse" not in edition.records:
        return ()
    try:
        found = _land(edition)
    except EmptyError:  # all parks lie outside the map of land use
        return ()
    where: dict[str, Any] = {"zone": park_id}
    own = found.rows[(found.rows["zone"] == park_id) & (found.rows["area_ha"] > 0)]
    if set(own["class"]) <= {UNCLASSIFIED}:  # this one does
        return ()
    return tuple(
        Use(
            str(value),
            found.figure("area_ha", "ha", **where, **{"class": value}),
            found.figure("share", SHARE, **where, **{"class": value}),
        )
        for value in own.sort_values("area_ha", ascending=False)["class"]
    )


@lru_cache(maxsize=4)
def _land(edition: Edition) -> Statistic:
    """Measure the land of all parks at once: it takes hardly longer than that of one."""
    return stats.edition_landuse(edition, "parks", statuses=STATUSES)
