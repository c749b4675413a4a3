"""Files to take away: a layer in a format and a coordinate system, and the map as one HTML page.

Nothing is made until a button is pressed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from layers.formats import CRS_CHOICES, ENCODINGS, FORMATS
from layers.writing import export_bytes, takes_p10
from ui import cached
from ui.figures import escape
from ui.i18n import _, lang

if TYPE_CHECKING:
    from layers import Edition, LayerRecord

__all__ = ["any_layer", "html_map_button", "layer_bytes", "layer_file"]


def layer_file(edition: Edition, record: LayerRecord) -> None:
    """Draw the choice of format and coordinate system, and the button that gives the file."""
    say = lang()
    formats = {one.id: one for one in FORMATS if record.kind in one.kinds}
    chosen = st.selectbox(
        _("Format"),
        list(formats),
        format_func=lambda one: formats[one].title(say),
        key=f"format-{record.kind}",
    )
    crs = ""
    if record.kind in ("vector", "raster"):
        systems = {one.id: one for one in CRS_CHOICES}
        only = formats[chosen].wgs84_only
        offered = list(systems)[:1] if only else list(systems)
        crs = st.selectbox(
            _("Coordinate system"),
            offered,
            format_func=lambda one: systems[one].title(say),
            key="crs-wgs84" if only else "crs",
        )
        st.html(f"<p class='hint small'>{escape(systems[crs].accuracy(say))}</p>")
    encoding = None
    if formats[chosen].encoded:
        encoding = st.selectbox(
            _("Encoding of texts"), list(ENCODINGS), format_func=ENCODINGS.get, key="encoding"
        )
    p10 = takes_p10(record) and st.checkbox(_("Add the columns of Order P10"), key="p10")
    st.download_button(
        _("Download the layer"),
        data=partial(layer_bytes, edition, record.id, chosen, crs, say, encoding, p10=p10),
        file_name=f"{edition.id}_{record.id}_{chosen}.zip",
        mime="application/zip",
        type="primary",
        key="take-layer",
        on_click="ignore",
        width="stretch",
    )
    note = _("A zip: the file, and beside it its source, licence, precision and conversion.")
    st.html(f"<p class='hint small'>{escape(note)}</p>")


def any_layer(edition: Edition) -> None:
    """Draw the choice of a layer, then that of its file."""
    say = lang()
    chosen = st.selectbox(
        _("Layer"),
        list(edition.records),
        format_func=lambda one: edition.record(one).title(say),
        key="take-which",
    )
    layer_file(edition, edition.record(chosen))


def layer_bytes(
    edition: Edition,
    layer_id: str,
    fmt: str,
    crs: str,
    say: str,
    encoding: str | None = None,
    *,
    p10: bool = False,
) -> bytes:
    """Give a layer as a zip archive: the file and what accompanies it; an empty CRS is none."""
    return export_bytes(edition, layer_id, fmt, crs or None, say, encoding, p10=p10).data


def html_map_button(edition: Edition) -> None:
    """Draw the button that gives the map as one HTML page."""
    say = lang()
    st.download_button(
        _("The map as one HTML file"),
        data=partial(cached.html_file, edition.sha256, say),
        file_name=f"{edition.id}-{say}.html",
        mime="text/html",
        key="take-html",
        on_click="ignore",
        width="stretch",
    )
    note = _("Legend, cards and switches inside: it opens anywhere, with no network.")
    st.html(f"<p class='hint small'>{escape(note)}</p>")
