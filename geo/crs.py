"""Coordinate reference systems: the one gateway for reprojection, and the guard of every measure.

A CRS is fit to measure when it is projected, counts in metres and, over the bounds of the data,
its areal scale (PROJ's factor: mapped area over true area) is off by no more than 0.5 %.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import ProjError

from geo._errors import CrsError, EmptyError
from geo._said import said
from geo._systems import OperationNote, crs_name, crs_note, msk70, operation_note, parse_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "MAX_AREAL_ERROR",
    "OperationNote",
    "areal_scale",
    "crs_name",
    "crs_note",
    "fitting_utm",
    "measuring_fault",
    "msk70",
    "operation_note",
    "parse_crs",
    "reproject",
    "require_measuring",
]

MAX_AREAL_ERROR = 0.005
"""Largest error of the areal scale that a measuring CRS may have over the data."""

Placed = TypeVar("Placed", "gpd.GeoDataFrame", "gpd.GeoSeries")
"""What has geometries and a CRS."""

_GRID = 9
_UTM_ZONES = 60


def reproject(frame: Placed, crs: CRS) -> Placed:
    """Return a frame in another CRS: the one gateway through which coordinates change.

    Parameters
    ----------
    frame
        Any geometries, a frame or a series of them; null geometries stay null.
    crs
        The CRS wanted.

    Returns
    -------
    geopandas.GeoDataFrame or geopandas.GeoSeries
        A new one with the same index and columns.

    Raises
    ------
    CrsError
        The frame has no CRS, or some coordinates have no place in the new one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> town = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([84.95], [56.48]),
    ...                         crs="EPSG:4326")
    >>> round(float(reproject(town, CRS.from_epsg(32645)).geometry.x.iloc[0]))
    373746
    """
    if frame.crs is None:
        raise CrsError(
            said(
                "expected a frame with a CRS, got one without: name the CRS its coordinates are in"
            )
        )
    if frame.crs == crs:
        return frame.copy()
    moved = frame.to_crs(crs)
    before, after = frame.geometry.bounds.to_numpy(), moved.geometry.bounds.to_numpy()
    lost = np.isfinite(before).all(axis=1) & ~np.isfinite(after).all(axis=1)
    if lost.any():
        raise CrsError(
            said(
                "expected coordinates that have a place in `{crs}`, {lost} of {rows} "
                "features have none: choose a CRS made for their area, or check theirs "
                "(`{came}`)",
                crs=crs_name(crs),
                lost=int(lost.sum()),
                rows=len(frame),
                came=crs_name(frame.crs),
            )
        )
    return moved


def fitting_utm(frame: gpd.GeoDataFrame) -> CRS:
    """Return the UTM zone in whose middle third or so the data's centre lies.

    Parameters
    ----------
    frame
        Any geometries in any CRS.

    Returns
    -------
    pyproj.CRS
        A UTM zone on WGS 84 (EPSG:326xx in the north, 327xx in the south).

    Raises
    ------
    CrsError
        The frame has no CRS.
    EmptyError
        The frame holds no geometry.

    Examples
    --------
    >>> import geopandas as gpd
    >>> town = gpd.GeoDataFrame(geometry=gpd.points_from_xy([84.95], [56.48]), crs="EPSG:4326")
    >>> fitting_utm(town).to_epsg()
    32645
    """
    if frame.crs is None:
        raise CrsError(
            said(
                "expected a frame with a CRS, got one without: name the CRS its coordinates are in"
            )
        )
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        raise EmptyError(
            said("expected at least one geometry to fit a CRS to, got none: check the file")
        )
    west, south, east, north = _geographic_bounds(frame.crs, bounds)
    zone = min(int(((west + east) / 2 + 180) // 6) + 1, _UTM_ZONES)
    return CRS.from_epsg((32600 if south + north >= 0 else 32700) + zone)


def areal_scale(crs: CRS, bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return the least and greatest areal scale of a projected CRS over some bounds.

    Areal scale is the mapped area of a small figure over its true area: 1 on an equal-area map,
    about 3.3 for web mercator at Tomsk.

    Parameters
    ----------
    crs
        A projected system.
    bounds
        Least x, least y, greatest x, greatest y in that system.

    Returns
    -------
    tuple of float
        Least and greatest; NaN where the bounds leave the projection's domain.

    Examples
    --------
    >>> low, high = areal_scale(CRS.from_epsg(32645), (350000, 6200000, 420000, 6300000))
    >>> 0.999 < low <= high < 1.001
    True
    """
    xs, ys = (np.linspace(bounds[i], bounds[i + 2], _GRID) for i in (0, 1))
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    projection = Proj(_plain(crs))
    try:
        longitude, latitude = projection(x, y, inverse=True)
        factors = projection.get_factors(longitude, latitude, errcheck=True)
    except ProjError:
        return math.nan, math.nan
    scale = np.asarray(factors.areal_scale, dtype=float)
    if not (np.isfinite(scale) & (scale > 0)).all():
        return math.nan, math.nan
    return float(scale.min()), float(scale.max())


