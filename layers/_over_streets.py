"""What the method cards of measures over streets share: parameters, notes, columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import snap_distance_m
from geo.network import ACCESS_KMH, MAX_SNAP_M
from layers import method_words as words
from layers._statistic import Headline, Statistic
from layers.measure import Choice, Role, Setting
from layers.travel import MODE_KMH, MODES, OVER_STREETS
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo import Network
    from layers.inputs import Input

__all__ = [
    "FAR",
    "MODE",
    "PARTED",
    "STREETS",
    "direction_setting",
    "headlines",
    "minutes_setting",
    "reached_by",
    "street_notes",
]

STREETS: Final = Role("network", msg("Streets"), ("line",), ("streets",))
"""The streets, where a measure cannot do without."""

MODE: Final = msg("Way")
SPEED: Final = msg("Speed, km/h")
DIRECTION: Final = msg("Direction")
PARTS: Final = msg("Parts of the network")
DEMAND_FAR: Final = msg("Demand too far from the streets")
SUPPLY_FAR: Final = msg("Supply too far from the streets")
DEMAND_MOVED: Final = msg("Median way from demand to the street, m")
SUPPLY_MOVED: Final = msg("Median way from supply to the street, m")

PARTED: Final = msg(
    "The streets are in several parts that do not meet: from one to another no way leads."
)
FAR: Final = msg("Places too far from the streets are not reached over them.")

DIRECTIONS: Final = (
    Choice("to_supply", msg("from demand to supply")),
    Choice("from_supply", msg("from supply to demand")),
)


def minutes_setting() -> Setting:
    """Declare the times within which supply is to be reached."""
    return Setting("minutes", msg("Minutes"), "numbers", (10.0, 20.0, 30.0), least=0.5, most=600)


def direction_setting() -> Setting:
    """Declare which way people go over the streets: one-ways make it matter."""
    return Setting(
        "direction",
        msg("Direction"),
        "choice",
        "to_supply",
        choices=DIRECTIONS,
        applies=OVER_STREETS,
    )


def reached_by(
    network: Network,
    mode: str,
    speed_kmh: str | float,
    direction: str,
    *,
    demand: Input,
    supply: Input,
) -> tuple[dict[str, Any], list[str]]:
    """Say how places reach the streets: parameters of the method card, and notes."""
    title = {one.value: one.title for one in (*MODES, *DIRECTIONS)}
    snapped = [snap_distance_m(network, one.frame) for one in (demand, supply)]
    beyond = [int((metres > MAX_SNAP_M).sum()) for metres in snapped]
    parts = int(network.components.max()) + 1
    parameters = {
        MODE: title[mode],
        SPEED: MODE_KMH[mode] or speed_kmh,
        DIRECTION: title[direction],
        words.ACCESS: ACCESS_KMH,
        words.MAX_SNAP: MAX_SNAP_M,
        DEMAND_MOVED: float(snapped[0].median()),
        SUPPLY_MOVED: float(snapped[1].median()),
        DEMAND_FAR: beyond[0],
        SUPPLY_FAR: beyond[1],
        PARTS: parts,
    }
    return parameters, street_notes(network, beyond=sum(beyond))


def street_notes(network: Network, *, beyond: int) -> list[str]:
    """Say that the streets are in several parts, and that places lie beyond the bound."""
    said = ((PARTED, bool(network.components.any())), (FAR, beyond > 0))
    return [note for note, holds in said if holds]


def headlines(
    found: Statistic, said: Iterable[tuple[str, str, str]], **where: Any
) -> tuple[Headline, ...]:
    """Give figures of one row of a statistic: each by its label, column and unit.

    A figure that is not known is left out; an interval without an upper end is not shown.
    """
    rows = found.rows.copy()
    for name in [name for name in rows.columns if name.endswith("_high")]:
        endless = np.isinf(rows[name].astype(float))
        rows.loc[endless, [name, name.removesuffix("_high") + "_low"]] = np.nan
    found = replace(found, rows=rows)
    figures = [(label, found.figure(column, unit, **where)) for label, column, unit in said]
    return tuple(Headline(label, one) for label, one in figures if np.isfinite(one.value))
