"""What measures from places to places share: roles, columns, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from geo import Figure, snap_distance_m
from geo.network import MAX_SNAP_M
from geo.resampling import ends
from layers import method_words as words
from layers._statistic import Headline
from layers.inputs import placed, with_ids
from layers.measure import Column, Role, Setting
from layers.measures._declared import NETWORK, ORIGINS_ID_COLUMN, TARGETS
from layers.measures._ways import drawn_ways, nobody_reached, over_streets, streets_of
from layers.travel import STRAIGHT, speed_setting
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import Method, Network
    from layers.inputs import Input

__all__ = ["ROLES", "WAY_COLUMNS", "FromTo", "column_settings", "from_to"]

ROLES: Final = (
    Role(
        "origins",
        msg("From"),
        ("point", "line", "polygon"),
        ("sites", "settlements", "population"),
        untyped=True,
    ),
    TARGETS,
    NETWORK,
)
WAY_COLUMNS: Final = (
    Column("distance_m", msg("Distance, m")),
    Column("distance_m_low", msg("Distance, low, m")),
    Column("distance_m_high", msg("Distance, high, m")),
    Column("time_min", msg("Time, min"), 1),
    Column("time_min_low", msg("Time, low, min"), 1),
    Column("time_min_high", msg("Time, high, min"), 1),
)


def column_settings() -> tuple[Setting, ...]:
    """Declare the columns of ids, and the speed of cars."""
    return ORIGINS_ID_COLUMN, speed_setting()


@dataclass(frozen=True, slots=True, eq=False)
class FromTo:
    """Origins and targets, placed, and how one gets from one to the other.

    Attributes
    ----------
    origins, targets
        The inputs with ids, in the measuring CRS.
    inputs
        All that take part, for the method card.
    network
        The streets; None in a straight line.
    column
        Of the rows, with the ways: `distance_m` or `time_min`.
    unit
        "m" or "min", a key of translation.
    parameters
        What the method card says of all this.
    """

    origins: Input
    targets: Input
    inputs: list[Input]
    network: Network | None
    column: str
    unit: str
    parameters: dict[str, Any]
    _id: str

    @property
    def precise(self) -> bool:
        """Whether nothing is known to be uncertain about the targets' places."""
        return not self.targets.metres().any()

    def ids(self, one: Input, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Give the ids of some features of the origins or the targets."""
        return np.asarray(one.frame[self._id].to_numpy(dtype=object)[rows])

    def drawn(
        self, draws: int, seed: int, within: float = np.inf, stated: NDArray[Any] | None = None
    ) -> Iterator[NDArray[np.float64]]:
        """Give the ways to the targets moved within their precision, a draw at a time."""
        return drawn_ways(self.network, self.origins, self.targets, within, draws, seed, stated)

    def with_ends(
        self,
        rows: pd.DataFrame,
        ways: NDArray[np.float64],
        interval: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    ) -> pd.DataFrame:
        """Give rows with their ways and, where there is one, the interval."""
        rows = rows.assign(**{self.column: ways})
        if interval is None:
            return rows
        low, high = interval
        return rows.assign(**{f"{self.column}_low": low, f"{self.column}_high": high})

    def headline(
        self, label: str, stated: float, drawn: Sequence[float], card: Method
    ) -> list[Headline]:
        """Give a way as a figure with its interval; nothing where no way leads."""
        if not np.isfinite(stated):
            return []
        low = high = None
        if drawn:
            found = ends(np.array(stated), [np.array(one) for one in drawn])
            low, high = (None if np.isnan(one) else float(one) for one in found)
        return [Headline(label, Figure(float(stated), self.unit, low, high, card))]

    def layer(self, way: NDArray[np.float64]) -> gpd.GeoDataFrame:
        """Give the origins from which a way leads, with it in the column `way`."""
        there = np.flatnonzero(np.isfinite(way))
        columns = {"origin": self.ids(self.origins, there), "way": way[there]}
        shapes = self.origins.frame.geometry.array[there]
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=self.origins.frame.crs)


def from_to(
    origins: Input,
    targets: Input,
    network: Input | None,
    *,
    mode: str,
    speed_kmh: str | float,
    id_column: str | None,
    crs: CRS,
) -> FromTo:
    """Place origins and targets, and build the network of the way between them.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    origins, targets = (with_ids(placed(one, crs), id_column) for one in (origins, targets))
    streets = streets_of(network, mode, origins)
    built, said = over_streets(streets, mode, speed_kmh)
    if built is not None and streets is not None:
        closest = (snap_distance_m(built, one.frame).min() for one in (targets, origins))
        if max(closest) > MAX_SNAP_M:
            raise nobody_reached(built, streets, origins, targets)
    straight = mode == STRAIGHT
    return FromTo(
        origins,
        targets,
        [one for one in (origins, targets, streets) if one],
        built,
        "distance_m" if straight else "time_min",
        msg("m") if straight else msg("min"),
        {**said, words.ORIGINS_AT: words.CENTROID},
        id_column or ID,
    )
