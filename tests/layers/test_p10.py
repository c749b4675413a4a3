"""Columns of Order P10: out from the park types, in to them."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers import FormatError
from layers.importing import import_file
from layers.p10 import CLASSES, COLUMNS, type_of_class, with_p10
from layers.reading import read_vector
from layers.vocabulary import PARK_TYPES
from layers.writing import export_layer


def parks():
    return gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "name_ru": ["А", "Б", "В"],
            "park_type": ["sport", "medical", "industrial"],
            "status": ["existing", "concept", "superseded"],
            "area_ha": [1.5, float("nan"), float("nan")],
        },
        geometry=[shapely.box(0, 0, 100, 100), shapely.box(200, 0, 400, 100), None],
        crs="EPSG:32645",
    )


def test_every_park_type_has_codes_and_no_code_two_types():
    assert set(CLASSES) == set(PARK_TYPES)
    codes = [code for codes in CLASSES.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert all(type_of_class(code) == kind for kind, own in CLASSES.items() for code in own)


def test_columns_of_the_order_come_first_with_its_words():
    found = with_p10(parks())
    assert tuple(found.columns[: len(COLUMNS)]) == COLUMNS
    assert list(found["CLASSID"]) == [602010301, 602010401, 704010300]
    assert list(found["STATUS"].fillna(0)) == [1, 2, 0]
    assert list(found["AREA"].fillna(0)) == [1.5, 2.0, 0]
    assert list(found["NAME"]) == ["А", "Б", "В"]
    assert found["OKTMO"].isna().all()
    assert list(found["park_type"]) == list(parks()["park_type"])


def test_oktmo_is_that_of_the_municipality_in_which_the_park_lies():
    towns = gpd.GeoDataFrame(
        {"oktmo": ["69701000", "69000000"]},
        geometry=[shapely.box(-10, -10, 150, 150), shapely.box(150, -10, 500, 150)],
        crs="EPSG:32645",
    )
    found = with_p10(parks(), towns)["OKTMO"]
    assert list(found[:2]) == ["69701000", "69000000"]
    assert found[2] is None


def test_codes_go_out_and_come_back_as_park_types(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "shp", None, tmp_path / "p.shp", p10=True)[0]
    kept = read_vector(path)[0]
    wanted = small_edition.frame("parks")
    assert [type_of_class(code) for code in kept["CLASSID"]] == list(wanted["park_type"])
    bare = kept[["CLASSID", "NAME", "geometry"]]
    bare.to_file(tmp_path / "bare.gpkg", layer="bare")
    came = import_file(tmp_path / "bare.gpkg", small_edition)
    assert came.mapping.columns["park_type"] == "CLASSID"
    assert list(came.frame["park_type"]) == list(wanted["park_type"])


def test_codes_for_a_layer_that_is_none_of_parks_are_refused(small_edition, tmp_path):
    with pytest.raises(FormatError, match="a layer with park types"):
        export_layer(small_edition, "settlements", "csv", None, tmp_path / "s.csv", p10=True)
    assert not list(tmp_path.iterdir())
