"""The typed reading of an edition's `catalogue.toml`.

Reading collects every fault of a catalogue and raises once, so that whoever mends it mends all.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import AtlasError, parse_crs, said
from layers._errors import EditionError
from layers.catalogue import CATALOGUE, Catalogue, Field, LayerRecord, View
from layers.styles import Style, parse_style
from layers.vocabulary import GEOMETRIES, GROUPS, KINDS, LANGUAGES, PRECISIONS, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

__all__ = ["parse_catalogue"]

FIELD_TYPES: Final = ("text", "int", "float")

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_REQUIRED: Final = ("id", "group", "kind", "path", "date", "licence", "sha256")
_SPOKEN: Final = ("title", "attribution", "source", "note")
_REQUIRED_SPOKEN: Final = ("title", "source")
_KNOWN: Final = {
    *_REQUIRED,
    *(f"{key}_{lang}" for key in _SPOKEN for lang in LANGUAGES),
    "geometry",
    "crs",
    "precision",
    "precision_m",
    "generalised",
    "built_by",
    "field",
    "style",
}


def parse_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue.

    Parameters
    ----------
    path
        The `catalogue.toml` of an edition.

    Raises
    ------
    EditionError
        The file is missing or is not TOML, or it has faults: all of them stand in `faults`.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EditionError(
            said(
                "Expected an edition's catalogue at `{path}`; it cannot be read ({reason}). "
                "Name a folder that holds a `{catalogue}`.",
                path=path,
                reason=error.strerror,
                catalogue=CATALOGUE,
            )
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(
            said(
                "Expected TOML in UTF-8 in `{path}`; it cannot be parsed: {error}. Mend that line.",
                path=path,
                error=str(error),
            )
        ) from error
    faults: list[str] = []
    head = raw.get("edition")
    if not isinstance(head, dict):
        faults.append(
            said("there is no `[edition]` part with id, title_en, title_ru, crs and view")
        )
        head = {}
    listed = raw.get("layer", [])
    if not isinstance(listed, list) or not listed:
        faults.append(said("there is no `[[layer]]` record"))
        listed = []
    catalogue = _parse_head(head, faults)
    records = tuple(_parse_record(one, place, faults) for place, one in enumerate(listed, 1))
    ids = [record.id for record in records]
    faults.extend(
        said(
            "the layer id `{one}` stands {count} times; give each record an id of its own",
            one=one,
            count=ids.count(one),
        )
        for one in dict.fromkeys(ids)
        if one and ids.count(one) > 1
    )
    if faults or catalogue is None:
        raise EditionError(said("The catalogue `{path}` has faults to mend:", path=path), faults)
    return Catalogue(*catalogue, records)


def _parse_head(
    raw: Mapping[str, Any], faults: list[str]
) -> tuple[str, Words, Words, CRS, View] | None:
    where = "`[edition]`"
    edition_id = _text(raw, "id", faults, where, required=True)
    titles = _words(raw, "title", faults, where, required=True)
    subtitles = _words(raw, "subtitle", faults, where)
    crs = _crs(_text(raw, "crs", faults, where, required=True), faults, where)
    view = raw.get("view")
    numbers = view if isinstance(view, dict) else {}
    values = [numbers.get(key) for key in ("zoom", "lon", "lat")]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        faults.append(
            said(
                "{where} needs `view = {{ zoom = …, lon = …, lat = … }}` with three numbers",
                where=where,
            )
        )
        return None
    if crs is None:
        return None
    zoom, lon, lat = (float(one) for one in values if one is not None)
    return edition_id, titles, subtitles, crs, View(zoom, lon, lat)


def _parse_record(raw: Any, place: int, faults: list[str]) -> LayerRecord:
    if not isinstance(raw, dict):
        faults.append(said("record {place} is not a table; write it as `[[layer]]`", place=place))
        raw = {}
    layer_id = raw.get("id", "")
    where = (
        said("the layer `{layer_id}`", layer_id=layer_id)
        if layer_id
        else said("record {place}", place=place)
    )
    mine: list[str] = [
        said("has an unknown key `{key}`", key=key) for key in sorted(raw.keys() - _KNOWN)
    ]
    texts = {key: _text(raw, key, mine, "", required=True) for key in _REQUIRED}
    kind, geometry = texts["kind"], _text(raw, "geometry", mine, "")
    _check_words(texts, geometry, mine)
    crs = _text(raw, "crs", mine, "", required=kind in {"vector", "raster"})
    if crs:
        _crs(crs, mine, "")
    precision = _text(raw, "precision", mine, "", required=kind in {"vector", "raster"})
    if precision and precision not in PRECISIONS:
        mine.append(
            said(
                "has precision `{precision}`; expected one of {precisions}",
                precision=precision,
                precisions=", ".join(PRECISIONS),
            )
        )
    precision_m = raw.get("precision_m", 0)
    if isinstance(precision_m, bool) or not isinstance(precision_m, int | float):
        mine.append(
            said("has precision_m `{precision_m}`; expected metres", precision_m=precision_m)
        )
        precision_m = 0
    spoken = {key: _words(raw, key, mine, "", required=key in _REQUIRED_SPOKEN) for key in _SPOKEN}
    style_faults: list[str] = []
    style = Style()
    if isinstance(raw.get("style"), dict):
        style = parse_style(raw["style"], style_faults)
    elif "style" in raw:
        mine.append(said("has a style that is not written as `[layer.style]`"))
    generalised = raw.get("generalised", False)
    if not isinstance(generalised, bool):
        mine.append(
            said("has generalised `{generalised}`; expected true or false", generalised=generalised)
        )
    record = LayerRecord(
        id=texts["id"],
        titles=spoken["title"],
        group=texts["group"],
        kind=kind,
        path=texts["path"],
        geometry=geometry,
        crs=crs,
        date=texts["date"],
        licence=texts["licence"],
        attributions=spoken["attribution"],
        sources=spoken["source"],
        notes=spoken["note"],
        precision=precision,
        precision_m=float(precision_m),
        generalised=generalised is True,
        built_by=_text(raw, "built_by", mine, ""),
        sha256=texts["sha256"],
        fields=_parse_fields(raw.get("field", []), mine),
        style=style,
    )
    faults.extend(said("{where} {fault}", where=where, fault=fault) for fault in mine)
    faults.extend(said("{where}: {fault}", where=where, fault=fault) for fault in style_faults)
    return record


def _check_words(texts: Mapping[str, str], geometry: str, faults: list[str]) -> None:
    if texts["id"] and not _ID.fullmatch(texts["id"]):
        faults.append(said("has an id that is not small letters, digits and underscores"))
    for key, allowed in (("group", GROUPS), ("kind", KINDS)):
        if texts[key] and texts[key] not in allowed:
            faults.append(
                said(
                    "has {key} `{came}`; expected one of {allowed}",
                    key=key,
                    came=texts[key],
                    allowed=", ".join(allowed),
                )
            )
    if texts["kind"] == "vector" and geometry not in GEOMETRIES:
        faults.append(
            said(
                "has geometry `{geometry}`; expected one of {geometries}",
                geometry=geometry,
                geometries=", ".join(GEOMETRIES),
            )
        )
    path = Path(texts["path"])
    if path.is_absolute() or ".." in path.parts:
        faults.append(
            said("has the path `{path}`; expected one inside the edition's folder", path=path)
        )
    if texts["sha256"] and not _SHA256.fullmatch(texts["sha256"]):
        faults.append(
            said("has a sha256 that is not 64 hexadecimal digits; run scripts/seal_edition.py")
        )


def _parse_fields(raw: Any, faults: list[str]) -> tuple[Field, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        faults.append(said("has fields that are not written as `[[layer.field]]`"))
        return ()
    fields = []
    for one in raw:
        name = _text(one, "name", faults, said("a field"), required=True)
        where = said("the field `{name}`", name=name)
        kind = _text(one, "type", faults, where, required=True)
        if kind and kind not in FIELD_TYPES:
            faults.append(
                said(
                    "has {where} of type `{kind}`; expected {field_types}",
                    where=where,
                    kind=kind,
                    field_types=", ".join(FIELD_TYPES),
                )
            )
        titles = _words(one, "title", faults, where, required=True)
        fields.append(Field(name, kind, _text(one, "unit", faults, where), titles))
    return tuple(fields)


def _text(
    raw: Mapping[str, Any], key: str, faults: list[str], where: str, *, required: bool = False
) -> str:
    value = raw.get(key, "")
    owner = said("{where} ", where=where) if where else ""
    if not isinstance(value, str):
        faults.append(
            said(
                "{owner}needs a text as `{key}`; `{value}` came", owner=owner, key=key, value=value
            )
        )
        return ""
    if required and not value.strip():
        faults.append(said("{owner}has no `{key}`", owner=owner, key=key))
    return value


def _words(
    raw: Mapping[str, Any], key: str, faults: list[str], where: str, *, required: bool = False
) -> Words:
    texts = {
        lang: _text(raw, f"{key}_{lang}", faults, where, required=required) for lang in LANGUAGES
    }
    return Words(**texts)


def _crs(text: str, faults: list[str], where: str) -> CRS | None:
    if not text:
        return None
    try:
        return parse_crs(text)
    except AtlasError as error:
        owner = said("{where} ", where=where) if where else ""
        faults.append(said("{owner}has an unknown crs: {error}", owner=owner, error=error.said))
        return None
