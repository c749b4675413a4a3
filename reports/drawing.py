"""One layer of an edition as a sheet draws it, and its rows of the legend.

Parks and sites are drawn one by one, each with a card; the base is drawn a class at a time, with
fewer points. A feature without a known place is counted, not drawn. Styles come from the
catalogue, the same records that the app's map draws. Words are said in every language, geometry
stands once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from layers.styles import StyleClass
from layers.vocabulary import ID, LANGUAGES, NAME, STATUS, Words
from layers.wording import translator
from reports import facts, labels, shapes
from reports.spoken import spoken, spoken_column

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from reports.spoken import Spoken

__all__ = [
    "HATCHES",
    "INK",
    "OTHER",
    "PLANNED",
    "Drawing",
    "Entry",
    "by_class",
    "class_names",
    "name_of",
    "one_by_one",
    "sorted_out",
]

PLANNED: Final = ("planned", "concept")
TOLERANCE_M: Final = {"point": 0.0, "line": 10.0, "polygon": 25.0}
MODEL_TOLERANCE_M: Final = 2.0
OTHER: Final = "other"
NO_VALUE: Final = "none"
"""How class names and switches call the class of the features without a value."""
INK: Final = "#263238"
HATCHES: Final = {
    "diagonal": "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",
    "dots": "M2 2 h.01 M6 6 h.01",
    "crossed": "M0 8 L8 0 M0 0 L8 8",
    "plus": "M4 2 V6 M2 4 H6",
    "horizontal": "M0 4 H8",
}
"""Lines of a hatch on a tile of 8 by 8."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the legend.

    Attributes
    ----------
    key
        The switch's key.
    title
        Its name in every language.
    geometry
        point, line or polygon.
    style
        Its look.
    names
        The class names of what it switches.
    count
        Features on the map.
    visible
        Whether it is on at the start.
    classes
        Rows under it that explain its colours.
    """

    key: str
    title: Spoken
    geometry: str
    style: StyleClass
    names: str
    count: int = 0
    visible: bool = True
    classes: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A layer as it is drawn.

    Attributes
    ----------
    record
        The layer's record.
    classes
        What `web/map.js` draws, class by class.
    entries
        Its rows of the legend.
    off_map
        How many features have no place.
    """

    record: LayerRecord
    classes: list[dict[str, Any]]
    entries: list[Entry]
    off_map: int


def one_by_one(edition: Edition, record: LayerRecord) -> Drawing:
    """Draw each feature of a layer with its card, a switch for each class.

    Features whose value has no class of its own come last, as small dots.

    Parameters
    ----------
    edition
        The edition.
    record
        The layer's record.
    """
    frame = edition.frame(record.id)
    placed = shapes.simplified(frame, MODEL_TOLERANCE_M)
    drawn = dict(zip(placed.index, _features(edition, record, placed), strict=True))
    classes, entries = [], []
    for style, members in sorted_out(record, placed):
        names = class_names(record, style)
        key = f"{record.id}:{style.value or NO_VALUE}"
        title = spoken(style.title)
        classes.append(
            {
                "entry": key,
                "style": _look(record, style),
                "kind": title,
                "features": [drawn[row] for row in members.index],
                "labels": labels.of_layer(record, members, *LANGUAGES),
            }
        )
        entries.append(
            Entry(key, title, record.geometry, style, names, len(members), record.style.visible)
        )
    return Drawing(record, classes, entries, len(frame) - len(placed))


