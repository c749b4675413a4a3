"""The section For a presentation on the Data page: choices, a first page, the file made once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from reports import packs as made_packs
from reports.paper.formats import paper
from ui import packs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(small_edition, monkeypatch):
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    app = AppTest.from_file(str(ROOT / "ui" / "router.py"), default_timeout=120)
    app.query_params["lang"] = "ru"
    app.run()
    app.switch_page("views/data.py").run()
    assert not app.exception, app.exception
    return app


def test_the_choices_follow_the_format(page):
    assert [one.key for one in page.selectbox if str(one.key).startswith("pack-")] == [
        "pack-format"
    ]
    page.selectbox(key="pack-format").select("pdf").run()
    assert {"pack-park", "pack-paper", "pack-orientation"} <= {one.key for one in page.selectbox}
    assert page.selectbox(key="pack-format").label == "Что подготовить"
    titles = page.selectbox(key="pack-format").options
    assert "Атлас (PDF)" in titles
    assert not any("Atlas" in one for one in titles)


def test_the_file_is_made_when_asked_for_and_kept(page, small_edition):
    page.selectbox(key="pack-format").select("pdf").run()
    page.selectbox(key="pack-park").select("park_1").run()
    asked = made_packs.Request("pdf", "ru", "park_1")
    key = (small_edition.sha256, asked)
    assert packs._MADE.find(key) is None
    page.button(key="pack-make").click().run()
    assert not page.exception, page.exception
    assert packs._MADE.find(key) == made_packs.make(small_edition, asked)
    assert not [one for one in page.run().button if one.key == "pack-make"]


def test_stopped_work_leaves_nothing(small_edition):
    asked = made_packs.Request("atlas", "en")

    class Place:
        def progress(self, share, **_words):
            if share:
                raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        packs._MADE.get("key", lambda: packs._made(small_edition, asked, Place()))
    assert "key" not in packs._MADE


@pytest.mark.parametrize("fmt", list(made_packs.FORMATS))
def test_a_look_is_small_and_of_the_sheet_s_shape(small_edition, fmt):
    seen = made_packs.preview(small_edition, made_packs.Request(fmt, "en"))
    with Image.open(io.BytesIO(seen)) as picture:
        shape = paper("a4")
        assert picture.width / picture.height == pytest.approx(shape.width / shape.height, rel=0.01)
        assert picture.width < 1400
