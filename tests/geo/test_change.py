import warnings

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    UNCLASSIFIED,
    ColumnError,
    CrsError,
    GeometryError,
    OverlapWarning,
    ValueRangeError,
    area_by_class,
)
from geo.change import class_balance, laid_over, land_change
from tests.geo.made import boxes, dots, mosaic, stars


def table(rows):
    keys = [name for name in ("zone", "from", "to") if name in rows.columns]
    return dict(zip(rows[keys].itertuples(index=False, name=None), rows["area_ha"], strict=True))


def change(before, after, **words):
    return land_change(before, after, before_class="use", after_class="use", **words)


def test_the_matrix_by_hand():
    # before: wood west, field east; after: wood stays but for a town across the middle
    before = boxes([(0, 0, 100, 100), (100, 0, 200, 100)], use=["wood", "field"])
    after = boxes(
        [(0, 0, 50, 100), (50, 0, 150, 100), (150, 0, 200, 100)], use=["wood", "town", "wood"]
    )
    found = change(before, after)
    assert table(found.matrix) == pytest.approx(
        {
            ("field", "town"): 0.5,
            ("field", "wood"): 0.5,
            ("wood", "town"): 0.5,
            ("wood", "wood"): 0.5,
        }
    )
    assert found.matrix["share"].tolist() == pytest.approx([0.25] * 4)
    assert table(found.land) == pytest.approx(
        {("field", "town"): 0.5, ("field", "wood"): 0.5, ("wood", "town"): 0.5}
    )
    balance = class_balance(found.matrix).set_index("class")
    assert balance.loc["wood", ["gain_ha", "loss_ha", "net_ha", "swap_ha"]].tolist() == (
        pytest.approx([0.5, 0.5, 0, 1])
    )
    assert balance.loc["town", ["before_ha", "after_ha", "gain_ha", "swap_ha"]].tolist() == (
        pytest.approx([0, 1, 1, 0])
    )


def test_land_of_one_state_only_is_unclassified_in_the_other():
    before, after = boxes([(0, 0, 100, 100)], use=["a"]), boxes([(50, 0, 150, 100)], use=["a"])
    found = change(before, after)
    assert table(found.matrix) == pytest.approx(
        {("a", "a"): 0.5, ("a", UNCLASSIFIED): 0.5, (UNCLASSIFIED, "a"): 0.5}
    )
    zones = boxes([(0, 0, 200, 100), (500, 0, 600, 100)], id=["z", "far"])
    found = change(before, after, zones=zones)
    assert table(found.matrix) == pytest.approx(
        {
            ("z", "a", "a"): 0.5,
            ("z", "a", UNCLASSIFIED): 0.5,
            ("z", UNCLASSIFIED, "a"): 0.5,
            ("z", UNCLASSIFIED, UNCLASSIFIED): 0.5,
            ("far", UNCLASSIFIED, UNCLASSIFIED): 1.0,
        }
    )


def test_both_states_are_cut_to_the_zones():
    before, after = boxes([(0, 0, 100, 100)], use=["a"]), boxes([(0, 0, 100, 100)], use=["b"])
    zones = boxes([(0, 0, 30, 100), (90, 0, 110, 100)], id=["w", "e"])
    found = change(before, after, zones=zones)
    assert table(found.land) == pytest.approx({("w", "a", "b"): 0.3, ("e", "a", "b"): 0.1})
    assert found.land.area.tolist() == pytest.approx([3000, 1000])


def test_nothing_changes_where_the_states_are_one():
    land = mosaic(30, 2000, 1)
    found = change(land, land.iloc[::-1])
    assert (found.matrix["from"] == found.matrix["to"]).all()
    assert len(found.land) == 0
    balance = class_balance(found.matrix)
    assert not balance[["gain_ha", "loss_ha", "net_ha", "swap_ha"]].to_numpy().any()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), one=st.integers(1, 30), other=st.integers(1, 30))
