"""A measure's declared chart drawn from its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.conflicts import ANY_CONFLICT
from geo.coverage import ALL_TYPES
from layers import wording
from layers.wording import msg
from reports.charts.flow import Band, flow
from reports.charts.grid import Cell, heat
from reports.charts.series import Line, lines, rings
from reports.charts.strips import Bar, bars, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from layers.measure import Chart, Column

__all__ = ["PALETTE", "Titles", "drawn"]

PALETTE: Final = (
    "#2166AC",
    "#E6AB02",
    "#332288",
    "#44AA99",
    "#5D4037",
    "#D95F02",
    "#88A0B0",
    "#AA4499",
    "#999933",
    "#CC6677",
    "#117733",
    "#DDCC77",
)
NO_DECIMAL: Final = 10_000
ONE_DECIMAL: Final = 1_000
"""Numbers from which a chart writes no decimal, and one at the most."""

TOTALS: Final = (ALL_TYPES, ANY_CONFLICT)
"""Rows that stand for all the others: no part of a whole."""

MOST: Final = 14
"""Categories that one picture shows, those with the most first; the rest stand in the table."""

MORE: Final = msg("and {count} more: see the table")


@dataclass(frozen=True, slots=True)
class Titles:
    """What values are called and how they are coloured: by column, then by value as text.

    `heads` are the titles of columns, `units` what their numbers are counted in; `spare` gives
    values without a colour of their own one of a few, the same in every picture.
    """

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    digits: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    spare: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def title(self, column: str, value: object, lang: str) -> str:
        """Give what a value is called; numbers as the language writes them, yes or no."""
        found = self.words.get(column, {}).get(str(value))
        if found is not None:
            return found
        if isinstance(value, bool | np.bool_):
            return wording.translator(lang)("yes" if value else "no")
        if isinstance(value, int | float) and not pd.isna(value):
            return wording.number(value, lang, 0 if float(value).is_integer() else 2)
        return "–" if pd.isna(value) else wording.translator(lang)(str(value))

    def colour(self, column: str, value: object, at: int | None = None) -> str:
        """Give the colour of a value; without one of its own the first of a few.

        Where pictures must tell values apart, `at` is the place of one that `spare` does not know.
        """
        own = self.colours.get(column, {}).get(str(value))
        if own is None and at is not None:
            own = self.spare.get(column, {}).get(str(value))
        return own or PALETTE[(at or 0) % len(PALETTE)]

    def written(
        self, values: Iterable[object], column: Column, lang: str, before: str = ""
    ) -> list[str]:
        """Write the values of a column as tables do, `before` in front; each value but once."""
        kept: dict[object, str] = {}
        texts = []
        for value in values:
            text = kept.get(value)
            if text is None:
                text = kept[value] = before + self._cell(value, column, lang)
            texts.append(text)
        return texts

    def _cell(self, value: object, column: Column, lang: str) -> str:
        if not isinstance(value, float) or pd.isna(value):
            return self.title(column.name, value, lang)
        if column.share:
            return wording.percent(value, lang, 0 if value in (0, 1) else 1)
        return wording.number(value, lang, column.digits)


def drawn(chart: Chart, rows: pd.DataFrame, titles: Titles, lang: str) -> list[tuple[str, str]]:
    """Draw a chart: a facet's title and an SVG each, none where the rows lack its columns.

    Parameters
    ----------
    chart
        As the measure declares it.
    rows
        The statistic's rows.
    titles
        What values are called, and their colours.
    lang
        Language of numbers and words.
    """
    needed = {chart.category, chart.value, chart.series} - {""}
    if rows.empty or not needed <= set(rows.columns):
        return []
    shown = rows[pd.to_numeric(rows[chart.value], errors="coerce").notna()]
    if not chart.facet or chart.facet not in rows.columns or rows[chart.facet].isna().all():
        picture = _picture(chart, shown, titles, lang)
        return [("", picture)] if picture else []
    pictures = [
        (titles.title(chart.facet, value, lang), _picture(chart, part, titles, lang))
        for value, part in shown.groupby(chart.facet, sort=False)
    ]
    return [(name, picture) for name, picture in pictures if picture]


def _picture(chart: Chart, rows: pd.DataFrame, titles: Titles, lang: str) -> str:
    if rows.empty:
        return ""
    title, write = wording.translator(lang)(chart.title), _writer(chart, rows, titles, lang)
    if chart.kind == "bars":
        return _bars(chart, rows, titles, lang)
    if chart.kind == "flow":
        grouped = rows.groupby([chart.category, chart.series], sort=False)[chart.value].sum()
        bands = [
            Band(titles.title(chart.category, a, lang), titles.title(chart.series, b, lang), value)
            for (a, b), value in grouped.items()
            if str(a) != str(b)
        ]
        looks = {
            titles.title(column, value, lang): titles.colour(column, value, at)
            for column in (chart.series, chart.category)
            for at, value in enumerate(rows[column].unique())
        }
        return flow(bands, title, write, looks) if bands else ""
    if chart.kind == "heat":
        names = rows[chart.category].unique()
        heads = rows[chart.series].unique()
        cells = {
            (
                titles.title(chart.category, one[chart.category], lang),
                titles.title(chart.series, one[chart.series], lang),
            ): Cell(float(one[chart.value]), _end(one, chart.low), _end(one, chart.high))
            for one in rows.to_dict("records")
        }
        return heat(
            [titles.title(chart.category, one, lang) for one in names],
            [titles.title(chart.series, one, lang) for one in heads],
            cells,
            title,
            write,
            titles.heads.get(chart.series, ""),
        )
    return _nested(chart, rows, titles, lang)


def _bars(chart: Chart, rows: pd.DataFrame, titles: Titles, lang: str) -> str:
    title = wording.translator(lang)(chart.title)
    if rows[chart.category].duplicated().any():
        wanted = [one for one in (chart.value, chart.against) if one]
        rows = rows.groupby(chart.category, sort=False)[wanted].median().reset_index()
        title = f"{title} ({wording.translator(lang)('median')})"
    if chart.facet and (rows[chart.value] < 0).any():
        rows = rows[rows[chart.value] != 0]
    write = _writer(chart, rows, titles, lang)
    found = [
        Bar(
            titles.title(chart.category, one[chart.category], lang),
            float(one[chart.value]),
            titles.colour(chart.category, one[chart.category]),
            _end(one, chart.low),
            _end(one, chart.high),
            _end(one, chart.against),
        )
        for one in rows.loc[_greatest(rows[chart.value].abs())].to_dict("records")
    ]
    return bars(found, title, write, _more(len(rows), lang))


def _nested(chart: Chart, rows: pd.DataFrame, titles: Titles, lang: str) -> str:
    title, write = wording.translator(lang)(chart.title), _writer(chart, rows, titles, lang)
    if chart.kind == "lines":
        series = []
        for at, (name, part) in enumerate(rows.groupby(chart.series or chart.category, sort=False)):
            ordered = part.sort_values(chart.category)
            points = zip(ordered[chart.category], ordered[chart.value], strict=True)
            series.append(
                Line(
                    titles.title(chart.series, name, lang),
                    tuple((float(x), float(y)) for x, y in points),
                    titles.colour(chart.series, name, at),
                    _band(chart, ordered),
                )
            )
        below = titles.heads.get(chart.category, "")
        return lines(series, title, write, lambda x: wording.number(x, lang), below)
    table = {
        titles.title(chart.category, name, lang): {
            titles.title(chart.series, key, lang): float(value)
            for key, value in part.groupby(chart.series, sort=False)[chart.value].sum().items()
        }
        for name, part in rows.groupby(chart.category, sort=False)
    }
    if chart.kind == "rings":
        looks = {
            titles.title(chart.category, one, lang): titles.colour(chart.category, one)
            for one in rows[chart.category].unique()
        }
        return rings(table, title, write, looks)
    order = (
        rows[~rows[chart.series].isin(TOTALS)]
        .groupby(chart.series)[chart.value]
        .sum()
        .sort_values(ascending=False)
    )
    colours = {
        titles.title(chart.series, one, lang): titles.colour(chart.series, one, at)
        for at, one in enumerate(order[order > 0].index)
    }
    shown = {
        name: {key: value for key, value in row.items() if key in colours}
        for name, row in table.items()
    }
    sums = pd.Series({name: sum(row.values()) for name, row in shown.items()})
    parts = {name: shown[name] for name in _greatest(sums)}
    return stack(parts, colours, title, write, _more(len(table), lang))


def _greatest(values: pd.Series) -> pd.Index:
    """Give the rows of all values as they stand, or, of too many, of the greatest, these first."""
    if len(values) <= MOST:
        return values.index
    return values.sort_values(ascending=False, kind="stable").index[:MOST]


def _more(count: int, lang: str) -> str:
    """Say how many categories are left out; nothing where none is."""
    left = count - MOST
    return wording.translator(lang)(MORE).format(count=left) if left > 0 else ""


def _band(chart: Chart, rows: pd.DataFrame) -> tuple[tuple[float, float, float], ...]:
    if not {chart.low, chart.high} <= set(rows.columns):
        return ()
    known = rows[[chart.category, chart.low, chart.high]].dropna().to_numpy(dtype=float)
    return tuple((float(x), float(low), float(high)) for x, low, high in known)


def _end(row: Mapping[str, object], column: str) -> float | None:
    value = row.get(column) if column else None
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def _writer(chart: Chart, rows: pd.DataFrame, titles: Titles, lang: str) -> Callable[[float], str]:
    if chart.share:
        return lambda value: wording.percent(value, lang)
    most, digits = float(rows[chart.value].abs().max()), titles.digits.get(chart.value, 0)
    if most >= NO_DECIMAL:
        digits = 0
    elif most >= ONE_DECIMAL:
        digits = min(digits, 1)
    return lambda value: wording.number(value, lang, digits)
