import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, EmptyError, ValueRangeError, nearest
from geo.mending import NO_PLACE, mended_figures, mending_places
from geo.synergy import Pairs, nearest_of_types, pair_figures, pair_up, synergy_matrix
from tests.geo.made import boxes, dots, homes, stars

# On a line, in metres: sites a at 0 and 1000, b at 2000 and 2600, one of both at 3000;
# a medical park from 100 to 300, sport parks at 1500 and at 4000.
SITES = dots(
    [(0, 0), (1000, 0), (2000, 0), (2600, 0), (3000, 0)],
    cluster=["a", "a", "b", "b", "a"],
    also=["", None, "", "", " b "],
)
PARKS = boxes(
    [(100, -50, 300, 50), (1490, -10, 1510, 10), (3990, -10, 4010, 10)],
    type=["medical", "sport", "sport"],
)


def by_hand(**changes):
    asked = {"cluster": "cluster", "park_type": "type", "also": "also", "within_m": 700}
    return synergy_matrix(SITES, PARKS, **{**asked, **changes})


def test_pairs_by_hand():
    rows = by_hand()
    # To medical: 100, 700, 1700, 2300, 2700. To sport: 1490, 490, 490, 1090, 990.
    # a = sites 0, 1, 4; b = sites 2, 3 and, also, 4.
    # Nearest parks: 0 medical; 1 sport (490 < 700); 2, 3, 4 sport. 1 of 3 parks is medical.
    expected = [
        ["medical", "a", 1, 3, 700, 100, 2 / 3, (1 / 3) / (1 / 3)],
        ["medical", "b", 1, 3, 2300, 1700, 0, 0],
        ["sport", "a", 2, 3, 990, 490, 1 / 3, (2 / 3) / (2 / 3)],
        ["sport", "b", 2, 3, 990, 490, 1 / 3, 1 / (2 / 3)],
    ]
    assert rows.columns.tolist() == [
        "park_type",
        "cluster",
        "parks",
        "sites",
        "median_m",
        "best_m",
        "reached_share",
        "colocation_quotient",
    ]
    for found, wanted in zip(rows.values.tolist(), expected, strict=True):
        assert found[:4] == wanted[:4]
        assert found[4:] == pytest.approx(wanted[4:])


def test_a_site_may_count_in_its_first_cluster_only():
    rows = by_hand(also=None).set_index(["park_type", "cluster"])
    assert rows.loc[("medical", "b"), "sites"] == 2
    assert rows.loc[("medical", "b"), "median_m"] == pytest.approx((1700 + 2300) / 2)


def test_a_site_without_a_cluster_counts_nowhere():
    sites = SITES.assign(cluster=["a", "", None, "b", "a"])
    pairs = pair_up(sites, PARKS, cluster="cluster", park_type="type")
    assert pairs.clusters == ("a", "b")
    assert pairs.of_cluster.sum(axis=1).tolist() == [1, 0, 0, 1, 1]


def test_equally_near_parks_share_a_site():
    sites = dots([(0, 0)], cluster=["a"])
    parks = dots([(0, 100), (0, -100), (100, 0), (500, 0)], type=["x", "x", "y", "z"])
    rows = synergy_matrix(sites, parks, cluster="cluster", park_type="type", within_m=100)
    # x takes 2/3 where half of the parks are x; y 1/3 where a quarter is; z nothing.
    assert rows["colocation_quotient"].tolist() == pytest.approx([4 / 3, 4 / 3, 0])


def test_what_cannot_be_reached_makes_the_median_infinite():
    pairs = Pairs(("x",), ("a",), np.array([[True]]), np.array([[True]] * 4))
    found = pair_figures(pairs, np.array([[5.0], [7.0], [np.inf], [np.inf]]), within=6)
    assert (found.median.item(), found.best.item()) == (np.inf, 5)
    assert found.reached_share.item() == 0.25


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 40), parks=st.integers(1, 20))
def test_pairs_equal_the_nearest_by_groups_in_any_order(seed, count, parks):
    rng = np.random.default_rng(seed)
    sites = homes(count, 5000, seed).assign(cluster=rng.choice(["a", "b", "c"], count))
    others = stars(parks, 5000, seed + 1)
    asked = {"cluster": "cluster", "park_type": "type", "within_m": 900}
    rows = synergy_matrix(sites, others, **asked)
    near = nearest(sites, others, by="type").merge(sites[["id", "cluster"]], on="id")
    parted = near.groupby(["by", "cluster"])["distance_m"]
    assert rows["median_m"].to_numpy() == pytest.approx(parted.median().to_numpy(), abs=1e-6)
    assert rows["best_m"].to_numpy() == pytest.approx(parted.min().to_numpy(), abs=1e-6)
    share = parted.apply(lambda metres: (metres <= 900).mean())
    assert rows["reached_share"].to_numpy() == pytest.approx(share.to_numpy())
    # Every site has one nearest park: quotients weighted by the types' shares make one.
    weight = rows["parks"] / len(others)
    whole = (rows["colocation_quotient"] * weight).groupby(rows["cluster"]).sum()
    assert whole.to_numpy() == pytest.approx(1)
    shuffled = synergy_matrix(
        sites.sample(frac=1, random_state=seed), others.sample(frac=1, random_state=seed), **asked
    )
    assert shuffled.equals(rows) or shuffled[rows.columns[4:]].to_numpy() == pytest.approx(
        rows[rows.columns[4:]].to_numpy()
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), low=st.floats(0, 3000), more=st.floats(0, 3000))
def test_a_longer_reach_never_reaches_fewer(seed, low, more):
    sites = homes(15, 4000, seed).assign(cluster="a")
    asked = {"cluster": "cluster", "park_type": "type"}
    near, far = (
        synergy_matrix(sites, stars(8, 4000, seed), within_m=reach, **asked)["reached_share"]
        for reach in (low, low + more)
    )
    assert (near <= far).all()


