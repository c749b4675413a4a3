"""Change of land between two states: from which class to which, and what each gains and loses.

Both states are polygons with classes; what no polygon of a state covers is "unclassified" in it, so
the rows of the matrix sum to the first state and its columns to the second. Overlaps within a state
go by row order. Polygons that are the same in both states are recognised and not cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._cutting import cut_pieces, piece_areas
from geo._errors import ColumnError
from geo._numbers import checked_numbers
from geo._polygons import only_polygons
from geo._said import said
from geo._threads import in_threads
from geo._validate import POLYGONS, require, require_same_crs
from geo.landuse import UNCLASSIFIED
from geo.overlaps import resolved_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Change", "class_balance", "laid_over", "land_change"]

_M2_PER_HA = 10_000
_LEAST_M2 = 0.01
_ROUNDING = 1e-9
_SLIVER_M2 = 1e-4
_PIECES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What became of the land between two states.

    Attributes
    ----------
    matrix
        ``[zone,] from, to, area_ha, share``: hectares of each pair of classes that occurs, land
        that kept its class included; `share` is of the zone, or of all land of either state.
    land
        ``[zone,] from, to, area_ha, geometry``: the land that changed.
    """

    matrix: pd.DataFrame
    land: gpd.GeoDataFrame


def land_change(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    before_class: str,
    after_class: str,
    zones: gpd.GeoDataFrame | None = None,
    zone_column: str = "id",
) -> Change:
    """Return the hectares that went from each class of one state to each class of another.

    ``area(from, to) = area of land in class "from" before and "to" after``

    Parameters
    ----------
    before, after
        Polygons in a measuring CRS, the same for both.
    before_class, after_class
        Column with the class of either.
    zones
        Polygons to which both are cut and by which rows are reported, each by itself; without
        them all land of either state counts.
    zone_column
        Column of `zones` with the name that rows carry.

    Returns
    -------
    Change
        The matrix, zones in their order and classes by name, "unclassified" last, and the land
        that changed.

    Warns
    -----
    OverlapWarning
        Polygons of a state overlapped, and the earlier row kept the land.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> def land(use, *box):
    ...     return gpd.GeoDataFrame({"use": use}, crs="EPSG:32645", geometry=[
    ...         shapely.box(350000 + x, 6250000, 350100 + x, 6250100) for x in box])
    >>> found = land_change(land(["wood", "field"], 0, 100), land(["town"], 50),
    ...                     before_class="use", after_class="use")
    >>> found.matrix[["from", "to", "area_ha"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['field', 'town', 0.5], ['field', 'unclassified', 0.5],
     ['wood', 'town', 0.5], ['wood', 'unclassified', 0.5]]
    """
    require(before, "before", kinds=POLYGONS, full=[before_class])
    require(after, "after", kinds=POLYGONS, full=[after_class])
    if zones is not None:
        require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(before=before, after=after, zones=zones)
    old, old_classes = _state(before, before_class)
    new, new_classes = _state(after, after_class)
    pieces, old_row, new_row = _common(old, new)
    come = _named(old_classes, old_row)
    go = _named(new_classes, new_row)

    if zones is None:
        zone, row, area_m2 = np.zeros(len(pieces), dtype=np.int64), np.arange(len(pieces)), None
        area_m2 = shapely.area(pieces)
        zone_m2, names = np.array([area_m2.sum()]), None
    else:
        shapes = np.asarray(zones.geometry.array)
        zone, row, area_m2 = piece_areas(pieces, shapes)
        zone_m2, names = shapely.area(shapes), zones[zone_column].to_numpy()
    matrix = _matrix(zone, come[row], go[row], area_m2, zone_m2)
    changed = np.flatnonzero(come != go)
    if zones is None:
        land, of, within = pieces[changed], changed, None
    else:
        within, part, land = cut_pieces(pieces[changed], shapes)
        of = changed[part]
    layer = gpd.GeoDataFrame(
        {"from": come[of], "to": go[of], "area_ha": shapely.area(land) / _M2_PER_HA},
        geometry=only_polygons(land),
        crs=before.crs,
    )
    if names is None:
        matrix = matrix.drop(columns="zone")
    else:
        matrix["zone"] = names[matrix["zone"]]
        layer.insert(0, "zone", names[within])
    return Change(matrix, layer[layer["area_ha"] > _LEAST_M2 / _M2_PER_HA].reset_index(drop=True))


def _state(frame: gpd.GeoDataFrame, column: str) -> tuple[NDArray[Any], NDArray[Any]]:
    shapes = np.asarray(frame.geometry.array)
    classes = frame[column].to_numpy(dtype=object)
    resolved = resolved_shapes(shapes, classes, "rows", ())
    held = ~shapely.is_empty(resolved)
    return resolved[held], classes[held]


