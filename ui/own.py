"""Layers that people brought: held for the server's life within a bound, listed by session.

A layer's id names its content. A session remembers ids only; what it sees is the server's edition
joined with its own layers. Addresses of the map's data name those ids too, so nobody who has not
brought a file, or been given it, can guess where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.own import OwnLayer, joined
from ui import keys
from ui.bounded import Bounded

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["drop", "edition_of", "held_with", "session_with", "take"]

_MOST_BYTES: Final = 600_000_000

_LAYERS: Bounded[OwnLayer] = Bounded(limit=_MOST_BYTES, weigh=lambda one: one.weight)
_JOINED: Bounded[Edition] = Bounded(limit=32)


def take(layers: list[OwnLayer]) -> None:
    """Hold layers, and list them for this session."""
    for one in layers:
        _LAYERS.get(one.record.id, lambda one=one: one)
    ids = [one.record.id for one in layers]
    known = [one for one in _ids() if one not in ids]
    st.session_state[keys.OWN] = (*known, *ids)


def drop(layer_id: str) -> None:
    """Take a layer off this session's list."""
    st.session_state[keys.OWN] = tuple(one for one in _ids() if one != layer_id)


def _ids() -> tuple[str, ...]:
    return tuple(st.session_state.get(keys.OWN, ()))


def session_with(edition: Edition) -> Edition:
    """Give the edition with this session's own layers, those that are still held."""
    found = tuple(layer for one in _ids() if (layer := _LAYERS.find(one)) is not None)
    key = (edition.sha256, tuple(one.record.id for one in found))
    if not found:
        return edition
    made = _JOINED.get(key, lambda: joined(edition, found))
    _JOINED.get(made.sha256, lambda: made)
    return made


def edition_of(sha256: str) -> Edition | None:
    """Give an edition joined with own layers by its hash; None where none is held."""
    return _JOINED.find(sha256)


def held_with(edition: Edition, layer_id: str) -> Edition:
    """Give an edition that has a layer, where anybody brought it: for addresses of the map's data.

    The edition itself where the layer is its own, or nobody's.
    """
    layer = None if layer_id in edition.records else _LAYERS.find(layer_id)
    return edition if layer is None else joined(edition, (layer,))
