"""The HTML map in Chromium with its network off: what is drawn, clicked, switched and printed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from layers import open_edition
from layers.vocabulary import PARK_TYPES
from reports import packs
from tests.small_edition import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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

    def zoom(self, level: float) -> None:
        self.page.evaluate("zoom => map_1.setZoom(zoom, {animate: false})", level)


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Write the map of an edition in a language once."""
    folder = tmp_path_factory.mktemp("html")

    @cache
    def write(edition, lang):
        return packs.write(
            edition, packs.Request("html", lang), folder / f"{edition.id}-{lang}.html"
        )

    return write


@pytest.fixture
def opened(browser: Browser, file):
    """Open a map with the network off, and check at the end that it kept to itself."""
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
    kept: list[tuple[Opened, str]] = []

    def show(edition, lang: str) -> Opened:
        address = file(edition, lang).as_uri()
        found = Opened(context.new_page())
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
    assert icon.get_attribute("aria-label") == HOSTILE
    icon.hover()
    page.get_by_role("tooltip").wait_for()
    assert page.get_by_role("tooltip").inner_text() == HOSTILE
    icon.click()
    page.locator(".card").wait_for()
    assert page.locator(".card-name").inner_text() == HOSTILE
    assert shown.count(".leaflet-container script", ".leaflet-container img") == {
        ".leaflet-container script": 0,
        ".leaflet-container img": 0,
    }
    page.keyboard.press("Escape")
    shown.zoom(14)
    assert HOSTILE in page.locator(".label").all_inner_texts()


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
