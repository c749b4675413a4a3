"""Land use and land cover on any inputs: hectares by class and zone, and how mixed they are."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from geo import CrsError, crs_name, fitting_utm
from geo.landcover import class_areas
from geo.landuse import OverlapWarning, area_by_class, mix_entropy
from layers import method_words as words
from layers._statistic import Statistic, described
from layers.inputs import placed, with_ids
from layers.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.inputs import Input, RasterInput

__all__ = ["EXACT", "Edges", "landcover", "landuse", "mix"]

Edges = Literal["exact", "centre"]

EXACT: Final = "exact"


def landuse(
    uses: Input,
    zones: Input,
    *,
    class_column: str,
    zone_column: str | None = None,
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
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    crs
        The measuring CRS; None takes the UTM zone that fits the zones.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, class, area_ha, share``; a zone's areas sum to the zone, "unclassified" being
        what no polygon covers.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
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
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", OverlapWarning)
        rows = area_by_class(
            uses.frame, areas.frame, class_column=class_column, zone_column=zone_column or ID
        )
    overlaps = any(issubclass(one.category, OverlapWarning) for one in caught)
    return described(
        words.LANDUSE,
        words.LANDUSE_FORMULA,
        rows,
        [uses, areas],
        crs,
        {words.CLASSES: class_column, words.ZONES: areas.id, **(stated or {})},
        notes=[words.OVERLAPS] if overlaps else [],
    )


def mix(areas: Statistic, classes_possible: int) -> Statistic:
    """Measure how mixed the land uses of each zone are, by Shannon's entropy.

    Parameters
    ----------
    areas
        What `landuse` gave.
    classes_possible
        K of the second value: how many classes a zone could hold.

    Returns
    -------
    Statistic
        Rows ``zone, mix_present, mix_possible, classes_present, classes_possible``: 0 for one
        class, 1 for equal parts, by the classes present and by those possible.

    Raises
    ------
    ValueRangeError
        A zone holds more classes than are possible.
    """
    method = replace(
        areas.method,
        measure=words.MIX,
        formula=words.MIX_FORMULA,
        parameters={**areas.method.parameters, words.POSSIBLE: classes_possible},
        source=words.MIX_SOURCE,
    )
    rows = mix_entropy(areas.rows, classes_possible=classes_possible)
    return replace(areas, method=method, rows=rows)


def landcover(
    cover: RasterInput,
    zones: Input,
    *,
    zone_column: str | None = None,
    edges: Edges = EXACT,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the hectares of each class of a raster in each zone.

    Parameters
    ----------
    cover
        A raster of classes in a measuring CRS.
    zones
        Polygons to report by; they are brought into the raster's CRS.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    edges
        "exact": cells on the edge of a zone count by their part in it. "centre": a cell counts
        whole in the zone that holds its centre.
    crs
        The measuring CRS that the raster must be in; None takes the raster's own.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, class, area_ha, share``. `class` is the class's value where the raster's
        classes are known, else its code; "unclassified" is land without data.

    Raises
    ------
    CrsError
        The raster is in another CRS, or in one that cannot measure.
    GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    raster = cover.raster
    if crs is not None and not raster.crs.equals(crs, ignore_axis_order=True):
        raise CrsError(
            f"`{cover.id}`: expected the raster in the measuring CRS `{crs_name(crs)}`, got "
            f"`{crs_name(raster.crs)}`: warp it with gdalwarp -t_srs, or measure in its own CRS"
        )
    areas = with_ids(placed(zones, raster.crs), zone_column)
    rows = class_areas(
        raster.array,
        raster.transform,
        raster.crs,
        areas.frame,
        zone_column=zone_column or ID,
        nodata=raster.nodata,
        classes={code: one.value for code, one in raster.classes.items()},
        edges=edges,
    )
    formula = words.LANDCOVER_FORMULA if edges == EXACT else words.LANDCOVER_CENTRE_FORMULA
    return described(
        words.LANDCOVER,
        formula,
        rows,
        [cover, areas],
        raster.crs,
        {words.CELL: abs(raster.transform.a), words.ZONES: areas.id, **(stated or {})},
    )
