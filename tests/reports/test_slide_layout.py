"""What stands where on a slide: words measured, tables parted, bars named, the template dressed."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx import Presentation

from reports.slides.bars import Bar
from reports.slides.canvas import BOTTOM, Deck
from reports.slides.letters import count_lines
from reports.slides.place import WIDTH, Box
from reports.slides.tables import SMALLEST_PT, Table, paged

INCH = 914_400
BODY = Box(0.55, 1.3, 12.2, 5.4)


def deck(accents=("#112233",)):
    return Deck("Title", "ru", "2026-05-04", "Foot", accents)


def read(made):
    return Presentation(io.BytesIO(made.content()))


def table(count, words="Слово " * 12):
    rows = tuple((str(at), words.strip()) for at in range(count))
    return Table(("№", "Что"), rows, (1.0, 5.0))


def test_a_long_word_takes_the_lines_that_it_is_broken_into():
    assert count_lines("a" * 100, 1.0, 12) >= 8
    assert count_lines("один два", 5, 12) == 1


@pytest.mark.parametrize("count", [1, 9, 60])
def test_a_table_is_parted_among_slides_and_no_row_is_lost(count):
    whole = table(count)
    parts = paged(whole, BODY)
    assert sum((part.rows for part, _size in parts), ()) == whole.rows
    assert all(size >= SMALLEST_PT for _part, size in parts)
    assert len({size for _part, size in parts}) == 1
    assert (len(parts) > 1) == (count == 60)
    for part, size in parts:
        made = deck()
        slide, _body = made.slide("One message", (), "")
        assert made.table(slide, BODY, part, size) <= BODY.top + BODY.height + 1e-9


def test_a_short_table_is_not_stretched_over_the_slide():
    made = deck()
    slide, body = made.slide("One message", (), "")
    assert made.table(slide, body, table(2)) < body.top + body.height / 2


def test_no_word_of_a_head_is_broken():
    made = deck()
    slide, _body = made.slide("One message", (), "")
    head = ("Нефтехимический", "Лесопромышленный")
    made.table(slide, Box(0.5, 1.5, 2.9, 4), Table(head, (("1", "2"),), (1.0, 1.0)))
    [drawn] = [one.table for one in read(made).slides[0].shapes if one.has_table]
    for cell in drawn.rows[0].cells:
        size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
        assert count_lines(cell.text, 1.45 - 0.12, size, bold=True) == 1


def test_every_bar_has_its_name_and_its_number_on_one_line():
    made = deck()
    slide, body = made.slide("One message", (), "")
    bars = [Bar(f"Парк {at}", at + 1.0, f"{at + 1} 000", "#2166AC") for at in range(12)]
    made.bars(slide, body, "Жители", bars)
    [chart] = [one.chart for one in read(made).slides[0].shapes if one.has_chart]
    assert 'tickLblSkip val="1"' in chart.part.blob.decode()
    point = chart.plots[0].series[0].points[0].data_label.text_frame
    assert point.text == "1\u00a0000"
    assert point.word_wrap is False


@pytest.mark.parametrize("words", ["Короткий", "Длинное слово " * 12])
def test_a_title_leaves_the_rest_to_what_stands_below_it(words):
    slide, body = deck().slide(words.strip(), (), "")
    title = slide.shapes.title
    assert (title.top + title.height) / INCH < body.top
    assert body.top + body.height == pytest.approx(BOTTOM)


def test_slides_are_numbered_by_a_field():
    made = deck()
    for _again in range(2):
        made.slide("One message", ("Note",), "Sources")
    with zipfile.ZipFile(io.BytesIO(made.content())) as whole:
        second = whole.read("ppt/slides/slide2.xml").decode()
    assert 'type="slidenum"' in second
    assert read(made).slides[1].notes_slide.notes_text_frame.text == "Note"


def test_what_a_reader_adds_is_in_the_map_s_colours_and_face_on_a_wide_slide():
    made = deck(("#5D4037", "#2166AC"))
    again = read(made)
    with zipfile.ZipFile(io.BytesIO(made.content())) as whole:
        theme = whole.read("ppt/theme/theme1.xml").decode()
    assert '<a:accent1><a:srgbClr val="5D4037"/></a:accent1>' in theme
    assert '<a:accent2><a:srgbClr val="2166AC"/></a:accent2>' in theme
    assert 'latin typeface="Arial"' in theme
    assert again.slide_width == round(WIDTH * INCH)
    for layout in again.slide_layouts:
        for one in layout.placeholders:
            assert one.left + one.width <= again.slide_width
