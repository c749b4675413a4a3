"""Rasters brought in: placed, laid out, told apart into classes and values; bad ones refused."""

from __future__ import annotations

import struct
import tracemalloc
import warnings
import zlib

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning

from geo import CrsError, ValueRangeError
from layers import UnknownLayerError, open_edition, reading
from layers._errors import FileError, FormatError
from layers.measure import NOTHING
from layers.own import joined, own_raster
from layers.qgis_style import qml
from layers.raster_import import import_raster, stops, write_raster
from layers.reading import read_raster
from layers.sld_style import sld
from layers.statistics import edition_statistic
from layers.warping import place as spot

UTM = "EPSG:32645"
WEST, NORTH = 370_000, 6_260_000
CODES = np.array([[1, 1, 2], [1, 7, 2]], dtype="uint8")


@pytest.fixture(scope="module")
def tomsk():
    return open_edition()


def written(path, array=CODES, crs=UTM, place=None, colours=None, **options):
    bands = array if array.ndim == 3 else array[None]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=len(bands),
        height=bands.shape[1],
        width=bands.shape[2],
        dtype=bands.dtype,
        crs=crs,
        transform=place or Affine(1000, 0, WEST, 0, -1000, NORTH),
        **options,
    ) as file:
        file.write(bands)
        if colours:
            file.write_colormap(1, colours)
    return path


def test_codes_become_classes_in_the_colours_of_the_file(tomsk, tmp_path):
    came = import_raster(written(tmp_path / "a.tif", colours={7: (1, 2, 255, 255)}), tomsk)
    assert not came.is_warped
    assert came.raster.array.tolist() == CODES.tolist()
    assert list(came.raster.classes) == [1, 2, 7]
    assert came.raster.classes[7].fill == "#0102FF"
    assert came.raster.classes[7].title("ru") == "Класс 7"
    assert (came.crs_by, came.operation.name) == ("file", "no change")


def test_numbers_become_values_and_their_colours_stand_at_numbers(tomsk, tmp_path):
    numbers = np.linspace(0, 100, 101, dtype="float32").reshape(1, 101)
    numbers[0, 100] = np.nan
    came = import_raster(written(tmp_path / "a.tif", numbers), tomsk)
    assert came.raster.classes == {}
    assert [one.value for one in stops(came)] == ["1.98", "24.8", "49.5", "74.2", "97"]
    assert stops(came)[1].title("ru") == "24,8"
    assert came.known().size == 100


def test_many_whole_numbers_are_values_unless_a_person_says_otherwise(tomsk, tmp_path):
    few = written(tmp_path / "few.tif", np.arange(50, dtype="int16").reshape(5, 10))
    many = written(tmp_path / "many.tif", np.arange(60, dtype="int16").reshape(6, 10))
    assert len(import_raster(few, tomsk).raster.classes) == 50
    assert import_raster(few, tomsk, holds="values").raster.classes == {}
    assert import_raster(many, tomsk).raster.classes == {}
    with pytest.raises(ValueRangeError, match=r"up to 50 kinds as classes, got 60 of them"):
        import_raster(many, tomsk, holds="classes")
    floats = written(tmp_path / "f.tif", np.ones((2, 2), dtype="float32"))
    with pytest.raises(ValueRangeError, match="got float32 numbers"):
        import_raster(floats, tomsk, holds="classes")


def test_one_value_alone_has_one_colour(tomsk, tmp_path):
    came = import_raster(written(tmp_path / "a.tif", np.full((2, 2), 3.5, dtype="float32")), tomsk)
    assert [one.value for one in stops(came)] == ["3.5"]


def test_scale_and_offset_are_applied_and_no_data_stays_none(tomsk, tmp_path):
    path = written(tmp_path / "a.tif", np.array([[0, 100, 200]], dtype="int16"), nodata=0)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.1,), (5.0,)
    came = import_raster(path, tomsk)
    assert came.known().tolist() == pytest.approx([15, 25])
    assert np.isnan(came.raster.array[0, 0])


def test_a_band_of_several_is_taken(tomsk, tmp_path):
    path = written(tmp_path / "a.tif", np.stack([CODES, CODES + 10]))
    came = import_raster(path, tomsk, band=2)
    assert (came.band, came.bands, list(came.raster.classes)) == (2, 2, [11, 12, 17])
    with pytest.raises(FileError, match=r"a band from 1 to 2 of `a.tif`; 3 came"):
        import_raster(path, tomsk, band=3)


