"""Slow imports go on while nobody waits."""

from __future__ import annotations

import gc
import importlib
import sys

import pytest

from geo import EmptyError
from layers import open_edition
from layers.story import edition_story
from ui import warm


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Give what is asked to be prepared, instead of preparing it."""
    calls = []
    monkeypatch.setattr(warm.screens, "prepare", lambda *given: calls.append(given))
    return calls


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


def test_the_figures_of_the_story_are_computed_beforehand(monkeypatch, asked):
    monkeypatch.setattr(warm, "LATE", ())
    warm.warm().join(60)
    assert asked == [(open_edition(), edition_story(open_edition()))]


def test_a_story_at_fault_is_said_in_the_log(monkeypatch, caplog):
    monkeypatch.setattr(warm, "LATE", ())

    def fail():
        raise EmptyError("expected parks, got none")

    monkeypatch.setattr(warm, "server_edition", fail)
    warm.warm().join(60)
    assert "The story is not ready: expected parks, got none" in caplog.text
