"""A small map of a page as a file: what it shows, its key, its title, over the edition's layers."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from PIL import Image
from shapely import LineString, Point, box

from reports.paper.shown_map import ShownMap, shown_svg, shown_zip
from tests.small_edition import HOSTILE, HOSTILE_RU, SOUTH, WEST

CLASSES = [("near", "#123456"), ("far", "#654321"), ("nobody", "#ABCDEF")]
BASE = ("municipalities", "parks", "not_there")


def places(crs="EPSG:32645", **columns):
    shapes = [Point(WEST + 1000 * at, SOUTH + 2000) for at in range(1, 4)]
    frame = gpd.GeoDataFrame(
        {"value": [0, 0, 1], "words": ["one", "two", "three\nmore"], **columns},
        geometry=shapes,
        crs="EPSG:32645",
    )
    return frame.to_crs(crs)


def read(svg):
    return [one.text for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("crs", ["EPSG:32645", "EPSG:4326"])
def test_points_stand_in_their_class_s_colour_with_their_names(small_edition, crs):
    svg = shown_svg(small_edition, "en", ShownMap("Who is where", places(crs), CLASSES, BASE))
    on_map = re.findall(r'<circle [^>]*r="3\.2" fill="(#\w+)"', svg)
    assert sorted(on_map) == ["#123456", "#123456", "#654321"]
    words = read(svg)
    assert {"Who is where", "near", "far", "one", "two", "three"} <= set(words)
    assert not {"nobody", "more"} & set(words)
    assert any("As of" in one for one in words)


def test_radii_are_those_of_the_page_in_points_of_the_sheet(small_edition):
    frame = places(radius=[10.0, 5.0, 5.0])
    svg = shown_svg(small_edition, "ru", ShownMap("Карта", frame, CLASSES, ()))
    assert re.findall(r'<circle [^>]*r="(\d\.\d)" fill="#(?:123456|654321)"', svg).count("4.2") == 1


def test_areas_lines_and_points_share_one_key(small_edition):
    frame = gpd.GeoDataFrame(
        {"value": [0, 1, 1]},
        geometry=[
            box(WEST + 500, SOUTH + 500, WEST + 1500, SOUTH + 1500),
            LineString([(WEST + 2000, SOUTH + 500), (WEST + 3000, SOUTH + 2500)]),
            Point(WEST + 3500, SOUTH + 3000),
        ],
        crs="EPSG:32645",
    )
    svg = shown_svg(small_edition, "en", ShownMap("All kinds", frame, CLASSES, (), notes=("How",)))
    assert 'fill-opacity="0.75"' in svg
    assert 'stroke="#654321"' in svg
    assert "How" in read(svg)


def test_hostile_words_stay_text(small_edition):
    frame = places(words=[HOSTILE, HOSTILE_RU, "x"])
    svg = shown_svg(small_edition, "en", ShownMap(HOSTILE, frame, [(HOSTILE, "#123456")] * 2, BASE))
    tags = {one.tag.rpartition("}")[2] for one in ET.fromstring(svg).iter()}
    assert not tags & {"script", "img", "foreignObject"}


def test_the_same_map_gives_the_same_zip_that_opens(small_edition):
    shown = ShownMap("Who is where", places(), CLASSES, BASE)
    content = shown_zip(small_edition, "en", shown)
    assert content == shown_zip(small_edition, "en", shown)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["01-Who-is-where.svg", "01-Who-is-where.png"]
        with Image.open(io.BytesIO(archive.read("01-Who-is-where.png"))) as picture:
            assert picture.size == (3508, 2480)
