"""One writer a format: a frame, a table or a raster goes into files of a folder.

Nothing is lost in silence: what a format cannot hold is counted, and written beside in full.
Features off the map stay, as rows without geometry: every format here has a place for them.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import shapely
from pandas.api.types import is_numeric_dtype

from layers.vocabulary import ID
from layers.warping import warped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyproj import CRS

    from layers.catalogue import LayerRecord
    from layers.edition import Raster

__all__ = [
    "Losses",
    "add_style",
    "flat_table",
    "short_names",
    "table_csv",
    "write_csv",
    "write_gdal",
    "write_parquet",
    "write_shapefile",
    "write_texts",
    "write_tif",
]

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
DBF_NAME_BYTES: Final = 10
DBF_TEXT_BYTES: Final = 254
DEGREE_DIGITS: Final = 7
METRE_DIGITS: Final = 3
CSV_ENCODING: Final = "utf-8-sig"

_LANGUAGE_ENDING: Final = 3
_LAYER_STYLES: Final = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), type TEXT(10))"""
_GDAL_GEOMETRY: Final = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}


@dataclass(frozen=True, slots=True)
class Losses:
    """What writing changed: cells that got an apostrophe, texts that were cut."""

    guarded: int = 0
    cut: int = 0


def write_gdal(
    frame: pd.DataFrame, record: LayerRecord, path: Path, driver: str, **options: str
) -> Losses:
    """Write a frame or a table with one of GDAL's drivers, in the frame's own CRS."""
    kind: dict[str, Any] = {}
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.isna().all():
        kind["geometry_type"] = _GDAL_GEOMETRY[record.geometry]
    pyogrio.write_dataframe(frame, path, driver=driver, layer=record.id, **kind, **options)
    return Losses()


def add_style(path: Path, record: LayerRecord, qml: str, sld: str) -> None:
    """Lay styles into a GeoPackage, in the table from which QGIS dresses a layer as it opens."""
    with closing(sqlite3.connect(path)) as file, file:
        column, kind = file.execute(
            "SELECT column_name, geometry_type_name FROM gpkg_geometry_columns WHERE table_name=?",
            (record.id,),
        ).fetchone()
        file.execute(_LAYER_STYLES)
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
        file.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, type) "
            "VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, ?)",
            (record.id, column, record.id, qml, sld, record.title("en"), kind),
        )


def write_parquet(frame: gpd.GeoDataFrame, path: Path) -> Losses:
    """Write GeoParquet 1.0, in the frame's own CRS."""
    frame.to_parquet(path, index=False)
    return Losses()


def write_shapefile(
    frame: gpd.GeoDataFrame, record: LayerRecord, path: Path, encoding: str
) -> Losses:
    """Write a Shapefile, with its shortened column names and changed texts beside.

    `NAME_fields.csv` gives each short name and the column that it stands for; `NAME_texts.csv`,
    written where a text exceeds the format's 254 bytes or has letters that the encoding lacks,
    gives each such text in full.
    """
    columns = [name for name in frame.columns if name != frame.geometry.name]
    names = short_names(columns)
    cut: list[tuple[str, str, str]] = []
    short = frame.copy()
    for column in columns:
        if is_numeric_dtype(frame[column]):
            continue
        texts = [None if pd.isna(one) else str(one) for one in frame[column]]
        fitting = [None if one is None else _fitting(one, encoding) for one in texts]
        keys = frame.get(ID, frame.index)
        cut += [
            (str(key), column, full)
            for key, full, kept in zip(keys, texts, fitting, strict=True)
            if full is not None and full != kept
        ]
        short[column] = pd.Series(fitting, index=frame.index, dtype="object")
    short = short.rename(columns=names)
    write_gdal(short, record, path, "ESRI Shapefile", encoding=encoding)
    fields = {one.name: one for one in record.fields}
    _write_rows(
        path.with_name(f"{path.stem}_fields.csv"),
        ("field", "column", "title_en", "title_ru", "unit"),
        [
            (names[one], one, field.title("en"), field.title("ru"), field.unit)
            if (field := fields.get(one))
            else (names[one], one, "", "", "")
            for one in columns
        ],
    )
    if cut:
        write_texts(path, cut)
    return Losses(cut=len(cut))


