"""Goal 11.3.1 on any inputs: whether built-up land grows faster than the number of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import UNCLASSIFIED, EmptyError, fitting_utm, said
from geo.change import land_change
from geo.landuse import area_by_class
from geo.overlaps import resolve_overlaps
from geo.sdg import land_consumption
from layers import method_words as words
from layers._statistic import described
from layers.inputs import placed, require_column
from layers.measure import Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import (
    BUILT,
    BUILT_TITLE,
    NO_INTERVAL,
    Head,
    class_list,
    finished,
    listed,
)
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from pyproj import CRS

    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = ["BOTH", "MEASURES", "NO_MORE", "SINCE", "sdg_11_3_1"]

CONSUMPTION: Final = msg("SDG 11.3.1")
CONSUMPTION_FORMULA: Final = msg(
    "LCR = (built-up land present - past) / past / years; PGR = ln(people present / past) / years; "
    "indicator = LCR / PGR"
)
CONSUMPTION_SOURCE: Final = "UN-Habitat, SDG indicator metadata 11.3.1, 2021"
PEOPLE_PAST: Final = msg("People in the past year")
PEOPLE_PRESENT: Final = msg("People in the present year")
YEARS: Final = msg("Years between")
NEEDS_PEOPLE: Final = msg(
    "The ratio needs the people of both years: give their numbers, and the years between."
)
NEEDS_STATES: Final = msg(
    "Past and present are one layer, so no growth can be seen: give built-up land of two dates, as "
    "from GHSL built-up surfaces or two issues of a land-use map."
)
PAST: Final = "past"
PRESENT: Final = "present"
BOTH: Final = msg("built up at both dates")
SINCE: Final = msg("built up since")
NO_MORE: Final = msg("built up no more")
_M2_PER_HA: Final = 10_000


def sdg_11_3_1(
    past: Input,
    present: Input,
    area: Input | None = None,
    *,
    past_class: str | None = None,
    present_class: str | None = None,
    built_classes: Iterable[Sequence[Any]] = BUILT,
    people_past: float | None = None,
    people_present: float | None = None,
    people_column: str | None = None,
    years: float = 10.0,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Set the growth of built-up land against the growth of the population.

    Parameters
    ----------
    past, present
        Polygons of built-up land, or of land use, at two dates.
    area
        Polygons to which both are cut; None takes all land.
    past_class, present_class
        Column with the class of either; None takes all polygons as built up.
    built_classes
        Rows of a class each that counts as built up.
    people_past, people_present
        People of the area in either year; None where not known.
    people_column
        Column of `area` with people, summed where `people_present` is None.
    years
        Years between the two dates.
    crs
        The measuring CRS; None takes the UTM zone that fits the past state.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        One row ``past_ha, present_ha, people_past, people_present, years, land_rate,
        population_rate, lcrpgr, past_m2_per_head, present_m2_per_head, land_change``; NaN where
        the people are not known. The layer is the land built up at either date, and what became of
        it.

    Raises
    ------
    EmptyError
        A state holds no built-up land in the area.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of an input or a number.
    """
    crs = crs or fitting_utm(past.frame)
    old, new = placed(past, crs), placed(present, crs)
    within = placed(area, crs) if area else None
    built = listed(built_classes)
    before, since = _built(old, past_class, built, PAST), _built(new, present_class, built, PRESENT)
    hectares = [_built_ha(land, one, built, within) for land, one in ((before, old), (since, new))]
    if people_present is None and within and people_column:
        people_present = _people(within, people_column)
    found = land_consumption(
        *hectares, past_people=people_past, present_people=people_present, years=years
    )
    rows = pd.DataFrame(
        {
            "past_ha": [hectares[0]],
            "present_ha": [hectares[1]],
            "people_past": [np.nan if people_past is None else people_past],
            "people_present": [np.nan if people_present is None else people_present],
            "years": [years],
            "land_rate": [found.land_rate],
            "population_rate": [found.population_rate],
            "lcrpgr": [found.ratio],
            "past_m2_per_head": [found.past_m2_per_head],
            "present_m2_per_head": [found.present_m2_per_head],
            "land_change": [found.land_change],
        }
    )
    unknown = people_past is None or people_present is None
    notes = [
        (NEEDS_STATES, old.reference() == new.reference()),
        (NEEDS_PEOPLE, unknown),
        (NO_INTERVAL, True),
    ]
    statistic = described(
        CONSUMPTION,
        CONSUMPTION_FORMULA,
        rows,
        [old, new, *([within] if within else [])],
        crs,
        {
            **({BUILT_TITLE: built} if past_class or present_class else {}),
            YEARS: years,
            **({words.ZONES: within.id} if within else {}),
            **(stated or {}),
        },
        notes=[note for note, holds in notes if holds],
    )
    heads = [
        Head(msg("Built-up land, past"), hectares[0], msg("ha")),
        Head(msg("Built-up land, present"), hectares[1], msg("ha")),
    ]
    if np.isfinite(found.ratio):
        heads.insert(0, Head(msg("Land consumption over population growth"), found.ratio))
    return finished(
        statistic, heads, source=CONSUMPTION_SOURCE, layer=_became(before, since, within)
    )


