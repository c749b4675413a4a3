"""The page Materials: choices by the address, a look, the file made once, faults told."""

from __future__ import annotations

import io
import re
import threading

import geopandas as gpd
import pytest
from PIL import Image
from shapely import Point

from layers.importing import import_file
from layers.own import joined, own_layers
from reports import packs as made_packs
from reports.programme_charts import CHARTS
from tests.small_edition import CRS, SOUTH, WEST
from tests.ui.reading import LANGUAGES, Read, bodies, opened, well
from ui import looks, own, packs
from ui.workshop import Work, Workshop


@pytest.fixture(autouse=True)
def shop(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    monkeypatch.setattr(packs, "SHOP", Workshop(10_000_000))
    return packs.SHOP


def chosen(app):
    return {one.key for one in app.selectbox} | {one.key for one in app.multiselect}


SHEET = ("a4", "landscape")
WIDGETS = {
    made_packs.PARK: {"pack-park"},
    made_packs.LAYERS: {"pack-layers"},
    made_packs.PAPER: {"pack-paper", "pack-orientation"},
    made_packs.CHART: {"pack-chart"},
}


def test_the_choices_follow_the_format_and_none_of_them_is_refused(small_edition):
    app = opened("materials", "ru")
    for fmt, one in made_packs.FORMATS.items():
        well(app.radio(key="pack-format").set_value(fmt).run())
        assert chosen(app) == {key for option in one.takes for key in WIDGETS[option]}
        well(app.button(key="pack-make").click().run())
        assert "role='alert'" not in bodies(app)
        assert app.get("download_button")
    assert small_edition.id in bodies(app)
    well(app.radio(key="pack-format").set_value("pdf").run())
    assert app.query_params["make"] == "pdf"
    titles = app.radio(key="pack-format").options
    assert "Атлас (PDF)" in titles
    assert not any("Atlas" in one for one in titles)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", list(made_packs.FORMATS))
def test_every_format_is_shown_in_both_languages(lang, fmt):
    app = opened("materials", lang, make=fmt)
    name = next(one for one in Read(bodies(app)).words if one.startswith("small-"))
    assert name.endswith(f".{made_packs.FORMATS[fmt].suffix}")
    assert f"-{lang}-" in name
    if lang == "ru":
        plain = re.sub(r"small-\S+", "", " ".join(Read(bodies(app)).words))
        assert not re.findall(r"[A-Za-z]{3,}", plain)


def test_a_chart_of_the_programme_has_no_choice_of_a_map(monkeypatch):
    app = opened("materials", "ru", make="svg")
    assert app.selectbox(key="pack-chart").options == ["Карта", "Деньги"]
    monkeypatch.delenv("ATLAS_EDITION")
    app = opened("materials", "ru", make="svg")
    assert len(app.selectbox(key="pack-chart").options) == 1 + len(CHARTS)
    well(app.selectbox(key="pack-chart").set_value("roadmap").run())
    assert chosen(app) == {"pack-chart"}
    well(app.button(key="pack-make").click().run())
    assert "role='alert'" not in bodies(app)
    assert app.get("download_button")
    assert "tomsk-picture-roadmap-ru-" in bodies(app)


def test_an_address_chooses_the_park_and_a_strange_one_chooses_nothing():
    app = opened("materials", "en", make="pdf", about="park_1")
    assert app.selectbox(key="pack-park").value == "park_1"
    app = opened("materials", "en", make="nothing", about="nobody")
    assert app.radio(key="pack-format").value == next(iter(made_packs.FORMATS))


def test_the_file_is_made_when_asked_for_and_kept(small_edition, shop):
    app = opened("materials", "ru", make="pdf", about="park_1")
    asked = made_packs.Request("pdf", "ru", "park_1", *SHEET)
    key = (small_edition.sha256, asked)
    assert shop.made(key) is None
    well(app.button(key="pack-make").click().run())
    assert shop.made(key) == made_packs.make(small_edition, asked)
    assert not [one for one in app.button if one.key == "pack-make"]
    [take] = app.get("download_button")
    assert take.proto.label == "Скачать файл"
    well(app.switch_page("views/data.py").run())
    well(app.switch_page("views/materials.py").run())
    assert [one.proto.label for one in app.get("download_button")] == ["Скачать файл"]


@pytest.mark.parametrize(
    ("error", "lang", "words"),
    [
        (OSError(28, "No space left on device"), "ru", "No space left on device"),
        (OSError(28, "No space left on device"), "ru", "хватает ли на машине памяти"),
        (MemoryError(), "en", "see that the machine has memory and disk to spare"),
        (ZeroDivisionError(), "ru", "записана в журнале сервера"),
    ],
)
def test_a_failure_is_told_in_the_page_s_language_and_the_next_try_works(
    monkeypatch, error, lang, words
):
    def fail(*_asked, **_more):
        raise error

    app = opened("materials", lang, make="pdf")
    with monkeypatch.context() as broken:
        broken.setattr(made_packs, "sheet_pdf", fail)
        well(app.button(key="pack-make").click().run())
    page = bodies(app)
    assert "role='alert'" in page
    assert words in page
    assert not app.get("download_button")
    well(app.button(key="pack-make").click().run())
    assert app.get("download_button")
    assert "role='alert'" not in bodies(app)


def test_work_that_was_stopped_may_be_begun_again(small_edition):
    app = opened("materials", "en", make="pdf")
    work = Work()
    work.stop()
    key = (small_edition.sha256, made_packs.Request("pdf", "en", "", *SHEET))
    app.session_state["_works"] = {key: work}
    well(app.run())
    assert app.button(key="pack-make").label == "Make it again"


def test_work_goes_on_while_its_page_is_left(small_edition, shop):
    app = opened("materials", "en", make="svg")
    key = (small_edition.sha256, made_packs.Request("svg", "en", "", *SHEET))
    gate = threading.Event()
    work = shop.begin(key, lambda: (gate.wait(20), b"<svg/>")[1], "short")
    well(app.switch_page("views/data.py").run())
    gate.set()
    assert work.wait(20)
    well(app.switch_page("views/materials.py").run())
    assert app.get("download_button")
    assert app.radio(key="pack-format").value == "svg"


def test_own_layers_are_drawn_and_named(small_edition, tmp_path):
    path = tmp_path / "wells.geojson"
    frame = gpd.GeoDataFrame(geometry=[Point(WEST + 2000, SOUTH + 2000)], crs=CRS)
    frame.to_crs("EPSG:4326").to_file(path)
    layers = own_layers(import_file(path, small_edition), "Wells of ours")
    app = opened("materials", "en", make="svg")
    assert "Wells of ours" not in bodies(app)
    own._LAYERS.get(layers[0].record.id, lambda: layers[0])
    app.session_state["_own"] = {layers[0].record.id: layers[0].record.titles}
    well(app.run())
    assert "Your own layers are among it: Wells of ours." in bodies(app)
    well(app.button(key="pack-make").click().run())
    edition = joined(small_edition, layers)
    made = packs.SHOP.made((edition.sha256, made_packs.Request("svg", "en", "", *SHEET)))
    assert made is not None
    assert "Wells of ours" in made.decode()


def test_a_road_map_that_was_brought_is_said_to_be_left_out():
    app = opened("materials", "en", make="atlas")
    assert "as shipped" not in bodies(app)
    app.session_state["_roadmap"] = ("an action",)
    assert "as shipped" in bodies(well(app.run()))


@pytest.mark.parametrize("fmt", list(made_packs.FORMATS))
def test_a_look_has_the_shape_that_the_page_keeps_for_it(small_edition, fmt):
    asked = made_packs.Request(fmt, "en")
    seen = made_packs.preview(small_edition, asked)
    with Image.open(io.BytesIO(seen)) as picture:
        assert picture.width / picture.height == pytest.approx(made_packs.shape(asked), rel=0.01)
        assert picture.width < 1400


@pytest.mark.parametrize(
    ("page", "address", "button", "fmt", "about"),
    [
        ("programme", {}, "overview-pack", "pptx", ""),
        ("programme", {"part": "sheets", "of": "parks/park_1"}, "sheet-pack", "pdf", "park_1"),
        ("map", {"at": "parks/park_1"}, "to-materials", "pdf", "park_1"),
    ],
)
def test_pages_lead_here_with_their_park(page, address, button, fmt, about):
    app = opened(page, "ru", **address)
    well(app.button(key=button).click().run())
    assert app.radio(key="pack-format").value == fmt
    assert not [one.value for one in app.multiselect if one.key == "pack-layers" and one.value]
    if about:
        assert app.selectbox(key="pack-park").value == about


def test_layers_switched_off_on_the_map_are_left_out_here():
    app = opened("map", "en")
    well(app.checkbox(key="on-municipalities").uncheck().run())
    well(app.button(key="to-materials").click().run())
    layers = app.multiselect(key="pack-layers").value
    assert "parks" in layers
    assert "municipalities" not in layers


def test_a_look_that_nobody_wanted_is_not_there():
    assert looks.withdraw("0" * 16) is None


def test_names_of_files_tell_what_they_are(small_edition):
    request = made_packs.Request("pdf", "ru", "park_1", "a3")
    assert re.fullmatch(
        r"small-sheet-park_1-a3-ru-\d{4}-\d\d-\d\d\.pdf",
        made_packs.file_name(small_edition, request),
    )
