"""Land use: hectares of each class in each zone, and how mixed the classes are.

Polygons within a zone count whole; only those that straddle its edge are cut. Where polygons of
the input overlap, the land belongs to the earliest row; an `OverlapWarning` says how many pairs
overlapped and how many hectares that concerned. What no polygon covers is "unclassified", so the
classes of a zone sum to the zone.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo._errors import ColumnError, ValueRangeError
from geo._numbers import checked_numbers
from geo._overlaps import without_overlaps
from geo._threads import in_threads, own_copies
from geo._validate import POLYGONS, require, require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["UNCLASSIFIED", "OverlapWarning", "area_by_class", "mix_entropy"]

UNCLASSIFIED = "unclassified"
"""The class of land that no polygon covers."""

_M2_PER_HA = 10_000
_ROUNDING = 1e-9
_PIECES = 8
_LEAST_M2 = 1e-6


class OverlapWarning(UserWarning):
    """Polygons of a land-use layer overlapped, and the earlier row kept the land."""


def area_by_class(
    landuse: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    class_column: str,
    zone_column: str = "id",
) -> pd.DataFrame:
    """Return the hectares of each land-use class in each zone.

    ``area(zone, class) = sum of area(polygon intersected with zone)``

    Parameters
    ----------
    landuse
        Polygons in a measuring CRS.
    zones
        Polygons in the same CRS; each is measured by itself, so zones may overlap.
    class_column
        Column of `landuse` with the class.
    zone_column
        Column of `zones` with the name that rows carry.

    Returns
    -------
    pandas.DataFrame
        ``zone, class, area_ha, share`` for each class that the zone holds, zones in their order
        and classes by name, "unclassified" last where the polygons leave part of the zone bare.
        `share` is the area over the zone's, 0 to 1; a zone's areas sum to the zone.

    Warns
    -----
    OverlapWarning
        Polygons overlapped.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = gpd.GeoDataFrame({"use": ["forest"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250100)])
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350050, 6250000, 350250, 6250100)])
    >>> area_by_class(land, zone, class_column="use").to_dict("records")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'zone': 'z', 'class': 'forest', 'area_ha': 0.5, 'share': 0.25},
     {'zone': 'z', 'class': 'unclassified', 'area_ha': 1.5, 'share': 0.75}]
    """
    require(landuse, "landuse", kinds=POLYGONS, full=[class_column])
    require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(landuse=landuse, zones=zones)
    shapes = _resolved(np.asarray(landuse.geometry.array))
    areas_of = np.asarray(zones.geometry.array)
    classes = sorted(pd.unique(landuse[class_column]), key=str)
    code = pd.Index(classes).get_indexer(landuse[class_column])

    zone, row, area_m2 = _pieces(shapes, areas_of)
    count = len(classes)
    cell = zone * count + code[row]
    table = np.bincount(cell, weights=area_m2, minlength=len(zones) * count)
    return _rows(
        table.astype(float).reshape(len(zones), count),
        shapely.area(areas_of),
        zones[zone_column].to_numpy(),
        [str(name) if name == UNCLASSIFIED else name for name in classes],
    )


def _resolved(shapes: NDArray[Any]) -> NDArray[Any]:
    resolved, pairs, lost_m2 = without_overlaps(shapes)
    if pairs:
        warnings.warn(
            f"`landuse`: {pairs} pairs of polygons overlap; the earlier row kept the land: "
            f"{shapely.area(shapes).sum() / _M2_PER_HA:.4f} ha before, "
            f"{(shapely.area(shapes).sum() - lost_m2) / _M2_PER_HA:.4f} ha after",
            OverlapWarning,
            stacklevel=3,
        )
    return resolved


def _pieces(
    shapes: NDArray[Any], zones: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return zone, row and m2 of each polygon's part in each zone that its box meets."""
    zone, row = shapely.STRtree(shapes).query(zones)
    zones = own_copies(zones)
    shapely.prepare(zones)

    boxed = _boxed(shapely.bounds(shapes)[row], shapely.bounds(zones)[zone])

    def placed(part: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        area, cut = zones[zone[part]], shapes[row[part]]
        inside = boxed[part].copy()
        inside[inside] = shapely.contains_properly(area[inside], cut[inside])
        straddles = ~inside
        straddles[straddles] = shapely.intersects(area[straddles], cut[straddles])
        return inside, straddles

    cuts = np.searchsorted(zone, np.linspace(0, len(zones), _PIECES + 1)[1:-1])
    found = in_threads(placed, np.split(np.arange(len(zone)), cuts))
    inside, straddles = (np.concatenate(parts) for parts in zip(*found, strict=True))
    whole_m2 = shapely.area(shapes)
    area_m2 = np.where(inside, whole_m2[row], 0.0)
    straddling = np.flatnonzero(straddles)
    rest = straddling[_left_over(shapes, zones, row[straddling])]
    cut = np.setdiff1d(straddling, rest, assume_unique=True)
    area_m2[cut] = np.concatenate(
        in_threads(
            lambda part: shapely.area(shapely.intersection(shapes[row[part]], zones[zone[part]])),
            np.array_split(cut, _PIECES),
        )
    )
    elsewhere_m2 = np.bincount(row, weights=area_m2, minlength=len(shapes))
    left_m2 = whole_m2[row[rest]] - elsewhere_m2[row[rest]]
    area_m2[rest] = np.where(left_m2 > _LEAST_M2, left_m2, 0)
    return zone, row, area_m2


def _boxed(inner: NDArray[np.float64], outer: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a box lies strictly within another."""
    within = np.column_stack([inner[:, :2] > outer[:, :2], inner[:, 2:] < outer[:, 2:]])
    return np.asarray(within.all(axis=1))


def _left_over(
    shapes: NDArray[Any], zones: NDArray[Any], row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return pairs that need no cutting: of a polygon that zones cover, one part is the rest.

    That holds where zones meet edge to edge without overlap; elsewhere every part is cut.
    """
    if len(row) == 0 or not shapely.coverage_is_valid(zones):
        return np.empty(0, dtype=np.int64)
    _, last = np.unique(row[::-1], return_index=True)
    last = len(row) - 1 - last
    together = shapely.coverage_union_all(zones)
    shapely.prepare(together)
    covered: NDArray[np.bool_] = shapely.covers(together, shapes[row[last]])
    return last[covered]


def _rows(
    table_m2: NDArray[np.float64],
    zone_m2: NDArray[np.float64],
    names: NDArray[Any],
    classes: list[Any],
) -> pd.DataFrame:
    """Return rows of the classes present; what is left of a zone is unclassified."""
    bare_m2 = np.maximum(zone_m2 - table_m2.sum(axis=1), 0)
    bare_m2[bare_m2 <= _ROUNDING * zone_m2] = 0
    if UNCLASSIFIED in classes:
        table_m2[:, classes.index(UNCLASSIFIED)] += bare_m2
    else:
        table_m2 = np.column_stack([table_m2, bare_m2])
        classes = [*classes, UNCLASSIFIED]
    zone, kind = np.nonzero(table_m2)
    area_m2 = table_m2[zone, kind]
    return pd.DataFrame(
        {
            "zone": names[zone],
            "class": np.array(classes, dtype=object)[kind],
            "area_ha": area_m2 / _M2_PER_HA,
            "share": area_m2 / zone_m2[zone],
        }
    )


def mix_entropy(areas: pd.DataFrame, *, classes_possible: int) -> pd.DataFrame:
    """Return how evenly the classes share each zone: 0 for one class, 1 for equal parts.

    ``H = -sum(p ln p) / ln K`` over the classes with p > 0, p being the share of the classified
    land (Shannon's entropy, normed). Two values are given, since K is a choice: by the number of
    classes present in the zone, and by the number possible. A zone of one class has H = 0.

    Parameters
    ----------
    areas
        Rows of `area_by_class`: ``zone, class, area_ha``. "unclassified" land is left out.
    classes_possible
        K of the second value: at least as many as any zone holds.

    Returns
    -------
    pandas.DataFrame
        ``zone, mix_present, mix_possible, classes_present, classes_possible``, zones in the order
        in which they come. NaN only where a zone has no classified land.

    Raises
    ------
    ColumnError
        A column is missing.
    ValueRangeError
        An area is negative or no number, or a zone holds more classes than are possible.

    Examples
    --------
    >>> areas = pd.DataFrame({"zone": ["a", "a", "b"], "class": ["wood", "field", "wood"],
    ...                       "area_ha": [2.0, 2.0, 5.0]})
    >>> mix_entropy(areas, classes_possible=4)[["zone", "mix_present", "mix_possible"]].values
    array([['a', 1.0, 0.5],
           ['b', 0.0, 0.0]], dtype=object)
    """
    missing = [name for name in ("zone", "class", "area_ha") if name not in areas.columns]
    if missing:
        raise ColumnError(
            f"`areas`: expected columns zone, class and area_ha, {missing} are missing: "
            f"give rows of `area_by_class`"
        )
    hectares = checked_numbers(areas["area_ha"], "areas")
    zone, names = pd.factorize(areas["zone"])
    kind, kinds = pd.factorize(areas["class"])
    table = np.zeros((len(names), len(kinds)))
    counted = (areas["class"] != UNCLASSIFIED).to_numpy()
    np.add.at(table, (zone[counted], kind[counted]), hectares[counted])
    present = (table > 0).sum(axis=1)
    if present.max(initial=0) > classes_possible:
        raise ValueRangeError(
            f"expected `classes_possible` of at least {present.max()}, which a zone holds, "
            f"got {classes_possible}: count every class that a zone could hold"
        )
    total = table.sum(axis=1, keepdims=True)
    share = np.divide(table, total, out=np.zeros_like(table), where=total > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    entropy = np.where(present > 0, np.abs((share * logs).sum(axis=1)), np.nan)
    return pd.DataFrame(
        {
            "zone": names,
            "mix_present": entropy / np.log(np.maximum(present, 2)),
            "mix_possible": entropy / np.log(max(classes_possible, 2)),
            "classes_present": present,
            "classes_possible": classes_possible,
        }
    )
