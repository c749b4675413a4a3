"""The medical centre: where its institutes are, how far from what, and what one site would change.

Ways are straight lines between points, over streets in minutes by car where the edition has
streets. The university is the edition's of medicine, hospitals are those that exist. "One site" is
a what-if over the edition: the institutes are put on one point, nothing else moves, and the same
measures answer again. A mean's interval is that of the means of seeded draws, in each of which
every site moves once within its precision; a site that is decided on does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo import Figure
from layers import method_words as words
from layers._statistic import SEED
from layers.accounts._medical_ways import DRAWS, Mean, mean_way_of_people, mean_ways
from layers.inputs import METRES, Input, edition_input, with_metres
from layers.measures.coverage import coverage
from layers.measures.od_matrix import od_matrix
from layers.programme import parse_programme
from layers.vocabulary import ID, PARK_TYPE, POPULATION, PRECISION, STATUS
from layers.wording import length, msg, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import shapely

    from geo import Method
    from layers._statistic import Statistic
    from layers.edition import Edition
    from layers.programme import MedicalCentre, Source

__all__ = [
    "RADII_M",
    "Change",
    "MedicalAccount",
    "figure_words",
    "medical_centre",
    "one_site",
]

RADII_M: Final = (1000.0, 2000.0, 5000.0)
"""Radii within which people are counted."""

MEDICAL: Final = "medical"
WHAT_IF: Final = msg("What if")
AT: Final = msg("Placed at")
AT_ONE_PLACE: Final = msg("all institutes at one place")
ALL_MOVED: Final = msg(
    "each institute, university and hospital, evenly within its precision, once a draw"
)
MEAN: Final = msg("mean of the ways")
PEOPLE_MEAN: Final = msg("mean over people of the way to the nearest institute, a straight line")
PAIRS: Final = msg("Ways averaged")

WITHIN: Final = msg("People within {radius} of an institute")

_WITHIN: Final = "within."
_LABELS: Final = {
    "between": msg("Mean way from one institute to another"),
    "to_university": msg("Mean way from an institute to the medical university"),
    "to_hospital": msg("Mean way from an institute to its nearest hospital"),
    "to_people": msg("Mean way of a resident to the nearest institute"),
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
    figures = _as_they_stand(edition, account)
    return replace(account, ways=_ways(edition, account), rides=rides, figures=figures)


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
    before = _as_they_stand(edition, account)
    after = _figures(edition, account, spot, stated)
    return tuple(Change(key, before[key], after[key]) for key in before)


def figure_words(key: str, lang: str) -> str:
    """Say what a figure of `MedicalAccount.figures` is, in a language."""
    say = translator(lang)
    if key in _LABELS:
        return say(_LABELS[key])
    return say(WITHIN).format(radius=length(float(key.removeprefix(_WITHIN)), lang))


@lru_cache(maxsize=4)
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


def _sites(edition: Edition, ids: list[str], spot: shapely.Point | None = None) -> Input:
    """Give some sites in the order asked for; at a spot that is decided on, and so exact."""
    one = edition_input(edition, "sites", {ID: ids})
    frame = one.frame.set_index(ID, drop=False).loc[ids].reset_index(drop=True)
    if spot is not None:
        frame = frame.set_geometry([spot] * len(frame), crs=frame.crs).assign(
            **{PRECISION: "exact"}
        )
    return replace(one, frame=frame)


def _moving(edition: Edition, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ids = _placed(rows)
    return with_metres(_sites(edition, ids)) if ids else rows.iloc[:0].assign(**{METRES: 0.0})


@lru_cache(maxsize=4)
def _ways(edition: Edition, account: MedicalAccount) -> Statistic:
    return od_matrix(
        _sites(edition, _placed(account.institutes)),
        _sites(edition, _goals(account)),
        draws=DRAWS,
        crs=edition.crs,
    )


@lru_cache(maxsize=4)
def _as_they_stand(edition: Edition, account: MedicalAccount) -> dict[str, Figure]:
    """Give the figures of the centre as it is, which every what-if is held against."""
    return _figures(edition, account, None, {})


def _figures(
    edition: Edition,
    account: MedicalAccount,
    spot: shapely.Point | None,
    stated: dict[str, str],
) -> dict[str, Figure]:
    """Give the figures of `MedicalAccount`, with all institutes at a spot where there is one."""
    institutes = _sites(edition, _placed(account.institutes), spot)
    moving = with_metres(institutes)
    if spot is not None:
        moving[METRES] = 0.0
    card = {words.MOVED: ALL_MOVED, **stated}
    method = _ways(edition, account).method
    method = replace(method, measure=MEAN, parameters={**method.parameters, **card})
    others = (_moving(edition, one) for one in (account.universities, account.hospitals))
    means = mean_ways(moving, *others)
    figures = {key: _way(one, method) for key, one in means.items()}
    if POPULATION not in edition.records:
        return figures
    people = edition_input(edition, POPULATION)
    reach = coverage(
        people,
        institutes,
        by=None,
        radii_m=RADII_M,
        weight=POPULATION,
        draws=DRAWS,
        crs=edition.crs,
        stated=stated,
    )
    weights = people.frame[POPULATION].to_numpy(dtype=float)
    method = replace(
        reach.method,
        measure=MEAN,
        formula=PEOPLE_MEAN,
        parameters={words.MOVED: words.SUPPLY_MOVED, **stated},
    )
    figures["to_people"] = _way(mean_way_of_people(people.frame, weights, moving), method)
    for radius_m in RADII_M:
        key = f"{_WITHIN}{radius_m:.0f}"
        figures[key] = reach.figure("served", "people", radius_m=radius_m)
    return figures


def _way(one: Mean, method: Method) -> Figure:
    parameters = {**method.parameters, PAIRS: one.ways}
    card = replace(method, parameters=parameters, draws=DRAWS, seed=SEED)
    return Figure(one.value_m, "m", one.low_m, one.high_m, card)
