"""The health of a network: the parts that do not meet, and where one-ways let nobody in or out.

A part is what hangs together when every street may be passed both ways. Within it, places may reach
each other both ways only in its core, the largest strongly connected set of nodes; the rest may be
entered and not left, or left and not entered, because of one-ways. Lines that nearly meet, or cross
without a shared vertex, are the usual reason for parts that should not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csgraph

from geo._demand import exact_weights
from geo._errors import ColumnError, GeometryError
from geo._said import said
from geo._validate import require
from geo._ways import placed, require_network_crs
from geo.network import MAX_SNAP_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._streets import Network
    from geo._ways import Places

__all__ = ["network_parts", "served_by_parts"]

_M_PER_KM = 1000


def network_parts(
    network: Network, lines: gpd.GeoDataFrame | None = None, *, name_column: str = "name"
) -> gpd.GeoDataFrame:
    """Return the parts of a network that do not meet, the longest first.

    Parameters
    ----------
    network
        From `build_network`.
    lines
        The lines that the network was built from; a part is named by the name that most of its
        length has. None leaves names out.
    name_column
        Column of `lines` with the street's name.

    Returns
    -------
    geopandas.GeoDataFrame
        ``part, name, length_km, share, nodes, one_way_km, geometry``: the number of the part from
        1; its name, missing where no street has one; length of its streets, and share of the
        network's; number of junctions and ends; length of those of its streets that lie outside
        its core, so that one-ways keep people from entering or leaving; its streets.

    Raises
    ------
    ColumnError
        The lines have no such column.
    GeometryError
        The network was built from other lines.

    Examples
    --------
    >>> from geo import build_network
    >>> streets = gpd.GeoDataFrame({"name": ["Long", "Short"]}, crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350900, 6250000)]),
    ...     shapely.LineString([(350000, 6250500), (350100, 6250500)])])
    >>> parts = network_parts(build_network(streets, speed_kmh=5), streets)
    >>> parts[["part", "name", "length_km", "share"]].values.tolist()
    [[1, 'Long', 0.9, 0.9], [2, 'Short', 0.1, 0.1]]
    """
    edges, rank = network.edges, _ranked(network)
    part = rank[network.components[edges.start]]
    count = int(part.max()) + 1
    metres = np.bincount(part, weights=edges.metres, minlength=count)
    shapes = [shapely.multilinestrings(network.shapes[part == one]) for one in range(count)]
    return gpd.GeoDataFrame(
        {
            "part": np.arange(1, count + 1),
            "name": _names(network, part, lines, name_column, count),
            "length_km": metres / _M_PER_KM,
            "share": metres / metres.sum(),
            "nodes": np.bincount(rank[network.components], minlength=count),
            "one_way_km": _outside_core_m(network, part, count) / _M_PER_KM,
        },
        geometry=shapes,
        crs=network.crs,
    )


def served_by_parts(
    network: Network,
    places: gpd.GeoDataFrame,
    *,
    weight: str | None = None,
    max_snap_m: float = MAX_SNAP_M,
) -> pd.DataFrame:
    """Return how many places use each part of a network, and how far they lie from it.

    Parameters
    ----------
    network
        From `build_network`.
    places
        Points, or polygons and lines taken at their centroid, in its CRS.
    weight
        Column of `places` with people (or floors, jobs), zero or more; without it each counts one.
    max_snap_m
        Greatest distance from the network in metres at which a place still uses it.

    Returns
    -------
    pandas.DataFrame
        A row a part in the order of `network_parts`, and one with `part` 0 for places that lie
        too far: ``part, places, weight, snap_median_m, snap_greatest_m``; NaN without places.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of the frame.

    Examples
    --------
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350900, 6250000)])])
    >>> homes = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350100, 350200], [6250030, 6255000]))
    >>> found = served_by_parts(build_network(street, speed_kmh=5), homes)
    >>> found[["part", "places", "snap_median_m"]].values.tolist()
    [[1.0, 1.0, 30.0], [0.0, 1.0, 5000.0]]
    """
    require(places, "places", weight=weight, valid=False)
    require_network_crs(network, places=places)
    reached = placed(network, np.asarray(places.geometry.array))
    count = int(network.components.max()) + 1
    part = np.where(reached.snap_m > max_snap_m, count, _parts_of(network, reached))
    rows = pd.DataFrame(
        {"part": part, "weight": exact_weights(places, weight), "snap_m": reached.snap_m}
    ).groupby("part")
    found = pd.DataFrame(
        {
            "places": rows.size(),
            "weight": rows["weight"].sum(),
            "snap_median_m": rows["snap_m"].median(),
            "snap_greatest_m": rows["snap_m"].max(),
        }
    ).reindex(range(count + 1))
    found[["places", "weight"]] = found[["places", "weight"]].fillna(0)
    found.insert(0, "part", [*range(1, count + 1), 0])
    return found.reset_index(drop=True)


def _ranked(network: Network) -> NDArray[np.int64]:
    """Return the place of each component when the longest comes first."""
    edges = network.edges
    metres = np.bincount(network.components[edges.start], weights=edges.metres)
    rank = np.empty(len(metres), dtype=np.int64)
    rank[np.argsort(-metres, kind="stable")] = np.arange(len(metres))
    return rank


def _parts_of(network: Network, reached: Places) -> NDArray[np.int64]:
    node = np.where(reached.edge >= 0, network.edges.start[reached.edge], reached.node)
    return _ranked(network)[network.components[node]]


def _names(
    network: Network,
    part: NDArray[np.int64],
    lines: gpd.GeoDataFrame | None,
    name_column: str,
    count: int,
) -> NDArray[Any]:
    """Return for each part the name that most of its length has, None where none has one."""
    found = np.full(count, None, dtype=object)
    if lines is None:
        return found
    if name_column not in lines.columns:
        raise ColumnError(
            said(
                "`lines`: expected column `{name_column}`, got {columns}: name one of these, "
                "or leave the lines out",
                name_column=name_column,
                columns=[str(name) for name in lines.columns if name != lines.geometry.name],
            )
        )
    corners = shapely.get_num_coordinates(np.asarray(lines.geometry.array))
    if corners.sum() != len(network.corners):
        raise GeometryError(
            said(
                "`lines`: expected the {expected} vertices that the network was built from, "
                "got {corners}: give the same lines",
                expected=len(network.corners),
                corners=corners.sum(),
            )
        )
    words = lines[name_column].astype(object)
    words = words.where(words.notna(), "").astype(str).str.strip().to_numpy()
    lengths = pd.DataFrame(
        {
            "part": part,
            "name": np.repeat(words, corners)[network.first],
            "metres": network.edges.metres,
        }
    )
    sums = lengths[lengths["name"] != ""].groupby(["part", "name"])["metres"].sum()
    for one, name in sums.groupby("part").idxmax():
        found[one] = name
    return found


def _outside_core_m(network: Network, part: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Return the length of streets of each part that are not within its core."""
    edges = network.edges
    _, core = csgraph.connected_components(network.seconds, directed=True, connection="strong")
    within = core[edges.start] == core[edges.end]
    inner = np.bincount(core[edges.start], weights=np.where(within, edges.metres, 0))
    part_of = np.zeros(len(inner), dtype=np.int64)
    part_of[core[edges.start]] = part
    most = np.zeros(count)
    np.maximum.at(most, part_of, inner)
    outside: NDArray[np.float64] = np.bincount(part, weights=edges.metres, minlength=count) - most
    return np.maximum(outside, 0)
