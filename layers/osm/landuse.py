"""A mosaic of land use out of overlapping areas: each place has one class, nothing is left open.

Areas of OpenStreetMap overlap (a school stands in housing, a pond in a wood). The land goes to the
area whose rule stands first in the table of tags, within one rule to the smaller area. Land that no
area covers is `unmapped`: not known, which is not the same as empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import reproject, said
from geo._threads import in_threads
from layers._errors import FileError
from layers.osm.names import english_name, russian_name
from layers.repair import made_valid
from layers.vocabulary import LANDUSE_CLASS, MUNICIPALITY, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.osm.tags import TagTable

__all__ = ["UNMAPPED", "built_up", "green_areas", "mosaic", "polygons_of", "residential_class"]

UNMAPPED: Final = "unmapped"
NOT_MAPPED: Final = Words("Not mapped", "Не отмечено на карте")
RESIDENTIAL: Final = "residential"
GREEN: Final = "recreation_green"

_GRID_M: Final = 0.01
_CRUMB_M2: Final = 1.0
_TILE_M: Final = 2000.0
_POLYGON: Final = 3
_SURFACE: Final = 2


def mosaic(
    areas: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    residential: Mapping[str, Any],
    titles: Mapping[str, Words],
    basis: str = "osm",
) -> gpd.GeoDataFrame:
    """Lay areas into a mosaic that fills the municipalities.

    Parameters
    ----------
    areas
        Polygons with `osm_id`, `rule` (its rank and class) and `tags`.
    municipalities
        Polygons with `id`, in the same measuring CRS.
    buildings
        Polygons with `floors`, by which residential land is told apart.
    residential
        The part of that name of the table of tags.
    titles
        What each class is called: the name of areas without one.
    basis
        What the areas are of.

    Returns
    -------
    geopandas.GeoDataFrame
        `id, name_en, name_ru, landuse_class, basis, municipality`; `basis` is that of the areas,
        or "rest".
    """
    areas = areas.assign(geometry=[polygons_of(one) for one in areas.geometry])
    areas = areas[~areas.geometry.is_empty].reset_index(drop=True)
    rank = np.array([one.rank for one in areas["rule"]], dtype=int)
    order = np.lexsort((areas.geometry.area.to_numpy(), rank))
    areas = areas.iloc[order].reset_index(drop=True)
    shapes = areas.geometry.to_numpy()
    classes = np.array([one.says["class"] for one in areas["rule"]], dtype=object)
    homes = classes == RESIDENTIAL
    classes[homes] = residential_class(shapes[homes], buildings, residential)
    pieces = _pieces(shapes, municipalities.geometry.to_numpy())
    zone = municipalities["id"].to_numpy()[pieces["zone"]]
    mapped = (pieces["area"] >= 0).to_numpy()
    number = np.cumsum(~mapped)
    own = areas.iloc[np.where(mapped, pieces["area"], 0)] if len(areas) else None
    unmapped = titles.get(UNMAPPED, NOT_MAPPED)
    rows: dict[str, list[Any]] = {name: [] for name in ("id", "name_en", "name_ru", LANDUSE_CLASS)}
    for row, is_mapped in enumerate(mapped):
        if own is None or not is_mapped:
            values = (f"rest_{number[row]}", unmapped.en, unmapped.ru, UNMAPPED)
        else:
            use, tags = classes[pieces["area"].iloc[row]], own["tags"].iloc[row]
            words = titles.get(use, Words(use, use))
            name = own["osm_id"].iloc[row].replace("/", "_")
            values = (name, english_name(tags, words), russian_name(tags, words), use)
        for column, value in zip(rows.values(), values, strict=True):
            column.append(value)
    ids = [f"{one}-{where}" for one, where in zip(rows.pop("id"), zone, strict=True)]
    return gpd.GeoDataFrame(
        {"id": ids, **rows, "basis": np.where(mapped, basis, "rest"), MUNICIPALITY: zone},
        geometry=pieces["shape"].to_numpy(),
        crs=municipalities.crs,
    )


def green_areas(frame: gpd.GeoDataFrame, label: str, crs: CRS, table: TagTable) -> gpd.GeoDataFrame:
    """Make areas of recreation and green for `mosaic` of any file's polygons.

    Raises
    ------
    FileError
        The file holds no polygons.
    """
    placed = reproject(frame, crs)
    shapes = made_valid(placed.geometry.to_numpy())
    shapes = shapes[shapely.get_dimensions(shapes) == _SURFACE]
    if not len(shapes):
        raise FileError(
            said(
                "Expected polygons of green areas in `{name}`; none came among {rows} features. "
                "Name another file, or a layer of it as `FILE:layer`.",
                name=label,
                rows=len(frame),
            )
        )
    rule = next(one for one in table.lists["landuse"] if one.says["class"] == GREEN)
    columns = {
        "osm_id": [f"green/{number + 1}" for number in range(len(shapes))],
        "rule": [rule] * len(shapes),
        "tags": [{} for _ in shapes],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def residential_class(
    shapes: NDArray[Any], buildings: gpd.GeoDataFrame, residential: Mapping[str, Any]
) -> NDArray[Any]:
    """Tell multi-storey from low housing by the floors, averaged by footprint, on each area."""
    where = shapely.point_on_surface(buildings.geometry.to_numpy())
    area, building = shapely.STRtree(where).query(shapes, predicate="intersects")
    footprint = buildings.geometry.area.to_numpy()[building]
    floors = buildings["floors"].to_numpy(dtype=float)[building]
    ground = np.bincount(area, footprint, minlength=len(shapes))
    stacked = np.bincount(area, footprint * floors, minlength=len(shapes))
    mean = np.divide(stacked, ground, out=np.zeros(len(shapes)), where=ground > 0)
    high = mean >= float(residential["high_from_floors"])
    found: NDArray[Any] = np.where(high, residential["high"], residential["low"]).astype(object)
    return found


def built_up(landuse: gpd.GeoDataFrame, residential: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Join the land of built classes into built-up areas: `id`, `name_en`, `name_ru`."""
    built = landuse[landuse[LANDUSE_CLASS].isin(residential["built"])]
    joined = polygons_of(shapely.union_all(built.geometry.to_numpy()))
    parts = shapely.get_parts(joined)
    return gpd.GeoDataFrame(
        {
            "id": [f"built_{number}" for number in range(1, len(parts) + 1)],
            "name_en": "Built-up area",
            "name_ru": "Застроенная территория",
        },
        geometry=parts,
        crs=landuse.crs,
    )


