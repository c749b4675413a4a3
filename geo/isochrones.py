"""Isochrones: the land from which supply is reached over a network within given times.

A place reaches the network at the nearest place on it, as everywhere in this engine: ``time = way
to the street + way over the streets + way from the street to the supply``, the first and last in a
straight line at walking speed and no longer than a bound. So the land of a street is that which
lies nearest to it, and what of it lies within ``(minutes - time from there) x walking speed`` is
within reach: streets are cut where the time runs out, one-ways hold, and land across a river that
has its own street belongs to that street. Supply counts at its centroid, as in `travel_matrix_min`.

Which street is nearest is told by places laid along the streets every `spacing_m`: land may go to
another street where the distances to the two differ by less than half of that. Streets are drawn
straight where that moves them by five metres at most. Arcs have 16 chords a quarter circle.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo._errors import ValueRangeError
from geo._numbers import checked_minutes
from geo._pieces import Pieces, fitting_spacing_m, nearest_land, street_pieces
from geo._said import said
from geo._soonest import Direction, goals_of_types, near_enough, soonest_seconds, travelled
from geo._threads import in_threads
from geo._types import ALL_TYPES, by_type
from geo._validate import require
from geo._ways import placed, require_access, require_network_crs
from geo.network import ACCESS_KMH, MAX_SNAP_M

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["Direction", "isochrones", "rings"]

_ARC_CHORDS = 16
_ARC = np.linspace(np.pi / 2, -np.pi / 2, 2 * _ARC_CHORDS + 1)
_METRES_PER_SECOND = 1 / 3.6
_SECONDS_PER_MINUTE = 60
_M2_PER_HA = 10_000
_LEAST_M = 0.01
_GRID_M = 0.01
_COVERED = 1 - 1e-9
_LAND = 2


def isochrones(
    network: Network,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    minutes: Iterable[float],
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    spacing_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Return the land within given times of supply over a network, by type, overlaps merged.

    ``land(t) = places x with |x - n(x)| <= min(max_snap, (t - time(n(x))) x access speed)``,
    n(x) the nearest place on any street, time(n) the time from there to the soonest supply.

    Parameters
    ----------
    network
        From `build_network`, with the speeds of the mode of travel.
    supply
        Points, or polygons and lines taken at their centroid, in the network's CRS.
    by
        Column of `supply` with the type, or with the id for a polygon each; without it all
        features are one type.
    minutes
        Times in minutes, above zero.
    direction
        Whether people go to the supply, or something comes from it to them.
    max_snap_m
        Greatest distance from the network in metres at which a place still uses it.
    access_kmh
        Speed between a place and the network in km/h.
    spacing_m
        Distance between places along the streets, in metres; None takes 20 to 200 m, by the
        length of the network.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, minutes, area_ha, geometry``, types by name and the type "all" last, times rising.
        Without reach (the supply lies too far from the network) the geometry is empty.

    Raises
    ------
    EmptyError
        No supply lies near enough to the network.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of a frame; a time, speed or bound that cannot be.

    Examples
    --------
    >>> from geo import build_network
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (352000, 6250000)])])
    >>> park = gpd.GeoDataFrame(geometry=gpd.points_from_xy([351000], [6250000]), crs="EPSG:32645")
    >>> found = isochrones(build_network(street, speed_kmh=15), park, minutes=[3])
    >>> found["area_ha"].round(1).tolist()  # 2 x 750 m of street, 250 m of walking at the park
    [37.5]
    """
    times = checked_minutes(minutes)
    require(supply, "supply", full=[by] if by else [], valid=False)
    require_network_crs(network, supply=supply)
    require_access(access_kmh, max_snap_m)
    if spacing_m is not None and not spacing_m > 0:
        raise ValueRangeError(
            said(
                "expected `spacing_m` above zero, got {spacing_m}: 25 m are usual",
                spacing_m=spacing_m,
            )
        )
    access = access_kmh * _METRES_PER_SECOND
    network = travelled(network, direction)
    goal = near_enough(placed(network, np.asarray(supply.geometry.array)), max_snap_m)
    groups = by_type(supply, by, "supply")
    pieces = street_pieces(network, goal)
    sets = goals_of_types(goal, groups, max_snap_m, access)
    seconds = np.stack(
        [
            soonest_seconds(network, places, sets)
            for places in (pieces.places(0.0), pieces.places(1.0), *pieces.nodes(network))
        ]
    )
    within = times * _SECONDS_PER_MINUTE
    earliest = seconds.min(axis=(0, 1))
    cells = nearest_land(
        pieces, earliest < within[-1], max_snap_m, spacing_m or fitting_spacing_m(network)
    )
    land = _Land(network, pieces, cells, max_snap_m, access)
    asked = [(row, time) for row in range(len(groups)) for time in within]
    reach = in_threads(lambda one: land.reached(seconds[:, one[0]], one[1]), asked)
    kinds = [group.kind for group in groups]
    if ALL_TYPES not in kinds:
        tables = np.array(reach, dtype=object).reshape(len(kinds), len(times))
        reach += in_threads(merged, list(tables.T))
        kinds.append(ALL_TYPES)
    return gpd.GeoDataFrame(
        {
            "by": np.repeat(np.array(kinds, dtype=object), len(times)),
            "minutes": np.tile(times, len(kinds)),
            "area_ha": shapely.area(reach) / _M2_PER_HA,
        },
        geometry=reach,
        crs=network.crs,
    )


