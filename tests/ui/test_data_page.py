"""The page Data, run through the router in both languages."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from layers import open_edition
from tests.small_edition import HOSTILE, HOSTILE_RU
from tests.ui.reading import LANGUAGES, NAMES_IN_LATIN, Read, bodies, opened, said, well
from ui import downloads


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def test_the_russian_page_has_no_english_word():
    words = " ".join(Read(bodies(opened("data", "ru"))).words)
    plain = re.sub(r"\S+\.(ru|com|org|today|city)\b|`[^`]*`", " ", words)
    found = set(re.findall(r"[A-Za-z]{3,}", plain)) - NAMES_IN_LATIN
    assert not found - {"EPSG", "GeoPackage", "QGIS"}, found


@pytest.fixture
def small(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    return small_edition


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_are_only_read(lang):
    read = Read(bodies(opened("data", lang)))
    assert not {"script", "img"} & {tag for tag, _attributes in read.tags}
    assert not [
        name for _tag, attributes in read.tags for name in attributes if name.startswith("on")
    ]


@pytest.mark.usefixtures("small")
def test_hostile_rows_reach_the_table_as_they_are():
    for lang, name in (("en", HOSTILE), ("ru", HOSTILE_RU)):
        app = opened("data", lang, layer="parks")
        assert name in set(app.dataframe[0].value[f"name_{lang}"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shelf_holds_every_layer(tomsk, lang):
    app = opened("data", lang)
    table = Read(bodies(app))
    assert [one for one in tomsk.records.values() if one.title(lang) not in table.words] == []
    keys = {one.key for one in app.button if one.key.startswith("shelf-")}
    assert keys == {"shelf-all", "shelf-bring"} | {f"shelf-{one}" for one in tomsk.records}
    counts = {"parks": 25, "sites": 63, "projects": 61}
    assert {
        one: len(tomsk.frame(one) if one != "projects" else tomsk.table(one)) for one in counts
    } == counts
    assert bodies(app).count("<tr><td class=''>") == len(tomsk.records)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_opens(tomsk, lang):
    app = opened("data", lang)
    for record in tomsk.records.values():
        well(app.button(key=f"shelf-{record.id}").click().run())
        assert app.query_params["layer"] == record.id
        page = Read(bodies(app))
        assert record.title(lang) in page.words
        assert record.source(lang) in page.words
        assert record.licence in page.words
        for one in record.fields:
            assert one.title(lang) in page.words
        if record.kind in {"vector", "table"}:
            rows = app.dataframe[0].value
            frame = tomsk.frame if record.kind == "vector" else tomsk.table
            assert len(rows) == len(frame(record.id))
            other = {"en": "_ru", "ru": "_en"}[lang]
            assert not [name for name in rows if name.endswith(other)]
            assert "geometry" not in rows
        if record.kind == "raster":
            for one in record.style.classes:
                assert one.title(lang) in page.words
    well(app.button(key="shelf-all").click().run())
    assert "layer" not in app.query_params


def test_rows_say_who_is_on_the_map(tomsk):
    rows = opened("data", "en", layer="sites").dataframe[0].value
    frame = tomsk.frame("sites")
    assert list(rows["_on_map"]) == list(frame.geometry.notna())
    assert set(rows["precision"]) - {""} == {
        "Known exactly, within about 10 m",
        "Known to the street, within about 300 m",
        "Known approximately, within about 1 km",
        "Known to the settlement, within about 2 km",
    } & (set(rows["precision"]))


def test_a_layer_that_is_not_there_is_told():
    page = said(bodies(opened("data", "en", layer="nothing")))
    assert "`nothing` came" in page
    assert "role='alert'" in page


def test_formats_fit_the_kind_of_layer():
    app = opened("data", "en", layer="parks")
    assert app.selectbox(key="format-vector").options == [
        "GeoPackage",
        "GeoJSON (WGS 84 only)",
        "Shapefile (zipped)",
        "KML (WGS 84 only)",
        "FlatGeobuf",
        "GeoParquet",
        "DXF drawing",
        "CSV table",
        "XLSX workbook",
    ]
    systems = app.selectbox(key="crs").options
    assert systems[:2] == ["WGS 84, degrees (EPSG:4326)", "UTM zone 45N, metres (EPSG:32645)"]
    assert [one for one in systems if "MSK" in one] == [
        f"MSK-70 zone {zone}, metres" for zone in range(1, 7)
    ]
    well(app.selectbox(key="crs").set_value("MSK-70:4").run())
    assert "not to cadastral accuracy" in bodies(app)
    well(app.selectbox(key="format-vector").set_value("geojson").run())
    assert app.selectbox(key="crs-wgs84").options == ["WGS 84, degrees (EPSG:4326)"]
    well(app.button(key="shelf-landcover").click().run())
    assert app.selectbox(key="format-raster").options == ["GeoTIFF"]
    well(app.button(key="shelf-programme").click().run())
    assert app.selectbox(key="format-document").options == ["TOML document"]
    assert [one.key for one in app.selectbox] == ["format-document"]


def test_the_file_comes_with_its_source_and_licence(tomsk):
    data = downloads.layer_bytes(tomsk, "parks", "shp", "MSK-70:4", "ru")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert {"parks.shp", "parks.cpg", "parks.dbf"} <= set(names)
        [beside] = [name for name in names if name.endswith(".txt") and "parks.shp" in name]
        text = archive.read(beside).decode()
    assert "ODbL-1.0" in text
    assert "МСК-70" in text
