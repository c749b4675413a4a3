"""Floating catchments: 2SFCA and E2SFCA against PySAL `access`.

Seeded homes in clusters over 40 km, supplies of unequal size, a reach of 5 km. Both are given the
pairs within reach with their distances, `access` as the table that it asks for. Equal scores of all
homes to a billionth, and the supply conserved, are checked before the clock. Ours from the points,
the distances measured too, stands beside alone: `access` multiplies out all pairs for that, and 50
million do not fit its memory. `access` is no requirement: `pip install access` into an environment
that has the others. Run as `flock /tmp/bench.lock python benchmarks/catchments.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from access import fca, weights

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, peak_gb, show, timed
from geo.access import pair_weights, two_step
from geo.decay import Decay
from geo.origin_destination import Pairs, od_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE_M = 40_000
ORIGIN = np.array([350_000, 6_250_000])
SIZES = ((10_000, 50), (30_000, 150), (100_000, 500))
WITHIN_M = 5_000.0
SIGMA_M = 1_500.0
KINDS = {
    "2SFCA": (Decay(), None),
    "E2SFCA, Gaussian": (Decay("gaussian", scale=SIGMA_M), weights.gaussian(SIGMA_M)),
}


class Problem(NamedTuple):
    """Homes and supplies, people and amounts, pairs within reach."""

    homes: gpd.GeoDataFrame
    clinics: gpd.GeoDataFrame
    people: np.ndarray
    amounts: np.ndarray
    pairs: Pairs


class Tables(NamedTuple):
    """The same for `access`."""

    demand: pd.DataFrame
    supply: pd.DataFrame
    pairs: pd.DataFrame


def made(count: int, supplies: int, seed: int) -> Problem:
    """Return homes, seven in ten about sixty centres, and supplies of unequal size."""
    rng = np.random.default_rng(seed)
    centres, spread = rng.uniform(0, SIDE_M, (60, 2)), rng.uniform(300, 3000, 60)
    of = rng.integers(0, 60, count)
    about = centres[of] + rng.normal(size=(count, 2)) * spread[of, None]
    places = np.where(rng.random((count, 1)) < 0.7, about, rng.uniform(0, SIDE_M, (count, 2)))
    homes, clinics = (
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(*(one + ORIGIN).T), crs=32645)
        for one in (places, rng.uniform(0, SIDE_M, (supplies, 2)))
    )
    people = rng.integers(1, 200, count).astype(float)
    amounts = rng.integers(1, 60, supplies).astype(float)
    return Problem(homes, clinics, people, amounts, od_pairs(homes, clinics, within=WITHIN_M))


def tables(problem: Problem) -> Tables:
    """Return what `access` takes."""
    rows, columns, costs = problem.pairs.rows, problem.pairs.columns, problem.pairs.costs
    index = pd.RangeIndex(len(problem.people), name="geoid")
    return Tables(
        pd.DataFrame({"people": problem.people}, index=index),
        pd.DataFrame({"amount": problem.amounts}, index=pd.RangeIndex(len(problem.amounts))),
        pd.DataFrame({"origin": rows, "dest": columns, "cost": costs}),
    )


def ours(problem: Problem, decay: Decay) -> np.ndarray:
    """Return supply a head of each home."""
    shape = (len(problem.people), len(problem.amounts))
    found = pair_weights(problem.pairs, shape, within=WITHIN_M, decay=decay)
    return two_step(found, problem.people, problem.amounts)


def from_points(problem: Problem, decay: Decay) -> np.ndarray:
    """Return the same, the distances measured first."""
    pairs = od_pairs(problem.homes, problem.clinics, within=WITHIN_M)
    return ours(problem._replace(pairs=pairs), decay)


def pysal(given: Tables, weight: Callable[[float], float] | None) -> pd.Series:
    """Return the same by `access`."""
    return fca.two_stage_fca(
        given.demand,
        given.supply,
        given.pairs,
        max_cost=WITHIN_M,
        demand_index=True,
        demand_name="people",
        supply_index=True,
        supply_name="amount",
        weight_fn=weight,
    )


def main() -> None:
    times: dict[str, list] = {name: [] for name in KINDS}
    whole, memory = [], []
    for count, supplies in SIZES:
        label = f"{count:,} x {supplies}"
        peaks = {
            "ours from points": lambda n=count, s=supplies: from_points(made(n, s, 1), Decay()),
            "access": lambda n=count, s=supplies: pysal(tables(made(n, s, 1)), None),
        }
        memory.append(
            f"{label}: " + ", ".join(f"{name} {peak_gb(run):.2f} GB" for name, run in peaks.items())
        )
        problem = made(count, supplies, seed=1)
        given = tables(problem)
        for name, (decay, weight) in KINDS.items():
            theirs, expected = timed(lambda w=weight, g=given: pysal(g, w), runs=2)
            mine, found = timed(lambda d=decay, p=problem: ours(p, d), runs=3)
            expected = expected.reindex(range(count), fill_value=0.0).to_numpy()
            assert np.allclose(found, expected, rtol=1e-9, atol=0), name
            reached = problem.amounts[np.unique(problem.pairs.columns)]
            assert np.isclose(problem.people @ found, reached.sum()), name
            times[name].append((label, mine, theirs))
        points, _ = timed(lambda p=problem: from_points(p, Decay()), runs=2)
        whole.append(f"{label}: {points.wall:.2f} s, {points.processor:.2f} s of CPU")
        print(f"{label}: {len(given.pairs):,} pairs within reach", flush=True)
    for name, rows in times.items():
        print(name)
        show("access", rows)
    print("ours from the points, 2SFCA")
    print("\n".join([*whole, *memory]))
    print(machine("access", "pandas", "numpy", "scipy"))


if __name__ == "__main__":
    main()
