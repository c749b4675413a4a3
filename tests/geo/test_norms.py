"""Norms of provision: what a table must hold, and what is lacking, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ValueRangeError
from geo.norms import Norm, checked_norms, provision

TYPES = ["medical", "sport"]
FULL = ("sport", 1500, 20, 0.5, 0.7, 0.9, "an example")


def test_a_row_is_read():
    assert checked_norms([FULL], TYPES) == (
        Norm("sport", 1500.0, 20.0, 0.5, 0.7, 0.9, "an example"),
    )


def test_nothing_may_be_said_in_several_ways():
    row = (" medical ", "800", None, np.nan, "", " ", None)
    assert checked_norms([row], TYPES) == (Norm("medical", 800.0),)


def test_a_type_that_is_a_number_is_found_though_a_file_made_it_a_float():
    assert checked_norms([(3.0, 500, None, None, None, None, None)], [3])[0].kind == 3


def test_all_faults_come_at_once():
    rows = [
        ("school", 500, None, None, None, None, None),
        ("sport", -1, None, "many", 0, 90, None),
        ("medical", None, None, 1, None, None, None),
        ("medical", np.inf, True, None, None, None, None),
        ("sport", 1),
    ]
    with pytest.raises(ValueRangeError) as caught:
        checked_norms(rows, TYPES)
    told = str(caught.value).splitlines()
    assert told == [
        "norm 1 (`school`): expected a type among ['medical', 'sport']: name one of these",
        (
            "norm 2 (`sport`): expected `radius_m` to be a number above zero, got `-1`: "
            "correct it or leave it empty"
        ),
        (
            "norm 2 (`sport`): expected `units_per_1000` to be a number above zero, got `many`: "
            "correct it or leave it empty"
        ),
        (
            "norm 2 (`sport`): expected `ha_per_1000` to be a number above zero, got `0`: "
            "correct it or leave it empty"
        ),
        "norm 2 (`sport`): expected `least_share` from 0 to 1, got `90`: write 0.9 for 90 %",
        "norm 3 (`medical`): expected a radius in metres or minutes, got neither: fill in one",
        (
            "norm 4 (`medical`): expected `radius_m` to be a number above zero, got `inf`: "
            "correct it or leave it empty"
        ),
        (
            "norm 4 (`medical`): expected `minutes` to be a number above zero, got `True`: "
            "correct it or leave it empty"
        ),
        (
            "norm 5: expected the values of type, radius_m, minutes, units_per_1000, ha_per_1000, "
            "least_share, source, got 2: give each, empty where there is none"
        ),
        "expected one norm a type, `medical` has several: keep one",
    ]


def test_an_empty_table_is_refused():
    with pytest.raises(ValueRangeError, match="expected norms, got none"):
        checked_norms([], TYPES)


def test_two_zones_by_hand():
    norm = Norm("sport", radius_m=500, units_per_1000=2, ha_per_1000=0.5, least_share=0.75)
    people, reached, zones = [600, 200, 1000], [True, False, True], [0, 0, 1]
    found = provision(people, reached, norm, zones=zones, units=[1, 2], hectares=[0.5, 0.2])
    # zone 0: 600 of 800, just 75 %; 1.6, that is 2 units, and 0.4 ha
    # zone 1: all of 1,000; 2 units and 0.5 ha
    assert found["served_share"].tolist() == [0.75, 1]
    assert found["uncovered"].tolist() == [200, 0]
    assert found["short_people"].tolist() == [0, 0]
    assert found["units_required"].tolist() == [2, 2]
    assert found["short_units"].tolist() == [1, 0]
    assert found["ha_required"].tolist() == [0.4, 0.5]
    assert found["short_ha"].tolist() == pytest.approx([0, 0.3])
    assert found["passes"].tolist() == [False, False]


def test_what_is_not_asked_is_not_lacking():
    found = provision([10], [True], Norm("sport", radius_m=500))
    assert found["units_required"].isna().all()
    assert found["short_ha"].isna().all()
    assert found["passes"].tolist() == [True]


def test_nobody_lacks_nothing():
    found = provision([0.0], [False], Norm("sport", radius_m=500, units_per_1000=1))
    assert np.isnan(found["served_share"].item())
    assert found["units_required"].item() == 0
    assert found["passes"].item()


@pytest.mark.parametrize("bad", [-1, np.nan])
def test_bad_people_are_refused(bad):
    with pytest.raises(ValueRangeError, match="`demand`: expected `people`"):
        provision([bad], [True], Norm("sport", radius_m=500))


@given(
    st.lists(st.tuples(st.integers(0, 99), st.booleans(), st.integers(0, 2)), min_size=1),
    st.floats(0.01, 1),
)
def test_what_is_short_brings_the_zone_to_its_share(homes, least):
    people, reached, zones = (list(one) for one in zip(*homes, strict=True))
    norm = Norm("sport", radius_m=500, least_share=least)
    found = provision(people, reached, norm, zones=zones, units=[0] * 3, hectares=[0] * 3)
    assert (found["served"] + found["uncovered"] == found["total"]).all()
    assert found["total"].sum() == sum(people)
    assert (found["short_people"] <= found["uncovered"] + 1e-9).all()
    mended = found["served"] + found["short_people"]
    assert (mended >= least * found["total"] - 1e-6).all()
    assert (found["passes"] == (found["short_people"] == 0)).all()
