"""Reading a programme: a good document becomes records, a bad one tells every fault at once."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from layers import EditionError, LanguageError, Words
from layers.programme import (
    BOUNDS,
    MONEY_KINDS,
    VALUE_KINDS,
    Money,
    Programme,
    parse_programme,
    read_programme,
)

EDITION = Path(__file__).resolve().parents[2] / "data" / "tomsk"

GOOD = """
[programme]
title_en = "A"
title_ru = "А"
text_en = "About"
text_ru = "О программе"
source = ["s"]

[[point]]
id = "jobs"
title_en = "Jobs"
title_ru = "Места"
text_en = "Many"
text_ru = "Много"
source = ["s"]
[[point.value]]
value = 160
unit = "jobs_thousand"
kind = "target"
text_en = "to come"
text_ru = "будет"
date = "2016-03-25"
source = ["s"]
[[point.value]]
value = 1.7
unit = "jobs_thousand"
kind = "result"
bound = "over"
text_en = "came"
text_ru = "есть"
date = "2014-12"
source = ["t"]

[[priority]]
id = "p"
title_en = "P"
title_ru = "П"
colour = "#AABBCC"
source = ["s"]
[[priority.section]]
id = "one"
title_en = "One"
title_ru = "Раз"
park_type = "sport"

[[roadmap_state]]
id = "now"
title_en = "Now"
title_ru = "Сейчас"
source = ["s"]

[[money]]
id = "m"
rub_bn = 200
bound = "about"
kind = "target"
text_en = "needed"
text_ru = "нужно"
date = "2015"
source = ["s"]
[[money.share]]
share = 0.65
text_en = "business"
text_ru = "бизнес"

[[money]]
id = "none"
kind = "arrangement"
text_en = "no line"
text_ru = "нет строки"
date = "2016"
source = ["s"]

[[event]]
date = "2015-01-14"
kind = "legal"
text_en = "Order"
text_ru = "Распоряжение"
source = ["s", "t"]

[[zone]]
date = "2013"
residents = 60
jobs = 1341
source = ["s"]

[[agglomeration]]
id = "d"
text_en = "Three"
text_ru = "Три"
source = ["s"]

[[municipality]]
id = "tomsk"
title_en = "Tomsk"
title_ru = "Томск"
area_km2 = 297.2
population = 590690
date = "2016"
source = ["s"]

[medical_centre]
title_en = "C"
title_ru = "Ц"
text_en = "Six"
text_ru = "Шесть"
founded = "2016-07-01"
park = "med"
institutes = ["a", "b"]
head = "a"
source = ["s"]

