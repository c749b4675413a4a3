"""`layers`, `export` and `import`: what an edition holds, a layer into a file, a file in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from geo import crs_name
from layers.formats import ENCODINGS, FORMATS
from layers.importing import import_file, write_import
from layers.raster_import import Holds, import_raster, write_raster
from layers.reading import RASTER_SUFFIXES
from layers.schema import read_mapping
from layers.vocabulary import LANGUAGES
from layers.writing import export_layer
from terminal.commands import add_edition
from terminal.printing import print_json, print_table

if TYPE_CHECKING:
    from geo import OperationNote
    from layers import Edition, LayerRecord
    from terminal.request import Request

__all__ = ["bring", "export", "layers"]


def layers(parser: argparse.ArgumentParser) -> None:
    """Add the options of `layers`."""
    add_edition(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_layers)


def export(parser: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    add_edition(parser)
    parser.add_argument("layer", metavar="LAYER")
    parser.add_argument("--format", required=True, choices=[one.id for one in FORMATS])
    parser.add_argument(
        "--crs",
        help="EPSG:4326, UTM45N, MSK-70:4, WKT, any that PROJ knows (default: the edition's)",
    )
    parser.add_argument("--encoding", choices=ENCODINGS, help="of a Shapefile (default: utf-8)")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        type=_condition,
        metavar="COLUMN=VALUE[,VALUE]",
        help="only features with these values; may be repeated",
    )
    parser.add_argument("--p10", action="store_true", help="parks: add columns of Order P10")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("-o", "--output", required=True, metavar="PATH")
    parser.set_defaults(run=_export)


def bring(parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    add_edition(parser)
    parser.add_argument(
        "file",
        metavar="FILE[:layer]|ADDRESS[#layer]",
        help="a file, or a layer of those that `sources ADDRESS` lists",
    )
    parser.add_argument("--crs", help="of its coordinates (default: stated, else what fits)")
    parser.add_argument("--encoding", help="of its texts (default: stated, else by its letters)")
    parser.add_argument("--swap", action="store_true", help="exchange the two coordinates")
    parser.add_argument("--anywhere", action="store_true", help="it may lie outside the edition")
    parser.add_argument("--mapping", metavar="JSON", help="which column is which")
    parser.add_argument("--save-mapping", metavar="JSON", help="keep the mapping, to use it again")
    parser.add_argument(
        "--band", type=int, default=1, metavar="N", help="of a GeoTIFF (default: 1)"
    )
    parser.add_argument(
        "--holds", choices=get_args(Holds), default="auto", help="what a GeoTIFF holds"
    )
    parser.add_argument("-o", "--output", required=True, metavar="PATH.gpkg|PATH.tif")
    parser.set_defaults(run=_import)


def _condition(text: str) -> tuple[str, list[str]]:
    column, equals, values = text.partition("=")
    if not (column and equals):
        raise argparse.ArgumentTypeError(f"expected COLUMN=VALUE[,VALUE], got `{text}`")
    return column, values.split(",")


def _layers(request: Request) -> None:
    edition = request.edition
    rows = [
        {
            "id": record.id,
            "kind": record.kind,
            "count": _count(edition, record),
            "crs": record.crs or None,
            "precision": record.precision or None,
            "sha256": record.sha256,
        }
        for record in edition.records.values()
    ]
    if request.asked.json:
        print_json(rows)
    else:
        print_table([row | {"sha256": str(row["sha256"])[:12]} for row in rows])


def _count(edition: Edition, record: LayerRecord) -> int | None:
    """Count features, rows or cells; a document has none."""
    if record.kind == "vector":
        return len(edition.frame(record.id))
    if record.kind == "table":
        return len(edition.table(record.id))
    return int(edition.raster(record.id).array.size) if record.kind == "raster" else None


def _export(request: Request) -> None:
    asked = request.asked
    written = export_layer(
        request.edition,
        asked.layer,
        asked.format,
        asked.crs,
        asked.output,
        asked.lang,
        asked.encoding,
        p10=asked.p10,
        where=dict(asked.where),
    )
    print("\n".join(str(path) for path in written))


def _import(request: Request) -> None:
    asked = request.asked
    edition = None if asked.anywhere else request.edition
    if Path(asked.file).suffix.lower() in RASTER_SUFFIXES:
        _import_raster(asked, edition)
        return
    mapping = read_mapping(asked.mapping) if asked.mapping else None
    swap = True if asked.swap else None
    came = import_file(
        asked.file,
        edition,
        crs=asked.crs,
        encoding=asked.encoding,
        swap=swap,
        mapping=mapping,
    )
    print(f"{came.label}: {', '.join(f'{n} {kind}' for kind, n in came.kinds.items())}")
    swapped = ", axes swapped" if came.is_swapped else ""
    print(f"CRS {crs_name(came.crs)} (by {came.crs_by}){swapped}; {_operation(came.operation)}")
    if came.encoding:
        print(f"texts in {came.encoding} (by {came.encoding_by})")
    for field, column in came.mapping.columns.items():
        print(f"{field}: column `{column}`")
    problems = came.report["problem"].value_counts()
    print("; ".join(f"{n} {problem}" for problem, n in problems.items()) or "nothing to mend")
    for path in write_import(came, asked.output, asked.save_mapping):
        print(path)


def _import_raster(asked: argparse.Namespace, edition: Edition | None) -> None:
    came = import_raster(asked.file, edition, crs=asked.crs, band=asked.band, holds=asked.holds)
    rows, columns = came.raster.array.shape
    classes = came.raster.classes
    print(f"{came.label}: band {came.band} of {came.bands}, {rows} rows x {columns} columns")
    print(f"CRS {crs_name(came.crs)} (by {came.crs_by}); {_operation(came.operation)}")
    if came.is_warped:
        print("laid out anew, north up, by the nearest cell")
    known = came.known()
    held = ", ".join(map(str, classes)) if classes else f"{known.min():g} to {known.max():g}"
    print(
        f"{'classes' if classes else 'values'} {held}; "
        f"{1 - known.size / (rows * columns):.1%} without data"
    )
    for path in write_raster(came, asked.output):
        print(path)


def _operation(operation: OperationNote) -> str:
    known = operation.accuracy_m
    good = f"good to {known:g} m" if known == known else "accuracy not known to PROJ"  # noqa: PLR0124
    return f"{operation.name}, {good}"
