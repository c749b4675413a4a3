"""How sure the land within reach is: against buffers and isochrones of the moved supply."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from geo import ALL_TYPES, ColumnError, ValueRangeError, build_network, served, service_area
from geo._draws import drawn_moves
from geo.isochrones import isochrones
from geo.land_interval import land_ends, overstated_land_ends, street_land_ends
from geo.multiplicity import multiplicity
from geo.uncertainty import PERCENTILES
from tests.geo.made import boxes, dots, streets

DRAWS, SEED = 12, 3
RADII = [400.0, 1000.0]


def parks(count, seed, known=300.0):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 4000, (count, 2))
    squares = [(x, y, x + 300, y + 200) for x, y in corners]
    return boxes(squares, id=list(range(count)), known=known, type=["a", "b"] * (count // 2))


def moved(supply):
    """Give the supply of each draw, moved as the engine moves it."""
    moves = drawn_moves(supply["known"].to_numpy(), DRAWS, SEED)
    for draw in range(DRAWS):
        shapes = [translate(one, *moves[row, draw]) for row, one in enumerate(supply.geometry)]
        yield supply.set_geometry(shapes, crs=supply.crs)


def ends_of(stated, drawn):
    low, high = np.percentile(drawn, PERCENTILES, axis=0)
    return np.minimum(low, stated), np.maximum(high, stated)


def test_the_interval_is_that_of_buffers_of_the_moved_supply():
    supply = parks(8, 1)
    zones = boxes([(-2000, -2000, 2000, 6000), (2000, -2000, 7000, 6000)], id=["w", "e"])
    homes = dots([(100, 100), (3000, 3000), (90_000, 0)])
    for within in (None, zones):
        asked = {"by": "type", "radii_m": RADII, "zones": within}
        rows = served(homes, supply, **asked)
        found = land_ends(rows, supply, **asked, precision="known", draws=DRAWS, seed=SEED)
        drawn = [served(homes, one, **asked)["area_ha"] for one in moved(supply)]
        low, high = ends_of(rows["area_ha"], drawn)
        scale = rows["area_ha"].max() / 50
        np.testing.assert_allclose(found["area_ha_low"], low, atol=scale)
        np.testing.assert_allclose(found["area_ha_high"], high, atol=scale)
        assert (found["area_ha_low"] < rows["area_ha"]).any()


def test_land_that_nothing_can_meet_is_sure():
    alone = boxes([(0, 0, 100, 100), (9000, 0, 9100, 100)], known=[500, 500])
    rows = served(dots([(0, 0)]), alone, radii_m=[1000])
    found = land_ends(rows, alone, radii_m=[1000], precision="known", draws=DRAWS, seed=SEED)
    assert found["area_ha_low"].item() == found["area_ha_high"].item() == rows["area_ha"].item()


def test_known_places_have_no_interval_to_speak_of():
    supply = parks(6, 2, known=0.0)
    rows = served(dots([(0, 0)]), supply, radii_m=RADII)
    found = land_ends(rows, supply, radii_m=RADII, precision="known", draws=3)
    assert found["area_ha_low"].tolist() == rows["area_ha"].tolist()
    assert found["area_ha_high"].tolist() == rows["area_ha"].tolist()


def test_gross_land_moves_from_zone_to_zone_and_overlap_with_it():
    supply = parks(6, 4)
    zones = boxes([(-2000, -2000, 2000, 6000), (2000, -2000, 7000, 6000)], id=["w", "e"])
    homes = dots([(100, 100), (3000, 3000)])
    words = {"radii_m": RADII, "zones": zones, "precision": "known", "draws": DRAWS, "seed": SEED}
    rows = multiplicity(homes, supply, **words).set_index(["zone", "radius_m"])
    whole = rows.loc["all"]
    # a move keeps the land of each feature; what overlaps is the rest of what lies once
    assert whole["gross_ha_low"].tolist() == pytest.approx(whole["gross_ha"].tolist(), rel=0.01)
    assert (whole["gross_ha_high"] / whole["gross_ha"]).max() < 1.01
    assert (rows.loc["w", "gross_ha_low"] < rows.loc["w", "gross_ha"]).any()
    for name in ("gross_ha", "area_ha", "overlap_ha"):
        assert (rows[f"{name}_low"] <= rows[name]).all()
        assert (rows[name] <= rows[f"{name}_high"]).all()
    part = rows.loc["w"]
    spread = part["area_ha_high"] - part["area_ha_low"]
    assert (part["uncovered_ha_high"] - part["uncovered_ha_low"]).tolist() == pytest.approx(
        spread.tolist()
    )


@pytest.fixture(scope="module")
def lattice():
    side, step = 7, 650
    lines = [
        way
        for i in range(side)
        for way in (
            [(i * step, 0), (i * step, (side - 1) * step)],
            [(0, i * step), ((side - 1) * step, i * step)],
        )
    ]
    crossings = shapely.node(shapely.multilinestrings([shapely.linestrings(one) for one in lines]))
    return build_network(streets([one.coords[:] for one in crossings.geoms]), speed_kmh=5)


def test_land_within_minutes_is_that_of_isochrones_of_the_moved_supply(lattice):
    supply = parks(4, 5)
    zones = boxes([(-900, -900, 2000, 5000), (2000, -900, 5000, 5000)], id=["w", "e"])
    land = isochrones(lattice, supply, minutes=[8, 16])
    words = {"minutes": [8, 16], "precision": "known", "draws": DRAWS, "seed": SEED}
    found = street_land_ends(land, lattice, supply, **words)
    drawn = [isochrones(lattice, one, minutes=[8, 16])["area_ha"] for one in moved(supply)]
    low, high = ends_of(land["area_ha"], drawn)
    np.testing.assert_allclose(found["area_ha_low"], low, rtol=0.06)
    np.testing.assert_allclose(found["area_ha_high"], high, rtol=0.06)

    def parted(areas):
        return np.concatenate(
            [
                shapely.area(shapely.intersection(areas.geometry, one)) / 1e4
                for one in zones.geometry
            ]
        )

    rows = land.loc[[0, 1, 0, 1]].assign(area_ha=parted(land)).reset_index(drop=True)
    by_zone = street_land_ends(rows, lattice, supply, zones=zones, **words)
    low, _ = ends_of(
        rows["area_ha"],
        [parted(isochrones(lattice, one, minutes=[8, 16])) for one in moved(supply)],
    )
    np.testing.assert_allclose(by_zone["area_ha_low"], low, atol=rows["area_ha"].max() / 15)


def test_the_ratio_of_land_shares_the_moves_of_both_ways(lattice):
    supply = parks(4, 6)
    middles = supply.set_geometry(supply.geometry.centroid)

    def measured(supply, middles):
        land = isochrones(lattice, supply, by="type", minutes=[12])
        discs = service_area(middles, by="type", radii_m=[1000])
        rows = land[["by", "minutes", "area_ha"]].assign(radius_m=1000.0)
        return rows.assign(
            straight_ha=discs["area_ha"], ratio_ha=discs["area_ha"] / land["area_ha"]
        )

    rows = measured(supply, middles)
    found = overstated_land_ends(
        rows, lattice, supply, by="type", precision="known", draws=DRAWS, seed=SEED
    )
    assert rows["by"].tolist()[-1] == ALL_TYPES
    drawn = [measured(one, one.set_geometry(one.geometry.centroid)) for one in moved(supply)]
    for name in ("straight_ha", "area_ha", "ratio_ha"):
        low, high = ends_of(rows[name], [one[name] for one in drawn])
        np.testing.assert_allclose(found[f"{name}_low"], low, rtol=0.08)
        np.testing.assert_allclose(found[f"{name}_high"], high, rtol=0.08)


def test_what_has_no_land_or_no_precision_is_refused(lattice):
    supply = parks(2, 7)
    rows = served(dots([(0, 0)]), supply, radii_m=RADII)
    with pytest.raises(ColumnError, match=r"`rows`: expected column `area_ha`"):
        land_ends(rows.drop(columns="area_ha"), supply, radii_m=RADII, precision="known")
    with pytest.raises(ColumnError, match="`supply`: expected column `precision`"):
        land_ends(rows, supply, radii_m=RADII)
    with pytest.raises(ValueRangeError, match="expected one draw or more, got 0"):
        street_land_ends(rows, lattice, supply, minutes=[5], precision="known", draws=0)
