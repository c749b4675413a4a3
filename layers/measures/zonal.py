"""Statistics of a raster in zones on any inputs: of its values, its classes, or a distance.

Without a raster of values the measure makes one that every edition can give honestly: the distance
from the land of the zones to the nearest of some places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import Figure, ValueRangeError, fitting_utm, said
from geo.zonal import zonal_classes, zonal_quantiles, zonal_statistics
from layers import method_words as words
from layers._statistic import Headline, Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import EMPTY, FILLED, Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures.landcover import EDGES, EXACT, Edges
from layers.measures.rasterchange import EDGE_CELLS, EDGE_TITLES
from layers.rasters import NO_INTERVAL, class_names, distance_raster, placed_on, require_raster_crs
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.edition import Raster
    from layers.inputs import Input, RasterInput

__all__ = ["CELL_M", "MEASURES", "zonal"]

Kind = Literal["auto", "values", "classes"]

CELL_M: Final = 500.0
"""Side of a cell of the raster of distances, unless told otherwise."""

ZONAL: Final = msg("statistics of a raster in zones")
VALUES_FORMULA: Final = msg(
    "with x the value of a cell and w its part in the zone: mean = sum w x / sum w; variance = "
    "sum w (x - mean)^2 / sum w; CV = root of the variance / mean; quantile q: where S reaches q "
    "of its last, S_k = (k - 1) w_k + (n - 1) (w_1 + ... + w_(k-1)) over the n cells in the order "
    "of their values, between values in proportion"
)
CLASSES_FORMULA: Final = msg(
    "with w the part of a cell in the zone: prevailing class = greatest sum of w, its share = that "
    "sum / sum of all w; rarest class = least sum of w; variety = number of classes"
)
EXACTEXTRACT: Final = "D. Baston, exactextract, https://github.com/isciences/exactextract"
HOLDS: Final = msg("The raster holds")
DISTANCE: Final = msg("distance to the nearest place, m")
DISTANCE_NOTE: Final = msg(
    "The raster is made for this figure: each cell holds the straight-line distance from its "
    "centre to the nearest place, people or not. How sure such distances are, the measure of what "
    "lies nearest says."
)
_KINDS: Final = {
    "auto": msg("what its legend says"),
    "values": msg("values"),
    "classes": msg("classes"),
}
_VALUES: Final = (
    "mean",
    "std",
    "cv",
    "min",
    "quantile_25",
    "median",
    "quantile_75",
    "max",
    "sum",
)
_CLASSES: Final = ("majority", "majority_share", "minority", "variety")


def zonal(
    zones: Input,
    values: RasterInput | None = None,
    places: Input | None = None,
    *,
    holds: Kind = "auto",
    cell_m: float = CELL_M,
    zone_column: str | None = None,
    edges: Edges = EXACT,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure a raster in zones: mean, spread and quantiles of values, or the prevailing class.

    Parameters
    ----------
    zones
        Polygons to report by.
    values
        A raster in a measuring CRS.
    places
        Without `values`: the raster is the distance to the nearest of these.
    holds
        "values": numbers that can be averaged. "classes": codes. "auto": classes where the raster
        has a legend, else values.
    cell_m
        Side of a cell of the raster of distances, in metres.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    edges
        How cells on the edge of a zone count: see `layers.measures.landcover.landcover`.
    crs
        The measuring CRS that the raster must be in; None takes the raster's own, or the UTM zone
        that fits the zones.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``zone, cells, mean, std, cv, min, quantile_25, median, quantile_75, max, sum,
        majority, majority_share, minority, variety``: the first of values, the last four of
        classes; the others are NaN or None. The layer holds the zones with what the rows say.

    Raises
    ------
    ValueRangeError
        There is neither a raster nor places, or classes are no whole numbers.
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of an input.
    """
    source: Input | RasterInput
    if values is not None:
        require_raster_crs(values, crs)
        raster, source = values.raster, values
        areas = with_ids(placed_on(zones, values), zone_column)
        classes = holds == "classes" or (holds == "auto" and bool(raster.classes))
        stated, notes = {HOLDS: _KINDS["classes" if classes else "values"]}, [NO_INTERVAL]
    elif places is not None:
        crs = crs or fitting_utm(zones.frame)
        areas, source = with_ids(placed(zones, crs), zone_column), placed(places, crs)
        raster, classes = distance_raster(source.frame, areas.frame, cell_m), False
        stated, notes = {HOLDS: DISTANCE}, [DISTANCE_NOTE]
    else:
        raise ValueRangeError(
            said(
                "`zonal`: expected a raster, or places to measure the distance to, got "
                "neither: name one as `values` or `places`"
            )
        )
    asked: dict[str, Any] = {
        "zone_column": zone_column or ID,
        "nodata": raster.nodata,
        "edges": edges,
    }
    rows = (_of_classes if classes else _of_values)(raster, areas, asked)
    statistic = described(
        ZONAL,
        CLASSES_FORMULA if classes else VALUES_FORMULA,
        rows,
        [source, areas],
        raster.crs,
        {
            **stated,
            words.CELL: abs(raster.transform.a),
            EDGE_CELLS: EDGE_TITLES[edges],
            words.ZONES: areas.id,
            **(stated or {}),
        },
        notes=notes,
    )
    statistic = replace(statistic, method=replace(statistic.method, source=EXACTEXTRACT))
    unit = msg("m") if values is None else ""
    shown = ["zone", "cells", *(_CLASSES if classes else _VALUES)]
    layer = gpd.GeoDataFrame(rows[shown], geometry=areas.frame.geometry.to_numpy(), crs=raster.crs)
    return replace(
        statistic,
        layer=layer,
        headlines=() if classes else _headlines(rows, unit, statistic),
    )


