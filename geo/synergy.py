"""Synergy of parks and clusters: how near each type of park lies to the sites of each cluster.

A pair is a type of park and a cluster of sites. What a pair is worth is read off a matrix of
distances or times from sites (rows) to parks (columns): each site counts by the nearest park of the
type. A site may belong to several clusters and then counts in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._errors import EmptyError, ValueRangeError
from geo._said import said
from geo._validate import require, require_same_crs
from geo.colocation import colocation_across
from geo.matrix import distance_matrix_m

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "PairFigures",
    "Pairs",
    "nearest_of_types",
    "pair_figures",
    "pair_up",
    "synergy_matrix",
]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Types of park and clusters of sites, and what belongs to which.

    Attributes
    ----------
    types, clusters
        Their names, in order.
    of_type
        Whether a park (row) is of a type (column).
    of_cluster
        Whether a site (row) belongs to a cluster (column).
    """

    types: tuple[Any, ...]
    clusters: tuple[Any, ...]
    of_type: NDArray[np.bool_]
    of_cluster: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PairFigures:
    """Figures of all pairs, a row a type of park and a column a cluster.

    Attributes
    ----------
    median
        Median over the cluster's sites of the way to the nearest park of the type.
    best
        The shortest of these ways.
    reached_share
        Share of the sites with a park of the type within reach, 0 to 1.
    """

    median: NDArray[np.float64]
    best: NDArray[np.float64]
    reached_share: NDArray[np.float64]


def pair_up(
    sites: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    *,
    cluster: str,
    park_type: str,
    also: str | None = None,
) -> Pairs:
    """Tell which site belongs to which clusters and which park is of which type.

    Parameters
    ----------
    sites, parks
        Features of any geometry.
    cluster
        Column of `sites` with the cluster; a site whose value is blank belongs to none by it.
    park_type
        Column of `parks` with the type, full.
    also
        Column of `sites` with further clusters, commas between; None where there are none.

    Returns
    -------
    Pairs
        Types and clusters in the order of their names.

    Raises
    ------
    ColumnError
        A column is missing, or a park has no type.
    EmptyError
        No site belongs to a cluster.
    CrsError, GeometryError
        By the first fault of a frame.

    Examples
    --------
    >>> import geopandas as gpd
    >>> at = gpd.points_from_xy([350000, 350500], [6250000, 6250000], crs="EPSG:32645")
    >>> sites = gpd.GeoDataFrame({"cluster": ["a", ""], "also": ["", "a,b"]}, geometry=at)
    >>> parks = gpd.GeoDataFrame({"type": ["sport", "sport"]}, geometry=at)
    >>> pairs = pair_up(sites, parks, cluster="cluster", park_type="type", also="also")
    >>> pairs.clusters, pairs.of_cluster.tolist()
    (('a', 'b'), [[True, False], [True, True]])
    """
    require(parks, "parks", full=[park_type])
    columns = [cluster, *([also] if also else [])]
    blank = {one: "" for one in columns if one in sites.columns}
    required = sites.fillna(blank)
    require(required, "sites", full=columns, valid=False)
    named = [
        {str(first).strip(), *(part.strip() for part in str(further).split(","))} - {""}
        for first, further in zip(
            required[cluster], required[also] if also else [""] * len(sites), strict=True
        )
    ]
    clusters = tuple(sorted(set().union(*named)))
    if not clusters:
        raise EmptyError(
            said(
                "`sites`: expected a value of `{cluster}` in at least one row, got none: "
                "name the column that holds the cluster",
                cluster=cluster,
            )
        )
    types = tuple(sorted(pd.unique(parks[park_type]), key=str))
    return Pairs(
        types,
        clusters,
        np.column_stack([parks[park_type].to_numpy() == one for one in types]),
        np.array([[one in mine for one in clusters] for mine in named]),
    )


