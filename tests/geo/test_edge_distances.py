"""Distances to one feature of any kind, by hand and as GEOS measures them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo._edge_distances import distances_to_m
from tests.geo.made import ORIGIN, homes, stars

SQUARE = shapely.box(0, 0, 10, 10)
YARD = shapely.Polygon(SQUARE.exterior, [[(4, 4), (6, 4), (6, 6), (4, 6)]])


def test_places_within_beside_and_in_a_hole():
    places = np.array([[5.0, 13.0], [13.0, 14.0], [5.0, 5.0], [2.0, 2.0], [10.0, 5.0]])
    assert distances_to_m(places, YARD).tolist() == [3.0, 5.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(700, 300),
        shapely.MultiPoint([(700, 300), (100, 900)]),
        shapely.LineString([(0, 0), (900, 100), (900, 100), (400, 950)]),
        shapely.MultiLineString([[(0, 0), (900, 100)], [(0, 500), (100, 900)]]),
        shapely.Point(500, 500).buffer(300, quad_segs=60),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_they_are_those_of_geos(shape):
    moved = shapely.transform(shape, lambda xy: xy + ORIGIN)
    places = homes(400, 1_000, seed=5).geometry
    found = distances_to_m(shapely.get_coordinates(places), moved)
    assert found == pytest.approx(shapely.distance(places.to_numpy(), moved), abs=1e-6)


def test_they_are_those_of_geos_for_jagged_polygons_together_and_apart():
    jagged = stars(12, 4_000, seed=7).geometry.to_numpy()
    places = homes(900, 5_000, seed=8).geometry
    xy = shapely.get_coordinates(places)
    for shape in [*jagged, shapely.union_all(jagged[:6])]:
        found = distances_to_m(xy, shape)
        assert found == pytest.approx(shapely.distance(places.to_numpy(), shape), abs=1e-6)
        assert ((found == 0) == shapely.intersects(places.to_numpy(), shape)).all()
