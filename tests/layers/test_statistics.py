"""Statistics of the small edition, worked out by hand, and of inputs made for one fault each."""

from __future__ import annotations

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import (
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
    parse_crs,
)
from layers import UnknownLayerError, open_edition
from layers import method_words as words
from layers import statistics as stats
from layers.inputs import edition_input, file_input, placed, with_ids
from layers.measure import NOTHING
from layers.measures._uses import OVERLAPS
from layers.statistics import Input
from layers.wording import note, translator
from tests.small_edition import PEOPLE

CRS = "EPSG:32645"
X, Y = 370_000, 6_256_000


def frame(shapes, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def served(statistic, **columns):
    """Give the value of `served` in the one row that has these values."""
    rows = statistic.rows
    for name, value in columns.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows["served"].item()


# --- inputs


def test_an_input_of_an_edition_counts_what_is_off_the_map(small_edition):
    parks = edition_input(small_edition, "parks")
    assert (len(parks.frame), parks.off_the_map) == (6, 1)
    assert parks.sha256 == small_edition.record("parks").sha256
    assert parks.generalised is True
    assert parks.words()[:4] == ["exact", "street", "approximate", "settlement"]
    assert parks.metres()[:4].tolist() == [10, 300, 1000, 2000]
    assert parks.reference().precision == "settlement"


def test_an_input_of_some_features(small_edition):
    chosen = edition_input(small_edition, "parks", {"id": ["park_1", "park_2"]})
    assert chosen.frame["id"].tolist() == ["park_1", "park_2"]
    assert chosen.reference().precision == "street"
    in_clusters = edition_input(small_edition, "sites", filled="cluster")
    assert in_clusters.frame["id"].tolist() == ["site_1", "site_2", "site_3"]
    assert in_clusters.off_the_map == 1


def test_a_features_own_metres_come_before_its_word(small_edition):
    assert set(edition_input(small_edition, "streets").metres()) == {300}


def test_inputs_of_an_edition_that_are_refused(small_edition):
    with pytest.raises(EmptyError, match=r"`parks`: expected features with .*none among 7"):
        edition_input(small_edition, "parks", {"id": ["park_99"]})
    with pytest.raises(EmptyError, match="a value of `note_ru`"):
        edition_input(small_edition, "sites", filled="note_ru")
    with pytest.raises(EmptyError, match="expected features with a place, got none"):
        edition_input(small_edition, "parks", {"id": ["park_7"]})
    with pytest.raises(ColumnError, match=r"expected column `colour`, got .*park_type"):
        edition_input(small_edition, "parks", {"colour": ["red"]})
    with pytest.raises(UnknownLayerError, match="`roads` came"):
        edition_input(small_edition, "roads")


def test_precision_of_a_file_is_heeded_where_it_speaks_our_words():
    spots = [shapely.Point(X, Y), None]
    ours = file_input(frame(spots, precision=["street", "exact"]), "ab", "a.gpkg")
    assert (ours.precision, ours.off_the_map) == ("precision", 1)
    theirs = file_input(frame(spots, precision=["good", "bad"]), "ab", "a.gpkg")
    assert theirs.words() == [""]


def test_precision_of_a_column_that_is_not_there():
    one = Input(frame([shapely.Point(X, Y)], a=[1]), "spots", "ab", "quality")
    with pytest.raises(ColumnError, match=r"`spots`: expected a column `quality`.*\['a'\]"):
        one.words()


BOW = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])


def test_broken_polygons_are_mended_and_counted():
    drawn = frame([BOW, shapely.box(X + 1000, Y, X + 2000, Y + 1000)])
    made = placed(Input(drawn, "a", "ab"), drawn.crs)
    assert made.repaired == 1
    assert made.frame.geometry.is_valid.all()
    assert made.frame.area.tolist() == pytest.approx([5000, 1e6])
    assert (made.repaired_from_ha, made.repaired_to_ha) == pytest.approx((0, 0.5))


