"""Conflicts of territories: strips along water, protected land, hazards, land of another use.

A territory conflicts with a kind on the part of it that lies within that kind's land; polygons of
one kind that overlap count once. Land of another use is land whose class is not among those that
fit the territory's type. The kind "any" is all kinds together, overlaps counted once, so it is no
more than their sum. The interval comes of moving each territory within its precision as a whole,
seeded, while the land stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._cutting import piece_areas
from geo._draws import drawn_moves, metres_of_disc
from geo._errors import ValueRangeError
from geo._numbers import checked_numbers
from geo._polygons import only_polygons
from geo._said import said
from geo._threads import in_threads
from geo._types import ALL_TYPES
from geo._validate import LINES, POLYGONS, require, require_same_crs
from geo.overlaps import resolved_shapes
from geo.resampling import ends

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["ANY_CONFLICT", "OTHER_USE", "Conflicts", "conflicts", "water_strips"]

ANY_CONFLICT = "any conflict"
"""The kind of all conflicts together, overlaps counted once."""

OTHER_USE = "other use"
"""The kind of land whose class does not fit the territory's type."""

_M2_PER_HA = 10_000
_M_PER_KM = 1000
_LEAST_M2 = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Conflicts:
    """Where territories meet land that speaks against them.

    Attributes
    ----------
    rows
        ``territory, by, kind, class, area_ha, share, area_ha_low, area_ha_high``: one row a
        territory and kind, those of no area left out but "any conflict"; `class` is the land-use
        class where the kind is "other use", else empty. `share` is of the territory. The territory
        "all" sums them. The ends of the interval are NaN without draws.
    pieces
        ``territory, by, kind, class, area_ha, geometry``: the land of each row but "any conflict"
        and "all".
    """

    rows: pd.DataFrame
    pieces: gpd.GeoDataFrame


class _Target(NamedTuple):
    """Land that one territory may meet: its kind, its class, its shape near the territory."""

    kind: str
    name: Any
    shape: Any


