"""Service areas and what the straight line overstates, on the small edition, by hand.

The streets are one from west to east along y = 2 km, 8 km long, and one across it at x = 4 km.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest

from geo import build_network, snap_distance_m
from geo.matrix import travel_matrix_min
from layers.statistics import edition_input, edition_statistic, edition_supply, measure_of

MINUTES = (10.0, 30.0, 60.0)


def computed(edition, measure="service_areas", roles=None, draws=0, **settings):
    asked = {"minutes": MINUTES, **settings}
    return edition_statistic(edition, measure, roles, asked, draws=draws)


def test_people_are_those_of_the_matrix(small_edition):
    found = computed(small_edition, mode="bicycle")
    people = edition_input(small_edition, "population").frame
    parks, _ = edition_supply(small_edition, "parks")
    network = build_network(small_edition.frame("streets"), speed_kmh=15)
    soonest = travel_matrix_min(network, people, parks.frame).min(axis=1)
    rows = found.rows[found.rows["by"] == "all"].set_index("minutes")
    for time in MINUTES:
        assert rows.loc[time, "served"] == people["population"][soonest <= time].sum()
    assert found.headlines[0].figure.value == rows.loc[60.0, "served"]


def test_zones_part_people_and_land(small_edition):
    whole = computed(small_edition, mode="car").rows
    parted = computed(small_edition, roles={"zones": "municipalities"}, mode="car")
    sums = parted.rows.groupby(["by", "minutes"], sort=False)[["served", "total", "area_ha"]].sum()
    assert sums["served"].tolist() == whole["served"].tolist()
    assert sums["total"].tolist() == whole["total"].tolist()
    assert (sums["area_ha"].to_numpy() <= whole["area_ha"].to_numpy() + 1e-6).all()


def test_the_layer_is_drawn_as_asked(small_edition):
    rings = computed(small_edition, mode="car").layer
    whole = computed(small_edition, mode="car", nested=False).layer
    assert rings["area_ha"].sum() == pytest.approx(whole["area_ha"].max(), rel=1e-6)
    by_type = computed(small_edition, mode="car", apart="type").layer
    assert {"all", "industrial"} <= set(by_type["by"])
    by_id = computed(small_edition, mode="car", apart="feature").layer
    parks, _ = edition_supply(small_edition, "parks")
    assert set(by_id["by"]) <= set(parks.frame["id"])


def test_the_card_says_how_places_reach_the_streets(small_edition):
    found = computed(small_edition, draws=5)
    card = found.method.parameters
    assert card["Way"] == "on foot"
    assert card["Speed, km/h"] == 5
    assert card["Parts of the network"] == 1
    network = build_network(small_edition.frame("streets"), speed_kmh=5)
    people = edition_input(small_edition, "population").frame
    far = int((snap_distance_m(network, people) > 1000).sum())
    assert card["Demand too far from the streets"] == far
    assert any("too far from the streets" in note for note in found.notes) == (far > 0)
    assert found.rows["served_low"].notna().all()


def test_streets_in_two_parts_are_told(small_edition):
    streets = edition_input(small_edition, "streets")
    frame = streets.frame[streets.frame["id"] != "street_2"]
    parks, by = edition_supply(small_edition, "parks")
    found = measure_of("service_areas").compute(
        {
            "demand": edition_input(small_edition, "population"),
            "supply": parks,
            "network": replace(streets, frame=gpd.GeoDataFrame(frame)),
        },
        {"by": by, "weight": "population"},
        draws=0,
    )
    assert found.method.parameters["Parts of the network"] == 2
    assert any("several parts" in note for note in found.notes)


def test_cars_in_a_straight_line_take_the_mean_speed(small_edition):
    found = computed(small_edition, "overstatement", mode="car")
    assert found.method.parameters["Speed in the straight line, km/h"] == pytest.approx(60)
    assert found.rows["radius_m"].to_numpy() == pytest.approx(found.rows["minutes"] * 1000)
    assert any("weighted by their length" in note for note in found.notes)


def test_the_straight_line_overstates_on_foot(small_edition):
    found = computed(small_edition, "overstatement", draws=20)
    rows = found.rows
    assert (rows["overstated"] == rows["straight"] - rows["served"]).all()
    assert (rows["overstated"] >= 0).all()
    assert (rows["straight_ha"] >= rows["area_ha"]).all()
    known = rows["served"] > 0
    assert rows.loc[known, "ratio"].to_numpy() == pytest.approx(
        (rows["straight"] / rows["served"])[known]
    )
    assert rows.loc[~known, "ratio"].isna().all()
    missed = found.layer.set_index("minutes")["area_ha"]
    assert (missed > 0).all()
    assert np.isfinite([one.figure.value for one in found.headlines]).all()