def polygons_of(shape: Any) -> Any:
    """Give the valid polygons of a shape on the grid of the edition, crumbs under 1 m² left out."""
    snapped = shapely.set_precision(shapely.make_valid(shape), _GRID_M)
    parts = shapely.get_parts(shapely.get_parts(snapped))
    parts = parts[(shapely.get_type_id(parts) == _POLYGON) & (shapely.area(parts) >= _CRUMB_M2)]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _pieces(shapes: NDArray[Any], zones: NDArray[Any]) -> pd.DataFrame:
    """Cut zones into pieces that never overlap: zone, area (-1 where there is none), shape.

    Tile by tile all outlines are joined into one net; each of its faces goes to the first shape
    that holds it, so that neighbours share their edge to the vertex. Tiles have straight sides on
    the grid, where nothing can lean over.
    """
    areas, places = shapely.STRtree(shapes), shapely.STRtree(zones)
    west, south, east, north = shapely.total_bounds(zones)
    x = np.arange(west // _TILE_M * _TILE_M, east, _TILE_M)
    y = np.arange(south // _TILE_M * _TILE_M, north, _TILE_M)
    corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    tiles = shapely.box(*corners.T, *(corners + _TILE_M).T)

    def faces(tile: Any) -> pd.DataFrame:
        near = places.query(tile, predicate="intersects")
        if not len(near):
            return pd.DataFrame({"zone": [], "area": [], "shape": []})
        over = areas.query(tile, predicate="intersects")
        parts = shapely.intersection([*zones[near], *shapes[over]], tile, grid_size=_GRID_M)
        net = shapely.union_all(
            [shapely.boundary(tile), *shapely.boundary(parts)], grid_size=_GRID_M
        )
        found = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
        within = shapely.point_on_surface(found)
        frame = pd.DataFrame(
            {
                "zone": _first(within, parts[: len(near)], near),
                "area": _first(within, parts[len(near) :], over),
                "shape": found,
            }
        )
        return _joined(frame[frame["zone"] >= 0])

    together = pd.concat(in_threads(faces, tiles), ignore_index=True)
    together[["zone", "area"]] = together[["zone", "area"]].astype(int)
    rest = together[together["area"] < 0]
    mapped = _joined(together[together["area"] >= 0])
    pieces = pd.concat([mapped, rest], ignore_index=True)
    pieces["shape"] = _array([polygons_of(one) for one in pieces["shape"]])
    return pieces[~shapely.is_empty(pieces["shape"].to_numpy())].reset_index(drop=True)


def _first(points: NDArray[Any], parts: NDArray[Any], numbers: NDArray[Any]) -> NDArray[np.intp]:
    """Give the least number of the parts that hold each point; -1 where none does."""
    found = np.full(len(points), np.iinfo(np.intp).max)
    point, part = shapely.STRtree(parts).query(points, predicate="intersects")
    np.minimum.at(found, point, numbers[part])
    found[found == np.iinfo(np.intp).max] = -1
    return found


def _joined(pieces: pd.DataFrame) -> pd.DataFrame:
    """Join the pieces of one area in one zone."""
    groups = pieces.groupby(["zone", "area"], sort=True)["shape"].agg(list).reset_index()
    groups["shape"] = _array(
        [one[0] if len(one) == 1 else shapely.union_all(one) for one in groups["shape"]]
    )
    return groups


def _array(shapes: list[Any]) -> NDArray[Any]:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found
