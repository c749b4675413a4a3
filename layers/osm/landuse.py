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

from geo._threads import in_threads
from layers.osm.names import english_name, russian_name
from layers.vocabulary import LANDUSE_CLASS, MUNICIPALITY, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["UNMAPPED", "built_up", "mosaic", "polygons_of", "residential_class"]

UNMAPPED: Final = "unmapped"
NOT_MAPPED: Final = Words("Not mapped", "Не отмечено на карте")
RESIDENTIAL: Final = "residential"

_GRID_M: Final = 0.01
_CRUMB_M2: Final = 1.0
_TILE_M: Final = 5000.0
_POLYGON: Final = 3


def mosaic(
    areas: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    residential: Mapping[str, Any],
    titles: Mapping[str, Words],
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

    Returns
    -------
    geopandas.GeoDataFrame
        `id, name_en, name_ru, landuse_class, basis, municipality`; `basis` is "osm" or "rest".
    """
    areas = areas.assign(geometry=[polygons_of(one) for one in areas.geometry])
    areas = areas[~areas.geometry.is_empty].reset_index(drop=True)
    rank = np.array([one.rank for one in areas["rule"]], dtype=int)
    order = np.lexsort((areas.geometry.area.to_numpy(), rank))
    areas = areas.iloc[order].reset_index(drop=True)
    shapes = _without_earlier(areas.geometry.to_numpy())
    classes = np.array([one.says["class"] for one in areas["rule"]], dtype=object)
    homes = classes == RESIDENTIAL
    classes[homes] = residential_class(areas.geometry.to_numpy()[homes], buildings, residential)
    rows = []
    for zone in municipalities.itertuples():
        row, within = _clipped(shapes, zone.geometry)
        rest = _rest(within, zone.geometry)
        named = areas.iloc[row]
        words = [titles.get(one, Words(one, one)) for one in classes[row]]
        rows.append(
            gpd.GeoDataFrame(
                {
                    "id": [f"{one.replace('/', '_')}-{zone.id}" for one in named["osm_id"]],
                    "name_en": list(map(english_name, named["tags"], words)),
                    "name_ru": list(map(russian_name, named["tags"], words)),
                    LANDUSE_CLASS: classes[row],
                    "basis": "osm",
                    MUNICIPALITY: zone.id,
                },
                geometry=within,
                crs=municipalities.crs,
            )
        )
        unmapped = titles.get(UNMAPPED, NOT_MAPPED)
        rows.append(
            gpd.GeoDataFrame(
                {
                    "id": [f"rest_{number}-{zone.id}" for number in range(1, len(rest) + 1)],
                    "name_en": unmapped.en,
                    "name_ru": unmapped.ru,
                    LANDUSE_CLASS: UNMAPPED,
                    "basis": "rest",
                    MUNICIPALITY: zone.id,
                },
                geometry=rest,
                crs=municipalities.crs,
            )
        )
    return gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=municipalities.crs)


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
    joined = polygons_of(shapely.union_all(built.geometry.to_numpy(), grid_size=_GRID_M))
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


def _without_earlier(shapes: NDArray[Any]) -> NDArray[Any]:
    """Take from each shape what the shapes before it cover."""
    later, earlier = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    above = earlier < later
    pairs = pd.Series(earlier[above]).groupby(later[above]).agg(list)

    def cut(one: tuple[int, list[int]]) -> Any:
        covered = shapely.union_all(shapes[one[1]], grid_size=_GRID_M)
        return polygons_of(shapely.difference(shapes[one[0]], covered, grid_size=_GRID_M))

    left = shapes.copy()
    left[pairs.index.to_numpy(dtype=int)] = _array(in_threads(cut, pairs.items()))
    return left


def _clipped(shapes: NDArray[Any], zone: Any) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Give what of the shapes lies in a zone: which of them, and the part within."""
    near = np.sort(shapely.STRtree(shapes).query(zone, predicate="intersects"))
    within = shapely.contains_properly(zone, shapes[near])
    parts = shapes[near].copy()
    edge = ~within
    parts[edge] = _array(
        [polygons_of(shapely.intersection(one, zone, grid_size=_GRID_M)) for one in parts[edge]]
    )
    there = ~shapely.is_empty(parts)
    return near[there], parts[there]


def _rest(covered: NDArray[Any], zone: Any) -> NDArray[Any]:
    """Give what of a zone no shape covers, in tiles, so that no polygon grows without bounds."""
    tree = shapely.STRtree(covered)
    west, south, east, north = zone.bounds
    x = np.arange(west // _TILE_M * _TILE_M, east, _TILE_M)
    y = np.arange(south // _TILE_M * _TILE_M, north, _TILE_M)
    corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    tiles = shapely.box(*corners.T, *(corners + _TILE_M).T)

    def left(tile: Any) -> Any:
        own = shapely.intersection(tile, zone, grid_size=_GRID_M)
        local = covered[tree.query(own, predicate="intersects")]
        taken = shapely.union_all(local, grid_size=_GRID_M)
        return polygons_of(shapely.difference(own, taken, grid_size=_GRID_M))

    found = _array(in_threads(left, tiles))
    left_over: NDArray[Any] = found[~shapely.is_empty(found)]
    return left_over


def _array(shapes: list[Any]) -> NDArray[Any]:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found
