"""The Programme's parts, run through the router in both languages, on Tomsk and on less."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from layers import open_edition, wording
from layers.accounts import overview
from layers.programme import read_programme
from layers.roadmap_columns import roadmap_xlsx
from tests.small_edition import write_small_edition
from tests.ui.reading import LANGUAGES, NAMES_IN_LATIN, ROOT, Read, bodies, opened, said, well
from ui import keys
from ui.programme import statements
from ui.programme.overview import points_table

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("overview", "projects", "roadmap", "participants", "medical", "sheets")
BAD_SHEET = "id;title_ru;state;end\n1;Дорога;soon;2016\n2;Мост;now;2016-13\n3;Парк;now;2017\n"


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def programme(tomsk):
    return read_programme(tomsk.path("programme"))


@pytest.fixture
def small(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    return small_edition


@pytest.fixture(scope="module")
def bare_folder(tmp_path_factory) -> Path:
    """Give an edition with parks, and without programme, projects, clusters and road map."""
    folder = write_small_edition(tmp_path_factory.mktemp("bare") / "bare")
    catalogue = folder / "catalogue.toml"
    parts = re.split(r"(?m)^(?=\[\[layer\]\])", catalogue.read_text(encoding="utf-8"))
    kept = [one for one in parts if not re.search('id = "(programme|projects|clusters)"', one)]
    assert len(kept) == len(parts) - 3
    catalogue.write_text("".join(kept), encoding="utf-8")
    return folder


def part(name: str, lang: str, **address: str):
    return opened("programme", lang, part=name, **address)


def golden() -> dict[str, float]:
    with (ROOT / "tests/golden/programme_tomsk.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: float(row["value"]) for row in csv.DictReader(file)}


def shown_totals(page: str) -> list[str]:
    """Give the large numbers of a page as they are read."""
    return re.findall(r"<div class='num'>.*?<b>([^<]*)</b>", page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_point_stands_with_its_values(programme, lang):
    page = said(bodies(part("overview", lang)))
    assert len(programme.points) == 10
    for point in programme.points:
        assert point.title.say(lang) in page
        for value in point.values if point.id != "priorities" else ():
            assert value.text.say(lang) in page
    for number in ("250", "200", "160", "65", "79", "400"):
        assert f"<b>{number}</b>" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_state_against_targets_is_told_at_first_sight(programme, lang):
    page = bodies(part("overview", lang))
    table = page[page.index("sheet glance") : page.index("id='point-")]
    rows = {
        re.search("href='#point-([a-z]+)'", row).group(1): row.split("<td")[1:]
        for row in table.split("<tr>")[2:]
    }
    assert list(rows)[:4] == ["investment", "jobs", "projects", "roadmap"]
    assert rows.keys() == {one.id for one in programme.points} - {"goal", "priorities"}
    for point, wanted in {
        "investment": (("250", "65"), ("200", "53"), ("406", "28")),
        "jobs": (("160",), ("1", "2"), ("8", "3", "325")),
        "projects": (("100",), (), ("61", "23")),
        "roadmap": (("65",), ("79",), ("23", "16", "7")),
    }.items():
        for cell, numbers in zip(rows[point], wanted, strict=True):
            found = [
                re.match("[0-9]+", one).group() for one in re.findall("<b>(?:RUB.)?([^<]+)", cell)
            ]
            assert [one for one in numbers if one not in found] == []
    shares = [float(one) for one in re.findall(r"width:([\d.]+)%", "".join(rows["investment"]))]
    assert shares == [
        pytest.approx(100 * one, abs=0.06) for one in (39.9 / 250, 53 / 250, 1, 28.7 / 250)
    ]
    assert rows["investment"][2].count("<i class='more'>") == 1, "plans go beyond the target"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_that_contradict_stand_side_by_side(lang):
    page = bodies(part("overview", lang))
    tile = page[page.index("id='point-investment'") : page.index("id='point-participants'")]
    tile = re.sub("<details.*?</details>", "", tile)
    decimal = {"en": "39.9", "ru": "39,9"}[lang]
    sides = [
        [one for one in ("250", "200", decimal, "53") if f"<b>{one}</b>" in side]
        for side in tile.split("<h4>")[1:]
    ]
    assert sides == [["250"], ["200"], [decimal, "53"], []]
    assert not re.search("303|292[.,]9|542", tile)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_its_source(lang):
    figures = bodies(part("overview", lang)).split("<div class='stated ")[1:]
    cited = [one.split("</div>")[0] for one in figures]
    assert len(cited) > 25
    for one in cited:
        assert "class='cited'" in one or "middle'" in one, one


def test_money_is_told_in_the_order_of_dates(programme):
    page = bodies(part("overview", "en"))
    rows = re.findall(r"<div class='when'>([^<]*)</div><div class='bar (\w+)'>", page)
    wanted = sorted(programme.money, key=lambda one: one.date)
    assert [kind for _date, kind in rows] == [one.kind for one in wanted]
    assert rows[0][0] == "July 2011"
    lengths = [float(one) for one in re.findall(r"<i style='width:([\d.]+)%'></i><b>RUB", page)]
    assert max(lengths) == pytest.approx(50)


def test_the_timeline_has_every_event_in_order(programme):
    page = said(bodies(part("overview", "ru")))
    at = [page.index(event.text.ru) for event in sorted(programme.events, key=lambda e: e.date)]
    assert at == sorted(at)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_centre_has_six_institutes_and_one_head(tomsk, programme, lang):
    page = said(bodies(part("medical", lang)))
    sites = tomsk.frame("sites").set_index("id")
    assert len(programme.medical_centre.institutes) == 6
    for key in programme.medical_centre.institutes:
        assert sites.loc[key, f"name_{lang}"] in page
    assert page.count({"en": "head institute", "ru": "головной институт"}[lang]) == 1


def rows_of_projects(page: str) -> int:
    table = page[page.index("<table class='sheet projects'>") :]
    return table[: table.index("</table>")].count("<tr><td>")


def test_all_projects_or_those_of_a_filter(tomsk):
    app = part("projects", "en", show="table")
    projects = tomsk.table("projects")
    assert rows_of_projects(bodies(app)) == len(projects)
    timber = tomsk.record("sites").style.by_value()["timber"].title("en")
    well(app.multiselect(key="projects-several").set_value(["timber"]).run())
    assert rows_of_projects(bodies(app)) == int((projects["cluster"] == "timber").sum())
    assert app.query_params["projects"] == "timber"
    assert f"{timber} <span>" in bodies(app)
    well(app.selectbox(key="money-choice").set_value("10").run())
    assert app.query_params["money"] == "10"
    large = (projects["cluster"] == "timber") & (projects["investment_rub_bn"] >= 10)
    assert rows_of_projects(bodies(app)) == int(large.sum())


def test_a_link_shows_its_filter(tomsk):
    page = bodies(part("projects", "ru", show="table", projects="nuclear,sport", year="2015"))
    projects = tomsk.table("projects")
    chosen = (projects["cluster"] == "nuclear") | (projects["park_type"] == "sport")
    assert rows_of_projects(page) == int(
        (chosen & (projects["year_start"] <= 2015) & (projects["year_end"] >= 2015)).sum()
    )


def test_a_link_to_no_group_shows_all(tomsk):
    page = bodies(part("projects", "ru", show="table", projects="nothing", year="9999", money="x"))
    assert rows_of_projects(page) == len(tomsk.table("projects"))


def test_a_filter_that_lets_nothing_through_says_so():
    page = said(bodies(part("projects", "en", projects="sport", state="stalled")))
    assert "No project is so. Take a choice out of the filter." in page
    assert "<table" not in page


def test_totals_keep_plans_from_results_and_say_what_they_cover(tomsk):
    projects = tomsk.table("projects")
    page = said(bodies(part("projects", "en")))
    for kind, what in (("planned", "planned investment"), ("made", "investment made")):
        sums = projects.loc[projects["investment_kind"] == kind, "investment_rub_bn"]
        total = wording.number(round(sums.sum(), 1), "en", 1)
        assert f"<i>RUB</i> <b>{total}</b> <i>bn</i>" in page
        assert f"<p class='what'>{what}</p>" in page
        assert f"by {sums.notna().sum()} of {len(projects)} projects" in page
    both = wording.number(round(projects["investment_rub_bn"].sum(), 1), "en", 1)
    assert both not in page
    without = int(projects["investment_rub_bn"].isna().sum())
    assert f"{without} projects have no published sum" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_off_the_map_is_counted_and_named(tomsk, lang):
    page = said(bodies(part("projects", lang)))
    lost = page[page.index("class='lost'") :]
    for layer in ("parks", "sites"):
        frame = tomsk.frame(layer)
        for name in frame.loc[frame.geometry.isna(), f"name_{lang}"]:
            assert f"<b>{name}</b>" in lost
        count = f"{int(frame.geometry.isna().sum())} {'of' if lang == 'en' else 'из'} {len(frame)}"
        assert count in page


def test_the_pages_show_the_golden_figures():
    figures = golden()
    shown = shown_totals(bodies(part("projects", "en")))
    for key in ("investment_rub_bn.planned", "investment_rub_bn.made"):
        assert wording.figure(figures[key], wording.RUB_BN, "en") in shown
    for key in ("jobs.planned", "jobs.reported", "jobs.modernised"):
        assert wording.number(figures[key], "en") in shown
    shown = shown_totals(bodies(part("medical", "en")))
    for key in ("between", "to_university", "to_hospital", "to_people"):
        metres = figures[f"medical.{key}"]
        assert wording.length(metres, "en").split("\u00a0")[0] in shown
    for radius in (1000, 2000, 5000):
        assert wording.people(figures[f"medical.within.{radius}"], "en") in shown
    shown = shown_totals(bodies(part("roadmap", "en")))
    assert shown == [f"{figures[f'roadmap.{one}']:.0f}" for one in ("implemented", "now")] + ["0"]
    shown = shown_totals(bodies(part("sheets", "en", of="parks/inn_sez_south")))
    assert shown[:2] == ["192.4", wording.people(figures["park.inn_sez_south.people"], "en")]


def test_the_road_map_says_how_much_of_it_is_documented(tomsk):
    page = said(bodies(part("roadmap", "en")))
    assert "23 actions are documented here, of 65 that the programme speaks of" in page
    table = page[page.index("<table class='sheet roadmap'>") :]
    assert table.count("<tr><td>") == len(tomsk.table("roadmap"))
    app = part("roadmap", "ru", action="now")
    table = bodies(app)[bodies(app).index("<table class='sheet roadmap'>") :]
    assert table.count("<tr><td>") == int((tomsk.table("roadmap")["state"] == "now").sum())


def test_a_state_without_actions_says_so():
    page = said(bodies(part("roadmap", "ru", action="postponed")))
    assert "Среди названных в источниках мероприятий таких нет." in page
    assert "<table" not in page


def test_a_sheet_is_taken_its_bad_rows_are_refused_with_reasons():
    app = part("roadmap", "en")
    file = ("plan.csv", BAD_SHEET.encode(), "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*file).run())
    page = said(bodies(app))
    assert "1 of 3 rows are taken. 2 rows are refused, each with its reason:" in page
    assert "<td>2</td><td>State of the action</td><td>`soon` is not a state" in page
    assert "<td>3</td><td>Ends</td><td>`2016-13` is not a date" in page
    assert "1 of the actions are from your spreadsheet" in page
    assert "24 actions are documented here" in page
    assert [one.id for one in app.session_state[keys.ROADMAP]] == ["3"]
    well(app.button(key="roadmap-drop").click().run())
    assert "23 actions are documented here" in said(bodies(app))


def test_a_sheet_stays_with_the_session_on_other_parts():
    app = part("roadmap", "ru")
    file = ("план.csv", "id;title_ru;state\n7;Парк;отложено\n".encode("cp1251"), "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*file).run())
    well(app.button_group(key="part-choice").set_value("overview").run())
    page = said(bodies(app))
    assert "<b>24</b> названо в <span class='kept'>источниках" in page
    assert "<b>1</b> <span class='kept'>отложено" in page


def test_a_file_that_is_no_sheet_is_refused_whole():
    app = part("roadmap", "en")
    file = ("plan.csv", b"name,when\nA,2016\n", "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*file).run())
    page = said(bodies(app))
    assert "The spreadsheet cannot be taken as it is" in page
    assert "Expected the columns `id`, `state`, `title_ru` in `plan.csv`" in page
    assert keys.ROADMAP not in app.session_state


def test_a_sheet_without_a_good_row_leaves_the_one_before():
    app = part("roadmap", "en")
    good = ("plan.csv", b"id;title_en;state\n7;A road;now\n", "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*good).run())
    bad = ("plan.csv", b"id;title_en;state\n8;A bridge;soon\n", "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*bad).run())
    assert "0 of 1 rows are taken" in said(bodies(app))
    assert [one.id for one in app.session_state[keys.ROADMAP]] == ["7"]


def test_a_file_of_another_kind_is_refused_in_words_of_ours():
    app = part("roadmap", "ru")
    file = ("план.docx", b"PK", "application/octet-stream")
    well(app.file_uploader(key="roadmap-file").upload(*file).run())
    assert "Ожидалась дорожная карта" in said(bodies(app))


def test_the_template_is_a_workbook():
    app = part("roadmap", "ru")
    assert {one.key for one in app.get("download_button")} >= {"roadmap-template", "roadmap-xlsx"}
    assert io.BytesIO(roadmap_xlsx((), "ru")).read(2) == b"PK"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_participants_stand_with_what_they_take_part_in(lang):
    page = said(bodies(part("participants", lang)))
    table = page[page.index("<table class='sheet participants'>") :]
    names = {"en": "Ministry of Health", "ru": "Минздрав России"}
    assert f"<b>{names[lang]}</b>" in table
    row = table[table.index(names[lang]) :].split("</tr>")[0]
    assert row.count("<td>") == 3
    assert {"en": "SibGMU", "ru": "СибГМУ"}[lang] in row
    assert "<table class='sheet instruments'>" in page


def test_one_site_is_computed_for_the_site_chosen():
    app = part("medical", "en")
    before = bodies(app)[bodies(app).index("sheet changes") :]
    assert before.count("<tr><td>") == 7
    well(app.selectbox(key="medical-site").set_value("sites/cancer").run())
    after = bodies(app)[bodies(app).index("sheet changes") :]
    assert app.query_params["site"] == "sites/cancer"
    assert "<b>1.2\u00a0km</b>" in after
    assert before != after


def test_the_table_of_points_has_every_number_with_its_source(tomsk, programme):
    found = overview(tomsk)
    table = points_table(tomsk, found)
    values = [value for point in programme.points for value in point.values]
    assert len(table) == len(values) + sum(len(one.documented) for one in found.points)
    assert (table["Source"] != "").all()
    rows = table[table["Point of the programme"] == "Investment"]
    assert set(rows["Kind"]) == {"States", "Others report", "Reached", "Documented in the atlas"}
    assert list(rows["Number"])[:5] == [250, 0.65, 200, 39.9, 53]
    made = rows[rows["Figure"].str.endswith("investment made")].iloc[0]
    assert made["Source"].startswith("Projects; by 16 of 61 projects")


def test_the_kind_of_participant_is_chosen_for_table_and_map():
    app = part("participants", "ru", who="universities")
    table = bodies(app)[bodies(app).index("sheet participants") :].split("</table>")[0]
    assert table.count("<tr><td>") == 6
    assert "ТУСУР" in table


def test_a_part_leaves_no_empty_choice_in_the_address():
    app = part("medical", "en")
    well(app.button_group(key="part-choice").set_value("overview").run())
    assert "site" not in app.query_params


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("overview", {"programme"}),
        ("projects", {"projects"}),
        ("participants", {"participants", "instruments"}),
        ("medical", {"medical-ways", "medical-one-site"}),
    ],
)
def test_tables_are_taken_away(name, files):
    app = part(name, "ru", show="table")
    keys_of = {one.key for one in app.get("download_button")}
    tables = {one for one in keys_of if one.endswith(("-csv", "-xlsx"))}
    assert tables == {f"{one}-{kind}" for one in files for kind in ("csv", "xlsx")}


UNKNOWN = {
    "en": "Not known: the layer of population does not reach here.",
    "ru": "Неизвестно: слой населения сюда не доходит.",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_park_and_cluster_has_its_page(tomsk, lang):
    app = part("sheets", lang)
    pages = [one.key for one in app.button if one.key.startswith("open-")]
    assert len(pages) == 25 + 6
    for layer, ids in (("parks", ("ind_asino", "ind_predtechensk")), ("clusters", ("timber",))):
        for one in ids:
            well(app.button(key=f"open-{layer}/{one}").click().run())
            rows = tomsk.frame(layer) if layer == "parks" else tomsk.table(layer)
            name = rows.loc[rows["id"] == one, f"name_{lang}"].iloc[0]
            page = said(bodies(app))
            assert f"<h1>{name}</h1>" in page
            assert app.query_params["of"] == f"{layer}/{one}"
            assert "class='sources'" in page
            assert (UNKNOWN[lang] in page) == (one != "ind_predtechensk")
            well(app.button(key="sheet-index").click().run())


def test_a_page_that_is_not_there_is_the_index():
    app = part("sheets", "en", of="parks/nothing")
    assert "Each has a page" in said(bodies(app))


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "special economic zone"), ("ru", "южная площадка")]
)
def test_a_park_leads_to_the_large_map(lang, words):
    app = part("sheets", lang, of="parks/inn_sez_south")
    well(app.button(key="sheet-map").click().run())
    assert app.session_state[keys.SELECTED] == "parks/inn_sez_south"
    assert any(words in one.proto.body.casefold() for one in app.get("html"))


def test_the_map_s_panel_leads_to_the_page():
    for lang, selected, name in (
        ("en", "parks/med_north", "Northern medical town"),
        ("ru", "sites/brest", "ядерных"),
    ):
        app = opened("map", lang, at=selected)
        well(app.button(key="panel-page").click().run())
        heads = [one for one in re.findall(r"<h1>([^<]*)</h1>", bodies(app)) if name in one]
        assert heads, selected


@pytest.mark.parametrize("name", [*PARTS, "park", "cluster"])
def test_the_russian_parts_have_no_english_word(name):
    pages = {"park": "parks/med_north", "cluster": "clusters/pharma_med_it"}
    app = part("sheets", "ru", of=pages[name]) if name in pages else part(name, "ru")
    words = " ".join(Read(bodies(app)).words)
    plain = re.sub(r"\S+\.(ru|com|org|today|city)\b|`[^`]*`|https?\S+", " ", words)
    found = set(re.findall(r"[A-Za-z]{3,}", plain)) - NAMES_IN_LATIN
    assert not found - {"EPSG", "UTM", "WGS", "zone", "GitHub", "population", "sites"}, found
    labels = [one.label for one in (*app.button, *app.selectbox, *app.multiselect)]
    latin = set(re.findall(r"[A-Za-z]{4,}", " ".join(labels)))
    assert not latin - NAMES_IN_LATIN, latin


@pytest.mark.parametrize("name", PARTS)
def test_links_lead_to_the_web_or_down_the_page_only(name):
    for link in Read(bodies(part(name, "en"))).links:
        assert link.startswith(("https://", "http://", "#point-")), link
    assert "<a" not in statements.link("javascript:alert(1)", "x", "y")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", [*PARTS, "parks/park_1", "parks/park_7", "clusters/timber"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_are_only_read(name, lang):
    app = part("sheets", lang, of=name) if "/" in name else part(name, lang, show="table")
    read = Read(bodies(app))
    assert not {"script", "img"} & {tag for tag, _attributes in read.tags}
    assert not [key for _tag, attributes in read.tags for key in attributes if key.startswith("on")]
    if name == "projects":
        formula = {"en": "=HYPERLINK", "ru": "-2+3"}[lang]
        assert any(formula in word for word in read.words)


EMPTY = {
    "overview": "This edition has no programme",
    "projects": "This edition has no register of projects",
    "roadmap": "No source names an action of the road map",
    "participants": "No source names a federal instrument",
    "medical": "This edition has no medical centre",
    "sheets": "Each has a page",
}


@pytest.mark.parametrize("name", PARTS)
def test_an_edition_without_a_programme_says_so(bare_folder, monkeypatch, name):
    monkeypatch.setenv("ATLAS_EDITION", str(bare_folder))
    page = said(bodies(part(name, "en")))
    assert EMPTY[name] in page
    if name == "projects":
        assert "Nobody knows where" in page


@pytest.mark.usefixtures("small")
def test_an_edition_without_a_road_map_takes_one():
    app = part("roadmap", "en")
    assert EMPTY["roadmap"] in said(bodies(app))
    file = ("plan.csv", b"id;title_en;state;end\n1;A road;now;2016\n", "text/csv")
    well(app.file_uploader(key="roadmap-file").upload(*file).run())
    assert "<b>A road</b>" in bodies(app)


@pytest.mark.parametrize(
    ("date", "en", "ru"),
    [
        ("2016-03-25", "25 March 2016", "25 марта 2016 г."),
        ("2016-08", "August 2016", "август 2016"),
        ("2013", "2013", "2013"),
        ("", "", ""),
    ],
)
def test_dates_are_as_exact_as_they_are_known(monkeypatch, date, en, ru):
    for lang, wanted in (("en", en), ("ru", ru)):
        monkeypatch.setattr(statements, "lang", lambda lang=lang: lang)
        assert statements.date_words(date) == wanted


@pytest.mark.parametrize(
    ("value", "unit", "en", "ru"),
    [
        (250, "rub_bn", "RUB 250 bn", "250 млрд ₽"),
        (39.9, "rub_bn", "RUB 39.9 bn", "39,9 млрд ₽"),
        (0.65, "share", "65%", "65\u00a0%"),
        (160, "jobs_thousand", "160 thousand", "160 тыс."),
        (1250, "beds", "1,250", "1\u00a0250"),
    ],
)
def test_amounts_are_written_as_the_language_writes_them(monkeypatch, value, unit, en, ru):
    for lang, wanted in (("en", en), ("ru", ru)):
        monkeypatch.setattr(statements, "lang", lambda lang=lang: lang)
        assert " ".join(part for part in statements.amount(value, unit) if part) == wanted
