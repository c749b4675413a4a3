"""Classes of a raster in zones: hectares and shares of each.

A cell belongs to a zone when its centre lies in it ("centre"), or in part, by the exact share of
its area within the zone ("exact"). Zones are labelled once, blocks of rows at a time, and classes
are counted a label; only zones that overlap need more than one labelling. Cells without data, and
land of a zone beyond the raster under "exact", count as "unclassified".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo._bands import checked_band, require_classes, require_edges, require_touched
from geo._class_counts import class_counts
from geo.landuse import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["class_areas"]

_M2_PER_HA = 10_000
_ROUNDING = 1e-9


def class_areas(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame,
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    classes: Mapping[int, Any] | None = None,
    edges: Literal["centre", "exact"] = "centre",
) -> pd.DataFrame:
    """Return the hectares of each raster class in each zone.

    Parameters
    ----------
    array
        One band of whole numbers, rows from the top.
    transform
        From column and row to x and y, metres.
    crs
        CRS of the raster, pyproj's or rasterio's.
    zones
        Polygons in the same CRS; they may overlap.
    zone_column
        Column of `zones` with the name that rows carry.
    nodata
        Value of cells without data.
    classes
        Names by value; a value without a name goes by itself. Without it all values do.
    edges
        "centre": a cell counts whole in the zone that holds its centre. "exact": it counts by the
        share of its area in the zone.

    Returns
    -------
    pandas.DataFrame
        ``zone, class, area_ha, share`` for each class that the zone holds, zones in their order,
        classes by value, "unclassified" last. `share` is of the zone's cells ("centre") or of its
        area ("exact"), 0 to 1. A zone that holds no cell has one row: unclassified, 0 ha, NaN.

    Raises
    ------
    CrsError
        The raster is in another CRS than the zones.
    EmptyError
        No zone lies on the raster.
    ValueRangeError
        The array is no band of whole numbers.
    GeometryError, ColumnError
        By the first fault of the zones; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1, 1], [2, 2]], dtype="uint8")
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250200)])
    >>> class_areas(band, place, CRS.from_epsg(32645), zone, classes={1: "wood"}).to_dict("records")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'zone': 'z', 'class': 'wood', 'area_ha': 1.0, 'share': 0.5},
     {'zone': 'z', 'class': 2, 'area_ha': 1.0, 'share': 0.5}]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    require_edges(edges)
    require_classes(array)
    shapes = np.asarray(zones.geometry.array)
    values, counts = class_counts(array, cells, shapes, nodata, exactly=edges == "exact")
    table = counts * cells.area_m2
    require_touched(zones, touched=bool(table.any()))
    whole_m2 = table.sum(axis=1)
    if edges == "exact":
        whole_m2 = zones.geometry.area.to_numpy()
        beyond = whole_m2 - table.sum(axis=1)
        table[:, -1] += np.where(beyond > _ROUNDING * whole_m2, beyond, 0)
    named = classes or {}
    names = [*(named.get(int(value), int(value)) for value in values), UNCLASSIFIED]
    return _rows(table, whole_m2, zones[zone_column].to_numpy(), names)


def _rows(
    table_m2: NDArray[np.float64],
    whole_m2: NDArray[np.float64],
    names: NDArray[Any],
    classes: list[Any],
) -> pd.DataFrame:
    shown = table_m2 > 0
    shown[~shown.any(axis=1), -1] = True
    zone, kind = np.nonzero(shown)
    area_m2 = table_m2[zone, kind]
    share = np.divide(
        area_m2, whole_m2[zone], out=np.full(len(zone), np.nan), where=whole_m2[zone] > 0
    )
    share[area_m2 == 0] = np.nan
    labels = np.array(classes, dtype=object)[kind]
    return pd.DataFrame(
        {"zone": names[zone], "class": labels, "area_ha": area_m2 / _M2_PER_HA, "share": share}
    )
