"""The addresses that feed the map: what they answer, how it is cached, what they refuse."""

from __future__ import annotations

import json
import math
import threading

import mapbox_vector_tile
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import AtlasError
from layers import EditionError, wording
from tests.small_edition import HOSTILE
from ui import derived, features, routes, sheets, sources
from ui.bounded import Bounded
from ui.edition import edition_argument
from ui.tiles import TILE_LAYER, TileSet

FOREVER = "public, max-age=31536000, immutable"
BROWSER = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def client(small_edition, monkeypatch):
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    with TestClient(Starlette(routes=routes.ROUTES), headers=BROWSER) as client:
        yield client


@pytest.fixture
def many(monkeypatch):
    """Let every layer be too large for GeoJSON."""
    monkeypatch.setattr(sources, "MAX_FEATURES", 1)
    monkeypatch.setattr(sources, "_SOURCES", Bounded(limit=8))


def tile_at(zoom, lon=84.957, lat=56.45):
    """Give the address of the tile over a place, here the middle of the small edition."""
    north = math.asinh(math.tan(math.radians(lat))) / math.pi
    return {
        "z": zoom,
        "x": int((lon + 180) / 360 * 2**zoom),
        "y": int((1 - north) / 2 * 2**zoom),
    }


def parks_of(client, edition):
    return client.get(routes.layer_source(edition, "parks")["data"])


def test_a_small_layer_is_geojson_with_what_the_map_needs(client, small_edition):
    answer = parks_of(client, small_edition)
    assert answer.headers["content-type"] == "application/geo+json"
    found = {one["properties"]["id"]: one for one in answer.json()["features"]}
    assert set(found) == {f"park_{k}" for k in range(1, 7)}, "park_7 has no place"
    assert found["park_1"]["properties"] == {
        "id": "park_1",
        "name_en": "Northern",
        "name_ru": "Северный",
        "precision": "exact",
        "status": "existing",
        "park_type": "industrial",
        "area_ha": 25,
        "outline": "model",
    }
    assert found["park_2"]["properties"]["name_en"] == HOSTILE
    assert "area_ha" not in found["park_6"]["properties"]


def test_coordinates_have_six_decimals_and_neighbours_the_same(client, small_edition):
    source = routes.layer_source(small_edition, "municipalities")
    assert source["tolerance"] == 0
    west, east = (
        one["geometry"]["coordinates"][0] for one in client.get(source["data"]).json()["features"]
    )
    for lon, lat in west + east:
        assert round(lon, 6) == lon
        assert round(lat, 6) == lat
    assert len({tuple(one) for one in west} & {tuple(one) for one in east}) == 2


