"""A layer's style as QGIS reads it: QML, beside a file or inside a GeoPackage.

The one symbology record of the catalogue becomes a categorised renderer (or one symbol where the
style has no column), labels in the reader's language, and for rasters a palette. Hatches become
QGIS's brush patterns, so that printed maps can be read without colour.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.catalogue import LayerRecord
    from layers.styles import StyleClass

__all__ = ["MARKERS", "qml"]

VERSION: Final = "3.22"
BRUSHES: Final = {
    "diagonal": "f_diagonal",
    "dots": "dense6",
    "crossed": "diagonal_x",
    "plus": "cross",
    "horizontal": "horizontal",
}
"""QGIS's brush for each of `vocabulary.HATCHES` but none."""
MARKERS: Final = ("circle", "square", "diamond", "triangle", "pentagon", "star", "hexagon")
"""Shapes that tell classes of points apart without colour, in the order of the style."""

_PIXEL_MM: Final = 0.264583
_MARKER_MM: Final = "3.2"
_DOT_MM: Final = "1.6"
_LABEL_PT: Final = 9
_OPAQUE: Final = 255
_INK: Final = "#263238"
_PAPER: Final = "#FFFFFF"
_TYPES: Final = {"point": "marker", "line": "line", "polygon": "fill"}
_GEOMETRY_TYPES: Final = {"point": "0", "line": "1", "polygon": "2"}


def qml(record: LayerRecord, lang: str, columns: Mapping[str, str] | None = None) -> str:
    """Write the style of a layer as QML.

    Parameters
    ----------
    record
        The layer.
    lang
        The language of class titles and of labels.
    columns
        What the file calls its columns, where it shortens their names.

    Returns
    -------
    str
        An XML document.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.

    Examples
    --------
    >>> from layers import open_edition
    >>> style = qml(open_edition().record("parks"), "en")
    >>> "categorizedSymbol" in style, 'attr="park_type"' in style
    (True, True)
    """
    names = dict(columns or {})
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology|Labeling")
    if record.kind == "raster":
        _add_palette(root, record, lang)
    else:
        _add_renderer(root, record, lang, names)
        _add_labels(root, record, lang, names)
        ET.SubElement(root, "layerGeometryType").text = _GEOMETRY_TYPES[record.geometry]
    ET.indent(root, " ")
    kind = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return kind + ET.tostring(root, encoding="unicode") + "\n"


def _add_renderer(
    root: ET.Element, record: LayerRecord, lang: str, names: Mapping[str, str]
) -> None:
    style = record.style
    split = bool(style.column)
    kind = "categorizedSymbol" if split else "singleSymbol"
    renderer = ET.SubElement(root, "renderer-v2", type=kind, forceraster="0", enableorderby="0")
    if split:
        renderer.set("attr", names.get(style.column, style.column))
        categories = ET.SubElement(renderer, "categories")
        for place, one in enumerate(style.classes):
            ET.SubElement(
                categories,
                "category",
                symbol=str(place),
                value=str(one.value),
                label=one.title(lang),
                render="true",
                type="string" if isinstance(one.value, str) else "long",
            )
    symbols = ET.SubElement(renderer, "symbols")
    for place, one in enumerate(style.classes):
        marker = MARKERS[place % len(MARKERS)] if split else MARKERS[0]
        symbols.append(_symbol(one, record.geometry, str(place), marker))


