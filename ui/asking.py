"""The boxes for an address with a name and a password, and the answer of its server.

A server is asked when the button is pressed and at no other time. Name and password leave the boxes
at once and stay on the server, in the session; the boxes and the page's own address hold nothing of
them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from geo import AtlasError
from layers.remote import parse_address
from ui import bringing_words as said
from ui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.remote import Address, Offer

__all__ = ["Answered", "ask", "choose", "forget"]

T = TypeVar("T")
_COUNT = itertools.count()


@dataclass(frozen=True)
class _Asked:
    """What was asked, and what came: a fault, or a value; None before the server is asked."""

    address: Address | None
    number: int
    value: Any = None
    fault: AtlasError | None = None


@dataclass(frozen=True)
class Answered(Generic[T]):
    """An answer.

    Attributes
    ----------
    address
        Whose; its secrets are to be shown nowhere.
    number
        Of this asking, different each time.
    value
        What came.
    """

    address: Address
    number: int
    value: T


def ask(
    name: str,
    label: str,
    placeholder: str,
    question: Callable[[Address], T],
    *,
    side_by_side: bool = True,
) -> Answered[T] | None:
    """Draw the boxes; give the answer, or say what is wrong with it.

    Parameters
    ----------
    name
        Names the boxes and what is held of them in the session.
    label, placeholder
        Of the address.
    question
        What to ask of a server.
    side_by_side
        Whether the boxes stand in a row.
    """
    held: _Asked | None = st.session_state.get(_key(name))
    if held and held.address:
        st.session_state.setdefault(f"{name}-address", held.address.shown)
    with st.container(key=f"{name}-source"):
        places = (
            st.columns([3, 1, 1, 1], vertical_alignment="bottom")
            if side_by_side
            else [st.container(), *st.columns(2), st.container()]
        )
        places[0].text_input(
            label, key=f"{name}-address", placeholder=placeholder, autocomplete="off"
        )
        places[1].text_input(_("User name"), key=f"{name}-user", autocomplete="off")
        places[2].text_input(
            _("Password"), key=f"{name}-password", type="password", autocomplete="new-password"
        )
        places[3].button(
            _("Show its layers"), key=f"{name}-ask", on_click=_ask, args=(name,), width="stretch"
        )
    if held is None:
        return None
    if held.address and held.value is None and not held.fault:
        held = _answered(held, held.address, question)
        st.session_state[_key(name)] = held
    if held.fault or held.address is None:
        said.refuse(held.fault or "", _("The address cannot be read"))
        return None
    return Answered(held.address, held.number, held.value)


def choose(name: str, offered: list[Offer]) -> Offer | None:
    """Draw the choice among offers; the only one is chosen at once."""
    titles = {one.name: _title(one) for one in offered}
    chosen = st.selectbox(
        _("Layer on offer"),
        list(titles),
        index=None if len(titles) > 1 else 0,
        format_func=titles.__getitem__,
        placeholder=_("choose one of {number}").format(number=len(titles)),
        key=f"{name}-offer",
    )
    return next((one for one in offered if one.name == chosen), None)


def forget(name: str) -> None:
    """Let go of what was asked, and empty the boxes."""
    st.session_state.pop(_key(name), None)
    st.session_state.pop(f"{name}-offer", None)
    st.session_state[f"{name}-address"] = ""


def _key(name: str) -> str:
    return f"_{name}_asked"


def _ask(name: str) -> None:
    """Take what stands in the boxes, and empty these of what is secret."""
    held: _Asked | None = st.session_state.get(_key(name))
    boxes = {one: f"{name}-{one}" for one in ("address", "user", "password")}
    text = st.session_state[boxes["address"]].strip()
    user, password = st.session_state[boxes["user"]].strip(), st.session_state[boxes["password"]]
    st.session_state[boxes["user"]] = st.session_state[boxes["password"]] = ""
    st.session_state.pop(f"{name}-offer", None)
    number = next(_COUNT)
    try:
        again = held and held.address and held.address.shown == text
        address = held.address if held and held.address and again else parse_address(text)
    except AtlasError as error:
        st.session_state[boxes["address"]] = ""
        st.session_state[_key(name)] = _Asked(None, number, fault=error)
        return
    if user:
        address = replace(address, user=user, password=password)
    st.session_state[boxes["address"]] = address.shown
    st.session_state[_key(name)] = _Asked(address, number)


def _answered(held: _Asked, address: Address, question: Callable[[Address], Any]) -> _Asked:
    try:
        with st.spinner(_("Asking the server")):
            return replace(held, value=question(address))
    except AtlasError as error:
        return replace(held, fault=error)


def _title(offer: Offer) -> str:
    title = offer.title if offer.title != offer.name else ""
    return " · ".join(one for one in (offer.name, title, offer.geometry, offer.crs) if one)
