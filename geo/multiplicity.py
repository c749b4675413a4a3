"""Multiplicity of coverage: what supply reaches in all, what it reaches once, and what never.

Each feature of supply reaches the demand, and the land, within the radius of it. Added up feature
by feature that is the gross coverage; counted once it is the unique coverage, which `served`
returns. Their difference is the overlap (a place that m features reach counts m - 1 times in it),
and what no feature reaches is the gap::

    gross = sum over features of what each reaches = sum over places of multiplicity x weight
    overlap = gross - served        uncovered = total - served

Sums of people are exact, as in `served`: the identities hold to the last bit. Hectares are those
of the buffers of `service_area`; the identities hold to rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._buffers import buffers
from geo._demand import OUTSIDE, exact_weights, zone_numbers
from geo._drawn_classes import drawn_classes, served_in_draws
from geo._drawn_land import drawn_land
from geo._draws import drawn_moves, metres_of_disc
from geo._numbers import checked_radii
from geo._points import ClumpedPoints
from geo._threads import in_threads
from geo._types import ALL_TYPES, Group, by_type
from geo._validate import POLYGONS, require, require_same_crs
from geo.uncertainty import DRAWS, PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

__all__ = ["WHOLE", "multiplicity", "multiplicity_layer"]

WHOLE = "all"
"""The value of `zone` for all zones and what lies outside of them together."""

_M2_PER_HA = 10_000


class _Zone(NamedTuple):
    """A zone and its land; whether the land is all that lies outside of it; None is all land."""

    name: Any
    land: Any = None
    outside: bool = False


def multiplicity(
    demand: gpd.GeoDataFrame,
    supply: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    radii_m: Iterable[float],
    weight: str | None = None,
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
    precision: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return gross, unique and overlapping coverage and the gap, in people and in hectares.

    Parameters
    ----------
    demand, supply, by, radii_m, weight, zones, zone_column
        As in `geo.coverage.served`.
    precision
        Column of `supply` with a word of `PRECISION_M` or a number of metres; None gives no
        interval.
    draws, seed
        Number of draws, 1 or more, and the generator's seed: the moves of `coverage_interval`.

    Returns
    -------
    pandas.DataFrame
        Rows and order of `served`: ``[zone,] by, radius_m, gross, served, overlap, uncovered,
        total``, the same in hectares (``gross_ha, area_ha, overlap_ha, uncovered_ha, total_ha``),
        and the ends ``_low``, ``_high`` of all but the totals, NaN without `precision`. The type
        "all" takes every feature of every type. Where there are zones, rows of the whole come
        last, under the zone "all": its interval is no sum of theirs. The gap and the total in
        hectares are those of zones: for the whole, and outside of them, they are NaN.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; fewer than one draw.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame({"people": [10, 30, 5]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350400, 359000], [6250000] * 3))
    >>> parks = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350300, 350700], [6250000, 6250000]))
    >>> rows = multiplicity(homes, parks, radii_m=[500], weight="people")
    >>> rows[["gross", "served", "overlap", "uncovered", "total"]].values.tolist()
    [[70.0, 40.0, 30.0, 5.0, 45.0]]
    """
    radii = checked_radii(radii_m)
    require(demand, "demand", weight=weight, valid=False)
    require(supply, "supply", full=[one for one in (by, precision) if one])
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, supply=supply, zones=zones)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    weights = exact_weights(demand, weight, times=len(supply))[points.order]
    groups = by_type(supply, by, "supply")
    zone_of, parts = _zones(points, zones, zone_column)
    drawn = _classes(points, supply, groups, radii, precision, draws, seed)
    people = _people(drawn, groups, weights, radii, zone_of, len(parts))
    land = _land(groups, radii, parts)
    moved = _moved_land(groups, supply, radii, zones, precision, draws, seed)
    for number, zone in enumerate(parts):
        table = people[number]
        gross, once = (
            np.vstack([land[name][number], land[name][number] + change])
            for name, change in zip(("gross", "area"), moved(number, zone), strict=True)
        )
        known = zone.land is not None and not zone.outside
        total_ha = float(shapely.area(zone.land)) / _M2_PER_HA if known else np.nan
        figures = {
            "gross_ha": gross,
            "area_ha": once,
            "overlap_ha": gross - once,
            "uncovered_ha": total_ha - once,
        }
        for name, values in figures.items():
            table[name] = values[0]
            table[f"{name}_low"], table[f"{name}_high"] = _ends(np.maximum(values, 0))
        table["total_ha"] = total_ha
        if zones is not None:
            table.insert(0, "zone", zone.name)
    return pd.concat(people, ignore_index=True)


