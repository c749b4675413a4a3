"""`report`: what is shown to people, many layers in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.vocabulary import LANGUAGES
from reports import packs
from reports.paper.formats import ORIENTATIONS, PAPERS
from terminal.commands import add_edition
from terminal.printing import progress

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["report"]


def report(parser: argparse.ArgumentParser) -> None:
    """Add the options of `report`."""
    add_edition(parser)
    parser.add_argument("--format", choices=list(packs.FORMATS), default="html")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--park", default="", metavar="ID", help="the park that it is about")
    parser.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="LAYER",
        help="a layer of its map (default: those that the map opens with); may be repeated",
    )
    parser.add_argument(
        "--paper",
        choices=PAPERS,
        default="",
        help=f"of a sheet, a picture or the atlas (default: {PAPERS[0]})",
    )
    parser.add_argument(
        "--orientation", choices=ORIENTATIONS, default="", help=f"(default: {ORIENTATIONS[0]})"
    )
    parser.add_argument(
        "--chart",
        default="",
        metavar="NAME",
        help="of the programme, as svg or png in place of the map; a wrong name lists them",
    )
    parser.add_argument("-o", "--output", required=True, metavar="PATH")
    parser.set_defaults(run=_report)


def _report(request: Request) -> None:
    asked = request.asked
    wanted = packs.Request(
        asked.format,
        asked.lang,
        asked.park,
        asked.paper,
        asked.orientation,
        tuple(asked.layer),
        asked.chart,
    )
    with progress():
        written = packs.write(request.edition, wanted, asked.output)
    print(written)
