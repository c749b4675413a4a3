"""Co-location: whether places of one type have those of another as nearest neighbours unduly often.

The quotient is that of Leslie, T. F. and Kronenfeld, B. J. (2011), The Colocation Quotient: A New
Measure of Spatial Association between Categorical Subsets of Points, Geographical Analysis 43,
306-326. It runs from A to B and is not symmetric: A may sit by B while B sits by its own kind, so
both directions stand in the answer. Neighbours that are equally near, to a micrometre, share a
place in equal parts. Polygons and lines count at their centroid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo._boundary import TIE_M
from geo._draws import drawn_moves, metres_of_disc
from geo._errors import EmptyError, ValueRangeError
from geo._said import said
from geo._validate import require
from geo.resampling import ends
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "PERMUTATIONS",
    "colocation_across",
    "colocation_interval",
    "colocation_quotients",
    "neighbour_lines",
]

PERMUTATIONS = 999
"""Number of permutations of the types over the places, unless told otherwise."""

_NEIGHBOURS = 8
_SAME = 1e-9
_CODES_AT_ONCE = 4_000_000


class _Links(NamedTuple):
    """Nearest neighbours: the place `to` takes a `part` of the place `of`."""

    of: NDArray[np.int64]
    to: NDArray[np.int64]
    part: NDArray[np.float64]


def colocation_across(
    distance_m: NDArray[np.float64],
    of_place: NDArray[np.bool_],
    of_neighbour: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return the quotients from groups of places to types of neighbours that are another set.

    ``CLQ(A -> B) = (C / N_A) / (N_B / N)``, C being the number of places of A whose nearest
    neighbour is of B, N_B and N the numbers of neighbours of B and of all: Leslie and Kronenfeld's,
    with the other set as the only neighbours.

    Parameters
    ----------
    distance_m
        Metres from each place (row) to each neighbour (column).
    of_place
        Whether a place (row) belongs to a group (column); it may belong to several.
    of_neighbour
        Whether a neighbour (row) is of a type (column).

    Returns
    -------
    numpy.ndarray
        Types in rows, groups in columns; zero or more, 1 where the group's nearest neighbours are
        of the type as often as all neighbours are.

    Raises
    ------
    ValueRangeError
        The matrix does not fit places and neighbours.

    Examples
    --------
    >>> parks = np.array([[True, False], [False, True]])
    >>> sites = np.array([[True], [True]])
    >>> colocation_across(np.array([[10.0, 50.0], [20.0, 20.0]]), sites, parks).tolist()
    [[1.5], [0.5]]
    """
    if distance_m.shape != (len(of_place), len(of_neighbour)):
        raise ValueRangeError(
            said(
                "expected distances from {places} places to {neighbours} neighbours, got a "
                "matrix of shape {shape}: measure it between the same features",
                places=len(of_place),
                neighbours=len(of_neighbour),
                shape=distance_m.shape,
            )
        )
    first = distance_m <= distance_m.min(axis=1, keepdims=True) + TIE_M
    parts = first / first.sum(axis=1, keepdims=True)
    taken = of_neighbour.T.astype(float) @ parts.T @ of_place
    return np.asarray(taken / np.outer(of_neighbour.mean(axis=0), of_place.sum(axis=0)))


