"""Workbooks: numbers are numbers, text is never a formula."""

from __future__ import annotations

import io

import pandas as pd
from openpyxl import load_workbook

from layers.workbook import table_xlsx


def test_rows_and_card_are_two_sheets_with_real_numbers():
    table = pd.DataFrame({"Зона": ["Томск", "Асино"], "Area, ha": [1.5, float("nan")]})
    body, guarded = table_xlsx(table, {"Method": "sum"}, ("Table", "Method: a/b"))
    book = load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["Table", "Method  a b"]
    assert [[cell.value for cell in row] for row in book["Table"]] == [
        ["Зона", "Area, ha"],
        ["Томск", 1.5],
        ["Асино", None],
    ]
    assert book["Method  a b"]["B1"].value == "sum"
    assert guarded == 0


def test_what_a_spreadsheet_would_run_is_guarded():
    body, guarded = table_xlsx(pd.DataFrame({"=A1": ["=1+1", "-x"]}), {"+": "@b"}, ("a", "b"))
    cells = [cell for sheet in load_workbook(io.BytesIO(body)) for row in sheet for cell in row]
    assert guarded == 5
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.value.startswith("'") for cell in cells)
