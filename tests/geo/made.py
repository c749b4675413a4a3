"""Small frames about a round place near Tomsk, in EPSG:32645, made for the engine's tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

CRS = "EPSG:32645"
X0, Y0 = 350_000, 6_250_000
ORIGIN = np.array([X0, Y0])


def dots(places, **columns):
    xy = np.array(places, dtype=float) + ORIGIN
    return gpd.GeoDataFrame(columns, geometry=shapely.points(xy), crs=CRS)


def boxes(corners, **columns):
    low_x, low_y, high_x, high_y = np.array(corners, dtype=float).T
    geometry = shapely.box(low_x + X0, low_y + Y0, high_x + X0, high_y + Y0)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def streets(lines, **columns):
    geometry = [shapely.LineString(np.array(line, dtype=float) + ORIGIN) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def mosaic(count, side_m, seed):
    """Cells about random seeds that fill a square edge to edge."""
    rng = np.random.default_rng(seed)
    square = shapely.box(X0, Y0, X0 + side_m, Y0 + side_m)
    seeds = shapely.multipoints(rng.uniform(0, side_m, (count, 2)) + ORIGIN)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    cells = shapely.intersection(cells, square)
    cells = cells[shapely.area(cells) > 1]
    classes = rng.choice(["forest", "housing", "industry", "water"], len(cells))
    return gpd.GeoDataFrame(
        {"id": [f"c{n}" for n in range(len(cells))], "use": classes}, geometry=cells, crs=CRS
    )


def stars(count, side_m, seed):
    """Jagged polygons scattered over a square, with three types."""
    rng = np.random.default_rng(seed)
    shapes = []
    for x, y in rng.uniform(0, side_m, (count, 2)):
        corners = int(rng.integers(5, 25))
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radius = rng.uniform(50, 400) * rng.uniform(0.6, 1.2, corners)
        ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
        shapes.append(shapely.make_valid(shapely.Polygon(ring + ORIGIN), method="structure"))
    types = rng.choice(["industrial", "medical", "sport"], count)
    ids = [f"p{n:03}" for n in range(count)]
    return gpd.GeoDataFrame({"id": ids, "type": types}, geometry=shapes, crs=CRS)


def homes(count, side_m, seed):
    """Points scattered over a square with people."""
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 200, count)
    ids = [f"h{n:04}" for n in range(count)]
    return dots(rng.uniform(0, side_m, (count, 2)), id=ids, people=people)
