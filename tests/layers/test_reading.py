"""Files of every type that is read, and the message for each way in which one is no use."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

from layers import FileError
from layers.reading import read_raster, read_vector

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:32645"


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    spots = [shapely.Point(370_000, 6_256_000), shapely.Point(371_000, 6_257_000)]
    return gpd.GeoDataFrame({"name": ["Томск", "Северск"]}, geometry=spots, crs=CRS)


def refusal(spec) -> str:
    with pytest.raises(FileError) as caught:
        read_vector(spec)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.fgb", "a.geojson"])
def test_formats_of_gdal(places, tmp_path, name):
    frame = places.to_crs(4326) if name.endswith("json") else places
    frame.to_file(tmp_path / name)
    read, _, label = read_vector(tmp_path / name)
    assert label == name
    assert sorted(read["name"]) == ["Северск", "Томск"]
    assert read.crs.to_epsg() == (4326 if name.endswith("json") else 32645)
    back = read.to_crs(CRS).set_index("name").geometry
    assert back["Томск"].distance(places.geometry[0]) < 0.01


def test_geoparquet(places, tmp_path):
    places.to_parquet(tmp_path / "a.parquet")
    read, sha256, _ = read_vector(tmp_path / "a.parquet")
    assert read.geometry.tolist() == places.geometry.tolist()
    assert sha256 == hashlib.sha256((tmp_path / "a.parquet").read_bytes()).hexdigest()


def test_a_zipped_shapefile(places, tmp_path):
    (tmp_path / "parts").mkdir()
    places.to_file(tmp_path / "parts" / "a.shp", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in (tmp_path / "parts").iterdir():
            archive.write(part, part.name)
    read, _, label = read_vector(tmp_path / "a.zip")
    assert label == "a.zip"
    assert read["name"].tolist() == ["Томск", "Северск"]


def test_the_hash_of_a_shapefile_is_that_of_its_parts(places, tmp_path):
    places.to_file(tmp_path / "a.shp")
    _, before, _ = read_vector(tmp_path / "a.shp")
    assert read_vector(tmp_path / "a.shp")[1] == before
    (tmp_path / "a.cpg").write_text("UTF-8 ")
    assert read_vector(tmp_path / "a.shp")[1] != before


@pytest.mark.parametrize(
    "text",
    [
        "name,lon,lat\nТомск,84.95,56.48\nгде-то,,\n",
        "name;Longitude;Latitude\nТомск;84,95;56,48\nгде-то;;\n",
        "name\tдолгота\tширота\nТомск\t84.95\t56.48\nгде-то\t\t\n",
    ],
)
def test_csv_with_coordinates(tmp_path, text):
    (tmp_path / "a.csv").write_bytes(text.encode("utf-8-sig"))
    read, _, _ = read_vector(tmp_path / "a.csv")
    assert read.crs.to_epsg() == 4326
    assert (read.geometry.x[0], read.geometry.y[0]) == (84.95, 56.48)
    assert read.geometry[1] is None
    assert read["name"].tolist() == ["Томск", "где-то"]


def test_one_layer_of_several(places, tmp_path):
    path = tmp_path / "a.gpkg"
    places.to_file(path, layer="towns")
    places.head(1).to_file(path, layer="seats")
    read, _, label = read_vector(f"{path}:seats")
    assert (len(read), label) == (1, "a.gpkg:seats")
    message = refusal(path)
    assert "holds 2: `towns`, `seats`" in message
    assert f"Write `{path}:towns`." in message
    assert "(`towns`, `seats`); `roads` came" in refusal(f"{path}:roads")


def test_a_table_without_places_is_no_second_layer(places, tmp_path):
    path = tmp_path / "a.gpkg"
    places.to_file(path, layer="towns")
    pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), path, layer="notes", append=True)
    assert len(read_vector(path)[0]) == 2
    alone = tmp_path / "b.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), alone, layer="notes")
    assert "Expected a layer with geometry in `b.gpkg`; it has none" in refusal(alone)


def test_a_colon_in_the_path_itself(places, tmp_path):
    folder = tmp_path / "a:b"
    folder.mkdir()
    places.to_file(folder / "c.gpkg", layer="towns")
    assert read_vector(folder / "c.gpkg")[2] == "c.gpkg"
    assert read_vector(f"{folder / 'c.gpkg'}:towns")[2] == "c.gpkg:towns"


def test_files_that_are_not_there(tmp_path):
    assert f"`{tmp_path / 'a.gpkg'}` is not there" in refusal(tmp_path / "a.gpkg")
    assert "is not there" in refusal(f"{tmp_path / 'a.gpkg'}:towns")
    assert "is a folder" in refusal(tmp_path)


def test_files_of_other_types(tmp_path):
    (tmp_path / "a.doc").write_text("x")
    assert "Expected a vector file of the types .gpkg" in refusal(tmp_path / "a.doc")


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.zip", "a.fgb", "a.parquet"])
def test_files_that_are_broken(tmp_path, name):
    (tmp_path / name).write_bytes(b"this is no such file")
    assert f"reading `{name}` failed" in refusal(tmp_path / name)


def test_parquet_without_geometry(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    assert "reading `a.parquet` failed" in refusal(tmp_path / "a.parquet")


def test_csv_that_is_no_text(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 8)
    message = refusal(tmp_path / "a.csv")
    assert "`a.csv`" in message
    assert "Expected columns `lon` and `lat`" in message or "failed" in message


def test_csv_without_coordinates(tmp_path):
    (tmp_path / "a.csv").write_text("name,population\nx,1\n")
    assert "the file has: name, population" in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize("row", ["x,374000,56", "x,84,near", "x,84,95"])
def test_csv_with_coordinates_that_are_no_degrees(tmp_path, row):
    (tmp_path / "a.csv").write_text(f"name,lon,lat\n{row}\n")
    assert "Expected degrees from -" in refusal(tmp_path / "a.csv")


def test_files_without_features(tmp_path):
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert "Expected features in `a.geojson`; it is empty" in refusal(tmp_path / "a.geojson")
    (tmp_path / "a.csv").write_text("lon,lat\n")
    assert "Expected features in `a.csv`; it is empty" in refusal(tmp_path / "a.csv")


def test_files_without_a_crs(places, tmp_path):
    places.to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    assert "Expected a CRS in `a.shp`; the file has none" in refusal(tmp_path / "a.shp")


def raster(path: Path, crs: str | None) -> Path:
    where = {"crs": crs, "transform": Affine(50, 0, 370_000, 0, -50, 6_256_000)}
    with rasterio.open(
        path, "w", driver="GTiff", width=3, height=2, count=1, dtype="uint8", nodata=0, **where
    ) as file:
        file.write(np.arange(6, dtype=np.uint8).reshape(2, 3), 1)
    return path


def test_a_raster(tmp_path):
    path = raster(tmp_path / "a.tif", CRS)
    read, sha256, label = read_raster(path)
    assert read.array.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (read.crs.to_epsg(), read.nodata, label) == (32645, 0, "a.tif")
    assert read.transform == Affine(50, 0, 370_000, 0, -50, 6_256_000)
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_rasters_that_are_no_use(tmp_path):
    with pytest.raises(FileError, match="is not there"):
        read_raster(tmp_path / "a.tif")
    (tmp_path / "b.tif").write_bytes(b"no raster")
    with pytest.raises(FileError, match=r"reading `b.tif` failed"):
        read_raster(tmp_path / "b.tif")
    with pytest.raises(FileError, match=r"Expected a CRS in the raster `c.tif`"):
        read_raster(raster(tmp_path / "c.tif", None))
