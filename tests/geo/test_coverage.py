import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    ALL_TYPES,
    OUTSIDE,
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    distance_to_nearest_m,
    served,
    service_area,
)
from tests.geo.made import CRS, ORIGIN, X0, Y0, boxes, dots, homes, mosaic, stars, streets

RADII = (250, 500, 1000)


def brute(demand, shapes):
    points = shapely.centroid(np.asarray(demand.geometry.array))
    return np.min([shapely.distance(points, shape) for shape in shapes], axis=0)


def brute_served(demand, supply, radii):
    found = {}
    for kind, members in [*supply.groupby("type"), (ALL_TYPES, supply)]:
        distance_m = brute(demand, members.geometry)
        for radius_m in radii:
            found[kind, radius_m] = float(demand["people"][distance_m <= radius_m].sum())
    return found


def test_a_street_of_homes_by_hand():
    # homes every 100 m, of 1, 2, 4 ... people; a park from 250 to 350 m, a second at 900 m
    demand = dots([(100 * n, 0) for n in range(8)], people=[2**n for n in range(8)])
    supply = boxes([(250, -50, 350, 50), (900, -50, 950, 50)], type=["sport", "medical"])
    rows = served(demand, supply, by="type", radii_m=[50, 200], weight="people")
    assert rows["by"].tolist() == ["medical", "medical", "sport", "sport", ALL_TYPES, ALL_TYPES]
    assert rows["radius_m"].tolist() == [50.0, 200.0] * 3
    near, far = 8 + 4 + 16, 2 + 4 + 8 + 16 + 32
    assert rows["served"].tolist() == [0, 128, near, far, near, far + 128]
    assert rows["total"].unique().tolist() == [255]
    assert (rows["served"] + rows["uncovered"] == rows["total"]).all()
    assert rows["served_share"].tolist()[3] == far / 255


def test_a_home_exactly_at_the_radius_is_served():
    supply = boxes([(0, 0, 100, 100)])
    demand = dots([(600, 50), (600.001, 50), (400, 500), (50, 50)])
    rows = served(demand, supply, radii_m=[500])
    assert rows["served"].tolist() == [3]  # (400, 500) lies at the hypotenuse of 300 and 400


def test_homes_deep_within_a_park_are_served():
    supply = boxes([(0, 0, 9000, 9000)])
    rows = served(dots([(4500, 4500), (4400, 10), (-20, 5), (-60, 5)]), supply, radii_m=[10, 50])
    assert rows["served"].tolist() == [2, 3]


def test_a_clearing_is_not_the_park():
    ring = shapely.box(0, 0, 3000, 3000).difference(shapely.box(1000, 1000, 2000, 2000))
    supply = gpd.GeoDataFrame(geometry=[shapely.transform(ring, lambda xy: xy + ORIGIN)], crs=CRS)
    rows = served(dots([(1500, 1500), (500, 500)]), supply, radii_m=[499, 500])
    assert rows["served"].tolist() == [1, 2]


def test_overlapping_parks_serve_a_home_once():
    supply = boxes([(0, 0, 200, 200), (100, 0, 300, 200)], type=["sport", "sport"])
    rows = served(dots([(150, 100)], people=[7]), supply, by="type", radii_m=[50], weight="people")
    assert rows["served"].tolist() == [7, 7]
    assert rows["area_ha"].iloc[0] == pytest.approx(6 + 5 + 0.25 * np.pi, rel=1e-3)


def test_demand_given_as_buildings_counts_at_its_centroid():
    demand = boxes([(0, 0, 20, 20), (1000, 0, 1400, 20)])
    supply = dots([(510, 10)])
    assert served(demand, supply, radii_m=[500])["served"].tolist() == [1]
    assert served(demand, supply, radii_m=[690])["served"].tolist() == [2]
    assert distance_to_nearest_m(demand, supply).tolist() == [500, 690]


def test_lines_serve_and_are_served():
    supply = streets([[(0, 0), (1000, 0)]])
    demand = streets([[(400, 100), (600, 100)], [(400, 700), (600, 900)]])
    assert distance_to_nearest_m(demand, supply).tolist() == [100, 800]


def test_distances_keep_the_index_and_the_name():
    demand = dots([(0, 30), (40, 0)]).set_index(pd.Index(["b", "a"]))
    distances = distance_to_nearest_m(demand, dots([(0, 0)]))
    assert distances.name == "distance_m"
    assert distances.to_dict() == {"b": 30, "a": 40}