def test_the_matrix_reconciles_with_both_states_and_turns_over(seed, one, other):
    before, after = mosaic(one, 2000, seed), mosaic(other, 2300, seed + 1)
    zones = mosaic(3, 2600, seed + 2)[["id", "geometry"]]
    found = change(before, after, zones=zones).matrix
    for state, column in ((before, "from"), (after, "to")):
        wanted = area_by_class(state, zones, class_column="use")
        wanted = wanted.set_index(["zone", "class"])["area_ha"]
        got = found.groupby(["zone", column])["area_ha"].sum()
        got = got.rename_axis(["zone", "class"]).reindex(wanted.index)
        assert got.to_numpy() == pytest.approx(wanted.to_numpy(), abs=1e-6)
    assert found.groupby("zone")["share"].sum().to_numpy() == pytest.approx(1)
    back = change(after, before, zones=zones).matrix
    turned = {(zone, to, come): ha for (zone, come, to), ha in table(back).items()}
    assert turned == pytest.approx(table(found), abs=1e-6)
    whole = change(before, after).matrix
    assert whole["share"].sum() == pytest.approx(1)
    union = shapely.union_all([*before.geometry, *after.geometry])
    assert whole["area_ha"].sum() == pytest.approx(union.area / 1e4)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_balance_adds_up(seed):
    matrix = change(mosaic(20, 2000, seed), mosaic(20, 2000, seed + 1)).matrix
    balance = class_balance(matrix)
    assert balance["before_ha"].sum() == pytest.approx(balance["after_ha"].sum())
    assert balance["net_ha"].sum() == pytest.approx(0, abs=1e-6)
    assert balance["gain_ha"].sum() == pytest.approx(balance["loss_ha"].sum())
    total = balance["gain_ha"] + balance["loss_ha"]
    assert total.to_numpy() == pytest.approx(
        (balance["net_ha"].abs() + balance["swap_ha"]).to_numpy(), abs=1e-9
    )


def test_the_balance_keeps_zones_apart():
    matrix = pd.DataFrame(
        {
            "zone": ["n", "n", "s"],
            "from": ["a", "b", "b"],
            "to": ["b", "a", "b"],
            "area_ha": [3.0, 1.0, 7.0],
        }
    )
    balance = class_balance(matrix)
    assert balance[["zone", "class", "net_ha", "swap_ha"]].values.tolist() == [
        ["n", "a", -2, 2],
        ["n", "b", 2, 2],
        ["s", "b", 0, 0],
    ]


def test_overlaps_within_a_state_go_by_row_order():
    before = boxes([(0, 0, 100, 100), (50, 0, 150, 100)], use=["a", "b"])
    with pytest.warns(OverlapWarning, match="1 pairs"):
        found = change(before, boxes([(0, 0, 150, 100)], use=["c"]))
    assert table(found.matrix) == pytest.approx({("a", "c"): 1, ("b", "c"): 0.5})


def over(base, top, becomes=None):
    after = laid_over(base, top, base_class="use", top_class="type", becomes=becomes)
    return after.assign(area_ha=after.area / 1e4).groupby("class")["area_ha"].sum().to_dict()


def test_what_is_laid_over_takes_the_land():
    base = boxes([(0, 0, 100, 100), (100, 0, 200, 100)], use=["wood", "field"])
    top = boxes([(50, 0, 150, 100), (190, 0, 210, 100)], type=["works", "old"])
    assert over(base, top) == pytest.approx({"works": 1, "wood": 0.5, "field": 0.4, "old": 0.2})
    assert over(base, top, {"works": "town", "old": None}) == pytest.approx(
        {"town": 1, "wood": 0.5, "field": 0.5}
    )
    covered = over(base, boxes([(0, 0, 200, 100)], type=["works"]))
    assert covered == pytest.approx({"works": 2})
    assert over(base, top, {"works": None, "old": None}) == pytest.approx({"wood": 1, "field": 1})


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 8))
def test_laying_over_loses_no_land(seed, count):
    base, top = mosaic(20, 2000, seed), stars(count, 2000, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OverlapWarning)
        after = laid_over(base, top, base_class="use", top_class="type")
    union = shapely.union_all([*base.geometry, *top.geometry])
    assert after.area.sum() == pytest.approx(union.area)
    assert shapely.union_all(after.geometry.to_numpy()).area == pytest.approx(union.area)


def test_change_that_cannot_be_measured_is_refused():
    land, zone = boxes([(0, 0, 9, 9)], use=["a"]), boxes([(0, 0, 9, 9)], id=[1])
    with pytest.raises(ColumnError, match="`after`: expected column `use`"):
        change(land, land.rename(columns={"use": "kind"}))
    with pytest.raises(CrsError, match="expected one CRS"):
        change(land, land.to_crs(28415))
    with pytest.raises(ValueRangeError, match="repeated are"):
        change(land, land, zones=pd.concat([zone, zone]))
    with pytest.raises(ColumnError, match=r"\['to'\] are missing"):
        class_balance(pd.DataFrame({"from": ["a"], "area_ha": [1.0]}))
    with pytest.raises(ValueRangeError, match=r"`matrix`.*-1"):
        class_balance(pd.DataFrame({"from": ["a"], "to": ["b"], "area_ha": [-1.0]}))
    with pytest.raises(ColumnError, match="`top`: expected column `type`"):
        laid_over(land, land, base_class="use", top_class="type")
    with pytest.raises(GeometryError, match="got Point in 1 rows"):
        change(land, dots([(0, 0)], use=["a"]))
