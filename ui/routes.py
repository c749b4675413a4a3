"""The routes that answer the map: layers, tiles, derived shapes, style sheets, browser modules.

All work runs in Starlette's threads; answers are held gzipped within a bound, carry an ETag, and
are cached by browsers for ever, because their addresses name their content (see `ui.sources`).
An edition that cannot be opened answers 503 with its message.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from geo import AtlasError
from ui import backgrounds, computed, derived, features, looks, own, pictures, sheets
from ui.edition import server_edition
from ui.sources import (
    BODIES,
    LIB,
    LIBRARIES,
    PACKAGES,
    ROOT,
    SHEETS,
    TILE_SETS,
    UI,
    content_hash,
    edges_source,
    geojson,
    layer_source,
    missing_javascript,
    picture_hash,
    points_source,
    reach_source,
    served_source,
    sources,
    tile_set,
)
from ui.tiles import TileSet

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import Scope

__all__ = [
    "LIB",
    "ROUTES",
    "SHEETS",
    "UI",
    "edges_source",
    "layer_source",
    "missing_javascript",
    "points_source",
    "reach_source",
    "served_source",
    "sources",
]

FOREVER = "public, max-age=31536000, immutable"
GEOJSON = "application/geo+json"
TILE = "application/vnd.mapbox-vector-tile"
_OK = 200
_HOUR_S = 3600
_RELAYS = CapacityLimiter(6)


def _layer(request: Request) -> Response:
    layer_id, _, form = request.path_params["name"].partition(".")
    edition = own.held_with(server_edition(), layer_id)
    digest = request.path_params["digest"]
    if layer_id not in edition.records or form not in features.FORMS:
        raise HTTPException(404)
    if digest != content_hash(edition, layer_id):
        raise HTTPException(404)
    zipped = BODIES.get(
        ("gzip", digest, form), lambda: gzip.compress(geojson(edition, layer_id, form), 6, mtime=0)
    )
    return _answer(request, zipped, GEOJSON)


def _tile(request: Request) -> Response:
    layer_id, digest = request.path_params["name"], request.path_params["digest"]
    edition = own.held_with(server_edition(), layer_id)
    if layer_id not in edition.records or digest != content_hash(edition, layer_id):
        raise HTTPException(404)
    return _answer_tile(request, digest, lambda: tile_set(edition, layer_id))


def _picture(request: Request) -> Response:
    layer_id, digest = request.path_params["name"], request.path_params["digest"]
    edition = own.held_with(server_edition(), layer_id)
    if layer_id not in edition.records or edition.record(layer_id).kind != "raster":
        raise HTTPException(404)
    if digest != picture_hash(edition, layer_id):
        raise HTTPException(404)

    def draw(z: int, x: int, y: int) -> bytes:
        style = edition.record(layer_id).style
        return pictures.tile(edition.raster(layer_id), style, z, x, y)

    return _answer_at(request, ("picture", digest), draw, "image/png")


def _reach(request: Request) -> Response:
    layer_id, digest = request.path_params["name"], request.path_params["digest"]
    edition = own.held_with(server_edition(), layer_id)
    chosen, radii = request.path_params["chosen"], request.path_params["radii"]
    if layer_id not in edition.records or digest != content_hash(edition, layer_id):
        raise HTTPException(404)
    radii_m = derived.parse_radii(radii)

    def make() -> bytes:
        rings = derived.reach(edition, layer_id, chosen, radii_m)
        return gzip.compress(features.as_geojson(rings), 6, mtime=0)

    return _answer(request, BODIES.get(("reach", digest, chosen, radii), make), GEOJSON)


def _served(request: Request) -> Response:
    edition = server_edition()
    layer_id, _, demand_id = request.path_params["name"].partition(".")
    digest = request.path_params["digest"]
    chosen, radii = request.path_params["chosen"], request.path_params["radii"]
    if not {layer_id, demand_id} <= edition.records.keys():
        raise HTTPException(404)
    if digest != content_hash(edition, layer_id, demand_id):
        raise HTTPException(404)
    radii_m = derived.parse_radii(radii)

    def make() -> TileSet:
        cells = derived.served_cells(edition, layer_id, chosen, radii_m, demand_id)
        return TileSet(cells, derived.SERVED_RADIUS)

    key = ("served", digest, chosen, radii)
    return _answer_tile(request, key, lambda: TILE_SETS.get(key, make))


def _sheet(request: Request) -> Response:
    body = sheets.withdraw(request.path_params["digest"])
    if body is None:
        raise HTTPException(404)
    return _answer(request, body, "application/json")


def _computed(request: Request) -> Response:
    body = computed.withdraw(request.path_params["digest"])
    if body is None:
        raise HTTPException(404)
    return _answer(request, body, GEOJSON)


def _computed_tile(request: Request) -> Response:
    digest = request.path_params["digest"]
    tiles = computed.tiles_of(digest)
    if tiles is None:
        raise HTTPException(404)
    return _answer_tile(request, ("computed", digest), lambda: tiles)


def _look(request: Request) -> Response:
    body = looks.withdraw(request.path_params["digest"])
    if body is None:
        raise HTTPException(404)
    return _answer(request, body, "image/png")


async def _background(request: Request) -> Response:
    """Relay a tile of a background; few at once, so that slow servers leave threads to the rest."""
    try:
        picture = await to_thread.run_sync(
            lambda: backgrounds.fetch(
                *(request.path_params[name] for name in ("word", "z", "x", "y"))
            ),
            limiter=_RELAYS,
        )
    except AtlasError as error:
        status = 404 if getattr(error, "is_gone", False) else 502
        return PlainTextResponse(str(error), status_code=status)
    if picture is None:
        raise HTTPException(404)
    headers = {
        "Cache-Control": f"private, max-age={_HOUR_S}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(picture.body, media_type=picture.kind, headers=headers)


def _answer_tile(request: Request, key: object, tiles: Callable[[], TileSet]) -> Response:
    return _answer_at(request, ("tile", key), lambda z, x, y: tiles().tile(z, x, y), TILE)


def _answer_at(
    request: Request,
    key: tuple[object, ...],
    draw: Callable[[int, int, int], bytes],
    media_type: str,
) -> Response:
    """Answer with what is drawn for the tile asked for; 404 where the world has none such."""
    z, x, y = (request.path_params[name] for name in ("z", "x", "y"))

    def make() -> bytes:
        try:
            return gzip.compress(draw(z, x, y), 5, mtime=0)
        except ValueError as error:
            raise HTTPException(404, str(error)) from error

    return _answer(request, BODIES.get((*key, z, x, y), make), media_type)


def _answer(request: Request, zipped: bytes, media_type: str) -> Response:
    """Answer with a body that is held gzipped; 304 where the browser has it."""
    etag = f'"{hashlib.sha256(zipped).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    known = request.headers.get("if-none-match", "").replace("W/", "")
    if etag in {one.strip() for one in known.split(",")}:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(zipped, media_type=media_type, headers=headers)
    return Response(gzip.decompress(zipped), media_type=media_type, headers=headers)


def _spoken(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Turn the atlas's errors into plain answers; Starlette runs the endpoint in a thread."""

    def answer(request: Request) -> Response:
        try:
            server_edition()
        except AtlasError as error:
            return PlainTextResponse(str(error), status_code=503)
        try:
            return endpoint(request)
        except AtlasError as error:
            return PlainTextResponse(str(error), status_code=404)

    return answer


