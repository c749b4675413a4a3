"""The medical centre: where its institutes are, how far from what, and what one site would change.

Ways are straight lines between points, over streets in minutes by car where the edition has
streets. The university is the edition's of medicine, hospitals are those that exist. "One site" is
a what-if over the edition: the institutes are put on one point, nothing else moves, and the same
measures answer again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo import Figure, distance_to_nearest_m
from layers.inputs import Input, edition_input
from layers.measures.coverage import coverage
from layers.measures.od_matrix import od_matrix
from layers.programme import parse_programme
from layers.vocabulary import ID, PARK_TYPE, POPULATION, PRECISION, STATUS
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd
    import shapely

    from layers._statistic import Statistic
    from layers.edition import Edition
    from layers.programme import MedicalCentre, Source

__all__ = ["RADII_M", "Change", "MedicalAccount", "medical_centre", "one_site"]

RADII_M: Final = (1000.0, 2000.0, 5000.0)
"""Radii within which people are counted."""

DRAWS: Final = 40
"""Random draws behind an interval; the card says so."""

MEDICAL: Final = "medical"
WHAT_IF: Final = msg("What if")
AT: Final = msg("Placed at")
INTERVAL: Final = msg("Interval")
AT_ONE_PLACE: Final = msg("all institutes at one place")
NO_INTERVAL: Final = msg("no interval: a mean over ways, each of which has its own")
MEAN: Final = msg("mean of the ways")
PEOPLE_MEAN: Final = msg("mean over people of the way to the nearest institute, a straight line")
PAIRS: Final = msg("Ways averaged")

BETWEEN: Final = msg("Mean way from one institute to another")
TO_UNIVERSITY: Final = msg("Mean way from an institute to the medical university")
TO_HOSPITAL: Final = msg("Mean way from an institute to its nearest hospital")
TO_PEOPLE: Final = msg("Mean way of a resident to the nearest institute")
WITHIN: Final = msg("People within {radius} of an institute")

_WITHIN: Final = "within."
_LABELS: Final = {
    "between": BETWEEN,
    "to_university": TO_UNIVERSITY,
    "to_hospital": TO_HOSPITAL,
    "to_people": TO_PEOPLE,
}


@dataclass(frozen=True, slots=True, eq=False)
class MedicalAccount:
    """What is known and computed of a medical centre.

    Attributes
    ----------
    centre, source
        As published, and the sources by their keys.
    institutes, hospitals, universities
        Rows of the layer `sites` in the edition's CRS; those without a place have no geometry.
    ways
        Rows ``origin, target, distance_m`` with its interval, from every placed institute to every
        other, to the university and to the hospitals; None where no institute has a place.
    rides
        The same in ``time_min`` by car; None without streets.
    figures
        `between`, `to_university`, `to_hospital`, `to_people` in metres, `within.1000` and so on
        in people: those that can be computed.
    """

    centre: MedicalCentre
    source: Mapping[str, Source]
    institutes: gpd.GeoDataFrame
    hospitals: gpd.GeoDataFrame
    universities: gpd.GeoDataFrame
    ways: Statistic | None
    rides: Statistic | None
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure as it is and as it would be with all institutes on one site."""

    key: str
    label: str
    radius_m: float | None
    before: Figure
    after: Figure


def medical_centre(edition: Edition) -> MedicalAccount | None:
    """Give the account of the edition's medical centre; None where its programme has none.

    Examples
    --------
    >>> from layers import open_edition
    >>> found = medical_centre(open_edition())
    >>> len(found.institutes), sorted(found.figures)[:2]
    (6, ['between', 'to_hospital'])
    """
    account = _described(edition)
    if account is None or not _placed(account.institutes):
        return account
    ways = _ways(edition, account, None)
    rides = None
    if "streets" in edition.records:
        rides = od_matrix(
            _sites(edition, _placed(account.institutes)),
            _sites(edition, _goals(account)),
            edition_input(edition, "streets"),
            mode="car",
            draws=0,
            crs=edition.crs,
        )
    figures = _figures(edition, account, ways, None, {})
    return replace(account, ways=ways, rides=rides, figures=figures)


