"""Origin-destination matrix: the way from each place to each target, as a long table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import GREATEST_RADIUS_M, Figure, fitting_utm
from geo.origin_destination import od_pairs
from geo.resampling import ends
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.measure import Chart, Column, Look, Measure, Setting
from layers.measures._from_to import ROLES, WAY_COLUMNS, column_settings, from_to
from layers.travel import IN_LINE, OVER_STREETS, STRAIGHT, mode_setting
from layers.vocabulary import SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo.origin_destination import Pairs
    from layers.inputs import Input
    from layers.measures._from_to import FromTo

__all__ = ["MEASURES", "MOST_DRAWN", "od_matrix"]

TITLE: Final = msg("origin-destination matrix")
FORMULA: Final = msg(
    "every pair of a place and a target: the straight line from the place to the target's edge, 0 "
    "inside it, or the shortest time over the streets, the way to and from them on foot included; "
    "pairs without a way, or farther apart than the bound, are left out"
)
SOURCE: Final = "J. de D. Ortuzar, L. G. Willumsen, Modelling Transport, 2011"
WITHIN_M: Final = msg("Pairs no farther than, m")
WITHIN_MIN: Final = msg("Pairs no farther than, min")
NO_BOUND: Final = msg("no bound")
NO_PAIR: Final = msg("No pair lies within the bound, or no way leads: the table is empty.")
MANY: Final = msg("So many pairs have no interval: with fewer places they have.")
MEDIAN: Final = msg("Way of a pair, median")
LONGEST: Final = msg("Way of a pair, longest")
TO_EACH: Final = msg("Way to each target")

MOST_DRAWN: Final = 50_000
"""Pairs up to which each has its interval."""


def od_matrix(
    origins: Input,
    targets: Input,
    network: Input | None = None,
    *,
    mode: str = STRAIGHT,
    within_m: float | None = None,
    within_min: float | None = None,
    id_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the way from each origin to each target.

    Parameters
    ----------
    origins
        Points, or polygons and lines that count at their centroid.
    targets
        Points, lines or polygons; over streets they count at their centroid too.
    network
        Lines that share a vertex wherever one can turn, for ways over streets.
    mode
        "straight", or "foot", "bicycle", "car" over the network.
    within_m, within_min
        Greatest distance in a straight line, greatest time over the streets; None for no bound.
    id_column
        Column of `origins` and `targets` with the id; None takes `id` where it is there, else
        numbers the features from 1.
    speed_kmh
        Speed of cars: a column of `network`, or one speed.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the places.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``origin, target`` and ``distance_m`` or ``time_min``, by origin, then by target; with
        ``_low`` and ``_high`` where the precision of the targets is known and the pairs are
        `MOST_DRAWN` or fewer. The layer is the origins with their median way to the targets.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input; too many pairs for a table.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> spots = gpd.GeoDataFrame({"id": ["a", "b"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> found = od_matrix(Input(spots, "homes", "ab"), Input(spots.tail(1), "parks", "cd"))
    >>> found.rows.to_dict("split")["data"]
    [['a', 'b', 900.0], ['b', 'b', 0.0]]
    """
    crs = crs or fitting_utm(origins.frame)
    case = from_to(
        origins,
        targets,
        network,
        mode=mode,
        speed_kmh=speed_kmh,
        id_column=id_column,
        crs=crs,
    )
    title, bound = (WITHIN_M, within_m) if case.network is None else (WITHIN_MIN, within_min)
    limit = np.inf if bound is None else bound
    pairs = od_pairs(
        case.origins.frame,
        case.targets.frame,
        network=case.network,
        within=limit,
    )
    everyone = len(case.origins.frame) * len(case.targets.frame)
    many = everyone > MOST_DRAWN
    asked, draws = draws, 0 if many or case.precise or not len(pairs.costs) else draws
    drawn, missed = _drawn(case, pairs, limit, draws, seed)
    rows = case.with_ends(
        pd.DataFrame(
            {
                "origin": case.ids(case.origins, pairs.rows),
                "target": case.ids(case.targets, pairs.columns),
            }
        ),
        pairs.costs,
        ends(pairs.costs, drawn) if drawn else None,
    )
    card = described(
        TITLE,
        FORMULA,
        rows,
        case.inputs,
        crs,
        {
            title: NO_BOUND if bound is None else bound,
            **case.parameters,
            **({words.MOVED: words.TARGETS_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[
            *([MANY] if many and asked and not case.precise else []),
            *([] if len(rows) else [NO_PAIR]),
        ],
        draws=draws,
        seed=seed,
    )
    method = replace(card.method, source=SOURCE)
    left_out = float(everyone - len(rows))
    low, high = map(float, ends(np.array(left_out), missed)) if drawn else (None, None)
    headlines = [
        one
        for label, of in ((MEDIAN, np.median), (LONGEST, np.max))
        if len(rows)
        for one in case.headline(
            label, float(of(pairs.costs)), [float(of(each)) for each in drawn], method
        )
    ]
    return replace(
        card,
        method=method,
        layer=case.layer(_median_by_origin(pairs, len(case.origins.frame))),
        headlines=(
            *headlines,
            Headline(msg("Pairs left out"), Figure(left_out, msg("pairs"), low, high, method)),
        ),
    )


def _drawn(
    case: FromTo, pairs: Pairs, within: float, draws: int, seed: int
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Give the way of each pair, and how many pairs are left out, an array a draw."""
    ways, missed = [], []
    for one in case.drawn(draws, seed) if draws else ():
        ways.append(one[pairs.rows, pairs.columns])
        missed.append(np.array(float((~np.isfinite(one) | (one > within)).sum())))
    return ways, missed


def _median_by_origin(pairs: Pairs, count: int) -> NDArray[np.float64]:
    """Give the median way of each origin; NaN where it has none."""
    medians = pd.Series(pairs.costs).groupby(pairs.rows).median()
    found = np.full(count, np.nan)
    found[medians.index.to_numpy()] = medians.to_numpy()
    return found


MEASURES: Final = (
    Measure(
        id="od_matrix",
        family="proximity",
        title=msg("From everywhere to everywhere"),
        lead=msg("How far is it from each place to each target?"),
        function=od_matrix,
        roles=ROLES,
        settings=(
            mode_setting(STRAIGHT, straight=True),
            Setting(
                "within_m",
                WITHIN_M,
                "number",
                None,
                least=1,
                most=GREATEST_RADIUS_M,
                applies=IN_LINE,
            ),
            Setting(
                "within_min", WITHIN_MIN, "number", None, least=1, most=6_000, applies=OVER_STREETS
            ),
            *column_settings(),
        ),
        columns=(
            Column("origin", msg("From")),
            Column("target", msg("To")),
            *WAY_COLUMNS,
        ),
        charts=(
            Chart("bars", TO_EACH, "target", "distance_m"),
            Chart("bars", TO_EACH, "target", "time_min"),
        ),
        look=Look("way", "steps", msg("Median way to the targets")),
        drawn=True,
    ),
)
