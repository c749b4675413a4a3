"""The measures of land use on the small edition, whose figures are worked out by hand."""

import math

import pytest

from geo import EmptyError, ValueRangeError
from layers import statistics as stats
from layers.measures import land_consumption, landuse_change


def rows(edition, measure, layers=None, settings=None, **words):
    return stats.edition_statistic(edition, measure, layers, settings, **words).rows


def test_what_the_parks_turn_the_land_into(small_edition):
    found = stats.edition_statistic(small_edition, "landuse_change", settings={"land": "all"})
    areas = {tuple(row): ha for *row, ha in found.rows[["zone", "from", "to", "area_ha"]].values}
    # parks 1 and 2 are works: 25 ha of housing, and 8 of housing, 8 of forest
    assert areas["west", "residential", "industry_storage"] == pytest.approx(33)
    assert areas["west", "forest", "industry_storage"] == pytest.approx(8)
    assert areas["east", "residential", "health"] == pytest.approx(4)
    assert found.rows.groupby("zone")["area_ha"].sum().to_numpy() == pytest.approx(1600)
    assert landuse_change.SUPPOSED in found.notes
    assert found.layer.area.sum() / 1e4 == pytest.approx(found.headlines[0].figure.value)
    changed = rows(small_edition, "landuse_change")
    assert (changed["from"] != changed["to"]).all()


def test_types_can_become_something_else_or_stay(small_edition):
    table = tuple((kind, "") for kind, _ in landuse_change.BECOMES)
    found = stats.edition_statistic(small_edition, "landuse_change", settings={"becomes": table})
    assert found.rows.empty
    assert landuse_change.NOTHING_CHANGES in found.notes
    alone = rows(small_edition, "landuse_change", settings={"becomes": ()})
    assert {"industrial", "medical"} <= set(alone["to"])


def test_the_balance_of_two_whole_states_that_are_one(small_edition):
    found = stats.edition_statistic(
        small_edition, "landuse_balance", {"after": "landuse"}, {"after_is": "whole"}
    )
    assert landuse_change.SAME_LAYER in found.notes
    assert not found.rows[["gain_ha", "loss_ha", "net_ha", "swap_ha"]].to_numpy().any()


def test_conflicts_of_the_small_edition(small_edition):
    found = rows(small_edition, "conflicts", draws=5)
    mine = found[found["territory"] == "park_1"].set_index("kind")
    # brook of 20 m, 4 km long: 50 m to either side of its banks, across 500 m of park
    assert mine.loc["strip along water", "area_ha"] == pytest.approx(0.012 * 500)
    assert mine.loc["other use", "area_ha"] == pytest.approx(25)
    assert mine.loc["any conflict", "share"] == pytest.approx(1)


def test_protected_land_conflicts_too(small_edition):
    found = rows(small_edition, "conflicts", {"protected": "landuse", "uses": "none"}, draws=0)
    one = found[(found["territory"] == "park_4") & (found["kind"] == "protected land")]
    assert one["area_ha"].item() == pytest.approx(9)
    assert one["area_ha_low"].isna().all()


def test_land_consumption_says_what_it_lacks(small_edition):
    found = stats.edition_statistic(small_edition, "sdg_11_3_1")
    row = found.rows.iloc[0]
    assert row["past_ha"] == pytest.approx(2000)
    assert row["people_present"] == 3300
    assert math.isnan(row["lcrpgr"])
    assert {land_consumption.NEEDS_PEOPLE, land_consumption.NEEDS_STATES} <= set(found.notes)


def test_land_consumption_with_people_and_two_states(small_edition):
    settings = {"people_past": 3000, "people_present": 3300, "years": 5}
    whole = {"past": "municipalities", "present": "landuse"}
    row = rows(small_edition, "sdg_11_3_1", whole, settings).iloc[0]
    assert (row["past_ha"], row["present_ha"]) == pytest.approx((3200, 2000))
    assert row["lcrpgr"] == pytest.approx(-1200 / 3200 / math.log(1.1))
    with pytest.raises(EmptyError, match="expected built-up land of classes"):
        rows(small_edition, "sdg_11_3_1", settings={"built_classes": (("tower",),)})


def test_open_space_of_the_small_edition(small_edition):
    settings = {"open_classes": (("forest",),), "built_classes": (("residential",),)}
    found = rows(small_edition, "sdg_11_7_1", settings=settings, draws=5).set_index("zone")
    # west: 400 ha of forest of 1,600; nobody lives within 400 m but the cell at 2.25 km: 750 m
    assert found.loc["west", "open_share"] == pytest.approx(0.25)
    assert found["served"].tolist() == [0, 400]  # cell 5 lies 250 m from the forest? x 5.75 to 6
    assert (found["served_low"] <= found["served"]).all()
    with pytest.raises(EmptyError, match="expected land of the open classes"):
        rows(small_edition, "sdg_11_7_1")


def test_orders_of_overlaps_can_be_chosen(small_edition):
    found = rows(small_edition, "landuse_overlaps", settings={"order": "smallest"})
    assert found[["kept", "lost", "pairs", "area_ha"]].values.tolist() == [["all", "all", 0, 0.0]]
    found = stats.edition_statistic(
        small_edition, "landuse_overlaps", settings={"order": "priority"}
    )
    listed = found.method.parameters["Classes from the top down"]
    hectares = small_edition.frame("landuse").geometry.area
    by_class = hectares.groupby(small_edition.frame("landuse")["landuse_class"]).sum()
    assert listed == by_class.sort_values().index.tolist()
    with pytest.raises(ValueRangeError, match="expected `priority` to list classes"):
        rows(
            small_edition,
            "landuse_overlaps",
            settings={"order": "priority", "priority": (("forest",), ("forest",))},
        )
