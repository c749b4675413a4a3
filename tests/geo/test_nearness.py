"""The median distance to the nearest and the share within reach: by hand and by property."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, CrsError, EmptyError, ValueRangeError, nearest
from geo.nearness import nearness
from geo.resampling import ends, moved_distances_m
from tests.geo.made import boxes, dots, homes, stars


def test_median_and_share_by_hand():
    places = dots([(50, 50), (0, 400), (900, 0), (1100, 1000)])
    targets = boxes([(0, 0, 100, 100), (1000, 900, 1200, 1100)])
    # 0 inside, 300 above, 800 to the right, 0 inside
    found = nearness(places, targets, within_m=300)
    assert (found.median_m, found.share) == (150, 0.75)
    assert found.median_ends_m == found.share_ends == (None, None)
    assert nearness(places, targets, within_m=0).share == 0.5


def test_targets_known_exactly_leave_no_doubt():
    targets = dots([(0, 0)], known=[0.0])
    found = nearness(dots([(30, 40)]), targets, within_m=50, precision="known", draws=5)
    assert found.median_ends_m == (50, 50)
    assert found.share_ends == (1, 1)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_it_is_of_the_distances_after_the_same_moves(seed):
    places, targets = homes(80, 5000, seed), stars(7, 5000, seed + 1)
    targets["known"] = np.random.default_rng(seed).choice([0.0, 300.0, 1000.0], len(targets))
    found = nearness(places, targets, within_m=700, precision="known", draws=9, seed=seed)
    stated = nearest(places, targets)["distance_m"].to_numpy()
    assert found.median_m == np.median(stated)
    assert found.share == (stated <= 700).mean()
    drawn = moved_distances_m(places, targets, precision="known", draws=9, seed=seed)
    medians = [np.median(one.min(axis=1)) for one in drawn]
    low, high = ends(np.array(found.median_m), [np.array(one) for one in medians])
    assert found.median_ends_m == pytest.approx((low, high), abs=1)
    assert found.median_ends_m[0] <= found.median_m <= found.median_ends_m[1]
    assert found.share_ends[0] <= found.share <= found.share_ends[1]
    wider = nearness(places, targets, within_m=1400, precision="known", draws=9, seed=seed)
    assert wider.share >= found.share
    assert wider.share_ends[0] >= found.share_ends[0]


def test_bad_input_is_refused():
    place, target = dots([(0, 0)]), dots([(9, 0)], known=[-1.0])
    for reach in (-1, float("nan")):
        with pytest.raises(ValueRangeError, match=f"`within_m` of zero or more, got {reach}"):
            nearness(place, target, within_m=reach)
    with pytest.raises(ValueRangeError, match="`targets`: expected `known` to be one of"):
        nearness(place, target, within_m=1, precision="known")
    with pytest.raises(ColumnError, match="`targets`: expected column `sure`"):
        nearness(place, target, within_m=1, precision="sure")
    with pytest.raises(EmptyError, match="`origins`: expected at least one feature, got none"):
        nearness(place[:0], target, within_m=1)
    with pytest.raises(CrsError, match="expected one CRS"):
        nearness(place, target.to_crs("EPSG:32644"), within_m=1)
    with pytest.raises(ValueRangeError, match="expected one draw or more, got 0"):
        nearness(place, target.assign(known=1.0), within_m=1, precision="known", draws=0)
