"""Rasters made ready to be measured: their CRS checked, one brought onto another's grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import rasterio.features
import rasterio.warp
import shapely
from affine import Affine
from rasterio.transform import array_bounds

from geo import (
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    crs_name,
    distance_to_nearest_m,
    joined,
    parse_crs,
    reproject,
    said,
)
from layers.edition import Raster
from layers.inputs import placed
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input, RasterInput

__all__ = [
    "NO_INTERVAL",
    "class_names",
    "distance_raster",
    "known_cells",
    "laid_over",
    "on_grid_of",
    "outlined",
    "placed_on",
    "require_raster_crs",
]

NO_INTERVAL: Final = msg(
    "Figures of a raster carry no interval: its cells are an area, not places that could each lie "
    "elsewhere; how sure its classes are, the raster does not say."
)
_SAME_CELLS: Final = 1e-3
"""Part of a cell by which two grids may lie apart and still be one."""

_MOST_CELLS: Final = 4_000_000
_DEGREES: Final = parse_crs("EPSG:4326")
_FAR_DEGREES: Final = 0.5


def require_raster_crs(one: RasterInput, crs: CRS | None) -> None:
    """Refuse a raster that is not in the measuring CRS; None takes any.

    Raises
    ------
    CrsError
        It is in another CRS.
    """
    own = one.raster.crs
    if crs is not None and not own.equals(crs, ignore_axis_order=True):
        raise CrsError(
            said(
                "`{layer}`: expected the raster in the measuring CRS `{crs}`, got `{came}`: "
                "warp it with gdalwarp -t_srs, or measure in its own CRS",
                layer=one.id,
                crs=crs_name(crs),
                came=crs_name(own),
            )
        )


def placed_on(zones: Input, cover: RasterInput) -> Input:
    """Bring polygons into a raster's CRS, and refuse those that lie nowhere near it.

    Raises
    ------
    EmptyError
        Zones and raster lie in places that have nothing in common.
    CrsError, GeometryError
        By the first fault of the zones: see `layers.inputs.placed`.
    """
    raster = cover.raster
    if zones.frame.crs is not None and not zones.frame.geometry.isna().all():
        edges = array_bounds(*raster.array.shape, raster.transform)
        boxes = [
            reproject(gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=crs), _DEGREES)
            for bounds, crs in (
                (zones.frame.total_bounds, zones.frame.crs),
                (edges, raster.crs),
            )
        ]
        mine, its = (one.geometry.iloc[0] for one in boxes)
        if shapely.distance(mine, its) > _FAR_DEGREES:
            at = [
                said("{lat:.1f} N {lon:.1f} E", lat=p.y, lon=p.x)
                for p in (mine.centroid, its.centroid)
            ]
            raise EmptyError(
                said(
                    "`{zones}`: expected zones on the raster `{raster}`, got zones about {mine}, "
                    "where the raster lies about {its}: choose layers of one place",
                    zones=zones.id,
                    raster=cover.id,
                    mine=at[0],
                    its=at[1],
                )
            )
    return placed(zones, raster.crs)


def class_names(raster: Raster) -> dict[int, Any]:
    """Give the name of each class that the raster's style knows, by its code."""
    return {code: one.value for code, one in raster.classes.items()}


def known_cells(raster: Raster) -> NDArray[Any]:
    """Give the values of the cells that have data, in one row."""
    there = np.ones(raster.array.shape, dtype=bool)
    if raster.nodata is not None:
        there &= raster.array != raster.nodata
    if raster.array.dtype.kind == "f":
        there &= np.isfinite(raster.array)
    known: NDArray[Any] = raster.array[there]
    return known


def on_grid_of(one: RasterInput, other: RasterInput, *, align: bool) -> RasterInput:
    """Give a raster on the grid of another: itself, or, where it is to be, warped by nearest cell.

    Parameters
    ----------
    one
        A raster of classes.
    other
        The raster whose grid counts.
    align
        Whether to warp; otherwise another grid is refused.

    Raises
    ------
    CrsError
        The CRS differs, and `one` is not to be aligned.
    GeometryError
        Cells, corner or size differ, and `one` is not to be aligned.
    """
    apart = _differences(one.raster, other.raster)
    if not apart:
        return one
    if not align:
        error = CrsError if "CRS" in apart else GeometryError
        came = joined(
            "; ",
            (
                said("{what} {mine}, not {theirs}", what=said(what), mine=mine, theirs=theirs)
                for what, (mine, theirs) in apart.items()
            ),
        )
        raise error(
            said(
                "`{layer}`: expected the grid of `{other}`, got another: {came}. Ask for it to be "
                "aligned (`align`: nearest), or warp it with gdalwarp -r near",
                layer=one.id,
                other=other.id,
                came=came,
            )
        )
    return replace(one, raster=_warped(one.raster, other.raster))


