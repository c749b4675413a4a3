"""The objects of a cut extract by theme, with their tags and places, and a count of what is broken.

Areas (closed ways and multipolygon relations, holes kept) and points come as geometry in WGS 84;
roads keep the numbers of their nodes, because a junction is a node that two roads share. Of a way
that lacks places only the stretches that have them are kept. Nothing broken is lost in silence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import osmium
import shapely

from layers.osm.extract import RELATION_TYPES
from layers.osm.tags import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.osm.tags import Rule, TagTable

__all__ = ["WGS84", "Harvest", "Things", "Way", "read_areas", "read_extract"]

WGS84: Final = "EPSG:4326"
AREA_THEMES: Final = ("landuse", "water", "building", "site")
LINE_THEMES: Final = ("railway", "waterway")
POINT_THEMES: Final = ("site", "settlement")

_KEPT_KEYS: Final = {
    *("name", "name:ru", "name:en", "int_name", "short_name", "official_name", "alt_name"),
    *("population", "population:date", "admin_level", "addr:street", "addr:housenumber"),
    *("maxspeed", "oneway", "junction", "width", "height", "building:levels"),
}
"""Tags that are kept besides those that decide."""


@dataclass(slots=True)
class Things:
    """Objects of one theme, one beside the other: `way/1`, its rule, its tags, its shape."""

    ids: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    wkb: list[Any] = field(default_factory=list)

    def add(self, one: str, rule: Rule, tags: dict[str, str], wkb: Any) -> None:
        """Add an object."""
        self.ids.append(one)
        self.rules.append(rule)
        self.tags.append(tags)
        self.wkb.append(bytes.fromhex(wkb) if isinstance(wkb, str) else wkb)

    def frame(self, crs: Any) -> gpd.GeoDataFrame:
        """Give the objects as features in a CRS: `osm_id`, `rule`, `tags`, coordinates to 1 cm."""
        shapes = gpd.GeoSeries(shapely.from_wkb(np.array(self.wkb, dtype=object)), crs=WGS84)
        moved = shapely.transform(
            shapes.to_crs(crs).to_numpy(), lambda corners: np.round(corners, 2)
        )
        return gpd.GeoDataFrame(
            {
                "osm_id": np.array(self.ids, dtype=object),
                "rule": np.array(self.rules, dtype=object),
                "tags": np.array(self.tags, dtype=object),
            },
            geometry=moved,
            crs=crs,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """A stretch of a road: the numbers of its nodes and their places in degrees."""

    id: str
    rule: Rule
    tags: dict[str, str]
    nodes: NDArray[np.int64]
    places: NDArray[np.float64]


@dataclass(slots=True)
class Harvest:
    """What a cut extract holds.

    Attributes
    ----------
    areas, lines, points
        Objects by theme, one of the lists of the table of tags.
    roads
        Roads open to cars.
    broken
        How many objects were left out or shortened, by what was wrong.
    """

    areas: dict[str, Things]
    lines: dict[str, Things]
    points: dict[str, Things]
    roads: list[Way]
    broken: Counter[str]


def read_extract(path: Path, table: TagTable) -> Harvest:
    """Read a cut extract.

    Parameters
    ----------
    path
        The file, from `layers.osm.extract.cut`: what it holds is held in memory.
    table
        The table of tags.
    """
    found = Harvest(
        areas={theme: Things() for theme in AREA_THEMES},
        lines={theme: Things() for theme in LINE_THEMES},
        points={theme: Things() for theme in POINT_THEMES},
        roads=[],
        broken=Counter(),
    )
    keys = table.keys()
    kept = _KEPT_KEYS | {
        key
        for rule in (*(one for name in LISTS for one in table.lists[name]), table.closed)
        for condition in rule.conditions
        for key, _, _ in condition.parts
    }
    shapes = osmium.geom.WKBFactory()
    awaited: set[str] = set()
    texts: dict[str, str] = {}
    for one in _objects(path, keys):
        tags = {
            texts.setdefault(tag.k, tag.k): texts.setdefault(tag.v, tag.v)
            for tag in one.tags
            if tag.k in kept
        }
        if one.is_node():
            _add(found.points, f"node/{one.id}", tags, table, shapes.create_point(one))
        elif one.is_way():
            _take_way(found, one, tags, table, awaited)
        elif one.is_relation():
            if one.tags.get("type") in RELATION_TYPES and _is_area(tags, table):
                awaited.add(f"relation/{one.id}")
        elif one.is_area():
            _take_area(found, one, tags, table, awaited, shapes)
    found.broken["areas whose ring is broken"] += len(awaited)
    found.broken = +found.broken
    return found


def read_areas(path: Path) -> Iterator[tuple[int, dict[str, str], shapely.Geometry]]:
    """Give the areas of relations: number, tags and multipolygon in WGS 84."""
    shapes = osmium.geom.WKBFactory()
    reading: Iterator[Any] = iter(osmium.FileProcessor(str(path)).with_areas())
    for one in reading:
        if one.is_area() and not one.from_way():
            yield one.orig_id(), dict(one.tags), shapely.from_wkb(shapes.create_multipolygon(one))


def _objects(path: Path, keys: set[str]) -> Iterator[Any]:
    chosen = osmium.filter.KeyFilter(*keys)
    reading = osmium.FileProcessor(str(path)).with_locations("sparse_mem_array")
    yield from reading.with_areas(chosen).with_filter(chosen)


def _take_way(
    found: Harvest, way: Any, tags: dict[str, str], table: TagTable, awaited: set[str]
) -> None:
    name = f"way/{way.id}"
    road = table.rule("street", tags)
    if road is not None and not table.closed.fits(tags):
        for nodes, places in _stretches(way, found.broken):
            found.roads.append(Way(name, road, tags, nodes, places))
    for theme, things in found.lines.items():
        rule = table.rule(theme, tags)
        if rule is not None:
            for _, places in _stretches(way, found.broken):
                things.add(name, rule, tags, shapely.to_wkb(shapely.linestrings(places)))
    if _is_area(tags, table) and road is None:
        if way.is_closed():
            awaited.add(name)
        else:
            found.broken["areas drawn as open lines"] += 1


def _take_area(
    found: Harvest,
    area: Any,
    tags: dict[str, str],
    table: TagTable,
    awaited: set[str],
    shapes: osmium.geom.WKBFactory,
) -> None:
    name = f"{'way' if area.from_way() else 'relation'}/{area.orig_id()}"
    if not _is_area(tags, table):
        return
    try:
        shape = shapes.create_multipolygon(area)
    except (RuntimeError, osmium.InvalidLocationError):
        return
    awaited.discard(name)
    _add(found.areas, name, tags, table, shape)


def _add(
    themes: Mapping[str, Things], name: str, tags: dict[str, str], table: TagTable, wkb: Any
) -> None:
    for theme, things in themes.items():
        rule = table.rule(theme, tags)
        if rule is not None:
            things.add(name, rule, tags, wkb)


def _is_area(tags: dict[str, str], table: TagTable) -> bool:
    if table.rule("waterway", tags) is not None or table.rule("railway", tags) is not None:
        return False
    return any(table.rule(theme, tags) is not None for theme in AREA_THEMES)


def _stretches(
    way: Any, broken: Counter[str]
) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Cut a way where places are missing; nodes that come twice in a row count once."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    is_whole = True
    for node in way.nodes:
        spot = node.location
        if not spot.valid():
            is_whole = False
            runs.append([])
        elif not runs[-1] or runs[-1][-1][1:] != (spot.lon, spot.lat):
            runs[-1].append((node.ref, spot.lon, spot.lat))
    long = [run for run in runs if len(run) > 1]
    if not is_whole:
        broken["lines that lack places" if long else "lines without places"] += 1
    elif not long:
        broken["lines of one place"] += 1
    return [
        (
            np.array([ref for ref, _, _ in run], dtype=np.int64),
            np.array([(lon, lat) for _, lon, lat in run]),
        )
        for run in long
    ]
