from math import erfc, sqrt

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ColumnError, CrsError, EmptyError, GeometryError
from geo.pattern import (
    nearest_neighbour_interval,
    nearest_neighbour_links,
    nearest_neighbour_ratio,
    study_area,
)
from tests.geo.made import boxes, dots, homes

TWELVE = [
    (120, 80),
    (310, 350),
    (480, 610),
    (700, 420),
    (905, 130),
    (150, 520),
    (420, 90),
    (640, 250),
    (860, 700),
    (60, 730),
    (555, 480),
    (990, 560),
]


def lattice(side, step=100.0):
    at = (np.arange(side) + 0.5) * step
    return dots([(x, y) for x in at for y in at]), boxes([(0, 0, side * step, side * step)])


def test_four_corners_of_a_square_by_hand():
    row = nearest_neighbour_ratio(dots([(0, 0), (0, 100), (100, 0), (100, 100)])).iloc[0]
    # Clark and Evans: area of the hull 10,000, n = 4: expected 0.5 / sqrt(4 / 10000) = 25,
    # error 0.26136 / sqrt(4 * 4 / 10000) = 6.534.
    assert (row["by"], row["places"], row["area_km2"]) == ("all", 4, 0.01)
    assert row[["mean_m", "expected_m", "neighbour_ratio"]].tolist() == pytest.approx([100, 25, 4])
    assert row["z"] == pytest.approx(75 / 6.534)
    assert row["p"] == pytest.approx(erfc(75 / 6.534 / sqrt(2)))


def test_a_square_lattice_over_its_cells_tends_to_two():
    # Uncorrected, each cell its share of the area, R is 2 at any size; Donnelly's mean allows for
    # the neighbours beyond the edge and comes to 2 as the edge counts for less.
    found = []
    for side in (5, 20, 80):
        places, cells = lattice(side)
        row = nearest_neighbour_ratio(places, study=cells).iloc[0]
        count, edge_m = side**2, 4 * side * 100
        expected = 50 + (0.0514 + 0.0412 / side) * edge_m / count
        error = sqrt(0.0703 * 1e4 / count + 0.037 * edge_m * sqrt(count * 1e4 / count**5))
        assert row["expected_m"] == pytest.approx(expected)
        assert row["z"] == pytest.approx((100 - expected) / error)
        found.append(row["neighbour_ratio"])
    assert found == sorted(found)
    assert found[-1] == pytest.approx(2, rel=0.01)


def test_the_corrected_mean_and_error_are_those_of_random_places():
    # 150 patterns of 60 random places in a square: mean and spread of their means.
    square = boxes([(0, 0, 1000, 1000)])
    rows = [
        nearest_neighbour_ratio(homes(60, 1000, seed), study=square).iloc[0] for seed in range(150)
    ]
    means = np.array([row["mean_m"] for row in rows])
    expected_m = rows[0]["expected_m"]
    error_m = (rows[0]["mean_m"] - expected_m) / rows[0]["z"]
    assert means.mean() == pytest.approx(expected_m, rel=0.01)
    assert means.std() == pytest.approx(error_m, rel=0.1)


def test_ratios_are_those_of_spatstat():
    """Hold to spatstat.explore 3.0.6 in R 4.2.2, run on these twelve places.

    >>> clarkevans(ppp(x, y, owin(c(0, 1000), c(0, 800))), correction=c("none", "Donnelly"))
    """
    places = dots(TWELVE)
    row = nearest_neighbour_ratio(places, study=boxes([(0, 0, 1000, 800)])).iloc[0]
    assert row["mean_m"] == pytest.approx(214.413810631, rel=1e-10)
    assert row["neighbour_ratio"] == pytest.approx(1.44788624793, rel=1e-10)
    assert row["mean_m"] / (0.5 * sqrt(800_000 / 12)) == pytest.approx(1.66084223556, rel=1e-10)


