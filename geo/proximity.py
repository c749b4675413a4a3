"""Proximity in a straight line: what of each type lies nearest, how far, and whether it ties.

Distances run from points (polygons and lines at their centroid) to the edge of what is sought, 0
within a polygon. Targets whose distances differ by no more than a micrometre tie; of these the
first by id is named and their number is stated. A feature that is sought from itself finds itself
at 0: leave it out of the targets where that is not meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._boundary import Boundary
from geo._points import ClumpedPoints
from geo._threads import in_threads
from geo._types import ordered_by_id, rows_of_types
from geo._validate import require, require_same_crs

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["nearest"]

_SPACING_M = 50.0


def nearest(
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
) -> pd.DataFrame:
    """Return for each origin the nearest target of each type, in a straight line.

    Parameters
    ----------
    origins
        Points, or polygons and lines taken at their centroid, in a measuring CRS.
    targets
        Points, lines or polygons in the same CRS.
    by
        Column of `targets` with the type; without it all are of the type "all".
    id_column
        Column of both frames with the id.

    Returns
    -------
    pandas.DataFrame
        One row an origin (in the order given) and type (by name):
        ``id, by, nearest_id, distance_m, ties``. `distance_m` in metres, never NaN; `ties` is how
        many targets share it, 1 where there is no tie.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame({"id": ["h"]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000], [6250000]))
    >>> parks = gpd.GeoDataFrame({"id": ["q", "p"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350300, 350000], [6250400, 6249500]))
    >>> nearest(homes, parks).to_dict("records")
    [{'id': 'h', 'by': 'all', 'nearest_id': 'p', 'distance_m': 500.0, 'ties': 2}]
    """
    require(origins, "origins", unique=id_column, valid=False)
    require(targets, "targets", unique=id_column, full=[by] if by else [])
    require_same_crs(origins=origins, targets=targets)
    points = ClumpedPoints(np.asarray(origins.geometry.array))
    groups = ordered_by_id(targets, by, id_column)

    def found(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        distance_m, first, ties = Boundary(shapes, _SPACING_M).nearest(points)
        return points.restored(distance_m), points.restored(first), points.restored(ties)

    results = in_threads(lambda group: found(group.shapes), groups)
    return rows_of_types(
        origins[id_column],
        {
            group.kind: {
                "nearest_id": group.ids[first],
                "distance_m": distance_m,
                "ties": ties,
            }
            for group, (distance_m, first, ties) in zip(groups, results, strict=True)
        },
    )
