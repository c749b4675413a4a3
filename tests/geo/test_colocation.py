import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, EmptyError, ValueRangeError
from geo.colocation import (
    colocation_across,
    colocation_interval,
    colocation_quotients,
    neighbour_lines,
)
from tests.geo.made import dots, homes

# On a line: a at 0, b at 10, a at 25, b at 100, b at 108, c at 300.
# Nearest: 0 -> b; 10 -> a at 0; 25 -> b at 10; 100 -> b; 108 -> b; 300 -> b.
SIX = dots([(x, 0) for x in (0, 10, 25, 100, 108, 300)], type=["a", "b", "a", "b", "b", "c"])


def table(rows, column="colocation_quotient"):
    return rows.pivot_table(index="by", columns="near", values=column, dropna=False)


def test_quotients_of_six_places_by_hand():
    rows = colocation_quotients(SIX, by="type", permutations=0)
    # N = 6, so the others are 5. a -> b: (2/2) / (3/5); b -> a: (1/3) / (2/5);
    # b -> b: (2/3) / (2/5), two others of its own; c -> b: 1 / (3/5); c -> c has no other.
    expected = {
        ("a", "a"): 0,
        ("a", "b"): 5 / 3,
        ("a", "c"): 0,
        ("b", "a"): 5 / 6,
        ("b", "b"): 5 / 3,
        ("b", "c"): 0,
        ("c", "a"): 0,
        ("c", "b"): 5 / 3,
        ("c", "c"): np.nan,
    }
    found = {(row.by, row.near): row.colocation_quotient for row in rows.itertuples()}
    assert found == pytest.approx(expected, nan_ok=True)
    assert rows["p"].isna().all()
    assert rows.set_index(["by", "near"]).loc[("b", "b"), ["places", "neighbours"]].tolist() == [
        3,
        3,
    ]


def test_neighbours_are_those_of_spatstat():
    """Hold to the table of types of spatstat.explore 3.0.6 in R 4.2.2, run on these places.

    >>> table(marks(p), marks(p)[nnwhich(p)])
    """
    x = [120, 310, 480, 700, 905, 150, 420, 640, 860, 60, 555, 990]
    y = [80, 350, 610, 420, 130, 520, 90, 250, 700, 730, 480, 560]
    places = dots(list(zip(x, y, strict=True)), type=list("abacbbaccbac"))
    rows = colocation_quotients(places, by="type", permutations=0)
    spatstat = [[3, 0, 1], [0, 3, 1], [1, 0, 3]]
    assert table(rows, "nearest").to_numpy().tolist() == spatstat
    # four places of each type: (3/4) / (3/11) of its own, (1/4) / (4/11) of another
    quotients = [[2.75, 0, 0.6875], [0, 2.75, 0.6875], [0.6875, 0, 2.75]]
    assert table(rows).to_numpy() == pytest.approx(np.array(quotients))


def test_ties_share_a_place_in_equal_parts():
    cross = dots([(0, 0), (10, 0), (-10, 0), (0, 10), (0, -10)], type=["a", "b", "b", "b", "c"])
    rows = table(colocation_quotients(cross, by="type", permutations=0), "nearest")
    assert rows.loc["a"].tolist() == pytest.approx([0, 3 / 4, 1 / 4])


def test_very_many_ties_and_places_on_one_spot():
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.column_stack([500 * np.cos(angle), 500 * np.sin(angle)])
    wheel = dots(np.vstack([[(0, 0)], ring * 2, [(5000, 0)] * 12]), type=["a"] + ["b"] * 52)
    rows = colocation_quotients(wheel, by="type", permutations=0)
    assert rows["nearest"].sum() == pytest.approx(53)
    alone = dots([(0, 0)] * 3, type=["a", "b", "b"])
    nearest = table(colocation_quotients(alone, by="type", permutations=0), "nearest")
    assert nearest.to_numpy().tolist() == [[0, 1], [1, 1]]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 60))
def test_quotients_keep_their_identities_in_any_order(seed, count):
    rng = np.random.default_rng(seed)
    places = homes(count, 1000, seed).assign(type=rng.choice(["a", "b", "c"], count))
    rows = colocation_quotients(places, by="type", permutations=20, seed=1)
    # Each place has one nearest neighbour in all.
    assert rows.groupby("by")["nearest"].sum().to_numpy() == pytest.approx(
        rows.groupby("by")["places"].first().to_numpy()
    )
    own = rows["by"] == rows["near"]
    weighted = rows["colocation_quotient"].fillna(0) * (rows["neighbours"] - own) / (count - 1)
    assert weighted.groupby(rows["by"]).sum().to_numpy() == pytest.approx(1)
    assert rows["p"].between(0, 1).all()
    shuffled = colocation_quotients(
        places.sample(frac=1, random_state=seed), by="type", permutations=0
    )
    assert shuffled["nearest"].to_numpy() == pytest.approx(rows["nearest"].to_numpy())


