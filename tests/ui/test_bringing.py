"""Files brought in on the Data page, run through the router: seen, taken, measured, let go."""

from __future__ import annotations

import math
import warnings
import zipfile

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import parse_crs
from layers import open_edition
from layers.edition import Raster
from layers.styles import Style, StyleClass
from layers.vocabulary import Words
from tests.layers.test_importing import parks, written
from tests.osm_sketch import town
from tests.ui.reading import bodies, opened, well
from ui import keys, own, pictures, routes, sources

FORMATS = {
    "gpkg": ("a.gpkg",),
    "geojson": ("a.geojson",),
    "zipped shapefile": ("a.zip",),
    "shapefile in its parts": ("a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"),
    "kml": ("a.kml",),
    "kmz": ("a.kmz",),
    "csv": ("a.csv",),
    "xlsx": ("a.xlsx",),
    "parquet": ("a.parquet",),
    "fgb": ("a.fgb",),
    "tab": ("a.tab", "a.dat", "a.map", "a.id"),
    "dxf": ("a.dxf",),
    "tif": ("plan.tif",),
    "osm.pbf": ("town.osm.pbf",),
}
"""What is dropped on the page for each format of the issue."""


def handed_over(folder, names):
    """Write the files of a format with parks in the small edition; give their paths."""
    main = names[0]
    if main == "plan.tif":
        raster(folder)
    elif main == "town.osm.pbf":
        town().write(folder / main)
    elif main in {"a.csv", "a.xlsx"}:
        frame = parks("EPSG:4326")
        spots = frame.geometry.representative_point()
        table = frame.drop(columns="geometry").assign(lon=spots.x, lat=spots.y)
        table.to_csv(folder / main) if main == "a.csv" else table.to_excel(folder / main)
    elif main == "a.parquet":
        parks().to_parquet(folder / main)
    elif main in {"a.zip", "a.kmz"}:
        inner = written(folder, "a.shp" if main == "a.zip" else "a.kml").stem
        with zipfile.ZipFile(folder / main, "w") as archive:
            for one in sorted(folder.glob(f"{inner}.*")):
                if one.suffix not in {".zip", ".kmz"}:
                    archive.write(one, one.name)
    else:
        written(folder, main)
    return [folder / one for one in names]


@pytest.mark.parametrize("names", FORMATS.values(), ids=FORMATS)
def test_every_format_is_dropped_seen_and_taken(tmp_path, names):
    app = taken(put(*handed_over(tmp_path, names)))
    assert app.query_params[keys.LAYER] == own_id(app)
    assert "Свои слои" in bodies(app)


def test_a_file_of_several_layers_lets_one_be_chosen(tmp_path):
    app = put(town().write(tmp_path / "town.osm.pbf"))
    box = next(one for one in app.selectbox if one.label == "Слой файла")
    assert box.value == "points"
    app = well(box.set_value("lines").run())
    assert "линии" in bodies(app)
    app = taken(app)
    assert "проспект Щорса" in app.dataframe[0].value.to_string()


