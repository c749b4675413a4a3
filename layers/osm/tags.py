"""The stated table of OpenStreetMap tags: which object becomes what in an edition.

The table is a TOML file that people can edit (`tags.toml` beside this module, documented there).
Reading it collects every fault and raises once. A rule fits where one of its conditions fits; a
condition is `key=value`, `key=value|other`, `key=*`, `key!=*`, or several joined by ` & `.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import joined, said
from layers._errors import FileError
from layers.vocabulary import PARK_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["DEFAULT_TAGS", "LISTS", "Rule", "TagTable", "parse_tags", "read_tags"]

DEFAULT_TAGS: Final = Path(__file__).with_name("tags.toml")
LISTS: Final[dict[str, tuple[str, ...]]] = {
    "landuse": ("class",),
    "street": ("class", "speed_kmh"),
    "railway": ("class",),
    "water": ("kind",),
    "waterway": ("kind", "width_m"),
    "building": ("kind", "floors", "homes"),
    "site": ("kind", "kind_en", "kind_ru"),
    "settlement": ("kind", "kind_en", "kind_ru"),
}
"""Lists of rules, and what each of their rules must say besides its tags."""

_TEXTS: Final = {"class", "kind", "kind_en", "kind_ru", "park_type", "cluster"}
_NUMBERS: Final = {"speed_kmh", "width_m", "floors", "homes", "park_from_ha"}
_OTHERS: Final = {"oneway", "only_on"}
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "residential": ("high_from_floors", "low", "high", "built"),
    "closed": ("tags",),
    "maxspeed": (),
    "people": ("floor_m", "smallest_home_m2", "m2_per_person"),
    "columns": ("name", "floors", "population", "living", "kind"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """Tags that an object must have at once: key, the values that fit, whether they may."""

    parts: tuple[tuple[str, frozenset[str], bool], ...]

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Tell whether an object with these tags fits."""
        return all(
            (key in tags and _is_among(tags[key], values)) == wanted
            for key, values, wanted in self.parts
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table.

    Attributes
    ----------
    rank
        Its place in its list, from 0.
    says
        What it says of an object that fits: its class or kind, speed, floors and so on.
    """

    rank: int
    conditions: tuple[Condition, ...]
    says: Mapping[str, Any]

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Tell whether an object with these tags fits the rule.

        Examples
        --------
        >>> rule = read_tags().lists["landuse"][0]
        >>> rule.fits({"natural": "water"}), rule.fits({"natural": "wood"})
        (True, False)
        """
        return any(one.fits(tags) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class TagTable:
    """The table: its lists of rules, and its parts with single values."""

    lists: Mapping[str, tuple[Rule, ...]]
    closed: Rule
    parts: Mapping[str, Mapping[str, Any]]
    _by_key: dict[str, dict[str, list[tuple[Rule, Condition]]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key: dict[str, dict[str, list[tuple[Rule, Condition]]]] = {}
        for name, rules in self.lists.items():
            own = by_key.setdefault(name, {})
            for rule in rules:
                for condition in rule.conditions:
                    own.setdefault(condition.parts[0][0], []).append((rule, condition))
        object.__setattr__(self, "_by_key", by_key)

    def rule(self, name: str, tags: Mapping[str, str]) -> Rule | None:
        """Give the first rule of a list that fits an object, or None.

        Parameters
        ----------
        name
            One of `LISTS`.
        tags
            The object's tags.

        Examples
        --------
        >>> read_tags().rule("street", {"highway": "residential"}).says["speed_kmh"]
        40
        >>> read_tags().rule("street", {"highway": "footway"}) is None
        True
        """
        by_key, best = self._by_key[name], None
        for key in tags:
            for rule, condition in by_key.get(key, ()):
                if (best is None or rule.rank < best.rank) and condition.fits(tags):
                    best = rule
        return best

    def keys(self, names: Iterable[str] | None = None) -> set[str]:
        """Give the keys that the rules of some lists, or of all of them, look at.

        Only the first key of a condition counts: an object without it fits no rule.

        Examples
        --------
        >>> sorted(read_tags().keys(["street", "railway"]))
        ['highway', 'railway']
        """
        return {
            condition.parts[0][0]
            for name in (names or self.lists)
            for rule in self.lists[name]
            for condition in rule.conditions
        }


def read_tags(path: str | Path | None = None) -> TagTable:
    """Read a table of tags.

    Parameters
    ----------
    path
        The file; None takes the one that comes with the atlas.

    Raises
    ------
    FileError
        The file cannot be read or has faults; all of them are told together.

    Examples
    --------
    >>> sorted(read_tags().lists)[:3]
    ['building', 'landuse', 'railway']
    """
    file = DEFAULT_TAGS if path is None else Path(path).expanduser()
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(
            said(
                "Expected a table of tags as TOML in UTF-8 in `{file}`; it cannot be read: "
                "{error}. Copy `{example}` of the atlas and change the copy.",
                file=file,
                error=str(error),
                example=DEFAULT_TAGS.name,
            )
        ) from error
    return parse_tags(raw, file.name)


def parse_tags(raw: Mapping[str, Any], name: str = "tags.toml") -> TagTable:
    """Check a table of tags and give its rules.

    Raises
    ------
    FileError
        The table has faults; all of them are told together.
    """
    faults: list[str] = [
        said("has an unknown part [{key}]", key=key) for key in raw if key not in {*LISTS, *_PARTS}
    ]
    lists = {key: _rules(raw, key, faults) for key in LISTS}
    parts = {key: _part(raw, key, faults) for key in _PARTS}
    closed = Rule(0, _conditions(parts["closed"].get("tags", []), "[closed]", faults), {})
    if faults:
        headline = said("The table of tags `{name}` has faults to mend:", name=name)
        raise FileError(joined("\n- ", [headline, *faults]))
    return TagTable(lists, closed, parts)


def _rules(raw: Mapping[str, Any], key: str, faults: list[str]) -> tuple[Rule, ...]:
    listed = raw.get(key, [])
    if not isinstance(listed, list) or not listed:
        faults.append(said("needs at least one [[{key}]]", key=key))
        return ()
    rules = []
    for place, one in enumerate(listed):
        where = said("[[{key}]] {place}", key=key, place=place + 1)
        if not isinstance(one, dict):
            faults.append(said("{where} must be a table with `tags`", where=where))
            continue
        says = {name: value for name, value in one.items() if name != "tags"}
        faults += [
            said("{where} lacks `{need}`", where=where, need=need)
            for need in LISTS[key]
            if need not in says
        ]
        faults += [f for name, value in says.items() if (f := _fault(where, name, value))]
        rules.append(Rule(place, _conditions(one.get("tags"), where, faults), says))
    return tuple(rules)


def _fault(where: str, name: str, value: Any) -> str:
    if name not in _TEXTS | _NUMBERS | _OTHERS:
        return said("{where} has an unknown key `{name}`", where=where, name=name)
    if name in _TEXTS and not isinstance(value, str):
        return said(
            "{where}: `{name}` must be a text; `{value}` came", where=where, name=name, value=value
        )
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in _NUMBERS and not (number and value >= 0):
        return said(
            "{where}: `{name}` must be a number of 0 or more; `{value}` came",
            where=where,
            name=name,
            value=value,
        )
    if name == "speed_kmh" and value == 0:
        return said(
            "{where}: `speed_kmh` must be above 0; `{value}` came", where=where, value=value
        )
    if name == "park_type" and value not in PARK_TYPES:
        return said(
            "{where}: `park_type` must be one of {park_types}; `{value}` came",
            where=where,
            park_types=", ".join(PARK_TYPES),
            value=value,
        )
    return ""


def _part(raw: Mapping[str, Any], key: str, faults: list[str]) -> Mapping[str, Any]:
    part = raw.get(key)
    if not isinstance(part, dict):
        faults.append(said("needs the part [{key}]", key=key))
        return {}
    faults += [f"[{key}] lacks `{need}`" for need in _PARTS[key] if need not in part]
    if key in {"people", "maxspeed"}:
        faults += [
            f"[{key}]: `{name}` must be a number above 0; `{value}` came"
            for name, value in part.items()
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0
        ]
    return part


def _conditions(listed: Any, where: str, faults: list[str]) -> tuple[Condition, ...]:
    if not isinstance(listed, list) or not listed:
        faults.append(said("{where} needs a list of conditions as `tags`", where=where))
        return ()
    conditions = []
    for text in listed:
        parts = []
        for piece in str(text).split(" & "):
            key, sign, values = piece.partition("=")
            wanted = not key.endswith("!")
            key = key.removesuffix("!").strip()
            if not (key and sign and values.strip()):
                faults.append(
                    said(
                        "{where}: expected `key=value` in `{text}`; `{piece}` came",
                        where=where,
                        text=text,
                        piece=piece,
                    )
                )
                continue
            parts.append((key, frozenset(one.strip() for one in values.split("|")), wanted))
        if parts and not parts[0][2]:
            faults.append(
                said(
                    "{where}: expected a key that is wanted first in `{text}`",
                    where=where,
                    text=text,
                )
            )
        conditions.append(Condition(tuple(parts)))
    return tuple(one for one in conditions if one.parts)


def _is_among(value: str, values: frozenset[str]) -> bool:
    return value in values or ("*" in values and value != "no")
