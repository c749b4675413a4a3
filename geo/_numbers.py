"""Checks of numbers that come in: weights, areas, radii."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo._said import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["GREATEST_RADIUS_M", "checked_minutes", "checked_numbers", "checked_radii"]

GREATEST_RADIUS_M = 1_000_000
"""The longest way measured in a straight line on the plane of a measuring CRS, in metres."""

_SHOWN = 5


def checked_numbers(values: pd.Series, name: str) -> NDArray[np.float64]:
    """Return a column as floats, refusing text, NaN, infinities and negative numbers.

    Parameters
    ----------
    values
        The column.
    name
        What to call its frame in the message.

    Returns
    -------
    numpy.ndarray
        Finite floats of zero or more.

    Raises
    ------
    ValueRangeError
        Some value is none of these.
    """
    numbers: NDArray[np.float64] = pd.to_numeric(values, errors="coerce").to_numpy(
        dtype=float, na_value=np.nan
    )
    faulty: NDArray[np.bool_] = ~np.isfinite(numbers) | (numbers < 0)
    if faulty.any():
        shown = [str(value) for value in values[faulty][:_SHOWN]]
        raise ValueRangeError(
            said(
                "`{name}`: expected `{column}` to be a number of zero or more in every row, "
                "{faulty} of {rows} rows have {shown}: correct them or leave the rows out",
                name=said(name),
                column=values.name,
                faulty=int(faulty.sum()),
                rows=len(values),
                shown=", ".join(shown),
            )
        )
    return numbers


def checked_radii(radii_m: Iterable[float]) -> NDArray[np.float64]:
    """Return radii in rising order, each once.

    Parameters
    ----------
    radii_m
        Radii in metres.

    Returns
    -------
    numpy.ndarray
        The same, sorted.

    Raises
    ------
    ValueRangeError
        There is none, one is not a finite number above zero, or one is above `GREATEST_RADIUS_M`.
    """
    radii = np.unique(np.array(list(radii_m), dtype=float))
    if not _above_zero(radii):
        raise ValueRangeError(
            said(
                "expected one radius or more, each a finite number of metres above zero, got "
                "{radii}: give radii such as 500, 1000",
                radii=[float(radius) for radius in radii],
            )
        )
    if radii[-1] > GREATEST_RADIUS_M:
        raise ValueRangeError(
            said(
                "expected radii of {most:g} km at the most, got {radius:.10g} m: give a shorter "
                "one, for distances are measured on a plane, which does not hold farther over the "
                "round Earth",
                most=GREATEST_RADIUS_M / 1000,
                radius=float(radii[-1]),
            )
        )
    return radii


def checked_minutes(minutes: Iterable[float]) -> NDArray[np.float64]:
    """Return times in rising order, each once.

    Parameters
    ----------
    minutes
        Times in minutes.

    Returns
    -------
    numpy.ndarray
        The same, sorted.

    Raises
    ------
    ValueRangeError
        There is none, or one is not a finite number above zero.
    """
    times = np.unique(np.array(list(minutes), dtype=float))
    if not _above_zero(times):
        raise ValueRangeError(
            said(
                "expected one time or more, each a finite number of minutes above zero, got "
                "{times}: give times such as 10, 20",
                times=[float(time) for time in times],
            )
        )
    return times


def _above_zero(numbers: NDArray[np.float64]) -> bool:
    return len(numbers) > 0 and bool((np.isfinite(numbers) & (numbers > 0)).all())
