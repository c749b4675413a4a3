"""The page Materials in Chromium: chosen, looked at, made, taken, and opened by another reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

WORDS = {
    "en": {"make": "Make the file", "take": "Download the file", "park": "Northern medical town"},
    "ru": {"make": "Подготовить файл", "take": "Скачать файл", "park": "Северный медицинский"},
}


@pytest.mark.parametrize("lang", list(WORDS))
def test_a_park_s_sheet_is_looked_at_made_and_taken(atlas, lang, tmp_path):
    page, words = atlas.page, WORDS[lang]
    page.goto(f"{atlas.address}/programme?lang={lang}&part=sheets&of=parks/med_north")
    page.locator(".st-key-sheet-pack button").click()
    expect(page).to_have_url(re.compile("/materials.*about=med_north"))
    expect(page).to_have_url(re.compile(f"lang={lang}" if lang == "ru" else "make=pdf"))
    look = page.locator(".look img")
    expect(look).to_have_js_property("complete", value=True)
    assert look.evaluate("one => one.naturalWidth") > 800
    make = page.get_by_role("button", name=words["make"])
    with page.expect_download() as taken:
        make.click()
        page.get_by_role("button", name=words["take"]).click()
    expect(make).to_have_count(0)
    name = taken.value.suggested_filename
    assert re.fullmatch(rf"tomsk-sheet-med_north-a4-{lang}-\d{{4}}-\d\d-\d\d\.pdf", name)
    taken.value.save_as(tmp_path / name)
    [leaf] = PdfReader(tmp_path / name).pages
    assert words["park"] in " ".join(leaf.extract_text().split())


def test_a_choice_opened_at_once_stays_open(atlas):
    page = atlas.page
    page.goto(f"{atlas.address}/materials?lang=ru&make=pdf")
    paper = page.locator(".st-key-pack-paper [role=combobox]")
    paper.click()
    page.get_by_role("option", name="A3").click()
    expect(page.locator(".file-name")).to_contain_text("-a3-")
    expect(paper).to_have_value("A3")


def test_making_is_stopped_and_leaves_the_choices_free(atlas):
    page = atlas.page
    page.goto(f"{atlas.address}/materials?lang=en&make=pptx")
    page.get_by_role("button", name="Make the file").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Make it again")).to_be_visible()
    expect(bar).to_have_count(0)
    page.locator("label", has_text="Picture (PNG)").click()
    expect(page.locator(".file-name")).to_contain_text(".png")
