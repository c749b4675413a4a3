"""What a person chooses for a measure: layers, area and settings, all as codes in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

import pandas as pd
import streamlit as st

from geo import ValueRangeError, said
from layers.measure import EMPTY, FILLED, NOTHING
from layers.own import is_own
from layers.vocabulary import OWN
from ui import address
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers import Edition
    from layers.measure import Measure, Role, Setting

__all__ = ["forget_others", "layers", "role_layer", "select", "settings"]

CellKind = Literal["number", "number or nothing", "class", "text"]

_SHOWN = frozenset({"choice", "number", "whole", "numbers", "yes", "table"})


def forget_others(measure: Measure) -> None:
    """Take what other measures put into the address out of it."""
    for name in list(st.query_params):
        if "." in name and name.partition(".")[0] != measure.id:
            del st.query_params[name]


def layers(edition: Edition, measure: Measure) -> dict[str, str]:
    """Draw a choice of layers a role; give those that the measure would not take by itself."""
    chosen = {}
    for role in measure.roles:
        codes = [one for one in role.layers if one in edition.records]
        codes += [
            one.id
            for one in edition.records.values()
            if one.group == OWN and one.made_of in role.kinds
        ]
        usual = codes[0] if codes and (role.usual or not role.optional) else NOTHING
        if role.optional:
            codes = sorted([*codes, NOTHING], key=lambda one: (one != usual, one == NOTHING))
        if len(codes) > 1:
            titles = {one: _layer_title(edition, one) for one in codes}
            value = select(_(role.title), titles, f"{measure.id}.{role.name}")
        else:
            value = codes[0] if codes else role.layers[0]
        if value != role.layers[0] or (role.optional and not role.usual):
            chosen[role.name] = value
    return chosen


def role_layer(edition: Edition, role: Role, chosen: Mapping[str, str]) -> str:
    """Give the layer that fills a role; empty where nothing does."""
    value = chosen.get(role.name, "")
    if value == NOTHING or (role.optional and not role.usual and not value):
        return ""
    found = value or role.layers[0]
    return found if found in edition.records else ""


def lacking(edition: Edition, measure: Measure, chosen: Mapping[str, str]) -> list[str]:
    """Give the titles of the roles that nothing in the edition can fill."""
    return [
        _(role.title)
        for role in measure.roles
        if not role.optional and not role_layer(edition, role, chosen)
    ]


def _layer_title(edition: Edition, layer_id: str) -> str:
    return _("none") if layer_id == NOTHING else edition.record(layer_id).title(lang())


def select(label: str, titles: Mapping[str, str], name: str) -> str:
    """Draw a list of choices whose codes live in the address; give the code chosen."""
    codes = list(titles)
    value = address.held(name, codes[0])
    value = value if value in titles else codes[0]
    widget = f"{name}-box"
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(value),
        format_func=titles.__getitem__,
        key=widget,
    )
    address.put(name, chosen)
    address.hold(name, codes[0])
    return chosen


def settings(edition: Edition, measure: Measure, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Draw the settings that the page offers; give the values that are not the defaults.

    Raises
    ------
    ValueRangeError
        A list of numbers cannot be read.
    """
    found = {}
    given = {
        role.name: FILLED if role_layer(edition, role, chosen) else EMPTY for role in measure.roles
    }
    for one in measure.settings:
        if not one.matters(given):
            continue
        if one.kind == "column":
            column = _column(edition, measure, one, chosen)
            if column:
                found[one.name] = column
        elif one.on_page and one.kind in _SHOWN:
            value = _setting(edition, measure, one, chosen)
            given[one.name] = str(value)
            if value != one.default:
                found[one.name] = value
    return found


def _column(
    edition: Edition, measure: Measure, one: Setting, chosen: Mapping[str, str]
) -> str | None:
    """Draw the choice of a column where a person's own layer fills the role; give the column."""
    layer_id = chosen.get(one.of, "")
    if not is_own(layer_id):
        return None
    titles = {"": _("as the layer has it")}
    titles |= {field.name: field.title(lang()) for field in edition.record(layer_id).fields}
    return select(_(one.title), titles, f"{measure.id}.{one.name}") or None


def _setting(edition: Edition, measure: Measure, one: Setting, chosen: Mapping[str, str]) -> Any:
    name, label = f"{measure.id}.{one.name}", _(one.title)
    if one.kind == "choice":
        ordered = sorted(one.choices, key=lambda choice: choice.value != one.default)
        return select(label, {choice.value: _(choice.title) for choice in ordered}, name)
    if one.kind == "table":
        return _table(edition, measure, one, chosen)
    usual = _written(one.default)
    text = address.held(name, usual)
    if one.kind == "yes":
        value: Any = st.checkbox(label, value=text == "yes", key=f"{name}-box")
    elif one.kind == "numbers":
        shown = st.text_input(label, value=text.replace(",", "; "), key=f"{name}-box")
        value = _numbers(one, shown)
    else:
        value = _number(one, label, text, f"{name}-box")
    address.put(name, _written(value))
    address.hold(name, usual)
    return value


