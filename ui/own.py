"""Layers that people brought: held for the server's life within a bound, listed by session.

A layer's id names its content. A session remembers ids and titles; what it sees is the server's
edition joined with its own layers. Addresses of the map's data name those ids too, so nobody who
has not brought a file, or been given it, can guess where it is.

Where the bound is reached, what was used longest ago goes, and whoever brought it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import ValueRangeError, said
from layers import wording
from layers.own import OwnLayer, joined
from ui import keys
from ui.bounded import Bounded
from ui.figures import markdown
from ui.i18n import _, lang

if TYPE_CHECKING:
    from layers import Edition
    from layers.vocabulary import Words

__all__ = [
    "drop",
    "edition_of",
    "held_with",
    "say_gone",
    "session_with",
    "show",
    "take",
]

_MOST_BYTES: Final = 600_000_000
_MEGABYTE: Final = 1_000_000

_LAYERS: Bounded[OwnLayer] = Bounded(limit=_MOST_BYTES, weigh=lambda one: one.weight)
_SHOWN: Bounded[OwnLayer] = Bounded(limit=_MOST_BYTES // 2, weigh=lambda one: one.weight)
"""Layers that are looked at before they are taken."""

_JOINED: Bounded[Edition] = Bounded(limit=32)


def take(layers: list[OwnLayer]) -> None:
    """Hold layers, and list them for this session.

    Raises
    ------
    ValueRangeError
        They are heavier than all that the server holds.
    """
    weight = sum(one.weight for one in layers)
    if weight > _MOST_BYTES:
        raise ValueRangeError(
            said(
                "Expected a layer of up to {most_mb} MB in memory; `{file}` takes {size_mb}. "
                "Cut out the area wanted, or leave out columns.",
                most_mb=_MOST_BYTES // _MEGABYTE,
                file=layers[0].record.path,
                size_mb=weight // _MEGABYTE,
            )
        )
    for one in layers:
        _LAYERS.get(one.record.id, lambda one=one: one)
    new = {one.record.id: one.record.titles for one in layers}
    known = {key: titles for key, titles in _listed().items() if key not in new}
    st.session_state[keys.OWN] = known | new


def show(layer: OwnLayer) -> None:
    """Hold a layer that is looked at and not taken yet, so that the map can ask for it."""
    _SHOWN.get(layer.record.id, lambda: layer)


def drop(layer_id: str) -> None:
    """Take a layer off this session's list."""
    st.session_state[keys.OWN] = {
        key: titles for key, titles in _listed().items() if key != layer_id
    }


def _listed() -> dict[str, Words]:
    return dict(st.session_state.get(keys.OWN, {}))


def session_with(edition: Edition) -> Edition:
    """Give the edition with this session's own layers; those that are held no more are noted."""
    listed = _listed()
    held = {one: layer for one in listed if (layer := _LAYERS.find(one)) is not None}
    gone = [titles for one, titles in listed.items() if one not in held]
    if gone:
        st.session_state[keys.OWN] = {one: listed[one] for one in held}
        st.session_state[keys.GONE] = (*st.session_state.get(keys.GONE, ()), *gone)
    if not held:
        return edition
    key = (edition.sha256, tuple(held))
    made = _JOINED.get(key, lambda: joined(edition, list(held.values())))
    _JOINED.get(made.sha256, lambda: made)
    return made


def say_gone() -> None:
    """Say which layers of this session the server holds no more, and why, until it is read."""
    gone = st.session_state.get(keys.GONE, ())
    if not gone:
        return
    text = _(
        "No longer held: {layers}. The server keeps {limit} MB of layers that were brought in; "
        "newer ones took the room. Bring them in again from their files."
    ).format(
        layers=", ".join(markdown(one.say(lang())) for one in gone),
        limit=wording.number(_MOST_BYTES / _MEGABYTE, lang(), 0),
    )
    with st.container(key="gone"):
        st.warning(text)
        st.button(_("Understood"), key="gone-read", on_click=_read)


def _read() -> None:
    st.session_state.pop(keys.GONE, None)


def edition_of(sha256: str) -> Edition | None:
    """Give an edition joined with own layers by its hash; None where none is held."""
    return _JOINED.find(sha256)


def held_with(edition: Edition, layer_id: str) -> Edition:
    """Give an edition that has a layer, where anybody brought it: for addresses of the map's data.

    The edition itself where the layer is its own, or nobody's.
    """
    if layer_id in edition.records:
        return edition
    layer = _LAYERS.find(layer_id) or _SHOWN.find(layer_id)
    return edition if layer is None else joined(edition, (layer,))
