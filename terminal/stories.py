"""`story`: the story of an edition as a file, and any such file checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from layers.placing import write_whole
from layers.story import edition_story, missing_words, open_story, story_json
from terminal.commands import add_edition

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["story"]


def story(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `story`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check a story against the edition")
    add_edition(check)
    check.add_argument("file", metavar="FILE", help=".json, as the editor saves it, or .toml")
    check.set_defaults(run=_check)
    write = actions.add_parser("write", help="write the story that the edition tells")
    add_edition(write)
    write.add_argument("-o", "--output", required=True, metavar="PATH.json")
    write.set_defaults(run=_write)


def _check(request: Request) -> None:
    path = Path(request.asked.file)
    found = open_story(path, request.edition)
    print(f"{path.name}: {len(found.steps)} steps, no faults")
    for one in missing_words(found):
        print(f"- not translated: {one}")


def _write(request: Request) -> None:
    print(write_whole(request.asked.output, story_json(edition_story(request.edition))))
