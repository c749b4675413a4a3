"""Capacity on any inputs: who finds a place where each supply can take only so many.

Each type of supply is a service of its own: everyone asks for one place of each type. The method
asked for fills the rows and the layer; the mean way by the other stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import GREATEST_RADIUS_M, SHARE, Figure, ValueRangeError, fitting_utm, said
from geo.capacity import Allocation, least_cost, nearest_first
from geo.resampling import ends, of_each_draw
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Choice, Column, Look, Measure, Setting
from layers.measures import _declared as declared
from layers.measures._ways import (
    Zoned,
    people_of,
    streets_of,
    types_of,
    values_of,
    ways_of,
    zoned_demand,
)
from layers.travel import IN_LINE, OVER_STREETS, STRAIGHT, mode_setting, speed_setting
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import Method as MethodCard
    from layers.inputs import Input

__all__ = ["MEASURES", "capacity"]

Method = Literal["nearest_first", "least_cost"]

_M2_PER_HA: Final = 10_000

MOST_DRAWS: Final = {"nearest_first": 10, "least_cost": 5}
"""Greatest number of draws: each is an allocation of its own."""

CAPACITY: Final = msg("service bound by capacity")
NEAREST_FORMULA: Final = msg(
    "pairs of demand and supply are gone through by distance, equal ones by row; each takes as "
    "many people as are left of the demand and as places are left of the supply; remaining = all "
    "- those with a place"
)
LEAST_FORMULA: Final = msg(
    "as many people as can be have a place; among all ways to do so the one of the least sum of "
    "people x distance (transportation problem, proved by its dual prices); remaining = all - "
    "those with a place"
)
NEAREST_SOURCE: Final = "D. Gale, L. S. Shapley, College Admissions and the Stability of Marriage"
LEAST_SOURCE: Final = "R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993"

HOW: Final = msg("Order of service")
METHODS: Final = (
    Choice("nearest_first", msg("nearest first")),
    Choice("least_cost", msg("least total distance")),
)
ROWS: Final = (
    Choice("types", msg("by type")),
    Choice("supplies", msg("by supply")),
)
PLACES: Final = msg("Places of each supply")
PER_HA: Final = msg("People per hectare of supply")
PLACES_COLUMN: Final = msg("Column of places")
WITHIN_M: Final = msg("Farthest, m")
WITHIN_MIN: Final = msg("Farthest, min")
EVERYONE: Final = msg(
    "Everyone asks for one place of each type, and types do not stand in for each other."
)
ASSUMED: Final = msg(
    "The number of places is an assumption of whoever set it, not a property of the supply."
)
BEST_FOR_ALL: Final = msg(
    "The least total distance sends some people past their nearest place so that others are "
    "spared a longer way."
)
FEW_DRAWS: Final = msg("Few draws: the interval is rough.")

_ALLOCATE: Final = {"nearest_first": nearest_first, "least_cost": least_cost}


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Who asks for a place and what there is: every type of supply is a problem of its own."""

    people: NDArray[np.float64]
    places: NDArray[np.float64]
    types: dict[Any, NDArray[np.int64]]
    within: float

    def allocations(
        self, costs: NDArray[np.float64], method: str, like: list[Allocation] | None = None
    ) -> list[Allocation]:
        """Give the allocation of each type; those of a problem much `like` this make it faster."""
        found = []
        for number, rows in enumerate(self.types.values()):
            problem = (costs[:, rows], self.people, self.places[rows])
            if method == "least_cost" and like:
                prices = like[number].prices
                found.append(least_cost(*problem, within=self.within, prices=prices))
            else:
                found.append(_ALLOCATE[method](*problem, within=self.within))
        return found


