"""Reading records of a TOML document field by field, so that every fault is told at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers.vocabulary import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Record", "records"]

_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


class Record:
    """One table of the document; what is wrong with it goes to a list shared by all.

    Parameters
    ----------
    raw
        The table as TOML gave it.
    where
        What a message calls the table.
    faults
        Takes one line for each fault.

    Examples
    --------
    >>> faults = []
    >>> record = Record({"date": "2016-13"}, "event 1", faults)
    >>> record.date("date"), faults
    ('', ['event 1: `date` must be YYYY, YYYY-MM or YYYY-MM-DD; `2016-13` came'])
    """

    def __init__(self, raw: Mapping[str, Any], where: str, faults: list[str]) -> None:
        self.where = where
        self._raw = raw
        self._faults = faults
        self._read: set[str] = set()

    def fault(self, message: str) -> None:
        """Note what is wrong with the record."""
        self._faults.append(said("{where}: {message}", where=self.where, message=message))

    def close(self) -> None:
        """Tell of the keys that nothing has read: most are misspelt."""
        for key in sorted(self._raw.keys() - self._read):
            self.fault(said("has an unknown key `{key}`; remove it or spell it right", key=key))

    def text(self, key: str, *, required: bool = False) -> str:
        """Read a text; empty where the record has none."""
        self._read.add(key)
        value = self._raw.get(key, "")
        if not isinstance(value, str):
            self.fault(said("`{key}` must be a text; `{value}` came", key=key, value=value))
            return ""
        if required and not value.strip():
            self.fault(said("needs the text `{key}`", key=key))
        return value

    def words(self, key: str, *, required: bool = True) -> Words:
        """Read a text in every language: all of them, or, where it is not required, none."""
        texts = {lang: self.text(f"{key}_{lang}") for lang in LANGUAGES}
        lacking = [lang for lang, text in texts.items() if not text.strip()]
        if lacking and (required or len(lacking) < len(LANGUAGES)):
            listed = ", ".join(f"`{key}_{lang}`" for lang in lacking)
            self.fault(said("needs the text {listed}", listed=listed))
        return Words(**texts)

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Read one of the allowed words."""
        value = self.text(key) or (default or "")
        if value not in allowed:
            self.fault(
                said(
                    "`{key}` must be one of {allowed}; `{value}` came",
                    key=key,
                    allowed=", ".join(filter(None, allowed)),
                    value=value,
                )
            )
        return value

    def optional(self, key: str) -> float | None:
        """Read a number of 0 or more; None where the record has none."""
        self._read.add(key)
        if key not in self._raw:
            return None
        value = self._raw[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            self.fault(
                said("`{key}` must be a number of 0 or more; `{value}` came", key=key, value=value)
            )
            return None
        return float(value)

    def number(self, key: str) -> float:
        """Read a number of 0 or more that the record must have."""
        if key not in self._raw:
            self.fault(said("needs the number `{key}`", key=key))
        return self.optional(key) or 0.0

    def within(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Read a number from `low` to `high`; without a default the record must have it."""
        self._read.add(key)
        value = self._raw.get(key, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and low <= value <= high:
            return float(value)
        self.fault(
            said("needs the number `{key}`, from {low:g} to {high:g}", key=key, low=low, high=high)
            if value is None
            else said(
                "`{key}` must be a number from {low:g} to {high:g}; `{value}` came",
                key=key,
                low=low,
                high=high,
                value=value,
            )
        )
        return low

    def date(self, key: str, *, required: bool = False) -> str:
        """Read a date as exact as it is known: a year, a month or a day."""
        value = self.text(key, required=required)
        if value and not _DATE.fullmatch(value):
            self.fault(
                said(
                    "`{key}` must be YYYY, YYYY-MM or YYYY-MM-DD; `{value}` came",
                    key=key,
                    value=value,
                )
            )
            return ""
        return value

    def colour(self, key: str) -> str:
        """Read a colour as #RRGGBB; empty where the record has none."""
        value = self.text(key)
        if value and not _COLOUR.fullmatch(value):
            self.fault(
                said("`{key}` must be a colour as #RRGGBB; `{value}` came", key=key, value=value)
            )
            return ""
        return value

    def keys(
        self, key: str, known: Mapping[str, object] | None = None, *, required: bool = True
    ) -> tuple[str, ...]:
        """Read a list of names, each known and named once; at least one where it is required."""
        self._read.add(key)
        value = self._raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(
                said("`{key}` must be a list of names; `{value}` came", key=key, value=value)
            )
            return ()
        if not value and required:
            self.fault(said("needs at least one name in `{key}`", key=key))
        if len(set(value)) < len(value):
            self.fault(
                said("`{key}` names one thing twice: {value}", key=key, value=", ".join(value))
            )
        for one in value if known is not None else []:
            if one not in (known or {}):
                self.fault(
                    said(
                        "`{key}` names `{one}`, which is not there; add [{key}.{one}]",
                        key=key,
                        one=one,
                    )
                )
        return tuple(value)

    def table(self, key: str) -> Mapping[str, Any] | None:
        """Give the one table within the table that it must have; None, with a fault, without."""
        self._read.add(key)
        value = self._raw.get(key)
        if isinstance(value, dict):
            return value
        self.fault(said("needs the table `{key}`", key=key))
        return None

    def inner(self, key: str) -> list[Record]:
        """Give the tables within the table, in their order."""
        self._read.add(key)
        return records(self._raw, key, self._faults, f"{self.where}, ")


def records(
    document: Mapping[str, Any], key: str, faults: list[str], before: str = ""
) -> list[Record]:
    """Give the tables `[[key]]` of a document in their order, called by their `id` or place.

    Examples
    --------
    >>> [one.where for one in records({"event": [{}, {"id": "b"}]}, "event", [])]
    ['event 1', 'event `b`']
    """
    raw = document.get(key, [])
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        faults.append(
            said(
                "{before}`{key}` must be a list of tables; write each as [[{key}]]",
                before=before,
                key=key,
            )
        )
        return []
    names = [f"`{one['id']}`" if "id" in one else str(at) for at, one in enumerate(raw, 1)]
    return [
        Record(one, f"{before}{key} {name}", faults) for one, name in zip(raw, names, strict=True)
    ]
