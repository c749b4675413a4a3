"""Build the base of the map from the facts: municipalities, water, streets, railway, places.

Municipalities are the rings of control points as they stand, so that shared edges are equal to
the vertex; the hole of Tomsk district is the outline of the two cities inside it. Rivers, far
roads and the railway are smooth curves through their control points; streets are cut at the
points that they share, one edge from junction to junction.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from _edition import (
    CRS,
    basis_words,
    edition_folder,
    planar,
    precision_class,
    read_facts,
    write_layer,
)
from _shapes import curve, ribbon, soften_ring

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["main"]

OUTLINE_PRECISION_M = 400
OUTLINE_GRID_M = 10
"""Outlines lie on this grid, so that each of their straight edges passes exactly through many
points of the edition's grid: land use cut there keeps the area of its municipality."""
NARROWEST_WATER_M = 14.0
"""Streams are drawn no narrower than this, or they would vanish from the land-use mosaic."""
CURVED_SPAN_M = 450.0
CURVED_PRECISION_M = 250
"""Spans of streets bend only where they are longer and less well known than this: a town's grid
has no curves to guess."""
KIND_WORDS = {
    "city": ("city", "город"),
    "closed_city": ("closed city", "закрытый город"),
    "town": ("town", "город"),
    "settlement": ("settlement", "посёлок"),
    "village": ("village", "сельский населённый пункт"),
    "city_settlement": ("settlement within Tomsk", "посёлок в черте Томска"),
    "city_village": ("village within Tomsk", "сельский населённый пункт в черте Томска"),
    "city_district": ("district of Tomsk", "район Томска"),
}
HAND_DRAWN = "INO Tomsk Atlas"
OSM = "OpenStreetMap"


def municipalities(edition: Path) -> gpd.GeoDataFrame:
    """Three polygons that share their edges exactly."""
    outlines = read_facts(edition, "outlines")
    rings = {
        key: np.round(planar(ring["lon"], ring["lat"]) / OUTLINE_GRID_M) * OUTLINE_GRID_M
        for key, ring in outlines.groupby(["municipality", "ring"], sort=False)
    }
    city = shapely.polygons(rings["tomsk", 0])
    closed_city = shapely.polygons(rings["seversk", 0])
    inside = shapely.union_all([city, closed_city])
    district = shapely.difference(shapely.polygons(rings["tomsk_district", 0]), inside)
    table = read_facts(edition, "municipalities")
    shapes = {"tomsk": city, "seversk": closed_city, "tomsk_district": district}
    columns = ["id", "name_en", "name_ru", "area_km2", "population", "population_year", "source"]
    frame = gpd.GeoDataFrame(table[columns], geometry=[shapes[i] for i in table["id"]], crs=CRS)
    frame.insert(7, "precision", precision_class(OUTLINE_PRECISION_M))
    frame.insert(8, "status", "existing")
    return frame


def river_lines(edition: Path) -> dict[str, np.ndarray]:
    """Axis of every river as drawn points with their width: columns x, y, width in metres."""
    table = read_facts(edition, "tom_river")
    lines = {}
    for river, points in table.groupby("id", sort=False):
        xy = planar(points["lon"], points["lat"])
        control = np.column_stack([xy, points["width_m"]])
        lines[str(river)], _ = curve(control, spacing_m=120.0)
    return lines


