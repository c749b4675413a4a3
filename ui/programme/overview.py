"""The overview: the programme's points as live figures, its money, dates and territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import packs
from ui.i18n import _
from ui.programme import held, points, territory
from ui.programme.glance import at_first_sight
from ui.programme.pieces import empty, heading, page_title

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["draw"]


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    found = held.overview(edition)
    if found is None:
        text = _("This edition has no programme: add a document `programme` to its catalogue.")
        st.html(page_title(_("Overview")) + empty(text))
        return
    programme = found.programme
    st.html(points.opening(programme) + at_first_sight(found))
    if st.button(_("Materials for a presentation"), key="overview-pack"):
        packs.go("pptx")
    st.html(points.points(edition, found))
    if programme.money:
        note = _("Each sum as its source gives it, in the order of dates. Nothing is added up.")
        st.html(heading(_("Money"), note) + points.money(programme))
    if programme.events:
        st.html(heading(_("Timeline")) + points.timeline(programme))
    if programme.municipalities:
        st.html(heading(_("The agglomeration")) + territory.agglomeration(programme))
    if programme.zone:
        title = _("Special economic zone over the years")
        st.html(heading(title) + territory.zone(programme))
    st.html(heading(_("Sources")) + points.sources(programme))
