"""Who finds a place where each supply can take only so many, on inputs and on the edition."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo import ColumnError, ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures.capacity import MOST_DRAWS, capacity
from tests.geo.made import boxes, dots, streets

HOMES = dots([(0, 0), (900, 0), (2000, 0)], people=[10, 30, 20])
CLINICS = dots([(0, 0), (1800, 0)], id=["a", "b"], kind=["city", "city"], room=[15, 60])


def given(frame, name, precision=""):
    return Input(frame, name, name, precision)


def asked(supply=CLINICS, precision="", homes=HOMES, **settings):
    settings = {"by": None, "weight": "people", "places_column": "room", **settings}
    return capacity(given(homes, "homes"), given(supply, "clinics", precision), **settings)


def test_by_hand():
    # a takes the 10 at 0 m and 5 of 30 at 900 m (the first row of two equally far goes first);
    # b takes the other 25 at 900 m, after the 20 at 200 m
    found = asked()
    row = found.rows.iloc[0]
    assert row[["by", "total", "capacity", "taken", "remaining"]].tolist() == ["all", 60, 75, 60, 0]
    assert row["taken_share"] == 1
    assert row["used_share"] == pytest.approx(60 / 75)
    assert row["way_m"] == pytest.approx((5 * 900 + 25 * 900 + 20 * 200) / 60)
    assert np.isnan(row["taken_low"])
    assert [one.figure.value for one in found.headlines[:2]] == [1, 0]


def test_least_total_distance_stands_beside_nearest_first():
    homes = dots([(0, 0), (500, 0)], people=[10, 10])
    supply = dots([(400, 0), (1300, 0)], room=[10, 10])
    # nearest first: 500 to 400 (100 m), 0 to 1300; at least: 0 to 400, 500 to 1300 (800 m)
    first = asked(supply, homes=homes)
    least = asked(supply, homes=homes, method="least_cost")
    for found, mean in ((first, (100 + 1300) / 2), (least, (400 + 800) / 2)):
        row = found.rows.iloc[0]
        assert row["way_m"] == mean
        assert row["nearest_first_m"] == 700
        assert row["least_cost_m"] == 600
    assert "least" in least.method.formula
    assert first.method.source != least.method.source
    assert [one.figure.value for one in least.headlines[2:]] == [700, 600]


def test_rows_of_supplies_hold_their_load():
    found = asked(rows_of="supplies").rows
    assert found["id"].tolist() == ["a", "b"]
    assert found["taken"].tolist() == [15, 45]
    assert found["used_share"].tolist() == [1, 0.75]
    assert found["way_m"].tolist() == [300, pytest.approx((25 * 900 + 20 * 200) / 45)]


def test_zones_add_up_to_the_whole():
    towns = boxes([(-100, -100, 1000, 100)], id=["west"])
    whole = asked(within_m=500).rows
    found = asked(within_m=500, zones=given(towns, "towns")).rows
    assert found["zone"].tolist() == ["west", "outside"]
    assert found["taken"].tolist() == [10, 20]
    assert found["remaining"].tolist() == [30, 0]
    for column in ("total", "taken", "remaining"):
        assert found[column].sum() == whole[column].sum()


def test_types_are_services_of_their_own():
    supply = dots([(0, 0), (0, 0)], kind=["medical", "sport"], room=[60, 5])
    found = asked(supply, by="kind").rows.set_index("by")
    assert found["taken"].to_dict() == {"medical": 60, "sport": 5}
    assert found["remaining"].to_dict() == {"medical": 0, "sport": 55}


def test_places_by_the_hectare():
    parks = boxes([(-50, -50, 50, 50)])
    found = asked(parks, places_column=None, per_ha=7).rows
    assert found["capacity"].tolist() == [7]
    with pytest.raises(ValueRangeError, match="polygons to count places by their hectares, 2 of 2"):
        asked(places_column=None, per_ha=7)


def test_minutes_over_streets():
    road = streets([[(0, 0), (900, 0)], [(900, 0), (2000, 0)]])
    found = asked(mode="foot", network=given(road, "road"), within_min=11).rows.iloc[0]
    # at 5 km/h 900 m take 10.8 min and 200 m take 2.4
    assert found["taken"] == 60
    assert found["way_min"] == pytest.approx((30 * 10.8 + 20 * 2.4) / 60)
    assert asked(mode="foot", network=given(road, "road"), within_min=10).rows["taken"].item() == 30
    with pytest.raises(ValueRangeError, match="expected streets for the way `foot`, got none"):
        asked(mode="foot")


def test_the_layer_shows_who_is_left():
    found = asked(within_m=500)
    assert found.layer["taken_share"].tolist() == [1, 0, 1]
    assert found.layer.geometry.iloc[0] == shapely.Point(350_000, 6_250_000)


def test_draws_are_as_many_as_the_card_says():
    found = asked(precision="street", draws=1000)
    assert found.method.draws == MOST_DRAWS["nearest_first"]
    row = found.rows.iloc[0]
    assert row["way_m_low"] <= row["way_m"] <= row["way_m_high"]
    assert row["way_m_low"] < row["way_m_high"]
    fewer = asked(precision="street", draws=3, method="least_cost")
    assert fewer.method.draws == 3


def test_bad_columns_are_refused():
    with pytest.raises(ColumnError, match=r"`homes`: expected column `souls`, got \['people'\]"):
        asked(weight="souls")
    with pytest.raises(ColumnError, match="`clinics`: expected a value of `kind` in every row, 1"):
        asked(CLINICS.assign(kind=["city", None]), by="kind")
    with pytest.raises(ValueRangeError, match="`supply`: expected `capacity` to be a number"):
        asked(CLINICS.assign(room=["ten", "20"]))
    with pytest.raises(ValueRangeError, match="`demand`: expected `people` to be a number"):
        asked(homes=HOMES.assign(people=[1, -2, 3]))


def test_the_edition_reconciles(small_edition):
    for method in ("nearest_first", "least_cost"):
        rows = stats.edition_statistic(
            small_edition, "capacity", settings={"method": method, "places": 500}, draws=0
        ).rows
        assert (rows["taken"] + rows["remaining"] == rows["total"]).all()
        assert (rows["taken"] <= rows["capacity"]).all()
        supplies = stats.edition_statistic(
            small_edition,
            "capacity",
            settings={"method": method, "places": 500, "rows_of": "supplies"},
            draws=0,
        ).rows
        assert supplies.groupby("by")["taken"].sum().tolist() == rows["taken"].tolist()
