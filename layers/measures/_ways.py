"""What capacity and norms share: the ways from demand to supply, at the stated places and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo import ALL_TYPES, ColumnError, EmptyError, ValueRangeError, said, snap_distance_m
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.resampling import moved_distances_m, moved_travel_min
from geo.zones import OUTSIDE, zone_of
from layers import method_words as words
from layers.inputs import METRES, placed, require_column, with_metres
from layers.travel import MODES, STRAIGHT, network_of
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo import Network
    from layers.inputs import Input

__all__ = [
    "WAY",
    "Ways",
    "Zoned",
    "drawn_ways",
    "nobody_reached",
    "over_streets",
    "people_of",
    "streets_of",
    "types_of",
    "values_of",
    "ways_between",
    "ways_of",
    "zoned_demand",
]

WAY: Final = msg("Way")

_TITLES: Final = {STRAIGHT: msg("in a straight line"), **{one.value: one.title for one in MODES}}


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways from demand (rows) to supply (columns).

    Attributes
    ----------
    costs
        Metres in a straight line, or minutes over the streets, infinite where there is no way.
    parameters
        What the method card says of them.
    """

    costs: NDArray[np.float64]
    parameters: dict[str, Any]
    _demand: Input
    _supply: Input
    _network: Network | None

    def drawn(self, within: float, draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
        """Give the ways to the supply moved within its precision, a draw at a time."""
        return drawn_ways(
            self._network, self._demand, self._supply, within, draws, seed, self.costs
        )


def streets_of(network: Input | None, mode: str, demand: Input) -> Input | None:
    """Bring the streets to the demand's CRS where the way leads over them.

    Raises
    ------
    ValueRangeError
        The way leads over streets, and there are none.
    """
    if mode == STRAIGHT:
        return None
    if network is None:
        raise ValueRangeError(
            said(
                "expected streets for the way `{mode}`, got none: name a network, or measure "
                "in a straight line",
                mode=mode,
            )
        )
    return placed(network, demand.frame.crs)


def ways_of(
    demand: Input, supply: Input, streets: Input | None, mode: str, speed_kmh: str | float
) -> Ways:
    """Measure the ways from demand to supply, all in one CRS.

    Raises
    ------
    EmptyError
        No way leads over the streets from any demand to any supply.
    """
    network, spoken = over_streets(streets, mode, speed_kmh)
    costs = ways_between(network, demand, supply)
    if network is not None and streets is not None and not np.isfinite(costs).any():
        raise nobody_reached(network, streets, demand, supply)
    return Ways(costs, spoken, demand, supply, network)


def nobody_reached(network: Network, streets: Input, one: Input, other: Input) -> EmptyError:
    """Give the error of a network over which nothing is reached, with how far places lie off."""
    off_m = [float(snap_distance_m(network, places.frame).min()) for places in (one, other)]
    return EmptyError(
        said(
            "`{streets}`: expected streets that lead from some of `{one}` to some of `{other}`, "
            "got none: of the first the closest lies {one_m:.0f} m from a street, of the second "
            "{other_m:.0f} m, {most:.0f} m is the most: check that all three are of one place, and "
            "that the streets meet at shared vertices",
            streets=streets.id,
            one=one.id,
            other=other.id,
            one_m=off_m[0],
            other_m=off_m[1],
            most=MAX_SNAP_M,
        )
    )


def over_streets(
    streets: Input | None, mode: str, speed_kmh: str | float
) -> tuple[Network | None, dict[str, Any]]:
    """Build the network of a way, none in a straight line; say what the method card shows of it."""
    said: dict[str, Any] = {WAY: _TITLES[mode]}
    if streets is None:
        return None, said
    said |= {words.ACCESS: ACCESS_KMH, words.MAX_SNAP: MAX_SNAP_M}
    said |= {words.SPEED: speed_kmh} if mode == "car" else {}
    return network_of(streets, mode, speed_kmh), said


def ways_between(network: Network | None, demand: Input, supply: Input) -> NDArray[np.float64]:
    """Measure the ways from demand (rows) to supply: minutes, or metres without a network."""
    if network is None:
        return distance_matrix_m(demand.frame, supply.frame)
    return travel_matrix_min(network, demand.frame, supply.frame)


def drawn_ways(
    network: Network | None,
    demand: Input,
    supply: Input,
    within: float,
    draws: int,
    seed: int,
    stated: NDArray[np.float64] | None = None,
) -> Iterator[NDArray[np.float64]]:
    """Give the ways to the supply moved within its precision, a draw at a time."""
    moving = with_metres(supply)
    if network is None:
        return moved_distances_m(
            demand.frame,
            moving,
            precision=METRES,
            within_m=within,
            draws=draws,
            seed=seed,
            stated=stated,
        )
    return moved_travel_min(network, demand.frame, moving, precision=METRES, draws=draws, seed=seed)


def values_of(one: Input, column: str) -> pd.Series:
    """Give a column of an input, which must hold a value in every row.

    Raises
    ------
    ColumnError
        The column is not there, or holds nothing in some row.
    """
    frame = one.frame
    require_column(frame, column, one.id)
    blank = int(frame[column].isna().sum())
    if blank:
        raise ColumnError(
            said(
                "`{name}`: expected a value of `{column}` in every row, {blank} of {rows} "
                "rows have none: fill them in or leave them out",
                name=one.id,
                column=column,
                blank=blank,
                rows=len(frame),
            )
        )
    return frame[column]


def people_of(demand: Input, weight: str | None) -> pd.Series | NDArray[np.float64]:
    """Give the people of each demand: a column, or one each."""
    return np.ones(len(demand.frame)) if weight is None else values_of(demand, weight)


def types_of(supply: Input, by: str | None) -> dict[Any, NDArray[np.int64]]:
    """Give the rows of supply of each type, types in the order of their name.

    Raises
    ------
    ColumnError
        The column of types is not there, or holds nothing in some row.
    """
    if by is None:
        return {ALL_TYPES: np.arange(len(supply.frame))}
    values = values_of(supply, by).to_numpy(dtype=object)
    return {kind: np.flatnonzero(values == kind) for kind in sorted(set(values), key=str)}


class Zoned(NamedTuple):
    """The zone of each demand, as a number, and the names of the zones that hold any."""

    numbers: NDArray[np.int64]
    names: list[Any]


def zoned_demand(demand: Input, areas: Input | None, column: str) -> Zoned:
    """Find the zone of each demand; without zones all is one, named None."""
    if areas is None:
        return Zoned(np.zeros(len(demand.frame), dtype=np.int64), [None])
    named = zone_of(demand.frame, areas.frame, zone_column=column)
    names = [one for one in [*areas.frame[column], OUTSIDE] if (named == one).any()]
    return Zoned(pd.Index(names).get_indexer(named).astype(np.int64), names)
