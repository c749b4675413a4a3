"""Proximity on any inputs: the nearest of each type, in a straight line and over streets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from geo import GREATEST_RADIUS_M, SHARE, Figure, fitting_utm
from geo.nearness import nearness
from geo.network import ACCESS_KMH, MAX_SNAP_M, build_network, nearest_over_network
from geo.network_interval import soonest_interval
from geo.proximity import nearest
from geo.uncertainty import DRAWS, proximity_interval
from layers import method_words as words
from layers._over_streets import street_notes
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures._declared import NETWORK, ORIGINS_ID_COLUMN, TARGETS, TARGETS_BY_COLUMN, TYPE
from layers.measures._pairing import REACH_M
from layers.travel import speed_setting
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "proximity", "proximity_with_map"]

MEDIAN: Final = msg("Median distance to the nearest of any type")
SHARE_WITHIN: Final = msg("Share of the places within reach")
MAP_NOTE: Final = msg("The map and the large figures take the nearest of any type.")

_ENDS: Final = {
    "distance_low_m": "distance_m_low",
    "distance_high_m": "distance_m_high",
}
_TIME_ENDS: Final = ["time_min_low", "time_min_high"]


def proximity(
    origins: Input,
    targets: Input,
    *,
    by: str | None,
    network: Input | None = None,
    speed_kmh: str | float = SPEED_KMH,
    id_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find the nearest feature of each type in a straight line and, over streets, the soonest.

    Parameters
    ----------
    origins
        Points, or polygons and lines that count at their centroid.
    targets
        Points, lines or polygons.
    by
        Column of `targets` with the type; None makes all one type.
    network
        Lines that share a vertex wherever one can turn; None leaves times out.
    speed_kmh
        Column of `network` with the speed in km/h, or one speed for all.
    id_column
        Column of `origins` and `targets` with the id; None takes `id` where it is there, else
        numbers the features from 1.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the places.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``id, by, nearest_id, distance_m, time_min, ties, distance_m_low,
        distance_m_high, soonest_id, network_m, snap_m``.
        `nearest_id` and `distance_m` are those of the straight line, `ties` how many targets share
        it; `soonest_id`, `time_min` and `network_m` those of the way over the streets, missing
        without a network and where there is no way. `snap_m` is how far the place lies from it.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> spots = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> found = proximity(Input(spots.head(1), "homes", "ab"), Input(spots.tail(1), "parks", "cd"),
    ...                   by=None)
    >>> found.rows[["id", "nearest_id", "distance_m"]].to_dict("records")
    [{'id': 'a', 'nearest_id': 'b', 'distance_m': 900.0}]
    """
    crs = crs or fitting_utm(origins.frame)
    origins, targets = (with_ids(placed(one, crs), id_column) for one in (origins, targets))
    rows = nearest(origins.frame, targets.frame, by=by, id_column=id_column or ID)
    draws = draws if targets.metres().any() else 0
    ends = rows.assign(**dict.fromkeys(_ENDS, np.nan))
    if draws:
        ends = proximity_interval(
            origins.frame,
            with_metres(targets),
            by=by,
            id_column=id_column or ID,
            precision=METRES,
            draws=draws,
            seed=seed,
        )
    inputs = [origins, targets]
    notes = [words.SELF_FOUND] if origins.reference() == targets.reference() else []
    parameters: dict[str, Any] = {
        words.TYPES: by or words.NO_TYPES,
        words.ORIGINS_AT: words.CENTROID,
        **({words.MOVED: words.TARGETS_MOVED} if draws else {}),
    }
    for end, column in _ENDS.items():
        rows[column] = ends[end].to_numpy()
    if network:
        streets = placed(network, crs)
        inputs.append(streets)
        net = build_network(streets.frame, speed_kmh=speed_kmh)
        over = nearest_over_network(
            net,
            origins.frame,
            targets.frame,
            by=by,
            id_column=id_column or ID,
        ).rename(columns={"nearest_id": "soonest_id", "distance_m": "network_m"})
        rows = rows.merge(over, on=["id", "by"], how="left", validate="one_to_one", sort=False)
        rows[_TIME_ENDS] = np.nan
        if draws:
            moved = soonest_interval(
                net,
                origins.frame,
                with_metres(targets),
                by=by,
                id_column=id_column or ID,
                precision=METRES,
                draws=draws,
                seed=seed,
            )
            known = np.isfinite(moved[_TIME_ENDS]).all(axis=1) & rows["time_min"].notna()
            rows[_TIME_ENDS] = moved[_TIME_ENDS].where(known)
        notes += street_notes(net, beyond=int((over["snap_m"] > MAX_SNAP_M).sum()))
        parameters |= {
            words.SPEED: speed_kmh,
            words.ACCESS: ACCESS_KMH,
            words.MAX_SNAP: MAX_SNAP_M,
        }
    else:
        nothing = dict.fromkeys(["network_m", "time_min", "snap_m", *_TIME_ENDS], np.nan)
        rows = rows.assign(soonest_id=None, **nothing)
    ordered = ["id", "by", "nearest_id", "distance_m", "time_min", "ties"]
    ordered += [*_ENDS.values(), *_TIME_ENDS]
    return described(
        words.PROXIMITY,
        words.PROXIMITY_FORMULA,
        rows[[*ordered, "soonest_id", "network_m", "snap_m"]],
        inputs,
        crs,
        {**parameters, **(stated or {})},
        notes=notes,
        draws=draws,
        seed=seed,
    )


