"""The floors of the house: which room may import which, and what the engine must never do."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {"geo": 0, "layers": 1, "reports": 2, "ui": 3, "terminal": 3, "cli": 4, "app": 4}
MAY_IMPORT = {
    "geo": set(),
    "layers": {"geo"},
    "reports": {"layers", "geo"},
    "ui": {"reports", "layers", "geo"},
    "terminal": {"reports", "layers", "geo"},
    "cli": {"terminal", "reports", "layers", "geo"},
    "app": {"ui", "reports", "layers", "geo"},
}
PLACE = re.compile("tomsk|томск|seversk|северск|agglomeration of|ино томск", re.IGNORECASE)
FILE_OPENING = {"open", "read_file", "read_csv", "read_text", "read_bytes", "write_text", "to_file"}


def sources(room: str) -> list[Path]:
    single = ROOT / f"{room}.py"
    return [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", FLOORS)
def test_every_room_has_code(room):
    assert sources(room), f"{room} is empty"


@pytest.mark.parametrize("room", FLOORS)
def test_imports_go_downstairs_only(room):
    for path in sources(room):
        others = (imported(path) & set(FLOORS)) - {room}
        assert others <= MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {sorted(others)}"


def test_streamlit_stays_in_the_ui():
    for room in ("geo", "layers", "reports", "terminal", "cli"):
        for path in sources(room):
            assert "streamlit" not in imported(path), path.relative_to(ROOT)


def test_folium_stays_in_reports():
    for room in ("geo", "layers", "ui", "terminal", "cli", "app"):
        for path in sources(room):
            assert not imported(path) & {"folium", "branca"}, path.relative_to(ROOT)


def test_the_engine_opens_no_files():
    for path in sources("geo"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert called not in FILE_OPENING, f"{path.name}:{node.lineno} calls {called}"


def shown_texts(path: Path) -> list[str]:
    """Give the texts in a file of the product that are no docstring of Python."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return [text]
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_the_product_knows_no_place():
    """What is shown of a place comes from the edition's folder: another place is another folder."""
    allowed = {
        "layers/wording.py": {"INO Tomsk Atlas"},  # the product's own name
        "layers/edition.py": {"tomsk"},  # the folder that is opened where none is named
        "geo/_systems.py": {  # MSK-70 is the cadastral system of one oblast
            "expected an MSK-70 zone from 1 to {last}, got {zone}: Tomsk lies in zone 4, `MSK-70:4`"
        },
    }
    found: dict[str, set[str]] = {}
    for room in FLOORS:
        files = (
            [ROOT / f"{room}.py"] if (ROOT / f"{room}.py").exists() else (ROOT / room).rglob("*")
        )
        for path in files:
            if path.suffix not in {".py", ".typ", ".html", ".js", ".css", ".toml", ".json"}:
                continue
            for text in shown_texts(path):
                if PLACE.search(text):
                    found.setdefault(path.relative_to(ROOT).as_posix(), set()).add(text)
    assert found == allowed


def test_no_address_of_a_registry_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    for name in ("package-lock.json", "requirements.lock", "requirements-test.lock"):
        assert name in tracked
        text = (ROOT / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text
        assert "simple/" not in text
        assert not [line for line in text.splitlines() if line.startswith("--")]


def test_no_path_of_a_machine_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    here = str(ROOT) + "/"
    for name in filter(None, tracked):
        path = ROOT / name
        if path.exists():
            assert here.encode() not in path.read_bytes(), name
