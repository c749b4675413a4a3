import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import (
    AtlasError,
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    on_the_map,
)
from geo._numbers import GREATEST_RADIUS_M, checked_radii
from geo._validate import POLYGONS, require, require_same_crs
from tests.geo.made import X0, Y0, boxes, dots

BOW_TIE = shapely.Polygon([(X0, Y0), (X0 + 9, Y0 + 9), (X0 + 9, Y0), (X0, Y0 + 9)])


def test_all_faults_of_a_frame_come_in_one_error():
    frame = gpd.GeoDataFrame(
        {"id": ["a", "a", None], "people": [1.0, np.nan, -2.0]},
        geometry=[BOW_TIE, shapely.Point(X0, Y0), None],
        crs=3857,
    )
    with pytest.raises(CrsError) as caught:
        require(frame, "zones", kinds=POLYGONS, unique="id", weight="people", full=["name"])
    message = str(caught.value)
    for part in (
        "times the true ones",
        "1 of 3 rows have none: take them out with `on_the_map`",
        "got Point in 1 rows",
        "Self-intersection",
        "expected column `name`",
        "expected a value of `id` in every row, 1 of 3",
        "repeated are ['a']",
        "expected `people` to be a number of zero or more in every row, 2 of 3 rows have nan, -2.0",
    ):
        assert part in message
    assert len(message.splitlines()) == 8


def test_a_sound_frame_passes():
    require(boxes([(0, 0, 9, 9)], id=["a"], people=[3]), "zones", unique="id", weight="people")


def test_an_empty_layer_is_refused():
    with pytest.raises(EmptyError, match="`parks`: expected at least one feature, got none"):
        require(boxes([(0, 0, 1, 1)]).iloc[:0], "parks")


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_weights_that_cannot_count_are_refused(value):
    with pytest.raises(ValueRangeError, match="1 of 2 rows have"):
        require(dots([(0, 0), (1, 1)], people=[1.0, value]), "demand", weight="people")


def test_words_are_no_weights():
    with pytest.raises(ValueRangeError, match="rows have many"):
        require(dots([(0, 0)], people=["many"]), "demand", weight="people")


def test_a_missing_weight_names_what_is_there():
    with pytest.raises(ColumnError, match=r"expected column `people`, got \['floors'\]"):
        require(dots([(0, 0)], floors=[2]), "demand", weight="people")


def test_collections_are_refused():
    mixed = shapely.GeometryCollection([shapely.Point(X0, Y0)])
    frame = gpd.GeoDataFrame(geometry=[mixed], crs="EPSG:32645")
    with pytest.raises(GeometryError, match="got Geometrycollection in 1 rows"):
        require(frame, "supply")


def test_an_empty_geometry_is_off_the_map():
    frame = dots([(0, 0), (1, 1), (2, 2)], id=["a", "b", "c"])
    frame.loc[1, "geometry"] = None
    frame.loc[2, "geometry"] = shapely.Polygon()
    with pytest.raises(GeometryError, match="2 of 3 rows have none"):
        require(frame, "sites")
    placed, off = on_the_map(frame)
    assert placed["id"].tolist() == ["a"]
    assert off == 2


def test_frames_in_two_systems_are_refused():
    here = dots([(0, 0)])
    with pytest.raises(CrsError, match="`demand` in `EPSG:32645`, `zones` in `EPSG:32646`"):
        require_same_crs(demand=here, supply=None, zones=here.to_crs(32646))


@pytest.mark.parametrize("radii", [[], [0], [-5], [np.nan], [np.inf], [500, -1]])
def test_radii_that_are_none_are_refused(radii):
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        checked_radii(radii)


def test_a_radius_beyond_the_plane_is_refused():
    assert checked_radii([GREATEST_RADIUS_M]).tolist() == [GREATEST_RADIUS_M]
    with pytest.raises(ValueRangeError, match="1000 km at the most, got 1000000000 m: give a shor"):
        checked_radii([500, 1e9])


def test_radii_are_sorted_and_each_taken_once():
    assert checked_radii([1000, 500, 1000]).tolist() == [500, 1000]


def test_every_error_is_also_a_builtin():
    assert issubclass(CrsError, ValueError)
    assert issubclass(ColumnError, LookupError)
    for error in (CrsError, GeometryError, ColumnError, EmptyError, ValueRangeError):
        assert issubclass(error, AtlasError)
