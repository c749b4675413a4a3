"""Quantiles of values that weigh differently, many groups at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo._runs import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo._cells import Labelling

__all__ = ["Gathered", "gathered", "weighted_quantiles"]

_CELLS_AT_ONCE = 8_000_000


class Gathered(NamedTuple):
    """Cells of some polygons: the polygon, value and share of each."""

    zone: NDArray[np.int64]
    value: NDArray[Any]
    weight: NDArray[np.float64]


def gathered(array: NDArray[Any], labelling: Labelling, size: int) -> Iterator[Gathered]:
    """Yield the cells of whole polygons, as many polygons as fit at once."""
    lengths = np.diff(labelling.position)
    row, column, own, part = labelling.parts
    many = np.bincount(labelling.label, weights=lengths, minlength=size + 1)[1:]
    many += np.bincount(own, minlength=size)
    turn = np.append(-1, np.cumsum(many) // _CELLS_AT_ONCE)
    flat = array.ravel()
    for number in range(int(turn[1:].max(initial=-1)) + 1):
        run = np.flatnonzero((turn[labelling.label] == number) & (labelling.label > 0))
        which, cell = ranges(labelling.position[run], labelling.position[run + 1])
        edge = turn[own + 1] == number
        yield Gathered(
            np.concatenate([labelling.label[run][which] - 1, own[edge]]),
            np.concatenate([flat[cell], array[row[edge], column[edge]]]),
            np.concatenate([np.ones(len(cell)), part[edge]]),
        )


def weighted_quantiles(
    zone: NDArray[np.int64],
    value: NDArray[np.float64],
    weight: NDArray[np.float64],
    quantiles: NDArray[np.float64],
    *,
    joined: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the zones that hold values, and a row of quantiles for each.

    Equal values of a zone count as one with the sum of their shares where `joined`.
    """
    order = _by_zone_and_value(zone, value) if joined else np.lexsort((weight, value, zone))
    zone, value, weight = zone[order], value[order], weight[order]
    if joined and len(zone):
        first = np.append(True, (np.diff(zone) > 0) | (np.diff(value) > 0))
        weight = np.add.reduceat(weight, np.flatnonzero(first))
        zone, value = zone[first], value[first]
    held, first, count = np.unique(zone, return_index=True, return_counts=True)
    of = np.repeat(np.arange(len(held)), count)
    before = np.cumsum(weight) - weight
    before -= before[first][of]
    reached = (np.arange(len(zone)) - first[of]) * weight + (count[of] - 1) * before
    last = first + count - 1
    full = reached[last]
    part = np.divide(reached, full[of], out=np.zeros(len(zone)), where=full[of] > 0)
    found = np.empty((len(held), len(quantiles)))
    for column, quantile in enumerate(quantiles):
        low = np.searchsorted(of + part, np.arange(len(held)) + quantile, side="right") - 1
        low = np.clip(low, first, np.maximum(last - 1, first))
        high = np.minimum(low + 1, last)
        step = part[high] - part[low]
        share = np.divide(quantile - part[low], step, out=np.zeros(len(held)), where=step > 0)
        found[:, column] = value[low] + share * (value[high] - value[low])
    return held, found


def _by_zone_and_value(zone: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order by zone and value: small numbers are sorted digit by digit, and fast."""
    order = np.argsort(value)
    small = zone[order].astype(np.min_scalar_type(int(zone.max(initial=0))))
    return order[np.argsort(small, kind="stable")]
