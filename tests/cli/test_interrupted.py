"""A report that is stopped by the keyboard or by the system leaves nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_edition import write_small_edition

ROOT = Path(__file__).resolve().parents[2]
STOPPED = 130
BEGUN = """
import runpy, signal, sys, time
from pathlib import Path

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
write_bytes = Path.write_bytes

def half(path, content):
    write_bytes(path, content[: len(content) // 2])
    print("begun", flush=True)
    time.sleep(60)

Path.write_bytes = half
sys.argv = ["cli.py", *sys.argv[1:]]
runpy.run_path("cli.py", run_name="__main__")
"""
"""The terminal, which waits where half of the file is on the disk."""


@pytest.mark.parametrize(
    ("fmt", "ended_by"),
    [("pdf", signal.SIGTERM), ("atlas", signal.SIGINT), ("png", signal.SIGTERM)],
)
def test_a_signal_leaves_what_was_there(tmp_path, fmt, ended_by):
    edition = write_small_edition(tmp_path / "edition")
    target = tmp_path / "out" / "report.file"
    target.parent.mkdir()
    target.write_bytes(b"earlier")
    words = ["--edition", edition, "report", "--format", fmt, "-o", target]
    child = subprocess.Popen(
        [sys.executable, "-c", BEGUN, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout.readline() == "begun\n"
        child.send_signal(ended_by)
        _out, told = child.communicate(timeout=60)
    assert child.returncode == STOPPED
    assert told.strip().endswith("Stopped: no file was left half-written.")
    assert [one.name for one in target.parent.iterdir()] == ["report.file"]
    assert target.read_bytes() == b"earlier"
