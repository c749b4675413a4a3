"""The map of an edition drawn as SVG: vector, real text, in the styles of the catalogue.

A picture is counted in points; widths and letters are those of the styles times `size`, so that a
sheet for a wall and a slide for a hall stay legible. The same edition and the same window give the
same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from layers.styles import StyleClass
from layers.vocabulary import ID, STATUS, Words
from reports import shapes
from reports.charts.svg import escape
from reports.drawing import HATCHES, OTHER, sorted_out
from reports.paper import marks, names, strokes
from reports.paper.fonts import FAMILY
from reports.paper.furniture import draw_furniture
from reports.sheet import ONE_BY_ONE, drawn_records

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from reports.paper.window import Window

__all__ = ["MapContent", "MapPicture", "Row", "draw_content", "draw_map", "survey"]

LAND: Final = "#F7F5F0"
HALO: Final = StyleClass("", Words(), fill="none", line="#FFFFFF", line_width=4.5)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the legend: a class of a layer that is in the picture, and how many are in it."""

    record: LayerRecord
    style: StyleClass
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What of a layer is in a window, and the classes that it falls into."""

    record: LayerRecord
    members: gpd.GeoDataFrame = field(repr=False, compare=False)
    classes: Sequence[tuple[StyleClass, gpd.GeoDataFrame]] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MapContent:
    """What is in a window, known before it is drawn.

    Attributes
    ----------
    window
        What land is shown, and how large.
    rows
        What stands in the legend, in the order of the catalogue's classes.
    found
        The layers in it, from the bottom up.
    """

    window: Window
    rows: tuple[Row, ...]
    found: tuple[Found, ...]

    @property
    def records(self) -> tuple[LayerRecord, ...]:
        """The layers in it, from the bottom up."""
        return tuple(one.record for one in self.found)

    @property
    def date(self) -> str:
        """The latest date of the layers in it."""
        return max((str(record.date) for record in self.records), default="")


@dataclass(frozen=True, slots=True)
class MapPicture(MapContent):
    """A map as it was drawn: its content, and the picture as SVG."""

    svg: str


def survey(
    edition: Edition,
    window: Window,
    lang: str,
    *,
    layers: Collection[str] | None = None,
    only: Mapping[str, Collection[str]] | None = None,
) -> MapContent:
    """Tell what is in a window, for a legend that is to be known before the map is drawn.

    Parameters and errors are those of `draw_map`.
    """
    found, rows = [], []
    for record in _records(edition, layers):
        frame = edition.frame(record.id)
        if only and record.id in only:
            frame = frame[frame[ID].isin(list(only[record.id]))]
        members = strokes.cut(frame, window)
        if members.empty or not _in_scale(record, window):
            continue
        classes = [one for one in sorted_out(record, members) if not one[1].empty]
        found.append(Found(record, members, classes))
        rows += [
            Row(record, style, _title(record, style, lang), len(some))
            for style, some in classes
            if style.value != OTHER
        ]
    return MapContent(window, tuple(rows), tuple(found))


def draw_map(
    edition: Edition,
    window: Window,
    lang: str,
    *,
    size: float = 1.0,
    layers: Collection[str] | None = None,
    chosen: Collection[str] = (),
    only: Mapping[str, Collection[str]] | None = None,
) -> MapPicture:
    """Draw the map of an edition.

    Parameters
    ----------
    edition
        The edition.
    window
        What land to show, and how large.
    lang
        The language of every word.
    size
        How large symbols are, 1 on a sheet that is held in the hand.
    layers
        Ids of the layers to draw; None takes those that the map shows at its start.
    chosen
        Ids of features to stand out, by a white rim.
    only
        By layer, the ids of the features to draw; of other layers all are drawn.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    UnknownLayerError
        The edition has no such layer to draw.
    """
    content = survey(edition, window, lang, layers=layers, only=only)
    return draw_content(edition, content, lang, size=size, chosen=chosen)


def draw_content(
    edition: Edition,
    content: MapContent,
    lang: str,
    *,
    size: float = 1.0,
    chosen: Collection[str] = (),
) -> MapPicture:
    """Draw what a survey found; parameters and errors are those of `draw_map`."""
    window = content.window
    room = names.Room(window.width, window.height)
    parts, discs = [], []
    patterns: dict[str, str] = {}
    for layer in content.found:
        record = layer.record
        for style, some in layer.classes:
            if style.hatch in HATCHES:
                patterns[strokes.hatch_id(style)] = strokes.hatch_pattern(style, size)
            if record.group in ONE_BY_ONE and record.geometry == "polygon":
                parts.append(_one_by_one(some, style, window, size, chosen))
            elif record.geometry != "point" and (style.value != OTHER or not record.style.column):
                draw = strokes.areas if record.geometry == "polygon" else _lines
                parts.append(draw(some, style, window, size))
            if style.icon or record.geometry == "point":
                discs += marks.of_class(record, style, some, window, size)
    spots = [one.spot for one in discs if one.across]
    furniture = draw_furniture(edition, window, lang, size, room, spots)
    points, moved = marks.settle(discs, room)
    placed = [(one.record, one.members) for one in content.found]
    named = names.write(placed, window, room, moved, lang, size)
    inside = "".join((*parts, points, named, furniture))
    svg = _picture(window, "".join(patterns.values()), inside, edition.title(lang))
    return MapPicture(window, content.rows, content.found, svg)


def _records(edition: Edition, layers: Collection[str] | None) -> list[LayerRecord]:
    if layers is None:
        return [one for one in drawn_records(edition) if one.style.visible]
    wanted = {edition.record(one).id for one in layers}
    return [one for one in drawn_records(edition, everything=True) if one.id in wanted]


def _in_scale(record: LayerRecord, window: Window) -> bool:
    ahead = window.zoom - 1
    return record.style.min_zoom <= ahead <= record.style.max_zoom


def _title(record: LayerRecord, style: StyleClass, lang: str) -> str:
    return style.title(lang) if record.style.column else record.title(lang)


def _one_by_one(
    members: gpd.GeoDataFrame,
    style: StyleClass,
    window: Window,
    size: float,
    chosen: Collection[str],
) -> str:
    rows = members.drop(columns=members.geometry.name).to_dict("records")
    drawn = []
    for row, shape in zip(rows, members.geometry, strict=True):
        if row[ID] in chosen:
            drawn.append(strokes.stroke(shape, HALO, window, size))
        drawn.append(
            strokes.one_area(
                shape,
                style,
                window,
                size,
                status=row.get(STATUS) or "",
                model=row.get("outline") == "model",
            )
        )
    return "".join(drawn)


def _lines(members: gpd.GeoDataFrame, style: StyleClass, window: Window, size: float) -> str:
    return strokes.stroke(shapes.merged_lines(members), style, window, size)


def _picture(window: Window, patterns: str, inside: str, title: str) -> str:
    wide, tall = f"{window.width:.1f}", f"{window.height:.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}pt" '
        f'height="{tall}pt" role="img" font-family="{FAMILY}, PT Sans, sans-serif">'
        f"<title>{escape(title)}</title><defs>{patterns}"
        f'<clipPath id="frame"><rect width="{wide}" height="{tall}"/></clipPath></defs>'
        f'<g clip-path="url(#frame)"><rect width="{wide}" height="{tall}" fill="{LAND}"/>'
        f"{inside}</g></svg>"
    )
