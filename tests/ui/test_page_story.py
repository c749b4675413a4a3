"""The story and its editor, run through the router in both languages."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers import open_edition
from layers.story import edition_story, story_json, told
from layers.vocabulary import Words
from ui import keys, sheets

ROOT = Path(__file__).resolve().parents[2]
LATIN = re.compile(r"[A-Za-z]{4,}")
EDIT = {keys.MODE: "edit"}


def page(lang="en", **state):
    app = AppTest.from_file(str(ROOT / "ui" / "router.py"), default_timeout=120)
    app.query_params["lang"] = lang
    app.run()
    for name, value in state.items():
        app.session_state[name] = value
    app.switch_page("views/story.py").run()
    assert not app.exception
    return app


def sheet(address):
    """Give what the browser would fetch from an address of a sheet."""
    return json.loads(gzip.decompress(sheets.withdraw(Path(address).stem)))


def told_by(app):
    """Give the story as the browser reads it."""
    data = json.loads(app.get("bidi_component")[-1].proto.json)
    return sheet(data["story"])


def field(app, name, lang, step):
    return next(
        one
        for one in (*app.text_input, *app.text_area)
        if one.key.startswith(f"story-{name}-{lang}-{step}-")
    )


def button(app, name):
    return next(one for one in app.button if one.key == f"story-{name}")


def current(app):
    return app.session_state[keys.STORY][1]


def read_on(app):
    """Give what is read in the editor: labels, buttons, and HTML as text."""
    labels = [
        one.label
        for one in (*app.text_input, *app.text_area, *app.button, *app.checkbox, *app.multiselect)
    ]
    labels += [one.label for one in app.number_input]
    bodies = [re.sub("<style.*?</style>|<[^>]+>", " ", one.proto.body) for one in app.get("html")]
    return " ".join(labels), " ".join(bodies)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_story_goes_to_the_browser_whole(lang):
    story, edition = edition_story(open_edition()), open_edition()
    came = told_by(page(lang))
    assert came["lang"] == lang
    assert [one["title"] for one in came["steps"]] == [one.title.say(lang) for one in story.steps]
    for one, step in zip(came["steps"], story.steps, strict=True):
        numbers = [told(edition, name, lang).number for name in step.figures]
        assert [figure["number"] for figure in one["figures"]] == numbers
        assert all(figure["label"] and figure["source"] for figure in one["figures"])
    if lang == "ru":
        said = " ".join(map(str, came["words"].values()))
        assert not LATIN.search(re.sub("PageDown|PageUp|Home|Enter|Backspace|Shift", "", said))


def test_a_step_shows_its_layers_and_its_focus():
    steps = {one["id"]: one for one in told_by(page())["steps"]}
    layers = {one["id"]: one for one in sheet(steps["medical"]["sheet"])["layers"]}
    assert layers["parks-fill"]["layout"]["visibility"] == "visible"
    assert "medical" in json.dumps(layers["parks-fill"]["filter"])
    assert "sport" not in json.dumps(layers["parks-fill"]["filter"])
    assert layers["sites-icon"]["layout"]["visibility"] == "none"
    assert "served-fill" in layers
    focus = {one["id"]: one for one in sheet(steps["medical_centre"]["sheet"])["layers"]}
    assert "cardio" in json.dumps(focus["focus-sites-icon"]["filter"])


def test_what_was_edited_is_told():
    app = page(**EDIT)
    field(app, "title", "en", "agglomeration").input("<b>Ours</b>").run()
    button(app, "show").click().run()
    assert not app.exception
    assert told_by(app)["steps"][0]["title"] == "<b>Ours</b>"
    data = json.loads(app.get("bidi_component")[-1].proto.json)
    assert data["asked"]["step"] == "agglomeration"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_editor_speaks_its_language(lang):
    labels, body = read_on(page(lang, **EDIT))
    if lang == "ru":
        assert not LATIN.search(labels)
        assert "Слои шага" in body
        assert "Layers of the step" not in body
    else:
        assert "Show the story" in labels
        assert "Layers of the step" in body


def test_steps_are_added_copied_moved_and_deleted_and_all_is_undone():
    before = edition_story(open_edition())
    app = page(**EDIT)
    button(app, "add").click().run()
    assert current(app).steps[1].title == Words("New step", "Новый шаг")
    button(app, "delete").click().run()
    assert current(app).steps == before.steps
    app = page(**EDIT)
    button(app, "copy").click().run()
    made = current(app).steps[1]
    assert replace(made, id=before.steps[0].id) == before.steps[0]
    button(app, "down").click().run()
    assert current(app).steps[2] == made
    button(app, "up").click().run()
    for _ in range(3):
        button(app, "undo").click().run()
    assert current(app) == before
    assert button(app, "undo").disabled


def test_a_change_that_cannot_be_told_is_refused_with_its_reasons():
    app = page("ru", **EDIT)
    key = "agglomeration"
    for lang in ("en", "ru"):
        field(app, "title", lang, key).input("").run()
    assert "нужен текст хотя бы на одном языке: `title_en`, `title_ru`" in read_on(app)[1]
    assert current(app).steps[0].title.ru != ""


def test_a_missing_translation_is_said():
    app = page(**EDIT)
    field(app, "title", "ru", "agglomeration").input("").run()
    assert "not translated" in read_on(app)[0]
    assert "A text in one language only" in read_on(app)[1]


def test_a_layer_is_switched_and_the_last_one_stays():
    app = page(**EDIT)
    water = next(one for one in app.checkbox if one.key.endswith("on-water"))
    water.uncheck().run()
    assert "water" not in current(app).steps[0].layers
    medical = next(one for one in app.checkbox if one.key.endswith("on-parks/medical"))
    medical.uncheck().run()
    assert "parks/sport" in current(app).steps[0].layers
    assert "parks/medical" not in current(app).steps[0].layers


def test_the_view_is_changed_by_numbers_too():
    app = page(**EDIT)
    zoom = next(one for one in app.number_input if one.key.startswith("story-zoom"))
    zoom.set_value(12.5).run()
    assert current(app).steps[0].view.zoom == 12.5


def test_figures_are_chosen_from_the_list():
    app = page(**EDIT)
    chosen = next(one for one in app.multiselect if one.key.startswith("story-figures"))
    chosen.set_value(["programme.jobs.1"]).run()
    assert current(app).steps[0].figures == ("programme.jobs.1",)
    assert "160 thousand" in read_on(app)[1]


def test_a_figure_named_in_the_text_is_told_as_its_number():
    app = page(**EDIT)
    key = "story-within-agglomeration"
    box = next(one for one in app.selectbox if one.key.startswith(key))
    box.select("programme.jobs.1").run()
    text = current(app).steps[0].text
    assert text.en.endswith(" {programme.jobs.1}")
    assert text.ru.endswith(" {programme.jobs.1}")
    button(app, "show").click().run()
    assert told_by(app)["steps"][0]["text"].endswith("160\u00a0thousand")


def test_a_story_is_saved_and_opened_again():
    app = page(**EDIT)
    field(app, "title", "en", "").input("Mine").run()
    saved = story_json(current(app))
    fresh = page(**EDIT)
    fresh.file_uploader(key="story-file").upload("story.json", saved, "application/json").run()
    assert current(fresh).title.en == "Mine"
    button(fresh, "again").click().run()
    assert current(fresh) == edition_story(open_edition())


def test_a_file_that_is_no_story_changes_nothing():
    app = page(**EDIT)
    app.file_uploader(key="story-file").upload("story.json", b"[1]", "application/json").run()
    assert "Expected a story as one JSON object" in read_on(app)[1]
    assert keys.STORY not in app.session_state
