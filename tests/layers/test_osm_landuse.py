"""Land use laid into a mosaic, buildings and their floors, people shared to the person."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate

from layers import FileError
from layers.osm.buildings import buildings_of_file, settled, zone_of
from layers.osm.landuse import UNMAPPED, mosaic, residential_class
from layers.osm.population import grid, read_totals, spread, whole_people
from layers.osm.tags import read_tags

CRS = "EPSG:32645"
TABLE = read_tags()
RESIDENTIAL = TABLE.parts["residential"]
X, Y = 370_000.0, 6_256_000.0


def square(west, south, side):
    """Give a square, its south-western corner and side in metres from a corner near Tomsk."""
    return shapely.box(X + west, Y + south, X + west + side, Y + south + side)


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def zones(*shapes, people=None):
    return frame(
        list(shapes),
        id=[f"zone_{number}" for number in range(1, len(shapes) + 1)],
        population=pd.array(people or [pd.NA] * len(shapes), dtype="Int64"),
        population_basis=["table" if people else ""] * len(shapes),
    )


def areas(*drawn):
    """Give areas as they come from an extract: shapes with tags."""
    return frame(
        [shape for shape, _ in drawn],
        osm_id=[f"way/{number}" for number in range(1, len(drawn) + 1)],
        rule=[TABLE.rule("landuse", tags) for _, tags in drawn],
        tags=[tags for _, tags in drawn],
    )


def houses(*drawn):
    return frame(
        [square(*at) for at, *_ in drawn],
        id=[f"b{number}" for number in range(1, len(drawn) + 1)],
        floors=[float(floors) for _, floors, *_ in drawn],
        homes=[1.0] * len(drawn),
        only_on=[rest[0] if rest else () for _, _, *rest in drawn],
        area_m2=[square(*at).area for at, *_ in drawn],
    )


def made(found, zone, standing=None):
    return mosaic(found, zone, houses() if standing is None else standing, RESIDENTIAL, {})


def test_overlaps_go_to_the_rule_that_stands_first_then_to_the_smaller():
    found = made(
        areas(
            (square(0, 0, 600), {"natural": "wood"}),
            (square(0, 0, 1000), {"landuse": "forest"}),
            (square(100, 100, 200), {"natural": "water"}),
            (square(0, 0, 400), {"amenity": "school"}),
        ),
        zones(square(0, 0, 1000)),
    ).set_index("id")
    hectares = (found.geometry.area / 1e4).round(6).to_dict()
    # water 4; school 16 less 4; the smaller wood 36 less 16; the larger what is left of 100
    assert hectares == {
        "way_3-zone_1": 4,
        "way_4-zone_1": 12,
        "way_1-zone_1": 20,
        "way_2-zone_1": 64,
    }


def test_land_is_cut_by_the_municipalities_and_what_is_left_is_a_class():
    found = made(
        areas((square(500, 0, 1000), {"landuse": "farmland"})),
        zones(square(0, 0, 1000), square(1000, 0, 1000)),
    )
    hectares = (
        found.geometry.area.groupby([found["municipality"], found["landuse_class"]]).sum() / 1e4
    )
    assert hectares.round(6).to_dict() == {
        ("zone_1", "agriculture"): 50,
        ("zone_1", UNMAPPED): 50,
        ("zone_2", "agriculture"): 50,
        ("zone_2", UNMAPPED): 50,
    }
    assert set(found["basis"]) == {"osm", "rest"}


def test_a_ring_that_crosses_itself_still_gives_its_land():
    bow = shapely.Polygon([(X, Y), (X + 200, Y + 200), (X + 200, Y), (X, Y + 200), (X, Y)])
    found = made(areas((bow, {"natural": "wood"})), zones(square(0, 0, 200)))
    forest = found[found["landuse_class"] == "forest"]
    assert forest.geometry.area.sum() == pytest.approx(20_000)
    assert found.geometry.is_valid.all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-300, 900),
            st.integers(-300, 900),
            st.integers(5, 700),
            st.integers(0, 89),
            st.sampled_from(["natural=water", "natural=wood", "landuse=port", "leisure=park"]),
        ),
        max_size=12,
    )
)
def test_the_mosaic_fills_its_zones_without_overlaps(drawn):
    found = areas(
        *[(rotate(square(*at), turn), dict([tag.split("=")])) for *at, turn, tag in drawn]
    )
    slanted = shapely.box(X, Y, X + 1000, Y + 500)
    left = shapely.Polygon([(X, Y), (X + 480, Y), (X + 533, Y + 500), (X, Y + 500)])
    whole = zones(left, slanted - left)
    pieces = made(found, whole)
    parts = pieces.geometry.to_numpy()
    # pieces under 1 m² are left out, and every corner lies on a grid of 1 cm
    assert shapely.area(parts).sum() == pytest.approx(500_000, abs=30)
    first, second = shapely.STRtree(parts).query(parts, predicate="intersects")
    both = shapely.intersection(parts[first[first < second]], parts[second[first < second]])
    assert shapely.area(both).sum() == pytest.approx(0, abs=1e-6)
    per_zone = pieces.geometry.area.groupby(pieces["municipality"]).sum()
    assert np.allclose(per_zone, whole.geometry.area, atol=20)


def test_housing_is_told_apart_by_the_floors_by_footprint():
    land = np.array([square(0, 0, 100), square(200, 0, 100), square(400, 0, 100)])
    standing = houses(((0, 0, 20), 9), ((50, 0, 10), 1), ((200, 0, 20), 3))
    # first: (400 * 9 + 100 * 1) / 500 = 7.4 floors; second 3; third has none
    found = residential_class(land, standing, RESIDENTIAL)
    assert found.tolist() == ["residential_high", "residential_low", "residential_low"]


def test_buildings_are_lived_in_where_their_land_says_so():
    whole = zones(square(0, 0, 1000))
    land = made(areas((square(0, 0, 500), {"landuse": "residential"})), whole)
    only = ("residential_low",)
    standing = houses(
        ((10, 10, 10), 2, only), ((600, 10, 10), 2, only), ((700, 10, 10), 2), ((10, 50, 4), 1)
    )
    found = settled(standing, land, whole, TABLE.parts["people"])
    assert found["living_m2"].tolist() == [200, 0, 200, 0]
    assert found["landuse_class"].tolist()[:2] == ["residential_low", UNMAPPED]


def test_buildings_outside_all_municipalities_are_left_out():
    found = settled(
        houses(((10, 10, 10), 1), ((5000, 10, 10), 1)),
        None,
        zones(square(0, 0, 1000)),
        TABLE.parts["people"],
    )
    assert found["id"].tolist() == ["b1"]
    assert zone_of(shapely.points([[X - 9, Y]]), zones(square(0, 0, 9)), "id").tolist() == [""]


def test_a_file_of_buildings_says_floors_people_and_whether_they_are_lived_in():
    file = frame(
        [square(0, 0, 10), square(20, 0, 10), square(40, 0, 0.5)],
        storeys_count=[9, None, 1],
        is_living=[True, False, True],
        population_balanced=[10.4, 0, 1],
        **{"addr:street": ["Наличная улица"] * 3, "addr:housenumber": ["49", None, "1"]},
    )
    found = buildings_of_file(file, CRS, TABLE)
    assert found["floors"].tolist() == [9, 1]
    assert found["floors_basis"].tolist() == ["levels", "assumed"]
    assert found["homes"].tolist() == [1, 0]
    assert found["population"].tolist() == [10.4, 0]
    assert found["address"].tolist() == ["Наличная улица, 49", "Наличная улица"]


def test_a_file_without_polygons_is_refused():
    with pytest.raises(FileError, match="Expected polygons of buildings; none came among 1"):
        buildings_of_file(frame([shapely.Point(X, Y)]), CRS, TABLE)


def people(whole, standing, land=None, towns=None):
    homes = settled(standing, land, whole, TABLE.parts["people"])
    return spread(whole, homes, land, towns, TABLE.parts)


def test_people_are_shared_by_living_floor_area():
    whole = zones(square(0, 0, 1000), people=[7])
    _, homes, held = people(whole, houses(((0, 0, 10), 3), ((50, 0, 10), 1)))
    # 300 and 100 m² of 400: 5.25 and 1.75 of 7 people
    assert homes["population"].tolist() == [5, 2]
    assert held["population"].sum() == 7


def test_without_a_total_the_floor_area_a_person_decides():
    found, homes, _ = people(zones(square(0, 0, 1000)), houses(((0, 0, 50), 2)))
    # 5,000 m² at 25 m² a person
    assert found["population"].tolist() == [200]
    assert found["population_basis"].tolist() == ["norm"]
    assert homes["population"].tolist() == [200]


def test_without_a_total_and_without_homes_the_total_stays_unknown():
    found, _, held = people(zones(square(0, 0, 1000)), houses(((0, 0, 2), 2)))
    assert found["population"].isna().all()
    assert held.empty
    assert grid(held, found).empty


def test_without_homes_people_are_on_residential_land_high_weighing_seven():
    whole = zones(square(0, 0, 1000), people=[800])
    land = frame(
        [square(0, 0, 100), square(500, 0, 100)],
        municipality=["zone_1"] * 2,
        landuse_class=["residential_high", "residential_low"],
    )
    _, _, held = people(whole, houses(((900, 900, 2), 1)), land)
    assert held.groupby("landuse_class")["population"].sum().to_dict() == {
        "residential_high": 700,
        "residential_low": 100,
    }
    assert set(held["spread_over"]) == {"land"}


def test_without_land_people_are_at_the_settlements_and_else_in_the_middle():
    whole = zones(square(0, 0, 1000), square(1000, 0, 1000), people=[302, 5])
    towns = frame(
        [shapely.Point(X + 10, Y + 10), shapely.Point(X + 500, Y + 500)],
        municipality=["zone_1"] * 2,
        population=pd.array([99, None], dtype="Int64"),
    )
    _, _, held = people(whole, houses(((900, 900, 2), 1)), None, towns)
    # weights 100 and 1 of 101
    assert held["population"].tolist() == [299, 3, 5]
    assert held["municipality"].tolist() == ["zone_1", "zone_1", "zone_2"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60), st.integers(0, 2_000_000))
def test_shares_hold_the_total_and_stay_within_one_of_the_exact(weights, total):
    weights = np.array(weights)
    parts = whole_people(weights, total)
    assert parts.sum() == total
    assert (np.abs(parts - weights / weights.sum() * total) < 1 + 1e-6).all()


def test_cells_hold_the_total_of_the_municipality_in_which_their_centre_lies():
    # the border runs through the cells from x = 0 to 100: at x = 70, houses stand on both sides
    left = shapely.box(X - 500, Y, X + 70, Y + 500)
    right = shapely.box(X + 70, Y, X + 600, Y + 500)
    whole = zones(left, right, people=[30, 12])
    standing = houses(((20, 20, 10), 1), ((80, 20, 10), 1), ((320, 320, 10), 1))
    found, _, held = people(whole, standing)
    cells = grid(held, found)
    centre = zone_of(cells.geometry.centroid.to_numpy(), whole, "id")
    assert (centre == cells["municipality"]).all()
    assert cells.groupby("municipality")["population"].sum().to_dict() == {
        "zone_1": 30,
        "zone_2": 12,
    }
    assert shapely.area(shapely.intersection(*cells.geometry.to_numpy()[:2])) == 0
    assert cells["population"].tolist() == [30, 6, 6]


def test_a_cell_whose_part_has_its_centre_elsewhere_becomes_a_spot():
    # a horseshoe around the middle of the cell: its centroid lies in the other municipality
    cell = shapely.box(X, Y, X + 100, Y + 100)
    inner = shapely.box(X + 10, Y + 10, X + 100, Y + 90)
    horseshoe = cell.difference(inner)
    whole = zones(horseshoe, inner, people=[9, 4])
    standing = houses(((1, 40, 6), 1), ((50, 40, 6), 1))
    found, _, held = people(whole, standing)
    cells = grid(held, found)
    centre = zone_of(cells.geometry.centroid.to_numpy(), whole, "id")
    assert (centre == cells["municipality"]).all()
    assert cells["population"].sum() == 13


def test_totals_are_read_with_their_year(tmp_path):
    path = tmp_path / "totals.csv"
    path.write_text(
        "municipality;population;year\nТомск;569293;2016\nСеверск;115000;\n", encoding="utf-8-sig"
    )
    found = read_totals(path)
    assert found["population"].tolist() == [569_293, 115_000]
    assert found["year"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,population\na,1\n", "municipality not there"),
        ("municipality,population\na,1.5\n", "whole numbers of people in `t.csv`; `1.5` came"),
        ("municipality,population\na,many\n", "`many` came for `a`"),
        ("", "a table of totals as CSV"),
    ],
)
def test_totals_that_are_none_are_told(tmp_path, text, message):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=message):
        read_totals(path)
