"""Values of settings as text, and tables as CSV files."""

from __future__ import annotations

import pytest

from geo import ValueRangeError
from layers import FileError
from layers.measure import Column, Setting
from layers.settings import read_setting


def setting(kind, **more) -> Setting:
    return Setting("a_name", "A name", kind, **more)


TABLE = setting("table", columns=(Column("by", "Type"), Column("radius_m", "Radius, m")))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1.5", 1.5),
        ("numbers", "500", (500.0,)),
        ("numbers", "1,2.5", (1.0, 2.5)),
        ("whole", "7", 7),
        ("speed", "20", 20.0),
        ("speed", "kmh", "kmh"),
        ("yes", "Yes", True),
        ("yes", "no", False),
        ("column", "people", "people"),
        ("choice", "foot", "foot"),
    ],
)
def test_text_becomes_a_value(kind, text, value):
    found = read_setting(setting(kind), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("number", "near", "to be a number, got `near`"),
        ("numbers", "1;2", "such as 500,1000, got `1;2`"),
        ("whole", "1.5", "to be a whole number, got `1.5`"),
        ("yes", "perhaps", "to be yes or no, got `perhaps`"),
    ],
)
def test_text_of_another_kind_is_refused(kind, text, wanted):
    with pytest.raises(ValueRangeError, match=wanted):
        read_setting(setting(kind), text)


def test_a_table_is_read_in_the_order_of_its_columns(tmp_path):
    file = tmp_path / "norms.csv"
    file.write_text("radius_m,more,by\n500,x,sport\n,y,medical\n", encoding="utf-8-sig")
    assert read_setting(TABLE, str(file)) == (("sport", 500.0), ("medical", None))


def test_tables_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(FileError, match=r"columns by, radius_m at .*cannot be read"):
        read_setting(TABLE, str(tmp_path / "no.csv"))
    file = tmp_path / "norms.csv"
    file.write_text("by\nsport\n", encoding="utf-8")
    with pytest.raises(FileError, match="missing are radius_m"):
        read_setting(TABLE, str(file))
    file.write_text("by,radius_m\n", encoding="utf-8")
    with pytest.raises(FileError, match="it has no rows"):
        read_setting(TABLE, str(file))
