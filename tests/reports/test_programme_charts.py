"""The programme's charts as files: by name, in both languages, with source and date."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from layers import FormatError, open_edition
from layers.accounts import projects
from layers.vocabulary import LANGUAGES
from layers.wording import RUB_BN, figure
from reports import packs, programme_charts
from tests.small_edition import HOSTILE_RU

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def texts(svg: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(programme_charts.CHARTS))
def test_a_chart_carries_its_title_source_and_date(tomsk, name, lang):
    found = texts(packs.make(tomsk, packs.Request("svg", lang, chart=name)))
    assert found[0] == programme_charts.chart(tomsk, name, lang).title
    told = " ".join(found)
    assert {"en": "November 2026", "ru": "ноября 2026 г."}[lang] in told
    if lang == "ru":
        left = re.sub(r"openteam-ato\S*|inotomsk|GitHub|app/\S+|CC-BY-4.0|ODbL-1.0", "", told)
        assert not re.search(r"\b[A-Za-z]{5,}\b", left)


def test_bars_say_the_sums_of_the_register(tomsk):
    rows = projects(tomsk).rows
    planned = rows[(rows["investment_kind"] == "planned") & (rows["cluster"] == "nuclear")]
    said = texts(packs.make(tomsk, packs.Request("svg", "en", chart="investment-planned")))
    assert figure(planned["investment_rub_bn"].sum(), RUB_BN, "en") in said


def test_a_chart_as_pixels(tomsk):
    made = packs.make(tomsk, packs.Request("png", "en", chart="money"))
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.width > 2000
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_hostile_names_are_text(tomsk):
    register = projects(tomsk)
    hostile = replace(register, rows=register.rows.assign(name_ru=HOSTILE_RU))
    svg = programme_charts.projects(tomsk, hostile, "ru").svg
    tags = {one.tag.removeprefix(SVG) for one in ET.fromstring(svg).iter()}
    assert not tags & {"script", "img", "foreignObject"}
    assert "&lt;img" in svg


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (packs.Request("svg", "en", chart="pie"), r"\(money, .*roadmap\); `pie` came"),
        (packs.Request("pdf", "en", chart="money"), r"`money` came.*one of png, svg"),
        (packs.Request("svg", "en", "park_1", chart="money"), "`park_1` came with it"),
        (packs.Request("svg", "en", chart="roadmap"), "`roadmap`; the edition .* has nothing"),
    ],
)
def test_what_cannot_be_drawn_is_told(small_edition, wanted, message):
    with pytest.raises(FormatError, match=message):
        packs.make(small_edition, wanted)
