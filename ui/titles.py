"""What the values in a statistic's rows are called, and their colours, kept for all sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports import titles
from ui.bounded import Bounded
from ui.i18n import lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from layers import Edition
    from layers.measure import Measure
    from reports.charts import Titles

__all__ = ["titles_of"]

_KEPT: Bounded[Any] = Bounded(limit=256)


def titles_of(
    edition: Edition, measure: Measure, frames: Iterable[pd.DataFrame], used: Iterable[str]
) -> Titles:
    """Find titles and colours in the page's language: see `reports.titles`."""
    return titles.titles_of(edition, measure, frames, used, lang(), _KEPT.get)
