"""Overpass asked through a loopback server that speaks it: tiles, pauses, retries, heavy tiles."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import osmium
import pytest

from layers import FileError
from layers.building import Request, build_edition
from layers.osm.extract import Box
from layers.osm.overpass import (
    TIMEOUT_S,
    Overpass,
    boundary_query,
    download,
    fetch_boundaries,
    tile_query,
    tiles,
)
from layers.osm.tags import read_tags
from tests.osm_sketch import LAT, LAT_PER_KM, LON, LON_PER_KM, town

BOUNDS = re.compile(r"\[bbox:([\d.]+),([\d.]+),([\d.]+),([\d.]+)\]")
AREA = Box(LON, LAT, LON + 8 * LON_PER_KM, LAT + 4 * LAT_PER_KM)
BUSY = b"<html>too many requests</html>"


def xml(sketch, ways, relations, nodes=()):
    """Write objects and all that they refer to as Overpass does."""
    ways = set(ways) | {way for one in relations for way, _ in sketch.relations[one][0]}
    nodes = set(nodes) | {node for way in ways for node in sketch.ways[way][0]}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="loopback">']

    def tagged(name, attributes, inner, tags):
        lines.append(f"<{name} {attributes}>{inner}")
        for key, value in tags.items():
            text = value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
            lines.append(f'<tag k="{key.replace("__", ":")}" v="{text}"/>')
        lines.append(f"</{name}>")

    for number in sorted(nodes):
        lon, lat, tags = sketch.nodes[number]
        tagged("node", f'id="{number}" lat="{lat:.7f}" lon="{lon:.7f}"', "", tags)
    for number in sorted(ways):
        refs, tags = sketch.ways[number]
        tagged("way", f'id="{number}"', "".join(f'<nd ref="{one}"/>' for one in refs), tags)
    for number in sorted(relations):
        members, tags = sketch.relations[number]
        inner = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        tagged("relation", f'id="{number}"', inner, tags)
    return "\n".join([*lines, "</osm>"]).encode()


class Loopback:
    """An Overpass server of a sketch; `script` holds what it does instead, question by question."""

    def __init__(self, sketch):
        self.sketch, self.script, self.asked, self.agents = sketch, [], [], []
        self.too_heavy_above = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                query = parse_qs(body)["data"][0]
                outer.asked.append(query)
                outer.agents.append(self.headers["User-Agent"])
                act = outer.script.pop(0) if outer.script else None
                status, headers, answer = act or (200, {}, outer.answer(query))
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/interpreter"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, query):
        bounds = BOUNDS.search(query)
        if bounds is None:
            names = re.findall(r'\["name"="([^"]*)"\]', query)
            wanted = [
                number
                for number, (_, tags) in self.sketch.relations.items()
                if tags.get("name") in names
            ]
            return xml(self.sketch, [], wanted)
        south, west, north, east = map(float, bounds.groups())
        if self.too_heavy_above and east - west > self.too_heavy_above:
            return b"<osm><remark> runtime error: Query timed out </remark></osm>"

        def inside(number):
            lon, lat, _ = self.sketch.nodes[number]
            return west <= lon <= east and south <= lat <= north

        ways = {number for number, (refs, _) in self.sketch.ways.items() if any(map(inside, refs))}
        relations = {
            number
            for number, (members, tags) in self.sketch.relations.items()
            if tags["type"] == "multipolygon" and any(way in ways for way, _ in members)
        }
        tagged = {way for way in ways if self.sketch.ways[way][1]}
        nodes = {
            number for number, (_, _, tags) in self.sketch.nodes.items() if tags and inside(number)
        }
        return xml(self.sketch, tagged, relations, nodes)


@pytest.fixture
def loopback():
    one = Loopback(town())
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def polite(loopback):
    """Give a way of asking that writes its waits down instead of waiting."""
    waits = []
    server = Overpass(loopback.url, tile_degrees=0.06, sleep=waits.append)
    return server, waits


def objects(path):
    return sorted((one.type_str(), one.id) for one in osmium.FileProcessor(str(path)))


def test_tiles_are_asked_one_by_one_with_a_pause_and_joined_without_doubles(
    loopback, polite, tmp_path
):
    server, waits = polite
    path = download(server, AREA, read_tags().keys(), tmp_path / "all.osm.pbf", tmp_path)
    found = objects(path)
    assert len(found) == len(set(found))
    asked = len(list(tiles(AREA, 0.06)))
    assert len(loopback.asked) == asked == 3
    assert waits == [server.pause_s] * asked
    assert set(loopback.agents) == {"INO-Tomsk-Atlas/0.1 (edition build)"}
    tagged = {("w", number) for number, (_, tags) in town().ways.items() if tags}
    assert tagged <= set(found)


def test_a_whole_edition_is_built_of_the_server(loopback, polite, tmp_path):
    request = Request(tmp_path / "e", osm="overpass", overpass=loopback.url, area=("Город Ёлкин",))
    made = build_edition(request, server=polite[0])
    assert made.frame("municipalities")["population"].tolist() == [1000]
    assert made.frame("population")["population"].sum() == 1000
    assert "Overpass" in made.record("streets").source("en")
    assert 'rel["boundary"="administrative"]["name"="Город Ёлкин"]' in loopback.asked[0]


def test_tiles_that_came_are_not_asked_for_again(loopback, polite, tmp_path):
    server, _ = polite
    loopback.script = [None, (400, {}, b"<p>a fault</p>")]
    with pytest.raises(FileError, match="400"):
        download(server, AREA, ["highway"], tmp_path / "all.osm.pbf", tmp_path)
    assert not (tmp_path / "all.osm.pbf").exists()
    download(server, AREA, ["highway"], tmp_path / "all.osm.pbf", tmp_path)
    # one tile and the fault at first, the two tiles that were missing then
    assert len(loopback.asked) == 4


def test_a_busy_server_is_asked_again_later_each_time(loopback, polite, tmp_path):
    server, waits = polite
    loopback.script = [(429, {}, BUSY), (504, {}, BUSY), None]
    server.fetch("[out:xml];", tmp_path / "a.osm")
    assert waits == [server.first_wait_s, 2 * server.first_wait_s]


def test_a_server_that_says_when_is_heeded(loopback, polite, tmp_path):
    server, waits = polite
    dated = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    loopback.script = [
        (429, {"Retry-After": "42"}, BUSY),
        (429, dated, BUSY),
        (429, {"Retry-After": "soon"}, BUSY),
        None,
    ]
    server.fetch("[out:xml];", tmp_path / "a.osm")
    assert waits == [42, 84, 168]


def test_a_server_that_stays_busy_is_given_up(loopback, polite, tmp_path):
    server, waits = polite
    loopback.script = [(503, {}, BUSY)] * server.tries
    with pytest.raises(FileError, match=r"`127.0.0.1`; asked 6 times, at last 503"):
        server.fetch("[out:xml];", tmp_path / "a.osm")
    assert len(waits) == server.tries - 1
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_cannot_be_reached_is_told(tmp_path):
    server = Overpass("http://127.0.0.1:9/api", tries=2, sleep=lambda _: None)
    with pytest.raises(FileError, match=r"asked 2 times, at last .*refused"):
        server.fetch("[out:xml];", tmp_path / "a.osm")


def test_an_answer_that_breaks_off_is_asked_for_again(loopback, polite, tmp_path):
    server, waits = polite
    loopback.script = [
        (200, {"Content-Length": "9999", "Connection": "close"}, b"<osm>"),
        (200, {}, b"<osm><node"),
        None,
    ]
    server.fetch(tile_query(AREA, ["highway"]), tmp_path / "a.osm")
    assert len(waits) == 2
    assert (tmp_path / "a.osm").read_bytes().endswith(b"</osm>")


def test_a_tile_too_heavy_is_asked_in_quarters(loopback, polite, tmp_path):
    server, _ = polite
    whole = download(server, AREA, ["highway"], tmp_path / "a.osm.pbf", tmp_path)
    asked = len(loopback.asked)
    loopback.too_heavy_above = 0.035
    (tmp_path / "again").mkdir()
    parts = download(server, AREA, ["highway"], tmp_path / "b.osm.pbf", tmp_path / "again")
    assert objects(parts) == objects(whole)
    assert len(loopback.asked) - asked > asked


def test_a_place_too_heavy_even_in_small_tiles_is_told(loopback, polite, tmp_path):
    loopback.too_heavy_above = 1e-9
    with pytest.raises(FileError, match="even a small tile is too heavy"):
        download(polite[0], AREA, ["highway"], tmp_path / "a.osm.pbf", tmp_path)
    loopback.script = [(200, {}, b"<osm><remark> runtime error </remark></osm>")]
    with pytest.raises(FileError, match="the boundaries were too heavy"):
        fetch_boundaries(polite[0], ["a"], None, tmp_path / "b.osm")


def test_what_is_no_osm_xml_is_told_and_asked_for_anew(loopback, polite, tmp_path):
    loopback.script = [(200, {}, b"no XML at all </osm>")]
    with pytest.raises(FileError, match="Expected OSM XML of the Overpass server"):
        download(polite[0], AREA, ["highway"], tmp_path / "a.osm.pbf", tmp_path)
    download(polite[0], AREA, ["highway"], tmp_path / "a.osm.pbf", tmp_path)
    assert (tmp_path / "a.osm.pbf").is_file()


@pytest.mark.parametrize("url", ["", "overpass.example", "file:///etc/passwd", "ftp://a/b"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(FileError, match="the address of an Overpass interpreter"):
        Overpass(url)


def test_names_cannot_leave_their_quotes():
    query = boundary_query(['a"];out;rel["name"="b', "c\\"], 8)
    assert '["name"="a\\"];out;rel[\\"name\\"=\\"b"]' in query
    assert '["name"="c\\\\"]' in query
    assert '["admin_level"="8"](area.a)' in query
    assert f"[timeout:{TIMEOUT_S}]" in query