def test_p_tells_kinds_that_sit_together_from_chance():
    rng = np.random.default_rng(4)
    centres = rng.uniform(0, 20_000, (40, 2))
    pairs = np.vstack([centres, centres + rng.uniform(-20, 20, (40, 2))])
    married = dots(pairs, type=["a"] * 40 + ["b"] * 40)
    rows = colocation_quotients(married, by="type", seed=3).set_index(["by", "near"])
    assert rows.loc[("a", "b"), "colocation_quotient"] > 1.8
    assert rows.loc[("a", "b"), "p"] == pytest.approx(2 / 1000)
    dealt = married.assign(type=rng.permutation(married["type"]))
    assert (colocation_quotients(dealt, by="type", seed=3)["p"] > 0.02).all()


def test_the_same_seed_deals_the_same():
    first, again = (colocation_quotients(SIX, by="type", seed=5) for _ in range(2))
    assert first.equals(again)


def test_permutations_in_parts_are_those_in_one(monkeypatch):
    whole = colocation_quotients(SIX, by="type", seed=5, permutations=50)
    monkeypatch.setattr("geo.colocation._CODES_AT_ONCE", 7)
    assert colocation_quotients(SIX, by="type", seed=5, permutations=50).equals(whole)


def test_the_interval_holds_the_quotient_and_closes_without_doubt():
    rows = colocation_quotients(SIX, by="type", permutations=0)["colocation_quotient"]
    known = SIX.assign(known=0.0)
    ends = colocation_interval(known, by="type", precision="known", draws=3)
    for end in ("low", "high"):
        found = ends[f"colocation_quotient_{end}"].to_numpy()
        assert found == pytest.approx(rows.to_numpy(), nan_ok=True)
    vague = colocation_interval(SIX.assign(known=50.0), by="type", precision="known", seed=2)
    low, high = (vague[f"colocation_quotient_{end}"] for end in ("low", "high"))
    assert ((low <= rows) & (rows <= high) | rows.isna()).all()
    assert (low < high).any()


def test_quotients_across_by_hand():
    # Place 1 sits by the first neighbour, place 2 between both, place 3 by the third.
    distance_m = np.array([[1.0, 5, 9], [4, 4, 9], [9, 9, 2]])
    groups = np.array([[True, False], [True, True], [False, True]])
    kinds = np.array([[True, False], [False, True], [False, True]])
    # Group 1: kind 1 has 1 + 1/2 of 2, a third of all: 2.25; kind 2: 1/4 to 2/3: 0.375.
    # Group 2: kind 1 has 1/2 of 2: 0.75; kind 2: 3/4 to 2/3: 1.125.
    found = colocation_across(distance_m, groups, kinds)
    assert found == pytest.approx(np.array([[2.25, 0.75], [0.375, 1.125]]))


def test_lines_run_to_each_of_the_nearest():
    places = dots([(0, 0), (30, 40), (-30, -40), (-30, -40)], type=["a", "b", "c", "d"])
    lines = neighbour_lines(places, by="type")
    # Two on one spot have no line; the first place has one to each that is 50 m off.
    assert lines[["by", "near", "distance_m"]].values.tolist() == [
        ["a", "b", 50],
        ["a", "c", 50],
        ["a", "d", 50],
        ["b", "a", 50],
    ]
    assert lines.length.tolist() == pytest.approx([50] * 4)
    assert lines.crs == places.crs


def test_what_cannot_be_is_refused():
    with pytest.raises(EmptyError, match="expected two or more, got one"):
        colocation_quotients(SIX.head(1), by="type")
    with pytest.raises(ColumnError, match="`places`: expected column `kind`"):
        colocation_quotients(SIX, by="kind")
    with pytest.raises(ValueRangeError, match="expected no permutations or more, got -1"):
        colocation_quotients(SIX, by="type", permutations=-1)
    with pytest.raises(ColumnError, match="`places`: expected column `precision`"):
        colocation_interval(SIX, by="type")
    with pytest.raises(ValueRangeError, match="expected distances from 2 places to 3 neighbours"):
        colocation_across(np.zeros((2, 2)), np.ones((2, 1), bool), np.ones((3, 1), bool))
