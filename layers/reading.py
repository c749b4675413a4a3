"""Files that a person hands over, read into frames and rasters, or refused in one clear message.

A vector file is written `FILE` or `FILE:layer`. Read are GeoPackage, GeoJSON, Shapefile,
FlatGeobuf, GeoParquet, KML and KMZ, MapInfo TAB, DXF, extracts of OpenStreetMap (.osm.pbf), CSV and
XLSX with columns of coordinates, and any of these in a zip archive. An address of a server stands
in place of a file: see `layers.remote`.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from geo import said
from layers._errors import FileError
from layers._openers import OPENERS, open_file, unreadable
from layers.archives import MAX_BYTES
from layers.edition import Raster
from layers.remote import is_address, read_address

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.remote import Box

__all__ = [
    "MAX_RASTER_BYTES",
    "RASTER_SUFFIXES",
    "VECTOR_SUFFIXES",
    "Band",
    "Came",
    "digest",
    "read_any",
    "read_band",
    "read_raster",
    "read_vector",
    "require_file",
]

VECTOR_SUFFIXES: Final = tuple(OPENERS)
RASTER_SUFFIXES: Final = (".tif", ".tiff")

MAX_RASTER_BYTES: Final = 200_000_000
"""Most memory that the cells of a raster may fill."""

_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Came:
    """A vector file as it came.

    Attributes
    ----------
    frame
        Its features, with the CRS that the file states or None.
    sha256, label
        Hash of its bytes; its name, with the layer where one was named.
    encoding, said_by
        How texts were decoded, and who said so: see `layers._openers.Opened`.
    """

    frame: gpd.GeoDataFrame
    sha256: str
    label: str
    encoding: str
    said_by: str


def read_any(spec: str | Path, encoding: str | None = None, box: Box | None = None) -> Came:
    """Read a vector file, or a layer of a server, as it stands, with or without a CRS.

    Parameters
    ----------
    spec
        `FILE`, or `FILE:layer` where the file holds several layers; or `ADDRESS#layer`.
    encoding
        How to decode texts, where the file's own word is not to be trusted.
    box
        West, south, east, north in degrees: what a server is asked for. A file is read whole.

    Returns
    -------
    Came
        Features, hash, label, encoding.

    Raises
    ------
    FileError
        There is no such file or layer, it is too large, cannot be read, holds no features or no
        geometry, or holds several layers of which none is named.
    SourceError
        The address cannot be read, or its server does not give the layer.
    """
    if isinstance(spec, str) and is_address(spec):
        got = read_address(spec, box)
        return Came(got.frame, got.sha256, got.label, "", "")
    path, layer = _parted(str(spec))
    label = f"{path.name}:{layer}" if layer else path.name
    if path.suffix.lower() not in VECTOR_SUFFIXES:
        raise FileError(
            said(
                "Expected a vector file of the types {known}; `{path}` came. Convert it to "
                "one of these.",
                known=", ".join(VECTOR_SUFFIXES),
                path=path,
            )
        )
    if path.stat().st_size > MAX_BYTES:
        raise FileError(
            said(
                "Expected a file of up to {most_mb} MB; `{file}` has {size_mb}. Cut out the "
                "area wanted with `ogr2ogr -spat`.",
                most_mb=MAX_BYTES // 10**6,
                file=path.name,
                size_mb=path.stat().st_size // 10**6,
            )
        )
    with tempfile.TemporaryDirectory(prefix="atlas-read-") as scratch:
        opened = open_file(path, layer, encoding, Path(scratch))
    if opened.frame.empty:
        raise FileError(
            said(
                "Expected features in `{label}`; it is empty. Name a file that holds some.",
                label=label,
            )
        )
    return Came(opened.frame, digest(path), label, opened.encoding, opened.said_by)


def read_vector(spec: str | Path) -> tuple[gpd.GeoDataFrame, str, str]:
    """Read a vector file that says in which CRS it is.

    Parameters
    ----------
    spec
        `FILE`, or `FILE:layer` where the file holds several layers.

    Returns
    -------
    tuple of GeoDataFrame, str and str
        The features in the CRS of the file (null geometry where they have no place), the sha256
        of the file, and a label: the file's name, with the layer where one was named.

    Raises
    ------
    FileError
        As in `read_any`, or the file has no CRS.

    Examples
    --------
    >>> from layers.edition import DEFAULT_EDITION
    >>> frame, sha256, label = read_vector(DEFAULT_EDITION / "parks.fgb")
    >>> label, frame.crs.to_epsg()
    ('parks.fgb', 32645)
    """
    came = read_any(spec)
    if came.frame.crs is None:
        raise FileError(
            said(
                "Expected a CRS in `{label}`; the file has none. Write it with the CRS of "
                "its coordinates (a Shapefile needs its .prj beside it), or bring it in with "
                "`import`.",
                label=came.label,
            )
        )
    return came.frame, came.sha256, came.label


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One band of a raster file as it came.

    Attributes
    ----------
    array
        Its cells, scale and offset of the file applied.
    transform
        From column and row to the file's coordinates; the grid may be turned.
    crs, nodata
        What the file states, or None.
    colours
        Colour of each code as `#RRGGBB`, where the file has a table of them.
    bands
        How many bands the file holds.
    """

    array: NDArray[Any]
    transform: Affine
    crs: CRS | None
    nodata: float | None
    colours: dict[int, str]
    bands: int


