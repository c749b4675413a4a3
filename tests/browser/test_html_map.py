"""The HTML map in Chromium with its network off: what is drawn, clicked, switched and printed."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from layers import open_edition
from layers.vocabulary import PARK_TYPES
from reports import packs
from tests import small_edition as small_edition_frames
from tests.small_edition import HOSTILE, HOSTILE_RU

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCREEN, PHONE = (1366, 768), (390, 844)
COUNT = "names => Object.fromEntries(names.map(n => [n, document.querySelectorAll(n).length]))"


class Opened:
    """A map opened from the disk, and all that it asked for or complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def count(self, *selectors: str) -> dict[str, int]:
        return self.page.evaluate(COUNT, list(selectors))

    def speak(self, lang: str) -> None:
        self.page.locator(f".tongues button[lang={lang}]").click()

    def zoom(self, level: float) -> None:
        self.page.evaluate("zoom => map_1.setZoom(zoom, {animate: false})", level)


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Write the map of an edition, or of one of its parks, in a language once."""
    folder = tmp_path_factory.mktemp("html")

    @cache
    def write(edition, lang, park):
        name = f"{edition.id}-{park or 'map'}-{lang}.html"
        return packs.write(edition, packs.Request("html", lang, park), folder / name)

    return write


@pytest.fixture
def opened(browser: Browser, file):
    """Open a map with the network off, and check at the end that it kept to itself."""
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
    kept: list[tuple[Opened, str]] = []

    def show(edition, lang: str, park: str = "", size: tuple[int, int] = SCREEN) -> Opened:
        address = file(edition, lang, park).as_uri()
        found = Opened(context.new_page())
        found.page.set_viewport_size({"width": size[0], "height": size[1]})
        kept.append((found, address))
        found.page.goto(address)
        found.page.wait_for_selector("body[data-ready]", state="attached")
        return found

    yield show
    for found, address in kept:
        asked = [url for url in found.asked if not url.startswith("data:")]
        assert asked == [address]
        assert not found.errors
        assert not found.dialogs
    context.close()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_as_many_as_in_the_edition(opened, tomsk, lang):
    parks, sites = (
        frame[frame.geometry.notna()] for frame in (tomsk.frame("parks"), tomsk.frame("sites"))
    )
    by_type = {kind: int((parks["park_type"] == kind).sum()) for kind in PARK_TYPES}
    wanted = {f"path.park-{kind}": number for kind, number in by_type.items()}
    wanted |= {f".park-icon-{kind}": number for kind, number in by_type.items()}
    clusters = sorted(set(sites["cluster"]) - {""})
    wanted |= {f".site-{one}": int((sites["cluster"] == one).sum()) for one in clusters}
    assert len(clusters) == 6
    shown = opened(tomsk, lang)
    assert shown.count(*wanted) == wanted
    assert shown.count(".park-icon", ".site") == {".park-icon": len(parks), ".site": len(sites)}
    ids = shown.page.evaluate(
        "[...document.querySelectorAll('path.park')].map(one => one.dataset.id).sort()"
    )
    assert ids == sorted(parks["id"])


def test_the_map_fills_its_place_and_has_its_furniture(opened, tomsk):
    page = opened(tomsk, "ru").page
    box = page.locator(".folium-map").bounding_box()
    assert box["width"] > 1000
    assert box["height"] > 700
    assert re.fullmatch(r"\d+\s(км|м)", page.locator(".leaflet-control-scale-line").inner_text())
    assert page.locator("#north").is_visible()
    assert page.locator(".leaflet-control-zoom-in").get_attribute("title") == "Приблизить"
    assert "участники OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
    assert page.evaluate("document.fonts.check('14px \"Golos Text\"', 'Томск')")


def test_a_switch_takes_a_class_off_and_back(opened, tomsk):
    shown = opened(tomsk, "en")
    before = shown.count("path.park-medical", ".park-icon-medical", "path.park-sport")
    switch = shown.page.locator(".entry:has([data-entry='parks:medical'])")
    switch.click()
    assert shown.count("path.park-medical", ".park-icon-medical", "path.park-sport") == {
        **before,
        "path.park-medical": 0,
        ".park-icon-medical": 0,
    }
    switch.click()
    assert shown.count(*before) == before


def test_land_use_is_off_until_asked_for(opened, tomsk):
    shown = opened(tomsk, "en")
    assert shown.count("path.landuse") == {"path.landuse": 0}
    shown.page.locator(".entry", has_text="Land use").click()
    assert shown.count("path.landuse")["path.landuse"] >= 10
    assert shown.page.locator(".key").last.is_visible()


def test_a_click_opens_the_card(opened, tomsk):
    shown = opened(tomsk, "ru")
    shown.page.locator(".park-icon[data-id=ind_severnaya]").click()
    card = shown.page.locator(".card")
    card.wait_for()
    text = card.inner_text()
    assert "Промышленный парк «Томск», площадка «Северная»" in text
    assert "115\u00a0га" in text
    assert "Модельный" in text
    assert card.locator("a").first.get_attribute("href").startswith("http")


def test_names_do_not_lie_on_each_other(opened, tomsk):
    shown = opened(tomsk, "ru")
    for zoom in (9, 11.5, 13):
        shown.zoom(zoom)
        boxes = shown.page.evaluate(
            """() => [...document.querySelectorAll('.label:not(.hidden) span')]
                .map(one => one.getBoundingClientRect())
                .map(b => [b.left, b.top, b.right, b.bottom])"""
        )
        assert len(boxes) > 5
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                apart = (
                    one[2] < other[0] or one[0] > other[2] or one[3] < other[1] or one[1] > other[3]
                )
                assert apart, (zoom, one, other)


def test_hostile_words_are_only_read(opened, small_edition):
    shown = opened(small_edition, "en")
    page = shown.page
    icon = page.locator(".park-icon[data-id=park_2]")
    for lang, name in (("en", HOSTILE), ("ru", HOSTILE_RU)):
        shown.speak(lang)
        assert icon.get_attribute("aria-label") == name
        icon.hover()
        page.get_by_role("tooltip").wait_for()
        assert page.get_by_role("tooltip").inner_text() == name
        icon.click()
        page.locator(".card").wait_for()
        assert page.locator(".card-name").inner_text() == name
        assert shown.count(".leaflet-container script", ".leaflet-container img") == {
            ".leaflet-container script": 0,
            ".leaflet-container img": 0,
        }
        page.keyboard.press("Escape")
    shown.zoom(14)
    assert HOSTILE_RU in page.locator(".label").all_inner_texts()


FACE = """() => {
    const seen = (one) => one.checkVisibility({ visibilityProperty: true });
    const words = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest("script, style, .tongues") && seen(parent)) {
            words.push(walker.currentNode.data);
        }
    }
    for (const one of document.querySelectorAll("[aria-label], [title]")) {
        words.push(one.getAttribute("aria-label") || "", one.getAttribute("title") || "");
    }
    return words.filter((word) => word.trim());
}"""
NAMES = "OpenStreetMap|ODbL-1.0|EPSG|CC-BY|SOURCES.md|wiki-org.ru|[a-z-]+\\.(?:ru|com|net|org)\\S*"
FOREIGN = {"ru": "[A-Za-z]{2}", "en": "[А-Яа-яЁё]"}


@pytest.mark.parametrize(("lang", "other"), [("ru", "en"), ("en", "ru")])
def test_each_face_of_the_file_speaks_one_language(opened, tomsk, lang, other):
    shown = opened(tomsk, other)
    page = shown.page
    shown.zoom(13)
    page.locator(".aside summary").click()
    page.evaluate("map_1.setView([56.47, 85.0], 12, {animate: false})")
    page.locator(".park-icon-innovation").last.dispatch_event("click")
    before = page.locator(".card-name").inner_text()
    shown.speak(lang)
    assert page.locator(".card-name").inner_text() != before
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.title() == tomsk.title(lang)
    face = page.evaluate(FACE)
    assert len(face) > 120
    for word in face:
        assert not re.search(FOREIGN[lang], re.sub(NAMES, "", word)), word
    scale = page.locator(".leaflet-control-scale-line").inner_text()
    assert re.fullmatch({"ru": r"\d+\sк?м", "en": r"\d+\sk?m"}[lang], scale)


def test_the_language_is_changed_by_keyboard_and_kept_nowhere(opened, tomsk):
    page = opened(tomsk, "ru").page
    english = page.get_by_role("button", name="English")
    assert english.get_attribute("aria-pressed") == "false"
    while page.evaluate("document.activeElement.lang") != "en":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert english.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("heading", name="INO Tomsk Atlas").is_visible()
    assert (
        page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    )
    assert not page.url.partition("#")[2]


def test_a_name_of_another_language_is_marked(opened, tmp_path, monkeypatch):
    parks = small_edition_frames.frames()["parks"]
    parks.loc[parks["id"] == "park_1", "name_en"] = ""
    monkeypatch.setattr(small_edition_frames, "_parks", lambda: parks)
    edition = open_edition(small_edition_frames.write_small_edition(tmp_path / "one"))
    page = opened(edition, "en").page
    page.locator(".park-icon[data-id=park_1]").dispatch_event("click")
    card = page.locator(".card")
    assert card.locator(".card-name").inner_text() == "Северный"
    assert card.locator(".card-name").get_attribute("lang") == "ru"
    assert card.locator(".card-note").inner_text() == "The name is known in another language only."


@pytest.mark.parametrize("size", [SCREEN, PHONE])
def test_a_map_of_one_park_lifts_it_and_tells_of_it(opened, tomsk, size):
    shown = opened(tomsk, "ru", "inn_sez_south", size)
    page = shown.page
    parks = tomsk.frame("parks")
    assert shown.count(".park-icon", ".disc.chosen", "path.lifted") == {
        ".park-icon": int(parks.geometry.notna().sum()),
        ".disc.chosen": 1,
        "path.lifted": 2,
    }
    frame = page.locator(".folium-map").bounding_box()
    outline = page.locator("path.park[data-id=inn_sez_south]").bounding_box()
    assert frame["x"] < outline["x"]
    assert outline["x"] + outline["width"] < frame["x"] + frame["width"]
    assert frame["y"] < outline["y"]
    assert outline["y"] + outline["height"] < frame["y"] + frame["height"]
    assert outline["width"] > frame["width"] / 5
    assert page.locator(".label .chosen").inner_text() == "ОЭЗ «Томск», Южная"
    if size == PHONE:
        page.locator("#fold").click()
    about = page.locator("#about")
    assert about.is_visible()
    assert "192,4\u00a0га" in about.inner_text()
    shown.speak("en")
    assert "192.4\u00a0ha" in about.inner_text()


def test_a_phone_shows_map_legend_and_card_whole(opened, tomsk):
    page = opened(tomsk, "ru", size=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator(".folium-map").bounding_box()["width"] == PHONE[0]
    assert not page.locator("#panel").is_visible()
    page.locator("#fold").click()
    assert page.locator(".entry").first.is_visible()
    assert page.locator("#panel").bounding_box()["width"] <= PHONE[0]
    page.locator("#fold").click()
    page.evaluate("map_1.once('moveend', () => { document.body.dataset.moved = 'yes'; })")
    page.locator(".park-icon[data-id=ind_severnaya]").click()
    page.locator(".card").wait_for()
    page.wait_for_selector("body[data-moved]", state="attached")
    card = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= PHONE[0]


def test_the_planned_park_is_dashed(opened, small_edition):
    shown = opened(small_edition, "en")
    dashes = shown.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('path.park')]
            .map(one => [one.dataset.id, one.getAttribute('stroke-dasharray')]))"""
    )
    assert dashes.pop("park_4")
    assert not any(dashes.values())
    assert shown.count("path.inner") == {"path.inner": 6}


