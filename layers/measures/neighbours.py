"""The k nearest of each place, in a straight line or over streets, ties kept whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import ALL_TYPES, fitting_utm
from geo.neighbours import k_nearest as k_least
from geo.neighbours import kth_costs
from geo.resampling import ends
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Statistic, described
from layers.measure import Chart, Choice, Column, Look, Measure, Setting
from layers.measures._declared import TARGETS_BY_COLUMN, TYPE
from layers.measures._from_to import ROLES, WAY_COLUMNS, column_settings, from_to
from layers.measures._ways import types_of, ways_between
from layers.travel import STRAIGHT, mode_setting
from layers.vocabulary import SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.inputs import Input
    from layers.measures._from_to import FromTo

__all__ = ["MEASURES", "k_nearest"]

TITLE: Final = msg("k nearest")
FORMULA: Final = msg(
    "all targets no farther than the k-th nearest; those that differ by no more than 0.000001 m "
    "(min) tie, share a rank and are never cut: rank = 1 + targets that are nearer; the interval "
    "is that of the way to the nearest of this rank, whichever it is"
)
SOURCE: Final = "T. M. Cover, P. E. Hart, Nearest Neighbor Pattern Classification, 1967"
HOW_MANY: Final = msg("How many nearest, k")
OF: Final = msg("Nearest among")
ALL: Final = msg("all types together")
EACH: Final = msg("each type on its own")
MORE: Final = msg("Some places have more than k: equally near ones are all listed.")
NOT_ITSELF: Final = msg("From and To are the same layer: no place counts as its own neighbour.")
NEAREST: Final = msg("Way to the nearest, median over the places")
FARTHEST: Final = msg("Way to the k-th nearest, median over the places")
BY_RANK: Final = msg("Way to the nearest, by rank")


def k_nearest(
    origins: Input,
    targets: Input,
    network: Input | None = None,
    *,
    k: int = 3,
    among: str = "all",
    mode: str = STRAIGHT,
    by: str | None = None,
    id_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find the k nearest targets of each origin, and whatever ties with the last of them.

    Parameters
    ----------
    origins
        Points, or polygons and lines that count at their centroid.
    targets
        Points, lines or polygons.
    network
        Lines that share a vertex wherever one can turn, for ways over streets.
    k
        How many.
    among
        "all" targets together, or "type": k of each type.
    mode
        "straight", or "foot", "bicycle", "car" over the network.
    by
        Column of `targets` with the type.
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
        Rows ``origin, [by,] target, rank, ties`` and ``distance_m`` or ``time_min`` with ``_low``
        and ``_high`` where the precision of the targets is known. Targets that cannot be reached
        are not among them. The layer is the origins with the way to the k-th nearest.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> spots = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350300, 349700], [6250000] * 3))
    >>> found = k_nearest(Input(spots.head(1), "homes", "ab"), Input(spots.tail(2), "parks", "cd"),
    ...                   k=1)
    >>> found.rows[["origin", "target", "rank", "ties", "distance_m"]].to_dict("split")["data"]
    [['a', 'b', 1, 2, 300.0], ['a', 'c', 1, 2, 300.0]]
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
    types = types_of(case.targets, by if among == "type" else None)
    groups = {ALL_TYPES: np.arange(len(case.targets.frame)), **types}
    ways = ways_between(case.network, case.origins, case.targets)
    apart = _without(ways, _itself(case))
    least = {kind: kth_costs(_among(apart, columns), k) for kind, columns in groups.items()}
    draws = 0 if case.precise else draws
    moved = _least_drawn(case, ways, least, groups, draws, seed)
    rows = _rows(case, apart, types, least, moved)
    if among != "type":
        rows = rows.drop(columns="by")
    notes = [] if _itself(case) is None else [NOT_ITSELF]
    several = rows.groupby([one for one in ("origin", "by") if one in rows], sort=False).size()
    notes += [MORE] if (several > k).any() else []
    card = described(
        TITLE,
        FORMULA,
        rows,
        case.inputs,
        crs,
        {
            HOW_MANY: k,
            OF: EACH if among == "type" else ALL,
            **({words.TYPES: by or words.NO_TYPES} if among == "type" else {}),
            **case.parameters,
            **({words.MOVED: words.TARGETS_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=notes,
        draws=draws,
        seed=seed,
    )
    method = replace(card.method, source=SOURCE)
    whole, drawn = least[ALL_TYPES], moved.get(ALL_TYPES, [])
    headlines = [
        one
        for label, rank in ((NEAREST, 0), (FARTHEST, -1))
        for one in case.headline(
            label,
            float(np.median(whole[:, rank])),
            [float(np.median(each[:, rank])) for each in drawn],
            method,
        )
    ]
    return replace(card, method=method, layer=case.layer(whole[:, -1]), headlines=tuple(headlines))


def _itself(case: FromTo) -> NDArray[np.int64] | None:
    """Give the target that each origin is itself, -1 for none; None where the layers differ."""
    origins, targets = case.origins, case.targets
    if (origins.id, origins.sha256) != (targets.id, targets.sha256):
        return None
    return np.asarray(targets.frame.index.get_indexer(origins.frame.index))


def _without(ways: NDArray[np.float64], itself: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Give the ways without that of each origin to itself."""
    if itself is None:
        return ways
    apart = ways.copy()
    own = np.flatnonzero(itself >= 0)
    apart[own, itself[own]] = np.inf
    return apart


