"""The map as a picture: true to scale, whole, in its language, hostile texts as text."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from PIL import Image

from layers import FormatError, LanguageError, UnknownLayerError, open_edition
from layers.vocabulary import LANGUAGES
from reports import assets, packs
from reports.paper import marks, names, window
from reports.paper.fonts import faces_folder, text_width, wrapped
from reports.paper.formats import PAPERS, paper
from reports.paper.legend import draw_legend
from reports.paper.map_svg import draw_map
from reports.paper.parks import ParkError, main_land
from reports.paper.picture import map_svg_sheet
from reports.sheet import subtitle
from tests.small_edition import HOSTILE, HOSTILE_RU

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module", params=LANGUAGES)
def tomsk_sheet(request, tomsk):
    return request.param, map_svg_sheet(tomsk, request.param, paper("a4"))


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def window_of(edition, bounds, width=400.0, height=300.0):
    return window.around(edition, bounds, width, height)


def test_a_window_holds_the_land_at_a_round_scale(small_edition):
    bounds = (370_000.0, 6_256_000.0, 378_000.0, 6_260_000.0)
    found = window_of(small_edition, bounds)
    west, south, east, north = found.land()
    assert west <= bounds[0]
    assert south <= bounds[1]
    assert east >= bounds[2]
    assert north >= bounds[3]
    # 8,000 m on 400 points of 0.3528 mm are 1:56,693: the next round scale is 1:60,000.
    assert found.scale == 60_000
    assert window.around(small_edition, bounds, 400, 300, exact=True).scale == 56_693


def test_places_come_to_lie_where_they_belong(small_edition):
    found = window_of(small_edition, (370_000.0, 6_256_000.0, 378_000.0, 6_260_000.0))
    west, south, east, north = found.land()
    corners = np.array([[west, north], [east, south], [found.x, found.y]])
    assert found.on_paper(corners) == pytest.approx(np.array([[0, 0], [400, 300], [200, 150]]))


@pytest.mark.parametrize(("longest", "m_per_pt", "bar"), [(100, 30, 2000), (90, 60, 5000)])
def test_the_scale_bar_is_round_and_fits(longest, m_per_pt, bar):
    assert window.Window(0, 0, m_per_pt, 400, 300, 56).bar_m(longest) == bar


def test_north_turns_towards_the_middle_meridian(tomsk):
    found = window_of(tomsk, main_land(tomsk))
    # (87 - 84.98) degrees times the sine of 56.5 degrees of latitude.
    assert window.turn_to_north(tomsk, found) == pytest.approx(1.68, abs=0.05)


def test_the_scale_bar_is_as_long_as_it_says(tomsk):
    drawn = draw_map(tomsk, window_of(tomsk, main_land(tomsk)), "en")
    bars = re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="3.4"', drawn.svg)
    [said] = [one for one in texts(drawn.svg) if one.endswith("\u00a0km")]
    metres = float(said.split("\u00a0")[0]) * 1000
    assert sum(map(float, bars)) * drawn.window.m_per_pt == pytest.approx(metres, rel=0.01)


def test_the_words_are_in_the_sheet_s_language(tomsk_sheet):
    lang, svg = tomsk_sheet
    found = texts(svg)
    assert {"en": "INO Tomsk Atlas", "ru": "Атлас ИНО Томск"}[lang] in found
    assert any("1:150" in one for one in found)
    if lang == "ru":
        plain = [one for one in found if not re.search("OpenStreetMap|EPSG", one)]
        assert not [one for one in plain if re.search("[A-Za-z]{2}", one)]


def test_the_legend_counts_what_is_in_the_picture(tomsk):
    found = window_of(tomsk, main_land(tomsk))
    drawn = draw_map(tomsk, found, "en")
    parks = tomsk.frame("parks")
    inside = parks[parks.intersects(shapely.box(*found.land(12)))]
    counted = {row.style.value: row.count for row in drawn.rows if row.record.id == "parks"}
    assert counted == inside["park_type"].value_counts().to_dict()
    legend, tall = draw_legend(drawn, 160, "en")
    assert {"Industrial", "Medical", "Trunk road", "Settlements"} <= set(texts(legend))
    assert tall > 200


def test_a_sheet_asks_nothing_of_the_network(tomsk_sheet):
    _lang, svg = tomsk_sheet
    addresses = re.findall(r"(?:href|src)=|url\(([^)#]{5})", svg)
    assert set(addresses) == {"data:"}
    assert "<script" not in svg
    assert len(svg) < 1_000_000


def test_thousands_of_features_stay_small(tomsk):
    found = window_of(tomsk, main_land(tomsk), 760, 500)
    drawn = draw_map(tomsk, found, "en", layers=["population", "landuse", "parks"])
    assert [one.id for one in drawn.records] == ["landuse", "population", "parks"]
    assert len(drawn.svg) < 2_000_000


def test_what_stands_below_the_title_is_the_edition_s(tomsk, small_edition):
    assert subtitle(tomsk, "ru") == tomsk.subtitle("ru") == tomsk.catalogue.subtitles.ru
    assert small_edition.subtitle("en") == ""
    assert subtitle(small_edition, "en") == "Territorial parks and clusters"
    assert subtitle(small_edition, "ru") == "Территориальные парки и кластеры"


def test_equal_requests_give_equal_bytes(small_edition):
    for fmt in ("svg", "png"):
        wanted = packs.Request(fmt, "ru")
        assert packs.make(small_edition, wanted) == packs.make(small_edition, wanted)


@pytest.mark.parametrize(("lang", "name"), [("en", HOSTILE), ("ru", HOSTILE_RU)])
def test_hostile_names_are_text(small_edition, lang, name):
    parks = small_edition.frame("parks").set_index("id")
    [park] = parks.index[parks[f"name_{lang}"] == name]
    svg = map_svg_sheet(small_edition, lang, paper("a4"), park=park)
    tags = {one.tag.removeprefix(SVG) for one in ET.fromstring(svg).iter()}
    assert not tags & {"script", "img", "foreignObject"}
    assert name in " ".join(texts(svg))


def test_a_chosen_park_is_seen_whole(tomsk):
    parks = tomsk.frame("parks").set_index("id")
    for park in ("inn_sez_south", "ind_severnaya"):
        svg = map_svg_sheet(tomsk, "en", paper("a4", "portrait"), park=park)
        shown = " ".join(texts(svg))
        assert parks.loc[park, "name_en"].split(" (")[0].split(",")[0] in shown


def test_a_png_has_300_pixels_an_inch(small_edition):
    made = packs.make(small_edition, packs.Request("png", "en"))
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (3508, 2480)


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_of_its_size(name):
    wide, tall = paper(name), paper(name, "portrait")
    assert (wide.width_mm, wide.height_mm) == (tall.height_mm, tall.width_mm)
    assert wide.width_mm / wide.height_mm == pytest.approx(2**0.5, rel=0.01)
    assert wide.width == pytest.approx(wide.width_mm / 25.4 * 72)


def test_discs_of_areas_are_pushed_apart():
    style = open_edition().record("parks").style.classes[0]
    crowd = [marks.Mark((100 + one, 100.0), style, 14, 3, "#000000", 1, 2) for one in range(6)]
    room = names.Room(400, 300)
    svg, where = marks.settle(crowd, room)
    spots = np.array([spot for spot, _radius in where.values()])
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(6, 1)].min() > 13.5
    assert svg.count("<circle") >= 6


def test_names_never_lie_on_one_another():
    room = names.Room(100, 100)
    assert room.take((10, 10, 30, 20))
    assert not room.take((25, 15, 40, 30))
    assert room.take((31, 21, 40, 30))
    assert not room.take((90, 90, 101, 95))


def test_words_are_broken_where_they_fit():
    words = "Научно-образовательный парк с длинным именем"
    lines = wrapped(words, 90, 8)
    assert lines[:2] == ["Научно-", "образовательный"]
    assert " ".join(lines).replace("- ", "-") == words
    assert all(text_width(line, 8) <= 90 for line in lines)
    assert wrapped(words, 900, 8) == [words]
    assert text_width("two\nlines", 8) == text_width("two lines", 8)


@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        (packs.Request("gif", "en"), FormatError, r"Expected one of pptx, .*png.*; `gif` came"),
        (packs.Request("html", "en", paper="a3"), FormatError, r"`a3` came.*one of .*atlas, pdf"),
        (packs.Request("pptx", "en", layers=("parks",)), FormatError, r"one of pdf, html, png"),
        (packs.Request("html", "en", park="park_9"), ParkError, "`park_9` came"),
        (packs.Request("html", "en", layers=("nowhere",)), UnknownLayerError, "`nowhere` came"),
        (packs.Request("atlas", "en", park="nowhere"), ParkError, r"`nowhere` came"),
        (packs.Request("atlas", "en", layers=("parks",)), FormatError, "`parks` came"),
        (packs.Request("svg", "en", layers=("nowhere",)), UnknownLayerError, "`nowhere` came"),
        (packs.Request("svg", "de"), LanguageError, "`de` came"),
        (packs.Request("svg", "en", park="nowhere"), ParkError, r"\(park_1.*`nowhere` came"),
        (packs.Request("svg", "en", park="park_7"), ParkError, "place of `park_7`|of `park_7` is"),
        (packs.Request("svg", "en", paper="a9"), FormatError, "a4, a3.*`a9` came"),
        (packs.Request("svg", "en", orientation="up"), FormatError, "landscape.*`up` came"),
    ],
)
def test_what_cannot_be_made_is_told(small_edition, wanted, error, message):
    with pytest.raises(error, match=message):
        packs.make(small_edition, wanted)


def test_a_missing_font_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "PACKAGES", tmp_path)
    with pytest.raises(assets.AssetError, match=r"golos-text`.*run `make setup`"):
        faces_folder()
