"""How sure a coverage or a proximity is, given how well the places of the supply are known.

Each feature of the supply is moved, whole, to places drawn evenly from the disc of its precision
about the place stated: `exact` 10 m, `street` 300 m, `approximate` 1,000 m, `settlement` 2,000 m.
Features move independently; demand stays. The figure is computed for every draw, and its 5th and
95th percentile are the interval, widened where needed to hold the figure at the places stated.
Draws come from a seeded generator, feature by feature in the order of rows: a feature added at the
end leaves the others' draws as they were. Distances after a move are good to a few metres,
beyond some kilometres to a quarter of a percent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._demand import OUTSIDE, exact_weights, zone_numbers
from geo._drawn_classes import drawn_classes, served_in_draws
from geo._drawn_nearest import drawn_nearest_m
from geo._draws import drawn_moves, metres_of_disc
from geo._numbers import checked_radii
from geo._points import ClumpedPoints
from geo._threads import in_threads
from geo._types import ALL_TYPES, Group, by_type, ordered_by_id, rows_of_types
from geo._validate import POLYGONS, require, require_same_crs
from geo.figure import PRECISION_M

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["DRAWS", "PERCENTILES", "PRECISION_M", "coverage_interval", "proximity_interval"]

DRAWS = 100
"""Number of draws, unless told otherwise."""

PERCENTILES = (5.0, 95.0)
"""The ends of an interval."""


def coverage_interval(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    radii_m: Iterable[float],
    weight: str | None = None,
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of what `served` returns, under the precision of the supply.

    Parameters
    ----------
    demand, supply, by, radii_m, weight, zones, zone_column
        As in `served`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres.
    draws
        Number of draws, 1 or more.
    seed
        Seed of the generator.

    Returns
    -------
    pandas.DataFrame
        ``[zone,] by, radius_m, served_low, served_high, served_share_low, served_share_high``, in
        the rows and order of `served`. Where every feature is known to 0 m the ends coincide.

    Raises
    ------
    ColumnError, ValueRangeError
        The precision is missing or unheard of; fewer than one draw.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> parks = gpd.GeoDataFrame({"precision": ["street"]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350300], [6250000]))
    >>> coverage_interval(homes, parks, radii_m=[500], weight="people")[
    ...     ["served_low", "served_high"]].values.tolist()
    [[10.0, 40.0]]
    """
    radii = checked_radii(radii_m)
    require(demand, "demand", weight=weight, valid=False)
    require(supply, "supply", full=[*([by] if by else []), precision])
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, supply=supply, zones=zones)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    weights = exact_weights(demand, weight)[points.order]
    groups = by_type(supply, by, "supply")
    found = drawn_classes(points, groups, radii, supply[precision], draws, seed)
    drawn = dict(zip([group.kind for group in groups], found, strict=True))
    drawn[ALL_TYPES] = np.minimum.reduce(list(drawn.values()))
    if zones is None:
        return _coverage_rows(drawn, weights, radii)
    zone_of, names, _ = zone_numbers(points, zones, zone_column)
    tables = []
    for number, name in enumerate([*names, OUTSIDE]):
        within = zone_of == number
        if number == len(names) and not within.any():
            continue
        parts = {kind: classes[:, within] for kind, classes in drawn.items()}
        table = _coverage_rows(parts, weights[within], radii)
        table.insert(0, "zone", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def proximity_interval(
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of the distances that `nearest` returns.

    Parameters
    ----------
    origins, targets, by, id_column
        As in `nearest`.
    precision
        Column of `targets` with a word of `PRECISION_M` or a number of metres.
    draws
        Number of draws, 1 or more.
    seed
        Seed of the generator.

    Returns
    -------
    pandas.DataFrame
        ``id, by, distance_low_m, distance_high_m``, in the rows and order of `nearest`: the
        distance to whatever target of the type is nearest in each draw.

    Raises
    ------
    ColumnError, ValueRangeError
        The precision is missing or unheard of; fewer than one draw.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd
    >>> home = gpd.GeoDataFrame({"id": ["h"]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350000], [6250000]))
    >>> park = gpd.GeoDataFrame({"id": ["p"], "known_to_m": [0]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350300], [6250400]))
    >>> proximity_interval(home, park, precision="known_to_m").to_dict("records")
    [{'id': 'h', 'by': 'all', 'distance_low_m': 500.0, 'distance_high_m': 500.0}]
    """
    require(origins, "origins", unique=id_column, valid=False)
    require(targets, "targets", unique=id_column, full=[*([by] if by else []), precision])
    require_same_crs(origins=origins, targets=targets)
    radius_of_disc = metres_of_disc(targets[precision])
    moves = drawn_moves(radius_of_disc, draws, seed)
    points = ClumpedPoints(np.asarray(origins.geometry.array))
    groups = ordered_by_id(targets, by, id_column)
    ends = in_threads(
        lambda group: _distance_ends(points, group, radius_of_disc, moves),
        groups,
    )
    return rows_of_types(
        origins[id_column],
        {
            group.kind: {
                "distance_low_m": points.restored(low),
                "distance_high_m": points.restored(high),
            }
            for group, (low, high) in zip(groups, ends, strict=True)
        },
    )


def _coverage_rows(
    drawn: dict[Any, NDArray[np.int16]], weights: NDArray[np.float64], radii_m: NDArray[np.float64]
) -> pd.DataFrame:
    low, high = [], []
    for classes in drawn.values():
        served = served_in_draws(classes, weights, len(radii_m))[:, 0]
        ends = np.percentile(served[1:], PERCENTILES, axis=0)
        low.append(np.minimum(ends[0], served[0]))
        high.append(np.maximum(ends[1], served[0]))
    total = float(weights.sum()) or np.nan
    rows = pd.DataFrame(
        {
            "by": [kind for kind in drawn for _ in radii_m],
            "radius_m": np.tile(radii_m, len(drawn)),
            "served_low": np.concatenate(low),
            "served_high": np.concatenate(high),
        }
    )
    rows["served_share_low"] = rows["served_low"] / total
    rows["served_share_high"] = rows["served_high"] / total
    return rows


def _distance_ends(
    points: ClumpedPoints,
    group: Group,
    disc_m: NDArray[np.float64],
    moves: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the interval of the distance to the nearest feature of a type."""
    here, drawn = drawn_nearest_m(points, group.shapes, disc_m[group.rows], moves[group.rows])
    low, high = np.percentile(drawn, PERCENTILES, axis=1)
    return np.minimum(low, here), np.maximum(high, here)
