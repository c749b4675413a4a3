"""Files that a person hands over, read into frames and rasters, or refused in one clear message.

A vector file is written `FILE` or `FILE:layer`. Read are GeoPackage, GeoJSON, Shapefile,
FlatGeobuf, GeoParquet, KML and KMZ, MapInfo TAB, DXF, extracts of OpenStreetMap (.osm.pbf), CSV and
XLSX with columns of coordinates, and any of these in a zip archive.
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rasterio
from pyproj import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from layers._errors import FileError
from layers._openers import OPENERS, open_file, unreadable
from layers.archives import MAX_BYTES
from layers.edition import Raster

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["VECTOR_SUFFIXES", "Came", "read_any", "read_raster", "read_vector"]

VECTOR_SUFFIXES: Final = tuple(OPENERS)

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


def read_any(spec: str | Path, encoding: str | None = None) -> Came:
    """Read a vector file as it stands, with or without a CRS.

    Parameters
    ----------
    spec
        `FILE`, or `FILE:layer` where the file holds several layers.
    encoding
        How to decode texts, where the file's own word is not to be trusted.

    Returns
    -------
    Came
        Features, hash, label, encoding.

    Raises
    ------
    FileError
        There is no such file or layer, it is too large, cannot be read, holds no features or no
        geometry, or holds several layers of which none is named.
    """
    path, layer = _parted(str(spec))
    label = f"{path.name}:{layer}" if layer else path.name
    if path.suffix.lower() not in VECTOR_SUFFIXES:
        raise FileError(
            f"Expected a vector file of the types {', '.join(VECTOR_SUFFIXES)}; `{path}` came. "
            "Convert it to one of these."
        )
    if path.stat().st_size > MAX_BYTES:
        raise FileError(
            f"Expected a file of up to {MAX_BYTES // 10**6} MB; `{path.name}` has "
            f"{path.stat().st_size // 10**6}. Cut out the area wanted with `ogr2ogr -spat`."
        )
    with tempfile.TemporaryDirectory(prefix="atlas-read-") as scratch:
        opened = open_file(path, layer, encoding, Path(scratch))
    if opened.frame.empty:
        raise FileError(
            f"Expected features in `{label}`; it is empty. Name a file that holds some."
        )
    return Came(opened.frame, _digest(path), label, opened.encoding, opened.said_by)


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
            f"Expected a CRS in `{came.label}`; the file has none. Write it with the CRS of its "
            "coordinates (a Shapefile needs its .prj beside it), or bring it in with `import`."
        )
    return came.frame, came.sha256, came.label


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
    _require_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as file:
                crs = CRS.from_user_input(file.crs) if file.crs else None
                array, transform, nodata = file.read(1), file.transform, file.nodata
    except RasterioError as error:
        raise unreadable(path, error) from error
    if crs is None:
        raise FileError(
            f"Expected a CRS in the raster `{path.name}`; the file has none. "
            "Give it the CRS of its grid with gdal_edit -a_srs."
        )
    return Raster(array, transform, crs, nodata, {}), _digest(path), path.name


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
    _require_file(whole)
    return whole, ""


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise FileError(f"Expected a file; `{path}` is a folder. Name a file in it.")
    if not path.is_file():
        raise FileError(f"Expected a file; `{path}` is not there. Check the path.")


def _digest(path: Path) -> str:
    """Hash a file; of a Shapefile its parts together, in a fixed order."""
    parts = [path]
    if path.suffix.lower() == ".shp":
        beside = {one.suffix.lower(): one for one in path.parent.glob(f"{path.stem}.*")}
        parts = [beside[suffix] for suffix in _SHAPEFILE_PARTS if suffix in beside]
    digest = hashlib.sha256()
    try:
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()
