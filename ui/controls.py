"""What a person chooses for a measure: layers, area and settings, all as codes in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo import ValueRangeError
from layers.measure import NOTHING
from ui import address
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers import Edition
    from layers.measure import Measure, Role, Setting

__all__ = ["forget_others", "layers", "role_layer", "select", "settings"]

_SHOWN = frozenset({"choice", "number", "whole", "numbers", "yes", "table"})


def forget_others(measure: Measure) -> None:
    """Take what other measures put into the address out of it."""
    for name in list(st.query_params):
        if "." in name and name.partition(".")[0] != measure.id:
            del st.query_params[name]


def layers(edition: Edition, measure: Measure) -> dict[str, str]:
    """Draw a choice of layers a role; give those that are not the usual ones."""
    chosen = {}
    for role in measure.roles:
        codes = [one for one in role.layers if one in edition.records]
        usual = codes[0] if codes and (role.usual or not role.optional) else NOTHING
        if role.optional:
            codes = sorted({*codes, NOTHING}, key=lambda one: (one != usual, one == NOTHING))
        if len(codes) > 1:
            titles = {one: _layer_title(edition, one) for one in codes}
            value = select(_(role.title), titles, f"{measure.id}.{role.name}")
        else:
            value = codes[0] if codes else role.layers[0]
        if value != usual or (role.optional and not role.usual):
            chosen[role.name] = value
    return chosen


def role_layer(edition: Edition, role: Role, chosen: Mapping[str, str]) -> str:
    """Give the layer that fills a role; empty where nothing does."""
    value = chosen.get(role.name, "")
    if value == NOTHING or (role.optional and not role.usual and not value):
        return ""
    found = value or role.layers[0]
    return found if found in edition.records else ""


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
    for one in measure.settings:
        if one.on_page and one.kind in _SHOWN:
            value = _setting(edition, measure, one, chosen)
            if value != one.default:
                found[one.name] = value
    return found


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
        template = _("{setting}: expected numbers parted by semicolons, got `{text}`: mend them")
        raise ValueRangeError(template.format(setting=_(one.title), text=text))
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
    numeric = [
        bool(one.default) and isinstance(one.default[0][at], int | float)
        for at in range(len(one.columns))
    ]
    columns = [column.name for column in one.columns]
    rows = _decoded(base, numeric)
    words = _classes(edition, measure, chosen)
    config: dict[str, Any] = {}
    for column, counted in zip(one.columns, numeric, strict=True):
        title = _(column.title)
        if counted:
            config[column.name] = st.column_config.NumberColumn(title, required=True)
        else:
            config[column.name] = st.column_config.SelectboxColumn(
                title,
                options=list(words),
                format_func=lambda code: words.get(code, code),
            )
    with st.expander(_(one.title)):
        edited = st.data_editor(
            pd.DataFrame(rows, columns=columns),
            column_config=config,
            num_rows="dynamic",
            hide_index=True,
            width="stretch",
            key=f"{name}-box",
        )
    filled = edited.dropna(how="all")
    value = tuple(
        tuple(
            (float(cell) if counted else ("" if pd.isna(cell) else str(cell)))
            for cell, counted in zip(row, numeric, strict=True)
        )
        for row in filled.itertuples(index=False, name=None)
        if not any(counted and pd.isna(cell) for cell, counted in zip(row, numeric, strict=True))
    )
    address.put(name, _coded(value))
    address.hold(name, usual)
    return one.default if _coded(value) == usual else value


def _coded(rows: tuple[tuple[Any, ...], ...]) -> str:
    return ";".join(":".join(_written(cell) for cell in row) for row in rows)


def _decoded(text: str, numeric: list[bool]) -> list[list[Any]]:
    rows = []
    for part in filter(None, text.split(";")):
        cells = part.split(":")
        if len(cells) == len(numeric):
            try:
                rows.append(
                    [
                        float(cell) if counted else cell
                        for cell, counted in zip(cells, numeric, strict=True)
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
