import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from geo import (
    CrsError,
    EmptyError,
    crs_name,
    crs_note,
    fitting_utm,
    msk70,
    operation_note,
    parse_crs,
    reproject,
    require_measuring,
)
from geo.crs import areal_scale
from tests.geo.made import boxes, dots


def town(crs="EPSG:4326"):
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([84.95, 85.2], [56.48, 56.6]), crs=4326)
    return frame.to_crs(crs)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EPSG:4326", 4326),
        ("epsg:32645", 32645),
        (" 4326 ", 4326),
        ("UTM45N", 32645),
        ("utm 45n", 32645),
        ("UTM-17S", 32717),
        ("+proj=utm +zone=45 +datum=WGS84", 32645),
        (CRS.from_epsg(28415).to_wkt(), 28415),
    ],
)
def test_a_crs_is_read_as_people_write_it(text, code):
    assert parse_crs(text).equals(CRS.from_epsg(code), ignore_axis_order=True)


@pytest.mark.parametrize("text", ["MSK-70:4", "msk70:4", "МСК-70:4", "MSK-70 zone 4"])
def test_msk70_is_read_in_both_scripts(text):
    assert parse_crs(text) == msk70(4)


@pytest.mark.parametrize("text", ["", "Tomsk", "UTM61N", "EPSG:999999", "MSK-70"])
def test_text_that_names_no_crs_is_refused(text):
    with pytest.raises(CrsError, match="expected a CRS such as `EPSG:4326`"):
        parse_crs(text)


@pytest.mark.parametrize("zone", [0, 7])
def test_an_unknown_msk70_zone_is_refused(zone):
    with pytest.raises(CrsError, match=f"from 1 to 6, got {zone}"):
        parse_crs(f"MSK-70:{zone}")


def test_msk70_zone_4_puts_tomsk_where_staff_expect_it():
    there = Transformer.from_crs(4326, msk70(4), always_xy=True)
    x, y = there.transform(84.95, 56.48)
    assert x == pytest.approx(4_324_999.314, abs=0.01)
    assert y == pytest.approx(349_809.657, abs=0.01)
    back = there.transform(x, y, direction="INVERSE")
    assert back == pytest.approx((84.95, 56.48), abs=1e-8)


# The seven parameters of GOST 32453-2017 between WGS 84 and Pulkovo 1942, and MSK-70 zone 4.
MSK70_PIPELINE = """
    +proj=pipeline +step +inv +proj=utm +zone=45 +ellps=WGS84
    +step +proj=push +v_3 +step +proj=cart +ellps=WGS84
    +step +inv +proj=helmert +x=23.57 +y=-140.95 +z=-79.8 +rx=0 +ry=-0.35 +rz=-0.79 +s=-0.22
          +convention=coordinate_frame
    +step +inv +proj=cart +ellps=krass +step +proj=pop +v_3
    +step +proj=tmerc +lat_0=0 +lon_0=83.73333333333 +k=1 +x_0=4250000 +y_0=-5912900.566
          +ellps=krass
"""


def test_msk70_zone_4_and_back_agree_with_a_pipeline_of_proj_to_a_millimetre():
    rng = np.random.default_rng(70)
    east, north = rng.uniform(380_000, 620_000, 500), rng.uniform(6_150_000, 6_350_000, 500)
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(east, north), crs=32645)
    there = reproject(places, msk70(4))
    x, y = Transformer.from_pipeline(MSK70_PIPELINE).transform(east, north)
    assert np.hypot(there.geometry.x - x, there.geometry.y - y).max() < 0.001
    back = reproject(there, places.crs)
    assert np.hypot(back.geometry.x - east, back.geometry.y - north).max() < 0.001
    assert np.hypot(there.geometry.x - east, there.geometry.y - north).min() > 1_000_000


def test_the_operation_to_msk70_is_named_with_its_accuracy():
    note = operation_note(CRS.from_epsg(4326), msk70(4), (84, 56, 86, 57))
    assert "Pulkovo 1942 to WGS 84 (20)" in note.name
    assert note.accuracy_m == 3
    assert "not to cadastral accuracy" in crs_note(msk70(4))
    assert crs_note(CRS.from_epsg(32645)) == ""


def test_no_operation_is_needed_between_equal_systems():
    assert operation_note(CRS.from_epsg(4326), CRS.from_epsg(4326)) == ("no change", 0.0)


def test_an_unknown_accuracy_is_nan():
    sphere = CRS.from_proj4("+proj=longlat +R=6371000")
    assert np.isnan(operation_note(CRS.from_epsg(4326), sphere).accuracy_m)


def test_systems_go_by_their_code_or_their_name():
    assert crs_name(CRS.from_epsg(4326)) == "EPSG:4326"
    assert crs_name(msk70(4)) == "MSK-70 zone 4"


def test_geographic_coordinates_are_refused_with_advice():
    with pytest.raises(CrsError, match=r"`town`.*`EPSG:4326` in degrees.*such as `EPSG:32645`"):
        require_measuring(town(), "town")


