"""Areas of pieces from crossings of edges, against those that GEOS cuts."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo._cutting import cut_pieces, piece_areas
from tests.geo.made import ORIGIN, boxes, mosaic, stars


def of(frame):
    return np.asarray(frame.geometry.array)


def check(shapes, zones):
    zone, row, m2 = piece_areas(shapes, zones)
    wanted = shapely.area(shapely.intersection(shapes[row], zones[zone]))
    assert m2 == pytest.approx(wanted, abs=1e-5)
    met = shapely.STRtree(shapes).query(zones, predicate="intersects")
    assert set(zip(*met, strict=True)) <= set(zip(zone, row, strict=True))


def with_holes(shapes, holes):
    cut = shapely.difference(shapes, shapely.union_all(holes))
    return cut[~shapely.is_empty(cut)]


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cells=st.integers(2, 40),
    zones=st.integers(1, 9),
    reverse=st.booleans(),
)
def test_pieces_of_every_shape_equal_those_that_are_cut(seed, cells, zones, reverse):
    land, areas, jagged = (
        mosaic(cells, 3000, seed),
        mosaic(zones, 3500, seed + 1),
        stars(6, 3000, 7),
    )
    land, areas, jagged = of(land), of(areas), of(jagged)
    if reverse:
        areas = shapely.reverse(areas)
    holes = with_holes(land, jagged)
    many = np.array([shapely.union_all(land[k::3]) for k in range(min(3, len(land)))])
    for shapes, cutters in (
        (land, areas),
        (holes, areas),
        (areas, holes),
        (many, jagged),
        (jagged, many),
        (holes, jagged),
        (land, land),
        (holes, many),
    ):
        check(shapes, cutters)


@pytest.mark.parametrize(
    "zone",
    [
        (0, 0, 100, 100),  # the same
        (100, 0, 200, 100),  # along an edge
        (100, 100, 200, 200),  # at a corner
        (0, 0, 50, 100),  # three edges in common
        (25, 25, 75, 75),  # within
        (-50, -50, 150, 150),  # around
        (50, -50, 150, 50),  # across a corner
        (-50, 25, 150, 75),  # a band across
        (-50, 0, 150, 100),  # a band along two edges
        (100 + 1e-7, 0, 200, 100),  # nearer than a micrometre
        (100 - 1e-7, 0, 200, 100),
    ],
)
def test_squares_that_meet_in_every_way(zone):
    shapes, zones = of(boxes([(0, 0, 100, 100)])), of(boxes([zone]))
    check(shapes, zones)
    check(zones, shapes)


def test_a_zone_in_a_hole_and_a_hole_in_a_zone():
    ring = with_holes(of(boxes([(0, 0, 300, 300)])), of(boxes([(100, 100, 200, 200)])))
    for box in [(120, 120, 180, 180), (50, 50, 250, 250), (90, 90, 150, 150), (10, 10, 60, 60)]:
        check(ring, of(boxes([box])))
        check(of(boxes([box])), ring)


def test_an_edge_that_leaves_a_zone_and_comes_back_counts_its_parts():
    # a U: the square's lower edge starts inside, leaves through the gap and ends inside
    u = shapely.Polygon(
        np.array([(0, 0), (30, 0), (30, 60), (70, 60), (70, 0), (100, 0), (100, 90), (0, 90)])
        + ORIGIN
    )
    shapes = of(boxes([(10, 20, 90, 40)]))
    check(shapes, np.array([u]))
    m2 = piece_areas(shapes, np.array([u]))[2]
    assert m2.tolist() == pytest.approx([800])


def test_edges_by_the_hundred_are_left_to_geos():
    angle = np.linspace(0, 2 * np.pi, 400)[:-1]
    wheel = (
        np.column_stack([np.cos(angle), np.sin(angle)])
        * np.where(np.arange(399) % 2, 900, 1000)[:, None]
    )
    one = np.array([shapely.Polygon(wheel + ORIGIN)])
    other = shapely.transform(one, lambda xy: xy + np.array([111, 37]))
    check(one, other)


def test_pieces_are_cut_only_where_they_must_be():
    land = of(boxes([(0, 0, 100, 100), (100, 0, 200, 100)]))
    zone, row, pieces = cut_pieces(land, of(boxes([(-10, -10, 150, 110)])))
    assert (zone.tolist(), row.tolist()) == ([0, 0], [0, 1])
    assert pieces[0] is land[0]
    assert shapely.area(pieces).tolist() == [10_000, 5000]
    nothing = cut_pieces(land[:0], land)
    assert [len(each) for each in nothing] == [0, 0, 0]
