"""Coordinate reference systems: the one gateway for reprojection, and the guard of every measure.

A CRS is fit to measure when it is projected, counts in metres and, over the bounds of the data,
its areal scale (PROJ's factor: mapped area over true area) is off by no more than 0.5 %.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pyproj import CRS, Proj
from pyproj.aoi import AreaOfInterest
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion
from pyproj.exceptions import CRSError as ProjCrsError
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from geo._errors import CrsError, EmptyError

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
    "msk70",
    "operation_note",
    "parse_crs",
    "reproject",
    "require_measuring",
]

MAX_AREAL_ERROR = 0.005
"""Largest error of the areal scale that a measuring CRS may have over the data."""

_GRID = 9
_UTM_ZONES = 60
_MSK70_ZONES = 6
_MSK70_FIRST_MERIDIAN = 74.73333333333
_MSK70_FALSE_NORTHING_M = -5912900.566
_PULKOVO_1942 = 4284
_MSK70_NOTE = "MSK-70 by its public parameters: good to metres, not to cadastral accuracy"


class OperationNote(NamedTuple):
    """The coordinate operation that PROJ uses between two systems.

    Parameters
    ----------
    name
        PROJ's description of the operation; "no change" between equal systems.
    accuracy_m
        Its stated accuracy in metres; NaN where PROJ does not know it.
    """

    name: str
    accuracy_m: float


def parse_crs(text: str) -> CRS:
    """Read a CRS as people write it.

    Parameters
    ----------
    text
        "EPSG:4326", "4326", "UTM45N", "MSK-70:4" (zones 1 to 6, Latin or Cyrillic letters),
        or a WKT or PROJ text.

    Returns
    -------
    pyproj.CRS
        The system.

    Raises
    ------
    CrsError
        The text names no system.

    Examples
    --------
    >>> parse_crs("UTM45N").to_epsg()
    32645
    >>> parse_crs("MSK-70:4").name
    'MSK-70 zone 4'
    """
    text = text.strip()
    msk = re.fullmatch(
        r"(?:MSK|МСК)[- ]?70(?::|[ ]*zone[ ]*|[ ]*зона[ ]*)(\d+)", text, re.IGNORECASE
    )
    if msk:
        return msk70(int(msk[1]))
    utm = re.fullmatch(r"UTM[- ]?(\d{1,2})[ ]?([NS])", text, re.IGNORECASE)
    if utm and 1 <= int(utm[1]) <= _UTM_ZONES:
        return CRS.from_epsg((32600 if utm[2].upper() == "N" else 32700) + int(utm[1]))
    try:
        return CRS.from_epsg(int(text)) if text.isdigit() else CRS.from_user_input(text)
    except ProjCrsError as error:
        raise CrsError(
            f"expected a CRS such as `EPSG:4326`, `4326`, `UTM45N` or `MSK-70:4`, "
            f"got `{text}`: write one of these, or WKT"
        ) from error


@lru_cache(maxsize=_MSK70_ZONES)
def msk70(zone: int) -> CRS:
    """Build the cadastral system of Tomsk oblast, MSK-70, for one of its zones.

    Six transverse Mercator zones of 3 degrees on Krassowsky's ellipsoid (Pulkovo 1942), by the
    public parameters: good to metres, not to cadastral accuracy. Tomsk lies in zone 4.

    Parameters
    ----------
    zone
        1 to 6.

    Returns
    -------
    pyproj.CRS
        The zone's system, easting before northing.

    Raises
    ------
    CrsError
        There is no such zone.

    Examples
    --------
    >>> from pyproj import Transformer
    >>> to_msk = Transformer.from_crs(4326, msk70(4), always_xy=True)
    >>> [round(float(value), 1) for value in to_msk.transform(84.95, 56.48)]
    [4324999.3, 349809.7]
    """
    if not 1 <= zone <= _MSK70_ZONES:
        raise CrsError(
            f"expected an MSK-70 zone from 1 to {_MSK70_ZONES}, got {zone}: "
            f"Tomsk lies in zone 4, `MSK-70:4`"
        )
    return ProjectedCRS(
        name=f"MSK-70 zone {zone}",
        geodetic_crs=CRS.from_epsg(_PULKOVO_1942),
        conversion=TransverseMercatorConversion(
            latitude_natural_origin=0,
            longitude_natural_origin=_MSK70_FIRST_MERIDIAN + 3 * (zone - 1),
            scale_factor_natural_origin=1,
            false_easting=250000 + 1000000 * zone,
            false_northing=_MSK70_FALSE_NORTHING_M,
        ),
    )


@lru_cache(maxsize=64)
def crs_name(crs: CRS) -> str:
    """Name a CRS shortly: its code where it has one, else its own name.

    Parameters
    ----------
    crs
        Any system.

    Returns
    -------
    str
        Such as "EPSG:32645" or "MSK-70 zone 4".

    Examples
    --------
    >>> crs_name(CRS.from_epsg(32645))
    'EPSG:32645'
    """
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def crs_note(crs: CRS) -> str:
    """Say what a reader of coordinates in a CRS must know.

    Parameters
    ----------
    crs
        Any system.

    Returns
    -------
    str
        A sentence, or "" where there is nothing to warn of.

    Examples
    --------
    >>> crs_note(msk70(4))
    'MSK-70 by its public parameters: good to metres, not to cadastral accuracy'
    """
    return _MSK70_NOTE if crs.name.startswith("MSK-70") else ""


def operation_note(
    source: CRS, target: CRS, area: tuple[float, float, float, float] | None = None
) -> OperationNote:
    """Say which coordinate operation PROJ uses between two systems, and how good it is.

    Parameters
    ----------
    source, target
        The systems.
    area
        West, south, east, north of the data in degrees: PROJ prefers an operation made for it.

    Returns
    -------
    OperationNote
        Name and accuracy in metres.

    Raises
    ------
    CrsError
        PROJ knows no operation between the two.

    Examples
    --------
    >>> note = operation_note(CRS.from_epsg(4326), msk70(4), (84.0, 56.0, 86.0, 57.0))
    >>> note.accuracy_m
    3.0
    """
    if source == target:
        return OperationNote("no change", 0.0)
    interest: Any = AreaOfInterest(*area) if area else None
    group = TransformerGroup(source, target, always_xy=True, area_of_interest=interest)
    if not group.transformers:
        raise CrsError(
            f"expected a coordinate operation from `{crs_name(source)}` to `{crs_name(target)}`, "
            f"PROJ knows none: choose another CRS"
        )
    chosen = group.transformers[0]
    accuracy_m = math.nan if chosen.accuracy is None or chosen.accuracy < 0 else chosen.accuracy
    return OperationNote(chosen.description, float(accuracy_m))


def reproject(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Return a frame in another CRS: the one gateway through which coordinates change.

    Parameters
    ----------
    frame
        Any geometries; null geometries stay null.
    crs
        The CRS wanted.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame with the same index and columns.

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
            "expected a frame with a CRS, got one without: name the CRS its coordinates are in"
        )
    if frame.crs == crs:
        return frame.copy()
    moved = frame.to_crs(crs)
    before, after = frame.geometry.bounds.to_numpy(), moved.geometry.bounds.to_numpy()
    lost = np.isfinite(before).all(axis=1) & ~np.isfinite(after).all(axis=1)
    if lost.any():
        raise CrsError(
            f"expected coordinates that have a place in `{crs_name(crs)}`, {int(lost.sum())} of "
            f"{len(frame)} features have none: choose a CRS made for their area, or check theirs "
            f"(`{crs_name(frame.crs)}`)"
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
            "expected a frame with a CRS, got one without: name the CRS its coordinates are in"
        )
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        raise EmptyError("expected at least one geometry to fit a CRS to, got none: check the file")
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
    """Say why a frame's CRS cannot measure, or "" where it can: see `require_measuring`."""
    crs = frame.crs
    if crs is None:
        return (
            f"`{name}`: expected a projected CRS in metres, got none: "
            f"name the CRS its coordinates are in"
        )
    bounds = tuple(float(value) for value in frame.total_bounds)
    known = all(math.isfinite(value) for value in bounds)
    instead = "a measuring CRS"
    if known:
        instead = f"a measuring CRS such as `{crs_name(fitting_utm(frame))}`"
    if not crs.is_projected:
        unit = "degrees" if crs.is_geographic else "no projection"
        return (
            f"`{name}`: expected a projected CRS in metres, got `{crs_name(crs)}` in {unit}: "
            f"reproject to {instead}"
        )
    unit = crs.axis_info[0].unit_name
    if crs.axis_info[0].unit_conversion_factor != 1:
        return (
            f"`{name}`: expected a CRS in metres, got `{crs_name(crs)}` in {unit}: "
            f"reproject to {instead}"
        )
    if not known:
        return ""
    return _distortion_fault(crs, bounds, name, instead)


def _distortion_fault(crs: CRS, bounds: tuple[float, ...], name: str, instead: str) -> str:
    low, high = areal_scale(crs, (bounds[0], bounds[1], bounds[2], bounds[3]))
    if math.isnan(low):
        return (
            f"`{name}`: expected data within the domain of `{crs_name(crs)}`, "
            f"bounds {[round(value) for value in bounds]} leave it: check the CRS of the file"
        )
    worst = max(low, high, key=lambda scale: abs(scale - 1))
    if abs(worst - 1) <= MAX_AREAL_ERROR:
        return ""
    return (
        f"`{name}`: expected a CRS whose areas are right to {MAX_AREAL_ERROR:.1%} over the data, "
        f"got `{crs_name(crs)}`, where areas come out {worst:.3g} times the true ones: "
        f"reproject to {instead}"
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
    group = TransformerGroup(crs, CRS.from_epsg(4326), always_xy=True)
    if not group.transformers:
        raise CrsError(
            f"expected a CRS tied to the Earth, got `{crs_name(crs)}`: name the CRS its "
            f"coordinates are in"
        )
    west, south, east, north = group.transformers[0].transform_bounds(*bounds)
    return float(west), float(south), float(east), float(north)
