"""Build parks, sites, clusters, projects and the road map of the edition from the facts.

No boundary of a park is published, so every outline is a model: a ring drawn by hand after
the streets and banks around the park's point, widened or narrowed evenly until it holds
exactly the published area; where no area is published the ring stands as drawn, at a size
typical of such a place. A row whose place is unknown keeps a null geometry: it stays in the
tables and off the map.

A `source` in the facts is a list of web addresses and of keys of the sources in
`programme.toml`; the layers get it in a short neutral form and in both languages.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from _edition import CRS, edition_folder, planar, read_facts, write_layer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["main"]

HECTARE_M2 = 10_000.0
CORNER_SHARE = 0.08
"""Radius of a rounded corner as a share of the side of a square of the mean part's area."""
LARGEST_CORNER_M = 40.0
WIDEST_OFFSET_M = 300.0
"""A ring that needs a wider offset than this to reach its area was drawn at a wrong size."""
SEPARATOR = " ; "


def citations(edition: Path) -> dict[str, dict[str, str]]:
    """Read the sources of `programme.toml` by their keys."""
    with (edition / "programme.toml").open("rb") as file:
        sources: dict[str, dict[str, str]] = tomllib.load(file)["source"]
    return sources


def with_sources(table: pd.DataFrame, sources: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Replace the keys of `source` by words: a neutral form, an English and a Russian one."""
    unknown = {
        part
        for cell in table["source"]
        for part in cell.split(SEPARATOR)
        if "://" not in part and part not in sources
    }
    if unknown:
        raise SystemExit(
            f"expected web addresses and keys of `programme.toml` as sources, got "
            f"{sorted(unknown)}; add them as [source.KEY]"
        )

    def said(cell: str, key: str) -> str:
        parts = [sources[part][key] if part in sources else part for part in cell.split(SEPARATOR)]
        return SEPARATOR.join(dict.fromkeys(parts))

    spoken = table.drop(columns="source")
    for column, key in (
        ("source", "short"),
        ("source_en", "citation_en"),
        ("source_ru", "citation_ru"),
    ):
        spoken[column] = [said(cell, key) for cell in table["source"]]
    return spoken


def drawn_rings(edition: Path) -> dict[str, shapely.MultiPolygon]:
    """Give each park's hand-drawn rings, in metres."""
    points = read_facts(edition, "park_outlines")
    metres = planar(points["lon"], points["lat"])
    points["x"], points["y"] = metres[:, 0], metres[:, 1]
    return {
        str(park): shapely.MultiPolygon(
            [shapely.Polygon(part[["x", "y"]].to_numpy()) for _, part in rings.groupby("part")]
        )
        for park, rings in points.groupby("park_id", sort=False)
    }


def rounded_corners(shape: shapely.Geometry, radius_m: float) -> shapely.Geometry:
    """Round the outer corners of a polygon."""
    return shape.buffer(-radius_m, quad_segs=4).buffer(radius_m, quad_segs=4)


def model_outline(rings: shapely.MultiPolygon, area_ha: float) -> shapely.Geometry:
    """Fit hand-drawn rings to an area: the same offset on every side, corners rounded.

    Parameters
    ----------
    rings
        The rings in metres, one polygon for each separate part of the park.
    area_ha
        Published area in hectares; NaN where none is published, and the rings keep theirs.
    """
    side_m = float(np.sqrt(rings.area / len(rings.geoms)))
    radius_m = min(LARGEST_CORNER_M, CORNER_SHARE * side_m)
    if np.isnan(area_ha):
        return rounded_corners(rings, radius_m)
    low, high = -WIDEST_OFFSET_M, WIDEST_OFFSET_M
    fitted = rings
    for _ in range(48):
        middle = (low + high) / 2
        fitted = rounded_corners(rings.buffer(middle, join_style="mitre"), radius_m)
        low, high = (middle, high) if fitted.area < area_ha * HECTARE_M2 else (low, middle)
    return fitted


def parks(edition: Path) -> gpd.GeoDataFrame:
    """Give the 25 parks of six types with their model outlines."""
    table = read_facts(edition, "parks")
    rings = drawn_rings(edition)
    shapes = [
        model_outline(rings[park], area_ha) if park in rings else None
        for park, area_ha in zip(table["id"], table["area_ha"], strict=True)
    ]
    placed = np.array([shape is not None for shape in shapes])
    known = table["area_ha"].notna().to_numpy()
    table["area_basis"] = np.where(known, "published", np.where(placed, "typical", ""))
    table["model_area_ha"] = [
        np.nan if shape is None else round(shape.area / HECTARE_M2, 1) for shape in shapes
    ]
    table["outline"] = np.where(placed, "model", "")
    table = with_sources(table, citations(edition))
    order = [
        *("id", "name_en", "name_ru", "short_en", "short_ru", "park_type"),
        *("status", "status_en", "status_ru"),
        *("area_ha", "area_basis", "model_area_ha", "outline"),
        *("precision", "place_basis_en", "place_basis_ru", "programme_link"),
        *("note_en", "note_ru", "source_kind", "source", "source_en", "source_ru"),
    ]
    return gpd.GeoDataFrame(table[order], geometry=shapes, crs=CRS)


def sites(edition: Path) -> gpd.GeoDataFrame:
    """Give the plants, universities, hospitals and other anchors as points."""
    table = read_facts(edition, "sites")
    known = table["lon"].notna().to_numpy()
    points = np.full(len(table), None, dtype=object)
    metres = planar(table.loc[known, "lon"], table.loc[known, "lat"])
    points[known] = shapely.points(metres)
    table = with_sources(table.drop(columns=["lon", "lat"]), citations(edition))
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def clusters(edition: Path) -> pd.DataFrame:
    """Give the six clusters with their branches, anchors and members."""
    return with_sources(read_facts(edition, "clusters"), citations(edition))


def projects(edition: Path) -> pd.DataFrame:
    """Give the projects; years and jobs are whole numbers or empty."""
    table = read_facts(edition, "projects")
    whole = ["jobs", "year_start", "year_end"]
    table[whole] = table[whole].astype("Int64")
    return with_sources(table, citations(edition))


def roadmap(edition: Path) -> pd.DataFrame:
    """Give the actions of the road map that sources name."""
    return with_sources(read_facts(edition, "roadmap"), citations(edition))


def write_table(table: pd.DataFrame, edition: Path, name: str) -> Path:
    """Write `NAME.csv` in UTF-8: beside its place first, then renamed."""
    path = edition / f"{name}.csv"
    with tempfile.TemporaryDirectory(dir=edition, prefix=f".{name}-") as folder:
        beside = Path(folder) / path.name
        table.to_csv(beside, index=False, encoding="utf-8", lineterminator="\n")
        beside.replace(path)
    print(f"{path.name}: {len(table)} rows, {path.stat().st_size / 1000:.0f} kB")
    return path


def main() -> None:
    """Build every layer of the programme."""
    edition = edition_folder()
    write_layer(parks(edition), edition, "parks")
    write_layer(sites(edition), edition, "sites")
    write_table(clusters(edition), edition, "clusters")
    write_table(projects(edition), edition, "projects")
    write_table(roadmap(edition), edition, "roadmap")


if __name__ == "__main__":
    main()
