"""A statistic: rows of figures with the method card that says how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import ColumnError, EmptyError, Figure, Method, crs_name, said, worst_precision
from layers import method_words as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from pyproj import CRS

    from layers.inputs import Input, RasterInput

__all__ = ["SEED", "Headline", "Statistic", "described"]

SEED: Final = 20_261_123
"""Seed of the draws, unless told otherwise."""

ENDS: Final = {"served_share": "share"}
"""Columns whose interval stands under a shorter name."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands large above the table, and what it says, as a key of translation."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """Rows of figures and how they came about.

    Attributes
    ----------
    method
        The method card; its words are keys of translation.
    rows
        One figure or group of figures a row.
    off_the_map
        Features left out because their place is unknown.
    notes
        What a reader must know besides, as keys of translation or made by `geo.said`:
        `layers.wording.note` says them.
    layer
        What the answer looks like on a map, in the measuring CRS; None where it is numbers only.
    headlines
        The few figures that answer the question in short.
    """

    method: Method
    rows: pd.DataFrame
    off_the_map: int
    notes: tuple[str, ...] = ()
    layer: gpd.GeoDataFrame | None = None
    headlines: tuple[Headline, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give `{"method": ..., "rows": [...]}` of plain values, with None for what is unknown."""
        columns = {
            str(name): [_plain(value) for value in values.tolist()]
            for name, values in self.rows.items()
        }
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return {"method": self.method.as_dict(), "rows": rows}

    def figure(self, column: str, unit: str, **where: Any) -> Figure:
        """Give one number of the rows as a figure: with its unit, interval and method card.

        Parameters
        ----------
        column
            The column of the number, `served` or `distance_m`.
        unit
            Its unit, a key of translation; `geo.SHARE` for a share, empty for a plain number.
        where
            Values that name the one row, by column: `by="medical", radius_m=1000`.

        Raises
        ------
        ColumnError
            A column is not among the rows'.
        EmptyError
            No row, or more than one, has these values.

        Examples
        --------
        >>> from geo import Method
        >>> rows = pd.DataFrame({"by": ["sport"], "served": [40.0], "served_low": [35.0],
        ...                      "served_high": [50.0]})
        >>> one = Statistic(Method("coverage", "", "", ()), rows, 0).figure("served", "people")
        >>> one.value, one.low, one.high, one.unit
        (40.0, 35.0, 50.0, 'people')
        """
        unknown = sorted({column, *where} - set(self.rows.columns))
        if unknown:
            raise ColumnError(
                said(
                    "expected columns among {columns}, got {unknown}: name these",
                    columns=list(self.rows.columns),
                    unknown=unknown,
                )
            )
        chosen = self.rows
        for name, value in where.items():
            chosen = chosen[chosen[name] == value]
        if len(chosen) != 1:
            raise EmptyError(
                said(
                    "expected one row with {where}, got {count}: name values of a single row",
                    where=where,
                    count=len(chosen),
                )
            )
        row = chosen.iloc[0]
        ends = [row.get(f"{ENDS.get(column, column)}_{end}") for end in ("low", "high")]
        low, high = (None if end is None or pd.isna(end) else float(end) for end in ends)
        return Figure(float(row[column]), unit, low, high, self.method)


def described(
    measure: str,
    formula: str,
    rows: pd.DataFrame,
    inputs: Sequence[Input | RasterInput],
    crs: CRS,
    parameters: Mapping[str, Any],
    *,
    notes: Sequence[str] = (),
    draws: int = 0,
    seed: int | None = None,
) -> Statistic:
    """Write the method card of rows that were computed from some inputs, and the notes."""
    references = tuple(one.reference() for one in inputs)
    off_the_map = sum(one.off_the_map for one in inputs)
    repaired = sum(one.repaired for one in inputs)
    common: dict[str, Any] = {
        words.GENERALISED: _generalised(inputs),
        words.OFF_THE_MAP: off_the_map,
        words.REPAIRED: repaired,
    }
    before, after = (
        sum(one.repaired_from_ha for one in inputs),
        sum(one.repaired_to_ha for one in inputs),
    )
    if repaired:
        common |= {words.REPAIRED_FROM: before, words.REPAIRED_TO: after}
    known = [float(one.metres().max()) for one in inputs if any(one.words())]
    method = Method(
        measure=measure,
        formula=formula,
        crs=crs_name(crs),
        layers=references,
        parameters={**parameters, **common},
        precision=worst_precision(one.precision for one in references),
        precision_m=max(known) if known else None,
        draws=draws,
        seed=seed if draws else None,
    )
    bare = _without_people(rows)
    common_notes = [
        (said(words.SOME_UNPLACED, count=off_the_map), off_the_map > 0),
        (said(words.SOME_REPAIRED, count=repaired, before=before, after=after), repaired > 0),
        (said(words.EMPTY_ZONES, zones=bare), bool(bare)),
        (words.UNKNOWN_PRECISION, not all(one.precision for one in references)),
    ]
    return Statistic(
        method, rows, off_the_map, (*notes, *(note for note, holds in common_notes if holds))
    )


def _without_people(rows: pd.DataFrame) -> list[str]:
    """Give the names of zones in which nobody is counted."""
    if not {"zone", "total"} <= set(rows.columns):
        return []
    return [str(zone) for zone in dict.fromkeys(rows.loc[rows["total"] == 0, "zone"])]


def _generalised(inputs: Sequence[Input | RasterInput]) -> str:
    stated = [one.generalised for one in inputs]
    if any(stated):
        return words.YES
    return words.NOT_STATED if None in stated else words.NO


def _plain(value: Any) -> Any:
    """Return None for what is not a finite number or is missing, and else the value."""
    if value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value