def test_links_lead_to_the_nearest_other_place():
    places = dots([(0, 0), (30, 40), (30, 40), (0, 400), (9000, 0)], name=list("abcde"))
    links = nearest_neighbour_links(places, study=boxes([(-9, -9, 999, 999)]))
    assert links.index.tolist() == [0, 1, 2, 3]
    assert links["distance_m"].tolist() == pytest.approx([50, 0, 0, (30**2 + 360**2) ** 0.5])
    assert links.length.tolist() == pytest.approx(links["distance_m"].tolist())
    row = nearest_neighbour_ratio(places, study=boxes([(-9, -9, 999, 999)])).iloc[0]
    assert links["distance_m"].mean() == pytest.approx(row["mean_m"])


def test_types_are_judged_each_for_itself_in_one_area():
    places = dots([(0, 0), (10, 0), (0, 500), (500, 0), (500, 500)], type=["a", "a", "b", "b", "c"])
    rows = nearest_neighbour_ratio(places, by="type").set_index("by")
    assert rows.index.tolist() == ["a", "b", "c", "all"]
    assert rows["places"].tolist() == [2, 2, 1, 5]
    assert rows["area_km2"].tolist() == [0.25] * 4
    assert rows.loc["a", "mean_m"] == 10
    assert rows.loc["b", "mean_m"] == pytest.approx(500 * sqrt(2))
    assert rows.loc["a", "expected_m"] == pytest.approx(0.5 * sqrt(250_000 / 2))
    assert rows.loc["c"].drop(["places", "area_km2"]).isna().all()


def test_places_outside_the_area_are_left_out():
    places = dots([(10, 10), (20, 10), (5000, 10)])
    row = nearest_neighbour_ratio(places, study=boxes([(0, 0, 60, 60), (50, 0, 100, 60)])).iloc[0]
    assert (row["places"], row["mean_m"]) == (2, 10)
    assert row["area_km2"] == pytest.approx(100 * 60 / 1e6)


def test_the_area_is_the_polygons_merged_or_the_hull():
    places = dots([(0, 0), (100, 0), (0, 100)])
    assert study_area(places).area == 5000
    merged = study_area(places, boxes([(0, 0, 60, 60), (50, 0, 100, 60)]))
    assert shapely.area(merged) == pytest.approx(6000)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 50), scale=st.floats(0.5, 4))
def test_the_ratio_has_no_unit_and_no_order(seed, count, scale):
    places = homes(count, 1000, seed)
    row = nearest_neighbour_ratio(places).iloc[0]
    shuffled = nearest_neighbour_ratio(places.sample(frac=1, random_state=seed)).iloc[0]
    assert shuffled["neighbour_ratio"] == pytest.approx(row["neighbour_ratio"])
    xy = shapely.get_coordinates(places.geometry)
    larger = dots((xy - xy.min(axis=0)) * scale)
    assert nearest_neighbour_ratio(larger).iloc[0]["neighbour_ratio"] == pytest.approx(
        row["neighbour_ratio"], rel=1e-4
    )


def test_the_interval_holds_the_ratio():
    places = homes(30, 4000, 2).assign(known=300.0, type="x")
    rows = nearest_neighbour_ratio(places, by="type")
    found = nearest_neighbour_interval(places, by="type", precision="known", draws=30, seed=1)
    assert found["by"].tolist() == ["x", "all"]
    for column in ("mean_m", "neighbour_ratio"):
        assert (found[f"{column}_low"] <= rows[column]).all()
        assert (rows[column] <= found[f"{column}_high"]).all()
        assert (found[f"{column}_low"] < found[f"{column}_high"]).all()


def test_what_cannot_be_is_refused():
    line = dots([(0, 0), (10, 0), (20, 0)])
    with pytest.raises(GeometryError, match="expected places that span an area"):
        nearest_neighbour_ratio(line)
    with pytest.raises(EmptyError, match="expected two or more in the area of study, got 0 of 3"):
        nearest_neighbour_ratio(line, study=boxes([(900, 900, 999, 999)]))
    with pytest.raises(CrsError, match="expected one CRS"):
        nearest_neighbour_ratio(
            line, study=boxes([(0, 0, 9, 9)]).set_crs(32644, allow_override=True)
        )
    with pytest.raises(GeometryError, match="`study`: expected geometries of type Polygon"):
        nearest_neighbour_ratio(line, study=line)
    with pytest.raises(ColumnError, match="`places`: expected column `kind`"):
        nearest_neighbour_ratio(dots([(0, 0), (1, 5), (9, 0)]), by="kind")
