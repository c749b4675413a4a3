"""Change between two rasters of classes on one grid: hectares from each class to each other.

Cells are compared one by one, so that the rows of a zone add up to its land, the cells of a class
before to what `class_areas` gives for the first raster, those after to the second. What has no
data in a raster is "unclassified" in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo._bands import class_codes, class_values, raster_extent, require_classes
from geo._errors import ValueRangeError
from geo._said import said
from geo.landcover import class_areas
from geo.landuse import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from affine import Affine
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["change_areas", "changed_cells"]

_BLOCK_ROWS = 256


def change_areas(
    before: NDArray[Any],
    after: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame | None = None,
    *,
    zone_column: str = "id",
    nodata: tuple[float | None, float | None] = (None, None),
    classes: tuple[Mapping[int, Any], Mapping[int, Any]] = ({}, {}),
    edges: Literal["centre", "exact"] = "centre",
) -> pd.DataFrame:
    """Return the hectares that went from each class of one raster to each class of another.

    ``area(from, to) = area of the cells of class "from" before and "to" after``

    Parameters
    ----------
    before, after
        Bands of whole numbers on the same grid, rows from the top.
    transform
        From column and row to x and y, metres.
    crs
        CRS of both, pyproj's or rasterio's.
    zones
        Polygons in the same CRS; they may overlap. None takes the whole raster, as the zone "all".
    zone_column
        Column of `zones` with the name that rows carry.
    nodata
        Values of cells without data, before and after.
    classes
        Names by value, before and after; a value without a name goes by itself.
    edges
        "centre": a cell counts whole in the zone that holds its centre. "exact": it counts by the
        share of its area in the zone.

    Returns
    -------
    pandas.DataFrame
        ``zone, from, to, area_ha, share``: pairs that occur, land that kept its class included;
        zones in their order, classes by value, "unclassified" last. `share` is of the zone's cells
        ("centre") or of its area ("exact"), 0 to 1. A zone that holds no cell has one row:
        unclassified, 0 ha, NaN.

    Raises
    ------
    ValueRangeError
        The bands differ in size, or hold other than whole numbers.
    CrsError, EmptyError, GeometryError, ColumnError
        As in `class_areas`.

    Examples
    --------
    >>> from affine import Affine
    >>> from pyproj import CRS
    >>> old, new = np.array([[1, 1, 2]]), np.array([[1, 2, 2]])
    >>> place = Affine(100, 0, 350000, 0, -100, 6250100)
    >>> found = change_areas(old, new, place, CRS.from_epsg(32645))
    >>> found[["from", "to", "area_ha"]].values.tolist()
    [[1, 1, 1.0], [1, 2, 1.0], [2, 2, 1.0]]
    """
    pairs, names = _pairs(before, after, nodata, classes)
    neither = len(names) - 1
    rows = class_areas(
        pairs,
        transform,
        crs,
        raster_extent(before.shape, transform, crs) if zones is None else zones,
        zone_column=zone_column if zones is not None else "id",
        nodata=neither,
        edges=edges,
    )
    code = rows["class"].replace(UNCLASSIFIED, neither).astype(int).to_numpy()
    return pd.DataFrame(
        {
            "zone": rows["zone"],
            "from": names["from"].to_numpy()[code],
            "to": names["to"].to_numpy()[code],
            "area_ha": rows["area_ha"],
            "share": rows["share"],
        }
    )


def changed_cells(
    before: NDArray[Any],
    after: NDArray[Any],
    *,
    nodata: tuple[float | None, float | None] = (None, None),
    classes: tuple[Mapping[int, Any], Mapping[int, Any]] = ({}, {}),
) -> tuple[NDArray[np.int32], pd.DataFrame]:
    """Return which cells changed their class between two rasters, and how.

    Parameters
    ----------
    before, after, nodata, classes
        As in `change_areas`.

    Returns
    -------
    tuple of numpy.ndarray and pandas.DataFrame
        The number of its change in each cell, from 1, and 0 where the class stayed; and ``from,
        to`` of each change that occurs.

    Raises
    ------
    ValueRangeError
        As in `change_areas`.

    Examples
    --------
    >>> cells, changes = changed_cells(np.array([[1, 1, 2]]), np.array([[1, 2, 2]]))
    >>> cells.tolist(), changes.values.tolist()
    ([[0, 1, 0]], [[1, 2]])
    """
    pairs, names = _pairs(before, after, nodata, classes)
    held = np.zeros(len(names), dtype=bool)
    for rows in _blocks(pairs):
        held |= np.bincount(pairs[rows].ravel(), minlength=len(names)) > 0
    held &= (names["from"] != names["to"]).to_numpy()
    numbers = np.zeros(len(names), dtype=np.int32)
    numbers[held] = np.arange(1, held.sum() + 1)
    return numbers[pairs], names[held].reset_index(drop=True)


def _pairs(
    before: NDArray[Any],
    after: NDArray[Any],
    nodata: tuple[float | None, float | None],
    classes: tuple[Mapping[int, Any], Mapping[int, Any]],
) -> tuple[NDArray[Any], pd.DataFrame]:
    """Return one code for the classes of both rasters in each cell, and the names behind each."""
    for name, band in (("before", before), ("after", after)):
        require_classes(band, name)
    if before.shape != after.shape:
        raise ValueRangeError(
            said(
                "expected two rasters of one size, got `before` of {before_rows} rows x "
                "{before_columns} columns, `after` of {after_rows} x {after_columns}: bring "
                "them onto one grid",
                before_rows=before.shape[0],
                before_columns=before.shape[1],
                after_rows=after.shape[0],
                after_columns=after.shape[1],
            )
        )
    old, new = (class_values(band, no) for band, no in zip((before, after), nodata, strict=True))
    count = len(new) + 1
    kind = np.min_scalar_type((len(old) + 1) * count)
    pairs = np.empty(before.shape, dtype=kind)
    firsts = (np.arange(len(old) + 1) * count).astype(kind)
    seconds = np.arange(count).astype(kind)
    for rows in _blocks(pairs):
        pairs[rows] = class_codes(before[rows], old, firsts)
        pairs[rows] += class_codes(after[rows], new, seconds)
    return pairs, pd.MultiIndex.from_product(
        [_named(old, classes[0]), _named(new, classes[1])], names=["from", "to"]
    ).to_frame(index=False)


def _named(values: NDArray[np.int64], names: Mapping[int, Any]) -> list[Any]:
    return [*(names.get(int(one), int(one)) for one in values), UNCLASSIFIED]


def _blocks(array: NDArray[Any]) -> Iterator[slice]:
    for first in range(0, len(array), _BLOCK_ROWS):
        yield slice(first, first + _BLOCK_ROWS)
