"""The k nearest, with ties kept whole: by hand, and against sorting each row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ValueRangeError, neighbours
from geo.neighbours import TIE, k_nearest, kth_costs


@st.composite
def matrices(draw):
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    cost = st.one_of(st.just(np.inf), st.integers(0, 6).map(float))
    return np.array([[draw(cost) for _ in range(columns)] for _ in range(rows)])


def listed(costs, k):
    found = k_nearest(np.array(costs, float), k)
    fields = (found.rows, found.columns, found.ranks, found.ties)
    return list(zip(*(one.tolist() for one in fields), strict=True))


def test_by_hand():
    costs = [[500, 100, 300], [200, 700, 50]]
    assert listed(costs, 2) == [(0, 1, 1, 1), (0, 2, 2, 1), (1, 2, 1, 1), (1, 0, 2, 1)]


def test_a_tie_at_the_last_rank_is_kept_whole():
    # three at 300 m share rank 2: asked for two, four come
    assert listed([[300, 100, 300, 900, 300]], 2) == [
        (0, 1, 1, 1),
        (0, 0, 2, 3),
        (0, 2, 2, 3),
        (0, 4, 2, 3),
    ]


def test_after_a_tie_ranks_go_on_by_count():
    assert listed([[10, 10, 20]], 3) == [(0, 0, 1, 2), (0, 1, 1, 2), (0, 2, 3, 1)]


def test_a_micrometre_is_no_difference():
    assert listed([[100.0, 100.0 + TIE / 2]], 1) == [(0, 0, 1, 2), (0, 1, 1, 2)]
    assert listed([[100.0, 100.0 + 3 * TIE]], 1) == [(0, 0, 1, 1)]


def test_what_cannot_be_reached_is_not_near():
    assert listed([[np.inf, 5.0], [np.inf, np.inf]], 2) == [(0, 1, 1, 1)]
    assert listed([[1.0, 2.0]], 9) == [(0, 0, 1, 1), (0, 1, 2, 1)]
    assert kth_costs(np.array([[np.inf, 5.0]]), 2).tolist() == [[5.0, np.inf]]


@given(matrices(), st.integers(1, 9))
def test_equal_to_sorting_each_row(costs, k):
    expected = []
    for row, ways in enumerate(costs):
        reached = np.sort(ways[np.isfinite(ways)])
        if len(reached) == 0:
            continue
        last = reached[min(k, len(reached)) - 1]
        for column in np.lexsort((np.arange(len(ways)), ways)):
            way = ways[column]
            if way <= last:
                nearer, alike = int((ways < way).sum()), int((ways == way).sum())
                expected.append((row, int(column), nearer + 1, alike))
    assert listed(costs, k) == expected


@given(matrices(), st.integers(1, 8))
def test_more_asked_holds_fewer_asked(costs, k):
    fewer, more = set(listed(costs, k)), set(listed(costs, k + 1))
    assert fewer <= more


@given(matrices(), st.integers(1, 9))
def test_kth_costs_are_the_least_in_order(costs, k):
    found = kth_costs(costs, k)
    assert found.tolist() == np.sort(costs, axis=1)[:, : min(k, costs.shape[1])].tolist()


def test_bad_input_is_refused():
    with pytest.raises(ValueRangeError, match="expected `k` of one or more, got 0"):
        k_nearest(np.ones((1, 1)), 0)
    for bad in (np.ones(3), np.ones((2, 0)), np.array([[np.nan]]), np.array([[-1.0]])):
        with pytest.raises(ValueRangeError, match="expected a matrix of origins by one target"):
            kth_costs(bad, 1)


def test_parts_of_a_matrix_are_the_whole(monkeypatch):
    costs = np.random.default_rng(4).integers(0, 9, (50, 6)).astype(float)
    whole = listed(costs, 3)
    monkeypatch.setattr(neighbours, "_CELLS_AT_ONCE", 13)
    assert listed(costs, 3) == whole
