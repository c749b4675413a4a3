"""The terminal: the same layers, figures and files as the pages, from a command line.

`python cli.py layers`, `stats`, `import`, `export`, `bundle`, `report` and `edition build`;
`--help` after each tells its options. What is wrong is said in one message, with exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import AtlasError, crs_name, parse_crs, watched
from layers import Edition, LayerRecord, building, open_edition, wording
from layers import method_words as words
from layers import statistics as stats
from layers.bundle import write_bundle
from layers.formats import ENCODINGS, FORMATS
from layers.importing import import_file, write_import
from layers.measure import NOTHING
from layers.measures import MEASURES
from layers.reading import read_raster, read_vector
from layers.results import RESULT_SUFFIXES, write_result
from layers.schema import read_mapping
from layers.settings import read_setting
from layers.vocabulary import LANGUAGES
from layers.writing import export_layer
from reports.html_map import write_html_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.measure import Measure, Role, Setting
    from layers.statistics import Input, RasterInput, Statistic

__all__ = ["main"]

FAULT: Final = 2
BROKEN_PIPE: Final = 1
SHOWN_DIGITS: Final = 3
BAR: Final = 40
ALIASES: Final = {
    "origins": ("--demand", "--from"),
    "targets": ("--supply",),
    "uses": ("--landuse",),
    "cover": ("--raster",),
}
"""Other words for a role."""
CLUSTERS: Final = {"parks": "parks", "clusters": "sites"}
"""What `--of` stands for."""


@dataclass(frozen=True)
class Request:
    """What was typed, with the edition opened where it is needed."""

    asked: argparse.Namespace

    @cached_property
    def edition(self) -> Edition:
        """The edition named, or the one that stands by default."""
        return open_edition(self.asked.edition)

    def is_layer(self, spec: str) -> bool:
        """Tell whether a word names a layer of the edition, not a file."""
        return spec.isidentifier() and not os.path.exists(spec) and spec in self.edition.records  # noqa: PTH110

    def inputs(self, measure: Measure) -> tuple[dict[str, Input | RasterInput | None], bool]:
        """Fill the roles with files and layers; tell whether any layer is the edition's."""
        specs = {role.name: getattr(self.asked, role.name) or "" for role in measure.roles}
        if getattr(self.asked, "of", None):
            for name in ("supply", "targets"):
                if name in specs:
                    specs[name] = specs[name] or CLUSTERS[self.asked.of]
        files = {name for name, spec in specs.items() if spec and not self._of_edition(spec)}
        inputs: dict[str, Input | RasterInput | None] = {}
        for role in measure.roles:
            spec = specs[role.name]
            if role.name in files:
                inputs[role.name] = _file(role, spec)
                continue
            alone = role.optional and not spec and files
            chosen = NOTHING if alone else spec
            inputs[role.name] = stats.edition_role(self.edition, role, chosen)
        own = {name for name, one in inputs.items() if one is not None} - files
        return inputs, bool(own)

    def _of_edition(self, spec: str) -> bool:
        return spec == NOTHING or self.is_layer(spec)


def _file(role: Role, spec: str) -> Input | RasterInput:
    """Read a file for a role."""
    if role.kinds == ("raster",):
        return stats.file_raster(*read_raster(spec))
    return stats.file_input(*read_vector(spec))


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


def _stats(request: Request) -> None:
    asked = request.asked
    measure: Measure = asked.measure
    settings = {
        one.name: read_setting(one, getattr(asked, one.name))
        for one in measure.settings
        if getattr(asked, one.name) is not None
    }
    inputs, own = request.inputs(measure)
    crs = parse_crs(asked.crs) if asked.crs else request.edition.crs if own else None
    with _progress():
        statistic = measure.compute(
            inputs,
            stats.with_known_columns(measure, inputs, settings),
            crs=crs,
            draws=asked.draws,
            seed=asked.seed,
            stated={words.STATUSES: list(stats.STATUSES_COUNTED)} if own else None,
        )
    if asked.output:
        print(write_result(statistic, asked.output, measure))
    elif asked.json:
        _print_json(statistic.as_dict())
    else:
        _print_statistic(statistic)


def _progress() -> AbstractContextManager[None]:
    """Draw a bar while work goes on, where a person watches."""
    return watched(_draw_bar) if sys.stderr.isatty() else nullcontext()


def _draw_bar(share: float) -> None:
    done = "#" * round(share * BAR)
    end = "\r\033[K" if share >= 1 else ""
    print(f"\r[{done:<{BAR}}] {share:4.0%}{end}", end="", file=sys.stderr, flush=True)


