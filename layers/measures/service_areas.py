"""Service areas on any inputs: who, and how much land, lies within minutes over the streets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo import ALL_TYPES, SHARE, fitting_utm
from geo.coverage import OUTSIDE
from geo.isochrones import Direction, isochrones, rings
from geo.land_interval import street_land_ends
from geo.network_coverage import served_over_network
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._over_streets import STREETS, direction_setting, headlines, minutes_setting, reached_by
from layers._statistic import SEED, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Choice, Look, Measure, Setting
from layers.measures import _declared as declared
from layers.travel import mode_setting, network_of, speed_setting
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "service_areas"]

TITLE: Final = msg("service areas over the streets")
FORMULA: Final = msg(
    "time = way to the street + way over the streets + way from the street to the supply, first "
    "and last in a straight line on foot; served = sum of the weights of demand from which the "
    "soonest of the type is reached within the minutes; area = places whose nearest street is "
    "reached so, overlaps counted once"
)
SUPPLY_AT: Final = msg("Supply counts at")
CENTROID: Final = msg("its centroid")
SERVED_ALL: Final = msg("People within the longest of the times")
SHARE_ALL: Final = msg("Their share of all people")
AREA_ALL: Final = msg("Land within the longest of the times")
AREA_NOTE: Final = msg(
    "People are counted by their time over the streets, not by the outline of the areas."
)

_M2_PER_HA: Final = 10_000


def service_areas(
    demand: Input,
    supply: Input,
    network: Input,
    *,
    by: str | None,
    minutes: Iterable[float],
    weight: str | None,
    mode: str = "foot",
    direction: Direction = "to_supply",
    apart: str = "all",
    nested: bool = True,
    speed_kmh: str | float = SPEED_KMH,
    zones: Input | None = None,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count the demand within minutes of supply over the streets, and draw the land within.

    Parameters
    ----------
    demand, supply
        Points, or polygons and lines that count at their centroid.
    network
        Lines that share a vertex wherever one can turn.
    by
        Column of `supply` with the type; None makes all one type.
    minutes
        Times in minutes, above zero.
    weight
        Column of `demand` with people, floors or jobs; None makes each feature count one.
    mode
        "foot", "bicycle" or "car".
    direction
        "to_supply" or "from_supply".
    apart
        What the layer draws by itself: "all" types together, each "type", each "feature".
    nested
        Whether the areas of the layer are rings: the land within a time and beyond the one before.
    speed_kmh
        Speed of cars: a column of `network` with km/h, or one speed for all.
    zones
        Polygons to report by.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] by, minutes, served, served_share, total, area_ha, uncovered, served_low,
        served_high, share_low, share_high, uncovered_low, uncovered_high, area_ha_low,
        area_ha_high``; the type "all" is any type. The ends of the interval
        are NaN where the precision of the supply is not known. The layer holds the land within.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply, streets = (placed(one, crs) for one in (demand, supply, network))
    supply = with_ids(supply, None)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    net, times = network_of(streets, mode, speed_kmh), list(minutes)
    draws = draws if supply.metres().any() else 0

    def counted(within: gpd.GeoDataFrame | None) -> pd.DataFrame:
        return served_over_network(
            net,
            demand.frame,
            with_metres(supply),
            by=by,
            minutes=times,
            weight=weight,
            zones=within,
            zone_column=zone_column or ID,
            direction=direction,
            precision=METRES if draws else None,
            draws=draws,
            seed=seed,
        )

    land = isochrones(net, supply.frame, by=by, minutes=times, direction=direction)

    def measured(areas: Input | None) -> pd.DataFrame:
        rows = counted(areas.frame if areas else None)
        rows["uncovered_low"] = rows["total"] - rows["served_high"]
        rows["uncovered_high"] = rows["total"] - rows["served_low"]
        rows["area_ha"] = _hectares(land, areas, zone_column or ID, rows)
        rows[["area_ha_low", "area_ha_high"]] = np.nan
        if draws:
            rows[["area_ha_low", "area_ha_high"]] = street_land_ends(
                rows,
                net,
                with_metres(supply),
                by=by,
                minutes=times,
                zones=areas.frame if areas else None,
                zone_column=zone_column or ID,
                direction=direction,
                precision=METRES,
                draws=draws,
                seed=seed,
            )
        return rows

    rows = measured(areas)
    whole = measured(None) if areas else rows
    spoken, notes = reached_by(net, mode, speed_kmh, direction, demand=demand, supply=supply)
    found = described(
        TITLE,
        FORMULA,
        rows,
        [demand, supply, streets, *([areas] if areas else [])],
        crs,
        {
            **spoken,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            SUPPLY_AT: CENTROID,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[AREA_NOTE, *notes],
        draws=draws,
        seed=seed,
    )
    if apart == "feature":
        land = isochrones(net, supply.frame, by=ID, minutes=times, direction=direction)
    drawn = land[land["by"].eq(ALL_TYPES) == (apart == "all" or by is None)]
    drawn = land if apart == "type" else drawn
    layer = rings(drawn) if nested else drawn
    said = headlines(
        replace(found, rows=whole),
        (
            (SERVED_ALL, "served", msg("people")),
            (SHARE_ALL, "served_share", SHARE),
            (AREA_ALL, "area_ha", msg("ha")),
        ),
        by=ALL_TYPES,
        minutes=max(times),
    )
    return replace(found, layer=layer[~layer.geometry.is_empty], headlines=said)


def _hectares(
    land: gpd.GeoDataFrame, areas: Input | None, zone_column: str, rows: pd.DataFrame
) -> NDArray[np.float64]:
    """Return the land of each type and time, in each zone."""
    shapes = np.asarray(land.geometry.array)
    if areas is None:
        return np.asarray(shapely.area(shapes) / _M2_PER_HA)
    zones = dict(zip(areas.frame[zone_column], areas.frame.geometry, strict=True))
    parts = [
        shapely.difference(shapes, shapely.union_all(list(zones.values())))
        if zone == OUTSIDE and zone not in zones
        else shapely.intersection(shapes, zones[zone])
        for zone in rows["zone"].unique()
    ]
    return np.asarray(shapely.area(np.concatenate(parts)) / _M2_PER_HA)


MEASURES: Final = (
    Measure(
        id="service_areas",
        family="coverage",
        title=msg("Who lives within minutes"),
        lead=msg("How many people reach a park within so many minutes over the streets?"),
        function=service_areas,
        roles=(
            declared.DEMAND,
            declared.SUPPLY,
            STREETS,
            declared.AREAS,
        ),
        settings=(
            mode_setting(),
            minutes_setting(),
            direction_setting(),
            Setting(
                "apart",
                msg("Areas on the map"),
                "choice",
                "all",
                choices=(
                    Choice("all", msg("all together")),
                    Choice("type", msg("each type")),
                    Choice("feature", msg("each feature")),
                ),
            ),
            Setting("nested", msg("As rings"), "yes", default=True, flag="rings"),
            speed_setting(),
            declared.BY_COLUMN,
            declared.WEIGHT_COLUMN,
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            declared.TYPE,
            declared.MINUTES,
            declared.SERVED,
            declared.SERVED_SHARE,
            declared.SHARE_LOW,
            declared.SHARE_HIGH,
            declared.SERVED_LOW,
            declared.SERVED_HIGH,
            declared.UNCOVERED,
            *declared.UNCOVERED_ENDS,
            declared.TOTAL,
            declared.AREA_HA,
            *declared.AREA_ENDS,
        ),
        charts=(
            Chart(
                "heat",
                msg("Share of people within the minutes"),
                "by",
                "served_share",
                "minutes",
                low="share_low",
                high="share_high",
                share=True,
                facet="zone",
            ),
            Chart(
                "rings",
                msg("People by minutes"),
                "by",
                "served_share",
                "minutes",
                share=True,
                facet="zone",
            ),
        ),
        look=Look("minutes", "steps", msg("Minutes")),
        drawn=True,
    ),
)
