"""The story as a presenter meets it: walked by the keys of a remote in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from layers import open_edition
from layers.story import read_story, told


def opened(atlas, path):
    atlas.page.emulate_media(reduced_motion="reduce")
    atlas.page.goto(atlas.address + path)
    return shown(atlas)


def shown(atlas, after=""):
    """Wait until the map has come to a step other than `after`; give the step."""
    atlas.page.wait_for_function(
        "after => window.__atlas?.step && window.__atlas.step !== after", arg=after
    )
    return atlas.page.evaluate("window.__atlas.step")


def plain(text):
    """Give a text without what keeps words on one line."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_story_is_walked_by_the_keys_of_a_remote(atlas, lang):
    edition = open_edition()
    story = read_story(edition)
    step, views = opened(atlas, f"/story?lang={lang}"), []
    expect(atlas.page.locator(".story .words")).to_have_attribute("aria-live", "polite")
    expect(atlas.page.get_by_test_id("stHeader")).to_be_hidden()
    for one in story.steps:
        assert step == one.id
        assert f"step={one.id}" in atlas.page.url
        text = plain(atlas.page.locator(".story .words").inner_text())
        assert one.title.say(lang) in text
        for name in one.figures:
            assert plain(told(edition, name, lang).number) in text
        views.append((*atlas.view["center"], atlas.view["zoom"]))
        atlas.page.keyboard.press("PageDown")
        if one is not story.steps[-1]:
            step = shown(atlas, one.id)
    assert len(set(views)) == len(story.steps)
    assert atlas.mounts == 1


def test_other_keys_go_back_home_and_to_the_end_and_escape_to_the_map(atlas):
    steps = [one.id for one in read_story(open_edition()).steps]
    press = atlas.page.keyboard.press
    assert opened(atlas, "/story?step=medical") == "medical"
    press("PageUp")
    assert shown(atlas, "medical") == steps[steps.index("medical") - 1]
    press("Home")
    assert shown(atlas, "historical") == steps[0]
    press("Space")
    assert shown(atlas, steps[0]) == steps[1]
    press("End")
    assert shown(atlas, steps[1]) == steps[-1]
    press("?")
    expect(atlas.page.get_by_role("dialog")).to_be_visible()
    press("Escape")
    expect(atlas.page.get_by_role("dialog")).to_be_hidden()
    press("Escape")
    expect(atlas.page.get_by_test_id("stHeader")).to_be_visible()
    expect(atlas.page.locator(".st-key-panel")).to_be_visible()


def test_what_is_edited_is_told_as_text_from_the_view_of_the_map(atlas):
    opened(atlas, "/story?step=sport")
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
    expect(atlas.page.locator(".story h1")).to_contain_text("<img")
    assert shown(atlas) == "sport"
    lon, lat = atlas.view["center"]
    assert (round(lon, 3), round(lat, 3)) == (84.95, 56.5)
