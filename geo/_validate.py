"""Checks of what comes in: all faults of one input are collected and raised once.

The error raised is of the class of the first fault; its message holds every fault, one a line.
Features off the map (null or empty geometry) are never dropped in silence: a measure refuses
them, and `on_the_map` takes them out and says how many there were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo._errors import (
    AtlasError,
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
)
from geo._numbers import checked_numbers
from geo._said import joined, said
from geo._threads import in_threads
from geo.crs import crs_name, measuring_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

__all__ = [
    "ANY_KIND",
    "LINES",
    "POINTS",
    "POLYGONS",
    "Faults",
    "on_the_map",
    "require",
    "require_same_crs",
]

POINTS = ("Point", "MultiPoint")
LINES = ("LineString", "MultiLineString")
POLYGONS = ("Polygon", "MultiPolygon")
ANY_KIND = POINTS + LINES + POLYGONS

_SHOWN = 5
_PIECE = 5000


class Faults:
    """Faults of one input, collected and raised together.

    Examples
    --------
    >>> faults = Faults()
    >>> faults.add(ColumnError, "`zones`: expected column `id`")
    >>> faults.raise_all()
    Traceback (most recent call last):
    geo._errors.ColumnError: `zones`: expected column `id`
    """

    def __init__(self) -> None:
        self._found: list[tuple[type[AtlasError], str]] = []

    def add(self, error: type[AtlasError], message: str) -> None:
        """Note a fault."""
        self._found.append((error, message))

    def check(self, holds: bool, error: type[AtlasError], message: str) -> None:
        """Note a fault unless a condition holds."""
        if not holds:
            self.add(error, message)

    def raise_all(self) -> None:
        """Raise one error with every fault noted, of the first one's class; pass if none was."""
        if self._found:
            raise self._found[0][0](joined("\n", (message for _, message in self._found)))


def require(
    frame: gpd.GeoDataFrame,
    name: str,
    *,
    kinds: Sequence[str] = ANY_KIND,
    full: Iterable[str] = (),
    unique: str | None = None,
    weight: str | None = None,
    valid: bool = True,
) -> None:
    """Refuse a frame that a measure cannot be computed from.

    Parameters
    ----------
    frame
        What came in.
    name
        What to call it in the message.
    kinds
        Geometry types that the measure takes.
    full
        Columns that must be there and hold a value in every row.
    unique
        Column that must be there, full, and differ from row to row.
    weight
        Column that must be there and hold finite numbers of zero or more.
    valid
        Whether geometries must be valid too.

    Raises
    ------
    EmptyError, CrsError, ColumnError, GeometryError, ValueRangeError
        By the first fault; the message holds all.
    """
    if len(frame) == 0:
        raise EmptyError(
            said(
                "`{name}`: expected at least one feature, got none: check the layer",
                name=said(name),
            )
        )
    faults = Faults()
    crs_fault = measuring_fault(frame, name)
    faults.check(not crs_fault, CrsError, crs_fault)
    _check_geometry(faults, frame, name, kinds, valid=valid)
    for column in dict.fromkeys([*full, *([unique] if unique else [])]):
        _check_full(faults, frame, name, column)
    if unique in frame.columns:
        _check_unique(faults, frame[unique], name)
    if weight is not None:
        _check_weight(faults, frame, name, weight)
    faults.raise_all()


