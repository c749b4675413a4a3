"""Pairs of origin and target: by hand, part by part, and against the matrices."""

from __future__ import annotations

import numpy as np
import pytest

from geo import ValueRangeError, build_network, origin_destination
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.origin_destination import od_pairs
from tests.geo.made import dots, homes, stars, streets

HOMES = dots([(0, 0), (900, 0), (2000, 0)])
CLINICS = dots([(0, 0), (1800, 0)])
ROAD = streets([[(0, 0), (900, 0)], [(900, 0), (2000, 0)]])


def listed(pairs):
    return list(zip(pairs.rows.tolist(), pairs.columns.tolist(), pairs.costs.tolist(), strict=True))


def test_by_hand():
    assert listed(od_pairs(HOMES, CLINICS)) == [
        (0, 0, 0),
        (0, 1, 1800),
        (1, 0, 900),
        (1, 1, 900),
        (2, 0, 2000),
        (2, 1, 200),
    ]
    assert listed(od_pairs(HOMES, CLINICS, within=900)) == [
        (0, 0, 0),
        (1, 0, 900),
        (1, 1, 900),
        (2, 1, 200),
    ]


def test_pairs_without_a_way_are_left_out():
    network = build_network(ROAD, speed_kmh=5)
    far = dots([(0, 0), (0, 50_000)])
    found = od_pairs(HOMES, far, network=network)
    assert found.columns.tolist() == [0, 0, 0]
    assert found.costs == pytest.approx([0, 10.8, 24])


@pytest.mark.parametrize("at_once", [1, 130, 10_000])
def test_parts_make_the_whole(monkeypatch, at_once):
    monkeypatch.setattr(origin_destination, "_CELLS_AT_ONCE", at_once)
    places, parks = homes(40, 5000, 1), stars(7, 5000, 2)
    matrix = distance_matrix_m(places, parks)
    found = od_pairs(places, parks, within=1500)
    rows, columns = np.nonzero(matrix <= 1500)
    assert found.rows.tolist() == rows.tolist()
    assert found.columns.tolist() == columns.tolist()
    assert found.costs.tolist() == matrix[rows, columns].tolist()


def test_minutes_are_those_of_the_matrix(monkeypatch):
    monkeypatch.setattr(origin_destination, "_CELLS_AT_ONCE", 4)
    network = build_network(ROAD, speed_kmh=5)
    found = od_pairs(HOMES, CLINICS, network=network)
    expected = travel_matrix_min(network, HOMES, CLINICS)
    assert found.costs == pytest.approx(expected.ravel())


def test_too_much_is_refused():
    with pytest.raises(ValueRangeError, match=r"5 pairs at the most, got 6 .* 3 origins x 2"):
        od_pairs(HOMES, CLINICS, most=5)
    with pytest.raises(ValueRangeError, match=r"3 pairs at the most, got 4 .*a nearer bound"):
        od_pairs(HOMES, CLINICS, within=900, most=3)
    assert len(od_pairs(HOMES, CLINICS, within=900, most=4).rows) == 4
    with pytest.raises(ValueRangeError, match="expected `within` above zero, got 0"):
        od_pairs(HOMES, CLINICS, within=0)
