"""Slow imports go on while nobody waits."""

from __future__ import annotations

import gc
import importlib
import sys

import pytest

from geo import EmptyError
from layers.story import edition_story
from layers.vocabulary import LANGUAGES
from ui import screens, warm


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Give what would be called after the imports, instead of calling it."""
    calls = []
    monkeypatch.setattr(warm.pkgutil, "resolve_name", lambda name: lambda: calls.append(name))
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


def test_the_story_is_made_ready_after_the_imports(monkeypatch, asked):
    monkeypatch.setattr(warm, "LATE", ())
    warm.warm().join(60)
    assert asked == ["ui.screens:make_ready"]


def test_the_figures_of_each_step_are_computed_in_both_languages(monkeypatch, small_edition):
    computed = []
    monkeypatch.setattr(screens, "server_edition", lambda: small_edition)
    monkeypatch.setattr(screens, "told", lambda _edition, *what: computed.append(what))
    screens.make_ready()
    names = [name for one in edition_story(small_edition).steps for name in one.figures]
    assert names
    assert computed == [(name, lang) for name in names for lang in LANGUAGES]


def test_a_story_at_fault_is_said_in_the_log(monkeypatch, caplog):
    def fail():
        raise EmptyError("expected parks, got none")

    monkeypatch.setattr(screens, "server_edition", fail)
    screens.make_ready()
    assert "The story is not ready: expected parks, got none" in caplog.text
