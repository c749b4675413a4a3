"""Geometry made ready for a sheet: shared edges stay shared, names lie along their lines."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from reports import shapes

CRS = "EPSG:32645"
X, Y = 373_000.0, 6_258_000.0


def frame(*geometries) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": range(len(geometries))}, geometry=list(geometries), crs=CRS)


def test_features_without_a_place_are_left_out():
    kept = shapes.simplified(frame(Point(X, Y), None, Point()), 1.0)
    assert list(kept["id"]) == [0]


def test_neighbours_keep_their_common_edge():
    wavy = [(X + 1000 + (i % 2) * 5, Y + i * 50) for i in range(21)]
    left = box(X, Y, X + 1000, Y + 1000).union(box(X, Y, X + 1000, Y + 1000))
    left = type(left)([(X, Y), *wavy, (X, Y + 1000)])
    right = type(left)([(X + 2000, Y), *wavy, (X + 2000, Y + 1000)])
    few = shapes.simplified(frame(left, right), 25.0)
    assert sum(len(one.exterior.coords) for one in few.geometry) < 20
    assert few.geometry.iloc[0].intersection(few.geometry.iloc[1]).area == pytest.approx(0)
    assert few.geometry.union_all().area == pytest.approx(left.area + right.area)


def test_a_common_edge_is_one_line():
    lines = shapes.merged_lines(frame(box(0, 0, 1, 1), box(1, 0, 2, 1)))
    assert lines.length == pytest.approx(7)


def test_lines_are_joined():
    lines = shapes.merged_lines(frame(LineString([(0, 0), (1, 0)]), LineString([(1, 0), (3, 0)])))
    assert lines.geom_type == "LineString"
    assert lines.length == pytest.approx(3)


def test_geojson_is_in_degrees_with_five_decimals():
    [found] = shapes.geojsons([Point(X, Y)], frame(Point(X, Y)).crs)
    lon, lat = found["coordinates"]
    assert found["type"] == "Point"
    assert (lon, lat) == (round(lon, 5), round(lat, 5))
    assert 84.9 < lon < 85.0
    assert 56.4 < lat < 56.5


def test_a_place_lies_inside():
    [(lat, lon)] = shapes.place(frame(box(X, Y, X + 100, Y + 100)).geometry)
    assert 84.9 < lon < 85.0
    assert 56.4 < lat < 56.5


@pytest.mark.parametrize(
    ("line", "turn"),
    [
        (LineString([(X, Y), (X + 5000, Y)]), 0),
        (LineString([(X + 5000, Y), (X, Y)]), 0),
        (LineString([(X, Y), (X + 5000, Y + 5000)]), -45),
        (LineString([(X, Y + 5000), (X + 5000, Y)]), 45),
    ],
)
def test_a_name_turns_with_its_line(line, turn):
    _place, found = shapes.along(frame(line).geometry)
    assert found == pytest.approx(turn, abs=0.1)


def test_a_name_is_never_upside_down():
    for step in range(36):
        line = LineString([(X, Y), Point(X, Y).buffer(5000, quad_segs=9).exterior.coords[step]])
        assert -90 <= shapes.along(frame(line).geometry)[1] <= 90


def test_a_name_takes_the_straight_stretch():
    bends = [(X + i * 400, Y + (i % 2) * 900) for i in range(10)]
    straight = [(X + 4000 + i * 1000, Y) for i in range(6)]
    middle, turn = shapes.along(frame(LineString(bends + straight)).geometry)
    assert middle.x > X + 4000
    assert abs(turn) < 15
