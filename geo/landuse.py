"""Land use: hectares of each class in each zone.

Where polygons of the input overlap, the land belongs to the one that lies above by a stated order
(`geo.overlaps`); an `OverlapWarning` says how many pairs overlapped and how many hectares that
concerned. What no polygon covers is "unclassified", so the classes of a zone sum to the zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._cutting import cut_pieces, piece_areas
from geo._polygons import only_polygons
from geo._rings import rings_of
from geo._validate import POLYGONS, require, require_same_crs
from geo.overlaps import OverlapWarning, resolved_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.overlaps import Order

__all__ = ["UNCLASSIFIED", "OverlapWarning", "area_by_class", "land_in_zones"]

UNCLASSIFIED = "unclassified"
"""The class of land that no polygon covers."""

_M2_PER_HA = 10_000
_ROUNDING = 1e-9


def area_by_class(
    landuse: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    class_column: str,
    zone_column: str = "id",
    order: Order = "rows",
    priority: Sequence[Any] = (),
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
    order, priority
        Which polygon keeps the land where several overlap: as in `geo.overlaps.resolve_overlaps`.

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
    shapes, areas_of = np.asarray(landuse.geometry.array), np.asarray(zones.geometry.array)
    values = landuse[class_column].to_numpy(dtype=object)
    classes = sorted(pd.unique(values), key=str)
    code = pd.Index(classes).get_indexer(values)
    rings, tree = rings_of(shapes), shapely.STRtree(shapes)
    resolved = resolved_shapes(shapes, values, order, priority, rings, tree)

    if resolved is shapes:
        zone, row, area_m2 = piece_areas(shapes, areas_of, rings, tree)
    else:
        held = ~shapely.is_empty(resolved)
        code = code[held]
        zone, row, area_m2 = piece_areas(resolved[held], areas_of)
    count = len(classes)
    cell = zone * count + code[row]
    table = np.bincount(cell, weights=area_m2, minlength=len(zones) * count)
    return _rows(
        table.astype(float).reshape(len(zones), count),
        shapely.area(areas_of),
        zones[zone_column].to_numpy(),
        [str(name) if name == UNCLASSIFIED else name for name in classes],
    )


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


def land_in_zones(
    landuse: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    class_column: str,
    zone_column: str = "id",
) -> gpd.GeoDataFrame:
    """Return the land use cut to each zone, polygon by polygon.

    Parameters
    ----------
    landuse
        Polygons in a measuring CRS, without overlaps: see `geo.overlaps.resolve_overlaps`.
    zones
        Polygons in the same CRS; each is cut out by itself.
    class_column, zone_column
        Columns with the class and with the zone's name.

    Returns
    -------
    geopandas.GeoDataFrame
        ``zone, class, area_ha, geometry``, zones in their order and polygons in theirs.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> land = gpd.GeoDataFrame({"use": ["forest"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350000, 6250000, 350100, 6250100)])
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(350050, 6250000, 350250, 6250100)])
    >>> land_in_zones(land, zone, class_column="use")[["zone", "class", "area_ha"]].values
    array([['z', 'forest', 0.5]], dtype=object)
    """
    require(landuse, "landuse", kinds=POLYGONS, full=[class_column])
    require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(landuse=landuse, zones=zones)
    zone, row, pieces = cut_pieces(
        np.asarray(landuse.geometry.array), np.asarray(zones.geometry.array)
    )
    return gpd.GeoDataFrame(
        {
            "zone": zones[zone_column].to_numpy()[zone],
            "class": landuse[class_column].to_numpy()[row],
            "area_ha": shapely.area(pieces) / _M2_PER_HA,
        },
        geometry=only_polygons(pieces),
        crs=landuse.crs,
    )
