import json

import pytest

from geo import PRECISION_M, SHARE, Figure, LayerRef, Method, ValueRangeError, worst_precision

CARD = Method(
    measure="coverage",
    formula="served / total",
    crs="EPSG:32645",
    layers=(LayerRef("parks", "ab12", "approximate"), LayerRef("population", "cd34", "street")),
    parameters={"radii_m": (500.0, 1000.0), "weight": "population"},
    precision="approximate",
    precision_m=1000.0,
    draws=100,
    seed=7,
)


def test_a_figure_goes_to_json_and_back():
    figure = Figure(0.41, SHARE, 0.38, 0.45, CARD)
    read = json.loads(json.dumps(figure.as_dict()))
    assert read["low"] == 0.38
    assert read["method"]["layers"][1] == {
        "id": "population",
        "sha256": "cd34",
        "precision": "street",
    }
    assert read["method"]["parameters"]["radii_m"] == [500.0, 1000.0]
    assert read["method"]["draws"] == 100


def test_a_figure_may_lack_an_interval():
    assert Figure(3.0, "ha", None, None, CARD).as_dict()["low"] is None


def test_half_an_interval_is_refused():
    with pytest.raises(ValueRangeError, match="both ends of the interval or neither"):
        Figure(0.4, "", 0.3, None, CARD)


def test_an_interval_upside_down_is_refused():
    with pytest.raises(ValueRangeError, match="expected low <= high"):
        Figure(0.4, "", 0.5, 0.3, CARD)


def test_the_worst_precision_is_the_one_with_most_metres():
    assert worst_precision(PRECISION_M) == "settlement"
    assert worst_precision(["exact", "", "street"]) == "street"
    assert worst_precision([]) == ""


def test_an_unheard_of_precision_is_refused():
    with pytest.raises(ValueRangeError, match="roughly"):
        worst_precision(["exact", "roughly"])
