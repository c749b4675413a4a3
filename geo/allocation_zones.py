"""Allocation zones: the land from which each supply is the nearest, or the soonest over a network.

In a straight line they are the Voronoi regions of the supply's points and outlines: places are laid
along the outlines every `spacing_m`, and their cells merged by supply; land within a polygon is
its own, the first's by id where several overlap. Over a network they follow the streets: places are
laid along them and at their ends, each goes to the supply that is soonest from there, and the land
nearest to it goes with it, out to the bound within which a place uses the network. Either way the
border may be off where the distances to its two sides differ by less than half the spacing.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo._errors import ValueRangeError
from geo._pieces import cells_of, fitting_spacing_m, places_along, street_pieces
from geo._said import said
from geo._soonest import Direction, soonest_min, travelled
from geo._types import Group, ordered_by_id
from geo._validate import POLYGONS, require, require_same_crs
from geo._ways import Places, placed, require_access, require_network_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["network_zones", "straight_zones"]

_M2_PER_HA = 10_000
_GRID_M = 0.01
_SAME_M = 0.1
_DIVISIONS = 5_000
_SPACING_M = (5.0, 200.0)
_ARC_CHORDS = 8
_NUMBERS_AT_ONCE = 4_000_000


def straight_zones(
    supply: gpd.GeoDataFrame,
    area: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    spacing_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Return the land of an area from which each supply is the nearest in a straight line.

    Parameters
    ----------
    supply
        Points, lines or polygons in a measuring CRS.
    area
        Polygons in the same CRS that the zones fill together.
    by
        Column of `supply` with the type; each type parts the area by itself.
    id_column
        Column of `supply` with the id. Of several at one place the first by id has the land.
    spacing_m
        Distance between places along outlines in metres; None takes 5 to 200 m, by their length.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, id, area_ha, geometry`` by type and id; a supply without land is left out.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; a spacing that is not above zero.

    Examples
    --------
    >>> parks = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350100, 350200], [6250000, 6250000]))
    >>> town = gpd.GeoDataFrame(geometry=[shapely.box(350000, 6249900, 350400, 6250100)],
    ...                         crs="EPSG:32645")
    >>> straight_zones(parks, town)[["id", "area_ha"]].values.tolist()
    [['a', 3.0], ['b', 5.0]]
    """
    require(supply, "supply", unique=id_column, full=[by] if by else [])
    require(area, "area", kinds=POLYGONS)
    require_same_crs(supply=supply, area=area)
    _require_spacing(spacing_m)
    whole = shapely.union_all(np.asarray(area.geometry.array))
    tables = []
    for group in ordered_by_id(supply, by, id_column):
        shapes = np.asarray(supply.geometry.array)[group.rows]
        fitting_m = float(np.clip(shapely.length(shapes).sum() / _DIVISIONS, *_SPACING_M))
        divided = shapely.segmentize(shapes, spacing_m or fitting_m)
        sites, owner = shapely.get_coordinates(divided, return_index=True)
        kept, cells = _cells(sites, whole)
        tables.append(_zones(group, cells, owner[kept], whole, shapes))
    return _frame(tables, supply.crs)


