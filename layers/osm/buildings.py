"""Buildings with their floors and the floor area that people live in.

Floors are the tag `building:levels`, else the height over that of a floor, else what the table of
tags says of the kind: `floors_basis` tells which. From another file than OpenStreetMap the same
comes from columns, whose names the table of tags lists.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import reproject, said
from layers._errors import FileError
from layers.osm.landuse import polygons_of
from layers.osm.names import english_name, russian_name
from layers.vocabulary import LANDUSE_CLASS, MUNICIPALITY, POPULATION, SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.osm.tags import TagTable

__all__ = ["buildings", "buildings_of_file", "floors_of", "settled", "text_column", "zone_of"]

LEVELS: Final = "building:levels"

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_MOST_FLOORS: Final = 200.0
_TRUE: Final = ("true", "1", "1.0", "yes", "да")


def buildings(found: gpd.GeoDataFrame, table: TagTable) -> gpd.GeoDataFrame:
    """Make buildings of OpenStreetMap's.

    Parameters
    ----------
    found
        Polygons with `osm_id`, `rule` and `tags`, in the measuring CRS.
    table
        The table of tags.

    Returns
    -------
    geopandas.GeoDataFrame
        `id, name_en, name_ru, kind, address, floors, floors_basis, area_m2, homes` (the part of
        the floor area that is lived in) and `only_on` (classes of land on which that holds).
    """
    rules = found["rule"].tolist()
    floors = [
        floors_of(tags, float(rule.says["floors"]), float(table.parts["people"]["floor_m"]))
        for tags, rule in zip(found["tags"], rules, strict=True)
    ]
    frame = gpd.GeoDataFrame(
        {
            "id": found["osm_id"].str.replace("/", "_"),
            "name_en": [english_name(one) for one in found["tags"]],
            "name_ru": [russian_name(one) for one in found["tags"]],
            "kind": [rule.says["kind"] for rule in rules],
            "address": [_address(one) for one in found["tags"]],
            "floors": np.array([number for number, _ in floors], dtype=float),
            "floors_basis": [basis for _, basis in floors],
            "homes": np.array([rule.says["homes"] for rule in rules], dtype=float),
            "only_on": [tuple(rule.says.get("only_on", ())) for rule in rules],
        },
        geometry=[polygons_of(one) for one in found.geometry],
        crs=found.crs,
    )
    return _measured(frame)


def buildings_of_file(frame: gpd.GeoDataFrame, crs: Any, table: TagTable) -> gpd.GeoDataFrame:
    """Make buildings of any file's polygons.

    Parameters
    ----------
    frame
        Polygons in any CRS; columns by the names that the part [columns] of the table lists,
        `source` where it has one.
    crs
        The measuring CRS.
    table
        The table of tags.

    Returns
    -------
    geopandas.GeoDataFrame
        As `buildings`, with `population` where the file has it.

    Raises
    ------
    FileError
        The file holds no polygons.
    """
    placed = reproject(frame, crs)
    rows = placed.drop(columns=placed.geometry.name).to_dict("records")
    shapes = [None if one is None else polygons_of(one) for one in placed.geometry]
    there = [one is not None and not one.is_empty for one in shapes]
    if not any(there):
        raise FileError(
            said(
                "Expected polygons of buildings; none came among {rows} features. Name "
                "another file, or a layer of it as `FILE:layer`.",
                rows=len(frame),
            )
        )
    named = {
        key: next((one for one in names if one in placed.columns), None)
        for key, names in table.parts["columns"].items()
    }
    texts = {key: text_column(placed, named[key]) for key in ("name", "kind")}
    floors = _numbers(placed, named["floors"])
    living = text_column(placed, named["living"])
    made = gpd.GeoDataFrame(
        {
            "id": [f"building_{number}" for number in range(1, len(placed) + 1)],
            "name_en": [english_name({"name": one}) for one in texts["name"]],
            "name_ru": texts["name"],
            "kind": [one or "unknown" for one in texts["kind"]],
            "address": list(map(_address, rows)),
            "floors": floors.where(floors > 0, 1.0).clip(upper=_MOST_FLOORS),
            "floors_basis": np.where(floors > 0, "levels", "assumed"),
            "homes": 1.0
            if named["living"] is None
            else np.array([one.lower() in _TRUE for one in living], dtype=float),
            "only_on": [()] * len(placed),
        },
        geometry=shapes,
        crs=crs,
    )
    if SOURCE in placed:
        made[SOURCE] = placed[SOURCE]
    if named["population"] is not None:
        made[POPULATION] = _numbers(placed, named["population"]).fillna(0.0).to_numpy()
    return _measured(made[np.array(there)].reset_index(drop=True))


def settled(
    frame: gpd.GeoDataFrame,
    landuse: gpd.GeoDataFrame | None,
    municipalities: gpd.GeoDataFrame,
    people: Mapping[str, Any],
) -> gpd.GeoDataFrame:
    """Say where each building stands and how much of it is lived in.

    Parameters
    ----------
    frame
        Buildings.
    landuse
        The mosaic; None where there is none: then `only_on` is not asked.
    municipalities
        Zones with `id`; buildings outside all of them are left out.
    people
        The part of that name of the table of tags.

    Returns
    -------
    geopandas.GeoDataFrame
        The buildings with `municipality`, `landuse_class` and `living_m2`, without `homes` and
        `only_on`.
    """
    where = shapely.point_on_surface(frame.geometry.to_numpy())
    own = frame.assign(**{MUNICIPALITY: zone_of(where, municipalities, "id")})
    homes = own["homes"].to_numpy(dtype=float)
    ground = np.full(len(own), "", dtype=object)
    if landuse is not None:
        ground = zone_of(where, landuse, LANDUSE_CLASS)
        denied = [
            bool(only) and use not in only for only, use in zip(own["only_on"], ground, strict=True)
        ]
        homes = np.where(denied, 0.0, homes)
    small = own["area_m2"].to_numpy() < float(people["smallest_home_m2"])
    living = np.where(small, 0.0, own["area_m2"] * own["floors"] * homes)
    own = own.assign(living_m2=living.round(1), **{LANDUSE_CLASS: ground}).drop(
        columns=["homes", "only_on"]
    )
    return own[own[MUNICIPALITY] != ""].reset_index(drop=True)


def zone_of(points: Any, zones: gpd.GeoDataFrame, column: str) -> Any:
    """Give a column of the zone in which each point lies, the first where several; else ""."""
    point, zone = shapely.STRtree(zones.geometry.to_numpy()).query(points, predicate="intersects")
    first = pd.Series(zone, index=point).groupby(level=0).min()
    found = np.full(len(points), "", dtype=object)
    found[first.index.to_numpy(dtype=int)] = zones[column].to_numpy()[first.to_numpy(dtype=int)]
    return found


def floors_of(tags: Mapping[str, str], assumed: float, floor_m: float) -> tuple[float, str]:
    """Give a building's floors and their basis: levels, height or assumed.

    Examples
    --------
    >>> floors_of({"building:levels": "5;9"}, 1, 3), floors_of({"height": "9.2 m"}, 1, 3)
    ((9.0, 'levels'), (3.0, 'height'))
    >>> floors_of({"building:levels": "many"}, 2.0, 3)
    (2.0, 'assumed')
    """
    levels = _greatest(tags.get(LEVELS, ""))
    if 0 < levels <= _MOST_FLOORS:
        return levels, "levels"
    height_m = _greatest(tags.get("height", ""))
    if 0 < height_m <= _MOST_FLOORS * floor_m:
        return float(max(1, round(height_m / floor_m))), "height"
    return assumed, "assumed"


def _greatest(text: str) -> float:
    numbers = [float(one.replace(",", ".")) for one in _NUMBER.findall(text)]
    return max(numbers, default=0.0)


def _address(tags: Mapping[str, Any]) -> str:
    parts = [tags.get("addr:street"), tags.get("addr:housenumber")]
    return ", ".join(str(one) for one in parts if isinstance(one, str) and one)


def _measured(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = frame[~frame.geometry.is_empty].reset_index(drop=True)
    return frame.assign(area_m2=frame.geometry.area.round(1))


def text_column(frame: gpd.GeoDataFrame, column: str | None) -> list[str]:
    """Give a column as texts, empty where it or a cell is missing."""
    if column is None:
        return [""] * len(frame)
    return ["" if pd.isna(one) else str(one) for one in frame[column]]


def _numbers(frame: gpd.GeoDataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=frame.index)
    return pd.to_numeric(frame[column], errors="coerce").astype(float)
