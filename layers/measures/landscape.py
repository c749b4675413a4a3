"""Landscape metrics on any raster of classes: patches, edges and diversity by zone and class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.transform import array_bounds

from geo import ALL_TYPES, Figure
from geo.landscape import class_metrics, landscape_metrics, patch_metrics
from geo.patches import patches_of
from layers import method_words as words
from layers._statistic import Headline, Statistic, described
from layers.inputs import with_ids
from layers.measure import Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.rasters import NO_INTERVAL, class_names, outlined, placed_on, require_raster_crs
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from geo.patches import Patches
    from layers.inputs import Input, RasterInput

__all__ = ["MEASURES", "landscape", "landscape_patches"]

Boundary = Literal["left_out", "counted"]

LANDSCAPE: Final = msg("landscape metrics")
CLASSES_FORMULA: Final = msg(
    "patches = cells of one class that hang together; with a the area of a patch and A of the "
    "landscape: PLAND = sum a / A; PD = patches / A; LPI = largest a / A; TE = length of cell "
    "sides between classes; ED = TE / A; LSI = sides of the class, the boundary counted, / least "
    "sides of as many cells; MESH = sum a^2 / A; SHDI = -sum P ln P, P the share of a class; "
    "CONTAG = 1 + sum q ln q / (2 ln m), q = P_i g_ik / sum_k g_ik, g the pairs of neighbouring "
    "cells counted both ways, m the classes present"
)
PATCHES_FORMULA: Final = msg(
    "patch = cells of one class that hang together; SHAPE = sides of the patch / least sides of as "
    "many cells; FRAC = 2 ln(perimeter / 4) / ln(area); ENN = distance to the nearest other patch "
    "of the class in the zone, from cell centre to cell centre"
)
FRAGSTATS: Final = (
    "K. McGarigal, S. A. Cushman, E. Ene, FRAGSTATS v4: Spatial Pattern Analysis Program for "
    "Categorical and Continuous Maps, University of Massachusetts, 2012"
)
NEIGHBOURS: Final = msg("Cells of a patch meet at")
BOUNDARY: Final = msg("Boundary of the landscape as edge")
ZONE_CELLS: Final = msg("Cells of a zone")
BY_CENTRE: Final = msg("those whose centre lies in it")
CUT: Final = msg(
    "Each zone is a landscape of its own: patches end at its border, and land without data is "
    "outside."
)
_KEYS: Final = ["zone", "class", "area_ha", "pland_percent"]
_SHOWN: Final = ["area_ha", "np", "ed_m_per_ha", "lsi", "mesh_ha", "shdi", "contag_percent"]
_AROUND: Final = {"8": msg("sides and corners"), "4": msg("sides only")}
_BOUNDARIES: Final = {"left_out": msg("left out"), "counted": msg("counted")}


def landscape(
    cover: RasterInput,
    zones: Input | None = None,
    *,
    zone_column: str | None = None,
    neighbours: Literal["8", "4"] = "8",
    boundary: Boundary = "left_out",
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the landscape of each zone: by class, and for all classes together.

    Parameters
    ----------
    cover
        A raster of classes in a measuring CRS, with square cells.
    zones
        Polygons, a landscape each; None takes the whole raster.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    neighbours
        "8": cells that meet at a corner belong to one patch. "4": only those that share a side.
    boundary
        Whether the boundary of a landscape counts as edge in TE and ED.
    crs
        The measuring CRS that the raster must be in; None takes the raster's own.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, class, area_ha, pland_percent, np, pd_per_100ha, lpi_percent, te_m,
        ed_m_per_ha, lsi, mesh_ha, shdi, contag_percent``; of the class "all" first in each zone,
        which alone has the last two. The layer holds the zones, or the whole raster as one, with
        the figures of all classes together.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    patches, areas = _found(cover, zones, zone_column, neighbours, crs)
    whole = landscape_metrics(patches, boundary=boundary).assign(
        **{
            "class": ALL_TYPES,
            "pland_percent": lambda rows: np.where(rows["np"] > 0, 100.0, np.nan),
        }
    )
    classes = class_metrics(patches, boundary=boundary)
    order = {zone: number for number, zone in enumerate(patches.zones)}
    rows = pd.concat([whole, classes], ignore_index=True)
    rows = rows.sort_values("zone", key=lambda zone: zone.map(order), kind="stable")
    statistic = _described(
        CLASSES_FORMULA,
        rows[[*_KEYS, *whole.columns.drop(_KEYS)]].reset_index(drop=True),
        cover,
        areas,
        {NEIGHBOURS: _AROUND[neighbours], BOUNDARY: _BOUNDARIES[boundary], **(stated or {})},
    )
    some = whole[whole["np"] > 0]
    total_ha = float(some["area_ha"].sum())
    return replace(
        statistic,
        layer=_zones(whole, cover, areas),
        headlines=(
            _headline(msg("Patches"), float(some["np"].sum()), "", statistic),
            _headline(
                msg("Edge between classes"),
                float(some["te_m"].sum()) / total_ha,
                msg("m/ha"),
                statistic,
            ),
            _headline(
                msg("Effective mesh size"),
                float((some["mesh_ha"] * some["area_ha"]).sum()) / total_ha,
                msg("ha"),
                statistic,
            ),
        ),
    )


def landscape_patches(
    cover: RasterInput,
    zones: Input | None = None,
    *,
    zone_column: str | None = None,
    neighbours: Literal["8", "4"] = "8",
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure each patch of a raster of classes, and draw them.

    Parameters
    ----------
    cover, zones, zone_column, neighbours, crs, stated
        As in `landscape`.

    Returns
    -------
    Statistic
        Rows ``zone, class, patch, area_ha, perimeter_m, shape, frac, enn_m``; the layer holds the
        outline of each.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    patches, areas = _found(cover, zones, zone_column, neighbours, crs)
    rows = patch_metrics(patches)
    statistic = _described(
        PATCHES_FORMULA, rows, cover, areas, {NEIGHBOURS: _AROUND[neighbours], **(stated or {})}
    )
    return replace(
        statistic,
        layer=_outlines(patches, rows, cover),
        headlines=(
            _headline(msg("Patches"), float(len(rows)), "", statistic),
            _headline(msg("Median patch"), float(rows["area_ha"].median()), msg("ha"), statistic),
            _headline(
                msg("Median way to the next patch"),
                float(rows["enn_m"].median()),
                msg("m"),
                statistic,
            ),
        ),
    )


def _found(
    cover: RasterInput,
    zones: Input | None,
    zone_column: str | None,
    neighbours: str,
    crs: CRS | None,
) -> tuple[Patches, Input | None]:
    raster = cover.raster
    require_raster_crs(cover, crs)
    areas = with_ids(placed_on(zones, cover), zone_column) if zones else None
    patches = patches_of(
        raster.array,
        raster.transform,
        raster.crs,
        areas.frame if areas else None,
        zone_column=zone_column or ID,
        nodata=raster.nodata,
        classes=class_names(raster),
        neighbours=4 if neighbours == "4" else 8,
    )
    return patches, areas


def _described(
    formula: str,
    rows: pd.DataFrame,
    cover: RasterInput,
    areas: Input | None,
    parameters: Mapping[str, Any],
) -> Statistic:
    inputs: list[Input | RasterInput] = [cover, *([areas] if areas else [])]
    zoned = {words.ZONES: areas.id, ZONE_CELLS: BY_CENTRE} if areas else {}
    statistic = described(
        LANDSCAPE,
        formula,
        rows,
        inputs,
        cover.raster.crs,
        {words.CELL: abs(cover.raster.transform.a), **zoned, **parameters},
        notes=[CUT, NO_INTERVAL],
    )
    return replace(statistic, method=replace(statistic.method, source=FRAGSTATS))


def _headline(label: str, value: float, unit: str, statistic: Statistic) -> Headline:
    return Headline(label, Figure(value, unit, None, None, statistic.method))


def _zones(whole: pd.DataFrame, cover: RasterInput, areas: Input | None) -> gpd.GeoDataFrame:
    """Give each zone with the figures of all its classes together."""
    raster = cover.raster
    whole_raster = shapely.box(*array_bounds(*raster.array.shape, raster.transform))
    return gpd.GeoDataFrame(
        whole[["zone", *_SHOWN]],
        geometry=areas.frame.geometry.to_numpy() if areas else [whole_raster],
        crs=raster.crs,
    )


def _outlines(patches: Patches, rows: pd.DataFrame, cover: RasterInput) -> gpd.GeoDataFrame:
    """Give each patch with its outline along the sides of its cells."""
    raster = cover.raster
    outlines = outlined(patches.painted(), raster.array.shape[0] + 1, raster.transform)
    return gpd.GeoDataFrame(rows, geometry=outlines, crs=raster.crs)


_ROLES: Final = (
    Role("cover", msg("Raster"), ("raster",), ("landcover",)),
    Role(
        "zones",
        msg("Zones"),
        ("polygon",),
        ("municipalities", "parks"),
        optional=True,
        usual=True,
    ),
)
_NEIGHBOURS: Final = Setting(
    "neighbours",
    NEIGHBOURS,
    "choice",
    "8",
    choices=tuple(Choice(value, title) for value, title in _AROUND.items()),
)

MEASURES: Final = (
    Measure(
        id="landscape",
        family="landcover",
        title=msg("Pattern of the landscape"),
        lead=msg("How broken up is the land of each class, and how long are its edges?"),
        function=landscape,
        roles=_ROLES,
        settings=(
            _NEIGHBOURS,
            Setting(
                "boundary",
                BOUNDARY,
                "choice",
                "left_out",
                choices=tuple(Choice(value, title) for value, title in _BOUNDARIES.items()),
            ),
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            declared.CLASS,
            declared.AREA_HA,
            Column("pland_percent", msg("Share of the landscape (PLAND), %"), 2),
            Column("np", msg("Patches (NP)")),
            Column("pd_per_100ha", msg("Patches in 100 ha (PD)"), 3),
            Column("lpi_percent", msg("Largest patch (LPI), %"), 2),
            Column("te_m", msg("Edge (TE), m")),
            Column("ed_m_per_ha", msg("Edge density (ED), m/ha"), 2),
            Column("lsi", msg("Shape index (LSI)"), 2),
            Column("mesh_ha", msg("Effective mesh size (MESH), ha"), 2),
            Column("shdi", msg("Shannon's diversity (SHDI)"), 3),
            Column("contag_percent", msg("Contagion (CONTAG), %"), 1),
        ),
        charts=(Chart("heat", msg("Edge density by class"), "class", "ed_m_per_ha", "zone"),),
        look=Look("ed_m_per_ha", "steps", msg("Edge density (ED), m/ha")),
    ),
    Measure(
        id="landscape_patches",
        family="landcover",
        title=msg("Patches of the landscape"),
        lead=msg("Where do the patches of each class lie, how are they shaped, how far apart?"),
        function=landscape_patches,
        roles=_ROLES,
        settings=(_NEIGHBOURS, declared.ZONE_COLUMN),
        columns=(
            declared.ZONE,
            declared.CLASS,
            Column("patch", msg("Patch")),
            declared.AREA_HA,
            Column("perimeter_m", msg("Perimeter, m")),
            Column("shape", msg("Shape index (SHAPE)"), 2),
            Column("frac", msg("Fractal dimension (FRAC)"), 3),
            Column("enn_m", msg("Next patch of the class (ENN), m")),
        ),
        charts=(Chart("stack", msg("Area by class"), "zone", "area_ha", "class"),),
        look=Look("class", "classes", msg("Class")),
    ),
)
