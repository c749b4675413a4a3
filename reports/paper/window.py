"""A piece of land on a piece of paper: where metres come to lie, at which scale.

Paper is counted in points (1/72 inch) from its upper left corner; land in metres of the edition's
measuring CRS. Where a scale is to be read as a number it is rounded to one that people know.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Proj

from geo import reproject
from reports.shapes import WGS84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.edition import Edition

__all__ = ["MM_PER_PT", "Bounds", "Window", "around", "opening", "turn_to_north"]

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in metres of the measuring CRS."""

MM_PER_PT: Final = 25.4 / 72
M_PER_PT: Final = MM_PER_PT / 1000
"""Metres of paper in a point."""
STEPS: Final = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)
ROUND: Final = (1, 2, 5)
EQUATOR_PX: Final = 156_543.034
"""Metres in a pixel of a web map of 256 pixels, on the equator, at zoom 0."""
OPENING_PX: Final = (960.0, 700.0)
"""The part of the app's first screen that its map takes."""
STYLE_PX: Final = 512


@dataclass(frozen=True, slots=True)
class Window:
    """What land is shown, and how large.

    Attributes
    ----------
    x, y
        The middle, in metres.
    m_per_pt
        Metres of land in a point of paper.
    width, height
        The size, in points.
    lat
        Latitude of the middle, in degrees.
    """

    x: float
    y: float
    m_per_pt: float
    width: float
    height: float
    lat: float

    @property
    def scale(self) -> int:
        """The scale's denominator, such as 100,000."""
        return round(self.m_per_pt / M_PER_PT)

    @property
    def zoom(self) -> float:
        """The zoom of a web map of 256 pixels that shows a pixel as large as a point here."""
        return math.log2(EQUATOR_PX * math.cos(math.radians(self.lat)) / self.m_per_pt)

    def land(self, beyond: float = 0.0) -> Bounds:
        """Give what land is shown, and some points beyond each edge."""
        half_x = (self.width / 2 + beyond) * self.m_per_pt
        half_y = (self.height / 2 + beyond) * self.m_per_pt
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    def on_paper(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn places in metres, two columns, into places on paper."""
        west, _south, _east, north = self.land()
        return np.column_stack(
            [(metres[:, 0] - west) / self.m_per_pt, (north - metres[:, 1]) / self.m_per_pt]
        )

    def bar_m(self, longest: float) -> float:
        """Give the longest round distance that takes no more than `longest` points."""
        most = longest * self.m_per_pt
        power = 10 ** math.floor(math.log10(most))
        return float(max(step * power for step in ROUND if step * power <= most))


def around(
    edition: Edition, bounds: Bounds, width: float, height: float, *, exact: bool = False
) -> Window:
    """Fit land into paper.

    Parameters
    ----------
    edition
        Whose CRS the bounds are in.
    bounds
        What must be seen whole.
    width, height
        The paper, in points.
    exact
        True keeps the very scale that fits; else it is rounded to a smaller one.
    """
    west, south, east, north = bounds
    fits = max((east - west) / width, (north - south) / height, M_PER_PT)
    x, y = (west + east) / 2, (south + north) / 2
    return Window(
        x, y, fits if exact else _rounded(fits), width, height, _degrees(edition, x, y)[1]
    )


def opening(edition: Edition) -> Bounds:
    """Give the land that the app's map shows when it opens."""
    view = edition.view
    middle = gpd.GeoDataFrame(geometry=[shapely.Point(view.lon, view.lat)], crs=WGS84)
    point = reproject(middle, edition.crs).geometry.iloc[0]
    m_per_px = EQUATOR_PX * 256 / STYLE_PX * math.cos(math.radians(view.lat)) / 2**view.zoom
    half_x, half_y = (side / 2 * m_per_px for side in OPENING_PX)
    return point.x - half_x, point.y - half_y, point.x + half_x, point.y + half_y


def turn_to_north(edition: Edition, window: Window) -> float:
    """Give how far true north is turned from the sheet's upper edge, in degrees clockwise."""
    lon, lat = _degrees(edition, window.x, window.y)
    return -float(Proj(edition.crs).get_factors(lon, lat).meridian_convergence)


def _rounded(m_per_pt: float) -> float:
    denominator = m_per_pt / M_PER_PT
    power = 10 ** math.floor(math.log10(denominator))
    step = next(one for one in STEPS if one * power >= denominator * (1 - 1e-9))
    return step * power * M_PER_PT


def _degrees(edition: Edition, x: float, y: float) -> tuple[float, float]:
    point = gpd.GeoDataFrame(geometry=[shapely.Point(x, y)], crs=edition.crs)
    degrees = reproject(point, WGS84).geometry.iloc[0]
    return float(degrees.x), float(degrees.y)
