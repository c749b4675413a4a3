"""Fields of a file that came, mapped to the atlas's own: guessed by name and value, kept as JSON.

The atlas knows a park by its type, cluster, names, area and status. A file calls them otherwise; a
mapping says which column is which and what its values stand for, and can be used again.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import ColumnError, said
from layers._errors import FileError
from layers.p10 import type_of_class
from layers.vocabulary import CLUSTER, ID, NAME, PARK_TYPE, PARK_TYPES, STATUS, STATUSES
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

__all__ = [
    "CAME",
    "FIELDS",
    "TITLES",
    "WORDED",
    "Mapping",
    "guessed_mapping",
    "mapped",
    "read_mapping",
    "values_of",
    "words_of",
]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    ID: ("id", "fid", "objectid", "globalid", "gid", "code", "код", "номер", "ид"),
    f"{NAME}_ru": ("name_ru", "name", "title", "название", "наименование", "имя", "наимен"),
    f"{NAME}_en": ("name_en", "name_eng", "english_name", "title_en"),
    PARK_TYPE: ("park_type", "classid", "type", "kind", "тип", "тип_парка", "вид", "вид_парка"),
    CLUSTER: ("cluster", "кластер", "отрасль", "industry"),
    "area_ha": ("area_ha", "area", "hectares", "площадь", "площадь_га", "га", "s_ha"),
    STATUS: ("status", "state", "статус", "состояние", "стадия"),
}
"""Fields of the atlas, and what files call them, the likeliest first."""

TITLES: Final[dict[str, str]] = {
    ID: msg("Identifier"),
    f"{NAME}_ru": msg("Name in Russian"),
    f"{NAME}_en": msg("Name in English"),
    PARK_TYPE: msg("Park type"),
    CLUSTER: msg("Cluster"),
    "area_ha": msg("Area, ha"),
    STATUS: msg("Status"),
}
"""What a table calls the fields of the atlas: keys of translation."""

WORDED: Final[dict[str, tuple[str, ...]]] = {PARK_TYPE: PARK_TYPES, STATUS: STATUSES}
"""Fields whose values are words of the atlas, and these words."""

CAME: Final = "_came"
"""What is added to the name of a column that came, where the field of that name replaces it."""

_TYPE_WORDS: Final = {
    "industrial": ("industrial", "промышл", "индустр", "технопром"),
    "innovation": ("innovation", "инновац", "технопарк", "внедренч"),
    "research_educational": ("research", "educat", "science", "научн", "образоват", "универс"),
    "historical_cultural": ("histor", "cultur", "heritage", "истор", "культур"),
    "medical": ("medic", "health", "медиц", "медц", "здрав", "больн"),
    "sport": ("sport", "спорт", "физкульт"),
}
_STATUS_WORDS: Final = {
    "existing": ("exist", "built", "сущ", "действ", "постро", "сдан", "введ", "1"),
    "construction": ("construct", "стро", "реконстр", "3"),
    "planned": ("plan", "план", "проект", "2"),
    "concept": ("concept", "концеп", "замысел"),
    "superseded": ("supersed", "отмен", "ликвид", "4"),
}


@dataclass(frozen=True)
class Mapping:
    """Which column of a file is which field of the atlas.

    Attributes
    ----------
    columns
        The file's column by the atlas's field.
    values
        For a field of words, the atlas's word by the file's value.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def as_json(self) -> str:
        """Write the mapping, to be used again."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def guessed_mapping(frame: gpd.GeoDataFrame) -> Mapping:
    """Guess which column is which, in English and in Russian.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> came = gpd.GeoDataFrame({"Наименование": ["Парк"], "Тип": ["Спортивный"]},
    ...                         geometry=[shapely.Point(0, 0)])
    >>> guess = guessed_mapping(came)
    >>> guess.columns["name_ru"], guess.values["park_type"]
    ('Наименование', {'Спортивный': 'sport'})
    """
    there = {_bare(str(name)): str(name) for name in frame.columns if name != frame.geometry.name}
    columns: dict[str, str] = {}
    for one, names in FIELDS.items():
        found = next((there[name] for name in names if name in there), None)
        if found is not None and found not in columns.values():
            columns[one] = found
    values = words_of(frame, columns)
    if PARK_TYPE in columns and PARK_TYPE not in values:
        del columns[PARK_TYPE]
    return Mapping(columns, values)


def words_of(frame: gpd.GeoDataFrame, columns: dict[str, str]) -> dict[str, dict[str, str]]:
    """Guess which of the atlas's words the values of a column stand for, by field.

    Parameters
    ----------
    frame
        The features.
    columns
        The frame's column by the atlas's field.
    """
    starts = {PARK_TYPE: _TYPE_WORDS, STATUS: _STATUS_WORDS}
    found = {
        one: _words(frame[columns[one]], starts[one], known)
        for one, known in WORDED.items()
        if one in columns
    }
    return {one: words for one, words in found.items() if words}


def values_of(frame: gpd.GeoDataFrame, columns: dict[str, str]) -> dict[str, dict[str, int]]:
    """Give the values of the columns that are fields of words, with how often each comes.

    Parameters
    ----------
    frame
        The features as they came.
    columns
        The frame's column by the atlas's field.

    Returns
    -------
    dict
        By field; the most frequent value first.
    """
    return {
        one: {str(value): int(n) for value, n in frame[columns[one]].value_counts().items()}
        for one in WORDED
        if one in columns
    }


def _bare(name: str) -> str:
    return re.sub(r"[^0-9a-zа-яё]+", "_", name.strip().lower()).strip("_")


def _words(
    column: pd.Series, words: dict[str, tuple[str, ...]], known: Iterable[str]
) -> dict[str, str]:
    """Give the atlas's word for each value of a column that names one."""
    found = {}
    for value in column.dropna().unique():
        text = str(value).strip().lower()
        if text in known or type_of_class(value) in known:
            found[str(value)] = text if text in known else type_of_class(value)
            continue
        for word, starts in words.items():
            if any(text == one if one.isdigit() else one in text for one in starts):
                found[str(value)] = word
                break
    return found


