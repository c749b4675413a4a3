"""Moves of features within their precision, drawn evenly from discs by a seeded generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo.figure import PRECISION_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["drawn_moves", "metres_of_disc"]


def metres_of_disc(values: pd.Series) -> NDArray[np.float64]:
    """Return precisions in metres, from words or numbers."""
    metres = [PRECISION_M.get(value) if isinstance(value, str) else value for value in values]
    numbers = pd.to_numeric(pd.Series(metres, dtype=object), errors="coerce").to_numpy(dtype=float)
    faulty = ~(np.isfinite(numbers) & (numbers >= 0))
    if faulty.any():
        raise ValueRangeError(
            f"`supply`: expected `{values.name}` to be one of {list(PRECISION_M)} or metres of "
            f"zero or more, got {sorted({str(value) for value in values[faulty]})}: correct it"
        )
    return np.asarray(numbers, dtype=float)


def drawn_moves(radius_m: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """Return x, y of each move, even over each feature's disc: features, draws, 2."""
    if draws < 1:
        raise ValueRangeError(f"expected one draw or more, got {draws}: 100 are usual")
    even = np.random.default_rng(seed).random((len(radius_m), draws, 2))
    length = radius_m[:, None] * np.sqrt(even[..., 0])
    angle = 2 * np.pi * even[..., 1]
    return np.stack([length * np.cos(angle), length * np.sin(angle)], axis=-1)
