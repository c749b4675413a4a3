"""How many radii fall short of a type at each point of demand, as stated and after each draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo._boundary import Boundary, fitting_spacing_m
from geo._draws import around, drawn_moves, metres_of_disc
from geo._threads import in_threads

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo._points import ClumpedPoints
    from geo._types import Group

__all__ = ["drawn_classes", "served_in_draws"]


def drawn_classes(
    points: ClumpedPoints,
    groups: list[Group],
    radii_m: NDArray[np.float64],
    precision: pd.Series | None,
    draws: int,
    seed: int,
) -> list[NDArray[np.int16]]:
    """Return for each group how many radii fall short: the stated places first, then each draw.

    There are no draws where `precision` of the supply is None.
    """
    if precision is None:
        spacing_m = fitting_spacing_m(radii_m)
        return in_threads(
            lambda one: Boundary(one.shapes, spacing_m).classes(points, radii_m)[None], groups
        )
    disc_m = metres_of_disc(precision)
    moves = drawn_moves(disc_m, draws, seed)
    return in_threads(lambda one: _of_group(points, one, radii_m, disc_m, moves), groups)


def _of_group(
    points: ClumpedPoints,
    group: Group,
    radii_m: NDArray[np.float64],
    disc_m: NDArray[np.float64],
    moves: NDArray[np.float64],
) -> NDArray[np.int16]:
    """Return how many radii fall short of the type: the stated places first, then each draw."""
    stated = Boundary(group.shapes, fitting_spacing_m(radii_m)).classes(points, radii_m)
    drawn = np.full((moves.shape[1], len(points)), len(radii_m), dtype=np.int16)
    for shape, row in zip(group.shapes, group.rows, strict=True):
        field, near, distance_m = around(points, shape, disc_m[row], float(radii_m[-1]))
        least = np.searchsorted(radii_m, distance_m - disc_m[row], side="left")
        most = np.searchsorted(radii_m, distance_m + disc_m[row], side="left")
        sure = least == most
        drawn[:, near[sure]] = np.minimum(drawn[:, near[sure]], least[sure].astype(np.int16))
        near, distance_m = near[~sure], distance_m[~sure]
        if len(near) == 0:
            continue
        after = field.moved(points.xy[near], distance_m, moves[row])
        classes = np.zeros(after.shape, dtype=np.int16)
        for radius_m in radii_m:
            classes += after > radius_m
        drawn[:, near] = np.minimum(drawn[:, near], classes.T)
    return np.vstack([stated[None], drawn])


def served_in_draws(
    classes: NDArray[np.int16],
    weights: NDArray[np.float64],
    count: int,
    zone_of: NDArray[np.int64] | None = None,
    zones: int = 1,
) -> NDArray[np.float64]:
    """Return what is served: draws, zones, radii; without `zone_of` all points are in one zone."""
    varies = (classes != classes[0]).any(axis=0)
    zone_of = np.zeros(len(weights), dtype=np.int64) if zone_of is None else zone_of
    offset = zone_of * (count + 1)
    first, most = classes[0] + offset, zones * (count + 1)
    steady = np.bincount(first[~varies], weights=weights[~varies], minlength=most)
    moving, moving_weights = classes[:, varies] + offset[varies], weights[varies]
    found = [np.bincount(one, weights=moving_weights, minlength=most) for one in moving]
    by_class = (np.stack(found) + steady).reshape(len(classes), zones, count + 1)
    return np.asarray(np.cumsum(by_class, axis=2)[..., :count])
