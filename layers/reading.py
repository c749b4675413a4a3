"""Files that a person hands over, read into frames and rasters, or refused in one clear message.

A vector file is written `FILE` or `FILE:layer`. Read are GeoPackage, GeoJSON, Shapefile (zipped
too), FlatGeobuf, GeoParquet, and CSV with columns of longitude and latitude in degrees of WGS 84.
"""

from __future__ import annotations

import csv
import hashlib
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio
import rasterio
from pyproj import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from layers._errors import FileError
from layers.edition import Raster

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["VECTOR_SUFFIXES", "read_raster", "read_vector"]

VECTOR_SUFFIXES: Final = (
    ".gpkg",
    ".geojson",
    ".json",
    ".shp",
    ".zip",
    ".fgb",
    ".parquet",
    ".geoparquet",
    ".csv",
)

_PARQUET: Final = (".parquet", ".geoparquet")
_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LONGITUDE: Final = ("lon", "lng", "long", "longitude", "долгота", "x")
_LATITUDE: Final = ("lat", "latitude", "широта", "y")
_DELIMITERS: Final = ",;\t|"
_BLOCK: Final = 1 << 20
_GREATEST_LONGITUDE: Final = 180
_GREATEST_LATITUDE: Final = 90


def read_vector(spec: str | Path) -> tuple[gpd.GeoDataFrame, str, str]:
    """Read a vector file.

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
        There is no such file or layer, it cannot be read, holds no features or no geometry, has
        no CRS, or holds several layers of which none is named.

    Examples
    --------
    >>> from layers.edition import DEFAULT_EDITION
    >>> frame, sha256, label = read_vector(DEFAULT_EDITION / "parks.fgb")
    >>> label, frame.crs.to_epsg()
    ('parks.fgb', 32645)
    """
    path, layer = _parted(str(spec))
    label = f"{path.name}:{layer}" if layer else path.name
    suffix = path.suffix.lower()
    if suffix not in VECTOR_SUFFIXES:
        raise FileError(
            f"Expected a vector file of the types {', '.join(VECTOR_SUFFIXES)}; `{path}` came. "
            "Convert it to one of these."
        )
    if suffix == ".csv":
        frame = _read_csv(path)
    elif suffix in _PARQUET:
        frame = _read_parquet(path)
    else:
        frame = _read_with_gdal(path, layer)
    if frame.empty:
        raise FileError(
            f"Expected features in `{label}`; it is empty. Name a file that holds some."
        )
    if frame.crs is None:
        raise FileError(
            f"Expected a CRS in `{label}`; the file has none. Write it with the CRS of its "
            "coordinates (a Shapefile needs its .prj beside it)."
        )
    return frame, _digest(path), label


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
        raise _unreadable(path, error) from error
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


def _read_with_gdal(path: Path, layer: str) -> gpd.GeoDataFrame:
    try:
        kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
        with_places = [name for name, kind in kinds.items() if kind is not None]
        chosen = _chosen(path, layer, with_places)
        return pyogrio.read_dataframe(path, layer=chosen)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.GeometryError,
        pyogrio.errors.FieldError,
        UnicodeDecodeError,
    ) as error:
        raise _unreadable(path, error) from error


def _chosen(path: Path, layer: str, there: list[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in there)
    if not there:
        raise FileError(
            f"Expected a layer with geometry in `{path.name}`; it has none. Name another file."
        )
    if layer and layer not in there:
        raise FileError(
            f"Expected a layer of `{path.name}` ({listed}); `{layer}` came. Name one of these."
        )
    if not layer and len(there) > 1:
        raise FileError(
            f"Expected the layer of `{path.name}` to be named; it holds {len(there)}: {listed}. "
            f"Write `{path}:{there[0]}`."
        )
    return layer or there[0]


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except (ValueError, OSError, KeyError) as error:
        raise _unreadable(path, error) from error


def _read_csv(path: Path) -> gpd.GeoDataFrame:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
        delimiter = max(_DELIMITERS, key=head.count)
        table = pd.read_csv(path, sep=delimiter, encoding="utf-8-sig", low_memory=False)
    except (ValueError, csv.Error, OSError) as error:
        raise _unreadable(path, error) from error
    lon, lat = _column(table, _LONGITUDE), _column(table, _LATITUDE)
    if lon is None or lat is None:
        raise FileError(
            f"Expected columns `lon` and `lat` with degrees of WGS 84 in `{path.name}`; the file "
            f"has: {', '.join(map(str, table.columns))}. Rename the columns of the coordinates."
        )
    x = _degrees(table[lon], path, _GREATEST_LONGITUDE)
    y = _degrees(table[lat], path, _GREATEST_LATITUDE)
    points = gpd.GeoSeries.from_xy(x, y, crs="EPSG:4326")
    unknown = x.isna() | y.isna()
    return gpd.GeoDataFrame(table, geometry=points.mask(unknown.to_numpy()), crs="EPSG:4326")


def _column(table: pd.DataFrame, names: Iterable[str]) -> str | None:
    there = {str(column).strip().lower(): column for column in table.columns}
    return next((there[name] for name in names if name in there), None)


def _degrees(values: pd.Series, path: Path, greatest: float) -> pd.Series:
    texts = values.astype("string").str.strip().str.replace(",", ".", regex=False)
    given = texts.notna() & (texts != "")
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    faulty = given.to_numpy() & ~(numbers.abs() <= greatest).to_numpy()
    if faulty.any():
        raise FileError(
            f"Expected degrees from -{greatest} to {greatest} in the column `{values.name}` of "
            f"`{path.name}`; `{values[faulty].iloc[0]}` came, and {int(faulty.sum())} rows in all "
            "hold no such number. Give coordinates in degrees of WGS 84."
        )
    return numbers


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
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def _unreadable(path: Path, error: Exception) -> FileError:
    return FileError(
        f"Expected a readable file; reading `{path.name}` failed: {error}. "
        "Check that it is whole and of the type that its name says."
    )