def test_answers_are_gzipped_once_and_cached_for_ever(client, small_edition):
    answer = parks_of(client, small_edition)
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = client.get(answer.url.path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    for known in (answer.headers["etag"], f"W/{answer.headers['etag']}"):
        again = client.get(answer.url.path, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
    other = client.get(answer.url.path, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/data/parks.000000000000.geojson",
        "/data/nothing.000000000000.geojson",
        "/data/parks",
        "/tiles/parks.000000000000/10/1/1.mvt",
        "/tiles/parks.000000000000/ten/1/1.mvt",
        "/derived/reach/parks.000000000000/all/500.geojson",
        "/derived/served/parks.population.000000000000/all/500/10/1/1.mvt",
        "/derived/",
        "/sheet/0000000000000000.json",
        "/lib/000000000000/maplibre-gl/maplibre-gl.mjs",
        "/lib/",
        "/ui/000000000000/map.js",
    ],
)
def test_a_stale_or_mistyped_address_is_a_plain_404(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


def test_points_and_edges(client, small_edition):
    points = client.get(routes.points_source(small_edition, "parks")["data"]).json()["features"]
    parks = {
        one["properties"]["id"]: shapely.geometry.shape(one["geometry"])
        for one in parks_of(client, small_edition).json()["features"]
    }
    assert len(points) == len(parks)
    for one in points:
        assert parks[one["properties"]["id"]].contains(shapely.geometry.shape(one["geometry"]))
    edges = features.form_of(small_edition, "municipalities", "edges")
    assert edges.length.sum() == pytest.approx(28_000), "two squares of 4 km, one side shared"
    answer = client.get(routes.edges_source(small_edition, "municipalities")["data"])
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"`form` must be one of .* `shadow` came"):
        features.form_of(small_edition, "parks", "shadow")


def test_every_drawn_layer_has_the_sources_that_its_style_asks_for(small_edition):
    assert set(routes.sources(small_edition, "parks")) == {"parks", "parks-points"}
    assert set(routes.sources(small_edition, "streets")) == {"streets"}


@pytest.mark.usefixtures("many")
def test_a_large_layer_is_vector_tiles(client, small_edition):
    source = routes.layer_source(small_edition, "parks")
    assert source["type"] == "vector"
    west, south, east, north = source["bounds"]
    assert 84.90 < west < east < 85.01
    assert 56.42 < south < north < 56.48
    address = source["tiles"][0].format(**tile_at(10))
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["cache-control"] == FOREVER
    drawn = mapbox_vector_tile.decode(answer.content)[TILE_LAYER]["features"]
    assert {one["properties"]["id"] for one in drawn} == {f"park_{k}" for k in range(1, 7)}
    empty = client.get(source["tiles"][0].format(z=10, x=1, y=1))
    assert (empty.status_code, empty.content) == (200, b"")
    for outside in ({"z": 15, "x": 1, "y": 1}, {"z": 2, "x": 4, "y": 0}):
        assert client.get(source["tiles"][0].format(**outside)).status_code == 404


def test_reach_is_the_square_grown_by_the_radius(client, small_edition):
    source = routes.reach_source(small_edition, "parks", "park_1", [2000, 1000])
    rings = client.get(source["data"]).json()["features"]
    assert [one["properties"]["radius_m"] for one in rings] == [2000, 1000]
    for one in rings:
        radius = one["properties"]["radius_m"]
        area_m2 = 500**2 + 4 * 500 * radius + math.pi * radius**2
        # The engine's service areas round corners by chords: at most 0.16 % short on that part.
        assert one["properties"]["area_ha"] == pytest.approx(area_m2 / 10_000, rel=1.6e-3)


@pytest.mark.parametrize(("chosen", "count"), [("park_1", 1), ("industrial", 2), ("all", 6)])
def test_what_reaches_out_is_a_feature_a_class_or_all(small_edition, chosen, count):
    assert len(derived.chosen_features(small_edition, "parks", chosen)) == count


@pytest.mark.parametrize("chosen", ["park_7", "nobody", "", "x" * 500])
def test_what_has_no_place_reaches_nowhere(client, small_edition, chosen):
    with pytest.raises(AtlasError, match=r"must have the feature or class asked for.*Ask for an"):
        routes.reach_source(small_edition, "parks", chosen, [500])
    made = routes.reach_source(small_edition, "parks", "all", [500])["data"]
    answer = client.get(made.replace("/all/", f"/{chosen}/"))
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "radii",
    ["0", "-5", "60000", "1000,500", "500,500", "abc", "٥٠٠", "1,2,3,4,5,6,7,8,9", "5" * 99],
)
def test_radii_out_of_range_are_refused(client, small_edition, radii):
    with pytest.raises(AtlasError, match="The radii must"):
        derived.parse_radii(radii)
    made = routes.reach_source(small_edition, "parks", "all", [500])["data"]
    assert client.get(made.replace("/500.", f"/{radii}.")).status_code == 404


def test_served_cells_carry_the_smallest_radius_that_reaches_them(client, small_edition):
    cells = derived.served_cells(small_edition, "parks", "park_1", [500, 2000])
    by_id = cells.set_index("id")
    # Centres of the cells, from the square round (1, 1) km with half a side of 0.25 km.
    assert by_id["distance_m"].to_dict() == {
        "cell_1": 0,
        "cell_2": round(math.hypot(1000, 1000)),
        "cell_3": 3500,
        "cell_4": round(math.hypot(4000, 1000)),
        "cell_5": round(math.hypot(4500, 2000)),
    }
    assert by_id["served_radius"].dropna().to_dict() == {"cell_1": 500, "cell_2": 2000}
    source = routes.served_source(small_edition, "parks", "park_1", [2000, 500])
    assert "/park_1/500,2000/" in source["tiles"][0]
    answer = client.get(source["tiles"][0].format(**tile_at(9)))
    drawn = mapbox_vector_tile.decode(answer.content)[TILE_LAYER]["features"]
    assert {one["properties"]["id"]: one["properties"].get("served_radius") for one in drawn} == {
        "cell_1": 500,
        "cell_2": 2000,
        "cell_3": None,
        "cell_4": None,
        "cell_5": None,
    }


