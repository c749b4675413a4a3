"""`bundle`: layers with their styles, a QGIS project and a manifest in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.bundle import write_bundle
from layers.formats import FORMATS
from layers.measures import MEASURES
from layers.vocabulary import LANGUAGES
from terminal.commands import add_edition

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["bundle"]


def bundle(parser: argparse.ArgumentParser) -> None:
    """Add the options of `bundle`."""
    add_edition(parser)
    parser.add_argument("layers", metavar="LAYER", nargs="*", help="layers (default: all)")
    vectors = [one.id for one in FORMATS if "vector" in one.kinds]
    parser.add_argument("--format", default="gpkg", choices=vectors)
    parser.add_argument("--crs", help="as in export")
    parser.add_argument(
        "--stats",
        action="append",
        default=[],
        choices=list(MEASURES),
        metavar="MEASURE",
        help="statistics to add, with method cards; may be repeated",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("-o", "--output", required=True, metavar="PATH.zip")
    parser.set_defaults(run=_bundle)


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
