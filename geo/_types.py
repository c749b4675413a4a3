"""Features parted by type, and rows of an answer an origin and type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo._errors import ValueRangeError
from geo._said import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["ALL_TYPES", "Group", "by_type", "ordered_by_id", "rows_of_types"]

ALL_TYPES = "all"
"""The value of `by` for features of any type taken together."""


class Group(NamedTuple):
    """The features of one type."""

    kind: Any
    shapes: NDArray[Any]
    rows: NDArray[np.int64]
    ids: NDArray[Any]


def by_type(frame: gpd.GeoDataFrame, by: str | None, name: str) -> list[Group]:
    """Return the features of each type, types in the order of their name; `ids` are row numbers."""
    shapes = np.asarray(frame.geometry.array)
    rows = np.arange(len(frame))
    if by is None:
        return [Group(ALL_TYPES, shapes, rows, rows)]
    kinds = sorted(pd.unique(frame[by]), key=str)
    if ALL_TYPES in kinds:
        raise ValueRangeError(
            said(
                "`{name}`: expected types other than `{word}` in `{by}`, which stands for "
                "any type: rename it",
                name=said(name),
                word=ALL_TYPES,
                by=by,
            )
        )
    values = frame[by].to_numpy()
    parted = [np.flatnonzero(values == kind) for kind in kinds]
    return [Group(kind, shapes[part], part, part) for kind, part in zip(kinds, parted, strict=True)]


def ordered_by_id(frame: gpd.GeoDataFrame, by: str | None, id_column: str) -> list[Group]:
    """Return the features of each type in the order of their id, numbers before text."""
    ids = frame[id_column].to_numpy(dtype=object)
    ranked = sorted(range(len(ids)), key=lambda row: _rank(ids[row]))
    groups = by_type(frame.iloc[ranked], by, "targets")
    order = np.array(ranked)
    return [
        Group(group.kind, group.shapes, order[group.rows], ids[order[group.rows]])
        for group in groups
    ]


def _rank(value: Any) -> tuple[float, str]:
    number = isinstance(value, int | float | np.number)
    return (float(value), "") if number else (np.inf, str(value))


def rows_of_types(ids: pd.Series, found: Mapping[Any, Mapping[str, NDArray[Any]]]) -> pd.DataFrame:
    """Return one row an origin and type, origins in their order, types in that of `found`."""
    count = len(found)
    columns: dict[str, Any] = {
        "id": np.repeat(ids.to_numpy(), count),
        "by": np.tile(np.array(list(found), dtype=object), len(ids)),
    }
    for name in next(iter(found.values())):
        values = np.column_stack([columns_of[name] for columns_of in found.values()]).ravel()
        columns[name] = pd.Series(values, dtype=values.dtype)
    return pd.DataFrame(columns)
