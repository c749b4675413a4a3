"""Rasters in zones: hectares of each class, and mean, sum, least and greatest value.

A cell belongs to a zone when its centre lies in it ("centre"), or in part, by the exact share of
its area within the zone ("exact"). Zones are labelled once, blocks of rows at a time, and classes
are counted a label; only zones that overlap need more than one labelling. Cells without data, and
land of a zone beyond the raster under "exact", count as "unclassified".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo._bands import checked_band, class_codes, class_values, require_classes, with_data
from geo._cells import labellings
from geo._errors import EmptyError, ValueRangeError
from geo.landuse import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo._cells import Cells

__all__ = ["class_areas", "zonal_statistics"]

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
    require_classes(array)
    values = class_values(array, nodata)
    count = len(values) + 1
    table = np.zeros((len(zones) + 1) * count)
    for label, value, part in _parts(array, cells, zones, edges):
        code = label * count + class_codes(value, values)
        table += np.bincount(code, weights=part, minlength=len(table))
    table = table.reshape(-1, count)[1:] * cells.area_m2
    _require_overlap(table, zones)
    whole_m2 = table.sum(axis=1)
    if edges == "exact":
        whole_m2 = zones.geometry.area.to_numpy()
        beyond = whole_m2 - table.sum(axis=1)
        table[:, -1] += np.where(beyond > _ROUNDING * whole_m2, beyond, 0)
    named = classes or {}
    names = [*(named.get(int(value), int(value)) for value in values), UNCLASSIFIED]
    return _rows(table, whole_m2, zones[zone_column].to_numpy(), names)


def zonal_statistics(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame,
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    edges: Literal["centre", "exact"] = "centre",
) -> pd.DataFrame:
    """Return mean, sum, least and greatest of a raster's values in each zone.

    Parameters
    ----------
    array
        One band of numbers, rows from the top; NaN has no data.
    transform, crs, zones, zone_column, nodata, edges
        As in `class_areas`. Under "exact" values weigh by the share of their cell in the zone, so
        that sums over zones without gaps give the sum of the raster.

    Returns
    -------
    pandas.DataFrame
        ``zone, cells, mean, sum, min, max``, zones in their order. `cells` counts cells with data,
        in parts under "exact". NaN, but for a sum of 0, where a zone holds none.

    Raises
    ------
    CrsError, EmptyError, GeometryError, ColumnError, ValueRangeError
        As in `class_areas`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1.0, 3.0], [5.0, 9.0]])
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250200)])
    >>> zonal_statistics(band, place, CRS.from_epsg(32645), zone).to_dict("records")
    [{'zone': 'z', 'cells': 2.0, 'mean': 3.0, 'sum': 6.0, 'min': 1.0, 'max': 5.0}]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    size = len(zones) + 1
    counts, sums = np.zeros(size), np.zeros(size)
    least, greatest = np.full(size, np.inf), np.full(size, -np.inf)
    touched = np.zeros(size)
    for label, value, part in _parts(array, cells, zones, edges):
        touched += np.bincount(label, weights=part, minlength=size)
        known = with_data(value, nodata) & (label > 0)
        zone, number = label[known], value[known].astype(float)
        weight = np.ones(len(zone)) if part is None else part[known]
        counts += np.bincount(zone, weights=weight, minlength=size)
        sums += np.bincount(zone, weights=weight * number, minlength=size)
        np.minimum.at(least, zone, number)
        np.maximum.at(greatest, zone, number)
    _require_overlap(touched[1:], zones)
    counts, sums, least, greatest = counts[1:], sums[1:], least[1:], greatest[1:]
    some = counts > 0
    return pd.DataFrame(
        {
            "zone": zones[zone_column].to_numpy(),
            "cells": counts,
            "mean": np.divide(sums, counts, out=np.full(len(zones), np.nan), where=some),
            "sum": sums,
            "min": np.where(some, least, np.nan),
            "max": np.where(some, greatest, np.nan),
        }
    )


def _parts(
    array: NDArray[Any], cells: Cells, zones: gpd.GeoDataFrame, edges: str
) -> Iterator[tuple[NDArray[np.int64], NDArray[Any], NDArray[np.float64] | None]]:
    """Yield zone number + 1 (0: none), value and share (None: whole) of cells, each as an array."""
    if edges not in {"centre", "exact"}:
        raise ValueRangeError(f"expected `edges` to be centre or exact, got {edges}: choose one")
    shapes = np.asarray(zones.geometry.array)
    for labelling in labellings(shapes, cells, exactly=edges == "exact"):
        row, column, zone, part = labelling.parts
        yield zone + 1, array[row, column], part
        for rows, labels, claimed in labelling.blocks():
            yield labels.ravel().astype(np.int64), array[rows].ravel(), None
            row, column, zone, part = claimed
            yield zone + 1, array[row, column], part


def _require_overlap(amounts: NDArray[np.float64], zones: gpd.GeoDataFrame) -> None:
    if not amounts.any():
        raise EmptyError(
            f"`zones`: expected at least one on the raster, got none of {len(zones)} there: "
            f"check the area of both, or the size of the cells"
        )


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
