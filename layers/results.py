"""The answer of a measure as a file: its rows as CSV or JSON, its layer as GeoPackage or GeoJSON.

Beside rows and layer goes the method card, in a text file of JSON: a number without its method is
not handed on. Files are written beside and renamed when they are whole.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyogrio

from geo import parse_crs, reproject, said
from layers._errors import FormatError
from layers.placing import written_whole
from layers.writing import table_csv

if TYPE_CHECKING:
    import geopandas as gpd

    from layers._statistic import Statistic
    from layers.measure import Measure

__all__ = ["METHOD_SUFFIX", "RESULT_SUFFIXES", "result_bytes", "write_result"]

RESULT_SUFFIXES: Final = (".csv", ".json", ".gpkg", ".geojson")
"""What a result can be written as."""

METHOD_SUFFIX: Final = ".method.json"


def write_result(statistic: Statistic, path: str | Path, measure: Measure) -> Path:
    """Write the answer of a measure into a file, and its method card beside.

    Parameters
    ----------
    statistic
        The answer.
    path
        A file that ends in one of `RESULT_SUFFIXES`; `.gpkg` in the measuring CRS and `.geojson`
        in WGS 84 hold the layer, the others the rows.
    measure
        The measure that was asked.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    FormatError
        The suffix is another, or the measure has no layer to write.
    FileError
        The folder is not there, or nothing can be written into it.
    """
    target = Path(path).expanduser()
    suffix = target.suffix.lower()
    if suffix not in RESULT_SUFFIXES:
        raise FormatError(
            said(
                "Expected a path that ends in {known}; `{file}` came. Rename it.",
                known=", ".join(RESULT_SUFFIXES),
                file=target.name,
            )
        )

    def write(folder: Path) -> list[str]:
        _write(statistic, folder / target.name, suffix, measure)
        names = [target.name]
        if suffix != ".json":
            names.append(f"{target.stem}{METHOD_SUFFIX}")
            card = json.dumps(statistic.method.as_dict(), ensure_ascii=False, indent=1)
            (folder / names[-1]).write_text(card, encoding="utf-8", newline="\n")
        return names

    written_whole(target, write)
    return target


def result_bytes(statistic: Statistic, suffix: str, measure: Measure) -> bytes:
    """Give the answer of a measure as the bytes of a file: see `write_result`.

    Raises
    ------
    FormatError
        The suffix is none of `RESULT_SUFFIXES`, or the measure has no layer to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        return write_result(statistic, Path(folder) / f"{measure.id}{suffix}", measure).read_bytes()


def _write(statistic: Statistic, path: Path, suffix: str, measure: Measure) -> None:
    if suffix == ".csv":
        path.write_bytes(table_csv(statistic.rows)[0])
    elif suffix == ".json":
        answer = json.dumps(statistic.as_dict(), ensure_ascii=False, allow_nan=False, indent=1)
        path.write_text(answer, encoding="utf-8", newline="\n")
    else:
        _write_layer(_layer(statistic, measure), path, suffix, measure)


def _layer(statistic: Statistic, measure: Measure) -> gpd.GeoDataFrame:
    if statistic.layer is None or statistic.layer.empty:
        raise FormatError(
            said(
                "Expected a measure with a layer for a map; `{measure}` has rows only, or "
                "its layer is empty. Write them as .csv or .json.",
                measure=measure.id,
            )
        )
    return statistic.layer


def _write_layer(layer: gpd.GeoDataFrame, path: Path, suffix: str, measure: Measure) -> None:
    if suffix == ".gpkg":
        pyogrio.write_dataframe(layer, path, driver="GPKG", layer=measure.id, VERSION="1.2")
    else:
        degrees = reproject(layer, parse_crs("EPSG:4326"))
        pyogrio.write_dataframe(degrees, path, driver="GeoJSON", layer=measure.id, RFC7946="YES")
