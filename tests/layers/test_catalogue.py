"""The catalogue: what a whole one gives, and every fault it can have, all raised together."""

from __future__ import annotations

import pytest

from layers import EditionError, LanguageError, parse_catalogue
from layers.vocabulary import LANGUAGES, Words, in_language

HEAD = """\
[edition]
id = "one"
title_en = "One"
title_ru = "Один"
crs = "EPSG:32645"
view = { zoom = 10, lon = 85.0, lat = 56.5 }
"""
RECORD = """\
[[layer]]
id = "parks"
title_en = "Parks"
title_ru = "Парки"
group = "parks"
kind = "vector"
geometry = "polygon"
path = "parks.fgb"
crs = "EPSG:32645"
date = "2026-11-23"
licence = "ODbL-1.0"
source_en = "Drawn"
source_ru = "Нарисовано"
precision = "approximate"
precision_m = 1000
generalised = true
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
[[layer.field]]
name = "area_ha"
type = "float"
unit = "ha"
title_en = "Area"
title_ru = "Площадь"
[layer.style]
column = "park_type"
[[layer.style.class]]
value = "sport"
title_en = "Sport"
title_ru = "Спортивные"
fill = "#44AA99"
dash = [3, 1.5]
"""


def written(folder, text):
    path = folder / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder, text):
    with pytest.raises(EditionError) as caught:
        parse_catalogue(written(folder, text))
    return caught.value.faults


def test_a_whole_catalogue_is_read_as_it_stands(tmp_path):
    catalogue = parse_catalogue(written(tmp_path, HEAD + RECORD))
    assert catalogue.id == "one"
    assert catalogue.titles.say("ru") == "Один"
    assert catalogue.subtitles.say("ru") == ""
    assert catalogue.crs.to_epsg() == 32645
    assert (catalogue.view.zoom, catalogue.view.lon, catalogue.view.lat) == (10.0, 85.0, 56.5)
    (record,) = catalogue.records
    assert (record.id, record.group, record.kind, record.geometry) == (
        "parks",
        "parks",
        "vector",
        "polygon",
    )
    assert record.title("en") == "Parks"
    assert record.source("ru") == "Нарисовано"
    assert record.attribution("ru") == ""
    assert record.note("en") == ""
    assert record.precision_m == 1000.0
    assert record.generalised
    (field,) = record.fields
    assert (field.name, field.type, field.unit, field.title("ru")) == (
        "area_ha",
        "float",
        "ha",
        "Площадь",
    )
    (sport,) = record.style.classes
    assert (sport.value, sport.fill, sport.dash, sport.title("ru")) == (
        "sport",
        "#44AA99",
        (3.0, 1.5),
        "Спортивные",
    )
    assert record.style.by_value() == {"sport": sport}


def test_two_readings_are_equal_and_can_be_keys(tmp_path):
    first = parse_catalogue(written(tmp_path, HEAD + RECORD)).records[0]
    second = parse_catalogue(written(tmp_path, HEAD + RECORD)).records[0]
    assert first == second
    assert len({first, second}) == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title_ru = "Парки"', "", "the layer `parks` has no `title_ru`"),
        ('source_en = "Drawn"', "", "the layer `parks` has no `source_en`"),
        ('licence = "ODbL-1.0"', "", "the layer `parks` has no `licence`"),
        ('path = "parks.fgb"', "path = 3", "the layer `parks` needs a text as `path`; `3` came"),
        ('group = "parks"', 'group = "park"', "has group `park`; expected one of parks, clusters"),
        ('kind = "vector"', 'kind = "picture"', "has kind `picture`; expected one of vector"),
        ('geometry = "polygon"', 'geometry = "area"', "has geometry `area`; expected one of point"),
        ('geometry = "polygon"', "", "has geometry ``; expected one of point"),
        ('path = "parks.fgb"', 'path = "../parks.fgb"', "expected one inside the edition's folder"),
        ('path = "parks.fgb"', 'path = "/parks.fgb"', "expected one inside the edition's folder"),
        ('id = "parks"', 'id = "Parks!"', "is not small letters, digits and underscores"),
        ('\ncrs = "EPSG:32645"\ndate', "\ndate", "the layer `parks` has no `crs`"),
        ('crs = "EPSG:32645"\ndate', 'crs = "moon"\ndate', "the layer `parks` has an unknown crs"),
        ('precision = "approximate"', 'precision = "good"', "has precision `good`; expected one"),
        ('precision = "approximate"', "", "the layer `parks` has no `precision`"),
        ("precision_m = 1000", 'precision_m = "1 km"', "has precision_m `1 km`; expected metres"),
        ("generalised = true", 'generalised = "yes"', "has generalised `yes`; expected true or"),
        ("0000000000", "zzz", "has a sha256 that is not 64 hexadecimal digits"),
        ('date = "2026-11-23"', 'day = "2026-11-23"', "the layer `parks` has an unknown key `day`"),
        ('type = "float"', 'type = "real"', "has the field `area_ha` of type `real`; expected"),
        ('title_ru = "Площадь"', "", "the field `area_ha` has no `title_ru`"),
        ('name = "area_ha"', "", "a field has no `name`"),
        ('fill = "#44AA99"', "", "the style class `sport` has no colour"),
        ('fill = "#44AA99"', 'fill = "teal"', "must be a colour as #RRGGBB; `teal` came"),
        ('value = "sport"', "", "needs a `value` of the column `park_type`"),
        ('title_ru = "Спортивные"', "", "the style class `sport` has no `title_ru`"),
        ("dash = [3, 1.5]", "dash = [3, 0]", "must be a list of lengths above 0; `[3, 0]` came"),
        ("dash = [3, 1.5]", 'hatch = "waves"', "has the hatch `waves`; expected one of none"),
        ("dash = [3, 1.5]", 'icon = "<b>"', "has the icon `<b>`; expected the name of a maki icon"),
        ("dash = [3, 1.5]", "fill_opacity = 40", "must be from 0 to 1; `40` came"),
        ("dash = [3, 1.5]", "colour = 1", "the style class `sport` has an unknown key `colour`"),
        ('column = "park_type"', "columns = 1", "the style has an unknown key `columns`"),
        ('column = "park_type"', 'visible = "no"', "`visible` of the style must be true or false"),
        ("[[layer.style.class]]", "[layer.style.class]", "the style has no class; add at least"),
    ],
)
def test_each_fault_is_named(tmp_path, old, new, fault):
    text = HEAD + RECORD
    assert old in text
    faults = faults_of(tmp_path, text.replace(old, new))
    assert [one for one in faults if fault in one], faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "one"', "", "`[edition]` has no `id`"),
        ('title_ru = "Один"', "", "`[edition]` has no `title_ru`"),
        ('crs = "EPSG:32645"', 'crs = "EPSG:0"', "`[edition]` has an unknown crs"),
        ("zoom = 10, ", "", "`[edition]` needs `view = {"),
        ("lat = 56.5", "lat = true", "`[edition]` needs `view = {"),
    ],
)
def test_each_fault_of_the_head_is_named(tmp_path, old, new, fault):
    assert old in HEAD
    faults = faults_of(tmp_path, HEAD.replace(old, new) + RECORD)
    assert [one for one in faults if fault in one], faults


