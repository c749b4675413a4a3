"""A file brought in on the Data page: seen, confirmed, on the map, measured, taken off."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

INSIDE = [[84.95, 56.48], [84.97, 56.48], [84.97, 56.5], [84.95, 56.5], [84.95, 56.48]]
ATTACK = "Парк <img src=x onerror=alert(1)>"


def written(folder, coordinates):
    path = folder / "park.geojson"
    feature = {
        "type": "Feature",
        "properties": {"Наименование": ATTACK, "Тип": "Спортивный"},
        "geometry": {"type": "Polygon", "coordinates": [coordinates]},
    }
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    return path


@pytest.fixture
def desk(atlas):
    """Give the Data page where a layer is brought in, in Russian."""
    atlas.page.goto(f"{atlas.address}/data?lang=ru&layer=%2B")
    expect(atlas.page.locator("h1").first).to_contain_text("Добавить слой")
    return atlas


def test_the_place_to_drop_a_file_speaks_russian(desk):
    words = [
        desk.page.locator(f".st-key-upload {part}").evaluate(
            "one => getComputedStyle(one, '::after').content + one.innerText"
        )
        for part in (
            "button [data-testid=stMarkdownContainer]",
            "[data-testid=stFileUploaderDropzoneInstructions]",
        )
    ]
    assert words == ['"Выберите файлы"', '"или перетащите их сюда, до 400 МБ каждый"']


def put(desk, path):
    desk.page.set_input_files(".st-key-upload input[type=file]", path)
    return desk


def test_a_file_is_seen_confirmed_mapped_measured_and_taken_off(desk, tmp_path):
    put(desk, written(tmp_path, INSIDE)).drawn()
    assert desk.counts()["preview-fill"] == 1
    page = desk.page
    assert "так указано в файле" in page.locator(".record").inner_text()
    text = page.get_by_test_id("stMain").inner_text()
    assert not {"Upload", "Browse", "Limit", "per file", "none"} & set(text.split())
    page.locator(".st-key-bring-title input").fill("Мой парк")
    page.locator(".st-key-bring-title input").press("Enter")
    page.locator(".st-key-bring-take button").click()
    expect(page.locator("h1").first).to_contain_text("Мой парк")
    page.get_by_role("link", name="Карта").first.click()
    expect(page.locator(".st-key-mapbox canvas")).to_be_visible()
    own = {name: n for name, n in desk.drawn().counts().items() if name.startswith("own_")}
    assert sum(n for name, n in own.items() if name.endswith("-fill")) == 1
    page.get_by_role("link", name="Статистика").first.click()
    box = page.locator('[class*="st-key-coverage-supply"]').first
    box.locator("input").click()
    page.get_by_role("option", name="Мой парк").click()
    expect(page).to_have_url(re.compile("coverage.supply=own_"))
    expect(page.locator(".picture svg text").filter(has_text="Спортивные").first).to_be_visible()
    page.get_by_role("link", name="Данные").first.click()
    page.get_by_role("button", name="Мой парк").click()
    page.locator(".st-key-drop-own button").click()
    expect(page.get_by_role("button", name="Мой парк")).to_have_count(0)


def test_a_layer_that_lands_elsewhere_is_asked_about(desk, tmp_path):
    """North before east, with no word of it: it would land in Iran's north; here it is asked."""
    swapped = [[north, east] for east, north in INSIDE]
    put(desk, written(tmp_path, swapped))
    alarm = desk.page.get_by_role("alert")
    expect(alarm).to_contain_text("EPSG:4326")
    expect(desk.page.locator(".st-key-bring-take")).to_have_count(0)
    desk.page.locator(".st-key-bring-swap input").click()
    desk.page.get_by_role("option", name="переставлены", exact=True).click()
    desk.drawn()
    assert desk.counts()["preview-fill"] == 1
    expect(alarm).to_have_count(0)


def test_a_file_that_is_none_is_refused_with_advice(desk, tmp_path):
    path = tmp_path / "park.gpkg"
    path.write_bytes(b"nothing of the kind")
    put(desk, path)
    expect(desk.page.get_by_role("alert")).to_contain_text("park.gpkg")
    expect(desk.page.locator(".st-key-bring-take")).to_have_count(0)