def multiplicity_layer(supply: gpd.GeoDataFrame, *, radius_m: float) -> gpd.GeoDataFrame:
    """Return the land within a radius of supply, parted by how many features reach it.

    The outlines of all buffers are cut where they meet; each face between them is reached by one
    set of features, whose number is the face's multiplicity.

    Parameters
    ----------
    supply
        Points, lines or polygons in a measuring CRS.
    radius_m
        Radius in metres, above zero.

    Returns
    -------
    geopandas.GeoDataFrame
        ``multiplicity, area_ha, geometry``: polygons that share no land, in the CRS of `supply`,
        by rising multiplicity. To rounding the sum of areas is the unique coverage, the sum of
        multiplicity x area the gross one.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ValueRangeError
        By the first fault; the message holds all faults.

    Examples
    --------
    >>> parks = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy(
    ...     [350000, 350000, 360000], [6250000, 6250000, 6250000]))
    >>> layer = multiplicity_layer(parks, radius_m=1000)
    >>> layer[["multiplicity", "area_ha"]].round(1).values.tolist()
    [[1.0, 314.1], [2.0, 314.1]]
    """
    radii = checked_radii([radius_m])
    require(supply, "supply")
    reach = buffers(np.asarray(supply.geometry.array), radii)[0]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.boundary(reach))]))
    inner = shapely.point_on_surface(faces)
    face, _ = shapely.STRtree(inner).query(reach, predicate="intersects")[::-1]
    count = np.bincount(face, minlength=len(faces))
    order = np.argsort(count, kind="stable")
    order = order[count[order] > 0]
    return gpd.GeoDataFrame(
        {"multiplicity": count[order], "area_ha": shapely.area(faces[order]) / _M2_PER_HA},
        geometry=faces[order],
        crs=supply.crs,
    )


def _zones(
    points: ClumpedPoints, zones: gpd.GeoDataFrame | None, zone_column: str
) -> tuple[NDArray[np.int64], list[_Zone]]:
    """Return the number of each point's zone, and the zones, the whole last."""
    if zones is None:
        return np.zeros(len(points), dtype=np.int64), [_Zone(WHOLE)]
    zone_of, names, shapes = zone_numbers(points, zones, zone_column)
    parts = [_Zone(name, shape) for name, shape in zip(names, shapes, strict=True)]
    if (zone_of == len(names)).any():
        parts.append(_Zone(OUTSIDE, shapely.union_all(shapes), outside=True))
    return zone_of, [*parts, _Zone(WHOLE)]


def _classes(
    points: ClumpedPoints,
    supply: gpd.GeoDataFrame,
    groups: list[Group],
    radii_m: NDArray[np.float64],
    precision: str | None,
    draws: int,
    seed: int,
) -> dict[int, NDArray[np.int16]]:
    """Return, a row of supply, how many radii fall short: the stated places, then each draw."""
    singles = [
        Group(group.kind, group.shapes[[place]], group.rows[[place]], group.ids[[place]])
        for group in groups
        for place in range(len(group.rows))
    ]
    known = None if precision is None else supply[precision]
    found = drawn_classes(points, singles, radii_m, known, draws, seed)
    return {int(one.rows[0]): classes for one, classes in zip(singles, found, strict=True)}


