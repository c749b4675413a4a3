"""`stats`: a command for each measure, made of what the measure declares."""

from __future__ import annotations

import argparse
import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from geo import AtlasError, parse_crs, said
from layers import FormatError, statistics, wording
from layers import method_words as words
from layers.measure import NOTHING
from layers.placing import write_whole
from layers.reading import read_raster, read_vector
from layers.results import RESULT_SUFFIXES, write_result
from layers.settings import read_setting
from layers.vocabulary import LANGUAGES
from terminal.commands import add_edition
from terminal.printing import cell_text, print_json, print_table, progress

if TYPE_CHECKING:
    from pathlib import Path

    from layers.measure import Measure, Role, Setting
    from layers.statistics import Input, RasterInput, Statistic
    from terminal.request import Request

__all__ = ["stats"]

ALIASES: Final = {
    "origins": ("--demand", "--from"),
    "targets": ("--supply",),
    "uses": ("--landuse",),
    "cover": ("--raster",),
}
"""Other words for a role."""
CLUSTERS: Final = {"parks": "parks", "clusters": "sites"}
"""What `--of` stands for."""


def stats(parser: argparse.ArgumentParser) -> None:
    """Add a command for each measure."""
    add_edition(parser)
    named = parser.add_subparsers(required=True, metavar="MEASURE")
    for measure in statistics.MEASURES.values():
        _add_measure(named, measure)


def _add_measure(named: Any, measure: Measure) -> None:
    """Make the command of a measure from what it declares."""
    one = named.add_parser(
        measure.id,
        aliases=[measure.id.replace("_", "-")] if "_" in measure.id else [],
        help=measure.lead,
        description=measure.lead,
    )
    add_edition(one)
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
    one.add_argument("--charts", metavar="PATH.zip", help="write its charts, as SVG and PNG")
    one.add_argument("--lang", choices=LANGUAGES, default="en", help="of the charts")
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
    shown = (
        ",".join(map(cell_text, setting.default)) if setting.kind == "numbers" else setting.default
    )
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


def _stats(request: Request) -> None:
    asked = request.asked
    measure: Measure = asked.measure
    settings = {
        one.name: read_setting(one, getattr(asked, one.name))
        for one in measure.settings
        if getattr(asked, one.name) is not None
    }
    inputs, own = _inputs(request, measure)
    crs = parse_crs(asked.crs) if asked.crs else request.edition.crs if own else None
    with progress():
        statistic = measure.compute(
            inputs,
            statistics.with_known_columns(measure, inputs, settings),
            crs=crs,
            draws=asked.draws,
            seed=asked.seed,
            stated={words.STATUSES: list(statistics.STATUSES_COUNTED)} if own else None,
        )
    if asked.charts:
        print(_write_charts(request, statistic))
    if asked.output:
        print(write_result(statistic, asked.output, measure))
    elif asked.json:
        print_json(statistic.as_dict())
    elif not asked.charts:
        _print_statistic(statistic)


def _write_charts(request: Request, statistic: Statistic) -> Path:
    """Write what the Statistics page draws of an answer, with its method below each chart."""
    from reports.cards import card_rows  # noqa: PLC0415 (what draws is not needed to compute)
    from reports.measure_charts import measure_charts  # noqa: PLC0415
    from reports.paper.chart_files import charts_zip  # noqa: PLC0415
    from reports.titles import titles_of  # noqa: PLC0415

    asked, lang, edition = request.asked, request.asked.lang, request.edition
    measure: Measure = asked.measure
    used = [getattr(asked, role.name) or role.layers[0] for role in measure.roles]
    frames = [one for one in (statistic.rows, statistic.layer) if one is not None]
    known = [one for one in used if one in edition.records]
    titles = titles_of(edition, measure, frames, known, lang)
    found = measure_charts(measure, statistic.rows, titles, lang)
    if not found:
        raise FormatError(
            said(
                "Expected a measure whose rows can be drawn; `{name}` has no chart of these. "
                "Leave `--charts` out, or ask for another measure.",
                name=measure.id,
            )
        )
    called = {key: one.title(lang) for key, one in edition.records.items()}
    about = card_rows(statistic.method, lang, called)
    charts = [(f"{title}, {unit}" if unit else title, svg) for title, unit, svg in found]
    notes = [f"{term}: {text}" for term, text in about.items() if text]
    return write_whole(asked.charts, charts_zip(charts, notes))


def _inputs(
    request: Request, measure: Measure
) -> tuple[dict[str, Input | RasterInput | None], bool]:
    """Fill the roles with files and layers; tell whether any layer is the edition's."""
    asked = request.asked
    specs = {role.name: getattr(asked, role.name) or "" for role in measure.roles}
    if getattr(asked, "of", None):
        for name in ("supply", "targets"):
            if name in specs:
                specs[name] = specs[name] or CLUSTERS[asked.of]
    files = {name for name, spec in specs.items() if spec and not _of_edition(request, spec)}
    inputs: dict[str, Input | RasterInput | None] = {}
    for role in measure.roles:
        spec = specs[role.name]
        if role.name in files:
            inputs[role.name] = _file(role, spec)
            continue
        alone = role.optional and not spec and files
        inputs[role.name] = statistics.edition_role(
            request.edition, role, NOTHING if alone else spec
        )
    own = {name for name, one in inputs.items() if one is not None} - files
    return inputs, bool(own)


def _of_edition(request: Request, spec: str) -> bool:
    """Tell whether a word names a layer of the edition, or none, and not a file."""
    if spec == NOTHING:
        return True
    return spec.isidentifier() and not os.path.exists(spec) and spec in request.edition.records  # noqa: PTH110


def _file(role: Role, spec: str) -> Input | RasterInput:
    """Read a file for a role."""
    if role.kinds == ("raster",):
        return statistics.file_raster(*read_raster(spec))
    return statistics.file_input(*read_vector(spec))


def _print_statistic(statistic: Statistic) -> None:
    answer = statistic.as_dict()
    print_table(answer["rows"])
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