def test_mending_keeps_holes_and_says_so_on_the_card():
    ring = [(X, Y), (X + 900, Y), (X + 900, Y + 900), (X, Y + 900)]
    spike = [*ring[:2], (X + 900, Y + 450), (X + 950, Y + 450), (X + 900, Y + 450), *ring[2:]]
    hole = [(X + 100, Y + 100), (X + 200, Y + 100), (X + 200, Y + 200), (X + 100, Y + 200)]
    broken = Input(frame([shapely.Polygon(spike, [hole])], use=["wood"]), "wood", "ab")
    zone = Input(frame([shapely.Polygon(ring)]), "zone", "cd")
    found = stats.landuse(broken, zone, class_column="use")
    assert found.rows["area_ha"].tolist() == pytest.approx([80, 1])
    said = found.method.parameters
    assert said[words.REPAIRED] == 1
    assert said[words.REPAIRED_FROM] == pytest.approx(80)
    assert said[words.REPAIRED_TO] == pytest.approx(80)
    assert (
        "Invalid polygons were repaired before measuring: 1; their area was 80.0000 ha before and "
        "80.0000 ha after."
    ) in found.notes
    russian = [note(one, "ru") for one in found.notes]
    assert any("80,0000 га, после — 80,0000 га" in one for one in russian)


def test_polygons_whose_mending_changes_the_layer_are_refused():
    drawn = frame([BOW, shapely.box(X, Y, X + 1, Y + 1)])
    with pytest.raises(GeometryError, match=r"`a`: .*1 of 2 .*from 0\.0000 to 0\.5000 ha.*1%"):
        placed(Input(drawn, "a", "ab"), drawn.crs)


def test_a_frame_without_crs_is_refused():
    bare = Input(gpd.GeoDataFrame(geometry=[shapely.Point(X, Y)]), "bare", "ab")
    with pytest.raises(CrsError, match="`bare`: expected a CRS, got none"):
        placed(bare, frame([]).crs)


def test_ids_are_taken_or_numbered():
    spots = [shapely.Point(X, Y), shapely.Point(X, Y)]
    bare = Input(frame(spots, name=["p", "q"]), "spots", "ab")
    assert with_ids(bare, None).frame["id"].tolist() == [1, 2]
    assert with_ids(bare, "name") is bare
    with pytest.raises(ColumnError, match="expected column `key`"):
        with_ids(bare, "key")


# --- coverage


def test_coverage_of_the_parks(small_edition):
    found = stats.edition_coverage(small_edition, "parks", (500, 1000))
    # cell 1 lies on the corner of park 1; cell 2 is 0.60 km from park 2; cell 3 within 0.5 km of 4
    assert served(found, by="industrial", radius_m=500) == PEOPLE["cell_1"]
    assert served(found, by="industrial", radius_m=1000) == PEOPLE["cell_1"] + PEOPLE["cell_2"]
    assert served(found, by="research_educational", radius_m=500) == PEOPLE["cell_3"]
    rows = found.rows
    assert (rows["served"] + rows["uncovered"] == rows["total"]).all()
    assert set(rows["total"]) == {3300}
    assert found.off_the_map == 1
    assert "Features whose place is unknown are left out: 1." in found.notes


def test_coverage_equals_brute_force(small_edition):
    found = stats.edition_coverage(small_edition, "parks", (700, 1500, 2500))
    parks = small_edition.frame("parks").dropna(subset="geometry")
    cells = small_edition.frame("population")
    distance = shapely.distance(
        cells.centroid.to_numpy()[:, None], parks.geometry.to_numpy()[None, :]
    )
    for row in found.rows.itertuples():
        mine = (parks["park_type"] == row.by).to_numpy() | (row.by == "all")
        near = (distance[:, mine] <= row.radius_m).any(axis=1)
        assert row.served == cells["population"][near].sum()


