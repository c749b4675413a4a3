"""`cli.py edition build`: a new edition from the terminal."""

from __future__ import annotations

import pytest

import cli
from layers import open_edition
from terminal import editions
from tests.osm_sketch import town


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return town().write(tmp_path_factory.mktemp("osm") / "town.osm.pbf")


def test_an_edition_is_built_and_can_be_asked(extract, tmp_path, capsys):
    folder = tmp_path / "town"
    asked = ["edition", "build", "--osm", str(extract), "-o", str(folder)]
    assert cli.main([*asked, "--area", "Город Ёлкин", "--area", "Ёлкинский район"]) == 0
    out, err = capsys.readouterr()
    assert str(folder) in out
    assert "13 layers in EPSG:32645" in out
    assert "streets\n" in err
    assert cli.main(["layers", "--edition", str(folder)]) == 0
    assert "buildings" in capsys.readouterr().out
    assert open_edition(folder).title("ru") == "Город Ёлкин"


def test_what_is_wrong_is_said_in_one_message(extract, tmp_path, capsys):
    asked = ["edition", "build", "--osm", str(extract), "-o", str(tmp_path / "e")]
    assert cli.main([*asked, "--area", "Москва"]) == 2
    assert "none came" in capsys.readouterr().err


def test_a_stop_says_that_the_build_goes_on(extract, tmp_path, capsys, monkeypatch):
    def stop(_step):
        raise KeyboardInterrupt

    monkeypatch.setattr(editions, "say_step", stop)
    asked = ["edition", "build", "--osm", str(extract), "-o", str(tmp_path / "e")]
    assert cli.main([*asked, "--area", "Город Ёлкин"]) == 2
    assert "goes on from here" in capsys.readouterr().err
