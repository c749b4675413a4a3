"""The map's speed: first showing, a switch, and its bytes, with 50,000 buildings as tiles.

Makes a temporary edition (the Tomsk edition and a layer of seeded buildings), checks that the tiles
hold every building once, serves it, drives headless Chromium with software graphics, and prints a
table. Run as `flock /tmp/bench.lock python benchmarks/map.py`.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pyogrio
import shapely
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import CHROMIUM_FLAGS, find_chromium, serve  # noqa: E402
from ui.tiles import MAX_ZOOM, TileSet  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BUILDINGS = 50_000
RUNS = 5
VIEW = "/?v=12.50/56.4800/84.9800"
RECORD = """
[[layer]]
id = "buildings"
title_en = "Buildings"
title_ru = "Здания"
group = "base"
kind = "vector"
path = "buildings.fgb"
geometry = "polygon"
crs = "EPSG:32645"
date = "2026-11-23"
licence = "CC0-1.0"
attribution_en = "Seeded"
attribution_ru = "Случайные"
source_en = "Seeded by the benchmark"
source_ru = "Созданы для замера"
precision = "approximate"
precision_m = 1000
generalised = true
note_en = "Not real."
note_ru = "Не настоящие."
built_by = "benchmarks/map.py"
sha256 = "{sha256}"
{fields}
[layer.style]
visible = true
[[layer.style.class]]
title_en = "Building"
title_ru = "Здание"
fill = "#B8B0A5"
fill_opacity = 1.0
"""
FIELD = """[[layer.field]]
name = "{name}"
type = "text"
unit = ""
title_en = "{name}"
title_ru = "Столбец"
"""


def buildings() -> gpd.GeoDataFrame:
    """Scatter rectangles of 8 to 40 m over the city and its surroundings."""
    rng = np.random.default_rng(7)
    east, north = rng.normal(374_000, 4_000, BUILDINGS), rng.normal(6_264_000, 5_000, BUILDINGS)
    wide, high = rng.uniform(4, 20, BUILDINGS), rng.uniform(4, 12, BUILDINGS)
    ids = [f"b{k}" for k in range(BUILDINGS)]
    columns = {"id": ids, "name_en": "Building", "name_ru": "Здание", "source": "seeded"}
    columns |= {"precision": "approximate", "status": "existing"}
    shapes = shapely.box(east - wide, north - high, east + wide, north + high)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:32645")


def write_edition(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    """Copy the Tomsk edition and add the buildings to it."""
    shutil.copytree(ROOT / "data" / "tomsk", folder)
    path = folder / "buildings.fgb"
    pyogrio.write_dataframe(frame, path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    fields = "".join(FIELD.format(name=name) for name in frame.columns[:-1])
    record = RECORD.format(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), fields=fields)
    with (folder / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(record)
    return folder


def check(frame: gpd.GeoDataFrame) -> None:
    """Fail unless the tiles of the last zoom hold every building."""
    tiles = TileSet(frame)
    west, south, east, north = tiles.bounds
    scale = 2**MAX_ZOOM

    def row(lat: float) -> int:
        return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * scale)

    found: set[str] = set()
    for x in range(int((west + 180) / 360 * scale), int((east + 180) / 360 * scale) + 1):
        for y in range(row(north), row(south) + 1):
            layers = mapbox_vector_tile.decode(tiles.tile(MAX_ZOOM, x, y))
            features = layers.get("atlas", {"features": []})["features"]
            found |= {one["properties"]["id"] for one in features}
    if found != set(frame["id"]):
        raise SystemExit(f"the tiles hold {len(found)} of {len(frame)} buildings")


class Watched:
    """A page whose bytes are counted: the websocket's, and those of every other answer."""

    def __init__(self, browser: Browser | BrowserContext, address: str) -> None:
        self.page: Page = browser.new_page()
        self.page.set_viewport_size({"width": 1366, "height": 768})
        self.address = address
        self.socket = 0
        self.other = 0
        self.page.on("websocket", lambda one: one.on("framereceived", self._frame))
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._finished)

    def _frame(self, data: str | bytes) -> None:
        self.socket += len(data)

    def _finished(self, event: dict[str, Any]) -> None:
        self.other += int(event["encodedDataLength"])

    def open(self) -> float:
        """Give the seconds from asking for the page to the map being drawn and at rest."""
        begin = time.perf_counter()
        self.page.goto(self.address + VIEW)
        self.page.wait_for_function("window.__atlas?.nonce", timeout=120_000)
        return time.perf_counter() - begin

    def switch(self, key: str, layer: str, *, shown: bool) -> tuple[float, int, int]:
        """Click a row of the legend; give seconds until drawn, socket bytes, other bytes."""
        nonce = self.page.evaluate("window.__atlas.nonce")
        view = self.page.evaluate("window.__atlas.view()")
        self.socket = self.other = 0
        begin = time.perf_counter()
        self.page.locator(f".st-key-{key} label").click()
        self.page.wait_for_function("n => window.__atlas.nonce > n", arg=nonce, timeout=60_000)
        seconds = time.perf_counter() - begin
        drawn = layer in self.page.evaluate("window.__atlas.counts('park_type')")
        if drawn is not shown or self.page.evaluate("window.__atlas.view()") != view:
            raise SystemExit(f"after the switch `{key}` the map is not what it should be")
        return seconds, self.socket, self.other


def measure(browser: Browser, address: str) -> list[tuple[str, list[float], int, int]]:
    """Give a row for each thing measured: name, seconds of all runs, greatest byte counts."""
    warm = Watched(browser, address)
    warm.open()
    warm.page.close()
    first = []
    for _ in range(RUNS):
        context = browser.new_context()
        page = Watched(context, address)
        first.append(page.open())
        context.close()
    rows = [("first map, warm server, empty browser cache", first, 0, 0)]
    page = Watched(browser, address)
    page.open()
    for name, key, layer in (
        ("a park type", "on-parks-medical", "parks-fill:medical"),
        ("water", "on-water", "water-fill"),
        ("the 50,000 buildings", "on-buildings", "buildings-fill"),
    ):
        off, on = [], []
        for _ in range(RUNS):
            off.append(page.switch(key, layer, shown=False))
            on.append(page.switch(key, layer, shown=True))
        rows += [(f"{name} off", *_worst(off)), (f"{name} on", *_worst(on))]
    return rows


def _worst(runs: list[tuple[float, int, int]]) -> tuple[list[float], int, int]:
    seconds, socket, other = zip(*runs, strict=True)
    return list(seconds), max(socket), max(other)


def main() -> None:
    """Print the table."""
    frame = buildings()
    check(frame)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        edition = write_edition(folder / "edition", frame)
        chromium = find_chromium(playwright.chromium.executable_path)
        if chromium is None:
            raise SystemExit("Chromium is needed: install it, or name it in the variable CHROMIUM")
        with serve(ROOT / "app.py", folder / "log", edition=edition) as address:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            rows = measure(browser, address)
            browser.close()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"load of the machine (1, 5, 15 min): {load}; {os.cpu_count()} cores\n")
    print("| what | median s | best s | worst s | websocket kB | other kB |")
    print("|---|---|---|---|---|---|")
    for name, seconds, socket, other in rows:
        middle, best, worst = statistics.median(seconds), min(seconds), max(seconds)
        sizes = f"{socket / 1000:.1f} | {other / 1000:.1f}" if socket else "- | -"
        print(f"| {name} | {middle:.2f} | {best:.2f} | {worst:.2f} | {sizes} |")


if __name__ == "__main__":
    main()
