"""Fields over the country that no patch is drawn for: where towns, meadows and farmland are.

Each is a smooth field (density of streets, distance to water, nearness of places and roads) with
seeded noise; where it is above zero is the land, and its contour is the edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from _noise import displaced
from scipy import ndimage

if TYPE_CHECKING:
    import geopandas as gpd
    from _noise import Grid

__all__ = ["SEED", "country_rules", "neighbourhoods", "urban_areas"]

SEED = 20161
URBAN_STREETS_KM_PER_KM2 = 1.9
NEIGHBOURHOOD_WAVE_M = 700.0


def urban_areas(grid: Grid, streets: gpd.GeoDataFrame) -> np.ndarray:
    """Where streets are dense: kilometres of street within a square kilometre about a place."""
    minor = streets[streets["road_class"].isin(["primary", "secondary", "tertiary"])]
    cells = np.zeros((grid.rows, grid.columns))
    dense = shapely.get_coordinates(shapely.segmentize(minor.geometry.to_numpy(), 10.0))
    column = ((dense[:, 0] - grid.west_m) / grid.step_m).astype(int)
    row = ((grid.north_m - dense[:, 1]) / grid.step_m).astype(int)
    kept = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    np.add.at(cells, (row[kept], column[kept]), 10.0)
    density = ndimage.gaussian_filter(cells, 450.0 / grid.step_m) / grid.step_m**2 * 1000
    wavy = density + 0.5 * grid.noise(wavelength_m=900, seed=SEED + 1, octaves=2)
    return grid.above(wavy - URBAN_STREETS_KM_PER_KM2, smallest_ha=30.0, tolerance_m=12.0)


def country_rules(
    grid: Grid, base: dict[str, gpd.GeoDataFrame], urban: np.ndarray
) -> dict[str, np.ndarray]:
    """Floodplain, bog, farmland (and its groves) by fields over the country; forest is the rest."""
    x, y = grid.places()
    streets, water, places = base["streets"], base["water"], base["settlements"]
    inhabited = places[places["kind"] != "city_district"].geometry.to_numpy()
    road_m = grid.distance_m(streets[streets["road_class"] != "track"].geometry.to_numpy())
    place_m = grid.distance_m(inhabited)
    wide = water["id"].isin(["water_tom", "water_ob"])
    broad_m = grid.distance_m(water[wide].geometry.to_numpy())
    stream_m = grid.distance_m(water[~wide & (water["water_kind"] == "river")].geometry.to_numpy())
    ob_m = grid.distance_m(water[water["id"] == "water_ob"].geometry.to_numpy())

    meadow_m = 350 + 900 * grid.noise(wavelength_m=5200, seed=SEED + 11, octaves=3)
    meadow_m += 2200 * np.exp(-((ob_m / 4000) ** 2))
    bank_m = 30 + 190 * grid.noise(wavelength_m=1700, seed=SEED + 12, octaves=2)
    flood = np.maximum(meadow_m - broad_m, bank_m - stream_m)

    cities = base["municipalities"]["id"].isin(["tomsk", "seversk"])
    city = grid.burned(base["municipalities"][cities].geometry.to_numpy()).astype(float)
    city = ndimage.gaussian_filter(city, 1500 / grid.step_m)
    town_m = grid.distance_m(urban)
    east, north = (x - 393_000) / 26_000, (y - 6_256_000) / 24_000
    farming = np.exp(-(east**2) - north**2)
    open_land = 1.15 * np.exp(-place_m / 2800) + 0.6 * np.exp(-road_m / 1700) + 0.65 * farming
    open_land += 0.62 * grid.noise(wavelength_m=5200, seed=SEED + 13, octaves=5)
    open_land -= 0.72 + 0.5 * city + 1.1 * np.exp(-town_m / 700)
    wet = grid.noise(wavelength_m=6000, seed=SEED + 14, octaves=5)
    wet += 0.35 * np.clip(road_m / 12_000, 0, 1) - 0.9 * np.exp(-place_m / 3500) - 0.80
    groves = grid.noise(wavelength_m=1200, seed=SEED + 15, octaves=3) - 0.42
    groves -= 0.9 * np.exp(-place_m / 500)
    return {
        "other_natural:flood": grid.above(flood, smallest_ha=6.0, tolerance_m=14.0),
        "other_natural:bog": grid.above(wet, smallest_ha=25.0, tolerance_m=18.0),
        "agriculture": grid.above(open_land, smallest_ha=12.0, tolerance_m=16.0),
        "groves": grid.above(groves, smallest_ha=3.0, tolerance_m=14.0),
    }


def neighbourhoods(places: gpd.GeoDataFrame, outline: shapely.Geometry) -> np.ndarray:
    """Give each place the land nearest to it, with edges that wander instead of straight ones."""
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(places.geometry.to_numpy()), extend_to=outline, ordered=True
        )
    )
    wandering = displaced(
        shapely.geometrycollections(cells),
        amplitude_m=NEIGHBOURHOOD_WAVE_M,
        wavelength_m=6 * NEIGHBOURHOOD_WAVE_M,
        seed=SEED + 31,
    )
    return shapely.make_valid(shapely.get_parts(wandering))
