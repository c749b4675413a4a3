"""Files that are there whole or not at all, whatever ends the writing."""

from __future__ import annotations

import re

import pytest

from layers import FileError
from layers.placing import write_whole, written_whole


def test_a_file_takes_the_place_of_an_earlier_one(tmp_path):
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"earlier")
    assert write_whole(target, b"later") == target
    assert target.read_bytes() == b"later"
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.pdf"]


@pytest.mark.parametrize("ended_by", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_end_half_way_leaves_what_was_there(tmp_path, ended_by):
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"earlier")

    def write(folder):
        (folder / target.name).write_bytes(b"ha")
        raise ended_by

    with pytest.raises(ended_by):
        written_whole(target, write)
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.pdf"]
    assert target.read_bytes() == b"earlier"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    target = tmp_path / "nowhere" / "sheet.pdf"
    with pytest.raises(FileError, match=r"Expected a folder to write `sheet\.pdf` into"):
        write_whole(target, b"")
    assert not list(tmp_path.iterdir())


def test_what_the_system_refuses_is_told(tmp_path):
    taken = tmp_path / "sheet.pdf"
    taken.mkdir()
    message = rf"write `sheet\.pdf` in `{re.escape(str(tmp_path))}`; writing failed"
    with pytest.raises(FileError, match=message):
        write_whole(taken, b"")
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.pdf"]
