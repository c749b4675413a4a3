"""The road map as a spreadsheet: a template to fill in, and the check of what comes back.

Headings may stand in English or in Russian or as the plain names of the columns. A row with a
fault is refused with its reasons, and every fault of a row is told; rows without one are taken.
Rows that share an id are all refused, since nobody but their author knows which of them holds.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from geo import joined, said
from layers._errors import FileError
from layers.encodings import encoding_of_bytes
from layers.roadmap_columns import COLUMNS, Column, column_of
from layers.roadmap_rows import UNKNOWN_COLUMN, Fault, action_of, double_ids, faults_of
from layers.wording import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.accounts.roadmap import Action

__all__ = ["MOST_ROWS", "Fault", "Sheet", "faults_table", "read_sheet"]

SUFFIXES: Final = (".xlsx", ".csv")
MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 60_000_000
MOST_ROWS: Final = 2_000

_DELIMITERS: Final = ";,\t"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet held.

    Attributes
    ----------
    actions
        Rows without a fault, in their order.
    faults
        By row, then by column.
    rows
        How many rows the sheet has that are not empty.
    refused
        How many of them have a fault.
    """

    actions: tuple[Action, ...]
    faults: tuple[Fault, ...]
    rows: int
    refused: int


def read_sheet(data: bytes, name: str) -> Sheet:
    r"""Read a road map from a spreadsheet and check it row by row.

    Parameters
    ----------
    data
        The file: an XLSX workbook, of which the first sheet counts, or a CSV with commas,
        semicolons or tabs in UTF-8, UTF-16, CP1251 or CP866.
    name
        Its name, by whose ending the kind is known.

    Raises
    ------
    FileError
        It is no spreadsheet, is too large, has no rows, lacks a column that is needed, or has one
        twice.

    Examples
    --------
    >>> text = "id;title_en;state;end\n1;Open the park;now;2016-13\n2;Build a road;now;08.2016"
    >>> sheet = read_sheet(text.encode(), "plan.csv")
    >>> [one.end for one in sheet.actions], [(one.row, one.column) for one in sheet.faults]
    (['2016-08'], [(2, 'end')])
    """
    if len(data) > MOST_BYTES:
        raise FileError(
            said(
                "Expected a spreadsheet of up to {most_mb} MB, `{name}` has {size_mb:.1f} "
                "MB: leave pictures and other sheets out.",
                most_mb=MOST_BYTES // 1000000,
                name=name,
                size_mb=len(data) / 1000000,
            )
        )
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError(
            said(
                "Expected a road map as {known}; `{name}` came. Take the template and fill it in.",
                known=", ".join(SUFFIXES),
                name=name,
            )
        )
    cells = _workbook(data, name) if suffix == ".xlsx" else _text(data, name)
    head = next((at for at, row in enumerate(cells) if any(row)), None)
    if head is None:
        raise FileError(
            said(
                "Expected rows in `{name}`; it is empty. Take the template and fill it in.",
                name=name,
            )
        )
    if len(cells) - head - 1 > MOST_ROWS:
        raise FileError(
            said(
                "Expected up to {most} actions in `{name}`, {rows} rows came. Leave out what "
                "is not an action.",
                most=MOST_ROWS,
                name=name,
                rows=len(cells) - head - 1,
            )
        )
    columns, faults = _columns(cells[head], head + 1, name)
    rows = [
        (number, {one.name: _cell(row, at) for at, one in columns.items()})
        for number, row in enumerate(cells[head + 1 :], head + 2)
        if any(row)
    ]
    if not rows:
        raise FileError(
            said(
                "Expected actions in `{name}`, got headings only. Write one in each row.", name=name
            )
        )
    faults += [fault for number, row in rows for fault in faults_of(number, row)]
    faults += double_ids((number, row["id"]) for number, row in rows)
    faulty = {fault.row for fault in faults}
    return Sheet(
        tuple(action_of(row) for number, row in rows if number not in faulty),
        tuple(sorted(faults, key=lambda one: (one.row, one.column))),
        len(rows),
        len(faulty - {head + 1}),
    )


def faults_table(sheet: Sheet, lang: str) -> pd.DataFrame:
    """Give the faults of a sheet as a table in one language, to show and to download."""
    _ = translator(lang)
    return pd.DataFrame(
        [(fault.row, _heading(fault.column, lang), fault.say(lang)) for fault in sheet.faults],
        columns=[_("Row"), _("Column"), _("What is wrong")],
    )


def _heading(column: str, lang: str) -> str:
    known = next((one for one in COLUMNS if one.name == column), None)
    return known.title(lang) if known else column


def _workbook(data: bytes, name: str) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise FileError(
                said(
                    "Expected a workbook of up to {most_mb} MB unpacked, `{name}` has "
                    "{size_mb:.0f} MB: copy the road map into a new workbook.",
                    most_mb=MOST_UNPACKED // 1000000,
                    name=name,
                    size_mb=unpacked / 1000000,
                )
            )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 100)
        cells = [[_plain(one) for one in row] for row in rows]
        book.close()
    except zipfile.BadZipFile as error:
        raise FileError(
            said(
                "Expected an XLSX workbook; `{name}` is something else inside. Save it anew as "
                "XLSX, without a password.",
                name=name,
            )
        ) from error
    except (
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        OSError,
    ) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            said(
                "Expected an XLSX workbook; reading `{name}` failed: {error}. Save it anew "
                "as XLSX, without a password.",
                name=name,
                error=str(error),
            )
        ) from error
    while cells and not any(cells[-1]):
        cells.pop()
    return cells


def _text(data: bytes, name: str) -> list[list[Any]]:
    encoding = encoding_of_bytes(data)
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileError(
            said(
                "Expected a CSV of texts; reading `{name}` failed: {error}. Save it anew as "
                "CSV in UTF-8.",
                name=name,
                error=str(error),
            )
        ) from error
    return [[one.strip() for one in row] for row in rows]


def _plain(value: Any) -> str:
    """Give a cell as text: a date as its day, a whole number without a fraction."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _cell(row: Sequence[str], at: int) -> str:
    text = row[at] if at < len(row) else ""
    return text.removeprefix("'") if text.startswith(("'=", "'+", "'-", "'@")) else text


def _columns(headings: Sequence[str], row: int, name: str) -> tuple[dict[int, Column], list[Fault]]:
    found: dict[int, Column] = {}
    faults = []
    for at, heading in enumerate(headings):
        column = column_of(heading)
        if column is not None:
            found[at] = column
        elif heading:
            faults.append(Fault(row, heading, UNKNOWN_COLUMN))
    names = [one.name for one in found.values()]
    missing = [one.name for one in COLUMNS if one.required and one.name not in names]
    if not {"title_en", "title_ru"} & set(names):
        missing.append("title_ru")
    twice = sorted({one for one in names if names.count(one) > 1})
    if missing or twice:
        wrong = (
            [said("the columns {missing}", missing=", ".join(f"`{one}`" for one in missing))]
            if missing
            else []
        )
        wrong += (
            [said("one column each of {twice}", twice=", ".join(f"`{one}`" for one in twice))]
            if twice
            else []
        )
        raise FileError(
            said(
                "Expected {wrong} in `{name}`; the headings are: {headings}. Take the "
                "template and keep its headings.",
                wrong=joined("; ", wrong),
                name=name,
                headings=", ".join(filter(None, headings)),
            )
        )
    return found, faults
