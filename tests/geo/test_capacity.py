"""Capacity-bound service: by hand, against linear programming, and whether the books close."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from geo import ValueRangeError
from geo._prices import near_prices
from geo._transport import Transport
from geo.capacity import duality_gap, least_cost, nearest_first

VILLAGES = np.array([[1.0, 4.0], [2.0, 3.0], [2.0, 9.0]])
PEOPLE = [30, 20, 10]
METHODS = pytest.mark.parametrize("method", [nearest_first, least_cost])


@st.composite
def problems(draw):
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    cost = st.one_of(st.just(np.inf), st.integers(0, 9).map(float))
    costs = [[draw(cost) for _ in range(columns)] for _ in range(rows)]
    people = [draw(st.integers(0, 9)) for _ in range(rows)]
    places = [draw(st.integers(0, 15)) for _ in range(columns)]
    return np.array(costs), np.array(people, float), np.array(places, float)


def most_then_least(costs, people, places):
    """Return served people and cost by two linear programmes, one after the other."""
    rows, columns = np.nonzero(np.isfinite(costs))
    if len(rows) == 0:
        return 0.0, 0.0
    ways = np.arange(len(rows))
    bounds = np.zeros((len(people) + len(places), len(rows)))
    bounds[rows, ways] = bounds[len(people) + columns, ways] = 1
    limits = np.concatenate([people, places])
    most = -linprog(-np.ones(len(rows)), A_ub=bounds, b_ub=limits).fun
    least = linprog(
        costs[rows, columns], A_ub=bounds, b_ub=limits, A_eq=np.ones((1, len(rows))), b_eq=[most]
    )
    return most, least.fun


def pair_by_pair(costs, people, places):
    """Return people by demand and supply, going through all pairs in order."""
    left, room = people.copy(), places.copy()
    taken = np.zeros(costs.shape)
    ways = [(cost, i, j) for (i, j), cost in np.ndenumerate(costs) if np.isfinite(cost)]
    for _, i, j in sorted(ways):
        taken[i, j] = min(left[i], room[j])
        left[i] -= taken[i, j]
        room[j] -= taken[i, j]
    return taken


def matrix_of(found):
    taken = np.zeros((len(found.demand), len(found.capacity)))
    taken[found.rows, found.columns] = found.people
    return taken


def town(count, supplies, seed):
    rng = np.random.default_rng(seed)
    homes, clinics = rng.uniform(0, 9000, (count, 2)), rng.uniform(0, 9000, (supplies, 2))
    costs = np.hypot(*(homes[:, None] - clinics).transpose(2, 0, 1))
    people = rng.integers(0, 50, count).astype(float)
    share = rng.uniform(0.5, 1.5, supplies)
    return costs, people, np.round(people.sum() * share / share.sum() * 0.9)


def test_three_villages_two_clinics_nearest_first():
    # 1.0: 30 of A to the first clinic, full at 40 after 10 of B (2.0, row before C);
    # 3.0: the other 10 of B to the second; 9.0: C to the second
    found = nearest_first(VILLAGES, PEOPLE, [40, 30])
    assert matrix_of(found).tolist() == [[30, 0], [10, 10], [0, 10]]
    assert found.cost == 30 * 1 + 10 * 2 + 10 * 3 + 10 * 9
    assert found.load.tolist() == [40, 20]


def test_three_villages_two_clinics_at_least_cost():
    # C saves 7 a person at the first clinic, A 3, B 1: so all of C and A, and no one of B
    found = least_cost(VILLAGES, PEOPLE, [40, 30])
    assert matrix_of(found).tolist() == [[30, 0], [0, 20], [10, 0]]
    assert found.cost == 30 * 1 + 20 * 3 + 10 * 2
    assert duality_gap(found, VILLAGES) == pytest.approx(0, abs=1e-12)


def test_one_more_place_saves_its_price():
    found = least_cost(VILLAGES, PEOPLE, [35, 40])
    more = least_cost(VILLAGES, PEOPLE, [36, 40])
    assert found.prices.tolist() == [3.0, 0.0]
    assert found.cost - more.cost == 3.0


def test_as_many_as_can_be_are_served_though_it_costs_more():
    # the first home reaches both clinics, the second only the first clinic
    costs = np.array([[1.0, 1000.0], [2.0, np.inf]])
    assert nearest_first(costs, [10, 10], [10, 10]).remaining.tolist() == [0, 10]
    found = least_cost(costs, [10, 10], [10, 10])
    assert found.remaining.tolist() == [0, 0]
    assert found.cost == 10 * 1000 + 10 * 2


def test_many_homes_give_way_along_a_chain_so_that_one_more_is_served():
    # home i reaches clinics i and i + 1, at 0 and at 100; the newcomer reaches the first only
    count = 40
    costs = np.full((count + 1, count + 1), np.inf)
    for i in range(count):
        costs[i, i], costs[i, i + 1] = 0, 100
    costs[count, 0] = 50
    found = least_cost(costs, np.ones(count + 1), np.ones(count + 1))
    assert found.remaining.sum() == 0
    assert found.cost == 100 * count + 50


@METHODS
def test_equal_ways_are_served_in_the_order_of_rows(method):
    found = method(np.ones((3, 1)), [5, 5, 5], [7])
    assert found.load.tolist() == [7]
    assert found.remaining.sum() == 8
    if method is nearest_first:
        assert found.served.tolist() == [5, 2, 0]


@METHODS
def test_no_capacity_serves_nobody(method):
    found = method(VILLAGES, PEOPLE, [0, 0])
    assert found.remaining.tolist() == PEOPLE
    assert found.pairs.empty


@METHODS
def test_demand_that_nobody_reaches_remains(method):
    found = method(VILLAGES, PEOPLE, [100, 100], within=1.5)
    assert found.served.tolist() == [30, 0, 0]
    assert found.remaining.tolist() == [0, 20, 10]


@METHODS
def test_the_bound_itself_is_within(method):
    assert method(VILLAGES, PEOPLE, [100, 100], within=2).remaining.tolist() == [0, 0, 0]


@METHODS
def test_sparse_pairs_are_the_matrix_without_the_others(method):
    pairs = sparse.coo_array(([0.0, 3.0, 2.0], ([0, 1, 1], [0, 1, 0])), shape=(3, 2))
    full = np.array([[0, np.inf], [2, 3], [np.inf, np.inf]])
    one, other = (method(costs, PEOPLE, [25, 25]) for costs in (pairs, full))
    assert one.pairs.equals(other.pairs)
    assert one.remaining.tolist() == [5, 0, 10]


@METHODS
def test_parts_of_people_add_up_to_the_last_digit(method):
    rng = np.random.default_rng(4)
    costs, people = rng.uniform(0, 9, (60, 5)), rng.uniform(0, 1, 60) / 3
    found = method(costs, people, rng.uniform(0, 2, 5))
    assert (found.served + found.remaining == found.demand).all()
    assert (found.remaining >= 0).all()
    assert (found.load <= found.capacity).all()
    assert found.load.sum() == found.served.sum()
    assert found.demand == pytest.approx(people, abs=1e-14)


@given(problems())
@settings(max_examples=60, deadline=None)
def test_least_cost_is_that_of_linear_programming(problem):
    found = least_cost(*problem)
    served, cost = most_then_least(*problem)
    assert found.served.sum() == pytest.approx(served, abs=1e-7)
    assert found.cost == pytest.approx(cost, abs=1e-6)
    assert duality_gap(found, problem[0]) == pytest.approx(0, abs=1e-12)
    assert (found.prices >= 0).all()
    assert (found.load <= problem[2]).all()
    assert (found.served <= problem[1]).all()


@given(problems())
@settings(max_examples=60, deadline=None)
def test_nearest_first_is_pair_by_pair(problem):
    found = nearest_first(*problem)
    assert matrix_of(found).tolist() == pair_by_pair(*problem).tolist()


def test_least_cost_where_ways_cost_nothing_and_nobody_chooses_between_them():
    """The smoothed dual is flat here: Newton's matrix is singular but for rounding."""
    costs = np.full((7, 3), np.inf)
    costs[0], costs[4, 1] = 0, 1
    found = least_cost(costs, [8, 0, 0, 0, 1, 0, 0], [0, 1, 7])
    assert (found.served.sum(), found.cost) == (8, 0)


