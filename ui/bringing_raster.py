"""Bringing a GeoTIFF in on the Data page: its band, what it holds, the names of its classes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo import AtlasError, crs_name
from layers import wording
from layers.own import own_raster
from layers.raster_import import ImportedRaster, import_raster
from ui import bringing_words as said
from ui import own, preview
from ui.bounded import Bounded
from ui.figures import section
from ui.i18n import _, lang

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["bring"]

_MOST_BYTES: Final = 200_000_000
_IMPORTS: Bounded[ImportedRaster] = Bounded(
    limit=_MOST_BYTES, weigh=lambda one: one.raster.array.nbytes
)


def bring(edition: Edition, file: Any) -> None:
    """Draw the choices, the raster on the map, what was found out of it, and the button."""
    left, right = st.columns([1, 1.5], gap="large")
    with left:
        options = _options(edition)
    try:
        with st.spinner(_("Reading")):
            came = _IMPORTS.get(
                (edition.sha256, file.file_id, str(options)), lambda: _read(edition, file, options)
            )
    except AtlasError as error:
        with right:
            said.refuse(error)
        return
    layer = own_raster(came, Path(file.name).stem)
    with right:
        own.show(layer)
        preview.draw_raster(edition, layer.record, came.outline)
        _facts(came)
    names = _names(came) if came.raster.classes else {}
    said.confirm(Path(file.name).stem, lambda title: [own_raster(came, title, names)])


def _options(edition: Edition) -> dict[str, Any]:
    crs = said.choose_crs(edition)
    held = {
        "auto": _("as its numbers tell"),
        "classes": _("classes"),
        "values": _("values"),
    }
    holds = st.selectbox(
        _("The raster holds"), list(held), format_func=held.__getitem__, key="bring-holds"
    )
    band = st.number_input(_("Band"), min_value=1, value=1, step=1, key="bring-band")
    return {"crs": crs, "holds": holds, "band": int(band)}


def _read(edition: Edition, file: Any, options: dict[str, Any]) -> ImportedRaster:
    with tempfile.TemporaryDirectory(prefix="atlas-bring-") as folder:
        path = Path(folder, Path(file.name).name)
        path.write_bytes(file.getbuffer())
        return import_raster(path, edition, **options)


def _facts(came: ImportedRaster) -> None:
    rows, columns = came.raster.array.shape
    say = lang()
    known = came.known()
    cell = wording.number(abs(came.raster.transform.a), say, 1)
    pairs = {
        _("Grid"): _("{rows} rows, {columns} columns, cells of {cell} m").format(
            rows=wording.number(rows, say, 0), columns=wording.number(columns, say, 0), cell=cell
        ),
        _("Band"): _("{band} of {bands}").format(band=came.band, bands=came.bands),
        _("Coordinate system"): f"{crs_name(came.crs)} ({said.by(came.crs_by)})",
        _("Conversion"): said.operation(came.operation),
        _("The raster holds"): (
            _("{n} classes").format(n=len(came.raster.classes))
            if came.raster.classes
            else _("values from {least} to {greatest}").format(
                least=wording.number(float(known.min()), say, 2),
                greatest=wording.number(float(known.max()), say, 2),
            )
        ),
        _("Without data"): wording.percent(1 - known.size / (rows * columns), say, 1),
    }
    if came.is_warped:
        pairs[_("Cells")] = _("laid out anew, north up, each by the nearest cell of the file")
    said.record(pairs)


def _names(came: ImportedRaster) -> dict[int, str]:
    """Take the names of classes, as a person writes them."""
    section(_("Classes"))
    table = pd.DataFrame(
        {
            "code": list(came.raster.classes),
            "name": [one.title(lang()) for one in came.raster.classes.values()],
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["code"],
        column_config={
            "code": st.column_config.NumberColumn(_("Code"), format="%d"),
            "name": st.column_config.TextColumn(_("Name"), max_chars=80),
        },
        key=f"bring-classes-{came.sha256[:8]}",
    )
    written = edited[edited["name"] != table["name"]].dropna()
    return {
        int(code): str(name) for code, name in zip(written["code"], written["name"], strict=True)
    }
