"""Overlap of coverage on any inputs: what supply reaches in all, once, again, and never."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo import ALL_TYPES, GREATEST_RADIUS_M, fitting_utm
from geo.multiplicity import multiplicity, multiplicity_layer
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._over_streets import headlines
from layers._statistic import SEED, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Setting
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
    SUPPLY,
    TOTAL,
    TYPE,
    UNCOVERED,
    UNCOVERED_ENDS,
    WEIGHT_COLUMN,
    ZONE,
    ZONE_COLUMN,
)
from layers.measures.coverage import RADII_M
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "overlap"]

TITLE: Final = msg("overlap of coverage in a straight line")
FORMULA: Final = msg(
    "gross = sum over the features of supply of what each reaches within the radius; served = what "
    "any of them reaches; overlap = gross - served: what m features reach counts m - 1 times; "
    "served + beyond = total; the same in hectares"
)
MAP_RADIUS: Final = msg("Radius of the map, m")
MULTIPLICITY: Final = msg("Reached by, features")
MAP_NOTE: Final = msg("The map and the large figures show all types together at one radius.")
GROSS_HERE: Final = msg("People in all reaches, each reach by itself")
SERVED_HERE: Final = msg("People within the radius")
OVERLAP_HERE: Final = msg("People counted again where reaches overlap")
BEYOND_HERE: Final = msg("People beyond the radius")


def overlap(
    demand: Input,
    supply: Input,
    *,
    by: str | None,
    radii_m: Iterable[float],
    weight: str | None,
    map_radius_m: float | None = None,
    zones: Input | None = None,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count what features of supply reach together, once, more than once, and not at all.

    Parameters
    ----------
    demand, supply, by, weight, zones, zone_column, draws, seed, crs, stated
        As in `layers.measures.coverage.coverage`.
    radii_m
        Radii in metres, above zero.
    map_radius_m
        The radius of the layer and the headlines; None takes the largest of `radii_m`.

    Returns
    -------
    Statistic
        Rows of `geo.multiplicity.multiplicity`. The layer is the land within the map's radius,
        parted by how many features reach it.

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
    >>> clinics = homes[["geometry"]]
    >>> found = overlap(Input(homes, "homes", "ab"), Input(clinics, "clinics", "cd"), by=None,
    ...                 radii_m=[1000], weight="people")
    >>> found.rows[["gross", "served", "overlap"]].values.tolist()
    [[80.0, 40.0, 40.0]]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), placed(supply, crs)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    draws, radii = draws if supply.metres().any() else 0, sorted(set(radii_m))
    shown_m = map_radius_m or max(radii, default=0)
    counted = multiplicity(
        demand.frame,
        with_metres(supply),
        by=by,
        radii_m={*radii, shown_m} - {0},
        weight=weight,
        zones=areas.frame if areas else None,
        zone_column=zone_column or ID,
        precision=METRES if draws else None,
        draws=draws,
        seed=seed,
    )
    whole = counted.tail(counted["by"].nunique() * counted["radius_m"].nunique())
    asked = counted.drop(whole.index) if areas else counted
    rows = asked[asked["radius_m"].isin(radii)].reset_index(drop=True)
    found = described(
        TITLE,
        FORMULA,
        rows,
        [demand, supply, *([areas] if areas else [])],
        crs,
        {
            words.RADII: radii,
            MAP_RADIUS: shown_m,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[MAP_NOTE],
        draws=draws,
        seed=seed,
    )
    said = headlines(
        replace(found, rows=whole),
        (
            (SERVED_HERE, "served", msg("people")),
            (OVERLAP_HERE, "overlap", msg("people")),
            (GROSS_HERE, "gross", msg("people")),
            (BEYOND_HERE, "uncovered", msg("people")),
        ),
        by=ALL_TYPES,
        radius_m=shown_m,
    )
    return replace(found, layer=multiplicity_layer(supply.frame, radius_m=shown_m), headlines=said)


MEASURES: Final = (
    Measure(
        id="overlap",
        family="coverage",
        title=msg("Where reaches overlap"),
        lead=msg("How many people do several parks reach, how many only one, and how many none?"),
        function=overlap,
        roles=(
            DEMAND,
            SUPPLY,
            AREAS,
        ),
        settings=(
            Setting("radii_m", msg("Radii, m"), "numbers", RADII_M, flag="radii"),
            Setting(
                "map_radius_m",
                MAP_RADIUS,
                "number",
                least=1,
                most=GREATEST_RADIUS_M,
                flag="map-radius",
            ),
            BY_COLUMN,
            WEIGHT_COLUMN,
            ZONE_COLUMN,
        ),
        columns=(
            ZONE,
            TYPE,
            RADIUS_M,
            Column("multiplicity", MULTIPLICITY),
            Column("gross", msg("People in all reaches")),
            Column("gross_low", msg("People in all reaches, low")),
            Column("gross_high", msg("People in all reaches, high")),
            SERVED,
            SERVED_LOW,
            SERVED_HIGH,
            Column("overlap", msg("Counted again, people")),
            Column("overlap_low", msg("Counted again, low")),
            Column("overlap_high", msg("Counted again, high")),
            UNCOVERED,
            *UNCOVERED_ENDS,
            TOTAL,
            Column("gross_ha", msg("Area of all reaches, ha"), 1),
            Column("gross_ha_low", msg("Area of all reaches, low, ha"), 1),
            Column("gross_ha_high", msg("Area of all reaches, high, ha"), 1),
            AREA_HA,
            *AREA_ENDS,
            Column("overlap_ha", msg("Overlap, ha"), 1),
            Column("overlap_ha_low", msg("Overlap, low, ha"), 1),
            Column("overlap_ha_high", msg("Overlap, high, ha"), 1),
            Column("uncovered_ha", msg("Area beyond, ha"), 1),
            Column("uncovered_ha_low", msg("Area beyond, low, ha"), 1),
            Column("uncovered_ha_high", msg("Area beyond, high, ha"), 1),
            Column("total_ha", msg("Area in all, ha"), 1),
        ),
        charts=(
            Chart(
                "heat",
                msg("People counted again where reaches overlap"),
                "by",
                "overlap",
                "radius_m",
                low="overlap_low",
                high="overlap_high",
                facet="zone",
            ),
            Chart(
                "heat",
                msg("People beyond the radius"),
                "by",
                "uncovered",
                "radius_m",
                low="uncovered_low",
                high="uncovered_high",
                facet="zone",
            ),
        ),
        look=Look("multiplicity", "steps", MULTIPLICITY),
        drawn=True,
    ),
)