def _among(ways: NDArray[np.float64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the ways to some targets, without a copy where these are all."""
    return ways if len(columns) == ways.shape[1] else ways[:, columns]


def _least_drawn(
    case: FromTo,
    ways: NDArray[np.float64],
    least: Mapping[Any, NDArray[np.float64]],
    groups: Mapping[Any, NDArray[np.int64]],
    draws: int,
    seed: int,
) -> dict[Any, list[NDArray[np.float64]]]:
    """Give the least ways of each group, an array a draw; nothing without draws."""
    if not draws:
        return {}
    within = max(one.max() for one in least.values()) + float(case.targets.metres().max())
    itself = _itself(case)
    found: dict[Any, list[NDArray[np.float64]]] = {kind: [] for kind in groups}
    for one in case.drawn(draws, seed, within, ways):
        apart = _without(one, itself)
        for kind, columns in groups.items():
            found[kind].append(kth_costs(_among(apart, columns), least[kind].shape[1]))
    return found


def _rows(
    case: FromTo,
    apart: NDArray[np.float64],
    groups: Mapping[Any, NDArray[np.int64]],
    least: Mapping[Any, NDArray[np.float64]],
    moved: Mapping[Any, list[NDArray[np.float64]]],
) -> pd.DataFrame:
    """Give the neighbours among each group, by origin, then by group."""
    parts = []
    for number, (kind, columns) in enumerate(groups.items()):
        found = k_least(_among(apart, columns), least[kind].shape[1])
        part = pd.DataFrame(
            {
                "row": found.rows,
                "number": number,
                "origin": case.ids(case.origins, found.rows),
                "by": kind,
                "target": case.ids(case.targets, columns[found.columns]),
                "rank": found.ranks,
                "ties": found.ties,
            }
        )
        interval = None
        if moved:
            low, high = ends(least[kind], moved[kind])
            at = (found.rows, found.ranks - 1)
            interval = np.minimum(low[at], found.costs), np.maximum(high[at], found.costs)
        parts.append(case.with_ends(part, found.costs, interval))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["row", "number"], kind="stable", ignore_index=True)
    return rows.drop(columns=["row", "number"])


MEASURES: Final = (
    Measure(
        id="k_nearest",
        family="proximity",
        title=msg("The k nearest"),
        lead=msg("Which are the few nearest of each place, and which are equally near?"),
        function=k_nearest,
        roles=ROLES,
        settings=(
            Setting("k", HOW_MANY, "whole", 3, least=1, most=1000),
            Setting(
                "among", OF, "choice", "all", choices=(Choice("all", ALL), Choice("type", EACH))
            ),
            mode_setting(STRAIGHT, straight=True),
            TARGETS_BY_COLUMN,
            *column_settings(),
        ),
        columns=(
            Column("origin", msg("From")),
            TYPE,
            Column("rank", msg("Rank")),
            Column("target", msg("To")),
            Column("ties", msg("Equally near")),
            *WAY_COLUMNS,
        ),
        charts=(
            Chart("bars", BY_RANK, "rank", "distance_m"),
            Chart("bars", BY_RANK, "rank", "time_min"),
        ),
        look=Look("way", "steps", msg("Way to the k-th nearest")),
        drawn=True,
    ),
)
