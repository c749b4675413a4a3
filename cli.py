"""The terminal: the same layers, figures and files as the pages, from a command line.

`python cli.py layers`, `stats`, `export` and `report`; `--help` after each tells its options. What
is wrong is said in one message, with exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from geo import AtlasError, parse_crs
from layers import Edition, LayerRecord, open_edition
from layers import statistics as stats
from layers.formats import FORMATS
from layers.reading import read_raster, read_vector
from layers.vocabulary import LANDUSE_CLASS, LANGUAGES, POPULATION, SPEED_KMH
from layers.writing import export_layer
from reports.html_map import write_html_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from layers.statistics import Input, Statistic

__all__ = ["main"]

FAULT: Final = 2
BROKEN_PIPE: Final = 1
VECTOR_HELP: Final = "FILE[:layer], or the id of a layer of the edition"
SHOWN_DIGITS: Final = 3


@dataclass(frozen=True)
class Request:
    """What was typed, with the edition opened where it is needed."""

    asked: argparse.Namespace

    @cached_property
    def edition(self) -> Edition:
        """The edition named, or the one that stands by default."""
        return open_edition(self.asked.edition)

    def input(self, spec: str) -> Input:
        """Give a layer of the edition by its id, or a file."""
        if spec.isidentifier() and not os.path.exists(spec) and spec in self.edition.records:  # noqa: PTH110
            return stats.edition_input(self.edition, spec)
        return stats.file_input(*read_vector(spec))

    def crs(self, *specs: str | None) -> CRS | None:
        """Give the CRS asked for; else the edition's where any layer of it is used; else None."""
        if self.asked.crs:
            return parse_crs(self.asked.crs)
        own = any(spec is None for spec in specs)
        return self.edition.crs if own else None

    def supply(self) -> tuple[Input, str | None]:
        """Give the file of supply, or the edition's parks or sites, and the column of types."""
        if self.asked.supply:
            return self.input(self.asked.supply), self.asked.by
        supply, by = stats.edition_supply(self.edition, self.asked.of)
        return supply, self.asked.by or by

    def zones(self) -> Input:
        """Give the file of zones, or the edition's municipalities."""
        return self.input(self.asked.zones or "municipalities")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after the program's name; None takes those of the process.

    Returns
    -------
    int
        0 where it succeeded; 2 where something was wrong with what was asked or came.
    """
    asked = _parser().parse_args(argv)
    try:
        asked.run(Request(asked))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except (AtlasError, OSError) as error:
        print(error, file=sys.stderr)
        return FAULT
    return 0


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
        _print_json(rows)
    else:
        _print_table([row | {"sha256": str(row["sha256"])[:12]} for row in rows])


def _count(edition: Edition, record: LayerRecord) -> int | None:
    """Count features, rows or cells; a document has none."""
    if record.kind == "vector":
        return len(edition.frame(record.id))
    if record.kind == "table":
        return len(edition.table(record.id))
    return int(edition.raster(record.id).array.size) if record.kind == "raster" else None


def _coverage(request: Request) -> Statistic:
    asked = request.asked
    demand = request.input(asked.demand or POPULATION)
    supply, by = request.supply()
    return stats.coverage(
        demand,
        supply,
        by=by,
        radii_m=asked.radii,
        weight=asked.weight or (None if asked.demand else POPULATION),
        zones=request.input(asked.zones) if asked.zones else None,
        zone_column=asked.zone_column,
        draws=asked.draws,
        seed=asked.seed,
        crs=request.crs(asked.demand, asked.supply),
    )


def _proximity(request: Request) -> Statistic:
    asked = request.asked
    own = not asked.demand and not asked.supply
    network = asked.network or ("streets" if own and not asked.straight else None)
    targets, by = request.supply()
    return stats.proximity(
        request.input(asked.demand or asked.origins),
        targets,
        by=by,
        network=request.input(network) if network else None,
        speed_kmh=asked.speed,
        id_column=asked.id,
        draws=asked.draws,
        seed=asked.seed,
        crs=request.crs(asked.demand, asked.supply),
    )


def _landuse(request: Request) -> Statistic:
    asked = request.asked
    return stats.landuse(
        request.input(asked.landuse or "landuse"),
        request.zones(),
        class_column=asked.class_column,
        zone_column=asked.zone_column,
        crs=request.crs(asked.landuse, asked.zones),
    )


def _landcover(request: Request) -> Statistic:
    asked = request.asked
    if asked.raster:
        raster = stats.file_raster(*read_raster(asked.raster))
    else:
        raster = stats.edition_raster(request.edition)
    return stats.landcover(
        raster,
        request.zones(),
        zone_column=asked.zone_column,
        edges=asked.edges,
        crs=request.crs(asked.zones),
    )


def _stats(request: Request) -> None:
    statistic: Statistic = request.asked.measure(request)
    answer = statistic.as_dict()
    if request.asked.json:
        _print_json(answer)
        return
    _print_table(answer["rows"])
    method = answer["method"]
    layers = ", ".join(f"{one['id']} ({one['sha256'][:8]})" for one in method["layers"])
    precision = method["precision"] or "not stated"
    if method["precision_m"]:
        precision += f", within {method['precision_m']:g} m"
    print(f"\n{method['measure']}: {method['formula']}")
    print(f"measured in {method['crs']}; layers {layers}; precision {precision}")
    for note in statistic.notes:
        print(note)


def _export(request: Request) -> None:
    asked = request.asked
    written = export_layer(
        request.edition, asked.layer, asked.format, asked.crs, asked.output, asked.lang
    )
    print("\n".join(str(path) for path in written))


def _report(request: Request) -> None:
    print(write_html_map(request.edition, request.asked.output, request.asked.lang))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=str))


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows under their names, texts to the left and numbers to the right."""
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    cells = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [not any(isinstance(row[name], str) for row in rows) for name in names]
    for line in cells:
        padded = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        )
        print("  ".join(padded).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.{SHOWN_DIGITS}f}"
    return " ".join(str(value).split())


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--edition", default=argparse.SUPPRESS, metavar="PATH", help="folder of another edition"
    )
    parser = argparse.ArgumentParser(prog="cli.py", description=__doc__.splitlines()[0])
    parser.add_argument("--edition", metavar="PATH", help="folder of another edition")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    layers = commands.add_parser("layers", parents=[shared], help="list the edition's layers")
    layers.add_argument("--json", action="store_true", help="print JSON")
    layers.set_defaults(run=_layers)

    measures = commands.add_parser("stats", parents=[shared], help="compute figures")
    _add_measures(measures.add_subparsers(required=True, metavar="MEASURE"), shared)

    export = commands.add_parser("export", parents=[shared], help="write a layer into a file")
    export.add_argument("layer", metavar="LAYER")
    export.add_argument("--format", required=True, choices=[one.id for one in FORMATS])
    export.add_argument("--crs", help="EPSG:4326, UTM45N, MSK-70:4 (default: the edition's)")
    export.add_argument("--lang", choices=LANGUAGES, default="en")
    export.add_argument("-o", "--output", required=True, metavar="PATH")
    export.set_defaults(run=_export)

    report = commands.add_parser("report", parents=[shared], help="write the map as one file")
    report.add_argument("--format", choices=["html"], default="html")
    report.add_argument("--lang", choices=LANGUAGES, default="en")
    report.add_argument("-o", "--output", required=True, metavar="PATH")
    report.set_defaults(run=_report)
    return parser


