"""Backgrounds by address: WMS of MapServer, tiles of a server of our own, and what is refused."""

from __future__ import annotations

import io
import math
import time

import pytest
from PIL import Image

from geo import parse_crs, reproject
from layers import SourceError
from layers.remote import Limits, parse_address
from layers.remote.pictures import DEEPEST, background_offers, tile
from tests import served_layers as served
from tests.servers import SECRET, SECRET_IN_URL, answering, reply

pytestmark = pytest.mark.xdist_group("servers")

ZOOM = 17
RED = (200, 30, 30, 255)
CAPABILITIES = """<WMS_Capabilities version="1.3.0"><Capability><Request><GetMap>{formats}</GetMap>
</Request><Layer>{above}<Layer><Name>plan</Name><Title>План</Title></Layer></Layer></Capability>
</WMS_Capabilities>"""


def place(number: int) -> tuple[int, int, int, int]:
    """Give column and row of the tile that holds a park's middle, and the pixel in it."""
    middle = served.parks().geometry.centroid.iloc[[number]]
    x, y = reproject(middle.to_frame("geometry"), parse_crs("EPSG:3857")).geometry.iloc[0].coords[0]
    half = math.pi * 6_378_137
    size = 2 * half / 2**ZOOM
    across, down = (x + half) / size, (half - y) / size
    return int(across), int(down), int(across % 1 * 256), int(down % 1 * 256)


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGBA")


def picture(form: str = "PNG", size: int = 256, colour: tuple[int, ...] = (0, 90, 200)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(file, form)
    return file.getvalue()


def only(address: str):
    [(_offer, background)] = background_offers(parse_address(address))
    return background


def refusal(body: bytes, kind: str = "image/png", **limits: float) -> str:
    """Give what is said of a server that sends something as a tile."""
    with answering(lambda asked: reply(asked, body, kind)) as address:
        background = only(f"{address}/{{z}}/{{x}}/{{y}}")
        with pytest.raises(SourceError) as caught:
            tile(background, 1, 0, 0, Limits(**limits))
    return str(caught.value)


def test_layers_of_a_wms_are_listed(mapserver):
    offers = [offer for offer, _background in background_offers(parse_address(f"{mapserver}/ogc"))]
    named = {one.name: (one.title, one.crs) for one in offers}
    assert named["parks"] == ("Парки <i>и скверы</i>", "EPSG:3857")
    assert named["native"] == ("Парки из файла", "EPSG:3857")


@pytest.mark.parametrize("name", ["ogc", "sk42"])
def test_a_tile_of_a_wms_shows_the_park_where_it_lies(mapserver, name):
    found = background_offers(parse_address(f"{mapserver}/{name}"))
    background = {offer.name: one for offer, one in found}[{"ogc": "parks", "sk42": "zones"}[name]]
    x, y, across, down = place(12)
    got = tile(background, ZOOM, x, y)
    image = opened(got.body)
    assert (got.kind, image.size) == ("image/png", (256, 256))
    assert image.getpixel((across, down)) == RED
    assert image.getpixel((across, (down + 128) % 256))[3] == 0


@pytest.mark.parametrize(("row", "asked_row"), [("{y}", 1), ("{-y}", 2)])
def test_tiles_are_asked_for_by_their_places(row, asked_row):
    asked = []

    def answer(request):
        asked.append(request.path)
        reply(request, picture(), "image/png")

    with answering(answer) as address:
        got = tile(only(f"{address}/t/{{z}}/{{x}}/{row}.png?key=k1"), 2, 3, 1)
    assert asked == [f"/t/2/3/{asked_row}.png?key=k1"]
    assert opened(got.body).getpixel((9, 9)) == (0, 90, 200, 255)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_bytes_say_what_a_picture_is(form):
    with answering(lambda asked: reply(asked, picture(form), "text/html")) as address:
        assert tile(only(f"{address}/{{z}}/{{x}}/{{y}}"), 0, 0, 0).kind == f"image/{form.lower()}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "answered"),
        (b"<html><script>alert(1)</script></html>", "it answered with a page of HTML"),
        (picture("GIF"), "asked for PNG, JPEG or WebP"),
        (picture("PNG")[:20], "asked for PNG, JPEG or WebP"),
        (picture("PNG", 1025), "a picture of 1025 x 1025, larger than any tile"),
        (b"", "it answered with nothing"),
        (
            b"<ServiceExceptionReport><ServiceException code='closed'/></ServiceExceptionReport>",
            "it refuses: closed",
        ),
    ],
)
def test_what_is_no_picture_of_a_tile_is_refused(body, words):
    assert words in refusal(body)


