"""One opener a type of file: from a path to features as they stand, CRS unknown where none is said.

GDAL reads what is a GIS format; spreadsheets and CSV become points by their columns of coordinates,
or shapes by a column of WKT. Texts are decoded as the file says, else as its letters say.
"""

from __future__ import annotations

import csv
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import BadZipFile

import geopandas as gpd
import pandas as pd
import pyogrio
from openpyxl.utils.exceptions import InvalidFileException

from geo import said
from layers._errors import FileError, SeveralLayersError
from layers._table_places import features_of
from layers.archives import unpacked, weighed
from layers.encodings import encoding_of_bytes, encoding_of_dbf, encoding_of_tab
from layers.signatures import unlike

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["OPENERS", "Opened", "unreadable"]

FAULTS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    InvalidFileException,
    BadZipFile,
    ValueError,
    KeyError,
    OSError,
    csv.Error,
)

_TABLES: Final = (".csv", ".xlsx")
_DELIMITERS: Final = ",;\t|"
_HEAD_BYTES: Final = 4_000_000
_MOST_TABLE_BYTES: Final = 500_000_000
"""Most bytes of the text of a table: read whole, it takes some six times that."""


class Opened(NamedTuple):
    """Features as a file holds them.

    Parameters
    ----------
    frame
        The features; a null geometry where one has no place.
    encoding
        How texts were decoded; empty where the format leaves no choice.
    said_by
        "file" where the file says its encoding, "letters" where it was guessed, "hand" where it
        was named; empty where there is no choice.
    """

    frame: gpd.GeoDataFrame
    encoding: str = ""
    said_by: str = ""


def _gdal(path: Path, layer: str, encoding: str | None) -> Opened:
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    chosen = _chosen(path, layer, [name for name, kind in kinds.items() if kind is not None])
    return Opened(_read(path, chosen, encoding), encoding or "", "hand" if encoding else "")


def _read(path: Path, layer: str, encoding: str | None) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Could not parse column")
        warnings.filterwarnings("ignore", message=".*Measured .M. geometry types")
        return pyogrio.read_dataframe(path, layer=layer, encoding=encoding)


def _shapefile(path: Path, layer: str, encoding: str | None) -> Opened:
    table = next(
        (one for one in (path.with_suffix(".dbf"), path.with_suffix(".DBF")) if one.is_file()), None
    )
    found, said_by = ("utf-8", "") if table is None else encoding_of_dbf(table)
    chosen = encoding or found
    _chosen(path, layer, [path.stem])
    return Opened(_read(path, path.stem, chosen), chosen, "hand" if encoding else said_by)


def _mapinfo(path: Path, layer: str, encoding: str | None) -> Opened:
    found, said_by = encoding_of_tab(path)
    chosen = encoding or found
    _chosen(path, layer, [path.stem])
    if said_by != "file":
        return Opened(_read(path, path.stem, chosen), chosen, "hand" if encoding else said_by)
    frame = _read(path, path.stem, None)
    if chosen != found:
        frame = _recoded(frame, found, chosen)
    return Opened(frame, chosen, "hand" if encoding else said_by)


def _recoded(frame: gpd.GeoDataFrame, was: str, encoding: str) -> gpd.GeoDataFrame:
    """Decode texts anew that GDAL has decoded by what the file states."""
    texts = frame.select_dtypes(["object", "string"]).columns.difference([frame.geometry.name])
    made = {
        name: frame[name].map(
            lambda one: (
                one.encode(was, "replace").decode(encoding, "replace")
                if isinstance(one, str)
                else one
            )
        )
        for name in texts
    }
    return frame.assign(**made)


def _parquet(path: Path, _layer: str, _encoding: str | None) -> Opened:
    return Opened(gpd.read_parquet(path))


def _zip(path: Path, layer: str, encoding: str | None, scratch: Path) -> Opened:
    """Open the one file of an archive that can be opened, or the one that `layer` names."""
    files = [one for one in unpacked(path, scratch) if OPENERS.get(one.suffix.lower())]
    names = {str(one.relative_to(scratch)): one for one in files}
    tables = {name: one for name, one in names.items() if one.suffix.lower() in _TABLES}
    shapes = {name: one for name, one in names.items() if one.suffix.lower() not in _TABLES}
    within = shapes or tables
    if not within:
        known = ", ".join(one for one in OPENERS if one not in {".zip", ".kmz"})
        raise FileError(
            said(
                "Expected a file of the types {known} inside `{file}`; it holds none. Pack one.",
                known=known,
                file=path.name,
            )
        )
    chosen = names.get(layer)
    if chosen is None and len(within) > 1:
        listed = ", ".join(f"`{name}`" for name in within)
        raise SeveralLayersError(
            said(
                "Expected the file inside `{file}` to be named; it holds {count}: {listed}. "
                "Write `{path}:{first}`.",
                file=path.name,
                count=len(within),
                listed=listed,
                path=path,
                first=next(iter(within)),
            ),
            list(within),
        )
    inner = "" if chosen is not None else layer
    return open_file(chosen or next(iter(within.values())), inner, encoding, scratch)


