"""A small map of a page as a file: what is shown, over layers of the edition, on a sheet of A4.

The sheet has what every sheet has: title, legend, scale bar, north, precision, sources and date.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo import crs_name, reproject
from layers.catalogue import LayerRecord
from layers.own import OwnLayer, joined
from layers.styles import Style, StyleClass
from layers.vocabulary import GEOMETRIES, ID, LANGUAGES, NAME, Words, in_language
from reports.paper.chart_files import sheets_zip
from reports.paper.formats import paper
from reports.paper.layout import Subject
from reports.paper.marks import RADIUS_PT
from reports.paper.picture import map_svg_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from layers.edition import Edition
    from reports.paper.window import Bounds

__all__ = ["ShownMap", "shown_svg", "shown_zip"]

SHEET: Final = paper("a4")

VALUE: Final = "value"
MOST_NAMED: Final = 40
"""With more points than these none is named: the names would hide the map."""
POINT_PT: Final = 3.2
PX_PT: Final = 0.42
"""Points of a sheet of A4 for a pixel on the page, where a radius is given in pixels."""
AROUND: Final = 0.06
AROUND_M: Final = 800.0


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """What a small map shows.

    Attributes
    ----------
    title
        What the sheet is called.
    places
        Features with a place, in any CRS; `value` is the number of a class, `words` the name,
        `radius` of a point in pixels, both where there are such.
    classes
        Titles and colours by their number.
    base
        Ids of the layers of the edition beneath; those that it has not got are left out.
    seen
        Features that the sheet shows whole; all of them where None.
    group
        The heading of the legend: one of `layers.vocabulary.GROUPS`.
    key_title
        What the legend calls the layer; the title where it is empty.
    notes
        How it was computed, a line each.
    """

    title: str
    places: gpd.GeoDataFrame
    classes: Sequence[tuple[str, str]]
    base: Sequence[str]
    seen: gpd.GeoDataFrame | None = None
    group: str = "programme"
    key_title: str = ""
    notes: tuple[str, ...] = field(default=())


def shown_svg(edition: Edition, lang: str, shown: ShownMap) -> str:
    """Draw a small map on a sheet.

    Parameters
    ----------
    edition
        What lies beneath.
    lang
        The language of every word.
    shown
        The map.

    Returns
    -------
    str
        SVG with the letters inside, on A4.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    """
    places = reproject(shown.places, edition.crs)
    seen = places if shown.seen is None else reproject(shown.seen, edition.crs)
    layers = _layers(shown, places, lang)
    subject = Subject(shown.title, edition.title(lang), _around(seen), shown.notes)
    return map_svg_sheet(
        joined(edition, layers),
        lang,
        SHEET,
        layers=[
            *(one for one in shown.base if one in edition.records),
            *(one.record.id for one in layers),
        ],
        subject=subject,
    )


def shown_zip(edition: Edition, lang: str, shown: ShownMap) -> bytes:
    """Give a small map as SVG and PNG in one zip; parameters are those of `shown_svg`."""
    return sheets_zip([(shown.title, shown_svg(edition, lang, shown), SHEET.width, SHEET.height)])


def _around(seen: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = (float(one) for one in seen.total_bounds)
    margin = max(AROUND_M, AROUND * max(east - west, north - south))
    return west - margin, south - margin, east + margin, north + margin


def _layers(shown: ShownMap, places: gpd.GeoDataFrame, lang: str) -> list[OwnLayer]:
    """Make a layer of each kind of geometry: polygons first."""
    sizes = shapely.get_dimensions(places.geometry.to_numpy())
    return [
        _layer(shown, places[sizes == size], GEOMETRIES[size], lang)
        for size in sorted(set(sizes.tolist()), reverse=True)
        if size >= 0
    ]


def _layer(shown: ShownMap, places: gpd.GeoDataFrame, geometry: str, lang: str) -> OwnLayer:
    named = "words" in places and geometry == "point" and len(places) <= MOST_NAMED
    frame = (
        places[["geometry"]]
        .set_axis(range(len(places)))
        .assign(
            **{
                ID: [str(at) for at in range(len(places))],
                VALUE: places[VALUE].astype(int).to_numpy(),
            }
        )
    )
    if named:
        firsts = [str(one).partition("\n")[0] for one in places["words"]]
        frame = frame.assign(**{in_language(NAME, lang): firsts})
    if geometry == "point":
        pixels = (
            places["radius"].to_numpy(float)
            if "radius" in places
            else np.full(len(places), POINT_PT / PX_PT)
        )
        frame = frame.assign(**{RADIUS_PT: pixels * PX_PT})
    classes = tuple(
        _class(at, title, colour, geometry) for at, (title, colour) in enumerate(shown.classes)
    )
    style = Style(column=VALUE, classes=classes, label=NAME if named else "")
    digest = hashlib.sha256(f"{shown.title}{geometry}".encode()).hexdigest()
    record = LayerRecord(
        id=f"shown_{geometry}",
        titles=_said(shown.key_title or shown.title),
        group=shown.group,
        kind="vector",
        path="",
        geometry=geometry,
        crs=crs_name(frame.crs),
        date="",
        licence="",
        attributions=Words(),
        sources=Words(),
        notes=Words(),
        precision="",
        precision_m=0.0,
        generalised=False,
        built_by="",
        sha256=digest,
        fields=(),
        style=style,
    )
    return OwnLayer(record, frame)


def _class(at: int, title: str, colour: str, geometry: str) -> StyleClass:
    if geometry == "point":
        return StyleClass(at, _said(title), fill=colour, line="#FFFFFF", line_width=0.8)
    if geometry == "line":
        return StyleClass(at, _said(title), line=colour, line_width=2.0)
    return StyleClass(at, _said(title), fill=colour, fill_opacity=0.75, line=colour, line_width=0.6)


def _said(text: str) -> Words:
    """Give a text that is in the sheet's language already."""
    return Words(**dict.fromkeys(LANGUAGES, text))
