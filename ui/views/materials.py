"""Materials for a presentation: slides, the atlas, sheets, the map in one file, pictures."""

from __future__ import annotations

import streamlit as st

from ui import packs
from ui.edition import current_edition
from ui.figures import escape
from ui.i18n import _

with st.container(key="materials"):
    title = _("Materials")
    lead = _("For screen, table and wall. Figures are of the whole edition, whatever pages filter.")
    st.html(f"<h1 class='title'>{escape(title)}</h1><p class='lead'>{escape(lead)}</p>")
    packs.presentation(current_edition())
