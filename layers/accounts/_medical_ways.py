"""Mean straight ways of a medical centre's institutes, with their intervals.

In each draw every site moves once, evenly within its precision, so that a way between two
institutes feels the doubt about both; the ends are percentiles of the means of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.matrix import distance_matrix_m
from geo.resampling import ends, moved_distances_m, of_each_draw
from layers._statistic import SEED
from layers.inputs import METRES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["DRAWS", "Mean", "mean_way_of_people", "mean_ways"]

DRAWS: Final = 40
"""Random draws behind an interval; the card says so."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean way in metres, its interval, and of how many ways it is the mean."""

    value_m: float
    low_m: float
    high_m: float
    ways: int


def mean_ways(
    institutes: gpd.GeoDataFrame, universities: gpd.GeoDataFrame, hospitals: gpd.GeoDataFrame
) -> dict[str, Mean]:
    """Give the mean ways between sites.

    Parameters
    ----------
    institutes, universities, hospitals
        Sites in one measuring CRS, with the metres within which each moves in the column `METRES`.

    Returns
    -------
    dict
        `between` the institutes, `to_university` and `to_hospital`, the nearest one: those of
        which there is a way.
    """
    goals = pd.concat([institutes, universities, hospitals])
    here, schools, beds = np.split(
        np.arange(len(goals)), np.cumsum([len(institutes), len(universities)])
    )
    apart = ~np.eye(len(here), dtype=bool)

    def means(ways_m: NDArray[np.float64]) -> NDArray[np.float64]:
        nearest = ways_m[:, beds].min(axis=1, initial=np.inf)[: len(here) if len(beds) else 0]
        found = ways_m[:, here][apart], ways_m[:, schools], nearest
        return np.array([one.mean() if one.size else np.nan for one in found])

    stated = means(distance_matrix_m(institutes, goals))
    drawn = moved_distances_m(
        institutes,
        goals,
        precision=METRES,
        demand_precision=METRES,
        demand_seed=SEED,
        draws=DRAWS,
        seed=SEED,
    )
    low, high = ends(stated, [means(one) for one in drawn])
    counts = (int(apart.sum()), len(here) * len(schools), len(here))
    return {
        key: Mean(float(stated[at]), float(low[at]), float(high[at]), counts[at])
        for at, key in enumerate(("between", "to_university", "to_hospital"))
        if np.isfinite(stated[at])
    }


def mean_way_of_people(
    people: gpd.GeoDataFrame, weights: NDArray[np.float64], institutes: gpd.GeoDataFrame
) -> Mean:
    """Give the mean over people of the way to the nearest institute.

    Parameters
    ----------
    people
        Places of people.
    weights
        How many live at each.
    institutes
        As in `mean_ways`.
    """

    def mean(ways_m: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(np.average(ways_m.min(axis=1), weights=weights))

    ways_m = distance_matrix_m(people, institutes)
    drawn = moved_distances_m(
        people, institutes, precision=METRES, draws=DRAWS, seed=SEED, stated=ways_m
    )
    stated = mean(ways_m)
    low, high = ends(stated, of_each_draw(mean, drawn, DRAWS))
    return Mean(float(stated), float(low), float(high), len(people))
