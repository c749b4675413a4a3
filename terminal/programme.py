"""`programme` and `roadmap`: the programme's figures, and the spreadsheet of its road map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers import FileError, accounts, wording
from layers.placing import write_whole
from layers.roadmap_columns import roadmap_xlsx
from layers.roadmap_sheet import faults_table, read_sheet
from layers.vocabulary import LANGUAGES
from terminal.printing import print_json, print_table

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["add"]


def add(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the commands."""
    programme = commands.add_parser(
        "programme", parents=[shared], help="tell the programme's figures, as its pages do"
    )
    programme.add_argument("--json", action="store_true", help="with the method of each")
    programme.add_argument("--lang", choices=LANGUAGES, default="en")
    programme.set_defaults(run=_programme)

    plan = commands.add_parser("roadmap", help="the road map as a spreadsheet")
    actions = plan.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", parents=[shared], help="check a sheet row by row")
    check.add_argument("file", metavar="FILE", help=".xlsx or .csv")
    check.add_argument("--lang", choices=LANGUAGES, default="en")
    check.set_defaults(run=_check)
    write = actions.add_parser("write", parents=[shared], help="write the sheet to fill in")
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