def rings(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn nested areas into rings, so that each place lies in one ring of each type.

    Parameters
    ----------
    areas
        What `isochrones` gave.

    Returns
    -------
    geopandas.GeoDataFrame
        ``by, minutes, area_ha, geometry``: the land within the time and beyond the one before.

    Examples
    --------
    >>> nested = gpd.GeoDataFrame(
    ...     {"by": ["all"] * 2, "minutes": [5.0, 10.0]}, crs="EPSG:32645",
    ...     geometry=[shapely.box(0, 0, 100, 100), shapely.box(0, 0, 300, 100)])
    >>> rings(nested)["area_ha"].tolist()
    [1.0, 2.0]
    """
    shapes = np.asarray(areas.geometry.array)
    before = areas["by"].eq(areas["by"].shift()).to_numpy()
    parted = shapes.copy()
    parted[before] = shapely.difference(shapes[before], np.roll(shapes, 1)[before])
    found = areas.set_geometry(parted, crs=areas.crs)
    return found.assign(area_ha=shapely.area(parted) / _M2_PER_HA)


class _Land:
    """The land along pieces of street, and what of it lies within a time."""

    def __init__(
        self,
        network: Network,
        pieces: Pieces,
        cells: NDArray[Any],
        bound_m: float,
        access: float,
    ) -> None:
        self.pieces, self.cells, self.bound_m, self.access = pieces, cells, bound_m, access
        edges = network.edges
        self.forward, self.backward = edges.forward[pieces.edge], edges.backward[pieces.edge]
        self.length = pieces.to_m - pieces.from_m
        self.fall = access * (edges.seconds / edges.metres)[pieces.edge] * self.length

    def reached(self, seconds: NDArray[np.float64], limit: float) -> Any:
        """Return the land within a time.

        Parameters
        ----------
        seconds
            From each piece's start and end along it, and from the nodes there, by any street.
        limit
            The time in seconds.
        """
        left_m = (limit - seconds) * self.access
        start_m = np.where(self.backward, left_m[0], -np.inf)
        end_m = np.where(self.forward, left_m[1], -np.inf)
        gained = self.fall - np.minimum(self.fall / 2, _LEAST_M)
        ahead = (start_m > 0) & (start_m > end_m - gained)
        against = (end_m > 0) & (end_m > start_m - gained)
        shut = [
            self._behind(at_end, node_m, np.maximum(here_m, there_m - self.fall))
            for at_end, node_m, here_m, there_m in (
                (False, left_m[2], start_m, end_m),
                (True, left_m[3], end_m, start_m),
            )
        ]
        rows = np.concatenate([np.flatnonzero(ahead), np.flatnonzero(against)])
        turned = np.repeat([False, True], [ahead.sum(), against.sum()])
        first_m = np.where(turned, end_m[rows], start_m[rows])
        last_m = first_m - self.fall[rows]
        whole = last_m >= self.bound_m
        part = ~whole
        strips = _strips(
            self.pieces.of(rows[part]), turned[part], first_m[part], last_m[part], self.bound_m
        )
        land = np.append(
            shapely.intersection(self.cells[rows[part]], strips), self._full[rows[whole]]
        )
        rows = np.append(rows[part], rows[whole])
        covered = shapely.area(land) >= shapely.area(self.cells[rows]) * _COVERED
        inner = shapely.coverage_union_all(self.cells[np.unique(rows[covered])])
        return merged(np.concatenate([land[~covered], *shut, [inner]]))

    def _behind(
        self, at_end: bool, node_m: NDArray[np.float64], along_m: NDArray[np.float64]
    ) -> NDArray[Any]:
        """Return the land behind ends of streets that one-ways keep from going on from there."""
        rows = np.flatnonzero((node_m > 0) & (node_m > np.maximum(along_m, 0) + _LEAST_M))
        pieces, bound_m = self.pieces.of(rows), np.minimum(node_m[rows], self.bound_m)
        node = pieces.end if at_end else pieces.start
        away = node - (pieces.start if at_end else pieces.end)
        angle = np.arctan2(away[:, 1], away[:, 0])[:, None] + _ARC
        arcs = bound_m[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        return np.asarray(
            shapely.intersection(self.cells[rows], shapely.polygons(node[:, None] + arcs))
        )

    @cached_property
    def _full(self) -> NDArray[Any]:
        """The land of each piece from which the bound alone ends the walk."""
        rows = np.flatnonzero(~shapely.is_missing(self.cells))
        bounds = np.full(len(rows), self.bound_m)
        strips = _strips(
            self.pieces.of(rows), np.zeros(len(rows), dtype=bool), bounds, bounds, self.bound_m
        )
        full = np.full(len(self.pieces), None, dtype=object)
        full[rows] = shapely.intersection(self.cells[rows], strips)
        return full


def merged(shapes: NDArray[Any]) -> Any:
    """Return the land of shapes together, on a grid of a centimetre, where all unions succeed."""
    try:
        whole = shapely.set_precision(shapely.union_all(shapes), _GRID_M)
    except shapely.GEOSException:  # borders that all but coincide; slower, and never so
        whole = shapely.union_all(shapes, grid_size=_GRID_M)
    if shapely.get_type_id(whole) != shapely.GeometryType.GEOMETRYCOLLECTION:
        return whole
    parts = shapely.get_parts(whole)  # shapes may touch along a line or at a point besides
    return shapely.union_all(parts[shapely.get_dimensions(parts) == _LAND])


def _strips(
    pieces: Pieces,
    turned: NDArray[np.bool_],
    first_m: NDArray[np.float64],
    last_m: NDArray[np.float64],
    bound_m: float,
) -> NDArray[Any]:
    """Return the land beside pieces: half a disc behind, a strip that narrows, half a disc ahead.

    A piece is passed from its start, or from its end where turned. Beside it the walk left falls
    evenly from `first_m` to `last_m`: level while above the bound, cut where nothing is left.
    """
    near = np.where(turned[:, None], pieces.end, pieces.start)
    far = np.where(turned[:, None], pieces.start, pieces.end)
    end_m = np.maximum(last_m, 0)
    fall = np.maximum(first_m - last_m, _LEAST_M)
    cut = np.where(last_m < 0, first_m / fall, 1.0)[:, None]
    level = np.clip((first_m - bound_m) / fall, 0, cut[:, 0])[:, None]
    along = far - near
    heading = np.arctan2(along[:, 1], along[:, 0])[:, None]
    ahead, behind = heading + _ARC, heading + _ARC + np.pi
    aside = np.concatenate([np.cos(heading + np.pi / 2), np.sin(heading + np.pi / 2)], axis=1)
    first_m = np.minimum(first_m, bound_m)[:, None]
    end_m = np.clip(end_m, _LEAST_M, bound_m)[:, None]
    far, kink = near + cut * along, near + level * along
    corners = [
        near[:, None] + first_m[..., None] * np.stack([np.cos(behind), np.sin(behind)], axis=-1),
        (kink + first_m * aside)[:, None],
        far[:, None] + end_m[..., None] * np.stack([np.cos(ahead), np.sin(ahead)], axis=-1),
        (kink - first_m * aside)[:, None],
    ]
    shapes: NDArray[Any] = shapely.polygons(np.concatenate(corners, axis=1))
    return shapes
