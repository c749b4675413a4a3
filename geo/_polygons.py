"""Polygons that come of cutting: without the lines and points where others only touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["only_polygons"]

_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def only_polygons(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return geometries with their polygons alone; those that have none become empty polygons."""
    clean = shapes.copy()
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), _POLYGONS))
    for row in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[row]))
        clean[row] = shapely.multipolygons(parts[np.isin(shapely.get_type_id(parts), _POLYGONS)])
    return clean
