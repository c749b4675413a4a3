"""How many people live near a park, or near the sites of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapely import box

from geo import SHARE
from layers import statistics as stats
from layers.inputs import edition_input
from layers.vocabulary import ID, POPULATION
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo import Figure
    from layers.edition import Edition

__all__ = ["UNCOUNTED", "people_figures", "uncounted"]

DRAWS: Final = 40
"""Random draws behind an interval; the card says so."""


UNCOUNTED: Final = msg("Not known: the layer of population does not reach here.")


def uncounted(edition: Edition, layer: str, ids: Collection[str], radius_m: float) -> bool:
    """Tell whether features have a place, but none within a radius of the layer of population.

    Nobody is counted there, which does not say that nobody lives there.

    Parameters
    ----------
    edition
        The edition, with a layer of population or without.
    layer, ids
        The features.
    radius_m
        Metres about them.

    Examples
    --------
    >>> from layers import open_edition
    >>> tomsk = open_edition()
    >>> [uncounted(tomsk, "parks", [park], 1000.0) for park in ("ind_severnaya", "ind_asino")]
    [False, True]
    """
    return _reached(edition, layer, ids, radius_m) is False


def _reached(edition: Edition, layer: str, ids: Collection[str], radius_m: float) -> bool | None:
    """Tell whether the layer of population is within reach; None without it or without a place."""
    if POPULATION not in edition.records:
        return None
    frame = edition.frame(layer)
    places = frame.geometry[frame[ID].isin(ids)].dropna()
    if places.empty:
        return None
    return bool(places.dwithin(box(*edition.frame(POPULATION).total_bounds), radius_m).any())


def people_figures(
    edition: Edition, layer: str, ids: Collection[str], radius_m: float
) -> dict[str, Figure]:
    """Count who lives within a straight line of the features: `people` and `people_share`.

    Both are left out without a place, and where nobody is counted: see `uncounted`.
    """
    if not _reached(edition, layer, ids, radius_m):
        return {}
    found = stats.coverage(
        edition_input(edition, POPULATION),
        edition_input(edition, layer, {ID: list(ids)}),
        by=None,
        radii_m=(radius_m,),
        weight=POPULATION,
        draws=DRAWS,
        crs=edition.crs,
    )
    return {
        "people": found.figure("served", "people"),
        "people_share": found.figure("served_share", SHARE),
    }
