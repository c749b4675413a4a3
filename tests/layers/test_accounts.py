"""The accounts of a programme: sums that say what they cover, checked by hand and by arithmetic."""

from __future__ import annotations

import csv
import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from geo import PRECISION_M, EmptyError
from geo._draws import drawn_moves
from layers import open_edition, wording
from layers.accounts import (
    Action,
    Filter,
    cluster_sheet,
    figures,
    instruments,
    medical_centre,
    one_site,
    overview,
    park_sheet,
    participants,
    projects,
    roadmap,
    uncounted,
)
from layers.phrases import date_words, value_words
from layers.vocabulary import Words
from tests.small_edition import write_small_edition

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def listed() -> list[dict[str, str]]:
    with (ROOT / "data/tomsk/projects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Give an edition with neither programme, projects nor clusters."""
    folder = write_small_edition(tmp_path_factory.mktemp("bare") / "bare")
    file = folder / "catalogue.toml"
    head, *records = file.read_text(encoding="utf-8").split("[[layer]]")
    gone = ('id = "programme"', 'id = "projects"', 'id = "clusters"', 'id = "sites"')
    kept = [one for one in records if not any(name in one for name in gone)]
    file.write_text("[[layer]]".join([head, *kept]), encoding="utf-8")
    return open_edition(folder)


def by_key(totals) -> dict[str, tuple[float, int, int]]:
    return {one.key: (one.figure.value, one.known, one.of) for one in totals}


@pytest.mark.parametrize("kind", ["planned", "made"])
def test_sums_of_money_are_those_of_the_table_and_say_what_they_cover(tomsk, listed, kind):
    sums = [
        Decimal(row["investment_rub_bn"])
        for row in listed
        if row["investment_kind"] == kind and row["investment_rub_bn"]
    ]
    value, known, of = by_key(projects(tomsk).totals)[f"investment_rub_bn.{kind}"]
    assert value == pytest.approx(float(sum(sums)))
    assert (known, of) == (len(sums), len(listed))


def test_parts_of_a_total_add_up_to_it(tomsk):
    for total in projects(tomsk).totals:
        for column in ("source_kind", "programme_link"):
            parts = [part for part in total.parts if part.column == column]
            assert sum(part.amount for part in parts) == pytest.approx(total.figure.value)
            assert sum(part.known for part in parts) == total.known


def test_kinds_are_never_added(small_edition):
    found = projects(small_edition)
    assert by_key(found.totals) == {
        "investment_rub_bn.unsaid": (26.3, 1, 2),
        "jobs.unsaid": (300.0, 1, 2),
    }
    assert (found.without_sum, found.without_years, found.without_place) == (1, 2, 1)


def test_a_total_carries_its_method(tomsk):
    total = projects(tomsk).totals[0]
    assert total.figure.method.layers[0].sha256 == tomsk.record("projects").sha256
    assert wording.written(total.figure, "en").startswith("RUB")


def test_projects_stand_at_their_site_or_in_their_park(small_edition, tomsk):
    first, second = projects(small_edition).rows.itertuples()
    assert (first.placed_by, first.geometry.x, first.geometry.y) == ("site", 371_000, 6_257_000)
    assert (second.placed_by, second.geometry) == ("", None)
    rows = projects(tomsk).rows.set_index("id")
    park = tomsk.frame("parks").set_index("id").loc["ind_tor_seversk", "geometry"]
    assert rows.loc["p_tor", "placed_by"] == "park"
    assert park.contains(rows.loc["p_tor", "geometry"])


def test_the_priority_is_that_of_the_web_map(small_edition, tomsk):
    assert projects(small_edition).rows["priority"].tolist() == ["industry", ""]
    rows = projects(tomsk).rows.set_index("id")
    assert rows.loc["p_brest", "priority"] == "peredovoe-proizvodstvo"
    assert rows.loc["p_zvezdny", "priority"] == "umnyy-i-udobnyy-gorod"
    assert rows.loc["p_mtk", "priority"] == ""


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Filter(clusters=frozenset({"wildlife"})), {"p_artlife", "p_wild_invest", "p_nut"}),
        (Filter(states=frozenset({"stalled"})), {"p_campus"}),
        (
            Filter(groups=frozenset({"sport", "hard_to_recover"})),
            {"p_zvezdny", "p_voskhod", "p_akadempark", "p_paleozoic", "p_triz_polygon"},
        ),
        (Filter(rub_bn=(40, 60)), {"p_beloyarsky", "p_campus", "p_nsd"}),
        (Filter(park_types=frozenset({"sport"}), years=(2015, 2015)), {"p_zvezdny", "p_voskhod"}),
        (Filter(parks=frozenset({"ind_berezovaya"})), {"p_nut"}),
        (Filter(groupings=frozenset({"transport"}), years=(2026, 2026)), {"p_mtk"}),
        (Filter(priorities=frozenset({"nauka-i-obrazovanie"})), {"p_campus", "p_kvantorium"}),
        (Filter(clusters=frozenset({"wildlife"}), states=frozenset({"stalled"})), set()),
    ],
)
def test_a_filter_lets_through_what_it_names(tomsk, asked, wanted):
    found = projects(tomsk, asked)
    assert set(found.rows["id"]) == wanted
    assert found.of == 61


