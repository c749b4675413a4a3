"""The municipalities of a new edition: from a file of boundaries, or from the extract by name.

What the edition built upon knows of a municipality (its id, its name in English, its population) is
taken over where the old outline and the new one are mostly the same ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import fitting_utm, joined, reproject, said
from layers._errors import FileError
from layers.osm.extract import boundary_relations, cut_relations
from layers.osm.landuse import polygons_of
from layers.osm.names import english_name, russian_name, slug
from layers.osm.reader import WGS84, read_areas
from layers.vocabulary import ID, POPULATION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.edition import Edition
    from layers.vocabulary import Words

__all__ = [
    "around_buildings",
    "from_extract",
    "from_file",
    "municipalities",
    "with_totals",
]

NAMES: Final = ("name", "name_ru", "NAME", "NAME_RU", "название", "наименование", "имя")
OKTMO: Final = "oktmo"
MARGIN_M: Final = 100.0

_SAME_GROUND: Final = 0.5
_REST: Final = 0.01
_M2_PER_KM2: Final = 1_000_000.0
_YEAR: Final = 4


def from_file(frame: gpd.GeoDataFrame, label: str) -> gpd.GeoDataFrame:
    """Read boundaries of a file: polygons with a name, whatever its column is called.

    Raises
    ------
    FileError
        There are no polygons, or none has a name.
    """
    column = next((one for one in NAMES if one in frame.columns), None)
    areal = frame[frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if areal.empty or column is None:
        came = ", ".join(str(one) for one in frame.columns if one != frame.geometry.name)
        raise FileError(
            said(
                "Expected polygons with a name in `{label}`; {count} polygons came, with the "
                "columns: {came}. Name the column `name`.",
                label=label,
                count=len(areal),
                came=came or said("none"),
            )
        )
    unknown = pd.Series(np.nan, index=areal.index)
    english = areal.get("name_en", areal[column])
    return gpd.GeoDataFrame(
        {
            "name_en": [english_name({"name": str(one)}) for one in english],
            "name_ru": areal[column].astype(str).to_numpy(),
            "area_km2": areal.get("area_km2", unknown).to_numpy(float),
            **_people(
                areal.get(POPULATION, unknown),
                areal.get("population_year", unknown),
                "boundaries",
            ),
            **_oktmo(areal.get(OKTMO, unknown)),
        },
        geometry=areal.geometry.to_numpy(),
        crs=frame.crs,
    )


def from_extract(
    source: Path, names: Sequence[str], level: int | None, scratch: Path
) -> gpd.GeoDataFrame:
    """Read boundaries of an extract.

    Parameters
    ----------
    source
        The extract.
    names
        Boundaries that make up the area; each is a municipality.
    level
        The administrative level of the municipalities within the area instead; what they leave of
        a boundary named stands beside them.
    scratch
        A folder for the boundaries cut out.

    Raises
    ------
    FileError
        A name fits no boundary or several, or a boundary's ring is broken.
    """
    named, units = boundary_relations(source, names, level)
    cut = cut_relations(
        source, [one.id for one in (*named, *units)], scratch / "boundaries.osm.pbf"
    )
    shapes = {number: polygons_of(shape) for number, _, shape in _metric(cut)}
    broken = [one for one in named if one.id not in shapes]
    if broken:
        listed = ", ".join(f"`{one.tags.get('name')}` (`relation:{one.id}`)" for one in broken)
        raise FileError(
            said(
                "Expected whole boundaries in `{source}`; the ring of {listed} is broken, or "
                "lies partly outside the extract. Take a larger extract, or hand over a file "
                "of boundaries.",
                source=source.name,
                listed=listed,
            )
        )
    crs = fitting_utm(
        gpd.GeoDataFrame(geometry=[shape for _, _, shape in read_areas(cut)], crs=WGS84)
    )
    rows = []
    for whole in named:
        area = shapes[whole.id]
        inner = [
            one
            for one in units
            if one.id in shapes
            and one.id != whole.id
            and shapely.contains(area, shapes[one.id].representative_point())
        ]
        parts = [(one.tags, polygons_of(area & shapes[one.id])) for one in inner]
        left = polygons_of(area - shapely.union_all([shape for _, shape in parts]))
        if not parts:
            rows.append((whole.tags, area))
            continue
        if left.area > _REST * area.area:
            rest = {
                "name": f"{whole.tags.get('name', '')} (остальное)",
                "name:en": f"{english_name(whole.tags)} (rest)",
            }
            parts.append((rest, left))
        rows += parts
    tags = [one for one, _ in rows]
    return gpd.GeoDataFrame(
        {
            "name_en": list(map(english_name, tags)),
            "name_ru": list(map(russian_name, tags)),
            "area_km2": np.nan,
            **_people(
                pd.Series([one.get("population") for one in tags]),
                pd.Series([one.get("population:date", "")[:_YEAR] for one in tags]),
                "tag",
            ),
            **_oktmo(pd.Series([one.get("oktmo:user", one.get("oktmo")) for one in tags])),
        },
        geometry=[shape for _, shape in rows],
        crs=crs,
    )


def around_buildings(buildings: gpd.GeoDataFrame, title: Words) -> gpd.GeoDataFrame:
    """Draw one municipality around buildings: their convex hull and 100 m."""
    placed = reproject(buildings, fitting_utm(buildings))
    hull = shapely.convex_hull(shapely.union_all(shapely.convex_hull(placed.geometry.to_numpy())))
    return gpd.GeoDataFrame(
        {
            "name_en": [title.en],
            "name_ru": [title.ru],
            "area_km2": [np.nan],
            **_people(pd.Series([None]), pd.NA, ""),
        },
        geometry=[shapely.buffer(hull, MARGIN_M)],
        crs=placed.crs,
    )


def municipalities(
    found: gpd.GeoDataFrame, crs: Any, base: Edition | None, source: str
) -> gpd.GeoDataFrame:
    """Make the layer of municipalities of boundaries.

    Parameters
    ----------
    found
        From `from_file`, `from_extract` or `around_buildings`.
    crs
        The measuring CRS.
    base
        The edition built upon, if any.
    source
        Where the boundaries come from.

    Returns
    -------
    geopandas.GeoDataFrame
        `id, name_en, name_ru, area_km2, population, population_year, population_basis, source`.
    """
    zones = reproject(found, crs)
    zones = zones.assign(geometry=[polygons_of(one) for one in zones.geometry])
    ids = [slug(one) or f"municipality_{place}" for place, one in enumerate(zones["name_en"], 1)]
    zones.insert(0, ID, _unlike(ids))
    zones["area_km2"] = zones["area_km2"].fillna(zones.geometry.area / _M2_PER_KM2).round(2)
    zones["source"] = source
    if base is not None and "municipalities" in base.records:
        zones = _known(zones, base.frame("municipalities"))
    return zones.reset_index(drop=True)


def with_totals(zones: gpd.GeoDataFrame, totals: pd.DataFrame) -> gpd.GeoDataFrame:
    """Take populations from a table; it calls municipalities by name in a language, or by id.

    Raises
    ------
    FileError
        The table names a municipality that is not there, or one twice.
    """
    zones = zones.copy()
    place = {
        str(name): row
        for column in (ID, "name_en", "name_ru")
        for row, name in zones[column].items()
    }
    strange = [one for one in totals["municipality"] if one not in place]
    twice = totals["municipality"].map(place).dropna()
    doubled = totals.loc[twice[twice.duplicated()].index, "municipality"].tolist()
    if strange or doubled:
        faults = [said("`{one}` is not there", one=one) for one in strange]
        faults += [said("`{one}` is named twice", one=one) for one in doubled]
        raise FileError(
            said(
                "Expected totals of the municipalities {zones}; {faults}. Correct the table.",
                zones=", ".join(zones["name_ru"]),
                faults=joined("; ", faults),
            )
        )
    for one in totals.itertuples():
        row = place[one.municipality]
        zones.loc[row, POPULATION] = one.population
        zones.loc[row, "population_year"] = one.year
        zones.loc[row, "population_basis"] = "table"
    return zones


def _metric(cut: Path) -> list[tuple[int, dict[str, str], Any]]:
    """Give the areas of relations in the UTM zone that fits them all."""
    found = list(read_areas(cut))
    if not found:
        return []
    frame = gpd.GeoDataFrame(geometry=[shape for _, _, shape in found], crs=WGS84)
    moved = frame.to_crs(fitting_utm(frame)).geometry
    return [(one[0], one[1], shape) for one, shape in zip(found, moved, strict=True)]


def _people(people: pd.Series, year: Any, basis: str) -> dict[str, Any]:
    """Give the columns of the population, missing where none is said."""
    text = people.astype("string").str.replace(r"[\s\u00a0]", "", regex=True)
    number = pd.to_numeric(text, errors="coerce").astype("Float64").round().astype("Int64")
    years = pd.to_numeric(pd.Series(year, index=people.index), errors="coerce").astype("Int64")
    known = number.notna().to_numpy()
    return {
        POPULATION: number.array,
        "population_year": years.where(known).array,
        "population_basis": np.where(known, basis, ""),
    }


def _oktmo(codes: pd.Series) -> dict[str, Any]:
    """Give the column of OKTMO codes, 8 or 11 digits, where any boundary has one."""
    texts = codes.astype("string").str.strip().str.removesuffix(".0")
    good = texts.where(texts.str.fullmatch(r"\d{8}(\d{3})?").fillna(value=False), "")
    good = good.fillna("")
    return {OKTMO: good.astype(object).to_numpy()} if (good != "").any() else {}


def _known(zones: gpd.GeoDataFrame, old: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take over what the old municipalities on the same ground are called and hold."""
    zones = zones.copy()
    for row, shape in zones.geometry.items():
        common = shapely.area(shapely.intersection(old.geometry.to_numpy(), shape))
        share = common / (old.geometry.area.to_numpy() + shape.area - common)
        best = int(np.argmax(share))
        if share[best] <= _SAME_GROUND:
            continue
        same = old.iloc[best]
        zones.loc[row, [ID, "name_en"]] = [same[ID], same["name_en"]]
        people = same.get(POPULATION)
        if pd.isna(zones.loc[row, POPULATION]) and people is not None and not pd.isna(people):
            zones.loc[row, POPULATION] = int(people)
            year = same.get("population_year", pd.NA)
            zones.loc[row, "population_year"] = pd.NA if pd.isna(year) else int(year)
            zones.loc[row, "population_basis"] = "edition"
    return zones


def _unlike(ids: list[str]) -> list[str]:
    """Tell equal ids apart by a number."""
    seen: dict[str, int] = {}
    told = []
    for one in ids:
        seen[one] = seen.get(one, 0) + 1
        told.append(one if seen[one] == 1 else f"{one}_{seen[one]}")
    return told
