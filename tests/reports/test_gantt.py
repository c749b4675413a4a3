"""Terms on a time line: where bars stand, worked out by hand; words escaped; unknown ends shown."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from reports.charts import Span, gantt, moment, size_of

STATES = {"done": ("Done", "#2166AC"), "now": ("Now", "#67A9CF")}
LABEL, RIGHT, WIDTH = 430, 20, 1120


def bars_of(picture: str, colour: str) -> list[tuple[float, float]]:
    """Give where bars of a colour begin and end; the key's squares are 12 wide and left out."""
    found = re.findall(
        rf'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="14.00" fill="{colour}"', picture
    )
    return [(float(x), float(x) + float(width)) for x, width in found]


def across(year: float, first: int, last: int) -> float:
    return LABEL + (year - first) * (WIDTH - LABEL - RIGHT) / (last - first)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2016", 2016, 2017),
        ("2016-07", 2016.5, 2016 + 7 / 12),
        ("2016-01-01", 2016, 2016 + 1 / 372),
        ("", None, None),
    ],
)
def test_a_date_is_a_year_with_a_fraction(date, first, last):
    assert moment(date) == (pytest.approx(first) if date else None)
    assert moment(date, last=True) == (pytest.approx(last) if date else None)


def test_a_bar_stands_from_its_beginning_to_its_end():
    picture = gantt(
        [Span("Road", 2015, 2017, "done"), Span("Park", 2011, 2012, "now")], STATES, "T"
    )
    first, last = 2011, 2018
    ((left, right),) = bars_of(picture, "#2166AC")
    assert left == pytest.approx(across(2015, first, last), abs=0.01)
    assert right == pytest.approx(across(2017, first, last), abs=0.02)
    ((left, right),) = bars_of(picture, "#67A9CF")
    assert (left, right) == (LABEL, pytest.approx(across(2012, first, last), abs=0.02))


def test_an_end_that_is_not_known_fades_and_a_beginning_is_a_mark():
    rows = [
        Span("A", 2015, None, "now"),
        Span("B", None, 2016, "done"),
        Span("C", None, None, "now"),
    ]
    picture = gantt(rows, STATES, "T")
    assert picture.count('fill="url(#fade-67A9CF)"') == 1
    (points,) = re.findall(r'<polygon points="([^"]*)" fill="#2166AC">', picture)
    xs = [float(pair.split(",")[0]) for pair in points.split(" ")]
    assert sum(xs) / 4 == pytest.approx(across(2016, 2015, 2019), abs=0.01)
    assert ">C</text>" in picture
    assert bars_of(picture, "#67A9CF") == []


def test_words_from_data_are_escaped_and_the_picture_is_well_formed():
    rows = [Span('<script>"A"&', 2015, 2016, "done", "2015 – <b>")]
    picture = gantt(rows, {"done": ("<i>", "#2166AC")}, "<T>")
    assert "<script>" not in picture
    assert "<b>" not in picture
    ET.fromstring(picture)
    assert size_of(picture)[0] == WIDTH


def test_the_key_names_every_state_and_the_years_do_not_crowd():
    rows = [Span(str(year), year, year + 1, "done") for year in range(1990, 2031)]
    picture = gantt(rows, STATES, "T", today=2026.9)
    assert ">Done</text>" in picture
    assert ">Now</text>" in picture
    years = re.findall(r'font-size="12" fill="#607D8B">(\d{4})</text>', picture)
    assert len(years) <= 13
    assert 'fill="#D95F02"' in picture


def test_nothing_to_show_is_an_empty_time_line():
    picture = gantt([], STATES, "T")
    assert "2015" in picture
    ET.fromstring(picture)