def short_names(columns: Iterable[str]) -> dict[str, str]:
    """Shorten column names to the 10 bytes of a Shapefile: unique, the language kept at the end.

    Examples
    --------
    >>> short_names(["place_basis_en", "place_basis_ru", "area_ha", "place_bank_en"])
    {'place_basis_en': 'place_b_en', 'place_basis_ru': 'place_b_ru', 'area_ha': 'area_ha', \
'place_bank_en': 'place_b_e1'}
    """
    wanted = list(columns)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in sorted(wanted, key=lambda one: len(one.encode()) > DBF_NAME_BYTES):
        name = column
        if len(column.encode()) > DBF_NAME_BYTES:
            ending = column[-_LANGUAGE_ENDING:] if column[-_LANGUAGE_ENDING:-2] == "_" else ""
            name = _cut(column.removesuffix(ending), DBF_NAME_BYTES - len(ending.encode())) + ending
        number = 0
        while name.lower() in taken:
            number += 1
            name = f"{_cut(name, DBF_NAME_BYTES - len(str(number)))}{number}"
        names[column] = name
        taken.add(name.lower())
    return {one: names[one] for one in wanted}


def _fitting(text: str, encoding: str) -> str:
    """Give a text that the encoding and the length of a DBF cell can hold."""
    text = text.encode(encoding, errors="replace").decode(encoding)
    if len(text.encode(encoding)) <= DBF_TEXT_BYTES:
        return text
    room = DBF_TEXT_BYTES - len("…".encode(encoding))
    return text.encode(encoding)[:room].decode(encoding, errors="ignore") + "…"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def write_csv(frame: pd.DataFrame, path: Path) -> Losses:
    """Write a CSV in UTF-8 with a byte order mark, by which spreadsheets know Cyrillic.

    Points get the columns `x` and `y` (metres, to 1 mm), or `lon` and `lat` (degrees, to seven
    decimals) in a geographic CRS; other geometry becomes WKT in the column `wkt`. Text cells that
    a spreadsheet would run as a formula get an apostrophe in front.
    """
    text, guarded = table_csv(flat_table(frame))
    path.write_bytes(text)
    return Losses(guarded=guarded)


def flat_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame as a table whose coordinates are columns, as `write_csv` says."""
    table = pd.DataFrame(frame)
    if isinstance(frame, gpd.GeoDataFrame):
        table = table.drop(columns=frame.geometry.name)
        for name, values in _coordinates(frame).items():
            table[_free_name(name, set(table.columns))] = values
    return table


def write_texts(path: Path, cut: Iterable[tuple[str, str, str]]) -> None:
    """Write the texts that a file could not hold, in full: id, column, text."""
    _write_rows(path.with_name(f"{path.stem}_texts.csv"), (ID, "column", "text"), cut)


def table_csv(table: pd.DataFrame) -> tuple[bytes, int]:
    """Give a table as CSV in UTF-8 with a byte order mark, and how many cells were guarded.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    safe = table.copy(deep=False)
    guarded = 0
    for column in safe.columns:
        if is_numeric_dtype(safe[column]):
            continue
        texts = safe[column]
        risky = np.array(
            [isinstance(one, str) and one.startswith(FORMULA_STARTS) for one in texts], dtype=bool
        )
        guarded += int(risky.sum())
        safe[column] = texts.where(~risky, "'" + texts.astype(str))
    return safe.to_csv(index=False, lineterminator="\n").encode(CSV_ENCODING), guarded


def _coordinates(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give columns that hold the geometry as text or rounded numbers; empty where there is none."""
    geographic = frame.crs is not None and frame.crs.is_geographic
    digits = DEGREE_DIGITS if geographic else METRE_DIGITS
    shapes = frame.geometry.to_numpy()
    kinds = shapely.get_type_id(shapes)
    if np.isin(kinds, (-1, int(shapely.GeometryType.POINT))).all():
        names = ("lon", "lat") if geographic else ("x", "y")
        values = (shapely.get_x(shapes), shapely.get_y(shapes))
        return {name: np.round(one, digits) for name, one in zip(names, values, strict=True)}
    return {"wkt": shapely.to_wkt(shapes, rounding_precision=digits)}


def _free_name(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _write_rows(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding=CSV_ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            writer.writerow([f"'{one}" if one.startswith(FORMULA_STARTS) else one for one in row])


def write_tif(raster: Raster, path: Path, crs: CRS) -> None:
    """Write a GeoTIFF; in another CRS each cell takes the value of the nearest one.

    Classes keep their colours. Cells outside the source get the raster's `nodata`, or, where it
    has none, a value that no cell has. The cells are moved by the PROJ that moves the features.
    """
    if crs != raster.crs:
        raster = warped(raster, crs, path.stem)
    array = raster.array
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=array.shape[0],
        width=array.shape[1],
        count=1,
        dtype=array.dtype,
        crs=rasterio.crs.CRS.from_wkt(crs.to_wkt()),
        transform=raster.transform,
        nodata=raster.nodata,
        compress="deflate",
    ) as file:
        file.write(array, 1)
        colours = {code: _rgba(one.fill) for code, one in raster.classes.items() if one.fill}
        if colours and array.dtype == np.uint8:
            file.write_colormap(1, colours)


def _rgba(colour: str) -> tuple[int, int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue, 255
