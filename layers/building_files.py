"""The files of a new edition: layers, land cover, catalogue and sources, written into a folder.

Layers that were built come first; beside them stand the layers of the edition built upon that
nothing has replaced, as they were, and their notes say so.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyogrio
import rasterio
import rasterio.features
import shapely
from affine import Affine
from rasterio.transform import array_bounds

from layers.building_words import KEPT, LAYERS, OSM_CREDIT, sources_text
from layers.catalogue import CATALOGUE
from layers.edition_records import catalogue_text, pattern_records, record_of, with_classes
from layers.osm.names import slug
from layers.osm.population import BASES
from layers.osm.reader import WGS84
from layers.vocabulary import LANDUSE_CLASS, LANGUAGES, PARK_TYPES, PRECISION, SOURCE, STATUS, Words
from layers.wording import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.catalogue import View
    from layers.edition import Edition

__all__ = ["Facts", "write_edition"]

CELL_M: Final = 50.0
MOST_CELLS: Final = 25_000_000
NODATA: Final = 0
DRAWN_PRECISION: Final = ("approximate", 1000)
WIDTH_PX: Final = 780.0

_GEOMETRY: Final = {
    "rivers": "line",
    "streets": "line",
    "railway": "line",
    "settlements": "point",
    "sites": "point",
}
_GDAL: Final = {"point": "Point", "line": "LineString", "polygon": "MultiPolygon"}
_WORLD_PX: Final = 512.0
LAND: Final = ("landuse", "landcover")
_LEAST_ZOOM, _MOST_ZOOM = 3.0, 15.0
_NEEDS: Final = {"projects": ("sites", "parks")}
"""Tables that make sense only where a layer that they name features of is kept too."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records say of a build as a whole.

    Attributes
    ----------
    title
        The edition's.
    crs
        The measuring CRS.
    base
        The edition built upon, or None.
    date
        The date of the data.
    sources
        Where each layer came from.
    open_data
        Layers made of OpenStreetMap's data, and so under its licence.
    broken
        How many objects of the extract were left out or shortened, by what was wrong.
    tags
        The table of tags, kept in the edition.
    view
        Where the map opens; None fits the municipalities in.
    drawn
        True where the boundary was drawn around buildings.
    """

    title: Words
    crs: CRS
    base: Edition | None
    date: str
    sources: Mapping[str, Words]
    open_data: frozenset[str]
    broken: Mapping[str, int]
    tags: Path
    view: View | None = None
    drawn: bool = False


def write_edition(folder: Path, layers: Mapping[str, gpd.GeoDataFrame], facts: Facts) -> None:
    """Write an edition.

    Parameters
    ----------
    folder
        Its folder, which is made.
    layers
        The layers that were built; `municipalities` is among them.
    facts
        What the records say.
    """
    folder.mkdir(parents=True)
    patterns = pattern_records(None if facts.base is None else facts.base.root)
    shipped = pattern_records()
    records: dict[str, dict[str, Any]] = {}
    for name, frame in layers.items():
        records[name] = _vector(
            folder, name, _described(name, frame, facts), facts, patterns, shipped
        )
    if "landuse" in layers:
        records["landcover"] = _landcover(folder, layers["landuse"], facts, patterns, records)
    kept = _kept(folder, records, layers["municipalities"], facts.base)
    shutil.copyfile(facts.tags, folder / "tags.toml")
    ordered = [name for name in patterns if name in records | kept]
    listed = [
        {**one, "sha256": _sha256(folder / one["path"])}
        for one in (records.get(name) or kept[name] for name in ordered)
    ]
    text = catalogue_text(_head(facts, layers["municipalities"]), listed)
    (folder / CATALOGUE).write_text(text, encoding="utf-8", newline="\n")
    base_title = facts.base.title("en") if facts.base else ""
    told = sources_text(
        facts.title.en,
        {name: facts.sources[name] for name in records},
        dict.fromkeys(kept, base_title),
        facts.broken,
    )
    (folder / "SOURCES.md").write_text(told, encoding="utf-8", newline="\n")


def _described(name: str, frame: gpd.GeoDataFrame, facts: Facts) -> gpd.GeoDataFrame:
    """Give a layer the columns that all layers have."""
    precision, metres = _precision(name, facts)
    frame = frame.copy()
    if SOURCE not in frame:
        frame[SOURCE] = PRODUCT if name == "population" else "OpenStreetMap"
    if name in {"sites", "parks"}:
        for lang in LANGUAGES:
            frame[f"source_{lang}"] = frame[SOURCE]
    if name == "municipalities":
        basis = frame.pop("population_basis")
        for lang in LANGUAGES:
            frame[f"population_basis_{lang}"] = [BASES[one].say(lang) for one in basis]
    frame[PRECISION] = precision
    if name not in {"municipalities", "sites", "parks"}:
        frame["precision_m"] = metres
    frame[STATUS] = "existing"
    shape = frame.geometry.name
    return frame[[*(one for one in frame.columns if one != shape), shape]]


def _vector(
    folder: Path,
    name: str,
    frame: gpd.GeoDataFrame,
    facts: Facts,
    patterns: Mapping[str, dict[str, Any]],
    shipped: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    geometry = _GEOMETRY.get(name, "polygon")
    path = f"{name}.fgb"
    pyogrio.write_dataframe(
        frame,
        folder / path,
        driver="FlatGeobuf",
        layer=name,
        geometry_type=_GDAL[geometry],
        promote_to_multi=geometry == "polygon",
        SPATIAL_INDEX="NO",
    )
    record = record_of(patterns[name], frame, {"geometry": geometry, **_said(name, facts)}, path)
    column = record.get("style", {}).get("column", "")
    if column and column in frame:
        values = sorted(str(one) for one in frame[column].dropna().unique())
        only = name == "sites" and facts.base is None
        values = list(PARK_TYPES) if name == "parks" else values
        record = with_classes(record, values, shipped[name], only=only)
    return record


def _said(name: str, facts: Facts) -> dict[str, Any]:
    """Give what a record says of a layer's origin and trust."""
    free = name in facts.open_data
    said = LAYERS["green" if name in LAND and not free else name]
    source = facts.sources[name]
    credit = OSM_CREDIT if free else source
    precision, metres = _precision(name, facts)
    return {
        "crs": _crs_text(facts.crs),
        "date": facts.date,
        "licence": "ODbL-1.0" if free else "not stated",
        "attribution_en": credit.en,
        "attribution_ru": credit.ru,
        "source_en": source.en,
        "source_ru": source.ru,
        "note_en": said.note.en,
        "note_ru": said.note.ru,
        "precision": precision,
        "precision_m": metres,
        "generalised": _is_drawn(name, facts),
        "built_by": "cli.py edition build",
    }


