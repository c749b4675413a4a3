"""The statistics page in a browser: the layer on the map, the table, settings, and links."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from layers import open_edition
from layers.statistics import edition_statistic


def opened(atlas, address):
    atlas.open(f"/statistics?{address}")
    expect(atlas.page.get_by_test_id("stDataFrame").last).to_be_visible()
    return atlas


def test_a_measure_draws_every_feature_of_its_layer(atlas):
    zones = edition_statistic(open_edition(), "mix").layer
    assert opened(atlas, "measure=mix").counts()["computed-fill"] == len(zones)
    width, height = atlas.size
    assert width > 400
    assert height > 400


def test_a_changed_setting_stands_in_the_address_and_a_link_restores_it(atlas):
    opened(atlas, "measure=service_areas")
    box = atlas.page.get_by_role("textbox").last
    box.fill("5; 15")
    atlas.after(lambda: box.press("Enter"))
    atlas.page.wait_for_url("**service_areas.minutes=5**")
    drawn = atlas.counts()["computed-fill"]
    assert drawn == 2
    address = atlas.page.url.partition("?")[2]
    assert opened(atlas, address).counts()["computed-fill"] == drawn
    expect(atlas.page.get_by_role("textbox").last).to_have_value("5; 15")


@pytest.mark.parametrize("measure", ["mix", "landuse_change"])
def test_charts_are_pictures_with_a_name(atlas, measure):
    opened(atlas, f"measure={measure}&lang=ru")
    picture = atlas.page.locator(".picture svg").first
    expect(picture).to_have_attribute("role", "img")
    assert picture.locator("text").count() > 2
