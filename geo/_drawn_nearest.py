"""Distances to the nearest of some features, as stated and after each draw of their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._edge_distances import distances_to_m
from geo._field import DistanceField

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._points import ClumpedPoints

__all__ = ["drawn_nearest_m"]


def drawn_nearest_m(
    points: ClumpedPoints,
    shapes: NDArray[Any],
    disc_m: NDArray[np.float64],
    moves: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return metres from each point to the nearest feature as stated, and (columns) in each draw.

    Only features that some draw could bring nearest are moved.
    """
    stated = np.column_stack([distances_to_m(points.xy, shape) for shape in shapes])
    bound_m = (stated + disc_m).min(axis=1)
    reach_m = float(np.hypot(*np.ptp(points.xy, axis=0)) + stated.max() + disc_m.max())
    drawn = np.full((len(points), moves.shape[1]), np.inf)
    for column, shape in enumerate(shapes):
        near = np.flatnonzero(stated[:, column] - disc_m[column] <= bound_m)
        distance_m = stated[near, column]
        after = distance_m[:, None]
        if disc_m[column] > 0 and len(near):
            field = DistanceField(shape, disc_m[column], reach_m)
            after = field.moved(points.xy[near], distance_m, moves[column])
        drawn[near] = np.minimum(drawn[near], after)
    return stated.min(axis=1), drawn
