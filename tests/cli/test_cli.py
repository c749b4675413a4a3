"""The terminal: what it prints, what it refuses, and in what words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from cli import main
from geo import AtlasError
from layers import statistics as stats
from layers.measures import MEASURES
from tests.small_edition import CRS, write_small_edition

ROOT = Path(__file__).resolve().parents[2]
PETERSBURG = ROOT.parent / "shared/data/other/spb_vasileostrovsky_objectnat.gpkg"
WEST, SOUTH = 370_000, 6_256_000


@pytest.fixture
def answer(run):
    """Run a command that must succeed with --json, and give what it printed."""

    def answer(*words: object):
        code, out, err = run(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))

    return answer


def written(frame: gpd.GeoDataFrame, path: Path, **options) -> Path:
    frame.to_file(path, **options)
    return path


def homes(people=(10, 30)) -> gpd.GeoDataFrame:
    spots = [shapely.Point(WEST, SOUTH), shapely.Point(WEST + 900, SOUTH)]
    return gpd.GeoDataFrame({"people": people}, geometry=spots, crs=CRS)


def clinics() -> gpd.GeoDataFrame:
    spots = [shapely.Point(WEST + 100, SOUTH), shapely.Point(WEST + 900, SOUTH + 450)]
    return gpd.GeoDataFrame({"kind": ["clinic", "school"]}, geometry=spots, crs=CRS)


def test_layers_are_listed(answer, run, small_edition):
    rows = answer("layers")
    assert [row["id"] for row in rows] == list(small_edition.records)
    parks = next(row for row in rows if row["id"] == "parks")
    assert parks == {
        "id": "parks",
        "kind": "vector",
        "count": 7,
        "crs": CRS,
        "precision": "approximate",
        "sha256": small_edition.record("parks").sha256,
    }
    counts = {row["id"]: row["count"] for row in rows}
    assert counts["projects"] == 2
    assert counts["landcover"] == 80 * 160
    assert counts["programme"] is None
    code, out, _ = run("layers")
    assert code == 0
    assert out.splitlines()[0].split() == ["id", "kind", "count", "crs", "precision", "sha256"]


def test_coverage_of_the_edition(answer):
    found = answer("stats", "coverage", "--radii", "500,1000")
    assert set(found) == {"method", "rows"}
    assert found["method"]["parameters"]["Radii, m"] == [500, 1000]
    row = next(row for row in found["rows"] if (row["by"], row["radius_m"]) == ("industrial", 1000))
    assert (row["served"], row["total"], row["uncovered"]) == (1500, 3300, 1800)
    assert row["served_share"] == pytest.approx(1500 / 3300)


def test_coverage_of_the_clusters(answer):
    rows = answer("stats", "coverage", "--of", "clusters", "--radii", "500")["rows"]
    assert {row["by"]: row["served"] for row in rows} == {
        "nuclear": 1000,
        "timber": 800,
        "all": 1800,
    }


def test_coverage_by_zones_of_the_edition(answer):
    rows = answer("stats", "coverage", "--radii", "1000", "--zones", "municipalities")["rows"]
    found = {row["zone"]: row["served"] for row in rows if row["by"] == "all"}
    assert found == {"west": 1500, "east": 1800}


def test_draws_and_seed_are_heeded(answer):
    words = ["stats", "coverage", "--radii", "700"]
    found = answer(*words, "--draws", 30, "--seed", 5)
    assert (found["method"]["draws"], found["method"]["seed"]) == (30, 5)
    assert any(row["served_low"] < row["served_high"] for row in found["rows"])
    assert answer(*words, "--draws", 30, "--seed", 5) == found
    assert answer(*words, "--draws", 30, "--seed", 6)["rows"] != found["rows"]
    assert {row["served_low"] for row in answer(*words, "--draws", 0)["rows"]} == {None}


def test_coverage_of_files(answer, tmp_path):
    demand = written(homes(), tmp_path / "homes.gpkg")
    supply = written(clinics(), tmp_path / "clinics.geojson")
    found = answer(
        *("stats", "coverage", "--demand", demand, "--weight", "people"),
        *("--supply", supply, "--by", "kind", "--radii", "200,460"),
    )
    assert found["method"]["crs"] == CRS
    served = {(row["by"], row["radius_m"]): row["served"] for row in found["rows"]}
    assert served == {
        ("clinic", 200): 10,
        ("clinic", 460): 10,
        ("school", 200): 0,
        ("school", 460): 30,
        ("all", 200): 10,
        ("all", 460): 40,
    }


def test_each_feature_counts_one_without_a_weight(answer, tmp_path):
    demand = written(homes(), tmp_path / "homes.gpkg")
    supply = written(clinics(), tmp_path / "clinics.gpkg")
    rows = answer("stats", "coverage", "--demand", demand, "--supply", supply, "--radii", "200")
    assert [(row["by"], row["served"], row["total"]) for row in rows["rows"]] == [("all", 1, 2)]


def test_coverage_in_a_crs_asked_for(answer):
    found = answer("stats", "coverage", "--radii", "1000", "--crs", "MSK-70:4")
    assert found["method"]["crs"] == "MSK-70 zone 4"
    assert found["rows"][0]["total"] == 3300


@pytest.mark.skipif(
    not PETERSBURG.is_file(), reason="the shared trial data are not on this machine"
)
@pytest.mark.parametrize("radius_m", [250, 500, 1000])
def test_coverage_equals_brute_force_on_real_data(answer, radius_m):
    found = answer(
        *("stats", "coverage", "--demand", f"{PETERSBURG}:buildings"),
        *("--weight", "population_balanced", "--supply", f"{PETERSBURG}:services"),
        *("--by", "city_service_type", "--radii", radius_m),
    )
    buildings = gpd.read_file(PETERSBURG, layer="buildings")
    services = gpd.read_file(PETERSBURG, layer="services")
    people = buildings["population_balanced"].to_numpy()
    middles = buildings.geometry.centroid.to_numpy()
    assert found["method"]["crs"] == "EPSG:32636"
    rows = {row["by"]: row for row in found["rows"]}
    kinds = services["city_service_type"]
    for kind in [*kinds.unique(), "all"]:
        spots = services.geometry[(kinds == kind) | (kind == "all")].to_numpy()
        near = (shapely.distance(middles[:, None], spots[None, :]) <= radius_m).any(axis=1)
        assert rows[kind]["served"] == people[near].sum()
        assert rows[kind]["total"] == people.sum()
        assert rows[kind]["uncovered"] == people[~near].sum()


def test_proximity_of_the_edition(answer):
    rows = answer("stats", "proximity")["rows"]
    town = next(row for row in rows if (row["id"], row["by"]) == ("town", "industrial"))
    assert (town["nearest_id"], town["distance_m"], town["ties"]) == ("park_2", 800, 1)
    # the town and the way to the park meet the avenue at one place, whence 1 km on foot at 5 km/h
    assert town["time_min"] == pytest.approx(12)
    assert town["soonest_id"] == "park_2"


def test_proximity_without_streets(answer):
    found = answer("stats", "proximity", "--straight", "--from", "population")
    assert {row["time_min"] for row in found["rows"]} == {None}
    assert {row["id"] for row in found["rows"]} == {f"cell_{n}" for n in range(1, 6)}


def test_proximity_of_files_over_a_network(answer, tmp_path):
    street = shapely.LineString([(WEST, SOUTH), (WEST + 900, SOUTH), (WEST + 900, SOUTH + 450)])
    network = gpd.GeoDataFrame({"kmh": [27.0]}, geometry=[street], crs=CRS)
    found = answer(
        *("stats", "proximity", "--demand", written(homes(), tmp_path / "homes.gpkg")),
        *("--supply", written(clinics(), tmp_path / "clinics.gpkg"), "--by", "kind"),
        *("--network", written(network, tmp_path / "streets.gpkg"), "--speed", "kmh"),
    )
    rows = {(row["id"], row["by"]): row for row in found["rows"]}
    assert rows[1, "school"]["distance_m"] == pytest.approx(np.hypot(900, 450))
    assert rows[1, "school"]["time_min"] == pytest.approx(1350 / 27_000 * 60)
    assert rows[1, "school"]["nearest_id"] == 2
    assert rows[2, "clinic"]["network_m"] == pytest.approx(800)


def test_landuse_of_the_edition(answer):
    rows = answer("stats", "landuse")["rows"]
    assert {(row["zone"], row["class"]): row["area_ha"] for row in rows} == pytest.approx(
        {
            ("west", "residential"): 1200,
            ("west", "forest"): 400,
            ("east", "residential"): 800,
            ("east", "forest"): 600,
            ("east", "water"): 200,
        }
    )
    assert rows[0]["share"] == pytest.approx(rows[0]["area_ha"] / 1600)


def test_landuse_of_files_with_bare_land(answer, tmp_path):
    wood = gpd.GeoDataFrame(
        {"use": ["wood"]}, geometry=[shapely.box(WEST, SOUTH, WEST + 100, SOUTH + 100)], crs=CRS
    )
    zone = wood.set_geometry(wood.buffer(50, join_style="mitre")).assign(name="z")
    rows = answer(
        *("stats", "landuse", "--landuse", written(wood, tmp_path / "wood.fgb"), "--class", "use"),
        *("--zones", written(zone, tmp_path / "zone.gpkg"), "--zone-column", "name"),
    )["rows"]
    assert {(row["zone"], row["class"]) for row in rows} == {("z", "wood"), ("z", "unclassified")}
    by_class = {row["class"]: (row["area_ha"], row["share"]) for row in rows}
    assert by_class["wood"] == pytest.approx((1, 0.25))
    assert by_class["unclassified"] == pytest.approx((3, 0.75))


def test_landcover_of_files_by_their_codes(answer, small_edition, tmp_path):
    zone = gpd.GeoDataFrame(
        geometry=[shapely.box(WEST + 3990, SOUTH, WEST + 4050, SOUTH + 1000)], crs=CRS
    )
    file = written(zone.to_crs(4326), tmp_path / "zone.geojson")
    words = ["stats", "landcover", "--raster", small_edition.path("landcover"), "--zones", file]
    found = answer(*words)
    assert [layer["id"] for layer in found["method"]["layers"]] == ["landcover.tif", "zone.geojson"]
    rows = found["rows"]
    assert [(row["zone"], row["class"]) for row in rows] == [(1, 1), (1, 2)]
    assert [row["area_ha"] for row in rows] == pytest.approx([1, 5], rel=1e-4)
    assert [row["share"] for row in rows] == pytest.approx([1 / 6, 5 / 6], rel=1e-4)
    rows = answer(*words, "--edges", "centre")["rows"]
    assert [(row["class"], row["area_ha"]) for row in rows] == [(2, 5)]


def test_a_table_stands_in_columns(run):
    code, out, _ = run("stats", "landuse")
    lines = out.split("\n\n")[0].splitlines()
    assert code == 0
    assert lines[0].split() == ["zone", "class", "area_ha", "share", "m2_per_head"]
    assert len({len(line) for line in lines}) == 1
    assert "precision" in out


def test_the_charts_of_a_measure_are_written(run, tmp_path):
    target = tmp_path / "charts.zip"
    code, out, _err = run("stats", "coverage", "--draws", "0", "--lang", "ru", "--charts", target)
    assert (code, out.strip()) == (0, str(target))
    with zipfile.ZipFile(target) as archive:
        assert [one.rpartition(".")[2] for one in archive.namelist()] == ["svg", "png"]
        svg = archive.read(archive.namelist()[0]).decode()
    assert "Доля людей в пределах радиуса" in svg
    assert "Медицинские" in svg
    assert "Метод: " in svg


def test_a_measure_without_charts_is_told(run, tmp_path):
    target = tmp_path / "charts.zip"
    words = ("--past", "municipalities", "--people-past", 3000, "--people-present", 3300)
    code, _out, told = run("stats", "sdg_11_3_1", *words, "--charts", target)
    assert code == 2
    assert "`sdg_11_3_1` has no chart of these" in told
    assert not target.exists()


def test_export_writes_the_layer(run, tmp_path):
    code, out, err = run(
        *("export", "parks", "--format", "geojson", "--crs", "EPSG:4326"),
        *("-o", tmp_path / "parks.geojson"),
    )
    assert (code, err) == (0, "")
    assert str(tmp_path / "parks.geojson") in out.splitlines()
    features = json.loads((tmp_path / "parks.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) >= 6


def test_bundle_packs_layers(run, tmp_path):
    code, out, err = run("bundle", "parks", "--format", "gpkg", "-o", tmp_path / "parks.zip")
    assert (code, out.strip(), err) == (0, str(tmp_path / "parks.zip"), "")


def test_import_brings_a_layer_in_and_tells_what_it_did(run, tmp_path):
    file = written(homes().to_crs("EPSG:4326"), tmp_path / "homes.geojson")
    code, out, err = run("import", file, "-o", tmp_path / "in.gpkg")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "homes.geojson: 2 Point"
    assert "CRS EPSG:4326 (by file)" in out
    assert (tmp_path / "in.repairs.csv").is_file()
    assert gpd.read_file(tmp_path / "in.gpkg").crs == CRS
    far = written(homes().set_crs("EPSG:32631", allow_override=True), tmp_path / "far.gpkg")
    code, out, err = run("import", far, "-o", tmp_path / "far-in.gpkg")
    assert (code, out) == (2, "")
    assert "would land there in `EPSG:32645`" in err
    assert not (tmp_path / "far-in.gpkg").exists()


def test_report_writes_the_map(run, tmp_path):
    code, out, err = run("report", "--format", "html", "--lang", "ru", "-o", tmp_path / "map.html")
    if code and "install" in err.lower():
        pytest.skip("the JavaScript packages are not installed")
    assert (code, out.strip()) == (0, str(tmp_path / "map.html"))
    assert "</html>" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_report_draws_a_park(run, tmp_path):
    words = ("report", "--format", "svg", "--lang", "en", "--paper", "a3", "-o")
    code, out, err = run(*words, tmp_path / "park.svg", "--park", "park_1")
    assert (code, out.strip(), err) == (0, str(tmp_path / "park.svg"), "")
    assert 'width="420mm"' in (tmp_path / "park.svg").read_text(encoding="utf-8")
    code, out, err = run(*words, tmp_path / "none.svg", "--park", "park_99")
    assert (code, out) == (2, "")
    assert "`park_99` came" in err
    assert not (tmp_path / "none.svg").exists()


REFUSED = [
    "missing file",
    "unknown layer of a file",
    "several layers",
    "unknown weight",
    "unknown type",
    "NaN weight",
    "negative weight",
    "empty layer",
    "no CRS",
    "geographic CRS",
    "distorting CRS",
    "unknown CRS",
    "radius of zero",
    "missing raster",
    "raster in another CRS",
    "unknown class column",
    "unknown zone column",
    "unknown layer",
    "format of another kind",
]


def refusals(folder: Path) -> dict[str, tuple[list[object], list[str]]]:
    """Give commands that must be refused, and what their message must hold."""
    demand = written(homes(), folder / "homes.gpkg")
    supply = written(clinics(), folder / "clinics.gpkg")
    bad = homes()
    hole = written(bad.assign(people=[np.nan, 1.0]), folder / "hole.gpkg")
    minus = written(bad.assign(people=[-1, 1]), folder / "minus.gpkg")
    both = folder / "both.gpkg"
    written(homes(), both, layer="homes")
    written(clinics(), both, layer="clinics")
    empty = folder / "empty.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}')
    lost = folder / "lost.gpkg"
    homes().set_crs(None, allow_override=True).to_file(lost)
    with rasterio.open(
        folder / "far.tif",
        "w",
        driver="GTiff",
        width=2,
        height=2,
        count=1,
        dtype="uint8",
        crs="EPSG:3857",
        transform=Affine(100, 0, 9_450_000, 0, -100, 7_700_000),
    ) as file:
        file.write(np.ones((2, 2), dtype=np.uint8), 1)
    coverage = ["stats", "coverage"]
    return {
        "missing file": ([*coverage, "--demand", folder / "no.gpkg"], ["no.gpkg", "not there"]),
        "unknown layer of a file": ([*coverage, "--demand", f"{both}:x"], ["homes", "clinics"]),
        "several layers": ([*coverage, "--demand", both], ["named", "homes", "clinics"]),
        "unknown weight": (
            [*coverage, "--demand", demand, "--weight", "x", "--supply", supply],
            ["`x`", "people"],
        ),
        "unknown type": (
            [*coverage, "--demand", demand, "--supply", supply, "--by", "x"],
            ["`x`", "kind"],
        ),
        "NaN weight": (
            [*coverage, "--demand", hole, "--weight", "people", "--supply", supply],
            ["`people`", "1 of 2"],
        ),
        "negative weight": (
            [*coverage, "--demand", minus, "--weight", "people", "--supply", supply],
            ["`people`", "-1"],
        ),
        "empty layer": ([*coverage, "--demand", empty], ["empty.geojson", "empty"]),
        "no CRS": ([*coverage, "--demand", lost], ["lost.gpkg", "CRS"]),
        "geographic CRS": ([*coverage, "--crs", "EPSG:4326"], ["degrees", "EPSG:32645"]),
        "distorting CRS": ([*coverage, "--crs", "3857"], ["EPSG:3857", "EPSG:32645"]),
        "unknown CRS": ([*coverage, "--crs", "nowhere"], ["nowhere", "EPSG:4326"]),
        "radius of zero": ([*coverage, "--radii", "0"], ["radius", "above zero"]),
        "missing raster": (["stats", "landcover", "--raster", folder / "no.tif"], ["no.tif"]),
        "raster in another CRS": (
            ["stats", "landcover", "--raster", folder / "far.tif"],
            ["EPSG:3857", "gdalwarp"],
        ),
        "unknown class column": (
            ["stats", "landuse", "--class", "x"],
            ["`x`", "landuse_class"],
        ),
        "unknown zone column": (
            ["stats", "landuse", "--zone-column", "x"],
            ["`x`", "name_en"],
        ),
        "unknown layer": (
            ["export", "x", "--format", "csv", "-o", folder / "x.csv"],
            ["`x`", "parks"],
        ),
        "format of another kind": (
            ["export", "parks", "--format", "tif", "-o", folder / "x.tif"],
            ["`tif`", "gpkg"],
        ),
    }


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_what_is_wrong_is_said_in_one_message(run, tmp_path, name):
    commands = refusals(tmp_path)
    assert list(commands) == REFUSED
    words, needed = commands[name]
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    for part in needed:
        assert part in err
    assert "Traceback" not in err


def test_an_unknown_edition_is_refused(capsys, tmp_path):
    assert main(["--edition", str(tmp_path / "nowhere"), "layers"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_an_altered_file_is_refused(capsys, tmp_path):
    root = write_small_edition(tmp_path / "edition")
    (root / "parks.fgb").write_bytes(b"altered")
    assert main(["layers", "--edition", str(root)]) == 2
    assert "`parks.fgb`" in capsys.readouterr().err


def test_the_edition_is_named_before_or_after(capsys, small_edition):
    assert main(["--edition", str(small_edition.root), "layers", "--json"]) == 0
    before = capsys.readouterr().out
    assert main(["layers", "--json", "--edition", str(small_edition.root)]) == 0
    assert capsys.readouterr().out == before


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ([], "COMMAND"),
        (["stats"], "MEASURE"),
        (["stats", "coverage", "--radii", "near"], "such as 500,1000, got `near`"),
        (["stats", "coverage", "--of", "towns"], "clusters"),
        (["report", "--format", "gif", "-o", "x"], "html"),
    ],
)
def test_words_that_are_no_command_are_refused(capsys, words, needed):
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert needed in capsys.readouterr().err


def started(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "cli.py", *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_started_as_a_program(small_edition):
    done = started("stats", "landuse", "--json", "--edition", str(small_edition.root))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["method"]["measure"] == "land use"


def test_a_fault_leaves_no_traceback(tmp_path):
    done = started("layers", "--edition", str(tmp_path / "nowhere"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_paths_of_other_programs_do_no_harm(small_edition, tmp_path):
    (tmp_path / "proj.db").write_bytes(b"of another version")
    foreign = dict.fromkeys(("PROJ_LIB", "PROJ_DATA", "GDAL_DATA"), str(tmp_path))
    done = started("layers", "--edition", str(small_edition.root), **foreign)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_leaves_is_no_fault(small_edition):
    with subprocess.Popen(
        [sys.executable, "cli.py", "layers", "--edition", str(small_edition.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == ""
    assert process.returncode == 1


@pytest.mark.parametrize("measure", stats.MEASURES)
def test_every_measure_runs_on_the_tomsk_edition(capsys, measure):
    assert main(["stats", measure, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_terminal_and_the_page_give_one_answer(run, small_edition, measure):
    """What the small edition lacks is refused by both, in the same words."""
    code, out, err = run("stats", measure, "--json")
    page, refusal = computed_or_refused(small_edition, measure)
    if refusal:
        assert (code, out) == (2, "")
        assert refusal in err
    else:
        assert code == 0, err
        assert json.loads(out) == json.loads(json.dumps(page))


def computed_or_refused(edition, measure):
    try:
        return stats.edition_statistic(edition, measure).as_dict(), ""
    except AtlasError as error:
        return None, str(error)


def test_the_small_edition_answers_most_measures(small_edition):
    refused = [one for one in MEASURES if computed_or_refused(small_edition, one)[1]]
    assert len(refused) < len(MEASURES) / 4, refused


def test_the_layer_of_an_answer_goes_into_a_map_file(run, small_edition, tmp_path):
    wanted = stats.edition_statistic(small_edition, "service_areas").layer
    for suffix in ("gpkg", "geojson"):
        file = tmp_path / f"areas.{suffix}"
        assert run("stats", "service_areas", "-o", file) == (0, f"{file}\n", "")
        came = gpd.read_file(file)
        assert len(came) == len(wanted)
        assert came.to_crs(wanted.crs).area.sum() == pytest.approx(wanted.area.sum(), rel=1e-4)
        assert file.with_suffix(".method.json").is_file()


def test_an_answer_goes_into_a_file_with_its_method(run, tmp_path):
    file = tmp_path / "land.csv"
    assert run("stats", "landuse", "-o", file) == (0, f"{file}\n", "")
    head = file.read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "zone,class,area_ha,share,m2_per_head"
    method = json.loads((tmp_path / "land.method.json").read_text(encoding="utf-8"))
    assert method["measure"] == "land use"
    code, _, _ = run("stats", "landuse", "-o", tmp_path / "land.json")
    assert code == 0
    assert len(json.loads((tmp_path / "land.json").read_text(encoding="utf-8"))["rows"]) == 5
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "land.csv",
        "land.json",
        "land.method.json",
    ]


def test_an_answer_that_cannot_be_written_is_refused(run, tmp_path):
    code, out, err = run("stats", "landuse", "-o", tmp_path / "land.docx")
    assert (code, out) == (2, "")
    assert ".csv, .json, .gpkg, .geojson" in err
    code, _, err = run("stats", "landuse", "-o", tmp_path / "nowhere" / "land.csv")
    assert code == 2
    assert "is not a folder" in err
    assert list(tmp_path.iterdir()) == []


def test_a_bar_is_drawn_where_a_person_watches(run, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    code, _, err = run("stats", "coverage", "--radii", "500")
    assert code == 0
    assert "%" in err
    assert err.endswith("\x1b[K")
