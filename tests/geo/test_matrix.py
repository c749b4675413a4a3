"""Matrices of distances and times, by hand and against the measures of one nearest."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import ValueRangeError, build_network, nearest, nearest_over_network
from geo._draws import drawn_moves
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.resampling import ends, moved_distances_m, moved_travel_min

CRS = "EPSG:32645"
X, Y = 350_000, 6_250_000


def points(*xy, **columns) -> gpd.GeoDataFrame:
    places = [shapely.Point(X + x, Y + y) for x, y in xy]
    return gpd.GeoDataFrame({"id": range(len(places)), **columns}, geometry=places, crs=CRS)


def lines(*ways, **columns) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString([(X + x, Y + y) for x, y in way]) for way in ways]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def made(count: int, seed: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    return points(*rng.uniform(0, 3000, (count, 2)).tolist())


def made_streets(side: int):
    """Return a network of side x side crossings within 2,800 m, with gaps and one-ways."""
    step = 2800 / (side - 1)
    rng = np.random.default_rng(3)
    streets = [
        way
        for i in range(side)
        for j in range(side - 1)
        for way in (
            [(i * step, j * step), (i * step, j * step + step)],
            [(j * step, i * step), (j * step + step, i * step)],
        )
    ]
    kept = [way for way in streets if rng.random() > 0.15]
    oneway = rng.choice(["no", "yes", "-1"], len(kept), p=[0.6, 0.2, 0.2])
    return build_network(lines(*kept, oneway=oneway), speed_kmh=30, oneway="oneway")


@pytest.fixture
def lattice():
    return made_streets(8)


def test_distances_by_hand():
    square = gpd.GeoDataFrame(geometry=[shapely.box(X, Y, X + 100, Y + 100)], crs=CRS)
    homes = points((50, 50), (130, 140), (-10, 50))
    assert distance_matrix_m(homes, square)[:, 0].tolist() == pytest.approx([0, 50, 10])


def test_the_least_of_a_row_is_the_nearest():
    homes, shops = made(200, 1), made(9, 2)
    matrix = distance_matrix_m(homes, shops)
    assert matrix.min(axis=1) == pytest.approx(nearest(homes, shops)["distance_m"].to_numpy())


def test_times_by_hand_with_a_oneway():
    street = lines([(0, 0), (1200, 0)], oneway=["yes"])
    network = build_network(street, speed_kmh=36, oneway="oneway")
    here = points((300, 0), (900, 0))
    assert travel_matrix_min(network, here, here).tolist() == [[0, 1], [np.inf, 0]]


def test_times_equal_those_of_the_soonest(lattice):
    homes, shops = made(300, 4), made(7, 5)
    matrix = travel_matrix_min(lattice, homes, shops)
    soonest = nearest_over_network(lattice, homes, shops)["time_min"].to_numpy()
    found = matrix.min(axis=1)
    assert np.where(np.isfinite(found), found, np.nan) == pytest.approx(soonest, nan_ok=True)


def test_every_pair_equals_a_search_of_its_own(lattice):
    homes, shops = made(40, 6), made(5, 7)
    matrix = travel_matrix_min(lattice, homes, shops)
    for column in range(len(shops)):
        alone = nearest_over_network(lattice, homes, shops.iloc[[column]])["time_min"].to_numpy()
        one = np.where(np.isfinite(matrix[:, column]), matrix[:, column], np.nan)
        assert one == pytest.approx(alone, nan_ok=True)


def test_few_origins_and_many_targets_are_the_turned_matrix_of_the_turned_network(lattice):
    few, many = made(5, 8), made(150, 9)
    turned = travel_matrix_min(lattice.backwards, many, few).T
    assert turned == pytest.approx(travel_matrix_min(lattice, few, many))
    assert lattice.backwards.backwards is lattice


def test_many_searches_at_once_equal_few():
    streets = made_streets(20)
    assert streets.hierarchy.rounds[-1] > 100
    homes, shops = made(120, 10), made(90, 11)
    whole = travel_matrix_min(streets, homes, shops)
    for part in np.array_split(np.arange(len(shops)), 5):
        few = travel_matrix_min(streets, homes, shops.iloc[part])
        assert whole[:, part] == pytest.approx(few)


def test_single_precision_keeps_seven_digits(lattice):
    homes, shops = made(20, 12), made(30, 13)
    whole = travel_matrix_min(lattice, homes, shops)
    half = travel_matrix_min(lattice, homes, shops, dtype=np.float32)
    assert half.dtype == np.float32
    assert half == pytest.approx(whole, rel=1e-6)


def test_places_off_the_network_have_no_way(lattice):
    far = points((0, 0), (9000, 9000))
    matrix = travel_matrix_min(lattice, far, far, max_snap_m=500)
    assert np.isinf(matrix[1]).all()
    assert np.isinf(matrix[:, 1]).all()


def test_a_speed_of_nought_is_refused(lattice):
    with pytest.raises(ValueRangeError, match="expected `access_kmh` above zero"):
        travel_matrix_min(lattice, made(2, 1), made(2, 2), access_kmh=0)


def test_features_known_exactly_do_not_move(lattice):
    homes, shops = made(30, 1), made(4, 2).assign(known=0.0)
    stated = distance_matrix_m(homes, shops)
    for drawn in moved_distances_m(homes, shops, precision="known", draws=3):
        assert drawn == pytest.approx(stated, rel=1e-6)
    minutes = travel_matrix_min(lattice, homes, shops)
    for drawn in moved_travel_min(lattice, homes, shops, precision="known", draws=3):
        assert drawn == pytest.approx(minutes)


def test_moves_stay_within_the_precision_and_repeat_by_seed():
    homes = made(50, 1)
    shops = gpd.GeoDataFrame(
        {"precision": ["exact", "street"]},
        geometry=[shapely.box(X, Y, X + 300, Y + 200), shapely.Point(X + 900, Y)],
        crs=CRS,
    )
    stated = distance_matrix_m(homes, shops)
    first = list(moved_distances_m(homes, shops, draws=5, seed=8))
    again = list(moved_distances_m(homes, shops, draws=5, seed=8))
    assert all((one == other).all() for one, other in zip(first, again, strict=True))
    for drawn in first:
        assert (np.abs(drawn - stated) <= np.array([10, 300]) + 3).all()


def test_distances_that_do_not_matter_may_be_left_out():
    homes, shops = made(80, 1), made(3, 2).assign(precision="street")
    whole = next(moved_distances_m(homes, shops, draws=1))
    near = next(moved_distances_m(homes, shops, draws=1, within_m=700))
    assert (np.isinf(near) | (np.abs(near - whole) < 1)).all()
    assert np.isfinite(near[whole <= 700]).all()
    assert np.isinf(near).any()


def test_ends_hold_the_stated_figure():
    low, high = ends(np.array([9.0]), [np.array([1.0]), np.array([2.0])])
    assert (low.item(), high.item()) == pytest.approx((1.05, 9.0))


def test_distances_known_already_need_not_be_measured_again():
    homes, shops = made(30, 1), made(4, 2).assign(precision="street")
    stated = distance_matrix_m(homes, shops)
    first = list(moved_distances_m(homes, shops, draws=3))
    again = list(moved_distances_m(homes, shops, draws=3, stated=stated))
    assert all((one == other).all() for one, other in zip(first, again, strict=True))
    with pytest.raises(ValueRangeError, match=r"30 demands .* and 4 supplies .*, got \(4, 30\)"):
        list(moved_distances_m(homes, shops, draws=3, stated=stated.T))


def test_both_may_move_by_generators_of_their_own():
    homes = made(20, 1).assign(known=200.0)
    shops = gpd.GeoDataFrame(
        {"known": [100.0, 0.0]},
        geometry=[shapely.box(X, Y, X + 300, Y + 200), shapely.Point(X + 900, Y)],
        crs=CRS,
    )
    asked = {"precision": "known", "draws": 6, "seed": 8}
    stated = distance_matrix_m(homes, shops)
    both = list(moved_distances_m(homes, shops, demand_precision="known", **asked))
    own = drawn_moves(np.full(20, 200.0), 6, 9)
    there = drawn_moves(np.array([100.0, 0.0]), 6, 8)
    for draw, drawn in enumerate(both):
        assert (np.abs(drawn - stated) <= np.array([300, 200]) + 3).all()
        moved = [
            shapely.affinity.translate(shape, *there[row, draw])
            for row, shape in enumerate(shops.geometry)
        ]
        at = shapely.points(shapely.get_coordinates(homes.geometry) + own[:, draw])
        exact = np.column_stack([shapely.distance(at, shape) for shape in moved])
        assert np.abs(drawn - exact).max() < 5
        assert drawn[:, 1] == pytest.approx(exact[:, 1], rel=1e-5)


def test_places_that_are_sought_and_seek_move_as_one_by_one_seed():
    spots = made(5, 1).assign(known=[300.0, 0.0, 1000.0, 300.0, 50.0])
    asked = {"precision": "known", "demand_precision": "known", "draws": 7, "seed": 3}
    moves = drawn_moves(spots["known"].to_numpy(), 7, 3)
    for draw, drawn in enumerate(moved_distances_m(spots.head(3), spots, demand_seed=3, **asked)):
        at = shapely.get_coordinates(spots.geometry) + moves[:, draw]
        exact = np.hypot(*np.moveaxis(at[:3, None] - at[None], -1, 0))
        assert drawn == pytest.approx(exact, abs=5)
        assert np.diag(drawn) == pytest.approx(np.zeros(3), abs=1e-6)


def test_times_follow_demand_that_moves(lattice):
    homes, shops = made(12, 1).assign(known=150.0), made(3, 2).assign(known=80.0)
    asked = {"precision": "known", "draws": 23, "seed": 4}
    drawn = list(moved_travel_min(lattice, homes, shops, demand_precision="known", **asked))
    assert len(drawn) == 23
    for draw in (0, 11, 22):
        own, there = (
            gpd.GeoDataFrame(
                geometry=shapely.points(
                    shapely.get_coordinates(one.geometry)
                    + drawn_moves(one["known"].to_numpy(), 23, seed)[:, draw]
                ),
                crs=CRS,
            )
            for one, seed in ((homes, 5), (shops, 4))
        )
        assert drawn[draw] == pytest.approx(travel_matrix_min(lattice, own, there))


def test_a_precision_of_demand_that_cannot_be_is_refused():
    homes, shops = made(3, 1).assign(known="nearby"), made(2, 2).assign(known=1.0)
    with pytest.raises(ValueRangeError, match="`demand`: expected `known` to be one of"):
        next(moved_distances_m(homes, shops, precision="known", demand_precision="known"))


def test_ends_that_rest_on_what_cannot_be_reached_are_unknown():
    drawn = [np.array([float(value), np.inf, 2.0, 1.0]) for value in range(40)]
    drawn += [np.array([np.inf, np.inf, 2.0, 1.0])]
    low, high = ends(np.array([3.0, 7.0, np.nan, 1.0]), drawn)
    assert low == pytest.approx([2.0, np.nan, np.nan, 1.0], nan_ok=True)
    assert high == pytest.approx([38.0, np.nan, np.nan, 1.0], nan_ok=True)
    low, high = ends(np.array([3.0]), [one[:1] for one in drawn[:9]] + [np.array([np.inf])])
    assert np.isnan(low).all()
    assert np.isnan(high).all()
