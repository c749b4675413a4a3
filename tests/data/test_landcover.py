"""The land-cover raster: a cloud-optimised GeoTIFF that says what the mosaic says."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "data" / "tomsk"
RASTER = EDITION / "landcover.tif"


@pytest.fixture(scope="module")
def cover():
    with rasterio.open(RASTER) as raster:
        yield raster


@pytest.fixture(scope="module")
def mosaic():
    return pyogrio.read_dataframe(EDITION / "landuse.fgb")


@pytest.fixture(scope="module")
def codes():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        return importlib.import_module("build_landcover").CODES


def test_the_raster_is_what_its_record_says(cover):
    assert cover.crs.to_epsg() == 32645
    assert cover.dtypes == ("uint8",)
    assert cover.nodata == 0
    assert cover.res == (50.0, 50.0)
    assert cover.transform.c % 50 == 0
    assert cover.transform.f % 50 == 0
    assert cover.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert cover.overviews(1) == [2, 4, 8]


def test_codes_are_those_of_the_catalogue(codes, cover, mosaic):
    text = (EDITION / "catalogue.toml").read_text(encoding="utf-8")
    record = next(one for one in tomllib.loads(text)["layer"] if one["id"] == "landcover")
    assert {one["value"]: one["code"] for one in record["style"]["class"]} == codes
    assert set(np.unique(cover.read(1))) == {0, *codes.values()}
    assert set(mosaic["landuse_class"]) == set(codes)


def test_areas_by_class_are_those_of_the_mosaic(codes, cover, mosaic):
    counts = np.bincount(cover.read(1).ravel(), minlength=14)
    areas = mosaic.area.groupby(mosaic["landuse_class"]).sum()
    for name, code in codes.items():
        tolerance = 0.08 if name in ("transport", "water") else 0.03
        assert counts[code] * 2500 == pytest.approx(areas[name], rel=tolerance), name
    assert counts[1:].sum() * 2500 == pytest.approx(areas.sum(), rel=1e-4)


def test_a_cell_has_the_class_at_its_centre(codes, cover, mosaic):
    array = cover.read(1)
    row, column = np.random.default_rng(5).integers(0, array.shape, (3000, 2)).T
    x, y = rasterio.transform.xy(cover.transform, row, column)
    at, polygon = shapely.STRtree(mosaic.geometry.values).query(
        shapely.points(x, y), predicate="within"
    )
    expected = np.zeros(3000, int)
    expected[at] = mosaic["landuse_class"].map(codes).to_numpy()[polygon]
    assert (array[row, column] == expected).mean() > 0.999


def test_the_builder_gives_the_shipped_raster(cover, tmp_path):
    (tmp_path / "facts").mkdir()
    shutil.copy(EDITION / "landuse.fgb", tmp_path)
    command = [sys.executable, str(ROOT / "scripts" / "build_landcover.py"), "--edition"]
    subprocess.run([*command, str(tmp_path)], check=True, capture_output=True)
    with rasterio.open(tmp_path / "landcover.tif") as fresh:
        assert fresh.transform == cover.transform
        np.testing.assert_array_equal(fresh.read(1), cover.read(1))