def test_coverage_by_municipality_sums_to_the_whole(small_edition):
    whole = (
        stats.edition_coverage(small_edition, "parks", (1000,)).rows.set_index("by").sort_index()
    )
    split = stats.edition_coverage(small_edition, "parks", (1000,), by_municipality=True).rows
    assert list(split["zone"].unique()) == ["west", "east"]
    sums = split.groupby("by")[["served", "total", "area_ha"]].sum()
    assert (sums["served"] == whole["served"]).all()
    assert set(sums["total"]) == {3300}
    assert (sums["area_ha"] <= whole["area_ha"] + 1e-6).all()


def test_coverage_of_one_park(small_edition):
    found = stats.edition_coverage(small_edition, "parks", (500,), ids=["park_4"])
    assert found.rows["by"].tolist() == ["research_educational", "all"]
    assert found.rows["served"].tolist() == [800, 800]


def test_parks_of_other_statuses_stay_out(small_edition):
    found = stats.edition_coverage(small_edition, "parks", (500,), statuses=["existing"])
    assert "research_educational" not in set(found.rows["by"])
    assert found.method.parameters[words.STATUSES] == ["existing"]
    assert "superseded" not in stats.STATUSES_COUNTED


def test_coverage_of_something_else_is_refused(small_edition):
    with pytest.raises(UnknownLayerError, match="`parks`, `clusters`; `towns` came"):
        stats.edition_coverage(small_edition, "towns")
    with pytest.raises(ValueRangeError, match="above zero"):
        stats.edition_coverage(small_edition, "parks", (0,))


def test_coverage_brings_files_into_one_crs():
    homes = frame([shapely.Point(X, Y), shapely.Point(X + 900, Y)], people=[10, 30])
    clinic = frame([shapely.Point(X + 100, Y)]).to_crs(4326)
    found = stats.coverage(
        Input(homes.to_crs(3857), "homes", "ab"),
        Input(clinic, "clinic", "cd"),
        by=None,
        radii_m=[200],
        weight="people",
    )
    assert found.method.crs == CRS
    assert found.rows[["served", "total"]].to_numpy().tolist() == [[10, 40]]


def test_the_interval_holds_the_figure_and_comes_again(small_edition):
    found = stats.edition_coverage(small_edition, "parks", (700, 1500), draws=40, seed=7)
    rows = found.rows
    assert (rows["served_low"] <= rows["served"]).all()
    assert (rows["served"] <= rows["served_high"]).all()
    assert (rows["served_low"] < rows["served_high"]).any()
    assert rows["share_high"].to_numpy() == pytest.approx(rows["served_high"] / 3300)
    assert (found.method.draws, found.method.seed) == (40, 7)
    assert found.method.parameters[words.MOVED] == words.SUPPLY_MOVED
    again = stats.edition_coverage(small_edition, "parks", (700, 1500), draws=40, seed=7)
    assert again.rows.equals(rows)


def test_the_interval_is_that_of_moves_within_the_precision():
    # 1,000 homes on a line 5 m apart; the clinic at their middle is known to 10 m
    homes = frame([shapely.Point(X + 5 * n, Y) for n in range(1000)])
    clinic = frame([shapely.Point(X + 2500, Y)])
    found = stats.coverage(
        Input(homes, "homes", "ab"),
        Input(clinic, "clinic", "cd", "exact"),
        by=None,
        radii_m=[1000],
        weight=None,
        draws=200,
    )
    row = found.rows[found.rows["by"] == "all"].iloc[0]
    assert row["served"] == 401
    assert 395 <= row["served_low"] <= row["served_high"] <= 405


def test_no_interval_without_draws_or_without_precision(small_edition):
    none = stats.edition_coverage(small_edition, "parks", (700,), draws=0)
    assert none.rows[["served_low", "served_high", "share_low", "share_high"]].isna().all(axis=None)
    assert (none.method.draws, none.method.seed) == (0, None)
    assert words.MOVED not in none.method.parameters
    spots = Input(frame([shapely.Point(X, Y)]), "spots", "ab")
    unknown = stats.coverage(spots, spots, by=None, radii_m=[9], weight=None)
    assert unknown.rows["served_low"].isna().all()
    assert unknown.method.draws == 0
    with pytest.raises(ValueRangeError, match="expected one draw or more, got -1"):
        stats.edition_coverage(small_edition, "parks", (700,), draws=-1)


