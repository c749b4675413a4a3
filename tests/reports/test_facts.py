"""What a card says: titles, words for codes, numbers as the language writes them."""

from __future__ import annotations

import math
import re

import pytest

from layers import Field, Words, open_edition
from reports import assets, facts, terms
from reports.drawing import class_names
from reports.sheet import lay_out


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def field(name: str, kind: str = "text", unit: str = "") -> Field:
    return Field(name, kind, unit, Words("Title", "Название"))


@pytest.mark.parametrize("missing", [None, math.nan, ""])
def test_a_missing_value_says_nothing(small_edition, missing):
    assert facts.value_text(small_edition, field("note"), missing, "en") == ""


def test_numbers_carry_their_unit(small_edition):
    area = field("area_ha", "float", "ha")
    assert facts.value_text(small_edition, area, 1192.4, "en") == "1,192.4\u00a0ha"
    assert facts.value_text(small_edition, area, 1192.4, "ru") == "1\u00a0192,4\u00a0га"


def test_a_year_has_no_thousands(small_edition):
    assert facts.value_text(small_edition, field("year_start", "int"), 2016, "ru") == "2016"


def test_classes_of_the_style_name_their_codes(small_edition):
    assert facts.value_text(small_edition, field("park_type"), "sport", "ru") == "Спортивные"
    both = facts.value_text(small_edition, field("clusters_also"), "nuclear,timber", "ru")
    assert both == "Ядерный, Лесной"


def test_words_win_over_their_code(tomsk):
    record = tomsk.record("parks")
    row = {"status": "existing", "status_ru": "Действует с 2017 г.", "status_en": "In operation"}
    assert dict(facts.of_feature(tomsk, record, row, "ru"))["Состояние"] == "Действует с 2017 г."
    assert dict(facts.of_feature(tomsk, record, {"status": "planned"}, "en"))["Status"] == "Planned"


def test_a_typical_area_is_not_called_published(tomsk):
    record = tomsk.record("parks")
    typical = dict(facts.of_feature(tomsk, record, {"model_area_ha": 31.6}, "en"))
    assert "Published area" not in typical
    published = {"area_ha": 115.0, "model_area_ha": 115.0}
    assert list(dict(facts.of_feature(tomsk, record, published, "en"))) == ["Published area"]


def test_columns_of_the_other_language_are_left_out(tomsk):
    names = {one.name for one in facts.own_fields(tomsk.record("parks"), "ru")}
    assert {"name_ru", "status_ru", "note_ru"} <= names
    assert not {"name_en", "status_en", "status"} & names


def test_every_code_of_the_edition_has_words(tomsk):
    for layer, column in [
        ("parks", "precision"),
        ("parks", "status"),
        ("parks", "outline"),
        ("parks", "programme_link"),
        ("sites", "kind"),
        ("sites", "grouping"),
    ]:
        for value in set(tomsk.frame(layer)[column]) - {""}:
            assert terms.value_title(column, value, "ru") != value, (layer, column, value)
    for column in ("state", "investment_kind", "jobs_kind", "programme_link"):
        for value in set(tomsk.table("projects")[column]) - {""}:
            assert terms.value_title(column, value, "ru") != value, (column, value)


def test_tables_are_read_without_codes(tomsk):
    """Every text in every Russian table is Russian but for names of files, ids and addresses."""
    for record in tomsk.records.values():
        if record.kind not in ("vector", "table"):
            continue
        table = (tomsk.frame if record.kind == "vector" else tomsk.table)(record.id)
        for one in facts.own_fields(record, "ru"):
            if one.type != "text" or one.name == "id" or one.name.endswith("_id"):
                continue
            for value in set(table[one.name]) - {""}:
                text = re.sub(
                    r"https?://\S+|OpenStreetMap", "", facts.value_text(tomsk, one, value, "ru")
                )
                read = not re.search("[a-z]{3}", text) or re.search("[а-яё]", text)
                assert read, (record.id, one.name, value)


def test_every_unit_of_the_edition_has_words(tomsk):
    units = {one.unit for record in tomsk.records.values() for one in record.fields} - {""}
    assert units
    for unit in units:
        assert terms.unit(unit, "ru") != unit, unit


def test_class_names_hold_no_hostile_letters(small_edition):
    record = small_edition.record("parks")
    style = record.style.classes[0]
    assert class_names(record, style) == "park park-industrial"
    assert class_names(record, style, "-icon") == "park-icon park-icon-industrial"
    sites = small_edition.record("sites")
    assert class_names(sites, sites.style.by_value()[""]) == "site site-none"


def test_the_sheet_lies_from_areas_to_points(tomsk):
    order = [(one.record.group, one.record.geometry) for one in lay_out(tomsk).drawings]
    base = [geometry for group, geometry in order if group == "base"]
    assert base == sorted(base, key=["polygon", "line", "point"].index)
    assert [group for group, _geometry in order][-2:] == ["parks", "clusters"]


def test_scripts_and_styles_cannot_end_early():
    assert "</script" not in assets.in_script("a='</SCRIPT>'").lower()
    assert "<!--" not in assets.in_script("a='<!--'")
    assert "</style" not in assets.in_style("</style>")


def test_pictograms_have_outlines():
    found = assets.pictograms(["hospital", "stadium"])
    assert set(found) == {"hospital", "stadium"}
    assert all(outline.startswith(("M", "m")) for one in found.values() for outline in one)


def test_an_unknown_pictogram_is_told():
    with pytest.raises(assets.AssetError, match="no-such-icon"):
        assets.pictograms(["no-such-icon"])


def test_a_place_that_is_not_known_is_told_without_a_stray_dot():
    edition = open_edition()
    parks = edition.frame("parks")
    row = parks[parks.geometry.isna()].iloc[0].to_dict()
    told = dict(facts.of_feature(edition, edition.record("parks"), row, "en"))
    assert told["Place"] == row["place_basis_en"]
