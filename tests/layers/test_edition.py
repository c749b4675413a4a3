"""An edition: what it gives of each kind, and how it refuses what is missing, altered or wrong."""

from __future__ import annotations

import hashlib
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from affine import Affine
from shapely import Point

from layers import EditionError, UnknownLayerError, open_edition
from layers.edition import DEFAULT_EDITION, VARIABLE
from layers.vocabulary import LANGUAGES
from tests.small_edition import write_small_edition


@pytest.fixture
def folder(tmp_path):
    """Give the small edition in a folder that a test may spoil."""
    return write_small_edition(tmp_path / "edition")


def reseal(folder, path):
    """Write the hash of a changed file into the catalogue, as sealing does."""
    catalogue = folder / "catalogue.toml"
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    at = lines.index(f'path = "{path}"')
    place = next(k for k in range(at, len(lines)) if lines[k].startswith("sha256"))
    lines[place] = f'sha256 = "{hashlib.sha256((folder / path).read_bytes()).hexdigest()}"'
    catalogue.write_text("\n".join(lines), encoding="utf-8")


def test_the_head_is_the_catalogue_s(small_edition):
    assert small_edition.id == "small"
    assert small_edition.title("ru") == "Малое издание"
    assert small_edition.crs.to_epsg() == 32645
    assert small_edition.view.zoom == 11.5
    assert list(small_edition.records) == [one.id for one in small_edition.catalogue.records]
    assert small_edition.path("parks") == small_edition.root / "parks.fgb"


def test_a_frame_keeps_order_words_and_unknown_places(small_edition):
    parks = small_edition.frame("parks")
    assert parks["id"].tolist() == [f"park_{k}" for k in range(1, 8)]
    assert parks.crs == small_edition.crs
    assert parks["name_ru"].iloc[0] == "Северный"
    assert parks.geometry.isna().tolist() == [False] * 6 + [True]
    assert parks.geometry.iloc[0].area == pytest.approx(250_000.0)


def test_a_caller_s_change_does_not_reach_the_next_caller(small_edition):
    mine = small_edition.frame("parks")
    mine["extra"] = 1
    mine.loc[0, "name_en"] = "spoilt"
    mine.geometry = mine.geometry.translate(1000, 0)
    theirs = small_edition.frame("parks")
    assert "extra" not in theirs.columns
    assert theirs["name_en"].iloc[0] == "Northern"
    assert theirs.geometry.iloc[0].bounds[0] == pytest.approx(370_750.0)