def test_too_large_a_file_and_a_silent_server_are_refused():
    assert "more than 0.01 MB" in refusal(b"\0" * 20_000, answer_bytes=10_000)
    with answering(lambda _asked: time.sleep(2)) as address:
        background = only(f"{address}/{{z}}/{{x}}/{{y}}")
        with pytest.raises(SourceError, match=r"silent for 0\.3 s"):
            tile(background, 0, 0, 0, Limits(idle_s=0.3))


@pytest.mark.parametrize("place", [(0, 1, 0), (3, 0, 8), (3, -1, 0), (DEEPEST + 1, 0, 0)])
def test_a_tile_beyond_the_earth_is_not_asked_for(place):
    asked = []
    with answering(asked.append) as address:
        background = only(f"{address}/{{z}}/{{x}}/{{y}}")
        with pytest.raises(SourceError, match=f"Expected a tile of zoom 0 to {DEEPEST}"):
            tile(background, *place)
    assert asked == []


@pytest.mark.parametrize(
    "path", ["{s}/{z}/{x}/{y}", "{z}/{x}", "{z}/{x}/{y}/{-y}", "{z}/{x}/{y}{r}", "{quadkey}", "{z"]
)
def test_an_incomplete_template_is_refused(path):
    with pytest.raises(SourceError, match="nothing else in braces"):
        background_offers(parse_address(f"https://example.org/{path}"))


def test_a_database_is_no_background():
    address = parse_address(f"postgresql://me:{SECRET_IN_URL}@host/gis")
    with pytest.raises(SourceError, match="Expected the address of a WMS") as caught:
        background_offers(address)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(address)


def offered(formats: str, above: str):
    body = CAPABILITIES.format(formats=formats, above=above).encode()
    return answering(lambda asked: reply(asked, body, "text/xml"))


def test_a_layer_has_the_systems_of_those_above_it():
    formats = "<Format>image/jpeg</Format><Format>image/svg+xml</Format>"
    with offered(formats, "<CRS>EPSG:4326</CRS><CRS>EPSG:3857</CRS>") as address:
        [(offer, background)] = background_offers(parse_address(address))
    assert offer == ("plan", "План", "", "EPSG:3857")
    assert (background.layer, background.format) == ("plan", "image/jpeg")


@pytest.mark.parametrize(
    ("formats", "above"),
    [
        ("<Format>image/png</Format>", "<CRS>EPSG:4326</CRS>"),
        ("<Format>image/svg+xml</Format>", "<CRS>EPSG:3857</CRS>"),
    ],
)
def test_a_wms_without_web_mercator_or_pictures_says_so(formats, above):
    with (
        offered(formats, above) as address,
        pytest.raises(SourceError, match=r"no layer in web mercator \(EPSG:3857\) as PNG"),
    ):
        background_offers(parse_address(address))


def test_what_is_no_wms_is_said(mapserver):
    for body, words in ((b"<html></html>", "a page of HTML"), (b"<WFS_Capabilities/>", "text/xml")):
        with (
            answering(lambda asked, body=body: reply(asked, body, "text/xml")) as address,
            pytest.raises(SourceError, match=words),
        ):
            background_offers(parse_address(address))
    with pytest.raises(SourceError, match="Expected a WMS or tiles by XYZ at"):
        background_offers(parse_address(f"{mapserver}/nothing"))
