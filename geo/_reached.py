"""Demand within bounds of supply, as stated and after each draw of the supply's places."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely

from geo._demand import exact_weights
from geo._draws import drawn_moves, metres_of_disc
from geo._soonest import soonest_min
from geo._threads import in_threads
from geo._types import ALL_TYPES, Group, by_type
from geo._validate import require
from geo._ways import placed, require_access, require_network_crs
from geo.uncertainty import PERCENTILES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network
    from geo._ways import Places

__all__ = ["Asked", "asked", "counts", "flat", "interval", "keys", "travel_min", "travel_min_from"]

_TIE = 1e-9


@dataclass(frozen=True)
class Asked:
    """Supply by type and the places it is moved to: the stated one first, then one a draw."""

    groups: list[Group]
    kinds: list[Any]
    places: NDArray[np.float64]
    weights: NDArray[np.float64]


def asked(
    network: Network,
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    by: str | None,
    weight: str | None,
    precision: str | None,
    draws: int,
    seed: int,
) -> Asked:
    require(demand, "demand", weight=weight, valid=False)
    full = [name for name in (by, precision) if name]
    require(supply, "supply", full=full, valid=False)
    require_network_crs(network, demand=demand, supply=supply)
    groups = by_type(supply, by, "supply")
    kinds = [group.kind for group in groups]
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(supply.geometry.array)))
    moves = np.zeros((len(supply), 1, 2))
    if precision:
        drawn = drawn_moves(metres_of_disc(supply[precision]), draws, seed)
        moves = np.concatenate([moves, drawn], axis=1)
    return Asked(
        groups,
        kinds if ALL_TYPES in kinds else [*kinds, ALL_TYPES],
        middle[:, None] + moves,
        exact_weights(demand, weight),
    )


def travel_min(
    network: Network,
    demand: gpd.GeoDataFrame,
    given: Asked,
    max_snap_m: float,
    access_kmh: float,
) -> NDArray[np.float64]:
    """Return minutes to the soonest of each type: draws, types, demand."""
    start = placed(network, np.asarray(demand.geometry.array))
    return travel_min_from(network, start, given, max_snap_m, access_kmh)


def travel_min_from(
    network: Network,
    start: Places,
    given: Asked,
    max_snap_m: float,
    access_kmh: float,
) -> NDArray[np.float64]:
    """Return the same for demand that is on the network already."""
    require_access(access_kmh, max_snap_m)
    kind = np.empty(len(given.places), dtype=np.int64)
    for number, group in enumerate(given.groups):
        kind[group.rows] = number
    return soonest_min(network, start, given.places, kind, max_snap_m, access_kmh)


def counts(
    values: NDArray[np.float64], bounds: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights within each bound: draws, types and all, bounds, zones."""

    def of_draw(types: NDArray[np.float64]) -> NDArray[np.float64]:
        if len(types) > 1:
            types = np.concatenate([types, types.min(axis=0, keepdims=True)])
        within = [(types <= bound * (1 + _TIE)).astype(float) @ weights for bound in bounds]
        return np.stack(within, axis=1)

    return np.stack(in_threads(of_draw, values))


def interval(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ends of the interval over draws, the first of which is the figure stated.

    Between two draws the end is interpolated, unless a figure may be infinite.
    """
    if len(values) == 1:
        return np.full((2, *values.shape[1:]), np.nan)
    method: Literal["nearest", "linear"] = "nearest" if np.isinf(values).any() else "linear"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where no draw has a figure
        low, high = np.nanpercentile(values[1:], PERCENTILES, axis=0, method=method)
    return np.stack([np.fmin(low, values[0]), np.fmax(high, values[0])])


def keys(kinds: list[Any], times: NDArray[np.float64], zones: list[Any] | None) -> pd.DataFrame:
    count = len(zones or [None])
    rows = pd.DataFrame(
        {
            "by": np.tile(np.repeat(np.array(kinds, dtype=object), len(times)), count),
            "minutes": np.tile(times, len(kinds) * count),
        }
    )
    if zones is not None:
        rows.insert(0, "zone", np.repeat(np.array(zones, dtype=object), len(kinds) * len(times)))
    return rows


def flat(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return figures of types, times and zones in the order of rows: zones first."""
    return np.moveaxis(values, -1, 0).ravel()