def _print_statistic(statistic: Statistic) -> None:
    answer = statistic.as_dict()
    _print_table(answer["rows"])
    for one in statistic.headlines:
        print(f"\n{one.label}: {wording.written(one.figure, 'en')}", end="")
    method = answer["method"]
    layers = ", ".join(f"{one['id']} ({one['sha256'][:8]})" for one in method["layers"])
    precision = method["precision"] or "not stated"
    if method["precision_m"]:
        precision += f", within {method['precision_m']:g} m"
    print(f"\n\n{method['measure']}: {method['formula']}")
    print(f"measured in {method['crs']}; layers {layers}; precision {precision}")
    for note in statistic.notes:
        print(note)


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
    print(f"CRS {crs_name(came.crs)} (by {came.crs_by}){swapped}; {came.operation.name}", end="")
    known = came.operation.accuracy_m
    print(f", good to {known:g} m" if known == known else ", accuracy not known to PROJ")  # noqa: PLR0124
    if came.encoding:
        print(f"texts in {came.encoding} (by {came.encoding_by})")
    for field, column in came.mapping.columns.items():
        print(f"{field}: column `{column}`")
    problems = came.report["problem"].value_counts()
    print("; ".join(f"{n} {problem}" for problem, n in problems.items()) or "nothing to mend")
    for path in write_import(came, asked.output, asked.save_mapping):
        print(path)


def _condition(text: str) -> tuple[str, list[str]]:
    column, equals, values = text.partition("=")
    if not (column and equals):
        raise argparse.ArgumentTypeError(f"expected COLUMN=VALUE[,VALUE], got `{text}`")
    return column, values.split(",")


def _bundle(request: Request) -> None:
    asked = request.asked
    print(
        write_bundle(
            request.edition,
            asked.layers,
            asked.format,
            asked.crs,
            asked.output,
            asked.lang,
            measures=asked.stats,
        )
    )


def _report(request: Request) -> None:
    print(write_html_map(request.edition, request.asked.output, request.asked.lang))


def _build(request: Request) -> None:
    asked = request.asked
    words = {one.name: getattr(asked, one.name) for one in fields(building.Request)}
    wanted = building.Request(**words | {"area": tuple(asked.area), "output": Path(asked.output)})
    try:
        with _progress():
            made = building.build_edition(wanted, _say_step)
    except KeyboardInterrupt as stop:
        raise AtlasError("Stopped. Run the same command again: it goes on from here.") from stop
    print(made.root)
    broken = made.root / "SOURCES.md"
    print(f"{len(made.records)} layers in {crs_name(made.crs)}; what was left out: {broken}")


