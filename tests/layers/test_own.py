"""A person's own layers beside an edition's: what becomes of them, and that all else takes them."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import geopandas as gpd
import pytest

from layers import open_edition
from layers.importing import import_file
from layers.own import is_own, joined, own_layers
from layers.statistics import edition_statistic
from layers.writing import export_bytes

SQUARE = [[[84.95, 56.48], [84.97, 56.48], [84.97, 56.5], [84.95, 56.5], [84.95, 56.48]]]


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def file_of(folder, *features):
    path = folder / "own.geojson"
    rows = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


def polygon():
    return {"type": "Polygon", "coordinates": SQUARE}


def brought(tomsk, folder, *features, title="Мой слой"):
    return own_layers(import_file(file_of(folder, *features), tomsk), title)


def test_points_and_polygons_of_one_file_come_apart_and_none_is_lost(tomsk, tmp_path):
    point = {"type": "Point", "coordinates": [84.9, 56.5]}
    layers = brought(
        tomsk, tmp_path, ({"Имя": "а"}, polygon()), ({"Имя": "б"}, point), ({"Имя": "в"}, None)
    )
    assert [one.record.geometry for one in layers] == ["polygon", "point"]
    assert [list(one.frame["Имя"]) for one in layers] == [["а", "в"], ["б"]]
    assert [one.record.title("ru") for one in layers] == ["Мой слой, полигоны", "Мой слой, точки"]
    assert layers[0].record.id != layers[1].record.id


def test_ids_that_are_double_are_numbered_anew_and_kept_beside(tomsk, tmp_path):
    layer = brought(tomsk, tmp_path, ({"code": 7}, polygon()), ({"code": 7}, polygon()))[0]
    assert list(layer.frame["id"]) == ["1", "2"]
    assert [str(one) for one in layer.frame["id_came"]] == ["7", "7"]


def test_the_same_content_has_one_id_and_another_title_another(tomsk, tmp_path):
    first = brought(tomsk, tmp_path, ({}, polygon()))[0].record.id
    assert brought(tomsk, tmp_path, ({}, polygon()))[0].record.id == first
    assert brought(tomsk, tmp_path, ({}, polygon()), title="Другой")[0].record.id != first
    assert is_own(first)
    assert not is_own("parks")


def test_an_edition_joined_with_layers_is_another_and_the_edition_stays(tomsk, tmp_path):
    layers = brought(tomsk, tmp_path, ({"Тип": "Спортивный"}, polygon()))
    whole = joined(tomsk, layers)
    assert whole.shipped is tomsk
    own_id = layers[0].record.id
    assert whole != tomsk
    assert own_id not in tomsk.records
    assert list(whole.records)[:-1] == list(tomsk.records)
    assert whole.frame("parks").equals(tomsk.frame("parks"))
    assert list(whole.frame(own_id)["park_type"]) == ["sport"]
    assert joined(tomsk, []) is tomsk


def test_an_own_layer_is_measured_as_the_edition_s_own(tomsk, tmp_path):
    """Its park type is found, all of its features count, and the card names its hash."""
    layers = brought(
        tomsk,
        tmp_path,
        ({"Тип": "Спортивный", "Состояние": "отмен"}, polygon()),
    )
    whole, own_id = joined(tomsk, layers), layers[0].record.id
    found = edition_statistic(whole, "coverage", {"supply": own_id}, {"radii_m": (1000.0,)})
    assert list(found.rows["by"]) == ["sport", "all"]
    near = tomsk.frame("population").assign(geometry=lambda one: one.centroid)
    area = layers[0].frame.geometry.iloc[0]
    inside = near.geometry.distance(area) <= 1000
    assert found.rows["served"].iloc[0] == near.loc[inside, "population"].sum()
    assert own_id in {one.id for one in found.method.layers}


def test_an_own_layer_is_exported_with_its_style_and_words(tomsk, tmp_path):
    layers = brought(tomsk, tmp_path, ({"Наименование": "Парк <b>"}, polygon()))
    whole, own_id = joined(tomsk, layers), layers[0].record.id
    archive = zipfile.ZipFile(BytesIO(export_bytes(whole, own_id, "gpkg", "MSK-70:4", "ru").data))
    archive.extract(f"{own_id}.gpkg", tmp_path)
    back = gpd.read_file(tmp_path / f"{own_id}.gpkg", layer=own_id)
    assert list(back["Наименование"]) == ["Парк <b>"]
    assert "Мой слой" in archive.read(f"{own_id}.gpkg.txt").decode()