def test_a_frame_in_another_crs_comes_in_the_edition_s(folder):
    degrees = open_edition(folder).frame("settlements").to_crs(4326)
    path = folder / "settlements.fgb"
    path.unlink()
    pyogrio.write_dataframe(degrees, path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    catalogue = folder / "catalogue.toml"
    text = catalogue.read_text(encoding="utf-8")
    at = text.index('id = "settlements"')
    text = text[:at] + text[at:].replace('crs = "EPSG:32645"', 'crs = "EPSG:4326"', 1)
    catalogue.write_text(text, encoding="utf-8")
    reseal(folder, "settlements.fgb")
    frame = open_edition(folder).frame("settlements")
    assert frame.crs.to_epsg() == 32645
    assert frame.geometry.iloc[0].distance(Point(372_000, 6_258_000)) < 1e-3


def test_a_table_keeps_texts_as_texts_and_gaps_as_gaps(small_edition):
    projects = small_edition.table("projects")
    assert projects["name_ru"].tolist() == ["Реактор", "-2+3"]
    assert projects["park_type"].tolist() == ["industrial", ""]
    assert projects["jobs"].iloc[0] == 300
    assert projects["jobs"].isna().tolist() == [False, True]
    assert projects["investment_rub_bn"].iloc[0] == 26.3


def test_a_document_is_plain(small_edition):
    assert small_edition.document("programme")["point"][0]["value"][0]["value"] == 250


def test_a_raster_comes_with_its_classes(small_edition):
    raster = small_edition.raster("landcover")
    assert raster.array.shape == (80, 160)
    assert raster.array.dtype == np.uint8
    assert raster.nodata == 0
    assert raster.transform.a == 50.0
    assert raster.crs == small_edition.crs
    assert {code: one.title("en") for code, one in raster.classes.items()} == {
        1: "Residential",
        2: "Forest",
        3: "Water",
    }
    assert [int((raster.array == code).sum()) for code in (1, 2, 3)] == [6400, 6000, 400]


def test_many_threads_read_a_layer_once(folder):
    edition = open_edition(folder)
    with ThreadPoolExecutor(8) as pool:
        frames = list(pool.map(lambda _: edition.frame("parks"), range(32)))
    assert {len(frame) for frame in frames} == {7}
    shapes = {id(frame.geometry.iloc[0]) for frame in frames}
    assert len(shapes) == 1


def test_opening_twice_gives_the_same_edition_until_a_file_changes(folder):
    first = open_edition(folder)
    assert open_edition(str(folder)) is first
    (folder / "programme.toml").write_text("[programme]\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"`programme\.toml` .* was altered"):
        open_edition(folder)
    reseal(folder, "programme.toml")
    changed = open_edition(folder)
    assert changed != first
    assert changed.document("programme") == {"programme": {}}


def test_the_variable_names_the_edition(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(folder))
    assert open_edition().id == "small"


def test_an_unknown_folder_is_refused(tmp_path):
    with pytest.raises(EditionError, match=r"Expected the folder of an edition; .*nowhere` is not"):
        open_edition(tmp_path / "nowhere")


def test_a_folder_without_a_catalogue_is_refused(tmp_path):
    with pytest.raises(EditionError, match="Expected an edition's catalogue at"):
        open_edition(tmp_path)


def test_missing_and_altered_files_come_together_with_what_to_do(folder):
    (folder / "parks.fgb").unlink()
    with (folder / "sites.fgb").open("ab") as file:
        file.write(b"more")
    with pytest.raises(EditionError) as caught:
        open_edition(folder)
    missing, altered = sorted(caught.value.faults, key=lambda fault: "parks" not in fault)
    assert missing == (
        "the layer `parks` has no file `parks.fgb`; make it with tests/small_edition.py"
    )
    assert altered.startswith("the file `sites.fgb` of the layer `sites` was altered: expected")
    assert f"scripts/seal_edition.py --edition {folder.resolve()}`" in altered


def test_an_unknown_layer_is_refused_with_the_known_ones(small_edition):
    with pytest.raises(UnknownLayerError, match=r"\(municipalities, water, .*; `roads` came"):
        small_edition.frame("roads")


@pytest.mark.parametrize(
    ("ask", "layer", "kind"),
    [
        ("frame", "clusters", "vector"),
        ("table", "parks", "table"),
        ("document", "parks", "document"),
        ("raster", "parks", "raster"),
    ],
)
def test_a_layer_of_another_kind_is_refused(small_edition, ask, layer, kind):
    with pytest.raises(UnknownLayerError, match=f"Expected a layer of kind `{kind}`; `{layer}` is"):
        getattr(small_edition, ask)(layer)


def test_a_layer_without_a_crs_is_refused(folder):
    bare = open_edition(folder).frame("water").set_crs(None, allow_override=True)
    (folder / "water.fgb").unlink()
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.write_dataframe(bare, folder / "water.fgb", driver="FlatGeobuf")
    reseal(folder, "water.fgb")
    with pytest.raises(EditionError, match=r"Expected a CRS in the layer `water`.*has none"):
        open_edition(folder).frame("water")


def test_a_layer_in_a_crs_that_its_record_denies_is_refused(folder):
    moved = open_edition(folder).frame("water").to_crs(4326)
    (folder / "water.fgb").unlink()
    pyogrio.write_dataframe(moved, folder / "water.fgb", driver="FlatGeobuf")
    reseal(folder, "water.fgb")
    with pytest.raises(EditionError, match=r"Expected the CRS EPSG:32645 .* `WGS 84` came"):
        open_edition(folder).frame("water")


def test_an_empty_layer_is_refused(folder):
    none = open_edition(folder).frame("water").iloc[:0]
    (folder / "water.fgb").unlink()
    pyogrio.write_dataframe(
        none, folder / "water.fgb", driver="FlatGeobuf", geometry_type="Polygon"
    )
    reseal(folder, "water.fgb")
    with pytest.raises(EditionError, match=r"Expected features in the layer `water`.*it is empty"):
        open_edition(folder).frame("water")


def test_a_layer_that_lacks_a_column_is_refused(folder):
    lacking = open_edition(folder).frame("water").drop(columns=["name_ru"])
    (folder / "water.fgb").unlink()
    pyogrio.write_dataframe(lacking, folder / "water.fgb", driver="FlatGeobuf")
    reseal(folder, "water.fgb")
    with pytest.raises(EditionError, match=r"Expected the columns name_ru in the layer `water`"):
        open_edition(folder).frame("water")


def test_a_file_that_is_no_layer_is_refused(folder):
    (folder / "water.fgb").write_bytes(b"not a layer")
    reseal(folder, "water.fgb")
    with pytest.raises(EditionError, match=r"Expected a readable vector in `water\.fgb`"):
        open_edition(folder).frame("water")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name_en,name_ru,source\n", "Expected rows in the table `clusters`"),
        ("id,name_en,source\na,b,c\n", "Expected the columns name_ru in the layer `clusters`"),
        ('id,name_en\n"a', "Expected a readable table in `clusters.csv`"),
    ],
)
def test_a_bad_table_is_refused(folder, text, message):
    (folder / "clusters.csv").write_text(text, encoding="utf-8")
    reseal(folder, "clusters.csv")
    with pytest.raises(EditionError, match=message):
        open_edition(folder).table("clusters")