def test_totals_follow_the_filter(tomsk):
    found = projects(tomsk, Filter(clusters=frozenset({"wildlife"})))
    assert by_key(found.totals) == {
        "investment_rub_bn.planned": (pytest.approx(0.014), 1, 3),
        "investment_rub_bn.made": (pytest.approx(0.785), 2, 3),
    }


def test_a_point_keeps_its_values_apart(tomsk):
    points = {one.point.id: one for one in overview(tomsk).points}
    money = points["investment"]
    assert [one.value for one in money.stated] == [250, 0.65]
    assert [(one.value, one.bound, one.date) for one in money.otherwise] == [(200, "about", "2015")]
    assert [one.value for one in money.reached] == [39.9, 53]
    assert [one.value for one in points["roadmap"].otherwise] == [79]
    assert [one.number for one in points.values()] == list(range(1, 11))


def test_what_is_unknown_is_said(tomsk):
    points = {one.point.id: one for one in overview(tomsk).points}
    assert any("from which source" in text for text in points["investment"].unknown)
    assert points["goal"].unknown == ()
    assert all(total.known for point in points.values() for total in point.documented)


def test_documented_counts_are_those_of_the_layers(tomsk):
    points = {one.point.id: one for one in overview(tomsk).points}
    assert by_key(points["parks"].documented)["park_types.documented"] == (6, 6, 6)
    assert by_key(points["clusters"].documented)["clusters.documented"] == (6, 6, 6)
    assert by_key(points["projects"].documented)["projects.named"] == (23, 23, 61)
    assert by_key(points["priorities"].documented)["priorities.documented"] == (4, 4, 5)


def test_who_takes_part_is_named_and_counted(tomsk):
    found = participants(tomsk)
    assert found.documented["universities"].known == 6
    assert [one.value for one in found.published["companies"]] == [400]
    rows = {one.id: one for one in found.rows}
    assert rows["tpu"].clusters == ("petrochemical", "nuclear", "hard_to_recover")
    assert rows["tpu"].parks == ("res_lenin_core",)
    assert rows["brest"].projects == ("p_brest",)
    assert not rows["sava"].placed


def test_a_sheet_s_action_stands_for_the_edition_s(tomsk):
    brought = [
        Action("x-1", Words("One", "Раз"), "postponed", start="2017", brought=True),
        Action("x-2", Words("Two", "Два"), "now", brought=True),
    ]
    before, plan = roadmap(tomsk), roadmap(tomsk, brought)
    assert len(plan.actions) == len(before.actions) + 2
    assert plan.actions[-1].id == "x-2"
    assert (plan.brought, plan.replaced) == (2, 0)
    assert by_key(plan.by_state)["roadmap.postponed"][0] == 1
    assert [one.value for one in plan.published] == [65, 79]


