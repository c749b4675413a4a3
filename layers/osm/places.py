"""Settlements, first sites and first parks out of OpenStreetMap.

A site is a university, a hospital, a stadium, a plant; where it is an area of the size that the
table of tags asks for and its kind has a park type, the area is a first park as well. They are
candidates: nobody has yet said that they belong to a programme, and their notes say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import reproject, said
from layers._errors import FileError
from layers.osm.buildings import text_column, zone_of
from layers.osm.landuse import polygons_of
from layers.osm.names import english_name, latin, russian_name, slug
from layers.vocabulary import CLUSTER, LANGUAGES, MUNICIPALITY, PARK_TYPE, POPULATION, SOURCE, Words

if TYPE_CHECKING:
    from layers.osm.tags import Rule, TagTable

__all__ = ["lines", "parks", "settlements", "sites", "sites_of_file", "water"]

CANDIDATE: Final = Words(
    "A candidate out of OpenStreetMap; not yet a part of any programme.",
    "Кандидат по данным OpenStreetMap; в программу пока не включён.",
)
MAPPED: Final = Words("Mapped in OpenStreetMap", "Отмечено в OpenStreetMap")

_M2_PER_HA: Final = 10_000.0
_SHORT: Final = 28


def settlements(points: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the settlements within the municipalities, with their population where it is tagged."""
    zone = zone_of(points.geometry.to_numpy(), municipalities, "id")
    tagged = [_whole(one.get("population", "")) for one in points["tags"]]
    frame = _named(points).assign(
        **{POPULATION: pd.array(tagged, dtype="Int64"), MUNICIPALITY: zone}
    )
    return frame[zone != ""].reset_index(drop=True)