def test_a_bad_document_is_refused(folder):
    (folder / "programme.toml").write_text("[programme", encoding="utf-8")
    reseal(folder, "programme.toml")
    with pytest.raises(EditionError, match=r"Expected a readable document in `programme\.toml`"):
        open_edition(folder).document("programme")


@pytest.mark.parametrize(("crs", "came"), [("EPSG:32644", "WGS 84 / UTM zone 44N"), (None, "none")])
def test_a_raster_in_another_crs_is_refused(folder, crs, came):
    with rasterio.open(
        folder / "landcover.tif",
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=1,
        dtype="uint8",
        crs=crs,
        transform=Affine(50, 0, 370_000, 0, -50, 6_260_000),
    ) as file:
        file.write(np.ones((4, 4), dtype=np.uint8), 1)
    reseal(folder, "landcover.tif")
    with pytest.raises(EditionError, match=f"in the edition's CRS, .*; {came} came"):
        open_edition(folder).raster("landcover")


def test_a_file_that_is_no_raster_is_refused(folder):
    (folder / "landcover.tif").write_bytes(b"not a raster")
    reseal(folder, "landcover.tif")
    with pytest.raises(EditionError, match=r"Expected a readable raster in `landcover\.tif`"):
        open_edition(folder).raster("landcover")


SHIPPED = [
    one["id"]
    for one in tomllib.loads((DEFAULT_EDITION / "catalogue.toml").read_text(encoding="utf-8"))[
        "layer"
    ]
]


def of_type(values, kind):
    """Say whether a column holds what its field promises; whole numbers may have gaps."""
    if kind == "text":
        return pd.api.types.is_string_dtype(values)
    if not pd.api.types.is_numeric_dtype(values):
        return False
    return kind == "float" or bool((values.dropna() % 1 == 0).all())


@pytest.mark.parametrize("layer_id", SHIPPED)
def test_each_record_of_the_shipped_edition_holds_what_it_says(layer_id):
    edition = open_edition(DEFAULT_EDITION)
    record = edition.record(layer_id)
    assert all(record.title(lang) and record.source(lang) for lang in LANGUAGES)
    assert record.licence
    assert not record.built_by or (Path(DEFAULT_EDITION).parents[1] / record.built_by).is_file()
    named = {field.name for field in record.fields}
    if record.kind == "vector":
        frame = edition.frame(layer_id)
        assert isinstance(frame, gpd.GeoDataFrame)
        columns = set(frame.columns) - {frame.geometry.name}
        kinds = {"Point": "point", "LineString": "line", "Polygon": "polygon"}
        shapes = {
            kinds[name.removeprefix("Multi")] for name in frame.geometry.dropna().geom_type.unique()
        }
        assert shapes == {record.geometry}
        assert frame.geometry.dropna().is_valid.all()
    elif record.kind == "table":
        frame = edition.table(layer_id)
        columns = set(frame.columns)
    else:
        assert edition.document(layer_id) if record.kind == "document" else True
        assert record.kind == "document" or edition.raster(layer_id).classes
        return
    assert columns == named
    assert frame["id"].is_unique
    wrong = [one.name for one in record.fields if not of_type(frame[one.name], one.type)]
    assert wrong == []
    if record.style.column:
        assert set(frame[record.style.column].fillna("")) <= set(record.style.by_value())
    if record.style.label:
        assert {f"{record.style.label}_{lang}" for lang in LANGUAGES} <= columns
