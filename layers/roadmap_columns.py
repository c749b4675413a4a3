"""The columns of the road map's spreadsheet, and the template with its sheet of instructions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from layers.accounts.roadmap import STATES
from layers.vocabulary import LANGUAGES
from layers.wording import msg, translator
from layers.workbook import put

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from layers.accounts.roadmap import Action

__all__ = ["COLUMNS", "Column", "column_of", "roadmap_xlsx", "state_words"]

ROWS_PREPARED: Final = 500
"""Rows of the template in which the state is chosen from a list."""

_STATE_TITLES: Final = {
    "implemented": msg("Implemented"),
    "now": msg("Under way now"),
    "postponed": msg("Postponed"),
}
_ENDS: Final = (" (рус.)", ", in english")
"""Ends of headings that may be left out: a title alone is in the heading's own language."""
_HEAD_FILL: Final = "E9E4DC"
_INK: Final = "263238"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the spreadsheet.

    Attributes
    ----------
    name
        Its plain name, which is understood in every language.
    heading, about
        What the template calls it, and what to write in it: keys of translation.
    example
        A cell, in each language.
    width
        In letters.
    """

    name: str
    heading: str
    about: str
    example: tuple[str, str]
    width: int
    required: bool = False

    def title(self, lang: str) -> str:
        """Give the heading in one language."""
        return translator(lang)(self.heading)


COLUMNS: Final = (
    Column(
        "id",
        msg("No."),
        msg("number of the action in the document; each its own"),
        ("12", "12"),
        8,
        required=True,
    ),
    Column(
        "title_ru",
        msg("Action, in Russian"),
        msg("a title in one of the languages is enough"),
        ("Открыть площадку «Северная»", "Открыть площадку «Северная»"),
        60,
    ),
    Column(
        "title_en",
        msg("Action, in English"),
        msg("a title in one of the languages is enough"),
        ("Open the Severnaya site", "Open the Severnaya site"),
        50,
    ),
    Column(
        "state",
        msg("State of the action"),
        msg("one of the three of the list"),
        ("", ""),
        16,
        required=True,
    ),
    Column(
        "performer_ru",
        msg("Performer, in Russian"),
        msg("who answers for it"),
        ("Минпромторг России", "Минпромторг России"),
        32,
    ),
    Column(
        "performer_en",
        msg("Performer, in English"),
        msg("who answers for it"),
        ("Ministry of Industry and Trade", "Ministry of Industry and Trade"),
        32,
    ),
    Column(
        "document_ru",
        msg("Document, in Russian"),
        msg("what the action ends with"),
        ("Акт ввода в эксплуатацию", "Акт ввода в эксплуатацию"),
        32,
    ),
    Column(
        "document_en",
        msg("Document, in English"),
        msg("what the action ends with"),
        ("Certificate of completion", "Certificate of completion"),
        32,
    ),
    Column(
        "start",
        msg("Starts"),
        msg("2016, 2016-08, 2016-08-02 or 02.08.2016"),
        ("2015-03", "2015-03"),
        12,
    ),
    Column(
        "end", msg("Ends"), msg("as above; not before it starts"), ("30.06.2017", "30.06.2017"), 12
    ),
    Column(
        "as_of",
        msg("State as of"),
        msg("the day on which the state was so"),
        ("2016-08", "2016-08"),
        16,
    ),
    Column(
        "source_ru",
        msg("Source, in Russian"),
        msg("where it is written"),
        ("Отчёт за 2016 г.", "Отчёт за 2016 г."),
        32,
    ),
    Column(
        "source_en",
        msg("Source, in English"),
        msg("where it is written"),
        ("Report of 2016", "Report of 2016"),
        32,
    ),
)
"""The columns in the template's order."""


def column_of(heading: str) -> Column | None:
    """Find a column by its plain name or its heading in any language.

    Examples
    --------
    >>> [column_of(one).name for one in (" Исполнитель (рус.) ", "Мероприятие", "STATE *")]
    ['performer_ru', 'title_ru', 'state']
    >>> column_of("colour") is None
    True
    """
    wanted = heading.strip().rstrip("*").strip().casefold()
    for one in COLUMNS:
        titles = {one.title(lang).casefold() for lang in LANGUAGES}
        if {wanted, *(f"{wanted}{end}" for end in _ENDS)} & {one.name, *titles}:
            return one
    return None


def state_words(lang: str) -> dict[str, str]:
    """Give the words for each state of an action in one language."""
    _ = translator(lang)
    return {state: _(_STATE_TITLES[state]) for state in STATES}


def roadmap_xlsx(actions: Iterable[Action], lang: str) -> bytes:
    """Give the road map as a workbook that can be filled in and brought back.

    Parameters
    ----------
    actions
        Actions that stand in it; none gives the empty template.
    lang
        The language of the headings; the sheet of instructions has both.

    Returns
    -------
    bytes
        An XLSX workbook: the actions, and the instructions.
    """
    _ = translator(lang)
    book = Workbook()
    sheet = book.active
    sheet.title = _("Road map")
    for at, column in enumerate(COLUMNS, 1):
        put(sheet, 1, at, f"{column.title(lang)} *" if column.required else column.title(lang))
        _head(sheet.cell(1, at))
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
    for row, action in enumerate(actions, 2):
        for at, column in enumerate(COLUMNS, 1):
            put(sheet, row, at, _cell_text(action, column.name, lang) or None)
            sheet.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
    states = ",".join(state_words(lang).values())
    choice = DataValidation(type="list", formula1=f'"{states}"', allow_blank=True)
    sheet.add_data_validation(choice)
    at = get_column_letter([one.name for one in COLUMNS].index("state") + 1)
    choice.add(f"{at}2:{at}{ROWS_PREPARED}")
    sheet.freeze_panes = "B2"
    _instructions(book, [lang, *(one for one in LANGUAGES if one != lang)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(cell: Any) -> None:
    cell.font = Font(bold=True, color=_INK)
    cell.fill = PatternFill("solid", fgColor=_HEAD_FILL)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cell_text(action: Action, name: str, lang: str) -> str:
    if name == "state":
        return state_words(lang)[action.state]
    stem, _, said_in = name.rpartition("_")
    if said_in in LANGUAGES:
        return str(getattr(action, stem).say(said_in))
    return str(getattr(action, name))


def _instructions(book: Workbook, languages: list[str]) -> None:
    sheet = book.create_sheet(translator(languages[0])("Instructions"))
    row = 1
    for lang in languages:
        _ = translator(lang)
        put(sheet, row, 1, _("How to fill in the road map"))
        sheet.cell(row, 1).font = Font(bold=True)
        row += 1
        for text in (
            _("One action in each row of the first sheet. Columns with * are needed."),
            _("States: {states}.").format(states=", ".join(state_words(lang).values())),
            _("Rows with a fault are refused with the reason; the others are taken."),
        ):
            put(sheet, row, 1, text)
            row += 1
        heads = (_("Column"), _("Plain name"), _("What to write"), _("Example"))
        for at, text in enumerate(heads, 1):
            put(sheet, row, at, text)
            _head(sheet.cell(row, at))
        row += 1
        for column in COLUMNS:
            example = column.example[LANGUAGES.index(lang)]
            if column.name == "state":
                example = state_words(lang)["now"]
            cells = (column.title(lang), column.name, _(column.about), example)
            for at, text in enumerate(cells, 1):
                put(sheet, row, at, text)
                sheet.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
            row += 1
        row += 1
    for letter, width in zip("ABCD", (28, 16, 50, 34), strict=True):
        sheet.column_dimensions[letter].width = width
