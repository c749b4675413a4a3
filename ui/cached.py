"""Answers of the engine, kept for all sessions under the edition's hash and plain values.

Nothing is keyed by a frame: the wrapper opens the server's edition itself and refuses to answer
for another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import said, watched
from layers import EditionError, statistics
from layers.programme import read_programme
from layers.vocabulary import ID, POPULATION
from ui import own
from ui.bounded import Bounded
from ui.edition import server_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import Edition
    from layers.programme import Programme
    from layers.statistics import Statistic

__all__ = [
    "coverage",
    "draws_of",
    "landuse",
    "programme",
    "reach_of",
    "served",
    "statistic",
]


Pairs = tuple[tuple[str, Any], ...]

DRAWS: Final = 40
"""Random draws behind an interval on the page, where an answer is waited for; the card says so."""

FEWER_DRAWS: Final = {"conflicts": 20, "sensitivity": 20}
"""The same of measures whose draws take longest; the terminal draws as often as for all others."""

_STATISTICS: Bounded[Statistic] = Bounded(limit=96)
"""Answers as they are, not copies: nobody changes their frames. Stopped work leaves nothing."""


def statistic(
    sha256: str,
    measure_id: str,
    layers: Pairs,
    settings: Pairs,
    watcher: Callable[[float], None],
) -> Statistic:
    """Compute any declared measure, or give what was computed before.

    Parameters
    ----------
    sha256
        The edition's hash.
    measure_id
        One of `layers.measures.MEASURES`.
    layers, settings
        Names and values, both hashable.
    watcher
        Told shares from 0 to 1; what it raises stops the work.
    """

    def make() -> Statistic:
        with watched(watcher):
            return statistics.edition_statistic(
                served(sha256),
                measure_id,
                dict(layers),
                dict(settings),
                draws=draws_of(measure_id),
            )

    return _STATISTICS.get((sha256, measure_id, layers, settings), make)


def draws_of(measure_id: str) -> int:
    """Give the number of draws behind a measure's intervals on the page."""
    return FEWER_DRAWS.get(measure_id, DRAWS)


def served(sha256: str) -> Edition:
    """Give the edition of a hash: the server's, or one that a session joined with own layers.

    Raises
    ------
    EditionError
        It is served no more.
    """
    edition = own.edition_of(sha256) or server_edition()
    if edition.sha256 != sha256:
        raise EditionError(
            said(
                "Expected the edition that this page was opened with; its catalogue has "
                "changed since. Load the page anew."
            )
        )
    return edition


@st.cache_data(max_entries=256, show_spinner=False)
def coverage(
    sha256: str, of: str, radii_m: tuple[int, ...], *, by_municipality: bool = False
) -> Statistic:
    """Give who lives within radii of the parks by type, or of the sites by cluster."""
    return statistics.edition_coverage(served(sha256), of, radii_m, by_municipality=by_municipality)


@st.cache_data(max_entries=256, show_spinner=False)
def reach_of(sha256: str, layer_id: str, feature_id: str, radius_m: int) -> Statistic:
    """Give who lives within a radius of one feature, whatever its status."""
    edition = served(sha256)
    return statistics.coverage(
        statistics.edition_input(edition, POPULATION),
        statistics.edition_input(edition, layer_id, {ID: (feature_id,)}),
        by=None,
        radii_m=(radius_m,),
        weight=POPULATION,
        crs=edition.crs,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def landuse(sha256: str, zones: str) -> Statistic:
    """Give the area by land-use class in every zone of a layer."""
    return statistics.edition_landuse(served(sha256), zones=zones)


@st.cache_data(max_entries=4, show_spinner=False)
def programme(sha256: str) -> Programme:
    """Give the programme's document."""
    return read_programme(served(sha256).path("programme"))
