"""Programs that tests start, which end with them, even where the tests are killed.

A program has a guardian of its own, which holds the far end of a pipe: when the near end closes,
whether the tests let go of it or died, the guardian stops the program and takes its folder away.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

GUARDIAN = """
import json, os, shutil, subprocess, sys, threading
given = json.loads(sys.argv[1])
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, **given["options"])
def leave():
    while os.read(0, 1):
        pass
    child.send_signal(given["stop"])
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
threading.Thread(target=leave, daemon=True).start()
code = child.wait()
if given["folder"]:
    shutil.rmtree(given["folder"], ignore_errors=True)
sys.exit(code)
"""


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    *,
    stop: int = signal.SIGTERM,
    folder: Path | None = None,
    user: str | None = None,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program; give its guardian, which ends when the program does.

    Parameters
    ----------
    command
        The program and its words.
    stop
        The signal that ends it; it is killed where it does not end within ten seconds.
    folder
        What to remove when it has ended.
    user
        As whom to run it, in the root folder.
    **options
        Of the guardian's `Popen`: where its words go, its environment and folder.
    """
    given = {
        "stop": int(stop),
        "folder": str(folder) if folder else "",
        "options": {"user": user, "cwd": "/"} if user else {},
    }
    guardian = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", GUARDIAN, json.dumps(given), *map(str, command)],
        stdin=subprocess.PIPE,
        start_new_session=True,
        **options,
    )
    try:
        yield guardian
    finally:
        guardian.stdin.close()
        guardian.wait()
