"""One row of the road map's spreadsheet: what is wrong with it, or the action that it is."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.accounts.roadmap import STATES, Action
from layers.roadmap_columns import state_words
from layers.vocabulary import LANGUAGES, Words
from layers.wording import msg, translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["UNKNOWN_COLUMN", "Fault", "action_of", "double_ids", "faults_of"]

LONGEST: Final = 2_000

_ID: Final = re.compile(r"[\w.\-/]{1,40}")
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DOTTED: Final = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})")
_EARLIEST: Final = 1990
_LATEST: Final = 2100

NEEDED: Final = msg("is empty: write it in")
NEEDED_TITLE: Final = msg("has no title: write one, in Russian or in English")
BAD_ID: Final = msg("`{came}` is not an id: up to 40 letters, digits, dots, dashes or slashes")
DOUBLE: Final = msg("the id `{came}` stands in the rows {rows}: give each action its own")
BAD_STATE: Final = msg("`{came}` is not a state: write one of {expected}")
BAD_DATE: Final = msg(
    "`{came}` is not a date: write 2016, 2016-08 or 2016-08-02, or 02.08.2016, from 1990 to 2100"
)
ENDS_BEFORE: Final = msg("ends on {end}, before it starts on {start}: correct one of them")
TOO_LONG: Final = msg("has {came} letters: shorten it to {expected}")
UNKNOWN_COLUMN: Final = msg("is no column of the template: it is left out; rename or remove it")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell of a sheet.

    Attributes
    ----------
    row
        Its number as the spreadsheet shows it; 1 is that of the headings.
    column
        The heading as it came, or the plain name of a column.
    reason
        A key of translation with places for `values`.
    values
        What stands in those places.
    """

    row: int
    column: str
    reason: str
    values: tuple[tuple[str, str], ...] = ()

    def say(self, lang: str) -> str:
        """Tell the reason in one language."""
        values = dict(self.values)
        if self.reason == BAD_STATE:
            values["expected"] = ", ".join(state_words(lang).values())
        return translator(lang)(self.reason).format(**values)


def faults_of(number: int, row: Mapping[str, str]) -> list[Fault]:
    """Tell everything that is wrong with a row; `number` is its place in the sheet."""
    return [
        Fault(number, column, reason, tuple(values.items()))
        for column, reason, values in (*_texts(row), *_dates(row))
    ]


Wrong = tuple[str, str, dict[str, str]]
"""A column, a reason and what stands in it."""


def _texts(row: Mapping[str, str]) -> Iterator[Wrong]:
    for column, text in row.items():
        if len(text) > LONGEST:
            yield column, TOO_LONG, {"came": str(len(text)), "expected": str(LONGEST)}
    key, state = row["id"], row["state"]
    if not key:
        yield "id", NEEDED, {}
    elif not _ID.fullmatch(key):
        yield "id", BAD_ID, {"came": key}
    if not row.get("title_en") and not row.get("title_ru"):
        yield "title_ru", NEEDED_TITLE, {}
    if not state:
        yield "state", NEEDED, {}
    elif not _state(state):
        yield "state", BAD_STATE, {"came": state}


def _dates(row: Mapping[str, str]) -> Iterator[Wrong]:
    for column in ("start", "end", "as_of"):
        text = row.get(column, "")
        if text and not _date(text):
            yield column, BAD_DATE, {"came": text}
    start, end = (_date(row.get(column, "")) for column in ("start", "end"))
    if start and end and end < start[: len(end)]:
        yield "end", ENDS_BEFORE, {"start": start, "end": end}


def action_of(row: Mapping[str, str]) -> Action:
    """Make an action of a row that has no fault."""
    title, performer, document, source = (
        _both(row, name) for name in ("title", "performer", "document", "source")
    )
    start, end, as_of = (_date(row.get(name, "")) for name in ("start", "end", "as_of"))
    return Action(
        row["id"],
        title,
        _state(row["state"]),
        performer,
        document,
        start,
        end,
        as_of,
        source,
        brought=True,
    )


def double_ids(ids: Iterable[tuple[int, str]]) -> list[Fault]:
    """Tell of ids that several rows have, by the number of each row and its id."""
    named = dict(ids)
    rows: dict[str, list[int]] = {}
    for number, key in named.items():
        rows.setdefault(key.casefold(), []).append(number)
    return [
        Fault(
            number,
            "id",
            DOUBLE,
            (("came", named[number]), ("rows", ", ".join(map(str, numbers)))),
        )
        for key, numbers in rows.items()
        if key and len(numbers) > 1
        for number in numbers
    ]


def _both(row: Mapping[str, str], name: str) -> Words:
    """Give a text in both languages; one that stands in one language only stands for both."""
    said = {lang: row.get(f"{name}_{lang}", "") for lang in LANGUAGES}
    any_text = said["ru"] or said["en"]
    return Words(**{lang: text or any_text for lang, text in said.items()})


def _state(text: str) -> str:
    """Give the code of a state; empty where there is none of that name."""
    wanted = text.strip().casefold()
    for state in STATES:
        said = {state, *(state_words(lang)[state] for lang in LANGUAGES)}
        if wanted in {one.casefold() for one in said}:
            return state
    return ""


def _date(text: str) -> str:
    """Give a date as YYYY, YYYY-MM or YYYY-MM-DD; empty where it is none."""
    if match := _PARTIAL.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(text):
        day, month, year = match.groups()
    else:
        return ""
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if not _EARLIEST <= int(year) <= _LATEST:
        return ""
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
