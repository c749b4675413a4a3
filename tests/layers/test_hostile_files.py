"""Bad and hostile files: each is refused with advice, or taken for what it is; no more.

What the issue of layers in and out lists, and the test that holds it:

=========================================  ======================================================
zip bombs                                  test_a_bomb_is_not_unpacked,
                                           test_a_directory_that_lies_about_sizes,
                                           test_a_workbook_that_would_swell;
                                           test_raster_import:
                                           test_a_bomb_of_zeros_is_judged_by_its_header
paths that climb out                       test_paths_that_climb_out
symbolic links                             test_links_in_an_archive
XML entities in KML                        test_entities_in_kml, test_entities_that_multiply
a 2 GB file                                test_a_file_too_large, test_a_table_too_large
a CSV of a million rows                    test_a_million_rows_within_three_gigabytes
a GeoJSON nested a thousand deep           test_a_geojson_nested_a_thousand_deep,
                                           test_properties_nested_a_thousand_deep_stay_text
NaN and infinite coordinates               test_importing: test_coordinates_that_are_no_numbers
mixed geometry                             test_importing: test_mixed_geometry_is_counted
empty files                                test_files_of_no_bytes, test_reading:
                                           test_files_without_features
a wrong extension                          test_a_wrong_extension
HTML and script, in popups                 browser/test_component, browser/test_html_map
in tables                                  ui/test_programme_page:
                                           test_hostile_words_are_only_read,
                                           test_hostile_rows_reach_the_table_as_they_are
in exports                                 test_script_goes_out_as_text_in_every_format,
                                           test_writing: test_formulas_are_disarmed_and_counted
in HTML maps, sheets and charts            reports/test_html_map, test_map_picture, test_charts
a failed export                            test_writing: test_an_error_in_the_middle_leaves_nothing
descriptions that open other files         test_a_description_that_opens_other_files_is_refused
=========================================  ======================================================
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from layers import FileError, archives
from layers import _openers as openers
from layers.importing import import_file
from layers.reading import VECTOR_SUFFIXES, read_any
from layers.writing import export_bytes
from tests.layers.test_importing import parks, written
from tests.small_edition import HOSTILE, HOSTILE_RU

ROOT = Path(__file__).resolve().parents[2]


def archive(path: Path, *members: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members:
            zipped.writestr(name, data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_any(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "name", ["../evil.gpkg", "/evil.gpkg", "a/../../evil.gpkg", "c:\\evil.csv"]
)
def test_paths_that_climb_out(tmp_path, name):
    path = archive(tmp_path / "a.zip", (name, b"x"))
    assert "leads out of it" in refused(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_links_in_an_archive(tmp_path):
    link = zipfile.ZipInfo("a.gpkg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    message = refused(archive(tmp_path / "a.zip", (link, b"/etc/passwd")))
    assert message.startswith("Expected files in `a.zip`; `a.gpkg` is a link."), "said once"


def test_a_bomb_is_not_unpacked(tmp_path):
    path = archive(tmp_path / "a.zip", ("a.csv", bytes(50_000_000)))
    assert path.stat().st_size < 100_000
    assert "would swell" in refused(path)


def test_a_directory_that_lies_about_sizes(tmp_path, monkeypatch):
    path = archive(tmp_path / "a.zip", ("a.csv", b"lon,lat\n" * 500_000))
    monkeypatch.setattr(archives, "_judge", lambda *_: None)
    monkeypatch.setattr(archives, "MAX_BYTES", 1_500_000)
    assert "would swell" in refused(path)


def test_too_many_files(tmp_path):
    path = archive(tmp_path / "a.zip", *((f"{n}.txt", b"") for n in range(10_001)))
    assert "up to 10000 files" in refused(path)


def test_an_archive_with_nothing_for_us(tmp_path):
    assert "it holds none" in refused(archive(tmp_path / "a.zip", ("readme.txt", b"hello")))


def test_an_archive_within_an_archive_is_not_opened(tmp_path):
    inner = archive(tmp_path / "in.zip", ("a.csv", b"lon,lat\n84,56\n"))
    outer = archive(tmp_path / "out.zip", ("in.zip", inner.read_bytes()))
    assert "it holds none" in refused(outer)


def test_entities_in_kml(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    (tmp_path / "a.kml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY s SYSTEM "file://{secret}">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&s;</name>'
        "<Point><coordinates>84,56</coordinates></Point></Placemark></Document></kml>"
    )
    message = refused(tmp_path / "a.kml")
    assert "reading `a.kml` failed" in message
    assert "the secret" not in message


def test_a_geojson_nested_a_thousand_deep(tmp_path):
    deep = "[" * 100_000 + "]" * 100_000
    (tmp_path / "a.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        f'{{"type":"Polygon","coordinates":{deep}}}}}]}}'
    )
    assert "reading `a.geojson` failed" in refused(tmp_path / "a.geojson")


def test_properties_nested_a_thousand_deep_stay_text(small_edition, tmp_path):
    deep = "[" * 1000 + "]" * 1000
    (tmp_path / "a.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":'
        f'{deep}}},"geometry":{{"type":"Point","coordinates":[84.9,56.4]}}}}]}}'
    )
    came = import_file(tmp_path / "a.geojson", small_edition, crs="EPSG:4326")
    assert isinstance(came.frame["a"].item(), str)


def test_a_file_too_large(tmp_path):
    path = tmp_path / "a.gpkg"
    with path.open("wb") as file:
        file.truncate(2_000_000_001)
    assert "up to 2000 MB; `a.gpkg` has 2000" in refused(path)


def test_a_wrong_extension(tmp_path):
    path = written(tmp_path, "a.gpkg").rename(tmp_path / "a.parquet")
    assert "of the type that its name says" in refused(path)


def test_script_in_names_stays_text(small_edition, tmp_path):
    frame = parks().assign(Наименование="<script>alert(1)</script>")
    frame.to_file(tmp_path / "a.gpkg")
    came = import_file(tmp_path / "a.gpkg", small_edition)
    assert set(came.frame["name_ru"]) == {"<script>alert(1)</script>"}


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{path}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"
PIPELINE = '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {path}"}}'


@pytest.mark.parametrize("text", [VRT, WFS, PIPELINE, "\n <x/>" + VRT])
@pytest.mark.parametrize("suffix", [".kml", ".geojson", ".json", ".dxf", ".tab", ".gpkg"])
def test_a_description_that_opens_other_files_is_refused(tmp_path, suffix, text):
    """GDAL goes by the content: under any name such a text opens files and asks servers."""
    secret = tmp_path / "secret.csv"
    secret.write_text("lon,lat,word\n84,56,open sesame\n")
    path = tmp_path / f"a{suffix}"
    path.write_text(text.format(path=secret))
    assert "is a description that opens other files" in refused(path)
    packed = archive(tmp_path / "a.zip", (path.name, path.read_bytes()))
    assert "is a description that opens other files" in refused(packed)


def test_a_table_of_mapinfo_that_opens_others_is_refused(tmp_path):
    path = tmp_path / "a.tab"
    path.write_text('!table\n!version 100\nOpen Table "/etc/other" Hide\nCreate View a As\n')
    assert "is a description that opens other files" in refused(path)


@pytest.mark.parametrize("suffix", [one for one in VECTOR_SUFFIXES if one != ".parquet"])
def test_files_of_no_bytes(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.touch()
    assert path.name in refused(path)


def test_entities_that_multiply(tmp_path):
    """Each entity is ten of the one before: a thousand million laughs if they were followed."""
    steps = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "laugh">' for n in range(10)
    )
    (tmp_path / "a.kml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE k [{steps}]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&l9;</name>'
        "<Point><coordinates>84,56</coordinates></Point></Placemark></kml>"
    )
    assert "reading `a.kml` failed" in refused(tmp_path / "a.kml")


def test_a_workbook_that_would_swell(tmp_path):
    """A workbook is a zip archive, and is judged as one before it is read."""
    path = archive(tmp_path / "a.xlsx", ("xl/worksheets/sheet1.xml", bytes(50_000_000)))
    assert "would swell" in refused(path)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_table_too_large(tmp_path, monkeypatch, name):
    table = parks().drop(columns="geometry").assign(lon=84.9, lat=56.4)
    path = tmp_path / name
    table.to_csv(path) if name == "a.csv" else table.to_excel(path)
    monkeypatch.setattr(openers, "_MOST_TABLE_BYTES", 100)
    assert f"a table of up to 0 MB unpacked; `{name}` has 0" in refused(path)


_MILLION = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
import sys
from layers.importing import import_file
print(len(import_file(sys.argv[1], None).frame))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no process in this way")
def test_a_million_rows_within_three_gigabytes(tmp_path):
    path = tmp_path / "a.csv"
    rows = (
        f"{n},Дом {n},{84 + n % 1000 / 1e3:.3f},{56 + n // 1000 / 1e3:.3f}" for n in range(10**6)
    )
    path.write_text("id,name,lon,lat\n" + "\n".join(rows), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _MILLION, str(path)],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("1000000", "")


@pytest.mark.parametrize("fmt", ["gpkg", "geojson", "shp", "kml", "fgb", "parquet", "csv", "xlsx"])
def test_script_goes_out_as_text_in_every_format(small_edition, tmp_path, fmt):
    data = export_bytes(small_edition, "parks", fmt, "EPSG:4326", "en").data
    path = tmp_path / "parks.zip"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(tmp_path)
        names = [one for one in zipped.namelist() if one.endswith((f".{fmt}", ".shp"))]
    frame = read_any(tmp_path / names[0]).frame
    texts = {str(one) for column in frame for one in frame[column]}
    assert {HOSTILE, HOSTILE_RU} <= texts