def _of_values(raster: Raster, areas: Input, asked: Mapping[str, Any]) -> pd.DataFrame:
    given = (raster.array, raster.transform, raster.crs, areas.frame)
    marks = zonal_quantiles(*given, ties="apart", **asked).drop(columns=["zone", "cells"])
    rows = zonal_statistics(*given, **asked).join(marks.rename(columns={"quantile_50": "median"}))
    rows = rows[["zone", "cells", *_VALUES]]
    return rows.assign(majority=None, majority_share=np.nan, minority=None, variety=np.nan)


def _of_classes(raster: Raster, areas: Input, asked: Mapping[str, Any]) -> pd.DataFrame:
    found = zonal_classes(raster.array, raster.transform, raster.crs, areas.frame, **asked)
    rows = found[["zone", "cells"]].assign(**dict.fromkeys(_VALUES, np.nan))
    names = class_names(raster)
    for column in ("majority", "minority"):
        rows[column] = pd.Series(
            [None if pd.isna(code) else names.get(int(code), int(code)) for code in found[column]],
            dtype=object,
        )
    rows["majority_share"] = found["majority_share"]
    return rows.assign(variety=found["variety"])[["zone", "cells", *_VALUES, *_CLASSES]]


def _headlines(rows: pd.DataFrame, unit: str, statistic: Statistic) -> tuple[Headline, ...]:
    known = rows[rows["cells"] > 0]
    if known.empty:
        return ()
    cells = float(known["cells"].sum())
    figures = (
        (msg("Mean over the zones"), float(known["sum"].sum()) / cells),
        (msg("Least"), float(known["min"].min())),
        (msg("Greatest"), float(known["max"].max())),
    )
    return tuple(
        Headline(label, Figure(value, unit, None, None, statistic.method))
        for label, value in figures
    )


MEASURES: Final = (
    Measure(
        id="zonal",
        family="landcover",
        title=msg("Raster in zones"),
        lead=msg("What are the mean, the spread and the quantiles of a raster in each zone?"),
        function=zonal,
        roles=(
            Role("zones", msg("Zones"), ("polygon",), ("municipalities", "parks")),
            Role("values", msg("Raster"), ("raster",), ("landcover",), optional=True),
            Role(
                "places",
                msg("Distance to these, without a raster"),
                ("point", "line", "polygon"),
                ("parks", "sites", "settlements"),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            Setting(
                "holds",
                HOLDS,
                "choice",
                "auto",
                choices=tuple(Choice(value, title) for value, title in _KINDS.items()),
                applies=(("values", (FILLED,)),),
            ),
            Setting(
                "cell_m",
                msg("Cell of the raster of distances, m"),
                "number",
                CELL_M,
                least=1,
                flag="cell",
                applies=(("values", (EMPTY,)),),
            ),
            Setting(
                "edges",
                EDGE_CELLS,
                "choice",
                EXACT,
                choices=tuple(Choice(value, EDGE_TITLES[value]) for value in EDGES),
            ),
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            Column("cells", msg("Cells with data"), 1),
            Column("mean", msg("Mean"), 2),
            Column("std", msg("Standard deviation"), 2),
            Column("cv", msg("Coefficient of variation"), 3),
            Column("min", msg("Least"), 2),
            Column("quantile_25", msg("Lower quartile"), 2),
            Column("median", msg("Median"), 2),
            Column("quantile_75", msg("Upper quartile"), 2),
            Column("max", msg("Greatest"), 2),
            Column("sum", msg("Sum"), 2),
            Column("majority", msg("Prevailing class")),
            Column("majority_share", msg("Share of the prevailing class"), 1, share=True),
            Column("minority", msg("Rarest class")),
            Column("variety", msg("Classes present")),
        ),
        charts=(
            Chart(
                "bars",
                msg("Median by zone"),
                "zone",
                "median",
                low="quantile_25",
                high="quantile_75",
            ),
            Chart("bars", msg("Prevailing class by zone"), "zone", "majority_share", share=True),
        ),
        look=Look(
            "mean",
            "steps",
            msg("Mean"),
            instead=Look("majority", "classes", msg("Prevailing class")),
        ),
    ),
)
