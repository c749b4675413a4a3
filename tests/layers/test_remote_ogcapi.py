"""OGC API Features read by address: MapServer on loopback, and servers that misbehave."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from layers import SourceError
from layers.importing import import_file
from layers.remote import Limits, offers, read_address
from tests import served_layers as served
from tests.servers import answering, reply

pytestmark = pytest.mark.xdist_group("servers")

GEOJSON_M = 0.2
"""MapServer writes degrees with six decimals: 0.1 m of latitude."""


def refusal(address: str, **limits: float) -> str:
    with pytest.raises(SourceError) as caught:
        read_address(address, None, Limits(**limits))
    return str(caught.value)


def feature(number: int) -> dict:
    place = {"type": "Point", "coordinates": [84.9 + number / 1000, 56.45]}
    return {"type": "Feature", "properties": {"n": number}, "geometry": place}


def pages(features, following=None, **more):
    """Serve one collection whose pages a function makes; `following` gives the next link."""

    def answer(asked):
        parts = urlsplit(asked.path)
        if not parts.path.endswith("/items"):
            body = {"collections": [{"id": "parks", "title": "Парки"}]}
        else:
            start = int(parse_qs(parts.query).get("offset", ["0"])[0])
            links = [{"rel": "next", "href": following(start)}] if following else []
            body = {"type": "FeatureCollection", "features": features(start), "links": links}
        reply(asked, json.dumps(body | more).encode(), "application/json")

    return answering(answer)


def test_collections_are_listed(mapserver):
    listed = offers(f"{mapserver}/ogc/ogcapi")
    assert [one[:2] for one in listed] == [
        ("parks", "Парки <i>и скверы</i>"),
        ("native", "Парки из файла"),
    ]


@pytest.mark.parametrize(
    "address",
    ["ogcapi#parks", "ogcapi/collections#parks", "ogcapi/collections/parks"],
)
def test_a_collection_comes_in_where_it_lies(mapserver, small_edition, address):
    came = import_file(f"{mapserver}/ogc/{address}", small_edition)
    assert served.distance_m(came.frame) < GEOJSON_M
    ordered = came.frame.sort_values("code")
    assert ordered["наименование"].tolist() == served.NAMES
    assert ordered["code"].tolist() == served.CODES
    assert (came.crs_by, came.report.empty) == ("file", True)
    assert came.label == f"{mapserver}/ogc/{address.partition('#')[0]}#parks"


def test_pages_are_followed(mapserver):
    read = read_address(f"{mapserver}/ogc/ogcapi#native", None, Limits(page=10))
    assert sorted(read.frame["code"]) == served.CODES


def test_the_server_cuts_to_the_box(mapserver):
    box = (84.89, 56.43, 84.9069, 56.45)
    assert 2 <= len(read_address(f"{mapserver}/ogc/ogcapi#native", box).frame) <= 4


def test_a_server_that_repeats_its_first_page_is_refused(mapserver):
    """MapServer 8.0 passes over the offset on files that GDAL opens."""
    said = refusal(f"{mapserver}/ogc/ogcapi#parks", page=10)
    assert "each of its pages is the same: it does not page" in said
    assert "its WFS" in said


def test_a_collection_must_be_named_and_be_there(mapserver):
    assert "it offers 2: `parks`, `native`" in refusal(f"{mapserver}/ogc/ogcapi")
    assert "`lakes` came" in refusal(f"{mapserver}/ogc/ogcapi#lakes")


def test_a_title_does_not_change_what_is_asked():
    asked_for = []

    def answer(asked):
        asked_for.append(asked.path)
        body = {"collections": [{"id": "пар/ки?x"}], "links": []}
        if "items" in asked.path:
            body = {"type": "FeatureCollection", "features": [feature(1)]}
        reply(asked, json.dumps(body).encode(), "application/json")

    with answering(answer) as address:
        assert len(read_address(f"{address}/api/collections").frame) == 1
    assert asked_for[-1].startswith("/api/collections/%D0%BF%D0%B0%D1%80/%D0%BA%D0%B8%3Fx/items?")


def test_pages_in_a_circle_are_refused():
    circle = pages(lambda start: [feature(start)], lambda start: f"?offset={1 - start}")
    with circle as address:
        assert "lead in a circle" in refusal(address)


def test_endless_pages_end_at_the_limit():
    with pages(lambda start: [feature(start)], lambda start: f"?offset={start + 1}") as address:
        assert "holds more than 20 features" in refusal(address, features=20)


def test_a_last_page_that_is_empty_ends_the_reading():
    some = pages(
        lambda start: [feature(start)] if start < 3 else [], lambda start: f"?offset={start + 1}"
    )
    with some as address:
        assert read_address(address).frame["n"].tolist() == [0, 1, 2]


def test_a_page_on_another_host_is_not_asked():
    away = pages(lambda start: [feature(start)], lambda _start: "http://localhost/items")
    with away as address:
        assert "it leads on to `http://localhost`" in refusal(address)


def test_a_column_that_is_empty_on_one_page_keeps_its_type():
    def features(start):
        one = feature(start)
        one["properties"] |= {"floors": None if start == 0 else 5}
        return [one]

    few = pages(
        lambda start: features(start) if start < 2 else [], lambda start: f"?offset={start + 1}"
    )
    with few as address:
        frame = read_address(address).frame
    assert frame["floors"].iloc[1] == 5
    assert frame["floors"].dtype == float


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"type": "FeatureCollection"}, "it answered with `application/json` of another kind"),
        ({"description": "слой закрыт"}, "it refuses: слой закрыт"),
        ({"type": "FeatureCollection", "features": ["x"]}, "its GeoJSON cannot be read"),
        ({"type": "FeatureCollection", "features": []}, "none came"),
    ],
)
def test_other_things_than_features_are_said(body, words):
    def answer(asked):
        listed = {"collections": [{"id": "parks"}]}
        came = body if "items" in asked.path else listed
        reply(asked, json.dumps(came).encode(), "application/json")

    with answering(answer) as address:
        assert words in refusal(address)


def test_features_of_another_driver_open_no_file(tmp_path):
    """What GDAL could take for another format, one that opens files, is read as GeoJSON."""
    bait = tmp_path / "bait.geojson"
    bait.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(9)]}))
    more = {"stac_version": "1.0.0", "assets": {"a": {"href": str(bait)}}}
    with pages(lambda start: [feature(start)], **more) as address:
        assert read_address(address).frame["n"].tolist() == [0]