def _check_geometry(
    faults: Faults, frame: gpd.GeoDataFrame, name: str, kinds: Sequence[str], *, valid: bool
) -> None:
    shapes = np.asarray(frame.geometry.array)
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    faults.check(
        not absent.any(),
        GeometryError,
        said(
            "`{name}`: expected a geometry in every row, {absent} of {rows} rows have "
            "none: take them out with `on_the_map` and count them",
            name=said(name),
            absent=int(absent.sum()),
            rows=len(frame),
        ),
    )
    allowed = [getattr(shapely.GeometryType, kind.upper()) for kind in kinds]
    types = shapely.get_type_id(shapes)
    wrong = ~np.isin(types, allowed) & ~absent
    if wrong.any():
        found = sorted({shapely.GeometryType(code).name.title() for code in types[wrong]})
        faults.add(
            GeometryError,
            said(
                "`{name}`: expected geometries of type {kinds}, got {found} in {wrong} rows: "
                "choose another layer",
                name=said(name),
                kinds=", ".join(kinds),
                found=", ".join(found),
                wrong=int(wrong.sum()),
            ),
        )
    if not valid:
        return
    pieces = np.array_split(shapes, 1 + len(shapes) // _PIECE)
    invalid = ~np.concatenate(in_threads(shapely.is_valid, pieces)) & ~absent
    if invalid.any():
        first = int(np.flatnonzero(invalid)[0])
        faults.add(
            GeometryError,
            said(
                "`{name}`: expected valid geometries, {invalid} of {rows} are not (row "
                "{first}: {reason}): repair them",
                name=said(name),
                invalid=int(invalid.sum()),
                rows=len(frame),
                first=frame.index[first],
                reason=shapely.is_valid_reason(shapes[first]),
            ),
        )


def _check_full(faults: Faults, frame: gpd.GeoDataFrame, name: str, column: str) -> None:
    if column not in frame.columns:
        _add_missing(faults, frame, name, column)
        return
    blank = int(frame[column].isna().sum())
    faults.check(
        blank == 0,
        ColumnError,
        said(
            "`{name}`: expected a value of `{column}` in every row, {blank} of {rows} "
            "rows have none: fill them in or leave them out",
            name=said(name),
            column=column,
            blank=blank,
            rows=len(frame),
        ),
    )


def _add_missing(faults: Faults, frame: gpd.GeoDataFrame, name: str, column: str) -> None:
    there = [str(other) for other in frame.columns if other != frame.geometry.name]
    faults.add(
        ColumnError,
        said(
            "`{name}`: expected column `{column}`, got {there}: name one of these, or add it",
            name=said(name),
            column=column,
            there=there,
        ),
    )


def _check_unique(faults: Faults, values: pd.Series, name: str) -> None:
    repeated = values[values.duplicated() & values.notna()].unique()
    faults.check(
        len(repeated) == 0,
        ValueRangeError,
        said(
            "`{name}`: expected `{column}` to differ from row to row, repeated are "
            "{repeated}: make them unique",
            name=said(name),
            column=values.name,
            repeated=[str(value) for value in repeated[:_SHOWN]],
        ),
    )


def _check_weight(faults: Faults, frame: gpd.GeoDataFrame, name: str, column: str) -> None:
    if column not in frame.columns:
        _add_missing(faults, frame, name, column)
        return
    try:
        checked_numbers(frame[column], name)
    except AtlasError as error:
        faults.add(type(error), error.said)


def require_same_crs(**frames: gpd.GeoDataFrame | None) -> None:
    """Refuse frames that do not share one CRS.

    Parameters
    ----------
    **frames
        Frames by the name to call them in the message; None is passed over.

    Raises
    ------
    CrsError
        Two of them differ.
    """
    given = {name: frame for name, frame in frames.items() if frame is not None}
    systems = {name: frame.crs for name, frame in given.items()}
    first = next(iter(systems.values()))
    if any(crs != first for crs in systems.values()):
        listed = joined(
            ", ",
            (
                said(
                    "`{name}` in `{crs}`",
                    name=said(name),
                    crs=said("none") if crs is None else crs_name(crs),
                )
                for name, crs in systems.items()
            ),
        )
        raise CrsError(
            said("expected one CRS, got {listed}: reproject all to the same one", listed=listed)
        )


def on_the_map(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Part the features that have a place from those that have none.

    Parameters
    ----------
    frame
        Any geometries, some of them null or empty.

    Returns
    -------
    tuple of GeoDataFrame and int
        The features with a geometry, and how many were off the map.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.Point(1, 2), None],
    ...                          crs="EPSG:32645")
    >>> placed, off_the_map = on_the_map(sites)
    >>> list(placed["id"]), off_the_map
    (['a'], 1)
    """
    shapes = np.asarray(frame.geometry.array)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return frame[placed], int((~placed).sum())
