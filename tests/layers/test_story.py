"""Stories: reading and checking, writing, figures by name, the shipped story and the made one."""

from __future__ import annotations

import json
import shutil

import geopandas as gpd
import pytest
import shapely

from geo import SHARE, Figure, Method
from layers import StoryError, accounts, open_edition, phrases, statistics, wording
from layers.programme import parse_programme
from layers.story import (
    MOST_BYTES,
    MOST_FIGURES,
    MOST_STEPS,
    Story,
    edition_story,
    extent,
    filled,
    made_story,
    missing_words,
    offered,
    open_story,
    parse_story,
    read_story,
    story_from_json,
    story_json,
    told,
)
from layers.story.made import view_of
from layers.story.told import named
from layers.vocabulary import LANGUAGES, PARK_TYPES, Words

VIEW = {"lon": 84.96, "lat": 56.46, "zoom": 11}


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def step(**more):
    return {"id": "one", "title_en": "One", "view": VIEW, "layers": ["water"], **more}


def faults(edition, *steps, **more):
    with pytest.raises(StoryError) as caught:
        parse_story({"title_en": "A story", "step": list(steps), **more}, edition)
    return caught.value.faults


def test_a_story_is_read_with_its_defaults(small_edition):
    story = parse_story({"title_en": "A story", "step": [step()]}, small_edition)
    one = story.steps[0]
    assert (one.view.bearing, one.view.pitch, one.focus, one.figures) == (0, 0, (), ())
    assert story.title.ru == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"layers": ["lava"]}, "`layers` names `lava`, which this edition cannot draw"),
        ({"layers": ["parks/lava"]}, "`layers` names `parks/lava`"),
        ({"layers": []}, "needs at least one name in `layers`"),
        ({"focus": ["parks/nowhere"]}, "`focus` names `parks/nowhere`, which is no feature"),
        ({"focus": ["lava/park_1"]}, "`focus` names `lava/park_1`"),
        ({"focus": ["sites/site_5"]}, "`focus` names `sites/site_5`"),
        ({"figures": ["coverage.lava.1000"]}, "`figures` names `coverage.lava.1000`"),
        (
            {"text_en": "So {coverage.lava.1000}."},
            "the text names `{coverage.lava.1000}`, a figure",
        ),
        ({"id": "Bad id"}, "`id` must be up to 40 small Latin letters"),
        ({"id": ""}, "needs the text `id`"),
        ({"title_en": " "}, "needs the text in a language at least: `title_en`, `title_ru`"),
        ({"note": "x"}, "has an unknown key `note`"),
        ({"view": "here"}, "needs the table `view`"),
        ({"view": {**VIEW, "lon": 30.3}}, "`lon` must be a number from 84"),
        ({"view": {**VIEW, "lat": "north"}}, "`lat` must be a number from 56"),
        ({"view": {**VIEW, "zoom": 30}}, "`zoom` must be a number from 3 to 18; `30` came"),
        ({"view": {**VIEW, "zoom": float("nan")}}, "`zoom` must be a number from 3 to 18"),
        ({"view": {**VIEW, "pitch": True}}, "`pitch` must be a number from 0 to 60"),
        ({"view": {"lon": 84.96, "lat": 56.46}}, "needs the number `zoom`, from 3 to 18"),
        ({"view": {**VIEW, "roll": 3}}, "has an unknown key `roll`"),
    ],
)
def test_what_a_step_may_not_say_is_refused(small_edition, more, words):
    found = faults(small_edition, step(**more))
    assert len(found) == 1
    assert words in found[0]
    assert found[0].startswith("step ")


def test_all_faults_are_told_together(small_edition):
    found = faults(
        small_edition,
        step(layers=["lava"], focus=["parks/nowhere"]),
        step(figures=["nothing"], view={**VIEW, "lon": 0}),
        colour="red",
    )
    assert len(found) == 6
    assert "has an unknown key `colour`; remove it or spell it right" in found
    assert "step `one` comes twice; give each step an id of its own" in found


def test_too_many_steps_and_figures_are_refused(small_edition):
    steps = [step(id=f"step-{n}") for n in range(MOST_STEPS + 1)]
    assert (
        f"has {MOST_STEPS + 1} steps; {MOST_STEPS} is the most" in faults(small_edition, *steps)[0]
    )
    names = list(offered(small_edition))[: MOST_FIGURES + 1]
    assert "is the most on a screen" in faults(small_edition, step(figures=names))[0]


