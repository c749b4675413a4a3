"""Every layer of the edition: where it came from, how far to trust it, its rows, its file."""

from __future__ import annotations

import streamlit as st

from layers.own import is_own
from ui import address, bringing, dossier, downloads, keys, own, shelf
from ui.edition import current_edition
from ui.figures import escape, section
from ui.i18n import _

edition = current_edition()


def forget(layer_id: str) -> None:
    """Take an own layer off the session, and show the whole shelf."""
    own.drop(layer_id)
    address.put(keys.LAYER, shelf.WHOLE)


record = shelf.chosen(edition)

with st.container(key="data"):
    if shelf.is_bringing():
        bringing.bring(edition)
    elif record is None:
        title = _("Data")
        lead = _("All that the atlas draws and counts with, where it came from and how good.")
        st.html(f"<h1 class='title'>{escape(title)}</h1><p class='lead'>{escape(lead)}</p>")
        shelf.overview(edition)
        with st.container(key="take-all"):
            downloads.bundle(edition)
    else:
        left, right = st.columns([1, 0.46], gap="large")
        with left:
            dossier.head(edition, record)
            dossier.about(record)
        with right, st.container(key="take"):
            section(_("Take away"))
            downloads.layer_file(edition, record)
            if is_own(record.id):
                st.button(
                    _("Take the layer off"), key="drop-own", on_click=forget, args=(record.id,)
                )
        if record.kind in ("vector", "table"):
            section(_("Rows"))
            dossier.rows(edition, record)
        elif record.kind == "raster":
            section(_("Classes") if edition.raster(record.id).classes else _("Values"))
            dossier.classes(edition, record)
        else:
            section(_("Contents"))
            st.page_link("views/programme.py", label=_("Read it on the page Programme"))
        if record.fields:
            section(_("Columns"))
            dossier.columns(record)
