"""A Streamlit server for the length of a test run, and the Chromium that looks at it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.processes import running

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START_S = 60
GRAPHICS = [
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
]
"""WebGL is done in software; the page around the map is put together without it, to save time."""

QUIET = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
CHROMIUM_FLAGS = [*QUIET, *GRAPHICS]


def find_chromium(own: str) -> str | None:
    """Give the path of a Chromium: the variable CHROMIUM, the system's, else Playwright's `own`."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["/usr/bin/chromium", shutil.which("chromium"), own]
    return next((one for one in candidates if one and Path(one).is_file()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve(script: Path, log: Path, *, edition: Path | None = None) -> Iterator[str]:
    """Serve a script that holds `app = st.App(...)`; give its address once it is healthy."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("ATLAS_EDITION", None)
    if edition:
        environment["ATLAS_EDITION"] = str(edition)
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with (
        log.open("wb") as output,
        running(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        _wait_for_health(process, port, log)
        yield f"http://127.0.0.1:{port}"


def _wait_for_health(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    text = log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"The server on port {port} did not come up within {START_S} s:\n{text}")
