"""Goal 11.7.1 on any inputs: open space for public use, and who lives within a walk of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from geo import GREATEST_RADIUS_M, SHARE, EmptyError, fitting_utm, said
from geo.change import laid_over
from geo.sdg import open_space_access, open_space_share
from geo.uncertainty import DRAWS, coverage_interval
from layers import method_words as words
from layers._statistic import SEED, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import (
    BUILT,
    BUILT_TITLE,
    CLASS_COLUMN,
    USES,
    Head,
    class_areas,
    class_list,
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

    import pandas as pd
    from pyproj import CRS

    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = ["MEASURES", "sdg_11_7_1"]

STREETS: Final = (("transport",),)
"""Classes that count as land of streets."""

OPEN: Final = (("recreation_green",),)
"""Classes that count as open space for public use."""

ACCESS: Final = msg("SDG 11.7.1")
ACCESS_FORMULA: Final = msg(
    "share of land = (open public space + land of streets) / built-up area, streets and open space "
    "included; share of people = people within the walk of open space / people of the zone"
)
ACCESS_SOURCE: Final = "UN-Habitat, SDG indicator metadata 11.7.1, 2021"
STREETS_TITLE: Final = msg("Classes that are streets")
OPEN_TITLE: Final = msg("Classes that are open space")
FURTHER: Final = msg("further open space")
REACH: Final = msg("Walk, m")
ALL_OPEN: Final = msg(
    "All land of the open classes counts as open to the public; the data do not say what is fenced."
)
FEW_STREETS: Final = msg(
    "Walks follow the streets of the layer; where it holds main streets only, fewer people are "
    "reached than live near."
)
OPEN_MOVED: Final = msg("each open space, evenly within its precision; homes stay")


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


MEASURES: Final = (
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
            class_list("open_classes", OPEN_TITLE, OPEN),
            class_list("street_classes", STREETS_TITLE, STREETS),
            class_list("built_classes", BUILT_TITLE, BUILT),
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