@pytest.mark.parametrize("kind", ["polygons", "points", "lines", "mixed"])
def test_coverage_equals_brute_force(kind):
    demand, supply = homes(3000, 8000, 1), stars(40, 8000, 2)
    shapes = np.asarray(supply.geometry.array)
    if kind == "points":
        supply = supply.set_geometry(shapely.centroid(shapes), crs=CRS)
    if kind == "lines":
        supply = supply.set_geometry(shapely.boundary(shapes), crs=CRS)
    if kind == "mixed":
        mixed = np.where(np.arange(40) % 2, shapely.boundary(shapes), shapely.centroid(shapes))
        supply = supply.set_geometry(mixed, crs=CRS)
    rows = served(demand, supply, by="type", radii_m=RADII, weight="people")
    got = rows.set_index(["by", "radius_m"])["served"].to_dict()
    assert got == brute_served(demand, supply, RADII)


def test_distances_equal_brute_force():
    demand, supply = homes(2000, 20_000, 3), stars(30, 8000, 4)
    distances = distance_to_nearest_m(demand, supply)
    assert np.abs(distances - brute(demand, supply.geometry)).max() < 1e-7


def test_many_equal_features_leave_no_distance_unmeasured():
    # forty parks in one place: every near division point is of the same outline
    supply = boxes([(0, 0, 10, 10)] * 40)
    assert distance_to_nearest_m(dots([(5, 110), (5, 5)]), supply).tolist() == [100, 0]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 400),
    parks=st.integers(1, 8),
    radii=st.lists(st.floats(1, 5000), min_size=1, max_size=4, unique=True),
)
def test_coverage_reconciles_whatever_comes(seed, count, parks, radii):
    demand, supply = homes(count, 3000, seed), stars(parks, 3000, seed + 1)
    rng = np.random.default_rng(seed)
    demand["people"] = rng.random(count) * 10.0 ** rng.integers(-3, 6)
    rows = served(demand, supply, by="type", radii_m=radii, weight="people")
    assert (rows["served"] + rows["uncovered"] == rows["total"]).all()
    assert rows["served_share"].between(0, 1).all()
    for _, one in rows.groupby("by"):
        assert one["served"].is_monotonic_increasing
        assert one["area_ha"].is_monotonic_increasing
    any_type = rows[rows["by"] == ALL_TYPES].set_index("radius_m")
    for column in ("served", "area_ha"):
        single = rows[rows["by"] != ALL_TYPES].groupby("radius_m")[column]
        assert (any_type[column] >= single.max() * (1 - 1e-9)).all()
        assert (any_type[column] <= single.sum() * (1 + 1e-9)).all()

    order, other = rng.permutation(count), rng.permutation(parks)
    shuffled = served(
        demand.iloc[order], supply.iloc[other], by="type", radii_m=radii, weight="people"
    )
    exact = ["by", "radius_m", "served", "served_share", "total", "uncovered"]
    pd.testing.assert_frame_equal(rows[exact], shuffled[exact], check_exact=True)
    assert np.allclose(rows["area_ha"], shuffled["area_ha"], rtol=1e-9)


def test_the_same_question_has_the_same_answer():
    demand, supply = homes(500, 3000, 1), stars(9, 3000, 2)
    first = served(demand, supply, by="type", radii_m=RADII, weight="people")
    again = served(demand, supply, by="type", radii_m=RADII, weight="people")
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_what_comes_in_stays_as_it_was():
    demand, supply = homes(50, 3000, 1), stars(9, 3000, 2)
    before = demand.copy(), supply.copy()
    served(demand, supply, by="type", radii_m=RADII, weight="people")
    pd.testing.assert_frame_equal(demand, before[0])
    pd.testing.assert_frame_equal(supply, before[1])


def test_municipalities_reconcile_with_the_whole():
    demand, supply, zones = homes(800, 3000, 5), stars(6, 3000, 6), mosaic(7, 3000, 7)
    whole = served(demand, supply, by="type", radii_m=RADII, weight="people")
    rows = served(demand, supply, by="type", radii_m=RADII, weight="people", zones=zones)
    assert list(rows["zone"].unique()) == zones["id"].tolist()
    summed = rows.groupby(["by", "radius_m"], sort=False)[["served", "total"]].sum()
    assert summed["served"].tolist() == whole["served"].tolist()
    assert (summed["total"] == demand["people"].sum()).all()
    clipped = service_area(supply, by="type", radii_m=RADII)
    inside = clipped.geometry.intersection(shapely.box(X0, Y0, X0 + 3000, Y0 + 3000)).area / 1e4
    areas = rows.groupby(["by", "radius_m"], sort=False)["area_ha"].sum()
    assert np.allclose(areas, inside)


def test_demand_in_no_zone_is_counted_outside():
    zones = boxes([(0, 0, 100, 100)], id=["z"])
    demand = dots([(50, 50), (150, 50)], people=[3, 4])
    rows = served(demand, boxes([(90, 0, 110, 100)]), radii_m=[100], weight="people", zones=zones)
    assert rows[["zone", "served", "total"]].values.tolist() == [["z", 3, 3], [OUTSIDE, 4, 4]]
    whole = service_area(boxes([(90, 0, 110, 100)]), radii_m=[100])["area_ha"].iloc[0]
    assert rows["area_ha"].sum() == pytest.approx(whole)


