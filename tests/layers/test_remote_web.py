"""What is asked of a web server, and how one that misbehaves is met: servers of our own."""

from __future__ import annotations

import gzip
import ipaddress
import json
import time

import pytest

from geo import ValueRangeError
from layers import SourceError
from layers.reading import read_any
from layers.remote import Limits, connection, is_address, offers, parse_address, read_address
from layers.remote.limits import usual_limits
from tests.servers import SECRET, SECRET_IN_URL, answering, free_port, reply

PAGE = b"<!DOCTYPE html><html><body>Welcome to our geoportal</body></html>"
REPORT = (
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0"><ows:Exception'
    ' exceptionCode="InvalidParameterValue"><ows:ExceptionText>Слой закрыт, ключ %s</ows:Exception'
    "Text></ows:Exception></ows:ExceptionReport>"
)


def refusal(address: str, **limits: float) -> str:
    with pytest.raises(SourceError) as caught:
        offers(address, Limits(**limits))
    said = str(caught.value)
    assert SECRET not in said
    assert SECRET_IN_URL not in said
    return said


def served(body: bytes, kind: str, status: int = 200):
    return answering(lambda asked: reply(asked, body, kind, status))


def dripping(asked):
    """Answer byte by byte, for longer than any test waits."""
    asked.send_response(200)
    asked.end_headers()
    for _ in range(100):
        asked.wfile.write(b" ")
        asked.wfile.flush()
        time.sleep(0.05)


def locked(address: str) -> str:
    return address.replace("http://", f"http://atlas:{SECRET_IN_URL}@")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/parks.gpkg",
        "gopher://127.0.0.1:70/_x",
        "data://text/html",
        "jar:http://example.org/a.zip!/b",
    ],
)
def test_other_schemes_are_refused(address):
    with pytest.raises(SourceError, match=r"begins with `https://`, `http://` or `postgresql://`"):
        parse_address(address)


def test_a_scheme_that_is_no_source_is_not_read_as_a_file_either():
    assert is_address("file:///etc/passwd")
    with pytest.raises(SourceError, match="one that begins with `file` came"):
        read_any("file:///etc/passwd")


@pytest.mark.parametrize(
    "address",
    ["http://", "http:///path", "http://h:99999/", "http://h:x/", "http://a b/", "https://[::1/"],
)
def test_an_address_without_a_host_is_refused(address):
    with pytest.raises(SourceError, match="whose host or port cannot be read"):
        parse_address(address)


def test_a_database_must_be_named():
    with pytest.raises(SourceError, match="an address without the database") as caught:
        parse_address(f"postgresql://atlas:{SECRET_IN_URL}@host/")
    assert SECRET_IN_URL not in str(caught.value)


def test_what_may_be_shown_holds_neither_password_nor_key():
    address = parse_address(f"https://me:{SECRET_IN_URL}@хост.рф:8443/wfs?key=abcdef#парки")
    assert address.label == "https://xn--n1agdj.xn--p1ai:8443/wfs#парки"
    assert (address.user, address.password, address.query) == ("me", SECRET, "key=abcdef")
    assert SECRET not in repr(address)
    assert "abcdef" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://a%40b:{SECRET_IN_URL}@[::1]:5433/gis?sslmode=require#%D0%B0.b%23c",
        "https://example.org/wfs?map=/a%20b.map&key=a%26b#ns:parks",
        "http://only-a-name@host/",
    ],
)
def test_an_address_written_out_whole_reads_as_the_same(text):
    address = parse_address(text)
    assert parse_address(address.text) == address


def test_a_page_for_people_is_said():
    with served(PAGE, "text/html") as address:
        said = refusal(address)
    assert "it answered with a page of HTML" in said
    assert "may be that of a page for people" in said


@pytest.mark.parametrize("status", [200, 400])
def test_a_report_is_told_without_the_key(status):
    with served((REPORT % "abcdef123").encode(), "text/xml", status) as address:
        said = refusal(f"{address}/wfs?key=abcdef123")
    assert "Слой закрыт, ключ ***" in said
    assert "abcdef" not in said


def test_a_report_in_json_is_told():
    body = json.dumps({"code": "NotFound", "description": "нет такого"}).encode()
    with served(body, "application/json", 404) as address:
        said = refusal(address)
    assert "404 Not Found: нет такого" in said


def test_entities_are_not_expanded():
    laugh = b'<!DOCTYPE a [<!ENTITY x "ha">]><WFS_Capabilities>&x;</WFS_Capabilities>'
    with served(laugh, "text/xml") as address:
        assert "it answered with `text/xml`" in refusal(address)


def test_xml_of_endless_depth_is_refused():
    deep = b"<WFS_Capabilities>" + b"<a>" * 100_000
    with served(deep, "text/xml") as address:
        assert "nested more than 200 deep" in refusal(address)


def test_json_of_endless_depth_is_refused():
    with served(b'{"collections":' + b"[" * 100_000, "application/json") as address:
        assert "it answered with `application/json`" in refusal(address)


def test_nothing_at_all_is_said():
    with served(b"", "text/xml") as address:
        assert "it answered with nothing" in refusal(address)


def test_a_name_and_a_password_are_asked_for_and_sent():
    heard = []

    def answer(asked):
        heard.append(asked.headers.get("Authorization"))
        reply(asked, b"no", "text/plain", 401)

    with answering(answer) as address:
        said = refusal(locked(address))
    assert "http://USER:PASSWORD@HOST/" in said
    assert heard == ["Basic YXRsYXM60YHQtdC6I9GA0LXRgkAxLzI="]


