"""A look at the first slide: the same words, colours and picture as the slide itself."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from reports.paper import typesetting
from reports.paper.parks import ParkError
from reports.slides import opening


@pytest.fixture
def drawn(monkeypatch):
    """Keep the SVG of the last picture."""
    kept = []
    png = typesetting.png

    def keep(svg, *sides):
        kept.append(svg)
        return png(svg, *sides)

    monkeypatch.setattr(typesetting, "png", keep)
    return kept


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("park", ["", "park_1"])
def test_the_look_shows_what_stands_on_the_first_slide(small_edition, drawn, lang, park):
    content = opening.cover_png(small_edition, lang, 72, park)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (960, 540)
        red, green, blue = picture.convert("RGB").getpixel((5, 335))
    assert (red, green, blue) == (0x5D, 0x40, 0x37)
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn[-1]))
    name = small_edition.title(lang)
    if park:
        assert " ".join(opening.park_subtitle(small_edition, lang, park).split()) in words
    assert name in words
    assert drawn[-1].count("<image ") == 1


def test_a_park_that_is_not_there_is_told(small_edition):
    with pytest.raises(ParkError, match="`nobody` came"):
        opening.cover_png(small_edition, "en", 72, "nobody")
