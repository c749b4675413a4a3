"""The map component on a page of its own: drawing, switches, pointer, address, trouble."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.small_edition import HOSTILE, HOSTILE_RU

PARK_1 = (84.9043, 56.44115)
CLOSE = "/?v=14.00/56.4412/84.9043"
GROUND = (84.91705, 56.44541)
PARK_2 = (84.92474, 56.4592)
TYPES = {"industrial", "innovation", "research_educational", "medical", "sport"}


def switch(chart, label):
    """Click a check box of the harness and wait for the map's answer."""
    box = chart.page.get_by_test_id("stSidebar").get_by_text(label, exact=True)
    return chart.after(box.click)


def address_of(chart):
    return chart.page.evaluate("location.search")


def test_every_type_is_drawn_with_fill_hatch_outline_name_and_icon(chart):
    counts = chart.open().counts("park_type")
    for part in ("fill", "line", "icon"):
        drawn = {key.split(":")[1] for key in counts if key.startswith(f"parks-{part}:")}
        assert drawn == TYPES, part
    hatched = {key.split(":")[1] for key in counts if key.startswith("parks-hatch:")}
    assert hatched == TYPES - {"sport"}
    assert any(key.startswith("parks-label") for key in counts)
    assert counts["parks-fill:industrial"] == 2
    width, height = chart.size
    assert width > 900
    assert height > 600
    assert chart.mounts == 1


def test_a_class_goes_off_and_on_and_the_view_stays(chart):
    chart.open()
    view = chart.view
    off = switch(chart, "medical").counts("park_type")
    assert not any(key.endswith(":medical") for key in off)
    assert off["parks-fill:industrial"] == 2
    on = switch(chart, "medical").counts("park_type")
    assert on["parks-fill:medical"] == 1
    assert chart.view == view
    assert chart.mounts == 1


def test_a_layer_goes_off_and_a_switch_sends_little(chart):
    chart.open()
    assert "water-fill" in chart.counts()
    chart.received.clear()
    assert "water-fill" not in switch(chart, "water").counts()
    assert 0 < sum(chart.received) < 20_000


def test_tiles_are_read_anew_after_a_frame_that_the_library_loses(chart):
    chart.open()
    before = chart.counts()
    rested = chart.page.evaluate(
        """() => {
          const message = "Length of new data is 8, which doesn't match current length of 0";
          window.dispatchEvent(new ErrorEvent('error', {message: 'another fault'}));
          const rested = [window.__atlas.map.areTilesLoaded()];
          window.dispatchEvent(new ErrorEvent('error', {message}));
          return [...rested, window.__atlas.map.areTilesLoaded()];
        }"""
    )
    assert rested == [True, False]
    chart.drawn()
    assert chart.counts() == before


def test_the_language_changes_in_place(chart):
    chart.open()
    region = chart.page.get_by_role("region", name="Map", exact=True)
    expect(region.get_by_role("application")).to_be_attached()
    expect(chart.page.locator(".scale span")).to_have_text(re.compile(r"^(1|2|5)0{0,2}\xa0k?m$"))
    switch(chart, "ru")
    field = "window.__atlas.map.getLayoutProperty('parks-label', 'text-field')"
    assert chart.page.evaluate(field) == ["get", "name_ru"]
    expect(chart.page.locator(".source")).to_have_text("<b>Источники</b>")
    expect(chart.page.locator(".scale span")).to_have_text(re.compile(r"^(1|2|5)0{0,2}\xa0к?м$"))
    expect(chart.page.locator(".north")).to_have_attribute("aria-label", "Север вверху")
    expect(chart.page.get_by_role("region", name="Карта", exact=True)).to_be_visible()
    assert chart.mounts == 1


def test_a_click_tells_layer_record_and_id(chart):
    chart.open(CLOSE)
    chart.click_place(*PARK_1)
    expect(chart.page.locator("#picked")).to_contain_text("parks park_1")
    assert chart.counts()["parks-selected"] == 1
    chart.click_place(*GROUND)
    expect(chart.page.locator("#picked")).to_contain_text("None None")
    assert "parks-selected" not in chart.counts()


def test_enter_selects_what_lies_under_the_cross(chart):
    chart.open(CLOSE)
    canvas = chart.page.locator("canvas.maplibregl-canvas")
    canvas.focus()
    expect(chart.page.locator(".cross")).to_be_visible()
    chart.after(lambda: chart.page.keyboard.press("Enter"))
    expect(chart.page.locator("#picked")).to_contain_text("parks park_1")


def test_panning_writes_the_address_and_runs_no_script(chart):
    chart.open(CLOSE)
    nonce, before = chart.nonce, address_of(chart)
    chart.received.clear()
    chart.page.mouse.move(800, 400)
    chart.page.mouse.down()
    chart.page.mouse.move(700, 300, steps=5)
    chart.page.mouse.up()
    chart.page.wait_for_function("before => location.search !== before", arg=before)
    assert re.fullmatch(r"\?v=14\.00/56\.\d{4}/84\.\d{4}", address_of(chart))
    assert chart.nonce == nonce
    assert chart.received == []