# --- proximity


def test_distances_have_an_interval(small_edition):
    rows = stats.edition_statistic(small_edition, "proximity", draws=50).rows
    assert (rows["distance_m_low"] <= rows["distance_m"]).all()
    assert (rows["distance_m"] <= rows["distance_m_high"]).all()
    # park 1 is known to 10 m, park 2 to 300 m: the nearest of the two lies 800 m from the town
    town = rows[(rows["id"] == "town") & (rows["by"] == "industrial")].iloc[0]
    assert 500 <= town["distance_m_low"] < 700
    assert 900 < town["distance_m_high"] <= 1100
    plain = stats.edition_statistic(small_edition, "proximity", draws=0).rows
    assert plain[["distance_m_low", "distance_m_high"]].isna().all(axis=None)


def test_proximity_of_the_settlements(small_edition):
    rows = stats.edition_statistic(small_edition, "proximity").rows.set_index(["id", "by"])
    town = rows.loc[("town", "industrial")]
    assert (town["nearest_id"], town["distance_m"], town["ties"]) == ("park_2", 800, 1)
    village = rows.loc[("village", "sport")]
    assert (village["nearest_id"], village["distance_m"]) == ("park_6", 900)
    # on foot to the avenue, a kilometre along it at 60 km/h, and on foot to the arena
    assert village["time_min"] == pytest.approx(12 + 1 + 12)
    assert (village["network_m"], village["snap_m"]) == pytest.approx((3000, 1000))


def test_proximity_without_streets_gives_no_times(small_edition):
    found = stats.edition_statistic(
        small_edition,
        "proximity",
        {"targets": "sites", "origins": "population", "network": NOTHING},
    )
    assert found.rows["time_min"].isna().all()
    assert len(found.rows) == len(PEOPLE) * 2
    assert words.SPEED not in found.method.parameters


def test_proximity_among_its_own_kind_says_so(small_edition):
    targets, _ = stats.edition_supply(small_edition, "clusters")
    found = stats.proximity(targets, targets, by=None)
    assert set(found.rows["distance_m"]) == {0}
    assert words.SELF_FOUND in found.notes


# --- land use


def test_landuse_of_the_municipalities(small_edition):
    rows = stats.edition_landuse(small_edition).rows
    areas = {(row.zone, getattr(row, "_1", row[2])): row.area_ha for row in rows.itertuples()}
    assert areas == pytest.approx(
        {
            ("west", "residential"): 1200,
            ("west", "forest"): 400,
            ("east", "residential"): 800,
            ("east", "forest"): 600,
            ("east", "water"): 200,
        }
    )
    assert rows.groupby("zone")["share"].sum().to_numpy() == pytest.approx(1)


def test_landuse_of_the_parks(small_edition):
    found = stats.edition_landuse(small_edition, "parks", ids=["park_2", "park_6"])
    # park 2 is cut in half by the edge of the forest
    rows = found.rows.set_index(["zone", "class"])["area_ha"].to_dict()
    assert rows == pytest.approx(
        {("park_2", "residential"): 8, ("park_2", "forest"): 8, ("park_6", "forest"): 4}
    )


def test_overlaps_of_land_use_are_told():
    square = shapely.box(X, Y, X + 100, Y + 100)
    twice = frame([square, square], use=["wood", "field"], id=["a", "b"])
    found = stats.landuse(
        Input(twice, "land", "ab"), Input(twice.head(1), "zone", "cd"), class_column="use"
    )
    assert found.rows["class"].tolist() == ["wood"]
    assert OVERLAPS in found.notes