def _people(
    drawn: dict[int, NDArray[np.int16]],
    groups: list[Group],
    weights: NDArray[np.float64],
    radii_m: NDArray[np.float64],
    zone_of: NDArray[np.int64],
    parts: int,
) -> list[pd.DataFrame]:
    """Return the people of each zone, the whole last, in the order of types and radii."""
    within = max(parts - 1, 1)

    def reached(classes: NDArray[np.int16]) -> NDArray[np.float64]:
        return served_in_draws(classes, weights, len(radii_m), zone_of, within)

    kinds, gross, unique, least = [], [], [], []
    for group in groups:
        members = [drawn[int(row)] for row in group.rows]
        least.append(np.minimum.reduce(members))
        kinds.append(group.kind)
        gross.append(np.sum(in_threads(reached, members), axis=0))
        unique.append(reached(least[-1]))
    if ALL_TYPES not in kinds:
        kinds.append(ALL_TYPES)
        gross.append(np.sum(gross, axis=0))
        unique.append(reached(np.minimum.reduce(least)))
    every, once = np.concatenate(gross, axis=2), np.concatenate(unique, axis=2)
    total = np.bincount(zone_of, weights=weights, minlength=within)
    if parts > 1:
        every, once = (np.append(one, one.sum(axis=1)[:, None], axis=1) for one in (every, once))
        total = np.append(total, total.sum())
    figures = {
        "gross": every,
        "served": once,
        "overlap": every - once,
        "uncovered": total[None, :, None] - once,
    }
    ends = {name: _ends(values) for name, values in figures.items()}
    return [
        pd.DataFrame(
            {
                "by": [kind for kind in kinds for _ in radii_m],
                "radius_m": np.tile(radii_m, len(kinds)),
                **{name: values[0, part] for name, values in figures.items()},
                "total": total[part],
                **{
                    f"{name}_{end}": found[part]
                    for name, pair in ends.items()
                    for end, found in zip(("low", "high"), pair, strict=True)
                },
            }
        )
        for part in range(parts)
    ]


def _ends(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the interval over draws, the first of which is the figure stated."""
    if len(values) == 1:
        unknown = np.full(values.shape[1:], np.nan)
        return unknown, unknown
    low, high = np.percentile(values[1:], PERCENTILES, axis=0)
    return np.minimum(low, values[0]), np.maximum(high, values[0])


def _moved_land(
    groups: list[Group],
    supply: gpd.GeoDataFrame,
    radii_m: NDArray[np.float64],
    zones: gpd.GeoDataFrame | None,
    precision: str | None,
    draws: int,
    seed: int,
) -> Callable[[int, _Zone], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return what gives the change of gross and unique hectares of a zone: draws, figures."""
    if precision is None:
        count = (len(groups) + (groups[0].kind != ALL_TYPES)) * len(radii_m)
        return lambda _number, _zone: (np.empty((0, count)), np.empty((0, count)))
    disc_m = metres_of_disc(supply[precision])
    shapes = None if zones is None else np.asarray(zones.geometry.array)
    drawn = drawn_land(groups, radii_m, disc_m, drawn_moves(disc_m, draws, seed), shapes)

    def of_zone(number: int, zone: _Zone) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        changes = [
            one.sum(axis=1) if zone.land is None else one[:, number]
            for one in (drawn.gross, drawn.once)
        ]
        gross, once = (one.reshape(draws, -1) for one in changes)
        return gross, once

    return of_zone


def _land(
    groups: list[Group], radii_m: NDArray[np.float64], parts: list[_Zone]
) -> dict[str, list[NDArray[np.float64]]]:
    """Return gross and unique hectares, an array a zone in the order of types and radii."""
    reach = in_threads(lambda group: buffers(group.shapes, radii_m), groups)
    if len(groups) > 1 or groups[0].kind != ALL_TYPES:
        reach.append(np.concatenate(reach, axis=1))
    layers = [layer for grown in reach for layer in grown]
    merged = np.array(in_threads(shapely.disjoint_subset_union_all, layers))
    owner = np.repeat(np.arange(len(layers)), [len(layer) for layer in layers])
    single = np.concatenate(layers)

    def of_zone(zone: _Zone) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        once, each = merged, single
        if zone.land is not None:
            cut = shapely.difference if zone.outside else shapely.intersection
            once, each = cut(merged, zone.land), cut(single, zone.land)
        gross = np.bincount(owner, weights=shapely.area(each), minlength=len(layers))
        return gross / _M2_PER_HA, shapely.area(once) / _M2_PER_HA

    found = in_threads(of_zone, parts)
    return {"gross": [gross for gross, _ in found], "area": [once for _, once in found]}
