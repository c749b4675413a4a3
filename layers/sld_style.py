"""A layer's style as SLD 1.0, which GeoServer, MapServer and QGIS read.

A rule a class: fill, outline with its dashes, well-known marks for points, labels in the reader's
language, and for rasters a map of colours. Hatches have no place in SLD 1.0 and are left out.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.catalogue import LayerRecord
    from layers.styles import StyleClass

__all__ = ["sld"]

SLD: Final = "http://www.opengis.net/sld"
OGC: Final = "http://www.opengis.net/ogc"
MARKS: Final = ("circle", "square", "triangle", "star", "cross", "x")
"""The well-known marks that every reader of SLD draws."""

_INK: Final = "#263238"
_PAPER: Final = "#FFFFFF"
_MARK_PIXELS: Final = "12"
_LABEL_PIXELS: Final = "12"


def sld(record: LayerRecord, lang: str, columns: Mapping[str, str] | None = None) -> str:
    """Write the style of a layer as SLD.

    Parameters
    ----------
    record
        The layer.
    lang
        The language of rule titles and of labels.
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
    >>> sld(open_edition().record("parks"), "en").count("<sld:Rule>")
    6
    """
    ET.register_namespace("sld", SLD)
    ET.register_namespace("ogc", OGC)
    names = dict(columns or {})
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.0.0")
    named = _sub(root, "NamedLayer")
    _sub(named, "Name", record.id)
    style = _sub(_sub(named, "UserStyle"), "FeatureTypeStyle")
    if record.kind == "raster":
        _add_colour_map(style, record, lang)
    else:
        label = names.get(record.label_column(lang), record.label_column(lang))
        for place, one in enumerate(record.style.classes):
            _add_rule(style, record, one, place, lang, names, label)
    ET.indent(root, " ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _sub(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{SLD}}}{tag}", attributes)
    child.text = text or None
    return child


def _add_rule(
    style: ET.Element,
    record: LayerRecord,
    one: StyleClass,
    place: int,
    lang: str,
    names: Mapping[str, str],
    label: str,
) -> None:
    rule = _sub(style, "Rule")
    _sub(rule, "Title", one.title(lang))
    column = record.style.column
    if column:
        chosen = ET.SubElement(rule, f"{{{OGC}}}Filter")
        equal = ET.SubElement(chosen, f"{{{OGC}}}PropertyIsEqualTo")
        ET.SubElement(equal, f"{{{OGC}}}PropertyName").text = names.get(column, column)
        ET.SubElement(equal, f"{{{OGC}}}Literal").text = str(one.value)
    if record.geometry == "polygon":
        symbol = _sub(rule, "PolygonSymbolizer")
        _add_fill(symbol, one)
        _add_stroke(symbol, one)
    elif record.geometry == "line":
        _add_stroke(_sub(rule, "LineSymbolizer"), one)
    else:
        graphic = _sub(_sub(rule, "PointSymbolizer"), "Graphic")
        mark = _sub(graphic, "Mark")
        _sub(mark, "WellKnownName", MARKS[place % len(MARKS)] if column else MARKS[0])
        _add_fill(mark, one)
        _add_stroke(mark, one)
        _sub(graphic, "Size", _MARK_PIXELS)
    if label:
        _add_label(rule, label)


def _add_fill(symbol: ET.Element, one: StyleClass) -> None:
    if one.fill:
        opacity = f"{one.fill_opacity:g}"
        _add_parameters(_sub(symbol, "Fill"), {"fill": one.fill, "fill-opacity": opacity}.items())


def _add_stroke(symbol: ET.Element, one: StyleClass) -> None:
    colour = one.line or (one.fill if symbol.tag.endswith("LineSymbolizer") else "")
    if not colour or one.line_width == 0:
        return
    parameters = {"stroke": colour, "stroke-width": f"{one.line_width:g}"}
    if one.dash:
        parameters["stroke-dasharray"] = " ".join(f"{part * one.line_width:g}" for part in one.dash)
    _add_parameters(_sub(symbol, "Stroke"), parameters.items())


def _add_parameters(parent: ET.Element, parameters: Iterable[tuple[str, str]]) -> None:
    for name, value in parameters:
        _sub(parent, "CssParameter", value, name=name)


def _add_label(rule: ET.Element, column: str) -> None:
    symbol = _sub(rule, "TextSymbolizer")
    ET.SubElement(_sub(symbol, "Label"), f"{{{OGC}}}PropertyName").text = column
    _add_parameters(_sub(symbol, "Font"), [("font-size", _LABEL_PIXELS)])
    halo = _sub(symbol, "Halo")
    _sub(halo, "Radius", "1")
    _add_parameters(_sub(halo, "Fill"), [("fill", _PAPER)])
    _add_parameters(_sub(symbol, "Fill"), [("fill", _INK)])


def _add_colour_map(style: ET.Element, record: LayerRecord, lang: str) -> None:
    symbol = _sub(_sub(style, "Rule"), "RasterSymbolizer")
    coded = [one for one in record.style.classes if one.code is not None]
    colours = _sub(symbol, "ColorMap", type="values" if coded else "ramp")
    for one in coded or record.style.classes:
        _sub(
            colours,
            "ColorMapEntry",
            color=one.fill or _PAPER,
            quantity=str(one.value if one.code is None else one.code),
            label=one.title(lang),
        )
