"""Roads of extracts as a network: junctions, bridges, one-ways, speeds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import EmptyError, build_network, nearest_over_network
from layers import open_edition
from layers.importing import import_file
from layers.osm.reader import read_extract
from layers.osm.streets import streets
from layers.osm.tags import read_tags
from tests.osm_sketch import Sketch, town

CRS = "EPSG:32645"


def edges(sketch, path, within=None):
    table = read_tags()
    roads = read_extract(sketch.write(path), table).roads
    return streets(roads, CRS, table.parts["maxspeed"], within)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return edges(town(), tmp_path_factory.mktemp("streets") / "town.osm.pbf")


def test_roads_are_cut_where_they_share_a_node_and_nowhere_else(made):
    main = made[made["name_ru"] == "проспект Щорса"]
    # junctions at x = 1, 2 and 6; the bridge at 3 and the vertices at 3.5 and 4 cut nothing
    assert main["length_m"].round(-2).tolist() == [1000, 1000, 4000, 2000]
    assert main["id"].tolist() == [f"way_4-0{number}" for number in (1, 2, 3, 4)]
    assert (main["street_id"] == "way/4").all()


def test_edges_meet_in_the_very_same_vertex(made):
    ends = shapely.get_coordinates(
        [shapely.get_point(one, at) for one in made.geometry for at in (0, -1)]
    )
    _, uses = np.unique(ends, axis=0, return_counts=True)
    # x = 1: two of the avenue and the one-way; x = 2: four; x = 6: two and the roundabout twice
    assert sorted(uses[uses > 1]) == [3, 4, 4]


def test_classes_speeds_and_names_are_those_of_the_tags(made):
    by = made.drop_duplicates("street_id").set_index("street_id")
    assert by["road_class"].tolist() == ["primary", "tertiary", "trunk", "secondary", "tertiary"]
    assert by["speed_kmh"].tolist() == [60, 40, 90, 48, 50]
    assert by.loc["way/5", "name_en"] == "ulitsa Lenina"


def test_a_road_against_its_drawing_is_turned_round(made):
    one = made[made["road_class"] == "secondary"].iloc[0]
    assert one["oneway"] == "yes"
    start, end = (shapely.get_point(one.geometry, at) for at in (0, -1))
    assert start.y > end.y
    assert made.set_index("street_id")["oneway"].to_dict() == {
        "way/4": "no",
        "way/5": "no",
        "way/6": "yes",
        "way/7": "yes",
        "way/8": "yes",
    }


def test_the_network_is_routed_over_junctions_and_with_the_one_ways(made):
    network = build_network(made, speed_kmh="speed_kmh", oneway="oneway")
    down = made.loc[made["street_id"] == "way/7", "geometry"].iloc[0]
    top = shapely.get_point(down, 0)
    west = shapely.get_point(made.geometry.iloc[0], 0)
    points = {
        name: gpd.GeoDataFrame({"id": [name]}, geometry=[spot], crs=CRS)
        for name, spot in (("top", top), ("west", west))
    }
    there = nearest_over_network(network, points["top"], points["west"])
    assert there["distance_m"].item() == pytest.approx(2000, rel=0.01)
    assert there["time_min"].item() == pytest.approx(1 / 48 * 60 + 1, rel=0.02)
    with pytest.raises(EmptyError, match="expected a way from some origin to some target"):
        nearest_over_network(network, points["west"], points["top"])


def test_only_edges_that_touch_the_area_are_kept(tmp_path):
    whole = edges(town(), tmp_path / "town.osm.pbf")
    west, south, _, north = whole.total_bounds
    part = edges(town(), tmp_path / "town.osm.pbf", shapely.box(west, south, west + 500, north))
    assert part["id"].tolist() == ["way_4-01"]


def test_an_extract_without_roads_gives_no_edges(tmp_path):
    one = Sketch()
    one.node(1, 1, place="village")
    assert edges(one, tmp_path / "empty.osm.pbf").empty


def test_an_extract_comes_in_as_a_layer_too(tmp_path):
    path = town().write(tmp_path / "town.osm.pbf")
    came = import_file(f"{path}:lines", open_edition())
    assert "проспект Щорса" in set(came.frame["name"])
