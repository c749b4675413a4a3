"""Statistics of a raster's values in zones, with cells weighed by the exact share in the zone.

Under "exact" a cell on the edge counts by the share of its area in the zone, so that sums over
zones without gaps give the sum of the raster; under "centre" it counts whole in the zone that holds
its centre. NaN and the value of no data are left out, and so is what a zone holds of land beyond
the raster. The definitions are those of exactextract.

Source: Baston, exactextract: fast and accurate zonal statistics, github.com/isciences/exactextract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo._bands import (
    checked_band,
    require_classes,
    require_edges,
    require_touched,
    with_data,
)
from geo._cells import labellings
from geo._class_counts import class_counts
from geo._errors import ValueRangeError
from geo._said import said
from geo._threads import in_threads
from geo._weighted_quantiles import gathered, weighted_quantiles
from geo._zonal_sums import Piece, about_the_middle, pieces, summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS


__all__ = ["zonal_classes", "zonal_quantiles", "zonal_statistics"]


Edges = Literal["centre", "exact"]


def zonal_statistics(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame,
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    edges: Edges = "centre",
) -> pd.DataFrame:
    """Return mean, sum, extremes and spread of a raster's values in each zone.

    Parameters
    ----------
    array
        One band of numbers, rows from the top; NaN has no data.
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
    edges
        "centre": a cell counts whole in the zone that holds its centre. "exact": it counts by the
        share of its area in the zone.

    Returns
    -------
    pandas.DataFrame
        ``zone, cells, mean, sum, min, max, variance, std, cv``, zones in their order. With w the
        share of a cell and x its value: cells = sum w; mean = sum w x / sum w; variance = sum w
        (x - mean)^2 / sum w; std its root; cv = std / mean. `min` and `max` are of all cells that
        the zone touches. NaN, but for a sum of 0, where a zone holds no cell with data.

    Raises
    ------
    CrsError
        The raster is in another CRS than the zones.
    EmptyError
        No zone lies on the raster.
    ValueRangeError
        The array is no band, or `edges` is neither.
    GeometryError, ColumnError
        By the first fault of the zones; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1.0, 3.0], [5.0, 9.0]])
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250200)])
    >>> zonal_statistics(band, place, CRS.from_epsg(32645), zone).round(2).to_dict("records")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'zone': 'z', 'cells': 2.0, 'mean': 3.0, 'sum': 6.0, 'min': 1.0, 'max': 5.0,
      'variance': 4.0, 'std': 2.0, 'cv': 0.67}]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    require_edges(edges)
    size, middle = len(zones), about_the_middle(array, nodata)
    sums, ends, touched = np.zeros((4, size + 1)), np.full((2, size + 1), np.inf), False

    def measured(piece: Piece) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return summed(piece, nodata, middle, size + 1)

    for labelling in labellings(_shapes(zones), cells, exactly=edges == "exact"):
        row, column, zone, part = labelling.parts
        edge = Piece(zone + 1, np.arange(len(zone)), array[row, column], part)
        for more, beyond in in_threads(measured, [edge, *pieces(array, cells, labelling)]):
            sums += more
            np.minimum(ends, beyond, out=ends)
        touched |= bool(labelling.label.any()) or len(zone) > 0
    require_touched(zones, touched=touched)
    some = sums[0, 1:] > 0
    count, total, off, squares = np.where(some, sums[:, 1:], np.nan)
    variance = np.maximum(squares / count - (off / count) ** 2, 0)
    mean = total / count
    return pd.DataFrame(
        {
            "zone": zones[zone_column].to_numpy(),
            "cells": sums[0, 1:],
            "mean": mean,
            "sum": sums[1, 1:],
            "min": np.where(some, ends[0, 1:], np.nan),
            "max": np.where(some, -ends[1, 1:], np.nan),
            "variance": variance,
            "std": np.sqrt(variance),
            "cv": np.divide(np.sqrt(variance), mean, out=np.full(size, np.nan), where=mean != 0),
        }
    )