# --- what would mend


def mended(aim="reach", par=0.5, within=500.0):
    pairs = Pairs(
        ("x", "y"),
        ("a", "b"),
        np.array([[True, False], [False, True]]),
        np.array([[True, False]] * 3 + [[False, True]]),
    )
    ways = np.array([[900.0, 100], [950, 100], [990, 100], [800, 50]])
    # Place 0 brings one site of a to its door; place 1 brings two within reach; place 2 none,
    # but cuts the median most; place 3 helps nobody.
    places = np.array(
        [
            [10.0, 400, 510, 5000],
            [600, 490, 520, 5000],
            [700, 980, 530, 5000],
            [900, 900, 900, 900],
        ]
    )
    return mending_places(pairs, ways, places, within=within, par=par, aim=aim)


def test_the_place_that_brings_most_within_reach_by_hand():
    rows = mended()
    assert rows[["park_type", "cluster"]].values.tolist() == [["x", "a"], ["x", "b"]]
    first = rows.iloc[0]
    assert first["place"] == 1
    # after: 400, 490, 980
    assert (first["median"], first["median_after"]) == (950, 490)
    assert (first["reached_share"], first["reached_share_after"]) == (0, pytest.approx(2 / 3))


def test_the_place_that_cuts_the_median_most_by_hand():
    first = mended("median", within=450.0).iloc[0]
    # medians after: place 0: 600 (10, 600, 700), 1: 490, 2: 520
    assert (first["place"], first["median_after"]) == (1, 490)
    assert mended("median", within=20.0).iloc[0]["reached_share_after"] == 0
    assert mended("reach", within=20.0).iloc[0]["place"] == 0


def test_where_no_place_helps_nothing_changes():
    last = mended().iloc[1]
    assert last["place"] == NO_PLACE
    assert last["median_after"] == last["median"] == 800
    assert last["reached_share_after"] == last["reached_share"] == 0


def test_pairs_at_par_are_left_alone():
    assert len(mended(within=5000.0)) == 0
    assert mended(within=900.0, par=1)["cluster"].tolist() == ["a"]
    assert len(mended(within=900.0, par=1 / 3)) == 0


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), aim=st.sampled_from(["reach", "median"]))
def test_a_new_park_never_harms_and_no_place_does_better(seed, aim):
    rng = np.random.default_rng(seed)
    of_cluster = rng.random((9, 3)) < 0.5
    of_cluster[0] = True
    pairs = Pairs(("x", "y"), ("a", "b", "c"), np.eye(2, dtype=bool), of_cluster)
    ways, places = rng.uniform(0, 1000, (9, 2)), rng.uniform(0, 1000, (9, 7))
    rows = mending_places(pairs, ways, places, within=300, par=0.8, aim=aim)
    near = nearest_of_types(pairs, ways)
    assert (rows["median_after"] <= rows["median"]).all()
    assert (rows["reached_share_after"] >= rows["reached_share"]).all()
    assert (rows["reached_share"] < 0.8).all()
    for row in rows.itertuples():
        mine = of_cluster[:, row.cluster_row]
        after = [np.minimum(near[mine, row.type_row], one) for one in places[mine].T]
        if aim == "reach":
            assert row.reached_share_after == max((one <= 300).mean() for one in after)
        else:
            assert row.median_after == min(np.median(one) for one in after)
    # Measured again with the places chosen, the figures are the same.
    new = np.where(rows["place"] == NO_PLACE, np.inf, places[:, rows["place"]])
    found = mended_figures(pairs, ways, new, rows, within=300)
    for name in ("median", "median_after", "reached_share", "reached_share_after"):
        assert getattr(found, name) == pytest.approx(rows[name].to_numpy())


# --- what cannot be asked


def test_what_cannot_be_is_refused():
    with pytest.raises(ColumnError, match="`parks`: expected column `kind`"):
        by_hand(park_type="kind")
    with pytest.raises(ColumnError, match="`sites`: expected column `branch`"):
        by_hand(cluster="branch")
    with pytest.raises(EmptyError, match="expected a value of `cluster` in at least one row"):
        pair_up(SITES.assign(cluster=""), PARKS, cluster="cluster", park_type="type")
    with pytest.raises(ValueRangeError, match="expected a reach of zero or more"):
        by_hand(within_m=-1)
    pairs = pair_up(SITES, PARKS, cluster="cluster", park_type="type")
    with pytest.raises(ValueRangeError, match=r"expected a matrix of 5 sites by 3 parks"):
        pair_figures(pairs, np.zeros((3, 5)), 10)
    with pytest.raises(ValueRangeError, match="expected ways to places from 5 sites"):
        mending_places(pairs, np.zeros((5, 3)), np.zeros((4, 2)), within=1, par=0.5)
    two = pd.DataFrame({"type_row": [0, 1], "cluster_row": [0, 0]})
    with pytest.raises(ValueRangeError, match="expected ways from 5 sites to 2 new parks"):
        mended_figures(pairs, np.zeros((5, 3)), np.zeros((5, 3)), two, within=1)
    with pytest.raises(ValueRangeError, match=r"expected `par` above 0 and to 1, got 1\.5"):
        mended(par=1.5)
    with pytest.raises(ValueRangeError, match=r"expected an aim among .*got `beauty`"):
        mended(aim="beauty")
