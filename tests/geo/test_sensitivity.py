"""How coverage hangs on the radius: by hand, against coverage at each radius, by property."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    ColumnError,
    CrsError,
    EmptyError,
    ValueRangeError,
    build_network,
    coverage_interval,
    served,
)
from geo.network_coverage import served_over_network
from geo.sensitivity import sensitivity
from tests.geo.made import dots, homes, stars, streets

# A street in the shape of a U, its arms 1 km long and 100 m apart.
U = [[(0, 0), (1000, 0), (1000, 100), (0, 100)]]


@pytest.fixture(scope="module")
def network():
    return build_network(streets(U), speed_kmh=6)


def test_shares_and_elasticity_by_hand():
    people = dots([(100, 0), (200, 0), (400, 0), (800, 0)])
    rows = sensitivity(people, dots([(0, 0)]), radii_m=[800, 200, 400])
    assert rows["radius_m"].tolist() == [200, 400, 800]
    assert rows["way"].tolist() == ["straight"] * 3
    assert rows["served_share"].tolist() == [0.5, 0.75, 1.0]
    # in steps of a doubling: ln 1.5 / ln 2, half of ln 2 / ln 2, ln (4 / 3) / ln 2
    by_hand = [np.log(1.5) / np.log(2), 0.5, np.log(4 / 3) / np.log(2)]
    assert rows["elasticity"].tolist() == pytest.approx(by_hand)
    unknown = ["share_low", "share_high", "elasticity_low", "difference", "difference_low"]
    assert rows[unknown].isna().all(axis=None)


def test_ways_over_the_network_by_hand(network):
    people = dots([(0, 0), (400, 0), (0, 100)], people=[1, 10, 100])
    rows = sensitivity(
        people, dots([(0, 0)]), radii_m=[300, 500, 2100], weight="people", network=network,
        speed_kmh=6,
    ).set_index(["way", "radius_m"])  # fmt: skip
    assert (rows.loc["straight", "served_share"] * 111).tolist() == pytest.approx([101, 111, 111])
    assert (rows.loc["network", "served_share"] * 111).tolist() == pytest.approx([1, 11, 111])
    assert (rows.loc["network", "difference"] * 111).tolist() == pytest.approx([100, 100, 0])
    assert rows.loc["straight", "difference"].isna().all()


def test_amid_even_demand_the_share_grows_by_the_square():
    x, y = np.meshgrid(np.arange(-3000, 3001, 25), np.arange(-3000, 3001, 25))
    even = dots(np.column_stack([x.ravel(), y.ravel()]))
    rows = sensitivity(even, dots([(0, 0)]), radii_m=[1000, 1500, 2000, 2900])
    assert rows["elasticity"].tolist() == pytest.approx([2] * 4, abs=0.01)


def test_elasticity_is_not_known_beside_a_radius_that_serves_nobody():
    rows = sensitivity(dots([(500, 0)]), dots([(0, 0)]), radii_m=[100, 200, 600, 800, 900])
    assert rows["served_share"].tolist() == [0, 0, 1, 1, 1]
    assert rows["elasticity"].isna().tolist() == [True, True, True, False, False]
    assert rows["elasticity"].tolist()[3:] == [0, 0]


def test_without_any_people_no_share_is_known():
    rows = sensitivity(
        dots([(0, 0)], people=[0]), dots([(0, 0)]), radii_m=[100, 200], weight="people"
    )
    assert rows[["served_share", "elasticity"]].isna().all(axis=None)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_at_each_radius_it_is_coverage(seed):
    demand, supply = homes(150, 4000, seed), stars(8, 4000, seed + 1)
    supply["known"] = np.random.default_rng(seed).choice([0.0, 150.0, 500.0], len(supply))
    radii = [200.0, 500.0, 900.0, 2000.0]
    asked = {"by": "type", "radii_m": radii, "weight": "people"}
    drawn = {"precision": "known", "draws": 11, "seed": seed}
    rows = sensitivity(demand, supply, **asked, **drawn)
    plain = served(demand, supply, **asked)
    ends = coverage_interval(demand, supply, **asked, **drawn)
    assert rows["by"].tolist() == plain["by"].tolist()
    assert rows["served_share"].tolist() == plain["served_share"].tolist()
    assert rows["share_low"].tolist() == pytest.approx(ends["served_share_low"].tolist())
    assert rows["share_high"].tolist() == pytest.approx(ends["served_share_high"].tolist())
    known = rows[rows["elasticity"].notna()]
    assert (known["elasticity"] >= 0).all()
    assert (known["elasticity_low"] <= known["elasticity"]).all()
    assert (known["elasticity"] <= known["elasticity_high"]).all()
    turned = sensitivity(demand[::-1], supply, **asked)
    assert turned["served_share"].tolist() == rows["served_share"].tolist()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_over_the_network_it_is_coverage_in_the_time(seed):
    rng = np.random.default_rng(seed)
    ways = [[(i * 300, 0), (i * 300 + 50, 600), (i * 300, 1200)] for i in range(4)]
    ways += [[(0, 0), (300, 0)], [(300, 1200), (600, 1200)]]
    network = build_network(streets(ways), speed_kmh=6)
    people = homes(60, 1200, seed)
    parks = dots(rng.uniform(0, 1200, (4, 2)), type=list("aabb"), known=[0.0, 50.0, 300.0, 0.0])
    radii = [400.0, 900.0, 3000.0]
    asked = {"by": "type", "weight": "people", "precision": "known", "draws": 7, "seed": seed}
    rows = sensitivity(people, parks, radii_m=radii, network=network, speed_kmh=6, **asked)
    timed = served_over_network(
        network, people, parks, minutes=[metres / 100 for metres in radii], access_kmh=6, **asked
    )
    over = rows[rows["way"] == "network"].reset_index(drop=True)
    straight = rows[rows["way"] == "straight"].reset_index(drop=True)
    for name in ("served_share", "share_low", "share_high"):
        assert over[name].tolist() == timed[name].tolist()
    gap = straight["served_share"] - over["served_share"]
    assert over["difference"].tolist() == gap.tolist()
    assert (over["difference_low"] <= gap).all()
    assert (gap <= over["difference_high"]).all()
    assert (gap >= 0).all()


def test_bad_input_is_refused(network):
    people, parks = dots([(0, 0)]), dots([(0, 0)], known=[0.0])
    with pytest.raises(ValueRangeError, match="expected two radii or more, got 1"):
        sensitivity(people, parks, radii_m=[500, 500])
    with pytest.raises(ValueRangeError, match="expected one radius or more"):
        sensitivity(people, parks, radii_m=[500, -1])
    for speed in (0, float("nan")):
        with pytest.raises(ValueRangeError, match=f"expected `speed_kmh` above zero, got {speed}"):
            sensitivity(people, parks, radii_m=[500, 900], network=network, speed_kmh=speed)
    with pytest.raises(ValueRangeError, match="expected one draw or more, got 0"):
        sensitivity(people, parks, radii_m=[500, 900], precision="known", draws=0)
    with pytest.raises(ColumnError, match="`supply`: expected column `kind`"):
        sensitivity(people, parks, radii_m=[500, 900], by="kind")
    with pytest.raises(EmptyError, match="`demand`: expected at least one feature, got none"):
        sensitivity(people[:0], parks, radii_m=[500, 900])
    with pytest.raises(CrsError, match="expected one CRS"):
        sensitivity(people, parks.to_crs("EPSG:32644"), radii_m=[500, 900])
