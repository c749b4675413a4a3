"""Every page over editions that were built: of an extract, of buildings, of boundaries."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from layers import open_edition
from layers.building import Request, build_edition
from layers.edition import VARIABLE
from layers.measures import MEASURES
from tests.osm_sketch import town
from tests.ui.reading import LANGUAGES, opened, words

ROOT = Path(__file__).resolve().parents[2]
PETERSBURG = ROOT.parent / "shared/data/other/spb_vasileostrovsky_objectnat.gpkg"
BOUNDARIES = ROOT.parent / "shared/data/tomsk/boundaries_tomsk_agglo_8units.geojson"
PAGES = ("map", "statistics", "programme", "data")
REFUSED = {
    "colocation": "expected types other than those of",
    "landcover_balance": "expected a raster after, or polygons to lay over",
    "landcover_change": "expected a raster after, or polygons to lay over",
    "sdg_11_3_1": "expected built-up land of classes",
    "conflicts": "expected land to conflict with",
    "mending": "expected a value of `cluster` in at least one row",
    "synergy": "expected a value of `cluster` in at least one row",
    "sdg_11_7_1": "expected land of the open classes",
}
"""Measures that an edition may have nothing for, and what they say."""


@pytest.fixture(scope="module", params=["extract", "petersburg", "tomsk"])
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    if request.param == "extract":
        osm = town().write(folder / "town.osm.pbf")
        area = ("Город Ёлкин", "Ёлкинский район")
        return build_edition(Request(folder / "e", osm=str(osm), area=area))
    if request.param == "petersburg":
        if not PETERSBURG.is_file():
            pytest.skip("the file of St Petersburg is not on this machine")
        return build_edition(
            Request(
                folder / "e",
                buildings=f"{PETERSBURG}:buildings",
                sites=f"{PETERSBURG}:services",
                green=f"{PETERSBURG}:trees",
                title="Васильевский остров",
                title_en="Vasilyevsky Island",
            )
        )
    if not BOUNDARIES.is_file():
        pytest.skip("the full boundaries of Tomsk are not on this machine")
    base = open_edition(ROOT / "data" / "tomsk")
    return build_edition(Request(folder / "e", area=(str(BOUNDARIES),), base=str(base.root)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs(built, name, lang, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(built.root))
    app = opened(name, lang)
    assert built.title(lang) in words(app) or name != "map"
    assert not app.error
    assert not refused(app)


def refused(app):
    """Give what the page says could not be computed; empty where all could."""
    found = re.findall(
        r"<p role='alert'>(.*?)</p>", " ".join(one.proto.body for one in app.get("html"))
    )
    return " ".join(found)


@pytest.mark.parametrize("built", ["petersburg"], indirect=True)
def test_every_measure_answers_or_says_which_layer_it_lacks(built, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(built.root))
    monkeypatch.setattr(sys, "argv", ["app.py"])
    for measure in MEASURES:
        text = refused(opened("statistics", "en", measure=measure))
        assert not text or REFUSED.get(measure, "-") in text, f"{measure}: {text}"


def test_every_layer_opens_on_the_data_page(built, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(built.root))
    for layer in built.records:
        app = opened("data", layer=layer)
        assert built.record(layer).title("en") in words(app)


def test_the_data_page_says_what_is_still_generalised(built, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(built.root))
    text = words(opened("data"))
    still = [one.title("en") for one in built.records.values() if one.generalised]
    mapped = [one for one in built.records.values() if one.kind != "table" and not one.generalised]
    assert mapped
    assert ("Still generalised:" in text) == bool(still)
    for title in still:
        assert title in text
