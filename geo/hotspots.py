"""Hot spots: where high values, or low ones, gather beyond what chance would bring together.

Gi* of a place sums the values in its neighbourhood, its own among them, and compares the sum with
that of as many places taken at random: Getis, A. and Ord, J. K. (1992), Geographical Analysis 24,
189-206, in the standardised form of Ord and Getis (1995), Geographical Analysis 27, 286-306:
``z = (sum(w x) - W m) / (s sqrt((n W - W^2) / (n - 1)))``, m and s being mean and standard
deviation (over n) of all values, W the size of the neighbourhood, w one within it. It is computed
by PySAL's `esda`. A place with no neighbour is not judged.

With many places some are significant by chance: p is corrected so that among the hot and cold spots
no more than 1, 5 or 10 % are expected to be false (Benjamini, Y. and Hochberg, Y. (1995), Journal
of the Royal Statistical Society B 57, 289-300), as Caldas de Castro and Singer (2006) advise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from geo._errors import EmptyError, ValueRangeError
from geo._numbers import checked_numbers
from geo._said import said
from geo._validate import require

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["LEVELS", "Moran", "hot_spots", "morans_i", "neighbourhoods"]

LEVELS: Final = {99: 0.01, 95: 0.05, 90: 0.10}
"""Confidence in percent, and the greatest p that it allows."""

_FEWEST: Final = 3
_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I of all places together.

    Attributes
    ----------
    value
        Above `expected` where like values gather, below where they alternate.
    expected
        Its value at random, ``-1 / (n - 1)``.
    z, p
        Standardised under normality, and its two-sided p.
    """

    value: float
    expected: float
    z: float
    p: float


def neighbourhoods(
    places: gpd.GeoDataFrame, *, band_m: float | None = None, nearest: int | None = None
) -> csr_array:
    """Return which places (columns) lie in the neighbourhood of each (row), itself among them.

    Parameters
    ----------
    places
        Features at their centroid, in a measuring CRS, three or more.
    band_m
        Greatest distance of a neighbour in metres, above zero.
    nearest
        Number of neighbours of each place, 1 or more, in the place of `band_m`.

    Returns
    -------
    scipy.sparse.csr_array
        1 in the neighbourhood, else nothing; shape (places, places).

    Raises
    ------
    CrsError, GeometryError, EmptyError
        The frame cannot be measured, or has fewer than three places.
    ValueRangeError
        Neither or both of `band_m` and `nearest` are given, or one is out of bounds.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350100, 350900], [6250000] * 3))
    >>> neighbourhoods(spots, band_m=200).toarray().tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    require(places, "places", valid=False)
    count = len(places)
    if count < _FEWEST:
        raise EmptyError(
            said(
                "`places`: expected {fewest} or more, got {count}: add others",
                fewest=_FEWEST,
                count=count,
            )
        )
    if (band_m is None) == (nearest is None):
        raise ValueRangeError(
            said(
                "expected either `band_m` or `nearest`, got {band_m} and {nearest}: give one "
                "of them",
                band_m=band_m,
                nearest=nearest,
            )
        )
    xy = shapely.get_coordinates(shapely.centroid(np.asarray(places.geometry.array)))
    tree, own = KDTree(xy), np.arange(count)
    if band_m is not None:
        if not (np.isfinite(band_m) and band_m > 0):
            raise ValueRangeError(
                said("expected `band_m` above zero, got {band_m}: give metres", band_m=band_m)
            )
        pairs = tree.query_pairs(band_m, output_type="ndarray")
        rows = np.concatenate([pairs[:, 0], pairs[:, 1], own])
        columns = np.concatenate([pairs[:, 1], pairs[:, 0], own])
    elif nearest is not None:
        if not 1 <= nearest < count:
            raise ValueRangeError(
                said(
                    "expected `nearest` from 1 to {most}, one less than there are places, got "
                    "{nearest}: choose fewer",
                    most=count - 1,
                    nearest=nearest,
                )
            )
        found = tree.query(xy, k=nearest + 1)[1]
        others = found != own[:, None]
        others[others.all(axis=1), -1] = False
        rows = np.concatenate([np.repeat(own, nearest), own])
        columns = np.concatenate([found[others], own])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(count, count))


def hot_spots(
    values: pd.Series,
    neighbours: csr_array,
    *,
    correct: bool = True,
    permutations: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Gi* of each place, its p and how sure it is a hot or a cold spot.

    Parameters
    ----------
    values
        Numbers of zero or more, not all the same.
    neighbours
        From `neighbourhoods`, in the order of `values`.
    correct
        Whether p is corrected for the number of places judged.
    permutations
        How often the other values are dealt out anew around each place to find p; 0 takes the
        normal distribution.
    seed
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        ``z, p, level`` on the index of `values`. p is two-sided, before correction. `level` is 99,
        95 or 90 for a hot spot at that confidence in percent, the same below zero for a cold one,
        0 for neither. z and p are NaN where a place has no neighbour, or has all for neighbours.

    Raises
    ------
    ValueRangeError
        A value is not a number of zero or more, all are the same, or there are not as many as
        neighbourhoods; permutations below zero.

    Examples
    --------
    >>> import geopandas as gpd
    >>> row = gpd.GeoDataFrame({"people": [9, 9, 9, 0, 0, 0, 0, 0, 0]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy(range(350000, 350900, 100), [6250000] * 9))
    >>> found = hot_spots(row["people"], neighbourhoods(row, band_m=100), correct=False)
    >>> found["level"].tolist()
    [95, 99, 0, 0, 0, 0, 0, 0, 0]
    """
    numbers = _checked(values, neighbours)
    if permutations < 0:
        raise ValueRangeError(
            said(
                "expected no permutations or more, got {permutations}: 999 are usual",
                permutations=permutations,
            )
        )
    # A second of imports: made where they are needed, so that the atlas starts without them.
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.graph import Graph  # noqa: PLC0415
    from scipy.stats import false_discovery_control  # noqa: PLC0415

    with np.errstate(invalid="ignore", divide="ignore"):
        local = G_Local(
            numbers, Graph.from_sparse(neighbours), transform="B", permutations=0, star=None
        )
    judged = (neighbours.sum(axis=1) > 1) & np.isfinite(local.Zs)
    z = np.where(judged, local.Zs, np.nan)
    p = np.where(judged, np.minimum(2 * local.p_norm, 1), np.nan)
    if permutations:
        p = np.where(judged, _p_of_permutations(numbers, neighbours, permutations, seed), np.nan)
    allowed = p.copy()
    if correct and judged.any():
        allowed[judged] = false_discovery_control(p[judged])
    level = np.zeros(len(z), dtype=int)
    for confidence, greatest in reversed(LEVELS.items()):
        level[allowed <= greatest] = confidence
    return pd.DataFrame(
        {"z": z, "p": p, "level": level * np.sign(np.nan_to_num(z)).astype(int)},
        index=values.index,
    )


