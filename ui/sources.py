"""Where the map finds what it draws: sources whose addresses carry the hash of their content.

A hash covers the files of the layers, the columns sent, and the code of the engine and of this
room: an answer under such an address never changes, and a stale address is a plain 404. Pages ask
for sources here (or through `ui.routes`) and hand them to the map.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from layers.vocabulary import POPULATION
from ui import derived, features, pictures
from ui.bounded import Bounded
from ui.tiles import MAX_ZOOM, TileSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers import Edition

__all__ = [
    "BODIES",
    "LIB",
    "LIBRARIES",
    "PACKAGES",
    "SHEETS",
    "TILE_SETS",
    "UI",
    "content_hash",
    "edges_source",
    "geojson",
    "layer_source",
    "missing_javascript",
    "points_source",
    "reach_source",
    "served_source",
    "sources",
    "tile_set",
]

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
MAX_FEATURES = 5_000
MAX_BYTES = 1_500_000
MISSING = (
    "The map's JavaScript is not installed. Run `make setup` (on Windows `python scripts/setup.py`)"
    " in the folder of the atlas, then start it again."
)

BODIES: Bounded[bytes] = Bounded(limit=96_000_000, weigh=len)
"""Answers of every kind, shared by all sessions: at most 96 MB."""

TILE_SETS: Bounded[TileSet] = Bounded(limit=24)
"""Layers ready to be cut into tiles."""

_SOURCES: Bounded[dict[str, Any]] = Bounded(limit=96)
"""Sources of layers as the map knows them; each asks for its layer once."""


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


LIB = f"/lib/{_digest(ROOT.glob('package-lock.json'))}/"
"""Where the packages' files are served from."""

_BROWSER_FILES = [*(ROOT / "ui" / "map").glob("*.js"), *(ROOT / "ui" / "map").glob("*.css")]
UI = f"/ui/{_digest(_BROWSER_FILES)}/"
"""Where our own browser modules and their styles are served from."""

SHEETS = "/sheet/"
"""Where style sheets are served from; their hash and `.json` follow."""

_CODE = _digest([*(ROOT / "ui").glob("*.py"), *(ROOT / "geo").glob("*.py")])
LIBRARIES = {
    "maplibre-gl": "maplibre-gl/dist",
    "golos-text": "@fontsource-variable/golos-text/files",
    "maki": "@mapbox/maki/icons",
}
_NEEDED = ("maplibre-gl/maplibre-gl.mjs", "golos-text/golos-text-latin-wght-normal.woff2")


def missing_javascript() -> str | None:
    """Give the message (a key of the translation catalogue) that says what is missing, or None."""
    for name in _NEEDED:
        package, _, file = name.partition("/")
        if not (PACKAGES / LIBRARIES[package] / file).is_file():
            return MISSING
    return None


def layer_source(edition: Edition, layer_id: str) -> dict[str, Any]:
    """Give the map's source of a layer: GeoJSON where it is small, vector tiles where not.

    Parameters
    ----------
    edition
        The edition that holds the layer.
    layer_id
        A vector layer.

    Returns
    -------
    dict
        A MapLibre source. Its features carry `features.browser_columns`.

    Raises
    ------
    UnknownLayerError
        The edition has no such vector layer.
    """
    key = (layer_id, content_hash(edition, layer_id))
    return dict(_SOURCES.get(key, lambda: _source(edition, layer_id)))


def _source(edition: Edition, layer_id: str) -> dict[str, Any]:
    frame = features.form_of(edition, layer_id)
    if len(frame) < MAX_FEATURES and len(geojson(edition, layer_id, "")) < MAX_BYTES:
        source = _geojson_source(f"/data/{layer_id}.{content_hash(edition, layer_id)}.geojson")
        return source if edition.record(layer_id).geometry == "line" else source | {"tolerance": 0}
    tiles = tile_set(edition, layer_id)
    return _tile_source(f"/tiles/{layer_id}.{content_hash(edition, layer_id)}", tiles)


def points_source(edition: Edition, layer_id: str) -> dict[str, Any]:
    """Give the source of a layer's representative points, for labels and icons."""
    return _geojson_source(f"/data/{layer_id}.points.{content_hash(edition, layer_id)}.geojson")


def edges_source(edition: Edition, layer_id: str) -> dict[str, Any]:
    """Give the source of a polygon layer's borders, each drawn once."""
    return _geojson_source(f"/data/{layer_id}.edges.{content_hash(edition, layer_id)}.geojson")


