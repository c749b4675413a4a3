"""The k nearest and the origin-destination matrix, on inputs, on the edition and as a file."""

from __future__ import annotations

import pandas as pd
import pytest

import cli
from geo import ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures import od_matrix as od
from layers.measures.neighbours import k_nearest
from layers.measures.od_matrix import od_matrix
from tests.geo.made import dots, streets

HOMES = dots([(0, 0), (900, 0)], id=["x", "y"])
CLINICS = dots(
    [(300, 0), (-300, 0), (1200, 0), (5000, 0)],
    id=["a", "b", "c", "d"],
    kind=["city", "city", "rural", "rural"],
)
ROAD = streets([[(-300, 0), (0, 0)], [(0, 0), (900, 0)], [(900, 0), (5000, 0)]])


def given(frame, name, precision=""):
    return Input(frame, name, name, precision)


def asked(measure, precision="", origins=HOMES, targets=CLINICS, **settings):
    return measure(given(origins, "homes"), given(targets, "clinics", precision), **settings)


def data(found, *columns):
    return found.rows[list(columns)].to_dict("split")["data"]


def test_k_nearest_by_hand():
    found = asked(k_nearest, k=1)
    # a and b lie 300 m from x, on either side: both are the nearest
    assert data(found, "origin", "target", "rank", "ties", "distance_m") == [
        ["x", "a", 1, 2, 300],
        ["x", "b", 1, 2, 300],
        ["y", "c", 1, 1, 300],
    ]
    assert "equally near" in found.notes[0]
    assert found.layer[["origin", "way"]].to_numpy().tolist() == [["x", 300], ["y", 300]]
    assert [one.figure.value for one in found.headlines] == [300, 300]
    two = asked(k_nearest, k=2)
    assert data(two, "origin", "target", "rank") == [
        ["x", "a", 1],
        ["x", "b", 1],
        ["y", "c", 1],
        ["y", "a", 2],
    ]
    assert not any("equally near" in note for note in two.notes)
    assert [one.figure.value for one in two.headlines] == [300, (300 + 600) / 2]


def test_k_nearest_of_each_type():
    found = asked(k_nearest, k=1, among="type", by="kind")
    assert data(found, "origin", "by", "target", "distance_m") == [
        ["x", "city", "a", 300],
        ["x", "city", "b", 300],
        ["x", "rural", "c", 1200],
        ["y", "city", "a", 600],
        ["y", "rural", "c", 300],
    ]


def test_k_nearest_over_streets():
    found = asked(k_nearest, k=3, mode="foot", network=given(ROAD, "road"))
    # 5 km/h: 300 m take 3.6 min
    assert data(found, "origin", "target", "rank") == [
        ["x", "a", 1],
        ["x", "b", 1],
        ["x", "c", 3],
        ["y", "c", 1],
        ["y", "a", 2],
        ["y", "b", 3],
    ]
    assert found.rows["time_min"].tolist() == pytest.approx([3.6, 3.6, 14.4, 3.6, 7.2, 14.4])
    with pytest.raises(ValueRangeError, match="expected streets for the way `car`, got none"):
        asked(k_nearest, mode="car")


def test_no_place_is_its_own_neighbour():
    same = given(CLINICS, "clinics")
    found = k_nearest(same, same, k=1)
    assert data(found, "origin", "target") == [["a", "b"], ["b", "a"], ["c", "a"], ["d", "c"]]
    assert any("its own neighbour" in note for note in found.notes)


def test_all_where_there_are_fewer():
    assert len(asked(k_nearest, k=9).rows) == 8


def test_neighbours_have_intervals():
    found = asked(k_nearest, precision="street", k=2, draws=60)
    rows = found.rows
    assert (rows["distance_m_low"] <= rows["distance_m"]).all()
    assert (rows["distance_m"] <= rows["distance_m_high"]).all()
    assert (rows["distance_m_low"] < rows["distance_m_high"]).any()
    first = found.headlines[0].figure
    assert first.low < first.value <= first.high
    assert "distance_m_low" not in asked(k_nearest, draws=60).rows
    each = asked(k_nearest, precision="street", among="type", by="kind", draws=10)
    assert (each.rows["distance_m_low"] <= each.rows["distance_m_high"]).all()


def test_the_nearest_is_that_of_proximity(small_edition):
    near = stats.edition_statistic(
        small_edition, "k_nearest", settings={"k": 1, "among": "type"}, draws=20
    ).rows.drop_duplicates(["origin", "by"])
    other = stats.edition_statistic(
        small_edition, "proximity", {"origins": "sites", "network": "none"}, draws=20
    ).rows
    both = near.merge(other, left_on=["origin", "by"], right_on=["id", "by"])
    assert len(both) == len(other)
    assert both["distance_m_x"].tolist() == pytest.approx(both["distance_m_y"].tolist())
    assert both["ties_x"].tolist() == both["ties_y"].tolist()


def test_the_matrix_by_hand():
    found = asked(od_matrix)
    assert data(found, "origin", "target", "distance_m") == [
        ["x", "a", 300],
        ["x", "b", 300],
        ["x", "c", 1200],
        ["x", "d", 5000],
        ["y", "a", 600],
        ["y", "b", 1200],
        ["y", "c", 300],
        ["y", "d", 4100],
    ]
    assert found.layer["way"].tolist() == [750, 900]
    assert [one.figure.value for one in found.headlines] == [900, 5000, 0]


def test_the_matrix_within_a_bound():
    found = asked(od_matrix, within_m=300)
    assert data(found, "origin", "target") == [["x", "a"], ["x", "b"], ["y", "c"]]
    assert found.headlines[-1].figure.value == 5
    assert found.method.parameters["Pairs no farther than, m"] == 300
    nothing = asked(od_matrix, within_m=1, precision="street", draws=5)
    assert nothing.rows.empty
    assert [one.figure.value for one in nothing.headlines] == [8]
    assert nothing.layer.empty


def test_the_matrix_over_streets():
    found = asked(od_matrix, mode="foot", network=given(ROAD, "road"), within_min=10)
    assert found.rows["time_min"].tolist() == pytest.approx([3.6, 3.6, 7.2, 3.6])


def test_pairs_have_intervals_unless_there_are_too_many(monkeypatch):
    few = asked(od_matrix, precision="street", draws=20)
    rows = few.rows
    assert (rows["distance_m_low"] < rows["distance_m"]).all()
    assert (rows["distance_m"] < rows["distance_m_high"]).all()
    assert few.headlines[0].figure.low < few.headlines[0].figure.value
    monkeypatch.setattr(od, "MOST_DRAWN", 7)
    many = asked(od_matrix, precision="street", draws=20)
    assert "distance_m_low" not in many.rows
    assert many.method.draws == 0
    assert any("no interval" in note for note in many.notes)
    assert not any("no interval" in note for note in asked(od_matrix, draws=20).notes)


def test_the_matrix_is_written_to_a_file(tmp_path, small_edition):
    target = tmp_path / "od.csv"
    argv = ["stats", "od_matrix", "-o", str(target), "--edition", str(small_edition.root)]
    assert cli.main(argv) == 0
    table = pd.read_csv(target)
    assert list(table.columns[:3]) == ["origin", "target", "distance_m"]
    assert len(table) == table["origin"].nunique() * table["target"].nunique()
    assert (tmp_path / "od.method.json").exists()
