"""Layers that measures computed: their addresses, what these answer, and what they refuse."""

from __future__ import annotations

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import parse_crs, reproject
from tests.ui.test_routes import BROWSER, FOREVER, tile_at
from ui import computed, routes
from ui.tiles import TILE_LAYER

PLACE = shapely.box(373_500, 6_258_500, 374_500, 6_259_500)


@pytest.fixture
def client(small_edition, monkeypatch):
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setenv("ATLAS_EDITION", str(small_edition.root))
    with TestClient(Starlette(routes=routes.ROUTES), headers=BROWSER) as client:
        yield client


def layer(value=3, text="A: 1"):
    return gpd.GeoDataFrame(
        {"id": ["0"], "value": [value], "name_en": [text]}, geometry=[PLACE], crs="EPSG:32645"
    )


def test_a_small_layer_is_geojson_with_its_class_and_its_words(client):
    name, source = computed.deposit("small", layer)
    assert source["data"] == f"/{name.replace('-', '/')}.geojson"
    answer = client.get(source["data"])
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["cache-control"] == FOREVER
    (feature,) = answer.json()["features"]
    assert feature["properties"] == {"id": "0", "value": 3, "name_en": "A: 1"}
    again = client.get(source["data"], headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_large_layer_is_tiles_within_its_bounds(client, monkeypatch):
    monkeypatch.setattr(computed, "_MAX_FEATURES", 0)
    _name, source = computed.deposit("large", lambda: layer(value=4))
    assert source["type"] == "vector"
    west, south, east, north = source["bounds"]
    middle = tile_at(12, (west + east) / 2, (south + north) / 2)
    answer = client.get(source["tiles"][0].format(**middle))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    (feature,) = mapbox_vector_tile.decode(answer.content)[TILE_LAYER]["features"]
    assert feature["properties"]["value"] == 4
    digest = source["tiles"][0].split("/")[2]
    assert client.get(f"/computed/{digest}.geojson").status_code == 404


def test_a_box_in_degrees_is_that_of_all_vertices():
    spread = layer().iloc[[0] * 40].reset_index(drop=True)
    shifts = np.random.default_rng(2).uniform(0, 60_000, (40, 2))
    spread = spread.set_geometry(
        [shapely.transform(PLACE, lambda xy, by=by: xy + by) for by in shifts], crs=spread.crs
    )
    every = reproject(spread, parse_crs("EPSG:4326")).total_bounds
    assert computed.degrees_box(spread) == pytest.approx(every, abs=1e-7)


@pytest.mark.parametrize(
    "address",
    ["/computed/0000000000000000.geojson", "/computed/0000000000000000/10/1/1.mvt", "/computed/"],
)
def test_what_nobody_computed_is_a_plain_404(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_layer_is_named_by_its_content():
    first, _ = computed.deposit("one", lambda: layer(value=5))
    assert computed.deposit("other", lambda: layer(value=5))[0] == first
    assert computed.deposit("third", lambda: layer(value=6))[0] != first
    assert computed.deposit("fourth", lambda: layer(5, "B: 1"))[0] != first


def test_a_layer_is_made_once_for_its_key():
    made = []

    def make():
        made.append(1)
        return layer(value=7)

    assert computed.deposit("same", make) == computed.deposit("same", make)
    assert made == [1]
