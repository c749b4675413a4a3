"""The base of the Tomsk edition: whole, connected, and as its builder makes it."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "data" / "tomsk"
BASE = ("municipalities", "rivers", "water", "streets", "railway", "settlements")
VECTORS = (*BASE, "landuse", "built_up", "population")
PRECISIONS = {"exact", "street", "approximate", "settlement"}
PUBLISHED = {
    "tomsk": (297.20, 590_690),
    "seversk": (485.65, 114_557),
    "tomsk_district": (10_035.22, 72_406),
}
PROPER_NAMES = r"OpenStreetMap|INO Tomsk Atlas|wiki-org\.ru|SOURCES\.md|ODbL|hint|rule"


def layer(name: str, folder: Path = EDITION):
    return pyogrio.read_dataframe(folder / f"{name}.fgb")


def records() -> dict[str, dict]:
    text = (EDITION / "catalogue.toml").read_text(encoding="utf-8")
    return {one["id"]: one for one in tomllib.loads(text)["layer"]}


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module


def build(folder: Path) -> Path:
    shutil.copytree(EDITION / "facts", folder / "facts")
    command = [sys.executable, str(ROOT / "scripts" / "build_base.py"), "--edition", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    return build(tmp_path_factory.mktemp("base"))


@pytest.mark.parametrize("name", BASE)
def test_the_builder_gives_the_shipped_layer(rebuilt, name):
    shipped, fresh = layer(name), layer(name, rebuilt)
    pd.testing.assert_frame_equal(
        shipped.drop(columns="geometry"), fresh.drop(columns="geometry"), rtol=1e-6
    )
    if name == "water":
        apart = shapely.symmetric_difference(shipped.geometry.values, fresh.geometry.values)
        assert shapely.area(apart).sum() < 1e-5 * shipped.area.sum()
    else:
        assert shapely.equals_exact(shipped.geometry.values, fresh.geometry.values, 0.011).all()


def test_the_builder_repeats_itself_to_the_byte(rebuilt, tmp_path):
    again = build(tmp_path)
    for name in BASE:
        assert (again / f"{name}.fgb").read_bytes() == (rebuilt / f"{name}.fgb").read_bytes()


@pytest.mark.parametrize("name", VECTORS)
def test_a_layer_is_what_its_record_says(name):
    frame, record = layer(name), records()[name]
    assert frame.crs.to_string() == record["crs"] == "EPSG:32645"
    assert list(frame.columns) == [one["name"] for one in record["field"]] + ["geometry"]
    assert frame["id"].is_unique
    assert frame["id"].str.fullmatch(r"[a-z0-9_-]+").all()
    assert frame.geometry.notna().all()
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert set(frame["precision"]) <= PRECISIONS
    assert (frame["status"] == "existing").all()
    assert (frame["source"].str.len() > 0).all()
    worst = {"exact": 10, "street": 300, "approximate": 1000, "settlement": np.inf}
    if "precision_m" in frame:
        assert (frame["precision_m"] <= frame["precision"].map(worst)).all()
        assert frame["precision_m"].max() <= record["precision_m"]
    kinds = {"point": {"Point"}, "line": {"LineString"}, "polygon": {"Polygon", "MultiPolygon"}}
    assert set(frame.geom_type) <= kinds[record["geometry"]]
    xy = shapely.get_coordinates(frame.geometry.values)
    assert np.abs(xy * 100 - np.round(xy * 100)).max() < 1e-5


@pytest.mark.parametrize("name", VECTORS)
def test_every_class_of_a_layer_has_a_look(name):
    style = records()[name]["style"]
    if "column" in style:
        looks = {one["value"] for one in style["class"]}
        assert set(layer(name)[style["column"]]) == looks


@pytest.mark.parametrize("name", VECTORS)
def test_words_are_in_the_language_of_their_column(name):
    frame = layer(name)
    for column in frame.columns[frame.columns.str.endswith("_en")]:
        assert not frame[column].fillna("").str.contains(r"[А-Яа-яЁё]").any()
    for column in frame.columns[frame.columns.str.endswith("_ru")]:
        words = frame[column].fillna("")
        assert not words.str.contains(r"[A-Za-z]").mask(words.str.fullmatch("Томск I+")).any() or (
            words[words.str.contains(r"[A-Za-z]")].str.contains(r"Томск I|Томска I").all()
        )
    assert (frame["name_en"].str.len() > 0).all()
    assert frame["name_ru"].str.contains(r"[А-Яа-яЁё]").all()


@pytest.mark.parametrize("name", [*VECTORS, "landcover"])
def test_a_record_speaks_both_languages_and_says_how_precise_it_is(name):
    record = records()[name]
    english = [
        text
        for part in (record, *record.get("field", []), *record["style"]["class"])
        for key, text in part.items()
        if key.endswith("_en")
    ]
    russian = [
        text
        for part in (record, *record.get("field", []), *record["style"]["class"])
        for key, text in part.items()
        if key.endswith("_ru")
    ]
    assert len(english) == len(russian)
    assert not any(re.search("[А-Яа-яЁё]", text) for text in english)
    plain = [re.sub(PROPER_NAMES, "", text) for text in russian]
    assert not any(re.search("[A-Za-z]", text) for text in plain)
    assert record["generalised"] is True
    assert record["note_en"].startswith(("Generalised", "A model"))
    assert "±" in record["note_ru"]
    assert "plus or minus" in record["note_en"]
    assert (EDITION / record["path"]).is_file()
    assert (ROOT / record["built_by"]).is_file()


def test_municipalities_share_their_edges_without_gap_or_overlap():
    frame = layer("municipalities").set_index("id")
    shapes = frame.geometry.values
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert sum(shapely.area(shapes)) == pytest.approx(whole.area, rel=1e-12)
    for name, (area_km2, people) in PUBLISHED.items():
        assert frame.loc[name, "area_km2"] == area_km2
        assert frame.loc[name, "population"] == people
        assert frame.geometry[name].area / 1e6 == pytest.approx(area_km2, rel=0.02)


def test_streets_are_one_network_with_equal_junctions():
    streets = layer("streets")
    assert streets.is_simple.all()
    ends = shapely.get_coordinates(
        np.column_stack(
            [shapely.get_point(streets.geometry.values, end) for end in (0, -1)]
        ).ravel()
    )
    nodes, number = np.unique(ends, axis=0, return_inverse=True)
    first, last = number.reshape(-1, 2).T
    links = coo_matrix((np.ones(len(first)), (first, last)), shape=(len(nodes), len(nodes)))
    assert connected_components(links, directed=False)[0] == 1
    assert len(nodes) > 200


def test_streets_meet_only_at_their_ends():
    lines = layer("streets").geometry.values
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = one < other
    meeting = shapely.intersection(lines[one[pairs]], lines[other[pairs]])
    assert set(shapely.get_type_id(meeting)) <= {0, 4}
    points, of = shapely.get_coordinates(meeting, return_index=True)
    for side in (one, other):
        lines_there = lines[side[pairs]][of]
        ends = [shapely.get_point(lines_there, end) for end in (0, -1)]
        assert shapely.distance(ends, shapely.points(points)).min(axis=0).max() < 1e-9


def test_streets_carry_what_a_router_needs():
    streets = layer("streets")
    assert streets["speed_kmh"].between(20, 110).all()
    assert np.abs(streets["length_m"] - streets.length).max() < 0.1
    assert (streets["length_m"] > 0).all()
    facts = pd.read_csv(EDITION / "facts" / "streets.csv")
    assert set(streets["street_id"]) == set(facts["id"])
    assert streets["length_m"].sum() / 1000 == pytest.approx(800, rel=0.02)


def test_tributaries_end_on_the_axis_of_the_tom():
    axes = layer("rivers").set_index("id").geometry
    for name in ("ushayka", "basandayka", "bolshaya_kirgizka", "malaya_kirgizka"):
        mouth = shapely.get_point(axes[f"river_{name}"], -1)
        assert shapely.distance(mouth, axes["river_tom"]) < 1.0


def test_water_is_as_wide_as_the_facts_say_and_nowhere_twice():
    water = layer("water").set_index("id").geometry
    tom = water["water_tom"]
    across = shapely.buffer(layer("rivers").set_index("id").geometry["river_tom"], 195)
    assert shapely.intersection(across, tom).area > 0.98 * across.area
    one, other = shapely.STRtree(water.values).query(water.values, predicate="intersects")
    pairs = one < other
    both = shapely.intersection(water.values[one[pairs]], water.values[other[pairs]])
    assert shapely.area(both).max() < 5  # square metres: what the rounding to 0.01 m leaves


def test_settlements_lie_in_their_municipality_or_close_by():
    places = layer("settlements")
    shapes = layer("municipalities").set_index("id").geometry
    assert len(places) == 78
    inside = places[places["municipality"] != ""]
    gap_m = shapely.distance(inside.geometry.values, shapes[inside["municipality"]].values)
    assert (gap_m <= inside["precision_m"]).all()
    away = places[places["municipality"] == ""]
    whole = shapely.union_all(shapes.values)
    assert not shapely.contains(whole, away.geometry.values).any()
    known = places["population"].notna()
    assert (places.loc[known, "population_basis_ru"].str.len() > 0).all()
    assert (places.loc[~known, "population_basis_en"].fillna("") == "").all()


def test_a_curve_passes_through_its_control_points(script):
    shapes = script("_shapes")
    control = np.array([[0.0, 0.0, 10.0], [1000.0, 0.0, 20.0], [1000.0, 1000.0, 30.0]])
    drawn, at = shapes.curve(control, spacing_m=100)
    np.testing.assert_array_equal(drawn[at], control)
    assert len(drawn) == 21
    assert drawn[:, 0].max() > 1000
    straight, _ = shapes.curve(control, spacing_m=100, curved=np.array([False, False]))
    np.testing.assert_array_equal(straight, control)


def test_a_ribbon_is_as_wide_as_its_line(script):
    line = np.array([[0.0, 0.0, 100.0], [1000.0, 0.0, 100.0]])
    body = script("_shapes").ribbon(line)
    assert body.area == pytest.approx(100 * 1000 + np.pi * 50**2, rel=0.02)
    thin = script("_shapes").ribbon(line * [1, 1, 0.01], narrowest_m=50.0)
    assert thin.bounds[3] == pytest.approx(25, abs=1)


def seal(folder: Path, *options: str):
    command = [sys.executable, str(ROOT / "scripts" / "seal_edition.py"), "--edition", str(folder)]
    return subprocess.run([*command, *options], check=False, capture_output=True, text=True)


def test_the_edition_is_sealed():
    answer = seal(EDITION, "--check")
    assert answer.returncode == 0, answer.stderr


def test_a_seal_is_written_and_breaks_when_a_file_changes(tmp_path):
    text = '# kept\n[[layer]]\nid = "a"  # as well\npath = "a.csv"\nsha256 = ""\n'
    (tmp_path / "catalogue.toml").write_text(text, encoding="utf-8")
    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    assert seal(tmp_path, "--check").returncode == 1
    assert (tmp_path / "catalogue.toml").read_text(encoding="utf-8") == text
    assert seal(tmp_path).returncode == 0
    sealed = (tmp_path / "catalogue.toml").read_text(encoding="utf-8")
    assert re.sub(r'"[0-9a-f]{64}"', '""', sealed) == text
    assert seal(tmp_path, "--check").returncode == 0
    (tmp_path / "a.csv").write_text("id\n2\n", encoding="utf-8")
    broken = seal(tmp_path, "--check")
    assert broken.returncode == 1
    assert "`a`: `a.csv` has changed" in broken.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('id = "a"\nsha256 = ""\n', "expected a line `path`"),
        ('id = "a"\npath = "none.csv"\nsha256 = ""\n', "expected the file `none.csv`"),
        ('id = "a"\npath = "a.csv"\n', "expected a line `sha256`"),
    ],
)
def test_a_seal_says_what_is_wrong_with_a_record(tmp_path, lines, said):
    (tmp_path / "catalogue.toml").write_text(f"[[layer]]\n{lines}", encoding="utf-8")
    (tmp_path / "a.csv").write_text("id\n", encoding="utf-8")
    answer = seal(tmp_path)
    assert answer.returncode == 1
    assert said in answer.stderr