def by_class(edition: Edition, record: LayerRecord) -> Drawing:
    """Draw a layer a class at a time, with one switch for the layer.

    Parameters
    ----------
    edition
        The edition.
    record
        The layer's record.
    """
    frame = edition.frame(record.id)
    placed = shapes.simplified(frame, TOLERANCE_M[record.geometry])
    classes: list[dict[str, Any]] = []
    parts: list[tuple[dict[str, Any], str, BaseGeometry]] = []
    rows = []
    for style, members in sorted_out(record, placed):
        if members.empty or (style.value == OTHER and record.style.column):
            continue
        drawn: dict[str, Any] = {"entry": record.id, "style": _look(record, style)}
        if record.geometry == "point":
            drawn["dots"] = shapes.place(members.geometry)
        if record.geometry == "polygon" and style.fill and style.fill_opacity:
            parts.append((drawn, "fill", shapes.united(members)))
        if record.geometry != "point" and style.line and style.line_width:
            parts.append((drawn, "line", shapes.merged_lines(members)))
        classes.append(drawn)
        names = class_names(record, style)
        rows.append(Entry(record.id, spoken(style.title), record.geometry, style, names))
    outlines = shapes.geojsons([shape for _drawn, _part, shape in parts], placed.crs)
    for (drawn, part, _shape), outline in zip(parts, outlines, strict=True):
        drawn[part] = outline
    if classes:
        classes[-1]["labels"] = labels.of_layer(record, placed, *LANGUAGES)
    style = record.style.classes[0]
    entry = Entry(
        record.id,
        spoken(record.title),
        record.geometry,
        style,
        class_names(record, style),
        len(placed),
        record.style.visible,
        tuple(rows) if record.style.column else (),
    )
    return Drawing(record, classes, [entry], len(frame) - len(placed))


def class_names(record: LayerRecord, style: StyleClass, part: str = "") -> str:
    """Give the class names of what is drawn, such as "park park-medical".

    Parameters
    ----------
    record
        The layer's record.
    style
        The style of a class of it.
    part
        What part of a feature is named, such as "-icon" in "park-icon park-icon-medical".
    """
    base = f"{labels.SINGULAR.get(record.id, record.id)}{part}"
    if not record.style.column:
        return base
    value = re.sub(r"[^\w-]+", "-", str(style.value)) or NO_VALUE
    return f"{base} {base}-{value}"


def sorted_out(
    record: LayerRecord, placed: gpd.GeoDataFrame
) -> list[tuple[StyleClass, gpd.GeoDataFrame]]:
    """Part features by the classes of their layer's style; what fits none comes last."""
    column = record.style.column
    if not column:
        return [(record.style.classes[0], placed)]
    known = placed[column].isin([one.value for one in record.style.classes])
    parts = [(one, placed[placed[column] == one.value]) for one in record.style.classes]
    if not known.all():
        parts.append((_other(), placed[~known]))
    return parts


def _other() -> StyleClass:
    titles = Words(**{lang: translator(lang)("Other") for lang in LANGUAGES})
    return StyleClass(OTHER, titles, fill="#FFFFFF", line=INK, line_width=1.5)


def _look(record: LayerRecord, style: StyleClass) -> dict[str, Any]:
    return {
        "colour": INK if record.geometry == "point" else style.line or style.fill or INK,
        "fill": style.fill or "none",
        "opacity": style.fill_opacity if style.fill else 0,
        "line": style.line or "none",
        "width": style.line_width if style.line else 0,
        "dash": list(style.dash),
        "icon": style.icon,
        "size": _disc_size(record, style),
        "names": class_names(record, style),
        "icon_names": class_names(record, style, "" if record.geometry == "point" else "-icon"),
    }


def _disc_size(record: LayerRecord, style: StyleClass) -> int:
    if record.geometry == "polygon":
        return 26
    return 22 if style.value else 18


def _features(
    edition: Edition, record: LayerRecord, members: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    rows = members.drop(columns=members.geometry.name).to_dict("records")
    drawn: list[dict[str, Any]] = [
        {
            "id": row[ID],
            "name": name_of(row),
            "at": at,
            "facts": {lang: facts.of_feature(edition, record, row, lang) for lang in LANGUAGES},
            "planned": row.get(STATUS) in PLANNED,
            "model": row.get("outline") == "model",
        }
        for row, at in zip(rows, shapes.place(members.geometry), strict=True)
    ]
    if record.geometry != "point":
        outlines = shapes.geojsons(members.geometry.to_numpy(), members.crs)
        for feature, outline in zip(drawn, outlines, strict=True):
            feature["shape"] = outline
    return drawn


def name_of(row: Mapping[Hashable, Any]) -> Spoken:
    """Give the name of a feature in the languages that know one; what has none is said so."""
    return spoken_column(row, NAME) or spoken(lambda lang: translator(lang)("Without a name"))
