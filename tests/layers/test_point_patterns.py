"""Co-location, clumps and hot spots on the small edition by hand, and on inputs with a fault."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import ColumnError, ValueRangeError
from layers import statistics as stats
from layers.inputs import Input
from layers.measures.colocation import colocation
from layers.measures.hotspots import hotspots

CRS = "EPSG:32645"
X, Y = 370_000, 6_256_000
ORIGIN = np.array([X, Y])


def of(statistic, **where):
    rows = statistic.rows
    for name, value in where.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def points(*places, **columns):
    geometry = shapely.points(np.array(places, dtype=float) + ORIGIN)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


# --- co-location


def test_sites_and_parks_of_the_small_edition_by_hand(small_edition):
    found = stats.edition_statistic(small_edition, "colocation", draws=10)
    # Nine places: the nuclear site (1, 1) has an industrial park on its spot; the one at (3, 3) is
    # 1 km from the industrial park (2, 3). Each way: (2 / 2) / (2 / 8); both parks have a nuclear
    # site nearest too.
    assert of(found, by="nuclear", near="industrial")["clq"] == pytest.approx(4)
    assert of(found, by="industrial", near="nuclear")["clq"] == pytest.approx(4)
    assert of(found, by="timber", near="research_educational")["clq"] == pytest.approx(8)
    assert np.isnan(of(found, by="timber", near="timber")["clq"])
    assert found.rows["clq_low"].notna().any()
    best, significant = found.headlines
    assert best.figure.value == found.rows.loc[found.rows["by"] != found.rows["near"], "clq"].max()
    assert significant.figure.value == (found.rows["p"] <= 0.05).sum()
    assert found.method.parameters["Permutations of the types"] == 999
    # From the clinic at (5, 3): 2 km to the site at (3, 3), to the campus and to the sawmill there.
    clinic = found.layer[found.layer["by"] == "medical"]
    assert clinic["near"].tolist() == ["nuclear", "timber", "research_educational"]
    assert clinic["distance_m"].tolist() == pytest.approx([2000] * 3)


def test_one_layer_alone_and_without_types():
    spots = points((0, 0), (10, 0), (30, 0), kind=["a", "b", "b"])
    alone = colocation(Input(spots, "spots", "1"), by="kind", permutations=0)
    assert of(alone, by="a", near="b")["nearest"] == 1
    assert alone.method.draws == 0
    typeless = colocation(Input(spots, "spots", "1"), permutations=0)
    assert typeless.rows[["by", "near", "clq"]].values.tolist() == [["spots", "spots", 1]]
    assert len(typeless.headlines) == 1


def test_types_that_cannot_be_told_apart_are_refused():
    spots = Input(points((0, 0), (10, 0), kind=["a", "b"]), "spots", "1")
    with pytest.raises(ValueRangeError, match=r"`spots`: expected types other than .*\['a', 'b'\]"):
        colocation(spots, spots, by="kind", others_by="kind")
    with pytest.raises(ColumnError, match=r"`spots`: expected column `sort`, got \['kind'\]"):
        colocation(spots, by="sort")


# --- clumps


def test_clumps_of_the_small_edition_by_hand(small_edition):
    found = stats.edition_statistic(
        small_edition, "clustering", {"places": "sites", "zones": "municipalities"}, draws=20
    )
    nuclear = of(found, by="nuclear")
    # (1, 1) and (3, 3) in 32 square kilometres with 24 km of edge.
    mean_m = np.hypot(2000, 2000)
    expected_m = 0.5 * np.sqrt(32e6 / 2) + (0.0514 + 0.0412 / np.sqrt(2)) * 24_000 / 2
    assert nuclear["mean_m"] == pytest.approx(mean_m)
    assert nuclear["neighbour_ratio"] == pytest.approx(mean_m / expected_m)
    assert np.isnan(of(found, by="timber")["neighbour_ratio"])
    assert found.rows["area_km2"].tolist() == pytest.approx([32] * 3)
    assert "Donnelly" in found.method.source
    ratio, mean = (one.figure for one in found.headlines)
    assert ratio.low < ratio.value < ratio.high
    assert mean.value == of(found, by="all")["mean_m"]


def test_without_an_area_the_hull_stands_in_and_says_so(small_edition):
    found = stats.edition_statistic(
        small_edition, "clustering", {"places": "sites", "zones": "none"}, draws=0
    )
    # The triangle (1, 1), (3, 3), (5, 1).
    assert found.rows["area_km2"].tolist() == pytest.approx([4] * 3)
    assert "Donnelly" not in found.method.source
    assert any("no correction" in note for note in found.notes)


# --- hot spots


@pytest.fixture(scope="module")
def grid():
    cells = [(x, y) for y in range(12) for x in range(12)]
    corners = 200 * np.array(cells)
    low_x, low_y = (corners + ORIGIN).T
    people = [100 if x < 4 and y < 4 else 5 + (x * 7 + y * 3) % 4 for x, y in cells]
    frame = gpd.GeoDataFrame(
        {"people": people}, geometry=shapely.box(low_x, low_y, low_x + 200, low_y + 200), crs=CRS
    )
    return Input(frame, "grid", "1")


def test_a_crowd_in_a_corner_is_hot(grid):
    found = hotspots(grid, weight="people", band_m=300)
    rows = found.rows.set_index("spot")
    assert rows["features"].sum() == 144
    assert rows["people"].sum() == grid.frame["people"].sum()
    assert rows["features_share"].sum() == pytest.approx(1)
    assert rows["people_share"].sum() == pytest.approx(1)
    assert rows.loc["hot spot, 99 %", "people"] > 0.8 * 1600
    assert rows.loc["not judged", "features"] == 0
    hottest = found.layer.loc[found.layer["z"].idxmax()]
    assert hottest["spot"] == "hot spot, 99 %"
    assert hottest.geometry.centroid.within(shapely.box(X, Y, X + 800, Y + 800))
    hot, cold, moran = (one.figure for one in found.headlines)
    assert hot.value == rows.loc[["hot spot, 99 %", "hot spot, 95 %"], "people"].sum()
    assert cold.value == rows.loc[["cold spot, 99 %", "cold spot, 95 %"], "people"].sum()
    assert 0.5 < moran.value < 1


def test_long_ways_gather_far_from_supply(grid):
    supply = Input(points((100, 100)), "clinic", "2")
    found = hotspots(grid, supply, value="distance", weight="people", neighbours="nearest")
    values = found.layer["value"]
    assert values.iloc[0] == 0
    assert values.iloc[-1] == pytest.approx(np.hypot(2200, 2200))
    assert found.layer["z"].iloc[-1] > 3
    assert found.layer["z"].iloc[0] < -3
    assert {one.id for one in found.method.layers} == {"grid", "clinic"}


def test_places_are_counted_within_each_cell(grid):
    supply = Input(points((50, 50), (60, 60), (250, 50), (5000, 50)), "sites", "2")
    found = hotspots(grid, supply, value="count", band_m=300)
    assert found.layer["value"].tolist()[:3] == [2, 1, 0]
    assert found.layer["value"].sum() == 3
    assert found.rows["people"].isna().all()
    assert found.headlines[0].figure.unit == "features"


def test_permutations_are_seeded_and_said(grid):
    first, again = (
        hotspots(grid, weight="people", band_m=300, permutations=199).layer["p"] for _ in range(2)
    )
    assert first.equals(again)
    few = hotspots(grid, weight="people", permutations=9)
    assert few.method.parameters["Seed of the permutations"] == stats.SEED
    assert any("at least 2 / (permutations + 1)" in note for note in few.notes)


def test_cells_without_neighbours_are_counted(grid):
    far = gpd.GeoDataFrame({"people": [900]}, geometry=[shapely.box(X - 9e3, Y, X - 8e3, Y + 1e3)])
    frame = gpd.GeoDataFrame(
        {"people": [*grid.frame["people"], *far["people"]]},
        geometry=[*grid.frame.geometry, *far.geometry],
        crs=CRS,
    )
    found = hotspots(Input(frame, "grid", "1"), weight="people", band_m=300)
    assert of(found, spot="not judged")["people"] == 900
    assert found.method.parameters["Without a neighbour, not judged"] == 1
    nobody = hotspots(Input(frame, "grid", "1"), weight="people", band_m=100)
    assert nobody.rows["features"].tolist() == [0] * 7 + [145]
    assert any("No feature could be judged" in note for note in nobody.notes)
    assert len(nobody.headlines) == 2


def test_what_cannot_be_judged_is_refused(grid):
    with pytest.raises(ValueRangeError, match="`weight`: expected a column of the demand to judge"):
        hotspots(grid)
    with pytest.raises(ColumnError, match="`grid`: expected column `jobs`"):
        hotspots(grid, weight="jobs")
    with pytest.raises(ValueRangeError, match="`supply`: expected a layer where `count` is judged"):
        hotspots(grid, value="count")
