"""What each place reaches, on inputs and on the edition."""

from __future__ import annotations

import numpy as np
import pytest

from geo import ColumnError, ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures.opportunities import opportunities
from tests.geo.made import boxes, dots, streets

HOMES = dots([(0, 0), (900, 0), (2000, 0)], people=[10, 30, 20])
CLINICS = dots([(0, 0), (1800, 0)], id=["a", "b"], kind=["city", "rural"], beds=[15, 60])
ROAD = streets([[(0, 0), (900, 0)], [(900, 0), (2000, 0)]])
TOWNS = boxes([(-100, -100, 1000, 100)], id=["west"])


def given(frame, name, precision=""):
    return Input(frame, name, name, precision)


def asked(measure, supply=CLINICS, precision="", homes=HOMES, **settings):
    settings = {"by": None, "weight": "people", **settings}
    return measure(given(homes, "homes"), given(supply, "clinics", precision), **settings)


def test_opportunities_by_hand():
    # within 1000 m the 10 reach a, the 30 both, the 20 b
    found = asked(opportunities, within_m=1000, enough=2)
    row = found.rows.iloc[0]
    assert row["total"] == 60
    assert row["reached_mean"] == pytest.approx((10 + 2 * 30 + 20) / 60)
    assert row["reached_median"] == 1
    assert row["any_share"] == 1
    assert row["enough_share"] == 0.5
    assert np.isnan(row["any_share_low"])
    assert found.layer["reached"].tolist() == [1, 2, 1]
    assert [one.figure.value for one in found.headlines] == [row["reached_mean"], 1, 0.5]


def test_opportunities_count_an_amount():
    row = asked(opportunities, within_m=1000, enough=60, amount_column="beds").rows.iloc[0]
    assert row["reached_mean"] == pytest.approx((10 * 15 + 30 * 75 + 20 * 60) / 60)
    assert row["enough_share"] == pytest.approx(50 / 60)


def test_opportunities_by_type_and_zone():
    found = asked(opportunities, within_m=500, by="kind", zones=given(TOWNS, "towns")).rows
    assert found["zone"].tolist() == ["west"] * 3 + ["outside"] * 3
    assert found["by"].tolist() == ["city", "rural", "all"] * 2
    assert found["any_share"].tolist() == [0.25, 0, 0.25, 0, 1, 1]
    whole = asked(opportunities, within_m=500, by="kind")
    reached = found["any_share"] * found["total"]
    for kind, share in whole.rows.set_index("by")["any_share"].items():
        assert reached[found["by"] == kind].sum() == pytest.approx(60 * share)
    assert whole.headlines[1].figure.value == pytest.approx(0.5)


def test_opportunities_over_streets():
    # at 5 km/h 900 m take 10.8 min and 200 m take 2.4
    over = {"mode": "foot", "network": given(ROAD, "road")}
    assert asked(opportunities, within_min=10, **over).rows["any_share"].item() == 0.5
    found = asked(opportunities, within_min=11, **over)
    assert found.rows["any_share"].item() == 1
    assert found.method.parameters["Farthest, min"] == 11
    with pytest.raises(ValueRangeError, match="expected streets for the way `foot`, got none"):
        asked(opportunities, mode="foot")


def test_an_interval_where_precision_is_known():
    found = asked(opportunities, precision="approximate", within_m=1000, draws=50)
    row = found.rows.iloc[0]
    assert row["reached_mean_low"] < row["reached_mean"] <= row["reached_mean_high"]
    assert found.method.draws == 50
    assert asked(opportunities, draws=50).method.draws == 0


def test_nobody_reaches_nothing():
    found = asked(opportunities, homes=HOMES.assign(people=0)).rows.iloc[0]
    assert found["total"] == 0
    assert np.isnan(found["any_share"])


def test_bad_columns_are_refused():
    with pytest.raises(ColumnError, match=r"`homes`: expected column `souls`, got \['people'\]"):
        asked(opportunities, weight="souls")
    with pytest.raises(ColumnError, match="`clinics`: expected a value of `beds` in every row"):
        asked(opportunities, CLINICS.assign(beds=[1, None]), amount_column="beds")
    for bad in (["ten", "20"], [-1, 20], [np.inf, 20]):
        with pytest.raises(ValueRangeError, match=r"`clinics`: expected `beds` .* 1 of 2 rows"):
            asked(opportunities, CLINICS.assign(beds=bad), amount_column="beds")
    with pytest.raises(ValueRangeError, match="`homes`: expected `people` to hold numbers"):
        asked(opportunities, homes=HOMES.assign(people=[1, -2, 3]))


def test_opportunities_within_reach_are_those_covered(small_edition):
    reach = stats.edition_statistic(
        small_edition, "opportunities", settings={"within_m": 2000.0}, draws=0
    ).rows.set_index("by")
    covered = stats.edition_statistic(
        small_edition, "coverage", settings={"radii_m": (2000.0,)}, draws=0
    ).rows.set_index("by")
    for kind, share in covered["served_share"].items():
        assert reach.loc[kind, "any_share"] == pytest.approx(share)
