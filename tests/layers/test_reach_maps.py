"""The maps and the large figures of coverage and proximity, by hand."""

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
    return given(dots([(0, 0), (400, 0), (5000, 0)], id=list("abc"), people=[7, 10, 3]), "homes")


@pytest.fixture
def parks():
    return given(dots([(0, 0), (1000, 0)], id=list("pq"), type=["x", "y"]), "parks")


def coverage_of(homes, parks, zones=None, **asked):
    inputs = {"demand": homes, "supply": parks, "zones": zones}
    settings = {"weight": "people", "by": "type", "radii_m": (500.0, 1000.0), **asked}
    return measure_of("coverage").compute(inputs, settings, crs=homes.frame.crs)


def proximity_of(origins, targets, **asked):
    return measure_of("proximity").compute(
        {"origins": origins, "targets": targets}, {"by": "type", **asked}, crs=origins.frame.crs
    )


def values(found):
    return [one.figure.value for one in found.headlines]


def test_rings_of_coverage_part_the_land(homes, parks):
    layer = coverage_of(homes, parks).layer.set_index("radius_m")
    assert layer["by"].tolist() == ["all", "all"]
    # discs of 500 m that touch; discs of 1 km that share a lens of 1.2284 km2, less the small ones
    small, lens_ha = 2 * np.pi * 25, 100 * (2 * np.pi / 3 - np.sqrt(3) / 2)
    assert layer.loc[500, "area_ha"] == pytest.approx(small, rel=1e-3)
    assert layer.loc[1000, "area_ha"] == pytest.approx(2 * np.pi * 100 - lens_ha - small, rel=1e-3)


def test_headlines_of_coverage_are_those_of_the_largest_radius(homes, parks):
    served, share, area_ha = values(coverage_of(homes, parks))
    assert (served, share) == (17, 17 / 20)
    assert area_ha == pytest.approx(100 * (4 * np.pi / 3 + np.sqrt(3) / 2), rel=1e-3)


def test_headlines_of_zones_are_of_the_whole(homes, parks):
    west = given(boxes([(-10, -10, 10, 10)], id=["west"]), "west")
    assert values(coverage_of(homes, parks, west)) == values(coverage_of(homes, parks))


def test_headlines_of_the_edition_have_the_interval_of_the_row(small_edition):
    plain = edition_statistic(small_edition, "coverage", draws=7)
    zoned = edition_statistic(small_edition, "coverage", {"zones": "municipalities"}, draws=7)
    row = plain.rows[(plain.rows["by"] == "all") & (plain.rows["radius_m"] == 5000)].iloc[0]
    for found in (plain, zoned):
        served, share, _ = (one.figure for one in found.headlines)
        assert (served.low, served.high) == (row["served_low"], row["served_high"])
        assert (share.low, share.high) == (row["share_low"], row["share_high"])
        assert served.method == found.method


def test_zones_beyond_all_demand_are_refused(homes, parks):
    far = given(boxes([(50_000, 0, 50_100, 100)], id=["far"]), "far")
    with pytest.raises(EmptyError, match="`zones`: expected demand in some zone, all 3 places"):
        coverage_of(homes, parks, far)


def test_places_are_drawn_by_the_nearest_of_any_type(homes, parks):
    found = proximity_of(homes, parks, within_m=500.0)
    assert found.layer[["id", "by", "nearest_id", "distance_m"]].values.tolist() == [
        ["a", "x", "p", 0], ["b", "x", "p", 400], ["c", "y", "q", 4000],
    ]  # fmt: skip
    assert found.layer.geometry.tolist() == homes.frame.geometry.tolist()
    assert values(found) == [400, 2 / 3]
    assert found.method.parameters["Reach, m"] == 500


def test_places_without_an_id_are_numbered(homes, parks):
    bare = given(homes.frame[["geometry"]], "homes")
    targets = given(parks.frame[["geometry", "type"]], "parks")
    assert proximity_of(bare, targets).layer["distance_m"].tolist() == [0, 400, 4000]


def test_proximity_of_the_edition_has_intervals_and_times(small_edition):
    found = edition_statistic(small_edition, "proximity", draws=7)
    for one in found.headlines:
        assert one.figure.low <= one.figure.value <= one.figure.high
    soonest = found.rows.groupby("id")["time_min"].min()
    layer = found.layer.set_index("id")
    assert layer["time_min"].dropna().to_dict() == soonest.dropna().to_dict()
