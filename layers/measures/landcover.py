"""Land cover on any inputs: hectares by class of a raster and zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd

from geo import SHARE, UNCLASSIFIED, Figure
from geo.landcover import class_areas
from layers import method_words as words
from layers._statistic import Headline, Statistic, described
from layers.inputs import with_ids
from layers.measure import Chart, Choice, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.rasters import NO_INTERVAL, class_names, placed_on, require_raster_crs
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import CRS

    from layers.inputs import Input, RasterInput

__all__ = ["EDGES", "EXACT", "MEASURES", "Edges", "landcover"]

Edges = Literal["exact", "centre"]

EXACT: Final = "exact"
EDGES: Final = ("exact", "centre")
"""How cells on the edge of a zone can count."""


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
        classes are known, else its code; "unclassified" is land without data. The layer holds the
        zones with the class that has most of each.

    Raises
    ------
    CrsError
        The raster is in another CRS, or in one that cannot measure.
    GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    raster = cover.raster
    require_raster_crs(cover, crs)
    areas = with_ids(placed_on(zones, cover), zone_column)
    rows = class_areas(
        raster.array,
        raster.transform,
        raster.crs,
        areas.frame,
        zone_column=zone_column or ID,
        nodata=raster.nodata,
        classes=class_names(raster),
        edges=edges,
    )
    formula = words.LANDCOVER_FORMULA if edges == EXACT else words.LANDCOVER_CENTRE_FORMULA
    statistic = described(
        words.LANDCOVER,
        formula,
        rows,
        [cover, areas],
        raster.crs,
        {words.CELL: abs(raster.transform.a), words.ZONES: areas.id, **(stated or {})},
        notes=[NO_INTERVAL],
    )
    layer = _leading(rows, areas, zone_column or ID)
    return replace(statistic, layer=layer, headlines=_headlines(rows, statistic))


def _leading(rows: pd.DataFrame, areas: Input, name: str) -> gpd.GeoDataFrame:
    """Give each zone with the class that has most of it; land without data leads nowhere else."""
    known = rows["class"] != UNCLASSIFIED
    ordered = rows.assign(known=known).sort_values(["known", "area_ha"], ascending=False)
    first = ordered.drop_duplicates("zone").set_index("zone").loc[areas.frame[name]]
    return gpd.GeoDataFrame(
        first.reset_index()[["zone", "class", "area_ha", "share"]],
        geometry=areas.frame.geometry.to_numpy(),
        crs=areas.frame.crs,
    )


def _headlines(rows: pd.DataFrame, statistic: Statistic) -> tuple[Headline, ...]:
    by_class = rows.groupby("class", sort=False)["area_ha"].sum()
    total_ha, known_ha = float(by_class.sum()), by_class.drop(UNCLASSIFIED, errors="ignore")
    known_ha = known_ha[known_ha > 0]
    figures = [
        (msg("Land of the zones"), total_ha, msg("ha")),
        (msg("Of it with a known class"), float(known_ha.sum()) / total_ha, SHARE),
        (msg("Classes present"), float(len(known_ha)), ""),
    ]
    if len(known_ha):
        share = float(known_ha.max()) / total_ha
        figures.insert(2, (msg("Share of the class that has most"), share, SHARE))
    return tuple(
        Headline(label, Figure(value, unit, None, None, statistic.method))
        for label, value, unit in figures
    )


MEASURES: Final = (
    Measure(
        id="landcover",
        family="landcover",
        title=msg("Land cover"),
        lead=msg("How many hectares of each class of the raster lie in each zone?"),
        function=landcover,
        roles=(
            Role("cover", msg("Raster"), ("raster",), ("landcover",)),
            Role("zones", msg("Zones"), ("polygon",), ("municipalities", "parks")),
        ),
        settings=(
            Setting(
                "edges",
                msg("Cells on the edge"),
                "choice",
                EXACT,
                choices=(Choice(EXACT, msg("by their part")), Choice("centre", msg("by centre"))),
            ),
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            declared.CLASS,
            declared.AREA_HA,
            declared.SHARE,
        ),
        charts=(Chart("stack", msg("Area by class"), "zone", "area_ha", "class"),),
        look=Look("class", "classes", msg("Class that has most of the zone")),
    ),
)