def raster(folder, name="plan.tif"):
    path = folder / name
    cells = np.array([[1, 2], [2, 3]], dtype="uint8")
    place = Affine(2000, 0, 371_000, 0, -2000, 6_257_000)
    size = {"height": 2, "width": 2, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:32645", transform=place, **size) as one:
        one.write(cells, 1)
    return path


def put(*paths, lang="ru"):
    """Hand files over on the page."""
    app = opened("data", lang, layer="+")
    files = [(one.name, one.read_bytes(), "application/octet-stream") for one in paths]
    app.file_uploader(key="bring-files").set_value(files)
    return well(app.run())


def taken(app):
    """Put what was handed over on the map; give the page of the layer."""
    return well(app.button(key="bring-take").click().run())


def own_id(app):
    return next(iter(app.session_state[keys.OWN]))


def test_a_raster_is_taken_with_the_names_of_its_classes_and_measured(tmp_path):
    app = put(raster(tmp_path))
    assert "классов: 3" in bodies(app)
    assert "без пересчёта" in bodies(app)
    app = taken(app)
    assert app.query_params[keys.LAYER] == own_id(app)
    assert "Класс 2" in bodies(app)
    app = well(app.switch_page("views/map.py").run())
    assert app.checkbox(key=keys.visible(own_id(app))).value
    app.query_params["measure"] = "landcover"
    app.query_params["landcover.cover"] = own_id(app)
    app = well(app.switch_page("views/statistics.py").run())
    assert "Класс 3" in app.dataframe[0].value.to_string()


def test_what_the_raster_holds_can_be_said_by_hand(tmp_path):
    app = put(raster(tmp_path))
    app = well(app.selectbox(key="bring-holds").set_value("values").run())
    assert "значения от 1 до 3" in bodies(app)
    app = taken(app)
    assert "Медиана" in bodies(app)


def word(app, label):
    return next(one for one in app.selectbox if one.label.replace("\\", "") == label)


def test_words_of_the_values_are_chosen_kept_and_used_again(tmp_path):
    """«Ратуша» means nothing to the atlas until a person says what; the guess of others stays."""
    app = put(written(tmp_path, "a.gpkg"))
    assert "Что означают значения столбца «Тип»: тип парка" in bodies(app)
    assert word(app, "Спортивный (1)").value == "sport"
    box = word(app, "ratusha (1)")
    assert box.value == ""
    app = well(box.set_value("historical_cultural").run())
    kept = app.session_state[keys.MAPPING][1]
    assert kept.values["park_type"] == {
        "Спортивный": "sport",
        "Промышленный": "industrial",
        "ratusha": "historical_cultural",
    }
    table = taken(app).dataframe[0].value
    assert "historical_cultural" in table.to_string() or "Историко" in table.to_string()

    again = put(written(tmp_path, "b.gpkg"))
    assert word(again, "ratusha (1)").value == ""
    file = ("mapping.json", kept.as_json().encode(), "application/json")
    again = well(again.file_uploader(key="bring-mapping-file").set_value(file).run())
    assert word(again, "ratusha (1)").value == "historical_cultural"


def test_a_mapping_belongs_to_its_file(tmp_path):
    """Another file with other columns is guessed anew, not refused for lack of the first's."""
    app = put(written(tmp_path, "a.gpkg"))
    app = well(word(app, "ratusha (1)").set_value("medical").run())
    other = written(tmp_path, "b.shp")
    files = [
        (one.name, one.read_bytes(), "application/octet-stream")
        for one in sorted(tmp_path.glob("b.*"))
    ]
    app = well(app.file_uploader(key="bring-files").set_value(files).run())
    assert other.stem == "b"
    assert word(app, "Тип парка").value == "TYPE"


def test_a_raster_that_is_none_is_refused(tmp_path):
    path = tmp_path / "plan.tif"
    path.write_bytes(b"nothing of the kind")
    app = put(path)
    assert "plan.tif" in bodies(app)
    assert not [one for one in app.button if one.key == "bring-take"]


def test_a_layer_that_made_room_for_a_newer_one_is_named_until_it_is_read(tmp_path, monkeypatch):
    app = taken(put(written(tmp_path, "a.gpkg")))
    first = own_id(app)
    monkeypatch.setattr(own._LAYERS, "_limit", 1)
    own._LAYERS._keep("other", own._LAYERS.find(first))
    own._LAYERS._values.pop(first, None)
    app = well(app.run())
    assert app.warning[0].value.startswith("Больше не хранятся: a. Сервер держит")
    assert app.session_state[keys.OWN] == {}
    app = well(app.button(key="gone-read").click().run())
    assert not app.warning


def test_a_layer_heavier_than_all_room_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(own, "_MOST_BYTES", 100)
    app = taken(put(written(tmp_path, "a.gpkg")))
    assert "Ожидался слой до 0 МБ в памяти; `a.gpkg` занимает 0" in bodies(app)
    assert keys.OWN not in app.session_state


def test_a_tile_has_the_colour_of_the_cell_and_nothing_beyond():
    """A raster of one cell of each class: its picture has their colours, the world around none."""
    place = Affine(2000, 0, 371_000, 0, -2000, 6_257_000)
    look = {1: "#FF0000", 2: "#00FF00"}
    classes = {code: StyleClass(code, Words(), fill=fill, code=code) for code, fill in look.items()}
    cells = np.array([[1, 2], [1, 9]], dtype="uint8")
    one = Raster(cells, place, parse_crs("EPSG:32645"), None, classes)
    style = Style(column="value", classes=tuple(classes.values()))
    assert pictures.last_zoom(one) == 6
    seen = colours_of(pictures.tile(one, style, *middle_of(one, 11)))
    assert seen == {(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 0, 0)}
    assert colours_of(pictures.tile(one, style, 11, 0, 0)) == {(0, 0, 0, 0)}
    with pytest.raises(ValueError, match="a tile of the world, got 1/2/0"):
        pictures.tile(one, style, 1, 2, 0)


def test_values_lie_between_the_colours_of_their_stops():
    place = Affine(20_000, 0, 300_000, 0, -20_000, 6_300_000)
    stops = (StyleClass("0", Words(), fill="#000000"), StyleClass("100", Words(), fill="#C8C8C8"))
    one = Raster(
        np.array([[50.0, np.nan]], dtype="float32"), place, parse_crs("EPSG:32645"), np.nan, {}
    )
    seen = colours_of(pictures.tile(one, Style("value", stops), *middle_of(one, 8)))
    assert seen == {(100, 100, 100, 255), (0, 0, 0, 0)}


def middle_of(one, zoom):
    """Give the address of the tile in which the middle of a raster lies."""
    west, south, east, north = pictures.bounds(one)
    x = int(((west + east) / 2 + 180) / 360 * 2**zoom)
    middle = math.asinh(math.tan(math.radians((south + north) / 2))) / math.pi
    return zoom, x, int((1 - middle) / 2 * 2**zoom)


def colours_of(picture):
    with warnings.catch_warnings(), rasterio.MemoryFile(picture) as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with memory.open() as one:
            return {tuple(map(int, each)) for each in one.read().reshape(4, -1).T}


def test_pictures_are_served_by_the_state_of_their_raster(monkeypatch):
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.delenv("ATLAS_EDITION", raising=False)
    source = sources.raster_source(open_edition(), "landcover")
    address = source["tiles"][0].format(z=8, x=188, y=79)
    with TestClient(Starlette(routes=routes.ROUTES)) as client:
        answer = client.get(address)
        assert answer.headers["content-type"] == "image/png"
        assert len(colours_of(answer.content)) > 5
        for other in (
            address.replace("landcover.", "landcover.0"),
            address.replace("landcover", "parks"),
            address.replace("/79", "/999"),
        ):
            assert client.get(other).status_code == 404
