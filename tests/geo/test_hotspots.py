import subprocess
import sys

import numpy as np
import pytest
from esda.getisord import G_Local
from esda.moran import Moran
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from scipy.stats import norm

from geo import EmptyError, ValueRangeError
from geo.hotspots import hot_spots, morans_i, neighbourhoods
from tests.geo.made import dots, homes

GRID = dots(
    [(100 * x, 100 * y) for y in range(3) for x in range(3)],
    people=[1, 2, 3, 4, 50, 60, 7, 80, 90],
)


def gi_star(values, members):
    """Ord and Getis (1995), term by term."""
    n, size = len(values), len(members)
    mean = sum(values) / n
    s = np.sqrt(sum(value**2 for value in values) / n - mean**2)
    over = sum(values[one] for one in members) - size * mean
    return over / (s * np.sqrt((n * size - size**2) / (n - 1)))


def test_gi_star_of_nine_cells_by_the_formula():
    people = GRID["people"].tolist()
    rook = {0: [0, 1, 3], 1: [0, 1, 2, 4], 4: [1, 3, 4, 5, 7], 8: [5, 7, 8]}
    found = hot_spots(GRID["people"], neighbourhoods(GRID, band_m=100), correct=False)
    for cell, members in rook.items():
        assert found["z"].iloc[cell] == pytest.approx(gi_star(people, members))
        p = 2 * norm.sf(abs(gi_star(people, members)))
        assert found["p"].iloc[cell] == pytest.approx(p)
    # By hand for the last: sum 230 against 3 * 33 = 99; s = sqrt(22239 / 9 - 33^2) = 37.18;
    # sqrt((27 - 9) / 8) = 1.5: z = 131 / (37.18 * 1.5).
    people_squared = 1 + 4 + 9 + 16 + 2500 + 3600 + 49 + 6400 + 8100
    s = np.sqrt(people_squared / 9 - 33**2)
    assert found["z"].iloc[8] == pytest.approx((230 - 99) / (s * 1.5))
    assert found["level"].iloc[8] == 95


def test_hot_and_cold_levels_by_their_p():
    values = homes(400, 4000, 3)
    xy = values.geometry.x
    values["people"] = np.where(xy < xy.quantile(0.2), 50, np.where(xy > xy.quantile(0.8), 0, 20))
    found = hot_spots(values["people"], neighbourhoods(values, band_m=500), correct=False)
    for level, low, high in ((99, 0, 0.01), (95, 0.01, 0.05), (90, 0.05, 0.1), (0, 0.1, 1)):
        rows = found[found["level"].abs() == level]
        assert ((rows["p"] > low) | (low == 0)).all()
        assert (rows["p"] <= high).all()
    assert (found.loc[found["level"] > 0, "z"] > 0).all()
    assert (found.loc[found["level"] < 0, "z"] < 0).all()
    assert {99, -99} <= set(found["level"])


def test_the_correction_by_hand():
    # Benjamini and Hochberg: the k-th smallest of n counts where p <= k / n * level, and all
    # smaller ones with it.
    values = homes(200, 3000, 8)
    near = neighbourhoods(values, nearest=6)
    plain = hot_spots(values["people"], near, correct=False)
    corrected = hot_spots(values["people"], near)
    ranked = np.sort(plain["p"])
    for level, rate in ((99, 0.01), (95, 0.05), (90, 0.1)):
        holds = np.flatnonzero(ranked <= np.arange(1, 201) / 200 * rate)
        limit = ranked[holds[-1]] if len(holds) else -1
        assert ((corrected["level"].abs() >= level) == (plain["p"] <= limit)).all()
    assert (corrected["level"].abs() <= plain["level"].abs()).all()
    assert (corrected["p"] == plain["p"]).all()


def test_a_place_without_neighbours_is_not_judged():
    places = dots([(0, 0), (50, 0), (0, 50), (9000, 0)], people=[5, 6, 7, 900])
    found = hot_spots(places["people"], neighbourhoods(places, band_m=100))
    assert found["z"].isna().tolist() == [False, False, False, True]
    assert found["level"].iloc[3] == 0
    nobody = hot_spots(places["people"], neighbourhoods(places, band_m=1))
    assert nobody["z"].isna().all()
    assert (nobody["level"] == 0).all()
    everybody = hot_spots(places["people"], neighbourhoods(places, nearest=3))
    assert everybody["z"].isna().all()


