"""`programme` and `roadmap`: the programme's figures, and the spreadsheet of its road map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from layers import FileError, accounts, wording
from layers.placing import write_whole
from layers.roadmap_columns import roadmap_xlsx
from layers.roadmap_sheet import faults_table, read_sheet
from layers.vocabulary import LANGUAGES
from terminal.commands import add_edition
from terminal.printing import print_json, print_table

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["programme", "roadmap"]


def programme(parser: argparse.ArgumentParser) -> None:
    """Add the options of `programme`."""
    add_edition(parser)
    parser.add_argument("--json", action="store_true", help="with the method of each")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.set_defaults(run=_programme)


def roadmap(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `roadmap`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check a sheet row by row")
    add_edition(check)
    check.add_argument("file", metavar="FILE", help=".xlsx or .csv")
    check.add_argument("--lang", choices=LANGUAGES, default="en")
    check.set_defaults(run=_check)
    write = actions.add_parser("write", help="write the sheet to fill in")
    add_edition(write)
    write.add_argument("--empty", action="store_true", help="headings and instructions only")
    write.add_argument("--lang", choices=LANGUAGES, default="en")
    write.add_argument("-o", "--output", required=True, metavar="PATH.xlsx")
    write.set_defaults(run=_write)


def _programme(request: Request) -> None:
    asked = request.asked
    found = accounts.figures(request.edition)
    if asked.json:
        print_json({key: one.as_dict() for key, one in found.items()})
        return
    print_table(
        [{"figure": key, "value": wording.written(one, asked.lang)} for key, one in found.items()]
    )


def _check(request: Request) -> None:
    asked = request.asked
    path = Path(asked.file)
    sheet = read_sheet(path.read_bytes(), path.name)
    if not sheet.faults:
        print(f"{path.name}: {sheet.rows} actions, no faults")
        return
    lines = [" | ".join(map(str, row)) for row in faults_table(sheet, asked.lang).to_numpy()]
    raise FileError(
        f"Expected a road map without faults; {sheet.refused} of {sheet.rows} rows of "
        f"`{path.name}` are refused. Correct each:\n" + "\n".join(f"- {line}" for line in lines)
    )


def _write(request: Request) -> None:
    asked = request.asked
    shown = () if asked.empty else accounts.roadmap(request.edition).actions
    print(write_whole(asked.output, roadmap_xlsx(shown, asked.lang)))
