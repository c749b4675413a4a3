"""The map of an edition drawn as SVG: vector, real text, in the styles of the catalogue.

A picture is counted in points; widths and letters are those of the styles times `size`, so that a
sheet for a wall and a slide for a hall stay legible. The same edition and the same window give the
same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    from collections.abc import Collection, Mapping

    import geopandas as gpd

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from reports.paper.window import Window

__all__ = ["MapPicture", "Row", "draw_map"]

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
class MapPicture:
    """A map as it was drawn.

    Attributes
    ----------
    svg
        The picture.
    window
        What land it shows, and how large.
    rows
        What stands in the legend, in the order of the catalogue's classes.
    records
        The layers in it, from the bottom up.
    """

    svg: str
    window: Window
    rows: tuple[Row, ...]
    records: tuple[LayerRecord, ...]

    @property
    def date(self) -> str:
        """The latest date of the layers drawn."""
        return max((str(record.date) for record in self.records), default="")


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
    room = names.Room(window.width, window.height)
    parts, discs, rows, placed = [], [], [], []
    records = _records(edition, layers)
    patterns: dict[str, str] = {}
    for record in records:
        frame = edition.frame(record.id)
        if only and record.id in only:
            frame = frame[frame[ID].isin(list(only[record.id]))]
        members = strokes.cut(frame, window)
        if members.empty or not _in_scale(record, window):
            continue
        placed.append((record, members))
        classes = [one for one in sorted_out(record, members) if not one[1].empty]
        for style, some in classes:
            if style.hatch in HATCHES:
                patterns[strokes.hatch_id(style)] = strokes.hatch_pattern(style, size)
            if record.group in ONE_BY_ONE and record.geometry == "polygon":
                parts.append(_one_by_one(some, style, window, size, chosen))
            elif record.geometry != "point" and (style.value != OTHER or not record.style.column):
                draw = strokes.areas if record.geometry == "polygon" else _lines
                parts.append(draw(some, style, window, size))
            if style.icon or record.geometry == "point":
                discs += marks.of_class(record, style, some, window, size)
            if style.value != OTHER:
                rows.append(Row(record, style, _title(record, style, lang), len(some)))
    spots = [one.spot for one in discs if one.across]
    furniture = draw_furniture(edition, window, lang, size, room, spots)
    points, moved = marks.settle(discs, room)
    named = names.write(placed, window, room, moved, lang, size)
    inside = "".join((*parts, points, named, furniture))
    return MapPicture(
        svg=_picture(window, "".join(patterns.values()), inside, edition.title(lang)),
        window=window,
        rows=tuple(rows),
        records=tuple(record for record, _members in placed),
    )


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
