"""Measures on any inputs: files or layers in, rows and their method card out.

Inputs are brought into one measuring CRS, features without a place are left out and counted,
invalid polygons are mended and counted; the engine measures; the card says all of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import fitting_utm, served
from geo.network import ACCESS_KMH, MAX_SNAP_M, build_network, nearest_over_network
from geo.proximity import nearest
from geo.uncertainty import DRAWS, coverage_interval, proximity_interval
from layers import method_words as words
from layers._statistic import Statistic, described
from layers.inputs import placed, with_ids
from layers.vocabulary import ID, SPEED_KMH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["DRAWS", "SEED", "coverage", "proximity"]

SEED: Final = 20_261_123
"""Seed of the draws, unless told otherwise."""

_METRES: Final = "metres within which the place is known"
_COVERAGE_ENDS: Final = {
    "served_low": "served_low",
    "served_high": "served_high",
    "served_share_low": "share_low",
    "served_share_high": "share_high",
}
_PROXIMITY_ENDS: Final = {
    "distance_low_m": "distance_m_low",
    "distance_high_m": "distance_m_high",
}


def coverage(
    demand: Input,
    supply: Input,
    *,
    by: str | None,
    radii_m: Iterable[float],
    weight: str | None,
    zones: Input | None = None,
    zone_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count the demand within radii of supply, by type, and the land that supply reaches.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons.
    by
        Column of `supply` with the type; None makes all one type.
    radii_m
        Radii in metres, above zero.
    weight
        Column of `demand` with people, floors or jobs; None makes each feature count one.
    zones
        Polygons to report by.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] by, radius_m, served, served_share, total, area_ha, uncovered, served_low,
        served_high, share_low, share_high``. The ends of the interval are NaN where the precision
        of the supply is not known.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> clinic = homes.head(1)[["geometry"]]
    >>> found = coverage(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                  radii_m=[500], weight="people")
    >>> found.rows[["by", "served", "total"]].to_dict("records")
    [{'by': 'all', 'served': 10.0, 'total': 40.0}]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), placed(supply, crs)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    within = areas.frame if areas else None
    name, radii = zone_column or ID, list(radii_m)
    rows = served(
        demand.frame,
        supply.frame,
        by=by,
        radii_m=radii,
        weight=weight,
        zones=within,
        zone_column=name,
    )
    draws = draws if supply.metres().any() else 0
    ends = rows.assign(**dict.fromkeys(_COVERAGE_ENDS, np.nan))
    if draws:
        ends = coverage_interval(
            demand.frame,
            _with_metres(supply),
            by=by,
            radii_m=radii,
            weight=weight,
            zones=within,
            zone_column=name,
            precision=_METRES,
            draws=draws,
            seed=seed,
        )
    for end, column in _COVERAGE_ENDS.items():
        rows[column] = ends[end].to_numpy()
    inputs = [demand, supply, *([areas] if areas else [])]
    return described(
        words.COVERAGE,
        words.COVERAGE_FORMULA,
        rows,
        inputs,
        crs,
        {
            words.RADII: sorted({float(radius) for radius in rows["radius_m"]}),
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        draws=draws,
        seed=seed,
    )


def proximity(
    origins: Input,
    targets: Input,
    *,
    by: str | None,
    network: Input | None = None,
    speed_kmh: str | float = SPEED_KMH,
    id_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find the nearest feature of each type in a straight line and, over streets, the soonest.

    Parameters
    ----------
    origins
        Points, or polygons and lines that count at their centroid.
    targets
        Points, lines or polygons.
    by
        Column of `targets` with the type; None makes all one type.
    network
        Lines that share a vertex wherever one can turn; None leaves times out.
    speed_kmh
        Column of `network` with the speed in km/h, or one speed for all.
    id_column
        Column of `origins` and `targets` with the id; None takes `id` where it is there, else
        numbers the features from 1.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the places.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``id, by, nearest_id, distance_m, time_min, ties, distance_m_low,
        distance_m_high, soonest_id, network_m, snap_m``.
        `nearest_id` and `distance_m` are those of the straight line, `ties` how many targets share
        it; `soonest_id`, `time_min` and `network_m` those of the way over the streets, missing
        without a network and where there is no way. `snap_m` is how far the place lies from it.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> spots = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> found = proximity(Input(spots.head(1), "homes", "ab"), Input(spots.tail(1), "parks", "cd"),
    ...                   by=None)
    >>> found.rows[["id", "nearest_id", "distance_m"]].to_dict("records")
    [{'id': 'a', 'nearest_id': 'b', 'distance_m': 900.0}]
    """
    crs = crs or fitting_utm(origins.frame)
    origins, targets = (with_ids(placed(one, crs), id_column) for one in (origins, targets))
    rows = nearest(origins.frame, targets.frame, by=by, id_column=id_column or ID)
    draws = draws if targets.metres().any() else 0
    ends = rows.assign(**dict.fromkeys(_PROXIMITY_ENDS, np.nan))
    if draws:
        ends = proximity_interval(
            origins.frame,
            _with_metres(targets),
            by=by,
            id_column=id_column or ID,
            precision=_METRES,
            draws=draws,
            seed=seed,
        )
    inputs = [origins, targets]
    parameters: dict[str, Any] = {
        words.TYPES: by or words.NO_TYPES,
        words.ORIGINS_AT: words.CENTROID,
        **({words.MOVED: words.TARGETS_MOVED} if draws else {}),
    }
    for end, column in _PROXIMITY_ENDS.items():
        rows[column] = ends[end].to_numpy()
    if network:
        streets = placed(network, crs)
        inputs.append(streets)
        over = nearest_over_network(
            build_network(streets.frame, speed_kmh=speed_kmh),
            origins.frame,
            targets.frame,
            by=by,
            id_column=id_column or ID,
        ).rename(columns={"nearest_id": "soonest_id", "distance_m": "network_m"})
        rows = rows.merge(over, on=["id", "by"], how="left", validate="one_to_one", sort=False)
        parameters |= {
            words.SPEED: speed_kmh,
            words.ACCESS: ACCESS_KMH,
            words.MAX_SNAP: MAX_SNAP_M,
        }
    else:
        rows = rows.assign(soonest_id=None, network_m=np.nan, time_min=np.nan, snap_m=np.nan)
    ordered = ["id", "by", "nearest_id", "distance_m", "time_min", "ties"]
    ordered += _PROXIMITY_ENDS.values()
    return described(
        words.PROXIMITY,
        words.PROXIMITY_FORMULA,
        rows[[*ordered, "soonest_id", "network_m", "snap_m"]],
        inputs,
        crs,
        {**parameters, **(stated or {})},
        notes=[words.SELF_FOUND] if origins.reference() == targets.reference() else [],
        draws=draws,
        seed=seed,
    )


def _with_metres(one: Input) -> gpd.GeoDataFrame:
    return one.frame.assign(**{_METRES: one.metres()})
