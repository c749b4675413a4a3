"""Indicators 11.3.1 and 11.7.1 of the Sustainable Development Goals, by their official formulae.

11.3.1 sets the growth of built-up land against that of the population; 11.7.1 gives the part of a
city's built-up area that is open space for all to use, and the part of its people within 400 m of
it. Which land counts as built-up, as street and as open space is the caller's choice of classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._demand import exact_weights
from geo._errors import EmptyError, ValueRangeError
from geo._points import ClumpedPoints
from geo._said import said
from geo._validate import POLYGONS, require, require_same_crs
from geo._ways import require_network_crs
from geo.coverage import distance_to_nearest_m
from geo.network import MAX_SNAP_M, nearest_over_network, snap_distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo._streets import Network

__all__ = ["LandConsumption", "land_consumption", "open_space_access", "open_space_share"]

_M2_PER_HA = 10_000
_ENTRANCE_EVERY_M = 50.0
_ENTRANCE_WITHIN_M = 100.0


@dataclass(frozen=True, slots=True)
class LandConsumption:
    """Indicator 11.3.1 and what it is made of.

    Attributes
    ----------
    land_rate
        Land consumption rate a year: the growth of built-up land over the land of the first year.
    population_rate
        Population growth rate a year, by logarithm.
    ratio
        The first over the second: the indicator. NaN where the population did not change.
    past_m2_per_head, present_m2_per_head
        Built-up land a person in either year.
    land_change
        Growth of built-up land over the land of the first year.
    """

    land_rate: float
    population_rate: float
    ratio: float
    past_m2_per_head: float
    present_m2_per_head: float
    land_change: float


def land_consumption(
    past_ha: float,
    present_ha: float,
    *,
    past_people: float | None,
    present_people: float | None,
    years: float,
) -> LandConsumption:
    """Return the ratio of the land consumption rate to the population growth rate.

    ``LCR = (V_present - V_past) / V_past / T``; ``PGR = ln(P_present / P_past) / T``;
    ``LCRPGR = LCR / PGR``. Source: UN-Habitat, SDG indicator metadata 11.3.1 (2021), with its
    secondary indicators: built-up area per capita and total change in built-up area.

    Parameters
    ----------
    past_ha, present_ha
        Built-up land in the first and the last year, above zero.
    past_people, present_people
        People of the same city in either year, above zero; None where not known.
    years
        Years between the two, above zero.

    Returns
    -------
    LandConsumption
        Rates a year, the ratio, and land a person in m2; NaN where people are not known.

    Raises
    ------
    ValueRangeError
        A number is not finite and above zero.

    Examples
    --------
    >>> found = land_consumption(100, 150, past_people=1000, present_people=1000 * np.e, years=10)
    >>> found.land_rate, round(found.population_rate, 12), round(found.ratio, 12)
    (0.05, 0.1, 0.5)
    """
    numbers = {
        "past_ha": past_ha,
        "present_ha": present_ha,
        "past_people": past_people,
        "present_people": present_people,
        "years": years,
    }
    given = {name: one for name, one in numbers.items() if one is not None}
    faulty = {name: one for name, one in given.items() if not (np.isfinite(one) and one > 0)}
    if faulty:
        raise ValueRangeError(
            said(
                "expected numbers above zero, got {faulty}: give the built-up land and the "
                "people of both years, and the years between",
                faulty=faulty,
            )
        )
    change = (present_ha - past_ha) / past_ha
    past = np.nan if past_people is None else past_people
    present = np.nan if present_people is None else present_people
    growth = float(np.log(present / past)) / years
    return LandConsumption(
        land_rate=change / years,
        population_rate=growth,
        ratio=change / years / growth if growth else float("nan"),
        past_m2_per_head=past_ha * _M2_PER_HA / past,
        present_m2_per_head=present_ha * _M2_PER_HA / present,
        land_change=change,
    )


def open_space_share(
    areas: pd.DataFrame,
    *,
    built: Iterable[Any],
    streets: Iterable[Any],
    open_space: Iterable[Any],
) -> pd.DataFrame:
    """Return the part of each zone's built-up area that is open space for public use.

    ``share = (open public space + land of streets) / built-up area``; the built-up area holds
    built-up classes, streets and open space. Source: UN-Habitat, SDG indicator metadata 11.7.1.

    Parameters
    ----------
    areas
        Rows of `area_by_class`: ``zone, class, area_ha``.
    built, streets, open_space
        Classes of either kind; a class may be of one kind only.

    Returns
    -------
    pandas.DataFrame
        ``zone, open_ha, streets_ha, built_ha, open_share``, zones in the order in which they
        come; `open_share` is 0 to 1, NaN where nothing is built up.

    Raises
    ------
    ValueRangeError
        A class is of two kinds.

    Examples
    --------
    >>> areas = pd.DataFrame({"zone": ["a"] * 3, "class": ["homes", "road", "green"],
    ...                       "area_ha": [60.0, 25.0, 15.0]})
    >>> found = open_space_share(areas, built=["homes"], streets=["road"], open_space=["green"])
    >>> found["open_share"].item()
    0.4
    """
    kinds = {"built": set(built), "streets": set(streets), "open_space": set(open_space)}
    twice = sorted(
        {
            one
            for name, of in kinds.items()
            for one in of
            for other in kinds
            if other != name and one in kinds[other]
        },
        key=str,
    )
    if twice:
        raise ValueRangeError(
            said(
                "expected each class to be built-up, street or open space, {twice} are of "
                "two kinds: list each once",
                twice=twice,
            )
        )
    zones = pd.unique(areas["zone"])
    hectares = {
        name: areas[areas["class"].isin(of)].groupby("zone")["area_ha"].sum().reindex(zones)
        for name, of in kinds.items()
    }
    built_ha, streets_ha, open_ha = (hectares[name].fillna(0.0).to_numpy() for name in kinds)
    total = built_ha + streets_ha + open_ha
    share = np.full(len(zones), np.nan)
    np.divide(open_ha + streets_ha, total, out=share, where=total > 0)
    return pd.DataFrame(
        {
            "zone": zones,
            "open_ha": open_ha,
            "streets_ha": streets_ha,
            "built_ha": total,
            "open_share": share,
        }
    )


def open_space_access(
    demand: gpd.GeoDataFrame,
    open_space: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    weight: str | None = None,
    zone_column: str = "id",
    reach_m: float = 400.0,
    network: Network | None = None,
    max_snap_m: float = MAX_SNAP_M,
) -> pd.DataFrame:
    """Return the people of each zone within a walk of open space, straight and over streets.

    ``share = people within the reach / people of the zone``. Over the streets the way leads from
    the home to the street, along it, and to the nearest point of the open space's edge (points at
    most 50 m apart and 100 m from a street); who lives in it is there.
    Source: UN-Habitat, SDG indicator metadata 11.7.1.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    open_space
        Polygons in the same CRS.
    zones
        Polygons to report by, in the same CRS; each is counted by itself.
    weight
        Column of `demand` with people; without it each feature counts one.
    zone_column
        Column of `zones` with the name that rows carry.
    reach_m
        Metres, above zero.
    network
        Streets that can be walked; without them the way over streets is not known.
    max_snap_m
        Greatest distance of a home from the streets.

    Returns
    -------
    pandas.DataFrame
        ``zone, total, served, served_share, walk_served, walk_share``; shares are NaN where nobody
        lives, and walks without a network.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> green = gpd.GeoDataFrame(geometry=[shapely.box(350300, 6249900, 350400, 6250100)],
    ...                          crs="EPSG:32645")
    >>> city = gpd.GeoDataFrame({"id": ["c"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(349000, 6249000, 352000, 6252000)])
    >>> open_space_access(homes, green, city, weight="people")[["total", "served"]].values
    array([[40., 10.]])
    """
    if not (np.isfinite(reach_m) and reach_m > 0):
        raise ValueRangeError(
            said("expected `reach_m` above zero, got {reach_m}: 400 is usual", reach_m=reach_m)
        )
    require(demand, "demand", weight=weight, valid=False)
    require(open_space, "open_space", kinds=POLYGONS)
    require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, open_space=open_space, zones=zones)
    straight = distance_to_nearest_m(demand, open_space).to_numpy()
    near = straight <= reach_m
    walked = None
    if network is not None:
        require_network_crs(network, demand=demand)
        walked = (straight == 0) | (_walks_m(demand, open_space, network, max_snap_m) <= reach_m)

    points = ClumpedPoints(np.asarray(demand.geometry.array))
    weights = exact_weights(demand, weight)
    rows = []
    for name, shape in zip(zones[zone_column], zones.geometry.array, strict=True):
        within = points.order[points.inside(shape)]
        here = weights[within]
        total, served = float(here.sum()), float(here[near[within]].sum())
        walk = np.nan if walked is None else float(here[walked[within]].sum())
        shares = (served / total, walk / total) if total > 0 else (np.nan, np.nan)
        rows.append((name, total, served, shares[0], walk, shares[1]))
    columns = ["zone", "total", "served", "served_share", "walk_served", "walk_share"]
    return pd.DataFrame(rows, columns=columns)


def _walks_m(
    demand: gpd.GeoDataFrame, open_space: gpd.GeoDataFrame, network: Network, max_snap_m: float
) -> NDArray[np.float64]:
    """Return the way over streets from each home to the edge of open space; infinite for none."""
    edges = shapely.segmentize(shapely.boundary(open_space.geometry.array), _ENTRANCE_EVERY_M)
    xy = np.unique(shapely.get_coordinates(edges), axis=0)
    entrances = gpd.GeoDataFrame(
        {"id": np.arange(len(xy))}, geometry=shapely.points(xy), crs=demand.crs
    )
    entrances = entrances[snap_distance_m(network, entrances) <= _ENTRANCE_WITHIN_M]
    if entrances.empty:
        return np.full(len(demand), np.inf)
    homes = gpd.GeoDataFrame(
        {"id": np.arange(len(demand))}, geometry=demand.geometry.to_numpy(), crs=demand.crs
    )
    try:
        found = nearest_over_network(network, homes, entrances, max_snap_m=max_snap_m)
    except EmptyError:
        return np.full(len(demand), np.inf)
    return np.asarray(found["distance_m"].fillna(np.inf), dtype=float)