def test_a_story_without_steps_is_refused(small_edition):
    assert faults(small_edition) == ("expected at least one table [[step]], got none",)
    with pytest.raises(StoryError, match="must be a list of tables"):
        parse_story({"title_en": "A", "step": "one"}, small_edition)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "Expected JSON in UTF-8 in `a.json`"),
        (b"{", "Expected JSON in UTF-8"),
        (b"[" * 100_000, "Expected JSON in UTF-8"),
        (b"[1]", "as one JSON object in `a.json`; `list` came"),
        (b" " * (MOST_BYTES + 1), "Expected a story of at most 500,000 bytes"),
        (b'{"title_en": "A", "step": [{"id": "a"}]}', "`a.json` has"),
    ],
)
def test_a_file_that_is_no_story_is_refused(small_edition, content, words):
    with pytest.raises(StoryError, match=words.replace("[", r"\[")):
        story_from_json(content, small_edition, name="a.json")


def test_a_story_comes_back_from_its_file(tomsk, tmp_path):
    story = edition_story(tomsk)
    path = tmp_path / "story.json"
    path.write_bytes(story_json(story))
    assert open_story(path, tomsk) == story


def test_a_file_that_is_not_there_is_said(tomsk, tmp_path):
    with pytest.raises(StoryError, match=r"Expected a story in .*: `No such file"):
        open_story(tmp_path / "nothing.json", tomsk)


def test_a_large_file_is_no_story_in_either_spelling(tomsk, tmp_path):
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(StoryError, match=r"at most 500,000 bytes; `large\.toml` has 500,001"):
        open_story(path, tomsk)


def test_a_story_that_the_editor_saved_is_told_from_the_edition_s_folder(small_edition, tmp_path):
    folder = shutil.copytree(small_edition.root, tmp_path / "copy")
    made = edition_story(small_edition)
    mine = Story(Words("Mine", "Мой"), made.steps[:1])
    (folder / "story.json").write_bytes(story_json(mine))
    (folder / "story.toml").write_text("step = ", encoding="utf-8")
    assert edition_story(open_edition(folder)) == mine


def test_markup_stays_as_it_was_written(small_edition):
    text = '</script><b>bold</b> & "quoted"'
    document = {"title_en": text, "step": [step(title_en=text, text_en=text)]}
    story = story_from_json(story_json(parse_story(document, small_edition)), small_edition)
    assert story.steps[0].text.en == text


def test_the_shipped_story_speaks_both_languages_everywhere(tomsk):
    story = read_story(tomsk)
    assert 8 <= len(story.steps) <= 12
    assert missing_words(story) == ()
    assert all(one.text.en and one.text.ru for one in story.steps)


def test_the_shipped_story_types_no_figure(tomsk):
    """A number in a text is a date or the number of an order, never a figure."""
    allowed = {"14", "2015", "22", "1", "2016"}
    for one in read_story(tomsk).steps:
        for text in (one.title, one.text):
            for lang in LANGUAGES:
                digits = "".join(c if c.isdigit() else " " for c in text.say(lang)).split()
                assert set(digits) <= allowed, text.say(lang)


def test_the_shipped_story_has_each_park_type_with_an_interval(tomsk):
    steps = read_story(tomsk).steps
    first = {one.figures[0].split(".")[1]: one for one in steps if "coverage" in one.figures[0]}
    assert set(PARK_TYPES) <= set(first)
    for kind in PARK_TYPES:
        assert told(tomsk, first[kind].figures[0], "en").interval
        assert f"parks/{kind}" in first[kind].layers


def test_figures_of_the_story_are_those_of_the_statistics(tomsk):
    statistic = statistics.edition_coverage(tomsk, "parks", (2000,))
    figure = statistic.figure("served_share", SHARE, by="medical")
    one = told(tomsk, "coverage.medical.2000", "en")
    assert one.number == wording.percent(figure.value, "en", None)
    interval = wording.interval(
        figure.low, figure.high, lambda end: wording.percent(end, "en", None)
    )
    assert one.interval == f"{interval} given the precision of places"
    assert one.label.startswith("of residents live within 2")
    served = statistic.figure("served", "people", by="medical")
    assert told(tomsk, "served.medical.2000", "ru").number == wording.people(served.value, "ru")


