"""What the measures of access share: scores of demand, spread over its people by zone and type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import ALL_TYPES, GREATEST_RADIUS_M, Figure, ValueRangeError, said
from geo.resampling import ends, of_each_draw
from layers import method_words as words
from layers._statistic import Headline, Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Setting
from layers.measures._declared import (
    AREAS,
    BY_COLUMN,
    DEMAND,
    NETWORK,
    SUPPLY,
    TOTAL,
    TYPE,
    WEIGHT_COLUMN,
    ZONE,
    ZONE_COLUMN,
)
from layers.measures._ways import (
    people_of,
    streets_of,
    types_of,
    values_of,
    ways_of,
    zoned_demand,
)
from layers.travel import IN_LINE, OVER_STREETS, STRAIGHT, mode_setting, speed_setting
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import Method
    from layers.inputs import Input
    from layers.measures._ways import Ways, Zoned

__all__ = ["COLUMNS", "ROLES", "Asked", "Found", "asked", "column_settings", "way_settings"]

WITHIN_M: Final = msg("Farthest, m")
WITHIN_MIN: Final = msg("Farthest, min")
AMOUNT: Final = msg("Amount of each supply")
AMOUNT_COLUMN: Final = msg("Column of the amount of supply")

ROLES: Final = (
    DEMAND,
    SUPPLY,
    AREAS,
    NETWORK,
)
COLUMNS: Final = (
    ZONE,
    TYPE,
    TOTAL,
)


def way_settings() -> tuple[Setting, ...]:
    """Declare the way to the supply and how far it may be."""
    return (
        mode_setting(STRAIGHT, straight=True),
        Setting(
            "within_m",
            WITHIN_M,
            "number",
            5_000.0,
            least=1,
            most=GREATEST_RADIUS_M,
            applies=IN_LINE,
        ),
        Setting("within_min", WITHIN_MIN, "number", 30.0, least=1, most=600, applies=OVER_STREETS),
    )


def column_settings() -> tuple[Setting, ...]:
    """Declare the columns of demand, supply and zones, and the speed of cars."""
    return (
        Setting("amount_column", AMOUNT_COLUMN, "column", of="supply", on_page=False),
        BY_COLUMN,
        WEIGHT_COLUMN,
        ZONE_COLUMN,
        speed_setting(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Figures of scores: rows by zone and type, those of the whole, and the score of each place.

    Attributes
    ----------
    rows
        ``[zone,] by, total`` and each figure with its ``_low`` and ``_high``.
    whole
        The figures of all demand and all types, each as stated, low, high.
    scores
        Score of each demand for all types together.
    draws
        How many draws were made.
    """

    rows: pd.DataFrame
    whole: Mapping[str, tuple[float, float, float]]
    scores: NDArray[np.float64]
    draws: int

    def headline(self, label: str, name: str, unit: str, card: Method) -> Headline:
        """Give a figure of the whole, with its interval."""
        value, *interval = self.whole[name]
        low, high = (None if np.isnan(one) else float(one) for one in interval)
        return Headline(label, Figure(float(value), unit, low, high, card))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Demand and supply of several types, placed, with the ways from one to the other.

    Attributes
    ----------
    demand, areas
        Demand and, where there are any, areas, in the measuring CRS.
    inputs
        All that take part, for the method card.
    ways
        From demand (rows) to supply (columns).
    within
        Greatest way, in metres in a straight line, in minutes over streets.
    people
        Of each demand.
    kinds
        Types of supply; `ALL_TYPES` last where there are more than one.
    amounts
        Amount of each supply (row) in the column of its type, and in that of all.
    zoned
        The area of each demand.
    parameters
        What the method card says of all this.
    precise
        Whether nothing is known to be uncertain about the places of supply.
    """

    demand: Input
    areas: Input | None
    inputs: list[Input]
    ways: Ways
    within: float
    people: NDArray[np.float64]
    kinds: list[Any]
    amounts: NDArray[np.float64]
    zoned: Zoned
    parameters: dict[str, Any]
    precise: bool

    def found(
        self,
        scored: Callable[[NDArray[np.float64]], NDArray[np.float64]],
        measured: Callable[
            [NDArray[np.float64], NDArray[np.float64]], Mapping[str, NDArray[np.float64]]
        ],
        draws: int,
        seed: int,
    ) -> Found:
        """Score the demand, and measure the scores over the people of each zone.

        Parameters
        ----------
        scored
            Gives, of a matrix of ways, the scores: a row a demand, a column a type.
        measured
            Gives, of scores and people, each figure of each type by name.
        draws, seed
            Random moves of the supply behind the interval, none where it is precise.
        """
        draws = 0 if self.precise else draws
        whole = np.arange(len(self.people))
        groups = [whole]
        if self.areas is not None:
            groups += [
                np.flatnonzero(self.zoned.numbers == one) for one in range(len(self.zoned.names))
            ]

        def figures(scores: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
            each = [measured(scores[rows], self.people[rows]) for rows in groups]
            return {name: np.stack([one[name] for one in each]) for name in each[0]}

        scores = scored(self.ways.costs)
        stated = figures(scores)
        moved = self.ways.drawn(self.within, draws, seed) if draws else ()
        drawn = of_each_draw(lambda one: figures(scored(one)), moved, draws)
        rows = self._keys(groups)
        all_of: dict[str, tuple[float, float, float]] = {}
        for name, values in stated.items():
            low, high = np.full_like(values, np.nan), np.full_like(values, np.nan)
            if drawn:
                low, high = ends(values, [one[name] for one in drawn])
            for column, each in ((name, values), (f"{name}_low", low), (f"{name}_high", high)):
                rows[column] = (each if self.areas is None else each[1:]).ravel()
            all_of[name] = (values[0, -1], low[0, -1], high[0, -1])
        return Found(rows, all_of, scores[:, -1], draws)

    def _keys(self, groups: list[NDArray[np.int64]]) -> pd.DataFrame:
        shown = groups if self.areas is None else groups[1:]
        rows = pd.DataFrame(
            {
                "by": np.tile(np.array(self.kinds, dtype=object), len(shown)),
                "total": np.repeat([self.people[one].sum() for one in shown], len(self.kinds)),
            }
        )
        if self.areas is not None:
            names = np.array(self.zoned.names, dtype=object)
            rows.insert(0, "zone", np.repeat(names, len(self.kinds)))
        return rows

    def card(
        self,
        found: Found,
        words_of: tuple[str, str, str],
        said: Mapping[str, Any],
        *,
        seed: int,
        stated: Mapping[str, Any] | None,
        notes: Sequence[str] = (),
    ) -> Statistic:
        """Write the method card of a measure with this title, formula and source."""
        title, formula, source = words_of
        card = described(
            title,
            formula,
            found.rows,
            self.inputs,
            self.demand.frame.crs,
            {
                **said,
                **self.parameters,
                **({words.MOVED: words.SUPPLY_MOVED} if found.draws else {}),
                **(stated or {}),
            },
            notes=notes,
            draws=found.draws,
            seed=seed,
        )
        return replace(card, method=replace(card.method, source=source))

    def layer(self, name: str, scores: NDArray[np.float64]) -> gpd.GeoDataFrame:
        """Give the demand that has people, with its score."""
        there = self.people > 0
        columns = {"total": self.people[there], name: scores[there]}
        shapes = self.demand.frame.geometry.array[there]
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=self.demand.frame.crs)


def asked(
    demand: Input,
    supply: Input,
    zones: Input | None,
    network: Input | None,
    *,
    mode: str,
    within_m: float,
    within_min: float,
    amount_column: str | None,
    by: str | None,
    weight: str | None,
    zone_column: str | None,
    speed_kmh: str | float,
    crs: CRS,
) -> Asked:
    """Place the inputs and measure the ways between them.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    demand, supply = placed(demand, crs), placed(supply, crs)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    streets = streets_of(network, mode, demand)
    ways = ways_of(demand, supply, streets, mode, speed_kmh)
    within = within_m if streets is None else within_min
    types = types_of(supply, by)
    amount = np.ones(len(supply.frame))
    if amount_column is not None:
        amount = _numbers(supply, amount_column)
    amounts = np.zeros((len(supply.frame), len(types)))
    for number, rows in enumerate(types.values()):
        amounts[rows, number] = amount[rows]
    kinds = list(types)
    if len(kinds) > 1:
        kinds, amounts = [*kinds, ALL_TYPES], np.column_stack([amounts, amount])
    return Asked(
        demand,
        areas,
        [one for one in (demand, supply, areas, streets) if one],
        ways,
        within,
        _numbers(demand, weight) if weight else np.asarray(people_of(demand, None)),
        kinds,
        amounts,
        zoned_demand(demand, areas, zone_column or ID),
        {
            (WITHIN_M if streets is None else WITHIN_MIN): within,
            AMOUNT: amount_column or words.EACH_ONE,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **ways.parameters,
            **({words.ZONES: areas.id} if areas else {}),
        },
        not supply.metres().any(),
    )


def _numbers(one: Input, column: str) -> NDArray[np.float64]:
    values = pd.to_numeric(values_of(one, column), errors="coerce")
    numbers: NDArray[np.float64] = values.to_numpy(dtype=float, na_value=np.nan)
    faulty = int((~(np.isfinite(numbers) & (numbers >= 0))).sum())
    if faulty:
        raise ValueRangeError(
            said(
                "`{layer}`: expected `{column}` to hold numbers of zero or more, {faulty} of "
                "{rows} rows do not: correct them",
                layer=one.id,
                column=column,
                faulty=faulty,
                rows=len(numbers),
            )
        )
    return numbers
