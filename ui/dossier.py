"""One layer on the Data page: its record, its columns, its rows.

The record stands as the catalogue has it; the table shows what the reader's language needs, codes
said in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from layers import wording
from layers.rasters import known_cells
from reports import facts, terms
from reports.shapes import has_place
from ui.figures import escape
from ui.i18n import _, lang
from ui.shelf import count, off_map, precision_m, shape_words

if TYPE_CHECKING:
    from layers import Edition, Field, LayerRecord
    from layers.edition import Raster

__all__ = ["about", "classes", "columns", "head", "rows"]

HASH_DIGITS = 12
SQUARE_KM = 1_000_000.0


def head(edition: Edition, record: LayerRecord) -> None:
    """Draw the title, what the layer is in a few tags, and the note on how far to trust it."""
    number, missing = count(edition, record), off_map(edition, record)
    tags = [terms.group_title(record.group, lang()), shape_words(record)]
    if number is not None:
        tags.append(_("{n} features").format(n=wording.number(number, lang(), 0)))
    if missing:
        tags.append(_("{n} off the map").format(n=wording.number(missing, lang(), 0)))
    if record.generalised:
        tags.append(_("generalised"))
    shown = "".join(f"<span>{escape(tag)}</span>" for tag in tags)
    note = record.note(lang())
    st.html(
        f"<h1 class='title'>{escape(record.title(lang()))}</h1><div class='tags'>{shown}</div>"
        + (f"<p class='lead'>{escape(note)}</p>" if note else "")
    )


def about(record: LayerRecord) -> None:
    """Draw the record: where the layer came from, its licence, its precision."""
    worst = _("{metres}, the worst of its features").format(metres=precision_m(record))
    pairs = {
        _("Source"): record.source(lang()),
        _("Licence"): record.licence,
        _("Attribution"): record.attribution(lang()),
        _("Precision"): worst if record.precision_m else "",
        _("Coordinate system of the file"): record.crs,
        _("Date"): record.date,
        _("Built by"): record.built_by,
        _("Hash"): record.sha256[:HASH_DIGITS],
        _("Identifier"): record.id,
    }
    items = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs.items() if text
    )
    st.html(f"<dl class='record'>{items}</dl>")


def columns(record: LayerRecord) -> None:
    """Draw the field dictionary: every column, its title, its type, its unit."""
    heads = (_("Column"), _("Meaning"), _("Type"), _("Unit"))
    lines = "".join(
        f"<tr><td><code>{escape(one.name)}</code></td><td>{escape(one.title(lang()))}</td>"
        f"<td>{escape(terms.value_title('type', one.type, lang()))}</td>"
        f"<td>{escape(terms.unit(one.unit, lang()))}</td></tr>"
        for one in record.fields
    )
    head_cells = "".join(f"<th>{escape(one)}</th>" for one in heads)
    st.html(
        f"<table class='sheet'><thead><tr>{head_cells}</tr></thead><tbody>{lines}</tbody></table>"
    )


def rows(edition: Edition, record: LayerRecord) -> None:
    """Draw the table of the layer's attributes, without geometry and other languages' columns."""
    if record.kind == "vector":
        frame = edition.frame(record.id)
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        table[ON_MAP] = has_place(frame)
    else:
        table = edition.table(record.id)
    own = facts.own_fields(record, lang())
    shown = {one.name: _said(edition, one, table[one.name]) for one in own if one.name in table}
    config = {one.name: _column(one) for one in own}
    if ON_MAP in table:
        shown[ON_MAP] = table[ON_MAP]
        config[ON_MAP] = st.column_config.CheckboxColumn(_("On the map"))
    st.dataframe(pd.DataFrame(shown), column_config=config, hide_index=True, height=460)


ON_MAP = "_on_map"


def _said(edition: Edition, column: Field, values: pd.Series) -> pd.Series:
    if column.type != "text":
        return values
    words = {value: facts.value_text(edition, column, value, lang()) for value in values.unique()}
    return values.map(words)


def _column(column: Field) -> object:
    unit = terms.unit(column.unit, lang())
    title = f"{column.title(lang())}, {unit}" if unit else column.title(lang())
    if column.type == "text":
        return st.column_config.TextColumn(title)
    year = "year" in column.name
    return st.column_config.NumberColumn(title, format="%d" if year else "localized")


def classes(edition: Edition, record: LayerRecord) -> None:
    """Draw the classes of a raster: code, colour, name, and how much land they cover.

    Of a raster of values, their spread instead.
    """
    raster = edition.raster(record.id)
    if not raster.classes:
        _spread(raster)
        return
    values = pd.Series(raster.array.ravel()).value_counts()
    cell_km2 = abs(raster.transform.a * raster.transform.e) / SQUARE_KM
    heads = (_("Code"), _("Class"), _("Area"), _("Share"))
    whole = int(values[[code for code in raster.classes if code in values.index]].sum())
    lines = []
    for code, one in raster.classes.items():
        cells = int(values.get(code, 0))
        area = f"{wording.number(cells * cell_km2, lang(), 1)}\u00a0{terms.unit('km²', lang())}"
        share = wording.percent(cells / whole if whole else 0.0, lang(), 1)
        lines.append(
            f"<tr><td class='n'>{code}</td><td><i style='background:{escape(one.fill)}'></i>"
            f"{escape(one.title(lang()))}</td><td class='n'>{escape(area)}</td>"
            f"<td class='n'>{escape(share)}</td></tr>"
        )
    head_cells = "".join(f"<th>{escape(one)}</th>" for one in heads)
    st.html(
        f"<table class='sheet codes'><thead><tr>{head_cells}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _spread(raster: Raster) -> None:
    values = known_cells(raster)
    marks = np.percentile(values, (0, 25, 50, 75, 100))
    heads = (
        _("Least"),
        _("Lower quartile"),
        _("Median"),
        _("Upper quartile"),
        _("Greatest"),
        _("Mean"),
        _("Without data"),
    )
    cells = [wording.number(float(one), lang(), 2) for one in (*marks, values.mean(dtype=float))]
    cells.append(wording.percent(1 - values.size / raster.array.size, lang(), 1))
    head_cells = "".join(f"<th>{escape(one)}</th>" for one in heads)
    line = "".join(f"<td class='n'>{escape(one)}</td>" for one in cells)
    st.html(
        f"<table class='sheet'><thead><tr>{head_cells}</tr></thead>"
        f"<tbody><tr>{line}</tr></tbody></table>"
    )
