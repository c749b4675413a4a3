"""Norms on any inputs: whether each district has enough of each type, near enough, and where not.

The norms are a table that whoever asks may change; examples stand in it at first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import SHARE, Figure, ValueRangeError, fitting_utm, said
from geo.norms import Norm, checked_norms, provision
from geo.resampling import ends, of_each_draw
from geo.uncertainty import DRAWS, coverage_interval
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._norm_examples import EXAMPLES
from layers.measures._ways import (
    Zoned,
    people_of,
    types_of,
    ways_of,
    zoned_demand,
)
from layers.travel import STRAIGHT, mode_setting, speed_setting
from layers.vocabulary import ID, PARK_TYPE, PARK_TYPES, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import Method
    from layers.inputs import Input

__all__ = ["MEASURES", "norms"]


MOST_DRAWS_OVER_STREETS: Final = 20
"""Greatest number of draws where a norm is in minutes: each looks for all ways anew."""

NORMS: Final = msg("provision by norms")
FORMULA: Final = msg(
    "served = people within the norm's radius or minutes of a unit of the type; met where served / "
    "all is no less than the least share, and units and hectares in the district are no fewer than "
    "people / 1,000 x those asked for 1,000 people (units rounded up)"
)
TABLE: Final = msg("Norms")
UNITS_AT: Final = msg("A unit belongs to the district of")
CENTRE_OF_UNIT: Final = msg("its centroid, whole")
NOT_LAW: Final = msg(
    "Norms that come with the atlas are examples, not checked against the texts in force and not a "
    "statement of what the law asks: put those in force in their place."
)
UNITS_ELSEWHERE: Final = msg(
    "A unit serves whoever lives near enough, in any district, but counts as present only in its "
    "own."
)
NO_OUTLINE: Final = msg("Units without an outline count zero hectares.")
STRAIGHT_TOO: Final = msg(
    "Norms in minutes are judged over the streets, those in metres in a straight line."
)

_M2_PER_HA: Final = 10_000


def norms(
    demand: Input,
    supply: Input,
    zones: Input | None = None,
    network: Input | None = None,
    *,
    table: Sequence[Sequence[Any]] = EXAMPLES,
    mode: str = "car",
    by: str | None,
    weight: str | None,
    zone_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Hold each district and type to its norm: near enough for enough people, and enough of it.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons; a unit belongs to the district of its centroid.
    zones
        Polygons to report by; None makes all one district.
    network
        Lines that share a vertex wherever one can turn, for norms in minutes.
    table
        Norms, a row a type: see `geo.norms.NORM_FIELDS`. A norm with minutes is judged over the
        streets; one that has a radius too is judged by that where there is no network.
    mode
        "foot", "bicycle" or "car", for norms in minutes.
    by
        Column of `supply` with the type; None makes all one type, `all`.
    weight
        Column of `demand` with people; None makes each feature count one.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    speed_kmh
        Speed of cars: a column of `network`, or one speed.
    draws, seed
        Random draws behind the interval (0 for none, `MOST_DRAWS_OVER_STREETS` at the most where a
        norm is in minutes) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] by, radius_m, minutes``, the columns of `geo.norms.provision`, ``share_low,
        share_high, served_low, served_high, sure, source``, and the ends of ``uncovered`` and
        ``short_people``; `sure` is whether the share stays on
        its side of the least share over the interval. The layer holds the demand beyond a norm.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input; faults of the table all at once.

    Examples
    --------
    >>> from layers.inputs import Input
    >>> homes = gpd.GeoDataFrame({"people": [10, 30]}, crs="EPSG:32645",
    ...                          geometry=gpd.points_from_xy([350000, 350900], [6250000, 6250000]))
    >>> clinic = homes.head(1)[["geometry"]]
    >>> found = norms(Input(homes, "homes", "ab"), Input(clinic, "clinic", "cd"), by=None,
    ...               weight="people", table=[("all", 500, None, None, None, 0.8, "an example")])
    >>> found.rows[["by", "served_share", "short_people", "passes"]].to_dict("records")
    [{'by': 'all', 'served_share': 0.25, 'short_people': 22.0, 'passes': False}]
    """
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), placed(supply, crs)
    areas = with_ids(placed(zones, crs), zone_column) if zones else None
    streets = placed(network, crs) if network else None
    name = zone_column or ID
    types = types_of(supply, by)
    known = dict.fromkeys([*types, *(PARK_TYPES if by == PARK_TYPE else ())])
    asked = _asked(checked_norms(table, list(known)), streets)
    ground = _Ground(
        demand,
        supply,
        np.asarray(people_of(demand, weight)),
        zoned_demand(demand, areas, name),
        types,
    )
    straight = ways_of(demand, supply, None, STRAIGHT, speed_kmh)
    over = [one for one in asked if one.timed]
    timely = ways_of(demand, supply, streets, mode, speed_kmh) if over else straight
    ways = [ground.way(one, (timely if one.timed else straight).costs) for one in asked]
    rows = ground.provided(asked, ways, _present(ground, areas, name))
    draws = draws if supply.metres().any() else 0
    draws = min(draws, MOST_DRAWS_OVER_STREETS) if over else draws
    found = pd.DataFrame(np.nan, rows.index, ["served_low", "served_high"])
    if draws and len(over) < len(asked):
        moved = coverage_interval(
            demand.frame,
            with_metres(supply),
            by=by,
            radii_m=sorted({one.limit for one in asked if not one.timed}),
            weight=weight,
            zones=areas.frame if areas else None,
            zone_column=name,
            precision=METRES,
            draws=draws,
            seed=seed,
        )
        keys = [*(["zone"] if areas else []), "by", "radius_m"]
        found = rows[keys].merge(moved, on=keys, how="left")[list(found.columns)]
        found[~rows["by"].isin(types)] = 0.0
    if draws and over:
        drawn = of_each_draw(
            lambda costs: np.concatenate(
                [ground.served(one, ground.way(one, costs)) for one in over]
            ),
            timely.drawn(max(one.limit for one in over), draws, seed),
            draws,
        )
        timed = rows["minutes"].notna()
        low, high = ends(rows.loc[timed, "served"].to_numpy(), drawn)
        found.loc[timed, "served_low"], found.loc[timed, "served_high"] = low, high
    rows = _finished(rows, found, areas is not None)
    card = described(
        NORMS,
        FORMULA,
        rows,
        [one for one in (demand, supply, areas, streets if over else None) if one],
        crs,
        {
            TABLE: [one.said() for one in asked],
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            UNITS_AT: CENTRE_OF_UNIT,
            **timely.parameters,
            **({words.ZONES: areas.id} if areas else {}),
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[
            NOT_LAW,
            *([UNITS_ELSEWHERE] if areas else []),
            *([STRAIGHT_TOO] if over and len(over) < len(asked) else []),
            *([NO_OUTLINE] if _flat(supply, asked) else []),
        ],
        draws=draws,
        seed=seed,
    )
    return replace(card, layer=ground.beyond(asked, ways), headlines=_headlines(rows, card.method))


class _Asked(NamedTuple):
    """A norm, and how it is judged: by minutes over the streets, or by metres."""

    norm: Norm
    timed: bool
    limit: float

    def said(self) -> str:
        """Say it in short, for the method card."""
        unit = "min" if self.timed else "m"
        return f"{self.norm.kind}: {self.limit:g} {unit}, {self.norm.least_share:.0%}"


def _asked(norms: tuple[Norm, ...], streets: Input | None) -> list[_Asked]:
    found = []
    for one in norms:
        if one.minutes is not None and streets is not None:
            found.append(_Asked(one, timed=True, limit=one.minutes))
        elif one.radius_m is not None:
            found.append(_Asked(one, timed=False, limit=one.radius_m))
    lacking = sorted({str(one.kind) for one in norms} - {str(one.norm.kind) for one in found})
    if lacking:
        raise ValueRangeError(
            said(
                "expected a network for norms in minutes, got none: name one, or give "
                "{lacking} a radius in metres",
                lacking=lacking,
            )
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Demand, its people and zones, and supply by type."""

    demand: Input
    supply: Input
    people: NDArray[np.float64]
    zoned: Zoned
    types: dict[Any, NDArray[np.int64]]

    def way(self, asked: _Asked, costs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the way of each demand to the nearest unit of a norm's type; infinite without."""
        rows = self.types.get(asked.norm.kind, np.empty(0, dtype=np.int64))
        return np.asarray(costs[:, rows].min(axis=1, initial=np.inf))

    def served(self, asked: _Asked, way: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the people of each zone within the norm's reach."""
        reached = np.where(way <= asked.limit, self.people, 0.0)
        return np.bincount(self.zoned.numbers, reached, len(self.zoned.names)).astype(float)

    def provided(
        self,
        asked: Sequence[_Asked],
        ways: Sequence[NDArray[np.float64]],
        present: Mapping[Any, NDArray[np.float64]],
    ) -> pd.DataFrame:
        """Give the provision by norm, then zone."""
        parts = []
        nothing = np.zeros((2, len(self.zoned.names)))
        for one, way in zip(asked, ways, strict=True):
            units, hectares = present.get(one.norm.kind, nothing)
            part = provision(
                self.people,
                way <= one.limit,
                one.norm,
                zones=self.zoned.numbers,
                units=units,
                hectares=hectares,
            )
            reach = [np.nan, one.limit] if one.timed else [one.limit, np.nan]
            named = {"zone": self.zoned.names, "by": one.norm.kind}
            named |= {"radius_m": reach[0], "minutes": reach[1]}
            parts.append(part.assign(**named, source=one.norm.source))
        return pd.concat(parts, ignore_index=True)

    def beyond(
        self, asked: Sequence[_Asked], ways: Sequence[NDArray[np.float64]]
    ) -> gpd.GeoDataFrame:
        """Give the demand that lies beyond a norm: how many, of what types, how far at the most."""
        times = np.column_stack([way / one.limit for one, way in zip(asked, ways, strict=True)])
        missed = times > 1
        there = missed.any(axis=1) & (self.people > 0)
        kinds = [str(one.norm.kind) for one in asked]
        farthest = np.where(np.isfinite(times), times, np.nan)[there]
        known = np.where(np.isnan(farthest), -np.inf, farthest).max(axis=1, initial=-np.inf)
        frame = self.demand.frame
        return gpd.GeoDataFrame(
            {
                "total": self.people[there],
                "missed": missed[there].sum(axis=1),
                "by": [", ".join(compress(kinds, one)) for one in missed[there]],
                "times": np.where(np.isfinite(known), known, np.nan),
            },
            geometry=frame.geometry.array[there],
            crs=frame.crs,
        )


def _present(ground: _Ground, areas: Input | None, column: str) -> dict[Any, NDArray[np.float64]]:
    """Give units (first row) and their hectares (second) of each type in each zone."""
    frame, names = ground.supply.frame, ground.zoned.names
    within = zoned_demand(ground.supply, areas, column)
    numbers = pd.Index(names).get_indexer(pd.Index(within.names))[within.numbers]
    area_ha = frame.geometry.area.to_numpy() / _M2_PER_HA
    found = {}
    for kind, rows in ground.types.items():
        here = rows[numbers[rows] >= 0]
        weights = np.stack([np.ones(len(here)), area_ha[here]])
        counts = [np.bincount(numbers[here], one, len(names)) for one in weights]
        found[kind] = np.stack(counts).astype(float)
    return found


def _flat(supply: Input, asked: Iterable[_Asked]) -> bool:
    """Say whether hectares are asked for and some unit has none."""
    wanted = any(one.norm.ha_per_1000 is not None for one in asked)
    return wanted and bool((supply.frame.geometry.area == 0).any())


def _finished(rows: pd.DataFrame, found: pd.DataFrame, zoned: bool) -> pd.DataFrame:
    """Give the rows by zone, then norm, with the interval."""
    low, high = (found[one].to_numpy() for one in ("served_low", "served_high"))
    total, least = rows["total"].to_numpy(), rows["least_share"].to_numpy()
    shares = [
        np.divide(one, total, out=np.full(len(rows), np.nan), where=total > 0)
        for one in (low, high)
    ]
    known = np.isfinite(shares[0]) & np.isfinite(shares[1])
    short = [(least * total - one).clip(0) for one in (high, low)]
    sure = (shares[0] >= least) == (shares[1] >= least)
    done = rows.assign(
        served_low=low,
        served_high=high,
        share_low=shares[0],
        share_high=shares[1],
        uncovered_low=total - high,
        uncovered_high=total - low,
        short_people_low=short[0],
        short_people_high=short[1],
        sure=[bool(one) if there else None for one, there in zip(sure, known, strict=True)],
    )
    zones = rows["zone"].nunique(dropna=False)
    order = np.arange(len(rows)).reshape(-1, zones).T.ravel()
    shown = [one for one in _ORDER if zoned or one != "zone"]
    return done.iloc[order][shown].reset_index(drop=True)


def _headlines(rows: pd.DataFrame, card: Method) -> tuple[Headline, ...]:
    met = Figure(float(rows["passes"].mean()), SHARE, None, None, card)
    found = [Headline(msg("Norms met, of all districts and types"), met)]
    worst = rows.loc[rows["uncovered"].idxmax()]
    low, high = worst["uncovered_low"], worst["uncovered_high"]
    known = bool(np.isfinite(low))
    beyond = Figure(
        float(worst["uncovered"]),
        msg("people"),
        float(low) if known else None,
        float(high) if known else None,
        card,
    )
    found.append(Headline(msg("Most people beyond a norm, in one district"), beyond))
    for column, label, unit in (
        ("short_units", msg("Units lacking, in all"), msg("units")),
        ("short_ha", msg("Hectares lacking, in all"), msg("ha")),
    ):
        if rows[column].notna().any():
            lacking = Figure(float(rows[column].sum()), unit, None, None, card)
            found.append(Headline(label, lacking))
    return tuple(found)


MEASURES: Final = (
    Measure(
        id="norms",
        family="coverage",
        title=msg("Norms and deficits"),
        lead=msg("Does each district have enough of each type, near enough, and where not?"),
        function=norms,
        roles=(
            declared.DEMAND,
            Role("supply", msg("Supply"), ("point", "line", "polygon"), ("parks",)),
            Role(
                "zones",
                msg("Areas"),
                ("polygon",),
                ("municipalities",),
                optional=True,
                usual=True,
            ),
            declared.NETWORK,
        ),
        settings=(
            Setting(
                "table",
                TABLE,
                "table",
                EXAMPLES,
                flag="norms",
                columns=(
                    Column("type", msg("Type")),
                    declared.RADIUS_M,
                    declared.MINUTES,
                    Column("units_per_1000", msg("Units for 1,000 people"), 2),
                    Column("ha_per_1000", msg("Hectares for 1,000 people"), 2),
                    Column("least_share", msg("Least share"), 2),
                    Column("source", msg("Source")),
                ),
            ),
            mode_setting("car"),
            declared.BY_COLUMN,
            declared.WEIGHT_COLUMN,
            declared.ZONE_COLUMN,
            speed_setting(),
        ),
        columns=(
            declared.ZONE,
            declared.TYPE,
            declared.RADIUS_M,
            declared.MINUTES,
            Column("passes", msg("Met")),
            Column("sure", msg("Sure over the interval")),
            declared.SERVED_SHARE,
            declared.SHARE_LOW,
            declared.SHARE_HIGH,
            Column("least_share", msg("Least share"), 1, share=True),
            declared.SERVED,
            declared.SERVED_LOW,
            declared.SERVED_HIGH,
            declared.UNCOVERED,
            *declared.UNCOVERED_ENDS,
            Column("short_people", msg("People lacking to the least share")),
            Column("short_people_low", msg("People lacking to the least share, low")),
            Column("short_people_high", msg("People lacking to the least share, high")),
            declared.TOTAL,
            Column("units", msg("Units present")),
            Column("units_required", msg("Units required")),
            Column("short_units", msg("Units lacking")),
            Column("ha", msg("Hectares present"), 1),
            Column("ha_required", msg("Hectares required"), 1),
            Column("short_ha", msg("Hectares lacking"), 1),
            Column("source", msg("Source")),
        ),
        charts=(
            Chart(
                "bars",
                msg("Share of people within the norm's reach, against the least share"),
                "by",
                "served_share",
                low="share_low",
                high="share_high",
                against="least_share",
                share=True,
                facet="zone",
            ),
            Chart(
                "heat",
                msg("People beyond the norm"),
                "by",
                "uncovered",
                "zone",
                low="uncovered_low",
                high="uncovered_high",
            ),
        ),
        look=Look("missed", "steps", msg("Norms out of reach")),
        drawn=True,
    ),
)

_ORDER: Final = tuple(one.name for one in MEASURES[0].columns)
