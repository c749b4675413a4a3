"""How much the straight line overstates who, and how much land, is within reach of supply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo import ALL_TYPES, fitting_utm, service_area
from geo.isochrones import Direction, isochrones
from geo.land_interval import overstated_land_ends
from geo.overstatement import overstatement as overstated
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._over_streets import STREETS, direction_setting, headlines, minutes_setting, reached_by
from layers._statistic import SEED, Statistic, described
from layers.inputs import METRES, placed, with_metres
from layers.measure import Chart, Column, Look, Measure
from layers.measures import _declared as declared
from layers.travel import MODE_KMH, mode_setting, network_of, speed_setting
from layers.vocabulary import SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from geo import Network
    from layers.inputs import Input

__all__ = ["MEASURES", "overstatement"]

TITLE: Final = msg("how much the straight line overstates")
FORMULA: Final = msg(
    "straight = demand within minutes x speed of the supply in a straight line; served = demand "
    "from which it is reached within the minutes over the streets; overstated = straight - served; "
    "ratio = straight / served; both from centroid to centroid"
)
STRAIGHT_SPEED: Final = msg("Speed in the straight line, km/h")
MEAN_SPEED: Final = msg(
    "Speed in the straight line is the mean of the streets' speeds, weighted by their length."
)
RATIO_ALL: Final = msg("Straight line against streets, longest of the times")
PEOPLE_ALL: Final = msg("People overstated, longest of the times")

_LAND: Final = ("straight_ha", "area_ha", "ratio_ha")
_KM_PER_M_PER_S: Final = 3.6
_M2_PER_HA: Final = 10_000


def overstatement(
    demand: Input,
    supply: Input,
    network: Input,
    *,
    by: str | None,
    minutes: Iterable[float],
    weight: str | None,
    mode: str = "foot",
    direction: Direction = "to_supply",
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Compare who is within minutes of supply in a straight line and over the streets.

    Parameters
    ----------
    demand, supply, network, by, minutes, weight, mode, direction, speed_kmh, draws, seed, crs, \
stated
        As in `layers.measures.service_areas.service_areas`.

    Returns
    -------
    Statistic
        Rows ``by, minutes, radius_m, straight, served, overstated, ratio, straight_ha, area_ha,
        ratio_ha`` and the ends ``_low``, ``_high`` of the last seven. The layer
        is the land within the straight line that is not reached in the time.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply, streets = (placed(one, crs) for one in (demand, supply, network))
    net, times = network_of(streets, mode, speed_kmh), list(minutes)
    draws = draws if supply.metres().any() else 0
    straight_kmh = MODE_KMH[mode] or _mean_speed_kmh(net)
    rows = overstated(
        net,
        demand.frame,
        with_metres(supply),
        by=by,
        minutes=times,
        speed_kmh=straight_kmh,
        weight=weight,
        direction=direction,
        precision=METRES if draws else None,
        draws=draws,
        seed=seed,
    )
    middles = supply.frame.set_geometry(supply.frame.geometry.centroid)
    discs = service_area(middles, by=by, radii_m=rows["radius_m"].unique())
    land = isochrones(net, supply.frame, by=by, minutes=times, direction=direction)
    rows["straight_ha"], rows["area_ha"] = discs["area_ha"], land["area_ha"]
    rows["ratio_ha"] = rows["straight_ha"] / rows["area_ha"].replace(0, np.nan)
    ends = [f"{name}_{end}" for name in _LAND for end in ("low", "high")]
    rows[ends] = np.nan
    if draws:
        rows[ends] = overstated_land_ends(
            rows,
            net,
            with_metres(supply),
            by=by,
            direction=direction,
            precision=METRES,
            draws=draws,
            seed=seed,
        )[ends]
    spoken, notes = reached_by(net, mode, speed_kmh, direction, demand=demand, supply=supply)
    found = described(
        TITLE,
        FORMULA,
        rows,
        [demand, supply, streets],
        crs,
        {
            **spoken,
            STRAIGHT_SPEED: straight_kmh,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[*([] if MODE_KMH[mode] else [MEAN_SPEED]), *notes],
        draws=draws,
        seed=seed,
    )
    said = headlines(
        found,
        ((RATIO_ALL, "ratio", msg("times")), (PEOPLE_ALL, "overstated", msg("people"))),
        by=ALL_TYPES,
        minutes=max(times),
    )
    return replace(found, layer=_missed(discs, land), headlines=said)


def _mean_speed_kmh(network: Network) -> float:
    """Return the mean speed of the streets in km/h, weighted by their length."""
    metres, seconds = network.edges.metres, network.edges.seconds
    return float(np.average(metres / seconds, weights=metres) * _KM_PER_M_PER_S)


def _missed(discs: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land of all types within the straight line and not within the time."""
    chosen = (land["by"] == ALL_TYPES).to_numpy()
    shapes = shapely.difference(
        np.asarray(discs.geometry.array)[chosen], np.asarray(land.geometry.array)[chosen]
    )
    missed = gpd.GeoDataFrame(
        {
            "minutes": land["minutes"].to_numpy()[chosen],
            "area_ha": shapely.area(shapes) / _M2_PER_HA,
        },
        geometry=shapes,
        crs=land.crs,
    )
    return missed[~missed.geometry.is_empty]


MEASURES: Final = (
    Measure(
        id="overstatement",
        family="coverage",
        title=msg("What the straight line overstates"),
        lead=msg("How many people are near in a straight line, and yet not near over the streets?"),
        function=overstatement,
        roles=(
            declared.DEMAND,
            declared.SUPPLY,
            STREETS,
        ),
        settings=(
            mode_setting(),
            minutes_setting(),
            direction_setting(),
            speed_setting(),
            declared.BY_COLUMN,
            declared.WEIGHT_COLUMN,
        ),
        columns=(
            declared.TYPE,
            declared.MINUTES,
            declared.RADIUS_M,
            Column("straight", msg("People in a straight line")),
            Column("straight_low", msg("People in a straight line, low")),
            Column("straight_high", msg("People in a straight line, high")),
            declared.SERVED,
            declared.SERVED_LOW,
            declared.SERVED_HIGH,
            Column("overstated", msg("Overstated, people")),
            Column("overstated_low", msg("Overstated, low")),
            Column("overstated_high", msg("Overstated, high")),
            Column("ratio", msg("Straight line to streets, times"), 2),
            Column("ratio_low", msg("Times, low"), 2),
            Column("ratio_high", msg("Times, high"), 2),
            Column("straight_ha", msg("Area in a straight line, ha"), 1),
            Column("straight_ha_low", msg("Area in a straight line, low, ha"), 1),
            Column("straight_ha_high", msg("Area in a straight line, high, ha"), 1),
            declared.AREA_HA,
            *declared.AREA_ENDS,
            Column("ratio_ha", msg("Areas, times"), 2),
            Column("ratio_ha_low", msg("Areas, times, low"), 2),
            Column("ratio_ha_high", msg("Areas, times, high"), 2),
        ),
        charts=(
            Chart(
                "heat",
                msg("How many times the straight line overstates"),
                "by",
                "ratio",
                "minutes",
                low="ratio_low",
                high="ratio_high",
            ),
        ),
        look=Look("minutes", "steps", msg("Minutes")),
        drawn=True,
    ),
)
