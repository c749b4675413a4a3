"""Coverage of buildings by parks against the GeoPandas recipe: buffer, dissolve, sjoin.

Seeded buildings in clusters over 40 km, 300 smooth parks of 6 types, 4 radii. People served by type
and by any type, and the hectares within reach. Before the clock our answer is checked to be that of
distances measured by GEOS, person by person; the recipe's buffers have chords for arcs, so it may
miss people at the rim, which is printed. The recipe runs with the join's default predicate, and
again with "within", which GeoPandas answers the other way round, and faster. Run as
`flock /tmp/bench.lock python benchmarks/coverage.py`; `--large` runs ours alone, to a million
buildings: how its cost grows against n log n, and the most memory of the process.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, peak_gb, show, timed
from geo import ALL_TYPES, served

CRS = "EPSG:32645"
SIDE_M = 40_000
ORIGIN = np.array([350_000, 6_230_000])
PARKS = 300
TYPES = ("historical_cultural", "industrial", "innovation", "medical", "research", "sport")
RADII_M = (500, 1000, 2000, 3000)
SIZES = (15_000, 50_000, 150_000)
LARGE_SIZES = (125_000, 250_000, 500_000, 1_000_000)


def made_buildings(count: int, seed: int) -> gpd.GeoDataFrame:
    """Return rectangles of 8 to 25 m, turned, seven in ten about sixty centres."""
    rng = np.random.default_rng(seed)
    centres, spread = rng.uniform(0, SIDE_M, (60, 2)), rng.uniform(300, 3000, 60)
    of = rng.integers(0, 60, count)
    about = centres[of] + rng.normal(size=(count, 2)) * spread[of, None]
    middle = np.where(rng.random((count, 1)) < 0.7, about, rng.uniform(0, SIDE_M, (count, 2)))
    half = rng.uniform(4, 12.5, (count, 2))
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    corners = half[:, None] * signs
    turn = rng.uniform(0, np.pi, count)[:, None]
    x = corners[..., 0] * np.cos(turn) - corners[..., 1] * np.sin(turn)
    y = corners[..., 0] * np.sin(turn) + corners[..., 1] * np.cos(turn)
    shapes = shapely.polygons(np.stack([x, y], axis=-1) + middle[:, None] + ORIGIN)
    return gpd.GeoDataFrame({"people": rng.integers(0, 200, count)}, geometry=shapes, crs=CRS)


def made_parks(seed: int) -> gpd.GeoDataFrame:
    """Return rounded outlines of 100 to 700 m with 24 to 60 corners."""
    rng = np.random.default_rng(seed)
    shapes = []
    for place in rng.uniform(0, SIDE_M, (PARKS, 2)) + ORIGIN:
        angle = np.linspace(0, 2 * np.pi, rng.integers(24, 60), endpoint=False)
        waves = [
            rng.uniform(0, 0.25 / wave) * np.cos(wave * angle + rng.uniform(0, 6))
            for wave in (2, 3, 5)
        ]
        radius = rng.uniform(100, 700) * (1 + np.sum(waves, axis=0))
        ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
        shapes.append(shapely.Polygon(ring + place))
    return gpd.GeoDataFrame({"kind": rng.choice(TYPES, PARKS)}, geometry=shapes, crs=CRS)


def ours(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = served(buildings, parks, by="kind", radii_m=RADII_M, weight="people")
    return rows.set_index(["by", "radius_m"])[["served", "area_ha"]]


def recipe(
    buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame, predicate: str = "intersects"
) -> pd.DataFrame:
    points = buildings.set_geometry(buildings.geometry.centroid)
    found = {}
    for radius in RADII_M:
        reach = parks.set_geometry(parks.geometry.buffer(radius)).dissolve("kind").reset_index()
        joined = gpd.sjoin(points, reach, predicate=predicate)
        people = joined.groupby("kind")["people"].sum()
        area_ha = reach.set_index("kind").geometry.area / 1e4
        for kind in reach["kind"]:
            found[kind, radius] = (people.get(kind, 0), area_ha[kind])
        anyone = points.loc[joined.index.unique(), "people"].sum()
        found[ALL_TYPES, radius] = (anyone, reach.geometry.union_all().area / 1e4)
    return pd.DataFrame.from_dict(found, orient="index", columns=["served", "area_ha"])


def measured(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> pd.Series:
    """Return people served by the distance of every building, measured by GEOS."""
    points = shapely.centroid(np.asarray(buildings.geometry.array))
    distances = {}
    for kind, members in parks.groupby("kind"):
        tree = shapely.STRtree(np.asarray(members.geometry.array))
        _, distances[kind] = tree.query_nearest(points, return_distance=True, all_matches=False)
    distances[ALL_TYPES] = np.min(list(distances.values()), axis=0)
    return pd.Series(
        {
            (kind, radius): float(buildings["people"][distance_m <= radius].sum())
            for kind, distance_m in distances.items()
            for radius in RADII_M
        }
    )


def grow() -> None:
    """Print the cost of ours at growing sizes, and what each step costs by n log n."""
    parks = made_parks(seed=2)
    print("| buildings | ours s | ours CPU s | CPU ns a step of n log2 n | peak GB | held before |")
    print("|---|---|---|---|---|---|")
    work, spent = 0.0, 0.0
    for size in LARGE_SIZES:
        buildings = made_buildings(size, seed=1)
        held, peak = peak_gb(lambda: None), peak_gb(lambda b=buildings: ours(b, parks))
        time, _ = timed(lambda b=buildings: ours(b, parks), runs=5)
        done = size * np.log2(size)
        step = 1e9 * (time.processor - spent) / (done - work)
        print(
            f"| {size:,} | {time.wall:.2f} | {time.processor:.2f} | "
            f"{step if spent else np.nan:.0f} | {peak:.2f} | {held:.2f} |"
        )
        work, spent = done, time.processor


def main() -> None:
    if "--large" in sys.argv:
        grow()
        print(machine("geopandas", "shapely", "scipy", "numpy"))
        return
    parks = made_parks(seed=2)
    rows = []
    for size in SIZES:
        buildings = made_buildings(size, seed=1)
        answer = ours(buildings, parks)
        true = measured(buildings, parks)
        assert (answer["served"].reindex(true.index) == true).all(), "not the measured distances"
        time, _ = timed(lambda b=buildings: ours(b, parks), runs=5)
        theirs, plain = timed(lambda b=buildings: recipe(b, parks), runs=2)
        off = (plain["served"].reindex(true.index) - true).abs().sum() / true.sum()
        apart = plain["area_ha"].reindex(true.index) / answer["area_ha"].reindex(true.index) - 1
        print(
            f"{size}: the recipe miscounts {off:.3%} of the people; hectares differ by "
            f"{apart.abs().max():.3%} at most"
        )
        turned, _ = timed(lambda b=buildings: recipe(b, parks, "within"), runs=2)
        rows.append((f"{size:,}, join by default", time, theirs))
        rows.append((f"{size:,}, join by within", time, turned))
    show("recipe", rows)
    print(machine("geopandas", "shapely", "scipy", "numpy"))


if __name__ == "__main__":
    main()
