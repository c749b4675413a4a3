"""Statistics of rasters in zones: by hand in one table, against exactextract, and properties."""

import exactextract
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geo import CrsError, EmptyError, GeometryError, ValueRangeError
from geo.zonal import zonal_classes, zonal_quantiles, zonal_statistics
from tests.geo.made import X0, Y0, boxes, dots, mosaic, stars

UTM = CRS.from_epsg(32645)
# three by three cells of 100 m, rows from the north; 9 has no data
BAND = np.array([[1, 1, 2], [1, 9, 2], [3, 3, 3]], dtype="uint8")
ALL = (0, 0, 300, 300)
SOUTH = (0, 0, 300, 100)
CROSS = (75, 75, 225, 225)


def place(cell_m=100.0, rows=3, shift=(0.0, 0.0)):
    return Affine(cell_m, 0, X0 + shift[0], 0, -cell_m, Y0 + rows * cell_m + shift[1])


def everything(zones, band=BAND, edges="centre", nodata=9, where=None, quantiles=(0.25, 0.5, 0.75)):
    """Give all statistics of a raster in one table, a row a zone."""
    words = {"nodata": nodata, "edges": edges}
    where = where or place(rows=band.shape[0])
    rows = zonal_statistics(band, where, UTM, zones, **words).set_index("zone")
    marks = zonal_quantiles(band, where, UTM, zones, quantiles, **words).set_index("zone")
    assert marks.pop("cells").tolist() == pytest.approx(rows["cells"].tolist())
    rows = rows.join(marks)
    if band.dtype.kind == "f":
        return rows
    kinds = zonal_classes(band, where, UTM, zones, **words).set_index("zone")
    assert kinds.pop("cells").tolist() == pytest.approx(rows["cells"].tolist())
    return rows.join(kinds)


# The nine cells, every statistic worked out by hand. "all" and "south" by centre, "cross" by share:
# a square of 150 m about the middle holds a quarter of each side cell, a sixteenth of each corner.
#
#   zone   values x shares of cells                       cells   sum
#   all    1 x 3, 2 x 2, 3 x 3                             8      16      mean 2
#   south  3 x 3                                           3       9      mean 3
#   cross  1 x (1/16 + 1/4 + 1/4), 2 x (1/16 + 1/4),       20/16  (9 + 2 x 5 + 3 x 6) / 16 = 37/16
#          3 x (1/16 + 1/4 + 1/16): 9/16, 5/16, 6/16                      mean 37/20
#
# variance: all ((1 - 2)^2 x 3 + (3 - 2)^2 x 3) / 8 = 3/4; cross: (9 + 20 + 54) / 20 - (37/20)^2.
# quantiles, equal values joined: of 1, 2, 3 with shares w, S = 0, w2 + 2 w1, 2 (w1 + w2 + w3).
#   all: S = 0, 8, 16: 1/4 is 4, half way from 1 to 2; 1/2 is 8; 3/4 is 12, half way from 2 to 3
#   cross: S = 0, 23, 40 sixteenths: 1/4 is 10 of 23; 1/2 is 20 of 23; 3/4 is 30: 7 of 17 past 2
# majority: all holds three of 1 and of 3, the greater counts; minority 2. cross: 1, and least of 2.
TABLE = pd.DataFrame(
    {
        "cells": [8, 3, 20 / 16],
        "mean": [2, 3, 37 / 20],
        "sum": [16, 9, 37 / 16],
        "min": [1, 3, 1],
        "max": [3, 3, 3],
        "variance": [3 / 4, 0, 83 / 20 - (37 / 20) ** 2],
        "std": [0.75**0.5, 0, (83 / 20 - (37 / 20) ** 2) ** 0.5],
        "cv": [0.75**0.5 / 2, 0, (83 / 20 - (37 / 20) ** 2) ** 0.5 / (37 / 20)],
        "quantile_25": [1.5, 3, 1 + 10 / 23],
        "quantile_50": [2, 3, 1 + 20 / 23],
        "quantile_75": [2.5, 3, 2 + 7 / 17],
        "majority": [3, 3, 1],
        "majority_share": [3 / 8, 1, 9 / 20],
        "minority": [2, 3, 2],
        "variety": [3, 1, 3],
    },
    index=pd.Index(["all", "south", "cross"], name="zone"),
)


def test_every_statistic_of_nine_cells():
    by_centre = everything(boxes([ALL, SOUTH], id=["all", "south"]))
    by_share = everything(boxes([CROSS], id=["cross"]), edges="exact")
    found = pd.concat([by_centre, by_share])
    pd.testing.assert_frame_equal(found, TABLE, check_dtype=False)


