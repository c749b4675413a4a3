"""What would mend a pair of park type and cluster that falls short: the place for one more park.

Places are given: settlements, sites, parks of other types or cells of a grid, each a place that
could take a park. A new park is a point there. Pairs are judged one by one, each as if its park
were the only one added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo._said import said
from geo.synergy import nearest_of_types, pair_figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.synergy import Pairs

__all__ = ["NO_PLACE", "Aim", "Mended", "mended_figures", "mending_places"]

Aim = Literal["reach", "median"]
"""What a new park is to do first: bring sites within reach, or cut the median."""

NO_PLACE = -1
"""Stands for the place where none helps."""

_COLUMNS = [
    "park_type",
    "cluster",
    "type_row",
    "cluster_row",
    "place",
    "median",
    "reached_share",
    "median_after",
    "reached_share_after",
]


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """Figures of pairs without and with a new park, a value a pair.

    Attributes
    ----------
    median, median_after
        Median of the ways of the cluster's sites, infinite where there is no way.
    reached_share, reached_share_after
        Share of the sites with a park of the type within reach.
    """

    median: NDArray[np.float64]
    median_after: NDArray[np.float64]
    reached_share: NDArray[np.float64]
    reached_share_after: NDArray[np.float64]


def mending_places(
    pairs: Pairs,
    ways: NDArray[np.float64],
    ways_to_places: NDArray[np.float64],
    *,
    within: float,
    par: float,
    aim: Aim = "reach",
) -> pd.DataFrame:
    """Find for each pair below par the place where one more park of the type helps most.

    A pair is below par where less than `par` of its sites have a park of the type within reach. The
    place chosen brings the most of them within reach, of equal ones cuts the median most; where the
    aim is the median, the other way round; of places still equal the first is chosen.

    Parameters
    ----------
    pairs, ways, within
        As in `pair_figures`.
    ways_to_places
        In the unit of `ways`, from each site (row) to each place (column) that could take a park.
    par
        Share of sites within reach that is enough, above 0 and to 1.
    aim
        "reach" or "median": what comes first.

    Returns
    -------
    pandas.DataFrame
        A row a pair below par, furthest apart first: ``park_type, cluster, type_row, cluster_row,
        place, median, reached_share, median_after, reached_share_after``. `place` is the column of
        `ways_to_places`, -1 where no place helps; then nothing changes.

    Raises
    ------
    ValueRangeError
        A matrix does not fit the pairs, `within` or `par` is out of bounds, the aim is unheard of.

    Examples
    --------
    >>> from geo.synergy import Pairs
    >>> pairs = Pairs(("sport",), ("a",), np.array([[True]]), np.array([[True], [True], [True]]))
    >>> far = np.array([[900.0], [950.0], [990.0]])
    >>> could = np.array([[10.0, 400.0], [600.0, 450.0], [700.0, 800.0]])
    >>> found = mending_places(pairs, far, could, within=500, par=0.5)
    >>> found[["place", "median", "median_after"]].values.tolist()
    [[1.0, 950.0, 450.0]]
    """
    figures, nearest = pair_figures(pairs, ways, within), nearest_of_types(pairs, ways)
    _require_par(par, aim)
    if ways_to_places.ndim != ways.ndim or len(ways_to_places) != len(ways):
        raise ValueRangeError(
            said(
                "expected ways to places from {sites} sites, got a matrix of shape {shape}: "
                "measure them from the same sites",
                sites=len(ways),
                shape=ways_to_places.shape,
            )
        )
    short = np.argwhere(figures.reached_share < par)
    medians = figures.median[tuple(short.T)]
    rows = []
    for row, column in short[np.argsort(-medians, kind="stable")].tolist():
        mine = pairs.of_cluster[:, column]
        after = np.minimum(nearest[mine, row, None], ways_to_places[mine])
        median, share = np.median(after, axis=0), (after <= within).mean(axis=0)
        order = (median, -share) if aim == "reach" else (-share, median)
        best = int(np.lexsort(order)[0]) if after.shape[1] else NO_PLACE
        now = figures.median[row, column], figures.reached_share[row, column]
        then = (median[best], share[best]) if best != NO_PLACE else now
        helps = then[0] < now[0] or then[1] > now[1]
        rows.append(
            {
                "park_type": pairs.types[row],
                "cluster": pairs.clusters[column],
                "type_row": row,
                "cluster_row": column,
                "place": best if helps else NO_PLACE,
                "median": now[0],
                "reached_share": now[1],
                "median_after": then[0] if helps else now[0],
                "reached_share_after": then[1] if helps else now[1],
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def mended_figures(
    pairs: Pairs,
    ways: NDArray[np.float64],
    ways_to_new: NDArray[np.float64],
    short: pd.DataFrame,
    *,
    within: float,
) -> Mended:
    """Measure pairs without and with a new park each, on any matrix of ways.

    Parameters
    ----------
    pairs, ways, within
        As in `geo.synergy.pair_figures`.
    ways_to_new
        From each site (row) to the new park of each pair (column); infinite where it gets none.
    short
        The pairs by `type_row` and `cluster_row`, as `mending_places` returns them.

    Returns
    -------
    Mended
        Figures in the order of `short`.

    Raises
    ------
    ValueRangeError
        A matrix does not fit the pairs.

    Examples
    --------
    >>> from geo.synergy import Pairs
    >>> pairs = Pairs(("sport",), ("a",), np.array([[True]]), np.array([[True], [True]]))
    >>> short = pd.DataFrame({"type_row": [0], "cluster_row": [0]})
    >>> found = mended_figures(pairs, np.array([[9.0], [7.0]]), np.array([[1.0], [8.0]]), short,
    ...                        within=5)
    >>> found.median.item(), found.median_after.item(), found.reached_share_after.item()
    (8.0, 4.0, 0.5)
    """
    wanted = len(ways), len(short)
    if ways_to_new.shape != wanted:
        raise ValueRangeError(
            said(
                "expected ways from {rows} sites to {columns} new parks, got a matrix of "
                "shape {shape}: give a column a pair",
                rows=wanted[0],
                columns=wanted[1],
                shape=ways_to_new.shape,
            )
        )
    members = pairs.of_cluster[:, short["cluster_row"].to_numpy(dtype=int)]
    before = nearest_of_types(pairs, ways)[:, short["type_row"].to_numpy(dtype=int)]
    after = np.minimum(before, ways_to_new)
    counts = members.sum(axis=0)
    shares = [((one <= within) & members).sum(axis=0) / counts for one in (before, after)]
    return Mended(_medians(before, members), _medians(after, members), *shares)


def _medians(values: NDArray[np.float64], members: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the median of each column over its members, what is infinite among them."""
    ranked = np.sort(np.where(members, values, np.nan), axis=0)
    counts, columns = members.sum(axis=0), np.arange(members.shape[1])
    return np.asarray((ranked[(counts - 1) // 2, columns] + ranked[counts // 2, columns]) / 2)


def _require_par(par: float, aim: str) -> None:
    if not 0 < par <= 1:
        raise ValueRangeError(
            said("expected `par` above 0 and to 1, got {par}: give a share", par=par)
        )
    if aim not in get_args(Aim):
        raise ValueRangeError(
            said(
                "expected an aim among {known}, got `{aim}`: choose one",
                known=list(get_args(Aim)),
                aim=aim,
            )
        )