def _number(one: Setting, label: str, text: str, widget: str) -> float | None:
    whole = one.kind == "whole"
    kind = int if whole else float
    try:
        value = kind(float(text)) if text else None
    except ValueError:
        value = one.default
    low = None if one.least is None else kind(one.least)
    high = None if one.most is None else kind(one.most)
    if value is not None and (
        (low is not None and value < low) or (high is not None and value > high)
    ):
        value = one.default
    value = None if value is None else kind(value)
    return st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=value,
        step=1 if whole else None,
        format="%d" if whole else "%.10g",
        key=widget,
    )


def _numbers(one: Setting, text: str) -> tuple[float, ...]:
    parts = [part for part in re.split(r"[;\s]+", text.strip()) if part]
    try:
        found = tuple(dict.fromkeys(float(part.replace(",", ".")) for part in parts))
    except ValueError:
        found = ()
    if not found:
        raise ValueRangeError(
            said(
                "{setting}: expected numbers parted by semicolons, got `{text}`: mend them",
                setting=said(one.title),
                text=text,
            )
        )
    return found


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(_written(one) for one in value)
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _table(
    edition: Edition, measure: Measure, one: Setting, chosen: Mapping[str, str]
) -> tuple[tuple[Any, ...], ...]:
    name, usual = f"{measure.id}.{one.name}", _coded(one.default)
    text = address.held(name, usual)
    base = st.session_state.setdefault(f"{name}-base", text)
    words = _classes(edition, measure, chosen)
    kinds = [_cell_kind([row[at] for row in one.default], words) for at in range(len(one.columns))]
    config = {
        column.name: _editor(_(column.title), kind, words)
        for column, kind in zip(one.columns, kinds, strict=True)
    }
    with st.expander(_(one.title)):
        edited = st.data_editor(
            pd.DataFrame(_decoded(base, kinds), columns=list(config)),
            column_config=config,
            num_rows="dynamic",
            hide_index=True,
            width="stretch",
            key=f"{name}-box",
        )
    rows = [
        tuple(_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True))
        for row in edited.dropna(how="all").itertuples(index=False, name=None)
    ]
    value = tuple(
        row
        for row in rows
        if not any(cell is None and kind == "number" for cell, kind in zip(row, kinds, strict=True))
    )
    address.put(name, _coded(value))
    address.hold(name, usual)
    return one.default if _coded(value) == usual else value


def _cell_kind(defaults: list[Any], words: Mapping[str, str]) -> CellKind:
    """Say what the cells of a column are, by those it has at first."""
    if any(isinstance(cell, int | float) for cell in defaults):
        return "number or nothing" if None in defaults else "number"
    return "class" if all(cell in words for cell in defaults) else "text"


def _editor(title: str, kind: CellKind, words: Mapping[str, str]) -> Any:
    if kind == "class":
        return st.column_config.SelectboxColumn(
            title, options=list(words), format_func=lambda code: words.get(code, code)
        )
    if kind == "text":
        return st.column_config.TextColumn(title)
    return st.column_config.NumberColumn(title, required=kind == "number")


def _cell(cell: Any, kind: CellKind) -> Any:
    if kind in ("class", "text"):
        return "" if pd.isna(cell) else str(cell)
    return None if pd.isna(cell) else float(cell)


def _coded(rows: tuple[tuple[Any, ...], ...]) -> str:
    """Write rows for the address; what parts cells and rows is escaped inside them."""
    return ";".join(":".join(_escaped(_written(cell)) for cell in row) for row in rows)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A").replace(";", "%3B")


def _decoded(text: str, kinds: list[CellKind]) -> list[list[Any]]:
    """Read rows of an address; a row that does not fit the columns is left out."""
    rows = []
    for part in filter(None, text.split(";")):
        cells = [unquote(cell) for cell in part.split(":")]
        if len(cells) != len(kinds):
            continue
        try:
            rows.append(
                [
                    cell if kind in ("class", "text") else float(cell) if cell else None
                    for cell, kind in zip(cells, kinds, strict=True)
                ]
            )
        except ValueError:
            continue
    return rows


def _classes(edition: Edition, measure: Measure, chosen: Mapping[str, str]) -> dict[str, str]:
    """Give the classes of the layers that take part, by code."""
    found = {}
    for role in measure.roles:
        layer_id = role_layer(edition, role, chosen)
        for one in edition.record(layer_id).style.classes if layer_id else ():
            if one.value != "":
                found[str(one.value)] = one.title(lang())
    return found