def require_measuring(frame: gpd.GeoDataFrame, name: str) -> None:
    """Refuse a frame whose CRS cannot measure metres and hectares.

    Parameters
    ----------
    frame
        Any geometries.
    name
        What to call the frame in the message.

    Raises
    ------
    CrsError
        The CRS is missing, geographic, not in metres, or its areal scale is off by more than
        0.5 % somewhere over the data's bounds.

    Examples
    --------
    >>> import geopandas as gpd
    >>> town = gpd.GeoDataFrame(geometry=gpd.points_from_xy([84.95], [56.48]), crs="EPSG:4326")
    >>> require_measuring(town, "town")
    Traceback (most recent call last):
    geo._errors.CrsError: `town`: expected a projected CRS in metres, got `EPSG:4326` in degrees: \
reproject to a measuring CRS such as `EPSG:32645`
    """
    fault = measuring_fault(frame, name)
    if fault:
        raise CrsError(fault)


def measuring_fault(frame: gpd.GeoDataFrame, name: str) -> str:
    """Say why a frame's CRS cannot measure, or "" where it can: see `require_measuring`.

    Parameters
    ----------
    frame
        Any geometries.
    name
        What to call the frame in the message.

    Returns
    -------
    str
        What was expected, what came and what to do; empty where all is well.

    Examples
    --------
    >>> import geopandas as gpd
    >>> town = gpd.GeoDataFrame(geometry=gpd.points_from_xy([84.95], [56.48]), crs="EPSG:4326")
    >>> measuring_fault(town, "town").split(",")[0]
    '`town`: expected a projected CRS in metres'
    """
    crs = frame.crs
    if crs is None:
        return said(
            "`{name}`: expected a projected CRS in metres, got none: name the CRS its "
            "coordinates are in",
            name=said(name),
        )
    bounds = tuple(float(value) for value in frame.total_bounds)
    known = all(math.isfinite(value) for value in bounds)
    instead = said("a measuring CRS")
    if known:
        with suppress(CrsError):
            instead = said("a measuring CRS such as `{crs}`", crs=crs_name(fitting_utm(frame)))
    if not crs.is_projected:
        unit = said("degrees") if crs.is_geographic else said("no projection")
        return said(
            "`{name}`: expected a projected CRS in metres, got `{crs}` in {unit}: "
            "reproject to {instead}",
            name=said(name),
            crs=crs_name(crs),
            unit=unit,
            instead=instead,
        )
    unit = crs.axis_info[0].unit_name
    if crs.axis_info[0].unit_conversion_factor != 1:
        return said(
            "`{name}`: expected a CRS in metres, got `{crs}` in {unit}: reproject to {instead}",
            name=said(name),
            crs=crs_name(crs),
            unit=unit,
            instead=instead,
        )
    if not known:
        return ""
    return _distortion_fault(crs, bounds, name, instead)


def _distortion_fault(crs: CRS, bounds: tuple[float, ...], name: str, instead: str) -> str:
    low, high = areal_scale(crs, (bounds[0], bounds[1], bounds[2], bounds[3]))
    if math.isnan(low):
        return said(
            "`{name}`: expected data within the domain of `{crs}`, bounds {bounds} leave "
            "it: check the CRS of the file",
            name=said(name),
            crs=crs_name(crs),
            bounds=[round(value) for value in bounds],
        )
    worst = max(low, high, key=lambda scale: abs(scale - 1))
    if abs(worst - 1) <= MAX_AREAL_ERROR:
        return ""
    return said(
        "`{name}`: expected a CRS whose areas are right to {most:.1%} "
        "over the data, got `{crs}`, where areas come out {worst:.3g} times the true "
        "ones: reproject to {instead}",
        name=said(name),
        most=MAX_AREAL_ERROR,
        crs=crs_name(crs),
        worst=worst,
        instead=instead,
    )


def _plain(crs: CRS) -> CRS:
    """Return the horizontal system inside a compound or bound one."""
    while crs.is_bound or crs.is_compound:
        inner = crs.source_crs if crs.is_bound else crs.sub_crs_list[0]
        if inner is None:
            break
        crs = inner
    return crs


def _geographic_bounds(crs: CRS, bounds: NDArray[np.float64]) -> tuple[float, float, float, float]:
    if crs.is_geographic:
        return float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3])
    try:
        to_degrees = Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True)
        degrees = to_degrees.transform_bounds(*bounds)
    except ProjError:
        degrees = (math.nan,) * 4
    if not np.isfinite(degrees).all():
        raise CrsError(
            said(
                "expected coordinates on the Earth in `{crs}`, their bounds {bounds} have no "
                "place there: name the CRS that they are in",
                crs=crs_name(crs),
                bounds=[round(float(value)) for value in bounds],
            )
        )
    west, south, east, north = degrees
    return float(west), float(south), float(east), float(north)
