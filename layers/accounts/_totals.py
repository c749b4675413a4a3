"""Sums and counts over a table's rows that say what they cover.

A sum stands with the number of rows that have a figure and the number of all rows. Sums of
different kinds (planned, made) are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import Figure, LayerRef, Method
from layers.wording import RUB_BN, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.edition import Edition

__all__ = ["JOBS", "JOBS_KIND", "SUM", "SUM_KIND", "Part", "Total", "counted", "totals"]

SUM: Final = "investment_rub_bn"
SUM_KIND: Final = "investment_kind"
JOBS: Final = "jobs"
JOBS_KIND: Final = "jobs_kind"
KINDS: Final = {SUM: SUM_KIND, JOBS: JOBS_KIND}
"""The column of each figure, and the column that says what kind it is."""
PARTS: Final = ("source_kind", "programme_link")
"""Columns by which a total is told apart."""

SUM_FORMULA: Final = msg("sum of the figures that sources publish, of one kind, a row each")
COUNT_FORMULA: Final = msg("number of rows of the table that fulfil the condition")
PUBLISHED: Final = msg("published figures")
COUNT: Final = msg("count")
KNOWN: Final = msg("Rows with a figure")
ROWS: Final = msg("Rows counted over")
OVERLAP: Final = msg("Overlaps")
MAY_OVERLAP: Final = msg(
    "a park's sum may hold those of the plants in it, so the total is an upper bound"
)

_LABELS: Final = {
    (SUM, "planned"): msg("planned investment"),
    (SUM, "made"): msg("investment made"),
    (SUM, ""): msg("investment, planned or made is not said"),
    (JOBS, "planned"): msg("jobs planned"),
    (JOBS, "reported"): msg("jobs reported"),
    (JOBS, "modernised"): msg("jobs modernised"),
    (JOBS, ""): msg("jobs, planned or reported is not said"),
}
"""What each kind of figure is called; a kind without a figure has no total."""

_UNITS: Final = {SUM: RUB_BN, JOBS: msg("jobs")}


@dataclass(frozen=True, slots=True)
class Part:
    """The share of a total that rests on one kind of source, or on one tie to the programme.

    Attributes
    ----------
    column
        `source_kind` or `programme_link`.
    value
        Its code; empty where the rows do not say.
    amount
        The sum over these rows, in the total's unit.
    known
        How many rows.
    """

    column: str
    value: str
    amount: float
    known: int


@dataclass(frozen=True, slots=True)
class Total:
    """A sum or a count and what it covers.

    Attributes
    ----------
    key
        Names it in goldens and templates: `investment_rub_bn.planned`.
    label
        What it says, a key of translation.
    figure
        The number with its method.
    known, of
        Rows with a figure, and all rows.
    parts
        The same by kind of source, and by tie to the programme.
    """

    key: str
    label: str
    figure: Figure
    known: int
    of: int
    parts: tuple[Part, ...] = ()


def totals(edition: Edition, rows: pd.DataFrame, layer: str = "projects") -> tuple[Total, ...]:
    """Sum the money and the jobs of some projects, each kind apart.

    Parameters
    ----------
    edition
        The edition, for the hash of the layer.
    rows
        Projects with the columns `SUM`, `SUM_KIND`, `JOBS`, `JOBS_KIND`, `source_kind` and
        `programme_link`.
    layer
        The id of the table.

    Returns
    -------
    tuple of Total
        Planned, made, then kinds of jobs; a kind of which no row has a figure is left out.
    """
    made = []
    rows = pd.DataFrame(rows[[*KINDS, *KINDS.values(), *PARTS]])
    for (column, kind), label in _LABELS.items():
        kinds = rows[KINDS[column]].fillna("")
        chosen = rows[(kinds == kind) & rows[column].notna()]
        if chosen.empty:
            continue
        method = _card(
            edition, layer, PUBLISHED, SUM_FORMULA, {KNOWN: len(chosen), ROWS: len(rows)}
        )
        figure = Figure(float(chosen[column].sum()), _UNITS[column], None, None, method)
        parts = tuple(
            Part(by, str(value), float(some[column].sum()), len(some))
            for by in PARTS
            for value, some in chosen.groupby(chosen[by].fillna(""), sort=True)
        )
        key = f"{column}.{kind or 'unsaid'}"
        made.append(Total(key, label, figure, len(chosen), len(rows), parts))
    return tuple(made)


def counted(
    edition: Edition, layer: str, key: str, label: str, known: int, of: int | None = None
) -> Total:
    """Count rows of a layer; `of` is how many there are of them, `known` where not said."""
    method = _card(edition, layer, COUNT, COUNT_FORMULA, {ROWS: known if of is None else of})
    whole = known if of is None else of
    return Total(key, label, Figure(float(known), "", None, None, method), known, whole)


def _card(
    edition: Edition, layer: str, measure: str, formula: str, parameters: Mapping[str, Any]
) -> Method:
    record = edition.record(layer)
    more = {OVERLAP: MAY_OVERLAP} if formula == SUM_FORMULA else {}
    return Method(
        measure,
        formula,
        "",
        (LayerRef(layer, record.sha256, record.precision),),
        {**parameters, **more},
    )
