"""What is made for a presentation: time and peak memory of each format, the Tomsk edition.

Each is made by the terminal in a process of its own, so that the time holds all from the start of
Python to the file on the disk, and the memory is that of the whole process. The file is opened by
another reader before its time counts: pages by pypdf, slides by python-pptx, pictures by Pillow.

Run as `flock /tmp/bench.lock python benchmarks/reports.py [FORMAT ...]`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.clock import machine  # noqa: E402

RUNS = 3
KB_PER_MB = 1000
AIMS = {"html": 3, "pdf": 3, "atlas": 20, "pptx": 15}
MEMORY_MB = 600
SUFFIXES = {"atlas": "pdf"}


def made(fmt: str, folder: Path) -> tuple[float, float, float, Path]:
    """Make a file; give seconds on the wall, seconds of processors, megabytes and the file."""
    path = folder / f"{fmt}.{SUFFIXES.get(fmt, fmt)}"
    words = ["report", "--format", fmt, "--lang", "ru", "-o", str(path)]
    begin = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "cli.py", *words], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"expected `{fmt}` to be made, the command ended with {child.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / KB_PER_MB, path


def size(fmt: str, path: Path) -> str:
    """Say how large a file is, after another reader has opened it."""
    bulk = f"{path.stat().st_size / 1e6:.1f} MB"
    match SUFFIXES.get(fmt, fmt):
        case "pdf":
            return f"{len(PdfReader(path).pages)} pages, {bulk}"
        case "pptx":
            return f"{len(Presentation(str(path)).slides)} slides, {bulk}"
        case "png":
            with Image.open(path) as picture:
                return f"{picture.width} x {picture.height} pixels, {bulk}"
        case _text:
            return bulk


def main(formats: list[str]) -> None:
    print("| format | s | CPU s | MB of memory | file | aim |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="atlas-reports-") as folder:
        for fmt in formats:
            runs = [made(fmt, Path(folder)) for _ in range(RUNS)]
            wall = min(run[0] for run in runs)
            processor = min(run[1] for run in runs)
            memory = max(run[2] for run in runs)
            aim = f"{AIMS[fmt]} s, {MEMORY_MB} MB" if fmt in AIMS else f"{MEMORY_MB} MB"
            told = size(fmt, runs[-1][3])
            print(f"| {fmt} | {wall:.2f} | {processor:.2f} | {memory:.0f} | {told} | {aim} |")
    print(f"\n{machine('typst', 'python-pptx', 'folium')}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["html", "pdf", "svg", "png", "atlas", "pptx"])
