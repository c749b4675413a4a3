"""Origin-destination pairs: the ways from each origin to each target, as a long list.

The matrix is gone through by parts of the targets, so that it is never held whole: what is kept is
the pairs within the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo._errors import ValueRangeError
from geo._said import said
from geo.matrix import distance_matrix_m, travel_matrix_min

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["MOST_PAIRS", "Pairs", "od_pairs"]

MOST_PAIRS = 10_000_000
"""Greatest number of pairs, unless told otherwise: a table of some 400 MB."""

_CELLS_AT_ONCE = 25_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of origin and target with a way between them: by origin, then by target.

    Attributes
    ----------
    rows, columns
        Origin and target, as their place in what was given.
    costs
        Metres or minutes.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    costs: NDArray[np.float64]


def od_pairs(
    origins: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    network: Network | None = None,
    within: float = np.inf,
    most: int = MOST_PAIRS,
) -> Pairs:
    """Return all pairs of origin and target no farther apart than a bound.

    Parameters
    ----------
    origins, targets
        As in `geo.matrix.distance_matrix_m`, or with a network in `travel_matrix_min`.
    network
        From `build_network`, for minutes; None measures metres in a straight line.
    within
        Greatest distance or time; above zero. Pairs without a way are left out whatever it is.
    most
        Greatest number of pairs.

    Returns
    -------
    Pairs
        Metres in a straight line to the target's edge, or minutes over the network.

    Raises
    ------
    ValueRangeError
        The bound is not above zero, or there are too many pairs within it.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350300, 352000], [6250000] * 3))
    >>> found = od_pairs(spots, spots.head(1), within=1000)
    >>> found.rows.tolist(), found.columns.tolist(), found.costs.tolist()
    ([0, 1], [0, 0], [0.0, 300.0])
    """
    if not within > 0:
        raise ValueRangeError(
            said("expected `within` above zero, got {within:g}: correct it", within=within)
        )
    if np.isinf(within) and network is None:
        _refuse_too_many(len(origins) * len(targets), most, origins, targets)
    width = max(1, _CELLS_AT_ONCE // max(1, len(origins)))
    found: list[Pairs] = []
    for first in range(0, max(1, len(targets)), width):
        part = targets.iloc[first : first + width]
        if network is None:
            matrix = distance_matrix_m(origins, part)
        else:
            matrix = travel_matrix_min(network, origins, part)
        row, column = np.nonzero((matrix <= within) & np.isfinite(matrix))
        found.append(Pairs(row, column + first, matrix[row, column]))
        _refuse_too_many(sum(len(one.rows) for one in found), most, origins, targets)
    if len(found) == 1:
        return found[0]
    order = np.argsort(np.concatenate([one.rows for one in found]), kind="stable")
    return Pairs(
        np.concatenate([one.rows for one in found])[order],
        np.concatenate([one.columns for one in found])[order],
        np.concatenate([one.costs for one in found])[order],
    )


def _refuse_too_many(
    count: int, most: int, origins: gpd.GeoDataFrame, targets: gpd.GeoDataFrame
) -> None:
    if count > most:
        raise ValueRangeError(
            said(
                "expected {most:,} pairs at the most, got {count:,} or more of {origins:,} "
                "origins x {targets:,} targets: set a nearer bound, or take fewer places",
                most=most,
                count=count,
                origins=len(origins),
                targets=len(targets),
            )
        )