[source.s]
short = "s, 2015"
citation_en = "Paper"
citation_ru = "Газета"
url = "https://example.org/"
[source.t]
short = "t"
citation_en = "Other"
citation_ru = "Другая"
"""


@pytest.fixture
def good() -> dict:
    return copy.deepcopy(tomllib.loads(GOOD))


@pytest.fixture(scope="module")
def tomsk() -> Programme:
    return read_programme(EDITION / "programme.toml")


def faults_of(document: dict) -> list[str]:
    with pytest.raises(EditionError) as caught:
        parse_programme(document)
    return list(caught.value.faults)


def test_a_good_document_becomes_records(good):
    programme = parse_programme(good)
    assert programme.title == Words("A", "А")
    (point,) = programme.points
    assert [(v.value, v.kind, v.bound, v.date) for v in point.values] == [
        (160.0, "target", "exact", "2016-03-25"),
        (1.7, "result", "over", "2014-12"),
    ]
    assert programme.priorities[0].sections[0].park_type == "sport"
    assert programme.money[0].shares[0].share == 0.65
    assert programme.money[1].rub_bn is None
    assert programme.zone[0].area_ha is None
    assert programme.zone[0].jobs == 1341
    assert programme.municipalities[0].population == 590690
    assert programme.medical_centre.institutes == ("a", "b")
    assert programme.source["t"].url == ""


def test_records_cannot_be_changed(good):
    programme = parse_programme(good)
    with pytest.raises(FrozenInstanceError):
        programme.points[0].id = "other"


def test_sources_are_cited_in_one_language(good):
    programme = parse_programme(good)
    (event,) = programme.events
    assert programme.cite(event.sources, "en") == ("Paper", "Other")
    assert programme.cite(event.sources, "ru") == ("Газета", "Другая")
    with pytest.raises(LanguageError, match="`de` came"):
        programme.cite(event.sources, "de")


@pytest.mark.parametrize(
    ("where", "key", "value", "fault"),
    [
        ("event", "date", "14.01.2015", "`date` must be YYYY, YYYY-MM or YYYY-MM-DD; `14.01.2015`"),
        ("event", "date", "", "event 1: needs the text `date`"),
        ("event", "kind", "party", "`kind` must be one of legal, object; `party` came"),
        ("event", "text_ru", " ", "event 1: needs the text `text_ru`"),
        ("event", "source", [], "event 1: needs at least one name in `source`"),
        ("event", "source", "s", "`source` must be a list of names; `s` came"),
        ("event", "source", ["s", "s"], "`source` names one thing twice: s, s"),
        ("event", "source", ["u"], "`source` names `u`, which is not there; add [source.u]"),
        ("event", "wehn", "2015", "event 1: has an unknown key `wehn`"),
        ("money", "rub_bn", -1, "money `m`: `rub_bn` must be a number of 0 or more; `-1` came"),
        ("money", "rub_bn", True, "`rub_bn` must be a number of 0 or more; `True` came"),
        ("money", "kind", "arrangement", "money `m`: needs `rub_bn`, unless its kind is"),
        ("money", "bound", "roughly", "`bound` must be one of exact, about"),
        ("money", "id", 7, "money `7`: `id` must be a text; `7` came"),
        ("money", "note_en", "Why", "money `m`: needs the text `note_ru`"),
        ("priority", "colour", "yellow", "`colour` must be a colour as #RRGGBB; `yellow` came"),
        ("zone", "jobs", "many", "zone 1: `jobs` must be a number of 0 or more; `many` came"),
        ("zone", "jobs_bound", "some", "`jobs_bound` must be one of"),
    ],
)
def test_a_wrong_field_is_told_with_its_place(good, where, key, value, fault):
    good[where][0][key] = value
    told = faults_of(good)
    assert len(told) <= 2
    assert fault in "\n".join(told)


@pytest.mark.parametrize(
    ("path", "key", "value", "fault"),
    [
        (
            ("point", 0, "value", 0),
            "kind",
            "",
            "`kind` must be one of target, result, count; `` came",
        ),
        (("point", 0, "value", 1), "unit", "share", "a share is from 0 to 1; `1.7` came"),
        (("money", 0, "share", 0), "share", 65, "a share is from 0 to 1; `65` came"),
        (
            ("priority", 0, "section", 0),
            "park_type",
            "zoo",
            "`park_type` must be one of industrial",
        ),
    ],
)
def test_a_wrong_field_of_an_inner_table_is_told_with_both_places(good, path, key, value, fault):
    node = good
    for step in path:
        node = node[step]
    node[key] = value
    (told,) = faults_of(good)
    assert told.startswith(f"{path[0]} `")
    assert fault in told


def test_a_number_that_is_missing_is_told(good):
    del good["municipality"][0]["area_km2"]
    assert faults_of(good) == ["municipality `tomsk`: needs the number `area_km2`"]


def test_the_head_of_the_medical_centre_is_one_of_its_institutes(good):
    good["medical_centre"]["head"] = "z"
    assert faults_of(good) == ["medical_centre: `head` must be one of `institutes`; `z` came"]


def test_ids_are_not_given_twice(good):
    good["money"][1]["id"] = "m"
    assert faults_of(good) == ["[[money]] has the id `m` twice; give each its own"]


def test_missing_and_unknown_tables_are_told(good):
    del good["programme"], good["point"]
    good["evnet"] = []
    told = faults_of(good)
    assert "expected the table [programme], which is not there" in told
    assert "expected at least one table [[point]], got none" in told
    assert "has an unknown table [evnet]; remove it or spell it right" in told


def test_a_programme_may_do_without_what_other_agglomerations_do_not_have(good):
    for key in ("roadmap_state", "money", "event", "zone", "agglomeration", "municipality"):
        del good[key]
    del good["medical_centre"]
    programme = parse_programme(good)
    assert programme.medical_centre is None
    assert programme.money == programme.events == programme.participants == ()


def test_a_participant_and_an_instrument_become_records(good):
    words = {"title_en": "M", "title_ru": "М", "source": ["s"]}
    good["participant"] = [{"id": "m", "kind": "ministries", "clusters": ["nuclear"], **words}]
    good["instrument"] = [{"id": "i", "parks": ["p"], "date": "2015", **words}]
    programme = parse_programme(good)
    assert programme.participants[0].clusters == ("nuclear",)
    assert programme.instruments[0].parks == ("p",)
    assert programme.instruments[0].sites == ()
    good["participant"][0]["kind"] = "friends"
    (told,) = faults_of(good)
    assert told.endswith("corporations, organisations, companies; `friends` came")


def test_a_table_in_place_of_a_list_is_told(good):
    good["event"] = good["event"][0]
    assert "`event` must be a list of tables; write each as [[event]]" in faults_of(good)


def test_an_inner_table_in_place_of_a_list_is_told(good):
    good["point"][0]["value"] = {"value": 1}
    assert faults_of(good) == [
        "point `jobs`, `value` must be a list of tables; write each as [[value]]"
    ]


def test_a_source_that_is_no_table_is_told(good):
    good["source"]["x"] = "words"
    assert faults_of(good) == ["`source.x` must be a table; write it as [source.x]"]


def test_all_faults_come_together(good):
    good["event"][0]["kind"] = "party"
    good["money"][0]["date"] = "soon"
    good["source"]["s"]["citation_ru"] = ""
    with pytest.raises(EditionError, match=r"`programme.toml` has 3 fault\(s\)") as caught:
        parse_programme(good)
    assert len(caught.value.faults) == 3
    assert all(fault in str(caught.value) for fault in caught.value.faults)


def test_a_missing_file_is_told_by_its_path(tmp_path):
    with pytest.raises(EditionError, match=r"which is not there; restore the file"):
        read_programme(tmp_path / "programme.toml")


def test_a_file_that_is_not_toml_is_told_with_the_line(tmp_path):
    path = tmp_path / "programme.toml"
    path.write_text("[programme\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"Expected TOML in UTF-8 .* line 1"):
        read_programme(path)


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "programme.toml"
    path.write_bytes('title = "Томск"'.encode("cp1251"))
    with pytest.raises(EditionError, match="Expected TOML in UTF-8"):
        read_programme(path)


def test_the_ten_points_of_tomsk_stand_in_order(tomsk):
    assert [point.id for point in tomsk.points] == [
        *("goal", "priorities", "investment", "participants", "instruments"),
        *("roadmap", "parks", "clusters", "jobs", "projects"),
    ]
    assert len(tomsk.priorities) == 5
    assert [state.id for state in tomsk.roadmap_states] == ["implemented", "now", "postponed"]


def values(tomsk: Programme, point_id: str) -> list[tuple[float, str, str, str]]:
    (point,) = [one for one in tomsk.points if one.id == point_id]
    return [(v.value, v.kind, v.bound, v.date) for v in point.values]


def test_values_that_contradict_each_other_stand_side_by_side(tomsk):
    assert values(tomsk, "roadmap") == [
        (65.0, "count", "exact", "2016-03-25"),
        (79.0, "count", "exact", "2016-08"),
    ]
    needed = [one for one in values(tomsk, "investment") if one[1] == "target"]
    assert (250.0, "target", "exact", "2016-03-25") in needed
    assert (200.0, "target", "about", "2015") in needed


def test_the_target_of_160_thousand_jobs_is_never_a_result(tomsk):
    jobs = values(tomsk, "jobs")
    assert [one[0] for one in jobs if one[1] == "target"] == [160.0]
    results = [one[0] for one in jobs if one[1] == "result"]
    assert results
    assert max(results) < 10, "documented jobs are thousands"


def test_money_keeps_needs_results_and_forecasts_apart(tomsk):
    def sums(kind: str) -> dict[str, float | None]:
        return {one.id: one.rub_bn for one in tomsk.money if one.kind == kind}

    assert sums("target") == {"need_2011": 30, "need_2015": 200, "need_2016": 250}
    assert sums("result") == {"drawn_2013": 39.9, "drawn_2021": 53}
    assert sums("forecast") == {"effect_2017": 160}
    assert sums("arrangement") == {"no_line_2016": None}


def test_no_record_offers_a_total(tomsk):
    assert {one for one in dir(tomsk) if not one.startswith("_")} == {
        *("title", "text", "sources", "points", "priorities", "roadmap_states", "money"),
        *("events", "zone", "agglomeration", "municipalities", "medical_centre", "source", "cite"),
        *("participants", "instruments"),
    }
    assert isinstance(tomsk.money[0], Money)


def test_published_shares_stand_as_published(tomsk):
    (drawn,) = [one for one in tomsk.money if one.id == "drawn_2021"]
    assert sum(one.share for one in drawn.shares) == pytest.approx(1.005)
    assert "100.5" in drawn.note.en
    assert "100,5" in drawn.note.ru


def test_the_timeline_is_in_order_and_has_the_orders(tomsk):
    dates = [one.date for one in tomsk.events]
    assert dates == sorted(dates)
    assert {"2011-10-06", "2015-01-14", "2016-08", "2019-02"} <= set(dates)


def test_the_special_zone_has_both_divisions_of_its_area(tomsk):
    sites_ha = [(z.south_ha, z.north_ha) for z in tomsk.zone if z.south_ha]
    assert sites_ha == [(192.4, 77.0), (192.5, 83.5)]
    assert [z.residents for z in tomsk.zone if z.date == "2014-12"] == [60.0]


def test_figures_that_cannot_be_right_say_so_and_have_a_unit_of_their_own(tomsk):
    odd = [v for v in tomsk.medical_centre.values if v.unit == "rub_m_as_printed"]
    assert [v.value for v in odd] == [7.6, 33.5]
    assert all("cannot be right" in v.note.en and "не может быть" in v.note.ru for v in odd)


def test_every_statement_of_tomsk_can_be_cited(tomsk):
    statements = [
        *(tomsk.points, tomsk.priorities, tomsk.roadmap_states, tomsk.money, tomsk.events),
        *(tomsk.zone, tomsk.agglomeration, tomsk.municipalities),
    ]
    for one in (one for group in statements for one in group):
        for lang in ("en", "ru"):
            assert all(tomsk.cite(one.sources, lang))


def test_words_for_kinds_do_not_overlap_in_meaning():
    assert {"target", "result"} <= set(VALUE_KINDS) & set(MONEY_KINDS)
    assert BOUNDS[0] == "exact"
