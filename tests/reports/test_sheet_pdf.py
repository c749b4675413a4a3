"""Sheets as PDF, read back by pypdf: real text, one page of its size, hostile texts as text."""

from __future__ import annotations

import io
import json
import re

import pytest
from pypdf import PdfReader

from layers import open_edition
from layers.vocabulary import LANGUAGES, NAME, in_language
from reports import packs
from reports.paper import typesetting
from reports.paper.formats import paper
from reports.paper.layout import lay_out_sheet
from tests.small_edition import HOSTILE, HOSTILE_RU, write_small_edition

MARKUP = "#set text(red) *x* _y_ `z` $1$ <a> @b \\ // #import"


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def read(content: bytes) -> tuple[PdfReader, str]:
    found = PdfReader(io.BytesIO(content))
    return found, " ".join("\n".join(one.extract_text() for one in found.pages).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_a_sheet_is_one_page_of_its_size_with_real_text(tomsk, lang, orientation):
    found, text = read(packs.make(tomsk, packs.Request("pdf", lang, "", "a3", orientation)))
    assert len(found.pages) == 1
    wanted = paper("a3", orientation)
    box = found.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(
        (wanted.width, wanted.height), abs=0.1
    )
    said = {
        "en": ("Legend", "Settlements", "As of 23 November 2026"),
        "ru": ("Населённые пункты", "состоянию"),
    }
    assert {"en": "INO Tomsk Atlas", "ru": "Атлас ИНО Томск"}[lang] in text
    assert said[lang][-1] in text
    assert found.metadata.title == tomsk.title(lang)
    if lang == "ru":
        assert not re.search("[A-Za-z]{2}", re.sub("OpenStreetMap|EPSG", "", text))


def test_a_park_s_sheet_tells_its_facts(tomsk):
    _found, text = read(packs.make(tomsk, packs.Request("pdf", "ru", "inn_sez_south")))
    assert "ОЭЗ ТВТ «Томск», Южная площадка" in text
    assert "192,4 га" in text


def test_facts_that_are_many_stay_on_the_sheet(tomsk):
    found, text = read(packs.make(tomsk, packs.Request("pdf", "ru", "ind_tor_seversk")))
    assert len(found.pages) == 1
    note = tomsk.frame("parks").set_index("id").loc["ind_tor_seversk", "note_ru"]
    assert " ".join(str(note).split()[-3:]) in text


def test_equal_requests_give_equal_bytes(small_edition):
    wanted = packs.Request("pdf", "ru", "park_1")
    assert packs.make(small_edition, wanted) == packs.make(small_edition, wanted)


def test_the_scale_on_the_sheet_is_true(tomsk):
    sheet = lay_out_sheet(tomsk, "en", paper("a4"))
    west, _south, east, _north = sheet.drawn.window.land()
    millimetres = sheet.drawn.window.width / 72 * 25.4
    assert (east - west) * 1000 / millimetres == pytest.approx(sheet.drawn.window.scale, rel=1e-6)


@pytest.mark.parametrize(("lang", "name"), [("en", HOSTILE), ("ru", HOSTILE_RU)])
def test_hostile_names_are_text(small_edition, lang, name):
    parks = small_edition.frame("parks").set_index("id")
    [park] = parks.index[parks[in_language(NAME, lang)] == name]
    _found, text = read(packs.make(small_edition, packs.Request("pdf", lang, park)))
    assert name in text


def test_markup_in_a_title_is_text(tmp_path):
    folder = write_small_edition(tmp_path / "marked")
    catalogue = folder / "catalogue.toml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace('title_en = "Small edition"', f"title_en = {json.dumps(MARKUP)}"),
        encoding="utf-8",
    )
    found, text = read(packs.make(open_edition(folder), packs.Request("pdf", "en")))
    assert MARKUP in text
    assert found.metadata.title == MARKUP


def test_nothing_half_written_is_left(small_edition, monkeypatch, tmp_path):
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"earlier")

    def stopped(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(typesetting.Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        packs.write(small_edition, packs.Request("pdf", "en"), target)
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.pdf"]
    assert target.read_bytes() == b"earlier"
