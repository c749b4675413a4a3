"""Floating catchments: supply a head where people share it with all who reach it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import SHARE, fitting_utm
from geo.access import spread
from geo.access import two_step as supply_a_head
from geo.decay import STEPS, DecayKind, decay_weights
from geo.uncertainty import DRAWS
from layers._statistic import SEED, Statistic
from layers.measure import Chart, Column, Look, Measure
from layers.measures._decay import decay_of, decay_settings
from layers.measures._scores import COLUMNS, ROLES, asked, column_settings, way_settings
from layers.travel import STRAIGHT
from layers.vocabulary import SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "two_step"]

TITLE: Final = msg("two-step floating catchment area")
FORMULA: Final = msg(
    "R_j = S_j / sum over people i of P_i f(c_ij); A_i = sum over supply j of R_j f(c_ij), S the "
    "amount of supply, c the way, f the decay of the weight, 0 beyond the bound; per 10,000 = "
    "10,000 A; supply used = sum of P_i A_i; mean, median and lowest tenth over people"
)
PLAIN_SOURCE: Final = (
    "W. Luo, F. Wang, Measures of Spatial Accessibility to Health Care in a GIS Environment, 2003"
)
ENHANCED_SOURCE: Final = "W. Luo, Y. Qi, An Enhanced Two-Step Floating Catchment Area Method, 2009"
PER_10K: Final = msg("Supply per 10,000 people")
MEAN: Final = msg("Supply per 10,000 people, mean over people")
UNUSED: Final = msg("Supply that nobody reaches is shared by nobody: it counts for no one.")
_PER: Final = 10_000
_LOST: Final = 1e-9


def two_step(
    demand: Input,
    supply: Input,
    zones: Input | None = None,
    network: Input | None = None,
    *,
    mode: str = STRAIGHT,
    within_m: float = 5_000.0,
    within_min: float = 30.0,
    decay: DecayKind = "steps",
    scale_m: float = 1_500.0,
    scale_min: float = 10.0,
    bands: Iterable[float] = STEPS,
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
    """Share the supply among all people who reach it: 2SFCA, or E2SFCA with a decay.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons.
    zones
        Polygons to report by; people reach supply across their borders.
    network
        Lines that share a vertex wherever one can turn, for ways over streets.
    mode
        "straight", or "foot", "bicycle", "car" over the network.
    within_m, within_min
        Greatest distance in a straight line, greatest time over the streets.
    decay, scale_m, scale_min, bands
        How the weight falls: see `geo.decay.Decay`. "none" is 2SFCA, all else E2SFCA; `bands` are
        the weights of "steps".
    amount_column
        Column of `supply` with the amount of each (places, beds, hectares); None counts each one.
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
        Rows ``[zone,] by, total, per_10k_mean, per_10k_median, per_10k_decile, nothing_share,
        supply_used``, figures with their ``_low`` and ``_high``. The supply used adds up over
        zones to the supply that anyone reaches. The layer is the demand with `per_10k` of all.

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
    >>> clinic = homes.head(1)[["geometry"]].assign(beds=[2])
    >>> found = two_step(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                  weight="people", decay="none", amount_column="beds")
    >>> found.rows[["per_10k_mean", "supply_used"]].to_dict("records")
    [{'per_10k_mean': 500.0, 'supply_used': 2.0}]
    """
    crs = crs or fitting_utm(demand.frame)
    falling, said = decay_of(decay, mode, scale_m, scale_min, bands)
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

    def measured(scores: NDArray[Any], people: NDArray[Any]) -> dict[str, NDArray[Any]]:
        mean, median, decile = spread(scores, people) * _PER
        total = people.sum()
        nothing = (people[:, None] * (scores == 0)).sum(axis=0)
        return {
            "per_10k_mean": mean,
            "per_10k_median": median,
            "per_10k_decile": decile,
            "nothing_share": nothing / (total or np.nan),
            "supply_used": (people[:, None] * scores).sum(axis=0),
        }

    found = case.found(
        lambda costs: supply_a_head(
            decay_weights(costs, within=case.within, decay=falling), case.people, case.amounts
        ),
        measured,
        draws,
        seed,
    )
    everything = float(case.amounts[:, -1].sum())
    lost = everything - found.whole["supply_used"][0] > _LOST * everything
    source = PLAIN_SOURCE if decay == "none" else ENHANCED_SOURCE
    card = case.card(
        found,
        (TITLE, FORMULA, source),
        {**said, msg("Supply in all"): everything},
        seed=seed,
        stated=stated,
        notes=[UNUSED] if lost else [],
    )
    method = card.method
    return replace(
        card,
        layer=case.layer("per_10k", found.scores * _PER),
        headlines=(
            found.headline(MEAN, "per_10k_mean", "", method),
            found.headline(
                msg("Supply per 10,000 people, median over people"), "per_10k_median", "", method
            ),
            found.headline(
                msg("Share of people who reach no supply"), "nothing_share", SHARE, method
            ),
            found.headline(msg("Supply that anyone reaches"), "supply_used", "", method),
        ),
    )


MEASURES: Final = (
    Measure(
        id="two_step",
        family="proximity",
        title=msg("Supply a head, shared (2SFCA)"),
        lead=msg("How much supply is there a head, where everyone shares it with all in reach?"),
        function=two_step,
        roles=ROLES,
        settings=(
            *way_settings(),
            *decay_settings(("steps", "gaussian", "none")),
            *column_settings(),
        ),
        columns=(
            *COLUMNS,
            Column("per_10k_mean", msg("Per 10,000 people, mean"), 3),
            Column("per_10k_mean_low", msg("Per 10,000 people, mean, low"), 3),
            Column("per_10k_mean_high", msg("Per 10,000 people, mean, high"), 3),
            Column("per_10k_median", msg("Per 10,000 people, median"), 3),
            Column("per_10k_median_low", msg("Per 10,000 people, median, low"), 3),
            Column("per_10k_median_high", msg("Per 10,000 people, median, high"), 3),
            Column("per_10k_decile", msg("Per 10,000 people, lowest tenth"), 3),
            Column("per_10k_decile_low", msg("Per 10,000 people, lowest tenth, low"), 3),
            Column("per_10k_decile_high", msg("Per 10,000 people, lowest tenth, high"), 3),
            Column("nothing_share", msg("Reach no supply"), 1, share=True),
            Column("nothing_share_low", msg("Reach no supply, low"), 1, share=True),
            Column("nothing_share_high", msg("Reach no supply, high"), 1, share=True),
            Column("supply_used", msg("Supply used"), 2),
            Column("supply_used_low", msg("Supply used, low"), 2),
            Column("supply_used_high", msg("Supply used, high"), 2),
        ),
        charts=(
            Chart(
                "bars",
                MEAN,
                "by",
                "per_10k_mean",
                low="per_10k_mean_low",
                high="per_10k_mean_high",
                facet="zone",
            ),
        ),
        look=Look("per_10k", "steps", PER_10K),
        drawn=True,
    ),
)
