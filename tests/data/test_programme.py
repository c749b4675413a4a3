"""The programme's layers of the Tomsk edition: whole, and as their builder makes them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from layers.programme import Programme, read_programme
from layers.styles import parse_style
from layers.vocabulary import HATCHES, PARK_TYPES, PRECISIONS, STATUSES

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "data" / "tomsk"
LAYERS = ("parks", "sites", "clusters", "projects", "programme")
CLUSTERS = (
    *("petrochemical", "nuclear", "timber", "pharma_med_it"),
    *("wildlife", "hard_to_recover"),
)
GROUPINGS = ("electronics_machinery", "transport", "programme")
STATES = ("completed", "under_way", "planned", "concept", "stalled", "unknown")
LOOK = {
    "industrial": ("#5D4037", "diagonal", "industry"),
    "innovation": ("#2166AC", "none", "rocket"),
    "research_educational": ("#332288", "dots", "college"),
    "historical_cultural": ("#E6AB02", "crossed", "historic"),
    "medical": ("#E41A1C", "plus", "hospital"),
    "sport": ("#44AA99", "horizontal", "stadium"),
}


def facts(name: str) -> pd.DataFrame:
    return pd.read_csv(EDITION / "facts" / f"{name}.csv", dtype=str, keep_default_na=False)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(EDITION / f"{name}.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def parks():
    return pyogrio.read_dataframe(EDITION / "parks.fgb")


@pytest.fixture(scope="module")
def sites():
    return pyogrio.read_dataframe(EDITION / "sites.fgb")


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme(EDITION / "programme.toml")


@pytest.fixture(scope="module")
def records() -> dict[str, dict]:
    catalogue = tomllib.loads((EDITION / "catalogue.toml").read_text(encoding="utf-8"))
    return {record["id"]: record for record in catalogue["layer"] if record["id"] in LAYERS}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("edition")
    shutil.copytree(EDITION / "facts", folder / "facts")
    shutil.copy(EDITION / "programme.toml", folder)
    subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_programme.py", "--edition", folder],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.parametrize("name", ["parks", "sites"])
def test_the_builder_gives_the_shipped_layers_value_for_value(rebuilt, name):
    new, shipped = (pyogrio.read_dataframe(f / f"{name}.fgb") for f in (rebuilt, EDITION))
    assert new.crs == shipped.crs == "EPSG:32645"
    pd.testing.assert_frame_equal(new.drop(columns="geometry"), shipped.drop(columns="geometry"))
    known = shipped.geometry.notna()
    assert (new.geometry.notna() == known).all()
    assert new.geometry[known].geom_equals_exact(shipped.geometry[known], 0.011).all()


@pytest.mark.parametrize("name", ["clusters", "projects", "roadmap"])
def test_the_builder_gives_the_shipped_tables_byte_for_byte(rebuilt, name):
    assert (rebuilt / f"{name}.csv").read_bytes() == (EDITION / f"{name}.csv").read_bytes()


def test_the_builder_refuses_a_source_that_nobody_explains(tmp_path):
    shutil.copytree(EDITION / "facts", tmp_path / "facts")
    text = (EDITION / "programme.toml").read_text(encoding="utf-8")
    (tmp_path / "programme.toml").write_text(
        text.replace("[source.sez_bot]", "[source.other]"), encoding="utf-8"
    )
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_programme.py", "--edition", tmp_path],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "got ['sez_bot']; add them as [source.KEY]" in run.stderr
    assert not (tmp_path / "parks.fgb").exists()


def test_there_are_25_parks_63_sites_6_clusters_and_61_projects(parks, sites):
    assert [len(parks), len(sites)] == [25, 63]
    assert [len(table("clusters")), len(table("projects"))] == [6, 61]
    for one in (parks, sites, table("clusters"), table("projects")):
        assert one["id"].is_unique
        assert one["id"].str.fullmatch(r"[a-z0-9_]+").all()


def test_unknown_places_stay_in_the_layers_and_off_the_map(parks, sites):
    assert set(parks.id[parks.geometry.isna()]) == {"ind_predtechensk"}
    assert set(sites.id[sites.geometry.isna()]) == {
        *("sava", "latat", "tomlesdrev", "gpn_vostok", "ino_office"),
    }


def test_each_of_the_six_park_types_has_a_polygon(parks):
    drawn = parks[parks.geometry.notna()]
    assert set(drawn.park_type) == set(PARK_TYPES)
    assert set(drawn.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    assert drawn.geometry.is_valid.all()


def test_each_of_the_six_clusters_has_a_site_on_the_map(sites):
    drawn = sites[sites.geometry.notna()]
    assert set(drawn.cluster) - {""} == set(CLUSTERS) == set(table("clusters").id)


def test_a_model_park_has_its_published_area_to_a_tenth_of_a_percent(parks):
    published = parks[parks.area_ha.notna()]
    assert len(published) == 10
    drawn_ha = published.geometry.area / 10_000
    assert ((drawn_ha / published.area_ha - 1).abs() < 0.001).all()
    assert (published.area_basis == "published").all()


def test_the_areas_of_the_special_zone_and_the_embankments_are_those_of_the_sources(parks):
    by_id = parks.set_index("id")
    assert by_id.area_ha[["inn_sez_south", "inn_sez_north"]].tolist() == [192.4, 77.0]
    assert by_id.geometry["his_embankments"].area == pytest.approx(2_000_000, rel=0.001)


def test_a_park_without_a_published_area_says_so(parks):
    typical = parks[parks.area_ha.isna() & parks.geometry.notna()]
    assert len(typical) == 14
    assert (typical.area_basis == "typical").all()
    assert typical.model_area_ha.between(1, 110).all()


def test_every_outline_is_a_model_because_no_boundary_is_published(parks):
    drawn = parks.geometry.notna()
    assert (parks.outline[drawn] == "model").all()
    assert (parks.outline[~drawn] == "").all()


def test_the_model_area_is_the_area_of_the_outline(parks):
    drawn = parks[parks.geometry.notna()]
    assert ((drawn.geometry.area / 10_000 - drawn.model_area_ha).abs() <= 0.051).all()


def test_parks_do_not_overlap_each_other(parks):
    drawn = parks[parks.geometry.notna()].reset_index(drop=True)
    pairs = drawn.sindex.query(drawn.geometry, predicate="intersects")
    overlap_m2 = [
        drawn.geometry[a].intersection(drawn.geometry[b]).area for a, b in pairs.T if a < b
    ]
    assert sum(overlap_m2) < 1


def test_parks_do_not_lie_in_the_rivers(parks):
    water = pyogrio.read_dataframe(EDITION / "water.fgb")
    rivers = water[water.id.isin(["water_tom", "water_ushayka"])]
    assert not rivers.empty
    drawn = parks[parks.geometry.notna()]
    assert drawn.geometry.intersection(rivers.geometry.union_all()).area.sum() < 100


def test_a_park_lies_around_its_point(parks):
    import geopandas as gpd  # noqa: PLC0415

    points = facts("parks").set_index("id")
    placed = points[points.lon != ""]
    xy = gpd.GeoSeries.from_xy(placed.lon.astype(float), placed.lat.astype(float), crs=4326)
    xy = xy.set_axis(placed.index).to_crs(parks.crs)
    away_m = parks.set_index("id").geometry[placed.index].distance(xy)
    assert (away_m.drop("his_wooden") < 50).all()
    assert away_m["his_wooden"] < 1000, "eight zones around one point"


def test_asino_is_kept_far_outside_the_agglomeration(parks):
    land = pyogrio.read_dataframe(EDITION / "municipalities.fgb").union_all()
    away_km = parks.set_index("id").geometry.distance(land) / 1000
    outside = away_km[away_km > 0]
    assert list(outside.index) == ["ind_asino"]
    assert 10 < outside.iloc[0] < 80


def test_coded_columns_hold_only_their_words(parks, sites):
    assert set(parks.status) | set(sites.status) <= set(STATUSES)
    for one in (parks, sites):
        known = one[one.geometry.notna()]
        assert set(known.precision) <= set(PRECISIONS)
        assert set(one.precision[one.geometry.isna()]) == {""}
        assert set(one.source_kind) <= {"sourced", "mixed", "general_knowledge"}
    assert set(parks.programme_link) == {"named", "inferred"}
    projects = table("projects")
    assert set(projects.state) == set(STATES)
    assert set(projects.programme_link) == {"named", "not_shown"}


@pytest.mark.parametrize("name", ["sites", "projects"])
def test_each_row_belongs_to_one_cluster_or_park_type_or_grouping(name):
    rows = facts(name)
    held = rows[["cluster", "park_type", "grouping"]]
    assert ((held != "").sum(axis=1) == 1).all()
    assert set(rows.cluster) <= {"", *CLUSTERS}
    assert set(rows.park_type) <= {"", *PARK_TYPES}
    assert set(rows.grouping) <= {"", *GROUPINGS}


def test_further_clusters_of_a_site_are_known_and_not_its_own(sites):
    for row in sites[sites.clusters_also != ""].itertuples():
        further = row.clusters_also.split(",")
        assert set(further) <= set(CLUSTERS) - {row.cluster}
        assert len(set(further)) == len(further)
    assert sites.set_index("id").clusters_also["tpu"] == "petrochemical,nuclear,hard_to_recover"


def test_projects_name_sites_and_parks_that_exist(parks, sites):
    projects = table("projects")
    assert set(projects.site_id) - {""} <= set(sites.id)
    assert set(projects.park_id) - {""} <= set(parks.id)
    assert (projects.site_id != "").sum() >= 20


def test_a_project_says_whether_its_money_and_jobs_are_planned_or_real():
    projects = table("projects")
    assert ((projects.investment_rub_bn != "") == (projects.investment_kind != "")).all()
    assert ((projects.jobs != "") == (projects.jobs_kind != "")).all()
    assert set(projects.investment_kind) == {"", "planned", "made"}
    assert set(projects.jobs_kind) == {"", "planned", "reported", "modernised"}
    waiting = projects[projects.state.isin(["planned", "concept", "stalled"])]
    assert set(waiting.investment_kind) <= {"", "planned"}
    assert set(waiting.jobs_kind) <= {"", "planned"}


def test_years_are_in_order_and_whole():
    years = table("projects")[["year_start", "year_end"]]
    both = years[(years != "").all(axis=1)].astype(int)
    assert len(both) > 10
    assert (both.year_start <= both.year_end).all()
    assert both.isin(range(2005, 2041)).all(axis=None)


def test_the_catalogue_describes_every_column_in_order(records, parks, sites):
    frames = {
        "parks": parks.drop(columns="geometry"),
        "sites": sites.drop(columns="geometry"),
        "clusters": table("clusters"),
        "projects": table("projects"),
    }
    for name, frame in frames.items():
        assert [field["name"] for field in records[name]["field"]] == list(frame.columns)


def test_the_catalogue_says_that_outlines_are_models(records):
    assert "Outlines are models: no park boundary is published." in records["parks"]["note_en"]
    assert records["parks"]["generalised"] is True
    assert [records[name]["group"] for name in LAYERS] == [
        *("parks", "clusters", "clusters", "programme", "programme"),
    ]
    assert set(records) == set(LAYERS)


def test_the_record_has_the_worst_precision_of_its_features(records, parks, sites):
    for name, frame in (("parks", parks), ("sites", sites)):
        worst = max(set(frame.precision) - {""}, key=PRECISIONS.index)
        assert records[name]["precision"] == worst == "settlement"


def test_the_parks_look_as_designed(records):
    style = records["parks"]["style"]
    faults: list[str] = []
    parsed = parse_style(style, faults)
    assert faults == []
    assert parsed.column == "park_type"
    assert [one.value for one in parsed.classes] == list(PARK_TYPES)
    for one in parsed.classes:
        assert (one.fill, one.hatch, one.icon) == LOOK[str(one.value)]
        assert one.hatch in HATCHES
        assert one.fill_opacity == 0.4
        assert one.line == one.fill


def test_the_sites_are_told_apart_by_glyph_on_a_white_disc(records):
    faults: list[str] = []
    parsed = parse_style(records["sites"]["style"], faults)
    assert faults == []
    assert [one.value for one in parsed.classes] == [*CLUSTERS, ""]
    assert len({one.icon for one in parsed.classes}) == 7
    assert {(one.fill, one.line) for one in parsed.classes} == {("#FFFFFF", "#263238")}


def test_every_value_of_a_styled_column_has_its_class(records, parks, sites):
    for name, frame in (("parks", parks), ("sites", sites)):
        style = records[name]["style"]
        assert set(frame[style["column"]]) <= {one["value"] for one in style["class"]}


def test_the_medical_centre_links_six_institutes_and_a_park(programme, parks, sites):
    centre = programme.medical_centre
    institutes = sites.set_index("id").loc[list(centre.institutes)]
    assert len(institutes) == 6
    assert set(institutes.kind) == {"research_institute"}
    assert set(institutes.park_type) == {"medical"}
    assert centre.park in set(parks.id)
    funding = [v for v in centre.values if v.unit == "rub_bn" and v.date.startswith("2016")]
    assert [(v.value, v.kind) for v in funding] == [(3.79, "target")]


def test_the_municipalities_are_those_of_the_map(programme):
    drawn = pyogrio.read_dataframe(EDITION / "municipalities.fgb", read_geometry=False)
    drawn = drawn.set_index("id")
    assert {one.id for one in programme.municipalities} == set(drawn.index)
    for one in programme.municipalities:
        assert drawn.population[one.id] == one.population
        assert drawn.area_km2[one.id] == pytest.approx(one.area_km2, abs=0.01)
    assert sum(one.population for one in programme.municipalities) == 777_653
    area_km2 = sum(one.area_km2 for one in programme.municipalities)
    assert area_km2 == pytest.approx(10_818.07, abs=0.005)


def test_the_sections_of_the_priorities_name_real_clusters_and_types(programme):
    sections = [one for priority in programme.priorities for one in priority.sections]
    assert {one.cluster for one in sections} - {""} == set(CLUSTERS)
    assert {one.park_type for one in sections} - {""} == set(PARK_TYPES)