def test_the_medical_centre_measures_every_way(tomsk):
    found = medical_centre(tomsk)
    sites = tomsk.frame("sites").set_index("id").geometry
    ids = ["cancer", "cardio", "mental", "genetics", "perinat", "pharmacology"]
    pairs = [sites[a].distance(sites[b]) for a in ids for b in ids if a != b]
    assert found.figures["between"].value == pytest.approx(np.mean(pairs))
    assert found.figures["to_university"].value == pytest.approx(
        np.mean([sites[one].distance(sites["sibgmu"]) for one in ids])
    )
    hospitals = [sites[one] for one in ("okb", "onco_surgery", "onco_radiology", "dialysis")]
    assert found.figures["to_hospital"].value == pytest.approx(
        np.mean([min(sites[one].distance(goal) for goal in hospitals) for one in ids])
    )
    assert set(found.hospitals.index) == {"okb", "onco_surgery", "onco_radiology", "dialysis"}
    assert found.figures["within.1000"].low is not None
    assert [value.value for value in found.centre.values if value.unit == "rub_bn"] == [3.79, 10]


def test_one_site_answers_as_the_site_would(tomsk):
    changes = {one.key: one for one in one_site(tomsk, "sites", "cancer")}
    sites = tomsk.frame("sites").set_index("id").geometry
    assert changes["between"].after.value == 0
    assert changes["to_university"].after.value == pytest.approx(
        sites["cancer"].distance(sites["sibgmu"])
    )
    assert changes["within.2000"].after.value < changes["within.2000"].before.value
    assert changes["to_people"].after.method.parameters["Placed at"] == "sites/cancer"
    assert changes["to_people"].before.value == medical_centre(tomsk).figures["to_people"].value


def test_a_mean_way_has_the_interval_of_means_of_draws_in_which_each_site_moves_once(tomsk):
    found = medical_centre(tomsk).figures
    sites = tomsk.frame("sites").set_index("id")
    ids = ["cancer", "cardio", "mental", "genetics", "perinat", "pharmacology"]
    goals = [*ids, "sibgmu", *medical_centre(tomsk).hospitals.index]
    metres = np.array([PRECISION_M[sites.precision[one]] for one in goals])
    at = np.array([[sites.geometry[one].x, sites.geometry[one].y] for one in goals])
    card = found["between"].method
    moved = at[:, None] + drawn_moves(metres, card.draws, card.seed)
    ways = np.hypot(*np.moveaxis(moved[:6, None] - moved[None], -1, 0))
    between = ways[:, :6].sum(axis=(0, 1)) / 30
    assert found["between"].low == pytest.approx(np.percentile(between, 5), rel=0.005)
    assert found["between"].high == pytest.approx(np.percentile(between, 95), rel=0.005)
    hospital = ways[:, 7:].min(axis=1).mean(axis=0)
    assert found["to_hospital"].low == pytest.approx(np.percentile(hospital, 5), rel=0.005)
    for key in ("between", "to_university", "to_hospital", "to_people"):
        assert found[key].low < found[key].value < found[key].high, key


def test_a_site_decided_on_does_not_move(tomsk):
    after = {one.key: one.after for one in one_site(tomsk, "parks", "med_north")}
    assert (after["between"].low, after["between"].high) == (0, 0)
    assert after["to_people"].low == pytest.approx(after["to_people"].high, rel=1e-6)
    assert after["to_hospital"].high > 100, "the hospital is known to a street only"


def test_one_site_of_the_small_edition_is_worked_out_by_hand(small_edition):
    changes = {one.key: one for one in one_site(small_edition, "parks", "park_1")}
    cells = {(1.25, 1.25): 1000, (2.25, 2.25): 500, (4.75, 1.25): 800}
    cells |= {(5.25, 2.25): 600, (5.75, 3.25): 400}

    def mean_km(x: float, y: float) -> float:
        ways = (math.hypot(a - x, b - y) * people for (a, b), people in cells.items())
        return sum(ways) / 3300

    assert changes["to_people"].before.value == pytest.approx(1000 * mean_km(7, 3))
    assert changes["to_people"].after.value == pytest.approx(1000 * mean_km(1, 1))
    assert changes["within.1000"].before.value == 0
    assert changes["within.1000"].after.value == 1000
    assert "between" not in changes


