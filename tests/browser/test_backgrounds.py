"""A background under the map: nothing asked before it is switched on, then drawn and attributed."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.layers.test_remote_pictures import picture
from tests.servers import answering, reply

pytestmark = pytest.mark.xdist_group("servers")

FAR_WEST = "/?v=9.00/56.50/80.00&lang=ru"
"""A view beside the edition, where only the ground is drawn."""

BLUE, RED = (0, 90, 200), (200, 30, 30)


def ground(atlas) -> tuple[int, int, int]:
    """Give the colour of the page in the middle of the map."""
    x, y = atlas.pixel(80.0, 56.5)
    image = Image.open(io.BytesIO(atlas.page.screenshot())).convert("RGB")
    return image.getpixel((round(x), round(y)))


def add(atlas, address):
    page = atlas.page
    page.get_by_role("button", name="Подложка с сервера").click()
    page.locator(".st-key-background-address input").fill(address)
    page.locator(".st-key-background-ask button").click()
    return page


def told(atlas, text, *, there=True):
    """Wait until the map names a source, or names it no more, and has drawn what belongs to it."""
    line = expect(atlas.page.locator(".st-key-mapbox .source"))
    line.to_contain_text(text) if there else line.not_to_contain_text(text)
    return atlas.drawn()


def test_tiles_are_drawn_only_while_they_are_switched_on(atlas):
    asked = []

    def answer(request):
        asked.append(request.path)
        reply(request, picture(), "image/png")

    with answering(answer) as address:
        atlas.open(FAR_WEST)
        paper = ground(atlas)
        page = add(atlas, f"{address}/{{z}}/{{x}}/{{y}}.png")
        page.locator('[class*="st-key-background-attribution"] input').fill("© <b>Съёмка</b>")
        assert asked == []
        page.locator(".st-key-background-take button").click()
        told(atlas, "© <b>Съёмка</b>")
        assert asked
        assert ground(atlas) == BLUE != paper
        page.locator('[class*="st-key-on-background"] label').click()
        told(atlas, "Съёмка", there=False)
        assert ground(atlas) == paper


def test_a_layer_of_a_wms_is_drawn_where_it_lies(atlas, mapserver):
    atlas.open("/?v=16.00/56.4385/84.9500&lang=ru")
    page = add(atlas, f"{mapserver}/ogc")
    page.locator(".st-key-background-offer input").click()
    page.get_by_role("option", name="native").click()
    page.locator(".st-key-background-take button").click()
    told(atlas, "127.0.0.1")
    assert [one.startswith("background-") for one in atlas.sources].count(True) == 1
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert RED in {colour for _count, colour in image.getcolors(1 << 24)}