def conflicts(
    territories: gpd.GeoDataFrame,
    kinds: Mapping[str, gpd.GeoDataFrame],
    *,
    by: str,
    id_column: str = "id",
    uses: gpd.GeoDataFrame | None = None,
    class_column: str = "class",
    fits: Mapping[Any, Collection[Any]] | None = None,
    precision: str | None = None,
    draws: int = 0,
    seed: int = 0,
) -> Conflicts:
    """Return the hectares of each territory that lie in land of each kind of conflict.

    ``area(territory, kind) = area(territory intersected with the union of the kind's polygons)``

    Parameters
    ----------
    territories
        Polygons in a measuring CRS.
    kinds
        Polygons of each kind of conflict by its name, in the same CRS.
    by, id_column
        Columns of `territories` with the type and the id.
    uses
        Polygons of land use, in the same CRS; of several in one place the earlier row counts.
    class_column
        Column of `uses` with the class.
    fits
        Classes of land that fit each type; a type that is left out takes any land.
    precision
        Column of `territories` with a word of `PRECISION_M` or a number of metres.
    draws, seed
        Random moves behind the interval (0 for none) and their seed.

    Returns
    -------
    Conflicts
        Rows in the order of territories, kinds in the order given, and the land itself.

    Warns
    -----
    OverlapWarning
        Polygons of `uses` overlapped.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of a frame; the message holds all faults.
    ValueRangeError
        There is nothing to conflict with, or draws are asked for without a precision.

    Examples
    --------
    >>> def land(low_x, high_x, **columns):
    ...     return gpd.GeoDataFrame(columns, crs="EPSG:32645", geometry=[
    ...         shapely.box(350000 + low_x, 6250000, 350000 + high_x, 6250100)])
    >>> park = land(0, 200, id=["p"], type=["sport"])
    >>> found = conflicts(park, {"flood": land(150, 300)}, by="type", class_column="use",
    ...                   uses=land(100, 200, use=["works"]), fits={"sport": ["green"]})
    >>> found.rows[["kind", "area_ha", "share"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['flood', 0.5, 0.25], ['other use', 1.0, 0.5], ['any conflict', 1.0, 0.5],
     ['flood', 0.5, 0.25], ['other use', 1.0, 0.5], ['any conflict', 1.0, 0.5]]
    """
    _check(territories, kinds, by, id_column, uses, class_column)
    disc_m = np.zeros(len(territories))
    if draws:
        if precision is None:
            raise ValueRangeError(
                said(
                    "expected `precision`, a column of `territories`, where draws are asked for, "
                    "got none: name it, or ask for 0 draws"
                )
            )
        require(territories, "territories", full=[precision])
        disc_m = metres_of_disc(territories[precision])
    moves = drawn_moves(disc_m, draws, seed) if draws else np.empty((len(territories), 0, 2))
    layers = {name: np.asarray(frame.geometry.array) for name, frame in kinds.items()}
    trees = {name: shapely.STRtree(shapes) for name, shapes in layers.items()}
    land, classes = _land(uses, class_column)
    land_tree = shapely.STRtree(land)

    def of_one(number: int) -> tuple[list[_Target], NDArray[np.float64]]:
        shape, kind = territories.geometry.iloc[number], territories[by].iloc[number]
        near = shapely.box(*_reach(shape, float(disc_m[number])))
        targets = [
            _Target(name, "", _near(near, layers[name][tree.query(near)]))
            for name, tree in trees.items()
        ]
        fitting = (fits or {}).get(kind)
        if fitting is not None:
            rows = np.sort(land_tree.query(near))
            for other in sorted(set(classes[rows]) - set(fitting), key=str):
                chosen = land[rows[classes[rows] == other]]
                targets.append(_Target(OTHER_USE, other, _near(near, chosen)))
        shapes = np.array([target.shape for target in targets], dtype=object)
        targets.append(_Target(ANY_CONFLICT, "", shapely.union_all(shapes)))
        return targets, _areas([one.shape for one in targets], shape, moves[number])

    found = in_threads(of_one, range(len(territories)))
    return _answer(territories, by, id_column, found, draws)


def _check(
    territories: gpd.GeoDataFrame,
    kinds: Mapping[str, gpd.GeoDataFrame],
    by: str,
    id_column: str,
    uses: gpd.GeoDataFrame | None,
    class_column: str,
) -> None:
    if not kinds and uses is None:
        raise ValueRangeError(
            said(
                "expected land to conflict with, got none: give strips along water, "
                "protected land, hazards or land use"
            )
        )
    require(territories, "territories", kinds=POLYGONS, full=[by], unique=id_column)
    for name, frame in kinds.items():
        require(frame, name, kinds=POLYGONS)
    if uses is not None:
        require(uses, "uses", kinds=POLYGONS, full=[class_column])
    require_same_crs(territories=territories, uses=uses, **kinds)


def _land(uses: gpd.GeoDataFrame | None, class_column: str) -> tuple[NDArray[Any], NDArray[Any]]:
    if uses is None:
        nothing = np.empty(0, dtype=object)
        return nothing, nothing
    classes = uses[class_column].to_numpy(dtype=object)
    resolved = resolved_shapes(np.asarray(uses.geometry.array), classes, "rows", ())
    held = ~shapely.is_empty(resolved)
    return resolved[held], classes[held]


def _reach(shape: Any, disc_m: float) -> NDArray[np.float64]:
    return np.asarray(shapely.bounds(shape) + np.array([-1, -1, 1, 1]) * (disc_m + 1))


def _near(box: Any, shapes: NDArray[Any]) -> Any:
    """Return the union of polygons within a box."""
    parts = shapely.clip_by_rect(shapes, *shapely.bounds(box))
    return shapely.union_all(only_polygons(parts[~shapely.is_empty(parts)]))


