"""Which park serves whom, on the small edition: people and land add up in every way of going."""

from __future__ import annotations

import pytest

from geo import ValueRangeError
from geo.allocation import UNALLOCATED
from layers.measure import NOTHING
from layers.statistics import edition_input, edition_statistic


def computed(edition, roles=None, draws=0, **settings):
    return edition_statistic(edition, "allocation", roles, settings, draws=draws)


@pytest.mark.parametrize("mode", ["straight", "foot", "car"])
def test_people_add_up(small_edition, mode):
    rows = computed(small_edition, mode=mode, draws=5).rows
    assert rows["allocated"].sum() == 3300
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["id"].iloc[-1] == UNALLOCATED
    assert rows["allocated_low"].notna().all()


def test_zones_fill_the_municipalities(small_edition):
    found = computed(small_edition)
    assert found.rows["area_ha"].sum() == pytest.approx(3200)
    assert set(found.layer["id"]) <= set(found.rows["id"])
    assert found.layer["allocated"].notna().all()
    boxed = computed(small_edition, {"area": NOTHING})
    assert boxed.method.parameters["Area parted"] == "the box around demand and supply"


def test_types_share_the_demand_each_by_itself(small_edition):
    rows = computed(small_edition, among="type").rows
    assert (rows.groupby("by")["allocated"].sum() == 3300).all()
    together = computed(small_edition).rows
    assert set(together["by"]) == {*rows["by"], "all"}


def test_headlines_are_those_of_the_rows(small_edition):
    found = computed(small_edition, mode="foot")
    served = found.rows[found.rows["id"] != UNALLOCATED]
    assert found.headlines[0].figure.value == served["allocated"].max()
    assert found.headlines[2].figure.value == found.rows["allocated"].iloc[-1]


def test_ways_are_told_in_their_unit(small_edition):
    assert "distance_mean_m" in computed(small_edition).rows
    assert "time_p90_min" in computed(small_edition, mode="bicycle").rows


def test_streets_are_needed_for_ways_over_them(small_edition):
    with pytest.raises(ValueRangeError, match="expected streets for the way `foot`, got none"):
        computed(small_edition, {"network": NOTHING}, mode="foot")
    people = edition_input(small_edition, "population")
    assert computed(small_edition, {"network": NOTHING}).method.layers[0].id == people.id
