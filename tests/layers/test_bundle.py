"""Bundles: what is inside, what the manifest says of it, and the QGIS project beside."""

from __future__ import annotations

import hashlib
import io
import json
import xml.etree.ElementTree as ET
import zipfile

import pandas as pd
import pyogrio
import pytest

from geo import ValueRangeError
from layers import FileError, FormatError, UnknownLayerError
from layers.bundle import MANIFEST, write_bundle
from layers.statistics import edition_statistic


def opened(path) -> tuple[dict[str, bytes], dict]:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files[MANIFEST])


def project_of(files: dict[str, bytes], name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(files[name])) as project:
        return ET.fromstring(project.read(project.namelist()[0]))


def test_a_bundle_of_everything(small_edition, tmp_path):
    path = write_bundle(small_edition, (), "gpkg", None, tmp_path / "all.zip", "ru")
    files, manifest = opened(path)
    assert [one["layer"] for one in manifest["layers"]] == list(small_edition.records)
    assert manifest["catalogue_sha256"] == small_edition.sha256
    listed = {name for one in manifest["layers"] for name in one["files"]}
    assert listed | {MANIFEST, "small.qgz"} == set(files)
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
    parks = next(one for one in manifest["layers"] if one["layer"] == "parks")
    assert (parks["crs"], parks["licence"], parks["generalised"]) == (
        "EPSG:32645",
        small_edition.record("parks").licence,
        True,
    )
    assert parks["source_sha256"] == small_edition.record("parks").sha256


def test_the_project_names_every_layer_with_its_group_and_look(small_edition, tmp_path):
    path = write_bundle(small_edition, (), "gpkg", "MSK-70:4", tmp_path / "all.zip", "ru")
    files, _ = opened(path)
    root = project_of(files, "small.qgz")
    drawn = [one.id for one in small_edition.records.values() if one.kind in {"vector", "raster"}]
    maps = {one.findtext("id"): one for one in root.iter("maplayer")}
    assert set(maps) == {f"atlas_layer_{one}" for one in drawn}
    in_tree = [one.get("id") for one in root.iter("layer-tree-layer")]
    assert sorted(in_tree) == sorted(maps)
    for key, one in maps.items():
        file = one.findtext("datasource").partition("|")[0].removeprefix("./")
        assert file in files
        record = small_edition.record(key.removeprefix("atlas_layer_"))
        assert one.findtext("layername") == record.title("ru")
        assert one.findtext("srs/spatialrefsys/description") == "MSK-70 zone 4"
        assert len(one.findall("renderer-v2")) + len(one.findall("pipe")) == 1
    (base,) = root.findall("layer-tree-group/layer-tree-group[@name='Основа']")
    kinds = [small_edition.record(one.get("id").removeprefix("atlas_layer_")) for one in base]
    assert [one.geometry for one in kinds] == sorted(
        (one.geometry for one in kinds), key=("point", "line", "polygon", "").index
    )
    surfaces = [one.id for one in kinds if one.geometry == "polygon"]
    there = [one.id for one in small_edition.records.values()]
    assert surfaces == sorted(surfaces, key=there.index, reverse=True)
    groups = [one.get("name") for one in root.find("layer-tree-group")]
    assert groups == ["Парки", "Кластеры", "Основа", "Статистика"]
    assert all(len(key) > 10 for key in maps)  # QGIS renames layers with shorter ids


def test_a_bundle_of_some_layers_in_another_format(small_edition, tmp_path):
    path = write_bundle(small_edition, ["landuse"], "shp", "EPSG:4326", tmp_path / "use.zip")
    files, manifest = opened(path)
    assert {"landuse.shp", "landuse.qml", "small.qgz"} <= set(files)
    assert manifest["layers"][0]["crs"] == "EPSG:4326"
    columns = pyogrio.read_info(f"/vsizip/{path}/landuse.shp")["fields"].tolist()
    renderer = project_of(files, "small.qgz").find(".//renderer-v2")
    assert renderer.get("attr") in columns


def test_a_bundle_without_drawn_layers_has_no_project(small_edition, tmp_path):
    files, _ = opened(write_bundle(small_edition, ["projects"], "gpkg", None, tmp_path / "a.zip"))
    assert set(files) == {"projects.csv", "projects.csv.txt", MANIFEST}


def test_equal_bundles_are_equal_bytes(small_edition, tmp_path):
    one, other = (
        write_bundle(small_edition, ["parks", "landcover"], "fgb", None, tmp_path / name)
        for name in ("one.zip", "other.zip")
    )
    assert one.read_bytes() == other.read_bytes()


def test_bundles_that_cannot_be_made_leave_nothing(small_edition, tmp_path):
    with pytest.raises(UnknownLayerError, match="`roads` came"):
        write_bundle(small_edition, ["roads"], "gpkg", None, tmp_path / "a.zip")
    with pytest.raises(FormatError, match=r"ends in `\.zip`; `a.tar` came"):
        write_bundle(small_edition, ["parks"], "gpkg", None, tmp_path / "a.tar")
    with pytest.raises(FormatError, match="Expected WGS 84 for `geojson`"):
        write_bundle(small_edition, ["parks"], "geojson", "MSK-70:4", tmp_path / "a.zip")
    with pytest.raises(FileError, match="is not a folder"):
        write_bundle(small_edition, ["parks"], "gpkg", None, tmp_path / "nowhere" / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_statistics_go_along_with_their_method_cards(small_edition, tmp_path):
    path = write_bundle(
        small_edition, ["parks"], "gpkg", None, tmp_path / "s.zip", "ru", measures=["coverage"]
    )
    files, manifest = opened(path)
    answer = manifest["statistics"][0]
    assert answer["measure"] == "coverage"
    assert answer["title"] == "Кто живёт в доступности"
    assert set(answer["files"]) <= set(files)
    wanted = edition_statistic(small_edition, "coverage")
    table = pd.read_csv(io.BytesIO(files["stat_coverage.csv"]))
    assert table["served"].tolist() == wanted.rows["served"].tolist()
    assert answer["method"] == wanted.as_dict()["method"]
    assert json.loads(files["stat_coverage.method.json"]) == answer["method"]


def test_a_measure_that_is_not_there_is_refused(small_edition, tmp_path):
    with pytest.raises(ValueRangeError, match="`nothing`"):
        write_bundle(
            small_edition, ["parks"], "gpkg", None, tmp_path / "s.zip", measures=["nothing"]
        )
    assert not list(tmp_path.iterdir())
