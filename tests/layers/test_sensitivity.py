"""How coverage hangs on the radius, on the small edition."""

from __future__ import annotations

import pytest

from layers.measure import NOTHING
from layers.statistics import edition_statistic

RADII = (1000.0, 2000.0, 5000.0)


def computed(edition, layers=None, draws=0, **settings):
    asked = {"radii_m": RADII, **settings}
    return edition_statistic(edition, "sensitivity", layers, asked, draws=draws)


def test_the_straight_line_is_that_of_coverage(small_edition):
    found = computed(small_edition, draws=5)
    rows = found.rows[found.rows["way"] == "straight"]
    plain = edition_statistic(small_edition, "coverage", settings={"radii_m": RADII}, draws=5).rows
    for name in ("served_share", "share_low", "share_high"):
        assert rows[name].tolist() == pytest.approx(plain[name].tolist())


def test_ways_on_foot_are_those_of_service_areas(small_edition):
    found = computed(small_edition, draws=5)
    rows = found.rows[found.rows["way"] == "foot"]
    minutes = tuple(metres / (5000 / 60) for metres in RADII)
    timed = edition_statistic(
        small_edition, "service_areas", settings={"minutes": minutes}, draws=5
    ).rows
    for name in ("served_share", "share_low", "share_high"):
        assert rows[name].tolist() == timed[name].tolist()
    assert any("at its centroid" in note for note in found.notes)


def test_the_speed_is_that_of_the_mode_to_the_streets_too(small_edition):
    card = computed(small_edition, mode="bicycle").method.parameters
    assert card["Speed, km/h"] == card["Speed to and from the streets, km/h"] == 15


def test_headlines_are_of_the_middle_radius(small_edition):
    found = computed(small_edition)
    at = found.rows[(found.rows["by"] == "all") & (found.rows["radius_m"] == 2000)]
    straight, over = at.set_index("way").loc[["straight", "foot"]].to_dict("records")
    assert [one.figure.value for one in found.headlines] == [
        straight["served_share"], straight["elasticity"], over["served_share"], over["difference"],
    ]  # fmt: skip
    assert found.method.parameters["Radius of the large figures, m"] == 2000


@pytest.mark.parametrize(
    ("layers", "asked"), [({"network": NOTHING}, {}), ({}, {"mode": "straight"})]
)
def test_without_streets_it_is_the_straight_line_alone(small_edition, layers, asked):
    alone = computed(small_edition, layers, **asked)
    assert set(alone.rows["way"]) == {"straight"}
    assert alone.rows["difference"].isna().all()
    assert len(alone.headlines) == 2
    assert alone.method.parameters["Way"] == "in a straight line"
