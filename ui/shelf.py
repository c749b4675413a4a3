"""The shelf of layers on the Data page: the list at the left, and the table of all layers.

The layer that is open is held in the address as `?layer=parks`; without it the whole shelf shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers import wording
from layers.own import is_own
from layers.vocabulary import SHOWN_GROUPS
from reports import terms
from reports.shapes import has_place
from ui import address, keys
from ui.figures import escape, markdown
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Edition, LayerRecord

__all__ = ["chosen", "count", "is_bringing", "listed", "off_map", "overview", "shape_words"]

WHOLE = ""
BRINGING = "+"
"""What stands in the address in place of a layer while one is brought in."""

_KEYS = {WHOLE: "all", BRINGING: "bring"}


def chosen(edition: Edition) -> LayerRecord | None:
    """Draw the list at the left; give the layer that is open, or None for the whole shelf.

    None too where a layer is being brought in, and where an own one is no longer held.

    Raises
    ------
    UnknownLayerError
        The address names a layer that the edition does not have.
    """
    asked = address.held(keys.LAYER, WHOLE)
    if is_own(asked) and asked not in edition.records:
        asked = WHOLE
        address.put(keys.LAYER, WHOLE)
    with st.sidebar:
        _row(WHOLE, _("All layers"), len(edition.records), asked)
        _row(BRINGING, _("Bring a layer in"), None, asked)
        for group, records in listed(edition):
            st.html(f"<h2 class='group'>{escape(terms.group_title(group, lang()))}</h2>")
            for record in records:
                _row(record.id, record.title(lang()), count(edition, record), asked)
    address.hold(keys.LAYER, WHOLE)
    return edition.record(asked) if asked not in (WHOLE, BRINGING) else None


def is_bringing() -> bool:
    """Say whether a layer is being brought in."""
    return address.held(keys.LAYER, WHOLE) == BRINGING


def listed(edition: Edition) -> Iterator[tuple[str, list[LayerRecord]]]:
    """Give the records by group, groups in the order of the legend."""
    for group in SHOWN_GROUPS:
        records = [one for one in edition.records.values() if one.group == group]
        if records:
            yield group, records


def count(edition: Edition, record: LayerRecord) -> int | None:
    """Count the features of a vector layer or the rows of a table; None for other kinds."""
    if record.kind == "vector":
        return len(edition.frame(record.id))
    return len(edition.table(record.id)) if record.kind == "table" else None


def off_map(edition: Edition, record: LayerRecord) -> int:
    """Count the features of a layer whose place is not known."""
    if record.kind != "vector":
        return 0
    return int((~has_place(edition.frame(record.id))).sum())


def shape_words(record: LayerRecord) -> str:
    """Say what a layer is made of: points, lines, polygons, a raster, a table, a document."""
    if record.kind == "vector":
        return terms.value_title("geometry", record.geometry, lang())
    return terms.value_title("kind", record.kind, lang())


def overview(edition: Edition) -> None:
    """Draw the table of all layers, a part for each group."""
    heads = (
        _("Layer"),
        _("Made of"),
        _("Features"),
        _("Off the map"),
        _("Coordinate system"),
        _("Precision"),
        _("Generalised"),
        _("Date"),
    )
    parts = []
    for group, records in listed(edition):
        title = escape(terms.group_title(group, lang()))
        parts.append(f"<tr class='part'><th colspan='{len(heads)}'>{title}</th></tr>")
        parts.extend(_line(edition, record) for record in records)
    _say_generalised(edition)
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    st.html(
        f"<table class='sheet'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(parts)}</tbody></table>"
    )


def _say_generalised(edition: Edition) -> None:
    """Name the layers that are generalised still, where not all of those with places are."""
    placed = [one for one in edition.records.values() if one.kind in ("vector", "raster")]
    still = [one.title(lang()) for one in placed if one.generalised]
    if 0 < len(still) < len(placed):
        text = _("Still generalised: {layers}").format(layers=", ".join(still))
        st.html(f"<p class='lead'>{escape(text)}</p>")


def _line(edition: Edition, record: LayerRecord) -> str:
    number, missing = count(edition, record), off_map(edition, record)
    cells = (
        ("", record.title(lang())),
        ("", shape_words(record)),
        ("n", "" if number is None else wording.number(number, lang(), 0)),
        ("n", wording.number(missing, lang(), 0) if missing else ""),
        ("", record.crs or ""),
        ("n", precision_m(record)),
        ("", _("yes") if record.generalised else _("no")),
        ("n", record.date),
    )
    return (
        "<tr>"
        + "".join(f"<td class='{kind}'>{escape(text)}</td>" for kind, text in cells)
        + "</tr>"
    )


def precision_m(record: LayerRecord) -> str:
    """Say how far off a layer may be, as "± 1,000 m"; empty where no place is meant."""
    if not record.precision_m:
        return ""
    return f"±\u00a0{wording.number(record.precision_m, lang(), 0)}\u00a0{terms.unit('m', lang())}"


def _row(layer_id: str, title: str, number: int | None, asked: str) -> None:
    shown = "" if number is None else f" :gray[{wording.number(number, lang(), 0)}]"
    st.button(
        f"{markdown(title)}{shown}",
        key=f"shelf-{_KEYS.get(layer_id, layer_id)}",
        type="primary" if layer_id == asked else "tertiary",
        width="stretch",
        on_click=address.put,
        args=(keys.LAYER, layer_id),
    )
