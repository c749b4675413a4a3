"""Bringing a layer in on the Data page: the file, what was made of it, and what can be changed.

Nothing goes into the atlas before it has been seen on the map and confirmed. What a file leaves
open is guessed, said, and changed by hand; the guesses of `layers.importing` are the ones shown.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import AtlasError, crs_name
from layers import SeveralLayersError, wording
from layers.importing import Imported, box_asked, import_file
from layers.own import own_layers, weight
from layers.reading import RASTER_SUFFIXES, VECTOR_SUFFIXES, Came, read_any
from ui import bringing_fields, bringing_raster, bringing_source, keys, preview
from ui import bringing_words as said
from ui.bounded import Bounded
from ui.bringing_source import Source
from ui.figures import escape, section
from ui.i18n import _, lang

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["bring"]

_ENCODINGS: Final = ("utf-8", "cp1251", "cp866", "utf-16")
_PARTS: Final = (".shx", ".dbf", ".prj", ".cpg", ".map", ".dat", ".id")
_MOST_BYTES: Final = 600_000_000
_IMPORTS: Bounded[Imported] = Bounded(limit=_MOST_BYTES, weigh=lambda one: weight(one.frame))
"""Files as they were brought in last, so that a click does not read them again."""

_SERVED: Bounded[Came] = Bounded(limit=_MOST_BYTES, weigh=lambda one: weight(one.frame))
"""Layers of servers as they came last, so that a change of the columns asks no server again."""


def bring(edition: Edition) -> None:
    """Draw the whole of it: the file, the choices, the layer on the map, the report, the button."""
    title = escape(_("Bring a layer in"))
    lead = _(
        "GeoPackage, GeoJSON, Shapefile (its files together, or in a zip), KML, MapInfo TAB, DXF, "
        "GeoParquet, FlatGeobuf, an extract of OpenStreetMap (.osm.pbf), a table with coordinates "
        "as CSV or XLSX, or a GeoTIFF. It stays in this session; the edition itself does not "
        "change."
    )
    words = {"choose": _("Choose files"), "drop": _("or drop them here, up to 400 MB each")}
    style = ";".join(
        f"--{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in words.items()
    )
    st.html(
        f"<h1 class='title'>{title}</h1><p class='lead'>{escape(lead)}</p>"
        f"<style>[class*='st-key-upload']{{{style}}}</style>"
    )
    with st.container(key="upload"):
        files = st.file_uploader(
            _("File"),
            type=[one.removeprefix(".") for one in (*VECTOR_SUFFIXES, *RASTER_SUFFIXES, *_PARTS)],
            accept_multiple_files=True,
            key="bring-files",
            label_visibility="collapsed",
        )
    source = None if files else bringing_source.choose()
    if not files and source is None:
        return
    picture = next((one for one in files if Path(one.name).suffix.lower() in RASTER_SUFFIXES), None)
    if picture is not None:
        bringing_raster.bring(edition, picture)
        return
    named = source.key if source else " ".join(sorted(one.file_id for one in files))
    left, right = st.columns([1, 1.5], gap="large")
    with left:
        options = _options(edition, named, is_file=source is None)
    try:
        with st.spinner(_("Reading")):
            came = _brought(edition, source or files, named, options)
    except SeveralLayersError as error:
        st.session_state[keys.LAYERS] = (named, error.names)
        st.rerun()
    except AtlasError as error:
        with right:
            said.refuse(error, _("The layer cannot be taken as it is") if source else "")
        return
    with right:
        preview.draw(edition, came.frame, (came.sha256, str(options)))
        _facts(came, source)
    _report(came)
    bringing_fields.draw(came, named)
    stem = source.title if source else Path(files[0].name).stem
    said.confirm(stem, lambda title: own_layers(came, title))


def _options(edition: Edition, named: str, *, is_file: bool) -> dict[str, Any]:
    """Draw what can be set by hand; give the values, None where the file or the server decides."""
    crs = said.choose_crs(edition)
    encoding = ""
    if is_file:
        encodings = {said.AUTO: _("as the file says, else by its letters")}
        encodings |= {one: one.upper() for one in _ENCODINGS}
        encoding = st.selectbox(
            _("Encoding of texts"),
            list(encodings),
            format_func=encodings.__getitem__,
            key="bring-encoding",
        )
    orders = {
        said.AUTO: _("swapped only if it must be"),
        "no": _("as they stand"),
        "yes": _("swapped"),
    }
    swap = st.selectbox(
        _("Order of the axes"), list(orders), format_func=orders.__getitem__, key="bring-swap"
    )
    return {
        "crs": crs,
        "encoding": encoding or None,
        "swap": {"yes": True, "no": False}.get(swap),
        "layer": _layer(named),
    }


def _layer(files: str) -> str:
    """Draw the choice of a layer where the files have turned out to hold several; give its name."""
    whose, names = st.session_state.get(keys.LAYERS, ("", ()))
    if whose != files:
        return ""
    titles = dict(zip(names, names, strict=True)) | {
        "points": _("points"),
        "lines": _("lines"),
        "multilinestrings": _("routes and other lines of several parts"),
        "multipolygons": _("polygons"),
        "other_relations": _("other relations"),
    }
    return str(
        st.selectbox(
            _("Layer of the file"),
            names,
            format_func=titles.__getitem__,
            key=f"bring-layer-{hashlib.sha256(files.encode()).hexdigest()[:8]}",
        )
    )


def _brought(
    edition: Edition, what: Source | list[Any], named: str, options: dict[str, Any]
) -> Imported:
    mapping = bringing_fields.chosen_for(named)
    asked = {name: value for name, value in options.items() if name != "layer"}
    key = (
        edition.sha256,
        named,
        str(options),
        mapping.as_json() if mapping else "",
    )

    def read() -> Imported:
        if isinstance(what, Source):
            return import_file(_served(edition, what, asked), edition, mapping=mapping, **asked)
        with tempfile.TemporaryDirectory(prefix="atlas-bring-") as folder:
            paths = [Path(folder, Path(one.name).name) for one in what]
            for path, one in zip(paths, what, strict=True):
                path.write_bytes(one.getbuffer())
            main = next((one for one in paths if one.suffix.lower() in VECTOR_SUFFIXES), paths[0])
            spec = f"{main}:{options['layer']}" if options["layer"] else main
            return import_file(spec, edition, mapping=mapping, **asked)

    return _IMPORTS.get(key, read)


def _served(edition: Edition, source: Source, asked: dict[str, Any]) -> Came:
    """Read a layer of a server, once for each area asked of it."""
    box = box_asked(edition, asked["crs"], swap=asked["swap"])
    return _SERVED.get((source.key, box), lambda: read_any(source.spec, box=box))


def _facts(came: Imported, source: Source | None) -> None:
    """Say what was found out of the file or of the server, and by whom."""
    kinds = {"Point": _("points"), "Line": _("lines"), "Polygon": _("polygons")}
    counts = [
        f"{kinds.get(_bare(kind), kind)}: {wording.number(number, lang(), 0)}"
        for kind, number in came.kinds.items()
    ]
    swapped = f", {_('axes swapped')}" if came.is_swapped else ""
    who = "server" if source and came.crs_by == "file" else came.crs_by
    pairs = {
        _("Features"): "; ".join(counts),
        _("Coordinate system"): f"{crs_name(came.crs)} ({said.by(who)}{swapped})",
        _("Conversion"): said.operation(came.operation),
    }
    if came.encoding:
        pairs[_("Encoding of texts")] = f"{came.encoding} ({said.by(came.encoding_by)})"
    said.record(pairs)


def _bare(kind: str) -> str:
    return kind.removeprefix("Multi").replace("string", "").replace("String", "").title()


def _report(came: Imported) -> None:
    """Show each feature whose geometry was not as it should be, and give the list as a file."""
    section(_("Repairs"))
    if came.report.empty:
        st.html(f"<p class='hint'>{escape(_('Every geometry is as it should be.'))}</p>")
        return
    titles = {
        "row": _("Row"),
        "id": _("Identifier"),
        "problem": _("Problem"),
        "detail": _("Detail"),
        "done": _("What was done"),
        "area_before_ha": _("Area before, ha"),
        "area_after_ha": _("Area after, ha"),
    }
    shown = came.report.rename(columns=titles)
    for column in ("problem", "done"):
        shown[titles[column]] = shown[titles[column]].map(_)
    st.dataframe(shown, hide_index=True, height=min(320, 38 + 35 * len(shown)))
    st.download_button(
        _("The report as CSV"),
        data=came.report_csv,
        file_name=f"{Path(came.label).stem}.repairs.csv",
        mime="text/csv",
        on_click="ignore",
        key="bring-report",
    )
