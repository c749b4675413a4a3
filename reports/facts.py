"""The facts on a feature's card: what its columns say, in the reader's language.

Facts stand in one order for parks and sites alike; where a column has words of its own beside a
code (`status` and `status_en`), the words are told. Empty values are left out, the source stands
last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from layers.vocabulary import (
    CLUSTER,
    ID,
    LANGUAGES,
    MUNICIPALITY,
    NAME,
    PARK_TYPE,
    PRECISION,
    in_language,
)
from layers.wording import number
from reports import terms

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from layers.catalogue import Field, LayerRecord
    from layers.edition import Edition

__all__ = ["Fact", "of_feature", "own_fields", "value_text"]

Fact = tuple[str, str]
"""A title and what it says."""

ORDER: Final = (
    "kind",
    "area_ha",
    "model_area_ha",
    "status",
    CLUSTER,
    "clusters_also",
    PARK_TYPE,
    "grouping",
    "address",
    "jobs",
    "investment_rub_bn",
    "outline",
    PRECISION,
    "programme_link",
    "note",
    "source",
)
"""The columns told, without their language; each has a title in `terms`."""
SAME_AS: Final = {"clusters_also": CLUSTER}
"""Columns that hold the codes of another column, several with commas between."""
MUNICIPALITIES: Final = "municipalities"
FRACTION_DIGITS: Final = 3


def of_feature(
    edition: Edition, record: LayerRecord, row: Mapping[Hashable, Any], lang: str
) -> list[Fact]:
    """Give the facts of one feature.

    Parameters
    ----------
    edition
        The edition, whose styles name park types and clusters.
    record
        The feature's layer.
    row
        Its columns.
    lang
        The reader's language.

    Returns
    -------
    list of tuple
        Title and text of each fact, the source last. The column by which the layer's style sorts
        is left out: it heads the card.
    """
    columns = {one.name: one for one in record.fields}
    told = []
    for name in ORDER:
        if name == record.style.column or (name == "model_area_ha" and not _lacks(row, "area_ha")):
            continue
        worded = in_language(name, lang)
        chosen = name if _lacks(row, worded) else worded
        if chosen in columns:
            text = value_text(edition, columns[chosen], row.get(chosen), lang)
            if name == PRECISION and not _lacks(row, in_language("place_basis", lang)):
                basis = str(row[in_language("place_basis", lang)])
                text = f"{text}. {basis}" if text else basis
            told.append((terms.value_title("fact", name, lang), text))
    return [(title, text) for title, text in told if text]


def own_fields(record: LayerRecord, lang: str) -> list[Field]:
    """Give the columns of a layer that a reader of one language wants.

    Columns of other languages are left out, and so are codes that have words beside them.

    Parameters
    ----------
    record
        The layer.
    lang
        The reader's language.
    """
    names = {one.name for one in record.fields}
    others = tuple(f"_{other}" for other in LANGUAGES if other != lang)
    return [
        one
        for one in record.fields
        if not one.name.endswith(others) and in_language(one.name, lang) not in names
    ]


def value_text(edition: Edition, column: Field, value: Any, lang: str) -> str:
    """Give a value of a column as a person reads it.

    Parameters
    ----------
    edition
        The edition, whose styles name park types and clusters.
    column
        The column's entry in the field dictionary.
    value
        The value; missing ones give an empty text.
    lang
        The reader's language.
    """
    if value is None or pd.isna(value) or value == "":
        return ""
    if column.type == "text":
        titles = _titles(edition, column.name, lang)
        if titles:
            codes = str(value).split(",")
            return ", ".join(titles.get(code.strip(), code.strip()) for code in codes)
        return terms.value_title(column.name, str(value), lang)
    if "year" in column.name:
        return f"{value:.0f}"
    text = number(value, lang, FRACTION_DIGITS)
    return f"{text}\u00a0{terms.unit(column.unit, lang)}" if column.unit else text


def _lacks(row: Mapping[Hashable, Any], column: str) -> bool:
    value = row.get(column)
    return value is None or value == "" or bool(pd.isna(value))


def _titles(edition: Edition, column: str, lang: str) -> dict[str | int, str]:
    """Give the names of a column's codes: by the style sorted by it, or by the municipalities."""
    if column == MUNICIPALITY and MUNICIPALITIES in edition.records:
        frame = edition.frame(MUNICIPALITIES)
        return dict(zip(frame[ID], frame[in_language(NAME, lang)], strict=True))
    coded = SAME_AS.get(column, column)
    return {
        one.value: one.title(lang)
        for record in edition.records.values()
        if record.style.column == coded
        for one in record.style.classes
    }
