"""Files that a person hands over: each type read to the letter, each fault refused by its words."""

from __future__ import annotations

import hashlib
import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from affine import Affine
from shapely import Point

from layers import FileError
from layers.reading import read_raster, read_vector

NAMES = ["Томск", "Ёлка «Щ»", "Seversk"]
WRITTEN_BY = {
    "places.gpkg": "GPKG",
    "places.geojson": "GeoJSON",
    "places.json": "GeoJSON",
    "places.shp": "ESRI Shapefile",
    "places.fgb": "FlatGeobuf",
}


@pytest.fixture
def places():
    """Give three named points near Tomsk, in degrees."""
    return gpd.GeoDataFrame(
        {"name": NAMES, "people": [3, 2, 1]},
        geometry=[Point(84.95, 56.48), Point(85.0, 56.5), Point(84.88, 56.6)],
        crs="EPSG:4326",
    )


def written(places, path):
    if path.suffix == ".parquet":
        places.to_parquet(path)
    elif path.suffix == ".csv":
        table = places.drop(columns="geometry")
        table.assign(lon=places.geometry.x, lat=places.geometry.y).to_csv(path, index=False)
    else:
        options = {"SPATIAL_INDEX": "NO"} if path.suffix == ".fgb" else {}
        pyogrio.write_dataframe(places, path, driver=WRITTEN_BY[path.name], **options)
    return path


@pytest.mark.parametrize("name", [*WRITTEN_BY, "places.parquet", "places.csv"])
def test_each_type_is_read_to_the_letter(tmp_path, places, name):
    path = written(places, tmp_path / name)
    frame, sha256, label = read_vector(str(path))
    assert label == name
    assert frame["name"].tolist() == NAMES
    assert frame["people"].tolist() == [3, 2, 1]
    assert frame.crs.to_epsg() == 4326
    found = np.c_[frame.geometry.x, frame.geometry.y]
    assert np.allclose(found, np.c_[places.geometry.x, places.geometry.y], rtol=0, atol=1e-9)
    assert len(sha256) == 64
    if path.suffix != ".shp":
        assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_zipped_shapefile_is_read(tmp_path, places):
    written(places, tmp_path / "places.shp")
    archive = tmp_path / "places.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for part in tmp_path.glob("places.*"):
            if part != archive:
                file.write(part, part.name)
    frame, _, label = read_vector(archive)
    assert (label, frame["name"].tolist()) == ("places.zip", NAMES)


def test_the_hash_of_a_shapefile_covers_its_table(tmp_path, places):
    before = read_vector(written(places, tmp_path / "places.shp"))[1]
    table = (tmp_path / "places.dbf").read_bytes()
    (tmp_path / "places.dbf").write_bytes(table.replace(b"Seversk", b"SEVERSK"))
    assert read_vector(tmp_path / "places.shp")[1] != before


def test_the_measuring_crs_of_a_file_is_kept(tmp_path, places):
    written(places.to_crs(32645), tmp_path / "places.gpkg")
    assert read_vector(tmp_path / "places.gpkg")[0].crs.to_epsg() == 32645


def test_a_layer_is_named_after_a_colon(tmp_path, places):
    path = tmp_path / "two.gpkg"
    pyogrio.write_dataframe(places, path, layer="first")
    pyogrio.write_dataframe(places.head(1), path, layer="second")
    frame, _, label = read_vector(f"{path}:second")
    assert (len(frame), label) == (1, "two.gpkg:second")
    with pytest.raises(FileError, match=r"it holds 2: `first`, `second`\. Write `.*two\.gpkg:fi"):
        read_vector(path)
    with pytest.raises(FileError, match=r"Expected a layer of .* \(`first`, `second`\); `third`"):
        read_vector(f"{path}:third")


def test_a_colon_in_the_path_itself_stays(tmp_path, places):
    path = written(places, tmp_path / "places.gpkg").rename(tmp_path / "12:30.gpkg")
    assert len(read_vector(path)[0]) == 3
    assert read_vector(f"{path}:places")[2] == "12:30.gpkg:places"


def test_tables_beside_the_layers_do_not_count_as_layers(tmp_path, places):
    path = tmp_path / "dressed.gpkg"
    pyogrio.write_dataframe(places, path, layer="places")
    styles = pd.DataFrame({"styleName": ["plain"]})
    pyogrio.write_dataframe(styles, path, layer="layer_styles", append=True)
    assert read_vector(path)[0]["name"].tolist() == NAMES


def test_features_without_a_place_stay_and_are_empty(tmp_path, places):
    places.loc[1, "geometry"] = None
    frame, _, _ = read_vector(written(places, tmp_path / "places.gpkg"))
    assert frame.geometry.isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "name;Lon;Lat\nТомск;84,95;56,48\n",
        "name,longitude,latitude\nТомск,84.95,56.48\n",
        "name\tдолгота\tширота\nТомск\t84.95\t56.48\n",
        "\ufeffx,y,name\n84.95,56.48,Томск\n",
    ],
)
def test_the_columns_of_a_table_s_coordinates_are_found(tmp_path, text):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    frame, _, _ = read_vector(path)
    assert frame["name"].tolist() == ["Томск"]
    assert (frame.geometry.x[0], frame.geometry.y[0]) == (84.95, 56.48)
    assert frame.crs.to_epsg() == 4326


