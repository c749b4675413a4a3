"""Taking files away from the Data page, and its layer held in the address."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect


@pytest.fixture
def data(atlas):
    """Give a way to the Data page by its address."""

    def go(query: str):
        atlas.page.goto(f"{atlas.address}/data?{query}")
        expect(atlas.page.locator("h1").first).to_be_visible()
        return atlas.page

    return go


def test_the_layer_lives_in_the_address(data):
    page = data("lang=en&layer=rivers")
    expect(page.locator("h1").first).to_have_text("Rivers")
    page.locator(".st-key-shelf-parks button").click()
    expect(page.locator("h1").first).to_have_text("Territorial parks")
    assert "layer=parks" in page.url
    page.reload()
    expect(page.locator("h1").first).to_have_text("Territorial parks")
    page.locator(".st-key-shelf-all button").click()
    expect(page.locator("h1").first).to_have_text("Data")
    assert "layer=" not in page.url


def test_a_layer_that_is_not_there_is_told(data):
    page = data("lang=en&layer=nothing")
    message = page.get_by_role("alert")
    expect(message).to_contain_text("`nothing` came")
    expect(message).to_contain_text("parks")


def test_a_layer_comes_as_a_zip_with_its_source(data, tmp_path):
    page = data("lang=ru&layer=parks")
    with page.expect_download() as taken:
        page.locator(".st-key-take-layer button").click()
    assert taken.value.suggested_filename == "tomsk_parks_gpkg.zip"
    taken.value.save_as(tmp_path / "parks.zip")
    with zipfile.ZipFile(tmp_path / "parks.zip") as archive:
        assert {"parks.gpkg", "parks.gpkg.txt"} == set(archive.namelist())
        assert "ODbL-1.0" in archive.read("parks.gpkg.txt").decode()
