"""The terminal tells the programme's figures as the model does, and checks a road map's sheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli import main
from layers.roadmap_sheet import read_sheet

ROOT = Path(__file__).resolve().parents[2]
BAD = "id;title_ru;state;end\n1;Дорога;soon;2016\n2;Мост;now;2016-13\n3;Парк;now;2017\n"


def golden() -> dict[str, tuple[float, str]]:
    with (ROOT / "tests/golden/programme_tomsk.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: (float(row["value"]), row["unit"]) for row in csv.DictReader(file)}


def test_the_figures_are_the_golden_ones_each_with_its_method(capsys):
    assert main(["programme", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = golden()
    assert told.keys() == wanted.keys()
    for key, (value, unit) in wanted.items():
        assert told[key]["value"] == pytest.approx(value, rel=1e-6), key
        assert told[key]["unit"] == unit
        assert told[key]["method"]["formula"]


def test_the_figures_are_written_as_the_language_writes_them(small_edition, capsys):
    assert main(["programme", "--lang", "ru", "--edition", str(small_edition.root)]) == 0
    out = capsys.readouterr().out
    assert "investment_rub_bn.unsaid" in out
    assert "26,3 млрд ₽" in out


def test_a_sheet_without_faults_is_said_to_have_none(tmp_path, capsys):
    path = tmp_path / "plan.xlsx"
    assert main(["roadmap", "write", "--lang", "ru", "-o", str(path)]) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["plan.xlsx"]
    assert main(["roadmap", "check", str(path)]) == 0
    assert capsys.readouterr().out.endswith("plan.xlsx: 23 actions, no faults\n")


def test_an_empty_sheet_has_headings_only(tmp_path):
    path = tmp_path / "plan.xlsx"
    assert main(["roadmap", "write", "--empty", "-o", str(path)]) == 0
    with pytest.raises(OSError, match="got headings only"):
        read_sheet(path.read_bytes(), path.name)


def test_every_refused_row_is_told_with_its_reason(tmp_path, capsys):
    path = tmp_path / "plan.csv"
    path.write_text(BAD, encoding="utf-8")
    assert main(["roadmap", "check", str(path)]) == 2
    told = capsys.readouterr().err
    assert "2 of 3 rows of `plan.csv` are refused. Correct each:" in told
    assert "- 2 | State of the action | `soon` is not a state: write one of Implemented" in told
    assert "- 3 | Ends | `2016-13` is not a date" in told


def test_a_sheet_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["roadmap", "check", str(tmp_path / "no.csv")]) == 2
    assert "no.csv" in capsys.readouterr().err
