"""Coverage: the people, and the land, within given distances of parks, sites or services.

A demand point is served by a type at radius r when the straight line from it to the nearest
feature of the type is no longer than r; within a polygon the distance is 0. Demand given as
polygons or lines counts at its centroid. Where several features reach the same demand or the same
land it counts once. Sums of weights are exact: weights are read to a common binary grid (finer
than a millionth of a person), so that served + uncovered = total holds to the last bit and the
order of rows does not matter.

Hectares are those of buffers whose arcs have 16 chords a quarter circle, as in GeoPandas: at most
0.16 % of the rounded part is lost; around points 64 chords, 0.01 %. The wider buffers of a concave
outline grow from the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._boundary import Boundary, fitting_spacing_m
from geo._buffers import buffers
from geo._demand import OUTSIDE, exact_weights, zone_numbers
from geo._numbers import checked_radii
from geo._points import ClumpedPoints
from geo._threads import in_threads
from geo._types import ALL_TYPES, Group, by_type
from geo._validate import POLYGONS, require, require_same_crs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["ALL_TYPES", "OUTSIDE", "distance_to_nearest_m", "served", "service_area"]

_M2_PER_HA = 10_000
_SPACING_M = 50.0


def distance_to_nearest_m(demand: gpd.GeoDataFrame, supply: gpd.GeoDataFrame) -> pd.Series:
    """Return the straight-line distance from each demand feature to the nearest supply feature.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    supply
        Points, lines or polygons in the same CRS.

    Returns
    -------
    pandas.Series
        `distance_m` on the index of `demand`: metres, 0 within a polygon, never NaN.

    Raises
    ------
    CrsError, GeometryError, EmptyError
        A frame cannot be measured: see `require_measuring`.

    Examples
    --------
    >>> demand = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350000, 350050], [6250000, 6250000]),
    ...                           crs="EPSG:32645")
    >>> supply = gpd.GeoDataFrame(geometry=[shapely.box(350030, 6249990, 350090, 6250010)],
    ...                           crs="EPSG:32645")
    >>> distance_to_nearest_m(demand, supply).tolist()
    [30.0, 0.0]
    """
    require(demand, "demand", valid=False)
    require(supply, "supply")
    require_same_crs(demand=demand, supply=supply)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    shapes = np.asarray(supply.geometry.array)
    distance_m, _, _ = Boundary(shapes, _SPACING_M).nearest(points)
    return pd.Series(points.restored(distance_m), index=demand.index, name="distance_m")


def served(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    radii_m: Iterable[float],
    weight: str | None = None,
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    land: bool = True,
) -> pd.DataFrame:
    """Return how much demand, and how much land, lies within radii of supply, by type and zone.

    ``served(type, r) = sum of weights of demand whose distance to the type is <= r``

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    supply
        Points, lines or polygons in the same CRS.
    by
        Column of `supply` with the type; without it all features are one type.
    radii_m
        Radii in metres, above zero.
    weight
        Column of `demand` with people (or floors, jobs), zero or more; without it each feature
        counts one.
    zones
        Polygons to report by, in the same CRS. Demand belongs to the first zone that it lies in.
    zone_column
        Column of `zones` with the name that rows carry.
    land
        Whether to measure `area_ha`. Demand is counted by distances, so without it no buffer is
        made, which is about half of the time.

    Returns
    -------
    pandas.DataFrame
        Rows sorted by zone (in the order of `zones`), type and radius:
        ``[zone,] by, radius_m, served, served_share, total, area_ha, uncovered``.
        The type "all" is any type, overlaps counted once. `served_share` is 0 to 1, NaN where
        `total` is 0. `area_ha` is the land within the radius, overlaps once, inside the zone or,
        without zones, wherever it lies; without `land` there is no such column. Where demand lies
        in no zone, rows of the zone "outside" hold it, so that zones sum to the whole.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> parks = gpd.GeoDataFrame({"type": ["sport"]}, crs="EPSG:32645",
    ...                          geometry=[shapely.box(350100, 6249000, 350300, 6251000)])
    >>> rows = served(homes, parks, by="type", radii_m=[500], weight="people")
    >>> rows[["by", "radius_m", "served", "total", "uncovered"]].to_dict("records")[0]
    {'by': 'sport', 'radius_m': 500.0, 'served': 10.0, 'total': 40.0, 'uncovered': 30.0}
    """
    radii = checked_radii(radii_m)
    require(demand, "demand", weight=weight, valid=False)
    require(supply, "supply", full=[by] if by else [])
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, supply=supply, zones=zones)

    points = ClumpedPoints(np.asarray(demand.geometry.array))
    weights = exact_weights(demand, weight)[points.order]
    groups = by_type(supply, by, "supply")
    spacing_m = fitting_spacing_m(radii)
    found = in_threads(
        lambda group: Boundary(group.shapes, spacing_m).classes(points, radii), groups
    )
    classes = {group.kind: reached for group, reached in zip(groups, found, strict=True)}
    classes[ALL_TYPES] = np.minimum.reduce(found)
    areas = _reach_of_types(groups, radii) if land else {}

    if zones is None:
        area_m2 = {name: shapely.area(reach) for name, reach in areas.items()}
        return _rows(classes, weights, radii, area_m2)
    zone_of, names, shapes = zone_numbers(points, zones, zone_column)
    tables = []
    for number, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        within = zone_of == number
        area_m2 = {k: shapely.area(shapely.intersection(r, shape)) for k, r in areas.items()}
        table = _rows({k: c[within] for k, c in classes.items()}, weights[within], radii, area_m2)
        table.insert(0, "zone", name)
        tables.append(table)
    without = zone_of == len(names)
    if without.any():
        every = shapely.union_all(shapes)
        area_m2 = {k: shapely.area(shapely.difference(r, every)) for k, r in areas.items()}
        table = _rows({k: c[without] for k, c in classes.items()}, weights[without], radii, area_m2)
        table.insert(0, "zone", OUTSIDE)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def service_area(
    supply: gpd.GeoDataFrame, *, by: str | None = None, radii_m: Iterable[float]
) -> gpd.GeoDataFrame:
    """Return the land within radii of supply, by type, overlaps merged.

    Parameters
    ----------
    supply
        Points, lines or polygons in a measuring CRS.
    by
        Column of `supply` with the type; without it all features are one type.
    radii_m
        Radii in metres, above zero.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, radius_m, area_ha, geometry`` in the CRS of `supply`, the type "all" last.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault; the message holds all faults.

    Examples
    --------
    >>> spot = gpd.GeoDataFrame(geometry=gpd.points_from_xy([350000], [6250000]), crs="EPSG:32645")
    >>> service_area(spot, radii_m=[1000])["area_ha"].round(1).tolist()
    [314.1]
    """
    radii = checked_radii(radii_m)
    require(supply, "supply", full=[by] if by else [])
    areas = _reach_of_types(by_type(supply, by, "supply"), radii)
    names = [name for name in areas for _ in radii]
    geometry = np.concatenate(list(areas.values()))
    columns = {
        "by": names,
        "radius_m": np.tile(radii, len(areas)),
        "area_ha": shapely.area(geometry) / _M2_PER_HA,
    }
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=supply.crs)


def _reach_of_types(groups: list[Group], radii_m: NDArray[np.float64]) -> dict[Any, NDArray[Any]]:
    """Return for each type, and for all, one merged geometry a radius."""
    merged = in_threads(lambda group: _reach(group.shapes, radii_m), groups)
    areas = {group.kind: reach for group, reach in zip(groups, merged, strict=True)}
    if ALL_TYPES not in areas:
        columns = list(np.stack(merged).T)
        areas[ALL_TYPES] = np.array(in_threads(shapely.disjoint_subset_union_all, columns))
    return areas


def _reach(shapes: NDArray[Any], radii_m: NDArray[np.float64]) -> NDArray[Any]:
    """Return one merged geometry a radius."""
    return np.array(
        [shapely.disjoint_subset_union_all(grown) for grown in buffers(shapes, radii_m)]
    )


def _rows(
    classes: dict[Any, NDArray[np.int16]],
    weights: NDArray[np.float64],
    radii_m: NDArray[np.float64],
    area_m2: dict[Any, NDArray[np.float64]],
) -> pd.DataFrame:
    count = len(radii_m)
    reached = {
        name: np.cumsum(np.bincount(found, weights=weights, minlength=count + 1))[:count]
        for name, found in classes.items()
    }
    total = float(weights.sum())
    people = np.concatenate(list(reached.values()))
    columns = {
        "by": [name for name in reached for _ in range(count)],
        "radius_m": np.tile(radii_m, len(reached)),
        "served": people,
        "served_share": people / total if total > 0 else np.full(len(people), np.nan),
        "total": total,
    }
    if area_m2:
        columns["area_ha"] = np.concatenate([area_m2[name] for name in reached]) / _M2_PER_HA
    return pd.DataFrame({**columns, "uncovered": total - people})
