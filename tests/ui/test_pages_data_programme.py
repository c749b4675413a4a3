"""The pages Programme and Data, run through the router in both languages."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers import open_edition, wording
from layers.programme import read_programme
from reports.html_map import html_map
from tests.small_edition import HOSTILE, HOSTILE_RU
from ui import cached, downloads, statements

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "ru")
NAMES_IN_LATIN = {"Smart", "Technologies", "Tomsk", "GMP", "NIOST", "MDF", "zip"}


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def programme(tomsk):
    return read_programme(tomsk.path("programme"))


def opened(page: str, lang: str, **address: str) -> AppTest:
    """Run a page through the router and check that nothing went wrong on it."""
    app = AppTest.from_file(str(ROOT / "ui" / "router.py"), default_timeout=120)
    app.query_params["lang"] = lang
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return well(app.switch_page(f"views/{page}.py").run())


def well(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


class Read(HTMLParser):
    """The words of some HTML, those of links and citations apart, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._skip = 0
        self._open: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        cites = tag in {"a", "style"} or bool(
            {"cited", "from", "sources"} & set((attributes.get("class") or "").split())
        )
        if tag not in {"br", "img", "input"}:
            self._open.append(cites)
            self._skip += cites
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, _tag):
        if self._open:
            self._skip -= self._open.pop()

    def handle_data(self, data):
        if not self._skip and data.strip():
            self.words.append(data.strip())


def bodies(app: AppTest) -> str:
    return "\n".join(one.proto.body for one in app.get("html"))


