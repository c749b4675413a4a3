"""How sure the land within reach of supply is, given how well the places of the supply are known.

Supply moves within its precision as in `geo.uncertainty`, by the same draws. The land within radii
is counted in cells, each feature's land shifted whole; the land within minutes is that of places on
a grid whose way over the streets is timed anew. What a draw adds or takes is read on the grid and
laid upon the hectares of the outlines stated, so the interval holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._demand import zones_at
from geo._drawn_land import drawn_land
from geo._draws import drawn_moves, metres_of_disc
from geo._errors import ColumnError
from geo._numbers import checked_minutes, checked_radii
from geo._points import ClumpedPoints
from geo._reached import asked, counts, interval, travel_min_from
from geo._said import said
from geo._soonest import Direction, travelled
from geo._types import by_type
from geo._validate import POLYGONS, require, require_same_crs
from geo._ways import placed
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["land_ends", "overstated_land_ends", "street_land_ends"]

_PLACES = 6_000
_M2_PER_HA = 10_000
_M_PER_MINUTE = 1000 / 60


def land_ends(
    rows: pd.DataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    radii_m: Iterable[float],
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of `area_ha` in rows of `served`, under the precision of the supply.

    Parameters
    ----------
    rows
        What `served` gave for the same supply, types, radii and zones, with its land.
    supply, by, radii_m, zones, zone_column
        As in `served`; land in several zones belongs to the first.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Returns
    -------
    pandas.DataFrame
        ``area_ha_low, area_ha_high``, on the rows' index.

    Raises
    ------
    ColumnError, ValueRangeError
        The rows hold no land; the precision is missing or unheard of; fewer than one draw.
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> from geo import served
    >>> parks = gpd.GeoDataFrame({"known_to_m": [500, 500]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 351500], [6250000] * 2))
    >>> rows = served(parks, parks, radii_m=[1000])
    >>> ends = land_ends(rows, parks, radii_m=[1000], precision="known_to_m")
    >>> bool(ends["area_ha_low"].item() < rows["area_ha"].item() <= ends["area_ha_high"].item())
    True
    """
    radii = checked_radii(radii_m)
    require(supply, "supply", full=[*([by] if by else []), precision])
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
        require_same_crs(supply=supply, zones=zones)
    disc_m = metres_of_disc(supply[precision])
    moves = drawn_moves(disc_m, draws, seed)
    shapes = None if zones is None else np.asarray(zones.geometry.array)
    drawn = drawn_land(by_type(supply, by, "supply"), radii, disc_m, moves, shapes).once
    return _ends(area_ha=_laid_upon(rows, "area_ha", drawn)).set_axis(rows.index)


def street_land_ends(
    rows: pd.DataFrame,
    network: Network,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    minutes: Iterable[float],
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of `area_ha` of the land within minutes over a network.

    Parameters
    ----------
    rows
        Types ("all" last) and times, zone by zone, with `area_ha`: as `served_over_network` gives
        them and `isochrones` measures them.
    network, supply, by, minutes, direction, max_snap_m, access_kmh
        As in `geo.isochrones.isochrones`.
    zones, zone_column, precision, draws, seed
        As in `land_ends`.

    Returns
    -------
    pandas.DataFrame
        ``area_ha_low, area_ha_high``, on the rows' index.

    Raises
    ------
    EmptyError, CrsError, GeometryError, ColumnError, ValueRangeError
        As in `land_ends` and `isochrones`.

    Examples
    --------
    >>> from geo import build_network
    >>> from geo.isochrones import isochrones
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (352000, 6250000)])])
    >>> network = build_network(street, speed_kmh=15)
    >>> park = gpd.GeoDataFrame({"known_to_m": [300]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350100], [6250000]))
    >>> rows = isochrones(network, park, minutes=[3])
    >>> ends = street_land_ends(rows, network, park, minutes=[3], precision="known_to_m")
    >>> bool(ends["area_ha_low"].item() < rows["area_ha"].item() <= ends["area_ha_high"].item())
    True
    """
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(supply=supply, zones=zones)
    shapes = None if zones is None else np.asarray(zones.geometry.array)
    way = _Way(network, by, checked_minutes(minutes), direction, max_snap_m, access_kmh)
    drawn = _over_streets(way, supply, shapes, precision, draws, seed)
    return _ends(area_ha=_laid_upon(rows, "area_ha", drawn)).set_axis(rows.index)


def overstated_land_ends(
    rows: pd.DataFrame,
    network: Network,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    direction: Direction = "to_supply",
    max_snap_m: float = MAX_SNAP_M,
    access_kmh: float = ACCESS_KMH,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the intervals of land in a straight line, over a network, and of their ratio.

    Parameters
    ----------
    rows
        Types ("all" last) and times: ``minutes, radius_m``, and the land of the discs about the
        centroids of supply, ``straight_ha``, and that of `isochrones`, ``area_ha``.
    network, supply, by, direction, max_snap_m, access_kmh
        As in `geo.isochrones.isochrones`.
    precision, draws, seed
        As in `land_ends`; both ways share the moves.

    Returns
    -------
    pandas.DataFrame
        The ends ``_low``, ``_high`` of ``straight_ha, area_ha, ratio_ha``, on the rows' index. The
        ratio's are NaN where no land is reached over the network, and its upper end is infinite
        where that is so in more than one draw in twenty.

    Raises
    ------
    EmptyError, CrsError, GeometryError, ColumnError, ValueRangeError
        As in `street_land_ends`.

    Examples
    --------
    >>> from geo import build_network, service_area
    >>> from geo.isochrones import isochrones
    >>> street = gpd.GeoDataFrame(crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (352000, 6250000)])])
    >>> network = build_network(street, speed_kmh=15)
    >>> park = gpd.GeoDataFrame({"known_to_m": [300]}, crs="EPSG:32645",
    ...                         geometry=gpd.points_from_xy([350100], [6250000]))
    >>> rows = isochrones(network, park, minutes=[3]).assign(radius_m=750.0)
    >>> rows["straight_ha"] = service_area(park, radii_m=[750])["area_ha"]
    >>> rows["ratio_ha"] = rows["straight_ha"] / rows["area_ha"]
    >>> ends = overstated_land_ends(rows, network, park, precision="known_to_m")
    >>> bool(rows["ratio_ha"].item() < ends["ratio_ha_high"].item())
    True
    """
    require(supply, "supply", full=[*([by] if by else []), precision], valid=False)
    disc_m = metres_of_disc(supply[precision])
    moves = drawn_moves(disc_m, draws, seed)
    middles = supply.set_geometry(supply.geometry.centroid)
    radii, times = (np.sort(rows[name].unique()) for name in ("radius_m", "minutes"))
    discs = drawn_land(by_type(middles, by, "supply"), radii, disc_m, moves).once
    way = _Way(network, by, times, direction, max_snap_m, access_kmh)
    reached = _over_streets(way, supply, None, precision, draws, seed)
    straight_ha = _laid_upon(rows, "straight_ha", discs)
    area_ha = _laid_upon(rows, "area_ha", reached)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(area_ha[0] > 0, straight_ha / area_ha, np.nan)
    return _ends(straight_ha=straight_ha, area_ha=area_ha, ratio_ha=ratio).set_axis(rows.index)


