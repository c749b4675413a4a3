"""The health of the streets of the small edition, whole and with a street taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.statistics import edition_input, edition_statistic, measure_of


def test_streets_that_hang_together(small_edition):
    found = edition_statistic(small_edition, "network_parts")
    assert found.rows["part"].tolist()[0] == 1
    assert found.rows["length_km"].iloc[0] == pytest.approx(12)
    assert found.rows["people_using"].sum() == 3300
    assert "All streets hang together." in found.notes
    assert [one.figure.value for one in found.headlines][:2] == [1, 1]


def test_a_street_taken_out_parts_them(small_edition):
    streets = edition_input(small_edition, "streets")
    left = streets.frame[~streets.frame["id"].isin(["street_2"])]
    found = measure_of("network_parts").compute(
        {"network": replace(streets, frame=left), "places": None}
    )
    assert found.rows["length_km"].tolist() == pytest.approx([10, 1])
    assert found.rows["name"].tolist() == ["пр. Ленина"] * 2
    assert any("several parts" in note for note in found.notes)
    assert len(found.layer) == 2
    assert found.headlines[0].figure.value == 2


def test_oneways_that_shut_are_told(small_edition):
    streets = edition_input(small_edition, "streets")
    oneway = streets.frame.assign(oneway="yes")
    measure = measure_of("network_parts")
    by_car = measure.compute({"network": replace(streets, frame=oneway)}, {"mode": "car"})
    assert by_car.rows["one_way_km"].sum() > 0
    assert any("One-ways" in note for note in by_car.notes)
    on_foot = measure.compute({"network": replace(streets, frame=oneway)}, {"mode": "foot"})
    assert on_foot.rows["one_way_km"].sum() == 0
