"""What each place reaches, on inputs and on the edition."""

from __future__ import annotations

import numpy as np
import pytest

from geo import ColumnError, ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures.gravity import gravity
from layers.measures.opportunities import opportunities
from layers.measures.two_step import two_step
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


def test_potential_by_hand():
    # (c / 900)^-1, 1 up to 900 m: a from 0, 900 and 2000 m away; b from 1800, 900 and 200
    weights = np.array([[1, 0.5], [1, 1], [900 / 2000, 1]])
    found = asked(gravity, decay="power", scale_m=900, exponent=1, amount_column="beds")
    potential = weights @ [15, 60]
    row = found.rows.iloc[0]
    assert row["potential_mean"] == pytest.approx(potential @ [10, 30, 20] / 60)
    assert row["potential_median"] == pytest.approx(potential[2])
    assert row["potential_decile"] == pytest.approx(potential[0])
    assert found.layer["potential"].tolist() == pytest.approx(potential.tolist())
    said = found.method.parameters
    assert said["Decay of the weight"] == "power: (c / s)^-b, 1 up to s"
    assert said["Scale s of the decay, m"] == 900
    assert said["Exponent b of the decay"] == 1


def test_the_card_says_what_of_the_decay_counts():
    said = asked(gravity, decay="steps", bands=(1, 0.4)).method.parameters
    assert said["Weights of the bands, near to far"] == [1, 0.4]
    assert "Scale s of the decay, m" not in said
    over = {"mode": "foot", "network": given(ROAD, "road")}
    said = asked(gravity, decay="gaussian", scale_min=7, **over).method.parameters
    assert said["Scale s of the decay, min"] == 7
    assert "Exponent b of the decay" not in said
    with pytest.raises(ValueRangeError, match="weights of `steps` from 1 to 0"):
        asked(gravity, decay="steps", bands=(0.4, 1))


def test_a_wide_decay_is_an_opportunity():
    flat = asked(gravity, decay="steps", bands=(1,), within_m=1000, by="kind").rows
    reached = asked(opportunities, within_m=1000, by="kind").rows
    assert flat["potential_mean"].tolist() == pytest.approx(reached["reached_mean"].tolist())
    assert flat["potential_median"].tolist() == reached["reached_median"].tolist()


def test_floating_catchments_by_hand():
    # within 1000 m: the 15 beds of a are for 40 people, the 60 of b for 50
    found = asked(two_step, decay="none", within_m=1000, amount_column="beds")
    a_head = np.array([15 / 40, 15 / 40 + 60 / 50, 60 / 50])
    row = found.rows.iloc[0]
    assert row["per_10k_mean"] == pytest.approx(1e4 * a_head @ [10, 30, 20] / 60)
    assert row["per_10k_median"] == pytest.approx(1e4 * a_head[2])
    assert row["per_10k_decile"] == pytest.approx(1e4 * a_head[0])
    assert row["supply_used"] == pytest.approx(75)
    assert row["nothing_share"] == 0
    assert "2003" in found.method.source
    assert "2009" in asked(two_step).method.source
    assert not found.notes or "nobody" not in found.notes[0]


def test_supply_is_conserved_over_zones():
    zones = given(TOWNS, "towns")
    for decay in ("none", "steps", "gaussian"):
        found = asked(two_step, decay=decay, by="kind", zones=zones, amount_column="beds").rows
        used = found.groupby("by")["supply_used"].sum()
        assert used.to_dict() == pytest.approx({"city": 15, "rural": 60, "all": 75})


def test_supply_that_nobody_reaches_is_said():
    far = dots([(0, 0), (90_000, 0)], kind=["city", "rural"], beds=[15, 60])
    found = asked(two_step, far, by="kind", amount_column="beds")
    assert found.rows["supply_used"].tolist() == pytest.approx([15, 0, 15])
    assert found.rows["nothing_share"].tolist() == [0, 1, 0]
    assert "nobody reaches" in found.notes[0]
    assert found.method.parameters["Supply in all"] == 75


@pytest.mark.parametrize("measure", [gravity, two_step])
def test_scores_have_intervals(measure):
    found = asked(measure, precision="approximate", draws=50)
    for name in [one for one in found.rows.columns if one.endswith("_low")]:
        row = found.rows.iloc[0]
        assert row[name] <= row[name.removesuffix("_low")] <= row[name[:-3] + "high"]
    median = found.headlines[1].figure
    assert median.low < median.high


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


def test_the_edition_shares_all_its_parks(small_edition):
    found = stats.edition_statistic(small_edition, "two_step", {"zones": "municipalities"}, draws=0)
    whole = stats.edition_statistic(small_edition, "two_step", draws=0)
    used = found.rows.groupby("by")["supply_used"].sum()
    for _, row in whole.rows.iterrows():
        assert used[row["by"]] == pytest.approx(row["supply_used"])
        mean = row["per_10k_mean"] * row["total"] / 10_000
        assert mean == pytest.approx(row["supply_used"])
