"""Answers of the engine, kept for all sessions under the edition's hash and plain values.

Nothing is keyed by a frame: the wrapper opens the server's edition itself and refuses to answer
for another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers import EditionError, statistics
from layers.programme import read_programme
from layers.vocabulary import ID, POPULATION
from reports.html_map import html_map
from ui.edition import current_edition

if TYPE_CHECKING:
    from layers import Edition
    from layers.programme import Programme
    from layers.statistics import Statistic

__all__ = [
    "coverage",
    "html_file",
    "landcover",
    "landuse",
    "mix",
    "programme",
    "proximity",
    "reach_of",
]


def _edition(sha256: str) -> Edition:
    edition = current_edition()
    if edition.sha256 != sha256:
        raise EditionError(
            "Expected the edition that this page was opened with; its catalogue has changed since. "
            "Load the page anew."
        )
    return edition


@st.cache_data(max_entries=256, show_spinner=False)
def coverage(
    sha256: str, of: str, radii_m: tuple[int, ...], *, by_municipality: bool = False
) -> Statistic:
    """Give who lives within radii of the parks by type, or of the sites by cluster."""
    return statistics.edition_coverage(
        _edition(sha256), of, radii_m, by_municipality=by_municipality
    )


@st.cache_data(max_entries=256, show_spinner=False)
def reach_of(sha256: str, layer_id: str, feature_id: str, radius_m: int) -> Statistic:
    """Give who lives within a radius of one feature, whatever its status."""
    edition = _edition(sha256)
    return statistics.coverage(
        statistics.edition_input(edition, POPULATION),
        statistics.edition_input(edition, layer_id, {ID: (feature_id,)}),
        by=None,
        radii_m=(radius_m,),
        weight=POPULATION,
        crs=edition.crs,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def proximity(sha256: str, of: str, origins: str) -> Statistic:
    """Give the nearest park of each type, or site of each cluster, from every origin."""
    return statistics.edition_proximity(_edition(sha256), of=of, origins=origins)


@st.cache_data(max_entries=64, show_spinner=False)
def landuse(sha256: str, zones: str) -> Statistic:
    """Give the area by land-use class in every zone of a layer."""
    return statistics.edition_landuse(_edition(sha256), zones=zones)


@st.cache_data(max_entries=64, show_spinner=False)
def mix(sha256: str, zones: str) -> Statistic:
    """Give how mixed the land uses of every zone of a layer are."""
    return statistics.edition_mix(_edition(sha256), zones=zones)


@st.cache_data(max_entries=64, show_spinner=False)
def landcover(sha256: str, zones: str) -> Statistic:
    """Give the area by land-cover class in every zone of a layer."""
    return statistics.edition_landcover(_edition(sha256), zones=zones)


@st.cache_data(max_entries=4, show_spinner=False)
def programme(sha256: str) -> Programme:
    """Give the programme's document."""
    return read_programme(_edition(sha256).path("programme"))


@st.cache_data(max_entries=4, show_spinner=False)
def html_file(sha256: str, lang: str) -> bytes:
    """Give the map as one HTML file."""
    return html_map(_edition(sha256), lang).encode()
