"""The terminal writes an edition's story, and says what is wrong with one that was written."""

from __future__ import annotations

import json

import pytest

from cli import main
from layers import open_edition
from layers.story import edition_story, story_json


@pytest.fixture
def here(small_edition):
    return ["--edition", str(small_edition.root)]


def test_the_story_is_written_and_found_without_faults(here, small_edition, tmp_path, capsys):
    path = tmp_path / "story.json"
    assert main(["story", "write", *here, "-o", str(path)]) == 0
    assert path.read_bytes() == story_json(edition_story(small_edition))
    assert [one.name for one in tmp_path.iterdir()] == ["story.json"]
    assert main(["story", "check", *here, str(path)]) == 0
    steps = len(edition_story(small_edition).steps)
    assert capsys.readouterr().out.endswith(f"story.json: {steps} steps, no faults\n")


def test_what_lacks_a_translation_is_named(here, small_edition, tmp_path, capsys):
    document = json.loads(story_json(edition_story(small_edition)))
    document["step"][0]["title_ru"] = ""
    path = tmp_path / "story.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main(["story", "check", *here, str(path)]) == 0
    assert "- not translated: agglomeration, title_ru\n" in capsys.readouterr().out


def test_faults_are_told_together(here, tmp_path, capsys):
    path = tmp_path / "story.toml"
    path.write_text("title_en = 'A'\ncolour = 'red'\n[[step]]\nid = 'a'\n", encoding="utf-8")
    assert main(["story", "check", *here, str(path)]) == 2
    told = capsys.readouterr().err
    assert "`story.toml` has" in told
    assert "has an unknown key `colour`" in told
    assert "needs the table `view`" in told


def test_the_shipped_story_has_no_faults(capsys):
    path = open_edition().root / "story.toml"
    assert main(["story", "check", str(path)]) == 0
    assert "not translated" not in capsys.readouterr().out


def test_what_cannot_be_written_is_said(here, tmp_path, capsys):
    assert main(["story", "write", *here, "-o", str(tmp_path / "nowhere" / "story.json")]) == 2
    assert "Expected a folder to write `story.json` into" in capsys.readouterr().err
