"""Extracts drawn by the tests: cut, and read by theme."""

from __future__ import annotations

import tomllib

import numpy as np
import osmium
import pytest
import shapely
from osmium.osm import mutable

from geo import watched
from layers import FileError
from layers.osm.extract import Box, boundary_relations, cut, cut_relations, require_osm
from layers.osm.reader import read_areas, read_extract
from layers.osm.tags import DEFAULT_TAGS, parse_tags, read_tags
from tests.osm_sketch import LAT, LAT_PER_KM, LON, LON_PER_KM, Sketch, town

AROUND = Box(LON - 0.01, LAT - 0.01, LON + 9 * LON_PER_KM, LAT + 5 * LAT_PER_KM)


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return town().write(tmp_path_factory.mktemp("osm") / "town.osm.pbf")


@pytest.fixture(scope="module")
def harvest(extract, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cut")
    table = read_tags()
    return read_extract(cut(extract, AROUND, table.keys(), folder / "c.osm.pbf", folder), table)


def counts(path):
    found = {"n": 0, "w": 0, "r": 0}
    for one in osmium.FileProcessor(str(path)):
        found[one.type_str()] += 1
    return found


def test_boundaries_are_found_by_name_and_assembled_of_shared_ways(extract, tmp_path):
    (found,), others = boundary_relations(extract, ["Город Ёлкин"], 6)
    assert found.tags["population"] == "1000"
    assert {one.tags["name"] for one in others} == {"Город Ёлкин", "Ёлкинский район"}
    written = cut_relations(extract, [found.id], tmp_path / "boundary.osm.pbf")
    ((number, tags, shape),) = read_areas(written)
    assert (number, tags["name:en"]) == (found.id, "Yolkin")
    west, south, east, north = shape.bounds
    assert np.allclose(
        [west, south, east, north],
        [LON, LAT, LON + 4 * LON_PER_KM, LAT + 4 * LAT_PER_KM],
        atol=1e-6,
    )


def test_a_name_that_no_boundary_has_is_told(extract):
    with pytest.raises(FileError, match=r"named `Москва` in `town.osm.pbf`; none came"):
        boundary_relations(extract, ["Москва"])


def test_a_name_that_two_boundaries_have_lists_them(tmp_path):
    one = town()
    ring = one.box(0, 0, 1, 1)
    one.relation((ring, "outer"), type="boundary", boundary="administrative", name="Город Ёлкин")
    path = one.write(tmp_path / "two.osm.pbf")
    with pytest.raises(FileError, match=r"2 came: relation:1 \(level 6.*relation:5 \(level 0"):
        boundary_relations(path, ["Город Ёлкин"])
    ((found,), _) = boundary_relations(path, ["relation:5"])
    assert found.id == 5


def test_a_cut_keeps_what_touches_the_box_and_all_members_of_its_relations(tmp_path):
    one = Sketch()
    one.way((1, 1), (2, 1), highway="residential")
    one.way((1.5, 1), (30, 1), highway="primary")
    one.way((40, 1), (41, 1), highway="primary")
    one.way((1, 1), (1.5, 1.5), barrier="fence")
    ring = [one.way((1, 1), (20, 1), (20, 20)), one.way((20, 20), (1, 20), (1, 1))]
    one.relation(*[(way, "outer") for way in ring], natural="wood")
    far = one.box(50, 50, 51, 51)
    one.relation((far, "outer"), natural="wood")
    one.node(1.2, 1.2, amenity="hospital")
    one.node(60, 1.2, amenity="hospital")
    source = one.write(tmp_path / "all.osm.pbf")
    box = Box(LON, LAT, LON + 3 * LON_PER_KM, LAT + 3 * LAT_PER_KM)
    written = cut(source, box, read_tags().keys(), tmp_path / "cut.osm.pbf", tmp_path)
    ways = {one.id for one in osmium.FileProcessor(str(written), osmium.osm.WAY)}
    assert ways == {1, 2, *ring}
    assert counts(written)["r"] == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["all.osm.pbf", "cut.osm.pbf"]


def test_a_relation_that_refers_to_relations_draws_in_none_of_their_members(tmp_path):
    one = town()
    number = max(one.relations) + 1
    path = one.write(tmp_path / "whole.osm.pbf")
    with osmium.SimpleWriter(str(tmp_path / "nested.osm.pbf")) as file:
        for each in osmium.FileProcessor(str(path)):
            file.add(each)
        members = [("w", one.relations[1][0][0][0], "outer"), ("r", 2, "subarea")]
        tags = {"type": "boundary", "boundary": "administrative", "name": "Край"}
        file.add_relation(mutable.Relation(id=number, members=members, tags=tags))
    cut_relations(tmp_path / "nested.osm.pbf", [number], tmp_path / "cut.osm.pbf")
    assert counts(tmp_path / "cut.osm.pbf") == {"n": 2, "w": 1, "r": 2}


def test_reading_tells_how_far_it_has_come(extract, tmp_path):
    heard = []
    with watched(heard.append):
        cut(extract, AROUND, read_tags().keys(), tmp_path / "c.osm.pbf", tmp_path)
    assert heard
    assert all(0 <= share <= 1 for share in heard)


def test_what_ends_too_early_is_told_and_leaves_nothing(extract, tmp_path):
    short = tmp_path / "short.osm.pbf"
    short.write_bytes(extract.read_bytes()[:-200])
    with pytest.raises(FileError, match=r"a whole OpenStreetMap extract; reading `short.osm.pbf`"):
        cut(short, AROUND, read_tags().keys(), tmp_path / "cut.osm.pbf", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["short.osm.pbf"]


@pytest.mark.parametrize("name", ["no.osm.pbf", "town.gpkg", "noise.osm.pbf"])
def test_what_is_no_extract_is_refused(name, tmp_path):
    path = tmp_path / name
    if name != "no.osm.pbf":
        path.write_bytes(b"no map at all, only noise" * 9)
    with pytest.raises(FileError, match="OpenStreetMap extract"):
        require_osm(path)


def test_holes_of_relations_are_kept(harvest):
    housing = harvest.areas["landuse"].frame("EPSG:32645").set_index("osm_id").loc["relation/3"]
    assert len(housing.geometry.geoms[0].interiors) == 1
    assert housing.tags["name"] == "Микрорайон"
    assert housing.geometry.area == pytest.approx((1.6**2 - 0.4**2) * 1e6, rel=0.01)


def test_members_without_tags_and_nodes_without_tags_are_no_features(harvest):
    ids = harvest.areas["landuse"].ids
    assert len(ids) == len(set(ids)) == 9
    assert len(harvest.points["settlement"].ids) == 2
    assert harvest.points["site"].ids[0].startswith("node/")


def test_roads_are_those_open_to_cars(harvest):
    names = [one.tags.get("name", one.tags["highway"]) for one in harvest.roads]
    assert names == ["проспект Щорса", "улица Ленина", "trunk", "secondary", "tertiary"]


def test_a_whole_extract_has_nothing_broken(harvest):
    assert not harvest.broken


def test_broken_objects_are_left_out_and_counted(tmp_path):
    one = Sketch()
    one.way((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), highway="primary")
    one.way((0, 0), (9, 9), highway="primary")
    one.way((0, 0), (0, 0), highway="primary")
    one.way((1, 1), (1, 2), (2, 2), building="yes")
    ring = one.way((3, 3), (3, 4), (4, 4))
    one.relation((ring, "outer"), landuse="forest")
    torn = one.box(5, 5, 6, 6, landuse="forest")
    lacking = [one.node(2, 0), one.node(9, 9), one.node(6, 6)]
    path = one.write(tmp_path / "broken.osm.pbf", lacking)
    found = read_extract(path, read_tags())
    assert [len(way.nodes) for way in found.roads] == [2, 3]
    assert found.broken == {
        "lines that lack places": 1,
        "lines without places": 1,
        "lines of one place": 1,
        "areas drawn as open lines": 1,
        "areas whose ring is broken": 2,
    }
    assert found.areas["landuse"].ids == []
    assert torn


def test_the_table_says_all_its_faults_at_once():
    whole = tomllib.loads(DEFAULT_TAGS.read_text(encoding="utf-8"))
    whole["landuse"][0] = {"class": 3, "tags": ["natural"]}
    whole["landuse"][1]["tags"] = ["area!=yes & amenity=school"]
    whole["street"][0] |= {"speed_kmh": 0, "colour": "red"}
    whole["site"][0] |= {"park_type": "zoo"}
    whole["water"] = []
    whole["railway"][0] = "rail"
    whole["waterway"][0].pop("width_m")
    whole["waterway"][1]["width_m"] = "wide"
    whole["people"]["floor_m"] = 0
    del whole["closed"]
    whole["extra"] = {}
    with pytest.raises(FileError) as caught:
        parse_tags(whole, "mine.toml")
    for fault in (
        "`mine.toml` has faults",
        "unknown part [extra]",
        "expected `key=value` in `natural`",
        "a key that is wanted first in `area!=yes & amenity=school`",
        "`class` must be a text; `3` came",
        "`speed_kmh` must be above 0",
        "unknown key `colour`",
        "`park_type` must be one of",
        "at least one [[water]]",
        "[[railway]] 1 must be a table",
        "lacks `width_m`",
        "`width_m` must be a number of 0 or more; `wide` came",
        "`floor_m` must be a number above 0; `0` came",
        "needs the part [closed]",
        "[closed] needs a list of conditions",
    ):
        assert fault in str(caught.value)


def test_a_table_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "tags.toml"
    path.write_text("[[landuse]", encoding="utf-8")
    with pytest.raises(FileError, match="a table of tags as TOML"):
        read_tags(path)


def test_conditions_join_and_deny():
    table = read_tags()
    assert table.rule("railway", {"railway": "rail", "service": "spur"}).says["class"] == (
        "rail_industrial"
    )
    assert table.rule("railway", {"railway": "rail"}).says["class"] == "rail_main"
    assert table.closed.fits({"highway": "service", "access": "private"})
    assert not table.closed.fits({"access": "private", "motor_vehicle": "yes"})
    assert table.rule("building", {"building": "no"}) is None


def test_places_lie_on_the_grid_of_the_edition(harvest):
    shapes = harvest.areas["building"].frame("EPSG:32645").geometry.to_numpy()
    corners = shapely.get_coordinates(shapes)
    assert np.allclose(corners, corners.round(2), atol=1e-9)
