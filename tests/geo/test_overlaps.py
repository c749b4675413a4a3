import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, ValueRangeError
from geo.overlaps import ORDERS, resolve_overlaps
from tests.geo.made import boxes, mosaic, stars

NESTED = [(0, 0, 200, 200), (0, 0, 100, 200), (0, 0, 100, 100)]


def losses(found):
    return {(row.kept, row.lost): (row.pairs, row.area_ha) for row in found.losses.itertuples()}


def test_who_loses_what_to_whom_by_hand():
    land = boxes(NESTED, use=["field", "wood", "pond"])
    found = resolve_overlaps(land, class_column="use", order="smallest")
    # the pond keeps its 1 ha; the wood loses 1 of 2 to it; the field 1 to the pond, 1 to the wood
    assert losses(found) == {
        ("pond", "field"): (1, pytest.approx(1)),
        ("pond", "wood"): (1, pytest.approx(1)),
        ("wood", "field"): (1, pytest.approx(1)),
    }
    assert found.pairs == 3
    assert found.lost_ha == pytest.approx(3)
    assert found.overlapped_ha == pytest.approx(2)  # under the wood, the pond's included
    assert dict(zip(found.land["use"], found.land.area, strict=True)) == pytest.approx(
        {"field": 20_000, "wood": 10_000, "pond": 10_000}
    )


def test_a_polygon_that_keeps_nothing_is_left_out():
    land = boxes(NESTED, use=["field", "wood", "pond"])
    found = resolve_overlaps(land, class_column="use")
    assert found.land["use"].tolist() == ["field"]
    assert losses(found)["field", "wood"] == (1, pytest.approx(2))
    assert losses(found)["wood", "pond"] == (1, 0)
    assert found.pieces["area_ha"].tolist() == pytest.approx([2, 1])


def test_classes_that_are_not_listed_come_last_in_the_order_of_rows():
    land = boxes(NESTED, use=["field", "wood", "pond"])
    found = resolve_overlaps(land, class_column="use", order="priority", priority=["wood"])
    assert found.land["use"].tolist() == ["field", "wood"]
    found = resolve_overlaps(land, class_column="use", order="priority", priority=["pond", "wood"])
    assert found.land.area.tolist() == pytest.approx([20_000, 10_000, 10_000])


def test_land_that_fits_has_nothing_to_report():
    land = mosaic(30, 2000, 3)
    found = resolve_overlaps(land, class_column="use")
    assert (found.pairs, found.lost_ha, len(found.losses), len(found.pieces)) == (0, 0, 0, 0)
    assert found.land.equals(land)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 14), order=st.sampled_from(ORDERS))
def test_what_is_lost_reconciles(seed, count, order):
    land = stars(count, 1500, seed)
    top = sorted(set(land["type"]))[:1] if order == "priority" else ()
    found = resolve_overlaps(land, class_column="type", order=order, priority=top)
    union_ha = shapely.union_all(land.geometry.to_numpy()).area / 1e4
    assert found.land.area.sum() / 1e4 == pytest.approx(union_ha)
    assert found.losses["area_ha"].sum() == pytest.approx(found.lost_ha, abs=1e-6)
    assert found.lost_ha == pytest.approx(land.area.sum() / 1e4 - union_ha, abs=1e-6)
    assert found.losses["pairs"].sum() == found.pairs
    assert found.overlapped_ha <= found.lost_ha + 1e-6
    assert resolve_overlaps(found.land, class_column="type").lost_ha == pytest.approx(0, abs=1e-4)


def test_many_cells_under_one_large_polygon_are_all_found():
    land = mosaic(40, 2000, 1)
    over = boxes([(-10, -10, 2010, 2010)], id=["o"], use=["water"])
    both = pd.concat([over, land], ignore_index=True)
    found = resolve_overlaps(both, class_column="use")
    assert found.pairs == len(land)
    assert found.land["use"].tolist() == ["water"]


def test_an_order_that_cannot_be_is_refused():
    land = boxes(NESTED, use=["field", "wood", "pond"])
    with pytest.raises(ValueRangeError, match=r"expected `order` among .*got `luck`"):
        resolve_overlaps(land, class_column="use", order="luck")
    with pytest.raises(ValueRangeError, match=r"expected `priority` to list classes .*got none"):
        resolve_overlaps(land, class_column="use", order="priority")
    with pytest.raises(ValueRangeError, match=r"among \['field', 'pond', 'wood'\], got \['sea'\]"):
        resolve_overlaps(land, class_column="use", order="priority", priority=["sea", "wood"])
    with pytest.raises(ValueRangeError, match=r"got \['wood', 'wood'\]"):
        resolve_overlaps(land, class_column="use", order="priority", priority=["wood", "wood"])
    with pytest.raises(ColumnError, match="expected column `kind`"):
        resolve_overlaps(land, class_column="kind")


def test_numbers_can_be_classes():
    land = boxes(NESTED, use=np.array([1, 2, 3]))
    found = resolve_overlaps(land, class_column="use", order="priority", priority=[3])
    assert found.land["use"].tolist() == [1, 3]