def proximity_with_map(
    origins: Input,
    targets: Input,
    *,
    by: str | None,
    network: Input | None = None,
    speed_kmh: str | float = SPEED_KMH,
    within_m: float = 1000.0,
    id_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find as `proximity`, and draw the places by their distance to the nearest of any type.

    Parameters
    ----------
    origins, targets, by, network, speed_kmh, id_column, draws, seed, crs, stated
        As in `proximity`.
    within_m
        The reach in metres, of which a headline says how many places have a target within it.

    Returns
    -------
    Statistic
        Rows of `proximity`; the layer holds the places, as they are, with the nearest target of
        any type and the soonest time.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(origins.frame)
    origins, targets = placed(origins, crs), placed(targets, crs)
    found = proximity(
        origins,
        targets,
        by=by,
        network=network,
        speed_kmh=speed_kmh,
        id_column=id_column,
        draws=draws,
        seed=seed,
        crs=crs,
        stated={REACH_M: within_m, **(stated or {})},
    )
    near = nearness(
        origins.frame,
        with_metres(targets),
        within_m=within_m,
        precision=METRES if found.method.draws else None,
        draws=draws,
        seed=seed,
    )
    low_m, high_m = near.median_ends_m
    low, high = near.share_ends
    median = Figure(near.median_m, msg("m"), low_m, high_m, found.method)
    share = Figure(near.share, SHARE, low, high, found.method)
    return replace(
        found,
        layer=_any_type(with_ids(origins, id_column).frame, id_column or ID, found.rows),
        headlines=(Headline(MEDIAN, median), Headline(SHARE_WITHIN, share)),
        notes=(MAP_NOTE, *found.notes),
    )


def _any_type(origins: gpd.GeoDataFrame, id_column: str, rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the places with the nearest target of all types, and the soonest time."""
    parts = rows.groupby("id", sort=False)
    nearest = rows.loc[parts["distance_m"].idxmin()].set_index("id")
    named = nearest.assign(time_min=parts["time_min"].min()).loc[origins[id_column]].reset_index()
    columns = ["id", "by", "nearest_id", "distance_m", "time_min"]
    return gpd.GeoDataFrame(named[columns], geometry=origins.geometry.to_numpy(), crs=origins.crs)


MEASURES: Final = (
    Measure(
        id="proximity",
        family="proximity",
        title=msg("What lies nearest"),
        lead=msg(
            "How far is the nearest of each type, and how long does the way over streets take?"
        ),
        function=proximity_with_map,
        roles=(
            Role(
                "origins",
                msg("From"),
                ("point", "line", "polygon"),
                ("settlements", "sites", "population"),
            ),
            TARGETS,
            NETWORK,
        ),
        settings=(
            Setting(
                "within_m", REACH_M, "number", 1000.0, least=0, most=GREATEST_RADIUS_M, flag="reach"
            ),
            TARGETS_BY_COLUMN,
            speed_setting(),
            ORIGINS_ID_COLUMN,
        ),
        columns=(
            Column("id", msg("Place")),
            TYPE,
            Column("nearest_id", msg("Nearest")),
            Column("distance_m", msg("Distance, m")),
            Column("distance_m_low", msg("Distance, low, m")),
            Column("distance_m_high", msg("Distance, high, m")),
            Column("ties", msg("Equally near")),
            Column("soonest_id", msg("Soonest")),
            Column("time_min", msg("Time, min"), 1),
            Column("time_min_low", msg("Time, low, min"), 1),
            Column("time_min_high", msg("Time, high, min"), 1),
            Column("network_m", msg("Way by street, m")),
            Column("snap_m", msg("Way to the street, m")),
        ),
        charts=(Chart("bars", msg("Median over the places"), "by", "distance_m"),),
        look=Look("distance_m", "steps", msg("Distance, m")),
        drawn=True,
    ),
)
