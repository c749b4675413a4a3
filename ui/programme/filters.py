"""The filter of the register of projects, held in the address as plain codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from layers.accounts import Filter
from layers.vocabulary import CLUSTER, ID, NAME, PARK_TYPE, in_language
from reports import terms
from ui import address, keys
from ui.i18n import _, lang
from ui.programme import held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers import Edition
    from layers.programme import Programme

__all__ = ["asked", "class_names", "groups"]

ALL: Final = Filter()
STATES: Final = ("completed", "under_way", "planned", "concept", "stalled", "unknown")
MONEY: Final = {"": None, "0-1": (0.0, 1.0), "1-10": (1.0, 10.0), "10": (10.0, 1e6)}
"""Ranges of money in billions of roubles, by their code in the address."""
WIDE: Final = (1.7, 1.5, 1.4, 1.0, 0.9, 0.9)


def class_names(edition: Edition) -> dict[str, str]:
    """Give the names of clusters and types of park by code, as the legend has them."""
    return {
        str(one.value): one.title(lang())
        for layer in ("sites", "parks")
        if layer in edition.records
        for one in edition.record(layer).style.classes
        if one.value
    }


def groups(edition: Edition) -> dict[str, str]:
    """Give the groups of projects by code, each with its name: clusters, park types, the rest."""
    rows = held.projects(edition, ALL).rows
    found = {code for column in (CLUSTER, PARK_TYPE, "grouping") for code in rows[column]}
    names = class_names(edition)
    rest = sorted(set(rows["grouping"]) - {""})
    names |= {code: terms.value_title("grouping", code, lang()) for code in rest}
    return {code: name for code, name in names.items() if code in found}


def asked(edition: Edition, programme: Programme | None) -> Filter:
    """Draw the choices in a row; give the filter that they make."""
    rows = held.projects(edition, ALL).rows
    titles = groups(edition)
    priorities = (
        {one.id: one.title.say(lang()) for one in programme.priorities} if programme else {}
    )
    states = {code: terms.value_title("state", code, lang()) for code in STATES}
    states = {code: title for code, title in states.items() if code in set(rows["state"])}
    with st.container(key="project-filters"):
        cells = st.columns(WIDE, gap="small", vertical_alignment="bottom")
        with cells[0]:
            group = _several(_("Cluster or type of park"), titles, keys.PROJECTS)
        with cells[1]:
            parks = _several(_("Park"), _parks(edition, rows), "in")
        with cells[2]:
            named = _several(_("Priority"), priorities, "for")
        with cells[3]:
            in_state = _several(_("State"), states, "state")
        with cells[4]:
            first, last = _years(rows)
        with cells[5]:
            money = _money()
    known = {column: set(rows[column]) for column in (CLUSTER, PARK_TYPE, "grouping")}
    return Filter(
        groups=group & {code for codes in known.values() for code in codes},
        parks=parks,
        priorities=named,
        states=in_state,
        years=(first, last) if first is not None and last is not None else None,
        rub_bn=money,
    )


def _several(label: str, titles: Mapping[str, str], name: str) -> frozenset[str]:
    """Draw a choice of several codes, which live in the address with commas between."""
    held = [code for code in address.held(name).split(",") if code in titles]
    widget = f"{name}-several"
    st.multiselect(
        label,
        list(titles),
        default=held,
        format_func=titles.__getitem__,
        key=widget,
        placeholder=_("All"),
        on_change=lambda: address.put(name, ",".join(st.session_state[widget])),
        select_all=False,
    )
    address.hold(name)
    return frozenset(held)


def _parks(edition: Edition, rows: pd.DataFrame) -> dict[str, str]:
    if "parks" not in edition.records:
        return {}
    frame = edition.frame("parks")
    column = in_language("short", lang())
    column = column if column in frame.columns else in_language(NAME, lang())
    named = frame[frame[ID].isin(rows["park_id"])]
    return dict(zip(named[ID].astype(str), named[column].astype(str), strict=True))


def _years(rows: pd.DataFrame) -> tuple[int | None, int | None]:
    """Draw the choice of years; None where all are let through."""
    known = pd.concat([rows["year_start"], rows["year_end"]]).dropna()
    codes = [""]
    if len(known):
        codes += [str(year) for year in range(int(known.min()), int(known.max()) + 1)]
    return _year(_("Under way in"), codes)


def _year(label: str, codes: list[str]) -> tuple[int | None, int | None]:
    held = address.held("year")
    held = held if held in codes else ""
    st.selectbox(
        label,
        codes,
        index=codes.index(held),
        format_func=lambda code: code or _("any year"),
        key="year-choice",
        on_change=lambda: address.put("year", st.session_state["year-choice"]),
    )
    address.hold("year")
    return (int(held), int(held)) if held else (None, None)


def _money() -> tuple[float, float] | None:
    titles = {
        "": _("any sum"),
        "0-1": _("up to RUB 1 bn"),
        "1-10": _("RUB 1 to 10 bn"),
        "10": _("RUB 10 bn and more"),
    }
    held = address.held("money")
    held = held if held in MONEY else ""
    st.selectbox(
        _("Money"),
        list(MONEY),
        index=list(MONEY).index(held),
        format_func=titles.__getitem__,
        key="money-choice",
        on_change=lambda: address.put("money", st.session_state["money-choice"]),
    )
    address.hold("money")
    return MONEY[held]
