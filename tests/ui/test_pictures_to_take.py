"""Every map and chart of the pages can be taken as a picture."""

from __future__ import annotations

import pytest

from tests.ui.reading import LANGUAGES, opened

MAPS = {
    "projects": {"part": "projects"},
    "participants": {"part": "participants"},
    "medical": {"part": "medical"},
    "park": {"part": "sheets", "of": "parks/inn_sez_south"},
    "cluster": {"part": "sheets", "of": "clusters/nuclear"},
}


def labels(app):
    return [one.proto.label for one in app.get("download_button")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(MAPS))
def test_a_map_of_the_programme_can_be_taken(name, lang):
    said = {"en": "Map as SVG and PNG", "ru": "Карта в SVG и PNG"}[lang]
    assert labels(opened("programme", lang, **MAPS[name])).count(said) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"part": "projects"}, "Charts as SVG and PNG"),
        ({"part": "projects", "show": "timeline"}, "Timeline as SVG and PNG"),
        ({"part": "roadmap"}, "Timeline as SVG and PNG"),
    ],
)
def test_charts_of_the_programme_can_be_taken(address, said):
    assert said in labels(opened("programme", "en", **address))


def test_a_statistic_s_map_and_charts_can_be_taken():
    app = opened("statistics", "en", measure="coverage")
    assert {"Map as SVG and PNG", "Charts as SVG and PNG"} <= set(labels(app))
