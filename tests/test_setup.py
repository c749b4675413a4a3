"""Set-up: locks hold what the requirements ask for, and finished work is remembered."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def setup(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".setup")
    return module


def asked(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(one) for one in lines if one and not one.startswith(("#", "-r"))]


def locked(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==([\w.]+)(?: ;[^\\]*)? \\$", text, re.MULTILINE)
    found = {}
    for package, version in pins:
        found.setdefault(package.lower(), []).append(version)
    return found


@pytest.mark.parametrize("name", ["requirements", "requirements-test", "requirements-node"])
def test_every_requirement_is_locked_within_its_range(name):
    pins = locked(f"{name}.lock")
    for requirement in asked(f"{name}.txt"):
        versions = pins.get(requirement.name.lower())
        assert versions, f"{requirement.name} is not in {name}.lock: run make lock"
        assert all(requirement.specifier.contains(one) for one in versions), requirement


def test_tests_run_on_the_versions_that_the_atlas_is_locked_to():
    run, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert {name: test[name] for name in run} == run


@pytest.mark.parametrize("name", ["requirements", "requirements-test", "requirements-node"])
def test_every_pin_has_a_hash(name):
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") >= sum(map(len, locked(f"{name}.lock").values())) > 0


def test_javascript_is_locked_without_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {name.removeprefix("node_modules/"): one for name, one in lock["packages"].items()}
    for name, version in wanted.items():
        assert packages[name]["version"] == version
        assert packages[name]["integrity"].startswith("sha512-")
    assert not any("resolved" in one for one in packages.values())


def test_finished_work_is_remembered_until_its_lock_changes(setup, tmp_path):
    lock = tmp_path / "some.lock"
    lock.write_text("a==1")
    finished, note, digest = setup.done("some", lock)
    assert not finished
    setup.remember(note, digest)
    assert setup.done("some", lock)[0]
    lock.write_text("a==2")
    assert not setup.done("some", lock)[0]


def test_another_python_is_refused_with_a_way_out(setup, monkeypatch):
    monkeypatch.setattr(setup, "SUPPORTED", ((3, 2),))
    monkeypatch.setattr(setup.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit) as stop:
        setup.under_a_supported_python()
    came = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"found {came}" in str(stop.value)
    assert "make PYTHON=" in str(stop.value)


def test_an_unknown_task_is_refused(setup):
    with pytest.raises(SystemExit, match="expected setup, run, check or test, got `fly`"):
        setup.main(["fly"])


def test_a_failing_command_stops_with_its_name(setup):
    with pytest.raises(SystemExit, match=r"ended with code 3"):
        setup.must(sys.executable, "-c", "raise SystemExit(3)")


@pytest.mark.parametrize(
    ("user", "there", "installed"),
    [
        (0, (), ("SERVERS", "OFFICE")),
        (0, ("soffice",), ("SERVERS",)),
        (0, ("mapserv", "postgis"), ("OFFICE",)),
        (0, ("mapserv", "postgis", "soffice"), ()),
        (1000, (), ()),
    ],
)
def test_programs_of_tests_are_installed_where_it_is_root_and_they_are_missing(
    setup, monkeypatch, user, there, installed
):
    ran = []
    found = {name: f"/usr/bin/{name}" for name in ("apt-get", *there)}
    monkeypatch.setattr(setup.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(setup.shutil, "which", found.get)
    monkeypatch.setattr(setup.Path, "glob", lambda *_: ["control"] if "postgis" in there else [])
    monkeypatch.setattr(setup, "must", lambda *words, **_more: ran.append(words))
    setup.programs()
    names = [one for group in installed for one in getattr(setup, group)]
    assert [words[1] for words in ran] == (["update", "install"] if names else [])
    assert all(list(words[-len(names) :]) == names for words in ran if words[1] == "install")


def test_make_is_thin():
    recipes = re.findall(r"^\w+:\s*; @(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert len(recipes) == 5
    assert all("scripts/setup.py" in one or "scripts/lock.py" in one for one in recipes)


def test_ci_runs_what_a_person_runs():
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")
