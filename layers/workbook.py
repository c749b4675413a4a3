"""A table as an XLSX workbook, with what must be known of it on a second sheet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from pandas.api.types import is_numeric_dtype

from geo import said
from layers._drivers import FORMULA_STARTS, Losses, flat_table, write_texts
from layers._errors import FormatError
from layers.vocabulary import ID
from layers.wording import translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.catalogue import LayerRecord

__all__ = ["put", "table_xlsx", "write_xlsx"]

MOST_ROWS: Final = 1_048_575
LONGEST: Final = 32_767

WIDEST: Final = 60
TITLE_LENGTH: Final = 31
NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def table_xlsx(
    table: pd.DataFrame, card: Mapping[str, str], titles: tuple[str, str]
) -> tuple[bytes, int]:
    """Give a table and a method card as the two sheets of a workbook.

    Parameters
    ----------
    table
        Its column names are the header; numbers stay numbers, what is unknown stays empty.
    card
        What the method card says, by its terms.
    titles
        Names of the two sheets.

    Returns
    -------
    bytes
        The workbook.
    int
        Text cells that a spreadsheet would run as a formula, and that got an apostrophe in front.
    """
    book, guarded = Workbook(), 0
    sheet = book.active
    sheet.title = _sheet_title(titles[0])
    for at, name in enumerate(table.columns, start=1):
        values = [_plain(one) for one in table[name]]
        for row, value in enumerate([str(name), *values], start=1):
            guarded += put(sheet, row, at, value)
        sheet.cell(1, at).font = Font(bold=True)
        longest = max((len(str(one)) for one in [name, *values] if one is not None), default=8)
        sheet.column_dimensions[get_column_letter(at)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    about = book.create_sheet(_sheet_title(titles[1]))
    for row, (term, text) in enumerate(card.items(), start=1):
        guarded += put(about, row, 1, term) + put(about, row, 2, text)
        about.cell(row, 1).font = Font(bold=True)
        about.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 30, 100
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), guarded


def write_xlsx(frame: pd.DataFrame, record: LayerRecord, path: Path, lang: str) -> Losses:
    """Write a layer or a table as a workbook: its rows, and its record on a second sheet.

    Coordinates are columns as in a CSV. A text longer than the 32,767 letters of a cell is cut;
    `NAME_texts.csv` gives it in full.

    Raises
    ------
    FormatError
        There are more rows than a sheet can hold.
    """
    table = flat_table(frame)
    if len(table) > MOST_ROWS:
        raise FormatError(
            said(
                "Expected up to {most} rows for a sheet of XLSX, `{layer}` has {rows}: take "
                "it as `csv` or `gpkg`.",
                most=MOST_ROWS,
                layer=record.id,
                rows=len(table),
            )
        )
    cut: list[tuple[str, str, str]] = []
    keys = table[ID] if ID in table.columns else table.index.to_series()
    for name in table.columns:
        if is_numeric_dtype(table[name]):
            continue
        texts = table[name]
        long = np.array([isinstance(one, str) and len(one) > LONGEST for one in texts], dtype=bool)
        if not long.any():
            continue
        cut += [
            (str(key), str(name), text) for key, text in zip(keys[long], texts[long], strict=True)
        ]
        table[name] = texts.where(~long, texts.astype(str).str.slice(stop=LONGEST - 2) + "…")
    _ = translator(lang)
    about = {
        _("Layer"): record.title(lang),
        _("Source"): record.source(lang),
        _("Licence"): record.licence,
        _("Attribution"): record.attribution(lang),
        _("Date"): record.date,
        _("Note"): record.note(lang),
    }
    titles = (record.id, _("Layer"))
    data, guarded = table_xlsx(table, {term: text for term, text in about.items() if text}, titles)
    path.write_bytes(data)
    if cut:
        write_texts(path, cut)
    return Losses(guarded=guarded, cut=len(cut))


def _sheet_title(title: str) -> str:
    return title.translate(NOT_IN_TITLES)[:TITLE_LENGTH]


def put(sheet: Any, row: int, column: int, value: Any) -> bool:
    """Write a cell; tell whether its text would run as a formula and got an apostrophe in front."""
    risky = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value = f"'{text}" if risky else text
        cell.data_type = "s"
    else:
        cell.value = value
    return risky


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, bool | int | float) else str(value)
