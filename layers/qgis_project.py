"""A QGIS project of exported layers: their groups, order, styles and labels as in the atlas.

The project (`.qgz`) stands beside the files and names them by relative paths, so that the folder
can be moved. Layers are dressed by the same QML that goes beside single files.
"""

from __future__ import annotations

import io
import math
import xml.etree.ElementTree as ET
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import shapely

from geo import reproject
from layers.placing import ZIP_DATE
from layers.qgis_style import VERSION, qml
from layers.vocabulary import SHOWN_GROUPS
from layers.wording import msg, translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pyproj import CRS

    from layers.catalogue import LayerRecord
    from layers.edition import Edition

__all__ = ["ProjectLayer", "qgz"]

GROUP_TITLES: Final = {
    "own": msg("Own layers"),
    "parks": msg("Parks"),
    "clusters": msg("Clusters"),
    "programme": msg("Programme"),
    "base": msg("Base"),
    "statistics": msg("Statistics"),
}
_GEOMETRY: Final = {"point": "Point", "line": "Line", "polygon": "Polygon"}
_EQUATOR_M: Final = 40_075_016.7
_TILE_PIXELS: Final = 512
_SCREEN: Final = (1400, 900)
_UP: Final = {"point": 0, "line": 1, "polygon": 2, "": 3}


class ProjectLayer(NamedTuple):
    """A layer of a project: its record, its file, and what the file calls its columns."""

    record: LayerRecord
    file: Path
    crs: CRS | None
    columns: Mapping[str, str]


def qgz(edition: Edition, layers: Sequence[ProjectLayer], lang: str) -> bytes:
    """Write a QGIS project.

    Parameters
    ----------
    edition
        The edition, whose title and CRS the project takes.
    layers
        Vector and raster layers that stand in one folder with the project.
    lang
        The language of titles, classes and labels.

    Returns
    -------
    bytes
        A `.qgz` file; equal for equal layers.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    """
    root = ET.Element("qgis", version=VERSION, projectname=edition.title(lang))
    ET.SubElement(root, "title").text = edition.title(lang)
    _add_crs(ET.SubElement(root, "projectCrs"), edition.crs)
    _add_canvas(root, edition)
    _add_tree(root, layers, lang)
    order = ET.SubElement(root, "layerorder")
    box = ET.SubElement(root, "projectlayers")
    for one in layers:
        ET.SubElement(order, "layer", id=_layer_id(one.record))
        box.append(_map_layer(one, lang))
    properties = ET.SubElement(root, "properties")
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as zipped:
        entry = zipfile.ZipInfo(f"{edition.id}.qgs", ZIP_DATE)
        entry.compress_type = zipfile.ZIP_DEFLATED
        zipped.writestr(entry, head + ET.tostring(root, encoding="unicode") + "\n")
    return body.getvalue()


def _add_crs(parent: ET.Element, crs: CRS) -> None:
    system = ET.SubElement(parent, "spatialrefsys", nativeFormat="Wkt")
    ET.SubElement(system, "wkt").text = crs.to_wkt()
    authority = crs.to_authority()
    ET.SubElement(system, "authid").text = ":".join(authority) if authority else ""
    ET.SubElement(system, "description").text = crs.name


def _add_canvas(root: ET.Element, edition: Edition) -> None:
    """Open the project where the atlas opens its map, on its paper."""
    view = edition.view
    metres = _EQUATOR_M * math.cos(math.radians(view.lat)) / 2**view.zoom / _TILE_PIXELS
    place = gpd.GeoDataFrame(geometry=[shapely.Point(view.lon, view.lat)], crs=4326)
    x, y = shapely.get_coordinates(reproject(place, edition.crs).geometry.array)[0]
    half_width, half_height = (metres * pixels / 2 for pixels in _SCREEN)
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    ET.SubElement(canvas, "units").text = "meters"
    sides = {
        "xmin": f"{x - half_width:.1f}",
        "ymin": f"{y - half_height:.1f}",
        "xmax": f"{x + half_width:.1f}",
        "ymax": f"{y + half_height:.1f}",
    }
    extent = ET.SubElement(canvas, "extent")
    for name, value in sides.items():
        ET.SubElement(extent, name).text = value
    _add_crs(ET.SubElement(canvas, "destinationsrs"), edition.crs)
    opening = ET.SubElement(ET.SubElement(root, "ProjectViewSettings"), "DefaultViewExtent", sides)
    _add_crs(opening, edition.crs)


def _add_tree(root: ET.Element, layers: Sequence[ProjectLayer], lang: str) -> None:
    """Add the legend: a group a group of the catalogue, points over lines over polygons.

    Among equals the atlas draws the catalogue's first lowest, and QGIS the legend's last.
    """
    say = translator(lang)
    tree = ET.SubElement(root, "layer-tree-group")
    for group in SHOWN_GROUPS:
        members = [one for one in layers if one.record.group == group]
        if not members:
            continue
        branch = ET.SubElement(
            tree, "layer-tree-group", name=say(GROUP_TITLES[group]), checked="Qt::Checked"
        )
        for one in sorted(members, key=lambda one: (_UP[one.record.geometry], -layers.index(one))):
            ET.SubElement(
                branch,
                "layer-tree-layer",
                id=_layer_id(one.record),
                name=one.record.title(lang),
                checked="Qt::Checked" if one.record.style.visible else "Qt::Unchecked",
                expanded="1" if len(one.record.style.classes) > 1 else "0",
                source=f"./{one.file.name}",
                providerKey=_provider(one.record),
            )


def _map_layer(one: ProjectLayer, lang: str) -> ET.Element:
    record = one.record
    raster = record.kind == "raster"
    layer = ET.Element("maplayer", type="raster" if raster else "vector")
    if not raster:
        layer.set("geometry", _GEOMETRY[record.geometry])
    ET.SubElement(layer, "id").text = _layer_id(record)
    named = f"|layername={record.id}" if one.file.suffix == ".gpkg" else ""
    ET.SubElement(layer, "datasource").text = f"./{one.file.name}{named}"
    ET.SubElement(layer, "layername").text = record.title(lang)
    ET.SubElement(layer, "provider", encoding="UTF-8").text = _provider(record)
    ET.SubElement(layer, "abstract").text = record.note(lang)
    ET.SubElement(layer, "attribution").text = record.attribution(lang)
    if one.crs is not None:
        _add_crs(ET.SubElement(layer, "srs"), one.crs)
    style = ET.fromstring(qml(record, lang, one.columns).partition("\n")[2])  # noqa: S314 - our own
    layer.extend(list(style))
    return layer


def _layer_id(record: LayerRecord) -> str:
    """Give an id that QGIS keeps: it gives layers with ten letters or fewer another one."""
    return f"atlas_layer_{record.id}"


def _provider(record: LayerRecord) -> str:
    return "gdal" if record.kind == "raster" else "ogr"