def _say_step(step: str) -> None:
    print(f"\r\033[K{step}" if sys.stderr.isatty() else step, file=sys.stderr, flush=True)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=str))


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows under their names, texts to the left and numbers to the right."""
    if not rows:
        print("no rows")
        return
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
    named = measures.add_subparsers(required=True, metavar="MEASURE")
    for measure in stats.MEASURES.values():
        _add_measure(named, measure, shared)

    export = commands.add_parser("export", parents=[shared], help="write a layer into a file")
    export.add_argument("layer", metavar="LAYER")
    export.add_argument("--format", required=True, choices=[one.id for one in FORMATS])
    export.add_argument(
        "--crs",
        help="EPSG:4326, UTM45N, MSK-70:4, WKT, any that PROJ knows (default: the edition's)",
    )
    export.add_argument("--encoding", choices=ENCODINGS, help="of a Shapefile (default: utf-8)")
    export.add_argument(
        "--where",
        action="append",
        default=[],
        type=_condition,
        metavar="COLUMN=VALUE[,VALUE]",
        help="only features with these values; may be repeated",
    )
    export.add_argument("--p10", action="store_true", help="parks: add columns of Order P10")
    export.add_argument("--lang", choices=LANGUAGES, default="en")
    export.add_argument("-o", "--output", required=True, metavar="PATH")
    export.set_defaults(run=_export)

    come = commands.add_parser("import", parents=[shared], help="bring a file in, mended")
    come.add_argument("file", metavar="FILE[:layer]")
    come.add_argument("--crs", help="of its coordinates (default: stated, else what fits)")
    come.add_argument("--encoding", help="of its texts (default: stated, else by its letters)")
    come.add_argument("--swap", action="store_true", help="exchange the two coordinates")
    come.add_argument("--anywhere", action="store_true", help="it may lie outside the edition")
    come.add_argument("--mapping", metavar="JSON", help="which column is which")
    come.add_argument("--save-mapping", metavar="JSON", help="keep the mapping, to use it again")
    come.add_argument("-o", "--output", required=True, metavar="PATH.gpkg")
    come.set_defaults(run=_import)

    bundle = commands.add_parser(
        "bundle", parents=[shared], help="pack layers, styles, a QGIS project and a manifest"
    )
    bundle.add_argument("layers", metavar="LAYER", nargs="*", help="layers (default: all)")
    vectors = [one.id for one in FORMATS if "vector" in one.kinds]
    bundle.add_argument("--format", default="gpkg", choices=vectors)
    bundle.add_argument("--crs", help="as in export")
    bundle.add_argument(
        "--stats",
        action="append",
        default=[],
        choices=list(MEASURES),
        metavar="MEASURE",
        help="statistics to add, with method cards; may be repeated",
    )
    bundle.add_argument("--lang", choices=LANGUAGES, default="en")
    bundle.add_argument("-o", "--output", required=True, metavar="PATH.zip")
    bundle.set_defaults(run=_bundle)

    report = commands.add_parser("report", parents=[shared], help="write the map as one file")
    report.add_argument("--format", choices=["html"], default="html")
    report.add_argument("--lang", choices=LANGUAGES, default="en")
    report.add_argument("-o", "--output", required=True, metavar="PATH")
    report.set_defaults(run=_report)
    edition = commands.add_parser("edition", help="make a new edition")
    made = edition.add_subparsers(required=True, metavar="ACTION")
    _add_build(made.add_parser("build", help="make an edition of OpenStreetMap and other files"))
    return parser


def _add_build(build: argparse.ArgumentParser) -> None:
    build.add_argument("--osm", default="", metavar="FILE.osm.pbf|overpass", help="its data")
    build.add_argument(
        "--overpass", default="", metavar="URL", help="address of the Overpass server to ask"
    )
    build.add_argument(
        "--area",
        action="append",
        default=[],
        metavar="FILE|NAME",
        help="boundaries: a file of polygons, or a name in OpenStreetMap (may be repeated)",
    )
    build.add_argument(
        "--level", type=int, metavar="N", help="admin_level of the municipalities within the area"
    )
    build.add_argument(
        "--from", dest="base", default="", metavar="DIR", help="edition that gives the rest"
    )
    for name, about in (
        ("totals", "CSV of municipality, population, year"),
        ("tags", "TOML of tags instead of the atlas's"),
        ("buildings", "buildings of another source, FILE[:layer]"),
        ("sites", "sites of another source, FILE[:layer]"),
        ("crs", "the measuring CRS (default: the UTM zone that fits)"),
        ("title", "what the edition is called"),
        ("title-en", "the same in English"),
        ("date", "date of the data, YYYY-MM-DD"),
    ):
        build.add_argument(f"--{name}", default="", metavar=name.upper(), help=about)
    build.add_argument("-o", "--output", required=True, metavar="DIR")
    build.set_defaults(run=_build)


def _add_measure(named: Any, measure: Measure, shared: argparse.ArgumentParser) -> None:
    """Make the command of a measure from what it declares."""
    one = named.add_parser(
        measure.id,
        aliases=[measure.id.replace("_", "-")] if "_" in measure.id else [],
        parents=[shared],
        help=measure.lead,
        description=measure.lead,
    )
    for role in measure.roles:
        _add_role(one, role)
    for setting in measure.settings:
        _add_setting(one, setting)
    if measure.drawn:
        one.add_argument("--draws", type=int, metavar="N", help="random draws, 0 for none")
        one.add_argument("--seed", type=int, metavar="N", help="seed of the draws")
    one.add_argument("--crs", help="the measuring CRS (default: one that fits)")
    one.add_argument("--json", action="store_true", help="print JSON: method and rows")
    suffixes = ", ".join(RESULT_SUFFIXES)
    one.add_argument("-o", "--output", metavar="PATH", help=f"write the answer: {suffixes}")
    one.set_defaults(run=_stats, measure=measure, draws=None, seed=None)


def _add_role(parser: argparse.ArgumentParser, role: Role) -> None:
    kind = "a GeoTIFF" if role.kinds == ("raster",) else f"FILE[:layer] of {', '.join(role.kinds)}"
    default = "none" if role.optional and not role.usual else role.layers[0]
    text = f"{role.title}: {kind}, or a layer of the edition (default: {default})"
    names = [f"--{role.name.replace('_', '-')}", *ALIASES.get(role.name, ())]
    parser.add_argument(*names, dest=role.name, metavar="LAYER", help=text)
    if {"parks", "sites"} <= set(role.layers) and role.name in {"supply", "targets"}:
        parser.add_argument("--of", choices=CLUSTERS, help="parks, or the sites of clusters")
    if role.usual and role.kinds == ("line",):
        parser.add_argument("--straight", dest=role.name, action="store_const", const=NOTHING)


def _add_setting(parser: argparse.ArgumentParser, setting: Setting) -> None:
    metavars = {
        "column": "COL",
        "speed": "COL|KMH",
        "numbers": "N,N",
        "whole": "N",
        "number": "N",
        "table": "CSV",
        "yes": "yes|no",
    }
    choices = [one.value for one in setting.choices] or None
    known = setting.default is not None and setting.kind != "table"
    shown = ",".join(map(_cell, setting.default)) if setting.kind == "numbers" else setting.default
    parser.add_argument(
        f"--{setting.option}",
        dest=setting.name,
        choices=choices,
        metavar=None if choices else metavars[setting.kind],
        type=str if choices else partial(_checked, setting),
        help=setting.title.replace("%", "%%") + (f" (default: {shown})" if known else ""),
    )


def _checked(setting: Setting, text: str) -> str:
    """Refuse a word that cannot be read; a table is read later, with a message of its own."""
    if setting.kind != "table":
        try:
            read_setting(setting, text)
        except AtlasError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
    return text


if __name__ == "__main__":
    sys.exit(main())
