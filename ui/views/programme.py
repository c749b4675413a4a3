"""The programme, part by part: the address says which part, and of which park or cluster."""

from __future__ import annotations

import streamlit as st

from ui import address, keys
from ui.edition import current_edition
from ui.i18n import _
from ui.programme import medical, overview, participants, projects, roadmap, sheets

edition = current_edition()

PARTS = {
    "overview": overview.draw,
    "projects": projects.draw,
    "roadmap": roadmap.draw,
    "participants": participants.draw,
    "medical": medical.draw,
    "sheets": sheets.draw,
}

with st.container(key="programme"):
    titles = {
        "overview": _("Overview"),
        "projects": _("Projects"),
        "roadmap": _("Road map"),
        "participants": _("Participants and instruments"),
        "medical": _("Medical centre"),
        "sheets": _("Parks and clusters"),
    }
    with st.container(key="programme-parts"):
        part = address.choice(_("Part of the programme"), titles, keys.PART)
    PARTS[part](edition)
