"""Goal 11 of sustainable development on any inputs: use of land, and open space for all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import GREATEST_RADIUS_M, SHARE, UNCLASSIFIED, ColumnError, EmptyError, fitting_utm, said
from geo.change import laid_over, land_change
from geo.landuse import area_by_class
from geo.overlaps import resolve_overlaps
from geo.sdg import land_consumption, open_space_access, open_space_share
from geo.uncertainty import DRAWS, coverage_interval
from layers import method_words as words
from layers._statistic import SEED, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import (
    CLASS_COLUMN,
    NO_INTERVAL,
    USES,
    Head,
    class_areas,
    finished,
    listed,
    outside,
    without_overlaps,
)
from layers.travel import network_of
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyproj import CRS

    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = ["BUILT", "MEASURES", "OPEN", "STREETS", "sdg_11_3_1", "sdg_11_7_1"]

BUILT: Final = (
    ("residential",),
    ("residential_low",),
    ("residential_high",),
    ("public_business",),
    ("education_science",),
    ("health",),
    ("industry_storage",),
    ("special",),
)
"""Classes that count as built-up."""

STREETS: Final = (("transport",),)
"""Classes that count as land of streets."""

OPEN: Final = (("recreation_green",),)
"""Classes that count as open space for public use."""

CONSUMPTION: Final = msg("SDG 11.3.1")
CONSUMPTION_FORMULA: Final = msg(
    "LCR = (built-up land present - past) / past / years; PGR = ln(people present / past) / years; "
    "indicator = LCR / PGR"
)
CONSUMPTION_SOURCE: Final = "UN-Habitat, SDG indicator metadata 11.3.1, 2021"
ACCESS: Final = msg("SDG 11.7.1")
ACCESS_FORMULA: Final = msg(
    "share of land = (open public space + land of streets) / built-up area, streets and open space "
    "included; share of people = people within the walk of open space / people of the zone"
)
ACCESS_SOURCE: Final = "UN-Habitat, SDG indicator metadata 11.7.1, 2021"
BUILT_TITLE: Final = msg("Classes that are built up")
STREETS_TITLE: Final = msg("Classes that are streets")
OPEN_TITLE: Final = msg("Classes that are open space")
FURTHER: Final = msg("further open space")
REACH: Final = msg("Walk, m")
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
ALL_OPEN: Final = msg(
    "All land of the open classes counts as open to the public; the data do not say what is fenced."
)
FEW_STREETS: Final = msg(
    "Walks follow the streets of the layer; where it holds main streets only, fewer people are "
    "reached than live near."
)
PAST: Final = "past"
PRESENT: Final = "present"
BOTH: Final = msg("built up at both dates")
SINCE: Final = msg("built up since")
NO_MORE: Final = msg("built up no more")
OPEN_MOVED: Final = msg("each open space, evenly within its precision; homes stay")
_ONE_COLUMN: Final = (declared.CLASS,)
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
        if column not in frame.columns:
            raise ColumnError(
                said(
                    "`{layer}`: expected column `{column}`, got {columns}: name one",
                    layer=one.id,
                    column=column,
                    columns=list(frame.columns),
                )
            )
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
    if column not in area.frame.columns:
        raise ColumnError(
            said(
                "`{layer}`: expected column `{column}`, got {columns}: name one",
                layer=area.id,
                column=column,
                columns=list(area.frame.columns),
            )
        )
    return float(pd.to_numeric(area.frame[column], errors="coerce").sum())


def sdg_11_7_1(
    uses: Input,
    zones: Input,
    demand: Input,
    network: Input | None = None,
    open_space: Input | None = None,
    *,
    class_column: str,
    weight: str | None = None,
    open_classes: Iterable[Sequence[Any]] = OPEN,
    street_classes: Iterable[Sequence[Any]] = STREETS,
    built_classes: Iterable[Sequence[Any]] = BUILT,
    reach_m: float = 400.0,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure open space for public use: its part of the city, and who lives within a walk.

    Parameters
    ----------
    uses
        Polygons of land use.
    zones
        Polygons of cities to report by.
    demand
        People: points, or polygons and lines that count at their centroid.
    network
        Streets to walk on; None leaves walks out.
    open_space
        Polygons of open space besides that of the land use; they are laid over it.
    class_column, weight, zone_column
        Columns with the class, the people, and the zone's name.
    open_classes, street_classes, built_classes
        Rows of a class each that counts as open space, as street, as built up.
    reach_m
        The walk in metres.
    draws, seed
        Random moves of open space behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the zones.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, open_ha, streets_ha, built_ha, open_share, total, served, served_share,
        walk_served, walk_share, served_low, served_high, share_low, share_high``; the layer is
        the open space.

    Raises
    ------
    EmptyError
        The land use holds no open space, or no zone meets it.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(zones.frame)
    land, people = placed(uses, crs), placed(demand, crs)
    areas = with_ids(placed(zones, crs), zone_column)
    name = zone_column or ID
    green = listed(open_classes)
    land = _with_metres(land)
    land, _ = without_overlaps(land, class_column, "rows", ())
    further = _with_metres(placed(open_space, crs)) if open_space else None
    spaces = _spaces(land, further, class_column, green)
    if spaces.empty:
        raise EmptyError(
            said(
                "`{layer}`: expected land of the open classes {green}, got none among "
                "{there}: name the classes that are open to the public, or a layer of open "
                "space",
                layer=land.id,
                green=green,
                there=sorted(set(land.frame[class_column]), key=str),
            )
        )
    hectares = class_areas(_covered(land, further, class_column), areas, class_column, name)
    rows = open_space_share(
        hectares,
        built=listed(built_classes),
        streets=listed(street_classes),
        open_space=[*green, FURTHER],
    )
    streets = placed(network, crs) if network else None
    reached = open_space_access(
        people.frame,
        spaces,
        areas.frame,
        weight=weight,
        zone_column=name,
        reach_m=reach_m,
        network=network_of(streets, "foot") if streets else None,
    )
    rows = rows.merge(reached, on="zone", validate="one_to_one")
    draws = draws if spaces[METRES].to_numpy().any() else 0
    ends = dict.fromkeys(("served_low", "served_high", "share_low", "share_high"), np.nan)
    rows = rows.assign(**ends)
    if draws:
        rows = _with_ends(rows, people, spaces, areas, weight, name, reach_m, draws, seed)
    bare, lying_outside = outside(hectares)
    notes = [ALL_OPEN, *([FEW_STREETS] if streets else []), *lying_outside]
    statistic = described(
        ACCESS,
        ACCESS_FORMULA,
        rows,
        [land, areas, people, *(one for one in (streets, further) if one)],
        crs,
        {
            words.CLASSES: class_column,
            OPEN_TITLE: green,
            STREETS_TITLE: listed(street_classes),
            BUILT_TITLE: listed(built_classes),
            REACH: reach_m,
            words.WEIGHT: weight or words.EACH_ONE,
            words.ZONES: areas.id,
            **({words.MOVED: OPEN_MOVED} if draws else {}),
            **bare,
            **(stated or {}),
        },
        notes=notes,
        draws=draws,
        seed=seed,
    )
    total, built_ha = float(rows["total"].sum()), float(rows["built_ha"].sum())
    space_ha = float(rows["open_ha"].sum() + rows["streets_ha"].sum())
    share = space_ha / built_ha
    heads = [Head(msg("Open space and streets, share of built-up land"), share, SHARE)]
    if total:
        near = [float(rows[column].sum()) / total for column in ("served", "walk_served")]
        heads.append(Head(msg("People within the walk in a straight line"), near[0], SHARE))
        if streets:
            heads.append(Head(msg("People within the walk over streets"), near[1], SHARE))
    layer = spaces.drop(columns=METRES)
    return finished(statistic, heads, source=ACCESS_SOURCE, layer=layer)


def _spaces(land: Input, further: Input | None, column: str, green: list[Any]) -> gpd.GeoDataFrame:
    """Return open space with its class and precision: that of the land use, and what is added."""
    chosen = land.frame[land.frame[column].isin(green)]
    parts = [(chosen[column].to_numpy(dtype=object), chosen)]
    if further:
        parts.append((np.full(len(further.frame), FURTHER, dtype=object), further.frame))
    return gpd.GeoDataFrame(
        {
            "class": np.concatenate([classes for classes, _ in parts]),
            METRES: np.concatenate([frame[METRES].to_numpy(dtype=float) for _, frame in parts]),
        },
        geometry=np.concatenate([frame.geometry.to_numpy() for _, frame in parts]),
        crs=land.frame.crs,
    )


def _covered(land: Input, further: Input | None, column: str) -> Input:
    """Return the land use with further open space laid over it."""
    if further is None:
        return land
    top = further.frame[[further.frame.geometry.name]].dissolve().assign(kind=FURTHER)
    frame = laid_over(land.frame, top, base_class=column, top_class="kind")
    return replace(land, frame=frame.rename(columns={"class": column}))


def _with_metres(one: Input) -> Input:
    return replace(one, frame=with_metres(one))


def _with_ends(
    rows: pd.DataFrame,
    people: Input,
    spaces: gpd.GeoDataFrame,
    areas: Input,
    weight: str | None,
    name: str,
    reach_m: float,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    drawn = coverage_interval(
        people.frame,
        spaces,
        by=None,
        radii_m=[reach_m],
        weight=weight,
        zones=areas.frame,
        zone_column=name,
        precision=METRES,
        draws=draws,
        seed=seed,
    )
    drawn = drawn.drop_duplicates("zone").set_index("zone").reindex(rows["zone"])
    for end, column in (("served_low", "served"), ("served_high", "served")):
        pick = np.fmin if end.endswith("low") else np.fmax
        rows[end] = pick(drawn[end].to_numpy(dtype=float), rows[column])
        share = f"share_{end.removeprefix('served_')}"
        rows[share] = rows[end] / rows["total"].where(rows["total"] > 0)
    return rows


def _classes(name: str, title: str, default: tuple[tuple[str], ...]) -> Setting:
    return Setting(name, title, "table", default, columns=_ONE_COLUMN)


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
            _classes("built_classes", BUILT_TITLE, BUILT),
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
    Measure(
        id="sdg_11_7_1",
        family="landuse",
        title=msg("SDG 11.7.1: open space for all"),
        lead=msg("How much of the city is open space, and who lives within a walk of it?"),
        function=sdg_11_7_1,
        roles=(
            USES,
            Role("zones", msg("Zones"), ("polygon",), ("municipalities",)),
            declared.DEMAND,
            declared.NETWORK,
            Role("open_space", msg("Further open space"), ("polygon",), ("parks",), optional=True),
        ),
        settings=(
            Setting(
                "reach_m", REACH, "number", 400.0, least=1, most=GREATEST_RADIUS_M, flag="reach"
            ),
            _classes("open_classes", OPEN_TITLE, OPEN),
            _classes("street_classes", STREETS_TITLE, STREETS),
            _classes("built_classes", BUILT_TITLE, BUILT),
            CLASS_COLUMN,
            declared.WEIGHT_COLUMN,
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            Column("open_share", msg("Open space and streets"), 1, share=True),
            Column("open_ha", msg("Open space, ha"), 1),
            Column("streets_ha", msg("Land of streets, ha"), 1),
            Column("built_ha", msg("Built-up area, ha"), 1),
            declared.SERVED,
            declared.SERVED_SHARE,
            declared.SHARE_LOW,
            declared.SHARE_HIGH,
            declared.SERVED_LOW,
            declared.SERVED_HIGH,
            Column("walk_served", msg("People within a walk over streets")),
            Column("walk_share", msg("Share over streets"), 1, share=True),
            declared.TOTAL,
        ),
        charts=(
            Chart(
                "bars",
                msg("Share of people within a walk of open space"),
                "zone",
                "served_share",
                low="share_low",
                high="share_high",
                share=True,
            ),
        ),
        look=Look("class", "classes", msg("Class of land")),
        drawn=True,
    ),
)
