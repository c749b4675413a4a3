"""Names of coordinate reference systems: reading them, writing them, what lies between two.

MSK-70, the cadastral system of Tomsk oblast, is built from its public parameters.
"""

from __future__ import annotations

import math
import re
import warnings
from functools import lru_cache
from typing import NamedTuple

from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion
from pyproj.exceptions import CRSError as ProjCrsError
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from geo._errors import CrsError
from geo._said import said

__all__ = ["OperationNote", "crs_name", "crs_note", "msk70", "operation_note", "parse_crs"]

_UTM_ZONES = 60
_MSK70_ZONES = 6
_MSK70_FIRST_MERIDIAN = 74.73333333333
_MSK70_FALSE_NORTHING_M = -5912900.566
_PULKOVO_1942 = 4284
_WGS_84 = 4326
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
            said(
                "expected a CRS such as `EPSG:4326`, `4326`, `UTM45N` or `MSK-70:4`, got "
                "`{text}`: write one of these, or WKT",
                text=text,
            )
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
            said(
                "expected an MSK-70 zone from 1 to {last}, got {zone}: Tomsk lies in zone 4, "
                "`MSK-70:4`",
                last=_MSK70_ZONES,
                zone=zone,
            )
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
        West, south, east, north of the data in degrees: the operation is the one that PROJ uses
        in the middle of it. Without an area, the one that PROJ puts first.

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
    operation = _in_the_middle(source, target, area) if area else _first(source, target)
    if operation is None:
        raise CrsError(
            said(
                "expected a coordinate operation from `{source}` to `{target}`, PROJ knows "
                "none: choose another CRS",
                source=crs_name(source),
                target=crs_name(target),
            )
        )
    known = operation.accuracy is not None and operation.accuracy >= 0
    return OperationNote(operation.description, float(operation.accuracy) if known else math.nan)


def _in_the_middle(
    source: CRS, target: CRS, area: tuple[float, float, float, float]
) -> Transformer | None:
    """Return the operation that PROJ uses for a point amid an area, as `reproject` does."""
    west, south, east, north = area
    try:
        here = Transformer.from_crs(CRS.from_epsg(_WGS_84), source, always_xy=True)
        way = Transformer.from_crs(source, target, always_xy=True)
        way.transform(*here.transform((west + east) / 2, (south + north) / 2))
        return way.get_last_used_operation()
    except ProjError:
        return None


def _first(source: CRS, target: CRS) -> Transformer | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of grids that are not installed
        operations = TransformerGroup(source, target, always_xy=True).transformers
    return operations[0] if operations else None
