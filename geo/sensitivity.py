"""Sensitivity of coverage to the distance that counts as near, in a straight line and over streets.

A coverage at one radius hides how much hangs on it. Distances are measured once, and the share of
demand served is read from them at every radius. The elasticity ``d ln(share) / d ln(radius)`` says
by how many percent the share grows where the radius grows by one; 2 is the growth of a disc's area
amid even demand, 0 the end of growth. Straight lines run from the centroid of demand to the edge of
supply, as in `served`; ways over the network to its centroid, as in `served_over_network`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._demand import exact_weights
from geo._drawn_classes import drawn_classes, served_in_draws
from geo._errors import ValueRangeError
from geo._numbers import checked_radii
from geo._points import ClumpedPoints
from geo._reached import asked, counts, interval, travel_min
from geo._said import said
from geo._soonest import Direction, travelled
from geo._threads import in_threads
from geo._types import ALL_TYPES, by_type
from geo._validate import require, require_same_crs
from geo.network import MAX_SNAP_M
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["NETWORK", "STRAIGHT", "sensitivity"]

STRAIGHT = "straight"
NETWORK = "network"

_M_PER_MINUTE = 1000 / 60


def sensitivity(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    radii_m: Iterable[float],
    weight: str | None = None,
    network: Network | None = None,
    speed_kmh: float = 5.0,
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the share of demand served at each of many radii, and how fast it grows with them.

    ``elasticity = d ln(share) / d ln(radius)``, by differences of second order within the radii and
    of first order at their ends; ``difference = share in a straight line - share over the network``

    Parameters
    ----------
    demand, supply, by, weight
        As in `geo.coverage.served`.
    radii_m
        Two radii or more in metres, above zero; lengths of the way over the network.
    network
        A network of one speed, `speed_kmh`; None measures in a straight line only.
    speed_kmh
        The speed of the network in km/h, taken to and from the streets too: length is time x speed.
    direction, max_snap_m
        As in `geo.isochrones.isochrones`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres; None gives no
        interval.
    draws, seed
        Number of draws, 1 or more, and the generator's seed; both ways share the moves.

    Returns
    -------
    pandas.DataFrame
        Rows by type ("all" last), way ("straight", "network") and radius: ``by, radius_m, way,
        served_share, share_low, share_high, elasticity, elasticity_low, elasticity_high,
        difference, difference_low, difference_high``. Shares are 0 to 1, NaN where there is no
        demand at all. `elasticity` is NaN where nobody is served at a radius beside; `difference`
        stands in the rows of the network, else NaN. Ends are NaN without `precision`.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; fewer than two radii; a speed that is not above zero.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy(
    ...     [350100, 350200, 350400, 350800], [6250000] * 4))
    >>> park = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy([350000], [6250000]))
    >>> rows = sensitivity(homes, park, radii_m=[200, 400, 800])
    >>> rows[["radius_m", "served_share", "elasticity"]].round(2).values.tolist()
    [[200.0, 0.5, 0.58], [400.0, 0.75, 0.5], [800.0, 1.0, 0.42]]
    """
    radii = checked_radii(radii_m)
    if len(radii) < 2:  # noqa: PLR2004 - a slope needs two
        raise ValueRangeError(
            said("expected two radii or more, got {count}: give their range", count=len(radii))
        )
    if not (np.isfinite(speed_kmh) and speed_kmh > 0):
        raise ValueRangeError(
            said(
                "expected `speed_kmh` above zero, got {speed_kmh}: correct it", speed_kmh=speed_kmh
            )
        )
    require(demand, "demand", weight=weight, valid=False)
    require(supply, "supply", full=[one for one in (by, precision) if one])
    require_same_crs(demand=demand, supply=supply)
    weights = exact_weights(demand, weight)
    total = float(weights.sum()) or np.nan
    kinds = [group.kind for group in by_type(supply, by, "supply")]
    kinds = kinds if ALL_TYPES in kinds else [*kinds, ALL_TYPES]
    shares = {STRAIGHT: _straight(demand, supply, by, radii, weights, precision, draws, seed)}
    if network is not None:
        given = asked(network, demand, supply, by, weight, precision, draws, seed)
        minutes = travel_min(travelled(network, direction), demand, given, max_snap_m, speed_kmh)
        times = radii / (speed_kmh * _M_PER_MINUTE)
        shares[NETWORK] = counts(minutes, times, weights[:, None])[..., 0]
    shares = {way: people / total for way, people in shares.items()}
    rows = pd.DataFrame(
        {
            "by": np.repeat(np.array(kinds, dtype=object), len(radii) * len(shares)),
            "radius_m": np.tile(radii, len(kinds) * len(shares)),
            "way": np.tile(np.repeat(np.array(list(shares), dtype=object), len(radii)), len(kinds)),
        }
    )
    straight = shares[STRAIGHT]
    figures = {
        "served_share": shares,
        "elasticity": {way: _elasticity(share, radii) for way, share in shares.items()},
        "difference": {
            way: straight - share if way == NETWORK else np.full_like(share, np.nan)
            for way, share in shares.items()
        },
    }
    for name, ways in figures.items():
        values = np.stack(list(ways.values()), axis=2)
        rows[name] = values[0].ravel()
        ends = interval(values)
        short = "share" if name == "served_share" else name
        for end, found in zip(("low", "high"), ends, strict=True):
            rows[f"{short}_{end}"] = np.where(rows[name].isna(), np.nan, found.ravel())
    return rows


def _straight(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    by: str | None,
    radii_m: NDArray[np.float64],
    weights: NDArray[np.float64],
    precision: str | None,
    draws: int,
    seed: int,
) -> NDArray[np.float64]:
    """Return demand within each radius: draws (the stated places first), types and all, radii."""
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    groups = by_type(supply, by, "supply")
    known = None if precision is None else supply[precision]
    classes = drawn_classes(points, groups, radii_m, known, draws, seed)
    if groups[0].kind != ALL_TYPES:
        classes = [*classes, np.minimum.reduce(classes)]
    ordered, count = weights[points.order], len(radii_m)
    return np.stack(
        in_threads(lambda found: served_in_draws(found, ordered, count)[:, 0], classes), axis=1
    )


def _elasticity(share: NDArray[np.float64], radii_m: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.gradient(np.log(share), np.log(radii_m), axis=-1)
    return np.where(np.isfinite(slope), slope, np.nan)
