"""How much coverage hangs on the radius chosen, and on the straight line against the streets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from geo import ALL_TYPES, SHARE, distance_to_nearest_m, fitting_utm
from geo.matrix import travel_matrix_min
from geo.sensitivity import NETWORK as OVER_STREETS
from geo.sensitivity import sensitivity as shares_by_radius
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._over_streets import MODE, headlines, reached_by
from layers._statistic import SEED, Statistic, described
from layers.inputs import METRES, placed, with_metres
from layers.measure import FILLED, Chart, Column, Look, Measure, Setting
from layers.measures._declared import (
    BY_COLUMN,
    DEMAND,
    NETWORK,
    RADIUS_M,
    SERVED_SHARE,
    SHARE_HIGH,
    SHARE_LOW,
    SUPPLY,
    TYPE,
    WEIGHT_COLUMN,
)
from layers.travel import MODE_KMH, STRAIGHT, mode_setting, network_of
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

    from geo import Network
    from layers.inputs import Input

__all__ = ["MEASURES", "sensitivity"]

TITLE: Final = msg("sensitivity of coverage to the radius and the way")
FORMULA: Final = msg(
    "share = demand no farther than the radius from the supply / all demand; elasticity = "
    "d ln(share) / d ln(radius): by how many percent the share grows where the radius grows by "
    "one; difference = share in the straight line - share over the streets at the same length"
)
AT_RADIUS: Final = msg("Radius of the large figures, m")
ENDS_NOTE: Final = msg(
    "The straight line ends at the edge of the supply, the way over the streets at its centroid: "
    "part of the difference is the size of the supply."
)
STRAIGHT_AT: Final = msg("Share in a straight line, middle of the radii")
STREETS_AT: Final = msg("Share over the streets, middle of the radii")
DIFFERENCE_AT: Final = msg("What the straight line adds to the share, middle of the radii")
ELASTICITY_AT: Final = msg("Percent of share for one percent of radius, straight line")

STRAIGHT_TITLE: Final = msg("in a straight line")

NEAR: Final = msg("within the smallest radius")
HANGS_ON_WAY: Final = msg("hangs on the way, at the middle of the radii")
HANGS_ON_RADIUS: Final = msg("hangs on the radius")
FAR: Final = msg("beyond the largest radius")
_M_PER_MINUTE: Final = 1000 / 60

WAYS: Final = (STRAIGHT, "foot", "bicycle")
"""The straight line, and the ways over the streets at one speed."""

RADII_M: Final = tuple(float(radius) for radius in range(500, 5001, 500))


def sensitivity(
    demand: Input,
    supply: Input,
    network: Input | None = None,
    *,
    by: str | None,
    radii_m: Iterable[float],
    weight: str | None,
    mode: str = "foot",
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Read the share served at each of many radii, in a straight line and over the streets.

    Parameters
    ----------
    demand, supply, by, weight, draws, seed, crs, stated
        As in `layers.measures.coverage.coverage`.
    network
        Lines that share a vertex wherever one can turn; None leaves the straight line alone.
    radii_m
        Two radii or more in metres, above zero: lengths of the line, and of the way.
    mode
        "straight" for the straight line alone, "foot" or "bicycle".

    Returns
    -------
    Statistic
        Rows of `geo.sensitivity.sensitivity`; `way` is "straight" or the mode. The layer says of
        each demand what its answer hangs on, by the nearest supply of any type.

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
    >>> found = sensitivity(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                     radii_m=[500, 1000], weight="people")
    >>> found.rows["served_share"].tolist()
    [0.25, 1.0]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), placed(supply, crs)
    streets = placed(network, crs) if network and mode != STRAIGHT else None
    net = network_of(streets, mode) if streets else None
    draws = draws if supply.metres().any() else 0
    rows = shares_by_radius(
        demand.frame,
        with_metres(supply),
        by=by,
        radii_m=radii_m,
        weight=weight,
        network=net,
        speed_kmh=MODE_KMH.get(mode) or 1.0,
        precision=METRES if draws else None,
        draws=draws,
        seed=seed,
    )
    rows["way"] = rows["way"].replace(OVER_STREETS, mode)
    radii = rows["radius_m"].unique().tolist()
    middle_m = radii[(len(radii) - 1) // 2]
    spoken: dict[str, Any] = {MODE: STRAIGHT_TITLE}
    notes: list[str] = []
    if net is not None:
        speed = MODE_KMH[mode] or 0.0
        spoken, notes = reached_by(net, mode, speed, "to_supply", demand=demand, supply=supply)
        spoken[words.ACCESS], notes = speed, [ENDS_NOTE, *notes]
    found = described(
        TITLE,
        FORMULA,
        rows,
        [demand, supply, *([streets] if streets else [])],
        crs,
        {
            words.RADII: radii,
            AT_RADIUS: middle_m,
            **spoken,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=notes,
        draws=draws,
        seed=seed,
    )
    straight = ((STRAIGHT_AT, "served_share", SHARE), (ELASTICITY_AT, "elasticity", ""))
    over = ((STREETS_AT, "served_share", SHARE), (DIFFERENCE_AT, "difference", SHARE))
    said = headlines(found, straight, by=ALL_TYPES, radius_m=middle_m, way=STRAIGHT)
    if net is not None:
        said += headlines(found, over, by=ALL_TYPES, radius_m=middle_m, way=mode)
    bounds_m = (radii[0], middle_m, radii[-1])
    layer = _layer(demand, supply, net, MODE_KMH.get(mode) or 0.0, bounds_m, weight)
    return replace(found, headlines=said, layer=layer)


def _layer(
    demand: Input,
    supply: Input,
    network: Network | None,
    speed_kmh: float,
    bounds_m: tuple[float, float, float],
    weight: str | None,
) -> gpd.GeoDataFrame:
    """Say of each demand what its answer hangs on: the least, the middle or the largest radius."""
    least_m, middle_m, largest_m = bounds_m
    frame = demand.frame
    ways_m = [distance_to_nearest_m(frame, supply.frame).to_numpy(dtype=float)]
    if network is not None:
        minutes = travel_matrix_min(network, frame, supply.frame, access_kmh=speed_kmh)
        ways_m.append(minutes.min(axis=1) * speed_kmh * _M_PER_MINUTE)
    ways = np.stack(ways_m)
    at_middle = ways <= middle_m
    said = {
        NEAR: (ways <= least_m).all(axis=0),
        FAR: (ways > largest_m).all(axis=0),
        HANGS_ON_WAY: at_middle.any(axis=0) & ~at_middle.all(axis=0),
    }
    hangs_on = np.select(list(said.values()), list(said), HANGS_ON_RADIUS)
    columns: dict[str, Any] = {"hangs_on": hangs_on, "straight_m": ways_m[0]}
    if network is not None:
        columns["streets_m"] = np.where(np.isfinite(ways[1]), ways[1], np.nan)
    columns |= {} if weight is None else {"people": frame[weight].to_numpy()}
    layer = gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    order = [NEAR, HANGS_ON_RADIUS, HANGS_ON_WAY, FAR]
    return layer.sort_values("hangs_on", key=lambda one: one.map(order.index), kind="stable")


MEASURES: Final = (
    Measure(
        id="sensitivity",
        family="coverage",
        title=msg("How much hangs on the radius"),
        lead=msg("How does the share of people served change with the radius and with the way?"),
        function=sensitivity,
        roles=(
            DEMAND,
            SUPPLY,
            NETWORK,
        ),
        settings=(
            Setting(
                "mode",
                msg("Way"),
                "choice",
                "foot",
                choices=tuple(
                    one for one in mode_setting(straight=True).choices if one.value in WAYS
                ),
                applies=(("network", (FILLED,)),),
            ),
            Setting("radii_m", msg("Radii, m"), "numbers", RADII_M, flag="radii"),
            BY_COLUMN,
            WEIGHT_COLUMN,
        ),
        columns=(
            TYPE,
            RADIUS_M,
            Column("way", MODE),
            SERVED_SHARE,
            SHARE_LOW,
            SHARE_HIGH,
            Column("elasticity", msg("Elasticity by the radius"), 2),
            Column("elasticity_low", msg("Elasticity, low"), 2),
            Column("elasticity_high", msg("Elasticity, high"), 2),
            Column("difference", msg("Straight line less streets"), 1, share=True),
            Column("difference_low", msg("Straight line less streets, low"), 1, share=True),
            Column("difference_high", msg("Straight line less streets, high"), 1, share=True),
            Column("hangs_on", msg("Whether people are served")),
            Column("straight_m", msg("Straight line to the nearest, m")),
            Column("streets_m", msg("Way over the streets to the nearest, m")),
            Column("people", msg("People")),
        ),
        charts=(
            Chart(
                "lines",
                msg("Share of people by the radius"),
                "radius_m",
                "served_share",
                "way",
                low="share_low",
                high="share_high",
                share=True,
                facet="by",
            ),
            Chart(
                "lines",
                msg("Elasticity by the radius"),
                "radius_m",
                "elasticity",
                "by",
                facet="way",
            ),
        ),
        look=Look("hangs_on", "classes", msg("Whether people are served")),
        drawn=True,
    ),
)
