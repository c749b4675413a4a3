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
from tests.small_edition import HOSTILE, HOSTILE_RU

pytestmark = pytest.mark.xdist_group("packs")

NOT_WORDS = re.compile(
    r"https?://\S+(?: \S*[/.]\S*)*|\S*[/_]\S*|\S+\.(?:rb|erb|sass|coffee|com|ru|org)\b|"
    r"Smart Technologies Tomsk|UTM zone 45N|openteam-ato|[A-Z]\. [A-Z][\w., -]+?\d{4}"
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


def test_the_index_names_pages_that_hold_the_places(tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    [index] = [page for page in pages if page.startswith("Указатель")]
    found = re.search(r"Асиновский лесопромышленный парк (\d+)", index)
    assert found
    assert pages[int(found[1]) - 1].startswith("Асиновский лесопромышленный парк")


def test_a_russian_atlas_has_no_english_word(tomsk_atlas):
    _pages, whole = read(tomsk_atlas[0])
    left = set(re.findall(r"\b[A-Za-z]{4,}\b", NOT_WORDS.sub(" ", whole)))
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
