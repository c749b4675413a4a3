"""Layers that a measure computed, for the map beside its table: held by the hash of their content.

The page deposits a layer and hands the map its address; the geometry itself never passes through
the script. Small layers travel as GeoJSON, large ones as tiles.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo import parse_crs, reproject
from ui.bounded import Bounded
from ui.features import as_geojson
from ui.tiles import MAX_ZOOM, TileSet

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

__all__ = ["COMPUTED", "degrees_box", "deposit", "tiles_of", "withdraw"]

COMPUTED: Final = "/computed/"
"""Where computed layers are served from; their hash follows."""

_MAX_FEATURES: Final = 3_000
_MAX_LAYERS: Final = 96
_CLASS: Final = "value"


@dataclass(frozen=True, slots=True)
class _Deposit:
    digest: str
    frame: gpd.GeoDataFrame
    bounds: tuple[float, ...]


_BY_KEY: Bounded[_Deposit] = Bounded(limit=_MAX_LAYERS)
_BY_DIGEST: Bounded[_Deposit] = Bounded(limit=_MAX_LAYERS)
_BODIES: Bounded[bytes] = Bounded(limit=_MAX_LAYERS)
_TILES: Bounded[TileSet] = Bounded(limit=_MAX_LAYERS)


def deposit(key: Hashable, make: Callable[[], gpd.GeoDataFrame]) -> tuple[str, dict[str, Any]]:
    """Keep a layer for the browser to fetch; give the name and the description of its source.

    The name has the hash in it: a map that is given other tiles under a name it knows keeps the
    old ones, and never comes to rest.

    Parameters
    ----------
    key
        Names the layer as long as the server runs; `make` is called only for a new one.
    make
        Gives the layer, without null geometries; its column `value` colours it.
    """
    found = _BY_KEY.get(key, lambda: _kept(make()))
    _BY_DIGEST.get(found.digest, lambda: found)
    address, name = f"{COMPUTED}{found.digest}", f"computed-{found.digest}"
    if not _tiled(found):
        return name, {"type": "geojson", "data": f"{address}.geojson", "tolerance": 0}
    return name, {
        "type": "vector",
        "tiles": [address + "/{z}/{x}/{y}.mvt"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": list(found.bounds),
    }


def withdraw(digest: str) -> bytes | None:
    """Give the gzipped GeoJSON of a hash; None where none is held."""
    found = _BY_DIGEST.find(digest)
    if found is None or _tiled(found):
        return None
    return _BODIES.get(digest, lambda: gzip.compress(as_geojson(found.frame), 6, mtime=0))


def tiles_of(digest: str) -> TileSet | None:
    """Give the layer of a hash ready to be cut into tiles; None where none is held."""
    found = _BY_DIGEST.find(digest)
    if found is None or not _tiled(found):
        return None
    return _TILES.get(digest, lambda: TileSet(found.frame, _CLASS))


def degrees_box(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give west, south, east and north of features, by the hull that holds them all."""
    hull = shapely.convex_hull(shapely.geometrycollections(frame.geometry.to_numpy()))
    outline = gpd.GeoDataFrame(geometry=[hull], crs=frame.crs)
    return np.asarray(reproject(outline, parse_crs("EPSG:4326")).total_bounds)


def _tiled(one: _Deposit) -> bool:
    return len(one.frame) > _MAX_FEATURES


def _kept(frame: gpd.GeoDataFrame) -> _Deposit:
    """Hash what the browser will get; it is written when it is asked for, in another thread."""
    digest = hashlib.sha256(str(frame.crs).encode())
    for shape in shapely.to_wkb(frame.geometry.to_numpy()):
        digest.update(shape)
    for name, values in frame.drop(columns=frame.geometry.name).items():
        digest.update(f"{name}:{values.tolist()}".encode())
    box = degrees_box(frame)
    return _Deposit(digest.hexdigest()[:16], frame, tuple(round(float(edge), 6) for edge in box))
