"""All computed numbers of a programme's accounts by name: what a golden holds on to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.accounts.medical import medical_centre
from layers.accounts.overview import overview
from layers.accounts.sheets import cluster_sheet, park_sheet
from layers.vocabulary import ID

if TYPE_CHECKING:
    from geo import Figure
    from layers.edition import Edition

__all__ = ["figures"]


def figures(edition: Edition, *, sheets: bool = True) -> dict[str, Figure]:
    """Give every computed number of an edition's accounts by its name.

    Parameters
    ----------
    edition
        The edition.
    sheets
        Whether the numbers of each park and each cluster come too.

    Returns
    -------
    dict
        `projects.listed`, `investment_rub_bn.planned`, `medical.between`, `park.ID.people` and so
        on; what an edition cannot give is left out.

    Examples
    --------
    >>> from layers import open_edition
    >>> figures(open_edition(), sheets=False)["projects.listed"].value
    61.0
    """
    found: dict[str, Figure] = {}
    state = overview(edition)
    for point in state.points if state else ():
        found |= {total.key: total.figure for total in point.documented}
    centre = medical_centre(edition)
    if centre is not None:
        found |= {f"medical.{key}": figure for key, figure in centre.figures.items()}
    if not sheets:
        return found
    if "parks" in edition.records:
        for park in edition.frame("parks")[ID]:
            sheet = park_sheet(edition, str(park))
            found |= {f"park.{park}.{key}": figure for key, figure in sheet.figures.items()}
    if {"clusters", "sites"} <= edition.records.keys():
        for cluster in edition.table("clusters")[ID]:
            one = cluster_sheet(edition, str(cluster))
            found[one.listed.key] = one.listed.figure
            found |= {f"cluster.{cluster}.{key}": value for key, value in one.figures.items()}
    return found
