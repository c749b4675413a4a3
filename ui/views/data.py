"""Every layer of the edition: where it came from, how far to trust it, its rows, its file."""

from __future__ import annotations

import streamlit as st

from ui import dossier, downloads, shelf
from ui.edition import current_edition
from ui.figures import escape, section
from ui.i18n import _

edition = current_edition()
record = shelf.chosen(edition)

with st.container(key="data"):
    left, right = st.columns([1, 0.46], gap="large")
    if record is None:
        with left:
            title = _("Data")
            lead = _("All that the atlas draws and counts with, where it came from and how good.")
            st.html(f"<h1 class='title'>{escape(title)}</h1><p class='lead'>{escape(lead)}</p>")
        with right:
            downloads.html_map_button(edition)
        shelf.overview(edition)
    else:
        with left:
            dossier.head(edition, record)
            dossier.about(record)
        with right, st.container(key="take"):
            section(_("Take away"))
            downloads.layer_file(edition, record)
        if record.kind in ("vector", "table"):
            section(_("Rows"))
            dossier.rows(edition, record)
        elif record.kind == "raster":
            section(_("Classes"))
            dossier.classes(edition, record)
        else:
            section(_("Contents"))
            st.page_link("views/programme.py", label=_("Read it on the page Programme"))
        if record.fields:
            section(_("Columns"))
            dossier.columns(record)
