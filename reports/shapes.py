"""Geometry made ready for a sheet: fewer points, one shape a class, degrees with five decimals.

Measuring is over when a sheet is drawn: what is given here is for the eye. Frames come in the
edition's measuring CRS in metres; GeoJSON geometries and places go out in WGS 84.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo.crs import reproject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "WGS84",
    "Place",
    "along",
    "geojsons",
    "has_place",
    "in_degrees",
    "merged_lines",
    "place",
    "simplified",
    "united",
]

WGS84: Final = CRS.from_epsg(4326)
DECIMALS: Final = 5
STRETCH_M: Final = 4000.0
STEPS: Final = 24

Place = tuple[float, float]
"""Latitude and longitude in degrees, in Leaflet's order."""


def has_place(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which features have a place on the map: a geometry that is neither null nor empty."""
    shapes = frame.geometry.to_numpy()
    return ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def simplified(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Take away the points that a sheet cannot show.

    Polygons that share edges without gap or overlap keep sharing them.

    Parameters
    ----------
    frame
        Any geometries in a CRS in metres.
    tolerance_m
        How far a line may move.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame without the features that have no geometry.
    """
    kept = frame.loc[has_place(frame)]
    shapes = kept.geometry.to_numpy()
    areal = np.isin(shapely.get_type_id(shapes), (3, 6)).all()
    if areal and shapely.coverage_is_valid(shapes):
        fewer = shapely.coverage_simplify(shapes, tolerance_m)
    else:
        fewer = shapely.simplify(shapes, tolerance_m)
    return kept.set_geometry(gpd.GeoSeries(fewer, index=kept.index, crs=kept.crs))


def united(frame: gpd.GeoDataFrame) -> BaseGeometry:
    """Give all polygons of a frame as one shape."""
    return shapely.union_all(frame.geometry.to_numpy())


def merged_lines(frame: gpd.GeoDataFrame) -> BaseGeometry:
    """Give the lines of a frame, or the edges of its polygons, as one shape, each drawn once.

    An edge that two polygons share is one line, so that its dashes do not fill each other.
    """
    shapes = frame.geometry.to_numpy()
    if np.isin(shapely.get_type_id(shapes), (3, 6)).any():
        shapes = [shapely.union_all(shapely.boundary(shapes))]
    parts = shapely.get_parts(shapes)
    return shapely.line_merge(shapely.multilinestrings(parts[shapely.length(parts) > 0]))


def geojsons(shapes: Sequence[BaseGeometry], crs: CRS) -> list[dict[str, Any]]:
    """Give shapes as GeoJSON geometries.

    Parameters
    ----------
    shapes
        Any geometries.
    crs
        The CRS they are in.

    Returns
    -------
    list of dict
        In WGS 84, five decimals: about a metre.
    """
    degrees = in_degrees(gpd.GeoSeries(shapes, crs=crs)).to_numpy()
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return [json.loads(one) for one in shapely.to_geojson(rounded)]


def in_degrees(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Give geometries in WGS 84."""
    return reproject(shapes, WGS84)


def place(points: gpd.GeoSeries) -> list[Place]:
    """Give the places of points, or a place inside each line or polygon.

    Parameters
    ----------
    points
        Geometries, none missing.

    Returns
    -------
    list of tuple
        Latitude and longitude.
    """
    degrees = in_degrees(points.representative_point())
    return [
        (round(y, DECIMALS), round(x, DECIMALS)) for x, y in zip(degrees.x, degrees.y, strict=True)
    ]


def along(lines: gpd.GeoSeries) -> tuple[Point, float]:
    """Find where a name lies best along some lines: on their straightest stretch.

    Parameters
    ----------
    lines
        The lines that carry one name, in a CRS in metres.

    Returns
    -------
    tuple
        The middle of the stretch, in the lines' CRS, and how far the name turns, in degrees
        clockwise, from -90 to 90, so that it is never upside down.
    """
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(lines.to_numpy())))
    longest = parts[int(np.argmax(shapely.length(parts)))]
    length_m = float(shapely.length(longest))
    stretch_m = min(STRETCH_M, length_m)
    starts = np.linspace(0, length_m - stretch_m, STEPS)
    ends = [shapely.line_interpolate_point(longest, starts + ahead) for ahead in (0, stretch_m)]
    # Equal stretches are ranked by how far apart their ends lie; the middle of the line wins ties.
    apart = np.round(shapely.distance(*ends) / max(stretch_m, 1.0), 2)
    best = int(np.argmax(apart - 0.1 * np.abs(np.linspace(-1, 1, STEPS))))
    one, other = (shapely.get_coordinates(end[best])[0] for end in ends)
    turn = -math.degrees(math.atan2(other[1] - one[1], other[0] - one[0]))
    turn = (turn + 90) % 180 - 90
    middle = shapely.line_interpolate_point(longest, starts[best] + stretch_m / 2)
    return middle, round(turn, 1)
