"""Drawings as pixels: band by band the same picture as at once, of its true size on paper."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from reports.paper import pixels, typesetting

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90.0 60.0" width="90pt" height="60pt">'
    '<rect width="90" height="60" fill="#FFFFFF"/><circle cx="45" cy="30" r="25" fill="#E41A1C"/>'
    '<path d="M3 57L87 3" stroke="#2166AC" stroke-width="2.5"/></svg>'
)


def opened(content: bytes) -> tuple[np.ndarray, tuple[float, float]]:
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.mode == "RGB"
        return np.asarray(picture), picture.info["dpi"]


def test_bands_make_the_picture_that_is_made_at_once(monkeypatch):
    whole, _dpi = opened(typesetting.png(PICTURE, 90, 60, 144))
    monkeypatch.setattr(pixels, "MOST_PIXELS", 180 * 17)
    banded, dpi = opened(typesetting.png(PICTURE, 90, 60, 144))
    assert whole.shape == banded.shape == (120, 180, 3)
    assert dpi == pytest.approx((144, 144), abs=0.1)
    # Edges are smoothed anew in each band: a quarter of a shade may differ there, no place does.
    apart = np.abs(whole.astype(int) - banded).max(axis=2)
    assert apart.max() <= 64
    assert (apart > 3).mean() < 0.01
    assert whole[60, 60].tolist() == [0xE4, 0x1A, 0x1C]


def test_a_picture_is_a_pixel_at_least():
    found, _dpi = opened(typesetting.png(PICTURE, 90, 60, 0.1))
    assert found.shape == (1, 1, 3)


def test_no_more_than_one_band_is_rendered_at_a_time(monkeypatch):
    asked = []

    def render(_picture, width, height, ppi):
        asked.append(round(width * ppi / 72) * round(height * ppi / 72))
        buffer = io.BytesIO()
        size = round(width * ppi / 72), round(height * ppi / 72)
        Image.new("RGB", size, "#FFFFFF").save(buffer, "PNG")
        return buffer.getvalue()

    forgotten = []
    monkeypatch.setattr(pixels, "MOST_PIXELS", 10_000)
    made = pixels.png_of(PICTURE, 90, 60, 300, render, lambda: forgotten.append(1))
    found, _dpi = opened(made)
    assert found.shape == (250, 375, 3)
    assert max(asked) <= 10_000
    assert sum(asked) == 250 * 375
    assert len(forgotten) == len(asked) == 10
