"""The statistics page in a browser: the layer on the map, the table, settings, and links."""

from __future__ import annotations

import io

import geopandas
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import expect

from layers import open_edition, wording
from layers.measures import MEASURES
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


def taken(atlas, name):
    """Press a button that gives a file; give its path."""
    with atlas.page.expect_download() as waited:
        atlas.page.get_by_role("button", name=name, exact=True).click()
    return waited.value.path()


def test_the_table_is_taken_away_as_it_is_shown(atlas):
    rows = edition_statistic(open_edition(), "landuse_change").rows
    opened(atlas, "measure=landuse_change")
    table = pd.read_csv(taken(atlas, "Table as CSV"), encoding="utf-8-sig")
    assert len(table) == len(rows)
    assert table["Area, ha"].sum() == pytest.approx(rows["area_ha"].sum())
    assert table["Zone"].nunique() == rows["zone"].nunique()


def test_the_russian_workbook_has_russian_heads_and_the_method(atlas):
    opened(atlas, "measure=landuse_change&lang=ru")
    body = taken(atlas, "Таблица в XLSX").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(body))
    table, method = book.worksheets
    heads = [cell.value for cell in table[1]]
    say = wording.translator("ru")
    assert heads == [say(one.title) for one in MEASURES["landuse_change"].columns]
    assert table.max_row == len(edition_statistic(open_edition(), "landuse_change").rows) + 1
    assert method["A1"].value == say("Method")


@pytest.mark.parametrize(
    ("name", "suffix", "crs"),
    [("Layer as GeoPackage", "gpkg", "EPSG:32645"), ("Layer as GeoJSON", "geojson", "EPSG:4326")],
)
def test_the_layer_is_taken_away_in_its_own_system(atlas, tmp_path, name, suffix, crs):
    layer = edition_statistic(open_edition(), "mix").layer
    opened(atlas, "measure=mix")
    path = tmp_path / f"mix.{suffix}"
    path.write_bytes(taken(atlas, name).read_bytes())
    came = geopandas.read_file(path)
    assert came.crs == crs
    assert len(came) == len(layer)
    area = came.to_crs(layer.crs).area.sum()
    assert area == pytest.approx(layer.area.sum(), rel=1e-5)


def test_a_changed_number_reaches_a_map_of_tiles(atlas):
    opened(atlas, "measure=capacity")
    before = [one for one in atlas.sources if one.startswith("computed-")]
    box = atlas.page.locator(".st-key-capacity-within_m-box input")
    box.fill("9000")
    atlas.after(lambda: box.press("Enter"))
    after = [one for one in atlas.sources if one.startswith("computed-")]
    assert len(before) == len(after) == 1
    assert before != after
    assert atlas.counts()["computed-fill"] > 0