def test_a_grid_in_degrees_is_laid_out_in_metres_each_cell_by_the_nearest(tomsk, tmp_path):
    place = Affine(0.01, 0, 84.9, 0, -0.01, 56.6)
    cells = np.arange(100, dtype="uint16").reshape(10, 10)
    came = import_raster(written(tmp_path / "a.tif", cells, "EPSG:4326", place), tomsk)
    assert came.is_warped
    assert came.raster.crs == tomsk.crs
    degrees = Transformer.from_crs(UTM, 4326, always_xy=True)
    rows, columns = np.indices(came.raster.array.shape)
    x, y = spot(came.raster.transform, columns + 0.5, rows + 0.5)
    column, row = spot(~place, *degrees.transform(x, y))
    inside = (column > 0.02) & (column < 9.98) & (row > 0.02) & (row < 9.98)
    expected = np.floor(row[inside]).astype(int) * 10 + np.floor(column[inside]).astype(int)
    edge = np.minimum(np.abs(column[inside] % 1 - 0.5), np.abs(row[inside] % 1 - 0.5)) < 0.48
    assert inside.sum() > 80
    assert (came.raster.array[inside] == expected)[edge].all()


def test_a_turned_grid_is_laid_out_north_up(tomsk, tmp_path):
    """Turned by 90 degrees, columns run north: what was the last column is the first row."""
    place = Affine(0, 1000, WEST, 1000, 0, NORTH)
    came = import_raster(written(tmp_path / "a.tif", place=place), tomsk)
    assert came.is_warped
    assert came.raster.array.tolist() == CODES.T[::-1].tolist()
    assert came.raster.transform.almost_equals(Affine(1000, 0, WEST, 0, -1000, NORTH + 3000))


def test_a_system_that_is_not_stated_is_guessed_or_named(tomsk, tmp_path):
    came = import_raster(written(tmp_path / "a.tif", crs=None), tomsk)
    assert (came.crs_by, came.crs.to_epsg()) == ("guess", 32645)
    by_hand = import_raster(written(tmp_path / "a.tif", crs=None), tomsk, crs=UTM)
    assert by_hand.crs_by == "hand"
    with pytest.raises(CrsError, match=r"`a.tif`: expected a CRS, the file states none"):
        import_raster(tmp_path / "a.tif", None)


def test_a_raster_elsewhere_is_asked_about(tomsk, tmp_path):
    path = written(tmp_path / "a.tif", crs="EPSG:32637")
    with pytest.raises(CrsError, match=r"in `EPSG:32637`.*would land there in `EPSG:32645`"):
        import_raster(path, tomsk)
    assert import_raster(path, None).raster.crs.to_epsg() == 32637
    nowhere = written(tmp_path / "b.tif", crs=None, place=Affine(1, 0, 5, 0, -1, 4e8))
    with pytest.raises(CrsError, match="no system in use there fits"):
        import_raster(nowhere, tomsk)


def test_what_is_no_raster_is_refused(tomsk, tmp_path):
    other = tmp_path / "a.png"
    other.write_bytes(b"x")
    with pytest.raises(FileError, match=r"Expected a GeoTIFF .*`a.png` came"):
        import_raster(other, tomsk)
    none = tmp_path / "a.tif"
    none.write_bytes(b"II*\0 nothing of the kind")
    with pytest.raises(FileError, match=r"reading `a.tif` failed"):
        import_raster(none, tomsk)
    with pytest.raises(FileError, match="is not there"):
        import_raster(tmp_path / "b.tif", tomsk)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        unplaced = written(tmp_path / "c.tif", place=Affine.identity())
    with pytest.raises(FileError, match="does not say where its cells lie"):
        import_raster(unplaced, tomsk)
    empty = written(tmp_path / "d.tif", np.zeros((2, 2), dtype="uint8"), nodata=0)
    with pytest.raises(FileError, match="every cell is without"):
        import_raster(empty, tomsk)
    strange = written(tmp_path / "e.tif", np.ones((2, 2), dtype="complex64"))
    with pytest.raises(FileError, match="holds complex ones"):
        import_raster(strange, tomsk)


