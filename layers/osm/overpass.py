"""OpenStreetMap data asked of an Overpass server whose address a person names, in polite tiles.

One tile is asked at a time, with a pause between them; a server that is busy (429, 502, 503, 504)
is asked again later, as late as it says or twice as late each time; a tile too heavy for it is
asked in quarters. A tile that has come stays on disk, so that a build that was stopped does not ask
for it again. The tiles are joined into one extract.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import osmium

from geo import said
from geo._progress import tell
from layers._errors import FileError
from layers.osm.extract import Box
from layers.wording import AGENT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

__all__ = [
    "Overpass",
    "boundary_query",
    "download",
    "fetch_boundaries",
    "tile_query",
    "tiles",
]

TILE_DEGREES: Final = 0.1
SMALLEST_DEGREES: Final = 0.01
PAUSE_S: Final = 1.0
FIRST_WAIT_S: Final = 5.0
MOST_WAIT_S: Final = 300.0
TRIES: Final = 6
TIMEOUT_S: Final = 180
MOST_BYTES: Final = 512 * 1024 * 1024

_BUSY: Final = (429, 502, 503, 504)
_BLOCK: Final = 1 << 20
_REMARK: Final = b"<remark>"
_TAIL: Final = 4096
_SCHEMES: Final = ("http", "https")


class _TooHeavyError(Exception):
    """The server gave up on a tile: it takes too long or too much memory."""


@dataclass(frozen=True, slots=True)
class Overpass:
    """A server and how to ask it.

    Attributes
    ----------
    url
        The address of its interpreter, as `https://HOST/api/interpreter`.
    pause_s
        Seconds between two questions.
    first_wait_s
        Seconds before a busy server is asked again; doubled each time.
    tries
        How often a question is asked.
    tile_degrees
        Side of a tile.
    sleep
        Waits some seconds.
    """

    url: str
    pause_s: float = PAUSE_S
    first_wait_s: float = FIRST_WAIT_S
    tries: int = TRIES
    tile_degrees: float = TILE_DEGREES
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in _SCHEMES or not parts.netloc:
            raise FileError(
                said(
                    "Expected the address of an Overpass interpreter, as "
                    "`https://HOST/api/interpreter`; `{url}` came. Name it with --overpass.",
                    url=self.url,
                )
            )

    def fetch(self, query: str, target: Path) -> None:
        """Ask, and write the answer, OSM XML, into a file that appears when it is whole.

        Raises
        ------
        FileError
            The server refuses, stays busy, or cannot be reached.
        """
        wait_s = self.first_wait_s
        answer = ""
        for attempt in range(self.tries):
            if attempt:
                self.sleep(min(wait_s, MOST_WAIT_S))
                wait_s *= 2
            try:
                self._ask(query, target)
            except urllib.error.HTTPError as error:
                with error:
                    answer = f"{error.code} {error.reason}"
                    if error.code not in _BUSY:
                        told = error.read(_TAIL).decode("utf-8", errors="replace")
                        raise self.refusal(f"{answer}: {_first_line(told)}") from error
                    wait_s = max(wait_s, _retry_after(error.headers.get("Retry-After")))
            except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
                answer = str(getattr(error, "reason", "") or error)
            else:
                return
        raise self.refusal(
            said("asked {tries} times, at last {answer}", tries=self.tries, answer=answer)
        )

    def _ask(self, query: str, target: Path) -> None:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self.url,
            data=urllib.parse.urlencode({"data": query}).encode(),
            headers={"User-Agent": f"{AGENT} (edition build)", "Accept": "application/xml"},
        )
        beside = target.with_name(f".{target.name}")
        size, tail = 0, b""
        try:
            with (
                urllib.request.urlopen(request, timeout=TIMEOUT_S + 30) as answer,  # noqa: S310
                beside.open("wb") as file,
            ):
                while block := answer.read(_BLOCK):
                    size += len(block)
                    if size > MOST_BYTES:
                        raise _TooHeavyError
                    tail = (tail + block)[-_TAIL:]
                    file.write(block)
            if _REMARK in tail:
                raise _TooHeavyError
            if b"</osm>" not in tail:
                raise http.client.IncompleteRead(tail)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)

    def refusal(self, why: str) -> FileError:
        """Make the message for data that a server does not give."""
        host = urllib.parse.urlsplit(self.url).hostname
        return FileError(
            said(
                "Expected OpenStreetMap data of the Overpass server `{host}`; {why}. Try "
                "later (what has come is kept), name another server with --overpass, or take "
                "an extract.",
                host=host,
                why=why,
            )
        )


def download(
    server: Overpass, box: Box, keys: Collection[str], target: Path, scratch: Path
) -> Path:
    """Ask a server for an area tile by tile, and join the answers into one extract.

    Parameters
    ----------
    server
        The server.
    box
        The area.
    keys
        Keys of the tags that matter.
    target
        The extract, ending in `.osm.pbf`.
    scratch
        A folder that keeps the tiles until the edition is done.

    Raises
    ------
    FileError
        The server refuses, stays busy, cannot be reached, or does not answer with OSM XML.
    """
    asked = list(tiles(box, server.tile_degrees))
    came: list[Path] = []
    for done, tile in enumerate(asked):
        tell(done, len(asked))
        came += _tile(server, tile, keys, scratch)
    return _joined(came, target)


def fetch_boundaries(
    server: Overpass, names: Sequence[str], level: int | None, target: Path
) -> None:
    """Ask a server for administrative boundaries by name, and the units within them."""
    try:
        server.fetch(boundary_query(names, level), target)
    except _TooHeavyError as error:
        raise server.refusal(said("the boundaries were too heavy for it")) from error


def tiles(box: Box, side: float) -> Iterator[Box]:
    """Cut a box into tiles of up to a side in degrees, from the south-west.

    Examples
    --------
    >>> [tuple(one) for one in tiles(Box(0, 0, 3, 2), 2)]
    [(0.0, 0.0, 1.5, 2.0), (1.5, 0.0, 3.0, 2.0)]
    """
    x = np.linspace(box.west, box.east, max(1, round(-(-(box.east - box.west) // side))) + 1)
    y = np.linspace(box.south, box.north, max(1, round(-(-(box.north - box.south) // side))) + 1)
    for south, north in zip(y[:-1].tolist(), y[1:].tolist(), strict=True):
        for west, east in zip(x[:-1].tolist(), x[1:].tolist(), strict=True):
            yield Box(west, south, east, north)


def tile_query(tile: Box, keys: Collection[str]) -> str:
    """Write the question for what a tile holds: objects with one of the keys, and their members.

    Examples
    --------
    >>> tile_query(Box(84.5, 56, 85, 56.5), ["highway"])
    '[out:xml][timeout:180][bbox:56.000000,84.500000,56.500000,85.000000];\
(nwr["highway"];);(._;>;);out body qt;'
    """
    bounds = f"{tile.south:.6f},{tile.west:.6f},{tile.north:.6f},{tile.east:.6f}"
    wanted = "".join(f"nwr[{_quoted(key)}];" for key in sorted(keys))
    return f"[out:xml][timeout:{TIMEOUT_S}][bbox:{bounds}];({wanted});(._;>;);out body qt;"


def boundary_query(names: Sequence[str], level: int | None) -> str:
    """Write the question for boundaries by name (or `relation:NUMBER`) and units within them.

    Examples
    --------
    >>> boundary_query(["relation:140295"], None)
    '[out:xml][timeout:180];(rel(140295););(._;>;);out body;'
    """
    administrative = 'rel["boundary"="administrative"]'
    wanted = ""
    for name in names:
        number = name.removeprefix("relation:")
        if number != name and number.isdecimal():
            wanted += f"rel({number});"
        else:
            for key in ("name", "name:en"):
                wanted += f"{administrative}[{_quoted(key)}={_quoted(name)}];"
    units = (
        ""
        if level is None
        else f'map_to_area->.a;{administrative}["admin_level"="{level}"](area.a);'
    )
    if units:
        return (
            f"[out:xml][timeout:{TIMEOUT_S}];({wanted})->.named;.named {units}"
            "(._;.named;);(._;>;);out body;"
        )
    return f"[out:xml][timeout:{TIMEOUT_S}];({wanted});(._;>;);out body;"


def _tile(server: Overpass, tile: Box, keys: Collection[str], scratch: Path) -> list[Path]:
    """Fetch a tile, in quarters where it is too heavy for the server."""
    name = "_".join(f"{side:.6f}" for side in tile)
    path = scratch / f"tile_{name}.osm"
    if path.is_file():
        return [path]
    try:
        server.fetch(tile_query(tile, keys), path)
    except _TooHeavyError as error:
        side = max(tile.east - tile.west, tile.north - tile.south) / 2
        if side < SMALLEST_DEGREES:
            raise server.refusal(said("even a small tile is too heavy for it")) from error
        server.sleep(server.pause_s)
        return [path for part in tiles(tile, side) for path in _tile(server, part, keys, scratch)]
    server.sleep(server.pause_s)
    return [path]


def _joined(parts: Sequence[Path], target: Path) -> Path:
    """Join extracts: sorted, an object that several hold once."""
    merged = osmium.MergeInputReader()
    for one in parts:
        try:
            merged.add_file(str(one))
        except RuntimeError as error:
            one.unlink(missing_ok=True)
            raise FileError(
                said(
                    "Expected OSM XML of the Overpass server; a tile cannot be read: {error}. "
                    "Run the build again: the tile is asked for anew.",
                    error=str(error),
                )
            ) from error
    beside = target.with_name(f".{target.name}")
    beside.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(beside)) as writer:
        merged.apply(_Keeper(writer))
    beside.replace(target)
    return target


class _Keeper(osmium.SimpleHandler):
    """Writes what it is handed, in its order."""

    def __init__(self, writer: osmium.SimpleWriter) -> None:
        super().__init__()
        self.node = writer.add_node
        self.way = writer.add_way
        self.relation = writer.add_relation


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _retry_after(said: str | None) -> float:
    """Read how many seconds to wait: a number or a date; 0 where nothing is said."""
    if not said:
        return 0.0
    if said.strip().isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.0


def _first_line(text: str) -> str:
    return next((one.strip()[:200] for one in text.splitlines() if one.strip()), "no reason given")
