"""Styles as QML and SLD: what the catalogue says, as QGIS and map servers read it."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

import pyogrio
import pytest

from layers import LanguageError, open_edition
from layers.qgis_style import BRUSHES, MARKERS, qml
from layers.sld_style import OGC, SLD, sld
from layers.vocabulary import HATCHES
from layers.writing import export_layer


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_category_a_class_in_its_colours(small_edition, lang):
    record = small_edition.record("parks")
    root = ET.fromstring(qml(record, lang))
    renderer = root.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "park_type")
    categories = renderer.findall("categories/category")
    assert [one.get("value") for one in categories] == [one.value for one in record.style.classes]
    assert [one.get("label") for one in categories] == [
        one.title(lang) for one in record.style.classes
    ]
    for one, symbol in zip(record.style.classes, renderer.findall("symbols/symbol"), strict=True):
        assert symbol.get("type") == "fill"
        parts = symbol.findall("layer")
        options = {each.get("name"): each.get("value") for each in parts[0].iter("Option")}
        red, green, blue = bytes.fromhex(one.fill[1:])
        assert options["color"] == f"{red},{green},{blue},{round(one.fill_opacity * 255)}"
        assert len(parts) == (1 if one.hatch == "none" else 2)
        if one.hatch != "none":
            hatch = {each.get("name"): each.get("value") for each in parts[1].iter("Option")}
            assert hatch["style"] == BRUSHES[one.hatch]
    assert root.find("labeling/settings/text-style").get("fieldName") == f"name_{lang}"


def test_every_hatch_has_a_brush():
    assert set(BRUSHES) == set(HATCHES) - {"none"}


def test_points_are_told_apart_by_shape(small_edition):
    root = ET.fromstring(qml(small_edition.record("sites"), "en"))
    shapes = [
        option.get("value")
        for option in root.iter("Option")
        if option.get("name") == "name" and option.get("value") in MARKERS
    ]
    assert len(shapes) == len(set(shapes)) > 1


def test_a_line_keeps_its_dashes():
    record = open_edition().record("railway")
    root = ET.fromstring(qml(record, "en"))
    found = [one.get("value") for one in root.iter("Option") if one.get("name") == "customdash"]
    first = record.style.classes[0]
    wanted = ";".join(f"{part * first.line_width * 0.264583:.2f}" for part in first.dash)
    assert found[0] == wanted
    dashes = [
        one.text
        for one in ET.fromstring(sld(record, "en")).iter(f"{{{SLD}}}CssParameter")
        if one.get("name") == "stroke-dasharray"
    ]
    assert dashes[0] == " ".join(f"{part * first.line_width:g}" for part in first.dash)


def test_a_raster_has_a_palette(small_edition):
    record = small_edition.record("landcover")
    entries = list(ET.fromstring(qml(record, "ru")).iter("paletteEntry"))
    assert [int(one.get("value")) for one in entries] == [one.code for one in record.style.classes]
    assert [one.get("color") for one in entries] == [
        one.fill.lower() for one in record.style.classes
    ]
    quantities = [
        int(one.get("quantity"))
        for one in ET.fromstring(sld(record, "ru")).iter(f"{{{SLD}}}ColorMapEntry")
    ]
    assert quantities == [one.code for one in record.style.classes]


def test_a_rule_a_class(small_edition):
    record = small_edition.record("parks")
    root = ET.fromstring(sld(record, "ru"))
    rules = root.findall(f".//{{{SLD}}}Rule")
    assert [one.find(f"{{{SLD}}}Title").text for one in rules] == [
        one.title("ru") for one in record.style.classes
    ]
    literals = [one.text for one in root.iter(f"{{{OGC}}}Literal")]
    assert literals == [one.value for one in record.style.classes]


def test_shortened_columns_are_named_as_the_file_does(small_edition, tmp_path):
    files = export_layer(small_edition, "landuse", "shp", None, tmp_path / "use.shp")
    column = pyogrio.read_info(files[0])["fields"].tolist()
    root = ET.fromstring((tmp_path / "use.qml").read_text(encoding="utf-8"))
    assert root.find("renderer-v2").get("attr") in column
    names = {
        one.text
        for one in ET.fromstring((tmp_path / "use.sld").read_text(encoding="utf-8")).iter(
            f"{{{OGC}}}PropertyName"
        )
    }
    assert names <= set(column)


def test_a_geopackage_is_dressed_and_still_one_layer(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "gpkg", None, tmp_path / "parks.gpkg", "ru")[0]
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert [row[:3] for row in rows] == [("parks", "geom", 1)]
    assert rows[0][3] == qml(small_edition.record("parks"), "ru")
    kinds = dict(pyogrio.list_layers(path).tolist())
    assert {name for name, kind in kinds.items() if kind} == {"parks"}


def test_names_of_classes_are_text(small_edition):
    for layer in ("parks", "sites", "landuse"):
        for write in (qml, sld):
            ET.fromstring(write(small_edition.record(layer), "en"))


@pytest.mark.parametrize("write", [qml, sld])
def test_a_language_that_is_not_spoken_is_refused(small_edition, write):
    with pytest.raises(LanguageError):
        write(small_edition.record("parks"), "kk")