def _csv(path: Path, _layer: str, encoding: str | None) -> Opened:
    _require_table_size(path, path.stat().st_size)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    chosen = encoding or encoding_of_bytes(head)
    first = head.partition(b"\n")[0].decode(chosen, errors="replace")
    delimiter = max(_DELIMITERS, key=first.count)
    decoded = "utf-8-sig" if chosen == "utf-8" else chosen
    table = pd.read_csv(path, sep=delimiter, encoding=decoded, low_memory=False)
    return Opened(features_of(table, path.name), chosen, "hand" if encoding else "letters")


def _xlsx(path: Path, layer: str, _encoding: str | None) -> Opened:
    _require_table_size(path, weighed(path))
    with pd.ExcelFile(path, engine="openpyxl") as book:
        sheets = [str(one) for one in book.sheet_names]
        if layer and layer not in sheets:
            _chosen(path, layer, sheets)
        table = pd.read_excel(book, sheet_name=layer or sheets[0])
    return Opened(features_of(table, path.name))


def _require_table_size(path: Path, size: int) -> None:
    if size > _MOST_TABLE_BYTES:
        raise FileError(
            said(
                "Expected a table of up to {most_mb} MB unpacked; `{file}` has "
                "{size_mb}. Leave out rows or columns, or bring it as a GeoPackage.",
                most_mb=_MOST_TABLE_BYTES // 10**6,
                file=path.name,
                size_mb=size // 10**6,
            )
        )


def _chosen(path: Path, layer: str, there: list[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in there)
    if not there:
        raise FileError(
            said(
                "Expected a layer with geometry in `{file}`; it has none. Name another file.",
                file=path.name,
            )
        )
    if layer and layer not in there:
        raise FileError(
            said(
                "Expected a layer of `{file}` ({listed}); `{layer}` came. Name one of these.",
                file=path.name,
                listed=listed,
                layer=layer,
            )
        )
    if not layer and len(there) > 1:
        raise SeveralLayersError(
            said(
                "Expected the layer of `{file}` to be named; it holds {count}: {listed}. "
                "Write `{path}:{first}`.",
                file=path.name,
                count=len(there),
                listed=listed,
                path=path,
                first=there[0],
            ),
            there,
        )
    return layer or there[0]


OPENERS: Final[dict[str, Callable[[Path, str, str | None], Opened] | None]] = {
    ".gpkg": _gdal,
    ".geojson": _gdal,
    ".json": _gdal,
    ".shp": _shapefile,
    ".zip": None,
    ".fgb": _gdal,
    ".parquet": _parquet,
    ".geoparquet": _parquet,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".kml": _gdal,
    ".kmz": None,
    ".tab": _mapinfo,
    ".dxf": _gdal,
    ".pbf": _gdal,
}
"""The opener of each suffix; None for archives, which need a place to unpack."""


def open_file(path: Path, layer: str, encoding: str | None, scratch: Path) -> Opened:
    """Open a file of a known suffix.

    Raises
    ------
    FileError
        It cannot be read, or the layer must be named.
    """
    opener = OPENERS[path.suffix.lower()]
    try:
        if opener is None:
            inner = scratch / f"in-{path.name}"
            inner.mkdir(parents=True)
            return _zip(path, layer, encoding, inner)
        unlikeness = unlike(path)
        if unlikeness:
            raise unreadable(path, unlikeness)
        return opener(path, layer, encoding)
    except FileError:
        raise
    except FAULTS as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, why: Exception | str) -> FileError:
    """Make the message for a file that cannot be read."""
    return FileError(
        said(
            "Expected a readable file; reading `{file}` failed: {why}. Check that it "
            "is whole and of the type that its name says.",
            file=path.name,
            why=why if isinstance(why, str) else said("`{words}`", words=str(why)),
        )
    )
