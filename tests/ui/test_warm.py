"""Slow imports go on while nobody waits."""

from __future__ import annotations

import gc
import importlib
import sys

from ui import warm


def test_what_is_late_is_there_afterwards():
    warm.warm().join(60)
    assert set(warm.LATE) <= set(sys.modules)
    assert gc.get_freeze_count() > 0


def test_what_is_missing_is_said_and_the_rest_goes_on(monkeypatch, caplog):
    monkeypatch.setattr(warm, "LATE", ("no_such_package", "json"))
    seen = []
    real = importlib.import_module

    def spy(name):
        seen.append(name)
        return real(name)

    monkeypatch.setattr(importlib, "import_module", spy)
    warm.warm().join(60)
    assert seen == ["no_such_package", "json"]
    assert "no_such_package cannot be imported" in caplog.text