@given(problems())
@settings(max_examples=40, deadline=None)
def test_nearest_first_leaves_no_pair_that_would_rather(problem):
    costs, people, places = problem
    found = nearest_first(*problem)
    taken = matrix_of(found)
    for (i, j), cost in np.ndenumerate(costs):
        if not np.isfinite(cost):
            continue
        unserved_or_farther = found.remaining[i] > 0 or (taken[i][costs[i] > cost] > 0).any()
        room = found.load[j] < places[j] or (taken[:, j][costs[:, j] > cost] > 0).any()
        assert not (unserved_or_farther and room)
    assert (found.served + found.remaining == people).all()


@pytest.mark.parametrize(("count", "supplies"), [(300, 5), (2500, 20), (1500, 60)])
@pytest.mark.parametrize("within", [np.inf, 1500])
def test_a_town_is_proved_to_be_least(count, supplies, within):
    costs, people, places = town(count, supplies, seed=count)
    found = least_cost(costs, people, places, within=within)
    assert duality_gap(found, costs, within=within) == pytest.approx(0, abs=1e-12)
    first = nearest_first(costs, people, places, within=within)
    assert found.served.sum() >= first.served.sum()
    assert (found.served + found.remaining == people).all()
    assert (found.load <= places).all()
    assert (found.costs <= within).all()


