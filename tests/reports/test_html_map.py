"""The map in one HTML file: what it holds, in both languages, and what it never asks for."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import pytest
from shapely.geometry import box

from layers import FileError, LanguageError, UnknownLayerError, open_edition
from layers.vocabulary import LANGUAGES, PARK_TYPES
from reports import assets, packs
from reports.html_map import html_map
from reports.paper.parks import ParkError
from tests import small_edition as small_edition_frames
from tests.small_edition import HOSTILE, HOSTILE_RU, OFF_THE_MAP, write_small_edition

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}


class Page(HTMLParser):
    """The elements of a page, its scripts and its words outside of scripts and styles.

    `faces` holds the words that are shown in one language only.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self.faces: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
        self._within, self._face = "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag
        self._face = (dict(attrs).get("class") or "").removeprefix("in-")

    def handle_endtag(self, tag):  # noqa: ARG002
        self._within = self._face = ""

    def handle_data(self, data):
        if self._within == "script":
            self.scripts.append(data)
        elif self._within == "style":
            self.styles.append(data)
        elif data.strip():
            self.words.append(data.strip())
            if self._face in self.faces:
                self.faces[self._face].append(data.strip())

    @property
    def sheet(self) -> dict:
        [sheet] = [one for one in self.scripts if one.startswith("{")]
        return json.loads(sheet)


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


@pytest.fixture(scope="module")
def tomsk_page(tomsk):
    return html_map(tomsk, "ru")


@pytest.fixture(scope="module")
def small_page(small_edition):
    return Page(html_map(small_edition, "en"))


def features(sheet: dict) -> dict[str, dict]:
    """Give all that is drawn one by one, by its id."""
    return {
        feature["id"]: feature
        for layer in sheet["layers"]
        for one in layer["classes"]
        for feature in one.get("features", [])
    }


def texts(found) -> list[dict[str, str]]:
    """Give every text of a sheet with its languages."""
    if isinstance(found, list):
        return [text for one in found for text in texts(one)]
    if not isinstance(found, dict):
        return []
    if found and found.keys() <= set(LANGUAGES):
        return [found]
    return [text for one in found.values() for text in texts(one)]


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
    found = drawn(Page(tomsk_page).sheet, layer)
    assert {key: sorted(ids) for key, ids in found.items()} == wanted


def test_six_park_types_and_six_clusters(tomsk_page):
    sheet = Page(tomsk_page).sheet
    assert set(drawn(sheet, "parks")) == set(PARK_TYPES)
    assert len(set(drawn(sheet, "sites")) - {"none"}) == 6


def test_every_base_layer_is_there_but_the_population_grid(tomsk, tomsk_page):
    wanted = {one.id for one in tomsk.records.values() if one.kind == "vector"} - {"population"}
    assert {one["id"] for one in Page(tomsk_page).sheet["layers"]} == wanted


def test_the_legend_counts_what_is_drawn(tomsk_page):
    counts = r'data-count="parks:(\w+)"><span class="in-ru">(\d+)</span><span class="in-en">(\d+)<'
    shown = {key: (int(one), int(other)) for key, one, other in re.findall(counts, tomsk_page)}
    assert shown == {
        key: (len(ids), len(ids)) for key, ids in drawn(Page(tomsk_page).sheet, "parks").items()
    }


def test_small_enough_to_mail(tomsk_page):
    assert len(tomsk_page.encode()) < 5_000_000


def test_nothing_is_loaded_from_anywhere(tomsk_page):
    page = Page(tomsk_page)
    for tag, attributes in page.elements:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base", "video", "audio"}
        assert not LOADING & {name for name in attributes if tag != "svg"}, (tag, attributes)
        if tag == "a":
            assert attributes.get("target") == "_blank"
    addresses = re.findall(r"url\(\s*['\"]?([^)'\"]*)", "".join(page.styles) + tomsk_page)
    assert addresses
    assert {address.partition(":")[0].partition("#")[0] for address in addresses} <= {"data", ""}
    assert not re.search(r"@import|sourceMappingURL|importScripts|sendBeacon", tomsk_page)


