"""Every record of the Tomsk edition, word by word: languages, precision, units, ids, licences."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pandas as pd
import pytest

from layers import parse_catalogue
from layers.edition import DEFAULT_EDITION, open_edition
from layers.sidecar import unit_words
from layers.vocabulary import PARK_TYPES, PRECISIONS, STATUSES

CATALOGUE = DEFAULT_EDITION / "catalogue.toml"
IDS = [one["id"] for one in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["layer"]]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
EXPECTED = {
    *("municipalities", "parks", "sites", "clusters", "projects", "programme", "settlements"),
    "roadmap",
    *("rivers", "water", "streets", "railway", "built_up", "landuse", "population", "landcover"),
}


@pytest.fixture(scope="module")
def records():
    return {one.id: one for one in parse_catalogue(CATALOGUE).records}


def content(layer_id):
    """Give the rows of a layer, or none where it is no table."""
    edition = open_edition(DEFAULT_EDITION)
    kind = edition.record(layer_id).kind
    if kind == "vector":
        frame = edition.frame(layer_id)
        placed = frame.geometry.notna()
        return pd.DataFrame(frame.drop(columns=frame.geometry.name)).assign(placed=placed)
    return edition.table(layer_id) if kind == "table" else pd.DataFrame()


def test_no_layer_of_the_plan_is_missing(records):
    assert set(records) == EXPECTED


@pytest.mark.parametrize("layer_id", IDS)
def test_a_record_speaks_both_languages(records, layer_id):
    record = records[layer_id]
    for say in (record.title, record.source, record.note, record.attribution):
        english, russian = say("en"), say("ru")
        assert bool(english) == bool(russian)
        assert not CYRILLIC.search(english), english
        assert not russian or CYRILLIC.search(russian) or russian.startswith("http"), russian
    for one in (*record.fields, *record.style.classes):
        assert one.title("en")
        assert not CYRILLIC.search(one.title("en"))
        assert CYRILLIC.search(one.title("ru")), one


@pytest.mark.parametrize("layer_id", IDS)
def test_a_record_says_how_far_it_can_be_trusted(records, layer_id):
    record = records[layer_id]
    if record.kind not in {"vector", "raster"}:
        return
    assert record.precision in PRECISIONS
    assert record.precision_m > 0
    if record.generalised:
        assert re.search("generalised|by hand", record.note("en"), re.IGNORECASE)
        assert re.search("обобщ|вручную", record.note("ru"), re.IGNORECASE)


@pytest.mark.parametrize("layer_id", IDS)
def test_each_unit_has_its_russian(records, layer_id):
    units = {one.unit for one in records[layer_id].fields if one.unit}
    assert [one for one in units if not CYRILLIC.search(unit_words(one, "ru"))] == []


@pytest.mark.parametrize("layer_id", IDS)
def test_a_file_is_the_one_that_was_sealed(records, layer_id):
    record = records[layer_id]
    came = hashlib.sha256((DEFAULT_EDITION / record.path).read_bytes()).hexdigest()
    assert came == record.sha256


@pytest.mark.parametrize("layer_id", IDS)
def test_codes_are_those_of_the_vocabulary(layer_id):
    rows = content(layer_id)
    if "precision" in rows:
        placed = rows[rows["placed"]]
        assert set(placed["precision"]) <= set(PRECISIONS)
    for column, allowed in (
        ("precision", {*PRECISIONS, ""}),
        ("status", set(STATUSES)),
        ("park_type", {*PARK_TYPES, ""}),
    ):
        if column in rows:
            assert set(rows[column].fillna("")) <= allowed


@pytest.mark.parametrize("layer_id", IDS)
def test_each_feature_is_identified_and_sourced(layer_id):
    rows = content(layer_id)
    if rows.empty:
        return
    assert rows["id"].is_unique
    assert rows["id"].str.fullmatch(r"[a-z0-9_.-]+").all()
    assert (rows["source"].str.strip() != "").all()


@pytest.mark.parametrize("layer_id", IDS)
def test_each_text_stands_in_both_languages(layer_id):
    rows = content(layer_id)
    pairs = [one.removesuffix("_en") for one in rows.columns if one.endswith("_en")]
    for one in pairs:
        english, russian = rows[f"{one}_en"].fillna(""), rows[f"{one}_ru"].fillna("")
        uneven = rows.loc[(english == "") != (russian == ""), "id"]
        assert uneven.empty, f"{one}: {list(uneven)}"
        mixed = rows.loc[english.str.contains(CYRILLIC), "id"]
        assert mixed.empty, f"{one}_en holds Cyrillic: {list(mixed)}"
    if "name" in pairs:
        lacking = rows.loc[
            (rows["name_ru"].fillna("") != "") & ~rows["name_ru"].fillna("").str.contains(CYRILLIC),
            "name_ru",
        ]
        assert lacking.str.fullmatch(r"[\dA-Z .«»-]+").all(), list(lacking)