def rivers(edition: Path) -> gpd.GeoDataFrame:
    """River axes, downstream, with the width averaged along the line."""
    drawn = river_lines(edition)
    rows = []
    for river, points in read_facts(edition, "tom_river").groupby("id", sort=False):
        line = drawn[str(river)]
        steps_m = np.hypot(*np.diff(line[:, :2], axis=0).T)
        width_m = float((steps_m * (line[1:, 2] + line[:-1, 2]) / 2).sum() / steps_m.sum())
        first = points.iloc[0]
        rows.append(
            {
                "id": f"river_{river}",
                "name_en": first["name_en"],
                "name_ru": first["name_ru"],
                "width_m": round(width_m, 1),
                **_trust(points),
                "geometry": shapely.linestrings(line[:, :2]),
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def water(edition: Path) -> gpd.GeoDataFrame:
    """Rivers by their width, the wider one whole, and the lakes of the land-use patches."""
    axes = rivers(edition).set_index("id")
    drawn = river_lines(edition)
    rows = []
    taken = shapely.Polygon()
    for river, axis in axes.sort_values("width_m", ascending=False).iterrows():
        body = ribbon(drawn[str(river).removeprefix("river_")], narrowest_m=NARROWEST_WATER_M)
        rows.append(
            {
                "id": str(river).replace("river_", "water_"),
                "name_en": axis["name_en"],
                "name_ru": axis["name_ru"],
                "water_kind": "river",
                **{c: axis[c] for c in ("source", "precision", "precision_m", "status")},
                "geometry": _polygons(shapely.difference(body, taken)),
            }
        )
        taken = shapely.union(taken, body)
    hints = read_facts(edition, "landuse_hints")
    for lake, points in hints[hints["landuse_class"] == "water"].groupby("id", sort=False):
        body = shapely.polygons(soften_ring(planar(points["lon"], points["lat"])))
        rows.append(
            {
                "id": f"water_{lake}",
                "name_en": points["name_en"].iloc[0],
                "name_ru": points["name_ru"].iloc[0],
                "water_kind": "lake",
                **_trust(points),
                "geometry": _polygons(shapely.difference(body, taken)),
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def streets(edition: Path) -> gpd.GeoDataFrame:
    """Edges of the street network, each from one junction to the next."""
    table = read_facts(edition, "streets")
    table[["x", "y"]] = planar(table["lon"], table["lat"])
    passes = Counter(zip(table["x"], table["y"], strict=True))
    rows = []
    for street, points in table.groupby("id", sort=False):
        xy = points[["x", "y"]].to_numpy()
        joint = [i for i in range(1, len(xy) - 1) if passes[xy[i, 0], xy[i, 1]] > 1]
        trust_m = points["precision_m"].to_numpy()
        curved = (np.hypot(*np.diff(xy, axis=0).T) >= CURVED_SPAN_M) & (
            np.maximum(trust_m[1:], trust_m[:-1]) >= CURVED_PRECISION_M
        )
        line, at = curve(xy, spacing_m=150.0, curved=curved)
        cuts = [0, *joint, len(xy) - 1]
        for number, (start, end) in enumerate(pairwise(cuts), start=1):
            edge = shapely.linestrings(np.round(line[at[start] : at[end] + 1], 2))
            head = points.iloc[start]
            rows.append(
                {
                    "id": f"{street}-{number:02d}",
                    "street_id": street,
                    "name_en": head["name_en"],
                    "name_ru": head["name_ru"],
                    "road_class": head["road_class"],
                    "speed_kmh": int(head["speed_kmh"]),
                    "length_m": round(float(shapely.length(edge)), 1),
                    **_trust(points.iloc[start : end + 1]),
                    "geometry": edge,
                }
            )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def railway(edition: Path) -> gpd.GeoDataFrame:
    """Railway lines as smooth curves through their control points."""
    rows = []
    for line_id, points in read_facts(edition, "railway").groupby("id", sort=False):
        head = points.iloc[0]
        line, _ = curve(planar(points["lon"], points["lat"]), spacing_m=150.0)
        rows.append(
            {
                "id": line_id,
                "name_en": head["name_en"],
                "name_ru": head["name_ru"],
                "rail_class": head["rail_class"],
                **_trust(points),
                "geometry": shapely.linestrings(line),
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def settlements(edition: Path) -> gpd.GeoDataFrame:
    """Place the settlements, with their population where it is known."""
    table = read_facts(edition, "settlements")
    words = [KIND_WORDS[kind] for kind in table["kind"]]
    known = [basis_words(basis) for basis in table["basis"]]
    return gpd.GeoDataFrame(
        {
            "id": table["id"],
            "name_en": table["name_en"],
            "name_ru": table["name_ru"],
            "kind": table["kind"],
            "kind_en": [english for english, _ in words],
            "kind_ru": [russian for _, russian in words],
            "population": table["population"].astype("Int64"),
            "population_basis_en": table["population_basis_en"],
            "population_basis_ru": table["population_basis_ru"],
            "municipality": table["municipality"],
            "district_en": table["district_en"],
            "district_ru": table["district_ru"],
            "source": HAND_DRAWN,
            "precision": [precision_class(metres) for metres in table["precision_m"]],
            "precision_m": table["precision_m"],
            "basis_en": [english for english, _ in known],
            "basis_ru": [russian for _, russian in known],
            "status": "existing",
        },
        geometry=shapely.points(planar(table["lon"], table["lat"])),
        crs=CRS,
    )


def _trust(points: pd.DataFrame) -> dict[str, str | int]:
    """Columns that say where a line comes from and how far to trust it: its worst point."""
    worst_m = int(points["precision_m"].max())
    calibrated = (points["basis"] == "calibrated").to_numpy()
    source = OSM if calibrated.all() else f"{HAND_DRAWN}, {OSM}" if calibrated.any() else HAND_DRAWN
    return {
        "source": source,
        "precision": precision_class(worst_m),
        "precision_m": worst_m,
        "status": "existing",
    }


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a shape on the grid of the edition, crumbs under 50 m2 left out."""
    snapped = shapely.set_precision(shape, 0.01)
    parts = [part for part in shapely.get_parts(snapped) if shapely.area(part) > 50]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def main() -> None:
    """Write the layers of the base."""
    edition = edition_folder()
    for build in (municipalities, rivers, water, streets, railway, settlements):
        write_layer(build(edition), edition, build.__name__)


if __name__ == "__main__":
    main()
