"""Every measure of the atlas, declared: one module a question, each beside what computes it.

A new measure is a function on inputs (`layers.inputs`) that returns a `Statistic`, a `Measure`
record that declares it, and the module's name in the list below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.measures import (
    allocation,
    capacity,
    clustering,
    colocation,
    conflicts,
    coverage,
    gravity,
    hotspots,
    land_consumption,
    landcover,
    landscape,
    landuse,
    landuse_change,
    mending,
    mix,
    neighbours,
    network_parts,
    norms,
    od_matrix,
    open_space,
    opportunities,
    overlap,
    overstatement,
    proximity,
    rasterchange,
    sensitivity,
    service_areas,
    synergy,
    two_step,
    zonal,
)

if TYPE_CHECKING:
    from layers.measure import Measure

__all__ = ["MEASURES"]

MEASURES: Final[dict[str, Measure]] = {
    measure.id: measure
    for module in (
        coverage,
        overlap,
        service_areas,
        overstatement,
        sensitivity,
        capacity,
        norms,
        allocation,
        proximity,
        neighbours,
        od_matrix,
        opportunities,
        gravity,
        two_step,
        network_parts,
        synergy,
        mending,
        colocation,
        clustering,
        hotspots,
        landuse,
        mix,
        landuse_change,
        conflicts,
        land_consumption,
        open_space,
        landcover,
        zonal,
        rasterchange,
        landscape,
    )
    for measure in module.MEASURES
}
"""Measures by id, in the order of the page."""
