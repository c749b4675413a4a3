"""Areas by class in zones against `geopandas.overlay` and a sum by group.

Seeded land use that fills 40 km edge to edge, and zones with crooked borders that do so too. Before
the clock the areas are checked to be equal to one part in 10^9. Run as `flock /tmp/bench.lock
python benchmarks/landuse.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, show, timed
from geo import area_by_class

if TYPE_CHECKING:
    import pandas as pd

CRS = "EPSG:32645"
SIDE_M = 40_000
CORNER = np.array([300_000, 6_200_000])
CLASSES = tuple("abcdefgh")
SIZES = ((2_000, 30), (8_000, 60), (20_000, 120))
CELLS_A_ZONE = 25


def cells(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return cells about random places that fill the square edge to edge."""
    square = shapely.box(*CORNER, *(CORNER + SIDE_M))
    places = shapely.multipoints(rng.uniform(0, SIDE_M, (count, 2)) + CORNER)
    found = shapely.get_parts(shapely.voronoi_polygons(places, extend_to=square))
    found = shapely.intersection(found, square)
    return found[shapely.area(found) > 1]


def made_land(count: int, seed: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    shapes = cells(count, rng)
    return gpd.GeoDataFrame({"use": rng.choice(CLASSES, len(shapes))}, geometry=shapes, crs=CRS)


def made_zones(count: int, seed: int) -> gpd.GeoDataFrame:
    """Return zones of some twenty-five cells each, which gives them crooked borders."""
    rng = np.random.default_rng(seed)
    small = cells(count * CELLS_A_ZONE, rng)
    middle = shapely.points(rng.uniform(0, SIDE_M, (count, 2)) + CORNER)
    _, nearest = shapely.STRtree(middle).query_nearest(shapely.centroid(small), all_matches=False)
    shapes = [shapely.coverage_union_all(small[nearest == number]) for number in np.unique(nearest)]
    return gpd.GeoDataFrame({"id": np.arange(len(shapes))}, geometry=shapes, crs=CRS)


def ours(land: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    rows = area_by_class(land, zones, class_column="use")
    return rows.set_index(["zone", "class"])["area_ha"]


def overlay(land: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    pieces = gpd.overlay(land, zones, how="intersection", keep_geom_type=True)
    return pieces.geometry.area.groupby([pieces["id"], pieces["use"]]).sum() / 1e4


def main() -> None:
    rows = []
    for polygons, count in SIZES:
        land, zones = made_land(polygons, seed=1), made_zones(count, seed=2)
        answer, plain = ours(land, zones), overlay(land, zones)
        plain = plain[plain > 1e-9]
        assert set(answer.index) == set(plain.index), "other classes"
        assert np.allclose(answer.reindex(plain.index), plain, rtol=1e-9, atol=1e-9), "other areas"
        time, _ = timed(lambda land=land, zones=zones: ours(land, zones), runs=7)
        theirs, _ = timed(lambda land=land, zones=zones: overlay(land, zones), runs=5)
        corners = shapely.get_num_coordinates(np.asarray(zones.geometry.array)).mean()
        rows.append(
            (f"{len(land):,} polygons, {len(zones)} zones of {corners:.0f} corners", time, theirs)
        )
    show("overlay", rows)
    print(machine("geopandas", "shapely", "numpy"))


if __name__ == "__main__":
    main()