def zonal_quantiles(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame,
    quantiles: Sequence[float] = (0.25, 0.5, 0.75),
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    edges: Edges = "centre",
    ties: Literal["joined", "apart"] = "joined",
) -> pd.DataFrame:
    """Return quantiles of a raster's values in each zone; 0.5 is the median.

    Parameters
    ----------
    array, transform, crs, zones, zone_column, nodata, edges
        As in `zonal_statistics`.
    quantiles
        Numbers from 0 to 1.
    ties
        "joined": equal values of a zone are one value with the sum of their shares, as in
        exactextract. "apart": each cell keeps its own, so that whole cells give the usual quantile
        by the linear rule, however many are equal.

    Returns
    -------
    pandas.DataFrame
        ``zone, cells``, and a column ``quantile_50`` for 0.5 and so on. With x the n values in
        rising order and w their shares: S_k = (k - 1) w_k + (n - 1) (w_1 + ... + w_(k-1)); the
        quantile q lies where S reaches q S_n, between values in proportion. NaN where a zone holds
        no cell with data.

    Raises
    ------
    CrsError, EmptyError, GeometryError, ColumnError, ValueRangeError
        As in `zonal_statistics`; a quantile lies outside 0 to 1, or `ties` is neither.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1.0, 3.0], [5.0, 9.0]])
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350200, 6250200)])
    >>> zonal_quantiles(band, place, CRS.from_epsg(32645), zone, [0.5]).to_dict("records")
    [{'zone': 'z', 'cells': 4.0, 'quantile_50': 4.0}]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    require_edges(edges)
    wanted = np.array(list(quantiles), dtype=float)
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueRangeError(
            said(
                "expected quantiles from 0 to 1, got {wanted}: 0.5 is the median",
                wanted=[float(one) for one in wanted],
            )
        )
    if ties not in {"joined", "apart"}:
        raise ValueRangeError(
            said("expected `ties` to be joined or apart, got {ties}: choose one", ties=ties)
        )
    joined = ties == "joined"
    found = np.full((len(zones), len(wanted)), np.nan)
    counts, touched = np.zeros(len(zones)), False
    for labelling in labellings(_shapes(zones), cells, exactly=edges == "exact"):
        touched |= bool(labelling.label.any()) or len(labelling.parts.zone) > 0
        for one in gathered(array, labelling, len(zones)):
            known = with_data(one.value, nodata)
            zone, weight = one.zone[known], one.weight[known]
            counts += np.bincount(zone, weights=weight, minlength=len(zones))
            value = one.value[known].astype(float)
            held, marks = weighted_quantiles(zone, value, weight, wanted, joined=joined)
            found[held] = marks
    require_touched(zones, touched=touched)
    names = [f"quantile_{100 * one:g}" for one in wanted]
    keys = pd.DataFrame({"zone": zones[zone_column].to_numpy(), "cells": counts})
    return keys.join(pd.DataFrame(found, columns=names))


def zonal_classes(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame,
    *,
    zone_column: str = "id",
    nodata: float | None = None,
    edges: Edges = "centre",
) -> pd.DataFrame:
    """Return which class of a raster holds most of each zone, which least, and how many there are.

    Parameters
    ----------
    array
        One band of whole numbers, rows from the top.
    transform, crs, zones, zone_column, nodata, edges
        As in `zonal_statistics`.

    Returns
    -------
    pandas.DataFrame
        ``zone, cells, majority, majority_share, minority, variety``, zones in their order: cells
        with data, the values that hold most and least of them, the share of them that the first
        holds, 0 to 1, and how many values there are. Of values that hold
        as much, the greatest is the majority and the least the minority. NaN, and a variety of 0,
        where a zone holds no cell with data.

    Raises
    ------
    CrsError, EmptyError, GeometryError, ColumnError, ValueRangeError
        As in `zonal_statistics`; and the array holds other than whole numbers.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> band = np.array([[1, 3], [3, 2]], dtype="uint8")
    >>> place = Affine(100, 0, 350000, 0, -100, 6250200)
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350200, 6250200)])
    >>> zonal_classes(band, place, CRS.from_epsg(32645), zone).to_dict("records")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'zone': 'z', 'cells': 4.0, 'majority': 3.0, 'majority_share': 0.5, 'minority': 1.0,
      'variety': 3}]
    """
    cells = checked_band(array, transform, crs, zones, zone_column)
    require_edges(edges)
    require_classes(array)
    values, counts = class_counts(array, cells, _shapes(zones), nodata, exactly=edges == "exact")
    require_touched(zones, touched=bool(counts.any()))
    held = counts[:, :-1]
    keys = pd.DataFrame({"zone": zones[zone_column].to_numpy(), "cells": held.sum(axis=1)})
    if len(values) == 0:
        return keys.assign(majority=np.nan, majority_share=np.nan, minority=np.nan, variety=0)
    most = len(values) - 1 - np.argmax(held[:, ::-1], axis=1)
    least = np.argmin(np.where(held > 0, held, np.inf), axis=1)
    some = (held > 0).any(axis=1)
    total = np.where(some, held.sum(axis=1), np.nan)
    return keys.assign(
        majority=np.where(some, values[most], np.nan),
        majority_share=held.max(axis=1) / total,
        minority=np.where(some, values[least], np.nan),
        variety=(held > 0).sum(axis=1),
    )


def _shapes(zones: gpd.GeoDataFrame) -> NDArray[Any]:
    return np.asarray(zones.geometry.array)