def _symbol(one: StyleClass, geometry: str, name: str, marker: str) -> ET.Element:
    symbol = ET.Element(
        "symbol", name=name, type=_TYPES[geometry], alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if geometry == "point":
        _add_part(symbol, "SimpleMarker", _marker(one, marker))
    elif geometry == "line":
        _add_part(symbol, "SimpleLine", _line(one))
    else:
        _add_part(symbol, "SimpleFill", _fill(one))
        if one.hatch in BRUSHES:
            hatch = {"style": BRUSHES[one.hatch], "color": _rgba(one.line or _INK, 1)}
            _add_part(symbol, "SimpleFill", hatch | {"outline_style": "no"})
    return symbol


def _add_part(symbol: ET.Element, kind: str, options: Mapping[str, str]) -> None:
    """Add a layer of a symbol, its options as QGIS 3.22 and later and earlier ones read them."""
    part = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0"})
    box = ET.SubElement(part, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(box, "Option", type="QString", name=key, value=value)
    for key, value in options.items():
        ET.SubElement(part, "prop", k=key, v=value)


def _marker(one: StyleClass, marker: str) -> dict[str, str]:
    return {
        "name": marker,
        "color": _rgba(one.fill or _PAPER, one.fill_opacity),
        "outline_color": _rgba(one.line or _INK, 1),
        "outline_width": _width(one),
        "outline_width_unit": "MM",
        "size": _MARKER_MM if one.icon else _DOT_MM,
        "size_unit": "MM",
    }


def _line(one: StyleClass) -> dict[str, str]:
    options = {
        "line_color": _rgba(one.line or one.fill or _INK, 1),
        "line_width": _width(one),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "round",
        "joinstyle": "round",
    }
    if one.dash:
        dashes = ";".join(f"{part * one.line_width * _PIXEL_MM:.2f}" for part in one.dash)
        options |= {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM"}
        options["capstyle"] = "flat"
    return options


def _fill(one: StyleClass) -> dict[str, str]:
    outlined = one.line and one.line_width > 0
    return {
        "style": "solid" if one.fill else "no",
        "color": _rgba(one.fill or _PAPER, one.fill_opacity),
        "outline_style": ("dash" if one.dash else "solid") if outlined else "no",
        "outline_color": _rgba(one.line or _INK, 1),
        "outline_width": _width(one),
        "outline_width_unit": "MM",
    }


def _width(one: StyleClass) -> str:
    return f"{one.line_width * _PIXEL_MM:.3f}"


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"{red},{green},{blue},{round(opacity * _OPAQUE)}"


def _add_labels(root: ET.Element, record: LayerRecord, lang: str, names: Mapping[str, str]) -> None:
    column = record.label_column(lang)
    if not column:
        return
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=names.get(column, column),
        isExpression="0",
        fontSize=str(_LABEL_PT),
        fontSizeUnit="Point",
        textColor=_rgba(_INK, 1),
    )
    buffer = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    ET.SubElement(text, "text-buffer", buffer | {"bufferColor": _rgba(_PAPER, 1)})
    placements = {"point": "6", "line": "2", "polygon": "0"}
    ET.SubElement(settings, "placement", placement=placements[record.geometry])


def _add_palette(root: ET.Element, record: LayerRecord, lang: str) -> None:
    """Colour a raster: each code its own, or, where the classes have no codes, values between."""
    pipe = ET.SubElement(root, "pipe")
    coded = [one for one in record.style.classes if one.code is not None]
    if not coded:
        _add_ramp(pipe, record, lang)
        return
    renderer = ET.SubElement(pipe, "rasterrenderer", type="paletted", band="1", opacity="1")
    palette = ET.SubElement(renderer, "colorPalette")
    for one in coded:
        ET.SubElement(palette, "paletteEntry", _entry(one, str(one.code), lang))


def _add_ramp(pipe: ET.Element, record: LayerRecord, lang: str) -> None:
    ends = [str(one.value) for one in record.style.classes]
    renderer = ET.SubElement(
        pipe,
        "rasterrenderer",
        type="singlebandpseudocolor",
        band="1",
        opacity="1",
        classificationMin=ends[0],
        classificationMax=ends[-1],
    )
    shader = ET.SubElement(
        ET.SubElement(renderer, "rastershader"),
        "colorrampshader",
        colorRampType="INTERPOLATED",
        minimumValue=ends[0],
        maximumValue=ends[-1],
        clip="0",
    )
    for one in record.style.classes:
        ET.SubElement(shader, "item", _entry(one, str(one.value), lang))


def _entry(one: StyleClass, value: str, lang: str) -> dict[str, str]:
    return {
        "value": value,
        "color": (one.fill or _PAPER).lower(),
        "alpha": str(_OPAQUE),
        "label": one.title(lang),
    }
