"""The map in one HTML file: what it holds, in which language, and what it never asks for."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import pytest

from layers import FileError, LanguageError, open_edition
from layers.vocabulary import LANGUAGES, PARK_TYPES
from reports import assets, packs
from reports.html_map import html_map
from tests.small_edition import HOSTILE, HOSTILE_RU, OFF_THE_MAP, write_small_edition

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}


class Page(HTMLParser):
    """The elements of a page, its scripts and its words outside of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self._within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag):  # noqa: ARG002
        self._within = ""

    def handle_data(self, data):
        if self._within == "script":
            self.scripts.append(data)
        elif self._within == "style":
            self.styles.append(data)
        elif data.strip():
            self.words.append(data.strip())

    @property
    def sheet(self) -> dict:
        [sheet] = [one for one in self.scripts if one.startswith("{")]
        return json.loads(sheet)


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module", params=LANGUAGES)
def tomsk_page(request, tomsk):
    return request.param, html_map(tomsk, request.param)


@pytest.fixture(scope="module", params=LANGUAGES)
def small_page(request, small_edition):
    return request.param, Page(html_map(small_edition, request.param))


def drawn(sheet: dict, layer: str) -> dict[str, list[str]]:
    """Give the ids of the features that a sheet draws, by switch."""
    [found] = [one for one in sheet["layers"] if one["id"] == layer]
    return {
        one["entry"].partition(":")[2]: [feature["id"] for feature in one["features"]]
        for one in found["classes"]
    }


@pytest.mark.parametrize(("layer", "column"), [("parks", "park_type"), ("sites", "cluster")])
def test_same_features_as_the_edition(tomsk, tomsk_page, layer, column):
    frame = tomsk.frame(layer)
    frame = frame[frame.geometry.notna()]
    wanted = frame.groupby(frame[column].replace("", "none"))["id"].apply(sorted).to_dict()
    found = drawn(Page(tomsk_page[1]).sheet, layer)
    assert {key: sorted(ids) for key, ids in found.items()} == wanted


def test_six_park_types_and_six_clusters(tomsk_page):
    sheet = Page(tomsk_page[1]).sheet
    assert set(drawn(sheet, "parks")) == set(PARK_TYPES)
    assert len(set(drawn(sheet, "sites")) - {"none"}) == 6


def test_every_base_layer_is_there_but_the_population_grid(tomsk, tomsk_page):
    wanted = {one.id for one in tomsk.records.values() if one.kind == "vector"} - {"population"}
    assert {one["id"] for one in Page(tomsk_page[1]).sheet["layers"]} == wanted


def test_the_legend_counts_what_is_drawn(tomsk_page):
    page = tomsk_page[1]
    shown = dict(re.findall(r'data-count="parks:(\w+)">(\d+)<', page))
    assert {key: int(number) for key, number in shown.items()} == {
        key: len(ids) for key, ids in drawn(Page(page).sheet, "parks").items()
    }


def test_small_enough_to_mail(tomsk_page):
    assert len(tomsk_page[1].encode()) < 5_000_000


def test_nothing_is_loaded_from_anywhere(tomsk_page):
    page = Page(tomsk_page[1])
    for tag, attributes in page.elements:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base", "video", "audio"}
        assert not LOADING & {name for name in attributes if tag != "svg"}, (tag, attributes)
        if tag == "a":
            assert attributes.get("target") == "_blank"
    addresses = re.findall(r"url\(\s*['\"]?([^)'\"]*)", "".join(page.styles) + tomsk_page[1])
    assert addresses
    assert {address.partition(":")[0].partition("#")[0] for address in addresses} <= {"data", ""}
    assert not re.search(r"@import|sourceMappingURL|importScripts|sendBeacon", tomsk_page[1])


