"""Coverage on any inputs: who, and how much land, lies within radii of supply, in a straight line.

Inputs are brought into one measuring CRS, features without a place are left out and counted,
invalid polygons are mended and counted; the engine measures; the card says all of this.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import ALL_TYPES, SHARE, fitting_utm, served, service_area
from geo.isochrones import rings
from geo.land_interval import land_ends
from geo.uncertainty import DRAWS, coverage_interval
from layers import method_words as words
from layers._over_streets import headlines
from layers._statistic import SEED, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Look, Measure, Setting
from layers.measures._declared import (
    AREA_ENDS,
    AREA_HA,
    AREAS,
    BY_COLUMN,
    DEMAND,
    RADIUS_M,
    SERVED,
    SERVED_HIGH,
    SERVED_LOW,
    SERVED_SHARE,
    SHARE_HIGH,
    SHARE_LOW,
    SUPPLY,
    TOTAL,
    TYPE,
    UNCOVERED,
    UNCOVERED_ENDS,
    WEIGHT_COLUMN,
    ZONE,
    ZONE_COLUMN,
)
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "RADII_M", "coverage", "coverage_with_map"]

RADII_M: Final = (1000.0, 2000.0, 5000.0)
"""Radii of coverage, unless told otherwise."""

SERVED_ALL: Final = msg("People within the largest of the radii")
SHARE_ALL: Final = msg("Their share of all people")
AREA_ALL: Final = msg("Land within the largest of the radii")

_ENDS: Final = {
    "served_low": "served_low",
    "served_high": "served_high",
    "served_share_low": "share_low",
    "served_share_high": "share_high",
}


def coverage(
    demand: Input,
    supply: Input,
    *,
    by: str | None,
    radii_m: Iterable[float],
    weight: str | None,
    zones: Input | None = None,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count the demand within radii of supply, by type, and the land that supply reaches.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons.
    by
        Column of `supply` with the type; None makes all one type.
    radii_m
        Radii in metres, above zero.
    weight
        Column of `demand` with people, floors or jobs; None makes each feature count one.
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
        Rows ``[zone,] by, radius_m, served, served_share, total, area_ha, uncovered, served_low,
        served_high, share_low, share_high, uncovered_low, uncovered_high, area_ha_low,
        area_ha_high``. The ends of the interval are NaN where the precision
        of the supply is not known.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> clinic = homes.head(1)[["geometry"]]
    >>> found = coverage(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                  radii_m=[500], weight="people")
    >>> found.rows[["by", "served", "total"]].to_dict("records")
    [{'by': 'all', 'served': 10.0, 'total': 40.0}]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), placed(supply, crs)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    within = areas.frame if areas else None
    name, radii = zone_column or ID, list(radii_m)
    rows = served(
        demand.frame,
        supply.frame,
        by=by,
        radii_m=radii,
        weight=weight,
        zones=within,
        zone_column=name,
    )
    draws = draws if supply.metres().any() else 0
    ends = rows.assign(**dict.fromkeys(_ENDS, np.nan))
    if draws:
        ends = coverage_interval(
            demand.frame,
            with_metres(supply),
            by=by,
            radii_m=radii,
            weight=weight,
            zones=within,
            zone_column=name,
            precision=METRES,
            draws=draws,
            seed=seed,
        )
    for end, column in _ENDS.items():
        rows[column] = ends[end].to_numpy()
    rows["uncovered_low"] = rows["total"] - rows["served_high"]
    rows["uncovered_high"] = rows["total"] - rows["served_low"]
    rows[["area_ha_low", "area_ha_high"]] = np.nan
    if draws:
        rows[["area_ha_low", "area_ha_high"]] = land_ends(
            rows,
            with_metres(supply),
            by=by,
            radii_m=radii,
            zones=within,
            zone_column=name,
            precision=METRES,
            draws=draws,
            seed=seed,
        )
    inputs = [demand, supply, *([areas] if areas else [])]
    return described(
        words.COVERAGE,
        words.COVERAGE_FORMULA,
        rows,
        inputs,
        crs,
        {
            words.RADII: sorted({float(radius) for radius in rows["radius_m"]}),
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        draws=draws,
        seed=seed,
    )


def coverage_with_map(
    demand: Input,
    supply: Input,
    *,
    by: str | None,
    radii_m: Iterable[float],
    weight: str | None,
    zones: Input | None = None,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count as `coverage`, and draw the land within each radius of any supply, ring by ring.

    Parameters
    ----------
    demand, supply, by, radii_m, weight, zones, zone_column, draws, seed, crs, stated
        As in `coverage`.

    Returns
    -------
    Statistic
        Rows of `coverage`. The headlines are those of all types and areas at the largest radius;
        the layer is the land within a radius and beyond the one before.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply, radii = placed(demand, crs), placed(supply, crs), list(radii_m)
    found = coverage(
        demand,
        supply,
        by=by,
        radii_m=radii,
        weight=weight,
        zones=zones,
        zone_column=zone_column,
        draws=draws,
        seed=seed,
        crs=crs,
        stated=stated,
    )
    widest_m, whole = max(radii), found
    if zones:
        whole = coverage(
            demand,
            supply,
            by=by,
            radii_m=[widest_m],
            weight=weight,
            draws=draws,
            seed=seed,
            crs=crs,
        )
    said = headlines(
        replace(whole, method=found.method),
        (
            (SERVED_ALL, "served", msg("people")),
            (SHARE_ALL, "served_share", SHARE),
            (AREA_ALL, "area_ha", msg("ha")),
        ),
        by=ALL_TYPES,
        radius_m=widest_m,
    )
    layer = rings(service_area(supply.frame, radii_m=radii))
    return replace(found, layer=layer[~layer.geometry.is_empty], headlines=said)


MEASURES: Final = (
    Measure(
        id="coverage",
        family="coverage",
        title=msg("Who lives within reach"),
        lead=msg("How many people live within a radius of a park, in a straight line?"),
        function=coverage_with_map,
        roles=(
            DEMAND,
            SUPPLY,
            AREAS,
        ),
        settings=(
            Setting("radii_m", msg("Radii, m"), "numbers", RADII_M, flag="radii"),
            BY_COLUMN,
            WEIGHT_COLUMN,
            ZONE_COLUMN,
        ),
        columns=(
            ZONE,
            TYPE,
            RADIUS_M,
            SERVED,
            SERVED_SHARE,
            SHARE_LOW,
            SHARE_HIGH,
            SERVED_LOW,
            SERVED_HIGH,
            UNCOVERED,
            *UNCOVERED_ENDS,
            TOTAL,
            AREA_HA,
            *AREA_ENDS,
        ),
        charts=(
            Chart(
                "heat",
                msg("Share of people within the radius"),
                "by",
                "served_share",
                "radius_m",
                low="share_low",
                high="share_high",
                share=True,
                facet="zone",
            ),
        ),
        look=Look("radius_m", "steps", msg("Radius, m")),
        drawn=True,
    ),
)
