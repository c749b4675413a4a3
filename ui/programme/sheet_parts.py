"""What the pages of parks and of clusters share: head, what is near, projects, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers import wording
from layers.accounts import UNCOUNTED
from layers.vocabulary import ID, NAME, in_language
from ui import address, keys
from ui.figures import escape, section
from ui.i18n import _, lang
from ui.programme import projects as register_part
from ui.programme.pieces import cell, empty, heading, noted, sheet, totals
from ui.programme.statements import SEPARATOR, link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition
    from layers.accounts import Neighbour, Register

__all__ = ["head", "near", "projects", "sources", "to_map", "uncounted"]


def head(name: str, eyebrow: str, colour: str, tags: Sequence[str]) -> str:
    """Give the head of a page: the kind, the name, the states as small tags."""
    labels = "".join(f"<span>{escape(tag)}</span>" for tag in tags if tag)
    return (
        f"<header class='part sheet-head'><p class='eyebrow' style='--c:{escape(colour)}'>"
        f"{escape(eyebrow)}</p><h1>{escape(name)}</h1><div class='tags'>{labels}</div></header>"
    )


def near(edition: Edition, found: Sequence[Neighbour]) -> None:
    """Draw the nearest park of each type and site of each cluster."""
    section(_("Near by"))
    if not found:
        st.html(empty(_("Without a place nothing is near.")))
        return
    name = in_language(NAME, lang())
    rows = []
    for one in found:
        frame = edition.frame(one.layer_id)
        row = frame[frame[ID] == one.feature_id].iloc[0]
        look = edition.record(one.layer_id).style.by_value().get(one.value)
        rows.append(
            (
                cell(
                    f"<b>{escape(row[name])}</b>",
                    escape(look.title(lang()) if look else one.value),
                ),
                escape(wording.length(one.distance.value, lang())),
            )
        )
    text = _("The nearest of each type of park and of each cluster, a straight line")
    note = noted(text, found[0].distance.method, _("Near by"))
    heads = (_("Nearest"), _("Distance"))
    st.html(sheet(heads, rows, "near") + note)


def projects(edition: Edition, register: Register, title: str, name: str) -> None:
    """Draw the projects of a park or a cluster, their totals, and files of that name."""
    st.html(heading(title))
    if register.rows.empty:
        st.html(empty(_("No project of the register stands here.")))
        return
    none = _("None of these projects has a published sum or number of jobs.")
    st.html(totals(register.totals) or empty(none))
    st.html(register_part.table(edition, register))
    register_part.take_away(edition, register, name)


def sources(text: str) -> None:
    """Draw the sources, parted by " ; " in the data."""
    items = "".join(
        f"<li>{link(part, part, part)}</li>"
        for part in dict.fromkeys(text.split(SEPARATOR))
        if part
    )
    if items:
        st.html(f"{heading(_('Sources'))}<ol class='sources'>{items}</ol>")


def to_map(layer_id: str, feature_id: str) -> None:
    """Draw what leads to the feature on the Map page."""
    if st.button(_("Show on the large map"), key="sheet-map"):
        address.put(keys.SELECTED, f"{layer_id}/{feature_id}")
        st.session_state[keys.FLY] = f"{layer_id}/{feature_id}"
        address.go("map")


def uncounted() -> str:
    """Say, where a number of people would stand, that nobody was counted."""
    return empty(f"{_('People near by')}. {_(UNCOUNTED)}")