def test_demand_on_a_shared_edge_belongs_to_the_first_zone():
    zones = boxes([(0, 0, 100, 100), (100, 0, 200, 100)], id=["w", "e"])
    rows = served(dots([(100, 50)]), dots([(0, 0)]), radii_m=[500], zones=zones)
    assert rows["total"].tolist() == [1, 0]
    assert np.isnan(rows["served_share"].iloc[1])


def test_hectares_of_a_box_and_a_point_by_hand():
    areas = service_area(boxes([(0, 0, 1000, 1000)]), radii_m=[100, 300])
    for radius_m, area_ha in zip((100, 300), areas["area_ha"], strict=True):
        rounded = np.pi * radius_m**2
        true_ha = (1000**2 + 4 * 1000 * radius_m + rounded) / 1e4
        assert 0 <= true_ha - area_ha <= 0.0017 * rounded / 1e4
    point = service_area(dots([(0, 0)]), radii_m=[1000])["area_ha"].iloc[0]
    assert point == pytest.approx(100 * np.pi, rel=2e-4)


@pytest.mark.parametrize("zoned", [False, True])
def test_people_are_counted_alike_without_the_land(zoned):
    demand, supply = homes(300, 5000, 1), stars(9, 3000, 2)
    zones = boxes([(0, 0, 2500, 5000)], id=["west"]) if zoned else None
    asked = {"by": "type", "radii_m": RADII, "weight": "people", "zones": zones}
    whole = served(demand, supply, **asked)
    people = served(demand, supply, **asked, land=False)
    pd.testing.assert_frame_equal(people, whole.drop(columns="area_ha"))
    assert whole["area_ha"].gt(0).any()


def test_service_areas_carry_type_radius_and_crs():
    areas = service_area(stars(9, 3000, 2), by="type", radii_m=[500, 100])
    assert areas["by"].tolist() == [
        kind for kind in ("industrial", "medical", "sport", ALL_TYPES) for _ in range(2)
    ]
    assert areas["radius_m"].tolist() == [100, 500] * 4
    assert areas.crs == CRS
    assert areas.geometry.is_valid.all()


def test_no_people_at_all_is_no_share():
    rows = served(dots([(0, 0)], people=[0]), dots([(0, 0)]), radii_m=[10], weight="people")
    assert rows["served"].tolist() == [0]
    assert rows["served_share"].isna().all()


def test_weights_of_many_sizes_add_up_exactly():
    people = [0.1] * 9 + [1e9]
    demand = dots([(n, 0) for n in range(10)], people=people)
    rows = served(demand, dots([(0, 0)]), radii_m=[3, 8], weight="people")
    assert (rows["served"] + rows["uncovered"] == rows["total"]).all()
    assert rows["served"].tolist() == pytest.approx([0.4, 0.9], rel=1e-6)


def test_a_type_called_all_is_refused():
    supply = dots([(0, 0)], type=[ALL_TYPES])
    with pytest.raises(ValueRangeError, match="expected types other than `all` in `type`"):
        served(dots([(0, 0)]), supply, by="type", radii_m=[5])


def test_a_supply_without_types_is_refused():
    with pytest.raises(ColumnError, match="expected a value of `type` in every row, 1 of 2"):
        served(dots([(0, 0)]), dots([(0, 0), (1, 1)], type=["a", None]), by="type", radii_m=[5])
    with pytest.raises(ColumnError, match="expected column `kind`"):
        served(dots([(0, 0)]), dots([(0, 0)], type=["a"]), by="kind", radii_m=[5])


def test_a_supply_off_the_map_is_refused():
    supply = dots([(0, 0), (1, 1)])
    supply.loc[1, "geometry"] = None
    with pytest.raises(GeometryError, match="`supply`: expected a geometry in every row, 1 of 2"):
        served(dots([(0, 0)]), supply, radii_m=[5])


def test_frames_that_do_not_fit_are_refused():
    here = dots([(0, 0)])
    with pytest.raises(CrsError, match="expected one CRS"):
        served(here, here.to_crs(28415), radii_m=[5])
    with pytest.raises(CrsError, match="`demand`: expected a projected CRS"):
        served(here.to_crs(4326), here, radii_m=[5])
    with pytest.raises(EmptyError, match="`supply`: expected at least one"):
        served(here, here.iloc[:0], radii_m=[5])
    with pytest.raises(GeometryError, match="`zones`: expected geometries of type Polygon"):
        served(here, here, radii_m=[5], zones=dots([(0, 0)], id=[1]))
    with pytest.raises(ValueRangeError, match="repeated are"):
        served(here, here, radii_m=[5], zones=boxes([(0, 0, 1, 1)] * 2, id=[1, 1]))
    with pytest.raises(ValueRangeError, match="nan"):
        served(dots([(0, 0)], people=[np.nan]), here, radii_m=[5], weight="people")
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        served(here, here, radii_m=[])
