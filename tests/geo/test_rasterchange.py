"""Change between two rasters: by hand, sums that must hold, and what does not fit."""

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geo import UNCLASSIFIED, CrsError, EmptyError, ValueRangeError, class_areas
from geo.rasterchange import change_areas, changed_cells
from tests.geo.made import X0, Y0, boxes, mosaic

UTM = CRS.from_epsg(32645)
# two by three cells of 100 m: a wood cleared, a field built on, a cell without data on either side
OLD = np.array([[1, 1, 2], [1, 0, 2]], dtype="uint8")
NEW = np.array([[1, 2, 3], [0, 0, 2]], dtype="int16")
NAMES = {1: "wood", 2: "field", 3: "town"}


def place(cell_m=100.0, rows=2):
    return Affine(cell_m, 0, X0, 0, -cell_m, Y0 + rows * cell_m)


def change(zones=None, old=OLD, new=NEW, **words):
    words = {"nodata": (0, 0), "classes": (NAMES, NAMES)} | words
    return change_areas(old, new, place(rows=len(old)), UTM, zones, **words)


def test_change_of_six_cells():
    rows = change()
    assert rows.values.tolist() == [
        ["all", "wood", "wood", 1.0, pytest.approx(1 / 6)],
        ["all", "wood", "field", 1.0, pytest.approx(1 / 6)],
        ["all", "wood", UNCLASSIFIED, 1.0, pytest.approx(1 / 6)],
        ["all", "field", "field", 1.0, pytest.approx(1 / 6)],
        ["all", "field", "town", 1.0, pytest.approx(1 / 6)],
        ["all", UNCLASSIFIED, UNCLASSIFIED, 1.0, pytest.approx(1 / 6)],
    ]


def test_change_in_zones_by_centre_and_by_share():
    # the western 150 m: by centre both columns' first cells, half of the second by share
    zones = boxes([(0, 0, 150, 200), (900, 0, 990, 90)], id=["west", "far"])
    by_centre = change(zones)
    assert by_centre.iloc[:, :4].values.tolist() == [
        ["west", "wood", "wood", 1.0],
        ["west", "wood", UNCLASSIFIED, 1.0],
        ["far", UNCLASSIFIED, UNCLASSIFIED, 0.0],
    ]
    rows = change(zones.head(1), edges="exact")
    assert rows.iloc[:, 1:].values.tolist() == [
        ["wood", "wood", 1.0, pytest.approx(1 / 3)],
        ["wood", "field", 0.5, pytest.approx(1 / 6)],
        ["wood", UNCLASSIFIED, 1.0, pytest.approx(1 / 3)],
        [UNCLASSIFIED, UNCLASSIFIED, 0.5, pytest.approx(1 / 6)],
    ]


def test_changed_cells_are_numbered_by_their_change():
    cells, changes = changed_cells(OLD, NEW, nodata=(0, 0), classes=(NAMES, NAMES))
    assert changes.values.tolist() == [
        ["wood", "field"],
        ["wood", UNCLASSIFIED],
        ["field", "town"],
    ]
    assert cells.tolist() == [[0, 1, 3], [2, 0, 0]]


def test_classes_of_one_name_are_one():
    # the same class under another code in the later raster
    cells, changes = changed_cells(
        np.array([[1, 2]]), np.array([[11, 12]]), classes=({1: "a", 2: "b"}, {11: "a", 12: "c"})
    )
    assert (cells.tolist(), changes.values.tolist()) == ([[0, 1]], [["b", "c"]])


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000), zones=st.integers(1, 8), edges=st.sampled_from(["centre", "exact"])
)
def test_change_adds_up_to_both_states(seed, zones, edges):
    rng = np.random.default_rng(seed)
    old, new = rng.integers(0, 4, (2, 20, 20)).astype("uint8")
    areas, where = mosaic(zones, 2000, seed), place(rows=20)
    rows = change_areas(old, new, where, UTM, areas, nodata=(0, None), edges=edges)
    for band, column, nodata in ((old, "from", 0), (new, "to", None)):
        wanted = class_areas(band, where, UTM, areas, nodata=nodata, edges=edges)
        wanted = wanted.groupby(["zone", "class"])["area_ha"].sum()
        found = rows.groupby(["zone", column])["area_ha"].sum().reindex(wanted.index)
        assert found.to_numpy() == pytest.approx(wanted.to_numpy(), abs=1e-6)
    assert rows.groupby("zone")["share"].sum().to_numpy() == pytest.approx(1)
    back = change_areas(new, old, where, UTM, areas, nodata=(None, 0), edges=edges)
    keys = ["zone", "from", "to"]
    turned = back.rename(columns={"from": "to", "to": "from"})[rows.columns]
    key = {"key": lambda column: column.astype(str), "ignore_index": True}
    pd.testing.assert_frame_equal(
        turned.sort_values(keys, **key), rows.sort_values(keys, **key), check_dtype=False
    )


def test_the_same_raster_has_not_changed():
    rows = change(new=OLD)
    assert (rows["from"] == rows["to"]).all()
    cells, changes = changed_cells(OLD, OLD)
    assert (cells.any(), len(changes)) == (False, 0)


def test_rasters_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueRangeError, match="one size, got `before` of 2 rows x 3 columns"):
        change(new=NEW[:, :2])
    with pytest.raises(ValueRangeError, match="`after`: expected classes as whole numbers"):
        change(new=NEW.astype(float))
    with pytest.raises(ValueRangeError, match="`before`: expected classes as whole numbers"):
        changed_cells(OLD.astype(float), NEW)
    with pytest.raises(EmptyError, match="expected at least one on the raster"):
        change(boxes([(900, 900, 990, 990)], id=["far"]))
    with pytest.raises(CrsError, match="expected a projected CRS in metres, got `EPSG:4326`"):
        change_areas(OLD, NEW, Affine(1e-3, 0, 84, 0, -1e-3, 56), CRS.from_epsg(4326))
