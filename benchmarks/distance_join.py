"""Coverage of buildings by parks against SedonaDB's distance join.

The buildings, parks and radii of benchmarks/coverage.py. SedonaDB counts people; ours is timed
counting people alone, and people with hectares, which the join does not give. Two ways of asking:
one join at the widest radius, the least distance a building and type, and the people within each
radius of it; or a join a radius, each building once a type. Frames are registered and centroids
taken within its time. Before the clock all answers are checked to be those of distances measured
by GEOS, person by person. SedonaDB is no requirement: `pip install sedonadb` into an environment
that has them. Run as `flock /tmp/bench.lock python benchmarks/distance_join.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import sedona.db

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, show, timed
from benchmarks.coverage import RADII_M, SIZES, made_buildings, made_parks, measured
from geo import ALL_TYPES
from geo.coverage import served

if TYPE_CHECKING:
    import geopandas as gpd
    from sedonadb.context import SedonaContext

NEAR = """
    SELECT home.id, home.people, park.kind, MIN(ST_Distance(home.geometry, park.geometry)) AS away
    FROM home JOIN park ON ST_DWithin(home.geometry, park.geometry, {radius:.1f})
    GROUP BY home.id, home.people, park.kind
"""
WITHIN = "SELECT kind, SUM(people) AS people FROM near WHERE away <= {radius} GROUP BY kind"
ANYONE = """
    SELECT SUM(people) AS people
    FROM (SELECT DISTINCT id, people FROM near WHERE away <= {radius})
"""
ONCE = """
    SELECT DISTINCT home.id, home.people, park.kind, 0 AS away
    FROM home JOIN park ON ST_DWithin(home.geometry, park.geometry, {radius:.1f})
"""


def connected(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> SedonaContext:
    """Return SedonaDB with the centroids of buildings and the parks."""
    context = sedona.db.connect()
    numbered = buildings.assign(id=range(len(buildings)))
    context.create_data_frame(numbered).to_view("building", overwrite=True)
    context.create_data_frame(parks).to_view("park", overwrite=True)
    middles = "SELECT id, people, ST_Centroid(geometry) AS geometry FROM building"
    context.sql(middles).to_memtable().to_view("home", overwrite=True)
    return context


def one_join(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> pd.Series:
    context = connected(buildings, parks)
    near = context.sql(NEAR.format(radius=max(RADII_M))).to_memtable()
    near.to_view("near", overwrite=True)
    return pd.concat([counted(context, radius) for radius in RADII_M])


def join_by_radius(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> pd.Series:
    context, found = connected(buildings, parks), []
    for radius in RADII_M:
        near = context.sql(ONCE.format(radius=radius)).to_memtable()
        near.to_view("near", overwrite=True)
        found.append(counted(context, radius))
    return pd.concat(found)


def counted(context: SedonaContext, radius: int) -> pd.Series:
    """Return people within a radius by type, and by any, of the buildings found near."""
    types = context.sql(WITHIN.format(radius=radius)).to_pandas()
    anyone = context.sql(ANYONE.format(radius=radius)).to_pandas()
    people = dict(zip(types["kind"], types["people"], strict=True))
    people[ALL_TYPES] = anyone["people"].iloc[0]
    return pd.Series({(kind, radius): number for kind, number in people.items()})


def counted_by_us(buildings: gpd.GeoDataFrame, parks: gpd.GeoDataFrame, land: bool) -> pd.Series:
    rows = served(buildings, parks, by="kind", radii_m=RADII_M, weight="people", land=land)
    return rows.set_index(["by", "radius_m"])["served"]


def main() -> None:
    parks = made_parks(seed=2)
    rows = []
    for size in SIZES:
        buildings = made_buildings(size, seed=1)
        true = measured(buildings, parks)
        times = {}
        for what, land in (("people", False), ("people and hectares", True)):
            times[what], found = timed(lambda b=buildings, h=land: counted_by_us(b, parks, h), 5)
            assert (found.reindex(true.index) == true).all(), "not the measured distances"
        for name, peer in (("one join", one_join), ("a join a radius", join_by_radius)):
            theirs, found = timed(lambda b=buildings, join=peer: join(b, parks), runs=3)
            assert (found.reindex(true.index) == true).all(), f"{name}: not the measured distances"
            rows += [(f"{size:,}, {what}, {name}", time, theirs) for what, time in times.items()]
    show("SedonaDB", rows)
    print(machine("sedonadb", "geopandas", "shapely", "scipy", "numpy"))


if __name__ == "__main__":
    main()
