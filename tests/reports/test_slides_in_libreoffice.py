"""The slides opened by LibreOffice: what stands in them is there to be read, whole, in its place.

The PDF that LibreOffice makes of the slides is read by pypdf and compared with the PPTX, slide by
slide. `make test` installs LibreOffice where it is root on Debian; elsewhere these tests skip.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from pptx import Presentation
from pypdf import PdfReader

from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.paper.fonts import text_width
from reports.slides.place import HEIGHT, MARGIN, WIDTH
from tests.reports.test_slides import texts, texts_of
from tests.servers import require

pytestmark = pytest.mark.xdist_group("packs")
ROOT = Path(__file__).resolve().parents[2]
MISSING = "no LibreOffice here: apt-get install libreoffice-impress-nogui"
PARK = "med_tnrmc"
DECKS = (*LANGUAGES, PARK)
POINT = 12_700
NEAR_PT = 4
"""How far beside its shape the foot of a letter may stand."""
FILL = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) rg\b")
"""How a page says with which colour it goes on."""
AGAINST_GOLOS = 0.9
"""How wide letters of Arial are at least, against those of Golos Text."""
LIKE_ARIAL = "LiberationSans"
"""The face of Arial's widths that LibreOffice takes in its place."""


class Words(NamedTuple):
    """A run of letters on a page: where its foot begins, in points from the upper left."""

    text: str
    x: float
    y: float
    size: float
    face: str


class Opened(NamedTuple):
    """Slides as they were written, and the pages that LibreOffice makes of them."""

    slides: list
    pages: list


@pytest.fixture(scope="module")
def decks(tomsk_pptx, tmp_path_factory):
    require("" if shutil.which("soffice") else MISSING)
    spec = importlib.util.spec_from_file_location("look", ROOT / "scripts" / "look_at_slides.py")
    look = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(look)
    folder = tmp_path_factory.mktemp("slides")
    park = packs.make(open_edition(), packs.Request("pptx", "ru", park=PARK))
    files = [folder / f"{name}.pptx" for name in DECKS]
    for file, content in zip(files, (*tomsk_pptx.values(), park), strict=True):
        file.write_bytes(content)
    made = zip(DECKS, files, look.to_pdf(files, folder), strict=True)
    return {
        name: Opened(list(Presentation(str(pptx)).slides), list(PdfReader(pdf).pages))
        for name, pptx, pdf in made
    }


@pytest.fixture(params=DECKS)
def opened(request, decks):
    return decks[request.param]


def packed(text: str) -> str:
    return "".join(text.split())


def words_of(page) -> list[Words]:
    found = []
    tall = float(page.mediabox.height)

    def visit(text, place, line, font, size):
        if text.strip():
            x, y = line[4] * place[0] + place[4], line[5] * place[3] + place[5]
            found.append(Words(text.strip(), x, tall - y, size, str(font["/BaseFont"])))

    page.extract_text(visitor_text=visit)
    return found


def pairs(opened):
    return zip(opened.slides, opened.pages, strict=True)


def test_each_slide_is_a_page_of_its_size(opened):
    assert len(opened.pages) == len(opened.slides) > 4
    for page in opened.pages:
        assert float(page.mediabox.width) == pytest.approx(WIDTH * 72, abs=0.5)
        assert float(page.mediabox.height) == pytest.approx(HEIGHT * 72, abs=0.5)


def test_every_word_of_a_slide_is_found_on_its_page_and_no_other_word(opened):
    for slide, page in pairs(opened):
        words = words_of(page)
        wanted = sorted((packed(one) for one in texts(slide)), key=len, reverse=True)
        there = "".join(one.text for one in words if LIKE_ARIAL in one.face)
        # A sign that the face lacks, such as that of the rouble, is set apart from its line.
        lent = packed("".join(one.text for one in words if LIKE_ARIAL not in one.face))
        assert sorted(lent) == sorted(one for one in "".join(wanted) if one in lent)
        there, gone = packed(there), str.maketrans("", "", lent)
        for one in wanted:
            assert one.translate(gone) in there
            there = there.replace(one.translate(gone), "\n", 1)
        assert not packed(there)


def test_words_stand_in_their_shapes_and_on_the_slide(opened):
    for slide, page in pairs(opened):
        places = [
            (packed("".join(texts_of(one))), one.left, one.top, one.width, one.height)
            for one in slide.shapes
        ]
        for one in words_of(page):
            long = text_width(one.text, one.size) * AGAINST_GOLOS
            assert one.x >= MARGIN * 72 - 1
            assert one.x + long <= (WIDTH - MARGIN) * 72 + NEAR_PT, one
            assert any(
                all(part in text for part in one.text.split())
                and left / POINT - NEAR_PT <= one.x <= (left + width) / POINT + NEAR_PT
                and top / POINT - NEAR_PT <= one.y <= (top + height) / POINT + NEAR_PT
                for text, left, top, width, height in places
            ), one


def test_letters_are_embedded_and_of_one_face(opened):
    for page in opened.pages:
        fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]
        assert all("/FontFile2" in one["/FontDescriptor"].get_object() for one in fonts)
        for one in words_of(page):
            assert LIKE_ARIAL in one.face or not any(map(str.isalnum, one.text)), one


def test_maps_and_charts_are_drawn(opened):
    for slide, page in pairs(opened):
        resources = page["/Resources"].get("/XObject", {})
        images = [
            one.get_object()
            for one in resources.values()
            if one.get_object()["/Subtype"] == "/Image"
        ]
        assert len(images) >= sum(hasattr(one, "image") for one in slide.shapes)
        inked = [
            [float(part) * 255 for part in colour]
            for colour in FILL.findall(page.get_contents().get_data().decode("latin-1"))
        ]
        for one in slide.shapes:
            if one.has_chart:
                bar = one.chart.plots[0].series[0].points[0].format.fill.fore_color.rgb
                assert any(colour == pytest.approx(list(bar), abs=1) for colour in inked)
