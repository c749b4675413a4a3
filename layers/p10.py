"""Columns of Order P10 of the Ministry of Economic Development (2018) for territorial parks.

Plans of territorial planning in Russia are kept in layers whose features carry class codes and a
fixed set of columns. The codes here are those that fit the six park types, as the project
collected them: the order is amended from time to time, so check them against the one in force
before a plan is handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from layers.vocabulary import ID, NAME, PARK_TYPE, SOURCE, STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLASSES", "COLUMNS", "STATUSES_P10", "type_of_class", "with_p10"]

CLASSES: Final[Mapping[str, tuple[int, ...]]] = {
    "industrial": (704010300, 607010101),
    "innovation": (704010500, 607010102, 701010403),
    "research_educational": (602010104, 602010106),
    "historical_cultural": (604010201, 604010202, 604010104, 602010201, 602010202, 602010203),
    "medical": tuple(range(602010401, 602010409)),
    "sport": (602010301, 602010302),
}
"""Codes of class by park type; the first is the one that is written."""

STATUSES_P10: Final = {"existing": 1, "construction": 2, "planned": 2, "concept": 2}
"""1 existing, 2 planned (3 to be rebuilt, 4 to be removed come in, but never go out)."""

COLUMNS: Final = (
    "GLOBALID",
    "CLASSID",
    "NAME",
    "OKTMO",
    "ADDRESS",
    "AREA",
    "STATUS",
    "REG_STATUS",
    "SOURCE",
    "NOTE",
)
"""The columns, in the order's sequence; AREA in hectares."""

_M2_PER_HA: Final = 10_000
_TYPES: Final = {code: kind for kind, codes in CLASSES.items() for code in codes}


def type_of_class(code: Any) -> str:
    """Give the park type of a class code; empty where it is of none.

    Examples
    --------
    >>> type_of_class("602010301"), type_of_class(602010401.0), type_of_class("район")
    ('sport', 'medical', '')
    """
    try:
        return _TYPES.get(int(float(code)), "")
    except (TypeError, ValueError, OverflowError):
        return ""


def with_p10(
    frame: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return parks with the columns of the order before their own.

    Parameters
    ----------
    frame
        Parks in a measuring CRS, with `park_type`.
    municipalities
        Polygons in that CRS with a column `oktmo`; without, OKTMO stays empty.

    Returns
    -------
    geopandas.GeoDataFrame
        `COLUMNS`, then the columns that came. What the atlas does not know stays empty: ADDRESS,
        REG_STATUS, and STATUS of a park that is none of those in the order.
    """
    nothing = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    statuses = frame.get(STATUS, nothing).map(STATUSES_P10)
    area_ha = frame.geometry.area.where(frame.geometry.area > 0) / _M2_PER_HA
    values = {
        "GLOBALID": frame.get(ID, nothing),
        "CLASSID": frame[PARK_TYPE].map({kind: codes[0] for kind, codes in CLASSES.items()}),
        "NAME": frame.get(f"{NAME}_ru", nothing),
        "OKTMO": _oktmo(frame, municipalities),
        "ADDRESS": nothing,
        "AREA": frame.get("area_ha", area_ha).fillna(area_ha).round(4),
        "STATUS": statuses.astype("Int64"),
        "REG_STATUS": nothing,
        "SOURCE": frame.get(f"{SOURCE}_ru", frame.get(SOURCE, nothing)),
        "NOTE": frame.get("note_ru", nothing),
    }
    values["CLASSID"] = values["CLASSID"].astype("Int64")
    kept = frame.drop(columns=frame.geometry.name)
    own = {name: column for name, column in kept.items() if str(name).upper() not in COLUMNS}
    return gpd.GeoDataFrame({**values, **own}, geometry=frame.geometry, crs=frame.crs)


def _oktmo(frame: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame | None) -> pd.Series:
    codes = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    if municipalities is None or "oktmo" not in municipalities.columns:
        return codes
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    points = placed.geometry.representative_point()
    for shape, code in zip(municipalities.geometry, municipalities["oktmo"], strict=True):
        codes[points.index[points.within(shape)]] = str(code)
    return codes
