"""The terminal's commands by name: each is found, tells its options, costs what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli import main
from terminal.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
LOADED = """
import sys
from cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
finally:
    print("\\n--", *sorted(name for name in sys.modules if not name.startswith("_")))
"""


def loaded(*words: str) -> set[str]:
    """Give the modules that some words bring into a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return set(done.stdout.rpartition("--")[2].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_tells_its_options(capsys, name):
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert stop.value.code == 0
    assert told.startswith(f"usage: cli.py {name} [-h]")
    assert " ".join(told.split()).find(COMMANDS[name][1]) > 0


@pytest.mark.parametrize(
    "words", [["layers", "--edition"], ["roadmap", "write", "--edition"], ["sources", "--edition"]]
)
def test_the_edition_may_follow_any_command_that_reads_one(capsys, words):
    with pytest.raises(SystemExit):
        main([*words, "x", "--help"])
    assert "--edition PATH" in capsys.readouterr().out


def test_help_loads_no_command_and_no_engine():
    found = loaded("--help")
    assert "terminal.commands" in found
    assert not found & {"geo", "layers", "reports", "numpy", "pandas", "geopandas"}
    assert not {name for name in found if name.startswith("terminal.")} - {"terminal.commands"}


def test_a_report_loads_no_other_command_and_no_measure():
    found = loaded("report", "--help")
    own = {name for name in found if name.startswith("terminal.")}
    assert own == {"terminal.commands", "terminal.packs", "terminal.printing"}
    assert not found & {"layers.measures", "layers.building", "layers.importing"}


def test_the_page_s_statistics_are_left_to_the_command_that_computes_them(tmp_path):
    found = loaded("report", "--format", "html", "-o", str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").stat().st_size > 1_000_000
    assert not found & {"layers.statistics", "layers.importing", "psycopg", "openpyxl", "pptx"}
    assert not found & {"scipy.spatial", "scipy.sparse", "scipy.linalg"}