def sites(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give first sites as points, an area at a point within it.

    A node within an area of the same kind is the same site and comes once, as the area.
    """
    shapes = areas.geometry.to_numpy()
    node, area = shapely.STRtree(shapes).query(points.geometry.to_numpy(), predicate="intersects")
    kinds = [np.array([one.says["kind"] for one in each["rule"]]) for each in (points, areas)]
    doubled = np.unique(node[kinds[0][node] == kinds[1][area]])
    alone = points.drop(index=points.index[doubled])
    together = pd.concat(
        [areas.assign(geometry=shapely.point_on_surface(shapes)), alone], ignore_index=True
    )
    found = gpd.GeoDataFrame(together, geometry="geometry", crs=municipalities.crs)
    frame = _named(found).assign(**_about(found["rule"].tolist(), found["tags"].tolist()))
    within = zone_of(found.geometry.to_numpy(), municipalities, "id") != ""
    return frame[within].reset_index(drop=True)


def sites_of_file(
    frame: gpd.GeoDataFrame, label: str, municipalities: gpd.GeoDataFrame, table: TagTable
) -> gpd.GeoDataFrame:
    """Give the sites of any file; polygons and lines stand at a point within them.

    Raises
    ------
    FileError
        None of the features lies in the municipalities.
    """
    placed = reproject(frame[frame.geometry.notna()], municipalities.crs).reset_index(drop=True)
    points = shapely.point_on_surface(shapely.make_valid(placed.geometry.to_numpy()))
    within = zone_of(points, municipalities, "id") != ""
    if not within.any():
        raise FileError(
            said(
                "Expected sites within the area in `{label}`; none of its {rows} features "
                "lies there. Check the file's CRS, or name another.",
                label=label,
                rows=len(frame),
            )
        )
    columns = table.parts["columns"]
    name, kind = (
        text_column(placed, next((one for one in columns[key] if one in placed), None))
        for key in ("name", "kind")
    )
    texts = {
        key: text_column(placed, key if key in placed else None) for key in (PARK_TYPE, CLUSTER)
    }
    of_file = Words(f"File {label}", f"Файл {label}")
    tags = [{"name": one or other} for one, other in zip(name, kind, strict=True)]
    made = gpd.GeoDataFrame(
        {
            "id": [f"site_{number}" for number in range(1, len(placed) + 1)],
            "name_en": list(map(english_name, tags)),
            "name_ru": list(map(russian_name, tags)),
            "kind": [slug(one) for one in kind],
            "kind_en": list(map(latin, kind)),
            "kind_ru": kind,
            **_about([], tags),
            **texts,
            **{f"place_basis_{lang}": of_file.say(lang) for lang in LANGUAGES},
            **{f"note_{lang}": "" for lang in LANGUAGES},
            SOURCE: label,
        },
        geometry=points,
        crs=municipalities.crs,
    )
    return made[within].reset_index(drop=True)


def parks(areas: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give first parks: areas of a kind with a park type, of the size that the table asks for."""
    shapes = np.array([polygons_of(one) for one in areas.geometry], dtype=object)
    area_ha = shapely.area(shapes) / _M2_PER_HA
    rules = areas["rule"].tolist()
    least = np.array([one.says.get("park_from_ha", np.inf) for one in rules])
    typed = np.array([bool(one.says.get(PARK_TYPE)) for one in rules], dtype=bool)
    middle = shapely.point_on_surface(shapes)
    chosen = typed & (area_ha >= least) & (zone_of(middle, municipalities, "id") != "")
    found = areas.assign(geometry=shapes)[chosen].reset_index(drop=True)
    frame = _named(found).assign(**_about(found["rule"].tolist(), found["tags"].tolist()))
    hectares = area_ha[chosen].round(2)
    return frame.drop(columns=[CLUSTER, "grouping"]).assign(
        area_ha=hectares,
        area_basis="measured",
        model_area_ha=hectares,
        outline="mapped",
        status_en=MAPPED.en,
        status_ru=MAPPED.ru,
        programme_link="not_shown",
    )


def water(areas: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    """Give waters within an area, with their kind."""
    found = areas.assign(geometry=[_within(one, area) for one in areas.geometry])
    found = found[~found.geometry.is_empty].reset_index(drop=True)
    kinds = [one.says["kind"] for one in found["rule"]]
    words = {"river": Words("River", "Река"), "lake": Words("Lake", "Озеро")}
    other = Words("Reservoir", "Водохранилище")
    return _named(found, [words.get(one, other) for one in kinds]).assign(water_kind=kinds)


def lines(found: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    """Give lines that touch an area, with the class and the width that their rule and tags say."""
    shapely.prepare(area)
    found = found[shapely.intersects(area, found.geometry.to_numpy())].reset_index(drop=True)
    says = [one.says for one in found["rule"]]
    widths = [
        _number(tags.get("width", "")) or float(one.get("width_m", 0.0))
        for tags, one in zip(found["tags"], says, strict=True)
    ]
    unnamed = [Words("Railway", "Железная дорога")] * len(found)
    classes = [one.get("class", "") for one in says]
    rail = any(classes)
    frame = _named(found, unnamed if rail else None)
    frame["id"] = _numbered(frame["id"])
    return frame.assign(rail_class=classes) if rail else frame.assign(width_m=widths)


def _named(found: gpd.GeoDataFrame, words: list[Words] | None = None) -> gpd.GeoDataFrame:
    """Give the objects their ids, names and kinds; unnamed ones are called after their kind."""
    rules: list[Rule] = found["rule"].tolist()
    spoken = words or [
        Words(*(str(one.says.get(f"kind_{lang}", "")) for lang in ("en", "ru"))) for one in rules
    ]
    frame = gpd.GeoDataFrame(
        {
            "id": found["osm_id"].str.replace("/", "_"),
            "name_en": list(map(english_name, found["tags"], spoken)),
            "name_ru": list(map(russian_name, found["tags"], spoken)),
        },
        geometry=found.geometry.to_numpy(),
        crs=found.crs,
    )
    if words is None and all("kind_en" in one.says for one in rules):
        frame["kind"] = [one.says["kind"] for one in rules]
        frame["kind_en"] = [one.en for one in spoken]
        frame["kind_ru"] = [one.ru for one in spoken]
    return frame


def _about(rules: list[Rule], tags: list[dict[str, str]]) -> dict[str, Any]:
    address = [
        ", ".join(one[key] for key in ("addr:street", "addr:housenumber") if one.get(key))
        for one in tags
    ]
    short = [one.get("short_name", "") for one in tags]
    return {
        "short_en": [
            _cut(english_name({"name": brief} if brief else one))
            for brief, one in zip(short, tags, strict=True)
        ],
        "short_ru": [
            _cut(brief or russian_name(one)) for brief, one in zip(short, tags, strict=True)
        ],
        PARK_TYPE: [one.says.get(PARK_TYPE, "") for one in rules] or "",
        CLUSTER: [one.says.get(CLUSTER, "") for one in rules] or "",
        "grouping": "",
        "address_en": [english_name({"name": one}) for one in address],
        "address_ru": address,
        "place_basis_en": MAPPED.en,
        "place_basis_ru": MAPPED.ru,
        "note_en": CANDIDATE.en,
        "note_ru": CANDIDATE.ru,
        "source_kind": "sourced",
    }


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


def _numbered(ids: pd.Series) -> pd.Series:
    """Tell stretches of one way apart."""
    place = ids.groupby(ids).cumcount()
    return ids.where(place == 0, ids + "-" + (place + 1).astype(str))


def _within(shape: Any, area: Any) -> Any:
    return polygons_of(shapely.intersection(shapely.make_valid(shape), area))


def _whole(text: str) -> int | None:
    digits = text.replace(" ", "").replace("\u00a0", "")
    return int(digits) if digits.isdecimal() else None


def _number(text: str) -> float:
    head = text.replace(",", ".").split()[0] if text.strip() else ""
    try:
        return max(0.0, float(head.removesuffix("m")))
    except ValueError:
        return 0.0