def sources(edition: Edition, layer_id: str) -> dict[str, dict[str, Any]]:
    """Give every source that `ui.map.style.maplibre_layers` draws a layer from.

    Returns
    -------
    dict
        `layer_id` itself; for polygons `layer_id-points` where the style has labels or icons, and
        `layer_id-edges` where it has dashes.
    """
    record = edition.record(layer_id)
    if record.kind == "raster":
        return {layer_id: raster_source(edition, layer_id)}
    found = {layer_id: layer_source(edition, layer_id)}
    if record.geometry == "polygon":
        if record.style.label or any(one.icon for one in record.style.classes):
            found[f"{layer_id}-points"] = points_source(edition, layer_id)
        if any(one.dash for one in record.style.classes):
            found[f"{layer_id}-edges"] = edges_source(edition, layer_id)
    return found


def raster_source(edition: Edition, layer_id: str) -> dict[str, Any]:
    """Give the source of a raster: pictures of its cells in their colours."""
    raster = edition.raster(layer_id)
    return {
        "type": "raster",
        "tiles": [f"/raster/{layer_id}.{picture_hash(edition, layer_id)}/{{z}}/{{x}}/{{y}}.png"],
        "tileSize": pictures.SIDE,
        "minzoom": 0,
        "maxzoom": pictures.last_zoom(raster),
        "bounds": pictures.bounds(raster),
    }


def picture_hash(edition: Edition, layer_id: str) -> str:
    """Name the state of a raster as it is drawn: its cells and its colours."""
    style = edition.record(layer_id).style
    parts = (content_hash(edition, layer_id), repr(style))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def reach_source(
    edition: Edition, layer_id: str, chosen: str, radii_m: Iterable[float]
) -> dict[str, Any]:
    """Give the source of the land within radii of a feature, of a class, or of `all` of a layer.

    Parameters
    ----------
    edition
        The edition that holds the layer.
    layer_id
        A vector layer, such as `parks`.
    chosen
        The id of a feature, else a value of the style's column (a park type), else `all`.
    radii_m
        One to eight radii, up to 50 km.

    Returns
    -------
    dict
        A GeoJSON source: one feature a radius, the greatest first, with `radius_m` and `area_ha`.

    Raises
    ------
    UnknownLayerError, ValueRangeError
        There is no such layer, feature or class, or a radius is out of range.
    """
    derived.chosen_features(edition, layer_id, chosen)
    radii = derived.write_radii(radii_m)
    digest = content_hash(edition, layer_id)
    return _geojson_source(
        f"/derived/reach/{layer_id}.{digest}/{quote(chosen, safe='')}/{radii}.geojson"
    )


def served_source(
    edition: Edition,
    layer_id: str,
    chosen: str,
    radii_m: Iterable[float],
    demand_id: str = POPULATION,
) -> dict[str, Any]:
    """Give the source of the demand's cells, shaded by the smallest radius that serves each.

    Parameters
    ----------
    edition, layer_id, chosen, radii_m
        As in `reach_source`.
    demand_id
        The layer of cells that are served.

    Returns
    -------
    dict
        Vector tiles; cells carry `id`, `population`, `distance_m` and, where some radius reaches
        them, `served_radius`.

    Raises
    ------
    UnknownLayerError, ValueRangeError
        As in `reach_source`.
    """
    derived.chosen_features(edition, layer_id, chosen)
    radii = derived.write_radii(radii_m)
    digest = content_hash(edition, layer_id, demand_id)
    base = f"/derived/served/{layer_id}.{demand_id}.{digest}/{quote(chosen, safe='')}/{radii}"
    return _tile_source(base, tile_set(edition, demand_id))


def _geojson_source(address: str) -> dict[str, Any]:
    return {"type": "geojson", "data": address}


def _tile_source(base: str, tiles: TileSet) -> dict[str, Any]:
    return {
        "type": "vector",
        "tiles": [base + "/{z}/{x}/{y}.mvt"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": list(tiles.bounds),
    }


def content_hash(edition: Edition, *layer_ids: str) -> str:
    """Name the state of layers by their files, their records' columns and this program's code."""
    parts = [_CODE, str(edition.crs)]
    for layer_id in layer_ids:
        record = edition.record(layer_id)
        parts += [layer_id, record.sha256, record.style.column, *features.browser_columns(record)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def geojson(edition: Edition, layer_id: str, form: str) -> bytes:
    """Give a form of a layer as GeoJSON, held among `BODIES`."""
    key = ("data", content_hash(edition, layer_id), form)
    return BODIES.get(key, lambda: features.as_geojson(features.form_of(edition, layer_id, form)))


def tile_set(edition: Edition, layer_id: str) -> TileSet:
    """Give a layer ready to be cut into tiles, held among `TILE_SETS`."""
    column = edition.record(layer_id).style.column
    return TILE_SETS.get(
        content_hash(edition, layer_id),
        lambda: TileSet(features.form_of(edition, layer_id), column),
    )
