"""Gravity potential: how much supply each place reaches, the nearer counting for more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo import fitting_utm
from geo.access import gravity as potential
from geo.access import spread
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

__all__ = ["MEASURES", "gravity"]

TITLE: Final = msg("gravity potential")
FORMULA: Final = msg(
    "A_i = sum over supply j of S_j f(c_ij), S the amount of supply, c the way, f the decay of the "
    "weight, 0 beyond the bound; mean, median and lowest tenth over people"
)
SOURCE: Final = "W. G. Hansen, How Accessibility Shapes Land Use, 1959"
POTENTIAL: Final = msg("Potential")
MEAN: Final = msg("Potential, mean over people")
COMPARE: Final = msg(
    "A potential compares places under one decay; with another decay or scale it is another number."
)


def gravity(
    demand: Input,
    supply: Input,
    zones: Input | None = None,
    network: Input | None = None,
    *,
    mode: str = STRAIGHT,
    within_m: float = 5_000.0,
    within_min: float = 30.0,
    decay: DecayKind = "exponential",
    scale_m: float = 1_500.0,
    scale_min: float = 10.0,
    exponent: float = 2.0,
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
    """Sum the supply around each place of demand, weighed by how near it is.

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
    decay, scale_m, scale_min, exponent, bands
        How the weight falls: see `geo.decay.Decay`. `bands` are the weights of "steps".
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
        Rows ``[zone,] by, total, potential_mean, potential_median, potential_decile``, figures
        with their ``_low`` and ``_high``; the layer is the demand with `potential` of all types.

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
    >>> found = gravity(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                 weight="people", decay="power", scale_m=300, exponent=1)
    >>> round(found.rows["potential_mean"].item(), 6)  # (10 x 1 + 30 x 1/3) / 40
    0.5
    """
    crs = crs or fitting_utm(demand.frame)
    falling, said = decay_of(decay, mode, scale_m, scale_min, bands, exponent)
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
        names = ("potential_mean", "potential_median", "potential_decile")
        return dict(zip(names, spread(scores, people), strict=True))

    found = case.found(
        lambda costs: potential(
            decay_weights(costs, within=case.within, decay=falling), case.amounts
        ),
        measured,
        draws,
        seed,
    )
    card = case.card(
        found, (TITLE, FORMULA, SOURCE), said, seed=seed, stated=stated, notes=[COMPARE]
    )
    method = card.method
    return replace(
        card,
        layer=case.layer("potential", found.scores),
        headlines=(
            found.headline(MEAN, "potential_mean", "", method),
            found.headline(msg("Potential, median over people"), "potential_median", "", method),
            found.headline(
                msg("Potential that all but the lowest tenth of people have"),
                "potential_decile",
                "",
                method,
            ),
        ),
    )


MEASURES: Final = (
    Measure(
        id="gravity",
        family="proximity",
        title=msg("Gravity potential"),
        lead=msg("How much supply lies around each person, the nearer counting for more?"),
        function=gravity,
        roles=ROLES,
        settings=(
            *way_settings(),
            *decay_settings(("exponential", "gaussian", "power", "steps")),
            *column_settings(),
        ),
        columns=(
            *COLUMNS,
            Column("potential_mean", msg("Potential, mean"), 3),
            Column("potential_mean_low", msg("Potential, mean, low"), 3),
            Column("potential_mean_high", msg("Potential, mean, high"), 3),
            Column("potential_median", msg("Potential, median"), 3),
            Column("potential_median_low", msg("Potential, median, low"), 3),
            Column("potential_median_high", msg("Potential, median, high"), 3),
            Column("potential_decile", msg("Potential, lowest tenth"), 3),
            Column("potential_decile_low", msg("Potential, lowest tenth, low"), 3),
            Column("potential_decile_high", msg("Potential, lowest tenth, high"), 3),
        ),
        charts=(
            Chart(
                "bars",
                MEAN,
                "by",
                "potential_mean",
                low="potential_mean_low",
                high="potential_mean_high",
                facet="zone",
            ),
        ),
        look=Look("potential", "steps", POTENTIAL),
        drawn=True,
    ),
)
