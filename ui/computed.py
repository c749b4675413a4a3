"""Layers that a measure computed, for the map beside its table: held by the hash of their content.

The page deposits a layer and hands the map its address; the geometry itself never passes through
the script. Small layers travel as GeoJSON, large ones as tiles.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ui.bounded import Bounded
from ui.features import as_geojson
from ui.tiles import MAX_ZOOM, TileSet

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import geopandas as gpd

__all__ = ["COMPUTED", "deposit", "tiles_of", "withdraw"]

COMPUTED: Final = "/computed/"
"""Where computed layers are served from; their hash follows."""

_MAX_FEATURES: Final = 3_000
_MAX_LAYERS: Final = 96
_CLASS: Final = "value"


@dataclass(frozen=True, slots=True)
class _Deposit:
    digest: str
    zipped: bytes | None
    tiles: TileSet | None


_BY_KEY: Bounded[_Deposit] = Bounded(limit=_MAX_LAYERS)
_BY_DIGEST: Bounded[_Deposit] = Bounded(limit=_MAX_LAYERS)


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
    if found.tiles is None:
        return name, {"type": "geojson", "data": f"{address}.geojson", "tolerance": 0}
    return name, {
        "type": "vector",
        "tiles": [address + "/{z}/{x}/{y}.mvt"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": list(found.tiles.bounds),
    }


def withdraw(digest: str) -> bytes | None:
    """Give the gzipped GeoJSON of a hash; None where none is held."""
    found = _BY_DIGEST.find(digest)
    return found.zipped if found else None


def tiles_of(digest: str) -> TileSet | None:
    """Give the layer of a hash ready to be cut into tiles; None where none is held."""
    found = _BY_DIGEST.find(digest)
    return found.tiles if found else None


def _kept(frame: gpd.GeoDataFrame) -> _Deposit:
    body = as_geojson(frame)
    digest = hashlib.sha256(body).hexdigest()[:16]
    if len(frame) > _MAX_FEATURES:
        return _Deposit(digest, None, TileSet(frame, _CLASS))
    return _Deposit(digest, gzip.compress(body, 6, mtime=0), None)
