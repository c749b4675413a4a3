"""Tiles of a raster as pictures: each pixel the colour of the cell below its centre.

A class has its colour; a value lies between the colours of the stops about it. What has no data, or
a code without a class, lets the ground through.
"""

from __future__ import annotations

import math
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import array_bounds
from rasterio.warp import transform_bounds

from geo import parse_crs
from layers.warping import sampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.edition import Raster
    from layers.styles import Style, StyleClass

__all__ = ["SIDE", "bounds", "last_zoom", "tile"]

SIDE = 512
"""Pixels along the side of a tile."""

_HALF_WORLD_M = 20037508.342789244
_MOST_ZOOM = 20
_CHANNELS = 4


@lru_cache(maxsize=64)
def bounds(raster: Raster) -> list[float]:
    """Give west, south, east, north of a raster in degrees of WGS 84."""
    box = array_bounds(*raster.array.shape, raster.transform)
    degrees = transform_bounds(raster.crs.to_wkt(), "EPSG:4326", *box)
    return [round(side, 6) for side in degrees]


def last_zoom(raster: Raster) -> int:
    """Give the zoom from which the browser enlarges tiles: a pixel is half a cell there."""
    _west, south, _east, north = bounds(raster)
    pixel_m = 2 * _HALF_WORLD_M / SIDE * math.cos(math.radians((south + north) / 2))
    zoom = math.ceil(math.log2(2 * pixel_m / abs(raster.transform.a)))
    return min(max(zoom, 0), _MOST_ZOOM)


def tile(raster: Raster, style: Style, z: int, x: int, y: int) -> bytes:
    """Give a tile as PNG with transparency.

    Raises
    ------
    ValueError
        The address lies outside the world.
    """
    if not (0 <= z <= _MOST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise ValueError(f"expected a tile of the world, got {z}/{x}/{y}")
    side = 2 * _HALF_WORLD_M / 2**z
    west, north = x * side - _HALF_WORLD_M, _HALF_WORLD_M - y * side
    place = Affine(side / SIDE, 0, west, 0, -side / SIDE, north)
    cells, inside = sampled(raster, parse_crs("EPSG:3857"), place, (SIDE, SIDE))
    if raster.nodata is not None:
        inside &= cells != raster.nodata
    if cells.dtype.kind == "f":
        inside &= np.isfinite(cells)
    colours = (_of_codes if raster.classes else _of_values)(cells[inside], style.classes)
    picture = np.zeros((SIDE, SIDE, _CHANNELS), dtype=np.uint8)
    picture[inside] = colours
    return _png(picture)


def _of_codes(cells: NDArray[Any], classes: tuple[StyleClass, ...]) -> NDArray[np.uint8]:
    coded = sorted((one.code, _rgba(one)) for one in classes if one.code is not None)
    codes = np.array([code for code, _ in coded])
    table = np.array([*(look for _, look in coded), (0, 0, 0, 0)], dtype=np.uint8)
    at = np.minimum(np.searchsorted(codes, cells), len(codes) - 1)
    return table[np.where(codes[at] == cells, at, -1)]


def _of_values(cells: NDArray[Any], classes: tuple[StyleClass, ...]) -> NDArray[np.uint8]:
    stops = np.array([float(one.value) for one in classes])
    looks = np.array([_rgba(one) for one in classes], dtype=float).T
    values = cells.astype(float)
    return np.stack([np.interp(values, stops, one) for one in looks], axis=1).round().astype("u1")


def _rgba(one: StyleClass) -> tuple[int, int, int, int]:
    red, green, blue = bytes.fromhex(one.fill.removeprefix("#"))
    return red, green, blue, round(255 * one.fill_opacity)


def _png(picture: NDArray[np.uint8]) -> bytes:
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with memory.open(
            driver="PNG", width=SIDE, height=SIDE, count=_CHANNELS, dtype="uint8"
        ) as file:
            file.write(np.moveaxis(picture, 2, 0))
        return bytes(memory.read())