def test_web_mercator_is_refused_and_says_by_how_much():
    with pytest.raises(CrsError, match=r"3\.\d+ times the true ones: reproject to .*EPSG:32645"):
        require_measuring(town(3857), "town")


def test_a_missing_crs_is_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)])
    for refused in (lambda: require_measuring(frame, "town"), lambda: fitting_utm(frame)):
        with pytest.raises(CrsError, match="name the CRS its coordinates are in"):
            refused()
    with pytest.raises(CrsError, match="got one without"):
        reproject(frame, CRS.from_epsg(4326))


def test_feet_are_refused():
    manhattan = gpd.GeoDataFrame(geometry=gpd.points_from_xy([985_000], [200_000]), crs=2263)
    with pytest.raises(CrsError, match="in US survey foot"):
        require_measuring(manhattan, "town")


def test_degrees_that_claim_to_be_metres_are_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(-3e7, -3e7, 3e7, 3e7)], crs="EPSG:3575")
    with pytest.raises(CrsError, match=r"leave it: check the CRS|times the true ones"):
        require_measuring(frame, "town")


@pytest.mark.parametrize("crs", ["EPSG:32645", "EPSG:28415", "EPSG:20915", msk70(4)])
def test_the_systems_of_tomsk_measure(crs):
    frame = town(crs)
    require_measuring(frame, "town")
    low, high = areal_scale(frame.crs, tuple(frame.total_bounds))
    assert abs(low - 1) < 0.001
    assert abs(high - 1) < 0.001


def test_a_utm_zone_measures_to_its_edges():
    wide = gpd.GeoDataFrame(geometry=gpd.points_from_xy([84, 90], [56, 57]), crs=4326)
    require_measuring(wide.to_crs(32645), "wide")


def test_a_frame_without_places_has_nothing_to_distort():
    require_measuring(gpd.GeoDataFrame(geometry=[None], crs="EPSG:32645"), "nowhere")


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [(84.95, 56.5, 32645), (37.6, 55.7, 32637), (-70.6, -33.4, 32719), (180, 10, 32660)],
)
def test_the_fitting_zone_is_where_the_data_lie(longitude, latitude, code):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(longitude, latitude)], crs=4326)
    assert fitting_utm(frame).to_epsg() == code


def test_the_fitting_zone_is_found_from_projected_data():
    assert fitting_utm(town(3857)).to_epsg() == 32645


def test_no_zone_fits_an_empty_frame():
    with pytest.raises(EmptyError, match="expected at least one geometry"):
        fitting_utm(gpd.GeoDataFrame(geometry=[], crs=4326))


def test_reprojection_keeps_rows_and_null_geometries():
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[shapely.Point(84.95, 56.48), None], crs=4326, index=[7, 3]
    )
    moved = reproject(frame, CRS.from_epsg(32645))
    assert moved.index.tolist() == [7, 3]
    assert moved.geometry.isna().tolist() == [False, True]
    assert frame.crs.to_epsg() == 4326
    back = reproject(moved, CRS.from_epsg(4326))
    assert back.geometry.iloc[0].distance(frame.geometry.iloc[0]) < 1e-9


def test_reprojection_to_the_same_crs_is_a_copy():
    frame = dots([(0, 0)], id=["a"])
    same = reproject(frame, frame.crs)
    same["id"] = "changed"
    assert frame["id"].tolist() == ["a"]


def test_coordinates_without_a_place_are_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(84.95, 156.48)], crs=4326)
    with pytest.raises(CrsError, match="1 of 1 features have none"):
        reproject(frame, CRS.from_epsg(32645))


def test_hectares_in_utm_are_within_a_thousandth_of_the_ellipsoid():
    square = boxes([(0, 0, 1000, 1000)])
    geodesic = CRS.from_epsg(4326).get_geod()
    ring = reproject(square, CRS.from_epsg(4326)).geometry.iloc[0]
    true_m2 = abs(geodesic.geometry_area_perimeter(shapely.segmentize(ring, 0.001))[0])
    assert square.geometry.area.iloc[0] == pytest.approx(true_m2, rel=1e-3)


LOCAL = CRS.from_wkt(
    'ENGCRS["site grid",EDATUM["corner stone"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
    'LENGTHUNIT["metre",1]]'
)


def test_a_grid_tied_to_nothing_is_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(5, 5)], crs=LOCAL)
    with pytest.raises(CrsError, match=r"`plan`: .* in no projection: reproject to a measuring"):
        require_measuring(frame, "plan")
    with pytest.raises(CrsError, match="expected coordinates on the Earth in `site grid`"):
        fitting_utm(frame)


@pytest.mark.parametrize("area", [None, (84, 56, 86, 57)])
def test_systems_that_nothing_ties_together_have_no_operation(area):
    with pytest.raises(CrsError, match="PROJ knows none"):
        operation_note(LOCAL, CRS.from_epsg(4326), area)