def colocation_quotients(
    places: gpd.GeoDataFrame, *, by: str, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """Return the co-location quotient of each type with each, itself among them.

    ``CLQ(A -> B) = (C / N_A) / (N_B / (N - 1))``, C being the number of places of A whose nearest
    other place is of B; N_B - 1 stands for N_B where A is B.

    Parameters
    ----------
    places
        Features in a measuring CRS, two or more.
    by
        Column with the type.
    permutations
        How often the types are dealt out anew over the places to find p, 0 for never.
    seed
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        A row an ordered pair of types, by name: ``by, near, places, neighbours, nearest,
        colocation_quotient, p``. `places` and `neighbours` are the numbers of A and of B,
        `nearest` is C. The quotient is NaN where a type has no other place of its own; p, two-sided
        as ``2 min(share of permutations as high, share as low)``, the answer itself among them, is
        NaN where there are none.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault; fewer than two places; permutations below zero.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame({"type": ["a", "b", "b", "a"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350010, 350500, 350520], [6250000] * 4))
    >>> colocation_quotients(spots, by="type", permutations=0)[
    ...     ["by", "near", "colocation_quotient"]].values.tolist()
    [['a', 'a', 0.0], ['a', 'b', 1.5], ['b', 'a', 1.5], ['b', 'b', 0.0]]
    """
    if permutations < 0:
        raise ValueRangeError(
            said(
                "expected no permutations or more, got {permutations}: 999 are usual",
                permutations=permutations,
            )
        )
    xy, labels, types = _typed(places, by)
    counts = np.bincount(labels, minlength=len(types))
    links = _nearest(xy)
    nearest = _counted(links, labels[None], len(types))[0]
    p = np.full(nearest.shape, np.nan)
    if permutations:
        rng = np.random.default_rng(seed)
        high, low = np.ones(nearest.shape), np.ones(nearest.shape)
        at_once = max(1, _CODES_AT_ONCE // len(links.of))
        for first in range(0, permutations, at_once):
            dealt = np.tile(labels, (min(at_once, permutations - first), 1))
            found = _counted(links, rng.permuted(dealt, axis=1), len(types))
            high += (found >= nearest - _SAME).sum(axis=0)
            low += (found <= nearest + _SAME).sum(axis=0)
        p = np.minimum(1, 2 * np.minimum(high, low) / (permutations + 1))
    size = len(types)
    return pd.DataFrame(
        {
            "by": np.repeat(types, size),
            "near": np.tile(types, size),
            "places": np.repeat(counts, size),
            "neighbours": np.tile(counts, size),
            "nearest": nearest.ravel(),
            "colocation_quotient": _quotients(nearest, counts).ravel(),
            "p": p.ravel(),
        }
    )


def colocation_interval(
    places: gpd.GeoDataFrame,
    *,
    by: str,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of the quotients that `colocation_quotients` returns.

    Parameters
    ----------
    places, by
        As in `colocation_quotients`.
    precision
        Column with a word of `PRECISION_M` or a number of metres; each place moves within it.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Returns
    -------
    pandas.DataFrame
        ``by, near, colocation_quotient_low, colocation_quotient_high``, in the same order.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        As in `colocation_quotients`; the precision is missing or unheard of; fewer than one draw.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame({"type": ["a", "b", "b", "a"], "known_to_m": 1}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350010, 350500, 350520], [6250000] * 4))
    >>> colocation_interval(spots, by="type", precision="known_to_m").values.tolist()[1]
    ['a', 'b', 1.5, 1.5]
    """
    xy, labels, types = _typed(places, by)
    require(places, "places", full=[precision])
    counts = np.bincount(labels, minlength=len(types))

    def quotients(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return _quotients(_counted(_nearest(at), labels[None], len(types))[0], counts).ravel()

    moves = drawn_moves(metres_of_disc(places[precision], "places"), draws, seed)
    low, high = ends(quotients(xy), [quotients(xy + moves[:, draw]) for draw in range(draws)])
    return pd.DataFrame(
        {
            "by": np.repeat(types, len(types)),
            "near": np.tile(types, len(types)),
            "colocation_quotient_low": low,
            "colocation_quotient_high": high,
        }
    )


def neighbour_lines(places: gpd.GeoDataFrame, *, by: str) -> gpd.GeoDataFrame:
    """Return a line from each place to its nearest other place, to each of them where they tie.

    Parameters
    ----------
    places, by
        As in `colocation_quotients`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, near, distance_m, geometry`` in the CRS of `places`; places on one spot have no line.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError
        As in `colocation_quotients`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame({"type": ["a", "b", "b"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350010, 350500], [6250000] * 3))
    >>> neighbour_lines(spots, by="type")[["by", "near", "distance_m"]].values.tolist()
    [['a', 'b', 10.0], ['b', 'a', 10.0], ['b', 'b', 490.0]]
    """
    xy, labels, types = _typed(places, by)
    links = _nearest(xy)
    ends_xy = np.stack([xy[links.of], xy[links.to]], axis=1)
    metres = np.hypot(*(ends_xy[:, 1] - ends_xy[:, 0]).T)
    apart = metres > 0
    columns = {
        "by": types[labels[links.of]][apart],
        "near": types[labels[links.to]][apart],
        "distance_m": metres[apart],
    }
    lines = shapely.linestrings(ends_xy[apart])
    return gpd.GeoDataFrame(columns, geometry=lines, crs=places.crs)


def _typed(
    places: gpd.GeoDataFrame, by: str
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.object_]]:
    """Return the places' x and y, the number of each one's type, and the types by name."""
    require(places, "places", full=[by])
    if len(places) == 1:
        raise EmptyError(
            said("`places`: expected two or more, got one, which has no neighbour: add others")
        )
    types = sorted(pd.unique(places[by]), key=str)
    labels = pd.Categorical(places[by], categories=types).codes.astype(np.int64)
    middle = shapely.centroid(np.asarray(places.geometry.array))
    return shapely.get_coordinates(middle), labels, np.array(types, dtype=object)


def _nearest(xy: NDArray[np.float64]) -> _Links:
    """Return the nearest other place of each, all of them where they tie."""
    count, tree = len(xy), KDTree(xy)
    asked = _NEIGHBOURS
    while True:
        distance_m, other = tree.query(xy, k=min(asked, count))
        own = other == np.arange(count)[:, None]
        least_m = np.where(own, np.inf, distance_m).min(axis=1)
        tied = ~own & (distance_m <= least_m[:, None] + TIE_M)
        if asked >= count or not tied[:, -1].any():
            break
        asked *= 2
    of, column = np.nonzero(tied)
    to = other[of, column]
    order = np.lexsort((to, of))
    return _Links(of[order], to[order], 1 / tied.sum(axis=1)[of[order]])


def _counted(links: _Links, labels: NDArray[np.int64], types: int) -> NDArray[np.float64]:
    """Count nearest neighbours of each type (last axis) by type (axis 1), a row of labels each."""
    row = np.arange(len(labels))[:, None] * types
    code = (row + labels[:, links.of]) * types + labels[:, links.to]
    parts = np.broadcast_to(links.part, code.shape).ravel()
    counted = np.bincount(code.ravel(), weights=parts, minlength=len(labels) * types**2)
    return np.asarray(counted.reshape(len(labels), types, types))


def _quotients(nearest: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    others = counts - np.eye(len(counts))
    share = others / (counts.sum() - 1)
    known = np.where(share > 0, share, np.nan)
    return np.asarray(nearest / counts[:, None] / known)
