"""`sources`: what a server on the network offers, to be brought in with `import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.remote import offers
from terminal.commands import add_edition
from terminal.printing import print_json, print_table

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["sources"]


def sources(parser: argparse.ArgumentParser) -> None:
    """Add the options of `sources`."""
    add_edition(parser)
    parser.epilog = "`import ADDRESS#name` brings one of them in."
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="https://HOST/..., or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_sources)


def _sources(request: Request) -> None:
    rows = [
        {name: value or None for name, value in one._asdict().items()}
        for one in offers(request.asked.address)
    ]
    if request.asked.json:
        print_json(rows)
    else:
        print_table(rows)