def _built(one: Input, column: str | None, built: list[Any], state: str) -> gpd.GeoDataFrame:
    """Give the built-up land of a state without overlaps, under the state's name."""
    frame = one.frame
    if column is not None:
        require_column(frame, column, one.id)
        frame = frame[frame[column].isin(built)]
    if frame.empty:
        return frame
    named = frame[[frame.geometry.name]].assign(use=state)
    return resolve_overlaps(named, class_column="use").land


def _built_ha(land: gpd.GeoDataFrame, one: Input, built: list[Any], area: Input | None) -> float:
    hectares = 0.0
    if len(land):
        hectares = float(land.geometry.area.sum()) / _M2_PER_HA
        if area:
            zones = area.frame.assign(zone=np.arange(len(area.frame)))
            rows = area_by_class(land, zones, class_column="use", zone_column="zone")
            hectares = float(rows.loc[rows["class"] != UNCLASSIFIED, "area_ha"].sum())
    if hectares == 0:
        raise EmptyError(
            said(
                "`{layer}`: expected built-up land of classes {built}, got none in the area: "
                "name the classes that are built up, or another layer",
                layer=one.id,
                built=built,
            )
        )
    return hectares


def _became(
    past: gpd.GeoDataFrame, present: gpd.GeoDataFrame, area: Input | None
) -> gpd.GeoDataFrame:
    """Give the land built up at either date, and whether it was so before, since, or both."""
    zones = area.frame.assign(zone=np.arange(len(area.frame))) if area else None
    land = land_change(
        past, present, before_class="use", after_class="use", zones=zones, zone_column="zone"
    ).land
    became = np.select(
        [land["from"] == UNCLASSIFIED, land["to"] == UNCLASSIFIED], [SINCE, NO_MORE], BOTH
    )
    return land.assign(became=became)[["became", "area_ha", "geometry"]]


def _people(area: Input, column: str) -> float:
    require_column(area.frame, column, area.id)
    return float(pd.to_numeric(area.frame[column], errors="coerce").sum())


MEASURES: Final = (
    Measure(
        id="sdg_11_3_1",
        family="landuse",
        title=msg("SDG 11.3.1: use of land and growth"),
        lead=msg("Does the built-up land grow faster than the number of people?"),
        function=sdg_11_3_1,
        roles=(
            Role("past", msg("Built-up land, past"), ("polygon",), ("landuse", "built_up")),
            Role("present", msg("Built-up land, present"), ("polygon",), ("landuse", "built_up")),
            Role(
                "area",
                msg("Area of study"),
                ("polygon",),
                ("municipalities",),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            Setting("people_past", PEOPLE_PAST, "number", None, least=1),
            Setting("people_present", PEOPLE_PRESENT, "number", None, least=1),
            Setting("years", YEARS, "number", 10.0, least=0.1),
            class_list("built_classes", BUILT_TITLE, BUILT),
            Setting(
                "past_class", msg("Column of past classes"), "column", of="past", on_page=False
            ),
            Setting(
                "present_class",
                msg("Column of present classes"),
                "column",
                of="present",
                on_page=False,
            ),
            Setting("people_column", msg("Column of people"), "column", of="area", on_page=False),
        ),
        columns=(
            Column("past_ha", msg("Built-up land in the past, ha"), 1),
            Column("present_ha", msg("Built-up land at present, ha"), 1),
            Column("people_past", PEOPLE_PAST),
            Column("people_present", PEOPLE_PRESENT),
            Column("years", YEARS, 1),
            Column("land_rate", msg("Growth of built-up land a year"), 2, share=True),
            Column("population_rate", msg("Growth of the population a year"), 2, share=True),
            Column("lcrpgr", msg("Land consumption over population growth"), 3),
            Column("past_m2_per_head", msg("Built-up land per head in the past, m²"), 1),
            Column("present_m2_per_head", msg("Built-up land per head at present, m²"), 1),
            Column("land_change", msg("Growth of built-up land"), 1, share=True),
            Column("became", msg("What became of the land")),
            declared.AREA_HA,
        ),
        look=Look("became", "classes", msg("What became of the land")),
    ),
)