def test_mix_of_the_municipalities(small_edition):
    rows = stats.edition_statistic(small_edition, "mix").rows.set_index("zone")
    entropy = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert rows.loc["west", "mix_present"] == pytest.approx(entropy / np.log(2))
    assert rows.loc["west", "mix_possible"] == pytest.approx(entropy / np.log(3))
    assert set(rows["classes_possible"]) == {3}
    with pytest.raises(ValueRangeError, match="count every class"):
        stats.edition_statistic(small_edition, "mix", settings={"classes_possible": 1})


# --- land cover


def test_landcover_of_the_municipalities(small_edition):
    found = stats.edition_statistic(small_edition, "landcover")
    assert found.rows.set_index(["zone", "class"])["area_ha"].to_dict() == pytest.approx(
        {("west", "residential"): 1600, ("east", "forest"): 1500, ("east", "water"): 100}
    )
    assert found.rows["share"].tolist() == pytest.approx([1, 1500 / 1600, 100 / 1600])
    assert found.method.parameters[words.CELL] == 50
    assert (found.method.precision, found.method.precision_m) == ("approximate", 1000)


def test_cells_on_the_edge_count_by_their_part_or_their_centre(small_edition):
    cover = stats.edition_raster(small_edition)
    strip = Input(frame([shapely.box(X + 3990, Y, X + 4050, Y + 1000)], id=["strip"]), "s", "ab")
    exact = stats.landcover(cover, strip)
    assert exact.rows[["class", "area_ha"]].to_numpy().tolist() == [
        ["residential", pytest.approx(1)],
        ["forest", pytest.approx(5)],
    ]
    centre = stats.landcover(cover, strip, edges="centre")
    assert centre.rows[["class", "area_ha"]].to_numpy().tolist() == [["forest", 5]]
    assert centre.method.formula == words.LANDCOVER_CENTRE_FORMULA


def test_a_raster_in_another_crs_is_refused(small_edition):
    zones = edition_input(small_edition, "municipalities")
    cover = stats.edition_raster(small_edition)
    with pytest.raises(CrsError, match=r"in the measuring CRS `EPSG:32644`, got `EPSG:32645`"):
        stats.landcover(cover, zones, crs=parse_crs("EPSG:32644"))


# --- method cards


def test_two_layers_of_different_precision_give_the_worse(small_edition):
    whole = stats.edition_coverage(small_edition, "parks", (500,)).method
    assert (whole.precision, whole.precision_m) == ("settlement", 2000)
    one = stats.edition_coverage(small_edition, "parks", (500,), ids=["park_1"]).method
    assert {layer.id: layer.precision for layer in one.layers} == {
        "population": "approximate",
        "parks": "exact",
    }
    assert (one.precision, one.precision_m) == ("approximate", 1000)


def test_the_card_says_how_demand_counts_and_what_is_left_out(small_edition):
    method = stats.edition_coverage(small_edition, "parks", (500,)).method
    assert method.parameters[words.COUNTED_AT] == words.CENTROID
    assert method.parameters[words.GENERALISED] == words.YES
    assert method.parameters[words.OFF_THE_MAP] == 1
    assert {layer.id: layer.sha256 for layer in method.layers} == {
        name: small_edition.record(name).sha256 for name in ("population", "parks")
    }


def test_unknown_precision_is_told():
    spots = Input(frame([shapely.Point(X, Y)]), "spots", "ab")
    found = stats.coverage(
        spots, replace(spots, precision="street"), by=None, radii_m=[9], weight=None
    )
    assert found.method.precision == "street"
    assert words.UNKNOWN_PRECISION in found.notes
    assert found.method.parameters[words.GENERALISED] == words.NOT_STATED
    drawn = replace(spots, generalised=False)
    sure = stats.coverage(drawn, drawn, by=None, radii_m=[9], weight=None)
    assert sure.method.parameters[words.GENERALISED] == words.NO


