"""Land use on any inputs: hectares by class and zone, and where the layer contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from geo import ALL_TYPES, SHARE, UNCLASSIFIED, fitting_utm
from geo.diversity import area_per_head, people_in_zones
from geo.landuse import land_in_zones
from layers import method_words as words
from layers._statistic import Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Column, Look, Measure, Role
from layers.measures import _declared as declared
from layers.measures._uses import (
    CLASS_COLUMN,
    NO_INTERVAL,
    ORDER,
    PRIORITY,
    USES,
    Head,
    class_areas,
    finished,
    outside,
    overlap_words,
    top_down,
    without_overlaps,
)
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyproj import CRS

    from geo.overlaps import Order
    from layers.inputs import Input

__all__ = ["MEASURES", "landuse", "landuse_overlaps"]

OVERLAPS: Final = msg("overlaps of land use")
OVERLAPS_FORMULA: Final = msg(
    "lost = area of the polygon that another polygon keeps, which lies above it by the stated "
    "order; sum of lost = sum of the polygons' areas - area of their union"
)
_M2_PER_HA: Final = 10_000


def landuse(
    uses: Input,
    zones: Input,
    *,
    class_column: str,
    demand: Input | None = None,
    weight: str | None = None,
    zone_column: str | None = None,
    order: Order = "rows",
    priority: Iterable[Sequence[Any]] = (),
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the hectares of each land-use class in each zone.

    Parameters
    ----------
    uses
        Polygons of land use.
    zones
        Polygons to report by; each is measured by itself, so they may overlap.
    class_column
        Column of `uses` with the class.
    demand
        People, for the land a head: points, or polygons and lines that count at their centroid.
    weight
        Column of `demand` with people; None makes each feature count one.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    order
        Where polygons overlap, who keeps the land: "rows", "priority" or "smallest".
    priority
        Rows of one class each, from the top down, for the order "priority".
    crs
        The measuring CRS; None takes the UTM zone that fits the zones.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, class, area_ha, share``, and `m2_per_head` where people are given; a zone's
        areas sum to the zone, "unclassified" being what no polygon covers. The layer is the land
        use cut to the zones.

    Raises
    ------
    EmptyError
        No zone meets the land use.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from layers.inputs import Input
    >>> wood = gpd.GeoDataFrame({"use": ["forest"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250100)])
    >>> found = landuse(Input(wood, "wood", "ab"), Input(wood, "wood", "ab"), class_column="use")
    >>> found.rows.to_dict("records")
    [{'zone': 1, 'class': 'forest', 'area_ha': 1.0, 'share': 1.0}]
    """
    crs = crs or fitting_utm(zones.frame)
    uses, areas = placed(uses, crs), with_ids(placed(zones, crs), zone_column)
    people = placed(demand, crs) if demand else None
    name = zone_column or ID
    priority = top_down(uses, class_column, order, priority)
    uses, found = without_overlaps(uses, class_column, order, priority)
    rows = class_areas(uses, areas, class_column, name)
    if people:
        heads = people_in_zones(people.frame, areas.frame, weight=weight, zone_column=name)
        rows["m2_per_head"] = area_per_head(rows, heads)["m2_per_head"]
    said, overlapping = overlap_words(found, order, priority)
    bare, lying_outside = outside(rows)
    statistic = described(
        words.LANDUSE,
        words.LANDUSE_FORMULA,
        rows,
        [uses, areas, *([people] if people else [])],
        crs,
        {
            words.CLASSES: class_column,
            words.ZONES: areas.id,
            **({words.WEIGHT: weight or words.EACH_ONE} if people else {}),
            **said,
            **bare,
            **(stated or {}),
        },
        notes=[*overlapping, *lying_outside, NO_INTERVAL],
    )
    total_ha = float(rows["area_ha"].sum())
    known_ha = float(rows.loc[rows["class"] != UNCLASSIFIED, "area_ha"].sum())
    heads_up = (
        Head(msg("Land of the zones"), total_ha, msg("ha")),
        Head(msg("Of it with a known use"), known_ha / total_ha, SHARE),
        Head(msg("Land under two polygons or more"), found.overlapped_ha, msg("ha")),
    )
    layer = land_in_zones(uses.frame, areas.frame, class_column=class_column, zone_column=name)
    return finished(statistic, heads_up, layer=layer)


