"""Layers to take away: one file or several, with their source, licence and precision beside.

Everything is made in a folder beside the target and renamed into place when it is whole; where
that fails half-way, what stood there before is put back. The edition itself is never written to.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import rasterio
from shapely import box

from geo import (
    ColumnError,
    EmptyError,
    OperationNote,
    operation_note,
    parse_crs,
    reproject,
    said,
)
from layers._drawings import write_dxf, write_kml
from layers._drivers import (
    Losses,
    add_style,
    short_names,
    table_csv,
    write_csv,
    write_gdal,
    write_parquet,
    write_shapefile,
    write_tif,
)
from layers._errors import FileError, FormatError
from layers.formats import (
    CRS_CHOICES,
    FORMATS,
    WGS84,
    CrsChoice,
    Format,
    find_encoding,
    find_format,
    target_crs,
)
from layers.p10 import with_p10
from layers.placing import require_folder, telling, written_whole, zip_files
from layers.qgis_style import qml
from layers.sidecar import Contents, sidecar
from layers.sld_style import sld
from layers.vocabulary import PARK_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pandas as pd
    from pyproj import CRS

    from layers.catalogue import LayerRecord
    from layers.edition import Edition

__all__ = [
    "CRS_CHOICES",
    "FORMATS",
    "CrsChoice",
    "Export",
    "Format",
    "check_folder",
    "export_bytes",
    "export_layer",
    "table_csv",
    "takes_p10",
]

ZIP: Final = ".zip"


@dataclass(frozen=True, slots=True)
class Export:
    """A file for a download button: its bytes, its name and its media type."""

    data: bytes
    filename: str
    mime: str


def export_layer(
    edition: Edition,
    layer_id: str,
    fmt: str,
    crs: str | CRS | None,
    path: str | Path,
    lang: str = "en",
    encoding: str | None = None,
    *,
    p10: bool = False,
    where: Mapping[str, Collection[str]] | None = None,
) -> list[Path]:
    """Write a layer into a file, with what accompanies it.

    Beside `parks.gpkg` comes `parks.gpkg.txt`: source, licence, precision, coordinate operation.
    A path that ends in `.zip` takes everything into one archive.

    Parameters
    ----------
    edition
        Where the layer is.
    layer_id
        The layer.
    fmt
        Id of one of `FORMATS`.
    crs
        A text for `geo.parse_crs`, a system, or None: the edition's own, for GeoJSON WGS 84.
        Without meaning for tables and documents.
    path
        The file to write: it ends in the format's suffix or in `.zip`. In a folder that is there,
        the file is named after the layer.
    lang
        The language of the accompanying text.
    encoding
        One of `formats.ENCODINGS`, for the texts of a Shapefile; None takes UTF-8.
    p10
        Whether to add the columns of Order P10, to a layer of parks: see `layers.p10`.
    where
        Values, as text, that features of a vector layer must have, by column; None takes all.

    Returns
    -------
    list of Path
        The files written, the main one first.

    Raises
    ------
    UnknownLayerError
        The edition has no such layer.
    FormatError
        The format is unknown, does not carry the layer or the CRS, or the path has another suffix;
        codes of Order P10 were asked for a layer that is none of parks.
    ColumnError, EmptyError
        `where` names a column that is not there, or nothing is left.
    CrsError
        The CRS is unknown, or the layer has no place in it.
    FileError
        The folder is missing, cannot be written to, or belongs to the edition.
    LanguageError
        The atlas does not speak `lang`.
    """
    record = edition.record(layer_id)
    chosen = find_format(fmt, record.kind)
    target = Path(path).expanduser()
    if target.is_dir():
        target = target / f"{record.id}{chosen.suffix}"
    _check_target(edition, target, chosen)
    texts = find_encoding(chosen, encoding)

    def write(folder: Path) -> list[str]:
        if target.suffix.lower() != ZIP:
            made = _write(
                edition,
                record,
                chosen,
                crs,
                folder / target.name,
                lang,
                texts,
                p10=p10,
                where=where,
            )
            return [file.name for file in made]
        with tempfile.TemporaryDirectory(dir=folder.parent) as inner:
            main = Path(inner, f"{record.id}{chosen.suffix}")
            made = _write(edition, record, chosen, crs, main, lang, texts, p10=p10, where=where)
            zip_files(made, folder / target.name)
        return [target.name]

    return written_whole(target, write)


def export_bytes(
    edition: Edition,
    layer_id: str,
    fmt: str,
    crs: str | CRS | None,
    lang: str = "en",
    encoding: str | None = None,
    *,
    p10: bool = False,
    where: Mapping[str, Collection[str]] | None = None,
) -> Export:
    """Give a layer as a zip archive in memory: the file and what accompanies it.

    Equal requests give equal bytes, but for GeoPackage, which keeps the time of writing.

    Parameters
    ----------
    edition, layer_id, fmt, crs, lang, encoding, p10, where
        As in `export_layer`.

    Raises
    ------
    UnknownLayerError, FormatError, CrsError, FileError, LanguageError
        As in `export_layer`.
    """
    record = edition.record(layer_id)
    chosen = find_format(fmt, record.kind)
    texts = find_encoding(chosen, encoding)
    with tempfile.TemporaryDirectory(prefix="atlas-export-") as folder:
        archive = Path(folder, f"{edition.id}_{record.id}_{chosen.id}{ZIP}")
        with telling(archive):
            main = Path(folder, f"{record.id}{chosen.suffix}")
            zip_files(
                _write(edition, record, chosen, crs, main, lang, texts, p10=p10, where=where),
                archive,
            )
            return Export(archive.read_bytes(), archive.name, "application/zip")


def _selected(
    frame: gpd.GeoDataFrame, record: LayerRecord, where: Mapping[str, Collection[str]] | None
) -> gpd.GeoDataFrame:
    for column, values in (where or {}).items():
        if column not in frame.columns or column == frame.geometry.name:
            there = ", ".join(one.name for one in record.fields)
            raise ColumnError(
                said(
                    "Expected a column of `{layer}` ({there}); `{column}` came. Name one of these.",
                    layer=record.id,
                    there=there,
                    column=column,
                )
            )
        frame = frame[frame[column].fillna("").astype(str).isin(list(values))]
    if frame.empty:
        asked = "; ".join(
            f"{column} {', '.join(values)}" for column, values in (where or {}).items()
        )
        raise EmptyError(
            said(
                "Expected features of `{layer}` with {asked}; there are none. Choose other values.",
                layer=record.id,
                asked=asked,
            )
        )
    return frame


def takes_p10(record: LayerRecord) -> bool:
    """Say whether a layer can carry the columns of Order P10."""
    return record.kind == "vector" and PARK_TYPE in {one.name for one in record.fields}


def _check_target(edition: Edition, target: Path, fmt: Format) -> None:
    if target.suffix.lower() not in {fmt.suffix, ZIP}:
        came = (
            said("ends in `{suffix}`", suffix=target.suffix)
            if target.suffix
            else said("has no suffix")
        )
        raise FormatError(
            said(
                "Expected a path that ends in `{suffix}` or `{zip}` for the format "
                "`{format}`; `{file}` {came}. Rename it, or choose another format.",
                suffix=fmt.suffix,
                zip=ZIP,
                format=fmt.id,
                file=target.name,
                came=came,
            )
        )
    check_folder(edition, target)


def check_folder(edition: Edition, target: Path) -> None:
    """Refuse a file whose folder is not there, or that would lie within the edition.

    Raises
    ------
    FileError
        By what is wrong.
    """
    require_folder(target)
    if target.resolve().is_relative_to(edition.root):
        raise FileError(
            said(
                "Expected a place outside the edition; `{target}` lies in `{root}`, whose "
                "files are sealed. Name another folder.",
                target=target,
                root=edition.root,
            )
        )


def _write(
    edition: Edition,
    record: LayerRecord,
    fmt: Format,
    crs: str | CRS | None,
    main: Path,
    lang: str,
    encoding: str,
    *,
    p10: bool,
    where: Mapping[str, Collection[str]] | None,
) -> list[Path]:
    """Write the main file and what accompanies it; give all of them, the main one first."""
    folder = main.parent
    before = set(folder.iterdir())
    features, off, target, losses = None, 0, None, Losses()
    operations: tuple[OperationNote, ...] = ()
    if p10 and not takes_p10(record):
        raise FormatError(
            said(
                "Expected a layer with park types for codes of Order P10; `{layer}` has "
                "none. Ask for them with a layer of parks.",
                layer=record.id,
            )
        )
    if record.kind == "vector":
        target = target_crs(fmt, crs, edition.crs)
        frame = _selected(edition.frame(record.id), record, where)
        features, off = len(frame), int((frame.geometry.isna() | frame.geometry.is_empty).sum())
        operations = _operations(edition, record, target, _area(frame))
        if p10:
            there = "municipalities" in edition.records
            frame = with_p10(frame, edition.frame("municipalities") if there else None)
        losses = _write_vector(reproject(frame, target), record, fmt, main, lang, encoding)
        _dress(record, fmt, main, lang, frame.columns)
    elif record.kind == "raster":
        target = target_crs(fmt, crs, edition.crs)
        raster = edition.raster(record.id)
        bounds = rasterio.transform.array_bounds(*raster.array.shape, raster.transform)
        extent = gpd.GeoDataFrame(geometry=[box(*bounds)], crs=raster.crs)
        operations = _operations(edition, record, target, _area(extent))
        write_tif(raster, main, target)
        _dress(record, fmt, main, lang, ())
    elif record.kind == "table":
        table = edition.table(record.id)
        features = len(table)
        losses = _write_table(table, record, fmt, main, lang)
    else:
        shutil.copyfile(edition.path(record.id), main)
    others = sorted(one for one in folder.iterdir() if one not in before and one != main)
    files = [main, *others]
    names = tuple(one.name for one in files)
    contents = Contents(fmt, names, features, off, target, operations, losses)
    beside = main.with_name(f"{main.name}.txt")
    beside.write_text(sidecar(edition, record, contents, lang), encoding="utf-8", newline="\n")
    return [*files, beside]


def _write_vector(
    frame: gpd.GeoDataFrame,
    record: LayerRecord,
    fmt: Format,
    main: Path,
    lang: str,
    encoding: str,
) -> Losses:
    about = f"{record.source(lang)} · {record.licence} · {record.attribution(lang)}"
    named = {"IDENTIFIER": record.title(lang), "DESCRIPTION": about}
    writers: dict[str, Callable[[], Losses]] = {
        "csv": lambda: write_csv(frame, main),
        "xlsx": lambda: _write_workbook(frame, record, main, lang),
        "shp": lambda: write_shapefile(frame, record, main, encoding),
        "geojson": lambda: write_gdal(frame, record, main, "GeoJSON", RFC7946="YES"),
        "kml": lambda: write_kml(frame, record, main, lang),
        "fgb": lambda: write_gdal(frame, record, main, "FlatGeobuf", SPATIAL_INDEX="NO"),
        "parquet": lambda: write_parquet(frame, main),
        "dxf": lambda: write_dxf(frame, record, main, lang),
        "gpkg": lambda: write_gdal(frame, record, main, "GPKG", VERSION="1.2", **named),
    }
    return writers[fmt.id]()


def _dress(record: LayerRecord, fmt: Format, main: Path, lang: str, columns: Iterable[str]) -> None:
    """Write the layer's style inside a GeoPackage, beside other files that carry none."""
    if not fmt.dressed or not record.style.classes:
        return
    names = short_names(columns) if fmt.id == "shp" else {}
    styles = {".qml": qml(record, lang, names), ".sld": sld(record, lang, names)}
    if fmt.id == "gpkg":
        add_style(main, record, *styles.values())
        return
    for suffix, style in styles.items():
        main.with_suffix(suffix).write_text(style, encoding="utf-8", newline="\n")


def _write_table(
    table: pd.DataFrame, record: LayerRecord, fmt: Format, main: Path, lang: str
) -> Losses:
    if fmt.id == "csv":
        return write_csv(table, main)
    if fmt.id == "xlsx":
        return _write_workbook(table, record, main, lang)
    return write_gdal(table, record, main, "GPKG", VERSION="1.2")


def _write_workbook(table: pd.DataFrame, record: LayerRecord, main: Path, lang: str) -> Losses:
    from layers.workbook import write_xlsx  # noqa: PLC0415 (openpyxl takes long to be imported)

    return write_xlsx(table, record, main, lang)


def _operations(
    edition: Edition,
    record: LayerRecord,
    target: CRS,
    area: tuple[float, float, float, float] | None,
) -> tuple[OperationNote, ...]:
    """Name the operations between the source file, the edition's CRS and the target."""
    path = (parse_crs(record.crs), edition.crs, target)
    return tuple(operation_note(start, end, area) for start, end in pairwise(path) if start != end)


def _area(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        return None
    whole = gpd.GeoDataFrame(geometry=[box(*bounds)], crs=frame.crs)
    west, south, east, north = reproject(whole, WGS84).total_bounds
    return float(west), float(south), float(east), float(north)
