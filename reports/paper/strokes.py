"""Layers as SVG: the features of a class in a window, with its fill, hatch, line and pictogram.

Lines keep the points that paper can show (a quarter of a point apart), and what lies outside the
window is cut away, so that a picture stays small however large the layer is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from reports import assets, shapes
from reports.charts.svg import escape
from reports.drawing import HATCHES, INK, PLANNED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from layers.styles import StyleClass
    from reports.paper.window import Window

__all__ = ["areas", "cut", "disc", "dot", "hatch_id", "hatch_pattern", "one_area", "stroke"]

TOLERANCE_PT: Final = 0.25
BEYOND_PT: Final = 12.0
"""How far beyond the window shapes reach, so that their cut edges are not seen."""
HATCH_PT: Final = 5.0
HATCH_TILE: Final = 8.0
HATCH_OPACITY: Final = 0.55
PLANNED_DASH: Final = (4.0, 2.6)
GLYPH: Final = 15.0
"""Pictograms are drawn on a square of 15 by 15."""
RING: Final = 1.1
INSIDE: Final = 0.58
"""How large a pictogram is, in diameters of its disc."""


def cut(frame: gpd.GeoDataFrame, window: Window) -> gpd.GeoDataFrame:
    """Give what of a layer lies in a window, with as many points as paper shows.

    Parameters
    ----------
    frame
        Any geometries in the measuring CRS.
    window
        The window.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame without the features that are elsewhere.
    """
    near = frame.cx[slice(*_span(window, 0)), slice(*_span(window, 1))]
    fewer = shapes.simplified(near, TOLERANCE_PT * window.m_per_pt)
    clipped = shapely.clip_by_rect(fewer.geometry.to_numpy(), *window.land(BEYOND_PT))
    there = ~shapely.is_empty(clipped)
    kept = fewer.loc[there]
    return kept.set_geometry(gpd.GeoSeries(clipped[there], index=kept.index, crs=kept.crs))


def _span(window: Window, axis: int) -> tuple[float, float]:
    land = window.land(BEYOND_PT)
    return land[axis], land[axis + 2]


def areas(members: gpd.GeoDataFrame, style: StyleClass, window: Window, size: float) -> str:
    """Draw the polygons of a class as one shape; an edge that two of them share is one line."""
    whole = shapes.united(members)
    drawn = ""
    if style.fill and style.fill_opacity:
        drawn += _path(whole, window, f'fill="{escape(style.fill)}"{_opacity(style)}')
    if style.hatch in HATCHES:
        drawn += _path(whole, window, f'fill="url(#{hatch_id(style)})"')
    if style.line and style.line_width:
        drawn += stroke(shapes.merged_lines(members), style, window, size)
    return drawn


def one_area(
    shape: BaseGeometry,
    style: StyleClass,
    window: Window,
    size: float,
    *,
    status: str = "",
    model: bool = False,
) -> str:
    """Draw one park or the like: dashed where it is not there yet, doubled where it is a model."""
    wide = style.line_width * size
    dash = PLANNED_DASH if status in PLANNED else style.dash
    line = _line(style.line, wide + (1.4 * size if model else 0), dash, wide)
    drawn = _path(shape, window, f'fill="{escape(style.fill or "none")}"{_opacity(style)}')
    if style.hatch in HATCHES:
        drawn += _path(shape, window, f'fill="url(#{hatch_id(style)})"')
    drawn += _path(shape, window, f'fill="none" {line}')
    if model:
        inner = _line("#FFFFFF", wide * 0.8, (), wide)
        drawn += _path(shape, window, f'fill="none" {inner}')
    return drawn


def stroke(shape: BaseGeometry, style: StyleClass, window: Window, size: float) -> str:
    """Draw lines."""
    wide = style.line_width * size
    return _path(shape, window, f'fill="none" {_line(style.line, wide, style.dash, wide)}')


def dot(x: float, y: float, style: StyleClass, radius: float, size: float) -> str:
    """Draw a point without a pictogram."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{escape(style.fill or INK)}" '
        f'stroke="{escape(style.line or "none")}" stroke-width="{style.line_width * size:.2f}"/>'
    )


def disc(x: float, y: float, style: StyleClass, across: float, colour: str) -> str:
    """Draw a pictogram on a white disc with a ring in a colour."""
    scale = across * INSIDE / GLYPH
    shift = GLYPH / 2 * scale
    paths = "".join(f'<path d="{d}"/>' for d in _outlines(style.icon))
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{across / 2:.1f}" fill="#FFFFFF" '
        f'stroke="{escape(colour)}" stroke-width="{RING * across / 12:.2f}"/>'
        f'<g transform="translate({x - shift:.2f} {y - shift:.2f}) scale({scale:.4f})" '
        f'fill="{INK}">{paths}</g>'
    )


def _outlines(icon: str) -> list[str]:
    return assets.pictograms([icon])[icon] if icon else []


def hatch_id(style: StyleClass) -> str:
    """Name the pattern of a class's hatch: its lines and their colour."""
    return f"hatch-{style.hatch}-{(style.line or INK).lstrip('#')}"


def hatch_pattern(style: StyleClass, size: float) -> str:
    """Define the pattern of a class's hatch."""
    scale = HATCH_PT * size / HATCH_TILE
    thick = 1.6 if style.hatch == "dots" else 0.8
    return (
        f'<pattern id="{hatch_id(style)}" width="{HATCH_TILE:g}" height="{HATCH_TILE:g}" '
        f'patternUnits="userSpaceOnUse" patternTransform="scale({scale:.3f})">'
        f'<path d="{HATCHES[style.hatch]}" stroke="{escape(style.line or INK)}" '
        f'stroke-width="{thick}" stroke-opacity="{HATCH_OPACITY}" stroke-linecap="round" '
        'fill="none"/></pattern>'
    )


def _opacity(style: StyleClass) -> str:
    return "" if style.fill_opacity == 1 else f' fill-opacity="{style.fill_opacity:g}"'


def _line(colour: str, width: float, dash: tuple[float, ...], unit: float) -> str:
    if not colour or not width:
        return 'stroke="none"'
    lengths = " ".join(f"{one * unit:.2f}" for one in dash)
    ends = f' stroke-dasharray="{lengths}"' if dash else ' stroke-linecap="round"'
    return f'stroke="{escape(colour)}" stroke-width="{width:.2f}" stroke-linejoin="round"{ends}'


def _path(shape: BaseGeometry, window: Window, look: str) -> str:
    data = "".join(_pieces(shape, window))
    return f'<path d="{data}" fill-rule="evenodd" {look}/>' if data else ""


def _pieces(shape: BaseGeometry, window: Window) -> Iterable[str]:
    parts = shapely.get_parts(np.atleast_1d(shape))
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    edges = shapely.get_rings(parts[areal])
    coordinates, owner = shapely.get_coordinates([*edges, *parts[~areal]], return_index=True)
    points = np.round(window.on_paper(coordinates), 1)
    starts = np.searchsorted(owner, np.arange(len(edges) + (~areal).sum() + 1))
    for at, (start, stop) in enumerate(pairwise(starts)):
        ring = points[start:stop]
        moved = np.ones(len(ring), dtype=bool)
        moved[1:] = (ring[1:] != ring[:-1]).any(axis=1)
        kept = ring[moved]
        if len(kept) > 1:
            text = "L".join(f"{x:g} {y:g}" for x, y in kept)
            yield f"M{text}{'Z' if at < len(edges) else ''}"