def test_an_edition_that_cannot_be_opened_answers_503_with_its_message(
    client, small_edition, tmp_path, monkeypatch
):
    address = routes.layer_source(small_edition, "parks")["data"]
    monkeypatch.setenv("ATLAS_EDITION", str(tmp_path / "gone"))
    answer = client.get(address)
    assert answer.status_code == 503
    assert "gone" in answer.text
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    assert client.get(address).status_code == 200


def test_the_edition_is_named_after_the_program():
    assert edition_argument(["--edition", "a b"]).as_posix() == "a b"
    assert edition_argument(["x", "--edition=data/omsk"]).as_posix() == "data/omsk"
    assert edition_argument(["-q", "tests"]) is None
    with pytest.raises(EditionError, match="`--edition` expects a folder; nothing came"):
        edition_argument(["--edition"])


def test_a_sheet_is_fetched_by_its_hash(client):
    sheet = {"layers": [{"id": "парки"}]}
    name = sheets.deposit(sheet)
    assert sheets.deposit(sheet) == name
    answer = client.get(f"{routes.SHEETS}{name}.json")
    assert answer.json() == sheet
    assert answer.headers["content-type"] == "application/json"
    with pytest.raises(ValueError, match="not JSON compliant"):
        sheets.deposit({"zoom": math.nan})


def test_modules_are_served_gzipped_and_nothing_else_of_the_room(client):
    answer = client.get(f"{routes.UI}map.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == FOREVER
    assert "export function render" in answer.text
    for hidden in ("style.py", "__init__.py", "../routes.py", "%2e%2e/routes.py"):
        assert client.get(f"{routes.UI}{hidden}").status_code == 404


def test_without_node_modules_there_is_a_message_and_no_error(tmp_path, monkeypatch):
    empty = routes._Library(tmp_path / "node_modules" / "maplibre-gl" / "dist")
    with TestClient(Starlette(routes=[routes.Mount("/lib", empty)])) as bare:
        assert bare.get("/lib/maplibre-gl.mjs").status_code == 404
    monkeypatch.setattr(sources, "PACKAGES", tmp_path)
    message = routes.missing_javascript()
    assert "make setup" in message
    assert wording.translator("ru")(message) != message


def test_the_bound_of_the_store_is_kept():
    store = Bounded(limit=10, weigh=len)
    assert store.get("a", lambda: "12345") == "12345"
    store.get("b", lambda: "12345")
    store.get("a", lambda: pytest.fail("held already"))
    store.get("c", lambda: "1")
    assert "a" in store
    assert "b" not in store, "used longest ago"
    assert store.get("huge", lambda: "x" * 11) == "x" * 11
    assert "huge" not in store
    with pytest.raises(ZeroDivisionError):
        store.get("d", lambda: 1 / 0)
    assert store.get("d", lambda: "again") == "again"


def test_what_two_threads_ask_for_is_made_once():
    store = Bounded(limit=10)
    made, gate = [], threading.Barrier(4)

    def make():
        made.append(1)
        return "value"

    def ask():
        gate.wait()
        store.get("key", make)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_geojson_is_what_json_says_it_is(small_edition):
    frame = features.form_of(small_edition, "settlements")
    text = features.as_geojson(frame)
    assert b": " not in text
    town, village = json.loads(text)["features"]
    assert town["properties"]["population"] == 1500
    assert "population" not in village["properties"]


@pytest.mark.usefixtures("many")
def test_tile_answers_are_the_tile_set_s_own(client, small_edition):
    source = routes.layer_source(small_edition, "municipalities")
    answer = client.get(source["tiles"][0].format(**tile_at(10)))
    assert answer.headers["content-encoding"] == "gzip"
    own = TileSet(features.form_of(small_edition, "municipalities")).tile(*tile_at(10).values())
    assert answer.content == own