def test_quantiles_of_cells_that_keep_apart_are_the_usual_ones():
    band = np.array([[1, 1, 1], [1, 2, 2], [5, 7, 9]])
    zone = boxes([ALL], id=["a"])
    wanted = [0, 0.1, 0.25, 0.5, 0.6, 0.9, 1]
    found = zonal_quantiles(band, place(), UTM, zone, wanted, ties="apart")
    assert found.iloc[0, 2:].tolist() == pytest.approx(np.quantile(band, wanted).tolist())
    joined = zonal_quantiles(band, place(), UTM, zone, [0.5])
    # of 1, 2, 5, 7, 9 with shares 4, 2, 1, 1, 1: S = 0, 2 + 16, 2 + 24, 3 + 28, 36; half is 18
    assert joined["quantile_50"].tolist() == [2]


def test_a_zone_without_data_says_so():
    rows = everything(boxes([ALL, (110, 110, 190, 190), (900, 0, 990, 90)], id=["a", "m", "f"]))
    for zone in ("m", "f"):
        row = rows.loc[zone]
        assert (row["cells"], row["sum"], row["variety"]) == (0, 0, 0)
        assert row.drop(["cells", "sum", "variety"]).isna().all()


def test_all_without_data():
    rows = everything(boxes([ALL], id=["a"]), band=np.full((3, 3), 9, dtype="uint8"))
    assert rows[["cells", "sum", "variety"]].to_numpy().tolist() == [[0, 0, 0]]
    assert (
        rows[["mean", "cv", "quantile_50", "majority", "majority_share", "minority"]]
        .isna()
        .all(axis=None)
    )


def test_nan_has_no_data():
    band = np.array([[1.5, np.nan], [2.5, -1.0]])
    rows = everything(boxes([(0, 0, 200, 200)], id=["a"]), band=band, nodata=-1.0)
    assert rows.iloc[0, :5].tolist() == [2.0, 2.0, 4.0, 1.5, 2.5]
    assert rows["quantile_50"].tolist() == [2.0]


def test_spread_keeps_its_digits_far_from_zero():
    band = 1e9 + np.arange(9.0).reshape(3, 3) / 1000
    row = everything(boxes([ALL], id=["a"]), band=band, nodata=None).iloc[0]
    assert row["std"] == pytest.approx(np.std(np.arange(9) / 1000), rel=1e-4)


def source(band, where, nodata):
    height, width = band.shape
    return NumPyRasterSource(
        band,
        xmin=where.c,
        xmax=where.c + where.a * width,
        ymin=where.f + where.e * height,
        ymax=where.f,
        nodata=nodata,
        srs_wkt=UTM.to_wkt(),
    )


def theirs(band, where, zones, nodata, operations):
    found = exactextract.exact_extract(
        source(band, where, nodata), zones, operations, output="pandas"
    )
    return found.set_axis(zones["id"], axis=0)


NAMES = {
    "count": "cells",
    "mean": "mean",
    "sum": "sum",
    "min": "min",
    "max": "max",
    "variance": "variance",
    "stdev": "std",
    "coefficient_of_variation": "cv",
    "quantile(q=0.1)": "quantile_10",
    "quantile(q=0.5)": "quantile_50",
    "quantile(q=0.95)": "quantile_95",
}


@pytest.mark.parametrize("nodata", [None, -9.0])
@pytest.mark.parametrize("shapes", [mosaic, stars])
def test_statistics_are_those_of_exactextract(nodata, shapes):
    # a tenth of the cells share one value, which has data or not; edges of zones cut the raster
    rng = np.random.default_rng(3)
    band = rng.normal(100, 7, (40, 40))
    band[rng.random(band.shape) < 0.1] = -9
    where, zones = place(50, 38, (-13, 21)), shapes(9, 2000, 1)
    ours = everything(zones, band, "exact", nodata, where, (0.1, 0.5, 0.95))
    peer = theirs(band, where, zones, nodata, list(NAMES))
    peer.columns = list(NAMES.values())
    for column in peer.columns:
        # their shares of cells are of single precision
        wanted = peer[column].to_numpy()
        assert ours[column].to_numpy() == pytest.approx(wanted, rel=1e-6, abs=1e-6), column


