"""What the engine's benchmarks share: a clock, the memory, the machine, a table."""

from __future__ import annotations

import os
import platform
import resource
import time
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

KB_PER_GB = 1e6


class Time(NamedTuple):
    """Seconds on the wall and seconds of all processors together, the best of some runs."""

    wall: float
    processor: float


def timed(function: Callable[[], Any], runs: int) -> tuple[Time, Any]:
    """Return the best time of a function over some runs, and its last answer."""
    walls, processors, answer = [], [], None
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        answer = function()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return Time(min(walls), min(processors)), answer


def peak_gb(function: Callable[[], Any]) -> float:
    """Return the greatest memory of a process that holds what this one does and runs a function."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        function()
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        os.write(writer, str(used).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        used = float(told.read())
    os.waitpid(child, 0)
    return used / KB_PER_GB


def machine(*packages: str) -> str:
    """Say where and with what this ran."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return (
        f"{os.cpu_count()} processors, {load} at the end, Python {platform.python_version()}, "
        f"GEOS {shapely.geos_version_string}, {versions}"
    )


def show(peer: str, rows: list[tuple[str, Time, Time]]) -> None:
    """Print a table of sizes, ours and the peer's times, and the ratios."""
    print(f"| size | ours s | {peer} s | times faster | ours CPU s | {peer} CPU s | by CPU |")
    print("|---|---|---|---|---|---|---|")
    for size, ours, theirs in rows:
        print(
            f"| {size} | {ours.wall:.2f} | {theirs.wall:.2f} | {theirs.wall / ours.wall:.1f} "
            f"| {ours.processor:.2f} | {theirs.processor:.2f} "
            f"| {theirs.processor / ours.processor:.1f} |"
        )