def test_neighbourhoods_by_band_and_by_number():
    row = dots([(0, 0), (10, 0), (25, 0), (25, 0)])
    assert neighbourhoods(row, band_m=15).toarray().tolist() == [
        [1, 1, 0, 0],
        [1, 1, 1, 1],
        [0, 1, 1, 1],
        [0, 1, 1, 1],
    ]
    nearest = neighbourhoods(row, nearest=1).toarray()
    assert nearest[:2].tolist() == [[1, 1, 0, 0], [1, 1, 0, 0]]
    assert nearest[2:].tolist() == [[0, 0, 1, 1], [0, 0, 1, 1]]
    one_spot = neighbourhoods(dots([(0, 0)] * 9), nearest=2)
    assert one_spot.sum(axis=1).tolist() == [3] * 9
    assert one_spot.diagonal().tolist() == [1] * 9


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(5, 60), factor=st.floats(0.5, 20))
def test_z_has_no_unit_and_no_order(seed, count, factor):
    places = homes(count, 2000, seed)
    if places["people"].nunique() == 1:
        return
    z = hot_spots(places["people"], neighbourhoods(places, nearest=3))["z"]
    scaled = hot_spots(places["people"] * factor, neighbourhoods(places, nearest=3))["z"]
    assert scaled.to_numpy() == pytest.approx(z.to_numpy(), abs=1e-6)
    mixed = places.sample(frac=1, random_state=seed)
    again = hot_spots(mixed["people"], neighbourhoods(mixed, nearest=3))["z"]
    assert again.loc[z.index].to_numpy() == pytest.approx(z.to_numpy(), abs=1e-9)


def test_permutations_hold_the_own_value_and_deal_the_others():
    # Two neighbours of four places: 24 orders, and for each place the other three values fall on
    # its one neighbour equally often.
    places = dots([(0, 0), (10, 0), (1000, 0), (1010, 0)], people=[9, 8, 1, 2])
    near = neighbourhoods(places, band_m=20)
    found = hot_spots(places["people"], near, permutations=9999, seed=1)["p"]
    # Place 0 has 8 beside it, the highest of 8, 1, 2: as high in 1/3, as low in all. So p = 2/3.
    # Place 1 has 9, the highest of 9, 1, 2. Places 2 and 3 have the lowest but one... of 9, 8, 2
    # and the lowest of 9, 8, 1: as low in 1/3.
    assert found.to_numpy() == pytest.approx(np.full(4, 2 / 3), abs=0.03)
    assert hot_spots(places["people"], near, permutations=99, seed=4).equals(
        hot_spots(places["people"], near, permutations=99, seed=4)
    )


def test_permutations_agree_with_those_of_esda():
    places = homes(150, 2000, 5)
    near = neighbourhoods(places, nearest=10)
    ours = hot_spots(places["people"], near, permutations=9999, seed=2)["p"]
    with pytest.warns(DeprecationWarning, match="alternative hypothesis"):
        theirs = G_Local(
            places["people"].to_numpy(),
            Graph.from_sparse(near),
            transform="B",
            star=None,
            permutations=9999,
            seed=3,
            n_jobs=1,
        )
    two_sided = np.minimum(1, 2 * theirs.p_sim)
    assert np.abs(ours - two_sided).mean() < 0.015
    assert np.abs(ours - two_sided).max() < 0.1


def test_morans_i_equals_that_of_esda():
    places = homes(120, 3000, 6)
    near = neighbourhoods(places, nearest=5)
    ours = morans_i(places["people"], near)
    graph = Graph.from_sparse(near).assign_self_weight(0).eliminate_zeros()
    theirs = Moran(places["people"].to_numpy(), graph, transformation="B", permutations=0)
    assert ours.value == pytest.approx(theirs.I)
    assert ours.expected == pytest.approx(theirs.EI)
    assert ours.z == pytest.approx(theirs.z_norm)
    assert ours.p == pytest.approx(theirs.p_norm)


def test_morans_i_of_a_chequered_row_by_hand():
    row = dots([(x, 0) for x in range(0, 400, 100)], people=[1, 0, 1, 0])
    # d = +-1/2; 6 neighbours, each product -1/4: I = 4/6 * (-6/4) / 1.
    assert morans_i(row["people"], neighbourhoods(row, band_m=100)).value == -1
    assert np.isnan(morans_i(row["people"], neighbourhoods(row, band_m=1)).value)


def test_the_engine_starts_without_esda():
    seen = "import sys, geo.hotspots; print('esda' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_what_cannot_be_is_refused():
    near = neighbourhoods(GRID, band_m=100)
    with pytest.raises(EmptyError, match="`places`: expected 3 or more, got 2"):
        neighbourhoods(GRID.head(2), band_m=100)
    with pytest.raises(ValueRangeError, match="expected either `band_m` or `nearest`"):
        neighbourhoods(GRID)
    with pytest.raises(ValueRangeError, match="expected either `band_m` or `nearest`"):
        neighbourhoods(GRID, band_m=5, nearest=1)
    with pytest.raises(ValueRangeError, match="expected `band_m` above zero, got 0"):
        neighbourhoods(GRID, band_m=0)
    with pytest.raises(ValueRangeError, match=r"expected `nearest` from 1 to 8.*got 9"):
        neighbourhoods(GRID, nearest=9)
    with pytest.raises(ValueRangeError, match="expected values of `people` that differ, all are 4"):
        hot_spots(GRID["people"] * 0 + 4, near)
    with pytest.raises(ValueRangeError, match="expected `people` to be a number of zero or more"):
        hot_spots(-GRID["people"], near)
    with pytest.raises(ValueRangeError, match="expected as many values as neighbourhoods"):
        morans_i(GRID["people"].head(5), near)
    with pytest.raises(ValueRangeError, match="expected no permutations or more, got -3"):
        hot_spots(GRID["people"], near, permutations=-3)
