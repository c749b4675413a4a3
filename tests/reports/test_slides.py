"""The slides, read back by python-pptx: native text, tables and charts, figures of the accounts."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from itertools import combinations

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.sheet import drawn_records
from reports.slides.canvas import Deck
from reports.slides.place import HEIGHT, WIDTH
from tests.reports.test_atlas_pdf import NAMES, NOT_WORDS
from tests.small_edition import HOSTILE, HOSTILE_RU, write_small_edition

pytestmark = pytest.mark.xdist_group("packs")
INCH = 914_400


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module", params=LANGUAGES)
def small_deck(request, small_edition):
    made = packs.make(small_edition, packs.Request("pptx", request.param))
    return request.param, Presentation(io.BytesIO(made))


def shapes(deck, kind):
    return [one for slide in deck.slides for one in slide.shapes if one.shape_type == kind]


def charts(deck):
    return [one.chart for slide in deck.slides for one in slide.shapes if one.has_chart]


def texts_of(shape) -> list[str]:
    """Give the words of a shape: its text, its cells, the names and numbers of its chart."""
    if shape.has_table:
        return [cell.text for row in shape.table.rows for cell in row.cells]
    if shape.has_chart:
        plot = shape.chart.plots[0]
        names = list(plot.categories)
        points = plot.series[0].points
        return names + [points[at].data_label.text_frame.text for at in range(len(names))]
    return [shape.text_frame.text] if shape.has_text_frame else []


def texts(slide) -> list[str]:
    return [text for shape in slide.shapes for text in texts_of(shape)]


def whole(deck) -> str:
    return " ".join(text for slide in deck.slides for text in texts(slide))


def test_each_part_has_its_slide_with_a_message(tomsk, tomsk_deck):
    titles = [slide.shapes.title.text_frame.text for slide in tomsk_deck.slides]
    kinds = [one.title("ru") for one in tomsk.record("parks").style.classes]
    assert titles[0] == "Атлас ИНО Томск"
    assert all(any(title.startswith(kind) for title in titles) for kind in kinds)
    for start in ("10 пунктов", "Парки и кластеры", "6 кластеров", "Ближе всего", "Требуется 250"):
        assert any(title.startswith(start) for title in titles), start
    assert titles[-1].startswith("Источники")
    assert len(set(titles)) == len(titles)


def test_text_tables_and_charts_are_native_and_maps_are_pictures(tomsk_deck):
    assert len(shapes(tomsk_deck, MSO_SHAPE_TYPE.TABLE)) >= 10
    assert len(charts(tomsk_deck)) >= 4
    pictures = shapes(tomsk_deck, MSO_SHAPE_TYPE.PICTURE)
    assert len(pictures) >= 9
    for one in pictures:
        with Image.open(io.BytesIO(one.image.blob)) as picture:
            assert picture.width / (one.width / INCH) >= 298
        assert one._element._nvXxPr.cNvPr.get("descr")


def test_nothing_lies_off_the_slide_or_on_anything_else(tomsk_deck, small_deck):
    for deck in (tomsk_deck, small_deck[1]):
        for slide in deck.slides:
            edges = [
                (one.left, one.top, one.left + one.width, one.top + one.height)
                for one in slide.shapes
            ]
            for left, top, right, bottom in edges:
                assert left >= 0
                assert top >= 0
                assert right <= WIDTH * INCH + 1
                assert bottom <= HEIGHT * INCH + 1
            for one, other in combinations(edges, 2):
                apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1
                assert apart or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


def test_charts_hold_the_numbers_themselves(tomsk_deck):
    [money] = [one for one in charts(tomsk_deck) if 250.0 in one.plots[0].series[0].values]
    assert list(money.plots[0].series[0].values) == [30.0, 39.9, 200.0, 250.0, 160.0, 53.0]


def test_notes_tell_method_and_sources(tomsk_deck):
    for slide in list(tomsk_deck.slides)[1:]:
        notes = slide.notes_slide.notes_text_frame.text
        assert "Источники: " in notes or "Метод: " in notes


def test_a_russian_deck_has_no_english_word(tomsk_deck):
    left = set(re.findall(r"\b[A-Za-z]{3,}\b", NOT_WORDS.sub(" ", whole(tomsk_deck))))
    assert not left - NAMES - {"wiki", "org"}


def test_the_same_edition_gives_the_same_bytes(small_edition, monkeypatch):
    first = packs.make(small_edition, packs.Request("pptx", "en"))
    monkeypatch.setattr(zipfile.time, "time", lambda: 2e9)
    assert packs.make(small_edition, packs.Request("pptx", "en")) == first


@pytest.mark.parametrize(
    ("date", "made"), [("2016", "2016-01-01"), ("2016-05", "2016-05-01"), ("", "1980-01-01")]
)
def test_a_date_is_as_exact_as_it_is_known(date, made):
    deck = Deck("Title", "en", date, "", [])
    assert str(Presentation(io.BytesIO(deck.content())).core_properties.created.date()) == made


def test_a_file_says_the_date_of_its_data(tomsk, tomsk_pptx):
    latest = max(one.date for one in drawn_records(tomsk) if one.style.visible)
    date = dt.date.fromisoformat(latest)
    with zipfile.ZipFile(io.BytesIO(tomsk_pptx["ru"])) as whole:
        books = [one for one in whole.namelist() if one.endswith(".xlsx")]
        packages = [whole, *(zipfile.ZipFile(io.BytesIO(whole.read(one))) for one in books)]
        assert len(books) >= 4
        assert not [one for one in whole.namelist() if "thumbnail" in one]
        for package in packages:
            about = package.read("docProps/core.xml").decode()
            assert set(re.findall(r">(\d{4}-\d\d-\d\d)T00:00:00Z<", about)) == {latest}
            for entry in package.infolist():
                assert entry.date_time == (date.year, date.month, date.day, 0, 0, 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_are_text(small_deck, lang):
    if small_deck[0] == lang:
        assert (HOSTILE if lang == "en" else HOSTILE_RU) in whole(small_deck[1])


def test_an_edition_without_a_programme_has_slides(tmp_path):
    folder = write_small_edition(tmp_path / "bare")
    file = folder / "catalogue.toml"
    head, *records = file.read_text(encoding="utf-8").split("[[layer]]")
    gone = ('id = "programme"', 'id = "projects"', 'id = "clusters"', 'id = "sites"')
    kept = [one for one in records if not any(name in one for name in gone)]
    file.write_text("[[layer]]".join([head, *kept]), encoding="utf-8")
    for fmt in ("pptx", "atlas"):
        assert packs.make(open_edition(folder), packs.Request(fmt, "en"))
