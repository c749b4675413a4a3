"""Capacity-bound service: least total cost against OR-tools, nearest first against plain pandas.

Seeded homes in clusters over 40 km, supplies with places for nine tenths of the people, ways to
5 km. Least cost: peer OR-tools' minimum-cost flow, given the pairs within reach and costs in whole
millimetres, as it takes whole numbers only; ours is given the same costs. As many people served and
an equal sum of people x cost are checked before the clock, and the dual prices. Nearest first: peer
the pairs sorted in pandas and gone through one by one; the same people at the same supplies are
checked. `--all-ways` adds the largest size without a bound, ours alone. OR-tools is no requirement:
`pip install ortools` into an environment that has them. Run as
`flock /tmp/bench.lock python benchmarks/capacity.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from ortools.graph.python import min_cost_flow

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import machine, peak_gb, show, timed
from geo.capacity import duality_gap, least_cost, nearest_first

SIDE_M = 40_000
SIZES = ((5_000, 50), (25_000, 150), (100_000, 500))
WITHIN_MM = 5_000_000.0
ROWS_AT_ONCE = 5_000


class Problem(NamedTuple):
    """Costs in whole millimetres, people and places."""

    costs: np.ndarray
    people: np.ndarray
    places: np.ndarray


def made(count: int, supplies: int, seed: int) -> Problem:
    """Return homes, seven in ten about sixty centres, and supplies of unequal size."""
    rng = np.random.default_rng(seed)
    centres, spread = rng.uniform(0, SIDE_M, (60, 2)), rng.uniform(300, 3000, 60)
    of = rng.integers(0, 60, count)
    about = centres[of] + rng.normal(size=(count, 2)) * spread[of, None]
    homes = np.where(rng.random((count, 1)) < 0.7, about, rng.uniform(0, SIDE_M, (count, 2)))
    clinics = rng.uniform(0, SIDE_M, (supplies, 2))
    costs = np.empty((count, supplies))
    for start in range(0, count, ROWS_AT_ONCE):
        apart = homes[start : start + ROWS_AT_ONCE, None] - clinics
        costs[start : start + ROWS_AT_ONCE] = np.round(
            1000 * np.hypot(apart[..., 0], apart[..., 1])
        )
    people = rng.integers(1, 200, count)
    share = rng.uniform(0.3, 1.7, supplies)
    places = np.round(0.9 * people.sum() * share / share.sum()).astype(np.int64)
    return Problem(costs, people, places)


def flow(problem: Problem) -> tuple[float, float]:
    """Return people served and the sum of people x cost by OR-tools."""
    rows, columns = np.nonzero(problem.costs <= WITHIN_MM)
    count, source = len(problem.people), len(problem.people) + len(problem.places)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        rows,
        count + columns,
        problem.people[rows],
        problem.costs[rows, columns].astype(np.int64),
    )
    ends = np.arange(count, source)
    nothing = np.zeros(len(ends), dtype=np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(
        ends, np.full(len(ends), source), problem.places, nothing
    )
    solver.set_nodes_supplies(np.arange(count), problem.people)
    solver.set_nodes_supplies(np.array([source]), np.array([-int(problem.people.sum())]))
    status = solver.solve_max_flow_with_min_cost()
    assert status == solver.OPTIMAL, status
    return float(solver.maximum_flow()), float(solver.optimal_cost())


def one_by_one(problem: Problem) -> dict[tuple[int, int], int]:
    """Return people by pair, going through all pairs within reach in the order of cost."""
    rows, columns = np.nonzero(problem.costs <= WITHIN_MM)
    pairs = pd.DataFrame(
        {"row": rows, "column": columns, "cost": problem.costs[rows, columns]}
    ).sort_values(["cost", "row", "column"])
    left, room = problem.people.tolist(), problem.places.tolist()
    taken = {}
    for row, column in zip(pairs["row"].tolist(), pairs["column"].tolist(), strict=True):
        amount = min(left[row], room[column])
        if amount:
            taken[row, column] = amount
            left[row] -= amount
            room[column] -= amount
    return taken


def main() -> None:
    least, nearest, memory = [], [], []
    for count, supplies in SIZES:
        problem = made(count, supplies, seed=1)
        label = f"{count:,} x {supplies}"
        runs = {
            "ours": lambda p=problem: least_cost(*p, within=WITHIN_MM),
            "OR-tools": lambda p=problem: flow(p),
            "ours nearest first": lambda p=problem: nearest_first(*p, within=WITHIN_MM),
            "pandas": lambda p=problem: one_by_one(p),
        }
        peaks = {name: peak_gb(run) for name, run in runs.items()}
        memory.append(f"{label}: " + ", ".join(f"{k} {v:.2f} GB" for k, v in peaks.items()))
        ours, found = timed(runs["ours"], runs=2)
        theirs, (served, cost) = timed(runs["OR-tools"], runs=2)
        assert found.people.sum() == served, (found.people.sum(), served)
        assert abs(found.cost - cost) <= 1e-6 * cost, (found.cost, cost)
        assert abs(duality_gap(found, problem.costs, within=WITHIN_MM)) < 1e-9
        least.append((label, ours, theirs))
        first, found = timed(runs["ours nearest first"], runs=2)
        plain, taken = timed(runs["pandas"], runs=1)
        pairs = zip(found.rows.tolist(), found.columns.tolist(), strict=True)
        assert dict(zip(pairs, found.people.tolist(), strict=True)) == taken
        nearest.append((label, first, plain))
        print(
            f"{label}: {int((problem.costs <= WITHIN_MM).sum()):,} pairs within reach", flush=True
        )
    print("least total cost")
    show("OR-tools", least)
    print("nearest first")
    show("pandas", nearest)
    print("\n".join(memory))
    if "--all-ways" in sys.argv:
        for name, run in (("least cost", least_cost), ("nearest first", nearest_first)):
            time, found = timed(lambda one=run: one(*problem), runs=1)
            print(
                f"{label}, all ways, {name}: {time.wall:.1f} s, {time.processor:.1f} s of CPU, "
                f"{peak_gb(lambda one=run: one(*problem)):.2f} GB"
            )
            if found.prices is not None:
                print(f"duality gap {duality_gap(found, problem.costs):.1e}")
    print(machine("ortools", "pandas", "scipy", "numpy"))


if __name__ == "__main__":
    main()
