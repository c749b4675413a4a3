import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    OUTSIDE,
    PRECISION_M,
    ColumnError,
    ValueRangeError,
    coverage_interval,
    nearest,
    proximity_interval,
    served,
)
from geo._draws import drawn_moves
from tests.geo.made import boxes, dots, homes, mosaic, stars

RADII = (300, 800)


def known(supply, seed=0):
    words = np.random.default_rng(seed).choice(list(PRECISION_M), len(supply))
    return supply.assign(precision=words)


def after_moves(supply, draws, seed):
    """Yield the supply as each draw moves it, by GEOS."""
    moves = drawn_moves(supply["precision"].map(PRECISION_M).to_numpy(), draws, seed)
    shapes = np.asarray(supply.geometry.array)
    for draw in range(draws):
        yield supply.set_geometry(
            [
                shapely.transform(shape, lambda xy, by=moves[row, draw]: xy + by)
                for row, shape in enumerate(shapes)
            ],
            crs=supply.crs,
        )


def coverage(demand, supply, **options):
    return coverage_interval(demand, supply, by="type", radii_m=RADII, weight="people", **options)


def test_a_known_place_has_no_interval():
    demand, supply = homes(300, 3000, 1), stars(6, 3000, 2).assign(precision=0)
    rows = coverage(demand, supply)
    value = served(demand, supply, by="type", radii_m=RADII, weight="people")
    assert rows["served_low"].tolist() == value["served"].tolist()
    assert rows["served_high"].tolist() == value["served"].tolist()
    assert rows["served_share_high"].tolist() == value["served_share"].tolist()
    near = proximity_interval(demand, supply, by="type")
    distance_m = nearest(demand, supply, by="type")["distance_m"]
    assert np.allclose(near["distance_low_m"], distance_m, atol=1e-7)
    assert np.allclose(near["distance_high_m"], distance_m, atol=1e-7)


def test_rows_stand_as_those_of_the_figures():
    demand, supply = homes(300, 3000, 1), known(stars(6, 3000, 2))
    zones = mosaic(3, 2500, 3)
    options = {"by": "type", "radii_m": RADII, "weight": "people", "zones": zones}
    rows = coverage_interval(demand, supply, draws=5, **options)
    value = served(demand, supply, **options)
    keys = ["zone", "by", "radius_m"]
    pd.testing.assert_frame_equal(rows[keys], value[keys])
    assert OUTSIDE in set(rows["zone"])
    near = proximity_interval(demand, supply, by="type", draws=5)
    assert near[["id", "by"]].equals(nearest(demand, supply, by="type")[["id", "by"]])


def test_the_same_seed_draws_the_same():
    demand, supply = homes(300, 3000, 1), known(stars(6, 3000, 2))
    first = coverage(demand, supply, seed=5)
    pd.testing.assert_frame_equal(first, coverage(demand, supply, seed=5), check_exact=True)
    assert not first.equals(coverage(demand, supply, seed=6))
    near = proximity_interval(demand, supply, seed=5)
    pd.testing.assert_frame_equal(
        near, proximity_interval(demand, supply, seed=5), check_exact=True
    )
    assert not near.equals(proximity_interval(demand, supply, seed=6))


def test_a_feature_added_at_the_end_leaves_the_other_draws():
    few, more = (drawn_moves(np.full(count, 300.0), 7, 3) for count in (2, 3))
    assert (more[:2] == few).all()


