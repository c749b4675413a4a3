"""A bundle to hand over: layers with their styles, a QGIS project, and a manifest, in one archive.

The manifest says of each file what it is, where it came from, under which licence, how precise it
is, in which CRS by which operation, and its hash, so that a reader can check what was received.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import crs_name, said
from layers._drivers import short_names
from layers._errors import FormatError
from layers.formats import find_format, target_crs
from layers.placing import written_whole, zip_files
from layers.qgis_project import ProjectLayer, qgz
from layers.results import METHOD_SUFFIX, write_result
from layers.statistics import edition_statistic, measure_of
from layers.wording import translator
from layers.writing import check_folder, export_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from layers.measure import Measure

__all__ = ["MANIFEST", "write_bundle"]

MANIFEST: Final = "manifest.json"

_OTHERS: Final = {"raster": "tif", "table": "csv", "document": "toml"}
"""What layers go as that the format chosen does not carry."""


def write_bundle(
    edition: Edition,
    layer_ids: Sequence[str],
    fmt: str,
    crs: str | None,
    path: str | Path,
    lang: str = "en",
    *,
    measures: Sequence[str] = (),
) -> Path:
    """Write layers, their styles, statistics, a QGIS project and a manifest into one zip archive.

    Parameters
    ----------
    edition
        Where the layers are.
    layer_ids
        The layers; none at all means every one.
    fmt
        Id of a format for vectors; rasters go as GeoTIFF, tables as CSV, documents as they are.
    crs
        A text for `geo.parse_crs`, or None for the edition's own.
    path
        The archive, ending in `.zip`.
    lang
        The language of titles, styles and texts.
    measures
        Measures to compute on the edition's usual layers: each gives `stat_ID.csv`, its method
        card as JSON, and its layer as `stat_ID.gpkg` where it has one.

    Returns
    -------
    pathlib.Path
        The archive written.

    Raises
    ------
    UnknownLayerError, FormatError, CrsError, FileError, LanguageError
        As in `export_layer`.
    ValueRangeError
        There is no such measure.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != ".zip":
        raise FormatError(
            said("Expected a path that ends in `.zip`; `{file}` came. Rename it.", file=target.name)
        )
    check_folder(edition, target)
    records = [edition.record(one) for one in layer_ids or edition.records]
    asked_measures = [measure_of(one) for one in measures]

    def write(folder: Path) -> list[str]:
        with tempfile.TemporaryDirectory(dir=folder.parent) as one:
            files = _files(edition, records, asked_measures, fmt, crs, Path(one), lang)
            zip_files(files, folder / target.name)
        return [target.name]

    [written] = written_whole(target, write)
    return written


def _files(
    edition: Edition,
    records: Sequence[LayerRecord],
    measures: Sequence[Measure],
    fmt: str,
    crs: str | None,
    folder: Path,
    lang: str,
) -> list[Path]:
    """Write what a bundle holds into a folder; give the files in the order of their names."""
    entries, drawn = [], []
    for record in records:
        placed = record.kind in {"vector", "raster"}
        chosen = find_format(fmt if record.kind == "vector" else _OTHERS[record.kind], record.kind)
        asked = crs if placed else None
        written = target_crs(chosen, asked, edition.crs) if placed else None
        main = folder / f"{record.id}{chosen.suffix}"
        files = export_layer(edition, record.id, chosen.id, asked, main, lang)
        entries.append(_entry(record, files, written, lang))
        if written is not None and chosen.dressed:
            columns = [field.name for field in record.fields]
            names = short_names(columns) if chosen.id == "shp" else {}
            drawn.append(ProjectLayer(record, files[0], written, names))
    if drawn:
        (folder / f"{edition.id}.qgz").write_bytes(qgz(edition, drawn, lang))
    answers = [_answer(edition, one, folder, lang) for one in measures]
    manifest = _manifest(edition, folder, entries, answers, lang)
    (folder / MANIFEST).write_text(manifest, encoding="utf-8", newline="\n")
    return sorted(folder.iterdir())


def _entry(
    record: LayerRecord, files: Sequence[Path], crs: CRS | None, lang: str
) -> dict[str, Any]:
    return {
        "layer": record.id,
        "title": record.title(lang),
        "kind": record.kind,
        "files": [one.name for one in files],
        "crs": None if crs is None else crs_name(crs),
        "crs_wkt": crs.to_wkt() if crs is not None else None,
        "source": record.source(lang),
        "licence": record.licence,
        "attribution": record.attribution(lang),
        "date": record.date,
        "precision": record.precision or None,
        "precision_m": record.precision_m or None,
        "generalised": record.generalised,
        "source_sha256": record.sha256,
    }


def _answer(edition: Edition, measure: Measure, folder: Path, lang: str) -> dict[str, Any]:
    """Compute a measure, write its rows and its layer, and give its entry of the manifest."""
    statistic = edition_statistic(edition, measure.id)
    rows = write_result(statistic, folder / f"stat_{measure.id}.csv", measure)
    names = [rows.name, f"{rows.stem}{METHOD_SUFFIX}"]
    if statistic.layer is not None and not statistic.layer.empty:
        names.append(write_result(statistic, rows.with_suffix(".gpkg"), measure).name)
    return {
        "measure": measure.id,
        "title": translator(lang)(measure.title),
        "files": names,
        "method": statistic.as_dict()["method"],
    }


def _manifest(
    edition: Edition,
    folder: Path,
    entries: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    lang: str,
) -> str:
    hashes = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())
    }
    whole = {
        "edition": edition.id,
        "title": edition.title(lang),
        "catalogue_sha256": edition.sha256,
        "made": datetime.now(UTC).date().isoformat(),
        "layers": entries,
        "statistics": answers,
        "sha256": hashes,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
