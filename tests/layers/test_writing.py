"""Every format gives back what went in; nothing half-written stays; the text beside tells all."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from pyproj import Transformer
from pyproj.transformer import TransformerGroup

from geo import ColumnError, CrsError, EmptyError, parse_crs, reproject
from layers import FileError, FormatError, UnknownLayerError, open_edition, writing
from layers._drivers import DBF_TEXT_BYTES, short_names, write_csv, write_gdal
from layers.importing import import_file
from layers.reading import read_vector
from layers.workbook import write_xlsx
from layers.writing import CRS_CHOICES, FORMATS, export_bytes, export_layer, table_csv
from tests.small_edition import FORMULA, HOSTILE, HOSTILE_RU, write_small_edition

MSK = "MSK-70:4"
SYSTEMS = ["EPSG:4326", "EPSG:32645", MSK]
VECTOR_LAYERS = ["parks", "sites", "streets"]


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def metres_apart(came, wanted):
    """Greatest distance in metres between the vertices of two frames of the same features."""
    one, other = (reproject(frame, parse_crs("EPSG:32645")).geometry for frame in (came, wanted))
    assert list(one.isna()) == list(other.isna())
    return one.dropna().hausdorff_distance(other.dropna()).max()


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("layer", VECTOR_LAYERS)
@pytest.mark.parametrize("fmt", ["gpkg", "shp", "fgb", "parquet"])
def test_a_vector_file_comes_back(small_edition, tmp_path, fmt, layer, crs):
    written = export_layer(small_edition, layer, fmt, crs, tmp_path / f"out.{fmt}")
    came, _sha256, _label = read_vector(written[0])
    wanted = small_edition.frame(layer)
    assert came.crs == parse_crs(crs)
    assert list(came["id"]) == list(wanted["id"])
    assert list(came["name_ru"]) == list(wanted["name_ru"])
    assert list(came["name_en"]) == list(wanted["name_en"])
    assert metres_apart(came, wanted) < 0.001


@pytest.mark.parametrize("layer", VECTOR_LAYERS)
def test_kml_comes_back_with_its_columns_and_colours(small_edition, tmp_path, layer):
    path = export_layer(small_edition, layer, "kml", None, tmp_path / "out.kml", "ru")[0]
    came = pyogrio.read_dataframe(path)
    wanted = small_edition.frame(layer)
    assert list(came["id"]) == list(wanted["id"])
    assert list(came["Name"]) == list(wanted["name_ru"])
    assert list(came["name_en"]) == list(wanted["name_en"])
    assert metres_apart(came, wanted) < 0.001
    text = path.read_text(encoding="utf-8")
    style = small_edition.record(layer).style
    used = {one for one in wanted[style.column] if one in style.by_value()}
    assert text.count("<styleUrl>") == int(wanted[style.column].isin(list(used)).sum()) > 0
    for one in style.classes:
        red, green, blue = (
            (one.line or one.fill)[1:3],
            (one.line or one.fill)[3:5],
            (one.line or one.fill)[5:],
        )
        assert f"<color>ff{blue}{green}{red}</color>".lower() in text


def test_a_dxf_has_a_drawing_layer_a_class_and_a_table_beside(small_edition, tmp_path):
    files = export_layer(small_edition, "parks", "dxf", "EPSG:32645", tmp_path / "out.dxf", "en")
    assert [one.name for one in files] == ["out.dxf", "out_parks.csv", "out.dxf.txt"]
    drawn = pyogrio.read_dataframe(files[0])
    wanted = small_edition.frame("parks").dropna(subset="geometry")
    titles = {one.value: one.title("en") for one in small_edition.record("parks").style.classes}
    assert sorted(drawn["Layer"]) == sorted(titles[one] for one in wanted["park_type"])
    assert drawn.geometry.length.sum() == pytest.approx(wanted.geometry.length.sum(), abs=0.01)
    table = pd.read_csv(files[1])
    assert list(table["id"]) == list(small_edition.frame("parks")["id"])
    assert "out_parks.csv gives the columns" in files[2].read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_shapefile_in_an_encoding_says_so_and_keeps_cyrillic(small_edition, tmp_path, encoding):
    path = tmp_path / "out.shp"
    files = export_layer(small_edition, "sites", "shp", None, path, "ru", encoding)
    said = path.with_suffix(".cpg").read_text(encoding="ascii").strip().lower()
    assert said in {"utf-8": {"utf-8"}, "cp1251": {"cp1251", "1251"}}[encoding]
    wanted = small_edition.frame("sites")
    raw = path.with_suffix(".dbf").read_bytes()
    name = next(one for one in wanted["name_ru"] if len(one) < 60)
    assert name.encode(encoding) in raw
    came = read_vector(path)[0]
    kept = [one.encode(encoding, errors="replace").decode(encoding) for one in wanted["name_ru"]]
    assert list(came["name_ru"]) == kept
    changed = [one for one, other in zip(wanted["name_ru"], kept, strict=True) if one != other]
    texts = [one for one in files if one.name == "out_texts.csv"]
    for one in changed:
        assert one in texts[0].read_text(encoding="utf-8-sig")


def test_encodings_that_a_format_does_not_have_are_refused(small_edition, tmp_path):
    with pytest.raises(FormatError, match="`gpkg` among utf-8; `cp1251` came"):
        export_layer(small_edition, "parks", "gpkg", None, tmp_path / "a.gpkg", "en", "cp1251")
    with pytest.raises(FormatError, match="`shp` among utf-8, cp1251; `koi8-r` came"):
        export_layer(small_edition, "parks", "shp", None, tmp_path / "a.shp", "en", "koi8-r")
    assert names(tmp_path) == []


@pytest.mark.parametrize("crs", [one.id for one in CRS_CHOICES])
def test_every_system_offered_comes_back_within_a_millimetre(small_edition, tmp_path, crs):
    path = export_layer(small_edition, "sites", "gpkg", crs, tmp_path / "out.gpkg")[0]
    came = read_vector(path)[0]
    assert came.crs == parse_crs(crs)
    assert metres_apart(came, small_edition.frame("sites")) < 0.001


def test_a_system_that_only_the_user_knows(small_edition, tmp_path):
    own = "+proj=tmerc +lat_0=0 +lon_0=85 +k=1 +x_0=50000 +y_0=-6250000 +ellps=krass +units=m"
    path = export_layer(small_edition, "sites", "gpkg", own, tmp_path / "out.gpkg")[0]
    came = read_vector(path)[0]
    assert abs(came.geometry.dropna().x).max() < 100_000
    assert metres_apart(came, small_edition.frame("sites")) < 0.001


@pytest.mark.parametrize("layer", VECTOR_LAYERS)
def test_geojson_comes_back_in_wgs_84(small_edition, tmp_path, layer):
    path = export_layer(small_edition, layer, "geojson", None, tmp_path / "out.geojson")[0]
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in raw
    assert [one["properties"]["name_ru"] for one in raw["features"]] == list(
        small_edition.frame(layer)["name_ru"]
    )
    assert metres_apart(read_vector(path)[0], small_edition.frame(layer)) < 0.02


@pytest.mark.parametrize(("crs", "pair"), [("EPSG:4326", "lon lat"), (MSK, "x y")])
def test_points_in_csv_have_columns_of_coordinates(small_edition, tmp_path, crs, pair):
    path = export_layer(small_edition, "sites", "csv", crs, tmp_path / "sites.csv")[0]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path)
    east, north = pair.split()
    came = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table[east], table[north]), crs=parse_crs(crs)
    )
    came.loc[table[east].isna(), "geometry"] = None
    assert metres_apart(came, small_edition.frame("sites")) < 0.02
    assert list(table["name_ru"]) == list(small_edition.frame("sites")["name_ru"])


def test_other_geometry_in_csv_is_wkt(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "csv", MSK, tmp_path / "parks.csv")[0]
    table = pd.read_csv(path)
    came = gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries.from_wkt(table["wkt"]), crs=parse_crs(MSK)
    )
    assert metres_apart(came, small_edition.frame("parks")) < 0.002


def test_a_coordinate_column_does_not_replace_one_of_the_layer(tmp_path):
    frame = gpd.GeoDataFrame(
        {"x": [7.0]}, geometry=gpd.points_from_xy([1.5], [2.5]), crs="EPSG:32645"
    )
    write_csv(frame, tmp_path / "a.csv")
    assert pd.read_csv(tmp_path / "a.csv").iloc[0].to_dict() == {"x": 7.0, "x_": 1.5, "y": 2.5}


def test_a_table_comes_back(small_edition, tmp_path):
    wanted = small_edition.table("projects")
    path = export_layer(small_edition, "projects", "csv", None, tmp_path / "p.csv")[0]
    table = pd.read_csv(path)
    assert list(table.columns) == list(wanted.columns)
    assert list(table["name_ru"]) == ["Реактор", "'-2+3"]
    assert list(table["investment_rub_bn"].dropna()) == [26.3]
    path = export_layer(small_edition, "projects", "gpkg", None, tmp_path / "p.gpkg")[0]
    kept = pyogrio.read_dataframe(path)
    assert list(kept["name_ru"]) == ["Реактор", "-2+3"]
    assert list(kept["jobs"].dropna()) == [300]


def test_a_document_is_copied(small_edition, tmp_path):
    path = export_layer(small_edition, "programme", "toml", None, tmp_path / "p.toml")[0]
    assert path.read_bytes() == small_edition.path("programme").read_bytes()


def test_formulas_are_disarmed_and_counted(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "csv", None, tmp_path / "parks.csv", "en")[0]
    table = pd.read_csv(path, keep_default_na=False)
    assert table["note_en"][0] == f"'{FORMULA}"
    assert table["name_en"][1] == HOSTILE
    assert table["name_ru"][1] == HOSTILE_RU
    beside = (tmp_path / "parks.csv.txt").read_text(encoding="utf-8")
    assert "such cells here: 1." in beside


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_each_start_of_a_formula_is_disarmed(tmp_path, start):
    table = pd.DataFrame({"text": [f"{start}1", "1=1", None], "number": [-1.5, 2.0, 3.0]})
    assert write_csv(table, tmp_path / "a.csv").guarded == 1
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert f"'{start}1" in text
    assert "1=1,2.0\n" in text
    assert ",-1.5\n" in text


def test_features_off_the_map_stay_and_are_counted(small_edition, tmp_path):
    for fmt in ("gpkg", "shp", "geojson"):
        files = export_layer(small_edition, "parks", fmt, None, tmp_path / f"parks.{fmt}")
        frame = read_vector(files[0])[0]
        assert list(frame.loc[frame.geometry.isna(), "id"]) == ["park_7"]
        text = files[-1].read_text(encoding="utf-8")
        assert "Features: 7" in text
        assert "kept as rows without geometry): 1" in text


def test_a_shapefile_is_utf_8_and_says_so(small_edition, tmp_path):
    export_layer(small_edition, "parks", "shp", MSK, tmp_path / "parks.shp")
    assert (tmp_path / "parks.cpg").read_text() == "UTF-8"
    assert "Северный".encode() in (tmp_path / "parks.dbf").read_bytes()
    fields = pd.read_csv(tmp_path / "parks_fields.csv")
    full = dict(zip(fields["field"], fields["column"], strict=True))
    columns = set(small_edition.frame("parks").columns) - {"geometry"}
    assert {full[one] for one in pyogrio.read_info(tmp_path / "parks.shp")["fields"]} == columns


def test_short_names_are_unique_whatever_the_case():
    columns = ["description_one", "description_two", "Descriptio", "DESCRIPTIO", "a_long_name_ru"]
    names = short_names(columns)
    assert list(names) == columns
    assert len({one.lower() for one in names.values()}) == len(columns)
    assert all(len(one.encode()) <= 10 for one in names.values())
    assert names["a_long_name_ru"].endswith("_ru")


def test_a_dozen_names_alike_stay_apart():
    names = short_names([f"population_{k}" for k in range(120)])
    assert len(set(names.values())) == 120
    assert all(len(one) <= 10 for one in names.values())


def test_texts_too_long_for_a_shapefile_are_given_in_full_beside(small_edition, tmp_path):
    files = export_layer(small_edition, "parks", "shp", None, tmp_path / "parks.shp", "ru")
    frame = small_edition.frame("parks")
    long = frame[frame["note_ru"].str.encode("utf-8").str.len() > DBF_TEXT_BYTES]
    assert len(long)
    texts = pd.read_csv(tmp_path / "parks_texts.csv")
    mine = texts[texts["column"] == "note_ru"].set_index("id")["text"]
    assert mine.to_dict() == long.set_index("id")["note_ru"].to_dict()
    short = read_vector(files[0])[0].set_index("id")["note_ru"]
    for one, full in mine.items():
        assert short[one].endswith("…")
        assert full.startswith(short[one][:-1])
    assert f"в кодировке: {len(texts)}; полностью" in files[-1].read_text(encoding="utf-8")


def test_a_raster_in_its_own_crs_is_unchanged(small_edition, tmp_path):
    path = export_layer(small_edition, "landcover", "tif", None, tmp_path / "c.tif")[0]
    source = small_edition.raster("landcover")
    with rasterio.open(path) as file:
        assert np.array_equal(file.read(1), source.array)
        assert file.transform == source.transform
        assert file.colormap(1)[1] == (0xE9, 0xE4, 0xDC, 255)


@pytest.mark.parametrize("crs", ["EPSG:4326", MSK])
def test_a_warped_raster_has_the_nearest_cell_everywhere(small_edition, tmp_path, crs):
    path = export_layer(small_edition, "landcover", "tif", crs, tmp_path / "c.tif")[0]
    source = small_edition.raster("landcover")
    with rasterio.open(path) as file:
        array, transform = file.read(1), file.transform
        assert file.nodata == source.nodata
        home = Transformer.from_crs(file.crs.to_wkt(), small_edition.crs, always_xy=True)
    plain = Transformer.from_crs(parse_crs(crs), small_edition.crs, always_xy=True)
    assert home.transform(transform.c, transform.f) == pytest.approx(
        plain.transform(transform.c, transform.f), abs=0.001
    )
    rows, columns = np.indices(array.shape)
    x = transform.c + transform.a * (columns + 0.5)
    y = transform.f + transform.e * (rows + 0.5)
    back = Transformer.from_crs(parse_crs(crs), source.crs, always_xy=True)
    east, north = back.transform(x, y)
    column = (east - source.transform.c) / source.transform.a
    row = (north - source.transform.f) / source.transform.e
    inside = (column >= 0) & (column < 160) & (row >= 0) & (row < 80)
    wanted = np.where(
        inside,
        source.array[np.clip(row, 0, 79).astype(int), np.clip(column, 0, 159).astype(int)],
        source.nodata,
    )
    near_an_edge = np.minimum(column % 1, 1 - column % 1) < 0.01
    near_an_edge |= np.minimum(row % 1, 1 - row % 1) < 0.01
    assert (array == wanted)[~near_an_edge].all()
    assert near_an_edge.mean() < 0.1
    assert set(np.unique(array)) == {0, 1, 2, 3}


def test_the_text_beside_tells_what_the_file_is(small_edition, tmp_path):
    files = export_layer(small_edition, "parks", "gpkg", MSK, tmp_path / "parks.gpkg")
    record = small_edition.record("parks")
    text = files[-1].read_text(encoding="utf-8")
    assert files[-1].name == "parks.gpkg.txt"
    for part in (
        record.title("en"),
        "Edition: Small edition (small)",
        f"Source: {record.source('en')}",
        "Licence: ODbL-1.0",
        "Attribution: © OpenStreetMap contributors",
        "Date: 2026-11-23",
        f"SHA-256 of the source file: {record.sha256}",
        "Precision: generalised geometry; places are good to plus or minus 1,000 m.",
        "Coordinate system: MSK-70 zone 4",
        "Inverse of Pulkovo 1942 to WGS 84 (20)",
        "Accuracy of the operation: 3 m",
        "good to metres, not to cadastral accuracy",
        "- area_ha: Area ha, ha",
    ):
        assert part in text


def test_the_text_beside_speaks_russian(small_edition, tmp_path):
    files = export_layer(small_edition, "landcover", "tif", MSK, tmp_path / "c.tif", "ru")
    text = files[-1].read_text(encoding="utf-8")
    for part in ("Малое издание", "Точность: геометрия обобщённая", "МСК-70, зона 4", "- 2: Лес"):
        assert part in text
    assert "Accuracy" not in text


def test_no_operation_is_claimed_where_nothing_moved(small_edition, tmp_path):
    files = export_layer(small_edition, "parks", "gpkg", None, tmp_path / "parks.gpkg")
    text = files[-1].read_text(encoding="utf-8")
    assert "no operation was needed" in text
    assert "PROJ" not in text


def test_the_operation_told_is_the_one_used(small_edition, tmp_path):
    """The transformer that `operation_note` names gives the coordinates that the file holds."""
    path = export_layer(small_edition, "sites", "gpkg", MSK, tmp_path / "s.gpkg")[0]
    told = (tmp_path / "s.gpkg.txt").read_text(encoding="utf-8").splitlines()
    name = next(one for one in told if "operation (PROJ)" in one).partition(": ")[2]
    source = small_edition.frame("sites").dropna(subset="geometry").geometry
    group = TransformerGroup(source.crs, parse_crs(MSK), always_xy=True)
    chosen = next(one for one in group.transformers if one.description == name)
    came = read_vector(path)[0].dropna(subset="geometry").geometry
    x, y = chosen.transform(source.x.to_numpy(), source.y.to_numpy())
    assert np.hypot(came.x - x, came.y - y).max() < 0.001


def test_an_archive_holds_everything(small_edition, tmp_path):
    files = export_layer(small_edition, "parks", "shp", MSK, tmp_path / "parks.zip", "ru")
    assert [one.name for one in files] == ["parks.zip"]
    assert names(tmp_path) == ["parks.zip"]
    with zipfile.ZipFile(files[0]) as archive:
        inside = set(archive.namelist())
    endings = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qml", ".sld", ".shp.txt")
    endings += ("_fields.csv", "_texts.csv")
    assert inside == {f"parks{one}" for one in endings}
    assert len(pyogrio.read_dataframe(f"/vsizip/{files[0]}/parks.shp")) == 7


@pytest.mark.parametrize(
    ("layer", "fmt"),
    [
        *(("parks", one) for one in ("gpkg", "geojson", "shp", "csv")),
        ("streets", "shp"),
        ("clusters", "csv"),
        ("clusters", "gpkg"),
        ("landcover", "tif"),
        ("programme", "toml"),
    ],
)
def test_a_download_is_an_archive(small_edition, layer, fmt):
    export = export_bytes(small_edition, layer, fmt, None, "ru")
    suffix = next(one.suffix for one in FORMATS if one.id == fmt)
    with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == f"{layer}{suffix}"
        beside = archive.read(f"{layer}{suffix}.txt").decode("utf-8")
    assert small_edition.record(layer).title("ru") in beside
    assert export.filename == f"small_{layer}_{fmt}.zip"
    assert export.mime == "application/zip"


@pytest.mark.parametrize("fmt", ["csv", "geojson", "shp"])
def test_equal_downloads_are_equal_bytes(small_edition, fmt):
    first, second = (export_bytes(small_edition, "parks", fmt, None) for _ in range(2))
    assert first == second


def test_a_geopackage_is_of_a_version_that_qgis_reads(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "gpkg", MSK, tmp_path / "p.gpkg", "ru")[0]
    with sqlite3.connect(path) as file:
        assert file.execute("pragma user_version").fetchone() == (10200,)
        title, about = file.execute("select identifier, description from gpkg_contents").fetchone()
    file.close()
    assert title == "Слой «parks»"
    assert "ODbL-1.0" in about


def test_choices_are_told_in_both_languages():
    for one in FORMATS:
        assert one.title("en")
        assert one.title("ru")
    for one in CRS_CHOICES:
        assert parse_crs(one.id)
        assert one.title("en") != one.title("ru")
        assert one.accuracy("en") != one.accuracy("ru")
    assert "cadastral" in CRS_CHOICES[-1].accuracy("en")


@pytest.mark.parametrize(
    ("layer", "fmt", "crs", "name", "error", "message"),
    [
        ("parks", "dwg", None, "a.dwg", FormatError, "Use `gpkg`, `geojson`, `shp`, `kml`"),
        ("parks", "tif", None, "a.tif", FormatError, "`tif` does not carry it"),
        ("landcover", "gpkg", None, "a.gpkg", FormatError, "Use `tif`"),
        ("parks", "geojson", "EPSG:32645", "a.geojson", FormatError, "Take it in `EPSG:4326`"),
        ("parks", "kml", "EPSG:32645", "a.kml", FormatError, "Expected WGS 84 for `kml`"),
        ("parks", "geojson", MSK, "a.geojson", FormatError, "`MSK-70 zone 4` came"),
        ("parks", "gpkg", "EPSG:999999", "a.gpkg", CrsError, "write one of these"),
        ("parks", "gpkg", None, "a.csv", FormatError, "ends in `.csv`. Rename it"),
        ("parks", "gpkg", None, "a", FormatError, "has no suffix"),
        ("parks", "gpkg", None, "none/a.gpkg", FileError, "is not a folder. Make it first"),
        ("nowhere", "gpkg", None, "a.gpkg", UnknownLayerError, "`nowhere` came"),
    ],
)
def test_what_cannot_be_done_is_refused(
    small_edition, tmp_path, layer, fmt, crs, name, error, message
):
    with pytest.raises(error) as caught:
        export_layer(small_edition, layer, fmt, crs, tmp_path / name)
    assert message in str(caught.value)
    assert names(tmp_path) == []


def test_a_folder_takes_a_file_named_after_the_layer(small_edition, tmp_path):
    assert export_layer(small_edition, "parks", "csv", None, tmp_path)[0].name == "parks.csv"


def test_the_edition_itself_is_never_written_to(small_edition):
    with pytest.raises(FileError, match="files are sealed"):
        export_layer(small_edition, "clusters", "csv", None, small_edition.root / "clusters.csv")


def test_an_error_in_the_middle_leaves_nothing(small_edition, tmp_path, monkeypatch):
    def fails(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "sidecar", fails)
    with pytest.raises(FileError, match="No space left on device"):
        export_layer(small_edition, "parks", "shp", MSK, tmp_path / "parks.shp")
    assert names(tmp_path) == []
    with pytest.raises(FileError, match="No space left"):
        export_bytes(small_edition, "parks", "shp", MSK)


def test_an_error_while_renaming_puts_the_old_files_back(small_edition, tmp_path, monkeypatch):
    export_layer(small_edition, "parks", "shp", None, tmp_path / "parks.shp")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    (tmp_path / "parks.cpg").unlink()
    del before["parks.cpg"]
    real = writing.Path.replace

    def fails_at_the_end(self, target):
        if self.suffix == ".shp" and self.parent.name == "new":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(writing.Path, "replace", fails_at_the_end)
    with pytest.raises(FileError, match="it is not allowed"):
        export_layer(small_edition, "parks", "shp", MSK, tmp_path / "parks.shp")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_a_folder_without_permission_is_told(small_edition, tmp_path, monkeypatch):
    def refuses(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing.tempfile, "TemporaryDirectory", refuses)
    with pytest.raises(FileError, match="Name another folder, or close the program"):
        export_layer(small_edition, "parks", "csv", None, tmp_path / "parks.csv")


def test_a_new_export_replaces_the_old(small_edition, tmp_path):
    for crs in (MSK, "EPSG:4326"):
        export_layer(small_edition, "sites", "gpkg", crs, tmp_path / "s.gpkg")
    assert read_vector(tmp_path / "s.gpkg")[0].crs == "EPSG:4326"
    assert names(tmp_path) == ["s.gpkg", "s.gpkg.txt"]


def test_a_layer_wholly_off_the_map_keeps_its_rows(tmp_path):
    root = write_small_edition(tmp_path / "edition")
    edition = open_edition(root)
    frame = edition.frame("parks").copy()
    frame.geometry = gpd.GeoSeries([None] * len(frame), crs=edition.crs)
    for driver, name in (("GPKG", "a.gpkg"), ("ESRI Shapefile", "a.shp")):
        write_gdal(frame[["id", "geometry"]], edition.record("parks"), tmp_path / name, driver)
        assert len(read_vector(tmp_path / name)[0]) == 7


@pytest.mark.parametrize(
    "name",
    ["s.gpkg", "s.geojson", "s.shp", "s.zip", "s.csv", "s.xlsx", "s.kml", "s.fgb", "s.parquet"],
)
def test_what_is_taken_away_can_be_handed_back(small_edition, tmp_path, name):
    fmt = {"zip": "shp"}.get(name[2:], name[2:])
    path = export_layer(small_edition, "sites", fmt, "EPSG:4326", tmp_path / name)[0]
    frame = read_vector(path)[0]
    assert frame["name_ru"].tolist() == small_edition.frame("sites")["name_ru"].tolist()
    assert metres_apart(frame, small_edition.frame("sites")) < 0.02


def test_outlines_of_a_drawing_are_handed_back_where_they_were(small_edition, tmp_path):
    path = export_layer(small_edition, "parks", "dxf", "EPSG:32645", tmp_path / "p.dxf")[0]
    came = import_file(path, small_edition).frame
    wanted = small_edition.frame("parks").geometry.dropna()
    rings = came.geometry.get_coordinates().to_numpy()
    corners = wanted.get_coordinates().to_numpy()
    nearest = np.hypot(*(corners[:, None] - rings[None]).T).min(axis=0)
    assert nearest.max() < 0.001
    assert came.total_bounds == pytest.approx(wanted.total_bounds, abs=0.001)


def test_a_table_as_csv_guards_formulas_and_keeps_cyrillic():
    table = pd.DataFrame({"имя": ["=1+1", "Томск"], "n": [-1.5, 2.0]})
    text, guarded = table_csv(table)
    assert text.decode("utf-8-sig").splitlines() == ["имя,n", "'=1+1,-1.5", "Томск,2.0"]
    assert guarded == 1
    assert table["имя"][0] == "=1+1"


def test_a_layer_comes_back_from_a_workbook(small_edition, tmp_path):
    path = export_layer(small_edition, "sites", "xlsx", "EPSG:4326", tmp_path / "s.xlsx", "ru")[0]
    table = pd.read_excel(path, sheet_name="sites", keep_default_na=False)
    wanted = small_edition.frame("sites")
    assert list(table["name_ru"]) == list(wanted["name_ru"])
    placed = wanted.geometry.notna().to_numpy()
    degrees = reproject(wanted, parse_crs("EPSG:4326"))
    assert np.allclose(table["lon"][placed].astype(float), degrees.geometry.x[placed], atol=1e-7)
    record = small_edition.record("sites")
    about = pd.read_excel(path, sheet_name=1, header=None)
    assert record.title("ru") in set(about[1])


def test_a_workbook_gives_a_text_too_long_for_a_cell_beside(small_edition, tmp_path):
    long = "я" * 40_000
    frame = small_edition.frame("sites").assign(name_ru=long)
    losses = write_xlsx(frame, small_edition.record("sites"), tmp_path / "s.xlsx", "ru")
    assert losses.cut == len(frame)
    table = pd.read_excel(tmp_path / "s.xlsx")
    assert {len(one) for one in table["name_ru"]} == {32_766}
    beside = pd.read_csv(tmp_path / "s_texts.csv")
    assert set(beside["text"]) == {long}


def test_a_table_goes_into_a_workbook(small_edition, tmp_path):
    path = export_layer(small_edition, "projects", "xlsx", None, tmp_path / "p.xlsx")[0]
    assert list(pd.read_excel(path)["name_ru"]) == ["Реактор", "'-2+3"]


def test_a_selection_goes_out_alone(small_edition, tmp_path):
    wanted = small_edition.frame("parks")
    kind = wanted["park_type"].iloc[0]
    path = export_layer(
        small_edition, "parks", "gpkg", None, tmp_path / "p.gpkg", where={"park_type": [kind]}
    )[0]
    came = pyogrio.read_dataframe(path, layer="parks")
    assert list(came["id"]) == list(wanted.loc[wanted["park_type"] == kind, "id"])
    assert 0 < len(came) < len(wanted)


@pytest.mark.parametrize(
    ("where", "error", "said"),
    [
        ({"nothing": ["x"]}, ColumnError, "`nothing` came"),
        ({"park_type": ["nothing"]}, EmptyError, "park_type nothing; there are none"),
    ],
)
def test_a_selection_that_is_none_is_refused(small_edition, tmp_path, where, error, said):
    with pytest.raises(error, match=said):
        export_layer(small_edition, "parks", "gpkg", None, tmp_path / "p.gpkg", where=where)
    assert not list(tmp_path.iterdir())
