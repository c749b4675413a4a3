"""What the page has for every kind of file that comes: choices, facts, refusal, the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import AtlasError
from layers import wording
from layers.formats import crs_choices
from ui import address, keys, own
from ui.figures import escape, section
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo import OperationNote
    from layers import Edition
    from layers.own import OwnLayer

__all__ = ["AUTO", "TITLE", "by", "choose_crs", "confirm", "operation", "record", "refuse"]

AUTO: Final = ""
"""The choice that leaves it to the file."""

TITLE: Final = "bring-title"

_OTHER: Final = "other"


def choose_crs(edition: Edition) -> str | None:
    """Draw the choice of a coordinate system; None leaves it to the file."""
    systems = {AUTO: _("as stated, else guessed")}
    systems |= {one.id: one.title(lang()) for one in crs_choices(edition.crs)}
    systems[_OTHER] = _("another: name it")
    crs = st.selectbox(
        _("Coordinate system"), list(systems), format_func=systems.__getitem__, key="bring-crs"
    )
    if crs == _OTHER:
        crs = st.text_input(
            _("EPSG code, PROJ text or WKT"), key="bring-proj", placeholder="EPSG:28415"
        )
    return crs or None


def by(whom: str) -> str:
    """Say who said so: the file, its letters, a guess, a person."""
    words = {
        "file": _("the file says so"),
        "server": _("the server says so"),
        "guess": _("guessed"),
        "hand": _("chosen by hand"),
        "letters": _("by its letters"),
    }
    return words.get(whom, "")


def operation(note: OperationNote) -> str:
    """Name a coordinate operation, and say how good it is."""
    accuracy = note.accuracy_m
    good = (
        _("good to {metres} m").format(metres=wording.number(accuracy, lang(), 1))
        if accuracy == accuracy  # noqa: PLR0124 - NaN where PROJ does not know it
        else _("accuracy not known to PROJ")
    )
    return f"{_(note.name)}; {good}"


def record(pairs: Mapping[str, str]) -> None:
    """Draw what was found out of the file."""
    items = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs.items()
    )
    st.html(f"<dl class='record'>{items}</dl>")


def refuse(error: AtlasError | str, head: str = "") -> None:
    """Say why a file, or what `head` tells of, cannot be taken, and what to do."""
    bold = escape(head or _("The file cannot be taken as it is"))
    why = escape(wording.told(error, lang()))
    st.html(f"<div class='refused' role='alert'><b>{bold}</b><p>{why}</p></div>")


def confirm(stem: str, make: Callable[[str], list[OwnLayer]]) -> None:
    """Take a title, and put the layers that `make` gives for it among the session's own."""
    section(_("Into the atlas"))
    refused = st.session_state.pop(keys.REFUSED, None)
    if refused:
        refuse(refused)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        st.text_input(_("What to call it"), value=stem, max_chars=80, key=TITLE)
    with right:
        st.button(
            _("Put it on the map"),
            type="primary",
            width="stretch",
            key="bring-take",
            on_click=_take,
            args=(stem, make),
        )


def _take(stem: str, make: Callable[[str], list[OwnLayer]]) -> None:
    """Take the layers under the title that stands in its box now, also if it was just written."""
    layers = make(st.session_state[TITLE].strip() or stem)
    try:
        own.take(layers)
    except AtlasError as error:
        st.session_state[keys.REFUSED] = error.said
        return
    st.session_state.pop(keys.MAPPING, None)
    address.put(keys.LAYER, layers[0].record.id)