def capacity(
    demand: Input,
    supply: Input,
    zones: Input | None = None,
    network: Input | None = None,
    *,
    method: Method = "nearest_first",
    mode: str = STRAIGHT,
    within_m: float = 10_000.0,
    within_min: float = 30.0,
    places: float = 100_000.0,
    per_ha: float | None = None,
    places_column: str | None = None,
    rows_of: str = "types",
    by: str | None,
    weight: str | None,
    id_column: str | None = None,
    zone_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find who has a place within reach where each supply can take only so many.

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
    method
        "nearest_first" or "least_cost": see `geo.capacity`.
    mode
        "straight", or "foot", "bicycle", "car" over the network.
    within_m, within_min
        Greatest distance in a straight line, greatest time over the streets.
    places
        Places of each supply, where no other way to count them is given.
    per_ha
        People that a hectare of supply can take, by the area of its polygons; None counts `places`.
    places_column
        Column of `supply` with the places of each; goes before `per_ha` and `places`.
    rows_of
        "types" or "supplies": what a row is of, where there are no zones.
    by
        Column of `supply` with the type; None makes all one type.
    weight
        Column of `demand` with people; None makes each feature count one.
    id_column
        Column of `supply` with the id; None takes `id` where it is there, else numbers them.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    speed_kmh
        Speed of cars: a column of `network`, or one speed.
    draws, seed
        Random draws behind the interval (0 for none, `MOST_DRAWS` at the most) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] by, [id,] capacity, taken, used_share, total, taken_share, remaining, way_m``
        or ``way_min``, figures with their ``_low`` and ``_high``, and the mean way by either
        method. The layer holds the demand with the share of its people that has a place.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> from layers.inputs import Input
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> clinic = homes.head(1)[["geometry"]]
    >>> found = capacity(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...                  weight="people", places=25)
    >>> found.rows[["by", "taken", "remaining", "way_m"]].to_dict("records")
    [{'by': 'all', 'taken': 25.0, 'remaining': 15.0, 'way_m': 540.0}]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), with_ids(placed(supply, crs), id_column)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    streets = streets_of(network, mode, demand)
    unit, within = ("m", within_m) if streets is None else ("min", within_min)
    ways = ways_of(demand, supply, streets, mode, speed_kmh)
    counted, said = _places(supply, places, per_ha, places_column)
    asked = _Asked(np.asarray(people_of(demand, weight)), counted, types_of(supply, by), within)
    found = {one: asked.allocations(ways.costs, one) for one in _ALLOCATE}
    chosen = found[method]
    draws = min(draws, MOST_DRAWS[method]) if supply.metres().any() else 0
    drawn = []
    if draws:
        moved = ways.drawn(within, draws, seed)
        drawn = of_each_draw(lambda costs: asked.allocations(costs, method, chosen), moved, draws)
    if areas is None and rows_of == "supplies":
        rows = _rows_of_supplies(asked, supply, id_column or ID)
        figures = _of_supplies
    else:
        zoned = zoned_demand(demand, areas, zone_column or ID)
        rows = _rows_of_types(asked, zoned, areas is not None)
        figures = partial(_of_zones, zoned=zoned)
    answers = {one: figures(allocations) for one, allocations in found.items()}
    rows = _filled(rows, answers[method], [figures(one) for one in drawn], unit)
    for one, answer in answers.items():
        rows[f"{one}_{unit}"] = answer["mean"]
    least = method == "least_cost"
    card = described(
        CAPACITY,
        LEAST_FORMULA if least else NEAREST_FORMULA,
        rows,
        [one for one in (demand, supply, areas, streets) if one],
        crs,
        {
            HOW: {one.value: one.title for one in METHODS}[method],
            **said,
            (WITHIN_M if streets is None else WITHIN_MIN): within,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **ways.parameters,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[
            ASSUMED,
            *([EVERYONE] if len(asked.types) > 1 else []),
            *([BEST_FOR_ALL] if least else []),
            *([FEW_DRAWS] if draws else []),
        ],
        draws=draws,
        seed=seed,
    )
    source = LEAST_SOURCE if least else NEAREST_SOURCE
    card = replace(card, method=replace(card.method, source=source))
    return replace(
        card,
        layer=_layer(demand, chosen),
        headlines=_headlines(card.method, found, method, drawn, unit),
    )


def _places(
    supply: Input, places: float, per_ha: float | None, column: str | None
) -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Give the places of each supply, and how they were counted."""
    if column is not None:
        values = pd.to_numeric(values_of(supply, column), errors="coerce")
        return values.to_numpy(dtype=float, na_value=np.nan), {PLACES_COLUMN: column}
    if per_ha is None:
        return np.full(len(supply.frame), float(places)), {PLACES: places}
    area_ha = supply.frame.geometry.area.to_numpy() / _M2_PER_HA
    flat = int((area_ha == 0).sum())
    if flat:
        raise ValueRangeError(
            said(
                "`{layer}`: expected polygons to count places by their hectares, {flat} of "
                "{rows} features have no area: name a column of places, or one number for all",
                layer=supply.id,
                flat=flat,
                rows=len(area_ha),
            )
        )
    return area_ha * per_ha, {PER_HA: per_ha}


def _rows_of_supplies(asked: _Asked, supply: Input, id_column: str) -> pd.DataFrame:
    order = np.concatenate(list(asked.types.values()))
    sizes = [len(rows) for rows in asked.types.values()]
    return pd.DataFrame(
        {
            "by": np.repeat(np.array(list(asked.types), dtype=object), sizes),
            "id": supply.frame[id_column].to_numpy()[order],
            "capacity": asked.places[order],
        }
    )


def _rows_of_types(asked: _Asked, zoned: Zoned, by_zone: bool) -> pd.DataFrame:
    count = len(asked.types)
    total = np.bincount(zoned.numbers, asked.people, len(zoned.names))
    found = {"by": list(asked.types) * len(zoned.names), "total": np.repeat(total, count)}
    if by_zone:
        return pd.DataFrame(
            {"zone": np.repeat(np.array(zoned.names, dtype=object), count), **found}
        )
    return pd.DataFrame(
        {**found, "capacity": [asked.places[one].sum() for one in asked.types.values()]}
    )


def _of_supplies(found: list[Allocation]) -> dict[str, NDArray[np.float64]]:
    """Give the figures of each supply."""
    taken = np.concatenate([one.load for one in found])
    cost = np.concatenate(
        [np.bincount(one.columns, one.people * one.costs, len(one.capacity)) for one in found]
    )
    return {"taken": taken, "mean": _ratio(cost, taken)}


def _of_zones(found: list[Allocation], zoned: Zoned) -> dict[str, NDArray[np.float64]]:
    """Give the figures of each zone and type."""
    count, numbers = len(zoned.names), zoned.numbers

    def sums(of: list[NDArray[np.int64]], values: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        columns = [np.bincount(*pair, count) for pair in zip(of, values, strict=True)]
        return np.column_stack(columns).ravel().astype(float)

    at = [numbers[one.rows] for one in found]
    total = sums([numbers] * len(found), [one.demand for one in found])
    taken = sums(at, [one.people for one in found])
    cost = sums(at, [one.people * one.costs for one in found])
    return {
        "taken": taken,
        "taken_share": _ratio(taken, total),
        "remaining": total - taken,
        "mean": _ratio(cost, taken),
    }


def _filled(
    rows: pd.DataFrame,
    here: dict[str, NDArray[np.float64]],
    drawn: list[dict[str, NDArray[np.float64]]],
    unit: str,
) -> pd.DataFrame:
    """Give the rows with the figures and the ends of their intervals."""
    found = rows.copy()
    for name, values in here.items():
        column = f"way_{unit}" if name == "mean" else name
        found[column] = values
        low, high = ends(values, [one[name] for one in drawn]) if drawn else (np.nan, np.nan)
        found[f"{column}_low"], found[f"{column}_high"] = low, high
    if "capacity" in found:
        for end in ("", "_low", "_high"):
            taken = found[f"taken{end}"].to_numpy(dtype=float)
            found[f"used_share{end}"] = _ratio(taken, found["capacity"].to_numpy())
    return found


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide, NaN where there is nothing to divide by."""
    empty = np.full(np.shape(part), np.nan)
    return np.asarray(np.divide(part, whole, out=empty, where=whole > 0))


def _layer(demand: Input, found: list[Allocation]) -> gpd.GeoDataFrame:
    """Give the demand with the share of its people that has a place, mean over the types."""
    total = found[0].demand
    there = total > 0
    taken = np.mean([one.served for one in found], axis=0)[there]
    columns = {"total": total[there], "taken": taken, "taken_share": taken / total[there]}
    shapes = demand.frame.geometry.array[there]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=demand.frame.crs)


