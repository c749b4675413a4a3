"""The packs of the Tomsk edition, made once for all that read them."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from geo import watched
from layers import open_edition
from reports import packs


@pytest.fixture(scope="session")
def tomsk_atlas() -> tuple[bytes, list[float]]:
    """Give the Russian atlas and the shares that a watcher heard while it was made."""
    heard: list[float] = []
    with watched(heard.append):
        content = packs.make(open_edition(), packs.Request("atlas", "ru"))
    return content, heard


@pytest.fixture(scope="session")
def tomsk_deck():
    """Give the Russian slides, read back."""
    return Presentation(io.BytesIO(packs.make(open_edition(), packs.Request("pptx", "ru"))))
