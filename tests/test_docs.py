"""The reference of the measures is what they declare."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from layers import open_edition

ROOT = Path(__file__).resolve().parents[1]


def test_the_reference_of_the_measures_is_up_to_date():
    path = ROOT / "scripts" / "write_measures.py"
    spec = importlib.util.spec_from_file_location("write_measures", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = script.REFERENCE.read_text(encoding="utf-8")
    assert script.reference(open_edition(script.DEFAULT_EDITION)) == written, (
        "run scripts/write_measures.py"
    )
