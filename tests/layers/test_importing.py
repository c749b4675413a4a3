"""What people bring: every format, encoding and system, and what was wrong with it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo import ColumnError, CrsError, parse_crs, reproject
from layers import FileError, FormatError
from layers.crs_guess import guesses, swapped
from layers.encodings import encoding_of_bytes
from layers.importing import edition_area, import_file, write_import
from layers.reading import read_any
from layers.repair import EMPTY, NO_AREA, NOT_FINITE, repaired
from layers.schema import Mapping, guessed_mapping, mapped, read_mapping

CRS = "EPSG:32645"
X, Y = 371_000, 6_257_000
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
NAMES = ["Парк «Южный»", "Площадка № 2", "Ёлки <b>"]


def parks(crs: str = CRS) -> gpd.GeoDataFrame:
    shapes = [shapely.box(X + 900 * n, Y, X + 900 * n + 500, Y + 400) for n in range(3)]
    columns = {
        "Наименование": NAMES,
        "Тип": ["Спортивный", "Промышленный", "ratusha"],
        "Площадь": [20.0, 20.0, 20.0],
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    return reproject(frame, parse_crs(crs))


def written(folder: Path, name: str, crs: str = CRS, **options) -> Path:
    drivers = {".tab": "MapInfo File", ".kml": "LIBKML", ".shp": "ESRI Shapefile", ".dxf": "DXF"}
    path = folder / name
    driver = drivers.get(path.suffix)
    frame = parks("EPSG:4326" if path.suffix == ".kml" else crs)
    if path.suffix == ".dxf":
        frame = frame[[frame.geometry.name]]
    if path.suffix in {".shp", ".tab"}:
        frame = frame.set_axis(["NAME", "TYPE", "AREA", "geometry"], axis=1)
    if path.suffix == ".fgb":
        options["SPATIAL_INDEX"] = "NO"
    pyogrio.write_dataframe(frame, path, **({"driver": driver} if driver else {}), **options)
    return path


def apart(came: gpd.GeoDataFrame) -> float:
    wanted = parks().geometry.centroid
    return float(came.geometry.centroid.distance(wanted, align=False).max())


# --- formats and encodings


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp", "a.tab", "a.kml"])
def test_a_format_comes_in_where_it_lies(small_edition, tmp_path, name):
    came = import_file(written(tmp_path, name), small_edition)
    assert apart(came.frame) < 0.01
    column = next(one for one in ("Наименование", "NAME", "name_ru") if one in came.frame)
    assert came.frame[column].tolist() == NAMES
    assert came.report.empty


@pytest.mark.parametrize("name", ["a.kmz", "a.zip"])
def test_an_archive_is_opened(small_edition, tmp_path, name):
    inner = written(tmp_path, "doc.kml")
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.write(inner, "folder/doc.kml")
    assert apart(import_file(tmp_path / name, small_edition).frame) < 0.01


def test_an_archive_of_several_files_asks_which(small_edition, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(written(tmp_path, "one.gpkg"), "one.gpkg")
        archive.write(written(tmp_path, "two.fgb"), "in/two.fgb")
    with pytest.raises(FileError, match=r"holds 2: `one.gpkg`, `in/two.fgb`"):
        import_file(tmp_path / "a.zip", small_edition)
    assert len(import_file(f"{tmp_path / 'a.zip'}:in/two.fgb", small_edition).frame) == 3


def test_a_drawing_comes_in_as_shapes(small_edition, tmp_path):
    came = import_file(written(tmp_path, "a.dxf"), small_edition, crs=CRS)
    assert came.frame.total_bounds == pytest.approx(parks().total_bounds, abs=0.01)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_of_metres_is_placed_by_guess(small_edition, tmp_path, suffix):
    spots = parks("MSK-70:4").geometry.centroid
    table = pd.DataFrame({"имя": NAMES, "X": spots.x.round(3), "Y": spots.y.round(3)})
    path = tmp_path / f"a{suffix}"
    table.to_csv(path, index=False) if suffix == ".csv" else table.to_excel(path, index=False)
    came = import_file(path, small_edition)
    assert (came.crs.name, came.crs_by) == ("MSK-70 zone 4", "guess")
    assert apart(came.frame) < 0.01
    assert came.operation.accuracy_m == 3


def test_a_table_of_wkt(small_edition, tmp_path):
    table = pd.DataFrame({"имя": [*NAMES, "?"], "wkt": [*parks().geometry.to_wkt(), None]})
    table.to_csv(tmp_path / "a.csv", index=False)
    came = import_file(tmp_path / "a.csv", small_edition)
    assert came.frame.area.head(3).tolist() == pytest.approx([200_000] * 3)
    assert came.report["problem"].tolist() == ["no geometry"]
    table["wkt"] = "near the river"
    table.to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(FileError, match="Expected WKT in the column `wkt`"):
        import_file(tmp_path / "b.csv", small_edition)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp866", "utf-16"])
def test_a_table_in_any_encoding(small_edition, tmp_path, encoding):
    spots = reproject(parks().set_geometry(parks().centroid), parse_crs("EPSG:4326")).geometry
    table = pd.DataFrame(
        {"имя": ["Парк южный", "Площадка", "Ёлки"], "lon": spots.x, "lat": spots.y}
    )
    (tmp_path / "a.csv").write_bytes(table.to_csv(index=False).encode(encoding))
    came = import_file(tmp_path / "a.csv", small_edition)
    assert came.frame["имя"].tolist() == table["имя"].tolist()
    assert (came.encoding, came.encoding_by) == (encoding, "letters")


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1251"])
@pytest.mark.parametrize("by_hand", [True, False])
def test_a_table_of_mapinfo_in_any_encoding(small_edition, tmp_path, encoding, by_hand):
    frame = parks()[["Наименование", "geometry"]].set_axis(["NAME", "geometry"], axis=1)
    frame["NAME"] = ["Парк южный", "Площадка", "Ёлки"]
    path = tmp_path / "a.tab"
    pyogrio.write_dataframe(
        frame, path, driver="MapInfo File", layer_options={"ENCODING": encoding}
    )
    came = import_file(path, small_edition, encoding=encoding.lower() if by_hand else None)
    assert came.frame["NAME"].tolist() == frame["NAME"].tolist()
    assert (came.encoding, came.encoding_by) == (encoding.lower(), "hand" if by_hand else "file")
    assert apart(came.frame) < 0.01


@pytest.mark.parametrize("charset", [b"Neutral", b"WindowsLatin1"])
def test_a_table_of_mapinfo_that_does_not_know_its_charset(small_edition, tmp_path, charset):
    """Neutral is guessed by its letters; a wrong statement is put right by hand."""
    path = tmp_path / "a.tab"
    frame = parks().assign(NAME="Парк южный")[["NAME", "geometry"]]
    options = {"ENCODING": "CP1251"}
    pyogrio.write_dataframe(frame, path, driver="MapInfo File", layer_options=options)
    path.write_bytes(path.read_bytes().replace(b"WindowsCyrillic", charset))
    hand = None if charset == b"Neutral" else "cp1251"
    came = import_file(path, small_edition, encoding=hand)
    assert set(came.frame["NAME"]) == {"Парк южный"}
    assert came.encoding_by == ("letters" if hand is None else "hand")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp866"])
@pytest.mark.parametrize("says", [True, False])
def test_a_shapefile_in_any_encoding(small_edition, tmp_path, encoding, says):
    path = tmp_path / "a.shp"
    frame = parks().assign(имя=["Парк южный", "Площадка", "Ёлки"])[["имя", "geometry"]]
    pyogrio.write_dataframe(frame, path, encoding=encoding)
    if not says:
        path.with_suffix(".cpg").unlink()
        table = bytearray(path.with_suffix(".dbf").read_bytes())
        table[29] = 0
        path.with_suffix(".dbf").write_bytes(bytes(table))
    came = import_file(path, small_edition)
    assert came.frame["имя"].tolist() == ["Парк южный", "Площадка", "Ёлки"]
    assert came.encoding == encoding
    assert came.encoding_by == ("file" if says else "letters")


def test_an_encoding_by_hand_comes_before_all(small_edition, tmp_path):
    path = written(tmp_path, "a.shp", encoding="cp1251")
    path.with_suffix(".cpg").write_text("UTF-8")
    came = import_file(path, small_edition, encoding="cp1251")
    assert came.frame["NAME"].tolist() == NAMES
    assert came.encoding_by == "hand"


@pytest.mark.parametrize("text", ["Площадь", "ТЕРРИТОРИЯ ПАРКА", "Ёж и ёлка", "plain"])
def test_letters_tell_their_encoding(text):
    for name in ("utf-8", "cp1251", "cp866"):
        assert text.encode(name).decode(encoding_of_bytes(text.encode(name))) == text


# --- where it lies


def test_a_system_is_found_among_those_in_use(small_edition):
    for crs in ("EPSG:4326", CRS, "EPSG:3857", "MSK-70:4", "EPSG:28415"):
        frame = parks(crs)
        assert guesses(frame, edition_area(small_edition))[0].crs == parse_crs(crs), crs
        turned = guesses(swapped(frame), edition_area(small_edition))
        assert any(one.is_swapped and one.crs == parse_crs(crs) for one in turned), crs


def test_swapped_axes_are_caught_and_asked_about(small_edition, tmp_path):
    swapped(parks("EPSG:4326")).to_file(tmp_path / "a.geojson")
    with pytest.raises(
        CrsError, match=r"would land there in `EPSG:4326` with swapped axes \(100%\)"
    ):
        import_file(tmp_path / "a.geojson", small_edition)
    came = import_file(tmp_path / "a.geojson", small_edition, crs="EPSG:4326", swap=True)
    assert came.is_swapped
    assert apart(came.frame) < 0.01


def test_a_wrong_statement_is_asked_about(small_edition, tmp_path):
    path = tmp_path / "a.gpkg"
    parks("MSK-70:4").set_crs(CRS, allow_override=True).to_file(path)
    with pytest.raises(CrsError, match=r"`a.gpkg`: .*in `EPSG:32645`, as the file states.*MSK-70"):
        import_file(path, small_edition)
    assert apart(import_file(path, small_edition, crs="MSK-70:4").frame) < 0.01


def test_a_layer_that_fits_nowhere(small_edition, tmp_path):
    far = gpd.GeoDataFrame(geometry=[shapely.Point(5, 5)], crs="EPSG:4326")
    far.to_file(tmp_path / "a.gpkg")
    with pytest.raises(CrsError, match="no system in use there fits"):
        import_file(tmp_path / "a.gpkg", small_edition)
    assert import_file(tmp_path / "a.gpkg", None).frame.crs.to_epsg() == 32631


def test_numbers_without_a_system_need_an_edition(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n371000,6257000\n")
    with pytest.raises(CrsError, match="expected a CRS, the file states none"):
        import_file(tmp_path / "a.csv", None)


# --- what was wrong with it


def test_the_report_names_each_repair():
    bow = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    flat = shapely.Polygon([(X, Y), (X + 100, Y), (X, Y)])
    shapes = [bow, None, flat, shapely.box(X, Y, X + 10, Y + 10), shapely.Polygon()]
    frame = gpd.GeoDataFrame({"id": list("abcde")}, geometry=shapes, crs=CRS)
    made = repaired(frame)
    assert len(made.frame) == 5
    assert made.report[["row", "id", "problem"]].values.tolist() == [
        [1, "a", "invalid polygon"],
        [2, "b", "no geometry"],
        [3, "c", NO_AREA],
        [5, "e", EMPTY],
    ]
    assert made.report.loc[0, ["area_before_ha", "area_after_ha"]].tolist() == [0, 0.5]
    assert made.frame.geometry[3].equals(shapes[3])
    assert made.frame.geometry.dropna().is_valid.all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers(small_edition, tmp_path, bad):
    spots = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[shapely.Point(X, Y), shapely.Point(bad, Y)], crs=CRS
    )
    spots.to_parquet(tmp_path / "a.parquet")
    came = import_file(tmp_path / "a.parquet", small_edition)
    assert came.frame.geometry.isna().tolist() == [False, True]
    assert came.report["problem"].tolist() == [NOT_FINITE]


def test_mixed_geometry_is_counted(small_edition, tmp_path):
    shapes = [shapely.Point(X, Y), shapely.box(X, Y, X + 1, Y + 1), shapely.Point(X, Y)]
    gpd.GeoDataFrame(geometry=shapes, crs=CRS).to_parquet(tmp_path / "a.parquet")
    assert import_file(tmp_path / "a.parquet", small_edition).kinds == {"Point": 2, "Polygon": 1}


# --- which column is which


def test_columns_are_guessed_in_both_languages():
    guess = guessed_mapping(parks())
    assert guess.columns == {"name_ru": "Наименование", "park_type": "Тип", "area_ha": "Площадь"}
    assert guess.values == {"park_type": {"Спортивный": "sport", "Промышленный": "industrial"}}
    made = mapped(parks(), guess)
    assert made["park_type"].tolist()[:2] == ["sport", "industrial"]
    assert made["park_type"].isna().tolist() == [False, False, True]
    assert made["Тип"].tolist() == parks()["Тип"].tolist()


def test_a_mapping_is_kept_and_used_again(small_edition, tmp_path):
    came = import_file(written(tmp_path, "a.gpkg"), small_edition)
    files = write_import(came, tmp_path / "out.gpkg", tmp_path / "map.json")
    assert [one.name for one in files] == ["out.gpkg", "out.repairs.csv", "map.json"]
    again = read_mapping(tmp_path / "map.json")
    assert again == came.mapping
    back = read_any(tmp_path / "out.gpkg").frame
    assert back["name_ru"].tolist() == NAMES
    with pytest.raises(ColumnError, match=r"columns \['Нет'\] of the mapping"):
        mapped(parks(), Mapping({"name_ru": "Нет"}))
    for text in ("[1]", "{}", "no json", '{"columns": {"a": "b"}, "values": {"a": 1}}'):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(FileError, match="Expected a mapping such as"):
            read_mapping(tmp_path / "bad.json")


def test_a_layer_that_cannot_be_written_leaves_nothing(small_edition, tmp_path):
    came = import_file(written(tmp_path, "a.gpkg"), small_edition)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FormatError, match=r"ends in `\.gpkg`; `b.shp` came"):
        write_import(came, tmp_path / "b.shp")
    with pytest.raises(FileError, match="is not a folder"):
        write_import(came, tmp_path / "none" / "b.gpkg")
    assert sorted(tmp_path.iterdir()) == before


# --- real data


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared trial data are not on this machine")
def test_all_the_trial_data_come_in():
    for path in sorted(SHARED.glob("*/*.geojson")):
        came = import_file(path, None)
        raw = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert len(came.frame) == len(raw), path.name
        assert came.frame.geometry.dropna().is_valid.all(), path.name
    moscow = import_file(SHARED / "other" / "moscow_nature.geojson", None).report
    assert len(moscow) == 10
    mended = moscow[moscow["problem"] == "invalid polygon"]
    assert mended["area_after_ha"].tolist() == pytest.approx(
        mended["area_before_ha"].tolist(), rel=0.001
    )


def test_what_is_missing_stays_missing_beside_lists(small_edition, tmp_path):
    """GeoJSON may hold lists: they go out as text, and a null beside them as a null."""
    path = tmp_path / "lists.geojson"
    spot = {"type": "Point", "coordinates": [84.95, 56.48]}
    rows = [
        {"type": "Feature", "properties": {"x": value}, "geometry": spot}
        for value in ([1, 2], None)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    write_import(import_file(path, small_edition), tmp_path / "lists.gpkg")
    kept = pyogrio.read_dataframe(tmp_path / "lists.gpkg")["x"]
    assert kept[0] == "[1 2]"
    assert kept.isna().tolist() == [False, True]
