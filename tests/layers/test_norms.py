"""Norms on any inputs and on the edition: what is met, what is lacking, and where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo import ColumnError, ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures._norm_examples import EXAMPLES
from layers.measures.norms import MOST_DRAWS_OVER_STREETS, norms
from layers.vocabulary import PARK_TYPES
from layers.wording import translator
from tests.geo.made import boxes, dots, streets

HOMES = dots([(0, 0), (900, 0), (2000, 0)], people=[10, 30, 60])
UNITS = dots([(0, 0), (1800, 0), (2500, 0)], kind=["clinic", "clinic", "gym"])
CLINIC = ("clinic", 250.0, None, None, None, 0.8, "ours")
GYM = ("gym", None, 10.0, None, None, None, None)
ROAD = streets([[(0, 0), (900, 0)], [(900, 0), (2500, 0)]])


def given(frame, name, precision=""):
    return Input(frame, name, name, precision)


def asked(*table, supply=UNITS, precision="", homes=HOMES, **settings):
    settings = {"by": "kind", "weight": "people", **settings}
    return norms(
        given(homes, "homes"),
        given(supply, "units", precision),
        table=table or (CLINIC,),
        **settings,
    )


def test_by_hand():
    # within 250 m of a clinic: 10 at 0 m and 60 at 200 m; 30 live 900 m away
    row = asked().rows.iloc[0]
    assert row[["served", "uncovered", "total"]].tolist() == [70, 30, 100]
    assert row["served_share"] == 0.7
    assert row["short_people"] == pytest.approx(10)
    assert not row["passes"]
    assert row["radius_m"] == 250
    assert np.isnan(row["minutes"])
    assert row["source"] == "ours"
    assert asked(("clinic", 250, None, None, None, 0.7, "")).rows["passes"].item()


def test_units_are_counted_in_their_own_district():
    towns = boxes([(-100, -100, 1000, 100), (1500, -100, 2600, 100)], id=["west", "east"])
    norm = ("clinic", 250, None, 30, None, 0.2, "")
    rows = asked(norm, zones=given(towns, "towns")).rows.set_index("zone")
    # west: 40 people need 1.2, that is 2 units, and have 1; east: 60 need 1.8, that is 2
    assert rows["units"].to_dict() == {"west": 1, "east": 1}
    assert rows["units_required"].to_dict() == {"west": 2, "east": 2}
    assert rows["short_units"].to_dict() == {"west": 1, "east": 1}
    assert rows["served"].to_dict() == {"west": 10, "east": 60}
    assert not rows["passes"].any()


def test_hectares_of_outlines():
    fields = boxes([(-50, -50, 50, 50), (1900, -50, 2100, 50)], kind=["gym", "gym"])
    found = asked(("gym", 100, None, None, 40, 0.5, ""), supply=fields)
    row = found.rows.iloc[0]
    # 1 + 2 ha are there, 100 people ask for 4
    assert row[["ha", "ha_required", "short_ha"]].tolist() == [3, 4, 1]
    assert [one.figure.value for one in found.headlines] == [0, 30, 1]
    assert not any("outline" in note for note in found.notes)
    flat = asked(("gym", 100, None, None, 40, 0.5, ""))
    assert any("outline" in note for note in flat.notes)


def test_minutes_over_streets_and_metres_side_by_side():
    # at 5 km/h 10 min are 833 m: only the home 500 m from the gym
    found = asked(CLINIC, GYM, mode="foot", network=given(ROAD, "road"))
    rows = found.rows.set_index("by")
    assert rows.loc["gym", ["served", "minutes"]].tolist() == [60, 10]
    assert np.isnan(rows.loc["gym", "radius_m"])
    assert rows.loc["clinic", "served"] == 70
    assert any("in a straight line" in note for note in found.notes)


def test_a_norm_with_both_falls_back_to_its_radius():
    both = ("gym", 2000, 10, None, None, 0.5, "")
    straight = asked(both).rows.iloc[0]
    timed = asked(both, mode="foot", network=given(ROAD, "road")).rows.iloc[0]
    assert straight[["served", "radius_m"]].tolist() == [90, 2000]
    assert timed[["served", "minutes"]].tolist() == [60, 10]


def test_minutes_need_streets():
    with pytest.raises(ValueRangeError, match=r"a network for norms in minutes.*\['gym'\]"):
        asked(CLINIC, GYM)


def test_the_layer_shows_where_the_deficit_is():
    layer = asked(CLINIC, ("gym", 1000, None, None, None, None, None)).layer
    # the home at 0 m lacks the gym (2,500 m), that at 900 m both (1,600 m and 900 m)
    assert layer["total"].tolist() == [10, 30]
    assert layer["missed"].tolist() == [1, 2]
    assert layer["by"].tolist() == ["gym", "clinic, gym"]
    assert layer["times"].tolist() == [2.5, 3.6]


def test_where_all_are_reached_the_layer_is_empty():
    assert asked(("clinic", 5000, None, None, None, None, None)).layer.empty


def test_a_park_type_that_is_nowhere_serves_nobody():
    parks = dots([(0, 0)], park_type=["sport"])
    row = asked(
        ("medical", 1000, None, 0.1, None, 0.5, ""), supply=parks, by="park_type"
    ).rows.iloc[0]
    assert row[["served", "units", "units_required", "short_units"]].tolist() == [0, 0, 1, 1]


def test_an_interval_says_whether_the_verdict_is_sure():
    rough = asked(precision="street", draws=50).rows.iloc[0]
    assert rough["served_low"] < rough["served"]
    assert rough["share_low"] <= rough["served_share"] <= rough["share_high"]
    assert (
        asked(("clinic", 5000, None, None, None, 0.9, ""), precision="street").rows["sure"].item()
    )
    # by 300 m either way the 60 people at 200 m of 250 m come and go, and with them the 70 %
    turning = asked(("clinic", 250, None, None, None, 0.5, ""), precision="street").rows
    assert turning["sure"].item() is False
    assert asked().rows["sure"].item() is None


def test_draws_over_streets_are_fewer_and_said():
    found = asked(GYM, precision="street", mode="foot", network=given(ROAD, "road"), draws=500)
    assert found.method.draws == MOST_DRAWS_OVER_STREETS
    row = found.rows.iloc[0]
    assert row["served_low"] <= row["served"] <= row["served_high"]


def test_zones_add_up_to_the_whole():
    towns = boxes([(-100, -100, 1000, 100)], id=["west"])
    whole, parts = asked().rows, asked(zones=given(towns, "towns")).rows
    assert parts["zone"].tolist() == ["west", "outside"]
    for column in ("served", "uncovered", "total", "units"):
        assert parts[column].sum() == whole[column].sum()


def test_bad_columns_and_types_are_refused():
    with pytest.raises(ColumnError, match=r"`units`: expected column `sort`, got \['kind'\]"):
        asked(by="sort")
    with pytest.raises(ValueRangeError, match=r"norm 1 \(`school`\): expected a type among"):
        asked(("school", 500, None, None, None, None, None))


def test_the_examples_are_of_the_six_types_say_example_and_speak_russian():
    assert [row[0] for row in EXAMPLES] == list(PARK_TYPES)
    for row in EXAMPLES:
        assert row[-1].startswith("example")
        assert translator("ru")(row[-1]).startswith("пример")


def test_the_edition_agrees_with_coverage(small_edition):
    table = (("sport", 2000.0, None, None, None, 0.8, ""),)
    found = stats.edition_statistic(small_edition, "norms", settings={"table": table}, draws=5)
    plain = stats.edition_statistic(
        small_edition,
        "coverage",
        {"zones": "municipalities"},
        {"radii_m": (2000.0,)},
        draws=5,
    ).rows
    plain = plain[plain["by"] == "sport"].reset_index(drop=True)
    columns = ["zone", "served", "served_share", "share_low", "share_high", "total", "uncovered"]
    pd.testing.assert_frame_equal(found.rows[columns], plain[columns], check_dtype=False)
