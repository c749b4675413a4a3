"""The packs of the Tomsk edition, made once for all that read them."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from geo import watched
from layers import open_edition
from layers.vocabulary import LANGUAGES
from reports import packs


@pytest.fixture(scope="session")
def tomsk_atlas() -> tuple[bytes, list[float]]:
    """Give the Russian atlas and the shares that a watcher heard while it was made."""
    heard: list[float] = []
    with watched(heard.append):
        content = packs.make(open_edition(), packs.Request("atlas", "ru"))
    return content, heard


@pytest.fixture(scope="session")
def tomsk_pptx() -> dict[str, bytes]:
    """Give the slides by language."""
    edition = open_edition()
    return {lang: packs.make(edition, packs.Request("pptx", lang)) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def tomsk_deck(tomsk_pptx):
    """Give the Russian slides, read back."""
    return Presentation(io.BytesIO(tomsk_pptx["ru"]))