def _areas(targets: Sequence[Any], shape: Any, moves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the m2 of each target within a shape where it stands and where it is moved to."""
    held = np.flatnonzero([not one.is_empty for one in targets])
    areas = np.zeros((len(targets), 1 + len(moves)))
    if len(held) == 0:
        return areas
    places = np.array(
        [shape, *(shapely.transform(shape, lambda xy, by=move: xy + by) for move in moves)]
    )
    zone, row, m2 = piece_areas(np.array([targets[int(one)] for one in held], dtype=object), places)
    areas[held[row], zone] = m2
    return areas


def _answer(
    territories: gpd.GeoDataFrame,
    by: str,
    id_column: str,
    found: list[tuple[list[_Target], NDArray[np.float64]]],
    draws: int,
) -> Conflicts:
    rows, shapes = [], []
    for number, (targets, m2) in enumerate(found):
        whole = territories.geometry.iloc[number]
        name, kind = territories[id_column].iloc[number], territories[by].iloc[number]
        hectares = m2 / _M2_PER_HA
        low, high = _interval(hectares, draws)
        for place, target in enumerate(targets):
            here = float(hectares[place, 0])
            most = np.fmax(here, high[place]) * _M2_PER_HA
            if most <= _LEAST_M2 and target.kind != ANY_CONFLICT:
                continue
            share = here * _M2_PER_HA / whole.area
            rows.append(
                (name, kind, target.kind, target.name, here, share, low[place], high[place])
            )
            shapes.append(shapely.intersection(whole, target.shape))
    columns = ["territory", "by", "kind", "class", "area_ha", "share"]
    table = pd.DataFrame(rows, columns=[*columns, "area_ha_low", "area_ha_high"])
    pieces = gpd.GeoDataFrame(
        table[columns[:-1]], geometry=only_polygons(np.array(shapes)), crs=territories.crs
    )
    sums = _sums(found, float(territories.geometry.area.sum()) / _M2_PER_HA, draws)
    table = pd.concat([table, pd.DataFrame(sums, columns=table.columns)], ignore_index=True)
    drawn = (pieces["kind"] != ANY_CONFLICT) & (pieces["area_ha"] > _LEAST_M2 / _M2_PER_HA)
    return Conflicts(table, pieces[drawn].reset_index(drop=True))


def _sums(
    found: list[tuple[list[_Target], NDArray[np.float64]]], whole_ha: float, draws: int
) -> list[tuple[Any, ...]]:
    """Return the rows of all territories together, a kind each."""
    summed: dict[str, NDArray[np.float64]] = {}
    for targets, m2 in found:
        for target, areas in zip(targets, m2 / _M2_PER_HA, strict=True):
            summed[target.kind] = summed.get(target.kind, 0.0) + areas
    kinds = sorted(summed, key=lambda kind: kind == ANY_CONFLICT)
    low, high = _interval(np.stack([summed[kind] for kind in kinds]), draws)
    return [
        (ALL_TYPES, ALL_TYPES, kind, "", here, here / whole_ha, low[place], high[place])
        for place, kind in enumerate(kinds)
        for here in [float(summed[kind][0])]
    ]


def _interval(
    hectares: NDArray[np.float64], draws: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not draws:
        unknown = np.full(len(hectares), np.nan)
        return unknown, unknown
    return ends(hectares[:, 0], list(hectares[:, 1:].T))


def water_strips(
    rivers: gpd.GeoDataFrame | None = None,
    lakes: gpd.GeoDataFrame | None = None,
    *,
    widths: Sequence[tuple[float, float]],
    river_column: str | None = None,
    width_column: str | None = None,
    length_column: str | None = None,
    lake_strip_m: float = 50.0,
    lake_least_km2: float = 0.5,
) -> gpd.GeoDataFrame:
    """Return water and the protection strips beside it, as wide as a table by length says.

    A river's strip is measured from its bank, half its width from its axis. Its length is that
    of all lines that share its name: as drawn, unless a column says it.
    Source of the usual table: Water Code of the Russian Federation, article 65, parts 4 and 6.

    Parameters
    ----------
    rivers
        Lines along the axes of rivers, in a measuring CRS.
    lakes
        Polygons of lakes and reservoirs, in the same CRS.
    widths
        Rows of a river's least length in km and the strip in m that holds from there on, the
        first from 0 km.
    river_column
        Column of `rivers` that names the river a line is part of; None makes each line a river.
    width_column
        Column with the river's width in metres; None takes 0.
    length_column
        Column with the river's length in km; None takes what is drawn.
    lake_strip_m
        Strip about lakes in m.
    lake_least_km2
        Lakes smaller than this in km2 have no strip.

    Returns
    -------
    geopandas.GeoDataFrame
        ``length_km, strip_m, geometry``: one polygon a line or lake that has a strip, water
        included; `length_km` is NaN for lakes.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of a frame; the message holds all faults.
    ValueRangeError
        The table is not in rising order from 0 km, or a number is negative or none at all.

    Examples
    --------
    >>> brook = gpd.GeoDataFrame({"width_m": [8]}, crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (352000, 6250000)])])
    >>> strip = water_strips(brook, widths=[(0, 50), (10, 100), (50, 200)], width_column="width_m")
    >>> strip["strip_m"].item(), [round(side) for side in strip.total_bounds - 350000][:3:2]
    (50.0, [-54, 2054])
    """
    least_km, strip_m = _checked_widths(widths)
    strips = []
    if rivers is not None:
        columns = [one for one in (river_column, width_column, length_column) if one]
        require(rivers, "rivers", kinds=LINES, full=columns)
        shapes = np.asarray(rivers.geometry.array)
        length_km = shapely.length(shapes) / _M_PER_KM
        if length_column:
            length_km = checked_numbers(rivers[length_column], "rivers")
        elif river_column:
            river, _ = pd.factorize(rivers[river_column])
            length_km = np.bincount(river, weights=length_km)[river]
        half_m = checked_numbers(rivers[width_column], "rivers") / 2 if width_column else 0.0
        wide_m = strip_m[np.searchsorted(least_km, length_km, side="right") - 1]
        strips.append((length_km, wide_m, shapely.buffer(shapes, wide_m + half_m), rivers.crs))
    if lakes is not None:
        require(lakes, "lakes", kinds=POLYGONS)
        shapes = np.asarray(lakes.geometry.array)
        shapes = shapes[shapely.area(shapes) >= lake_least_km2 * _M_PER_KM**2]
        wide_m = np.full(len(shapes), lake_strip_m)
        strips.append((wide_m * np.nan, wide_m, shapely.buffer(shapes, wide_m), lakes.crs))
    if not strips:
        raise ValueRangeError(said("expected rivers or lakes, got neither: give one of them"))
    require_same_crs(rivers=rivers, lakes=lakes)
    length_km, wide_m, shapes = (
        np.concatenate(each) for each in list(zip(*strips, strict=True))[:3]
    )
    return gpd.GeoDataFrame(
        {"length_km": length_km, "strip_m": wide_m}, geometry=shapes, crs=strips[0][3]
    )


def _checked_widths(
    widths: Sequence[tuple[float, float]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.array(widths, dtype=float).reshape(-1, 2)
    rising = len(table) > 0 and table[0, 0] == 0 and (np.diff(table[:, 0]) > 0).all()
    if not rising or not (np.isfinite(table) & (table >= 0)).all():
        raise ValueRangeError(
            said(
                "expected `widths` to rise from 0 km, each with metres of zero or more, got "
                "{table}: give rows such as (0, 50), (10, 100)",
                table=[tuple(map(float, row)) for row in table],
            )
        )
    return table[:, 0], table[:, 1]
