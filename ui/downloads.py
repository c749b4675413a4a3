"""Files to take away: a layer in a format and a coordinate system, and layers as one archive.

Nothing is made until a button is pressed.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import parse_crs
from layers import wording
from layers.bundle import write_bundle
from layers.formats import ENCODINGS, FORMATS, crs_choices
from layers.measures import MEASURES
from layers.writing import export_bytes, takes_p10
from ui.bounded import Bounded
from ui.figures import escape, section
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from layers import Edition, LayerRecord

__all__ = ["any_layer", "bundle", "layer_bytes", "layer_file"]

_MOST_WEIGHED: Final = 20_000
_SIZES: Bounded[int] = Bounded(limit=512)


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
        systems = {one.id: one for one in crs_choices(edition.crs)}
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
    where = _selection(record)
    p10 = takes_p10(record) and st.checkbox(_("Add the columns of Order P10"), key="p10")
    make = partial(
        layer_bytes, edition, record.id, chosen, crs, say, encoding, p10=p10, where=where
    )
    st.download_button(
        _("Download the layer"),
        data=make,
        file_name=f"{edition.id}_{record.id}_{chosen}.zip",
        mime="application/zip",
        type="primary",
        key="take-layer",
        on_click="ignore",
        width="stretch",
    )
    note = _("A zip: the file, and beside it its source, licence, precision and conversion.")
    size = _size(edition, record, make, (chosen, crs, say, encoding or "", p10, str(where)))
    st.html(f"<p class='hint small'>{escape(note)} {escape(size)}</p>")


def _selection(record: LayerRecord) -> dict[str, list[str]] | None:
    """Draw the choice of classes, where the layer's style has some; None takes all."""
    titles = {str(one.value): one.title(lang()) for one in record.style.classes if one.value != ""}
    column = record.style.column
    numbers = {one.name for one in record.fields if one.type != "text"}
    if record.kind != "vector" or not titles or column in numbers:
        return None
    picked = st.multiselect(
        _("Only"),
        list(titles),
        format_func=titles.__getitem__,
        placeholder=_("all classes"),
        key=f"only-{record.id}",
        select_all=False,
    )
    return {column: picked} if picked else None


def _size(
    edition: Edition,
    record: LayerRecord,
    make: Callable[[], bytes],
    key: tuple[Hashable, ...],
) -> str:
    """Say how large the file will be; nothing of layers that take long to write."""
    if record.kind == "vector" and len(edition.frame(record.id)) > _MOST_WEIGHED:
        return ""
    size = _SIZES.get((edition.sha256, record.id, *key), lambda: len(make()))
    shown = max(1, round(size / 1000))
    return _("About {n} kB.").format(n=wording.number(shown, lang(), 0))


def bundle(edition: Edition) -> None:
    """Draw the choice of layers and statistics, and the button that gives them as one archive."""
    say = lang()
    section(_("Bundle"))
    note = _(
        "A zip: GeoPackages with styles, a QGIS project, and a manifest of sources, licences, "
        "hashes and methods."
    )
    st.html(f"<p class='hint small'>{escape(note)}</p>")
    left, middle, right, last = st.columns([1.1, 1.1, 1.2, 0.8], vertical_alignment="bottom")
    layers = left.multiselect(
        _("Layers"),
        list(edition.records),
        format_func=lambda one: edition.record(one).title(say),
        placeholder=_("all layers"),
        key="bundle-layers",
    )
    measures = middle.multiselect(
        _("Statistics"),
        list(MEASURES),
        format_func=lambda one: _(MEASURES[one].title),
        placeholder=_("none"),
        key="bundle-measures",
    )
    systems = {one.id: one for one in crs_choices(edition.crs)}
    crs = right.selectbox(
        _("Coordinate system"),
        list(systems),
        index=[parse_crs(one) == edition.crs for one in systems].index(True),
        format_func=lambda one: systems[one].title(say),
        key="bundle-crs",
    )
    last.download_button(
        _("Download the bundle"),
        data=partial(bundle_bytes, edition, layers, crs, say, measures),
        file_name=f"{edition.id}_bundle.zip",
        mime="application/zip",
        key="take-bundle",
        on_click="ignore",
        width="stretch",
    )


def bundle_bytes(
    edition: Edition, layers: list[str], crs: str, say: str, measures: list[str]
) -> bytes:
    """Give a bundle as a zip archive; no layers at all means every one of them."""
    with tempfile.TemporaryDirectory(prefix="atlas-bundle-") as folder:
        path = Path(folder, "bundle.zip")
        return write_bundle(edition, layers, "gpkg", crs, path, say, measures=measures).read_bytes()


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
    where: Mapping[str, list[str]] | None = None,
) -> bytes:
    """Give a layer as a zip archive: the file and what accompanies it; an empty CRS is none."""
    return export_bytes(
        edition, layer_id, fmt, crs or None, say, encoding, p10=p10, where=where
    ).data