def network_zones(
    network: Network,
    supply: gpd.GeoDataFrame,
    area: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    id_column: str = "id",
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    spacing_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Return the land of an area from which each supply is the soonest over a network.

    Parameters
    ----------
    network
        From `build_network`, with the speeds of the mode of travel.
    supply
        Points, or polygons and lines taken at their centroid, in the network's CRS.
    area, by, id_column
        As in `straight_zones`.
    direction, max_snap_m, access_kmh
        As in `geo.isochrones.isochrones`.
    spacing_m
        Distance between places along the streets in metres; None takes 20 to 200 m, by the length
        of the network.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, id, area_ha, geometry`` by type and id; land from which no supply can be reached, or
        farther than `max_snap_m` from the streets, is in no zone.

    Raises
    ------
    EmptyError
        No supply lies near enough to the network.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of a frame; a spacing, speed or bound that cannot be.

    Examples
    --------
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (350400, 6250000)])])
    >>> parks = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350100, 350200], [6250000, 6250000]))
    >>> town = gpd.GeoDataFrame(geometry=[shapely.box(350000, 6249900, 350400, 6250100)],
    ...                         crs="EPSG:32645")
    >>> zones = network_zones(build_network(street, speed_kmh=5), parks, town, spacing_m=10)
    >>> zones[["id", "area_ha"]].values.tolist()
    [['a', 3.0], ['b', 5.0]]
    """
    require(supply, "supply", unique=id_column, full=[by] if by else [], valid=False)
    require(area, "area", kinds=POLYGONS)
    require_network_crs(network, supply=supply, area=area)
    require_access(access_kmh, max_snap_m)
    _require_spacing(spacing_m)
    network = travelled(network, direction)
    middle = shapely.centroid(np.asarray(supply.geometry.array))
    pieces = street_pieces(network, placed(network, middle))
    sites, piece, along_m = places_along(pieces, spacing_m or fitting_spacing_m(network))
    nodes, nowhere = np.arange(len(network.nodes)), np.full(len(sites), -1)
    sites = np.concatenate([sites, network.nodes])
    places = Places(
        np.append(pieces.edge[piece], np.full(len(nodes), -1)),
        np.append(along_m, np.zeros(len(nodes))),
        np.append(nowhere, nodes),
        np.zeros(len(sites)),
    )
    lines = shapely.linestrings(np.stack([pieces.start, pieces.end], axis=1))
    beside = shapely.buffer(lines, max_snap_m, quad_segs=_ARC_CHORDS)
    whole = shapely.intersection(
        shapely.union_all(np.asarray(area.geometry.array)), shapely.union_all(beside)
    )
    xy = shapely.get_coordinates(middle)
    kept, cells = _cells(sites, whole)
    tables = []
    for group in ordered_by_id(supply, by, id_column):
        owner = _soonest(network, places, xy[group.rows], max_snap_m, access_kmh)
        tables.append(_zones(group, cells, owner[kept], whole))
    return _frame(tables, supply.crs)


def _soonest(
    network: Network,
    places: Places,
    xy: NDArray[np.float64],
    max_snap_m: float,
    access_kmh: float,
) -> NDArray[np.int64]:
    """Return for each place the row of the soonest supply, -1 where none can be reached."""
    least = np.full(len(places.edge), np.inf)
    owner = np.full(len(places.edge), -1)
    near = placed(network, shapely.points(xy)).snap_m <= max_snap_m
    rows = np.flatnonzero(near)
    at_once = max(1, _NUMBERS_AT_ONCE // len(least))
    for part in np.split(rows, range(at_once, len(rows), at_once)):
        if len(part) == 0:
            continue
        each = np.arange(len(part))
        minutes = soonest_min(network, places, xy[part, None], each, max_snap_m, access_kmh)[0]
        first = np.argmin(minutes, axis=0)
        found = minutes[first, np.arange(len(least))]
        sooner = found < least
        least[sooner], owner[sooner] = found[sooner], part[first[sooner]]
    return owner


def _cells(sites: NDArray[np.float64], whole: Any) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the rows of places that differ, the first of each, and their cells over an area."""
    grid = np.round(sites / _SAME_M).astype(np.int64)
    kept = np.sort(np.unique(grid, axis=0, return_index=True)[1])
    low_x, low_y, high_x, high_y = shapely.bounds(whole)
    middle = np.array([low_x + high_x, low_y + high_y]) / 2
    beyond_m = float(np.abs(sites - middle).max()) + float(np.hypot(high_x - low_x, high_y - low_y))
    return kept, cells_of(sites[kept], beyond_m)


def _zones(
    group: Group,
    cells: NDArray[Any],
    owner: NDArray[np.int64],
    whole: Any,
    own: NDArray[Any] | None = None,
) -> gpd.GeoDataFrame:
    """Merge cells by the supply that they belong to, within an area; `own` land goes first."""
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(group.ids) + 1))
    parts = [cells[order[low:high]] for low, high in itertools.pairwise(bounds)]
    zones = np.array([shapely.coverage_union_all(part) for part in parts], dtype=object)
    if own is not None and (shapely.area(own) > 0).any():
        zones = shapely.union(shapely.difference(zones, shapely.union_all(own)), _first_come(own))
    zones = shapely.set_precision(shapely.intersection(zones, whole), _GRID_M)
    found = gpd.GeoDataFrame({"by": group.kind, "id": group.ids}, geometry=list(zones))
    return found[~found.geometry.is_empty]


def _first_come(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return polygons, each without those before it; all else without land."""
    land = np.where(shapely.area(shapes) > 0, shapes, shapely.Polygon())
    later, earlier = shapely.STRtree(land).query(land, predicate="intersects")
    for row in np.unique(later[earlier < later]):
        before = land[earlier[(later == row) & (earlier < row)]]
        land[row] = shapely.difference(land[row], shapely.union_all(before))
    return land


def _frame(tables: list[gpd.GeoDataFrame], crs: Any) -> gpd.GeoDataFrame:
    geometry = np.concatenate([np.asarray(table.geometry.array) for table in tables])
    columns = {
        name: np.concatenate([table[name].to_numpy(dtype=object) for table in tables])
        for name in ("by", "id")
    }
    areas = shapely.area(geometry) / _M2_PER_HA
    return gpd.GeoDataFrame({**columns, "area_ha": areas}, geometry=geometry, crs=crs)


def _require_spacing(spacing_m: float | None) -> None:
    if spacing_m is not None and not spacing_m > 0:
        raise ValueRangeError(
            said(
                "expected `spacing_m` above zero, got {spacing_m}: 25 m are usual",
                spacing_m=spacing_m,
            )
        )
