"""Charts: their geometry worked out by hand, their words escaped, in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pandas as pd
import pytest

from geo.conflicts import ANY_CONFLICT
from layers.measure import Chart
from reports.charts import (
    PALETTE,
    Band,
    Bar,
    Cell,
    Line,
    Titles,
    bars,
    drawn,
    flow,
    heat,
    lines,
    rings,
    size_of,
    stack,
)

SVG = "{http://www.w3.org/2000/svg}"


def plain(value):
    return f"{value:g}"


def shapes(svg, kind="rect"):
    return ET.fromstring(svg).findall(f".//{SVG}{kind}")


def texts(svg):
    return [one.text for one in shapes(svg, "text")]


def test_a_bar_twice_as_great_is_twice_as_long():
    short, long = (
        float(one.get("width")) for one in shapes(bars([Bar("a", 2), Bar("b", 4)], "t", plain))
    )
    assert long == pytest.approx(2 * short, abs=0.02)


def test_of_many_categories_the_greatest_are_drawn_and_the_rest_counted():
    rows = pd.DataFrame({"id": [f"p{n:02}" for n in range(20)], "people": range(20)})
    [(_, picture)] = drawn(Chart("bars", "t", "id", "people"), rows, Titles(), "en")
    assert len(shapes(picture)) == 14
    assert texts(picture)[0] == "p19"
    assert texts(picture)[-1] == "and 6 more: see the table"
    total = rows.assign(kind=ANY_CONFLICT, people=range(40, 20, -1))
    parts = pd.concat([rows.assign(kind="a"), total])
    [(_, picture)] = drawn(Chart("stack", "t", "id", "people", "kind"), parts, Titles(), "ru")
    assert "p19" in texts(picture)  # by what is drawn, not by the row that stands for all
    assert "p00" not in texts(picture)
    assert texts(picture)[-1] == "и ещё 6: см. таблицу"
    [(_, few)] = drawn(Chart("bars", "t", "id", "people"), rows.head(14), Titles(), "en")
    assert texts(few)[0] == "p00"
    assert not any("more" in one for one in texts(few))


def test_bars_below_zero_end_where_the_others_begin():
    left, right = shapes(bars([Bar("a", -3), Bar("b", 1)], "t", plain))
    assert float(left.get("x")) + float(left.get("width")) == pytest.approx(
        float(right.get("x")), abs=0.02
    )
    assert left.get("fill") != right.get("fill")


def test_the_interval_and_the_norm_stand_at_their_values():
    bar, whisker, norm = shapes(bars([Bar("a", 10, low=5, high=20, against=20)], "t", plain))
    unit, zero = float(bar.get("width")) / 10, float(bar.get("x"))
    assert float(whisker.get("x")) == pytest.approx(zero + 5 * unit, abs=0.1)
    assert float(whisker.get("width")) == pytest.approx(15 * unit, abs=0.1)
    assert float(norm.get("x")) + 1 == pytest.approx(zero + 20 * unit, abs=0.1)


def test_parts_of_a_strip_fill_it_in_their_shares():
    svg = stack({"zone": {"x": 30, "y": 10}}, {"x": "#111111", "y": "#222222"}, "t", plain)
    first, second = shapes(svg)[-2:]
    assert float(first.get("width")) == pytest.approx(3 * float(second.get("width")), abs=0.05)
    assert float(second.get("x")) == pytest.approx(
        float(first.get("x")) + float(first.get("width")), abs=0.02
    )


def test_bands_of_a_flow_share_the_height_by_value():
    svg = flow(
        [Band("a", "x", 30), Band("a", "y", 10), Band("b", "y", 20), Band("b", "x", 0)], "t", plain
    )
    heights = sorted(float(one.get("height")) for one in shapes(svg))
    assert heights == pytest.approx([100, 150, 150, 200], abs=0.1)
    assert len(shapes(svg, "path")) == 3


def test_the_greatest_cell_is_the_darkest_and_the_interval_stands_under_its_number():
    svg = heat(["r"], ["a", "b"], {("r", "a"): Cell(1, 0.5, 2), ("r", "b"): Cell(4)}, "t", plain)
    light, dark = (int(one.get("fill")[1:3], 16) for one in shapes(svg))
    assert dark < light
    assert "0.5–2" in texts(svg)


def test_a_line_rises_to_its_greatest_value():
    path = shapes(lines([Line("a", ((0, 0), (1, 5), (2, 10)))], "t", plain, plain), "polyline")[0]
    heights = [float(pair.split(",")[1]) for pair in path.get("points").split()]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.1)
    assert heights[2] < heights[0]


def test_a_ring_is_filled_to_its_share():
    ring = shapes(rings({"a": {"10": 0.25}}, "t", plain), "circle")[1]
    filled, around = map(float, ring.get("stroke-dasharray").split())
    assert filled == pytest.approx(around / 4, abs=0.01)


HOSTILE = "<script>alert('&\"')</script>"


@pytest.mark.parametrize(
    "svg",
    [
        bars([Bar(HOSTILE, 1)], HOSTILE, plain),
        stack({HOSTILE: {HOSTILE: 1}}, {HOSTILE: "#111111"}, HOSTILE, plain),
        flow([Band(HOSTILE, HOSTILE, 1)], HOSTILE, plain, {HOSTILE: '"/><script>'}),
        heat([HOSTILE], [HOSTILE], {(HOSTILE, HOSTILE): Cell(1)}, HOSTILE, plain),
        lines([Line(HOSTILE, ((0, 1),))], HOSTILE, plain, plain),
        rings({HOSTILE: {HOSTILE: 0.5}}, HOSTILE, plain),
    ],
)
def test_text_from_data_is_escaped_and_the_picture_is_named(svg):
    assert "<script" not in svg
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == HOSTILE
    assert root.find(f"{SVG}desc").text


def test_long_labels_are_whole_and_no_two_lie_on_each_other():
    label = "a very long name of a municipality that takes several lines of text"
    svg = bars([Bar(label, 1), Bar(label, 2)], "t", plain)
    assert " ".join(one for one in texts(svg) if not one.isdigit()).count(label) == 2
    heights = [
        float(one.get("y")) for one in shapes(svg, "text") if one.get("text-anchor") == "end"
    ]
    assert min(b - a for a, b in pairwise(heights)) > 13


@pytest.mark.parametrize(("lang", "number"), [("en", "1,234.5"), ("ru", "1\u00a0234,5")])
def test_numbers_are_written_as_the_language_does(lang, number):
    rows = pd.DataFrame({"zone": ["z"], "area_ha": [1234.5]})
    titles = Titles({"zone": {"z": "Zone"}}, {}, {"area_ha": 1})
    ((_facet, svg),) = drawn(Chart("bars", "t", "zone", "area_ha"), rows, titles, lang)
    assert number in texts(svg)
    assert "Zone" in texts(svg)


def test_a_row_for_all_the_others_is_no_part_of_the_whole():
    rows = pd.DataFrame(
        {"zone": ["z"] * 3, "kind": ["a", "b", ANY_CONFLICT], "area_ha": [3.0, 4.0, 7.0]}
    )
    chart = Chart("stack", "t", "zone", "area_ha", series="kind")
    ((_facet, svg),) = drawn(chart, rows, Titles(), "en")
    assert "7" in texts(svg)
    assert "14" not in texts(svg)


def test_facets_are_one_picture_each_and_missing_columns_are_none():
    rows = pd.DataFrame({"zone": ["a", "b"], "by": ["x", "x"], "served": [1, 2]})
    chart = Chart("bars", "t", "by", "served", facet="zone")
    assert [name for name, _svg in drawn(chart, rows, Titles(), "en")] == ["a", "b"]
    assert drawn(Chart("bars", "t", "by", "absent"), rows, Titles(), "en") == []
    assert not re.search("nan", drawn(chart, rows, Titles(), "en")[0][1])


def test_what_the_columns_are_is_never_cut_off():
    told = heat(["a"], ["b"], {("a", "b"): Cell(1.0)}, "t", str, "Class that keeps the land")
    tops = [float(y) - 12 for y in re.findall(r'<text x="0.0" y="([\d.]+)"', told)]
    assert len(tops) == 3, "two lines of what the columns are, and the row's name"
    assert min(tops) > 0


def test_long_heads_stand_upright_and_many_columns_take_the_whole_width():
    few, many = ["Telecommunications"] * 2, [f"Telecommunications {k}" for k in range(10)]
    cells = {("a", one): Cell(1.0) for one in [*few, *many]}
    assert "rotate(-90)" not in heat(["a"], few, cells, "t", str)
    wide = heat(["a"], many, cells, "t", str)
    assert "rotate(-90)" in wide
    assert size_of(wide)[0] > size_of(heat(["a"], few, cells, "t", str))[0]


def test_numbers_below_lines_do_not_touch_and_the_last_stays():
    line = Line("l", tuple((float(x), 1.0) for x in range(1000, 31_000, 1000)))
    below = [one for one in texts(lines([line], "t", str, lambda x: f"{x:,.0f}")) if "," in one]
    assert below[-1] == "30,000"
    assert 2 < len(below) < 15


def test_values_of_no_colour_get_one_each_that_nobody_has():
    titles = Titles(colours={"by": {"a": "#2166AC"}}, spare={"by": {"b": "#E6AB02"}})
    assert titles.colour("by", "a", 5) == "#2166AC"
    assert titles.colour("by", "b", 5) == "#E6AB02"
    assert titles.colour("by", "c") == PALETTE[0]
