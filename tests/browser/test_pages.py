"""The atlas as its user meets it: every page in both languages, and the map worked by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from layers import open_edition
from layers.vocabulary import PARK_TYPES

CLUSTERS = {"petrochemical", "nuclear", "timber", "pharma_med_it", "wildlife", "hard_to_recover"}
AGGLOMERATION = "/?v=9.80/56.54/84.98"
TWO_EAST = "/?v=7.00/57.40/85.30"
SOUTH_SITE = (85.073, 56.467)
SOUTH_VIEW = "v=12.50/56.4670/85.0730"
PAGES = {
    "": {"en": "INO Tomsk", "ru": "ИНО Томск"},
    "statistics": {"en": "Statistics", "ru": "Статистика"},
    "programme": {"en": "innovation centre", "ru": "инновационный центр"},
    "materials": {"en": "Materials", "ru": "Материалы"},
    "data": {"en": "Data", "ru": "Данные"},
}
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES_IN_LATIN = {
    "GIS", "HTML", "CSV", "EPSG", "UTM", "WGS", "MSK", "GPKG", "GeoPackage", "GeoJSON", "Shapefile",
    "GeoTIFF", "OpenStreetMap", "ODbL", "MIT", "OSM", "INO", "Tomsk", "GitHub", "FlatGeobuf",
    "Smart", "Technologies", "MIR", "PROJ", "XLSX", "PNG", "SVG",
}  # fmt: skip


def switch(atlas, layer, value):
    box = atlas.page.locator(f".st-key-on-{layer}-{value} label")
    return atlas.after(box.click)


def settled(atlas):
    """Wait until the page's script has run to its end."""
    app = atlas.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    return atlas


def seen_words(page):
    """Give the text that is read on the page.

    Pictograms are letters only to the machine, and the words of the link past the bar, which
    Streamlit writes in English, are replaced by the stylesheet.
    """
    return page.evaluate(
        """() => {
          const page = document.querySelector('[data-testid=stApp]').cloneNode(true);
          const unread = ['[data-testid=stIconMaterial]', '[data-testid=stSkipToContent]',
            '.st-key-bar', 'style', 'script'];
          for (const one of page.querySelectorAll(unread.join())) one.remove();
          return page.innerText;
        }"""
    )


def figure(page, key):
    """Read the large number of a figure as plain digits."""
    text = page.locator(f".st-key-fig-{key} .fig b").inner_text()
    return float(re.sub(r"[^\d.]", "", text.replace(",", "")))


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages(atlas, name, lang):
    atlas.page.goto(f"{atlas.address}/{name}?lang={lang}")
    expect(atlas.page.locator("h1").first).to_contain_text(PAGES[name][lang])
    expect(atlas.page.get_by_test_id("stException")).to_have_count(0)
    expect(atlas.page.locator(".st-key-trouble")).to_have_count(0)
    expect(atlas.page.locator(".st-key-brand")).to_contain_text(PAGES[""][lang])
    if name == "":
        atlas.drawn()


@pytest.mark.parametrize("name", ["", "statistics"])
def test_the_russian_page_has_no_english_word(atlas, name):
    atlas.page.goto(f"{atlas.address}/{name}?lang=ru")
    expect(atlas.page.locator("h1").first).to_contain_text(PAGES[name]["ru"])
    if name == "":
        atlas.drawn()
    else:
        expect(atlas.page.locator(".picture svg").first).to_be_visible(timeout=30_000)
    text = seen_words(settled(atlas).page)
    assert len(text) > 300
    text += " ".join(atlas.page.locator(".picture svg text").all_text_contents())
    assert set(LATIN.findall(text)) - NAMES_IN_LATIN == set()


def test_six_park_types_and_six_clusters_are_drawn(atlas):
    types = atlas.open(AGGLOMERATION).counts("park_type")
    for part in ("fill", "icon"):
        drawn = {key.split(":")[1] for key in types if key.startswith(f"parks-{part}:")}
        assert drawn == set(PARK_TYPES), part
    parks_off = "&".join(f"on-parks-{value}=false" for value in PARK_TYPES)
    drawn = set()
    for place in ("9.80/56.54/84.98", "11.00/56.99/86.17"):
        clusters = atlas.open(f"/?v={place}&{parks_off}").counts("cluster")
        drawn |= {key.split(":")[1] for key in clusters if key.startswith("sites-icon:")}
    assert drawn - {""} == CLUSTERS
    width, height = atlas.size
    assert width > 700
    assert height > 650


def test_the_map_draws_every_park_that_has_a_place(atlas):
    parks = open_edition().frame("parks")
    placed = parks[parks.geometry.notna()]
    wanted = placed["park_type"].value_counts().to_dict()
    counts = atlas.open(TWO_EAST).counts("park_type")
    assert {one: counts.get(f"parks-icon:{one}") for one in wanted} == wanted


def test_the_legend_switches_and_the_view_stays(atlas):
    atlas.open(AGGLOMERATION)
    view = atlas.view
    counts = switch(atlas, "parks", "medical").counts("park_type")
    assert "parks-fill:medical" not in counts
    assert "parks-fill:sport" in counts
    assert atlas.view == view
    assert atlas.mounts == 1
    assert "on-parks-medical=false" in atlas.page.url


def test_a_toggle_sends_under_20_kb(atlas):
    atlas.open()
    atlas.received.clear()
    switch(atlas, "parks", "sport")
    assert 0 < sum(atlas.received) < 20_000, sum(atlas.received)