def _nothing(_request: Request) -> Response:
    """Answer 404 where Streamlit would answer any address with its page."""
    return PlainTextResponse("Nothing is served at this address.", status_code=404)


class _Library(StaticFiles):
    """Files of one folder, cached for ever; text among them gzipped once and held."""

    TEXT = (".mjs", ".js", ".css", ".svg")
    SERVED = (*TEXT, ".woff2")

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)

    async def check_config(self) -> None:
        """Take a folder that is not there as an empty one: pages say what is missing."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file that browsers need; our Python beside it is not among them."""
        return super().lookup_path(path) if Path(path).suffix in self.SERVED else ("", None)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = _OK,
    ) -> Response:
        """Answer with the file, gzipped where it is text and the browser takes it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOREVER
        path = Path(full_path)
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
        if response.status_code != _OK or path.suffix not in self.TEXT or b"gzip" not in accepted:
            return response
        body = BODIES.get(("file", str(path)), lambda: gzip.compress(path.read_bytes(), 6, mtime=0))
        kept = {"etag", "last-modified", "cache-control", "content-type"}
        headers = {name: value for name, value in response.headers.items() if name in kept}
        headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        return Response(body, headers=headers)


_SERVED = "/derived/served/{name}.{digest}/{chosen}/{radii}/{z:int}/{x:int}/{y:int}.mvt"
ROUTES: list[BaseRoute] = [
    Route("/data/{name}.{digest}.geojson", _spoken(_layer)),
    Route("/tiles/{name}.{digest}/{z:int}/{x:int}/{y:int}.mvt", _spoken(_tile)),
    Route("/raster/{name}.{digest}/{z:int}/{x:int}/{y:int}.png", _spoken(_picture)),
    Route("/derived/reach/{name}.{digest}/{chosen}/{radii}.geojson", _spoken(_reach)),
    Route(_SERVED, _spoken(_served)),
    Route(SHEETS + "{digest}.json", _sheet),
    Route(computed.COMPUTED + "{digest}.geojson", _spoken(_computed)),
    Route(computed.COMPUTED + "{digest}/{z:int}/{x:int}/{y:int}.mvt", _spoken(_computed_tile)),
    Route(looks.LOOKS + "{digest}.png", _spoken(_look)),
    Route(backgrounds.ADDRESS + "{word}/{z:int}/{x:int}/{y:int}", _background),
    *(Mount(f"{LIB}{name}", _Library(PACKAGES / path)) for name, path in LIBRARIES.items()),
    Mount(UI.rstrip("/"), _Library(ROOT / "ui" / "map")),
    *(
        Route(f"/{room}/{{rest:path}}", _nothing)
        for room in (
            "data",
            "tiles",
            "raster",
            "derived",
            "computed",
            "look",
            "sheet",
            "lib",
            "ui",
            "background",
        )
    ),
]
"""What `app.py` hands to `st.App`, before Streamlit's own addresses."""