def _add_measures(measures: Any, shared: argparse.ArgumentParser) -> None:
    common = argparse.ArgumentParser(add_help=False, parents=[shared])
    common.add_argument("--crs", help="the measuring CRS (default: one that fits)")
    common.add_argument("--json", action="store_true", help="print JSON: method and rows")
    moved = argparse.ArgumentParser(add_help=False)
    moved.add_argument("--draws", type=int, default=stats.DRAWS, help="random draws, 0 for none")
    moved.add_argument("--seed", type=int, default=stats.SEED, help="seed of the draws")
    sought = argparse.ArgumentParser(add_help=False)
    sought.add_argument("--supply", metavar="FILE[:layer]", help=VECTOR_HELP)
    sought.add_argument("--by", metavar="COL", help="column of the supply with the type")
    sought.add_argument("--of", choices=["parks", "clusters"], default="parks")
    zoned = argparse.ArgumentParser(add_help=False)
    zoned.add_argument("--zones", metavar="FILE[:layer]", help=VECTOR_HELP)
    zoned.add_argument("--zone-column", metavar="COL", help="column that names the zones")

    one = measures.add_parser("coverage", parents=[common, moved, sought, zoned])
    one.add_argument("--demand", metavar="FILE[:layer]", help=VECTOR_HELP)
    one.add_argument("--weight", metavar="COL", help="column of the demand with people")
    one.add_argument("--radii", type=_radii, default=stats.RADII_M, metavar="500,1000")
    one.set_defaults(run=_stats, measure=_coverage)

    one = measures.add_parser("proximity", parents=[common, moved, sought])
    one.add_argument("--demand", metavar="FILE[:layer]", help=VECTOR_HELP)
    one.add_argument("--from", dest="origins", choices=stats.ORIGINS, default="settlements")
    one.add_argument("--network", metavar="FILE[:layer]", help=VECTOR_HELP)
    one.add_argument("--straight", action="store_true", help="leave the streets out")
    one.add_argument("--speed", type=_speed, default=SPEED_KMH, metavar="COL|KMH")
    one.add_argument("--id", metavar="COL", help="column with the ids")
    one.set_defaults(run=_stats, measure=_proximity)

    one = measures.add_parser("landuse", parents=[common, zoned])
    one.add_argument("--landuse", metavar="FILE[:layer]", help=VECTOR_HELP)
    one.add_argument("--class", dest="class_column", default=LANDUSE_CLASS, metavar="COL")
    one.set_defaults(run=_stats, measure=_landuse)

    one = measures.add_parser("landcover", parents=[common, zoned])
    one.add_argument("--raster", metavar="FILE", help="a GeoTIFF of classes")
    one.add_argument("--edges", choices=stats.EDGES, default=stats.EDGES[0])
    one.set_defaults(run=_stats, measure=_landcover)


def _radii(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected radii in metres such as 500,1000; `{text}` came"
        ) from None


def _speed(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


if __name__ == "__main__":
    sys.exit(main())