class _Way(NamedTuple):
    """How supply is reached over streets, and within which minutes."""

    network: Network
    by: str | None
    minutes: NDArray[np.float64]
    direction: Direction
    max_snap_m: float
    access_kmh: float


def _over_streets(
    way: _Way,
    supply: gpd.GeoDataFrame,
    zones: NDArray[Any] | None,
    precision: str,
    draws: int,
    seed: int,
) -> NDArray[np.float64]:
    """Return by how many hectares the land of each draw differs: draws, zones, types, times."""
    places, cell_ha = _places(way, supply, float(metres_of_disc(supply[precision]).max()))
    start = placed(way.network, np.asarray(places.geometry.array))
    near = start.snap_m <= way.max_snap_m
    start, places = start.at(near), places[near]
    weights = np.full((len(places), 1), cell_ha)
    if zones is not None:
        points = ClumpedPoints.at(shapely.get_coordinates(places.geometry.array))
        weights = np.eye(len(zones) + 1)[points.restored(zones_at(points, zones))] * cell_ha
    network = travelled(way.network, way.direction)
    given = asked(way.network, places, supply, way.by, None, precision, draws, seed)
    minutes = travel_min_from(network, start, given, way.max_snap_m, way.access_kmh)
    hectares = np.moveaxis(counts(minutes, way.minutes, weights), -1, 1)
    return np.asarray(hectares[1:] - hectares[0])


def _places(way: _Way, supply: gpd.GeoDataFrame, disc_m: float) -> tuple[gpd.GeoDataFrame, float]:
    """Return places on an even grid over all land that could be reached, and the hectares of each.

    Land beyond what the fastest street would do in a straight line is left out.
    """
    edges = way.network.edges
    fastest = max(float((edges.metres / edges.seconds).max()) * 60, way.access_kmh * _M_PER_MINUTE)
    reach_m = fastest * float(way.minutes[-1]) + disc_m
    middles = shapely.get_coordinates(shapely.centroid(np.asarray(supply.geometry.array)))
    streets = shapely.box(*np.concatenate([way.network.corners.min(0), way.network.corners.max(0)]))
    land = shapely.intersection(
        shapely.union_all(shapely.buffer(shapely.points(middles), reach_m, quad_segs=4)),
        shapely.buffer(streets, way.max_snap_m, quad_segs=1),
    )
    low_x, low_y, high_x, high_y = shapely.bounds(land)
    side_m = float(np.sqrt(shapely.area(land) / _PLACES))
    x, y = np.meshgrid(
        np.arange(low_x + side_m / 2, high_x, side_m), np.arange(low_y + side_m / 2, high_y, side_m)
    )
    points = ClumpedPoints.at(np.column_stack([x.ravel(), y.ravel()]))
    within = points.xy[points.inside(land)]
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*within.T), crs=supply.crs)
    return places, side_m**2 / _M2_PER_HA


def _laid_upon(rows: pd.DataFrame, column: str, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the hectares stated and those of each draw, none below zero: draws, rows."""
    if column not in rows.columns:
        raise ColumnError(
            said(
                "`rows`: expected column `{column}`, got {columns}: add it",
                column=column,
                columns=list(rows.columns),
            )
        )
    stated = rows[column].to_numpy(dtype=float)
    changes = drawn.reshape(len(drawn), -1)[:, : len(rows)]
    return np.vstack([stated, np.maximum(stated + changes, 0)])


def _ends(**figures: NDArray[np.float64]) -> pd.DataFrame:
    """Return the ends of figures over draws, the first of which is the figure stated."""
    found = {name: interval(values) for name, values in figures.items()}
    return pd.DataFrame(
        {
            f"{name}_{end}": ends
            for name, pair in found.items()
            for end, ends in zip(("low", "high"), pair, strict=True)
        }
    )
