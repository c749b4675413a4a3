"""Landscape metrics: by hand, against FRAGSTATS's and pylandstats's own numbers, and by force."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from scipy import ndimage
from scipy.spatial.distance import cdist

from geo import EmptyError, GeometryError, ValueRangeError
from geo.landscape import (
    _fractal_dimension,
    _least_sides,
    class_metrics,
    landscape_metrics,
    patch_metrics,
)
from geo.patches import patches_of
from tests.geo.made import X0, Y0, boxes, mosaic

UTM = CRS.from_epsg(32645)
# cells of 10 m. Class 1: an L of three, a bar of three and a T of four; 2 and 3: one patch each
FIVE = np.array(
    [[1, 1, 2, 2, 2], [1, 3, 2, 2, 1], [3, 3, 3, 2, 1], [3, 1, 3, 3, 1], [1, 1, 1, 3, 3]],
    dtype="uint8",
)


def found(band, zones=None, cell_m=10.0, **words):
    place = Affine(cell_m, 0, X0, 0, -cell_m, Y0 + band.shape[0] * cell_m)
    return patches_of(band, place, UTM, zones, **words)


# by class: cells, sides of the perimeter (4 a cell less 2 a join), of which on the boundary
#   1: 3 + 3 + 4 cells; 8 + 8 + 10 sides; 4 + 3 + 4 on the boundary; 15 inside
#   2: 6 cells, 6 joins: 12 sides, 4 on the boundary; 8 inside
#   3: 9 cells, 8 joins: 20 sides, 5 on the boundary; 15 inside
# least sides: of 10 cells 14, of 6 cells 10, of 9 cells 12, of 25 cells 20
def test_five_by_five_by_class():
    rows = class_metrics(found(FIVE)).set_index("class")
    assert rows["area_ha"].tolist() == pytest.approx([0.10, 0.06, 0.09])
    assert rows["pland_percent"].tolist() == pytest.approx([40, 24, 36])
    assert rows["np"].tolist() == [3, 1, 1]
    assert rows["pd_per_100ha"].tolist() == pytest.approx([1200, 400, 400])
    assert rows["lpi_percent"].tolist() == pytest.approx([16, 24, 36])
    assert rows["te_m"].tolist() == [150, 80, 150]
    assert rows["ed_m_per_ha"].tolist() == pytest.approx([600, 320, 600])
    assert rows["lsi"].tolist() == pytest.approx([26 / 14, 12 / 10, 20 / 12])
    squares = np.array([9 + 9 + 16, 36, 81])
    assert rows["mesh_ha"].tolist() == pytest.approx(squares / 25 * 0.01)


def test_five_by_five_on_the_whole():
    row = landscape_metrics(found(FIVE)).iloc[0]
    assert row["zone"] == "all"
    assert row["area_ha"] == pytest.approx(0.25)
    assert row["np"] == 5
    assert row["pd_per_100ha"] == pytest.approx(2000)
    assert row["lpi_percent"] == pytest.approx(36)
    assert row["te_m"] == 190
    assert row["ed_m_per_ha"] == pytest.approx(760)
    assert row["lsi"] == pytest.approx((19 + 20) / 20)
    assert row["mesh_ha"] == pytest.approx((34 + 36 + 81) / 25 * 0.01)
    p = np.array([0.40, 0.24, 0.36])
    assert row["shdi"] == pytest.approx(-(p * np.log(p)).sum())
    # 7, 6 and 8 joins within classes, 4, 11 and 4 between them, each counted both ways
    g = np.array([[14, 4, 11], [4, 12, 4], [11, 4, 16]])
    q = p[:, None] * g / g.sum(axis=1, keepdims=True)
    assert row["contag_percent"] == pytest.approx(100 * (1 + (q * np.log(q)).sum() / 2 / np.log(3)))


def test_five_by_five_by_patch():
    rows = patch_metrics(found(FIVE))
    assert rows["class"].tolist() == [1, 1, 1, 2, 3]
    assert rows["patch"].tolist() == [1, 2, 3, 4, 5]
    assert rows["area_ha"].tolist() == pytest.approx([0.03, 0.03, 0.04, 0.06, 0.09])
    assert rows["perimeter_m"].tolist() == [80, 80, 100, 120, 200]
    assert rows["shape"].tolist() == pytest.approx([8 / 8, 8 / 8, 10 / 8, 12 / 10, 20 / 12])
    quarter, area = np.array([20, 20, 25, 30, 50]), np.array([300, 300, 400, 600, 900])
    assert rows["frac"].tolist() == pytest.approx(2 * np.log(quarter) / np.log(area))
    # the L to the T, and the bar to the T: two cells one way, one the other
    assert rows["enn_m"][:3].tolist() == pytest.approx([10 * 5**0.5] * 3)
    assert rows["enn_m"][3:].isna().all()


def test_the_boundary_counts_as_edge_where_it_is_to():
    patches = found(FIVE)
    assert class_metrics(patches, boundary="counted")["te_m"].tolist() == [260, 120, 200]
    row = landscape_metrics(patches, boundary="counted").iloc[0]
    assert (row["te_m"], row["lsi"]) == (390, landscape_metrics(patches)["lsi"][0])


def test_corners_join_patches_under_eight_neighbours_only():
    band = np.array([[1, 2, 2], [2, 1, 2], [2, 2, 2]], dtype="uint8")
    assert class_metrics(found(band))["np"].tolist() == [1, 1]
    four = found(band, neighbours=4)
    assert class_metrics(four)["np"].tolist() == [2, 1]
    rows = patch_metrics(four)
    assert rows["enn_m"][:2].tolist() == pytest.approx([10 * 2**0.5] * 2)
    assert rows["perimeter_m"].sum() == patch_metrics(found(band))["perimeter_m"].sum()


def test_no_data_lies_outside_the_landscape():
    band = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 2]], dtype="uint8")
    row = landscape_metrics(found(band, nodata=0)).iloc[0]
    assert (row["area_ha"], row["np"], row["te_m"]) == (pytest.approx(0.04), 2, 0)
    assert row["lsi"] == pytest.approx((8 + 4) / 8)
    # no two cells of different classes meet: q is P for like pairs, and the lone cell has none
    assert row["contag_percent"] == pytest.approx(100 * (1 + 0.75 * np.log(0.75) / 2 / np.log(2)))


def test_one_class_has_no_contagion():
    row = landscape_metrics(found(np.ones((3, 3), dtype="uint8"))).iloc[0]
    assert (row["shdi"], row["lsi"], row["te_m"]) == (0, 1, 0)
    assert np.isnan(row["contag_percent"])


def test_each_zone_is_a_landscape_of_its_own():
    zones = boxes([(0, 20, 50, 50), (0, 0, 50, 20), (900, 0, 950, 9)], id=["n", "s", "far"])
    patches = found(FIVE, zones, classes={1: "wood", 2: "field"})
    parts = [class_metrics(found(part)) for part in (FIVE[:3], FIVE[3:])]
    rows = class_metrics(patches)
    assert rows["zone"].tolist() == ["n"] * 3 + ["s"] * 2
    assert rows["class"].tolist() == ["wood", "field", 3, "wood", 3]
    for column in rows.columns[2:]:
        wanted = [*parts[0][column], *parts[1][column]]
        assert rows[column].tolist() == pytest.approx(wanted), column
    last = landscape_metrics(patches).set_index("zone").loc["far"]
    assert (last["area_ha"], last["np"]) == (0, 0)
    assert last.drop(["area_ha", "np"]).isna().all()


def test_zones_that_overlap_are_measured_each():
    zones = boxes([(0, 0, 50, 50), (0, 20, 50, 50)], id=["all", "north"])
    rows = landscape_metrics(found(FIVE, zones))
    for number, part in enumerate((FIVE, FIVE[:3])):
        alone = landscape_metrics(found(part)).iloc[0]
        assert rows.iloc[number, 1:].tolist() == pytest.approx(alone.tolist()[1:])


# Cells, sides, SHAPE and FRAC of patches on a raster of 1 m cells, as FRAGSTATS 4 wrote them:
# data-raw/landscape.patch of https://github.com/r-spatialecology/landscapemetrics. The raster is
# not needed: both follow from area and perimeter. LSI of the class of 184 cells: 194 sides.
FRAGSTATS = [
    (1, 4, 1.0, 1.0),
    (2, 6, 1.0, 1.1699),
    (3, 10, 1.25, 1.6681),
    (5, 10, 1.0, 1.1386),
    (5, 12, 1.2, 1.3652),
    (9, 16, 1.3333, 1.2619),
    (13, 22, 1.375, 1.3293),
    (24, 32, 1.6, 1.3086),
    (40, 34, 1.3077, 1.1603),
    (72, 60, 1.7647, 1.2664),
    (80, 68, 1.8889, 1.2931),
    (113, 100, 2.2727, 1.3618),
    (148, 104, 2.08, 1.3040),
    (159, 90, 1.7308, 1.2285),
]


def test_shape_and_fractal_dimension_are_those_of_fragstats():
    cells, sides, shape, frac = np.array(FRAGSTATS).T
    assert sides / _least_sides(cells) == pytest.approx(shape, abs=5e-5)
    assert _fractal_dimension(cells, sides, 1.0) == pytest.approx(frac, abs=5e-5)


def test_the_shape_index_of_a_class_is_that_of_fragstats():
    assert 194 / _least_sides(np.array([184]))[0] == pytest.approx(3.4643, abs=5e-5)


def seeded(rows, columns, seed):
    """Give coarse patches of four classes with single cells strewn in."""
    rng = np.random.default_rng(seed)
    band = np.kron(rng.integers(1, 5, (rows // 5, columns // 5)), np.ones((5, 5), dtype=int))
    strewn = rng.random(band.shape) < 0.1
    band[strewn] = rng.integers(1, 5, int(strewn.sum()))
    return band.astype("uint8")


# Landscape(seeded(40, 60, 7), res=(10, 10)) of pylandstats 3.1.0: compute_class_metrics_df,
# compute_landscape_metrics_df and compute_patch_metrics_df with its defaults (8 neighbours, no
# boundary). Its SHDI and contagion take shares of pairs for shares of classes: they follow
# below, on a raster where both are the same.
PYLANDSTATS = {
    "area_ha": ([5.58, 5.53, 6.02, 6.87], 24.0),
    "np": ([44, 43, 40, 43], 170),
    "pd_per_100ha": ([183.333333, 179.166667, 166.666667, 179.166667], 708.333333),
    "lpi_percent": ([4.875, 6.833333, 12.708333, 8.333333], 12.708333),
    "te_m": ([5830, 5480, 5750, 6740], 11900),
    "ed_m_per_ha": ([242.916667, 228.333333, 239.583333, 280.833333], 495.833333),
    "lsi": ([6.541667, 5.979167, 6.42, 6.943396], 7.091837),
    "mesh_ha": ([0.147992, 0.265204, 0.438617, 0.274521], 1.126333),
}
# sums over patches, and of squares
PYLANDSTATS_PATCHES = {
    "area_ha": (24.0, 27.032),
    "perimeter_m": (25800.0, 20944800.0),
    "shape": (194.632, 248.937384),
    "frac": (174.341757, 179.301991),
    "enn_m": (4988.194213, 170700.0),
}


def test_metrics_are_those_of_pylandstats():
    patches = found(seeded(40, 60, 7))
    classes, whole = class_metrics(patches), landscape_metrics(patches).iloc[0]
    for column, (by_class, on_the_whole) in PYLANDSTATS.items():
        assert classes[column].tolist() == pytest.approx(by_class, abs=1e-6), column
        assert whole[column] == pytest.approx(on_the_whole, abs=1e-6), column
    assert classes["pland_percent"].tolist() == pytest.approx(
        [23.25, 23.041667, 25.083333, 28.625], abs=1e-6
    )
    rows = patch_metrics(patches)
    for column, (total, squares) in PYLANDSTATS_PATCHES.items():
        assert rows[column].sum() == pytest.approx(total, rel=1e-6), column
        assert (rows[column] ** 2).sum() == pytest.approx(squares, rel=1e-6), column


# A cell has three neighbours on the mean. Each class has as many cells in the corners, with two, as
# inside, with four: so its share of pairs is its share of cells.
EVEN = np.array([[1, 1, 2, 2], [3, 1, 2, 1], [3, 3, 2, 1], [2, 1, 1, 3]], dtype="uint8")


def test_diversity_and_contagion_are_those_of_pylandstats():
    """Hold to pylandstats 3.1.0: `Landscape(EVEN, res=(10, 10), nodata=0)`."""
    row = landscape_metrics(found(EVEN)).iloc[0]
    assert row["shdi"] == pytest.approx(1.0717300941124526, rel=1e-14)
    assert row["contag_percent"] == pytest.approx(3.8844859327070824, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(1, 12),
    columns=st.integers(1, 14),
    classes=st.integers(1, 4),
    neighbours=st.sampled_from([4, 8]),
)
def test_patches_are_those_found_by_force(seed, rows, columns, classes, neighbours):
    band = np.random.default_rng(seed).integers(0, classes + 1, (rows, columns)).astype("uint8")
    if not band.any():
        return
    table = patch_metrics(found(band, nodata=0, neighbours=neighbours, cell_m=1.0))
    around = np.ones((3, 3)) if neighbours == 8 else None
    wanted = []
    for value in range(1, classes + 1):
        labels, count = ndimage.label(band == value, around)
        cells = [np.argwhere(labels == number) for number in range(1, count + 1)]
        for number, own in enumerate(cells):
            others = [cdist(own, other).min() for other in cells[:number] + cells[number + 1 :]]
            padded = np.pad(labels == number + 1, 1).astype(int)
            sides = sum(int(np.abs(np.diff(padded, axis=axis)).sum()) for axis in (0, 1))
            wanted.append((value, len(own), sides, min(others, default=np.nan)))
    came = table[["class", "area_ha", "perimeter_m", "enn_m"]].to_numpy(dtype=float)
    came[:, 1] *= 1e4
    np.testing.assert_allclose(sorted(map(tuple, came)), sorted(wanted), atol=1e-9)


def test_far_patches_are_found_bit_by_bit(monkeypatch):
    # combs of many corners, far apart: the first search sees their own corners alone
    monkeypatch.setattr("geo._nearest_patch._NEIGHBOURS", 3)
    band = np.zeros((60, 200), dtype="uint8")
    for left in (0, 60, 130):
        band[left // 4 : left // 4 + 20, left : left + 30 : 2] = 1
        band[left // 4 + 10, left : left + 30] = 1
    table = patch_metrics(found(band, nodata=0, cell_m=1.0))
    labels, count = ndimage.label(band, np.ones((3, 3)))
    cells = [np.argwhere(labels == number + 1) for number in range(count)]
    wanted = [min(cdist(one, other).min() for other in cells if other is not one) for one in cells]
    assert table["enn_m"].tolist() == pytest.approx(wanted)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), zones=st.integers(1, 8))
def test_zones_without_gaps_share_out_the_land_and_its_edges(seed, zones):
    band = seeded(40, 40, seed)
    areas = mosaic(zones, 400, seed)
    patches = found(band, areas)
    whole, rows, parts = found(band), landscape_metrics(patches), class_metrics(patches)
    assert rows["area_ha"].sum() == pytest.approx(16)
    assert parts.groupby("class")["area_ha"].sum().tolist() == pytest.approx(
        class_metrics(whole)["area_ha"].tolist()
    )
    assert parts.groupby("zone")["pland_percent"].sum().tolist() == pytest.approx(
        [100] * len(parts["zone"].unique())
    )
    # an edge of two classes counts for both
    by_zone = parts.groupby("zone", sort=False)["te_m"].sum()
    some = rows[rows["np"] > 0].set_index("zone")["te_m"]
    assert by_zone.tolist() == pytest.approx((2 * some.reindex(by_zone.index)).tolist())
    assert rows["te_m"].sum() <= landscape_metrics(whole)["te_m"][0] + 1e-9
    known = rows["contag_percent"].dropna()
    assert known.between(0, 100 + 1e-9).all()
    turned = areas.iloc[::-1]
    again = landscape_metrics(found(band, turned)).iloc[::-1].reset_index(drop=True)
    np.testing.assert_allclose(
        again.drop(columns="zone").to_numpy(dtype=float),
        rows.drop(columns="zone").to_numpy(dtype=float),
    )


def test_blocks_of_rows_leave_no_seam(monkeypatch):
    band, areas = seeded(40, 60, 3), mosaic(5, 400, 3)
    once = [found(band), found(band, areas)]
    monkeypatch.setattr("geo._cells._BLOCK_CELLS", 130)
    for whole, parted in zip(once, [found(band), found(band, areas)], strict=True):
        assert len(parted.grid) > len(whole.grid)
        assert patch_metrics(whole).equals(patch_metrics(parted))
        assert landscape_metrics(whole).equals(landscape_metrics(parted))


def test_what_has_no_patches_is_refused():
    with pytest.raises(EmptyError, match="expected a cell with data whose centre lies in a zone"):
        found(np.zeros((2, 2), dtype="uint8"), nodata=0)
    with pytest.raises(EmptyError, match="got none: check the area of both"):
        found(FIVE, boxes([(900, 900, 950, 950)], id=["far"]))
    with pytest.raises(ValueRangeError, match="expected classes as whole numbers, got `float64`"):
        found(FIVE.astype(float))
    with pytest.raises(ValueRangeError, match="expected `neighbours` to be 4 or 8, got 6"):
        found(FIVE, neighbours=6)
    with pytest.raises(GeometryError, match="expected square cells, got 10 by 20 m"):
        patches_of(FIVE, Affine(10, 0, X0, 0, -20, Y0), UTM)
    with pytest.raises(ValueRangeError, match=r"expected `boundary` among .*got half"):
        class_metrics(found(FIVE), boundary="half")