def _named(classes: NDArray[Any], row: NDArray[np.int64]) -> NDArray[Any]:
    return np.append(classes, UNCLASSIFIED)[row]


def _common(
    old: NDArray[Any], new: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Return pieces of land with their row in either state, -1 where a state has none."""
    twin = pd.Index(shapely.to_wkb(new)).get_indexer(shapely.to_wkb(old))
    same = np.flatnonzero(twin >= 0)
    rest, other = np.flatnonzero(twin < 0), np.setdiff1d(np.arange(len(new)), twin)
    one, two = shapely.STRtree(new[other]).query(old[rest])
    one, two = rest[one], other[two]
    parts = np.array_split(np.arange(len(one)), _PIECES)
    both = np.concatenate(
        in_threads(lambda part: shapely.intersection(old[one[part]], new[two[part]]), parts)
    )
    held = shapely.area(both) > 0
    both, one, two = both[held], one[held], two[held]
    gone, old_only = _without(old, rest, one, both)
    come, new_only = _without(new, other, two, both)
    pieces = [old[same], both, gone, come]
    nobody = np.full(len(come), -1), np.full(len(gone), -1)
    old_row = np.concatenate([same, one, old_only, nobody[0]])
    new_row = np.concatenate([twin[same], two, nobody[1], new_only])
    return np.concatenate(pieces), old_row, new_row


def _without(
    shapes: NDArray[Any],
    rows: NDArray[np.int64],
    owner: NDArray[np.int64],
    parts: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return what is left of rows when their parts are taken away, and which rows have a rest."""
    taken_m2 = np.bincount(owner, weights=shapely.area(parts), minlength=len(shapes))
    left = rows[(shapely.area(shapes) - taken_m2)[rows] > _LEAST_M2]
    rest = np.array(
        [shapely.difference(shapes[row], shapely.union_all(parts[owner == row])) for row in left],
        dtype=object,
    )
    return rest, left


def _matrix(
    zone: NDArray[np.int64],
    come: NDArray[Any],
    go: NDArray[Any],
    area_m2: NDArray[np.float64],
    zone_m2: NDArray[np.float64],
) -> pd.DataFrame:
    rows = pd.DataFrame({"zone": zone, "from": come, "to": go, "area_ha": area_m2})
    bare_m2 = np.maximum(zone_m2 - np.bincount(zone, area_m2, len(zone_m2)), 0)
    bare = np.flatnonzero(bare_m2 > _ROUNDING * zone_m2)
    empty = pd.DataFrame(
        {"zone": bare, "from": UNCLASSIFIED, "to": UNCLASSIFIED, "area_ha": bare_m2[bare]}
    )
    summed = pd.concat([rows[rows["area_ha"] > 0], empty], ignore_index=True)
    summed = summed.groupby(["zone", "from", "to"], as_index=False, sort=False)["area_ha"].sum()
    summed = summed[summed["area_ha"] > _SLIVER_M2]
    order = [summed["zone"], *(_rank(summed[name]) for name in ("from", "to"))]
    summed = summed.iloc[np.lexsort(order[::-1])].reset_index(drop=True)
    m2 = summed["area_ha"].to_numpy(dtype=float)
    summed["area_ha"] = m2 / _M2_PER_HA
    summed["share"] = m2 / zone_m2[summed["zone"]]
    return summed


def _rank(classes: pd.Series) -> NDArray[np.int64]:
    """Return the place of each class in the order of names, unclassified last."""
    ordered = sorted(set(classes), key=lambda one: (one == UNCLASSIFIED, str(one)))
    return np.asarray(pd.Index(ordered).get_indexer(classes), dtype=np.int64)


def laid_over(
    base: gpd.GeoDataFrame,
    top: gpd.GeoDataFrame,
    *,
    base_class: str,
    top_class: str,
    becomes: Mapping[Any, Any] | None = None,
) -> gpd.GeoDataFrame:
    """Return the state of the land when polygons are laid over it, as when a plan is carried out.

    Parameters
    ----------
    base
        Polygons of the land as it is, in a measuring CRS.
    top
        Polygons that are laid over it; of several in one place the earlier row counts.
    base_class, top_class
        Column with the class of either.
    becomes
        What the land under a class of `top` becomes; None for land that stays as it is. Classes
        left out become themselves.

    Returns
    -------
    geopandas.GeoDataFrame
        ``class, geometry``: what is laid over first, then the base where it shows.

    Warns
    -----
    OverlapWarning
        Polygons of `top` overlapped.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> wood = gpd.GeoDataFrame({"use": ["wood"]}, crs="EPSG:32645", geometry=[
    ...     shapely.box(350000, 6250000, 350200, 6250100)])
    >>> plan = gpd.GeoDataFrame({"type": ["medical"]}, crs="EPSG:32645", geometry=[
    ...     shapely.box(350150, 6250000, 350250, 6250100)])
    >>> after = laid_over(wood, plan, base_class="use", top_class="type",
    ...                   becomes={"medical": "health"})
    >>> list(zip(after["class"], after.area.tolist()))
    [('health', 10000.0), ('wood', 15000.0)]
    """
    require(base, "base", kinds=POLYGONS, full=[base_class])
    require(top, "top", kinds=POLYGONS, full=[top_class])
    require_same_crs(base=base, top=top)
    above, kinds = _state(top, top_class)
    new = np.array([(becomes or {}).get(kind, kind) for kind in kinds], dtype=object)
    turned = np.array([kind is not None for kind in new], dtype=bool)
    above, new = above[turned], new[turned]
    below = np.asarray(base.geometry.array).copy()
    row, cover = shapely.STRtree(above).query(below, predicate="intersects")
    for one in np.unique(row):
        below[one] = shapely.difference(below[one], shapely.union_all(above[cover[row == one]]))
    shows = ~shapely.is_empty(below)
    classes = np.concatenate([new, base[base_class].to_numpy(dtype=object)[shows]])
    geometry = np.concatenate([above, below[shows]])
    return gpd.GeoDataFrame({"class": classes}, geometry=geometry, crs=base.crs)


def class_balance(matrix: pd.DataFrame) -> pd.DataFrame:
    """Return what each class held, gained and lost, and how much of that only changed places.

    ``gain = after - kept``; ``loss = before - kept``; ``net = gain - loss = after - before``;
    ``swap = 2 min(gain, loss)``: land that a class lost in one place and gained in another.
    Source: R. G. Pontius, E. Shusas, M. McEachern, Detecting Important Categorical Land Changes
    while Accounting for Persistence, Agriculture, Ecosystems and Environment 101 (2004).

    Parameters
    ----------
    matrix
        Rows of `land_change`: ``[zone,] from, to, area_ha``.

    Returns
    -------
    pandas.DataFrame
        ``[zone,] class, before_ha, after_ha, gain_ha, loss_ha, net_ha, swap_ha`` for each class
        of either state, zones in their order and classes by name, "unclassified" last.

    Raises
    ------
    ColumnError
        A column is missing.
    ValueRangeError
        An area is negative or no number.

    Examples
    --------
    >>> matrix = pd.DataFrame({"from": ["wood", "wood", "field"], "to": ["wood", "field", "wood"],
    ...                        "area_ha": [5.0, 3.0, 1.0]})
    >>> class_balance(matrix)[["class", "gain_ha", "loss_ha", "net_ha", "swap_ha"]].values.tolist()
    [['field', 3.0, 1.0, 2.0, 2.0], ['wood', 1.0, 3.0, -2.0, 2.0]]
    """
    missing = [name for name in ("from", "to", "area_ha") if name not in matrix.columns]
    if missing:
        raise ColumnError(
            said(
                "`matrix`: expected columns from, to and area_ha, {missing} are missing: "
                "give rows of `land_change`",
                missing=missing,
            )
        )
    rows = matrix.assign(area_ha=checked_numbers(matrix["area_ha"], "matrix"))
    zoned = "zone" in rows.columns
    rows = rows if zoned else rows.assign(zone=0)
    stays = rows["from"] == rows["to"]
    sums = {
        name: part.groupby(["zone", column])["area_ha"].sum().rename_axis(["zone", "class"])
        for name, part, column in (
            ("before_ha", rows, "from"),
            ("after_ha", rows, "to"),
            ("kept", rows[stays], "from"),
        )
    }
    table = pd.DataFrame(sums).fillna(0.0).reset_index()
    zone = pd.Index(pd.unique(rows["zone"])).get_indexer(table["zone"])
    table = table.iloc[np.lexsort([_rank(table["class"]), zone])].reset_index(drop=True)
    table["gain_ha"] = table["after_ha"] - table["kept"]
    table["loss_ha"] = table["before_ha"] - table["kept"]
    table["net_ha"] = table["after_ha"] - table["before_ha"]
    table["swap_ha"] = 2 * table[["gain_ha", "loss_ha"]].min(axis=1)
    return table.drop(columns=["kept", *([] if zoned else ["zone"])])
