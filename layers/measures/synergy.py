"""Synergy on any inputs: how near each type of park lies to the sites of each cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import SHARE, ValueRangeError, said
from geo.colocation import colocation_across
from geo.synergy import nearest_of_types, pair_figures
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.measure import Chart, Column, Look, Measure, Setting
from layers.measures._pairing import (
    BOTH_MOVED,
    MEDIAN_M,
    MEDIAN_MIN,
    PAIR_ROLES,
    PAIR_SETTINGS,
    REACHED,
    Ground,
    Ways,
    prepared,
    with_ends,
)
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "synergy"]

COMPLETE: Final = "complete"
NOBODY: Final = "nobody"
"""Share of the sites that have a park of every type within reach."""

SYNERGY: Final = msg("synergy of parks and clusters")
FORMULA: Final = msg(
    "distance = straight line from the site to the edge of the nearest park of the type, 0 inside "
    "it; time = shortest time over the streets to its centroid; median and shortest over the "
    "cluster's sites; within reach = share of them no farther than the reach; "
    "co-location quotient = share of them whose nearest park is of the type / "
    "share of the type among all parks"
)
SOURCE: Final = "T. F. Leslie, B. J. Kronenfeld, The Colocation Quotient, 2011"
NOT_SYMMETRIC: Final = msg(
    "The co-location quotient runs from clusters to types of park and is not symmetric: above 1 "
    "the cluster sits by that type more often than the type's share of all parks would have it. "
    "Parks that are equally near share a site in equal parts."
)
NO_WAY: Final = msg(
    "A time is missing where the streets do not lead there from half of the sites, and its "
    "interval where that happens in some of the draws."
)


def synergy(
    parks: Input,
    sites: Input,
    network: Input | None = None,
    *,
    reach: str = "metres",
    within_m: float = 3000.0,
    within_min: float = 15.0,
    mode: str = "car",
    all_clusters: bool = True,
    speed_kmh: str | float = SPEED_KMH,
    park_type: str,
    cluster: str,
    pair: int = 1,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure how near each type of park lies to the sites of each cluster.

    Parameters
    ----------
    parks
        Points, lines or polygons.
    sites
        Points, or polygons and lines that count at their centroid. A column `clusters_also` names
        further clusters, commas between.
    network
        Lines that share a vertex wherever one can turn; None leaves times out.
    reach
        "metres" or "minutes": what reach is counted in.
    within_m, within_min
        Reach in metres and in minutes; the one chosen counts.
    mode
        Way over the streets: "foot", "bicycle" or "car".
    all_clusters
        Whether a site counts in each of its clusters or in the first only.
    speed_kmh
        Speed of cars: a column of `network` with km/h, or one speed for all.
    park_type, cluster
        Columns with the type of a park and the cluster of a site.
    pair
        The pair whose lines the layer holds, by rank of distance; 0 for all.
    draws, seed
        Random draws behind the intervals (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the sites.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``park_type, cluster, apart, parks, sites, median_m, best_m, median_min, best_min,
        reached_share, clq``, each figure with its ``_low`` and ``_high``; `apart` is 1 for the pair
        that lies furthest apart by its median. The layer holds a line a site to its nearest park.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> from layers.inputs import Input
    >>> at = gpd.points_from_xy([350000, 350900], [6250000, 6250000], crs="EPSG:32645")
    >>> plants = gpd.GeoDataFrame({"cluster": ["timber", "timber"]}, geometry=at)
    >>> clinic = gpd.GeoDataFrame({"park_type": ["medical"]}, geometry=at[:1])
    >>> found = synergy(Input(clinic, "clinic", "ab"), Input(plants, "plants", "cd"),
    ...                 park_type="park_type", cluster="cluster", within_m=500)
    >>> found.rows[["park_type", "cluster", "median_m", "reached_share"]].values.tolist()
    [['medical', 'timber', 450.0, 0.5]]
    """
    ground = prepared(
        parks,
        sites,
        network,
        reach=reach,
        within_m=within_m,
        within_min=within_min,
        mode=mode,
        all_clusters=all_clusters,
        speed_kmh=speed_kmh,
        park_type=park_type,
        cluster=cluster,
        crs=crs,
    )
    draws = draws if ground.known else 0
    ways = ground.ways_to(ground.parks.frame)
    here = _figures(ground, ways)
    drawn = [_figures(ground, one) for one in ground.drawn(draws, seed)] if draws else []
    pairs = ground.pairs
    shape = len(pairs.types), len(pairs.clusters)
    median = here["median_min" if ground.by_minutes else "median_m"]
    rank = np.empty(len(median), dtype=int)
    rank[np.argsort(-median, kind="stable")] = np.arange(1, len(median) + 1)
    rows = pd.DataFrame(
        {
            "park_type": np.repeat(np.array(pairs.types, dtype=object), shape[1]),
            "cluster": np.tile(np.array(pairs.clusters, dtype=object), shape[0]),
            "apart": rank,
            "parks": np.repeat(pairs.of_type.sum(axis=0), shape[1]),
            "sites": np.tile(pairs.of_cluster.sum(axis=0), shape[0]),
        }
    )
    whole = {name: here.pop(name) for name in (COMPLETE, NOBODY)}
    overall = with_ends(pd.DataFrame(index=[0]), whole, drawn)
    found = described(
        SYNERGY,
        FORMULA,
        with_ends(rows, here, drawn),
        ground.inputs,
        ground.crs,
        {
            **ground.parameters,
            **({words.MOVED: BOTH_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[NOT_SYMMETRIC, *([NO_WAY] if network else [])],
        draws=draws,
        seed=seed,
    )
    found = replace(found, method=replace(found.method, source=SOURCE))
    return replace(
        found,
        layer=_lines(ground, ways, rows, pair),
        headlines=_headlines(found, overall),
    )


def _figures(ground: Ground, ways: Ways) -> dict[str, NDArray[np.float64]]:
    """Give every figure of the rows, pairs in their order, and the one of all sites."""
    pairs = ground.pairs
    by_metres = pair_figures(pairs, ways.metres, ground.within)
    by_minutes = by_metres
    nowhere = np.full(by_metres.median.shape, np.nan)
    if ways.minutes is not None:
        by_minutes = pair_figures(pairs, ways.minutes, ground.within)
    timed = ways.minutes is not None
    figures = {
        "median_m": by_metres.median,
        "best_m": by_metres.best,
        "median_min": by_minutes.median if timed else nowhere,
        "best_min": by_minutes.best if timed else nowhere,
        "reached_share": (by_minutes if ground.by_minutes else by_metres).reached_share,
        "clq": colocation_across(ways.metres, pairs.of_cluster, pairs.of_type),
    }
    nearest = nearest_of_types(pairs, ground.gauge(ways))
    complete = (nearest <= ground.within).all(axis=1).mean(keepdims=True)
    nobody = (figures["reached_share"] == 0).sum(keepdims=True).ravel().astype(float)
    return {name: values.ravel() for name, values in figures.items()} | {
        COMPLETE: complete,
        NOBODY: nobody,
    }


def _lines(ground: Ground, ways: Ways, rows: pd.DataFrame, pair: int) -> gpd.GeoDataFrame:
    """Draw a line from each site of a pair, or of all, to its nearest park of the type."""
    if not 0 <= pair <= len(rows):
        raise ValueRangeError(
            said(
                "expected `pair` from 0 to {rows_count}, the number of pairs, got {pair}: "
                "choose one",
                rows_count=len(rows),
                pair=pair,
            )
        )
    pairs, gauge, links = ground.pairs, ground.gauge(ways), []
    for row in np.flatnonzero((rows["apart"] == pair) | (pair == 0)).tolist():
        kind, cluster = divmod(row, len(pairs.clusters))
        mine = np.flatnonzero(pairs.of_cluster[:, cluster])
        there = np.flatnonzero(pairs.of_type[:, kind])
        nearest = there[gauge[np.ix_(mine, there)].argmin(axis=1)]
        links.append(np.column_stack([np.full(len(mine), row), mine, nearest]))
    row, site, park = np.concatenate(links).T
    sites, parks = ground.sites.frame.iloc[site], ground.parks.frame.iloc[park]
    start = shapely.centroid(np.asarray(sites.geometry.array))
    layer = gpd.GeoDataFrame(
        {
            "site": sites[ID].to_numpy(),
            "park": parks[ID].to_numpy(),
            "park_type": rows["park_type"].to_numpy()[row],
            "cluster": rows["cluster"].to_numpy()[row],
            "distance_m": ways.metres[site, park],
        },
        geometry=shapely.shortest_line(start, np.asarray(parks.geometry.array)),
        crs=ground.crs,
    )
    return layer[layer.length > 0].reset_index(drop=True)


def _headlines(found: Statistic, overall: pd.DataFrame) -> tuple[Headline, ...]:
    of_all = replace(found, rows=overall)
    return (
        Headline(
            msg("Median distance of the pair that lies furthest apart"),
            found.figure("median_m", msg("m"), apart=1),
        ),
        Headline(
            msg("Sites with a park of every type within reach"), of_all.figure(COMPLETE, SHARE)
        ),
        Headline(msg("Pairs without a site within reach"), of_all.figure(NOBODY, msg("pairs"))),
    )


MEASURES: Final = (
    Measure(
        id="synergy",
        family="proximity",
        title=msg("Synergy of parks and clusters"),
        lead=msg("How near does each type of park lie to the sites of each cluster?"),
        function=synergy,
        roles=PAIR_ROLES,
        settings=(
            *PAIR_SETTINGS,
            Setting(
                "pair", msg("Pair drawn, 1 the furthest apart, 0 for all"), "whole", 1, least=0
            ),
        ),
        columns=(
            Column("park_type", msg("Type of park")),
            Column("cluster", msg("Cluster")),
            Column("apart", msg("Rank by distance apart")),
            Column("parks", msg("Parks")),
            Column("sites", msg("Sites")),
            *MEDIAN_M,
            Column("best_m", msg("Shortest distance, m")),
            Column("best_m_low", msg("Shortest distance, low, m")),
            Column("best_m_high", msg("Shortest distance, high, m")),
            *MEDIAN_MIN,
            Column("best_min", msg("Shortest time, min"), 1),
            Column("best_min_low", msg("Shortest time, low, min"), 1),
            Column("best_min_high", msg("Shortest time, high, min"), 1),
            *REACHED,
            Column("clq", msg("Co-location quotient"), 2),
            Column("clq_low", msg("Co-location quotient, low"), 2),
            Column("clq_high", msg("Co-location quotient, high"), 2),
        ),
        charts=(
            Chart(
                "heat",
                msg("Median distance from the cluster's sites to the nearest park of the type"),
                "park_type",
                "median_m",
                "cluster",
                low="median_m_low",
                high="median_m_high",
            ),
            Chart(
                "heat",
                msg("Share of the cluster's sites with a park of the type within reach"),
                "park_type",
                "reached_share",
                "cluster",
                low="reached_share_low",
                high="reached_share_high",
                share=True,
            ),
            Chart(
                "heat",
                msg("Co-location quotient: above 1 the cluster sits by the type"),
                "park_type",
                "clq",
                "cluster",
                low="clq_low",
                high="clq_high",
            ),
        ),
        look=Look("distance_m", "steps", msg("Distance, m")),
        drawn=True,
    ),
)