def morans_i(values: pd.Series, neighbours: csr_array) -> Moran:
    """Return Moran's I of all places together, neighbours weighing one each.

    ``I = n / S0 * sum(w_ij d_i d_j) / sum(d_i^2)``, d being the differences from the mean and S0
    the number of neighbours of all; z under normality after Cliff, A. D. and Ord, J. K. (1981),
    Spatial Processes.

    Parameters
    ----------
    values, neighbours
        As in `hot_spots`; a place is not its own neighbour here.

    Returns
    -------
    Moran
        NaN where no place has a neighbour.

    Raises
    ------
    ValueRangeError
        As in `hot_spots`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> row = gpd.GeoDataFrame({"people": [1, 0, 1, 0]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy(range(350000, 350400, 100), [6250000] * 4))
    >>> morans_i(row["people"], neighbourhoods(row, band_m=100)).value
    -1.0
    """
    numbers = _checked(values, neighbours)
    count, off = len(numbers), numbers - numbers.mean()
    total = float(neighbours.sum()) - count
    expected = -1 / (count - 1)
    if total == 0:
        return Moran(np.nan, expected, np.nan, np.nan)
    value = count / total * float(off @ (neighbours @ off) - off @ off) / float(off @ off)
    both = neighbours + neighbours.T
    s1 = 0.5 * (float((both.data**2).sum()) - 4 * count)
    s2 = float(((both.sum(axis=1) - 2) ** 2).sum())
    variance = (count**2 * s1 - count * s2 + 3 * total**2) / ((count**2 - 1) * total**2)
    variance -= expected**2
    z = (value - expected) / sqrt(variance) if variance > 0 else np.nan
    return Moran(value, expected, z, erfc(abs(z) / sqrt(2)))


def _checked(values: pd.Series, neighbours: csr_array) -> NDArray[np.float64]:
    numbers = checked_numbers(values, "places")
    if neighbours.shape != (len(numbers), len(numbers)):
        raise ValueRangeError(
            said(
                "expected as many values as neighbourhoods, got {rows} and {places}: make "
                "them of the same places",
                rows=len(numbers),
                places=neighbours.shape[0],
            )
        )
    if numbers.min() == numbers.max():
        raise ValueRangeError(
            said(
                "`places`: expected values of `{column}` that differ, all are {value:g}: "
                "nothing can gather where all is the same; choose another column",
                column=values.name,
                value=numbers[0],
            )
        )
    return numbers


def _p_of_permutations(
    values: NDArray[np.float64], neighbours: csr_array, permutations: int, seed: int
) -> NDArray[np.float64]:
    """Return two-sided p by dealing out the other values around each place, its own held.

    One order of all values serves all places: where it has put a place's own value among its
    neighbours, that neighbour takes the value which came to the place.
    """
    count, rng = len(values), np.random.default_rng(seed)
    own = np.arange(count)
    found = neighbours @ values
    same = _SAME * np.abs(found)
    pairs = np.repeat(own, np.diff(neighbours.indptr)) * count + neighbours.indices
    pairs.sort()
    high, low = np.ones(count), np.ones(count)
    for _ in range(permutations):
        order = rng.permutation(count)
        dealt = values[order]
        where = np.empty(count, dtype=np.int64)
        where[order] = own
        code = own * count + where
        near = pairs[np.minimum(np.searchsorted(pairs, code), len(pairs) - 1)] == code
        drawn = neighbours @ dealt + (values - dealt)
        drawn += np.where(near & (where != own), dealt - values, 0)
        high += drawn >= found - same
        low += drawn <= found + same
    return np.asarray(np.minimum(1, 2 * np.minimum(high, low) / (permutations + 1)))
