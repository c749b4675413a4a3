"""Values of settings as text: how the terminal reads them, and tables that come as CSV files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import ValueRangeError, said
from layers._errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.measure import Setting

__all__ = ["read_setting"]

_YES_WORDS = ("yes", "true", "1")
_NO_WORDS = ("no", "false", "0")


def read_setting(setting: Setting, text: str) -> Any:
    """Read the value of a setting from text.

    Parameters
    ----------
    setting
        The setting.
    text
        Numbers with commas between ("500,1000"), "yes" or "no", a column, a number of km/h, the
        path of a CSV file with the columns of a table, or a choice.

    Returns
    -------
    Any
        The value as the measure's function takes it.

    Raises
    ------
    ValueRangeError
        The text is none of these.
    FileError
        The table's file cannot be read, or lacks columns or rows.

    Examples
    --------
    >>> from layers.measure import Setting
    >>> read_setting(Setting("radii_m", "Radii, m", "numbers"), "500,1000")
    (500.0, 1000.0)
    """
    readers: dict[str, Callable[[Setting, str], Any]] = {
        "numbers": _numbers,
        "number": _number,
        "whole": _whole,
        "speed": _speed,
        "yes": _yes,
        "table": _table,
    }
    return readers[setting.kind](setting, text) if setting.kind in readers else text


def _numbers(setting: Setting, text: str) -> tuple[float, ...]:
    return tuple(_number(setting, part) for part in text.split(","))


def _whole(setting: Setting, text: str) -> int:
    number = _number(setting, text)
    if not number.is_integer():
        raise _refused(setting, said("a whole number"), text)
    return int(number)


def _speed(_setting: Setting, text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _yes(setting: Setting, text: str) -> bool:
    if text.lower() not in (*_YES_WORDS, *_NO_WORDS):
        raise _refused(setting, said("yes or no"), text)
    return text.lower() in _YES_WORDS


def _number(setting: Setting, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        many = setting.kind == "numbers"
        wanted = said("numbers with commas between, such as 500,1000") if many else said("a number")
        raise _refused(setting, wanted, text) from None


def _refused(setting: Setting, wanted: str, text: str) -> ValueRangeError:
    return ValueRangeError(
        said(
            "expected `--{option}` to be {wanted}, got `{text}`: correct it",
            option=setting.option,
            wanted=wanted,
            text=text,
        )
    )


def _table(setting: Setting, text: str) -> tuple[tuple[Any, ...], ...]:
    """Read a table; a cell that reads as a number is one, an empty cell is None."""
    path = Path(text)
    names = [column.name for column in setting.columns]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(
            said(
                "Expected a CSV file in UTF-8 with the columns {names} at `{path}`; it "
                "cannot be read: {error}. Write one.",
                names=", ".join(names),
                path=path,
                error=str(error),
            )
        ) from error
    missing = [name for name in names if name not in (reader.fieldnames or [])]
    if missing or not rows:
        raise FileError(
            said(
                "Expected rows with the columns {names} in `{path}`; {missing}. Add them.",
                names=", ".join(names),
                path=path,
                missing=said("missing are {columns}", columns=", ".join(missing))
                if missing
                else said("it has no rows"),
            )
        )
    return tuple(tuple(_cell(row[name]) for name in names) for row in rows)


def _cell(text: str | None) -> Any:
    text = (text or "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        return text
