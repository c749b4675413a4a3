"""The story as a presenter meets it: walked by the keys of a remote, told in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from layers import open_edition
from layers.story import read_story, told
from layers.vocabulary import ID, PARK_TYPE

pytestmark = pytest.mark.motion

HEADING = ".story h1"
SEEN = """([[lon, lat], places]) => {
  const [x, y] = window.__atlas.view().center;
  if (Math.abs(x - lon) > 1e-6 || Math.abs(y - lat) > 1e-6) return false;
  const story = window.__atlas.map.getContainer().closest('.story');
  const panel = story.querySelector('.panel');
  return {
    moving: window.__atlas.map.isMoving(),
    cut: panel.scrollHeight > panel.clientHeight,
    left: panel.getBoundingClientRect().right,
    bottom: story.querySelector('.key').getBoundingClientRect().top,
    pixels: places.map((place) => window.__atlas.pixel(place)),
  };
}"""
"""What the map of a step shows, once its camera stands there; false before."""


@pytest.fixture(scope="module")
def edition():
    return open_edition()


@pytest.fixture(scope="module")
def story(edition):
    return read_story(edition)


def opened(atlas, path):
    """Open the story, which does not fly then; give the step that the map shows."""
    atlas.page.emulate_media(reduced_motion="reduce")
    atlas.page.goto(atlas.address + path)
    return shown(atlas)


def shown(atlas, after=""):
    """Wait until the map has come to rest at a step other than `after`; give the step."""
    atlas.page.wait_for_function(
        "after => window.__atlas?.step && window.__atlas.step !== after", arg=after
    )
    return atlas.page.evaluate("window.__atlas.step")


def plain(text):
    """Give a text without what keeps words on one line."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


def words(atlas):
    return plain(atlas.page.locator(".story .words").inner_text())


@pytest.fixture(scope="module")
def land(edition):
    return edition.frame("municipalities").union_all()


def told_about(edition, step, land):
    """Give where on a land lies what a step is about: parks that are on, sites in focus."""
    parks = edition.frame("parks")
    sites = edition.frame("sites")
    of_types = {one.partition("/")[2] for one in step.layers if one.startswith("parks/")}
    mine = parks if "parks" in step.layers else parks[parks[PARK_TYPE].isin(of_types)]
    focus = [one.partition("/")[2] for one in step.focus]
    for frame in (mine, sites[sites[ID].isin(focus)]):
        places = frame.geometry[frame.geometry.notna()].representative_point()
        yield from places[places.within(land)].to_crs("EPSG:4326")


def test_the_story_is_walked_by_the_keys_of_a_remote(atlas, edition, story, land):
    """Each step says its words and numbers at once, and shows what it speaks of beside them."""
    step = opened(atlas, "/story?lang=ru")
    expect(atlas.page.locator(".story .words")).to_have_attribute("aria-live", "polite")
    expect(atlas.page.get_by_test_id("stHeader")).to_be_hidden()
    assert step == story.steps[0].id
    for one in story.steps:
        said = words(atlas)
        assert one.title.ru in said
        assert all(plain(told(edition, name, "ru").number) in said for name in one.figures)
        assert f"step={one.id}" in atlas.page.url
        places = [(place.x, place.y) for place in told_about(edition, one, land)]
        seen = atlas.page.wait_for_function(SEEN, arg=[[one.view.lon, one.view.lat], places])
        seen = seen.json_value()
        assert not seen["moving"], one.id
        assert not seen["cut"], one.id
        for (x, y), place in zip(seen["pixels"], places, strict=True):
            assert seen["left"] + 10 < x < 1366 - 10, (one.id, place)
            assert 40 < y < seen["bottom"] - 5, (one.id, place)
        atlas.page.keyboard.press("PageDown")
    assert shown(atlas, step) == story.steps[-1].id
    assert atlas.mounts == 1
    atlas.page.locator(".story .lang").click()
    expect(atlas.page.locator(HEADING)).to_have_text(story.steps[-1].title.en)
    for one in story.steps[::-1]:
        said = words(atlas)
        assert one.title.en in said
        assert all(plain(told(edition, name, "en").number) in said for name in one.figures)
        atlas.page.keyboard.press("PageUp")