def test_moves_fill_the_disc_evenly():
    moves = drawn_moves(np.array([1000.0]), 20_000, 1)[0]
    length = np.hypot(*moves.T)
    assert length.max() <= 1000
    assert (length <= 500).mean() == pytest.approx(0.25, abs=0.02)
    assert np.abs(moves.mean(axis=0)).max() < 20


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_interval_holds_the_figure(seed):
    demand, supply = homes(300, 4000, seed), known(stars(6, 4000, seed + 1), seed)
    rows = coverage(demand, supply, draws=20, seed=seed)
    value = served(demand, supply, by="type", radii_m=RADII, weight="people")
    assert (rows["served_low"] <= value["served"]).all()
    assert (rows["served_high"] >= value["served"]).all()
    assert (rows["served_high"] <= value["total"]).all()
    near = proximity_interval(demand, supply, by="type", draws=20, seed=seed)
    distance_m = nearest(demand, supply, by="type")["distance_m"]
    assert (near["distance_low_m"] <= distance_m + 1e-6).all()
    assert (near["distance_high_m"] >= distance_m - 1e-6).all()


@pytest.mark.parametrize("kind", ["polygons", "points"])
def test_intervals_are_those_of_features_really_moved(kind):
    demand, supply = homes(1500, 6000, 1), known(stars(8, 6000, 2))
    if kind == "points":
        supply = supply.set_geometry(supply.geometry.centroid)
    rows = coverage(demand, supply, draws=30, seed=4)
    near = proximity_interval(demand, supply, by="type", draws=30, seed=4)
    people, distances = [], []
    for moved in after_moves(supply, 30, 4):
        people.append(served(demand, moved, by="type", radii_m=RADII, weight="people")["served"])
        distances.append(nearest(demand, moved, by="type")["distance_m"])
    value = served(demand, supply, by="type", radii_m=RADII, weight="people")
    low, high = np.percentile(people, (5, 95), axis=0)
    few = 0.005 * value["total"]
    assert (np.abs(rows["served_low"] - np.minimum(low, value["served"])) <= few).all()
    assert (np.abs(rows["served_high"] - np.maximum(high, value["served"])) <= few).all()
    stated = nearest(demand, supply, by="type")["distance_m"]
    low, high = np.percentile(distances, (5, 95), axis=0)
    off_low = np.abs(near["distance_low_m"] - np.minimum(low, stated))
    off_high = np.abs(near["distance_high_m"] - np.maximum(high, stated))
    limit = 1e-6 if kind == "points" else 20
    assert np.median(off_low) <= limit / 10
    assert np.quantile(off_low, 0.99) <= limit
    assert np.quantile(off_high, 0.99) <= limit


def test_a_worse_precision_gives_a_wider_interval():
    demand = homes(2000, 6000, 1)
    widths = []
    for word in PRECISION_M:
        supply = dots([(3000, 3000)], type=["a"], precision=[word])
        rows = coverage(demand, supply)
        widths.append((rows["served_high"] - rows["served_low"]).iloc[1])
    assert widths == sorted(widths)
    assert widths[0] < 0.2 * widths[-1]


def test_no_demand_to_serve_has_no_share():
    supply = dots([(0, 0)], type=["a"], precision=["exact"])
    rows = coverage(dots([(0, 0)], people=[0]), supply)
    assert rows["served_share_low"].isna().all()


def test_a_park_within_another_stays_at_no_distance():
    supply = boxes([(0, 0, 4000, 4000)], id=["p"], precision=["street"])
    near = proximity_interval(dots([(2000, 2000)], id=["o"]), supply)
    assert near[["distance_low_m", "distance_high_m"]].values.tolist() == [[0, 0]]


def test_a_precision_unheard_of_is_refused():
    here = dots([(0, 0)], id=["a"], type=["a"], people=[1])
    for faulty in ("roughly", -5, np.inf):
        with pytest.raises(ValueRangeError, match="expected `precision` to be one of"):
            coverage(here, here.assign(precision=[faulty]))
    with pytest.raises(ColumnError, match="expected column `precision`"):
        coverage(here, here)
    with pytest.raises(ColumnError, match="expected a value of `precision` in every row"):
        proximity_interval(here, here.assign(precision=[None]))
    with pytest.raises(ValueRangeError, match="expected one draw or more, got 0"):
        proximity_interval(here, here.assign(precision=["exact"]), draws=0)
