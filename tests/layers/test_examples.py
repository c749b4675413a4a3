"""The examples in the docstrings of `layers` give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import layers

MODULES = sorted(one.name for one in pkgutil.walk_packages(layers.__path__, "layers."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        one
        for name in MODULES
        for one in finder.find(importlib.import_module(name))
        if one.examples
    ]
    assert len(found) > len(MODULES) / 2