def test_the_order_of_rows_does_not_matter():
    costs, people, places = town(400, 7, seed=3)
    order = np.random.default_rng(1).permutation(400)
    for method in (nearest_first, least_cost):
        one, other = method(costs, people, places), method(costs[order], people[order], places)
        assert one.cost == pytest.approx(other.cost)
        assert one.served.sum() == other.served.sum()
    first = nearest_first(costs, people, places).served
    assert (
        first[order].tolist() == nearest_first(costs[order], people[order], places).served.tolist()
    )


def test_prices_to_start_from_do_not_change_the_cost():
    costs, people, places = town(400, 7, seed=3)
    found = least_cost(costs, people, places)
    for prices in (np.zeros(7), found.prices, np.full(7, 1e5), np.arange(7) * 900.0):
        again = least_cost(costs, people, places, prices=prices)
        assert again.cost == pytest.approx(found.cost, rel=1e-12)


def test_the_exact_part_needs_no_good_prices():
    costs, people, places = town(200, 6, seed=8)
    for prices in (np.zeros(6), np.arange(6) * 1500.0):
        transport = Transport(costs, people, places, 1e6, prices)
        transport.solve()
        load = [sum(members.values()) for members in transport.held]
        assert load[:-1] == places.tolist()
        assert load[-1] == people.sum() - places.sum()


def test_prices_near_the_best_fit_nearly_all():
    costs, people, places = town(3000, 30, seed=2)
    penalty = 10 * costs.max()
    prices = near_prices(costs, people, places, penalty)
    best = np.column_stack([costs + prices, np.full(len(costs), penalty)]).argmin(axis=1)
    load = np.bincount(best, people, minlength=31)[:-1]
    assert np.abs(load - places).sum() < 0.1 * people.sum()


def test_more_places_never_leave_more_without():
    costs, people, places = town(300, 5, seed=6)
    left = [least_cost(costs, people, places * k, within=2000).remaining.sum() for k in (1, 1.5, 2)]
    assert left == sorted(left, reverse=True)


def test_supplies_at_the_homes_themselves():
    found = least_cost(np.zeros((3, 2)), PEOPLE, [15, 25])
    assert found.cost == 0
    assert found.load.tolist() == [15, 25]


@METHODS
@pytest.mark.parametrize("bad", [-1, np.nan, np.inf])
def test_bad_numbers_are_refused(method, bad):
    with pytest.raises(ValueRangeError, match="`demand`: expected `people` to be a number of zero"):
        method(VILLAGES, [30, bad, 10], [40, 30])
    with pytest.raises(ValueRangeError, match="`supply`: expected `capacity` to be a number of ze"):
        method(VILLAGES, PEOPLE, [bad, 30])


@METHODS
def test_bad_costs_are_refused(method):
    with pytest.raises(ValueRangeError, match=r"costs of 3 demands .* 2 supplies .*got \(2, 3\)"):
        method(VILLAGES.T, PEOPLE, [40, 30])
    for bad in (-1.0, np.nan):
        with pytest.raises(ValueRangeError, match="expected costs of zero or more"):
            method(np.where(VILLAGES == 4, bad, VILLAGES), PEOPLE, [40, 30])
    with pytest.raises(ValueRangeError, match="expected `within` of zero or more, got -1"):
        method(VILLAGES, PEOPLE, [40, 30], within=-1)
    with pytest.raises(ValueRangeError, match=r"one of each at least, got \(0, 0\)"):
        method(np.empty((0, 0)), [], [])


def test_only_an_answer_with_prices_can_be_proved():
    with pytest.raises(ValueRangeError, match="expected an answer of `least_cost`"):
        duality_gap(nearest_first(VILLAGES, PEOPLE, [40, 30]), VILLAGES)