def test_keys_are_those_of_presentation_programs(atlas, story):
    page, press = atlas.page, atlas.page.keyboard.press
    titles = [one.title.en for one in story.steps]
    heading, root = page.locator(HEADING), page.locator(".story")
    assert opened(atlas, "/story?step=medical") == "medical"
    at = [one.id for one in story.steps].index("medical")
    for key, place in (
        ("PageUp", at - 1),
        ("Home", 0),
        ("Space", 1),
        ("Shift+Space", 0),
        ("End", len(titles) - 1),
        ("ArrowDown", len(titles) - 1),
        ("ArrowLeft", len(titles) - 2),
    ):
        press(key)
        expect(heading).to_have_text(titles[place])
    for key in ("1", "0", "Enter"):
        press(key)
    expect(heading).to_have_text(titles[9])
    press(".")
    expect(root).to_have_attribute("data-cover", "black")
    expect(heading).to_be_hidden()
    press("PageDown")
    expect(heading).to_have_text(titles[9])
    expect(heading).to_be_visible()
    page.locator(".story canvas").click(position={"x": 900, "y": 300})
    press("ArrowRight")
    expect(heading).to_have_text(titles[10])
    page.locator(".story .panel").evaluate(
        """one => {
          const finger = (x) => new Touch({identifier: 1, target: one, clientX: x, clientY: 300});
          one.dispatchEvent(new TouchEvent('touchstart', {touches: [finger(100)]}));
          one.dispatchEvent(new TouchEvent('touchend', {changedTouches: [finger(300)]}));
        }"""
    )
    expect(heading).to_have_text(titles[9])


def test_the_full_screen_is_entered_and_left_before_the_story(atlas, story):
    page, press = atlas.page, atlas.page.keyboard.press
    full = "() => Boolean(document.fullscreenElement)"
    window = "() => !document.fullscreenElement"
    assert opened(atlas, "/story?step=sport") == "sport"
    expect(page.locator(".story .hint")).to_contain_text("full screen")
    press("f")
    page.wait_for_function(full)
    expect(page.locator(".story .hint")).to_be_hidden()
    expect(page.locator(".story .full")).to_have_attribute("aria-label", "Leave full screen")
    expect(page.locator(".story .tools")).to_be_hidden()
    press("Escape")
    page.wait_for_function(window)
    expect(page.locator(HEADING)).to_have_text("Sport parks")
    press("Shift+F5")
    page.wait_for_function(full)
    expect(page.locator(HEADING)).to_have_text("Sport parks")
    press("Escape")
    page.wait_for_function(window)
    press("F5")
    page.wait_for_function(full)
    expect(page.locator(HEADING)).to_have_text(story.steps[0].title.en)
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press("Escape")
    page.wait_for_function(window)
    page.evaluate("window.__atlas = undefined")
    press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    atlas.drawn()
    page.evaluate("window.__atlas = undefined")
    page.get_by_role("link", name="Story").click()
    shown(atlas)
    page.emulate_media(reduced_motion="no-preference")
    press("ArrowRight")
    page.wait_for_function("window.__atlas.map.isMoving()")


def test_what_is_edited_is_told_as_text_from_the_view_of_the_map(atlas):
    opened(atlas, "/story?step=sport")
    atlas.page.evaluate("window.__atlas = undefined")
    atlas.page.locator(".story .edit").click()
    title = atlas.page.get_by_label("Title, English").last
    expect(title).to_have_value("Sport parks")
    title.fill("<img src=x onerror=alert(1)>")
    title.press("Enter")
    atlas.drawn()
    atlas.page.evaluate("window.__atlas.map.jumpTo({center: [84.95, 56.5], zoom: 12.5})")
    atlas.page.get_by_role("button", name="Take this view").click()
    expect(atlas.page.get_by_role("spinbutton", name="Zoom").first).to_have_value("12.50")
    atlas.page.get_by_role("button", name="Show the story").click()
    expect(atlas.page.locator(HEADING)).to_contain_text("<img")
    assert shown(atlas) == "sport"
    lon, lat = atlas.view["center"]
    assert (round(lon, 3), round(lat, 3)) == (84.95, 56.5)
