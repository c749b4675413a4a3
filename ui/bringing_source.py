"""A layer brought in by address: what its server offers, and the layer chosen of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import streamlit as st

from layers.remote import offers
from ui import asking
from ui.figures import escape
from ui.i18n import _

__all__ = ["Source", "choose"]

_NAME = "bring"


@dataclass(frozen=True)
class Source:
    """A layer of a server.

    Attributes
    ----------
    spec
        What `import_file` reads; it holds the password, so it is shown nowhere.
    key
        Names what came at this asking, and tells nothing.
    title
        What to call the layer at first.
    """

    spec: str = field(repr=False)
    key: str
    title: str


def choose() -> Source | None:
    """Draw the boxes and what is on offer; give the layer that is chosen, if one is."""
    answered = asking.ask(
        _NAME,
        _("Or the address of a WFS, OGC API Features or PostGIS"),
        "https://…, postgresql://…/…",
        lambda address: offers(address.text),
    )
    if answered is None:
        return None
    if not answered.value:
        st.html(f"<p class='hint'>{escape(_('It offers no layers.'))}</p>")
        return None
    offer = asking.choose(_NAME, answered.value)
    if offer is None:
        return None
    spec = replace(answered.address, layer=offer.name).text
    key = hashlib.sha256(f"{spec} {answered.number}".encode()).hexdigest()
    return Source(spec, key, offer.title or offer.name.rpartition(":")[2])
