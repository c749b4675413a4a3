"""Backgrounds under the map from servers that a person named: added, switched, taken off.

The browser asks only our own server, at an address with a word that cannot be guessed; that asks
the one that was named, within the bounds of `layers.remote.pictures`. So the page's rule of no
request to anywhere else holds, and a background may stand on an intranet. Nothing is asked before
somebody adds one, and nothing while its box is empty.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from layers.remote.pictures import DEEPEST, Background, Picture, background_offers, tile
from ui import asking, keys
from ui.bounded import Bounded
from ui.figures import escape, markdown
from ui.i18n import _

__all__ = ["ADDRESS", "Shown", "draw", "fetch"]

ADDRESS: Final = "/background/"

_NAME: Final = "background"
_SIDE: Final = 256
_MOST: Final = 8
_HELD: Bounded[Background] = Bounded(limit=512)
_TILES: Bounded[Picture] = Bounded(limit=64_000_000, weigh=lambda one: len(one.body))


@dataclass(frozen=True)
class Shown:
    """A background of this session.

    Attributes
    ----------
    word
        Part of the address of its tiles.
    title, attribution
        As a person wrote them: plain text.
    """

    word: str
    title: str
    attribution: str

    @property
    def name(self) -> str:
        """Give the name of its source and layer."""
        return f"background-{self.word}"

    @property
    def source(self) -> dict[str, Any]:
        """Give its source for MapLibre."""
        return {
            "type": "raster",
            "tiles": [f"{ADDRESS}{self.word}/{{z}}/{{x}}/{{y}}"],
            "tileSize": _SIDE,
            "maxzoom": DEEPEST,
        }

    @property
    def layer(self) -> dict[str, Any]:
        """Give its layer for MapLibre, which draws from the source of the same name."""
        paint = {"raster-fade-duration": 0}
        return {"id": self.name, "type": "raster", "source": self.name, "paint": paint}


def fetch(word: str, z: int, x: int, y: int) -> Picture | None:
    """Fetch a tile of a background; None where no such one is held.

    Raises
    ------
    SourceError
        There is no such tile, or its server does not give it.
    """
    background = _HELD.find(word)
    if background is None:
        return None
    return _TILES.get((word, z, x, y), lambda: tile(background, z, x, y))


def draw() -> list[Shown]:
    """Draw a row for each background of the session and the place to add one; give what is on."""
    listed: tuple[Shown, ...] = st.session_state.get(keys.BACKGROUNDS, ())
    on = []
    for one in listed:
        row, away = st.columns([8, 1], vertical_alignment="center", gap=None)
        key = f"on-background-{one.word}"
        if row.checkbox(markdown(one.title), value=True, key=key, width="stretch"):
            on.append(one)
        away.button(
            "×",
            key=f"drop-background-{one.word}",
            help=_("Take it off the list"),
            type="tertiary",
            on_click=_drop,
            args=(one.word,),
        )
    st.button(
        _("A background from a server"), key="background-add", width="stretch", on_click=_turn
    )
    if st.session_state.get(keys.BACKGROUND_ADD, False):
        with st.container(border=True):
            _add(len(listed))
    return on


def _turn() -> None:
    """Open or shut the place to add one: what is shut is not sent to the browser at all."""
    st.session_state[keys.BACKGROUND_ADD] = not st.session_state.get(keys.BACKGROUND_ADD, False)


def _add(number: int) -> None:
    hint = _(
        "A WMS, or tiles with {z}, {x} and {y} in their address. The atlas's server asks that "
        "server for the part of the map that is seen, while the background is on."
    )
    st.html(f"<p class='hint'>{escape(hint)}</p>")
    if number >= _MOST:
        full = _("{number} backgrounds are the most: take one off.").format(number=_MOST)
        st.html(f"<p class='hint'>{escape(full)}</p>")
        return
    answered = asking.ask(
        _NAME,
        _("Address of a WMS or of tiles"),
        "https://…/{z}/{x}/{y}.png",
        background_offers,
        side_by_side=False,
    )
    if answered is None:
        return
    backgrounds = {offer.name: background for offer, background in answered.value}
    offered = [offer for offer, _background in answered.value]
    offer = asking.choose(_NAME, offered) if offered[0].name else offered[0]
    if offer is None:
        return
    called = f"background-title-{answered.number}-{offer.name}"
    st.text_input(_("What to call it"), value=offer.title or offer.name, max_chars=80, key=called)
    thanked = f"background-attribution-{answered.number}"
    st.text_input(
        _("Attribution, as its keeper wants it"),
        value=answered.address.host,
        max_chars=200,
        key=thanked,
    )
    st.button(
        _("Put it under the map"),
        key="background-take",
        type="primary",
        width="stretch",
        on_click=_take,
        args=(backgrounds[offer.name], offer.title, called, thanked),
    )


def _take(background: Background, title: str, called: str, thanked: str) -> None:
    """List a background under what stands in its boxes now, also if it was just written."""
    title = st.session_state[called].strip() or title or background.layer
    attribution = st.session_state[thanked].strip()
    word = secrets.token_urlsafe(16)
    _HELD.get(word, lambda: background)
    shown = Shown(word, title, attribution)
    st.session_state[keys.BACKGROUNDS] = (*st.session_state.get(keys.BACKGROUNDS, ()), shown)
    st.session_state[keys.BACKGROUND_ADD] = False
    asking.forget(_NAME)


def _drop(word: str) -> None:
    st.session_state[keys.BACKGROUNDS] = tuple(
        one for one in st.session_state[keys.BACKGROUNDS] if one.word != word
    )
