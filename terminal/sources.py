"""`sources`: what a server on the network offers, to be brought in with `import`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.remote import offers
from terminal.printing import print_json, print_table

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["add"]


def add(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command."""
    sources = commands.add_parser(
        "sources",
        parents=[shared],
        help="list the layers of a WFS, OGC API Features or PostGIS",
        epilog="`import ADDRESS#name` brings one of them in.",
    )
    sources.add_argument(
        "address",
        metavar="ADDRESS",
        help="https://HOST/..., or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    sources.add_argument("--json", action="store_true", help="print JSON")
    sources.set_defaults(run=_sources)


def _sources(request: Request) -> None:
    rows = [
        {name: value or None for name, value in one._asdict().items()}
        for one in offers(request.asked.address)
    ]
    if request.asked.json:
        print_json(rows)
    else:
        print_table(rows)