def mapped(frame: gpd.GeoDataFrame, mapping: Mapping) -> gpd.GeoDataFrame:
    """Return a frame with the atlas's fields beside its own columns.

    Values that the mapping does not know stay as they came in their own column, and are missing in
    the field. A column that a field of its name
    replaces is kept as `<name>_came`.

    Raises
    ------
    ColumnError
        A column of the mapping is not there.
    """
    missing = sorted(set(mapping.columns.values()) - {str(name) for name in frame.columns})
    if missing:
        raise ColumnError(
            said(
                "expected the columns {missing} of the mapping, got {columns}: correct the mapping",
                missing=missing,
                columns=[str(name) for name in frame.columns if name != frame.geometry.name],
            )
        )
    made: dict[str, Any] = {}
    for one, column in mapping.columns.items():
        values = frame[column]
        words = mapping.values.get(one)
        made[one] = values if words is None else values.astype(str).map(words)
        if one in frame.columns and not made[one].equals(frame[one]):
            made[f"{one}{CAME}"] = frame[one]
    return frame.assign(**made)


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping that was kept.

    Raises
    ------
    FileError
        The file cannot be read, or is no mapping.
    """
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
        columns = {str(one): str(column) for one, column in raw["columns"].items()}
        values = {
            str(one): {str(value): str(word) for value, word in words.items()}
            for one, words in raw.get("values", {}).items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileError(
            said(
                'Expected a mapping such as {{"columns": {{"name_ru": "NAME"}}, "values": '
                "{{}}}} in `{path}`; it cannot be read ({error}). Write one with `cli.py "
                "import FILE --save-mapping PATH`.",
                path=path,
                error=str(error),
            )
        ) from error
    return Mapping(columns, values)
