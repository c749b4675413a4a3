"""Land use on any inputs: hectares by class and zone, and how mixed they are."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo import fitting_utm
from geo.landuse import OverlapWarning, area_by_class, mix_entropy
from layers import method_words as words
from layers._statistic import Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Column, Measure, Role, Setting
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "landuse", "mix"]


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


MEASURES: Final = (
    Measure(
        id="landuse",
        family="landuse",
        title=msg("Land use"),
        lead=msg("How many hectares of each class of land use lie in each zone?"),
        function=landuse,
        roles=(
            Role("uses", msg("Land use"), ("polygon",), ("landuse",)),
            Role("zones", msg("Zones"), ("polygon",), ("municipalities", "parks")),
        ),
        settings=(
            Setting(
                "class_column",
                msg("Column of classes"),
                "column",
                of="uses",
                flag="class",
                on_page=False,
            ),
            Setting("zone_column", msg("Column of names"), "column", of="zones", on_page=False),
        ),
        columns=(
            Column("zone", msg("Zone")),
            Column("class", msg("Class")),
            Column("area_ha", msg("Area, ha"), 1),
            Column("share", msg("Share"), 1, share=True),
        ),
        charts=(Chart("stack", msg("Area by class"), "zone", "area_ha", "class"),),
    ),
)
