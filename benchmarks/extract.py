"""Memory and time of `edition build` on an extract much larger than the edition's area.

Writes an extract with pyosmium: the town of tests/osm_sketch.py, and around it a country of closed
ways with ten nodes each, far outside the area. Then `python cli.py edition build` makes the edition
of the town in a process of its own, which is watched: memory of its own (anonymous), and with pages
of files that the system may take back at any time. The same town from an extract without the
country is built first, and both must give the same layers. Run as
`flock /tmp/bench.lock python benchmarks/extract.py [--nodes 24000000]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import osmium
from osmium.osm import mutable

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.clock import machine  # noqa: E402
from layers import open_edition  # noqa: E402
from tests.osm_sketch import Sketch, town  # noqa: E402

NODES = 5_000_000
CORNERS = 10
FIRST = 1_000_000
COLUMNS = 2000
KB_PER_MB = 1e3
AREA = ("Город Ёлкин", "Ёлкинский район")


def write(path: Path, sketch: Sketch, nodes: int) -> None:
    """Write the town's objects and a country of `nodes` nodes about it, in the order of files."""
    count = nodes // CORNERS
    with osmium.SimpleWriter(str(path), overwrite=True) as file:
        for number, (lon, lat, tags) in sketch.nodes.items():
            file.add_node(mutable.Node(id=number, location=(lon, lat), tags=_text(tags)))
        for number in range(count * CORNERS):
            house, corner = divmod(number, CORNERS)
            row, column = divmod(house, COLUMNS)
            at = (90 + column * 0.01 + corner * 1e-4, 58 + row * 0.002 + corner % 3 * 1e-4)
            file.add_node(mutable.Node(id=FIRST + number, location=at))
        for number, (members, tags) in sketch.ways.items():
            file.add_way(mutable.Way(id=number, nodes=members, tags=_text(tags)))
        for house in range(count):
            corners = [FIRST + house * CORNERS + corner for corner in range(CORNERS)]
            file.add_way(
                mutable.Way(id=FIRST + house, nodes=[*corners, corners[0]], tags={"building": "y"})
            )
        for number, (members, tags) in sketch.relations.items():
            parts = [("w", way, role) for way, role in members]
            file.add_relation(mutable.Relation(id=number, members=parts, tags=_text(tags)))


def _text(tags: dict[str, object]) -> dict[str, str]:
    return {key.replace("__", ":"): str(value) for key, value in tags.items()}


def build(extract: Path, folder: Path) -> tuple[float, float, float]:
    """Build an edition as a stranger would; give seconds, and MB of its own and in all."""
    command = [sys.executable, "cli.py", "edition", "build", "--osm", str(extract)]
    command += [part for name in AREA for part in ("--area", name)] + ["-o", str(folder)]
    begin, own, every = time.perf_counter(), 0.0, 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as work:
        status = Path(f"/proc/{work.pid}/status")
        while work.poll() is None:
            try:
                held = dict(
                    line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
                )
                own = max(own, float(held["RssAnon"].split()[0]) / KB_PER_MB)
                every = max(every, float(held["VmHWM"].split()[0]) / KB_PER_MB)
            except (OSError, KeyError):
                continue
            time.sleep(0.05)
    assert work.returncode == 0, f"edition build ended with {work.returncode}"
    return time.perf_counter() - begin, own, every


def layers_of(folder: Path) -> dict[str, str]:
    return {one: record.sha256 for one, record in open_edition(folder).records.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--nodes", type=int, default=NODES)
    nodes = arguments.parse_args().nodes
    print("| nodes around the town | extract MB | s | MB of its own | MB with pages of files |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        found = []
        for count in (0, nodes):
            extract, folder = Path(name) / f"{count}.osm.pbf", Path(name) / str(count)
            write(extract, town(), count)
            seconds, own, every = build(extract, folder)
            size = extract.stat().st_size / KB_PER_MB**2
            figures = f"{size:.0f} | {seconds:.1f} | {own:.0f} | {every:.0f}"
            print(f"| {count:,} | {figures} |", flush=True)
            found.append(layers_of(folder))
        assert found[0] == found[1], "the country about it changed the town's layers"
    print(machine("osmium"))


if __name__ == "__main__":
    main()
