"""Records of a new edition's layers, and the text of its catalogue.

A record is taken from a pattern (the edition built upon, else the Tomsk edition) and says anew
where the layer came from, how exact it is and which columns it has; its look and its titles stay.
"""

from __future__ import annotations

import copy
import json
import tomllib
from typing import TYPE_CHECKING, Any, Final

from layers.catalogue import CATALOGUE
from layers.edition import DEFAULT_EDITION
from layers.osm.landuse import NOT_MAPPED, UNMAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

__all__ = ["catalogue_text", "pattern_records", "record_of", "with_classes"]

Raw = dict[str, Any]

FIELDS: Final[dict[str, tuple[str, str, str]]] = {
    "area_km2": ("km²", "Area", "Площадь"),
    "oktmo": ("", "OKTMO code", "Код ОКТМО"),
    "population_basis_en": ("", "How the population is known", "Откуда известно население"),
    "population_basis_ru": (
        "",
        "How the population is known, in Russian",
        "Откуда известно население, на русском",
    ),
    "oneway": ("", "One-way: in the direction drawn", "Одностороннее движение, как нарисовано"),
    "kind": ("", "Kind (code)", "Вид (код)"),
    "address": ("", "Address", "Адрес"),
    "floors": ("", "Floors", "Этажей"),
    "floors_basis": (
        "",
        "How the floors are known: levels, height, assumed",
        "Откуда известна этажность: levels — указана, height — по высоте, assumed — принята",
    ),
    "area_m2": ("m²", "Footprint", "Площадь застройки"),
    "living_m2": ("m²", "Floor area lived in", "Жилая площадь этажей"),
    "spread_over": (
        "",
        "Where the people were put: buildings, land, settlements",
        "Где размещено население: buildings — здания, land — земля, settlements — посёлки",
    ),
    "basis": (
        "",
        "Basis: mapped (osm) or what is left (rest)",
        "Основание: отмечено (osm) или остаток (rest)",
    ),
    "street_id": ("", "Identifier of the way", "Идентификатор линии"),
    "outline": (
        "",
        "Outline: mapped, model or none",
        "Контур: mapped — по карте, model — модель, пусто — нет",
    ),
}
"""Columns whose titles the pattern lacks or says otherwise: unit, English, Russian."""

CLASSES: Final[dict[str, Raw]] = {
    UNMAPPED: {
        "title_en": NOT_MAPPED.en,
        "title_ru": NOT_MAPPED.ru,
        "fill": "#F2F2F0",
        "fill_opacity": 0.9,
    },
}
"""Style classes that no pattern has."""

BUILDINGS: Final[Raw] = {
    "title_en": "Buildings",
    "title_ru": "Здания",
    "group": "base",
    "style": {
        "visible": True,
        "min_zoom": 13.0,
        "class": [
            {
                "title_en": "Building",
                "title_ru": "Здание",
                "fill": "#D3C8BB",
                "fill_opacity": 1.0,
                "line": "#B5A898",
                "line_width": 0.4,
            }
        ],
    },
}
CELL: Final = ("People in a cell", "Жителей в ячейке")

_TYPES: Final = {"i": "int", "u": "int", "f": "float"}


def pattern_records(base: Path | None = None) -> dict[str, Raw]:
    """Give the raw records of the shipped edition, those of another one laid over them.

    Examples
    --------
    >>> pattern_records()["streets"]["geometry"]
    'line'
    """
    records: dict[str, Raw] = {}
    for folder in (DEFAULT_EDITION, base):
        if folder is not None:
            raw = tomllib.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
            records |= {one["id"]: one for one in raw["layer"]}
    if "buildings" not in records:
        ordered = list(records.items())
        place = list(records).index("water") + 1
        ordered.insert(place, ("buildings", {"id": "buildings", **copy.deepcopy(BUILDINGS)}))
        records = dict(ordered)
    population = records["population"].get("style", {}).get("class", [])
    for one in population:
        one["title_en"], one["title_ru"] = CELL
    return records


