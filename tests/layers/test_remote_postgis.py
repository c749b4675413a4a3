"""PostGIS read by address: real PostgreSQL on loopback, and servers that misbehave."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from layers import SourceError
from layers.importing import import_file
from layers.remote import Limits, offers, read_address
from tests import served_layers as served
from tests.servers import SECRET, SECRET_IN_URL, free_port

pytestmark = pytest.mark.xdist_group("servers")


def refusal(address: str, **limits: float) -> str:
    with pytest.raises(SourceError) as caught:
        read_address(address, None, Limits(**limits))
    said = str(caught.value)
    assert SECRET not in said
    assert SECRET_IN_URL not in said
    return said


def test_tables_with_geometry_are_listed(postgis):
    listed = {one.name: one for one in offers(postgis)}
    assert list(listed) == [
        "public.empty",
        "public.parks",
        "public.twice.a",
        "public.twice.b",
        "public.unknown",
        served.SECOND,
        "план.Зоны",
    ]
    assert listed["public.parks"][1:] == ("Парки <i>и скверы</i>", "POLYGON", "EPSG:32645")
    assert listed["public.unknown"].crs == ""


@pytest.mark.parametrize("table", ["public.parks", served.SECOND, "план.Зоны"])
def test_a_table_comes_in_where_it_lies(postgis, small_edition, table):
    came = import_file(f"{postgis}#{table}", small_edition)
    assert served.distance_m(came.frame) < 0.01
    assert came.frame["наименование"].tolist() == served.NAMES
    assert came.frame["code"].tolist() == served.CODES
    assert came.frame["tags"].iloc[0] == '{"a": [1]}'
    assert came.crs_by == "file"
    assert came.report.empty
    assert came.label == f"postgresql://{postgis.partition('@')[2]}#{table}"


def test_a_table_whose_system_nobody_knows_is_guessed(postgis, small_edition):
    came = import_file(f"{postgis}#public.unknown", small_edition)
    assert came.crs_by == "guess"
    assert came.crs.name.startswith("MSK-70")
    assert served.distance_m(came.frame) < 0.01


def test_only_what_touches_the_box_is_read(postgis):
    box = (84.89, 56.43, 84.9069, 56.45)
    for table in ("public.parks", served.SECOND, "план.Зоны"):
        assert 2 <= len(read_address(f"{postgis}#{table}", box).frame) <= 4


def test_a_column_of_geography_and_a_place_that_is_missing(postgis):
    both = read_address(f"{postgis}#public.twice.b").frame
    assert both.geometry.isna().tolist() == [False, True]
    assert both.geometry.iloc[0].x == pytest.approx(84.96)
    inside = read_address(f"{postgis}#public.twice.b", (84.95, 56.455, 84.97, 56.47)).frame
    assert len(inside) == 1


def test_the_same_rows_have_the_same_hash(postgis):
    first, again = (read_address(f"{postgis}#public.parks").sha256 for _ in range(2))
    assert first == again != read_address(f"{postgis}#план.Зоны").sha256


def test_a_wrong_password_is_said_and_not_shown(postgis):
    wrong = postgis.replace(SECRET_IN_URL, "верно%23нет")
    said = refusal(f"{wrong}#public.parks")
    assert "password authentication failed" in said
    assert "%23" in said
    assert "верно" not in said


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("public.notes", "Expected a layer of"),
        ("", "offers 7"),
        ("public.parks;drop table parks", "Name one of these"),
        ("public.empty", "holds no features there"),
    ],
)
def test_a_table_that_cannot_be_read_is_said(postgis, layer, words):
    assert words in refusal(f"{postgis}#{layer}" if layer else postgis)


def test_too_many_rows_and_too_many_bytes_are_refused(postgis):
    said = refusal(f"{postgis}#public.parks", features=24)
    assert "more than 24 features" in said
    assert "Make a view" in said
    assert "MB there" in refusal(f"{postgis}#public.parks", whole_bytes=100)
    assert len(read_address(f"{postgis}#public.parks", None, Limits(features=25)).frame) == 25


def test_a_database_without_postgis_and_one_that_is_not_there(postgis):
    server = postgis.rpartition("/")[0]
    assert "has no PostGIS" in refusal(f"{server}/plain")
    assert 'database "nowhere" does not exist' in refusal(f"{server}/nowhere")


def test_only_the_mode_of_tls_may_follow(postgis):
    assert "something else than `sslmode`" in refusal(f"{postgis}?options=-c%20work_mem=1")
    assert "something else than `sslmode`" in refusal(f"{postgis}?sslmode=perhaps")
    assert len(offers(f"{postgis}?sslmode=prefer")) == 7


def test_nobody_at_the_port():
    said = refusal(f"postgresql://u:{SECRET_IN_URL}@127.0.0.1:{free_port()}/gis")
    assert "Check host, port and database" in said


def test_a_server_that_accepts_and_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        said = refusal(f"postgresql://u:{SECRET_IN_URL}@127.0.0.1:{port}/gis", idle_s=2)
        assert "timeout" in said
        assert time.monotonic() - began < 15


def test_a_question_that_takes_too_long_is_ended(postgis):
    host, _, port = postgis.partition("@")[2].partition("/")[0].partition(":")
    with socket.create_server(("127.0.0.1", 0)) as relay:
        thread = threading.Thread(target=_stalling, args=(relay, host, int(port)))
        thread.start()
        address = postgis.replace(f":{port}/", f":{relay.getsockname()[1]}/")
        said = refusal(f"{address}#public.parks", whole_s=1)
        assert "took longer than 1 s" in said
        thread.join()


def _stalling(relay: socket.socket, host: str, port: int) -> None:
    """Pass on what leads to a session, then nothing more."""
    client, _ = relay.accept()
    server = socket.create_connection((host, port))
    with client, server:
        back = threading.Thread(target=_passed_on, args=(server, client))
        back.start()
        while (data := client.recv(4096)) and b"geometry_columns" not in data:
            server.sendall(data)
        while client.recv(4096):
            pass
        server.shutdown(socket.SHUT_RDWR)
        back.join()


def _passed_on(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(4096):
        target.sendall(data)


def test_no_password_in_a_representation():
    from layers.remote.address import parse_address  # noqa: PLC0415

    assert SECRET not in repr(parse_address(f"postgresql://u:{SECRET_IN_URL}@host/gis"))
