"""Moves of features within their precision, drawn evenly from discs by a seeded generator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo._errors import ValueRangeError
from geo._field import DistanceField
from geo._said import said
from geo.figure import PRECISION_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._points import ClumpedPoints

__all__ = ["around", "drawn_moves", "metres_of_disc"]


def metres_of_disc(values: pd.Series, name: str = "supply") -> NDArray[np.float64]:
    """Return precisions in metres, from words or numbers; `name` is the frame's in messages."""
    metres = [PRECISION_M.get(value) if isinstance(value, str) else value for value in values]
    numbers = pd.to_numeric(pd.Series(metres, dtype=object), errors="coerce").to_numpy(dtype=float)
    faulty = ~(np.isfinite(numbers) & (numbers >= 0))
    if faulty.any():
        raise ValueRangeError(
            said(
                "`{name}`: expected `{column}` to be one of {known} or metres of zero or "
                "more, got {found}: correct it",
                name=said(name),
                column=values.name,
                known=list(PRECISION_M),
                found=sorted({str(value) for value in values[faulty]}),
            )
        )
    return np.asarray(numbers, dtype=float)


def drawn_moves(radius_m: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """Return x, y of each move, even over each feature's disc: features, draws, 2."""
    if draws < 1:
        raise ValueRangeError(
            said("expected one draw or more, got {draws}: 100 are usual", draws=draws)
        )
    even = np.random.default_rng(seed).random((len(radius_m), draws, 2))
    length = radius_m[:, None] * np.sqrt(even[..., 0])
    angle = 2 * np.pi * even[..., 1]
    return np.stack([length * np.cos(angle), length * np.sin(angle)], axis=-1)


def around(
    points: ClumpedPoints, shape: Any, disc_m: float, radius_m: float
) -> tuple[DistanceField, NDArray[np.int64], NDArray[np.float64]]:
    """Return a feature's field, the points that a move could bring in reach, their distances."""
    low_x, low_y, high_x, high_y = shapely.bounds(shape)
    reach_m = radius_m + disc_m
    x, y = points.xy.T
    boxed = (x >= low_x - reach_m) & (x <= high_x + reach_m)
    boxed &= (y >= low_y - reach_m) & (y <= high_y + reach_m)
    near = np.flatnonzero(boxed)
    across_m = float(np.hypot(high_x - low_x, high_y - low_y))
    field = DistanceField(shape, disc_m, across_m + 2 * reach_m)
    if len(near) == 0:
        return field, near, np.empty(0)
    distance_m = field.distances(points.xy[near])
    within = distance_m <= reach_m
    return field, near[within], distance_m[within]
