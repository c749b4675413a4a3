"""Backgrounds by address: a WMS, or tiles by XYZ, fetched picture by picture within bounds.

Tiles lie in web mercator (EPSG:3857), counted from the north-west corner. A picture is taken for
what its first bytes say, not its server: PNG, JPEG or WebP of the size of a tile; SVG and all else
that could hold a script is refused.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from PIL import Image

from geo import said
from layers._errors import SourceError
from layers.remote.address import WEB, Address, with_parameters
from layers.remote.limits import Limits, usual_limits
from layers.remote.markup import MarkupError, local, named, parse, texts
from layers.remote.offer import Offer
from layers.remote.web import ASK_KEEPER, Answer, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

__all__ = ["DEEPEST", "TILE_LIMITS", "Background", "Picture", "background_offers", "tile"]

TILE_LIMITS: Final = Limits(
    idle_s=10.0, request_s=20.0, whole_s=20.0, answer_bytes=4_000_000, whole_bytes=4_000_000
)
"""What one tile may cost."""

DEEPEST: Final = 22
"""The nearest zoom at which tiles are asked for."""

_WMS: Final = said("a WMS or tiles by XYZ")
_VERSION: Final = "1.3.0"
_SIDE: Final = 256
_LARGEST: Final = 1024
_HALF_M: Final = math.pi * 6_378_137
_MERCATOR: Final = {"EPSG:3857", "EPSG:900913", "EPSG:102100"}
_KINDS: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_ASKED: Final = ("image/png", "image/jpeg", "image/webp")
_PLACE: Final = re.compile(r"\{(z|x|y|-y)\}")
_ACCEPT: Final = "image/png, image/jpeg, image/webp"


@dataclass(frozen=True)
class Background:
    """What lies under a map.

    Attributes
    ----------
    address
        Where it comes from.
    layer, system, format
        Of a WMS: the name of its layer, its name for web mercator, a picture type that it has. Of
        tiles by XYZ all are empty.
    """

    address: Address = field(repr=False)
    layer: str = ""
    system: str = ""
    format: str = ""


class Picture(NamedTuple):
    """A tile.

    Parameters
    ----------
    body
        Its bytes.
    kind
        `image/png`, `image/jpeg` or `image/webp`.
    """

    body: bytes
    kind: str


def background_offers(address: Address) -> list[tuple[Offer, Background]]:
    """List the backgrounds at an address: the layers of a WMS, or the one of a template.

    Parameters
    ----------
    address
        Of a WMS; or with `{z}`, `{x}` and `{y}` (or `{-y}`, counted from the south) in it.

    Raises
    ------
    SourceError
        It is no address of the web, an incomplete template, or no WMS with layers in web mercator
        answers there.
    """
    if address.scheme not in WEB:
        raise SourceError(
            said(
                "Expected the address of a WMS or of tiles by XYZ; one that begins with "
                "`{scheme}://` came. Write one that begins with `https://` or `http://`.",
                scheme=address.scheme,
            )
        )
    spelled = f"{address.path}?{address.query}"
    if "{" in spelled:
        _require_template(address, spelled)
        return [(Offer("", address.shown), Background(address))]
    return _wms_offers(Session(address, usual_limits(), _WMS))


def _require_template(address: Address, spelled: str) -> None:
    there = _PLACE.findall(spelled)
    other = re.findall(r"\{[^}]*\}?", _PLACE.sub("", spelled))
    rows = {"y", "-y"} & set(there)
    if other or sorted({*there} - rows) != ["x", "z"] or len(rows) != 1:
        raise SourceError(
            said(
                "Expected `{{z}}`, `{{x}}` and `{{y}}` in the address of tiles and nothing else in "
                "braces; `{address}` came. Write the name of one server in place of `{{s}}`, and "
                "leave `{{r}}` out.",
                address=address.shown,
            )
        )


def _wms_offers(session: Session) -> list[tuple[Offer, Background]]:
    asked = {"SERVICE": "WMS", "VERSION": _VERSION, "REQUEST": "GetCapabilities"}
    answer = session.get(with_parameters(session.address.url, asked), "text/xml, */*;q=0.1")
    root = _capabilities(session, answer)
    formats = [
        (one.text or "").strip()
        for request in named(root, "GetMap")
        for one in request
        if local(one.tag) == "Format"
    ]
    usable = [one for one in _ASKED if one in formats]
    listed = [
        (
            Offer(texts(one, "Name"), texts(one, "Title"), "", system),
            Background(session.address, texts(one, "Name"), system, usable[0]),
        )
        for one, system in _layers(root)
        if system and usable
    ]
    if not listed:
        raise session.fault(
            said("it offers no layer in web mercator (EPSG:3857) as PNG, JPEG or WebP"),
            said("Ask who keeps the server to add that system."),
        )
    return listed


def _capabilities(session: Session, answer: Answer) -> Element:
    try:
        root = parse(answer.body)
    except MarkupError:
        raise session.unlike(answer, said("what it offers")) from None
    if local(root.tag) != "WMS_Capabilities":
        raise session.unlike(answer, said("what it offers"))
    return root


def _layers(root: Element) -> Iterator[tuple[Element, str]]:
    """Give the layers that have a name, each with its or its parents' name for web mercator."""
    waiting = [
        (one, "")
        for capability in root
        if local(capability.tag) == "Capability"
        for one in capability
        if local(one.tag) == "Layer"
    ]
    while waiting:
        one, inherited = waiting.pop(0)
        said = {(child.text or "").strip() for child in one if local(child.tag) == "CRS"}
        system = min(said & _MERCATOR, default="", key=sorted(_MERCATOR).index) or inherited
        if texts(one, "Name"):
            yield one, system
        waiting = [(child, system) for child in one if local(child.tag) == "Layer"] + waiting