def test_the_policy_forbids_every_request(tomsk_page):
    [policy] = [
        attributes["content"]
        for tag, attributes in Page(tomsk_page[1]).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_hostile_names_are_text(small_page):
    lang, page = small_page
    name = HOSTILE if lang == "en" else HOSTILE_RU
    assert name in {
        feature["name"]
        for layer in page.sheet["layers"]
        for one in layer["classes"]
        for feature in one.get("features", [])
    }
    assert not any("alert(1)" in one for one in page.scripts if not one.startswith("{"))
    assert not [tag for tag, _attributes in page.elements if tag == "img"]
    assert not [
        attributes
        for _tag, attributes in page.elements
        if any(key.startswith("on") for key in attributes)
    ]


def test_hostile_titles_are_text(tmp_path):
    folder = write_small_edition(tmp_path / "hostile")
    catalogue = folder / "catalogue.toml"
    text = catalogue.read_text(encoding="utf-8")
    attack = '\\"onload=\\"alert(1)</title></script><script>alert(2)</script>'
    for title in ("Small edition", "Parks", "Nuclear", "Settlements", "Written by the tests"):
        assert title in text
        text = text.replace(f'"{title}', f'"{attack}{title}')
    catalogue.write_text(text, encoding="utf-8")
    page = html_map(open_edition(folder), "en")
    parsed = Page(page)
    attacked = html.unescape(attack.replace("\\", ""))
    assert f"{attacked}Small edition" in "".join(parsed.words)
    assert f"{attacked}Nuclear" in parsed.words
    assert not [script for script in parsed.scripts if script.startswith("alert")]
    assert not [attributes for _tag, attributes in parsed.elements if "onload" in attributes]


def test_equal_editions_give_equal_bytes(small_edition):
    assert html_map(small_edition, "en") == html_map(small_edition, "en")


def test_planned_and_model_outlines_are_told_apart(small_page):
    features = {
        feature["id"]: feature
        for layer in small_page[1].sheet["layers"]
        for one in layer["classes"]
        for feature in one.get("features", [])
    }
    assert features["park_4"]["planned"]
    assert not features["park_1"]["planned"]
    assert features["park_1"]["model"]


def test_features_without_a_place_are_counted(small_page):
    lang, page = small_page
    said = {"en": "{} has no known place", "ru": "место {} объекта неизвестно"}[lang]
    lines = [word for word in page.words if said.format(1) in word]
    assert len(lines) == len(OFF_THE_MAP)


def test_a_card_tells_type_area_precision_and_source(tomsk):
    sheet = Page(html_map(tomsk, "ru")).sheet
    [park] = [
        feature
        for layer in sheet["layers"]
        for one in layer["classes"]
        for feature in one.get("features", [])
        if feature["id"] == "inn_sez_south"
    ]
    facts = dict(park["facts"])
    assert park["kind"] == "Инновационные"
    assert facts["Опубликованная площадь"] == "192,4\u00a0га"
    assert facts["Контур"].startswith("Модельный")
    assert "около 1 км" in facts["Место"] or "около 300 м" in facts["Место"]
    assert list(facts)[-1] == "Источник"
    assert not [title for title in facts if re.search("[A-Za-z]", title)]


def test_the_words_of_the_page_are_in_its_language(tomsk, tomsk_page):
    lang, text = tomsk_page
    page = Page(text)
    assert page.elements[0] == ("html", {"lang": lang})
    assert tomsk.title(lang) in page.words
    if lang == "ru":
        names = ("OpenStreetMap", "EPSG", "ODbL", "CC-BY")
        legend = [word for word in page.words if not any(name in word for name in names)]
        assert not [word for word in legend if re.search("[A-Za-z]{4}", word)]


def test_an_unknown_language_is_refused(small_edition):
    with pytest.raises(LanguageError, match="`de` came"):
        html_map(small_edition, "de")


def test_missing_packages_are_told(small_edition, monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "PACKAGES", tmp_path)
    with pytest.raises(assets.AssetError, match="run `make setup`"):
        html_map(small_edition, "en")


def test_the_file_is_whole_or_not_there(small_edition, monkeypatch, tmp_path):
    target = tmp_path / "map.html"
    assert packs.write(small_edition, packs.Request("html", "en"), target) == target
    earlier = target.read_bytes()
    assert earlier == html_map(small_edition, "en").encode()

    def full(_self, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(target), "write_bytes", full)
    with pytest.raises(FileError, match="No space left"):
        packs.write(small_edition, packs.Request("html", "ru"), target)
    assert target.read_bytes() == earlier
    assert [one.name for one in tmp_path.iterdir()] == ["map.html"]


def test_a_missing_folder_is_told(small_edition, tmp_path):
    with pytest.raises(FileError, match="folder that exists"):
        packs.write(small_edition, packs.Request("html", "en"), tmp_path / "nowhere" / "map.html")
