"""Change of land cover on any inputs: between two rasters, or when polygons are laid over one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import shapely

from geo import SHARE, UNCLASSIFIED, Figure, ValueRangeError, said
from geo.change import class_balance
from geo.rasterchange import change_areas, changed_cells
from layers import method_words as words
from layers._statistic import Headline, Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import FILLED, Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures.landcover import EDGES, EXACT, Edges
from layers.measures.landuse_change import BALANCE_FORMULA, PONTIUS
from layers.rasters import (
    NO_INTERVAL,
    class_names,
    laid_over,
    on_grid_of,
    outlined,
    placed_on,
    require_raster_crs,
)
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import CRS

    from layers.inputs import Input, RasterInput

__all__ = ["EDGE_CELLS", "EDGE_TITLES", "MEASURES", "landcover_balance", "landcover_change"]

_M2_PER_HA: Final = 10_000

Align = Literal["refuse", "nearest"]

CHANGE: Final = msg("change of land cover")
CHANGE_FORMULA: Final = msg(
    "area = sum of the parts in the zone of the cells that were of the one class before and are of "
    "the other after; share = area / area of the zone; land without data is unclassified"
)
AFTER: Final = msg("State after")
RASTER_AFTER: Final = msg("the second raster")
LAID_AFTER: Final = msg("the first raster with the polygons laid over it")
GRID: Final = msg("Raster on another grid")
EDGE_CELLS: Final = msg("Cells on the edge")
LAID: Final = msg(
    "A cell whose centre lies in a polygon laid over the raster takes the polygon's type; where "
    "the polygons lie is as sure as the method says."
)
LEFT_OUT: Final = msg("Land without data before or after is left out of the figures above.")
EDGE_TITLES: Final = {EXACT: msg("by their part"), "centre": msg("by centre")}
_ALIGN: Final = {"refuse": msg("is refused"), "nearest": msg("takes the nearest cell")}


def landcover_change(
    before: RasterInput,
    after: RasterInput | None = None,
    laid: Input | None = None,
    zones: Input | None = None,
    *,
    by: str | None = None,
    zone_column: str | None = None,
    align: Align = "refuse",
    edges: Edges = EXACT,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the hectares that went from each class of land cover to each other.

    Parameters
    ----------
    before
        A raster of classes in a measuring CRS.
    after
        A raster of classes on the same grid, the state after.
    laid
        Polygons that make the state after where there is no `after`: laid over `before`.
    zones
        Polygons to report by; None takes the whole raster.
    by
        Column of `laid` with the class that land under a polygon takes; None takes the layer's id.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    align
        "refuse": an `after` on another grid is refused. "nearest": it is warped to that of `before`
        by the nearest cell.
    edges
        How cells on the edge of a zone count: see `layers.measures.landcover.landcover`.
    crs
        The measuring CRS that `before` must be in; None takes its own.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, from, to, area_ha, share``; the layer holds the land that changed.

    Raises
    ------
    ValueRangeError
        There is neither a raster after nor a layer to lay over.
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of an input.
    """
    require_raster_crs(before, crs)
    raster = before.raster
    second: Input | RasterInput
    named: Mapping[int, Any]
    if after is not None:
        after = on_grid_of(after, before, align=align == "nearest")
        new, named, nodata = after.raster.array, class_names(after.raster), after.raster.nodata
        second, stated = after, {AFTER: RASTER_AFTER, GRID: _ALIGN[align]}
    elif laid is not None:
        over = with_ids(placed(laid, raster.crs), by)
        kinds = over.frame[by].to_numpy() if by else np.full(len(over.frame), over.id)
        new, named = laid_over(raster, np.asarray(over.frame.geometry.array), kinds)
        second, stated, nodata = (
            over,
            {AFTER: LAID_AFTER, words.TYPES: by or over.id},
            raster.nodata,
        )
    else:
        raise ValueRangeError(
            said(
                "`landcover_change`: expected a raster after, or polygons to lay over the "
                "one before, got neither: name one as `after` or `laid`"
            )
        )
    areas = with_ids(placed_on(zones, before), zone_column) if zones else None
    states: dict[str, Any] = {
        "nodata": (raster.nodata, nodata),
        "classes": (class_names(raster), named),
    }
    rows = change_areas(
        raster.array,
        new,
        raster.transform,
        raster.crs,
        areas.frame if areas else None,
        zone_column=zone_column or ID,
        edges=edges,
        **states,
    )
    statistic = described(
        CHANGE,
        CHANGE_FORMULA,
        rows,
        [before, second, *([areas] if areas else [])],
        raster.crs,
        {
            words.CELL: abs(raster.transform.a),
            **stated,
            EDGE_CELLS: EDGE_TITLES[edges],
            **({words.ZONES: areas.id} if areas else {}),
            **(stated or {}),
        },
        notes=[*([LAID] if after is None else []), LEFT_OUT, NO_INTERVAL],
    )
    numbers, changes = changed_cells(raster.array, new, **states)
    outlines = outlined(numbers, len(numbers), raster.transform)
    land = gpd.GeoDataFrame(
        changes.assign(area_ha=shapely.area(outlines) / _M2_PER_HA),
        geometry=outlines,
        crs=raster.crs,
    )
    return replace(statistic, layer=land, headlines=_headlines(rows, statistic))


