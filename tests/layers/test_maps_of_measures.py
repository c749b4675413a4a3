"""What measures of numbers draw on the map beside their table, on the small edition."""

from __future__ import annotations

import numpy as np
import pytest

from layers.measure import NOTHING
from layers.measures import land_consumption as growth
from layers.measures import sensitivity
from layers.statistics import edition_statistic


def test_sensitivity_says_what_the_answer_of_each_cell_hangs_on(small_edition):
    found = edition_statistic(
        small_edition, "sensitivity", settings={"radii_m": (500, 1000, 2000)}, draws=0
    )
    layer, middle = found.layer, found.rows[found.rows["by"] == "all"].set_index("radius_m")
    total = layer["people"].sum()
    for column, way in (("straight_m", "straight"), ("streets_m", "foot")):
        within = layer.loc[layer[column] <= 1000, "people"].sum() / total
        share = middle.loc[middle["way"] == way, "served_share"]
        assert within == pytest.approx(share[1000])
    ways = layer[["straight_m", "streets_m"]].fillna(np.inf)
    near = (ways <= 500).all(axis=1)
    far = (ways > 2000).all(axis=1)
    apart = (ways <= 1000).any(axis=1) & (ways > 1000).any(axis=1)
    assert near.tolist() == (layer["hangs_on"] == sensitivity.NEAR).tolist()
    assert far.tolist() == (layer["hangs_on"] == sensitivity.FAR).tolist()
    assert apart.tolist() == (layer["hangs_on"] == sensitivity.HANGS_ON_WAY).tolist()
    assert apart.any()


def test_sensitivity_without_streets_hangs_on_the_radius_alone(small_edition):
    layer = edition_statistic(small_edition, "sensitivity", {"network": NOTHING}, draws=0).layer
    assert "streets_m" not in layer
    assert sensitivity.HANGS_ON_WAY not in set(layer["hangs_on"])
    radius = layer["straight_m"].between(500, 5000, inclusive="right")
    assert radius.tolist() == (layer["hangs_on"] == sensitivity.HANGS_ON_RADIUS).tolist()


def test_clumps_draw_places_and_their_links(small_edition):
    places = {"places": "sites", "zones": "municipalities"}
    found = edition_statistic(small_edition, "clustering", places, draws=0)
    lines = found.layer[found.layer.geom_type == "LineString"]
    spots = found.layer[found.layer.geom_type == "Point"]
    assert len(spots) == found.rows.set_index("by").loc["all", "places"]
    assert lines.length.tolist() == pytest.approx(lines["distance_m"].tolist())
    assert spots["distance_m"].mean() == pytest.approx(found.headlines[1].figure.value)
    assert set(spots["by"]) <= set(found.rows["by"])


def test_land_cover_draws_the_class_that_has_most(small_edition):
    found = edition_statistic(small_edition, "landcover")
    assert found.layer[["zone", "class", "area_ha"]].values.tolist() == [
        ["west", "residential", pytest.approx(1600)],
        ["east", "forest", pytest.approx(1500)],
    ]
    figures = [one.figure.value for one in found.headlines]
    assert figures == pytest.approx([3200, 1, 0.5, 3])


def test_a_raster_in_zones_draws_its_mean_or_its_prevailing_class(small_edition):
    values = edition_statistic(small_edition, "zonal")
    assert values.layer["mean"].tolist() == values.rows["mean"].tolist()
    classes = edition_statistic(small_edition, "zonal", {"values": "landcover"})
    assert classes.layer["majority"].tolist() == ["residential", "forest"]
    assert "mean" not in classes.layer


def test_a_landscape_draws_its_zones_or_the_whole_raster(small_edition):
    found = edition_statistic(small_edition, "landscape")
    assert found.layer[["zone", "np"]].values.tolist() == [["west", 1], ["east", 2]]
    whole = edition_statistic(small_edition, "landscape", {"zones": NOTHING})
    assert whole.layer.area.tolist() == pytest.approx(
        [whole.rows.loc[whole.rows["class"] == "all", "area_ha"].item() * 1e4]
    )


def test_land_consumption_draws_what_became_of_the_land(small_edition):
    states = {"past": "municipalities", "present": "landuse"}
    found = edition_statistic(small_edition, "sdg_11_3_1", states)
    hectares = found.layer.groupby("became")["area_ha"].sum().to_dict()
    assert hectares == pytest.approx({growth.BOTH: 2000, growth.NO_MORE: 1200})
    turned = {"past": "landuse", "present": "municipalities"}
    hectares = edition_statistic(small_edition, "sdg_11_3_1", turned).layer
    assert set(hectares["became"]) == {growth.BOTH, growth.SINCE}
    same = edition_statistic(small_edition, "sdg_11_3_1").layer
    assert set(same["became"]) == {growth.BOTH}
    assert same.area.sum() / 1e4 == pytest.approx(2000)