@pytest.mark.parametrize("nodata", [None, 3])
def test_classes_are_those_of_exactextract(nodata):
    rng = np.random.default_rng(4)
    band = rng.integers(1, 6, (40, 40)).astype("int32")
    where, zones = place(50, 38, (-13, 21)), mosaic(12, 2000, 2)
    ours = everything(zones, band, "exact", nodata, where)
    peer = theirs(band, where, zones, nodata, ["majority", "minority", "variety"])
    for column in peer.columns:
        assert ours[column].tolist() == peer[column].tolist(), column
    # they round quantiles of whole numbers down, but not of the same numbers as floats
    median = theirs(band.astype(float), where, zones, nodata, ["median"])["median"]
    assert ours["quantile_50"].to_numpy() == pytest.approx(median.to_numpy(), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), zones=st.integers(1, 12))
def test_sums_over_zones_without_gaps_are_the_sum_of_the_raster(seed, zones):
    band = np.random.default_rng(seed).normal(size=(20, 20))
    areas, where = mosaic(zones, 2000, seed), place(100.0, 20)
    for edges in ("centre", "exact"):
        rows = zonal_statistics(band, where, UTM, areas, edges=edges)
        assert rows["sum"].sum() == pytest.approx(band.sum())
        assert rows["cells"].sum() == pytest.approx(400)
        known = rows[rows["cells"] > 0]
        spread = known["cells"] * (known["variance"] + known["mean"] ** 2)
        assert spread.sum() == pytest.approx((band**2).sum())
        assert (known["min"] <= known["mean"] + 1e-9).all()
        assert (known["mean"] <= known["max"] + 1e-9).all()
        marks = zonal_quantiles(band, where, UTM, areas, [0, 0.3, 0.5, 1], edges=edges)
        steps = marks.loc[known.index].iloc[:, 2:].to_numpy()
        assert (np.diff(steps, axis=1) >= -1e-9).all()
        assert steps[:, 0] == pytest.approx(known["min"].to_numpy())
        assert steps[:, -1] == pytest.approx(known["max"].to_numpy())


def test_the_order_of_zones_and_blocks_does_not_matter(monkeypatch):
    areas, band = stars(30, 2000, 5), np.random.default_rng(5).integers(0, 9, (40, 40))
    where = place(50.0, 40)
    for edges in ("centre", "exact"):
        once = everything(areas, band, edges, 0, where)
        turned = everything(areas.iloc[::-1], band, edges, 0, where).reindex(once.index)
        pd.testing.assert_frame_equal(once, turned)
        with monkeypatch.context() as patch:
            patch.setattr("geo._cells._BLOCK_CELLS", 90)
            patch.setattr("geo._weighted_quantiles._CELLS_AT_ONCE", 90)
            pd.testing.assert_frame_equal(once, everything(areas, band, edges, 0, where))


def test_zones_that_overlap_count_cells_each():
    rows = everything(boxes([ALL, ALL, SOUTH], id=list("abs")))
    assert rows.loc["a"].tolist() == rows.loc["b"].tolist() == TABLE.loc["all"].tolist()
    assert rows.loc["s"].tolist() == TABLE.loc["south"].tolist()


def test_rasters_and_zones_that_do_not_fit_are_refused():
    zone, far = boxes([ALL], id=["a"]), boxes([(900, 900, 990, 990)], id=["a"])
    for measure in (zonal_statistics, zonal_quantiles, zonal_classes):
        with pytest.raises(EmptyError, match="expected at least one on the raster, got none of 1"):
            measure(BAND, place(), UTM, far)
        with pytest.raises(CrsError, match="got `none`"):
            measure(BAND, place(), None, zone)
        with pytest.raises(ValueRangeError, match="expected `edges` to be centre or exact"):
            measure(BAND, place(), UTM, zone, edges="near")
        with pytest.raises(ValueRangeError, match="expected one band of rows and columns, got 3"):
            measure(BAND[None], place(), UTM, zone)
        with pytest.raises(GeometryError, match="got a turned or flipped grid"):
            measure(BAND, Affine(100, 5, X0, 5, -100, Y0 + 300), UTM, zone)
        with pytest.raises(GeometryError, match="`zones`: expected geometries of type Polygon"):
            measure(BAND, place(), UTM, dots([(0, 0)], id=["a"]))
    with pytest.raises(ValueRangeError, match="expected classes as whole numbers, got `float64`"):
        zonal_classes(BAND.astype(float), place(), UTM, zone)
    with pytest.raises(ValueRangeError, match=r"expected quantiles from 0 to 1, got \[50.0\]"):
        zonal_quantiles(BAND, place(), UTM, zone, [50])
    with pytest.raises(ValueRangeError, match="expected `ties` to be joined or apart, got split"):
        zonal_quantiles(BAND, place(), UTM, zone, ties="split")
