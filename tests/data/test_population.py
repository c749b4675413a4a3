"""The population grid: conserved to the person, only where homes are, one grid without overlap."""

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
from hypothesis import given
from hypothesis import strategies as st

from layers import open_edition
from layers.statistics import edition_coverage

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "data" / "tomsk"
TOTALS = {"tomsk": 590_690, "seversk": 114_557, "tomsk_district": 72_406}


def layer(name: str, folder: Path = EDITION):
    return pyogrio.read_dataframe(folder / f"{name}.fgb")


@pytest.fixture(scope="module")
def cells():
    return layer("population")


@pytest.fixture(scope="module")
def homes():
    frame = layer("landuse")
    return frame[frame["landuse_class"].str.startswith("residential")]


@pytest.fixture(scope="module")
def whole_people():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        return importlib.import_module("build_population").whole_people


def build(folder: Path) -> Path:
    (folder / "facts").mkdir()
    for name in ("municipalities", "landuse", "settlements"):
        shutil.copy(EDITION / f"{name}.fgb", folder)
    command = [sys.executable, str(ROOT / "scripts" / "build_population.py"), "--edition"]
    subprocess.run([*command, str(folder)], check=True, capture_output=True)
    return folder


def test_totals_hold_to_the_person(cells):
    assert cells["population"].dtype.kind == "i"
    assert cells.groupby("municipality")["population"].sum().to_dict() == TOTALS
    assert (cells["population"] > 0).all()


def test_cells_lie_on_one_grid_and_nowhere_twice(cells):
    west, south, east, north = shapely.bounds(cells.geometry.values).T
    side = cells["cell_m"].to_numpy()
    assert set(side) == {100, 250}
    assert (east - west == side).all()
    assert (north - south == side).all()
    assert (west % side == 0).all()
    assert (south % side == 0).all()
    pairs = shapely.STRtree(cells.geometry.values).query(
        cells.geometry.values, predicate="overlaps"
    )
    assert pairs.shape[1] == 0
    holds = shapely.STRtree(cells.geometry.values).query(
        cells.geometry.values, predicate="contains"
    )
    assert holds.shape[1] == len(cells)


def test_people_live_only_where_homes_are(cells, homes):
    tree = shapely.STRtree(homes.geometry.values)
    cell, home = tree.query(cells.geometry.values, predicate="intersects")
    shared = shapely.area(
        shapely.intersection(cells.geometry.values[cell], homes.geometry.values[home])
    )
    held_m2 = np.bincount(cell, shared, len(cells))
    assert (held_m2 >= 50).all()
    same = homes["municipality"].to_numpy()[home] == cells["municipality"].to_numpy()[cell]
    assert (np.bincount(cell, shared * same, len(cells)) > 0).all()


def test_nobody_who_has_a_home_is_left_out(cells, homes):
    """Land of homes outside all cells is what rounds to nobody: crumbs at the edges."""
    covered = shapely.union_all(cells.geometry.values)
    bare = shapely.area(shapely.difference(homes.geometry.values, covered)).sum()
    assert bare < 0.06 * homes.area.sum()


def test_known_settlements_keep_their_population(cells, homes):
    """A cell may hold people of two patches, so a settlement's cells hold a little more."""
    places = layer("settlements")
    known = places[places["population"].notna() & (places["municipality"] != "")]
    away = known[~known["kind"].isin(["city", "closed_city"])]
    assert len(away) == 10
    for place in away.itertuples():
        own = homes[
            (homes["name_en"] == place.name_en) & (homes["municipality"] == place.municipality)
        ]
        land = shapely.union_all(own.geometry.values)
        near = cells[shapely.intersects(land, cells.geometry.values)]
        assert place.population <= near["population"].sum() <= 1.25 * place.population


def test_multi_storey_housing_is_denser(cells):
    town = cells[(cells["cell_m"] == 100) & (cells["municipality"] == "tomsk")]
    median = town.groupby("landuse_class")["population"].median()
    assert median["residential_high"] == pytest.approx(7 * median["residential_low"], rel=0.1)
    assert town["population"].max() < 400


def test_the_builder_gives_the_shipped_grid(cells, tmp_path):
    fresh = layer("population", build(tmp_path))
    pd.testing.assert_frame_equal(
        fresh.drop(columns="geometry"), cells.drop(columns="geometry"), check_exact=True
    )
    assert shapely.equals(fresh.geometry.values, cells.geometry.values).all()


def test_the_builder_says_what_is_missing(tmp_path):
    (tmp_path / "facts").mkdir()
    command = [sys.executable, str(ROOT / "scripts" / "build_population.py"), "--edition"]
    answer = subprocess.run([*command, str(tmp_path)], check=False, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "run its builder first" in answer.stderr
    nowhere = subprocess.run(
        [*command, str(tmp_path / "no")], check=False, capture_output=True, text=True
    )
    assert nowhere.returncode == 2
    assert "expected a folder with `facts` inside" in nowhere.stderr


def test_largest_remainder_by_hand(whole_people):
    """10 people by 1:2:4 are 1.43, 2.86 and 5.71: 1, 2 and 5, and the two left to .86 and .71."""
    np.testing.assert_array_equal(whole_people(np.array([1.0, 2.0, 4.0]), 10), [1, 3, 6])
    np.testing.assert_array_equal(whole_people(np.array([1.0, 1.0, 1.0]), 2), [1, 1, 0])
    np.testing.assert_array_equal(whole_people(np.array([5.0]), 0), [0])


@given(
    st.lists(st.floats(0.01, 1000), min_size=1, max_size=60),
    st.integers(0, 1_000_000),
)
def test_shares_add_up_and_stay_within_a_person(whole_people, weights, total):
    weights = np.array(weights)
    parts = whole_people(weights, total)
    assert parts.sum() == total
    assert (np.abs(parts - weights / weights.sum() * total) < 1 + 1e-6).all()


def test_statistics_by_municipality_find_the_published_totals():
    edition = open_edition()
    rows = edition_coverage(edition, "parks", (1000,), by_municipality=True, draws=0).rows
    published = edition.frame("municipalities").set_index("id")["population"].to_dict()
    assert rows.groupby("zone")["total"].first().to_dict() == published