def record_of(
    pattern: Raw, frame: gpd.GeoDataFrame | None, said: Mapping[str, Any], path: str
) -> Raw:
    """Make the record of a layer that was built.

    Parameters
    ----------
    pattern
        The record whose title, group and look it has.
    frame
        Its features; None for a raster.
    said
        Where it came from and how exact it is: date, licence, source, note, precision and so on.
    path
        Its file in the edition.
    """
    kept = ("id", "title_en", "title_ru", "group", "style")
    record: Raw = {key: copy.deepcopy(pattern[key]) for key in kept if key in pattern}
    record |= {"path": path, "kind": "raster" if frame is None else "vector", **said}
    if frame is not None:
        titles = {one["name"]: one for one in pattern.get("field", [])}
        columns = [one for one in frame.columns if one != frame.geometry.name]
        record["field"] = [_field(one, frame[one], titles) for one in columns]
        there = {one["name"] for one in record["field"]}
        label = record.get("style", {}).get("label", "")
        if label and not {label, f"{label}_en"} & there:
            record["style"]["label"] = "name"
    return record


def with_classes(record: Raw, values: Sequence[str], others: Raw, *, only: bool = False) -> Raw:
    """Give a record whose style has a class for each value of its column.

    Parameters
    ----------
    record
        The record.
    values
        The values that its features have.
    others
        The same layer's record in the shipped edition: its classes stand in.
    only
        Whether classes that no feature has are dropped.
    """
    style = record["style"]
    known = {one.get("value"): one for one in others.get("style", {}).get("class", [])}
    classes = [one for one in style["class"] if not only or one.get("value") in values]
    have = {one.get("value") for one in classes}
    codes = [one["code"] for one in style["class"] if "code" in one]
    for value in values:
        if value in have:
            continue
        look = (
            CLASSES.get(value)
            or known.get(value)
            or CLASSES[UNMAPPED]
            | {
                "title_en": value,
                "title_ru": value,
                "line": "#90A4AE",
            }
        )
        added = {**look, "value": value}
        if codes:
            codes.append(max(codes) + 1)
            added["code"] = codes[-1]
        classes.append(added)
    return {**record, "style": {**style, "class": classes}}


def catalogue_text(head: Raw, records: Sequence[Raw]) -> str:
    """Write a catalogue as TOML.

    Examples
    --------
    >>> print(catalogue_text({"id": "a"}, [{"id": "b", "style": {"class": [{"fill": "#FFFFFF"}]}}]))
    [edition]
    id = "a"
    <BLANKLINE>
    [[layer]]
    id = "b"
    [layer.style]
    [[layer.style.class]]
    fill = "#FFFFFF"
    <BLANKLINE>
    """
    lines = ["[edition]", *_pairs(head)]
    for record in records:
        style = record.get("style")
        lines += ["", "[[layer]]", *_pairs(record)]
        for field in record.get("field", []):
            lines += ["[[layer.field]]", *_pairs(field)]
        if style:
            lines += ["[layer.style]", *_pairs(style)]
            for one in style.get("class", []):
                lines += ["[[layer.style.class]]", *_pairs(one)]
    return "\n".join(lines) + "\n"


def _pairs(raw: Raw) -> list[str]:
    return [
        f"{key} = {_value(value)}"
        for key, value in raw.items()
        if key not in {"field", "style", "class"}
    ]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _field(name: str, values: pd.Series, titles: Mapping[str, Raw]) -> Raw:
    kind = _TYPES.get(getattr(values.dtype, "kind", "O"), "text")
    if name in FIELDS:
        unit, english, russian = FIELDS[name]
    elif name in titles:
        unit, english, russian = (titles[name][key] for key in ("unit", "title_en", "title_ru"))
    else:
        unit, english, russian = "", name, name
    return {"name": name, "type": kind, "unit": unit, "title_en": english, "title_ru": russian}