def tile(background: Background, z: int, x: int, y: int, limits: Limits = TILE_LIMITS) -> Picture:
    """Fetch the picture of one tile.

    Parameters
    ----------
    background
        Where from.
    z, x, y
        Zoom, column from the west, row from the north.
    limits
        What it may cost.

    Raises
    ------
    SourceError
        There is no such tile, the server fails, or what it sends is no picture of a tile.
    """
    count = 2**z if 0 <= z <= DEEPEST else 0
    if not (0 <= x < count and 0 <= y < count):
        raise SourceError(
            said(
                "Expected a tile of zoom 0 to {deepest} within the Earth; `{tile}` came. Ask for "
                "one that is there.",
                deepest=DEEPEST,
                tile=f"{z}/{x}/{y}",
            )
        )
    session = Session(background.address, limits, said("a picture"))
    answer = session.get(_address(background, z, x, y), _ACCEPT)
    try:
        image = Image.open(io.BytesIO(answer.body), formats=tuple(_KINDS))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise session.unlike(answer, said("PNG, JPEG or WebP")) from None
    if max(image.size) > _LARGEST:
        raise session.fault(
            said(
                "it sent a picture of {width} x {height}, larger than any tile",
                width=image.width,
                height=image.height,
            ),
            ASK_KEEPER,
        )
    return Picture(answer.body, _KINDS[str(image.format)])


def _address(background: Background, z: int, x: int, y: int) -> str:
    url = background.address.url
    if not background.layer:
        places = {"z": z, "x": x, "y": y, "-y": 2**z - 1 - y}
        return _PLACE.sub(lambda found: str(places[found[1]]), url)
    side = 2 * _HALF_M / 2**z
    west, north = x * side - _HALF_M, _HALF_M - y * side
    box = (west, north - side, west + side, north)
    asked = {
        "SERVICE": "WMS",
        "VERSION": _VERSION,
        "REQUEST": "GetMap",
        "LAYERS": background.layer,
        "STYLES": "",
        "CRS": background.system,
        "BBOX": ",".join(f"{one:.4f}" for one in box),
        "WIDTH": _SIDE,
        "HEIGHT": _SIDE,
        "FORMAT": background.format,
        "TRANSPARENT": "TRUE" if background.format == "image/png" else "FALSE",
    }
    return with_parameters(url, asked)
