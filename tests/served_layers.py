"""What the servers of the tests serve: 25 parks with Cyrillic texts, in several systems.

They stand in a row from west to east, 300 m apart, within the small edition; code 7 begins with a
zero, and one name is hostile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import psycopg
import pyogrio
import shapely

from geo import parse_crs, reproject
from tests.servers import Map, mapserver_layer

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:32645"
COUNT = 25
STEP, SIDE, TALL = 300, 50, 40
X, Y = 370_100, 6_257_000
HOSTILE = "<b>Ёлки</b> & «Ко»"
NAMES = [HOSTILE, *(f"Парк «Южный» № {n}" for n in range(1, COUNT))]
CODES = [f"{n:04d}" for n in range(COUNT)]
SECOND = "public.участки"


def parks(crs: str = CRS) -> gpd.GeoDataFrame:
    """Give the parks in a system."""
    columns = {
        "id": [f"park_{n}" for n in range(COUNT)],
        "наименование": NAMES,
        "code": CODES,
        "area_ha": [0.2 + n for n in range(COUNT)],
    }
    shapes = [shapely.box(X + STEP * n, Y, X + STEP * n + SIDE, Y + TALL) for n in range(COUNT)]
    return reproject(gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS), parse_crs(crs))


def distance_m(frame: gpd.GeoDataFrame) -> float:
    """Give how far the farthest of the parks lies from where it should."""
    came = reproject(frame, parse_crs(CRS)).sort_values("code").geometry.centroid
    wanted = parks().geometry.centroid
    return max(one.distance(other) for one, other in zip(came, wanted, strict=True))


def write_maps(folder: Path) -> dict[str, Map]:
    """Write the files that MapServer serves, and give its maps."""
    bounds = {}
    for name, epsg in {"ogc": 32645, "sk42": 28415}.items():
        frame = parks(f"EPSG:{epsg}")
        bounds[name] = frame.buffer(500).total_bounds
        pyogrio.write_dataframe(frame, folder / f"{name}.gpkg", driver="GPKG", layer=name)
    shp = parks().rename(columns={"наименование": "title"})
    pyogrio.write_dataframe(shp, folder / "parks.shp", encoding="UTF-8")
    native = mapserver_layer("native", "Парки из файла", folder / "parks.shp", 32645)
    native = native.replace("CONNECTIONTYPE OGR", "").replace("CONNECTION", "DATA")
    first = mapserver_layer("parks", "Парки <i>и скверы</i>", folder / "ogc.gpkg", 32645)
    second = mapserver_layer("zones", "Зоны", folder / "sk42.gpkg", 28415)
    return {
        "ogc": Map(32645, bounds["ogc"], first + native),
        "sk42": Map(28415, bounds["sk42"], second),
    }


def fill_database(address: str) -> None:
    """Make a database `gis` with tables in several systems, through an address of another one."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE gis")
        connection.execute("CREATE DATABASE plain")
    with psycopg.connect(address.replace("/postgres", "/gis")) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE SCHEMA план")
        connection.execute("CREATE TABLE public.notes (id int, text text)")
        connection.execute(
            "INSERT INTO spatial_ref_sys (srid, srtext) VALUES (970004, %s)",
            (parse_crs("MSK-70:4").to_wkt("WKT1_GDAL"),),
        )
        for name, crs, srid in (
            ("public.parks", "EPSG:32645", 32645),
            ('план."Зоны"', "EPSG:28415", 28415),
            (SECOND, "MSK-70:4", 970004),
            ("public.unknown", "MSK-70:4", 0),
        ):
            _table(connection, name, parks(crs), srid)
        connection.execute("COMMENT ON TABLE public.parks IS 'Парки <i>и скверы</i>'")
        connection.execute(
            "CREATE VIEW public.empty AS SELECT * FROM public.parks WHERE code = 'none'"
        )
        connection.execute("CREATE TABLE public.twice (a geometry(Point,4326), b geography(Point))")
        connection.execute(
            "INSERT INTO public.twice VALUES (ST_Point(84.95, 56.45, 4326), "
            "ST_Point(84.96, 56.46)::geography), (NULL, NULL)"
        )


def _table(connection: psycopg.Connection, name: str, frame: gpd.GeoDataFrame, srid: int) -> None:
    connection.execute(
        f'CREATE TABLE {name} (id text, "наименование" text, code text, area_ha numeric(9, 2), '
        f"made date, tags jsonb, geom geometry(Polygon, {srid}))"
    )
    told = ("id", "наименование", "code", "area_ha")
    rows = zip(*(frame[one] for one in told), frame.geometry, strict=True)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name} VALUES (%s, %s, %s, %s, '2026-11-25', '{{\"a\": [1]}}', "  # noqa: S608 - names stand above
            "ST_GeomFromWKB(%s, %s))",
            [(*row[:4], row[4].wkb, srid) for row in rows],
        )