def test_the_policy_forbids_every_request(tomsk_page):
    [policy] = [
        attributes["content"]
        for tag, attributes in Page(tomsk_page).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_hostile_names_are_text(small_page):
    assert features(small_page.sheet)["park_2"]["name"] == {"en": HOSTILE, "ru": HOSTILE_RU}
    assert not any("alert(1)" in one for one in small_page.scripts if not one.startswith("{"))
    assert not [tag for tag, _attributes in small_page.elements if tag == "img"]
    assert not [
        attributes
        for _tag, attributes in small_page.elements
        if any(key.startswith("on") for key in attributes)
    ]


def test_hostile_titles_are_text(tmp_path):
    folder = write_small_edition(tmp_path / "hostile")
    catalogue = folder / "catalogue.toml"
    text = catalogue.read_text(encoding="utf-8")
    attack = '\\"onload=\\"alert(1)</title></script><script>alert(2)</script>'
    titles = ("Small edition", "Parks", "Nuclear", "Settlements", "Written by the tests", "Ядерный")
    for title in titles:
        assert title in text
        text = text.replace(f'"{title}', f'"{attack}{title}')
    catalogue.write_text(text, encoding="utf-8")
    page = html_map(open_edition(folder), "en")
    parsed = Page(page)
    attacked = html.unescape(attack.replace("\\", ""))
    assert f"{attacked}Small edition" in "".join(parsed.words)
    assert f"{attacked}Nuclear" in parsed.faces["en"]
    assert f"{attacked}Ядерный" in parsed.faces["ru"]
    assert not [script for script in parsed.scripts if script.startswith("alert")]
    assert not [attributes for _tag, attributes in parsed.elements if "onload" in attributes]


def test_equal_editions_give_equal_bytes(small_edition):
    assert html_map(small_edition, "en") == html_map(small_edition, "en")


def test_planned_and_model_outlines_are_told_apart(small_page):
    found = features(small_page.sheet)
    assert found["park_4"]["planned"]
    assert not found["park_1"]["planned"]
    assert found["park_1"]["model"]


def test_features_without_a_place_are_counted(small_page):
    said = {"en": "1 has no known place", "ru": "место 1 объекта неизвестно"}
    for lang, words in said.items():
        assert len([one for one in small_page.faces[lang] if words in one]) == len(OFF_THE_MAP)


def test_a_card_tells_type_area_precision_and_source(tomsk_page):
    sheet = Page(tomsk_page).sheet
    [kind] = [
        one["kind"]
        for layer in sheet["layers"]
        for one in layer["classes"]
        if "inn_sez_south" in [feature["id"] for feature in one.get("features", [])]
    ]
    assert kind == {"en": "Innovation", "ru": "Инновационные"}
    told = features(sheet)["inn_sez_south"]["facts"]
    russian, english = dict(told["ru"]), dict(told["en"])
    assert russian["Опубликованная площадь"] == "192,4\u00a0га"
    assert english["Published area"] == "192.4\u00a0ha"
    assert russian["Контур"].startswith("Модельный")
    assert "около 1 км" in russian["Место"] or "около 300 м" in russian["Место"]
    assert (list(russian)[-1], list(english)[-1]) == ("Источник", "Source")
    assert not [title for title in russian if re.search("[A-Za-z]", title)]
    assert len(russian) == len(english)


def test_one_file_holds_every_word_in_both_languages(tomsk_page):
    page = Page(tomsk_page)
    found = texts(page.sheet)
    assert len(found) > 300
    assert not [text for text in found if text.keys() != set(LANGUAGES)]
    assert len(page.faces["en"]) == len(page.faces["ru"]) > 60
    for text in [*page.faces["en"], *(json.dumps(one["en"], ensure_ascii=False) for one in found)]:
        assert not re.search("[А-Яа-яЁё]", text), text
    names = ("OpenStreetMap", "EPSG", "ODbL", "CC-BY", "SOURCES.md", "wiki-org.ru")
    for text in page.faces["ru"]:
        assert not re.search("[A-Za-z]{4}", re.sub("|".join(names), "", text)), text


def test_the_language_asked_for_is_where_it_opens(tomsk, tomsk_page):
    english = html_map(tomsk, "en")
    for lang, text in (("ru", tomsk_page), ("en", english)):
        page = Page(text)
        pressed = [
            (tag, one["lang"]) for tag, one in page.elements if one.get("aria-pressed") == "true"
        ]
        assert page.elements[0] == ("html", {"lang": lang})
        assert page.words[0] == tomsk.title(lang)
        assert pressed == [("button", lang)]
        assert ("aside", page.sheet["words"]["legend"][lang]) in [
            (tag, one.get("aria-label")) for tag, one in page.elements
        ]
    assert Page(tomsk_page).sheet == Page(english).sheet


def test_geometry_stands_once(tomsk_page):
    sheet = Page(tomsk_page).sheet
    classes = [one for layer in sheet["layers"] for one in layer["classes"]]
    shapes = [feature for feature in features(sheet).values() if "shape" in feature]
    areas = [one[part] for one in classes for part in ("fill", "line") if part in one]
    assert tomsk_page.count('"coordinates"') == len(shapes) + len(areas)
    for text in texts(sheet):
        assert "coordinates" not in json.dumps(text)


def test_a_name_known_in_one_language_is_not_made_up(tmp_path, monkeypatch):
    parks = small_edition_frames.frames()["parks"]
    parks.loc[parks["id"] == "park_1", "name_en"] = ""
    parks.loc[parks["id"] == "park_3", ["name_en", "name_ru"]] = ""
    monkeypatch.setattr(small_edition_frames, "_parks", lambda: parks)
    edition = open_edition(write_small_edition(tmp_path / "one"))
    page = Page(html_map(edition, "en", park="park_1"))
    found = features(page.sheet)
    assert found["park_1"]["name"] == {"ru": "Северный"}
    assert found["park_3"]["name"] == {"en": "Without a name", "ru": "Без названия"}
    assert {"ru": "Северный"} in [label["text"] for label in parks_labels(page.sheet)]
    assert len(parks_labels(page.sheet)) == 5
    assert ("span", {"class": "in-en", "lang": "ru"}) in page.elements
    assert Page(html_map(edition, "en", park="park_3")).words[0].startswith("Without a name · ")


def parks_labels(sheet: dict) -> list[dict]:
    [layer] = [one for one in sheet["layers"] if one["id"] == "parks"]
    return [label for one in layer["classes"] for label in one["labels"]]


def test_a_map_of_one_park_shows_it_among_its_neighbours(tomsk, tomsk_page):
    page = Page(html_map(tomsk, "en", park="inn_sez_south"))
    whole, near = Page(tomsk_page).sheet, page.sheet
    outline = tomsk.frame("parks").set_index("id").to_crs("EPSG:4326").geometry["inn_sez_south"]
    (south, west), (north, east) = near["view"]
    assert box(west, south, east, north).contains(outline)
    assert east - west < 0.5 * (whole["view"][1][1] - whole["view"][0][1])
    assert near["park"] == "inn_sez_south"
    assert features(near).keys() == features(whole).keys()
    assert page.words[0].endswith(f" · {tomsk.title('en')}")
    assert page.words[0].startswith(features(near)["inn_sez_south"]["name"]["en"])
    assert "about" in [attributes.get("id") for _tag, attributes in page.elements]


def test_layers_asked_for_are_on_and_the_others_wait(tomsk, tomsk_page):
    checked = r'data-entry="([\w:]+)" checked'
    asked = html_map(tomsk, "ru", layers=["landuse", "water"])
    assert set(re.findall(checked, asked)) == {"landuse", "water"}
    assert "landuse" not in re.findall(checked, tomsk_page)
    assert drawn(Page(asked).sheet, "parks") == drawn(Page(tomsk_page).sheet, "parks")


def test_what_is_not_there_is_refused(small_edition):
    with pytest.raises(ParkError, match="`park_9` came"):
        html_map(small_edition, "en", park="park_9")
    with pytest.raises(ParkError, match="that of `park_7` is not known"):
        html_map(small_edition, "en", park="park_7")
    with pytest.raises(UnknownLayerError, match="`seas`"):
        html_map(small_edition, "en", layers=["seas"])


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
    with pytest.raises(FileError, match="Expected a folder to write"):
        packs.write(small_edition, packs.Request("html", "en"), tmp_path / "nowhere" / "map.html")