def _headlines(
    card: MethodCard,
    found: dict[str, list[Allocation]],
    method: str,
    drawn: list[list[Allocation]],
    unit: str,
) -> tuple[Headline, ...]:
    def line(label: str, of: str, measured: Callable[..., float], unit: str) -> Headline:
        value = measured(found[of])
        low = high = None
        if drawn and of == method:
            low, high = (
                float(one)
                for one in ends(np.array(value), [np.array(measured(one)) for one in drawn])
            )
        return Headline(label, Figure(value, unit, low, high, card))

    return (
        line(msg("With a place, mean over the types"), method, _share, SHARE),
        line(msg("Without a place, in the type that lacks most"), method, _lacking, msg("people")),
        line(msg("Mean way, nearest first"), "nearest_first", _mean, unit),
        line(msg("Mean way, least total distance"), "least_cost", _mean, unit),
    )


def _share(found: list[Allocation]) -> float:
    return float(np.mean([one.people.sum() / one.demand.sum() for one in found]))


def _lacking(found: list[Allocation]) -> float:
    return float(max(one.remaining.sum() for one in found))


def _mean(found: list[Allocation]) -> float:
    served = sum(float(one.people.sum()) for one in found)
    return sum(one.cost for one in found) / served if served else float("nan")


MEASURES: Final = (
    Measure(
        id="capacity",
        family="coverage",
        title=msg("Who finds a place"),
        lead=msg("Who is served, and who remains, where each supply can take only so many?"),
        function=capacity,
        roles=(
            declared.DEMAND,
            declared.SUPPLY,
            declared.AREAS,
            declared.NETWORK,
        ),
        settings=(
            Setting("method", HOW, "choice", "nearest_first", choices=METHODS),
            mode_setting("straight", straight=True),
            Setting(
                "within_m",
                WITHIN_M,
                "number",
                10_000.0,
                least=1,
                most=GREATEST_RADIUS_M,
                applies=IN_LINE,
            ),
            Setting(
                "within_min", WITHIN_MIN, "number", 30.0, least=1, most=600, applies=OVER_STREETS
            ),
            Setting("places", PLACES, "number", 100_000.0, least=0),
            Setting("per_ha", PER_HA, "number", least=0),
            Setting("places_column", PLACES_COLUMN, "column", of="supply", on_page=False),
            Setting("rows_of", msg("Rows"), "choice", "types", choices=ROWS),
            declared.BY_COLUMN,
            declared.WEIGHT_COLUMN,
            Setting(
                "id_column", msg("Column of ids"), "column", of="supply", flag="id", on_page=False
            ),
            declared.ZONE_COLUMN,
            speed_setting(),
        ),
        columns=(
            declared.ZONE,
            declared.TYPE,
            Column("id", msg("Place")),
            Column("capacity", msg("Capacity, people")),
            Column("used_share", msg("Places taken"), 1, share=True),
            Column("used_share_low", msg("Places taken, low"), 1, share=True),
            Column("used_share_high", msg("Places taken, high"), 1, share=True),
            declared.TOTAL,
            Column("taken", msg("People with a place")),
            Column("taken_low", msg("People with a place, low")),
            Column("taken_high", msg("People with a place, high")),
            Column("taken_share", msg("Share with a place"), 1, share=True),
            Column("taken_share_low", msg("Share with a place, low"), 1, share=True),
            Column("taken_share_high", msg("Share with a place, high"), 1, share=True),
            Column("remaining", msg("People without a place")),
            Column("remaining_low", msg("People without a place, low")),
            Column("remaining_high", msg("People without a place, high")),
            Column("way_m", msg("Mean way, m")),
            Column("way_m_low", msg("Mean way, low, m")),
            Column("way_m_high", msg("Mean way, high, m")),
            Column("nearest_first_m", msg("Mean way, nearest first, m")),
            Column("least_cost_m", msg("Mean way, least total distance, m")),
            Column("way_min", msg("Mean way, min"), 1),
            Column("way_min_low", msg("Mean way, low, min"), 1),
            Column("way_min_high", msg("Mean way, high, min"), 1),
            Column("nearest_first_min", msg("Mean way, nearest first, min"), 1),
            Column("least_cost_min", msg("Mean way, least total distance, min"), 1),
        ),
        charts=(
            Chart(
                "bars",
                msg("Share of people with a place"),
                "by",
                "taken_share",
                low="taken_share_low",
                high="taken_share_high",
                share=True,
                facet="zone",
            ),
            Chart(
                "bars",
                msg("Mean way at the least total distance, against nearest first"),
                "by",
                "least_cost_m",
                against="nearest_first_m",
                facet="zone",
            ),
        ),
        look=Look("taken_share", "steps", msg("Share with a place")),
        drawn=True,
    ),
)
