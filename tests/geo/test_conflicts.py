import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, ValueRangeError
from geo.conflicts import ANY_CONFLICT, OTHER_USE, conflicts, water_strips
from tests.geo.made import boxes, mosaic, stars, streets

WIDTHS = [(0, 50), (10, 100), (50, 200)]


def table(found):
    keys = zip(found.rows["territory"], found.rows["kind"], found.rows["class"], strict=True)
    return dict(zip(keys, found.rows["area_ha"], strict=True))


def test_conflicts_by_hand_overlaps_counted_once():
    parks = boxes([(0, 0, 200, 100), (500, 0, 600, 100)], id=["p", "q"], type=["sport", "works"])
    flood = boxes([(150, 0, 300, 100), (140, 0, 160, 100)])
    uses = boxes([(0, 0, 50, 100), (50, 0, 170, 100), (170, 0, 600, 100)], use=["g", "wood", "w"])
    found = conflicts(
        parks, {"flood": flood}, by="type", uses=uses, class_column="use", fits={"sport": ["g"]}
    )
    assert table(found) == pytest.approx(
        {
            ("p", "flood", ""): 0.6,  # x 140 to 200
            ("p", OTHER_USE, "w"): 0.3,
            ("p", OTHER_USE, "wood"): 1.2,
            ("p", ANY_CONFLICT, ""): 1.5,  # x 50 to 200
            ("q", ANY_CONFLICT, ""): 0,  # a type that is not listed takes any land
            ("all", "flood", ""): 0.6,
            ("all", OTHER_USE, ""): 1.5,
            ("all", ANY_CONFLICT, ""): 1.5,
        }
    )
    assert found.rows["share"].iloc[0] == pytest.approx(0.3)
    assert found.rows["area_ha_low"].isna().all()
    assert found.pieces["kind"].tolist() == ["flood", OTHER_USE, OTHER_USE]
    assert found.pieces.area.to_numpy() == pytest.approx(found.pieces["area_ha"] * 1e4)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_total_lies_between_the_greatest_kind_and_the_sum(seed):
    parks = mosaic(4, 1500, seed)
    kinds = {"a": stars(4, 1500, seed), "b": stars(4, 1500, seed + 1)}
    rows = conflicts(parks, kinds, by="use").rows
    for name, shape in zip(parks["id"], parks.geometry, strict=True):
        mine = rows[rows["territory"] == name].set_index("kind")["area_ha"]
        parts, every = mine.drop(ANY_CONFLICT), mine[ANY_CONFLICT]
        assert max(parts, default=0.0) - 1e-6 <= every <= parts.sum() + 1e-6
        land = shapely.union_all([*kinds["a"].geometry, *kinds["b"].geometry])
        assert every == pytest.approx(shape.intersection(land).area / 1e4, abs=1e-6)


def test_the_interval_holds_the_figure_and_is_the_same_again():
    parks = boxes([(0, 0, 100, 100), (900, 0, 1000, 100)], id=["p", "q"], type="t", m=[80, 0])
    words = {"by": "type", "precision": "m", "draws": 40, "seed": 3}
    flood = {"flood": boxes([(50, -500, 200, 500), (950, 0, 960, 100)])}
    rows = conflicts(parks, flood, **words).rows
    assert rows.equals(conflicts(parks, flood, **words).rows)
    assert (rows["area_ha_low"] <= rows["area_ha"]).all()
    assert (rows["area_ha"] <= rows["area_ha_high"]).all()
    moved, still = (rows[rows["territory"] == one].iloc[0] for one in "pq")
    assert moved["area_ha_low"] < 0.2
    assert moved["area_ha_high"] > 0.8
    assert still["area_ha_low"] == pytest.approx(still["area_ha_high"])


def test_strips_grow_with_the_length_of_the_river():
    lines = [[(0, 0), (9_000, 0)], [(0, 5000), (30_000, 5000)], [(30_000, 5000), (60_000, 5000)]]
    rivers = streets(lines, name=["brook", "tom", "tom"], width_m=[10.0, 100.0, 100.0])
    alone = water_strips(rivers, widths=WIDTHS)
    assert alone["strip_m"].tolist() == [50, 100, 100]
    found = water_strips(rivers, widths=WIDTHS, river_column="name", width_column="width_m")
    assert found["strip_m"].tolist() == [50, 200, 200]
    assert found["length_km"].tolist() == [9, 60, 60]
    high = shapely.bounds(found.geometry.to_numpy())[:, 3] - 6_250_000
    assert high.tolist() == pytest.approx([55, 5250, 5250])
    said = water_strips(rivers.assign(km=[60, 5, 12]), widths=WIDTHS, length_column="km")
    assert said["strip_m"].tolist() == [200, 50, 100]


def test_small_lakes_have_no_strip():
    lakes = boxes([(0, 0, 1000, 1000), (5000, 0, 5700, 700)])
    found = water_strips(lakes=lakes, widths=WIDTHS)
    assert found["strip_m"].tolist() == [50]
    assert np.isnan(found["length_km"]).all()


def test_conflicts_that_cannot_be_are_refused():
    parks = boxes([(0, 0, 9, 9)], id=["p"], type=["t"])
    with pytest.raises(ValueRangeError, match="expected land to conflict with, got none"):
        conflicts(parks, {}, by="type")
    with pytest.raises(ValueRangeError, match="expected `precision`"):
        conflicts(parks, {"a": parks}, by="type", draws=5)
    with pytest.raises(ColumnError, match="`uses`: expected column `use`"):
        conflicts(parks, {}, by="type", uses=parks, class_column="use")
    with pytest.raises(ValueRangeError, match="expected rivers or lakes, got neither"):
        water_strips(widths=WIDTHS)
    for faulty in ([], [(5, 50)], [(0, 50), (0, 60)], [(0, -1)], [(0, float("nan"))]):
        with pytest.raises(ValueRangeError, match="expected `widths` to rise from 0 km"):
            water_strips(lakes=parks, widths=faulty)