def nearest_of_types(pairs: Pairs, ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the way from each site (row) to the nearest park of each type (column).

    Parameters
    ----------
    pairs, ways
        As in `pair_figures`.

    Returns
    -------
    numpy.ndarray
        In the unit of `ways`, infinite where there is no way.

    Raises
    ------
    ValueRangeError
        The matrix does not fit the pairs.

    Examples
    --------
    >>> pairs = Pairs(("sport",), ("a",), np.array([[True], [True]]), np.array([[True]]))
    >>> nearest_of_types(pairs, np.array([[5.0, 9.0]])).tolist()
    [[5.0]]
    """
    _require_shape(pairs, ways)
    return np.column_stack([ways[:, mine].min(axis=1) for mine in pairs.of_type.T])


def pair_figures(pairs: Pairs, ways: NDArray[np.float64], within: float) -> PairFigures:
    """Measure all pairs on a matrix of distances or times.

    Parameters
    ----------
    pairs
        From `pair_up`.
    ways
        Metres or minutes from each site (row) to each park (column), infinite where there is no
        way.
    within
        Reach in the same unit, zero or more.

    Returns
    -------
    PairFigures
        Median and best in the unit of `ways`, infinite where there is no way.

    Raises
    ------
    ValueRangeError
        The matrix does not fit the pairs, or the reach is not a number of zero or more.

    Examples
    --------
    >>> pairs = Pairs(("sport",), ("a",), np.array([[True], [True]]), np.array([[True]] * 3))
    >>> found = pair_figures(pairs, np.array([[5.0, 9.0], [8.0, 7.0], [30.0, 1.0]]), within=5)
    >>> found.median.item(), found.best.item(), round(found.reached_share.item(), 3)
    (5.0, 1.0, 0.667)
    """
    nearest = nearest_of_types(pairs, ways)
    _require_reach(within)
    members = [nearest[mine] for mine in pairs.of_cluster.T]
    return PairFigures(
        np.column_stack([np.median(near, axis=0) for near in members]),
        np.column_stack([near.min(axis=0) for near in members]),
        np.column_stack([(near <= within).mean(axis=0) for near in members]),
    )


def synergy_matrix(
    sites: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    *,
    cluster: str,
    park_type: str,
    also: str | None = None,
    within_m: float,
) -> pd.DataFrame:
    """Return how near each type of park lies to the sites of each cluster, in a straight line.

    Parameters
    ----------
    sites
        Points, or polygons and lines taken at their centroid, in a measuring CRS.
    parks
        Points, lines or polygons in the same CRS; distances run to their edge, 0 within.
    cluster, park_type, also
        As in `pair_up`.
    within_m
        Reach in metres, zero or more.

    Returns
    -------
    pandas.DataFrame
        A row a type and cluster, by name: ``park_type, cluster, parks, sites, median_m, best_m,
        reached_share, colocation_quotient``. A site of several clusters counts in each.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> at = gpd.points_from_xy([350000, 350500], [6250000, 6250000], crs="EPSG:32645")
    >>> sites = gpd.GeoDataFrame({"cluster": ["a", "a"]}, geometry=at)
    >>> parks = gpd.GeoDataFrame({"type": ["sport"]}, geometry=at[:1])
    >>> found = synergy_matrix(sites, parks, cluster="cluster", park_type="type", within_m=300)
    >>> found[["median_m", "best_m", "reached_share"]].values.tolist()
    [[250.0, 0.0, 0.5]]
    """
    require_same_crs(sites=sites, parks=parks)
    pairs = pair_up(sites, parks, cluster=cluster, park_type=park_type, also=also)
    distance_m = distance_matrix_m(sites, parks)
    figures = pair_figures(pairs, distance_m, within_m)
    shape = len(pairs.types), len(pairs.clusters)
    columns = {
        "parks": np.broadcast_to(pairs.of_type.sum(axis=0)[:, None], shape),
        "sites": np.broadcast_to(pairs.of_cluster.sum(axis=0), shape),
        "median_m": figures.median,
        "best_m": figures.best,
        "reached_share": figures.reached_share,
        "colocation_quotient": colocation_across(distance_m, pairs.of_cluster, pairs.of_type),
    }
    return pd.DataFrame(
        {
            "park_type": np.repeat(np.array(pairs.types, dtype=object), shape[1]),
            "cluster": np.tile(np.array(pairs.clusters, dtype=object), shape[0]),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )


def _require_shape(pairs: Pairs, ways: NDArray[np.float64]) -> None:
    wanted = len(pairs.of_cluster), len(pairs.of_type)
    if ways.shape != wanted:
        raise ValueRangeError(
            said(
                "expected a matrix of {rows} sites by {columns} parks, got the shape "
                "{shape}: measure it from the sites to the parks that were paired",
                rows=wanted[0],
                columns=wanted[1],
                shape=ways.shape,
            )
        )


def _require_reach(within: float) -> None:
    if not (np.isfinite(within) and within >= 0):
        raise ValueRangeError(
            said(
                "expected a reach of zero or more metres or minutes, got {within}: correct it",
                within=within,
            )
        )