def test_a_description_that_opens_other_files_is_not_followed(tomsk, tmp_path):
    """GDAL would read a VRT under any name, and it may point anywhere on the server."""
    secret = written(tmp_path / "secret.tif")
    vrt = tmp_path / "a.tif"
    vrt.write_text(
        f'<VRTDataset rasterXSize="3" rasterYSize="2"><SRS>{UTM}</SRS>'
        f"<GeoTransform>{WEST}, 1000, 0, {NORTH}, 0, -1000</GeoTransform>"
        f'<VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename>{secret}'
        "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    with pytest.raises(FileError, match=r"reading `a.tif` failed"):
        import_raster(vrt, tomsk)


def bomb(path, side=200_000):
    """Write a TIFF of some kilobytes whose header promises 40,000 million cells in one strip."""
    strip = zlib.compress(b"\0" * 1_000_000)
    tags = [
        (256, 4, side),
        (257, 4, side),
        (258, 3, 8),
        (259, 3, 8),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, side),
        (279, 4, len(strip)),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    directory = struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
    path.write_bytes(b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + directory)
    return path


def test_a_bomb_of_zeros_is_judged_by_its_header(tomsk, tmp_path):
    path = bomb(tmp_path / "bomb.tif")
    assert path.stat().st_size < 5_000
    tracemalloc.start()
    with pytest.raises(FileError, match=r"up to 200 MB unpacked; `bomb.tif` has 200000 rows"):
        import_raster(path, tomsk)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_raster_too_large_is_refused_by_both_doors(tomsk, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_RASTER_BYTES", 5)
    path = written(tmp_path / "a.tif")
    for read in (lambda: import_raster(path, tomsk), lambda: read_raster(path)):
        with pytest.raises(FileError, match="2 rows x 3 columns of uint8"):
            read()


def test_a_raster_is_written_whole_and_read_back(tomsk, tmp_path):
    came = import_raster(written(tmp_path / "a.tif", nodata=7), tomsk)
    (path,) = write_raster(came, tmp_path / "out.tif")
    back, _, _ = read_raster(path)
    assert back.array.tolist() == CODES.tolist()
    assert (back.crs, back.nodata) == (tomsk.crs, 7)
    with pytest.raises(FormatError, match=r"ends in `.tif`; `out.gpkg` came"):
        write_raster(came, tmp_path / "out.gpkg")


def test_an_own_raster_is_a_layer_that_measures_take(tomsk, tmp_path):
    """Six cells of 100 ha in Tomsk district and the city: all of it lies in municipalities."""
    came = import_raster(written(tmp_path / "a.tif"), tomsk)
    layer = own_raster(came, "Покров", {2: " Лес <b> ", 7: " "})
    whole = joined(tomsk, [layer])
    assert layer.record.made_of == "raster"
    assert layer.weight == 6
    assert [one.title("ru") for one in layer.record.style.classes] == [
        "Класс 1",
        "Лес <b>",
        "Класс 7",
    ]
    found = edition_statistic(whole, "landcover", {"cover": layer.record.id})
    totals = found.rows.groupby("class")["area_ha"].sum()
    assert [totals[one] for one in (1, 2, 7)] == pytest.approx([300, 200, 100])
    assert own_raster(came, "Покров").record.id != layer.record.id
    with pytest.raises(UnknownLayerError, match="is a raster"):
        _ = layer.frame


def test_a_raster_of_values_is_dressed_by_a_ramp(tomsk, tmp_path):
    numbers = np.linspace(0, 100, 101, dtype="float32").reshape(1, 101)
    place = Affine(100, 0, WEST, 0, -100, NORTH)
    path = written(tmp_path / "a.tif", numbers, place=place)
    layer = own_raster(import_raster(path, tomsk), "Высоты")
    style = qml(layer.record, "ru")
    assert 'type="singlebandpseudocolor"' in style
    assert 'classificationMin="2"' in style
    assert style.count("<item ") == 5
    assert '<sld:ColorMap type="ramp">' in sld(layer.record, "ru")
    found = edition_statistic(
        joined(tomsk, [layer]), "zonal", {"values": layer.record.id, "places": NOTHING}
    )
    assert found.rows["sum"].sum() == pytest.approx(5050, abs=0.01)
