"""New editions built of extracts, files and other editions."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import ALL_TYPES, AtlasError, CrsError, build_network
from layers import FileError, open_edition
from layers import building_steps as steps
from layers.building import Request, build_edition
from layers.measures import MEASURES
from layers.osm.boundaries import from_file
from layers.statistics import (
    edition_coverage,
    edition_landuse,
    edition_statistic,
)
from tests.osm_sketch import LAT, LAT_PER_KM, LON, LON_PER_KM, city, town

NAMES = ("Город Ёлкин", "Ёлкинский район")
ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT.parent / "shared/data/tomsk/boundaries_tomsk_agglo_8units.geojson"


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return town().write(tmp_path_factory.mktemp("osm") / "town.osm.pbf")


@pytest.fixture(scope="module")
def built(extract, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "town"
    return build_edition(Request(folder, osm=str(extract), area=NAMES))


def rectangle(west, south, east, north):
    """Give a rectangle in degrees, its sides in kilometres from the corner of the sketch."""
    return shapely.box(
        LON + west * LON_PER_KM,
        LAT + south * LAT_PER_KM,
        LON + east * LON_PER_KM,
        LAT + north * LAT_PER_KM,
    )


def boundary_file(path, **columns):
    columns = columns or {"name": ["Город Ёлкин", "Ёлкинский район"]}
    shapes = [rectangle(0, 0, 4, 4), rectangle(4, 0, 8, 4)][: len(next(iter(columns.values())))]
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(path, driver="GeoJSON")
    return str(path)


def test_an_edition_has_the_layers_that_pages_know(built):
    assert set(built.records) == {
        *("municipalities", "landuse", "built_up", "landcover", "water", "rivers", "streets"),
        *("railway", "settlements", "buildings", "population", "sites", "parks"),
    }
    for record in built.records.values():
        assert not record.generalised
        assert record.attribution("ru") == "© участники OpenStreetMap"
        assert "town.osm.pbf" in record.source("en")
        if record.kind == "vector":
            frame = built.frame(record.id)
            assert frame.geometry.is_valid.all()
            assert frame["id"].is_unique
            assert not frame["name_en"].str.contains("[а-яё]", case=False).any()


def test_municipalities_have_the_names_and_people_of_their_boundaries(built):
    zones = built.frame("municipalities").set_index("id")
    assert zones["name_en"].to_dict() == {"yolkin": "Yolkin", "elkinskii_raion": "Elkinskii raion"}
    assert zones["population"].tolist() == [1000, 200]
    assert zones["population_basis_en"].unique().tolist() == ["OpenStreetMap, tag of the boundary"]
    assert zones["area_km2"].tolist() == pytest.approx([16, 16], rel=0.01)


def test_people_are_conserved_in_buildings_and_cells(built):
    for layer in ("buildings", "population"):
        sums = built.frame(layer).groupby("municipality")["population"].sum()
        assert sums.to_dict() == {"yolkin": 1000, "elkinskii_raion": 200}
    industrial = built.frame("buildings").query("kind == 'other'")
    assert industrial["population"].tolist() == [0]


def test_land_use_fills_the_municipalities_and_keeps_holes(built):
    land = built.frame("landuse")
    zones = built.frame("municipalities").set_index("id")
    sums = land.geometry.area.groupby(land["municipality"]).sum()
    assert sums.to_dict() == pytest.approx(zones.geometry.area.to_dict(), rel=1e-5)
    classes = land.groupby("landuse_class").agg(area=("geometry", lambda one: one.area.sum() / 1e6))
    # housing 1.6² less the hole of 0.4²; the wood 2.5 less its clearing 0.2 less the lake's 0.2
    assert classes.loc["residential_high", "area"] == pytest.approx(2.4, rel=0.01)
    assert classes.loc["residential_low", "area"] == pytest.approx(2.56, rel=0.01)
    assert classes.loc["forest", "area"] == pytest.approx(2.1, rel=0.01)


def test_first_sites_and_parks_are_candidates_by_type(built):
    parks = built.frame("parks").set_index("name_ru")
    assert parks["park_type"].to_dict() == {
        "Завод «Ёлка»": "industrial",
        "Ёлкинский университет": "research_educational",
        "Больница": "medical",
        "Труд": "sport",
    }
    assert parks.loc["Труд", "area_ha"] == pytest.approx(9, rel=0.01)
    assert "Кирпичный завод" in set(built.frame("sites")["name_ru"])
    assert parks["note_en"].str.contains("candidate").all()


def test_figures_rest_on_it(built):
    found = edition_coverage(built, "parks", [100_000], draws=0)
    assert found.rows.loc[found.rows["by"] == ALL_TYPES, "served"].tolist() == [1200]
    assert edition_landuse(built).rows["share"].sum() == pytest.approx(2)
    assert edition_statistic(built, "landcover").rows["share"].sum() == pytest.approx(2, abs=1e-6)


def test_the_folder_of_the_build_is_gone_and_the_table_of_tags_stays(built):
    there = {one.name for one in built.root.parent.iterdir()}
    assert there == {"town"}
    assert (built.root / "tags.toml").is_file()
    assert "OpenStreetMap contributors" in (built.root / "SOURCES.md").read_text(encoding="utf-8")


def test_municipalities_of_a_level_and_what_they_leave(tmp_path):
    one = town()
    inner = one.box(0.5, 0.5, 3.5, 3.5)
    one.relation(
        (inner, "outer"),
        type="boundary",
        boundary="administrative",
        admin_level="8",
        name="Посад",
        population="700",
        population__date="2020-01-01",
    )
    path = one.write(tmp_path / "levels.osm.pbf")
    made = build_edition(Request(tmp_path / "e", osm=str(path), area=NAMES[:1], level=8))
    zones = made.frame("municipalities").set_index("name_ru")
    assert zones["area_km2"].to_dict() == pytest.approx(
        {"Посад": 9, "Город Ёлкин (остальное)": 7}, rel=0.01
    )
    assert zones.loc["Посад", "population_year"] == 2020
    basis = zones["population_basis_en"].str.slice(0, 8).tolist()
    assert basis == ["OpenStre", "estimate"]


def test_a_build_that_was_stopped_goes_on_where_it_stood(extract, tmp_path, monkeypatch):
    request = Request(tmp_path / "e", osm=str(extract), area=NAMES)
    first = []

    def stopped(step):
        first.append(step)
        if step == "streets":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_edition(request, stopped)
    assert not (tmp_path / "e").exists()
    assert first[:2] == ["municipalities", "landuse"]
    again = []
    monkeypatch.setattr(steps, "cut", None)
    made = build_edition(request, again.append)
    assert {"municipalities", "landuse", "water"}.isdisjoint(again)
    assert "streets" in again
    assert len(made.frame("streets")) == 9


def test_another_request_begins_anew(extract, tmp_path):
    def stopped(step):
        if step == "streets":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_edition(Request(tmp_path / "e", osm=str(extract), area=NAMES), stopped)
    steps_told = []
    made = build_edition(
        Request(tmp_path / "e", osm=str(extract), area=NAMES[:1]), steps_told.append
    )
    assert steps_told[0] == "municipalities"
    assert len(made.frame("municipalities")) == 1


def test_totals_of_a_table_hold_and_are_named(extract, tmp_path):
    totals = tmp_path / "totals.csv"
    totals.write_text(
        "municipality,population,year\nYolkin,1234,2021\nЁлкинский район,56,\n", encoding="utf-8"
    )
    made = build_edition(Request(tmp_path / "e", osm=str(extract), area=NAMES, totals=str(totals)))
    sums = made.frame("population").groupby("municipality")["population"].sum()
    assert sums.to_dict() == {"yolkin": 1234, "elkinskii_raion": 56}
    zones = made.frame("municipalities")
    assert set(zones["population_basis_en"]) == {"given in a table of totals"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [("Nowhere,1", "`Nowhere` is not there"), ("Yolkin,1\nyolkin,2", "`yolkin` is named twice")],
)
def test_totals_of_strangers_are_refused(extract, tmp_path, rows, message):
    totals = tmp_path / "totals.csv"
    totals.write_text(f"municipality,population\n{rows}\n", encoding="utf-8")
    with pytest.raises(FileError, match=message):
        build_edition(Request(tmp_path / "e", osm=str(extract), area=NAMES, totals=str(totals)))


def test_an_edition_gives_what_openstreetmap_does_not(extract, small_edition, tmp_path):
    made = build_edition(
        Request(
            tmp_path / "e",
            osm=str(extract),
            area=(boundary_file(tmp_path / "b.geojson"),),
            base=str(small_edition.root),
        )
    )
    assert made.title("en") == "Small edition"
    assert made.crs == small_edition.crs
    for kept in ("parks", "sites", "clusters", "projects", "programme"):
        assert made.record(kept).sha256 == small_edition.record(kept).sha256
        assert "Kept from the edition" in made.record(kept).note("en")
    assert made.record("parks").generalised
    for replaced in ("streets", "landuse", "landcover", "population", "municipalities"):
        assert not made.record(replaced).generalised
    # the small edition's two squares of 4 km are mostly the same ground: 1,500 and 1,800 people
    zones = made.frame("municipalities").set_index("id")
    assert zones["population"].to_dict() == {"west": 1500, "east": 1800}
    assert set(zones["population_basis_en"]) == {"the edition built upon"}
    assert zones["name_ru"].tolist() == list(NAMES)


def test_a_base_that_lies_elsewhere_gives_its_texts_only(tmp_path):
    made = build_edition(
        Request(
            tmp_path / "e",
            buildings=far(tmp_path, "hut", 0.001),
            area=(far(tmp_path, "Далеко", 0.2),),
            base=str(open_edition().root),
        )
    )
    assert {"programme", "clusters"} <= set(made.records)
    assert made.title("ru") == "Далеко"
    assert (made.view.lon, made.view.lat) == pytest.approx((83.1, 56.1), abs=0.01)
    assert {"streets", "parks", "projects", "landcover"}.isdisjoint(made.records)


def far(folder, name, side):
    """Write a square, its side in degrees, where the Tomsk edition holds nothing."""
    shape = shapely.box(83.1 - side, 56.1 - side, 83.1 + side, 56.1 + side)
    path = folder / f"{name}.geojson"
    gpd.GeoDataFrame({"name": [name]}, geometry=[shape], crs="EPSG:4326").to_file(path)
    return str(path)


def test_buildings_of_a_file_give_their_people_and_the_area_around_them(tmp_path):
    houses = gpd.GeoDataFrame(
        {"storeys_count": [5, 9, 2], "population_balanced": [10, 20, 0]},
        geometry=[rectangle(x, 1, x + 0.02, 1.02) for x in (0, 1, 2)],
        crs="EPSG:4326",
    )
    houses.to_file(tmp_path / "houses.gpkg", layer="houses")
    sites = gpd.GeoDataFrame(
        {"name": ["Школа № 1"], "city_service_type": ["Школа"]},
        geometry=[rectangle(1, 1, 1.01, 1.01)],
        crs="EPSG:4326",
    )
    sites.to_file(tmp_path / "sites.gpkg")
    made = build_edition(
        Request(
            tmp_path / "e",
            buildings=f"{tmp_path / 'houses.gpkg'}:houses",
            sites=str(tmp_path / "sites.gpkg"),
            title="Остров",
            title_en="Island",
        )
    )
    assert (made.title("en"), made.title("ru")) == ("Island", "Остров")
    zones = made.frame("municipalities")
    assert zones["population"].tolist() == [30]
    assert zones["population_basis_en"].tolist() == ["sum of the file of buildings"]
    assert made.record("municipalities").generalised
    assert made.record("buildings").licence == "not stated"
    assert made.frame("buildings")["population"].tolist() == [10, 20, 0]
    assert made.frame("sites")["kind_ru"].tolist() == ["Школа"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "Expected data for the new edition"),
        ({"osm": "x.osm.pbf"}, "Expected the area of the new edition"),
        ({"osm": "overpass", "area": ("a",)}, "the address of an Overpass server"),
        ({"osm": "x.osm.pbf", "area": ("a",)}, "`x.osm.pbf` is not a file"),
        ({"buildings": "x.gpkg", "area": ("a",)}, "a file of boundaries in --area"),
    ],
)
def test_a_request_that_lacks_something_is_told(tmp_path, asked, message):
    with pytest.raises(FileError, match=message):
        build_edition(Request(tmp_path / "e", **asked))
    assert not (tmp_path / "e").exists()


def test_a_folder_that_is_there_is_not_touched(tmp_path):
    with pytest.raises(FileError, match="a folder that is not there yet"):
        build_edition(Request(tmp_path, osm="x.osm.pbf", area=("a",)))
    with pytest.raises(FileError, match="Expected a folder to build the edition in"):
        build_edition(Request(tmp_path / "no" / "e", osm="x.osm.pbf", area=("a",)))


def test_another_crs_than_the_base_has_is_refused(tmp_path, small_edition):
    area = (boundary_file(tmp_path / "b.geojson"),)
    with pytest.raises(CrsError, match="expected the CRS of the edition built upon"):
        build_edition(
            Request(tmp_path / "e", area=area, base=str(small_edition.root), crs="EPSG:32644")
        )


def test_a_crs_that_cannot_measure_is_refused(tmp_path, extract):
    with pytest.raises(CrsError, match="whose areas are right to"):
        build_edition(Request(tmp_path / "e", osm=str(extract), area=NAMES, crs="EPSG:3857"))


def test_boundaries_without_names_or_polygons_are_refused():
    nameless = gpd.GeoDataFrame({"x": [1]}, geometry=[rectangle(0, 0, 1, 1)], crs="EPSG:4326")
    with pytest.raises(FileError, match="polygons with a name in `b`; 1 polygons came"):
        from_file(nameless, "b")
    points = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(1, 1)], crs="EPSG:4326")
    with pytest.raises(FileError, match="0 polygons came"):
        from_file(points, "b")


def test_a_boundary_that_the_extract_cuts_off_is_told(tmp_path):
    one = town()
    path = one.write(tmp_path / "cut.osm.pbf", lacking=[one.node(8, 4)])
    with pytest.raises(FileError, match="the ring of `Ёлкинский район`"):
        build_edition(Request(tmp_path / "e", osm=str(path), area=NAMES))


def test_broken_objects_are_listed_in_the_sources(tmp_path):
    one = town()
    one.way((1, 1), (1, 1.1), (1.1, 1.1), building="yes")
    path = one.write(tmp_path / "broken.osm.pbf")
    made = build_edition(Request(tmp_path / "e", osm=str(path), area=NAMES))
    told = (made.root / "SOURCES.md").read_text(encoding="utf-8")
    assert "areas drawn as open lines: 1" in told


def test_an_extract_of_tens_of_thousands_of_ways(tmp_path):
    blocks = 100
    path = city(blocks).write(tmp_path / "city.osm.pbf")
    made = build_edition(Request(tmp_path / "e", osm=str(path), area=("Большой",)))
    streets = made.frame("streets")
    assert len(streets) == 2 * blocks * (blocks + 1)
    assert len(build_network(streets).nodes) == (blocks + 1) ** 2
    homes = made.frame("buildings")
    assert len(homes) == blocks**2
    assert homes["population"].sum() == made.frame("population")["population"].sum() == 100_000
    # nine floors hold nine times the people of one, to the person and to the centimetre of a wall
    by_floors = homes.groupby("floors")["population"].mean()
    assert by_floors[9] / by_floors[1] == pytest.approx(9, rel=0.15)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_computes_or_says_what_it_lacks(built, measure):
    try:
        found = edition_statistic(built, measure, draws=3 if MEASURES[measure].drawn else None)
    except AtlasError:
        return
    assert found.method.crs == "EPSG:32645"


def test_full_boundaries_make_a_tomsk_edition_that_says_what_is_still_generalised(tmp_path):
    if not BOUNDARIES.is_file():
        pytest.skip("the full boundaries of Tomsk are not on this machine")
    made = build_edition(
        Request(tmp_path / "e", area=(str(BOUNDARIES),), base=str(open_edition().root))
    )
    assert not made.record("municipalities").generalised
    assert made.record("streets").generalised
    zones = made.frame("municipalities").set_index("id")
    assert zones.loc[["tomsk", "seversk", "tomsk_district"], "population"].notna().all()
    assert pd.isna(zones.loc["zyrianskii_raion", "population"])
    assert len(zones) == 8
