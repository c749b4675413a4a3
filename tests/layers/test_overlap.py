"""Overlap of coverage on the small edition and on frames made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo import EmptyError
from layers.inputs import Input
from layers.statistics import edition_statistic, measure_of
from tests.geo.made import boxes, dots


def given(frame, name):
    return Input(frame, name, "ab")


@pytest.fixture
def homes():
    return given(dots([(150, 100), (20, 100), (900, 0)], people=[7, 10, 3]), "homes")


@pytest.fixture
def squares():
    return given(boxes([(0, 0, 200, 200), (100, 0, 300, 200)], type=["a", "b"]), "squares")


def computed(homes, squares, zones=None, **asked):
    inputs = {"demand": homes, "supply": squares, "zones": zones}
    settings = {"weight": "people", "radii_m": (50.0,), **asked}
    return measure_of("overlap").compute(inputs, settings, crs=homes.frame.crs)


def said(found):
    return {one.label: one.figure.value for one in found.headlines}


def test_figures_layer_and_headlines_by_hand(homes, squares):
    found = computed(homes, squares, by="type")
    assert found.rows[["by", "gross", "served", "overlap", "uncovered"]].values.tolist() == [
        ["a", 17, 17, 0, 3], ["b", 7, 7, 0, 13], ["all", 24, 17, 7, 3],
    ]  # fmt: skip
    assert list(said(found).values()) == [17, 7, 24, 3]
    hectares = found.layer.groupby("multiplicity")["area_ha"].sum()
    assert hectares.tolist() == pytest.approx([6, 5 + np.pi / 4], rel=1e-3)
    assert found.method.draws == 0


def test_the_map_has_a_radius_of_its_own(homes, squares):
    found = computed(homes, squares, map_radius_m=80.0)
    assert found.rows["radius_m"].tolist() == [50]
    assert list(said(found).values()) == [17, 17, 34, 3]
    assert found.method.parameters["Radius of the map, m"] == 80


def test_headlines_are_of_the_whole_where_rows_are_of_zones(homes, squares):
    west = given(boxes([(-100, -100, 100, 300)], id=["west"]), "west")
    found = computed(homes, squares, west)
    assert found.rows["zone"].tolist() == ["west", "outside"]
    assert found.rows["served"].tolist() == [10, 7]
    assert said(found) == said(computed(homes, squares))


def test_zones_beyond_all_demand_are_refused(homes, squares):
    far = given(boxes([(50_000, 0, 50_100, 100)], id=["far"]), "far")
    with pytest.raises(EmptyError, match="`zones`: expected demand in some zone, all 3 places"):
        computed(homes, squares, far)


def test_the_interval_of_headlines_is_that_of_rows(small_edition):
    found = edition_statistic(small_edition, "overlap", draws=7)
    parted = edition_statistic(small_edition, "overlap", {"zones": "municipalities"}, draws=7)
    widest = found.rows[(found.rows["by"] == "all") & (found.rows["radius_m"] == 5000)].iloc[0]
    for one, name in zip(found.headlines, ("served", "overlap", "gross", "uncovered"), strict=True):
        assert one.figure.low == widest[f"{name}_low"]
        assert one.figure.high == widest[f"{name}_high"]
    for one, other in zip(found.headlines, parted.headlines, strict=True):
        assert (one.figure.value, one.figure.low, one.figure.high) == (
            other.figure.value, other.figure.low, other.figure.high
        )  # fmt: skip