def _precision(name: str, facts: Facts) -> tuple[str, int]:
    """Give the precision of a layer, as a word and in metres."""
    said = DRAWN_PRECISION if _is_drawn(name, facts) else LAYERS[name]
    return said[0], said[1]


def _is_drawn(name: str, facts: Facts) -> bool:
    return facts.drawn and name == "municipalities"


def _landcover(
    folder: Path,
    landuse: gpd.GeoDataFrame,
    facts: Facts,
    patterns: Mapping[str, dict[str, Any]],
    records: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """Write the land use as a raster of 50 m cells, of larger ones where they would be too many."""
    record = record_of(patterns["landcover"], None, _said("landcover", facts), "landcover.tif")
    values = sorted(set(landuse[LANDUSE_CLASS]))
    record = with_classes(record, values, patterns["landuse"])
    codes = {one["value"]: one["code"] for one in record["style"]["class"]}
    cells, transform = _cells(landuse, [codes[one] for one in landuse[LANDUSE_CLASS]])
    with rasterio.open(
        folder / "landcover.tif",
        "w",
        driver="GTiff",
        height=cells.shape[0],
        width=cells.shape[1],
        count=1,
        dtype="uint8",
        crs=rasterio.crs.CRS.from_wkt(facts.crs.to_wkt()),
        transform=transform,
        nodata=NODATA,
        compress="deflate",
    ) as file:
        file.write(cells, 1)
    return {**record, "precision_m": int(transform.a)} if records else record


def _cells(landuse: gpd.GeoDataFrame, codes: list[int]) -> tuple[NDArray[np.uint8], Affine]:
    west, south, east, north = landuse.total_bounds
    cell = CELL_M
    while (east - west) * (north - south) / cell**2 > MOST_CELLS:
        cell *= 2
    left, top = math.floor(west / cell) * cell, math.ceil(north / cell) * cell
    shape = (math.ceil((top - south) / cell), math.ceil((east - left) / cell))
    transform = Affine(cell, 0, left, 0, -cell, top)
    cells: NDArray[np.uint8] = rasterio.features.rasterize(
        zip(landuse.geometry, codes, strict=True),
        out_shape=shape,
        transform=transform,
        fill=NODATA,
        dtype="uint8",
    )
    return cells, transform


def _kept(
    folder: Path,
    records: Mapping[str, Any],
    zones: gpd.GeoDataFrame,
    base: Edition | None,
) -> dict[str, dict[str, Any]]:
    """Copy the layers of the edition built upon that nothing replaced and that lie in the area."""
    if base is None:
        return {}
    raw = tomllib.loads((base.root / CATALOGUE).read_text(encoding="utf-8"))["layer"]
    area = shapely.union_all(zones.geometry.to_numpy())
    own = {one["id"]: one for one in raw if one["id"] not in records}
    there = {name for name, one in own.items() if _is_there(base, name, one["kind"], area)}
    for table, layers in _NEEDS.items():
        if not there & set(layers):
            there.discard(table)
    kept = {}
    for name in (one for one in own if one in there):
        record = dict(own[name])
        path = folder / record["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(base.root / record["path"], path)
        for lang in LANGUAGES:
            said = KEPT.say(lang).format(title=base.title(lang))
            record[f"note_{lang}"] = f"{record.get(f'note_{lang}', '')} {said}".strip()
        kept[name] = record
    return kept


def _is_there(base: Edition, name: str, kind: str, area: shapely.Geometry) -> bool:
    if kind == "vector":
        placed = base.frame(name).geometry
        return bool(shapely.intersects(area, placed[placed.notna()].to_numpy()).any())
    if kind == "raster":
        raster = base.raster(name)
        rows, columns = raster.array.shape
        box = shapely.box(*array_bounds(rows, columns, raster.transform))
        return bool(shapely.intersects(area, box))
    return True


def _head(facts: Facts, zones: gpd.GeoDataFrame) -> dict[str, Any]:
    view: dict[str, float]
    if facts.view is not None:
        view = {"zoom": facts.view.zoom, "lon": facts.view.lon, "lat": facts.view.lat}
    else:
        west, south, east, north = zones.to_crs(WGS84).total_bounds.tolist()
        lat = (south + north) / 2
        wide = max(east - west, (north - south) / math.cos(math.radians(lat)))
        zoom = math.log2(WIDTH_PX * 360 / (_WORLD_PX * wide))
        view = {
            "zoom": round(min(max(zoom, _LEAST_ZOOM), _MOST_ZOOM), 1),
            "lon": round((west + east) / 2, 5),
            "lat": round(lat, 5),
        }
    kept = facts.base is not None and facts.base.catalogue.titles == facts.title
    below = facts.base.catalogue.subtitles if facts.base is not None and kept else Words()
    return {
        "id": slug(facts.title.en) or "edition",
        "title_en": facts.title.en,
        "title_ru": facts.title.ru,
        **({"subtitle_en": below.en, "subtitle_ru": below.ru} if below.en else {}),
        "crs": _crs_text(facts.crs),
        "view": view,
    }


def _crs_text(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.to_wkt()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
