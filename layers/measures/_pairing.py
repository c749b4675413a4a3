"""What synergy and its mending share: parks and sites placed and paired, ways between, their draws.

Parks and sites both move within their precision, by generators of their own: parks by the seed,
sites by the next number. Places that might take a park are added to the parks at the end and do not
move, so that they leave the moves of all others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np

from geo import GREATEST_RADIUS_M, ValueRangeError, fitting_utm, said
from geo.matrix import distance_matrix_m, travel_matrix_min
from geo.network import ACCESS_KMH, MAX_SNAP_M
from geo.resampling import ends, moved_distances_m, moved_travel_min
from geo.synergy import Pairs, pair_up
from layers import method_words as words
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Choice, Column, Role, Setting
from layers.measures import _declared as declared
from layers.travel import MODES, mode_setting, network_of, speed_setting
from layers.vocabulary import CLUSTER, PARK_TYPE
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geo import Network
    from layers.inputs import Input

__all__ = [
    "ALSO",
    "MEDIAN_M",
    "MEDIAN_MIN",
    "PAIR_ROLES",
    "PAIR_SETTINGS",
    "REACHED",
    "Ground",
    "Ways",
    "finite",
    "prepared",
    "with_ends",
]

ALSO: Final = "clusters_also"
"""Column of sites with the clusters that they belong to besides their first, commas between."""

METRES_COUNT: Final = "metres"
MINUTES_COUNT: Final = "minutes"

BOTH_MOVED: Final = msg(
    "each park and each site, evenly within its precision, by two generators: "
    "parks by the seed, sites by the next number"
)
IN_EACH: Final = msg("in each of its clusters")
IN_FIRST: Final = msg("in its first cluster only")
CLUSTERS: Final = msg("Clusters by column")
COUNTED: Final = msg("A site of several clusters counts")
NO_CLUSTER: Final = msg("Sites without a cluster, left out")
REACH_M: Final = msg("Reach, m")
REACH_MIN: Final = msg("Reach, min")
MODE: Final = msg("Way over the streets")

MEDIAN_M: Final = (
    Column("median_m", msg("Median distance, m")),
    Column("median_m_low", msg("Median distance, low, m")),
    Column("median_m_high", msg("Median distance, high, m")),
)
MEDIAN_MIN: Final = (
    Column("median_min", msg("Median time, min"), 1),
    Column("median_min_low", msg("Median time, low, min"), 1),
    Column("median_min_high", msg("Median time, high, min"), 1),
)
REACHED: Final = (
    Column("reached_share", msg("Sites within reach"), 1, share=True),
    Column("reached_share_low", msg("Sites within reach, low"), 1, share=True),
    Column("reached_share_high", msg("Sites within reach, high"), 1, share=True),
)

PAIR_ROLES: Final = (
    Role("parks", msg("Parks"), ("point", "line", "polygon"), ("parks",)),
    Role("sites", msg("Sites of clusters"), ("point", "line", "polygon"), ("sites",), untyped=True),
    declared.NETWORK,
)
"""The inputs of both measures."""

_BY_METRES: Final = (("reach", (METRES_COUNT,)),)
_BY_MINUTES: Final = (("reach", (MINUTES_COUNT,)),)

PAIR_SETTINGS: Final = (
    Setting(
        "reach",
        msg("Within reach by"),
        "choice",
        METRES_COUNT,
        choices=(
            Choice(METRES_COUNT, msg("distance in a straight line")),
            Choice(MINUTES_COUNT, msg("time over the streets")),
        ),
    ),
    Setting(
        "within_m",
        msg("Reach, m"),
        "number",
        3000.0,
        least=0,
        most=GREATEST_RADIUS_M,
        applies=_BY_METRES,
    ),
    Setting("within_min", msg("Reach, min"), "number", 15.0, least=0, applies=_BY_MINUTES),
    mode_setting("car"),
    Setting("all_clusters", msg("Count a site in each of its clusters"), "yes", default=True),
    speed_setting(),
    Setting("park_type", msg("Column of types"), "column", PARK_TYPE, of="parks", on_page=False),
    Setting("cluster", msg("Column of clusters"), "column", CLUSTER, of="sites", on_page=False),
)
"""The settings of both measures."""


class Ways(NamedTuple):
    """Ways from each site (row) to each park, or place, (column); minutes None without streets."""

    metres: NDArray[np.float64]
    minutes: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Parks and sites in the measuring CRS, paired, and the streets between them.

    Attributes
    ----------
    parks, sites
        The inputs, placed; sites without a cluster are gone.
    streets, network
        The streets and the network of the way chosen, if any.
    pairs
        Types of park and clusters.
    by_minutes
        Whether reach is counted in minutes.
    within
        The reach, in that unit.
    crs
        The measuring CRS.
    parameters
        What the method card says of all this.
    """

    parks: Input
    sites: Input
    streets: Input | None
    network: Network | None
    pairs: Pairs
    by_minutes: bool
    within: float
    crs: CRS
    parameters: Mapping[str, Any]

    @property
    def inputs(self) -> list[Input]:
        """The inputs, for the method card."""
        return [self.parks, self.sites, *([self.streets] if self.streets else [])]

    @property
    def known(self) -> bool:
        """Whether anything has a precision within which it can move."""
        return bool(self.parks.metres().any() or self.sites.metres().any())

    def gauge(self, ways: Ways) -> NDArray[np.float64]:
        """Give the matrix by which reach is judged."""
        return ways.minutes if self.by_minutes and ways.minutes is not None else ways.metres

    def ways_to(self, targets: gpd.GeoDataFrame) -> Ways:
        """Measure the ways from the sites to parks or places as they are stated."""
        return Ways(
            distance_matrix_m(self.sites.frame, targets),
            None
            if self.network is None
            else travel_matrix_min(self.network, self.sites.frame, targets),
        )

    def drawn(
        self, draws: int, seed: int, places: gpd.GeoDataFrame | None = None
    ) -> Iterator[Ways]:
        """Yield the ways to the parks, and then to places that stay, after moves."""
        more = [] if places is None else [np.asarray(places.geometry.array)]
        shapes = np.concatenate([np.asarray(self.parks.frame.geometry.array), *more])
        metres_of = np.zeros(len(shapes))
        metres_of[: len(self.parks.frame)] = self.parks.metres()
        goals = gpd.GeoDataFrame({METRES: metres_of}, geometry=shapes, crs=self.crs)
        sites = with_metres(self.sites)
        asked: dict[str, Any] = {
            "precision": METRES,
            "demand_precision": METRES,
            "draws": draws,
            "seed": seed,
        }
        minutes: Any = repeat(None)
        if self.network is not None:
            minutes = moved_travel_min(self.network, sites, goals, **asked)
        metres = moved_distances_m(sites, goals, **asked)
        yield from (Ways(*both) for both in zip(metres, minutes, strict=False))


