"""From the drawn patches to shapes with believable edges.

A patch in a town is fitted to the blocks between streets, railway and water: it fills the strips
that its hand-drawn edge left open along a street and gives up those by which it crossed one. A
patch in the country gets a rounded edge displaced by smooth noise within its precision. A village
is a core grown along its roads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from _edition import planar
from _noise import displaced
from _shapes import soften_ring

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NATURAL", "blocks_between", "fitted", "natural", "village"]

ROUND = {"quad_segs": 4}
NATURAL = ("forest", "agriculture", "other_natural", "water")


def blocks_between(lines: np.ndarray, within: shapely.Geometry) -> np.ndarray:
    """Blocks between lines, inside an area."""
    edge = shapely.get_parts(shapely.boundary(within))
    noded = shapely.union_all(np.concatenate([lines, edge]), grid_size=0.01)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return faces[shapely.intersects(within, shapely.point_on_surface(faces))]


def fitted(patch: shapely.Geometry, blocks: np.ndarray, *, strip_m: float) -> shapely.Geometry:
    """Fit a patch to blocks.

    Parameters
    ----------
    patch
        The patch as drawn, a polygon in metres.
    blocks
        Polygons without overlap.
    strip_m
        Strips of a block narrower than this, in metres, go to whoever holds the rest of it.
    """
    rounded = _opened(patch, min(strip_m / 3, 30.0))
    pieces = []
    for block in blocks[shapely.intersects(blocks, rounded)]:
        held = shapely.intersection(rounded, block)
        if shapely.is_empty(_opened(held, strip_m / 2)) and held.area < 0.6 * block.area:
            continue
        rest = _opened(shapely.difference(block, held), strip_m / 2)
        parts = shapely.get_parts(shapely.difference(block, rest))
        touching = shapely.area(shapely.intersection(parts, held)) > 0.3 * shapely.area(parts)
        pieces.extend(parts[touching])
    outside = shapely.difference(rounded, shapely.union_all(blocks))
    return shapely.union_all([*pieces, outside])


def _opened(shape: shapely.Geometry, radius_m: float) -> shapely.Geometry:
    """Take away what is narrower than twice a radius, rounding the corners."""
    return shapely.buffer(shapely.buffer(shape, -radius_m), radius_m, **ROUND)


def natural(points: pd.DataFrame, *, rounds: int, within: float, seed: int) -> shapely.Geometry:
    """Round a patch and displace its edge by noise.

    Parameters
    ----------
    points
        Control points with their precision.
    rounds
        How often its corners are cut; 0 keeps them.
    within
        Share of its precision by which the edge may move (no more than a sixth of its size).
    seed
        Seed of the noise.
    """
    ring = planar(points["lon"], points["lat"])
    shape = shapely.polygons(soften_ring(ring, rounds=rounds) if rounds else ring)
    precision_m = float(points["precision_m"].max())
    size_m = float(np.sqrt(shape.area))
    amplitude_m = float(np.clip(within * precision_m, 6, 0.16 * size_m))
    return shapely.make_valid(
        displaced(
            shape, amplitude_m=amplitude_m, wavelength_m=max(4.5 * amplitude_m, 220.0), seed=seed
        )
    )


def village(
    centre: np.ndarray, roads: shapely.Geometry, *, area_ha: float, seed: int
) -> shapely.Geometry:
    """Grow a village of an area from its centre along the roads that pass it.

    Parameters
    ----------
    centre
        Its place, (2,) in metres.
    roads
        Road lines, in metres.
    area_ha
        How large it is to be, in hectares.
    seed
        Seed of the noise of its edge.
    """
    radius_m = float(np.sqrt(area_ha * 1e4 / np.pi))
    point = shapely.points(centre)
    near = shapely.intersection(roads, shapely.buffer(point, 2.4 * radius_m))
    low, high = 0.2, 1.4
    shape = point
    for _ in range(12):
        scale = (low + high) / 2
        core = shapely.buffer(point, 0.75 * scale * radius_m)
        street = shapely.buffer(near, 0.42 * scale * radius_m, cap_style="round")
        reach = shapely.buffer(point, 1.9 * scale * radius_m)
        shape = shapely.union(core, shapely.intersection(street, reach))
        low, high = (scale, high) if shape.area < area_ha * 1e4 else (low, scale)
    soft = shapely.buffer(shapely.buffer(shape, radius_m / 3), -radius_m / 3)
    return shapely.make_valid(
        displaced(
            soft, amplitude_m=0.16 * radius_m, wavelength_m=max(0.8 * radius_m, 150.0), seed=seed
        )
    )