def test_a_row_without_coordinates_has_no_place(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name,lon,lat\na,84.9,56.5\nb,,\n", encoding="utf-8")
    assert read_vector(path)[0].geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,place\na,b\n", r"Expected columns `lon` and `lat` .*the file has: name, place"),
        ("name,lon,lat\na,370000,6256000\n", r"degrees from -180 to 180 .*`370000` came, and 1 r"),
        ("name,lon,lat\na,84.9,north\nb,85,91\n", r"-90 to 90 .*`north` came, and 2 rows in all"),
        ("name,lon,lat\na,inf,56\n", r"Expected degrees .*`inf` came"),
        ("name,lon,lat\n", r"Expected features in `places\.csv`; it is empty"),
        ("", r"Expected a readable file; reading `places\.csv` failed"),
        ('name,lon,lat\n"a,84,56\n', r"Expected a readable file; reading `places\.csv` failed"),
    ],
)
def test_a_bad_table_is_refused(tmp_path, text, message):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=message):
        read_vector(path)


def test_a_table_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "places.csv"
    path.write_bytes("name,lon,lat\nТомск,84.9,56.5\n".encode("cp1251"))
    with pytest.raises(FileError, match=r"reading `places\.csv` failed: 'utf-8'"):
        read_vector(path)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"Expected a file; `.*gone\.gpkg` is not there"):
        read_vector(tmp_path / "gone.gpkg")
    with pytest.raises(FileError, match=r"Expected a file; `.*` is a folder"):
        read_vector(tmp_path)


def test_another_type_is_refused_with_the_known_ones(tmp_path):
    path = tmp_path / "places.xml"
    path.write_text("<a/>", encoding="utf-8")
    with pytest.raises(FileError, match=r"Expected a vector file of the types \.gpkg, .*`.*\.xml`"):
        read_vector(path)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.fgb", "a.parquet", "a.zip"])
def test_a_broken_file_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x00\xff broken")
    with pytest.raises(FileError, match=rf"reading `{name}` failed: .*Check that it is whole"):
        read_vector(path)


def test_a_file_cut_short_is_refused(tmp_path, places):
    path = written(places, tmp_path / "places.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileError, match=r"reading `places\.parquet` failed"):
        read_vector(path)


def test_a_parquet_without_geometry_is_refused(tmp_path, places):
    path = tmp_path / "places.parquet"
    pd.DataFrame(places.drop(columns="geometry")).to_parquet(path)
    with pytest.raises(FileError, match=r"reading `places\.parquet` failed: Missing geo metadata"):
        read_vector(path)


def test_a_file_without_geometry_is_refused(tmp_path):
    path = tmp_path / "plain.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, layer="plain")
    with pytest.raises(FileError, match=r"Expected a layer with geometry in `plain\.gpkg`"):
        read_vector(path)


def test_a_shapefile_without_its_prj_is_refused(tmp_path, places):
    written(places, tmp_path / "places.shp")
    (tmp_path / "places.prj").unlink()
    with pytest.raises(FileError, match=r"Expected a CRS in `places\.shp`; the file has none"):
        read_vector(tmp_path / "places.shp")


def test_an_empty_layer_is_refused(tmp_path, places):
    pyogrio.write_dataframe(places.iloc[:0], tmp_path / "none.gpkg", geometry_type="Point")
    with pytest.raises(FileError, match=r"Expected features in `none\.gpkg`; it is empty"):
        read_vector(tmp_path / "none.gpkg")


def tif(path, crs):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=2,
        height=2,
        count=1,
        dtype="uint8",
        crs=crs,
        nodata=255,
        transform=Affine(50, 0, 370_000, 0, -50, 6_260_000),
    ) as file:
        file.write(np.array([[1, 2], [3, 255]], dtype=np.uint8), 1)
    return path


def test_a_raster_is_read_as_it_stands(tmp_path):
    path = tif(tmp_path / "cover.tif", "EPSG:32645")
    raster, sha256, label = read_raster(str(path))
    assert raster.array.tolist() == [[1, 2], [3, 255]]
    assert (raster.nodata, raster.crs.to_epsg(), label) == (255.0, 32645, "cover.tif")
    assert (raster.transform.a, raster.transform.f) == (50.0, 6_260_000.0)
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_raster_without_a_crs_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"Expected a CRS in the raster `bare\.tif`"):
        read_raster(tif(tmp_path / "bare.tif", None))


def test_a_broken_raster_is_refused(tmp_path):
    path = tmp_path / "cover.tif"
    path.write_bytes(b"no raster")
    with pytest.raises(FileError, match=r"Expected a readable file; reading `cover\.tif` failed"):
        read_raster(path)
    with pytest.raises(FileError, match=r"`.*gone\.tif` is not there"):
        read_raster(tmp_path / "gone.tif")


def test_a_raster_cut_short_is_refused(tmp_path):
    path = tmp_path / "cover.tif"
    rng = np.random.default_rng(1)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=256,
        height=256,
        count=1,
        dtype="uint8",
        crs="EPSG:32645",
        transform=Affine(50, 0, 370_000, 0, -50, 6_260_000),
        tiled=True,
        compress="deflate",
    ) as file:
        file.write(rng.integers(0, 255, (256, 256), dtype=np.uint8), 1)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileError, match=r"reading `cover\.tif` failed"):
        read_raster(path)


def test_reading_changes_nothing_beside_the_file(tmp_path, places):
    folder = tmp_path / "theirs"
    folder.mkdir()
    shutil.copy(written(places, tmp_path / "places.gpkg"), folder)
    read_vector(folder / "places.gpkg")
    assert [one.name for one in folder.iterdir()] == ["places.gpkg"]