def one_site(edition: Edition, layer_id: str, feature_id: str) -> tuple[Change, ...]:
    """Tell what would change if every institute stood at one site or within one park.

    Parameters
    ----------
    edition
        The edition.
    layer_id
        `sites` or `parks`.
    feature_id
        The site, or the park; a park counts at a point within it.

    Returns
    -------
    tuple of Change
        Each figure of `MedicalAccount.figures` before and after; none without a medical centre.

    Raises
    ------
    EmptyError
        There is no such feature, or its place is not known.

    Examples
    --------
    >>> from layers import open_edition
    >>> [(one.key, one.after.value) for one in one_site(open_edition(), "parks", "med_north")][0]
    ('between', 0.0)
    """
    account = _described(edition)
    if account is None or not _placed(account.institutes):
        return ()
    asked = edition_input(edition, layer_id, {ID: [feature_id]})
    spot = asked.frame.representative_point().iloc[0]
    stated = {WHAT_IF: AT_ONE_PLACE, AT: f"{layer_id}/{feature_id}"}
    before = _figures(edition, account, _ways(edition, account, None), None, {})
    after = _figures(edition, account, _ways(edition, account, spot), spot, stated)
    return tuple(
        Change(
            key,
            _LABELS.get(key, WITHIN),
            float(key.removeprefix(_WITHIN)) if key.startswith(_WITHIN) else None,
            before[key],
            after[key],
        )
        for key in before
    )


def _described(edition: Edition) -> MedicalAccount | None:
    if not {"programme", "sites"} <= edition.records.keys():
        return None
    programme = parse_programme(edition.document("programme"))
    centre = programme.medical_centre
    if centre is None:
        return None
    sites = edition.frame("sites").set_index(ID, drop=False)
    institutes = sites.loc[[one for one in centre.institutes if one in sites.index]]
    others = sites[~sites.index.isin(institutes.index) & (sites[PARK_TYPE] == MEDICAL)]
    existing = others[others[STATUS] == "existing"]
    return MedicalAccount(
        centre,
        programme.source,
        institutes,
        existing[existing["kind"] == "hospital"],
        existing[existing["kind"] == "university"],
        None,
        None,
        {},
    )


def _placed(rows: gpd.GeoDataFrame) -> list[str]:
    return [str(one) for one in rows.index[rows.geometry.notna()]]


def _goals(account: MedicalAccount) -> list[str]:
    groups = (account.institutes, account.universities, account.hospitals)
    return [one for rows in groups for one in _placed(rows)]


def _sites(
    edition: Edition,
    ids: list[str],
    moved: Collection[str] = (),
    spot: shapely.Point | None = None,
) -> Input:
    """Give some sites, those of `moved` at a spot that is decided, and so exact."""
    one = edition_input(edition, "sites", {ID: ids})
    if spot is None:
        return one
    goes = one.frame[ID].isin(list(moved))
    frame = one.frame.set_geometry(one.frame.geometry.mask(goes, spot))
    return replace(one, frame=frame.assign(**{PRECISION: frame[PRECISION].mask(goes, "exact")}))


def _ways(edition: Edition, account: MedicalAccount, spot: shapely.Point | None) -> Statistic:
    institutes = _placed(account.institutes)
    return od_matrix(
        _sites(edition, institutes, institutes, spot),
        _sites(edition, _goals(account), institutes, spot),
        draws=DRAWS,
        crs=edition.crs,
    )


def _figures(
    edition: Edition,
    account: MedicalAccount,
    ways: Statistic,
    spot: shapely.Point | None,
    stated: dict[str, str],
) -> dict[str, Figure]:
    institutes = _placed(account.institutes)
    rows = ways.rows[ways.rows["origin"] != ways.rows["target"]]
    figures = {}
    for key, targets in (
        ("between", institutes),
        ("to_university", _placed(account.universities)),
        ("to_hospital", _placed(account.hospitals)),
    ):
        found = rows[rows["target"].isin(targets)]
        if key == "to_hospital":
            found = found.groupby("origin", as_index=False)["distance_m"].min()
        if len(found):
            card = {PAIRS: len(found), INTERVAL: NO_INTERVAL, **stated}
            method = replace(
                ways.method,
                measure=MEAN,
                parameters={**ways.method.parameters, **card},
                draws=0,
                seed=None,
            )
            figures[key] = Figure(float(found["distance_m"].mean()), "m", None, None, method)
    if POPULATION not in edition.records:
        return figures
    people = edition_input(edition, POPULATION)
    at = _sites(edition, institutes, institutes, spot)
    reach = coverage(
        people,
        at,
        by=None,
        radii_m=RADII_M,
        weight=POPULATION,
        draws=DRAWS,
        crs=edition.crs,
        stated=stated,
    )
    ways_m = distance_to_nearest_m(people.frame, at.frame)
    mean_m = np.average(ways_m, weights=people.frame[POPULATION])
    method = replace(
        reach.method,
        measure=MEAN,
        formula=PEOPLE_MEAN,
        parameters={INTERVAL: NO_INTERVAL, **stated},
        draws=0,
        seed=None,
    )
    figures["to_people"] = Figure(float(mean_m), "m", None, None, method)
    for radius_m in RADII_M:
        key = f"{_WITHIN}{radius_m:.0f}"
        figures[key] = reach.figure("served", "people", radius_m=radius_m)
    return figures
