"""`bundle` and `report`: what leaves for people, many layers in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.bundle import write_bundle
from layers.formats import FORMATS
from layers.measures import MEASURES
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.paper.formats import ORIENTATIONS, PAPERS
from terminal.printing import progress

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["add"]


def add(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the commands."""
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

    report = commands.add_parser("report", parents=[shared], help="write what is shown to people")
    report.add_argument("--format", choices=list(packs.FORMATS), default="html")
    report.add_argument("--lang", choices=LANGUAGES, default="en")
    report.add_argument("--park", default="", metavar="ID", help="the park that it is about")
    report.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="LAYER",
        help="a layer of its map (default: those that the map opens with); may be repeated",
    )
    report.add_argument("--paper", choices=PAPERS, default=PAPERS[0])
    report.add_argument("--orientation", choices=ORIENTATIONS, default=ORIENTATIONS[0])
    report.add_argument("-o", "--output", required=True, metavar="PATH")
    report.set_defaults(run=_report)


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
    asked = request.asked
    wanted = packs.Request(
        asked.format,
        asked.lang,
        asked.park,
        asked.paper,
        asked.orientation,
        tuple(asked.layer),
    )
    with progress():
        written = packs.write(request.edition, wanted, asked.output)
    print(written)
