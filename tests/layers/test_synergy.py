"""Synergy and its mending on the small edition, worked out by hand, and on inputs with a fault."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import ValueRangeError
from layers import open_edition
from layers import statistics as stats
from layers.inputs import Input
from layers.measures.mending import mending
from layers.measures.synergy import synergy
from layers.wording import translator

CRS = "EPSG:32645"
X, Y = 370_000, 6_256_000

# The small edition, in kilometres: sites nuclear at (1, 1) and (3, 3), timber at (5, 1); parks
# industrial around (1, 1), 500 m wide, and (2, 3), 400 m; innovation (3, 1), 300 m; research
# (5, 1), 300 m; medical (5, 3), 200 m; sport (7, 1), 200 m.


def at(east_m, north_m):
    return shapely.Point(X + east_m, Y + north_m)


def of(statistic, **where):
    rows = statistic.rows
    for name, value in where.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.fixture(scope="module")
def small(small_edition):
    return stats.edition_statistic(small_edition, "synergy", {"network": "streets"}, draws=40)


def test_pairs_of_the_small_edition_by_hand(small):
    industrial = of(small, park_type="industrial", cluster="nuclear")
    assert (industrial["parks"], industrial["sites"]) == (2, 2)
    assert industrial["best_m"] == 0
    assert industrial["median_m"] == pytest.approx((0 + 800) / 2)
    assert industrial["reached_share"] == 1
    # Both sites have an industrial park nearest, 2 of 6 parks are: 1 / (1/3).
    assert industrial["clq"] == pytest.approx(3)
    sport = of(small, park_type="sport", cluster="nuclear")
    to_corner = np.hypot(3900, 1900)
    assert sport["median_m"] == pytest.approx((5900 + to_corner) / 2)
    assert sport["reached_share"] == 0
    assert sport["apart"] == 1
    assert sorted(small.rows["apart"]) == list(range(1, len(small.rows) + 1))


def test_times_run_over_the_streets(small):
    # (1, 1) lies 1 km from y = 2, as (7, 1) does; 6 km between at 60 km/h: 12 + 6 + 12 minutes.
    # (3, 3) lies 1 km from both streets; over y = 2 it is 4 km on: 12 + 4 + 12.
    sport = of(small, park_type="sport", cluster="nuclear")
    assert sport["best_min"] == pytest.approx(28)
    assert sport["median_min"] == pytest.approx(29)


def test_what_is_said_of_it(small):
    method = small.method
    assert "Leslie" in method.source
    assert method.draws == 40
    assert {one.id for one in method.layers} == {"parks", "sites", "streets"}
    furthest, complete, nobody = (one.figure for one in small.headlines)
    assert furthest.value == small.rows["median_m"].max()
    assert furthest.low < furthest.value < furthest.high
    assert complete.value == 0
    assert nobody.value == (small.rows["reached_share"] == 0).sum()


def test_lines_run_from_sites_to_the_nearest_park(small, small_edition):
    assert small.layer[["site", "park"]].values.tolist() == [
        ["site_1", "park_6"],
        ["site_2", "park_6"],
    ]
    assert small.layer.length.to_numpy() == pytest.approx(small.layer["distance_m"].to_numpy())
    every = stats.edition_statistic(small_edition, "synergy", settings={"pair": 0}, draws=0).layer
    # 5 types: 2 + 1 lines each, less the two sites that lie in a park of the type.
    assert len(every) == 5 * 3 - 2


def test_moves_of_sites_widen_the_interval(small_edition):
    parks = stats.edition_input(small_edition, "parks", filled="park_type")
    sites = stats.edition_input(small_edition, "sites", filled="cluster")
    still = Input(sites.frame.drop(columns="precision"), sites.id, sites.sha256)
    asked = {"park_type": "park_type", "cluster": "cluster", "crs": small_edition.crs}
    widths = []
    for one in (sites, still):
        row = of(synergy(parks, one, **asked), park_type="sport", cluster="timber")
        widths.append(row["median_m_high"] - row["median_m_low"])
    assert widths[0] > widths[1] > 0


def test_nothing_moves_that_nobody_doubts():
    sites = gpd.GeoDataFrame({"cluster": ["a"]}, geometry=gpd.points_from_xy([X], [Y]), crs=CRS)
    parks = gpd.GeoDataFrame(
        {"park_type": ["b"]}, geometry=gpd.points_from_xy([X + 400], [Y]), crs=CRS
    )
    found = synergy(
        Input(parks, "p", "1"), Input(sites, "s", "2"), park_type="park_type", cluster="cluster"
    )
    assert found.method.draws == 0
    assert found.rows["median_m_low"].isna().all()


def test_a_site_counts_in_each_of_its_clusters_or_in_the_first():
    frame = gpd.GeoDataFrame(
        {"cluster": ["a", "", ""], "clusters_also": ["b", "b, c", ""]},
        geometry=gpd.points_from_xy([X, X, X], [Y, Y + 100, Y + 200]),
        crs=CRS,
    )
    park = gpd.GeoDataFrame({"park_type": ["x"]}, geometry=[shapely.Point(X, Y)], crs=CRS)
    asked = {"park_type": "park_type", "cluster": "cluster"}
    inputs = Input(park, "p", "1"), Input(frame, "s", "2")
    each = synergy(*inputs, **asked)
    assert each.rows[["cluster", "sites"]].values.tolist() == [["a", 1], ["b", 2], ["c", 1]]
    assert each.method.parameters["Sites without a cluster, left out"] == 1
    first = synergy(*inputs, all_clusters=False, **asked)
    assert first.rows[["cluster", "sites"]].values.tolist() == [["a", 1]]
    assert first.method.parameters["Sites without a cluster, left out"] == 2


def test_sites_that_are_only_further_anchors_of_clusters_count():
    # The two great universities of Tomsk belong to no cluster first, but to several besides.
    found = stats.edition_statistic(
        open_edition(), "synergy", {"network": "none"}, {"pair": 0}, draws=0
    )
    lines = found.layer[found.layer["cluster"] == "hard_to_recover"]
    assert {"tsu", "tpu"} <= set(lines["site"])
    assert found.method.parameters["Sites without a cluster, left out"] > 0


def test_what_cannot_be_asked_is_refused(small_edition):
    with pytest.raises(ValueRangeError, match="expected streets where reach is counted in minutes"):
        stats.edition_statistic(
            small_edition, "synergy", {"network": "none"}, {"reach": "minutes"}, draws=0
        )
    with pytest.raises(ValueRangeError, match=r"expected `pair` from 0 to 10, .* got 11"):
        stats.edition_statistic(small_edition, "synergy", settings={"pair": 11}, draws=0)


# --- what would mend


@pytest.fixture(scope="module")
def mended(small_edition):
    return stats.edition_statistic(small_edition, "mending", draws=40)


def test_one_more_park_by_hand(mended):
    # Only nuclear-sport is below par within 3 km (nobody); the town at (2, 2) lies root 2 km from
    # both sites, the village at (6, 1) 5 km and 3.6 km.
    nuclear = of(mended, park_type="sport", cluster="nuclear")
    assert (nuclear["place_id"], nuclear["near_id"], nuclear["near_m"]) == ("town", "town", 0)
    assert nuclear["median_after_m"] == pytest.approx(np.sqrt(2) * 1000)
    assert nuclear["cut_m"] == pytest.approx(nuclear["median_m"] - nuclear["median_after_m"])
    assert (nuclear["reached_share"], nuclear["reached_after_share"]) == (0, 1)
    there = gpd.GeoSeries(
        gpd.points_from_xy([nuclear["place_lon"]], [nuclear["place_lat"]]), crs="EPSG:4326"
    ).to_crs(CRS)
    assert there.distance(shapely.Point(X + 2000, Y + 2000)).item() < 0.01


def test_mending_says_what_it_found(mended):
    short, healed, cut = (one.figure for one in mended.headlines)
    assert short.value == len(mended.rows)
    assert healed.value == (mended.rows["reached_after_share"] >= 0.5).sum()
    assert cut.value == mended.rows["cut_m"].max()
    assert cut.low <= cut.value <= cut.high
    assert set(mended.layer["place_id"]) <= {"town", "village"}
    assert len(mended.layer) == mended.rows["place_id"].notna().sum()


def test_where_nobody_names_places_parks_and_sites_are_considered(small_edition):
    left_out = {"candidates": "none", "settlements": "none"}
    found = stats.edition_statistic(small_edition, "mending", left_out, draws=0)
    nuclear = of(found, park_type="sport", cluster="nuclear")
    # A park beside the first site's own, at (1, 1), lies root 8 km from the second; the park at
    # (2, 3) lies root 5 and 1 km from them, which is more in the middle.
    assert nuclear["place_id"] == "park_1"
    assert nuclear["median_after_m"] == pytest.approx(np.sqrt(8) * 500)
    assert nuclear["near_id"] is None or np.isnan(nuclear["near_id"])


def test_places_of_files_that_number_alike_are_told_apart():
    parks = gpd.GeoDataFrame({"park_type": ["x", "y"]}, geometry=[at(0, 0), at(9000, 0)], crs=CRS)
    sites = gpd.GeoDataFrame({"cluster": ["a"]}, geometry=[at(9000, 300)], crs=CRS)
    found = mending(
        Input(parks, "parks.shp", "1"),
        Input(sites, "sites.shp", "2"),
        park_type="park_type",
        cluster="cluster",
    )
    assert found.rows[["park_type", "place_id"]].values.tolist() == [["x", "sites.shp 1"]]


def test_reach_in_minutes_judges_by_minutes(small_edition):
    settings = {"reach": "minutes", "within_min": 25.0, "aim": "median"}
    found = stats.edition_statistic(small_edition, "mending", settings=settings, draws=10)
    nuclear = of(found, park_type="sport", cluster="nuclear")
    assert nuclear["median_min"] == pytest.approx(29)
    # The town lies on the street, at x = 2 km: 12 + 1 minute from either.
    assert nuclear["median_after_min"] == pytest.approx(13)
    assert nuclear["reached_after_share"] == 1


def test_where_no_pair_falls_short_the_answer_is_empty_and_says_so(small_edition):
    found = stats.edition_statistic(
        small_edition, "mending", settings={"within_m": 9000.0}, draws=5
    )
    assert len(found.rows) == 0
    assert len(found.layer) == 0
    assert any("No pair falls short" in note for note in found.notes)
    assert translator("ru")(found.notes[0]) != found.notes[0]
