"""How mixed the classes of a zone are: entropy, concentration and diversity of their areas.

All are functions of the shares p of the classes in the classified land of a zone; "unclassified"
land is left out, classes of no area change nothing, and the order of rows does not matter. They
answer one question in several habits: planners report entropy, economists the
Herfindahl-Hirschman index, ecologists Simpson's index and Hill numbers, which count classes as if
all were equally large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._demand import exact_weights
from geo._errors import ColumnError, ValueRangeError
from geo._numbers import checked_numbers
from geo._points import ClumpedPoints
from geo._said import said
from geo._validate import POLYGONS, require, require_same_crs
from geo.landuse import UNCLASSIFIED

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["area_per_head", "class_mix", "people_in_zones"]

_M2_PER_HA = 10_000


def class_mix(areas: pd.DataFrame, *, classes_possible: int) -> pd.DataFrame:
    """Return how evenly, and among how many classes, the land of each zone is shared.

    With the share p of each of the S classes that a zone holds:

    - entropy ``H = -sum(p ln p) / ln K``, 0 for one class, 1 for K equal parts; K is a choice, so
      both are given: K = S, the classes present, and K = the classes possible;
    - Herfindahl-Hirschman index ``HHI = sum(p^2)``, 1/S to 1;
    - Simpson's diversity ``1 - HHI``, the chance that two places drawn differ in class;
    - Hill numbers of order 0, 1 and 2: ``S``, ``exp(-sum(p ln p))`` and ``1 / HHI`` (the inverse
      of Simpson's concentration), from 1 to S, and never rising with the order.

    Sources: C. E. Shannon, A Mathematical Theory of Communication (1948); A. O. Hirschman, National
    Power and the Structure of Foreign Trade (1945); O. C. Herfindahl, Concentration in the U.S.
    Steel Industry (1950); E. H. Simpson, Measurement of Diversity, Nature 163 (1949); M. O. Hill,
    Diversity and Evenness, Ecology 54 (1973).

    Parameters
    ----------
    areas
        Rows of `area_by_class`: ``zone, class, area_ha``. "unclassified" land is left out.
    classes_possible
        K of the second entropy: at least as many as any zone holds.

    Returns
    -------
    pandas.DataFrame
        ``zone, mix_present, mix_possible, classes_present, classes_possible, hhi, simpson, hill_0,
        hill_1, hill_2``, zones in the order in which they come. NaN only where a zone has no
        classified land; there `hill_0` is 0.

    Raises
    ------
    ColumnError
        A column is missing.
    ValueRangeError
        An area is negative or no number, or a zone holds more classes than are possible.

    Examples
    --------
    >>> areas = pd.DataFrame({"zone": ["a", "a", "b"], "class": ["wood", "field", "wood"],
    ...                       "area_ha": [2.0, 2.0, 5.0]})
    >>> mix = class_mix(areas, classes_possible=4)
    >>> mix[["zone", "mix_present", "mix_possible", "hhi", "hill_2"]].values
    array([['a', 1.0, 0.5, 0.5, 2.0],
           ['b', 0.0, 0.0, 1.0, 1.0]], dtype=object)
    """
    table, names = _table(areas)
    present = (table > 0).sum(axis=1)
    if present.max(initial=0) > classes_possible:
        raise ValueRangeError(
            said(
                "expected `classes_possible` of at least {most}, which a zone holds, got "
                "{classes_possible}: count every class that a zone could hold",
                most=present.max(),
                classes_possible=classes_possible,
            )
        )
    total = table.sum(axis=1, keepdims=True)
    share = np.divide(table, total, out=np.zeros_like(table), where=total > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    known = present > 0
    entropy = np.where(known, np.abs((share * logs).sum(axis=1)), np.nan)
    hhi = np.where(known, (share**2).sum(axis=1), np.nan)
    return pd.DataFrame(
        {
            "zone": names,
            "mix_present": entropy / np.log(np.maximum(present, 2)),
            "mix_possible": entropy / np.log(max(classes_possible, 2)),
            "classes_present": present,
            "classes_possible": classes_possible,
            "hhi": hhi,
            "simpson": 1 - hhi,
            "hill_0": present.astype(float),
            "hill_1": np.exp(entropy),
            "hill_2": 1 / hhi,
        }
    )


def area_per_head(areas: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Return the square metres of each class for each person of a zone.

    Parameters
    ----------
    areas
        Rows of `area_by_class`: ``zone, class, area_ha``.
    people
        People of each zone, by its name.

    Returns
    -------
    pandas.DataFrame
        ``zone, class, area_ha, people, m2_per_head`` in the order of `areas`, those of no area
        included; `m2_per_head` is NaN where nobody lives.

    Raises
    ------
    ColumnError
        A column is missing, or a zone is not among those with people.
    ValueRangeError
        An area or a number of people is negative or no number.

    Examples
    --------
    >>> areas = pd.DataFrame({"zone": ["a"], "class": ["wood"], "area_ha": [3.0]})
    >>> area_per_head(areas, pd.Series({"a": 600}))["m2_per_head"].item()
    50.0
    """
    hectares = _hectares(areas)
    heads = pd.Series(checked_numbers(people.rename("people"), "people"), index=people.index)
    strange = sorted(set(areas["zone"]) - set(heads.index), key=str)
    if strange:
        raise ColumnError(
            said(
                "`people`: expected a number for each zone, got none for {strange}: count "
                "the people of these, or leave the zones out",
                strange=strange,
            )
        )
    count = heads.reindex(areas["zone"]).to_numpy()
    rate = np.full(len(areas), np.nan)
    np.divide(hectares * _M2_PER_HA, count, out=rate, where=count > 0)
    return pd.DataFrame(
        {
            "zone": areas["zone"].to_numpy(),
            "class": areas["class"].to_numpy(),
            "area_ha": hectares,
            "people": count,
            "m2_per_head": rate,
        }
    )


def people_in_zones(
    demand: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    weight: str | None = None,
    zone_column: str = "id",
) -> pd.Series:
    """Return the people of each zone; zones that overlap each count all of theirs.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid, in a measuring CRS.
    zones
        Polygons in the same CRS.
    weight
        Column of `demand` with people; without it each feature counts one.
    zone_column
        Column of `zones` with the name.

    Returns
    -------
    pandas.Series
        `people` by the name of the zone.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of a frame; the message holds all faults.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> zone = gpd.GeoDataFrame({"id": ["z"]}, crs="EPSG:32645",
    ...                         geometry=[shapely.box(349900, 6249900, 350100, 6250100)])
    >>> people_in_zones(homes, zone, weight="people").to_dict()
    {'z': 10.0}
    """
    require(demand, "demand", weight=weight, valid=False)
    require(zones, "zones", kinds=POLYGONS, unique=zone_column)
    require_same_crs(demand=demand, zones=zones)
    points = ClumpedPoints(np.asarray(demand.geometry.array))
    weights = exact_weights(demand, weight)[points.order]
    found = [float(weights[points.inside(shape)].sum()) for shape in zones.geometry.array]
    return pd.Series(found, index=pd.Index(zones[zone_column], name="zone"), name="people")


def _hectares(areas: pd.DataFrame) -> NDArray[np.float64]:
    missing = [name for name in ("zone", "class", "area_ha") if name not in areas.columns]
    if missing:
        raise ColumnError(
            said(
                "`areas`: expected columns zone, class and area_ha, {missing} are missing: "
                "give rows of `area_by_class`",
                missing=missing,
            )
        )
    return checked_numbers(areas["area_ha"], "areas")


def _table(areas: pd.DataFrame) -> tuple[NDArray[np.float64], pd.Index]:
    """Return hectares by zone and class, without what is unclassified, and the zones."""
    hectares = _hectares(areas)
    zone, zones = pd.factorize(areas["zone"])
    kind, kinds = pd.factorize(areas["class"])
    table = np.zeros((len(zones), len(kinds)))
    counted = (areas["class"] != UNCLASSIFIED).to_numpy()
    np.add.at(table, (zone[counted], kind[counted]), hectares[counted])
    return table, zones