def test_figures_of_the_story_are_those_of_the_accounts(tomsk):
    found = accounts.figures(tomsk, sheets=False)
    total = found["investment_rub_bn.planned"].value
    one = told(tomsk, "account.investment_rub_bn.planned", "ru")
    assert f"{one.number} {one.unit}".replace(" ", wording.SPACE) == wording.money(total, "ru")
    between = found["medical.between"].value
    one = told(tomsk, "medical.between", "en")
    assert f"{one.number}{wording.SPACE}{one.unit}" == wording.length(between, "en")


def test_figures_of_the_story_are_those_of_the_programme(tomsk):
    programme = parse_programme(tomsk.document("programme"))
    value = next(one for one in programme.points if one.id == "investment").values[0]
    one = told(tomsk, "programme.investment.1", "ru")
    assert (one.number, one.unit) == phrases.amount(value.value, value.unit, "ru")[1:]
    assert one.label == value.text.ru
    assert all(cited in one.source for cited in programme.cite(value.sources, "ru"))


def test_a_pair_of_the_synergy_is_that_of_the_measure(tomsk):
    found = statistics.edition_statistic(tomsk, "synergy", settings={"within_m": 3000}, draws=40)
    figure = found.figure("reached_share", SHARE, park_type="medical", cluster="pharma_med_it")
    one = told(tomsk, "synergy.medical.pharma_med_it", "en")
    assert one.number == wording.percent(figure.value, "en", None)


def test_an_interval_whose_ends_read_the_same_is_told_in_words():
    card = Method("coverage", "", "", ())
    one = named(open_edition(), lambda _lang: "People", lambda: Figure(0.8, SHARE, 0.8, 0.8, card))
    assert one.find("en").interval == "unchanged within the precision of places"
    assert one.find("en").label == "people"


def test_every_figure_that_is_offered_can_be_told(small_edition):
    names = offered(small_edition)
    assert {"programme.goal.1", "coverage.medical.1000", "park.park_1.area"} <= set(names)
    for name, title in names.items():
        assert title.en
        assert title.ru
        for lang in LANGUAGES:
            one = told(small_edition, name, lang)
            assert one.number, name
            assert one.label, name
            assert one.source, name


def test_a_text_tells_the_number_of_a_figure_that_it_names(tomsk):
    one = told(tomsk, "programme.jobs.1", "ru")
    said = filled(tomsk, "Jobs: {programme.jobs.1} {here} {}", "ru")
    assert said == f"Jobs: {one.number}{wording.SPACE}{one.unit} {{here}} {{}}"
    with pytest.raises(StoryError, match=r"`lava\.1` came"):
        filled(tomsk, "{lava.1}", "en")


def test_a_figure_of_no_name_is_refused(small_edition):
    with pytest.raises(StoryError, match="Expected a figure of the edition `small`; `lava` came"):
        told(small_edition, "lava", "en")


def test_an_edition_without_a_story_gets_one_of_its_parks(small_edition):
    story = edition_story(small_edition)
    placed = small_edition.frame("parks")
    kinds = set(placed.loc[placed.geometry.notna(), "park_type"])
    assert {one.id for one in story.steps} == {"agglomeration"} | kinds
    assert missing_words(story) == ()
    assert story_from_json(story_json(story), small_edition) == story
    west, south, east, north = extent(small_edition)
    assert all(west <= one.view.lon <= east for one in story.steps)
    assert all(south <= one.view.lat <= north for one in story.steps)


def test_the_made_story_of_any_edition_can_be_told(tomsk):
    story = made_story(tomsk)
    assert [one.id for one in story.steps[1:]] == list(PARK_TYPES)
    assert parse_story(json.loads(story_json(story)), tomsk) == story


def test_a_view_holds_what_it_is_made_for():
    point = gpd.GeoDataFrame(geometry=[shapely.Point(85, 56.5)], crs="EPSG:4326")
    assert view_of(point).zoom == 14
    # 360 degrees are 512 pixels at zoom 0, so 1.40625 degrees are 512 pixels at zoom 8.
    wide = gpd.GeoDataFrame(geometry=[shapely.box(84, 56, 85.40625, 56.01)], crs="EPSG:4326")
    assert view_of(wide, (512, 512)).zoom == pytest.approx(8, abs=0.01)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"step = ", "Expected TOML in UTF-8 in"), (b"\xff", "Expected TOML in UTF-8")],
)
def test_a_broken_story_of_an_edition_is_told(small_edition, tmp_path, content, words):
    folder = shutil.copytree(small_edition.root, tmp_path / "copy")
    (folder / "story.toml").write_bytes(content)
    with pytest.raises(StoryError, match=words):
        edition_story(open_edition(folder))
