"""The slides, read back by python-pptx: native text, tables and charts, figures of the accounts."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.slides.canvas import HEIGHT, WIDTH
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


def texts(slide) -> list[str]:
    found = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    for one in slide.shapes:
        if one.has_table:
            found += [cell.text for row in one.table.rows for cell in row.cells]
        if one.has_chart:
            plot = one.chart.plots[0]
            found += list(plot.categories)
            points = plot.series[0].points
            found += [
                points[at].data_label.text_frame.text for at in range(len(list(plot.categories)))
            ]
    return found


def whole(deck) -> str:
    return " ".join(text for slide in deck.slides for text in texts(slide))


def test_each_part_has_its_slide_with_a_message(tomsk, tomsk_deck):
    titles = [slide.shapes.title.text_frame.text for slide in tomsk_deck.slides]
    kinds = [one.title("ru") for one in tomsk.record("parks").style.classes]
    assert titles[0] == "Атлас ИНО Томск"
    assert all(any(title.startswith(kind) for title in titles) for kind in kinds)
    for start in ("10 пунктов", "На одной карте", "6 кластеров", "Ближе всего", "Требуется 250"):
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


def test_nothing_lies_off_the_slide(tomsk_deck, small_deck):
    for deck in (tomsk_deck, small_deck[1]):
        for slide in deck.slides:
            for one in slide.shapes:
                assert one.left >= 0
                assert one.top >= 0
                assert one.left + one.width <= WIDTH * INCH + 1
                assert one.top + one.height <= HEIGHT * INCH + 1


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
