"""What would mend the synergy on any inputs: where one more park helps a cluster most.

Every pair of park type and cluster that falls short is judged by itself, as if its park were the
only one added. Where nobody names candidates, the parks and the sites themselves are the places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import Figure, parse_crs, reproject
from geo.matrix import distance_matrix_m
from geo.mending import NO_PLACE, mended_figures, mending_places
from geo.resampling import ends
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures._pairing import (
    BOTH_MOVED,
    MEDIAN_M,
    MEDIAN_MIN,
    PAIR_ROLES,
    PAIR_SETTINGS,
    REACHED,
    Ground,
    Ways,
    finite,
    prepared,
    with_ends,
)
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo.mending import Aim
    from layers.inputs import Input

__all__ = ["MEASURES", "mending"]

MENDING: Final = msg("mending of synergy")
FORMULA: Final = msg(
    "a pair is below par where less than the share asked of its sites have a park of the type "
    "within reach; its place is the candidate where one more park of the type, as a point, brings "
    "the most of them within reach, of equal ones cuts the median most (or the other way round); "
    "before and after = the figures without and with that park; cut = before - after"
)
PAR: Final = msg("Share of sites within reach that is enough")
AIM: Final = msg("What comes first")
CANDIDATES: Final = msg("Places considered")
ONE_BY_ONE: Final = msg(
    "Pairs are judged one by one, each as if its park were the only one added: a park may mend "
    "several pairs, and what it costs to build there is not considered."
)
NONE_SHORT: Final = msg("No pair falls short: each has as many sites within reach as asked.")
NO_HELP: Final = msg("Pairs without a place are those that no candidate would bring nearer.")

AIMS: Final = (
    Choice("reach", msg("the most sites within reach")),
    Choice("median", msg("the shortest median")),
)

_LATLON: Final = "EPSG:4326"


def mending(
    parks: Input,
    sites: Input,
    network: Input | None = None,
    candidates: Input | None = None,
    settlements: Input | None = None,
    *,
    reach: str = "metres",
    within_m: float = 3000.0,
    within_min: float = 15.0,
    mode: str = "car",
    all_clusters: bool = True,
    speed_kmh: str | float = SPEED_KMH,
    park_type: str,
    cluster: str,
    par: float = 0.5,
    aim: Aim = "reach",
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find where one more park would help each pair of park type and cluster that falls short.

    Parameters
    ----------
    parks, sites, network, reach, within_m, within_min, mode, all_clusters, speed_kmh, park_type
        As in `layers.measures.synergy.synergy`.
    candidates
        Features that could take a park, at their centroid; None takes the parks and the sites.
    settlements
        Features of which the nearest to each place is named; None names none.
    cluster, draws, seed, crs, stated
        As in `layers.measures.synergy.synergy`.
    par
        Share of a cluster's sites within reach that is enough, above 0 and to 1.
    aim
        "reach" or "median": what the new park is to do first.

    Returns
    -------
    Statistic
        A row a pair below par, furthest apart first: ``park_type, cluster, sites, place_id,
        near_id, near_m, place_lat, place_lon, reached_share, reached_after_share, median_m,
        median_after_m, cut_m, median_min, median_after_min, cut_min``, figures with their ``_low``
        and ``_high``. The place is missing where none helps. The layer holds the places.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> from layers.inputs import Input
    >>> at = gpd.points_from_xy([350000, 354000, 353500], [6250000] * 3, crs="EPSG:32645")
    >>> plant = gpd.GeoDataFrame({"cluster": ["timber"]}, geometry=at[:1])
    >>> clinic = gpd.GeoDataFrame({"park_type": ["medical"]}, geometry=at[1:2])
    >>> village = gpd.GeoDataFrame({"id": ["v"]}, geometry=gpd.points_from_xy(
    ...     [350600], [6250800], crs="EPSG:32645"))
    >>> found = mending(Input(clinic, "clinic", "ab"), Input(plant, "plant", "cd"),
    ...                 candidates=Input(village, "village", "ef"), park_type="park_type",
    ...                 cluster="cluster")
    >>> found.rows[["place_id", "median_m", "median_after_m", "cut_m"]].values.tolist()
    [['v', 4000.0, 1000.0, 3000.0]]
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
    named = [with_ids(placed(one, ground.crs), None) for one in (candidates, settlements) if one]
    could = named[0] if candidates else None
    places = _places([could] if could else [ground.parks, ground.sites], ground.crs)
    ways = ground.ways_to(ground.parks.frame)
    short = mending_places(
        ground.pairs,
        ground.gauge(ways),
        ground.gauge(ground.ways_to(places)),
        within=ground.within,
        par=par,
        aim=aim,
    )
    chosen = places.iloc[short["place"].clip(lower=0)].reset_index(drop=True)
    helped = (short["place"] != NO_PLACE).to_numpy()
    draws = draws if ground.known and len(short) else 0
    towns = named[-1].frame if settlements else None
    rows = pd.DataFrame(
        {
            "park_type": short["park_type"],
            "cluster": short["cluster"],
            "sites": ground.pairs.of_cluster.sum(axis=0)[short["cluster_row"].to_numpy(dtype=int)],
            **_named(chosen, helped, towns),
        }
    )
    all_ways = _joined(ways, ground.ways_to(chosen)) if len(chosen) else ways
    here = _effects(ground, short, all_ways, helped)
    drawn = []
    if draws:
        drawn = [_effects(ground, short, one, helped) for one in ground.drawn(draws, seed, chosen)]
    inputs = {one.reference(): one for one in (*ground.inputs, *named)}
    found = described(
        MENDING,
        FORMULA,
        with_ends(rows, here, drawn),
        list(inputs.values()),
        ground.crs,
        {
            **ground.parameters,
            PAR: par,
            AIM: {one.value: one.title for one in AIMS}[aim],
            CANDIDATES: len(places),
            **({words.MOVED: BOTH_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[ONE_BY_ONE, NO_HELP] if len(short) else [NONE_SHORT],
        draws=draws,
        seed=seed,
    )
    layer = gpd.GeoDataFrame(found.rows, geometry=chosen.geometry.array, crs=ground.crs)
    return replace(
        found,
        layer=layer[helped].reset_index(drop=True),
        headlines=_headlines(found, [_mended(one, par) for one in (here, *drawn)]),
    )


def _places(inputs: list[Input], crs: CRS) -> gpd.GeoDataFrame:
    """Give the candidates as points with their ids; the input stands before ids that repeat."""
    frames = [one.frame for one in inputs]
    at = np.concatenate([shapely.centroid(np.asarray(one.geometry.array)) for one in frames])
    ids = np.concatenate([one[ID].to_numpy(dtype=object) for one in frames])
    if len(set(ids.tolist())) < len(ids):
        of = np.repeat([one.id for one in inputs], [len(one) for one in frames])
        ids = np.array([f"{name} {key}" for name, key in zip(of, ids, strict=True)], dtype=object)
    return gpd.GeoDataFrame({ID: ids}, geometry=at, crs=crs)


def _named(
    chosen: gpd.GeoDataFrame, helped: NDArray[np.bool_], towns: gpd.GeoDataFrame | None
) -> dict[str, Any]:
    """Say which places were chosen, by what settlement and where they lie."""
    nothing = np.full(len(chosen), None, dtype=object)
    near_id = nothing
    near_m = np.full(len(chosen), np.nan)
    if towns is not None and len(chosen):
        away_m = distance_matrix_m(chosen, towns)
        near_id = towns[ID].to_numpy(dtype=object)[away_m.argmin(axis=1)]
        near_m = away_m.min(axis=1)
    at = reproject(chosen, parse_crs(_LATLON)).geometry if len(chosen) else chosen.geometry
    return {
        "place_id": np.where(helped, chosen[ID].to_numpy(dtype=object), nothing),
        "near_id": np.where(helped, near_id, nothing),
        "near_m": np.where(helped, near_m, np.nan),
        "place_lat": np.where(helped, at.y, np.nan),
        "place_lon": np.where(helped, at.x, np.nan),
    }


def _joined(ways: Ways, to_new: Ways) -> Ways:
    """Put the ways to the new parks, one a pair, behind those to the parks there are."""
    metres = np.column_stack([ways.metres, to_new.metres])
    if ways.minutes is None or to_new.minutes is None:
        return Ways(metres, None)
    return Ways(metres, np.column_stack([ways.minutes, to_new.minutes]))


def _effects(
    ground: Ground, short: pd.DataFrame, ways: Ways, helped: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Give the figures of each pair below par without and with its new park."""
    count = len(ground.pairs.of_type)
    found: dict[str, NDArray[np.float64]] = {}
    for unit, matrix in (("m", ways.metres), ("min", ways.minutes)):
        if matrix is None:
            names = f"median_{unit}", f"median_after_{unit}", f"cut_{unit}"
            found |= dict.fromkeys(names, np.full(len(short), np.nan))
            continue
        to_new = np.where(helped, matrix[:, count:], np.inf)
        one = mended_figures(ground.pairs, matrix[:, :count], to_new, short, within=ground.within)
        found |= {f"median_{unit}": one.median, f"median_after_{unit}": one.median_after}
        found |= {f"cut_{unit}": finite(one.median) - finite(one.median_after)}
        if ground.by_minutes == (unit == "min"):
            found |= {"reached_share": one.reached_share}
            found |= {"reached_after_share": one.reached_share_after}
    return found


