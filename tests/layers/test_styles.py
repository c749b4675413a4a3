"""Styles: what is taken where nothing is said, and that every fault is told in one reading."""

from __future__ import annotations

import pytest

from layers.styles import MAX_ZOOM, Style, parse_style

TITLES = {"title_en": "Water", "title_ru": "Вода"}


def parsed(record):
    faults = []
    return parse_style(record, faults), faults


def test_what_is_not_said_has_a_calm_default():
    style, faults = parsed({"class": [{**TITLES, "fill": "#C9DDE8"}]})
    assert faults == []
    assert (style.column, style.visible, style.label) == ("", True, "")
    assert (style.min_zoom, style.max_zoom) == (0.0, MAX_ZOOM)
    (one,) = style.classes
    assert (one.fill_opacity, one.hatch, one.line, one.line_width) == (1.0, "none", "", 1.0)
    assert (one.dash, one.icon, one.code) == ((), "", None)


def test_a_layer_without_a_style_has_no_classes():
    assert Style().by_value() == {}


def test_classes_keep_the_order_of_the_legend():
    classes = [{**TITLES, "value": value, "line": "#000000"} for value in ("b", "a", "", 3)]
    style, faults = parsed({"column": "kind", "class": classes})
    assert faults == []
    assert list(style.by_value()) == ["b", "a", "", 3]


def test_zooms_lie_in_the_range_of_web_maps():
    _style, faults = parsed(
        {"min_zoom": -1, "max_zoom": 25, "class": [{**TITLES, "fill": "#C9DDE8"}]}
    )
    assert faults == [
        "`min_zoom` of the style must be from 0 to 24; `-1` came",
        "`max_zoom` of the style must be from 0 to 24; `25` came",
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": True}, "`code` of the style class `a` must be a whole number; `True` came"),
        ({"code": "1"}, "`code` of the style class `a` must be a whole number; `1` came"),
        ({"line": "red"}, "`line` of the style class `a` must be a colour as #RRGGBB; `red` came"),
        ({"line_width": 51}, "`line_width` of the style class `a` must be from 0 to 50; `51` came"),
        ({"title_en": 5}, "`title_en` of the style class `a` must be a text; `5` came"),
        ({"icon": 5}, "`icon` of the style class `a` must be a text; `5` came"),
    ],
)
def test_each_wrong_value_is_told(change, fault):
    record = {"column": "kind", "class": [{**TITLES, "value": "a", "fill": "#FFFFFF", **change}]}
    assert fault in parsed(record)[1]


@pytest.mark.parametrize("value", [True, 1.5, ["a"]])
def test_a_value_is_a_text_or_a_whole_number(value):
    record = {"column": "kind", "class": [{**TITLES, "value": value, "fill": "#FFFFFF"}]}
    assert any("must have a text or a whole number" in one for one in parsed(record)[1])


def test_all_faults_of_a_style_come_in_one_reading():
    record = {"column": 1, "label": 2, "visible": 3, "class": [{"hatch": "waves", "code": "x"}]}
    assert len(parsed(record)[1]) == 8
