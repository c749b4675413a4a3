"""The land-use mosaic: one class everywhere, nothing twice, and as its builder makes it."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "data" / "tomsk"
INPUTS = ("municipalities", "water", "streets", "railway", "settlements")
CLASSES = {
    *("residential_low", "residential_high", "public_business", "education_science", "health"),
    *("industry_storage", "transport", "recreation_green", "special", "agriculture", "forest"),
    *("other_natural", "water"),
}


def layer(name: str, folder: Path = EDITION):
    return pyogrio.read_dataframe(folder / f"{name}.fgb")


@pytest.fixture(scope="module")
def mosaic():
    return layer("landuse")


@pytest.fixture(scope="module")
def municipalities():
    return layer("municipalities").set_index("id").geometry


@pytest.fixture(scope="module")
def hints():
    return pd.read_csv(EDITION / "facts" / "landuse_hints.csv").drop_duplicates("id")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landuse")
    shutil.copytree(EDITION / "facts", folder / "facts")
    for name in INPUTS:
        shutil.copy(EDITION / f"{name}.fgb", folder)
    command = [sys.executable, str(ROOT / "scripts" / "build_landuse.py"), "--edition"]
    subprocess.run([*command, str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module


def class_areas(frame) -> pd.Series:
    return frame.area.groupby([frame["municipality"], frame["landuse_class"]]).sum()


def test_the_mosaic_has_no_gap_and_no_overlap(mosaic, municipalities):
    assert shapely.coverage_is_valid(mosaic.geometry.values)
    whole = shapely.coverage_union_all(municipalities.values)
    assert shapely.symmetric_difference(shapely.union_all(mosaic.geometry.values), whole).area < 1
    assert mosaic.area.sum() == pytest.approx(municipalities.area.sum(), rel=1e-12)


def test_patches_add_up_to_each_municipality(mosaic, municipalities):
    areas = mosaic.area.groupby(mosaic["municipality"]).sum()
    for name, shape in municipalities.items():
        assert areas[name] == pytest.approx(shape.area, rel=1e-12)
        own = shapely.coverage_union_all(mosaic[mosaic["municipality"] == name].geometry.values)
        assert shapely.symmetric_difference(own, shape).area < 1


def test_the_mosaic_is_of_a_size_that_a_map_bears(mosaic):
    assert (EDITION / "landuse.fgb").stat().st_size < 6e6
    assert 1000 < len(mosaic) < 15_000
    assert set(mosaic.geom_type) == {"Polygon"}
    assert shapely.get_num_coordinates(mosaic.geometry.values).sum() < 200_000
    assert (mosaic.area < 500).mean() < 0.02


def test_classes_and_bases_are_the_known_ones(mosaic):
    assert set(mosaic["landuse_class"]) == CLASSES
    assert set(mosaic["basis"]) == {"hint", "rule"}
    assert set(mosaic["municipality"]) == {"tomsk", "seversk", "tomsk_district"}


def test_every_drawn_patch_is_on_the_map_under_its_name_and_class(mosaic, hints):
    drawn = mosaic[mosaic["basis"] == "hint"]
    key = drawn["id"].str.extract(r"^(?:water_)?(lu\d{3})-")[0]
    assert key.notna().all()
    assert set(key) == set(hints["id"])
    facts = hints.set_index("id").loc[key]
    for column in ("name_en", "name_ru", "landuse_class"):
        assert (facts[column].to_numpy() == drawn[column].to_numpy()).all()


def test_most_of_a_drawn_patch_that_nothing_covers_keeps_its_class(mosaic, hints):
    points = pd.read_csv(EDITION / "facts" / "landuse_hints.csv")
    tree = shapely.STRtree(mosaic.geometry.values)
    kept = 0
    for hint, ring in points.groupby("id"):
        middle = shapely.centroid(shapely.polygons(ring[["lon", "lat"]].to_numpy()))
        planar = importlib.import_module("pyproj").Transformer.from_crs(4326, 32645, always_xy=True)
        place = shapely.points(*planar.transform(middle.x, middle.y))
        under = mosaic.iloc[tree.query(place, predicate="within")]
        kept += bool(
            (under["landuse_class"] == hints.set_index("id").loc[hint, "landuse_class"]).any()
        )
    assert kept / len(hints) > 0.8


def test_rivers_and_main_roads_are_cut_in(mosaic, municipalities):
    whole = shapely.coverage_union_all(municipalities.values)
    water = shapely.union_all(mosaic[mosaic["landuse_class"] == "water"].geometry.values)
    roads = shapely.union_all(mosaic[mosaic["landuse_class"] == "transport"].geometry.values)
    drawn = shapely.intersection(shapely.union_all(layer("water").geometry.values), whole)
    assert shapely.difference(drawn, shapely.union(water, roads)).area < 0.01 * drawn.area
    streets = layer("streets")
    main = streets[streets["road_class"].isin(["trunk", "primary", "secondary"])]
    line = shapely.intersection(shapely.union_all(main.geometry.values), whole)
    assert shapely.difference(line, roads).length < 0.01 * line.length


def test_housing_by_rule_stands_in_towns_or_at_settlements(mosaic):
    places = layer("settlements").geometry.values
    homes = mosaic[(mosaic["basis"] == "rule") & (mosaic["landuse_class"] == "residential_low")]
    district = homes[homes["municipality"] == "tomsk_district"]
    nearest = shapely.STRtree(places).query_nearest(district.geometry.values, all_matches=False)
    gap_m = shapely.distance(district.geometry.values[nearest[0]], places[nearest[1]])
    assert gap_m.max() < 1500


def test_forest_covers_most_of_the_country_and_farmland_a_part(mosaic, municipalities):
    share = class_areas(mosaic).groupby("landuse_class").sum() / municipalities.area.sum()
    assert 0.6 < share["forest"] < 0.8
    assert 0.08 < share["agriculture"] < 0.2
    assert share["residential_low"] + share["residential_high"] < 0.02


def test_the_builder_gives_the_shipped_mosaic(rebuilt, mosaic, municipalities):
    fresh = layer("landuse", rebuilt)
    assert shapely.coverage_is_valid(fresh.geometry.values)
    assert fresh.area.sum() == pytest.approx(municipalities.area.sum(), rel=1e-12)
    assert len(fresh) == pytest.approx(len(mosaic), rel=0.02)
    shipped_m2, fresh_m2 = class_areas(mosaic), class_areas(fresh)
    assert list(shipped_m2.index) == list(fresh_m2.index)
    np.testing.assert_allclose(fresh_m2, shipped_m2, rtol=1e-3, atol=2e4)


def test_the_builder_gives_the_shipped_built_up_areas(rebuilt):
    shipped, fresh = layer("built_up"), layer("built_up", rebuilt)
    apart = shapely.symmetric_difference(
        shapely.union_all(shipped.geometry.values), shapely.union_all(fresh.geometry.values)
    )
    assert apart.area < 1e-3 * shipped.area.sum()


def test_built_up_areas_hold_the_housing(mosaic):
    built = shapely.union_all(layer("built_up").geometry.values)
    homes = mosaic[mosaic["landuse_class"].str.startswith("residential")]
    held = shapely.intersection(homes.geometry.values, built)
    assert shapely.area(held).sum() > 0.95 * homes.area.sum()


def test_noise_is_the_same_on_a_grid_and_at_places(script):
    noise = script("_noise")
    grid = noise.Grid(west_m=300_000.0, north_m=6_200_000.0, step_m=100.0, rows=7, columns=5)
    x, y = grid.places()
    assert (x[0, 0], y[0, 0]) == (300_050.0, 6_199_950.0)
    of_grid = grid.noise(wavelength_m=900, seed=3, octaves=2)
    at_places = noise.noise(x, y, wavelength_m=900, seed=3, octaves=2)
    np.testing.assert_allclose(of_grid, at_places, atol=1e-12)
    other = grid.noise(wavelength_m=900, seed=4, octaves=2)
    assert np.abs(of_grid - other).max() > 0.01


def test_noise_is_smooth_and_about_zero(script):
    x = np.linspace(300_000, 400_000, 20_001)
    values = script("_noise").noise(x, np.full_like(x, 6.2e6), wavelength_m=1000, seed=1)
    assert abs(values.mean()) < 0.1
    assert 0.2 < values.std() < 0.8
    assert np.abs(np.diff(values)).max() < 0.05


def test_a_contour_is_a_polygon_of_what_is_above_zero(script):
    grid = script("_noise").Grid(west_m=0.0, north_m=500.0, step_m=100.0, rows=5, columns=5)
    field = np.full((5, 5), -1.0)
    field[1:4, 1:4] = 1.0
    field[2, 2] = -1.0
    ring = grid.above(field, smallest_ha=0, tolerance_m=0)
    assert len(ring) == 1
    assert len(ring[0].interiors) == 1
    assert shapely.Polygon(ring[0].exterior).area == 300**2 - 4 * 50**2 / 2
    assert shapely.Polygon(ring[0].interiors[0]).area == 2 * 50**2
    assert grid.above(field, smallest_ha=1, tolerance_m=0)[0].interiors[:] == []
    assert len(grid.above(field, smallest_ha=20, tolerance_m=0)) == 0


def test_a_crossing_moves_to_a_point_of_the_grid_on_the_outline(script):
    outline = np.array([shapely.linestrings([[0, 0], [100, 30], [100, 0], [0, 0]])])
    line = np.array([shapely.linestrings([[33, -20], [34, 50]])])
    crossed = shapely.get_coordinates(script("_mosaic").crossing_outline(line, outline)[0])
    assert len(crossed) == 4
    low, high = crossed[1], crossed[2]
    assert low[1] == 0
    assert high[1] * 100 == pytest.approx(high[0] * 30, abs=1e-9)
    assert high[0] == pytest.approx(33.43, abs=0.1)


def test_small_parts_go_to_the_neighbour_that_they_touch_most(script):
    mosaic = script("_mosaic")
    boxes = np.array(
        [
            *(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 104, 100)),
            *(shapely.box(104, 0, 200, 40), shapely.box(104, 40, 200, 100)),
        ]
    )
    faces = mosaic.faces_between(shapely.boundary(boxes), shapely.box(-1, -1, 201, 101))
    assert shapely.area(faces.shapes).sum() == 200 * 100
    middle = shapely.point_on_surface(faces.shapes)
    labels = np.array([int(np.flatnonzero(shapely.contains(boxes, one))[0]) for one in middle])
    strip = labels == 1
    free, one_zone = np.zeros(4, int), np.zeros(4, int)
    limits = {"smallest_m2": np.full(4, 500.0), "narrowest_m": 0.0}
    assert faces.absorbed(labels, free, one_zone, **limits)[strip] == 0
    zones = np.where(labels == 0, 1, 0)
    assert faces.absorbed(labels, free, zones, **limits)[strip] == 3
    held = strip.astype(int)
    assert faces.absorbed(labels, held, one_zone, **limits)[strip] == 1
    narrow = {"smallest_m2": np.zeros(4), "narrowest_m": 5.0}
    assert faces.absorbed(labels, free, one_zone, **narrow)[strip] == 0


def test_a_patch_takes_the_strip_along_a_street_and_leaves_the_other_side(script):
    fitted = script("_patches").fitted
    blocks = np.array([shapely.box(0, 0, 400, 400), shapely.box(400, 0, 800, 400)])
    patch = shapely.box(20, 20, 430, 390)
    shape = fitted(patch, blocks, strip_m=80)
    assert shapely.symmetric_difference(shape, blocks[0]).area < 0.02 * blocks[0].area
    half = fitted(shapely.box(0, 0, 200, 400), blocks, strip_m=80)
    assert half.area == pytest.approx(200 * 400, rel=0.02)


def test_a_village_has_its_area_and_lies_along_its_road(script):
    road = shapely.linestrings([[-5000, 0], [5000, 0]])
    shape = script("_patches").village(np.zeros(2), road, area_ha=100, seed=1)
    assert shape.area == pytest.approx(1e6, rel=0.12)
    west, south, east, north = shape.bounds
    assert east - west > 1.15 * (north - south)