def test_paper_keeps_the_view_and_drops_the_controls(opened, tomsk):
    page = opened(tomsk, "en").page
    seen = page.evaluate("[map_1.getCenter().lat, map_1.getCenter().lng, map_1.getZoom()]")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".folium-map").bounding_box()["width"] < 800
    assert not page.locator(".leaflet-control-zoom").is_visible()
    assert page.locator(".aside p").first.is_visible()
    hatched = "getComputedStyle(document.querySelector('path.park-industrial')).fill"
    assert "hatch-park-industrial" in page.evaluate(hatched)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    after = page.evaluate("[map_1.getCenter().lat, map_1.getCenter().lng, map_1.getZoom()]")
    assert after == pytest.approx(seen, abs=1e-3)
    assert page.locator(".leaflet-control-zoom").is_visible()


@pytest.mark.parametrize(("park", "size"), [("", SCREEN), ("inn_sez_south", PHONE)])
def test_paper_is_one_sheet_in_either_language(opened, tomsk, park, size):
    shown = opened(tomsk, "ru", park, size)
    for lang, other in (("en", "ru"), ("ru", "en")):
        shown.speak(lang)
        paper = PdfReader(io.BytesIO(shown.page.pdf(prefer_css_page_size=True)))
        assert len(paper.pages) == 1
        text = " ".join(paper.pages[0].extract_text().split())
        assert tomsk.title(lang) in text
        assert tomsk.title(other) not in text
