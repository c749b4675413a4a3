"""The statistics page's speed: from a change of a setting to the new answer, measure by measure.

Serves the Tomsk edition, drives headless Chromium with software graphics, opens a measure (so that
its modules are loaded and the base map is there), and then changes one setting after another to
what was not asked for before: no answer comes from a cache. The clock runs in the browser, from the
key or the click to the end of Streamlit's run, when table, charts and figures are there; the map,
whose frames in software graphics take over 0.1 s each, goes on beside and has its own column. After
each change the large figures on the page are held against those of the engine, called in this
process with the same words: its time is the column `engine`; `server` is the processor time of the
server for one change.

Run as `flock /tmp/bench.lock python benchmarks/statistics_page.py [MEASURE ...]`.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.page_clock import Answer, clocked, opened, served_page  # noqa: E402
from geo import AtlasError  # noqa: E402
from layers import open_edition, wording  # noqa: E402
from layers.measure import NOTHING  # noqa: E402
from layers.measures import MEASURES  # noqa: E402
from layers.statistics import edition_statistic  # noqa: E402
from ui.cached import draws_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from layers import Edition
    from layers.measure import Measure, Setting

RUNS = 3


@dataclass(frozen=True)
class Change:
    """One widget changed: its key, what to type or which option to choose, and what it means."""

    key: str
    entry: str | int
    layers: dict[str, str]
    settings: dict[str, Any]


def changes(edition: Edition, measure: Measure) -> Iterator[Change]:
    """Yield changes, each upon the one before: a number three times, else choices and layers."""
    for one in measure.settings:
        if one.on_page and one.kind in {"number", "numbers"} and one.default is not None:
            yield from _numbers(measure, one)
            return
    layers: dict[str, str] = {}
    settings: dict[str, Any] = {}
    for one in measure.settings:
        others = [choice.value for choice in one.choices if choice.value != one.default]
        for at, value in enumerate(others if one.on_page else [], start=1):
            settings = {**settings, one.name: value}
            yield Change(f"{measure.id}.{one.name}", at, layers, settings)
    for role in measure.roles:
        codes = [one for one in role.layers if one in edition.records]
        if role.optional and not role.usual:
            codes.insert(0, NOTHING)
        for at, code in enumerate(codes[1:], start=1):
            layers = {**layers, role.name: code}
            yield Change(f"{measure.id}.{role.name}", at, layers, settings)


def _numbers(measure: Measure, one: Setting) -> Iterator[Change]:
    many = one.kind == "numbers"
    for step in range(1, RUNS + 1):
        usual = one.default if many else (one.default,)
        values = tuple(value * (1 + step / 20) for value in usual)
        typed = "; ".join(f"{value:.10g}" for value in values)
        meant = {one.name: values if many else values[0]}
        yield Change(f"{measure.id}.{one.name}", typed, {}, meant)


def _box(page: Page, change: Change) -> Locator:
    return page.locator(f".st-key-{change.key.replace('.', '-')}-box")


def act(page: Page, change: Change, *, mapped: bool) -> Answer:
    """Change the widget; give the seconds to the answer, and to the map where there is one."""
    box = _box(page, change)

    def change_it() -> None:
        if isinstance(change.entry, str):
            box.locator("input").fill(change.entry)
            box.locator("input").press("Enter")
        else:
            box.locator("input").click()
            page.get_by_role("option").nth(change.entry).click()

    return clocked(page, change_it, mapped=mapped and page.evaluate("Boolean(window.__atlas)"))


def row(page: Page, address: str, edition: Edition, measure: Measure) -> str:
    """Give the table's row of one measure."""
    opened(page, f"{address}/statistics?measure={measure.id}", "text=Table as CSV")
    edition_statistic(edition, measure.id, draws=draws_of(measure.id))
    answers: list[Answer] = []
    engine, features = [], 0
    for change in changes(edition, measure):
        begin = time.perf_counter()
        try:
            found = edition_statistic(
                edition,
                measure.id,
                change.layers,
                change.settings,
                draws=draws_of(measure.id),
            )
        except AtlasError:
            continue
        if not _box(page, change).count():
            continue  # a setting that does not apply is not on the page
        engine.append(time.perf_counter() - begin)
        mapped = found.layer is not None and len(found.layer) > 0
        answers.append(act(page, change, mapped=mapped))
        features = 0 if found.layer is None else len(found.layer)
        large = [one.figure for one in found.headlines]
        wanted = [wording.figure(one.value, one.unit, "en") for one in large]
        shown = page.locator(".fig b").all_inner_texts()
        if shown != wanted:
            raise SystemExit(f"{measure.id}, {change}: the page shows {shown}, not {wanted}")
        if len(answers) == RUNS:
            break
    seconds = [one.seconds for one in answers]
    maps = [one.map_seconds for one in answers if one.map_seconds is not None]
    server = statistics.median(one.server_seconds for one in answers)
    seen = f"{statistics.median(maps):.2f}" if maps else "-"
    return (
        f"| {measure.id} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | "
        f"{max(seconds):.2f} | {server:.2f} | {statistics.median(engine):.2f} | {seen} | "
        f"{features:,} | {len(found.rows):,} |"
    )


def main() -> None:
    """Print the table."""
    edition = open_edition()
    asked = sys.argv[1:] or list(MEASURES)
    with served_page() as (address, page):
        print("| measure | answer s | best | worst | server s | engine s | map s | on map | rows |")
        print("|---|---|---|---|---|---|---|---|---|")
        for one in asked:
            print(row(page, address, edition, MEASURES[one]), flush=True)


if __name__ == "__main__":
    main()