def _mended(figures: dict[str, NDArray[np.float64]], par: float) -> float:
    """Count the pairs that their new park brings to par."""
    return float((figures["reached_after_share"] >= par).sum())


def _headlines(found: Statistic, mended: Sequence[float]) -> tuple[Headline, ...]:
    """Give the large figures; `mended` are the pairs brought to par, stated and in each draw."""
    rows = found.rows
    low = high = None
    if len(mended) > 1:
        low, high = map(float, ends(np.array(mended[0]), [np.array(one) for one in mended[1:]]))
    counted = (
        Headline(
            msg("Pairs below par"),
            Figure(float(len(rows)), msg("pairs"), None, None, found.method),
        ),
        Headline(
            msg("Of these, brought to par by one new park"),
            Figure(mended[0], msg("pairs"), low, high, found.method),
        ),
    )
    cut = rows.nlargest(1, "cut_m")
    if not len(cut) or not cut["cut_m"].item() > 0:
        return counted
    best = replace(found, rows=cut).figure("cut_m", msg("m"))
    return (*counted, Headline(msg("Greatest cut of a median distance by one new park"), best))


MEASURES: Final = (
    Measure(
        id="mending",
        family="proximity",
        title=msg("What would mend the synergy"),
        lead=msg("Where would one more park help a cluster that lies far from parks of a type?"),
        function=mending,
        roles=(
            *PAIR_ROLES,
            Role(
                "candidates",
                msg("Places that could take a park"),
                ("point", "line", "polygon"),
                ("settlements", "parks", "sites", "population"),
                optional=True,
                usual=True,
            ),
            Role(
                "settlements",
                msg("Settlements"),
                ("point", "line", "polygon"),
                ("settlements",),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            *PAIR_SETTINGS,
            Setting("par", PAR, "number", 0.5, least=0.01, most=1),
            Setting("aim", AIM, "choice", "reach", choices=AIMS),
        ),
        columns=(
            Column("park_type", msg("Type of park")),
            Column("cluster", msg("Cluster")),
            Column("sites", msg("Sites")),
            Column("place_id", msg("Place of the new park")),
            Column("near_id", msg("Nearest settlement")),
            Column("near_m", msg("Distance to it, m")),
            Column("place_lat", msg("Latitude"), 4),
            Column("place_lon", msg("Longitude"), 4),
            *REACHED,
            Column("reached_after_share", msg("Sites within reach after"), 1, share=True),
            Column("reached_after_share_low", msg("Sites within reach after, low"), 1, share=True),
            Column(
                "reached_after_share_high", msg("Sites within reach after, high"), 1, share=True
            ),
            *MEDIAN_M,
            Column("median_after_m", msg("Median distance after, m")),
            Column("median_after_m_low", msg("Median distance after, low, m")),
            Column("median_after_m_high", msg("Median distance after, high, m")),
            Column("cut_m", msg("Cut of the median, m")),
            Column("cut_m_low", msg("Cut of the median, low, m")),
            Column("cut_m_high", msg("Cut of the median, high, m")),
            *MEDIAN_MIN,
            Column("median_after_min", msg("Median time after, min"), 1),
            Column("median_after_min_low", msg("Median time after, low, min"), 1),
            Column("median_after_min_high", msg("Median time after, high, min"), 1),
            Column("cut_min", msg("Cut of the median, min"), 1),
            Column("cut_min_low", msg("Cut of the median, low, min"), 1),
            Column("cut_min_high", msg("Cut of the median, high, min"), 1),
        ),
        charts=(
            Chart(
                "heat",
                msg("Cut of the median distance by one new park of the type"),
                "park_type",
                "cut_m",
                "cluster",
                low="cut_m_low",
                high="cut_m_high",
            ),
            Chart(
                "heat",
                msg("Share of the cluster's sites within reach with one new park of the type"),
                "park_type",
                "reached_after_share",
                "cluster",
                low="reached_after_share_low",
                high="reached_after_share_high",
                share=True,
            ),
        ),
        look=Look("park_type", "classes", msg("Type of park")),
        drawn=True,
    ),
)
