"""The Programme's parts walked in both languages, and a road map brought by a spreadsheet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from layers.roadmap_columns import roadmap_xlsx

PARTS = {
    "overview": {"en": "INO Tomsk", "ru": "ИНО Томск"},
    "projects": {"en": "Projects", "ru": "Проекты"},
    "roadmap": {"en": "Road map", "ru": "Дорожная карта"},
    "participants": {"en": "Participants", "ru": "Участники"},
    "medical": {"en": "Tomsk National", "ru": "Томский национальный"},
    "sheets": {"en": "Parks and clusters", "ru": "Парки и кластеры"},
}
MAPS = {"projects", "participants", "medical"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ready(page) -> None:
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_part_opens_by_its_button(atlas, lang):
    page = atlas.page
    page.goto(f"{atlas.address}/programme?lang={lang}")
    ready(page)
    buttons = page.locator(".st-key-programme-parts button")
    expect(buttons).to_have_count(len(PARTS))
    for at, (name, heads) in enumerate(PARTS.items()):
        buttons.nth(at).click()
        expect(page.locator("h1").first).to_contain_text(heads[lang])
        ready(page)
        if name in MAPS:
            expect(page.locator(".st-key-statmap canvas").first).to_be_visible()
        if name != "overview":
            expect(page).to_have_url(re.compile(rf"part={name}"))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_a_method_card_opens_behind_its_i(atlas):
    page = atlas.page
    page.goto(f"{atlas.address}/programme?lang=ru&part=medical")
    ready(page)
    card = page.locator("details.how").first
    card.locator("summary").click()
    expect(card.locator(".card")).to_be_visible()
    expect(card.locator(".card")).to_contain_text("EPSG:32645")


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "Northern medical town"), ("ru", "Северный медицинский городок")]
)
def test_the_panel_leads_to_the_park_s_page_and_back(atlas, lang, name):
    page = atlas.open(f"/?lang={lang}&at=parks/med_north").page
    page.locator(".st-key-panel-page button").click()
    expect(page.locator("h1").first).to_contain_text(name)
    expect(page).to_have_url(re.compile("of=parks"))
    page.locator(".st-key-sheet-map button").click()
    expect(page.locator(".st-key-panel h1")).to_contain_text(name)


def test_a_road_map_is_brought_by_a_spreadsheet(atlas):
    page = atlas.page
    page.goto(f"{atlas.address}/programme?lang=ru&part=roadmap")
    ready(page)
    expect(page.locator(".picture svg")).to_be_visible()
    text = "id;title_ru;state;end\n1;Дорога;soon;2016\n3;Парк у реки;отложено;2017\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "план.csv", "mimeType": "text/csv", "buffer": text.encode("cp1251")}
    )
    expect(page.locator("table.faults")).to_contain_text("«soon» — не состояние")
    expect(page.locator("table.roadmap")).to_contain_text("Парк у реки")
    page.locator("input[type=file]").set_input_files(
        {"name": "план.xlsx", "mimeType": XLSX, "buffer": roadmap_xlsx((), "ru")}
    )
    expect(page.locator(".refused")).to_contain_text("только заголовки")


def test_a_list_of_choices_speaks_russian(atlas):
    page = atlas.page
    page.goto(f"{atlas.address}/programme?lang=ru&part=projects")
    ready(page)
    page.locator(".st-key-state-several input").click()
    options = page.get_by_role("option")
    expect(options.first).to_have_text("Завершено")
    page.keyboard.type("qwerty")
    said = "e => getComputedStyle(e, '::after').content"
    assert "такого нет" in options.locator("span").evaluate(said)
    size = options.locator("span").evaluate("e => getComputedStyle(e).fontSize")
    assert size == "0px", "Streamlit's English is not seen"
    page.keyboard.press("Escape")
    page.locator(".st-key-state-several input").click()
    options.nth(1).click()
    expect(page.locator("header.part p").first).to_contain_text("16 из 61")
