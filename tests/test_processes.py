"""What tests start ends with them, and where they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import running

ROOT = Path(__file__).resolve().parents[1]
FOREVER = "print('here', flush=True); import time; time.sleep(600)"
KILLED = f"""
import sys
from pathlib import Path
from tests.processes import running
with running([sys.executable, "-c", {FOREVER!r}], folder=Path(sys.argv[1])):
    sys.stdin.read()
"""


def test_a_program_ends_with_its_block(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    command = [sys.executable, "-c", FOREVER]
    with running(command, folder=folder, stdout=subprocess.PIPE) as guardian:
        assert guardian.stdout.readline() == b"here\n"
        assert folder.is_dir()
        words = guardian.stdout
    with words:
        assert words.read() == b"", "the program holds its end of the pipe no more"
    assert guardian.returncode == -signal.SIGTERM % 256
    assert not folder.exists()


def test_a_program_that_ends_by_itself_ends_its_guardian():
    with running([sys.executable, "-c", "import sys; sys.exit(3)"]) as guardian:
        assert guardian.wait(60) == 3


@pytest.mark.skipif(os.name == "nt", reason="a process of Windows is ended in another way")
def test_a_program_ends_when_the_tests_are_killed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    tests = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with tests:
        assert tests.stdout.readline() == b"here\n"
        tests.kill()
        assert tests.stdout.read() == b"", "the program holds its end of the pipe no more"
