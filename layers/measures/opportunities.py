"""Cumulative opportunities: how much supply each place of demand reaches within a bound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import SHARE, fitting_utm
from geo.access import gravity, spread
from geo.decay import decay_weights
from geo.uncertainty import DRAWS
from layers._statistic import SEED, Statistic
from layers.measure import Chart, Column, Look, Measure, Setting
from layers.measures._scores import COLUMNS, ROLES, asked, column_settings, way_settings
from layers.travel import STRAIGHT
from layers.vocabulary import SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "opportunities"]

TITLE: Final = msg("cumulative opportunities")
FORMULA: Final = msg(
    "O_i = sum of the amounts of supply whose way from i is no longer than the bound; mean and "
    "median over people; share = people with O_i above zero, or of the amount asked, / all people"
)
SOURCE: Final = "M. Wachs, T. G. Kumagai, Physical Accessibility as a Social Indicator, 1973"
ENOUGH: Final = msg("Amount that is enough")
REACHED: Final = msg("Supply within reach")
MEAN: Final = msg("Supply within reach, mean over people")
AT_LEAST_ONE: Final = msg("Share of people who reach at least one")
_ROUNDING: Final = 1e-9


def opportunities(
    demand: Input,
    supply: Input,
    zones: Input | None = None,
    network: Input | None = None,
    *,
    mode: str = STRAIGHT,
    within_m: float = 5_000.0,
    within_min: float = 30.0,
    enough: float = 3.0,
    amount_column: str | None = None,
    by: str | None,
    weight: str | None,
    zone_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Count the supply that each place of demand reaches, and the people who reach enough.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons.
    zones
        Polygons to report by.
    network
        Lines that share a vertex wherever one can turn, for ways over streets.
    mode
        "straight", or "foot", "bicycle", "car" over the network.
    within_m, within_min
        Greatest distance in a straight line, greatest time over the streets.
    enough
        Amount of supply that is enough, in units of `amount_column`.
    amount_column
        Column of `supply` with the amount of each; None counts each one.
    by
        Column of `supply` with the type; None makes all one type.
    weight
        Column of `demand` with people; None makes each feature count one.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    speed_kmh
        Speed of cars: a column of `network`, or one speed.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] by, total, reached_mean, reached_median, any_share, enough_share``, figures
        with their ``_low`` and ``_high``; the layer is the demand with `reached` of all types.

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
    >>> found = opportunities(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                       weight="people", within_m=500)
    >>> found.rows[["by", "reached_mean", "any_share"]].to_dict("records")
    [{'by': 'all', 'reached_mean': 0.25, 'any_share': 0.25}]
    """
    crs = crs or fitting_utm(demand.frame)
    case = asked(
        demand,
        supply,
        zones,
        network,
        mode=mode,
        within_m=within_m,
        within_min=within_min,
        amount_column=amount_column,
        by=by,
        weight=weight,
        zone_column=zone_column,
        speed_kmh=speed_kmh,
        crs=crs,
    )

    def measured(
        reached: NDArray[np.float64], people: NDArray[np.float64]
    ) -> dict[str, NDArray[np.float64]]:
        mean, median, _ = spread(reached, people)
        total = people.sum() or np.nan
        return {
            "reached_mean": mean,
            "reached_median": median,
            "any_share": people @ (reached > 0) / total,
            "enough_share": people @ (reached >= enough * (1 - _ROUNDING)) / total,
        }

    found = case.found(
        lambda costs: gravity(decay_weights(costs, within=case.within), case.amounts),
        measured,
        draws,
        seed,
    )
    card = case.card(found, (TITLE, FORMULA, SOURCE), {ENOUGH: enough}, seed=seed, stated=stated)
    method = card.method
    return replace(
        card,
        layer=case.layer("reached", found.scores),
        headlines=(
            found.headline(MEAN, "reached_mean", "", method),
            found.headline(AT_LEAST_ONE, "any_share", SHARE, method),
            found.headline(msg("Share of people who reach enough"), "enough_share", SHARE, method),
        ),
    )


MEASURES: Final = (
    Measure(
        id="opportunities",
        family="proximity",
        title=msg("How much lies within reach"),
        lead=msg("How much supply does each person reach, and how many people reach enough?"),
        function=opportunities,
        roles=ROLES,
        settings=(
            *way_settings(),
            Setting("enough", ENOUGH, "number", 3.0, least=0),
            *column_settings(),
        ),
        columns=(
            *COLUMNS,
            Column("reached_mean", msg("Within reach, mean"), 2),
            Column("reached_mean_low", msg("Within reach, mean, low"), 2),
            Column("reached_mean_high", msg("Within reach, mean, high"), 2),
            Column("reached_median", msg("Within reach, median"), 2),
            Column("reached_median_low", msg("Within reach, median, low"), 2),
            Column("reached_median_high", msg("Within reach, median, high"), 2),
            Column("any_share", msg("Reach at least one"), 1, share=True),
            Column("any_share_low", msg("Reach at least one, low"), 1, share=True),
            Column("any_share_high", msg("Reach at least one, high"), 1, share=True),
            Column("enough_share", msg("Reach enough"), 1, share=True),
            Column("enough_share_low", msg("Reach enough, low"), 1, share=True),
            Column("enough_share_high", msg("Reach enough, high"), 1, share=True),
        ),
        charts=(
            Chart(
                "bars",
                AT_LEAST_ONE,
                "by",
                "any_share",
                low="any_share_low",
                high="any_share_high",
                share=True,
                facet="zone",
            ),
            Chart(
                "bars",
                MEAN,
                "by",
                "reached_mean",
                low="reached_mean_low",
                high="reached_mean_high",
                facet="zone",
            ),
        ),
        look=Look("reached", "steps", REACHED),
        drawn=True,
    ),
)
