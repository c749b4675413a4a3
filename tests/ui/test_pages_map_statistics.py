"""The map and the statistics pages run by Streamlit's own test driver, without a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import pytest

from geo import SHARE
from layers import open_edition, wording
from layers.measures import MEASURES
from layers.statistics import edition_statistic
from layers.vocabulary import PARK_TYPES
from tests.ui.reading import LANGUAGES, opened, well, words
from ui import cached, keys, legend

ROOT = Path(__file__).resolve().parents[2]


REFUSED = {"sdg_11_7_1": "expected land of the open classes"}
"""Measures that find nothing to measure on the small edition, and what they say."""


def figures(app):
    """Give the large numbers of the panel by the words under them."""
    found = {}
    for one in app.get("html"):
        match = re.search(r"<div class='fig'><b>(.*?)</b>.*?<small>(.*?)</small>", one.proto.body)
        if match:
            found[match[2]] = match[1]
    return found


@pytest.mark.parametrize("name", ["statistics", "programme", "story", "data"])
def test_each_page_follows_the_map_and_the_map_it(name):
    app = opened(lang="ru")
    before = words(app)
    assert words(well(app.switch_page(f"views/{name}.py").run())) != before
    assert words(well(app.switch_page("views/map.py").run())) == before


def test_the_map_page_opens_with_the_programme():
    text = words(opened())
    assert "INO Tomsk" in text
    assert "People within 1" in text


def test_the_legend_has_a_switch_for_each_type_and_cluster():
    app = opened()
    switches = {one.key for one in app.checkbox}
    assert {keys.visible("parks", one) for one in PARK_TYPES} <= switches
    clusters = open_edition().table("clusters")["id"]
    assert {keys.visible("sites", one) for one in clusters} <= switches


def test_counts_in_the_legend_are_those_of_the_edition():
    edition = open_edition()
    parks = edition.frame("parks")
    placed = parks[parks.geometry.notna()]["park_type"].value_counts()
    rules = legend.swatches(edition)
    for value in PARK_TYPES:
        name = keys.visible("parks", value)
        assert f".st-key-{name} p::after{{content:'{placed[value]}'}}" in rules


def test_a_class_from_data_cannot_leave_its_style_rule():
    assert keys.visible("parks", "a}</style><b>") == "on-parks-a---style--b-"


def test_a_selected_park_shows_its_published_area_and_people():
    app = opened(at="parks/inn_sez_south")
    shown = figures(app)
    assert shown["Published area; the outline is a model"] == "192.4"
    assert "Southern" in words(app)
    people = [value for label, value in shown.items() if label.startswith("People within 1")]
    assert int(people[0].replace(",", "")) > 0


def test_a_park_beyond_the_population_says_that_its_people_are_not_known():
    app = opened(at="parks/ind_asino")
    assert not [one for one in figures(app) if one.startswith("People within")]
    assert "Not known: the layer of population does not reach here." in words(app)


def test_the_radius_changes_the_figure():
    few = figures(opened(at="parks/inn_sez_south", radius="500"))
    many = figures(opened(at="parks/inn_sez_south", radius="5000"))

    def people(shown):
        label = next(one for one in shown if one.startswith("People within"))
        return int(shown[label].replace(",", ""))

    assert people(many) > people(few)


def test_the_russian_map_page_speaks_russian():
    app = opened(lang="ru", at="parks/inn_sez_south")
    text = words(app)
    assert "Южная" in text
    assert "Рядом" in text
    assert "Published" not in text


def test_a_site_without_a_cluster_has_a_card():
    sites = open_edition().frame("sites")
    other = sites[sites.geometry.notna() & (sites["cluster"].fillna("") == "")].iloc[0]
    assert other["name_en"] in words(opened(at=f"sites/{other['id']}")).replace("&#x27;", "'")


def test_every_layer_can_be_taken_from_the_map_page():
    app = opened()
    box = app.selectbox(key="take-which")
    titles = [one.title("en") for one in open_edition().records.values()]
    assert list(box.options) == titles


@pytest.mark.parametrize("shade", ["served", "share", "density", "nonsense"])
def test_every_shading_runs(shade):
    assert opened(shade=shade).selectbox(key="shade-box").value in {"none", shade}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_runs_in_both_languages(measure, lang):
    app = opened("statistics", lang, measure=measure)
    text = words(app)
    assert {"en": "Statistics", "ru": "Статистика"}[lang] in text
    assert wording.translator(lang)(MEASURES[measure].lead) in html.unescape(text)
    assert "role='alert'" not in "".join(one.proto.body for one in app.get("html"))
    assert len(app.dataframe) >= 1
    assert not app.markdown, "what is written on the page is written as HTML, with intent"


def test_a_table_in_the_address_is_the_one_that_counts():
    norms = "sport::30:::0.5:a norm%3A read as 50 %25%3B of all;medical:1000::::0.8:"
    app = opened("statistics", measure="norms", **{"norms.table": norms})
    assert "role='alert'" not in "".join(one.proto.body for one in app.get("html"))
    kinds = set(app.dataframe[-1].value.iloc[:, 1])
    assert kinds == {"Sport", "Medical"}
    assert app.query_params["norms.table"] in (norms, [norms])


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_opens_on_the_small_edition(measure, small_edition, monkeypatch):
    """Layers that the small edition lacks give one message, never a traceback."""
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    app = opened("statistics", measure=measure)
    alarms = [one.proto.body for one in app.get("html") if "role='alert'" in one.proto.body]
    expected = {role.layers[0] for role in MEASURES[measure].roles if not role.optional}
    lacking = expected - small_edition.records.keys()
    if lacking:
        (message,) = alarms
        assert any(f"`{one}`" in html.unescape(message) for one in lacking), message
    elif measure in REFUSED:
        (message,) = alarms
        assert REFUSED[measure] in html.unescape(message)
    else:
        assert not alarms
        assert len(app.dataframe[-1].value) > 0


def test_coverage_rows_sum_by_municipality_to_the_whole():
    whole = opened("statistics", measure="coverage").dataframe[-1].value
    split = (
        opened("statistics", measure="coverage", **{"coverage.zones": "municipalities"})
        .dataframe[-1]
        .value
    )
    assert len(split) == 3 * len(whole)
    people = wording.translator("en")(served_title())
    by, radius = (split.columns[at] for at in (1, 2))
    summed = split.groupby([by, radius])[people].sum()
    for row in whole.to_dict("records"):
        assert summed[row[by], row[radius]] == pytest.approx(row[people], abs=0.5)


def served_title():
    return next(one.title for one in MEASURES["coverage"].columns if one.name == "served")


def test_settings_come_from_the_address_and_go_back_to_it():
    app = opened("statistics", **{"measure": "coverage", "coverage.radii_m": "700,1500"})
    assert set(app.dataframe[-1].value.iloc[:, 1]) == {700, 1500}
    assert app.query_params["coverage.radii_m"] == "700,1500"
    app.text_input(key="coverage.radii_m-box").set_value("1000; 2000; 5000").run()
    assert "coverage.radii_m" not in app.query_params


def test_a_table_comes_from_the_address_and_stays_in_it():
    asked = {"measure": "sdg_11_7_1", "sdg_11_7_1.open_classes": "forest"}
    usual, other = opened("statistics", measure="sdg_11_7_1"), opened("statistics", **asked)
    assert other.query_params["sdg_11_7_1.open_classes"] in ("forest", ["forest"])
    assert "sdg_11_7_1.open_classes" not in usual.query_params
    open_ha = wording.translator("en")(
        next(one.title for one in MEASURES["sdg_11_7_1"].columns if one.name == "open_ha")
    )
    assert other.dataframe[-1].value[open_ha].sum() > usual.dataframe[-1].value[open_ha].sum()


def test_headlines_that_are_shares_are_written_in_percent():
    statistic = edition_statistic(open_edition(), "landuse_change")
    share = next(one for one in statistic.headlines if one.figure.unit == SHARE)
    shown = figures(opened("statistics", measure="landuse_change"))
    assert shown[wording.translator("en")(share.label)] == f"{share.figure.value * 100:.2g}%"


def test_a_long_table_has_shares_in_percent(monkeypatch):
    monkeypatch.setattr("ui.answer.STYLED", 0)
    title = wording.translator("en")("Share")
    plain = opened("statistics", measure="landcover").dataframe[-1]
    assert plain.value[title].sum() == pytest.approx(300, abs=2), "three zones of 100 %"
    assert json.loads(plain.proto.columns)[title]["type_config"]["format"] == "%.1f %%"


def test_numbers_that_cannot_be_read_are_said_in_the_one_place_for_errors():
    app = opened("statistics", **{"measure": "coverage", "coverage.radii_m": "far"})
    assert "expected numbers parted by semicolons" in words(app)


def test_stopped_work_leaves_nothing_behind():
    def stop(_share):
        raise KeyboardInterrupt

    sha256 = open_edition().sha256
    asked = (sha256, "coverage", (), (("radii_m", (777.0,)),))
    with pytest.raises(KeyboardInterrupt):
        cached.statistic(*asked, stop)
    heard = []
    assert set(cached.statistic(*asked, heard.append).rows["radius_m"]) == {777.0}
    assert heard


def test_a_broken_edition_gives_one_clear_message(tmp_path, monkeypatch):
    broken = tmp_path / "edition"
    shutil.copytree(open_edition().root, broken)
    (broken / "parks.fgb").unlink()
    monkeypatch.setenv("ATLAS_EDITION", str(broken))
    app = opened()
    text = words(app)
    assert "The edition cannot be opened" in text
    assert "no file `parks.fgb`" in text


def test_an_unknown_edition_gives_one_clear_message(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(tmp_path / "nowhere"))
    text = words(opened(lang="ru"))
    assert "Издание не открывается" in text
    assert "nowhere" in text


def test_an_edition_without_a_programme_has_a_map(tmp_path, monkeypatch):
    slim = tmp_path / "edition"
    shutil.copytree(open_edition().root, slim)
    head, *records = (slim / "catalogue.toml").read_text(encoding="utf-8").split("[[layer]]\n")
    gone = ('id = "programme"', 'id = "projects"', 'id = "clusters"', 'id = "sites"')
    kept = [one for one in records if not one.startswith(gone)]
    assert len(kept) == len(records) - 4
    (slim / "catalogue.toml").write_text("[[layer]]\n".join([head, *kept]), encoding="utf-8")
    monkeypatch.setenv("ATLAS_EDITION", str(slim))
    text = words(opened())
    assert "cannot be" not in text
    assert "People within 1" in text


def test_without_javascript_the_page_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr("ui.sources.PACKAGES", tmp_path)
    assert "make setup" in opened().warning[0].value


def test_where_fewer_draws_stand_behind_an_interval_the_card_says_so():
    for measure, draws in cached.FEWER_DRAWS.items():
        assert 20 <= draws < cached.DRAWS
        assert MEASURES[measure].drawn
    card = cached.statistic(open_edition().sha256, "conflicts", (), (), lambda _share: None).method
    assert card.draws == 20