def test_a_style_that_is_not_a_table_is_named(tmp_path):
    bare = RECORD[: RECORD.index("[[layer.field]]")] + 'style = "red"\n'
    faults = faults_of(tmp_path, HEAD + bare)
    assert faults == ("the layer `parks` has a style that is not written as `[layer.style]`",)


def test_all_faults_come_together(tmp_path):
    text = (
        (HEAD + RECORD)
        .replace('title_ru = "Один"', "")
        .replace('licence = "ODbL-1.0"', "")
        .replace('fill = "#44AA99"', "")
    )
    path = written(tmp_path, text)
    with pytest.raises(EditionError) as caught:
        parse_catalogue(path)
    assert len(caught.value.faults) == 3
    message = str(caught.value)
    assert message.startswith(f"The catalogue `{path}` has faults to mend:\n- ")
    assert all(f"\n- {fault}" in message for fault in caught.value.faults)


def test_an_id_given_twice_is_named(tmp_path):
    assert faults_of(tmp_path, HEAD + RECORD + RECORD) == (
        "the layer id `parks` stands 2 times; give each record an id of its own",
    )


def test_a_class_given_twice_is_named(tmp_path):
    again = RECORD[RECORD.index("[[layer.style.class]]") :]
    (fault,) = faults_of(tmp_path, HEAD + RECORD + again)
    assert fault == "the layer `parks`: the style has the class `sport` 2 times; keep one"


def test_classes_without_a_column_are_named(tmp_path):
    text = RECORD.replace('column = "park_type"\n', "")
    again = text[text.index("[[layer.style.class]]") :].replace('"sport"', '"medical"')
    faults = faults_of(tmp_path, HEAD + text + again)
    assert "the layer `parks`: the style has 2 classes and no `column` to tell them by" in faults


def test_an_empty_catalogue_says_what_it_lacks(tmp_path):
    faults = faults_of(tmp_path, "")
    assert any(fault.startswith("there is no `[edition]` part") for fault in faults)
    assert "there is no `[[layer]]` record" in faults


def test_a_record_that_is_no_table_is_named(tmp_path):
    faults = faults_of(tmp_path, "layer = [1]\n" + HEAD)
    assert "record 1 is not a table; write it as `[[layer]]`" in faults


def test_what_is_not_toml_is_refused_with_its_line(tmp_path):
    with pytest.raises(EditionError, match=r"Expected TOML in UTF-8 in .*line 1"):
        parse_catalogue(written(tmp_path, "[edition\n"))


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "catalogue.toml"
    path.write_bytes((HEAD + RECORD).encode("cp1251"))
    with pytest.raises(EditionError, match="Expected TOML in UTF-8"):
        parse_catalogue(path)


def test_a_missing_catalogue_is_refused(tmp_path):
    with pytest.raises(EditionError, match=r"Expected an edition's catalogue at .*cannot be read"):
        parse_catalogue(tmp_path / "catalogue.toml")


def test_words_are_said_in_each_language_and_no_other():
    assert [Words("Parks", "Парки").say(lang) for lang in LANGUAGES] == ["Parks", "Парки"]
    with pytest.raises(LanguageError, match="must be one of `en`, `ru`; `de` came"):
        Words("Parks", "Парки").say("de")


def test_a_column_has_a_name_in_each_language_and_no_other():
    assert in_language("name", "ru") == "name_ru"
    with pytest.raises(LanguageError, match="must be one of `en`, `ru`; `say` came"):
        in_language("name", "say")
