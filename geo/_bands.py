"""Bands of rasters: checked against their zones, and their values told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo._cells import Cells
from geo._errors import CrsError, EmptyError, GeometryError, ValueRangeError
from geo._said import said
from geo._types import ALL_TYPES
from geo._validate import POLYGONS, require
from geo.crs import crs_name, require_measuring

if TYPE_CHECKING:
    from affine import Affine
    from numpy.typing import NDArray

__all__ = [
    "checked_band",
    "class_codes",
    "class_values",
    "raster_extent",
    "require_classes",
    "require_edges",
    "require_touched",
    "with_data",
]

_BAND = 2
_FEW = 1 << 16
_SHORT = 2
_BLOCK_CELLS = 1_000_000


def checked_band(
    array: NDArray[Any],
    transform: Affine,
    crs: CRS,
    zones: gpd.GeoDataFrame | None,
    zone_column: str,
) -> Cells:
    """Return the grid of a band that runs north-up in the zones' CRS; refuse any other.

    Without zones the whole band must lie where its CRS can measure.
    """
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
        if crs is None or zones.crs != crs:
            came = "none" if crs is None else crs_name(CRS.from_user_input(crs))
            raise CrsError(
                said(
                    "`raster`: expected the zones' CRS `{crs}`, got `{came}`: reproject one of "
                    "them",
                    crs=crs_name(zones.crs),
                    came=came,
                )
            )
    if array.ndim != _BAND:
        raise ValueRangeError(
            said(
                "`array`: expected one band of rows and columns, got {ndim} dimensions: "
                "choose a band",
                ndim=array.ndim,
            )
        )
    if transform.b or transform.d or transform.e >= 0 or transform.a <= 0:
        raise GeometryError(
            said(
                "`raster`: expected rows that run west to east from the north down, got a "
                "turned or flipped grid: warp it to its CRS"
            )
        )
    if zones is None:
        require_measuring(raster_extent(array.shape, transform, crs), "raster")
    return Cells(transform, *array.shape)


def raster_extent(shape: tuple[int, ...], transform: Affine, crs: CRS) -> gpd.GeoDataFrame:
    """Return the rectangle that a raster covers, as one zone with the id "all"."""
    right, bottom = transform.c + transform.a * shape[1], transform.f + transform.e * shape[0]
    whole = shapely.box(transform.c, bottom, right, transform.f)
    return gpd.GeoDataFrame({"id": [ALL_TYPES]}, geometry=[whole], crs=crs)


def require_classes(array: NDArray[Any], name: str = "array") -> None:
    """Refuse a band of measured values where classes are wanted."""
    if array.dtype.kind not in "iub":
        raise ValueRangeError(
            said(
                "`{name}`: expected classes as whole numbers, got `{kind}`: convert them, or "
                "use `zonal_statistics` for measured values",
                name=said(name),
                kind=array.dtype,
            )
        )


def require_edges(edges: str) -> None:
    """Refuse another way of counting the cells on edges."""
    if edges not in {"centre", "exact"}:
        raise ValueRangeError(
            said("expected `edges` to be centre or exact, got {edges}: choose one", edges=edges)
        )


def require_touched(zones: gpd.GeoDataFrame, *, touched: bool) -> None:
    """Refuse zones none of which holds a cell."""
    if not touched:
        raise EmptyError(
            said(
                "`zones`: expected at least one on the raster, got none of {zones} there: "
                "check the area of both, or the size of the cells",
                zones=len(zones),
            )
        )


def class_values(array: NDArray[Any], nodata: float | None) -> NDArray[np.int64]:
    """Return the values present but that of no data, in rising order."""
    low, high = int(array.min()), int(array.max())
    if high - low < _FEW:
        present = np.zeros(high - low + 1, dtype=bool)
        for block in np.array_split(array, max(1, array.size // _BLOCK_CELLS)):
            present |= np.bincount(block.ravel().astype(np.int64) - low, minlength=len(present)) > 0
        values = np.flatnonzero(present) + low
    else:
        values = np.unique(array).astype(np.int64)
    return values[with_data(values, nodata)]


def class_codes(
    block: NDArray[Any], values: NDArray[np.int64], codes: NDArray[Any]
) -> NDArray[Any]:
    """Return for each cell the code of its value; the last code, one more, where it has no data."""
    if block.dtype.itemsize <= _SHORT:
        unsigned = np.dtype(f"u{block.dtype.itemsize}")
        table = np.full(1 << 8 * block.dtype.itemsize, codes[-1], dtype=codes.dtype)
        table[values.astype(block.dtype).view(unsigned)] = codes[:-1]
        found: NDArray[Any] = table[block.view(unsigned)]
        return found
    if len(values) == 0:
        return np.full(block.shape, codes[-1], dtype=codes.dtype)
    place = np.minimum(np.searchsorted(values, block), len(values) - 1)
    return np.where(values[place] == block, codes[place], codes[-1])


def with_data(values: NDArray[Any], nodata: float | None) -> NDArray[np.bool_]:
    """Return where values are neither NaN nor that of no data."""
    known = np.ones(values.shape, dtype=bool) if values.dtype.kind != "f" else ~np.isnan(values)
    if nodata is not None and not np.isnan(nodata):
        known &= values != nodata
    return known
