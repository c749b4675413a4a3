"""The charts of a statistic, as its measure declares them: for pages and for files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.wording import translator
from reports.charts import drawn

if TYPE_CHECKING:
    import pandas as pd

    from layers.measure import Measure
    from reports.charts import Titles

__all__ = ["Picture", "measure_charts"]

Picture = tuple[str, str, str]
"""A chart's title, unit and SVG."""


def measure_charts(
    measure: Measure, rows: pd.DataFrame, titles: Titles, lang: str
) -> list[Picture]:
    """Draw every chart of a measure, a facet each; none where the rows lack its columns.

    Parameters
    ----------
    measure
        What declares them.
    rows
        The statistic's rows.
    titles
        What values are called and how they are coloured.
    lang
        The language of every word.
    """
    _ = translator(lang)
    found: list[Picture] = []
    for chart in measure.charts:
        name = _(chart.title)
        unit = "" if chart.share else titles.units.get(chart.value, "")
        unit = "" if name.endswith(f", {unit}") else unit
        found += [
            (f"{facet}. {name}" if facet else name, unit, svg)
            for facet, svg in drawn(chart, rows, titles, lang)
        ]
    return found
