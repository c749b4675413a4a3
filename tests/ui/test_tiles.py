"""Vector tiles: places on the tile's grid worked out by hand, decoded by another program."""

from __future__ import annotations

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from ui.tiles import EXTENT, MAX_ZOOM, TILE_LAYER, TileSet

HALF_WORLD = 20037508.342789244
UNIT = HALF_WORLD / EXTENT  # at zoom 1, whose tile 1/1/0 is the north-eastern quarter of the world


def north_east(shape):
    """Move a shape drawn in units of the tile 1/1/0, y downwards, into web mercator."""
    return shapely.transform(shape, lambda xy: np.c_[xy[:, 0] * UNIT, HALF_WORLD - xy[:, 1] * UNIT])


def frame(shapes, **columns):
    columns = columns or {"id": [f"f{k}" for k in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=[north_east(one) for one in shapes], crs=3857)


def decoded(tile):
    down = {"y_coord_down": True}
    layers = mapbox_vector_tile.decode(tile, default_options=down)
    assert set(layers) == {TILE_LAYER}
    assert layers[TILE_LAYER]["extent"] == EXTENT
    return layers[TILE_LAYER]["features"]


def shape_of(feature):
    return shapely.geometry.shape(feature["geometry"])


def test_a_square_stands_where_it_should_and_runs_clockwise_on_the_screen():
    (feature,) = decoded(TileSet(frame([box(1024, 400, 2048, 800)])).tile(1, 1, 0))
    ring = feature["geometry"]["coordinates"][0]
    assert feature["properties"] == {"id": "f0"}
    assert set(map(tuple, ring)) == {(1024, 400), (2048, 400), (2048, 800), (1024, 800)}
    x, y = np.array(ring).T
    assert (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() > 0


def test_below_the_last_zoom_points_stand_on_half_pixels():
    crooked = Polygon([(101, 203), (1003, 207), (998, 1001), (95, 999)])
    (feature,) = decoded(TileSet(frame([crooked])).tile(1, 1, 0))
    assert set(map(tuple, feature["geometry"]["coordinates"][0])) == {
        (100, 204),
        (1004, 208),
        (1000, 1000),
        (96, 1000),
    }


def test_a_mosaic_keeps_its_shared_borders():
    rng = np.random.default_rng(5)
    middle = np.c_[2000 + rng.uniform(-90, 90, 200), np.linspace(100, 3900, 200)]
    west = Polygon([(100, 100), *middle, (100, 3900)])
    east = Polygon([(3900, 100), *middle, (3900, 3900)])
    one, other = map(shape_of, decoded(TileSet(frame([west, east])).tile(1, 1, 0)))
    assert one.is_valid
    assert one.union(other).equals(box(100, 100, 3900, 3900))
    assert one.intersection(other).area == 0


def test_holes_and_parts_stay_in_one_feature():
    ring = box(100, 100, 900, 900).difference(box(300, 300, 500, 500))
    two = MultiPolygon([ring, box(1000, 1000, 1200, 1200)])
    (feature,) = decoded(TileSet(frame([two])).tile(1, 1, 0))
    assert shape_of(feature).equals(two)


def test_lines_and_points():
    shapes = [LineString([(0, 0), (400, 0), (400, 800)]), Point(1200, 2400)]
    line, point = decoded(TileSet(frame(shapes)).tile(1, 1, 0))
    assert line["geometry"] == {
        "type": "LineString",
        "coordinates": [[0, 0], [400, 0], [400, 800]],
    }
    assert point["geometry"] == {"type": "Point", "coordinates": [1200, 2400]}
    assert point["properties"] == {"id": "f1"}


def test_what_reaches_over_the_edge_is_cut_beside_it():
    wide = box(-9000, -9000, 9000, 9000)
    (feature,) = decoded(TileSet(frame([wide])).tile(1, 1, 0))
    assert shape_of(feature).equals(box(-64, -64, EXTENT + 64, EXTENT + 64))


def test_tiny_polygons_are_one_pixel_for_each_class_and_place():
    near = [box(800 + k / 100, 800, 800.5 + k / 100, 800.5) for k in range(100)]
    shapes = [*near, box(1600, 1600, 1601, 1601)]
    use = ["home"] * 50 + ["work"] * 50 + ["home"]
    columns = {"id": [str(k) for k in range(101)], "use": use}
    features = decoded(TileSet(frame(shapes, **columns), "use").tile(1, 1, 0))
    by_use = {one["properties"]["use"]: shape_of(one) for one in features}
    assert all(set(one["properties"]) == {"use"} for one in features)
    assert by_use["work"].equals(box(796, 796, 804, 804))
    assert by_use["home"].area == pytest.approx(2 * 64)


def test_properties_keep_their_kind_and_missing_ones_are_left_out():
    columns = {
        "id": ["a", "b"],
        "people": [12, 7],
        "share": [0.25, np.nan],
        "name_ru": ["Томь", None],
        "on": [True, False],
    }
    shapes = [box(0, 0, 400, 400), box(800, 800, 1600, 1600)]
    first, second = decoded(TileSet(frame(shapes, **columns)).tile(1, 1, 0))
    assert first["properties"] == {
        "id": "a",
        "people": 12,
        "share": 0.25,
        "name_ru": "Томь",
        "on": True,
    }
    assert second["properties"] == {"id": "b", "people": 7, "on": False}


def test_a_place_without_features_is_an_empty_tile():
    assert TileSet(frame([box(0, 0, 400, 400)])).tile(1, 0, 1) == b""


@pytest.mark.parametrize("address", [(MAX_ZOOM + 1, 0, 0), (-1, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_a_tile_outside_the_world_is_refused(address):
    tiles = TileSet(frame([box(0, 0, 400, 400)]))
    with pytest.raises(ValueError, match=r"The tile must lie in zoom 0 to 14.*Ask for a tile"):
        tiles.tile(*address)


def test_bounds_are_in_degrees():
    whole = box(0, 0, EXTENT, EXTENT)
    assert TileSet(frame([whole])).bounds == pytest.approx((0, 0, 180, 85.051129), abs=1e-6)


corners = st.tuples(
    st.integers(0, 4000), st.integers(0, 4000), st.integers(8, 90), st.integers(8, 90)
)


@settings(deadline=None, max_examples=50)
@given(st.lists(corners, min_size=1, max_size=12))
def test_at_the_last_zoom_whole_units_come_back_unchanged(corners):
    side = 2 * HALF_WORLD / 2**MAX_ZOOM
    unit = side / EXTENT
    column, row = 12_000, 5_000
    west, north = column * side - HALF_WORLD, HALF_WORLD - row * side
    wanted = [box(x, y, x + w, y + h) for x, y, w, h in corners]
    placed = [
        shapely.transform(one, lambda xy: np.c_[west + xy[:, 0] * unit, north - xy[:, 1] * unit])
        for one in wanted
    ]
    ids = [str(k) for k in range(len(wanted))]
    tiles = TileSet(gpd.GeoDataFrame({"id": ids}, geometry=placed, crs=3857))
    features = decoded(tiles.tile(MAX_ZOOM, column, row))
    came = {one["properties"]["id"]: shape_of(one) for one in features}
    assert came.keys() == set(ids)
    for key, shape in came.items():
        assert shape.equals(wanted[int(key)])
