"""The atlas as PDF, read back by pypdf: its parts, figures and words, hostile texts as text."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from pypdf import PdfReader

from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs
from reports.paper.formats import paper
from tests.small_edition import HOSTILE, HOSTILE_RU

pytestmark = pytest.mark.xdist_group("packs")

NOT_WORDS = re.compile(
    r"https?://\S+(?: (?:\S*[/.]\S*|[a-z\d]+-\S*))*|\S*[/_]\S*|"
    r"\S+\.(?:rb|erb|sass|coffee|com|ru|org)\b|Smart Technologies Tomsk|"
    r"UTM zone 45N|openteam-ato|[A-Z]\. [A-Z][\w., -]+?\d{4}"
)
"""Addresses, files, names of systems and of publications: the same in every language."""
NAMES = {
    *("OpenStreetMap", "GitHub", "EPSG", "ODbL", "inotomsk", "html", "SOURCES"),
    *("AVIC", "Forestry", "Xinjiang", "Zhongtai", "population", "parks", "cluster"),
}
"""Names, and columns and layers that a method card names as a terminal would."""


@cache
def read(content: bytes) -> tuple[list[str], str]:
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]
    return pages, " ".join(pages)


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module", params=LANGUAGES)
def small_atlas(request, small_edition):
    return request.param, packs.make(small_edition, packs.Request("atlas", request.param))


def test_every_park_and_cluster_has_its_page(tomsk, tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    starts = [
        " ".join(str(name).split())
        for name in (*tomsk.frame("parks")["name_ru"], *tomsk.table("clusters")["name_ru"])
    ]
    missing = [name for name in starts if not any(page.startswith(name) for page in pages)]
    assert not missing
    assert len(pages) > len(starts) + 6


def test_progress_goes_from_nothing_to_all(tomsk_atlas):
    heard = tomsk_atlas[1]
    assert heard == sorted(heard)
    assert len(heard) > 30
    assert heard[-1] == 1


def test_the_index_names_pages_that_hold_the_places(tomsk, tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    [index] = [page for page in pages if page.startswith("Указатель")]
    names = [*tomsk.frame("parks")["name_ru"], *tomsk.table("clusters")["name_ru"]]
    for name in (" ".join(str(one).split()) for one in names):
        [number] = re.findall(rf"(?<![^\W\d] ){re.escape(name)} (\d+)\b", index)
        assert pages[int(number) - 1].startswith(name)


def test_contents_and_bookmarks_lead_to_the_same_pages(tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    found = PdfReader(io.BytesIO(tomsk_atlas[0]))
    [contents] = [page for page in pages if page.startswith("Содержание")]
    marks = [one for mark in found.outline for one in (mark if isinstance(mark, list) else [mark])]
    assert len(marks) > 35
    for mark in marks:
        number = found.get_destination_page_number(mark) + 1
        title = re.escape(" ".join(str(mark.title).split()))
        assert re.search(rf"{title}[ .]*{number}\b", contents), mark.title


def test_no_page_is_left_nearly_empty(tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    assert not [page for page in pages[1:] if len(page) < 150]


def test_an_atlas_can_be_read_aloud_and_carries_its_letters(tomsk_atlas):
    found = PdfReader(io.BytesIO(tomsk_atlas[0]))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ru"
    assert found.metadata.title == "Атлас ИНО Томск"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    for page in found.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            [inner] = font.get_object()["/DescendantFonts"]
            assert "GolosText" in inner.get_object()["/BaseFont"]
            assert "/FontFile2" in inner.get_object()["/FontDescriptor"]


@pytest.mark.parametrize(
    ("size", "orientation"), [("a4", "portrait"), ("a3", "landscape"), ("a3", "portrait")]
)
def test_every_page_is_on_the_paper_asked_for(small_edition, small_atlas, size, orientation):
    lang, content = small_atlas
    wanted = packs.Request("atlas", lang, paper=size, orientation=orientation)
    found = PdfReader(io.BytesIO(packs.make(small_edition, wanted)))
    sheet = paper(size, orientation)
    for page in found.pages:
        box = (float(page.mediabox.width), float(page.mediabox.height))
        assert box == pytest.approx((sheet.width, sheet.height), abs=0.1)
    assert abs(len(found.pages) - len(PdfReader(io.BytesIO(content)).pages)) < 4


@pytest.mark.parametrize(("lang", "methods"), [("en", "Methods"), ("ru", "Методы")])
def test_an_atlas_of_one_park_holds_its_page_its_methods_and_nothing_else(
    small_edition, lang, methods
):
    frame = small_edition.frame("parks").set_index("id")
    pages, whole = read(packs.make(small_edition, packs.Request("atlas", lang, "park_1")))
    name = " ".join(str(frame.loc["park_1", f"name_{lang}"]).split())
    assert len(pages) == 4
    assert name in pages[0]
    assert pages[2].startswith(name)
    assert pages[3].startswith(methods)
    cited = {int(one) for one in re.findall(r"(?:method|метод) (\d+)", whole)}
    assert cited == {int(one) for one in re.findall(r"\b(\d{1,2})\. [A-ZА-Я]", pages[3])}


def test_an_atlas_of_a_park_without_a_place_says_so(small_edition):
    pages, _whole = read(packs.make(small_edition, packs.Request("atlas", "en", "park_7")))
    assert "Its place is not known" in pages[2]


def test_a_russian_atlas_has_no_english_word(tomsk_atlas):
    _pages, whole = read(tomsk_atlas[0])
    joined = re.sub(r"(?<=[a-z\d])- (?=[a-z])", "-", whole)
    left = set(re.findall(r"\b[A-Za-z]{4,}\b", NOT_WORDS.sub(" ", joined)))
    assert not left - NAMES


def test_hostile_names_are_text(small_atlas):
    lang, content = small_atlas
    _pages, whole = read(content)
    assert (HOSTILE if lang == "en" else HOSTILE_RU) in whole


def test_equal_requests_give_equal_bytes(small_edition, small_atlas):
    lang, content = small_atlas
    assert packs.make(small_edition, packs.Request("atlas", lang)) == content


def test_each_figure_cites_a_card_that_stands_at_the_end(small_atlas):
    _lang, content = small_atlas
    pages, whole = read(content)
    cited = {int(one) for one in re.findall(r"(?:method|метод) (\d+)", whole)}
    assert cited
    last = " ".join(pages[-2:])
    assert all(re.search(rf"\b{one}\. ", last) for one in cited)
