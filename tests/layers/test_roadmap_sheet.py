"""The road map's spreadsheet: the template comes back whole, and bad rows are told one by one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from layers import FileError, open_edition
from layers.accounts import STATES, Action, roadmap
from layers.roadmap_columns import COLUMNS, column_of, roadmap_xlsx, state_words
from layers.roadmap_sheet import MOST_ROWS, faults_table, read_sheet
from layers.vocabulary import Words

HEAD = "id,title_ru,title_en,state,start,end,performer_ru"


def sheet_of(*rows: str, head: str = HEAD):
    return read_sheet("\n".join((head, *rows)).encode(), "plan.csv")


def workbook(rows: list[list]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def reasons(sheet) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.say("en")) for one in sheet.faults]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_what_is_written_comes_back(lang):
    shown = roadmap(open_edition()).actions
    sheet = read_sheet(roadmap_xlsx(shown, lang), "plan.xlsx")
    assert sheet.faults == ()
    assert sheet.rows == len(shown) == 23
    for before, after in zip(shown, sheet.actions, strict=True):
        assert (after.id, after.title, after.state) == (before.id, before.title, before.state)
        assert (after.start, after.end, after.as_of) == (before.start, before.end, before.as_of)
        assert (after.performer, after.document) == (before.performer, before.document)
        assert after.source == before.source
        assert after.brought


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_template_says_how_to_fill_it_in_both_languages(lang):
    book = load_workbook(io.BytesIO(roadmap_xlsx((), lang)))
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == [
        f"{one.title(lang)} *" if one.required else one.title(lang) for one in COLUMNS
    ]
    assert first.max_row == 1
    text = "\n".join(str(cell.value) for row in second.iter_rows() for cell in row)
    assert "How to fill in the road map" in text
    assert "Как заполнить дорожную карту" in text
    (choice,) = first.data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(state_words(lang).values())}"'


def test_an_empty_template_is_refused_with_what_to_do():
    with pytest.raises(FileError, match="got headings only"):
        read_sheet(roadmap_xlsx((), "ru"), "plan.xlsx")


def test_a_text_that_would_run_as_a_formula_is_text_and_comes_back():
    action = Action("1", Words("=1+1", "=СУММ(A1)"), "now")
    data = roadmap_xlsx([action], "en")
    cells = load_workbook(io.BytesIO(data)).worksheets[0][2]
    assert all(cell.data_type != "f" for cell in cells)
    assert read_sheet(data, "a.xlsx").actions[0].title == action.title


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("1,Дорога,Road,soon,,,", "state", "`soon` is not a state: write one of Implemented, Unde"),
        ("1,Дорога,Road,,,,", "state", "is empty: write it in"),
        (",Дорога,Road,now,,,", "id", "is empty: write it in"),
        ("a b,Дорога,Road,now,,,", "id", "`a b` is not an id: up to 40 letters"),
        ("1,,,now,,,", "title_ru", "has no title: write one"),
        ("1,Дорога,Road,now,2016-13,,", "start", "`2016-13` is not a date"),
        ("1,Дорога,Road,now,,30.02.2016,", "end", "`30.02.2016` is not a date"),
        ("1,Дорога,Road,now,next year,,", "start", "`next year` is not a date"),
        ("1,Дорога,Road,now,1016,,", "start", "`1016` is not a date"),
        ("1,Дорога,Road,now,2017,2016-08,", "end", "ends on 2016-08, before it starts on 2017"),
        (f"1,{'Д' * 2001},Road,now,,,", "title_ru", "has 2001 letters: shorten it to 2000"),
    ],
)
def test_a_row_with_a_fault_is_refused_with_its_reason(row, column, reason):
    sheet = sheet_of(row, "2,Мост,Bridge,now,2015,2016,")
    ((number, where, told),) = reasons(sheet)
    assert (number, where) == (2, column)
    assert told.startswith(reason)
    assert [one.id for one in sheet.actions] == ["2"]
    assert (sheet.rows, sheet.refused) == (2, 1)


def test_every_fault_of_a_row_is_told():
    sheet = sheet_of(",,,soon,x,y,")
    assert [one.column for one in sheet.faults] == ["end", "id", "start", "state", "title_ru"]
    assert sheet.refused == 1


def test_rows_that_share_an_id_are_all_refused():
    sheet = sheet_of("7,А,A,now,,,", "8,Б,B,now,,,", "7,В,C,now,,,")
    assert [one.id for one in sheet.actions] == ["8"]
    assert reasons(sheet) == [
        (row, "id", "the id `7` stands in the rows 2, 4: give each action its own")
        for row in (2, 4)
    ]


def test_a_column_that_nobody_knows_is_told_and_left_out():
    sheet = sheet_of("1,А,A,now,red", head="id,title_ru,title_en,state,colour")
    assert reasons(sheet)[0][:2] == (1, "colour")
    assert (len(sheet.actions), sheet.refused) == (1, 0)


def test_columns_that_are_needed_are_told_together():
    with pytest.raises(FileError, match="Expected the columns `id`, `state`, `title_ru` in"):
        read_sheet(b"name,term\nA,2016\n", "a.csv")


def test_a_column_given_twice_is_told():
    with pytest.raises(FileError, match="one column each of `state`"):
        sheet_of("1,A,now,now", head="id,title_en,state,Состояние")


def archive_of_nothing() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "a")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.csv", "Expected rows in `a.csv`; it is empty"),
        (b"id", "a.pdf", "Expected a road map as .xlsx, .csv; `a.pdf` came"),
        (b"not a zip", "a.xlsx", "Expected an XLSX workbook; `a.xlsx` is something else"),
        (archive_of_nothing(), "a.xlsx", "Expected an XLSX workbook; reading `a.xlsx` failed"),
        (b"x" * 5_000_001, "a.csv", "Expected a spreadsheet of up to 5 MB, `a.csv` has 5.0 MB"),
        (b"id\n" + b"1\n" * (MOST_ROWS + 1), "a.csv", "Expected up to 2000 actions in `a.csv`"),
        (b"id,title_en\n" + b'1,"' + b"x" * 200_000, "a.csv", "Expected a CSV of texts; reading"),
    ],
)
def test_a_file_that_is_no_road_map_is_refused(data, name, message):
    with pytest.raises(FileError, match=message):
        read_sheet(data, name)


def test_a_workbook_that_swells_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 61_000_000)
    with pytest.raises(FileError, match="Expected a workbook of up to 60 MB unpacked"):
        read_sheet(target.getvalue(), "a.xlsx")


def test_cells_of_a_workbook_may_be_numbers_and_dates():
    sheet = read_sheet(
        workbook(
            [
                ["№", "Мероприятие", "Состояние", "Начало", "Окончание", "Исполнитель"],
                [12, "Открыть площадку", "выполнено", dt.date(2015, 3, 1), 2017, "Минпромторг"],
            ]
        ),
        "план.xlsx",
    )
    (action,) = sheet.actions
    assert (action.id, action.state) == ("12", "implemented")
    assert (action.start, action.end) == ("2015-03-01", "2017")
    assert action.title == Words("Открыть площадку", "Открыть площадку")
    assert action.performer.en == "Минпромторг"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_come_in_any_encoding_and_with_any_delimiter(encoding, delimiter):
    rows = ["№|Мероприятие|Состояние|Окончание", "1|Построить дорогу у реки|Отложено|08.2016"]
    text = "\r\n".join(rows).replace("|", delimiter)
    sheet = read_sheet(text.encode(encoding), "план.csv")
    assert [(one.state, one.end) for one in sheet.actions] == [("postponed", "2016-08")]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2016", "2016"),
        ("2016-8", "2016-08"),
        ("2016-08-02", "2016-08-02"),
        ("08.2016", "2016-08"),
        ("2.8.2016", "2016-08-02"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(written, known):
    assert sheet_of(f"1,А,A,now,{written},,").actions[0].start == known


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_headings_and_states_are_known_in_both_languages(lang):
    assert [column_of(one.title(lang)) for one in COLUMNS] == list(COLUMNS)
    for state in STATES:
        assert sheet_of(f"1,А,A,{state_words(lang)[state]},,,").actions[0].state == state


def test_faults_make_a_table_in_the_reader_s_language():
    table = faults_table(sheet_of("1,А,A,soon,,,"), "ru")
    assert table.columns.tolist() == ["Строка", "Столбец", "Что не так"]
    row, column, reason = table.iloc[0]
    assert (row, column) == (2, "Состояние")
    assert reason.startswith("«soon» — не состояние: впишите одно из: Выполнено,")


@given(st.lists(st.lists(st.text(max_size=8), max_size=9), max_size=5), st.sampled_from([",", ";"]))
def test_any_text_is_taken_or_refused_in_words(rows, delimiter):
    text = "\n".join(delimiter.join(row) for row in rows)
    try:
        sheet = read_sheet(f"id{delimiter}title_en{delimiter}state\n{text}".encode(), "a.csv")
    except FileError:
        return
    assert len(sheet.actions) + sheet.refused == sheet.rows
