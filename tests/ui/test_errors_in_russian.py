"""What goes wrong on the Russian page is said in Russian, but for names and what was typed."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.layers.test_importing import parks
from tests.ui.reading import TAGS, opened
from tests.ui.test_bringing import put

QUOTED = re.compile(r"`[^`]*`")


def alarm(app) -> str:
    (body,) = [one.proto.body for one in app.get("html") if "role='alert'" in one.proto.body]
    return unescape(TAGS.sub(" ", body))


def in_russian(text: str) -> bool:
    return not re.search("[A-Za-z]", QUOTED.sub("", text))


@pytest.fixture
def on_small_edition(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))


@pytest.mark.usefixtures("on_small_edition")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"measure": "sdg_11_7_1"}, "ожидались земли открытых классов"),
        (
            {"measure": "coverage", "coverage.radii_m": "1e9"},
            "ожидались радиусы не больше 1000 км, получено 1000000000 м: задайте радиус меньше",
        ),
        ({"measure": "coverage", "coverage.radii_m": "far"}, "Радиусы, м: ожидались числа"),
    ],
)
def test_a_measure_that_cannot_be_computed(address, said):
    text = alarm(opened("statistics", "ru", **address))
    assert "Это нельзя посчитать" in text
    assert said in text
    assert in_russian(text), text


def test_an_edition_that_is_not_whole(tmp_path, monkeypatch):
    (tmp_path / "catalogue.toml").write_text("[[layer]]\nid = 'A b'\n", encoding="utf-8")
    monkeypatch.setenv("ATLAS_EDITION", str(tmp_path))
    text = alarm(opened("map", "ru"))
    assert "нет раздела `[edition]`" in text
    assert "слой `A b` нет `title_en`" in text
    assert in_russian(text), text


def test_a_table_without_coordinates(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("id,where\n1,here\n", encoding="utf-8")
    text = alarm(put(path))
    assert "Ожидались столбцы `lon` и `lat`" in text
    assert in_russian(text), text


def test_a_layer_that_lands_elsewhere(tmp_path):
    path = tmp_path / "far.gpkg"
    parks().set_crs("EPSG:32601", allow_override=True).to_file(path)
    text = alarm(put(path))
    assert "ожидались координаты на территории издания" in text
    assert "они попали бы туда в" in text
    assert in_russian(text), text
