"""Who claims which land, in order: corridors, water, drawn patches, villages and the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from _country import SEED, country_rules, urban_areas
from _edition import planar, read_facts, read_layer
from _noise import Grid, without_small_holes
from _patches import NATURAL, blocks_between, fitted, natural, village

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

__all__ = ["Claim", "claims"]

HAND_DRAWN = "INO Tomsk Atlas"
OSM = "OpenStreetMap"
ROAD_WIDTH_M = {"trunk": 44.0, "primary": 34.0, "secondary": 26.0}
RAIL_WIDTH_M = {"rail_main": 44.0, "rail_industrial": 26.0}
VILLAGE_AREA_HA = {
    "village": 55.0,
    "settlement": 60.0,
    "city_settlement": 60.0,
    "city_village": 60.0,
}
PEOPLE_PER_HA = 16.0
"""Gross density of villages whose population is known; others have a typical area."""
RULE_PRECISION_M = 2000
STEP_M = 100.0
WORKS = ("industry_storage", "special")
DOTTED_WORKS_HA = 300.0
"""Works larger than this hold woods as well, as farmland does."""
LIVED_IN = ("residential_low", "residential_high", "public_business", "education_science", "health")
TOWN_PRECISION_M = 600
CLOSING_M = 200.0
CLOSED_HOLE_HA = 25.0


@dataclass(frozen=True)
class Claim:
    """Shapes that share a place in the order, and what they say about the land under them."""

    shapes: np.ndarray
    landuse_class: str
    key: str = ""
    name_en: str = ""
    name_ru: str = ""
    precision_m: int = RULE_PRECISION_M
    source: str = HAND_DRAWN
    basis: str = "rule"
    only_in: tuple[str, ...] = ()
    dotted: bool = False


def claims(edition: Path) -> tuple[list[Claim], Claim]:
    """Order everything that claims land, from the top down; and the groves that dot farmland."""
    base = {
        name: read_layer(edition, name)
        for name in ("municipalities", "water", "streets", "railway", "settlements")
    }
    hints = read_facts(edition, "landuse_hints")
    grid = Grid.over(base["municipalities"].total_bounds, STEP_M, 3000.0)
    urban = urban_areas(grid, base["streets"])
    town = shapely.union_all(urban)
    lines = np.concatenate(
        [base["streets"].geometry, base["railway"].geometry, base["water"].boundary]
    )
    reach = shapely.buffer(town, 1500.0)
    blocks = blocks_between(lines[shapely.intersects(lines, reach)], reach)
    top = [Claim(_corridors(base), "transport")]
    top += [_water_claim(body) for _, body in base["water"].iterrows()]
    roads = shapely.union_all(base["streets"].geometry.to_numpy())
    country = []
    for number, (hint, points) in enumerate(hints.groupby("id", sort=True)):
        kind = str(points["landuse_class"].iloc[0])
        if kind == "water":
            continue
        seed = SEED + 10 * number
        if kind in NATURAL:
            shape = natural(points, rounds=3, within=0.35, seed=seed)
        elif _is_village(points, town):
            shape = _drawn_village(points, roads, seed)
        else:
            suburb = kind == "residential_low" and points["precision_m"].max() >= 150
            shape = natural(
                points, rounds=2 if suburb else 0, within=0.3 if suburb else 0.12, seed=seed
            )
            strip_m = np.clip(0.6 * points["precision_m"].max(), 60, 150)
            strip_m = min(float(strip_m), 0.4 * float(np.sqrt(shape.area)))
            shape = fitted(shape, blocks, strip_m=strip_m)
        claim = _hint_claim(str(hint), points, shape)
        (country if kind in NATURAL else top).append(claim)
    top += _other_villages(base["settlements"], roads, top)
    rules = country_rules(grid, base, urban)
    groves = rules.pop("groves")
    bottom = [
        Claim(_town(urban, top), "residential_low", only_in=("tomsk", "seversk")),
        *(
            Claim(shapes, kind.split(":")[0], dotted=kind == "agriculture")
            for kind, shapes in rules.items()
        ),
    ]
    forest = Claim(np.array([shapely.box(*base["municipalities"].total_bounds)]), "forest")
    return [*top, *country, *bottom, forest], Claim(groves, "forest")


def _water_claim(body: pd.Series) -> Claim:
    """Say what a river or a lake says about its land."""
    return Claim(
        np.array([body["geometry"]]),
        "water",
        body["id"],
        body["name_en"],
        body["name_ru"],
        int(body["precision_m"]),
        body["source"],
        "hint" if body["water_kind"] == "lake" else "rule",
    )


def _hint_claim(hint: str, points: pd.DataFrame, shape: shapely.Geometry) -> Claim:
    """Say what a drawn patch says about its land."""
    head = points.iloc[0]
    return Claim(
        np.array([shape]),
        head["landuse_class"],
        hint,
        head["name_en"],
        head["name_ru"],
        int(points["precision_m"].max()),
        f"{HAND_DRAWN}, {OSM}" if head["basis"] == "calibrated" else HAND_DRAWN,
        "hint",
        dotted=head["landuse_class"] == "agriculture"
        or (head["landuse_class"] in WORKS and shape.area >= DOTTED_WORKS_HA * 1e4),
    )


def _town(urban: np.ndarray, drawn: list[Claim]) -> np.ndarray:
    """Close the gaps between where streets are dense and the patches where people live and meet."""
    inhabited = [
        claim.shapes
        for claim in drawn
        if claim.landuse_class in LIVED_IN and claim.precision_m < TOWN_PRECISION_M
    ]
    joined = shapely.union_all(np.concatenate([urban, *inhabited]))
    closed = shapely.buffer(shapely.buffer(joined, CLOSING_M), -CLOSING_M)
    parts = shapely.get_parts(closed)
    return np.array([without_small_holes(part, CLOSED_HOLE_HA * 1e4) for part in parts])


def _corridors(base: dict[str, gpd.GeoDataFrame]) -> np.ndarray:
    """Land of main roads and railways, by the width of their class."""
    streets, railway = base["streets"], base["railway"]
    roads = streets[streets["road_class"].isin(ROAD_WIDTH_M)]
    shapes = [
        shapely.buffer(
            roads.geometry.to_numpy(), roads["road_class"].map(ROAD_WIDTH_M) / 2, quad_segs=3
        ),
        shapely.buffer(
            railway.geometry.to_numpy(), railway["rail_class"].map(RAIL_WIDTH_M) / 2, quad_segs=3
        ),
    ]
    return np.array([shapely.simplify(shapely.union_all(np.concatenate(shapes)), 1.0)])


def _is_village(points: pd.DataFrame, town: shapely.Geometry) -> bool:
    """Tell a patch of low-rise housing that lies out of the towns."""
    ring = shapely.polygons(planar(points["lon"], points["lat"]))
    return bool(
        points["landuse_class"].iloc[0] == "residential_low"
        and points["precision_m"].max() >= 600
        and shapely.intersection(ring, town).area < 0.3 * ring.area
    )


def _drawn_village(points: pd.DataFrame, roads: shapely.Geometry, seed: int) -> shapely.Geometry:
    """Give a drawn village an edge that follows its roads, keeping its area and its centre."""
    ring = shapely.polygons(planar(points["lon"], points["lat"]))
    centre = shapely.get_coordinates(shapely.centroid(ring))[0]
    return village(centre, roads, area_ha=ring.area / 1e4, seed=seed)


def _other_villages(
    places: gpd.GeoDataFrame, roads: shapely.Geometry, drawn: list[Claim]
) -> list[Claim]:
    """Grow the settlements that no patch of a town or a village covers."""
    places = places[places["municipality"] != ""]
    held = shapely.union_all(
        [
            shapely.union_all(claim.shapes)
            for claim in drawn
            if claim.landuse_class.startswith("resid")
        ]
    )
    near = shapely.distance(held, places.geometry.to_numpy()) < 350
    rows = []
    for number, place in enumerate(places[~near].itertuples()):
        if place.kind not in VILLAGE_AREA_HA:
            continue
        area_ha = VILLAGE_AREA_HA[place.kind]
        if not pd.isna(place.population):
            area_ha = place.population / PEOPLE_PER_HA
        centre = np.array([place.geometry.x, place.geometry.y])
        shape = village(centre, roads, area_ha=area_ha, seed=SEED + 5000 + 10 * number)
        rows.append(Claim(np.array([shape]), "residential_low"))
    return rows
