"""The programme's texts: each in English and in Russian, each with a source that is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from layers.programme import read_programme

EDITION = Path(__file__).resolve().parents[2] / "data" / "tomsk"
LAYERS = ("parks", "sites", "clusters", "projects", "programme")
BRANDS = {
    *("AVIC", "Forestry", "Xinjiang", "Zhongtai", "Smart", "Technologies", "Tomsk"),
    *("GitHub", "OpenStreetMap", "GeoNames", "GeoNuclearData"),
}
"""Latin words that Russian texts keep: names of companies, data sets and web services."""
SENTENCE = re.compile(r"[А-Яа-яЁё]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(
    r"https?://\S+"  # a web address
    r"|\b[\w.-]+\.(?:ru|com)\b"  # a site by its name
    r"|\b[\w-]+/[\w./-]+"  # a repository or a path in one
    r"|\b\w+\.(?:rb|sass|js\.coffee|yml|csv)\b"  # a file in a repository
    r"|\(cristianst85\)"  # its owner
)


def facts(name: str) -> pd.DataFrame:
    return pd.read_csv(EDITION / "facts" / f"{name}.csv", dtype=str, keep_default_na=False)


def rows(name: str) -> pd.DataFrame:
    """Give a layer's texts, as a person gets them."""
    path = EDITION / f"{name}.fgb"
    if path.is_file():
        return pyogrio.read_dataframe(path, read_geometry=False)
    return pd.read_csv(EDITION / f"{name}.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def records() -> dict[str, dict]:
    catalogue = tomllib.loads((EDITION / "catalogue.toml").read_text(encoding="utf-8"))
    return {record["id"]: record for record in catalogue["layer"] if record["id"] in LAYERS}


def spoken(cells: dict[str, str]) -> list[tuple[str, str, str]]:
    """Give each text with its English and its Russian form."""
    return [
        (key[:-3], cells[key], cells.get(f"{key[:-3]}_ru", ""))
        for key in cells
        if key[-3:] == "_en"
    ]


def texts_of_layers() -> list[tuple[str, str, str]]:
    return [
        (f"{name} {row['id']} {key}", en, ru)
        for name in ("parks", "sites", "clusters", "projects")
        for row in rows(name).to_dict("records")
        for key, en, ru in spoken(row)
    ]


def texts_of_document(node: object, where: str = "") -> list[tuple[str, str, str]]:
    if isinstance(node, list):
        return [one for part in node for one in texts_of_document(part, where)]
    if not isinstance(node, dict):
        return []
    found = [(f"{where} {key}", en, ru) for key, en, ru in spoken(node)]
    for key, part in node.items():
        found += texts_of_document(part, f"{where}/{key}")
    return found


def test_every_text_is_in_both_languages_and_in_its_own(records):
    document = tomllib.loads((EDITION / "programme.toml").read_text(encoding="utf-8"))
    texts = texts_of_layers() + texts_of_document(document) + texts_of_document(records)
    assert len(texts) > 1200
    unpaired = [where for where, en, ru in texts if bool(en.strip()) != bool(ru.strip())]
    assert unpaired == []
    assert [(where, en) for where, en, _ in texts if SENTENCE.search(en)] == []
    foreign = {
        word for _, _, ru in texts for word in LATIN_WORD.findall(ADDRESS.sub(" ", ru))
    } - BRANDS
    assert foreign == set()


def test_a_russian_text_is_not_the_english_one(records):
    texts = texts_of_layers() + texts_of_document(records)
    same = {en for _, en, ru in texts if en == ru and re.search(r"[A-Za-z]", ADDRESS.sub("", en))}
    assert same == set()


@pytest.mark.parametrize("name", ["parks", "sites", "clusters", "projects"])
def test_required_texts_are_filled(name):
    cells = facts(name)
    wanted = {
        "parks": ("name", "short", "status", "place_basis", "note"),
        "sites": ("name", "short", "kind", "place_basis"),
        "clusters": ("name", "wording", "branches", "anchors"),
        "projects": ("name", "status"),
    }[name]
    for column in wanted:
        for lang in ("en", "ru"):
            assert (cells[f"{column}_{lang}"].str.strip() != "").all(), f"{column}_{lang}"
    assert (cells.source.str.strip() != "").all()


@pytest.mark.parametrize("name", ["parks", "sites"])
def test_short_names_fit_on_a_map(name):
    for lang in ("en", "ru"):
        assert facts(name)[f"short_{lang}"].str.len().max() <= 26


def test_every_source_key_is_explained_and_every_explained_source_is_used():
    programme = read_programme(EDITION / "programme.toml")
    cells = [
        part
        for name in ("parks", "sites", "clusters", "projects")
        for cell in facts(name).source
        for part in cell.split(" ; ")
    ]
    keys = {part for part in cells if "://" not in part}
    assert keys <= set(programme.source)
    statements = (EDITION / "programme.toml").read_text(encoding="utf-8")
    lists = re.findall(r"(?m)^source = \[(.*)\]$", statements)
    cited = keys | {key for one in lists for key in re.findall(r'"(\w+)"', one)}
    cited_only_for_places = {"tsu_map", "addresses", "hflabs_city", "streetart", "geonuclear"}
    assert set(programme.source) - cited <= cited_only_for_places


def test_no_source_is_left_as_a_key_or_a_placeholder():
    for name in ("parks", "sites", "clusters", "projects"):
        for column in ("source", "source_en", "source_ru"):
            text = " ".join(rows(name)[column])
            assert not re.search(r"repo_|ino_tomsk\b|unnamed|to verify|_html\.html\.erb ;", text)