def read_band(path: Path, band: int = 1, driver: str | None = None) -> Band:
    """Read a band of a raster file, after its header has said that it is not too large.

    Parameters
    ----------
    path
        The file.
    band
        Which band, from 1.
    driver
        Name of the GDAL driver that may open it; None lets any.

    Raises
    ------
    FileError
        It cannot be read, has no such band, holds complex numbers, lies nowhere, or would fill
        more than `MAX_RASTER_BYTES` of memory, however tightly it is packed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, driver=driver) as file:
                _judge_band(file, path.name, band)
                array = file.read(band)
                scale, offset = file.scales[band - 1], file.offsets[band - 1]
                nodata = file.nodatavals[band - 1]
                if (scale, offset) != (1.0, 0.0):
                    array, nodata = _scaled(array, scale, offset, nodata), math.nan
                return Band(
                    array,
                    file.transform,
                    CRS.from_user_input(file.crs) if file.crs else None,
                    nodata,
                    _colours(file, band),
                    file.count,
                )
    except (RasterioError, CRSError) as error:
        raise unreadable(path, error) from error


def _judge_band(file: rasterio.DatasetReader, name: str, band: int) -> None:
    if not 1 <= band <= file.count:
        raise FileError(
            said(
                "Expected a band from 1 to {bands} of `{name}`; {band} came. Name one of these.",
                bands=file.count,
                name=name,
                band=band,
            )
        )
    kind = np.dtype(file.dtypes[band - 1])
    if kind.kind == "c":
        raise FileError(
            said(
                "Expected real numbers in the raster `{name}`; band {band} holds complex "
                "ones. Write their amplitude with gdal_translate.",
                name=name,
                band=band,
            )
        )
    block = math.prod(file.block_shapes[band - 1])
    weight = max(file.width * file.height, block) * kind.itemsize
    if weight > MAX_RASTER_BYTES:
        raise FileError(
            said(
                "Expected a raster of up to {most_mb} MB unpacked; `{name}` has {height} "
                "rows x {width} columns of {kind}, {size_mb} MB. Cut out the area wanted "
                "with `gdalwarp -te`, or make its cells larger with `-tr`.",
                most_mb=MAX_RASTER_BYTES // 10**6,
                name=name,
                height=file.height,
                width=file.width,
                kind=kind,
                size_mb=weight // 10**6,
            )
        )
    if file.transform == Affine.identity():
        raise FileError(
            said(
                "Expected a grid with a place in `{name}`; the file does not say where its "
                "cells lie. Write them with gdal_translate -a_ullr, or keep the world file "
                "within the TIFF.",
                name=name,
            )
        )


def _scaled(
    array: NDArray[Any], scale: float, offset: float, nodata: float | None
) -> NDArray[np.float32]:
    values = array.astype(np.float32) * np.float32(scale) + np.float32(offset)
    if nodata is not None:
        values[array == nodata] = np.nan
    return values


def _colours(file: rasterio.DatasetReader, band: int) -> dict[int, str]:
    try:
        table = file.colormap(band)
    except ValueError:
        return {}
    return {
        code: f"#{red:02X}{green:02X}{blue:02X}" for code, (red, green, blue, _) in table.items()
    }


def read_raster(path: str | Path) -> tuple[Raster, str, str]:
    """Read the first band of a raster file.

    Returns
    -------
    tuple of Raster, str and str
        The raster in the CRS of the file, without titles of classes; the sha256 and the name of
        the file.

    Raises
    ------
    FileError
        There is no such file, it cannot be read, or it has no CRS.

    Examples
    --------
    >>> from layers.edition import DEFAULT_EDITION
    >>> raster, sha256, label = read_raster(DEFAULT_EDITION / "landcover.tif")
    >>> raster.array.dtype, label
    (dtype('uint8'), 'landcover.tif')
    """
    path = Path(path)
    require_file(path)
    band = read_band(path)
    if band.crs is None:
        raise FileError(
            said(
                "Expected a CRS in the raster `{file}`; the file has none. Give it the CRS "
                "of its grid with gdal_edit -a_srs.",
                file=path.name,
            )
        )
    return Raster(band.array, band.transform, band.crs, band.nodata, {}), digest(path), path.name


def _parted(spec: str) -> tuple[Path, str]:
    """Part `FILE:layer`; a colon within the file's own path stays there."""
    whole = Path(spec).expanduser()
    if whole.is_file():
        return whole, ""
    at = spec.find(":")
    while at > 0:
        head = Path(spec[:at]).expanduser()
        if head.is_file():
            return head, spec[at + 1 :]
        at = spec.find(":", at + 1)
    require_file(whole)
    return whole, ""


def require_file(path: Path) -> None:
    """Refuse a path that is no file.

    Raises
    ------
    FileError
        It is a folder, or is not there.
    """
    if path.is_dir():
        raise FileError(
            said("Expected a file; `{path}` is a folder. Name a file in it.", path=path)
        )
    if not path.is_file():
        raise FileError(said("Expected a file; `{path}` is not there. Check the path.", path=path))


def digest(path: Path) -> str:
    """Hash a file; of a Shapefile its parts together, in a fixed order."""
    parts = [path]
    if path.suffix.lower() == ".shp":
        beside = {one.suffix.lower(): one for one in path.parent.glob(f"{path.stem}.*")}
        parts = [beside[suffix] for suffix in _SHAPEFILE_PARTS if suffix in beside]
    total = hashlib.sha256()
    try:
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(_BLOCK):
                    total.update(block)
    except OSError as error:
        raise unreadable(path, error) from error
    return total.hexdigest()
