"""Layers as drawings: KML for globes and phones, DXF for drawing boards, in the atlas's colours.

A feature is drawn in the colours of its class, and named in the reader's language. KML keeps all
columns as extended data; DXF keeps none, so a table beside it gives them.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from layers._drivers import Losses, write_csv, write_gdal
from layers.vocabulary import NAME, in_language

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalogue import LayerRecord
    from layers.styles import StyleClass

__all__ = ["write_dxf", "write_kml"]

KML: Final = "{http://www.opengis.net/kml/2.2}"
OPAQUE: Final = 255
LABEL_COLUMN: Final = "Name"
UNNAMED: Final = "0"
"""DXF's own layer, for features of no class."""


def write_kml(frame: gpd.GeoDataFrame, record: LayerRecord, path: Path, lang: str) -> Losses:
    """Write a styled KML in WGS 84; columns become extended data."""
    named = in_language(NAME, lang)
    labelled = frame.rename(columns={named: LABEL_COLUMN}) if named in frame.columns else frame
    losses = write_gdal(labelled, record, path, "LIBKML")
    ET.register_namespace("", KML.strip("{}"))
    tree = ET.parse(path)  # noqa: S314 - GDAL has just written it
    document = tree.getroot().find(f"{KML}Document")
    placemarks = list(tree.iter(f"{KML}Placemark"))
    if document is None or len(placemarks) != len(frame):
        return losses
    document.find(f".//{KML}Document/{KML}name").text = record.title(lang)  # type: ignore[union-attr]
    for place, one in enumerate(record.style.classes):
        document.insert(place, _kml_style(one, f"class-{place}"))
    for placemark, place in zip(placemarks, _classes(frame, record), strict=True):
        if place >= 0:
            address = ET.Element(f"{KML}styleUrl")
            address.text = f"#class-{place}"
            named_at = [child.tag for child in placemark].count(f"{KML}name")
            placemark.insert(named_at, address)
    tree.write(path, encoding="utf-8", xml_declaration=True)
    return losses


def _kml_style(one: StyleClass, style_id: str) -> ET.Element:
    style = ET.Element(f"{KML}Style", {"id": style_id})
    colour = one.line or one.fill or "#263238"
    icon = ET.SubElement(style, f"{KML}IconStyle")
    ET.SubElement(icon, f"{KML}color").text = _abgr(one.fill or colour, 1)
    line = ET.SubElement(style, f"{KML}LineStyle")
    ET.SubElement(line, f"{KML}color").text = _abgr(colour, 1)
    ET.SubElement(line, f"{KML}width").text = f"{one.line_width:g}"
    area = ET.SubElement(style, f"{KML}PolyStyle")
    ET.SubElement(area, f"{KML}color").text = _abgr(one.fill or colour, one.fill_opacity)
    ET.SubElement(area, f"{KML}fill").text = "1" if one.fill else "0"
    return style


def _abgr(colour: str, opacity: float) -> str:
    """Give a colour as KML writes it: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(opacity * OPAQUE):02x}{blue}{green}{red}".lower()


def write_dxf(frame: gpd.GeoDataFrame, record: LayerRecord, path: Path, lang: str) -> Losses:
    """Write a DXF of outlines, a drawing layer a class, and its columns as a table beside.

    Features without a place stand in the table only.
    """
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    titles = np.array([one.title(lang) or record.id for one in record.style.classes] + [UNNAMED])
    layers = titles[_classes(placed, record)]
    shapes = np.asarray(placed.geometry.array)
    polygon = shapely.get_dimensions(shapes) > 1
    outlines = np.where(polygon, shapely.boundary(shapes), shapes)
    parts, owner = shapely.get_parts(outlines, return_index=True)
    drawn = gpd.GeoDataFrame({"Layer": layers[owner]}, geometry=parts, crs=placed.crs)
    write_gdal(drawn, record, path, "DXF")
    return write_csv(frame, path.with_name(f"{path.stem}_{record.id}.csv"))


def _classes(frame: gpd.GeoDataFrame, record: LayerRecord) -> list[int]:
    """Give the place of each feature's class in the style; -1 where it has none."""
    style = record.style
    if not style.column:
        return [0 if style.classes else -1] * len(frame)
    places = {one.value: place for place, one in enumerate(style.classes)}
    return [places.get(value, -1) for value in frame[style.column]]
