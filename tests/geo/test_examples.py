import doctest
import importlib
import inspect
import pkgutil

import pytest

import geo

MODULES = [f"geo.{module.name}" for module in pkgutil.iter_modules(geo.__path__)]
PUBLIC = [name for name in MODULES if not name.startswith("geo._")]
FUNCTIONS = sorted(
    f"{module}.{name}"
    for module in PUBLIC
    for name in importlib.import_module(module).__all__
    if inspect.isfunction(getattr(importlib.import_module(module), name))
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_has_an_example(name):
    module, _, function = name.rpartition(".")
    documentation = inspect.getdoc(getattr(importlib.import_module(module), function))
    assert ">>>" in documentation
    assert "Parameters\n-" in documentation
    assert any(f"{part}\n-" in documentation for part in ("Returns", "Yields", "Raises"))


def test_the_exports_are_complete():
    public = {
        name
        for module in ("crs", "figure", "coverage", "proximity", "network", "landuse", "landcover")
        for name, value in vars(importlib.import_module(f"geo.{module}")).items()
        if name in importlib.import_module(f"geo.{module}").__all__ and inspect.isfunction(value)
    }
    assert public - set(geo.__all__) <= {"areal_scale", "measuring_fault"}
    assert all(hasattr(geo, name) for name in geo.__all__)
