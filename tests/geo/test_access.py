"""Access: weights, potential and floating catchments by hand, against PySAL, and conserved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ValueRangeError
from geo.access import gravity, pair_weights, spread, two_step
from geo.decay import STEPS, Decay, decay_weights
from geo.origin_destination import Pairs

# two places of demand (rows) and three of supply, metres
WAYS = np.array([[200.0, 1800.0, 2900.0], [2500.0, 700.0, 1000.0]])
PEOPLE = np.array([1000.0, 3000.0])
BEDS = np.array([4.0, 6.0, 5.0])

KINDS = st.sampled_from(
    [
        Decay(),
        Decay("steps"),
        Decay("gaussian", scale=3),
        Decay("exponential", scale=4),
        Decay("power", scale=2, exponent=1.5),
    ]
)


@st.composite
def problems(draw):
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    way = st.one_of(st.just(np.inf), st.integers(0, 12).map(float))
    costs = [[draw(way) for _ in range(columns)] for _ in range(rows)]
    people = [draw(st.integers(0, 50)) for _ in range(rows)]
    supply = [draw(st.integers(0, 9)) for _ in range(columns)]
    return np.array(costs), np.array(people, float), np.array(supply, float)


def test_weights_by_hand():
    ways = np.array([0.0, 500.0, 1000.0, 1500.0, 2001.0, np.inf])
    found = {
        kind: decay_weights(ways, within=2000, decay=Decay(kind, scale=500, exponent=2)).tolist()
        for kind in ("none", "steps", "gaussian", "exponential", "power")
    }
    assert found["none"] == [1, 1, 1, 1, 0, 0]
    # bands of 2000 / 3 m: 0 and 500 in the first, 1000 in the second, 1500 in the third
    assert found["steps"] == [1, 1, 0.68, 0.22, 0, 0]
    assert found["gaussian"] == pytest.approx([1, np.exp(-0.5), np.exp(-2), np.exp(-4.5), 0, 0])
    assert found["exponential"] == pytest.approx([1, np.exp(-1), np.exp(-2), np.exp(-3), 0, 0])
    assert found["power"] == pytest.approx([1, 1, 1 / 4, 1 / 9, 0, 0])


def test_a_way_as_long_as_the_bound_is_within():
    edge = np.nextafter(30.0, 31.0)
    for decay in (Decay(), Decay("steps")):
        near, beyond = decay_weights(np.array([30.0, edge]), within=30, decay=decay)
        assert near > 0
        assert beyond == 0


def test_opportunities_and_potential_by_hand():
    # within 2000 m: the first place reaches 4 and 6, the second 6 and 5
    near = decay_weights(WAYS, within=2000)
    assert gravity(near, BEDS).tolist() == [10, 11]
    # columns are kinds of supply of their own
    kinds = np.array([[4.0, 0.0], [0.0, 6.0], [0.0, 5.0]])
    assert gravity(near, kinds).tolist() == [[4, 6], [0, 11]]


def test_floating_catchments_by_hand():
    # within 2000 m: 4 beds for 1000 people, 6 for 4000, 5 for 3000
    found = two_step(decay_weights(WAYS, within=2000), PEOPLE, BEDS)
    assert found == pytest.approx([4 / 1000 + 6 / 4000, 6 / 4000 + 5 / 3000])


def test_equal_to_pysal():
    """Hold to `access` 1.1.10.post3 of PySAL, run on these figures.

    two_stage_fca(max_cost=2000); enhanced_two_stage_fca(max_cost=3000) with
    step_fn({1000: 1, 2000: .68, 3000: .22}) and gaussian(1000); weighted_catchment with
    gravity(500, -2, 500) up to 3000 and step_fn({2000: 1}).
    """
    plain = decay_weights(WAYS, within=2000)
    steps = decay_weights(WAYS, within=3000, decay=Decay("steps", steps=STEPS))
    bell = decay_weights(WAYS, within=3000, decay=Decay("gaussian", scale=1000))
    hansen = decay_weights(WAYS, within=3000, decay=Decay("power", scale=500, exponent=2))
    golden = {
        "2sfca": [0.0055, 0.0031666666666666666],
        "steps": [0.003859949113223079, 0.0037133502955923065],
        "gaussian": [0.004032904670692304, 0.0036556984431025653],
        "hansen": [4.611595543224556, 4.471224489795919],
        "reached": [10, 11],
    }
    assert two_step(plain, PEOPLE, BEDS) == pytest.approx(golden["2sfca"], rel=1e-12)
    assert two_step(steps, PEOPLE, BEDS) == pytest.approx(golden["steps"], rel=1e-12)
    assert two_step(bell, PEOPLE, BEDS) == pytest.approx(golden["gaussian"], rel=1e-12)
    assert gravity(hansen, BEDS) == pytest.approx(golden["hansen"], rel=1e-12)
    assert gravity(plain, BEDS) == pytest.approx(golden["reached"], rel=1e-12)


@given(problems(), KINDS)
def test_floating_catchments_conserve_supply(problem, decay):
    costs, people, supply = problem
    weights = decay_weights(costs, within=10, decay=decay)
    asked = people @ weights > 0
    assert people @ two_step(weights, people, supply) == pytest.approx(supply[asked].sum())


@given(problems(), KINDS)
def test_weights_fall_with_the_way_and_rise_with_the_bound(problem, decay):
    costs, _, supply = problem
    weights = decay_weights(costs, within=10, decay=decay)
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (decay_weights(costs + 1, within=10, decay=decay) <= weights).all()
    wider = gravity(decay_weights(costs, within=11, decay=decay), supply)
    assert (wider >= gravity(weights, supply) - 1e-9).all()


@given(problems(), st.randoms(use_true_random=False))
def test_order_does_not_matter(problem, random):
    costs, people, supply = problem
    rows, columns = list(range(len(people))), list(range(len(supply)))
    random.shuffle(rows)
    random.shuffle(columns)
    weights = decay_weights(costs, within=10, decay=Decay("steps"))
    mixed = weights[rows][:, columns]
    assert two_step(mixed, people[rows], supply[columns]) == pytest.approx(
        two_step(weights, people, supply)[rows]
    )
    assert gravity(mixed, supply[columns]) == pytest.approx(gravity(weights, supply)[rows])


@given(problems())
def test_kinds_at_once_are_kinds_one_by_one(problem):
    costs, people, supply = problem
    weights = decay_weights(costs, within=10, decay=Decay("gaussian", scale=5))
    kinds = np.column_stack([supply, supply[::-1]])
    for score in (gravity, lambda found, amounts: two_step(found, people, amounts)):
        together = score(weights, kinds)
        for column in range(2):
            assert together[:, column] == pytest.approx(score(weights, kinds[:, column]))


@given(problems(), KINDS)
def test_weights_of_pairs_are_those_of_the_matrix(problem, decay):
    costs, people, supply = problem
    rows, columns = np.nonzero(np.isfinite(costs))
    pairs = Pairs(rows, columns, costs[rows, columns])
    few = pair_weights(pairs, costs.shape, within=10, decay=decay)
    every = decay_weights(costs, within=10, decay=decay)
    assert (few.toarray() == every).all()
    kinds = np.column_stack([supply, supply[::-1]])
    for amounts in (supply, kinds):
        assert gravity(few, amounts) == pytest.approx(gravity(every, amounts))
        assert two_step(few, people, amounts) == pytest.approx(two_step(every, people, amounts))


def test_spread_over_people():
    # of 10 people one has 1, six have 2, three have 6; nobody lives where it is 100
    values = np.array([[6.0], [100.0], [1.0], [2.0]])
    people = np.array([3, 0, 1, 6])
    assert spread(values, people).ravel().tolist() == pytest.approx([3.1, 2, 1])
    assert np.isnan(spread(values, np.zeros(4))).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=30))
def test_spread_is_that_of_people_one_by_one(pairs):
    values, people = (np.array(one, float) for one in zip(*pairs, strict=True))
    if people.sum() == 0:
        return
    each = np.repeat(values, people.astype(int))
    mean, median, decile = spread(values[:, None], people).ravel()
    assert mean == pytest.approx(each.mean())
    assert median == np.quantile(each, 0.5, method="inverted_cdf")
    assert decile == np.quantile(each, 0.1, method="inverted_cdf")


def test_bad_decay_is_refused():
    with pytest.raises(ValueRangeError, match=r"expected a decay among .*got `slow`"):
        Decay("slow")
    with pytest.raises(ValueRangeError, match="above zero, got 0 and 2"):
        Decay("power", scale=0)
    with pytest.raises(ValueRangeError, match="above zero, got 1 and -1"):
        Decay("power", exponent=-1)
    for steps in ((), (0.5, 0.6), (1.2, 0.5), (1.0, -0.1)):
        with pytest.raises(ValueRangeError, match="weights of `steps` from 1 to 0, none above"):
            Decay("steps", steps=steps)


def test_bad_numbers_are_refused():
    with pytest.raises(ValueRangeError, match="expected `within` above zero, got 0"):
        decay_weights(WAYS, within=0)
    for bad in (np.nan, -1.0):
        with pytest.raises(ValueRangeError, match="ways of zero or more without NaN"):
            decay_weights(np.array([[bad]]), within=10)
    weights = decay_weights(WAYS, within=2000)
    with pytest.raises(ValueRangeError, match=r"`supply`: expected 3 numbers .* got 2, of which 0"):
        gravity(weights, BEDS[:2])
    with pytest.raises(ValueRangeError, match=r"`supply`: .* got 3, of which 2 are not"):
        gravity(weights, np.array([np.nan, -1, 3]))
    with pytest.raises(ValueRangeError, match=r"`supply`: .* got 3, of which 1 are not"):
        gravity(weights, np.array([np.inf, 1, 3]))
    with pytest.raises(ValueRangeError, match=r"`demand`: expected 2 numbers .* got 3, of which 0"):
        two_step(weights, BEDS, BEDS)
