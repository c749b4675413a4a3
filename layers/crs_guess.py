"""In which coordinate system numbers could be: those in which they fall where they should.

Coordinates say no name of their system. Each system that is in use about the edition is tried, in
both orders of the axes, and judged by the share of places that fall within the area expected.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo import crs_name, parse_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["CrsGuess", "guesses", "lands_within", "swapped"]

_SYSTEMS: Final = (
    "EPSG:4326",
    "EPSG:32645",
    "EPSG:3857",
    *(f"MSK-70:{zone}" for zone in (4, 3, 5, 2, 1, 6)),
    "EPSG:28415",
    "EPSG:20915",
    "EPSG:20015",
    "EPSG:28414",
    "EPSG:20914",
    "EPSG:32644",
    "EPSG:32646",
)
_WGS84: Final = CRS.from_epsg(4326)
_SAMPLE: Final = 2000
_MARGIN: Final = 0.5
_LEAST: Final = 0.5


class CrsGuess(NamedTuple):
    """A system in which a layer falls where it should.

    Parameters
    ----------
    crs
        The system.
    is_swapped
        Whether north stands before east in the numbers.
    share
        Share of the places that fall within the area, 0 to 1.
    """

    crs: CRS
    is_swapped: bool
    share: float

    @property
    def name(self) -> str:
        """The system's code, or its name where it has none."""
        return crs_name(self.crs)


def guesses(
    frame: gpd.GeoDataFrame,
    area: tuple[float, float, float, float],
    own: CRS | None = None,
) -> list[CrsGuess]:
    """Try the systems in use, and give those in which most places fall within an area.

    Parameters
    ----------
    frame
        Features whose coordinates are to be placed; what it says of its CRS is not asked.
    area
        West, south, east, north of where they should be, in degrees of WGS 84; half its size is
        added on each side.
    own
        The edition's system, tried first.

    Returns
    -------
    list of CrsGuess
        The most likely first; empty where no system fits.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy([56.48, 56.5], [84.95, 85.0]))
    >>> [(one.name, one.is_swapped) for one in guesses(spots, (84.5, 56.2, 85.6, 57.0))]
    [('EPSG:4326', True)]
    """
    xy = _sample(frame)
    systems = [own] if own is not None else []
    systems += [parse_crs(one) for one in _SYSTEMS]
    found = []
    for place, crs in enumerate(systems):
        if any(crs == other for other in systems[:place]):
            continue
        for is_swapped in (False, True):
            share = _share(xy[:, ::-1] if is_swapped else xy, crs, area)
            if share >= _LEAST:
                found.append(CrsGuess(crs, is_swapped, share))
    return sorted(found, key=lambda one: -one.share)


def lands_within(frame: gpd.GeoDataFrame, area: tuple[float, float, float, float]) -> bool:
    """Tell whether at least half of a frame's places fall within an area, by the CRS it states."""
    return frame.crs is not None and _share(_sample(frame), frame.crs, area) >= _LEAST


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with the two coordinates of each vertex exchanged."""
    turned = shapely.transform(frame.geometry.array, lambda xy: xy[:, ::-1])
    return frame.set_geometry(turned, crs=frame.crs)


def _sample(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    shapes = np.asarray(frame.geometry.array)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    step = max(1, len(shapes) // _SAMPLE)
    xy: NDArray[np.float64] = shapely.get_coordinates(shapely.centroid(shapes[::step]))
    return xy[np.isfinite(xy).all(axis=1)]


def _share(xy: NDArray[np.float64], crs: CRS, area: tuple[float, float, float, float]) -> float:
    if len(xy) == 0:
        return 0.0
    west, south, east, north = area
    wide, tall = (east - west) * _MARGIN, (north - south) * _MARGIN
    lon, lat = _to_degrees(crs).transform(*xy.T)
    inside = (lon >= west - wide) & (lon <= east + wide)
    inside &= (lat >= south - tall) & (lat <= north + tall)
    return float(np.mean(inside))


@lru_cache(maxsize=64)
def _to_degrees(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, _WGS84, always_xy=True)
