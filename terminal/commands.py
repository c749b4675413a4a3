"""The terminal's commands by name: what each is for, and where its options and its work stand.

A command's module is imported when the command is called, not before: `cli.py --help` needs none
of them, and a report needs no measures.
"""

from __future__ import annotations

import argparse
import pkgutil
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "CommandParser", "add_commands", "add_edition"]

COMMANDS: Final = {
    "layers": ("terminal.files:layers", "list the edition's layers"),
    "export": ("terminal.files:export", "write a layer into a file"),
    "import": ("terminal.files:bring", "bring a file or a server's layer in, mended"),
    "sources": (
        "terminal.sources:sources",
        "list the layers of a WFS, OGC API Features or PostGIS",
    ),
    "stats": ("terminal.measuring:stats", "compute figures"),
    "bundle": ("terminal.bundles:bundle", "pack layers, styles, a QGIS project and a manifest"),
    "report": ("terminal.packs:report", "write what is shown to people"),
    "programme": (
        "terminal.programme:programme",
        "tell the programme's figures, as its pages do",
    ),
    "roadmap": ("terminal.programme:roadmap", "the road map as a spreadsheet"),
    "story": ("terminal.stories:story", "the story of an edition, checked or written"),
    "edition": ("terminal.editions:edition", "make a new edition"),
}
"""By name: the function that adds its options to a parser and sets what runs, and its help."""


class CommandParser(argparse.ArgumentParser):
    """A parser that learns its options when it is first asked to parse.

    Parameters
    ----------
    options
        Where the function stands that adds them, as `module:function`; empty for none.
    known
        What any parser takes.
    """

    def __init__(self, *, options: str = "", **known: Any) -> None:
        super().__init__(**known)
        self._options = options

    def parse_known_args(
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse, with the options of the command."""
        where, self._options = self._options, ""
        if where:
            pkgutil.resolve_name(where)(self)
        return super().parse_known_args(args, namespace)


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add every command to the terminal's parser."""
    named = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=CommandParser)
    for name, (options, about) in COMMANDS.items():
        named.add_parser(name, options=options, help=about, description=about)


def add_edition(parser: argparse.ArgumentParser) -> None:
    """Let the edition be named after a command too, where it was not named before it."""
    parser.add_argument(
        "--edition", default=argparse.SUPPRESS, metavar="PATH", help="folder of another edition"
    )