def landcover_balance(
    before: RasterInput,
    after: RasterInput | None = None,
    laid: Input | None = None,
    zones: Input | None = None,
    *,
    by: str | None = None,
    zone_column: str | None = None,
    align: Align = "refuse",
    edges: Edges = EXACT,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure what each class of land cover gains and loses between two states.

    Parameters
    ----------
    before, after, laid, zones, by, zone_column, align, edges, crs, stated
        As in `landcover_change`.

    Returns
    -------
    Statistic
        Rows ``zone, class, before_ha, after_ha, gain_ha, loss_ha, net_ha, swap_ha``; the layer
        holds the land that changed.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    change = landcover_change(
        before,
        after,
        laid,
        zones,
        by=by,
        zone_column=zone_column,
        align=align,
        edges=edges,
        crs=crs,
        stated=stated,
    )
    method = replace(change.method, formula=BALANCE_FORMULA, source=PONTIUS)
    return replace(
        change,
        method=method,
        rows=class_balance(change.rows),
        headlines=tuple(
            replace(one, figure=replace(one.figure, method=method)) for one in change.headlines
        ),
    )


def _headlines(rows: pd.DataFrame, statistic: Statistic) -> tuple[Headline, ...]:
    known = rows[(rows["from"] != UNCLASSIFIED) & (rows["to"] != UNCLASSIFIED)]
    total_ha = float(known["area_ha"].sum())
    changed_ha = float(known.loc[known["from"] != known["to"], "area_ha"].sum())
    figures = [(msg("Land that changed"), changed_ha, msg("ha"))]
    if total_ha > 0:
        figures.append((msg("Share that changed"), changed_ha / total_ha, SHARE))
    return tuple(
        Headline(label, Figure(value, unit, None, None, statistic.method))
        for label, value, unit in figures
    )


_ROLES: Final = (
    Role("before", msg("Raster before"), ("raster",), ("landcover",)),
    Role("after", msg("Raster after"), ("raster",), ("landcover",), optional=True),
    Role(
        "laid",
        msg("Laid over it, without a raster after"),
        ("polygon",),
        ("parks",),
        optional=True,
        usual=True,
    ),
    Role(
        "zones",
        msg("Zones"),
        ("polygon",),
        ("municipalities", "parks"),
        optional=True,
        usual=True,
    ),
)
_SETTINGS: Final = (
    Setting("by", msg("Column of types"), "column", of="laid", on_page=False),
    Setting(
        "align",
        GRID,
        "choice",
        "refuse",
        choices=tuple(Choice(value, title) for value, title in _ALIGN.items()),
        applies=(("after", (FILLED,)),),
    ),
    Setting(
        "edges",
        EDGE_CELLS,
        "choice",
        EXACT,
        choices=tuple(Choice(value, EDGE_TITLES[value]) for value in EDGES),
    ),
    declared.ZONE_COLUMN,
)

MEASURES: Final = (
    Measure(
        id="landcover_change",
        family="landcover",
        title=msg("Change of land cover"),
        lead=msg("How many hectares went from each class of land cover to each other?"),
        function=landcover_change,
        roles=_ROLES,
        settings=_SETTINGS,
        columns=(
            declared.ZONE,
            Column("from", msg("Before")),
            Column("to", msg("After")),
            declared.AREA_HA,
            declared.SHARE,
        ),
        charts=(Chart("flow", msg("From class to class"), "from", "area_ha", "to", facet="zone"),),
        look=Look("to", "classes", msg("After")),
    ),
    Measure(
        id="landcover_balance",
        family="landcover",
        title=msg("What each class of land cover gains and loses"),
        lead=msg("How much does each class of land cover gain and lose, and how much only moves?"),
        function=landcover_balance,
        roles=_ROLES,
        settings=_SETTINGS,
        columns=(
            declared.ZONE,
            declared.CLASS,
            Column("before_ha", msg("Before, ha"), 1),
            Column("after_ha", msg("After, ha"), 1),
            Column("gain_ha", msg("Gain, ha"), 1),
            Column("loss_ha", msg("Loss, ha"), 1),
            Column("net_ha", msg("Net change, ha"), 1),
            Column("swap_ha", msg("Swap, ha"), 1),
        ),
        charts=(Chart("bars", msg("Net change by class, ha"), "class", "net_ha", facet="zone"),),
        look=Look("to", "classes", msg("After")),
    ),
)
