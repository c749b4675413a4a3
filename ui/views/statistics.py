"""The statistics page: one measure at a time, as a picture, a table, a method card and a file."""

from __future__ import annotations

import streamlit as st

from ui import address, keys, measures
from ui.edition import current_edition
from ui.figures import escape
from ui.i18n import _

edition = current_edition()
lead = _("Every number with its method, and with the interval that the places' precision leaves.")
st.html(f"<h1 class='title'>{escape(_('Statistics'))}</h1><p class='lead'>{escape(lead)}</p>")
titles = {
    "coverage": _("Coverage"),
    "proximity": _("Proximity"),
    "landuse": _("Land use"),
    "landcover": _("Land cover"),
}
measure = address.choice(_("Measure"), titles, keys.MEASURE)
{
    "coverage": measures.coverage,
    "proximity": measures.proximity,
    "landuse": measures.landuse,
    "landcover": measures.landcover,
}[measure](edition)
