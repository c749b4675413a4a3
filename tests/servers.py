"""Real servers on loopback for the tests: PostgreSQL with PostGIS, and MapServer.

MapServer (Debian's `mapserver-bin`) speaks WFS, WMS and OGC API Features; it runs as CGI under a
small HTTP server. `make test` installs both where it is root on Debian; elsewhere `require` skips
the tests and says why.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest

from tests.browser.serving import START_S, free_port
from tests.processes import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SECRET = "сек#рет@1/2"  # noqa: S105 - of a server that lives for a test run
SECRET_IN_URL = "%D1%81%D0%B5%D0%BA%23%D1%80%D0%B5%D1%82%401%2F2"  # noqa: S105


class Map(NamedTuple):
    """A map of MapServer: the EPSG code of its system, its extent in that, and its layers."""

    epsg: int
    extent: Sequence[float]
    layers: str


def postgres_programs() -> Path | None:
    """Give the folder of the newest PostgreSQL that has PostGIS, or None."""
    controls = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    for control in reversed(controls):
        folder = Path("/usr/lib/postgresql", control.parts[-3], "bin")
        if (folder / "initdb").is_file():
            return folder
    return None


def require(why: str) -> None:
    """Skip a test whose server is missing, or fail it where `make test` can install that."""
    if why and shutil.which("apt-get") and os.geteuid() == 0:
        pytest.fail(f"{why}; `make test` installs it", pytrace=False)
    if why:
        pytest.skip(why)


def missing_postgis() -> str:
    """Say why PostGIS cannot be started here; empty where it can."""
    if postgres_programs() is None:
        return "no PostgreSQL with PostGIS here: apt-get install postgresql-postgis"
    return ""


def missing_mapserver() -> str:
    """Say why MapServer cannot be started here; empty where it can."""
    return "" if shutil.which("mapserv") else "no MapServer here: apt-get install mapserver-bin"


@contextlib.contextmanager
def postgis() -> Iterator[str]:
    """Start PostgreSQL with PostGIS on its own data; give `USER:PASSWORD@HOST:PORT`."""
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="atlas-postgis-"))
    user = "postgres" if os.geteuid() == 0 else None
    data, port = folder / "data", free_port()
    (folder / "password").write_text(SECRET, encoding="utf-8")
    if user:
        for one in (folder, folder / "password"):
            shutil.chown(one, user)
    subprocess.run(
        [
            *(programs / "initdb", "-D", data, "-U", "atlas", "-E", "UTF8", "--no-sync"),
            *("--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        cwd="/",
    )
    command = [programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder]
    command += ["-c", "fsync=off", "-c", "full_page_writes=off"]
    server = f"atlas:{SECRET_IN_URL}@127.0.0.1:{port}"
    with running(
        command, stop=signal.SIGQUIT, folder=folder, user=user, stderr=subprocess.DEVNULL
    ) as process:
        _wait_for_postgres(process, f"postgresql://{server}/postgres")
        yield server


def _wait_for_postgres(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + START_S
    while process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL ended with code {process.returncode} before it could be asked")


@contextlib.contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve HTTP on a free port of 127.0.0.1 with one function for all GETs; give the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(ConnectionError):
                answer(self)

        def log_message(self, *_told: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(asked: BaseHTTPRequestHandler, body: bytes, kind: str, status: int = 200) -> None:
    """Send one whole answer."""
    asked.send_response(status)
    asked.send_header("Content-Type", kind)
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)


@contextlib.contextmanager
def mapserver(folder: Path, maps: dict[str, Map]) -> Iterator[str]:
    """Start MapServer on maps.

    Give the address `HOST`; at `HOST/NAME` are the WFS and WMS of a map, at `HOST/NAME/ogcapi` its
    OGC API.
    """
    folder.mkdir()
    config = folder / "mapserver.conf"
    listed = "".join(f'    "{name}" "{folder / name}.map"\n' for name in maps)
    config.write_text(f"CONFIG\n  MAPS\n{listed}  END\nEND\n", encoding="utf-8")

    def run(asked: BaseHTTPRequestHandler) -> None:
        path, _, query = asked.path.partition("?")
        name = path.strip("/")
        environment = {
            **os.environ,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "MAPSERVER_CONFIG_FILE": str(config),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(asked.server.server_port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_ACCEPT": asked.headers.get("Accept", ""),
            "HTTP_HOST": asked.headers.get("Host", ""),
        }
        if name in maps:
            environment |= {"MS_MAPFILE": f"{folder / name}.map", "PATH_INFO": ""}
        done = subprocess.run(["mapserv"], env=environment, capture_output=True, check=False)
        said, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(
            line.split(": ", 1) for line in said.decode("latin-1").split("\r\n") if ": " in line
        )
        status = int(headers.get("Status", "200").split()[0])
        reply(asked, body, headers.get("Content-Type", "text/plain"), status)

    with answering(run) as address:
        for name, one in maps.items():
            extent = " ".join(f"{side:.0f}" for side in one.extent)
            text = MAPFILE.format(
                layers=one.layers, epsg=one.epsg, extent=extent, address=f"{address}/{name}"
            )
            (folder / f"{name}.map").write_text(text, encoding="utf-8")
        yield address


MAPFILE = """\
MAP
  NAME "atlas"
  SIZE 256 256
  EXTENT {extent}
  UNITS METERS
  PROJECTION "init=epsg:{epsg}" END
  WEB
    METADATA
      "ows_enable_request" "*"
      "ows_title" "Atlas <b>test</b>"
      "ows_onlineresource" "{address}"
      "oga_onlineresource" "{address}/ogcapi"
      "oga_enable_request" "*"
      "wms_srs" "EPSG:3857 EPSG:4326 EPSG:32645"
      "ows_encoding" "UTF-8"
    END
  END
{layers}
END
"""


def mapserver_layer(name: str, title: str, data: Path, epsg: int, kind: str = "POLYGON") -> str:
    """Give a layer of a mapfile on a file that GDAL reads."""
    return f"""
  LAYER
    NAME "{name}"
    TYPE {kind}
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{data}"
    PROJECTION "init=epsg:{epsg}" END
    METADATA
      "ows_title" "{title}"
      "wfs_srs" "EPSG:{epsg}"
      "wms_srs" "EPSG:3857 EPSG:4326"
      "gml_include_items" "all"
      "gml_types" "auto"
      "gml_featureid" "id"
      "ows_enable_request" "*"
      "oga_enable_request" "*"
    END
    TEMPLATE "none"
    CLASS
      STYLE COLOR 200 30 30 OUTLINECOLOR 90 0 0 WIDTH 3 END
    END
  END
"""