def prepared(
    parks: Input,
    sites: Input,
    network: Input | None,
    *,
    reach: str,
    within_m: float,
    within_min: float,
    mode: str,
    all_clusters: bool,
    speed_kmh: str | float,
    park_type: str,
    cluster: str,
    crs: CRS | None,
) -> Ground:
    """Place and pair the inputs of both measures: see `layers.measures.synergy.synergy`."""
    crs = crs or fitting_utm(sites.frame)
    parks, sites = (with_ids(placed(one, crs), None) for one in (parks, sites))
    by_minutes = reach == MINUTES_COUNT
    if by_minutes and network is None:
        raise ValueRangeError(
            said(
                "`reach`: expected streets where reach is counted in minutes, got none: name "
                "a layer for `network`, or count in metres"
            )
        )
    also = ALSO if all_clusters and ALSO in sites.frame.columns else None
    pairs = pair_up(sites.frame, parks.frame, cluster=cluster, park_type=park_type, also=also)
    belongs = pairs.of_cluster.any(axis=1)
    streets = placed(network, crs) if network else None
    parameters: dict[str, Any] = {
        words.TYPES: park_type,
        CLUSTERS: cluster,
        COUNTED: IN_EACH if also else IN_FIRST,
        NO_CLUSTER: int((~belongs).sum()),
        **({REACH_MIN: within_min} if by_minutes else {REACH_M: within_m}),
        words.ORIGINS_AT: words.CENTROID,
    }
    if streets:
        parameters |= {
            MODE: {one.value: one.title for one in MODES}[mode],
            words.SPEED: speed_kmh,
            words.ACCESS: ACCESS_KMH,
            words.MAX_SNAP: MAX_SNAP_M,
        }
    return Ground(
        parks=parks,
        sites=replace(sites, frame=sites.frame[belongs]),
        streets=streets,
        network=network_of(streets, mode, speed_kmh) if streets else None,
        pairs=replace(pairs, of_cluster=pairs.of_cluster[belongs]),
        by_minutes=by_minutes,
        within=within_min if by_minutes else within_m,
        crs=crs,
        parameters=parameters,
    )


def finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give NaN in the place of what cannot be reached."""
    return np.where(np.isfinite(values), values, np.nan)


def with_ends(
    rows: pd.DataFrame,
    stated: Mapping[str, NDArray[np.float64]],
    drawn: Sequence[Mapping[str, NDArray[np.float64]]],
) -> pd.DataFrame:
    """Add to rows the figures stated and the ends of their intervals; NaN where nothing is drawn.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"by": ["a"]})
    >>> figures = [{"time": np.array([value])} for value in (5.0, 4.0, np.inf)]
    >>> with_ends(rows, figures[0], figures[1:]).values.tolist()
    [['a', 5.0, nan, nan]]
    """
    columns: dict[str, NDArray[np.float64]] = {}
    for name, values in stated.items():
        low = high = np.full(len(values), np.nan)
        if drawn and len(values):
            low, high = ends(finite(values), [one[name] for one in drawn])
        columns |= {name: finite(values), f"{name}_low": low, f"{name}_high": high}
    return rows.assign(**columns)
