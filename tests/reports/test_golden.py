"""One golden of the programme's figures holds in the model, the terminal, the atlas and the slides.

`tests/golden/programme_tomsk.csv` is written by hand of the model's task; here each of its numbers
is looked for, as the language writes it, where a reader meets it.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli import main
from layers import open_edition, wording
from layers.accounts import figures
from layers.vocabulary import LANGUAGES
from reports import packs
from tests.reports.test_atlas_pdf import read
from tests.reports.test_html_map import Page
from tests.reports.test_slides import whole

pytestmark = pytest.mark.xdist_group("packs")
GOLDEN = Path(__file__).resolve().parents[1] / "golden/programme_tomsk.csv"


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def golden() -> dict[str, tuple[float, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return {row["key"]: (float(row["value"]), row["unit"]) for row in csv.DictReader(file)}


def packed(text: str) -> str:
    return "".join(text.split())


def said(value: float, unit: str, lang: str = "ru") -> str:
    if unit == "m":
        return packed(wording.length(value, lang))
    return packed(wording.figure(value, unit, lang))


@pytest.fixture(scope="module")
def html_sheet(tomsk) -> dict:
    return Page(packs.make(tomsk, packs.Request("html", "ru")).decode()).sheet


def test_the_model_and_the_terminal_tell_the_golden(tomsk, golden, capsys):
    model = {key: (one.value, one.unit) for key, one in figures(tomsk).items()}
    assert main(["programme", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert model.keys() == golden.keys() == told.keys()
    for key, (value, unit) in golden.items():
        assert model[key] == (pytest.approx(value, rel=1e-6), unit), key
        assert told[key]["value"] == pytest.approx(value, rel=1e-6), key


def test_the_atlas_tells_each_place_s_figures_on_its_page(tomsk, golden, tomsk_atlas):
    pages, _whole = read(tomsk_atlas[0])
    names = {
        f"{kind}.{place}": " ".join(str(name).split())
        for kind, frame in (("park", tomsk.frame("parks")), ("cluster", tomsk.table("clusters")))
        for place, name in zip(frame["id"], frame["name_ru"], strict=True)
    }
    found = {
        place: packed(next(page for page in pages if page.startswith(name)))
        for place, name in names.items()
    }
    checked = 0
    for key, (value, unit) in golden.items():
        place, _dot, quantity = key.rpartition(".")
        if place in found and quantity != "placed":
            assert said(value, unit) in found[place], key
            checked += 1
    assert checked >= 80


def test_the_atlas_and_the_slides_tell_the_programme_s_figures(golden, tomsk_atlas, tomsk_deck):
    atlas, slides = packed(read(tomsk_atlas[0])[1]), packed(whole(tomsk_deck))
    for key, (value, unit) in golden.items():
        if not key.startswith(("park.", "cluster.")):
            assert said(value, unit) in atlas, key
            assert said(value, unit) in slides, key


def test_the_slides_tell_area_and_people_of_each_park(tomsk, golden, tomsk_deck):
    rows = {
        row.cells[0].text: [packed(cell.text) for cell in row.cells]
        for slide in tomsk_deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    }
    parks = tomsk.frame("parks").set_index("id")["short_ru"]
    for place, short in parks.items():
        for quantity in ("area", "people"):
            value, unit = golden.get(f"park.{place}.{quantity}", (None, ""))
            if value is not None:
                assert any(said(value, unit) in cell for cell in rows[short]), (place, quantity)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_html_map_tells_the_published_areas(tomsk, golden, html_sheet, lang):
    parks = {
        feature["id"]: packed(" ".join(text for _title, text in feature["facts"][lang]))
        for layer in html_sheet["layers"]
        if layer["id"] == "parks"
        for one in layer["classes"]
        for feature in one["features"]
    }
    published = tomsk.frame("parks").set_index("id")["area_ha"].dropna()
    assert len(parks) == golden["parks.listed"][0] - 1
    for place in set(published.index) & set(parks):
        assert said(golden[f"park.{place}.area"][0], "ha", lang) in parks[place], place
