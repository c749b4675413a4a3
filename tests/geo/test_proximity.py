import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, ValueRangeError, nearest
from tests.geo.made import boxes, dots, homes, stars


def test_the_nearest_of_each_type_by_hand():
    origins = dots([(0, 0), (1000, 0)], id=["w", "e"])
    targets = boxes(
        [(300, -50, 400, 50), (900, 300, 1100, 400), (0, 700, 10, 710)],
        id=["p1", "p2", "p3"],
        type=["sport", "sport", "medical"],
    )
    rows = nearest(origins, targets, by="type")
    assert rows.values.tolist() == [
        ["w", "medical", "p3", 700.0, 1],
        ["w", "sport", "p1", 300.0, 1],
        ["e", "medical", "p3", pytest.approx(np.hypot(990, 700)), 1],
        ["e", "sport", "p2", 300.0, 1],
    ]


def test_ties_are_counted_and_the_first_id_named():
    origins = dots([(0, 0)], id=[1])
    targets = dots([(30, 40), (0, -50), (-50, 0), (60, 0)], id=[10, 9, 11, 1])
    rows = nearest(origins, targets)
    assert rows.values.tolist() == [[1, "all", 9, 50.0, 3]]


def test_numbers_come_before_words_among_ids():
    targets = dots([(5, 0), (-5, 0), (0, 5)], id=["b", "a", 7])
    assert nearest(dots([(0, 0)], id=["x"]), targets)["nearest_id"].tolist() == [7]


def test_within_overlapping_parks_all_tie_at_nothing():
    targets = boxes([(0, 0, 1000, 1000), (400, 400, 900, 900), (600, 0, 610, 10)], id=list("bac"))
    rows = nearest(dots([(500, 500), (100, 100)], id=["in", "one"]), targets)
    assert rows["distance_m"].tolist() == [0, 0]
    assert rows["nearest_id"].tolist() == ["a", "b"]
    assert rows["ties"].tolist() == [2, 1]


def test_very_many_ties_are_all_counted():
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = dots(np.column_stack([300 * np.cos(angle), 300 * np.sin(angle)]), id=range(60))
    rows = nearest(dots([(0, 0)], id=["middle"]), ring)
    assert rows["ties"].tolist() == [60]
    assert rows["nearest_id"].tolist() == [0]
    assert rows["distance_m"].iloc[0] == pytest.approx(300)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 60), parks=st.integers(1, 25))
def test_proximity_equals_brute_force_in_any_order(seed, count, parks):
    origins, targets = homes(count, 4000, seed), stars(parks, 4000, seed + 1)
    rows = nearest(origins, targets, by="type")
    points = np.asarray(origins.geometry.array)
    for kind, members in targets.groupby("type"):
        table = shapely.distance(points[:, None], np.asarray(members.geometry.array))
        one = rows[rows["by"] == kind]
        assert one["id"].tolist() == origins["id"].tolist()
        assert np.allclose(one["distance_m"], table.min(axis=1), atol=1e-7)
        ties = (table <= table.min(axis=1, keepdims=True) + 1e-6).sum(axis=1)
        assert one["ties"].tolist() == ties.tolist()
        named = members.set_index("id").geometry[one["nearest_id"]]
        assert np.allclose(shapely.distance(points, np.asarray(named.array)), one["distance_m"])
    order = np.random.default_rng(seed).permutation(parks)
    assert nearest(origins, targets.iloc[order], by="type").equals(rows)


def test_ids_must_be_there_and_differ():
    here = dots([(0, 0), (1, 1)], id=["a", "a"])
    with pytest.raises(ValueRangeError, match=r"`origins`: expected `id` to differ.*\['a'\]"):
        nearest(here, dots([(0, 0)], id=["b"]))
    with pytest.raises(ColumnError, match="`targets`: expected column `id`"):
        nearest(dots([(0, 0)], id=["b"]), dots([(0, 0)]))