def _differences(one: Raster, other: Raster) -> dict[str, tuple[str, str]]:
    """Name what differs between two grids, with what each has."""
    stated = [
        {
            "CRS": said("`{crs}`", crs=crs_name(each.crs)),
            "cells": said(
                "{width:.6g} x {height:.6g} m", width=each.transform.a, height=-each.transform.e
            ),
            "upper left corner": said("{x:.2f}, {y:.2f}", x=each.transform.c, y=each.transform.f),
            "size": said(
                "{rows} rows x {columns} columns",
                rows=each.array.shape[0],
                columns=each.array.shape[1],
            ),
        }
        for each in (one, other)
    ]
    a, b = one.transform, other.transform
    reach = max(other.array.shape)
    differs = {
        "CRS": not one.crs.equals(other.crs, ignore_axis_order=True),
        "cells": max(abs(a.a - b.a), abs(a.e - b.e), abs(a.b - b.b), abs(a.d - b.d)) * reach
        > _SAME_CELLS * abs(b.a),
        "upper left corner": max(abs(a.c - b.c), abs(a.f - b.f)) > _SAME_CELLS * abs(b.a),
        "size": one.array.shape != other.array.shape,
    }
    return {name: (stated[0][name], stated[1][name]) for name, yes in differs.items() if yes}


def _warped(one: Raster, other: Raster) -> Raster:
    """Give a raster on another's grid, cells by nearest; what it does not cover has no data."""
    nodata = one.nodata
    array = one.array
    if nodata is None:
        nodata = int(array.max()) + 1
        array = array.astype(np.promote_types(array.dtype, np.min_scalar_type(nodata)))
    warped = np.full(other.array.shape, nodata, dtype=array.dtype)
    rasterio.warp.reproject(
        array,
        warped,
        src_transform=one.transform,
        src_crs=one.crs.to_wkt(),
        src_nodata=nodata,
        dst_transform=other.transform,
        dst_crs=other.crs.to_wkt(),
        dst_nodata=nodata,
        resampling=rasterio.warp.Resampling.nearest,
    )
    return replace(one, array=warped, transform=other.transform, crs=other.crs, nodata=nodata)


def laid_over(
    raster: Raster, shapes: NDArray[Any], kinds: NDArray[Any]
) -> tuple[NDArray[np.int64], Mapping[int, Any]]:
    """Give a raster with polygons laid over it, and the names of all classes.

    A cell whose centre lies in a polygon takes its kind; where polygons overlap, the later one's.
    """
    known = sorted(set(kinds), key=str)
    first = int(raster.array.max()) + 1
    if raster.nodata is not None:
        first = max(first, int(raster.nodata) + 1)
    code = {kind: first + number for number, kind in enumerate(known)}
    burnt = rasterio.features.rasterize(
        [(shape, code[kind]) for shape, kind in zip(shapes, kinds, strict=True)],
        out=raster.array.astype(np.promote_types(raster.array.dtype, np.int32)),
        transform=raster.transform,
    )
    return burnt, class_names(raster) | {number: kind for kind, number in code.items()}


def outlined(numbers: NDArray[np.int32], height: int, transform: Affine) -> NDArray[Any]:
    """Give the outline of the cells of each number from 1, as multipolygons in their order.

    Parameters
    ----------
    numbers
        Grids one below another, 0 where there is nothing.
    height
        Rows of each, the one between them counted.
    transform
        From column and row of a grid to x and y.
    """
    rings: list[NDArray[np.float64]] = []
    ring_of: list[int] = []
    number: list[int] = []
    for shape, value in rasterio.features.shapes(numbers, mask=numbers > 0, connectivity=4):
        ring_of += [len(number)] * len(shape["coordinates"])
        rings += [np.array(ring) for ring in shape["coordinates"]]
        number.append(int(value))
    if not rings:
        return np.empty(0, dtype=object)
    places = np.concatenate(rings)
    grid = np.array([int(ring[:, 1].min()) // height for ring in rings])
    places[:, 1] -= np.repeat(grid * height, [len(ring) for ring in rings])
    places = places * (transform.a, transform.e) + (transform.c, transform.f)
    lines = shapely.linearrings(
        places, indices=np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    )
    pieces = shapely.polygons(lines, indices=np.array(ring_of))
    order = np.argsort(number, kind="stable")
    made: NDArray[Any] = shapely.multipolygons(pieces[order], indices=np.array(number)[order] - 1)
    return made


def distance_raster(places: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, cell_m: float) -> Raster:
    """Give the distance to the nearest of some places over the land of zones, as a raster.

    Parameters
    ----------
    places
        Points, lines or polygons in a measuring CRS.
    zones
        Polygons in the same CRS; the raster covers the rectangle about them.
    cell_m
        Side of a cell; each holds the distance of its centre in metres, 0 within a polygon.

    Raises
    ------
    ValueRangeError
        The raster would have more cells than can be held.
    CrsError, GeometryError, EmptyError
        By the first fault of the places.
    """
    west, south, east, north = zones.total_bounds
    west, north = np.floor(west / cell_m) * cell_m, np.ceil(north / cell_m) * cell_m
    columns, rows = (int(np.ceil(side / cell_m)) for side in (east - west, north - south))
    if columns * rows > _MOST_CELLS:
        raise ValueRangeError(
            said(
                "expected cells that divide the zones into {most:,} at the most, got "
                "{rows:,} x {columns:,} of {cell_m:g} m: choose larger cells",
                most=_MOST_CELLS,
                rows=rows,
                columns=columns,
                cell_m=cell_m,
            )
        )
    x = west + cell_m * (np.arange(columns) + 0.5)
    y = north - cell_m * (np.arange(rows) + 0.5)
    centres = gpd.GeoDataFrame(
        geometry=shapely.points(*(axis.ravel() for axis in np.meshgrid(x, y))), crs=zones.crs
    )
    distance_m = distance_to_nearest_m(centres, places).to_numpy().reshape(rows, columns)
    return Raster(distance_m, Affine(cell_m, 0, west, 0, -cell_m, north), zones.crs, None, {})
