"""The programme as it stands in the data: its points, money, dates, territory and projects."""

from __future__ import annotations

import streamlit as st

from ui import address, cached, keys, projects, story, territory
from ui.edition import current_edition
from ui.figures import hint
from ui.i18n import _

ALL = "all"
SHOWN = "projects-shown"

edition = current_edition()


def projects_part() -> None:
    """Draw the projects: totals, a choice of group, the table."""
    st.html(story.heading(_("Projects")) + projects.totals(edition))
    titles = {ALL: _("All"), **projects.groups(edition)}
    only = address.held(keys.PROJECTS, ALL)
    only = only if only in titles else ALL
    st.pills(
        _("Show"),
        list(titles),
        default=only,
        required=True,
        format_func=titles.__getitem__,
        key=SHOWN,
        on_change=lambda: address.put(keys.PROJECTS, st.session_state[SHOWN]),
        label_visibility="collapsed",
    )
    address.hold(keys.PROJECTS, ALL)
    st.html(projects.table(edition, "" if only == ALL else only))


with st.container(key="programme"):
    if "programme" in edition.records:
        programme = cached.programme(edition.sha256)
        st.html(story.opening(programme))
        st.html(story.points(edition, programme))
        note = _("Each sum as its source gives it, in the order of dates. Nothing is added up.")
        st.html(story.heading(_("Money"), note) + story.money(programme))
        st.html(story.heading(_("Timeline")) + story.timeline(programme))
        st.html(story.heading(_("The agglomeration")) + territory.agglomeration(programme))
        st.html(
            story.heading(_("Special economic zone over the years")) + territory.zone(programme)
        )
        if programme.medical_centre:
            st.html(
                story.heading(_("Medical centre")) + territory.medical_centre(edition, programme)
            )
    else:
        hint(_("This edition has no programme: add a document `programme` to its catalogue."))
    if "projects" in edition.records:
        projects_part()
    note = _("Parks and sites whose place is not known: they stand in the tables only.")
    st.html(story.heading(_("Off the map"), note) + projects.off_map(edition))
    if "programme" in edition.records:
        st.html(story.heading(_("Sources")) + story.sources(programme))