def test_no_redirect_leads_to_another_host():
    with served(PAGE, "text/html") as other:
        elsewhere = other.replace("127.0.0.1", "localhost")

        def answer(asked):
            asked.send_response(302)
            asked.send_header("Location", elsewhere)
            asked.end_headers()

        with answering(answer) as address:
            said = refusal(locked(address))
    assert "leads on to `http://localhost`, and only the host that was typed is asked" in said


@pytest.mark.parametrize(
    ("target", "words"),
    [("file:///etc/passwd", "is not allowed"), ("ftp://127.0.0.1/x", "leads on to `ftp://")],
)
def test_no_redirect_leads_to_another_scheme(target, words):
    def answer(asked):
        asked.send_response(301)
        asked.send_header("Location", target)
        asked.end_headers()

    with answering(answer) as address:
        assert words in refusal(address)


def test_a_redirect_on_the_same_host_is_followed_and_endless_ones_end():
    def answer(asked):
        if asked.path.startswith("/old"):
            asked.send_response(301)
            asked.send_header("Location", "/new")
            asked.end_headers()
            return
        if asked.path.startswith("/new"):
            reply(asked, b'{"collections": [{"id": "a"}]}', "application/json")
            return
        asked.send_response(302)
        asked.send_header("Location", asked.path + "x")
        asked.end_headers()

    with answering(answer) as address:
        assert [one.name for one in offers(f"{address}/old")] == ["a"]
        assert "it answered 302" in refusal(f"{address}/loop")


def test_link_local_addresses_are_not_read(monkeypatch):
    monkeypatch.setattr(connection, "_NEVER", [ipaddress.ip_network("127.0.0.0/8")])
    asked = []
    with answering(asked.append) as address:
        said = refusal(address)
    assert said.startswith(f"Expected a WFS or OGC API Features at `{address}`; its host leads to")
    assert asked == []


def test_a_silent_server_is_left():
    with answering(lambda _asked: time.sleep(3)) as address:
        assert "it was silent for 0.3 s" in refusal(address, idle_s=0.3)


def test_a_server_that_drips_is_left():
    with answering(dripping) as address:
        assert "it took longer than 0.3 s. Ask for a smaller" in refusal(address, request_s=0.3)
        words = refusal(address, whole_s=0.3)
    assert "it took longer than 0.3 s in all. Ask for a smaller layer, or start the atlas" in words
    assert "`ATLAS_WAIT_S`" in words


def test_the_time_of_a_reading_is_set_by_a_variable(monkeypatch):
    monkeypatch.delenv("ATLAS_WAIT_S", raising=False)
    assert usual_limits().whole_s == Limits().whole_s == 120
    monkeypatch.setenv("ATLAS_WAIT_S", "600")
    assert usual_limits() == Limits(whole_s=600)


@pytest.mark.parametrize("text", ["soon", "0", "3601", "nan"])
def test_a_time_that_is_none_is_refused(text, monkeypatch):
    monkeypatch.setenv("ATLAS_WAIT_S", text)
    wanted = f"from 1 to 3600 in the variable `ATLAS_WAIT_S`, got `{text}`: .* leave .* out for 120"
    with pytest.raises(ValueRangeError, match=wanted):
        offers("http://127.0.0.1")


def test_too_much_is_refused():
    def answer(asked):
        asked.send_response(200)
        asked.end_headers()
        for _ in range(200):
            asked.wfile.write(b" " * 100_000)

    with answering(answer) as address:
        assert "it sent more than 1 MB in one answer" in refusal(address, answer_bytes=1_000_000)


def test_what_is_too_much_in_all_is_refused():
    body = b'{"links": [{"rel": "data", "href": "/collections"}], "title": "%s"}' % (b"x" * 900)
    with served(body, "application/json") as address:
        assert "it sent more than 0.0015 MB in all" in refusal(address, whole_bytes=1500)


def test_all_questions_together_have_an_end():
    assert "took longer than 0 s in all" in refusal("http://127.0.0.1", whole_s=0)


def test_compressed_answers_are_not_asked_for_and_not_unpacked():
    heard = []

    def answer(asked):
        heard.append(asked.headers.get("Accept-Encoding"))
        asked.send_response(200)
        asked.send_header("Content-Encoding", "gzip")
        asked.end_headers()
        asked.wfile.write(gzip.compress(b"{" + b" " * 1_000_000))

    with answering(answer) as address:
        assert "of another kind" in refusal(address)
    assert set(heard) == {"identity"}


def test_nobody_at_the_port_and_no_such_host():
    assert "Connection refused" in refusal(locked(f"http://127.0.0.1:{free_port()}"))
    assert "asking it failed" in refusal(locked("http://nowhere.invalid/wfs"))


def test_https_is_checked():
    with served(b"", "text/plain") as address:
        assert "asking it failed" in refusal(address.replace("http:", "https:"))


def test_a_link_to_another_host_is_not_followed():
    page = {"links": [{"rel": "data", "href": "http://localhost/collections"}]}
    with served(json.dumps(page).encode(), "application/json") as address:
        assert "it leads on to `http://localhost`" in refusal(address)


def test_links_behind_a_proxy_are_asked_of_the_server_that_was_typed():
    """A server behind a proxy names its inner port; what was typed is asked instead."""

    def answer(asked):
        there = {"links": [{"rel": "data", "href": "http://127.0.0.1:1/collections"}]}
        listed = {"collections": [{"id": "a"}]}
        page = listed if asked.path == "/collections" else there
        reply(asked, json.dumps(page).encode(), "application/json")

    with answering(answer) as address:
        assert [one.name for one in offers(address)] == ["a"]


def test_an_address_that_offers_nothing_is_said():
    with (
        served(b'{"collections": []}', "application/json") as address,
        pytest.raises(SourceError, match="it offers none"),
    ):
        read_address(address)
