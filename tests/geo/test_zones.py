"""The zone that each demand belongs to."""

from __future__ import annotations

import pytest

from geo import ColumnError
from geo.zones import OUTSIDE, zone_of
from tests.geo.made import boxes, dots


def test_each_point_has_its_zone_and_the_first_of_two():
    homes = dots([(5, 5), (15, 5), (25, 5), (99, 99)])
    homes.index = list("abcd")
    towns = boxes([(0, 0, 20, 10), (10, 0, 30, 10)], id=["west", "east"])
    found = zone_of(homes, towns)
    assert found.to_dict() == {"a": "west", "b": "west", "c": "east", "d": OUTSIDE}


def test_the_column_of_names_must_be_there():
    with pytest.raises(ColumnError, match="`zones`: expected column `name`"):
        zone_of(dots([(0, 0)]), boxes([(0, 0, 1, 1)], id=["a"]), zone_column="name")