def said(text: object) -> str:
    """Give a text as it stands in HTML after parsing: entities resolved, spaces kept."""
    return unescape(str(text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_point_stands_with_its_values(programme, lang):
    page = said(bodies(opened("programme", lang)))
    assert len(programme.points) == 10
    for point in programme.points:
        assert point.title.say(lang) in page
        for value in point.values if point.id != "priorities" else ():
            assert value.text.say(lang) in page
    for number in ("250", "200", "160", "65", "79", "400"):
        assert f"<b>{number}</b>" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_that_contradict_stand_side_by_side(lang):
    page = bodies(opened("programme", lang))
    tile = page[page.index("id='point-investment'") : page.index("id='point-participants'")]
    needed = tile[tile.index("<h4>") : tile.rindex("<h4>")]
    reached = tile[tile.rindex("<h4>") :]
    decimal = {"en": "39.9", "ru": "39,9"}[lang]
    assert [one for one in ("250", "200", "53", decimal) if f"<b>{one}</b>" in needed] == [
        "250",
        "200",
    ]
    assert [one for one in ("250", "200", "53", decimal) if f"<b>{one}</b>" in reached] == [
        "53",
        decimal,
    ]
    assert not re.search("303|292[.,]9|542", tile)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_its_source(lang):
    figures = bodies(opened("programme", lang)).split("<div class='stated ")[1:]
    cited = [one.split("</div>")[0] for one in figures]
    assert len(cited) > 25
    for one in cited:
        assert "class='cited'" in one or "middle'" in one, one


def test_money_is_told_in_the_order_of_dates(programme):
    page = bodies(opened("programme", "en"))
    rows = re.findall(r"<div class='when'>([^<]*)</div><div class='bar (\w+)'>", page)
    wanted = sorted(programme.money, key=lambda one: one.date)
    assert [kind for _date, kind in rows] == [one.kind for one in wanted]
    assert rows[0][0] == "July 2011"
    lengths = [float(one) for one in re.findall(r"<i style='width:([\d.]+)%'></i><b>RUB", page)]
    assert max(lengths) == pytest.approx(50)


def test_the_timeline_has_every_event_in_order(programme):
    page = said(bodies(opened("programme", "ru")))
    at = [page.index(event.text.ru) for event in sorted(programme.events, key=lambda e: e.date)]
    assert at == sorted(at)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_centre_has_six_institutes_and_one_head(tomsk, programme, lang):
    page = said(bodies(opened("programme", lang)))
    sites = tomsk.frame("sites").set_index("id")
    assert len(programme.medical_centre.institutes) == 6
    for key in programme.medical_centre.institutes:
        assert sites.loc[key, f"name_{lang}"] in page
    assert page.count({"en": "head institute", "ru": "головной институт"}[lang]) == 1


def rows_of_projects(page: str) -> int:
    table = page[page.index("<table class='sheet projects'>") :]
    return table[: table.index("</table>")].count("<tr><td>")


def test_all_projects_or_one_group(tomsk):
    app = opened("programme", "en")
    projects = tomsk.table("projects")
    assert rows_of_projects(bodies(app)) == len(projects)
    choice = app.button_group(key="projects-shown")
    timber = tomsk.record("sites").style.by_value()["timber"].title("en")
    well(choice.set_value("timber").run())
    assert rows_of_projects(bodies(app)) == int((projects["cluster"] == "timber").sum())
    assert app.query_params["projects"] == "timber"
    assert f"{timber} <span>" in bodies(app)


def test_a_link_shows_its_group(tomsk):
    page = bodies(opened("programme", "ru", projects="nuclear"))
    projects = tomsk.table("projects")
    assert rows_of_projects(page) == int((projects["cluster"] == "nuclear").sum())


def test_a_link_to_no_group_shows_all(tomsk):
    page = bodies(opened("programme", "ru", projects="nothing"))
    assert rows_of_projects(page) == len(tomsk.table("projects"))


def test_totals_keep_plans_from_results_and_say_what_they_cover(tomsk):
    projects = tomsk.table("projects")
    page = said(bodies(opened("programme", "en")))
    for kind, what in (("planned", "planned investment"), ("made", "investment made")):
        sums = projects.loc[projects["investment_kind"] == kind, "investment_rub_bn"]
        total = wording.number(round(sums.sum(), 1), "en", 1)
        text = (
            f"<b>RUB\u00a0{total}\u00a0bn</b></p><p class='what'>{what}</p>"
            f"<p class='cited'>by {sums.notna().sum()} of {len(projects)} projects"
        )
        assert text in page
    both = wording.number(round(projects["investment_rub_bn"].sum(), 1), "en", 1)
    assert both not in page
    without = int(projects["investment_rub_bn"].isna().sum())
    assert f"{without} projects have no published sum" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_off_the_map_is_counted_and_named(tomsk, lang):
    page = said(bodies(opened("programme", lang)))
    lost = page[page.index("class='lost'") :]
    for layer in ("parks", "sites"):
        frame = tomsk.frame(layer)
        for name in frame.loc[frame.geometry.isna(), f"name_{lang}"]:
            assert f"<b>{name}</b>" in lost
        count = f"{int(frame.geometry.isna().sum())} {'of' if lang == 'en' else 'из'} {len(frame)}"
        assert count in page


@pytest.mark.parametrize("page", ["programme", "data"])
def test_the_russian_page_has_no_english_word(page):
    words = " ".join(Read(bodies(opened(page, "ru"))).words)
    plain = re.sub(r"\S+\.(ru|com|org|today|city)\b|`[^`]*`", " ", words)
    found = set(re.findall(r"[A-Za-z]{3,}", plain)) - NAMES_IN_LATIN
    assert not found - {"EPSG", "GeoPackage", "QGIS"}, found


def test_links_lead_to_the_web_only():
    for link in Read(bodies(opened("programme", "en"))).links:
        assert link.startswith(("https://", "http://")), link
    assert "<a" not in statements.link("javascript:alert(1)", "x", "y")


@pytest.fixture
def small(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    return small_edition


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("page", ["programme", "data"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_are_only_read(page, lang):
    read = Read(bodies(opened(page, lang)))
    assert not {"script", "img"} & {tag for tag, _attributes in read.tags}
    assert not [
        name for _tag, attributes in read.tags for name in attributes if name.startswith("on")
    ]
    if page == "programme":
        formula = {"en": "=HYPERLINK", "ru": "-2+3"}[lang]
        assert any(formula in word for word in read.words)


@pytest.mark.usefixtures("small")
def test_hostile_rows_reach_the_table_as_they_are():
    for lang, name in (("en", HOSTILE), ("ru", HOSTILE_RU)):
        app = opened("data", lang, layer="parks")
        assert name in set(app.dataframe[0].value[f"name_{lang}"])


def test_an_edition_without_a_programme_says_so(small_edition, monkeypatch, tmp_path):
    folder = shutil.copytree(small_edition.root, tmp_path / "plain")
    catalogue = folder / "catalogue.toml"
    parts = re.split(r"(?m)^(?=\[\[layer\]\])", catalogue.read_text(encoding="utf-8"))
    kept = [one for one in parts if not re.search('id = "(programme|projects|clusters)"', one)]
    assert len(kept) == len(parts) - 3
    catalogue.write_text("".join(kept), encoding="utf-8")
    monkeypatch.setenv("ATLAS_EDITION", str(folder))
    page = said(bodies(opened("programme", "en")))
    assert "This edition has no programme" in page
    assert "Nobody knows where" in page
    assert "<table" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shelf_holds_every_layer(tomsk, lang):
    app = opened("data", lang)
    table = Read(bodies(app))
    assert [one for one in tomsk.records.values() if one.title(lang) not in table.words] == []
    assert {one.key for one in app.button} == {"shelf-all", "shelf-bring"} | {
        f"shelf-{one}" for one in tomsk.records
    }
    counts = {"parks": 25, "sites": 63, "projects": 61}
    assert {
        one: len(tomsk.frame(one) if one != "projects" else tomsk.table(one)) for one in counts
    } == counts
    assert bodies(app).count("<tr><td class=''>") == len(tomsk.records)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_opens(tomsk, lang):
    app = opened("data", lang)
    for record in tomsk.records.values():
        well(app.button(key=f"shelf-{record.id}").click().run())
        assert app.query_params["layer"] == record.id
        page = Read(bodies(app))
        assert record.title(lang) in page.words
        assert record.source(lang) in page.words
        assert record.licence in page.words
        for one in record.fields:
            assert one.title(lang) in page.words
        if record.kind in {"vector", "table"}:
            rows = app.dataframe[0].value
            frame = tomsk.frame if record.kind == "vector" else tomsk.table
            assert len(rows) == len(frame(record.id))
            other = {"en": "_ru", "ru": "_en"}[lang]
            assert not [name for name in rows if name.endswith(other)]
            assert "geometry" not in rows
        if record.kind == "raster":
            for one in record.style.classes:
                assert one.title(lang) in page.words
    well(app.button(key="shelf-all").click().run())
    assert "layer" not in app.query_params


def test_rows_say_who_is_on_the_map(tomsk):
    rows = opened("data", "en", layer="sites").dataframe[0].value
    frame = tomsk.frame("sites")
    assert list(rows["_on_map"]) == list(frame.geometry.notna())
    assert set(rows["precision"]) - {""} == {
        "Known exactly, within about 10 m",
        "Known to the street, within about 300 m",
        "Known approximately, within about 1 km",
        "Known to the settlement, within about 2 km",
    } & (set(rows["precision"]))


def test_a_layer_that_is_not_there_is_told():
    page = said(bodies(opened("data", "en", layer="nothing")))
    assert "`nothing` came" in page
    assert "role='alert'" in page


def test_formats_fit_the_kind_of_layer():
    app = opened("data", "en", layer="parks")
    assert app.selectbox(key="format-vector").options == [
        "GeoPackage",
        "GeoJSON (WGS 84 only)",
        "Shapefile (zipped)",
        "KML (WGS 84 only)",
        "FlatGeobuf",
        "GeoParquet",
        "DXF drawing",
        "CSV table",
        "XLSX workbook",
    ]
    systems = app.selectbox(key="crs").options
    assert systems[:2] == ["WGS 84, degrees (EPSG:4326)", "UTM zone 45N, metres (EPSG:32645)"]
    assert [one for one in systems if "MSK" in one] == [
        f"MSK-70 zone {zone}, metres" for zone in range(1, 7)
    ]
    well(app.selectbox(key="crs").set_value("MSK-70:4").run())
    assert "not to cadastral accuracy" in bodies(app)
    well(app.selectbox(key="format-vector").set_value("geojson").run())
    assert app.selectbox(key="crs-wgs84").options == ["WGS 84, degrees (EPSG:4326)"]
    well(app.button(key="shelf-landcover").click().run())
    assert app.selectbox(key="format-raster").options == ["GeoTIFF"]
    well(app.button(key="shelf-programme").click().run())
    assert app.selectbox(key="format-document").options == ["TOML document"]
    assert [one.key for one in app.selectbox] == ["format-document"]


def test_the_file_comes_with_its_source_and_licence(tomsk):
    data = downloads.layer_bytes(tomsk, "parks", "shp", "MSK-70:4", "ru")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert {"parks.shp", "parks.cpg", "parks.dbf"} <= set(names)
        [beside] = [name for name in names if name.endswith(".txt") and "parks.shp" in name]
        text = archive.read(beside).decode()
    assert "ODbL-1.0" in text
    assert "МСК-70" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_html_file_is_that_of_the_reports(tomsk, lang):
    assert cached.html_file(tomsk.sha256, lang).decode() == html_map(tomsk, lang)


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
        monkeypatch.setattr(statements, "_", wording.translator(lang))
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
        monkeypatch.setattr(statements, "_", wording.translator(lang))
        assert " ".join(part for part in statements.amount(value, unit) if part) == wanted