def test_one_site_refuses_a_place_that_is_not_there(tomsk):
    with pytest.raises(EmptyError, match="expected features with"):
        one_site(tomsk, "parks", "nowhere")


def test_a_park_s_sheet_is_worked_out_by_hand(small_edition):
    sheet = park_sheet(small_edition, "park_1")
    assert sheet.figures["area"].value == 25
    assert sheet.figures["people"].value == 1000
    assert sheet.figures["people_share"].value == pytest.approx(1000 / 3300)
    assert sheet.sites["id"].tolist() == ["site_1"]
    assert [(one.feature_id, one.distance.value) for one in sheet.near[:2]] == [
        ("site_1", 0),
        ("park_3", 1850),
    ]
    assert sum(one.share.value for one in sheet.uses) == pytest.approx(1)


def test_a_park_off_the_map_has_its_sheet(small_edition):
    sheet = park_sheet(small_edition, "park_7")
    assert (sheet.figures, sheet.uses, sheet.near, len(sheet.sites)) == ({}, (), (), 0)


def test_where_the_population_does_not_reach_nobody_is_counted(tomsk, small_edition):
    for sheet in (park_sheet(tomsk, "ind_asino"), cluster_sheet(tomsk, "timber")):
        assert sheet.uncounted
        assert not {"people", "people_share"} & sheet.figures.keys()
    counted = park_sheet(tomsk, "inn_sez_north")  # nobody lives near, and that is known
    assert (counted.uncounted, counted.figures["people"].value) == (False, 0)
    assert not park_sheet(small_edition, "park_7").uncounted  # it has no place


def test_the_edge_of_the_population_counts_by_the_radius(tomsk):
    parks = tomsk.frame("parks").to_crs("EPSG:32645").set_index("id")
    west, south, _east, _north = parks.geometry["ind_asino"].bounds
    metres = math.hypot(west - 425_500, south - 6_308_200)  # from the corner of the last cell
    assert uncounted(tomsk, "parks", ["ind_asino"], metres - 100)
    assert not uncounted(tomsk, "parks", ["ind_asino"], metres + 1_000)
    assert not uncounted(tomsk, "parks", ["ind_asino", "ind_severnaya"], 0.0)


def test_a_cluster_s_sheet_is_worked_out_by_hand(small_edition):
    sheet = cluster_sheet(small_edition, "nuclear")
    assert (sheet.listed.known, sheet.listed.of) == (2, 2)
    assert sheet.figures["people"].value == 1500
    assert [(one.feature_id, one.distance.value) for one in sheet.near[:2]] == [
        ("park_1", 0),
        ("park_3", 1850),
    ]
    assert sheet.register.rows["id"].tolist() == ["project_1"]


@pytest.mark.parametrize("sheet", [park_sheet, cluster_sheet])
def test_a_sheet_of_nothing_is_refused(small_edition, sheet):
    with pytest.raises(EmptyError, match="got `nothing`: ask for one of these"):
        sheet(small_edition, "nothing")


def test_an_edition_without_a_programme_gives_empty_accounts(bare):
    assert overview(bare) is None
    assert medical_centre(bare) is None
    assert one_site(bare, "parks", "park_1") == ()
    assert (len(projects(bare).rows), projects(bare).totals) == (0, ())
    assert participants(bare).rows == ()
    assert instruments(bare).documented is None
    plan = roadmap(bare)
    assert (plan.actions, plan.published, plan.documented) == ((), (), None)
    assert {key.split(".")[0] for key in figures(bare)} == {"park"}


def test_figures_have_names_and_methods(small_edition):
    found = figures(small_edition)
    assert found["park.park_1.people"].value == 1000
    assert all(one.method.formula for one in found.values())


def test_values_and_dates_are_written_as_the_language_writes_them(tomsk):
    jobs = overview(tomsk).points[8].stated[0]
    assert value_words(jobs, "ru").startswith("160\u00a0тыс. ")
    money = overview(tomsk).points[2].stated[0]
    assert value_words(money, "en").startswith("RUB\u00a0250\u00a0bn ")
    assert value_words(money, "ru").startswith("250\u00a0млрд\u00a0₽ ")
    assert date_words("2016-03-25", "ru") == "25 марта 2016 г."