def test_a_reload_finds_the_same_view_and_so_does_a_page_come_back_to(chart):
    chart.open("/?v=13.25/56.4600/84.9500")
    chart.page.reload()
    assert chart.drawn().view["zoom"] == pytest.approx(13.25)
    before = address_of(chart)
    chart.page.get_by_role("button", name="\u2212").or_(
        chart.page.get_by_role("button", name="Zoom out")
    ).first.click()
    chart.page.wait_for_function("before => location.search !== before", arg=before)
    view = chart.view
    box = chart.page.get_by_test_id("stSidebar").get_by_text("map away", exact=True)
    box.click()
    expect(chart.page.locator(".scale")).to_have_count(0)
    box.click()
    chart.page.wait_for_function("window.__atlas.mounts === 2 && window.__atlas.nonce")
    assert chart.view["center"] == pytest.approx(view["center"], abs=1e-3)
    assert chart.view["zoom"] == pytest.approx(12.25, abs=0.02)


@pytest.mark.motion
def test_a_flight_is_made_once(chart):
    chart.open(CLOSE.replace("14.00", "11.00"))
    chart.after(chart.page.get_by_role("button", name="fly").click)
    chart.page.wait_for_function("window.__atlas.view().zoom > 13")
    chart.page.evaluate("window.__atlas.map.jumpTo({zoom: 12, center: [84.95, 56.46]})")
    switch(chart, "water")
    assert chart.view["zoom"] == pytest.approx(12)


def test_hostile_names_are_shown_as_text(chart):
    chart.open("/?v=14.00/56.4592/84.9247")
    chart.page.mouse.move(5, 5)
    x, y = chart.pixel(*PARK_2)
    chart.page.mouse.move(x - 12, y - 12)
    chart.page.mouse.move(x, y)
    tip = chart.page.locator(".tip")
    expect(tip).to_have_text(HOSTILE)
    switch(chart, "ru")
    chart.page.mouse.move(x - 12, y - 12)
    expect(tip).to_have_text(HOSTILE_RU)
    assert tip.locator("img, script").count() == 0
    expect(chart.page.locator(".source b")).to_have_count(0)


def test_the_map_follows_its_box(chart):
    chart.open()
    width, height = chart.size
    switch(chart, "narrow")
    chart.page.wait_for_function("window.__atlas.size[0] === 600")
    chart.page.wait_for_function(
        "window.__atlas.map.getCanvas().clientWidth === window.__atlas.size[0]"
    )
    assert chart.size == (600, height)
    assert width > 600
    assert chart.mounts == 1


def test_counts_refuse_a_map_without_height(chart):
    chart.open()
    chart.page.evaluate("window.__atlas.map.getContainer().style.height = '0px'")
    chart.page.evaluate("window.__atlas.map.getContainer().style.bottom = 'auto'")
    with pytest.raises(Exception, match="nothing is seen"):
        chart.counts()


def test_reach_and_served_cells_are_drawn(chart):
    chart.open("/?v=11.50/56.4600/84.9600")
    rings = switch(chart, "reach").counts("radius_m")
    assert rings["reach-fill:1000"] == 1
    assert rings["reach-fill:2000"] == 1
    cells = switch(chart, "served").counts("served_radius")
    assert sum(n for key, n in cells.items() if key.startswith("served-fill")) == 5
    assert "served-fill:500" in cells


def test_trouble_is_said_on_the_map(chart):
    chart.open()
    box = chart.page.get_by_test_id("stSidebar").get_by_text("broken source", exact=True)
    box.click()
    alarm = chart.page.get_by_role("alert").filter(has_text="404")
    expect(alarm).to_be_visible()
    chart.page.wait_for_function("window.__atlas.nonce > 1")
    chart.page.wait_for_function("'parks-fill' in window.__atlas.counts()")
    switch(chart, "broken source")
    expect(alarm).to_be_hidden()
    assert any("404" in fault for fault in chart.errors)
    chart.errors.clear()


def test_a_map_that_cannot_start_says_so(chart):
    chart.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    chart.page.goto(chart.address)
    expect(chart.page.locator(".canvas.failed")).to_contain_text("could not be drawn")
    assert chart.errors
    chart.errors.clear()


@pytest.mark.parametrize(
    "ask",
    [
        "fetch('https://example.org/x').catch(() => 0)",
        """new Promise((done) => {
            const code = "fetch('https://example.org/x').catch(() => 0).then(() => postMessage(0))";
            const worker = new Worker(URL.createObjectURL(new Blob([code])));
            worker.onmessage = done;
        })""",
    ],
    ids=["page", "worker"],
)
def test_the_guard_catches_a_request_that_leaves_the_machine(chart, ask):
    chart.open()
    chart.page.evaluate(ask)
    assert chart.outside == ["https://example.org/x"]
    chart.outside.clear()
    chart.errors.clear()
