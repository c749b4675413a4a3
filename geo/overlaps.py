"""Overlaps of a polygon layer: resolved by a stated order, and reported by class.

Where polygons overlap, one keeps the land and the others lose it. By "rows" the earlier row keeps
it; by "priority" the class that stands earlier in a list, then classes that are not listed, rows in
their order; by "smallest" the smaller polygon, as a map draws small things on top. The resolved
polygons share no land, and together they cover what the layer covered:
``area before - area after = sum of what was lost``.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._errors import ValueRangeError
from geo._overlaps import without_overlaps
from geo._said import said
from geo._validate import POLYGONS, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo._rings import Rings

__all__ = ["ORDERS", "Order", "OverlapWarning", "Resolved", "resolve_overlaps"]

Order = Literal["rows", "priority", "smallest"]

ORDERS: tuple[Order, ...] = ("rows", "priority", "smallest")
"""Orders by which one of several polygons keeps the land."""

_M2_PER_HA = 10_000
_LEAST_M2 = 0.01
_KEEPER = {
    "rows": "the earlier row",
    "priority": "the class earlier in the list",
    "smallest": "the smaller polygon",
}


class OverlapWarning(UserWarning):
    """Polygons of a land-use layer overlapped, and one of them kept the land."""


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """A layer without overlaps, and what was lost to get there.

    Attributes
    ----------
    land
        The polygons with their columns, each with the land that it keeps; those that keep nothing
        are left out.
    losses
        ``kept, lost, pairs, area_ha``: hectares that polygons of one class lost to polygons of
        another (or of the same), most first. Land that three polygons cover is lost twice.
    pieces
        ``kept, lost, area_ha, geometry``: the land of each pair of polygons that overlap.
    pairs
        Pairs of polygons that share land.
    lost_ha
        The area before less the area after: the sum of `losses`.
    overlapped_ha
        Land under two polygons or more, counted once.
    """

    land: gpd.GeoDataFrame
    losses: pd.DataFrame
    pieces: gpd.GeoDataFrame
    pairs: int
    lost_ha: float
    overlapped_ha: float


def resolve_overlaps(
    landuse: gpd.GeoDataFrame,
    *,
    class_column: str,
    order: Order = "rows",
    priority: Sequence[Any] = (),
) -> Resolved:
    """Give each piece of land to one polygon, and say which classes lost how much to which.

    ``kept(i) = polygon(i) - union of the polygons above i``;
    ``lost(j to i) = area(polygon(j) intersected with kept(i))``

    Parameters
    ----------
    landuse
        Polygons in a measuring CRS.
    class_column
        Column of `landuse` with the class.
    order
        Which polygon lies above: see the head of this module.
    priority
        Classes from the top down, for the order "priority".

    Returns
    -------
    Resolved
        The layer without overlaps, and the losses.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of the frame; the order is unheard of, or the list of classes is empty
        or names a class twice or one that the layer does not have.

    Examples
    --------
    >>> land = gpd.GeoDataFrame({"use": ["wood", "lake"]}, crs="EPSG:32645", geometry=[
    ...     shapely.box(350000, 6250000, 350200, 6250100),
    ...     shapely.box(350100, 6250000, 350200, 6250100)])
    >>> found = resolve_overlaps(land, class_column="use", order="smallest")
    >>> found.losses.to_dict("records")
    [{'kept': 'lake', 'lost': 'wood', 'pairs': 1, 'area_ha': 1.0}]
    >>> found.land.area.tolist()
    [10000.0, 10000.0]
    """
    require(landuse, "landuse", kinds=POLYGONS, full=[class_column])
    shapes = np.asarray(landuse.geometry.array)
    classes = landuse[class_column].to_numpy(dtype=object)
    rank = ranked(shapes, classes, order, priority)
    resolved, keeps, loses = without_overlaps(shapes, rank)
    cut = shapely.intersection(shapes[loses], resolved[keeps])
    pieces = gpd.GeoDataFrame(
        {"kept": classes[keeps], "lost": classes[loses], "area_ha": shapely.area(cut) / _M2_PER_HA},
        geometry=cut,
        crs=landuse.crs,
    )
    losses = pieces.drop(columns="geometry").groupby(["kept", "lost"], sort=False, as_index=False)
    losses = losses.agg(pairs=("area_ha", "size"), area_ha=("area_ha", "sum"))
    losses = losses.sort_values(["area_ha", "kept", "lost"], ascending=[False, True, True])
    stays = shapely.area(resolved) > _LEAST_M2
    before_m2, after_m2 = (float(shapely.area(each).sum()) for each in (shapes, resolved))
    return Resolved(
        land=landuse.set_geometry(resolved, crs=landuse.crs)[stays],
        losses=losses.reset_index(drop=True),
        pieces=pieces[pieces["area_ha"] > _LEAST_M2 / _M2_PER_HA].reset_index(drop=True),
        pairs=len(keeps),
        lost_ha=(before_m2 - after_m2) / _M2_PER_HA,
        overlapped_ha=float(shapely.area(shapely.union_all(cut))) / _M2_PER_HA,
    )


def ranked(
    shapes: NDArray[Any], classes: NDArray[Any], order: str, priority: Sequence[Any]
) -> NDArray[np.int64]:
    """Return the rank of each polygon, 0 on top."""
    rows = np.arange(len(shapes))
    if order == "rows":
        return rows
    if order == "smallest":
        sequence = np.lexsort((rows, shapely.area(shapes)))
    elif order == "priority":
        _check_priority(priority, classes)
        listed = pd.Index(list(priority)).get_indexer(classes)
        sequence = np.lexsort((rows, np.where(listed < 0, len(priority), listed)))
    else:
        raise ValueRangeError(
            said(
                "expected `order` among {known}, got `{order}`: choose which polygon keeps "
                "the land where two overlap",
                known=list(ORDERS),
                order=order,
            )
        )
    rank = np.empty(len(shapes), dtype=np.int64)
    rank[sequence] = rows
    return rank


def _check_priority(priority: Sequence[Any], classes: NDArray[Any]) -> None:
    there = sorted(set(classes), key=str)
    listed = list(priority)
    faulty = [one for one in listed if one not in there or listed.count(one) > 1]
    if faulty or not listed:
        raise ValueRangeError(
            said(
                "expected `priority` to list classes of the layer from the top down, each "
                "once, among {there}, got {faulty}: correct the list or choose another order",
                there=there,
                faulty=faulty or said("none"),
            )
        )


def resolved_shapes(
    shapes: NDArray[Any],
    classes: NDArray[Any],
    order: str,
    priority: Sequence[Any],
    rings: Rings | None = None,
    tree: shapely.STRtree | None = None,
) -> NDArray[Any]:
    """Return polygons without overlaps, and warn where there were any."""
    rank = ranked(shapes, classes, order, priority)
    resolved, keeps, _ = without_overlaps(shapes, rank, rings, tree)
    if len(keeps):
        warnings.warn(
            f"`landuse`: {len(keeps)} pairs of polygons overlap; {_KEEPER[order]} kept the land: "
            f"{shapely.area(shapes).sum() / _M2_PER_HA:.4f} ha before, "
            f"{shapely.area(resolved).sum() / _M2_PER_HA:.4f} ha after",
            OverlapWarning,
            stacklevel=3,
        )
    return resolved