def test_a_click_opens_the_card_and_the_radius_changes_its_figure(atlas):
    atlas.open(f"/?{SOUTH_VIEW}")
    atlas.click_place(SOUTH_SITE[0] + 0.003, SOUTH_SITE[1] - 0.002)
    expect(atlas.page.locator("h1.name")).to_contain_text("Southern")
    assert figure(atlas.page, "area") == 192.4
    near = figure(atlas.page, "people")
    atlas.after(atlas.page.locator(".st-key-radius").get_by_text("3000", exact=True).click)
    expect(atlas.page.locator(".st-key-fig-people")).to_contain_text("3")
    assert figure(atlas.page, "people") > near > 0
    assert "radius=3000" in atlas.page.url
    assert "at=parks" in atlas.page.url


def test_a_figure_opens_its_method_card(atlas):
    atlas.open(f"/?{SOUTH_VIEW}&at=parks/inn_sez_south")
    settled(atlas).page.locator(".st-key-fig-people button >> visible=true").click()
    card = atlas.page.locator(".card >> visible=true")
    expect(card).to_contain_text("population")
    expect(card).to_contain_text("EPSG:32645")
    expect(card).to_contain_text("100 random moves")


def test_the_address_holds_view_layers_selection_radius_and_language(atlas):
    atlas.open("/?lang=ru&at=parks/inn_sez_south&radius=2000&on-parks-sport=false&" + SOUTH_VIEW)
    before = atlas.view, atlas.counts("park_type")
    address = atlas.page.url
    expect(atlas.page.locator("h1.name")).to_contain_text("Южная")
    atlas.page.reload()
    atlas.drawn()
    expect(atlas.page.locator("h1.name")).to_contain_text("Южная")
    assert (atlas.view, atlas.counts("park_type")) == before
    assert not any(key.endswith(":sport") for key in before[1])
    assert atlas.page.url == address


@pytest.mark.parametrize(
    ("words", "found"), [("Академпарк", "Akadempark"), ("boga", "Bogashevo"), ("severn", "Severn")]
)
def test_search_finds_names_of_both_languages(atlas, words, found):
    atlas.open()
    before = atlas.view
    box = atlas.page.get_by_role("combobox", name="Find a place, park or plant")
    box.fill(words)
    expect(atlas.page.get_by_role("option").first).to_contain_text(found)
    atlas.after(lambda: box.press("Enter"))
    atlas.page.wait_for_function("!window.__atlas.map.isMoving()")
    assert atlas.view != before


def test_search_selects_a_park(atlas):
    atlas.open()
    box = atlas.page.get_by_role("combobox", name="Find a place, park or plant")
    box.fill("burevestnik")
    atlas.after(lambda: box.press("Enter"))
    expect(atlas.page.locator("h1.name")).to_contain_text("Burevestnik")
    assert atlas.page.locator("h1.name").count() == 1


def test_shading_draws_who_is_served(atlas):
    counts = atlas.open("/?shade=served&" + SOUTH_VIEW).counts("served_radius")
    served = {key for key in counts if key.startswith("served-fill:")}
    assert {"served-fill:500", "served-fill:1000"} <= served


def test_shading_colours_municipalities(atlas):
    assert atlas.open("/?shade=share&v=7.50/56.60/84.98").counts()["choropleth-fill"] == 3


def test_both_panels_fold_and_the_map_lives_on(atlas):
    atlas.open()
    width = atlas.size[0]
    atlas.after(atlas.page.locator(".st-key-fold button >> visible=true").click)
    atlas.page.wait_for_function("width => window.__atlas.size[0] > width + 250", arg=width)
    assert atlas.mounts == 1


def test_the_language_switch_relabels_in_place(atlas):
    atlas.open(f"/?{SOUTH_VIEW}")
    atlas.after(atlas.page.locator(".st-key-bar").get_by_text("ru", exact=True).click)
    expect(atlas.page.locator(".st-key-brand")).to_contain_text("Атлас")
    assert "lang=ru" in atlas.page.url
    assert atlas.mounts == 1


def test_another_page_and_back_keeps_selection_and_view(atlas):
    atlas.open(f"/?{SOUTH_VIEW}&at=parks/inn_sez_south")
    view = atlas.view
    atlas.page.get_by_role("link", name="Programme", exact=True).click()
    expect(atlas.page.locator(".st-key-stage")).to_have_count(0)
    atlas.page.get_by_role("link", name="Map", exact=True).click()
    expect(atlas.page.locator("h1.name")).to_contain_text("Southern")
    atlas.page.wait_for_function("window.__atlas?.mounts === 2")
    atlas.drawn()
    assert atlas.view["zoom"] == pytest.approx(view["zoom"], abs=0.01)


def test_a_link_to_a_park_that_is_not_there_opens_the_map(atlas):
    atlas.open("/?at=parks/no_such_park&shade=nonsense")
    expect(atlas.page.locator("h1.name")).to_contain_text("INO Tomsk")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1024, 768)])
def test_nothing_runs_over_the_window(atlas, size):
    atlas.page.set_viewport_size({"width": size[0], "height": size[1]})
    atlas.open()
    wide, high = atlas.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert wide <= size[0]
    assert high <= size[1]
    assert atlas.size[0] > size[0] - 700
    assert atlas.size[1] > size[1] - 80