def landuse_overlaps(
    uses: Input,
    *,
    class_column: str,
    order: Order = "rows",
    priority: Iterable[Sequence[Any]] = (),
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find where polygons of land use overlap, and which classes lose land to which.

    Parameters
    ----------
    uses
        Polygons of land use.
    class_column
        Column of `uses` with the class.
    order, priority
        Who keeps the land: as in `landuse`.
    crs
        The measuring CRS; None takes the UTM zone that fits the land use.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``kept, lost, pairs, area_ha, share``, most first, then "all" and "all" with the sum;
        `share` is of the layer's area. The layer is the land lost, a piece a pair of polygons.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of the input.
    """
    crs = crs or fitting_utm(uses.frame)
    uses = placed(uses, crs)
    total_ha = float(uses.frame.geometry.area.sum()) / _M2_PER_HA
    priority = top_down(uses, class_column, order, priority)
    uses, found = without_overlaps(uses, class_column, order, priority)
    every = pd.DataFrame(
        {"kept": ALL_TYPES, "lost": ALL_TYPES, "pairs": [found.pairs], "area_ha": found.lost_ha}
    )
    rows = pd.concat([found.losses, every] if found.pairs else [every], ignore_index=True)
    rows["share"] = rows["area_ha"] / total_ha
    said, notes = overlap_words(found, order, priority)
    statistic = described(
        OVERLAPS,
        OVERLAPS_FORMULA,
        rows,
        [uses],
        crs,
        {words.CLASSES: class_column, **said, **(stated or {})},
        notes=[*notes, NO_INTERVAL],
    )
    heads_up = (
        Head(msg("Pairs of polygons that overlap"), found.pairs),
        Head(msg("Land under two polygons or more"), found.overlapped_ha, msg("ha")),
        Head(msg("Share of the layer lost"), found.lost_ha / total_ha, SHARE),
    )
    layer = gpd.GeoDataFrame(found.pieces, crs=uses.frame.crs)
    return finished(statistic, heads_up, layer=layer)


MEASURES: Final = (
    Measure(
        id="landuse",
        family="landuse",
        title=msg("Land use"),
        lead=msg("How many hectares of each class of land use lie in each zone?"),
        function=landuse,
        roles=(
            USES,
            Role("zones", msg("Zones"), ("polygon",), ("municipalities", "parks")),
            Role(
                "demand",
                msg("Demand"),
                ("point", "line", "polygon"),
                ("population",),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            ORDER,
            PRIORITY,
            CLASS_COLUMN,
            declared.WEIGHT_COLUMN,
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            declared.CLASS,
            declared.AREA_HA,
            declared.SHARE,
            Column("m2_per_head", msg("Land per head, m²"), 1),
        ),
        charts=(Chart("stack", msg("Area by class"), "zone", "area_ha", "class"),),
        look=Look("class", "classes", msg("Class of land")),
    ),
    Measure(
        id="landuse_overlaps",
        family="landuse",
        title=msg("Overlaps of the land use"),
        lead=msg(
            "Where do polygons of the land use overlap, and which classes lose land to which?"
        ),
        function=landuse_overlaps,
        roles=(USES,),
        settings=(ORDER, PRIORITY, CLASS_COLUMN),
        columns=(
            Column("lost", msg("Class that loses")),
            Column("kept", msg("Class that keeps the land")),
            Column("pairs", msg("Pairs")),
            declared.AREA_HA,
            declared.SHARE,
        ),
        charts=(Chart("heat", msg("Hectares lost, class to class"), "lost", "area_ha", "kept"),),
        look=Look("lost", "classes", msg("Class that loses")),
    ),
)