def every_statistic(edition):
    return [
        stats.edition_coverage(edition, "parks", (1000,)),
        stats.edition_coverage(edition, "clusters", (1000,), by_municipality=True),
        stats.edition_statistic(edition, "proximity"),
        stats.edition_landuse(edition),
        stats.edition_statistic(edition, "mix"),
        stats.edition_statistic(edition, "landcover"),
    ]


def test_every_statistic_is_plain_json(small_edition):
    for statistic in every_statistic(small_edition):
        answer = statistic.as_dict()
        assert set(answer) == {"method", "rows"}
        assert len(answer["rows"]) == len(statistic.rows) > 0
        json.dumps(answer, allow_nan=False)


def test_every_word_of_a_card_exists_in_russian(small_edition):
    for statistic in every_statistic(small_edition):
        method = statistic.method
        spoken = [method.measure, method.formula, method.precision, *statistic.notes]
        for name, value in method.parameters.items():
            spoken += [name, *([value] if value in words.VALUES else [])]
        for word in spoken:
            assert note(word, "ru") != word, word


def test_every_word_declared_exists_in_russian():
    say = translator("ru")
    declared = [getattr(words, name) for name in words.__all__]
    texts = [text for text in declared if isinstance(text, str)]
    assert len(texts) > 30
    assert [text for text in texts if say(text) == text] == []
    statuses = [*stats.STATUSES_COUNTED, "superseded", "exact", "street", "approximate"]
    assert [text for text in statuses if say(text) == text] == []


# --- the Tomsk edition


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def test_coverage_of_tomsk(tomsk):
    found = stats.edition_coverage(tomsk, "parks", (1000, 5000))
    people = tomsk.frame("population")["population"].sum()
    assert set(found.rows["total"]) == {people}
    types = tomsk.frame("parks").dropna(subset="geometry")["park_type"].unique()
    assert set(found.rows["by"]) == {*types, "all"}
    near, far = (found.rows[found.rows["radius_m"] == radius] for radius in (1000, 5000))
    assert (near["served"].to_numpy() <= far["served"].to_numpy()).all()
    superseded = (tomsk.frame("parks")["status"] == "superseded").sum()
    assert superseded >= 1
    assert found.method.precision == "settlement"


def test_landuse_of_tomsk_sums_to_the_municipalities(tomsk):
    rows = stats.edition_landuse(tomsk).rows
    areas = tomsk.frame("municipalities").set_index("id").area / 10_000
    sums = rows.groupby("zone")["area_ha"].sum()
    assert sums.to_dict() == pytest.approx(areas.to_dict(), rel=1e-9)
    assert rows.groupby("zone")["share"].sum().to_numpy() == pytest.approx(1)


def test_proximity_of_tomsk_by_straight_line_and_street(tomsk):
    rows = stats.edition_statistic(tomsk, "proximity").rows
    assert set(rows["id"]) == set(tomsk.frame("settlements").dropna(subset="geometry")["id"])
    reached = rows.dropna(subset="time_min")
    assert len(reached) > len(rows) / 3
    assert (reached["network_m"] > 0).all()


def test_a_figure_of_a_row_has_its_interval_and_its_card():
    statistic = stats.edition_coverage(open_edition(), "parks", (1000.0,), draws=20)
    row = statistic.rows[statistic.rows["by"] == "medical"].iloc[0]
    one = statistic.figure("served_share", "", by="medical", radius_m=1000.0)
    assert (one.value, one.low, one.high) == (
        row["served_share"],
        row["share_low"],
        row["share_high"],
    )
    assert one.method is statistic.method


def test_a_figure_needs_one_row_and_known_columns():
    statistic = stats.edition_coverage(open_edition(), "parks", (1000.0,), draws=0)
    with pytest.raises(EmptyError, match=r"expected one row with .*, got 7"):
        statistic.figure("served", "people")
    with pytest.raises(ColumnError, match="got \\['colour'\\]"):
        statistic.figure("served", "people", colour="red")
