"""The Programme page's speed: from a click to the answer, part by part.

Serves the Tomsk edition, drives headless Chromium with software graphics, and clicks through the
parts, changes the filter of projects, and opens pages of parks and clusters and sites of the
what-if, each for the first time since the server began (`first`, nothing of it computed before) and
then again (`again`, median of 3). After each click the page must say what it was asked for: of
parks, clusters, filters and sites that is the engine's answer in this process. `map` ends when the
map has drawn and rests; `server` is the processor time of the server for one click.

Run as `flock /tmp/bench.lock python benchmarks/programme_pages.py`.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import TimeoutError  # noqa: A004 - the browser's

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.page_clock import Answer, clocked, opened, served_page  # noqa: E402
from layers import accounts, open_edition, wording  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from geo import Figure
    from layers import Edition

RUNS: Final = 3
PARTS: Final = {
    "projects": "61 of 61 projects",
    "overview": "INO Tomsk",
    "roadmap": "23 actions",
    "participants": "Whom sources name",
    "medical": "Tomsk National",
    "sheets": "Each has a page",
}
"""What each part says at its head, in the order of clicks; the first is opened by its address."""
ORDER: Final = ("overview", "projects", "roadmap", "participants", "medical", "sheets")
"""The order of the buttons on the page."""
MAPPED: Final = {"projects", "participants", "medical"}
STATES: Final = ("completed", "under_way", "planned", "concept")
PARKS: Final = ("med_north", "inn_sez_south", "ind_severnaya", "his_embankments")
SITES: Final = (
    ("parks", "med_tnrmc"),
    ("parks", "med_sibgmu"),
    ("parks", "med_nuclear"),
    ("sites", "cancer"),
)
"""The second and further choices of the what-if."""
CLUSTERS: Final = ("nuclear", "petrochemical", "timber", "wildlife")


class Clicks:
    """What is timed: each kind of click with its answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: dict[str, list[Answer]] = {}

    def click(self, kind: str, selector: str, says: str, *, mapped: bool) -> None:
        """Click and wait until the page says what it must."""
        self.act(kind, self.page.locator(selector).first.click, says, mapped=mapped)

    def act(self, kind: str, act: Callable[[], None], says: str, *, mapped: bool) -> None:
        """Do what begins a run, timed, and wait until the page says what it must."""
        found = clocked(self.page, act, mapped=mapped, says=says)
        self.answers.setdefault(kind, []).append(found)

    def part(self, name: str, *, kind: str = "") -> None:
        """Click the button of a part."""
        button = f".st-key-programme-parts button >> nth={ORDER.index(name)}"
        self.click(kind or name, button, PARTS[name], mapped=name in MAPPED)


def pick(box: Locator, at: int) -> None:
    """Open a list of choices, again where a page that still moves closed it, and take one."""
    option = box.page.get_by_role("option").nth(at)
    box.locator("input").click()
    with contextlib.suppress(TimeoutError):
        option.wait_for(timeout=3_000)
    if not option.is_visible():
        box.locator("input").click()
    option.click()


def filters(clicks: Clicks, edition: Edition) -> None:
    """Take one state after another into the filter of projects."""
    box = clicks.page.locator(".st-key-state-several")
    for at in range(1, len(STATES) + 1):
        asked = accounts.Filter(states=frozenset(STATES[:at]))
        found = accounts.projects(edition, asked)

        def choose() -> None:
            pick(box, 0)

        clicks.act("filter of projects", choose, f"{len(found.rows)} of {found.of}", mapped=True)


def views(clicks: Clicks) -> None:
    """Show the projects as a timeline and as a table, and go back to their map."""
    for at, view in ((1, "timeline"), (2, "table"), (0, "map")):
        button = f".st-key-project-views button >> nth={at}"
        says = "Table as CSV" if view == "table" else PARTS["projects"]
        clicks.click(f"projects as a {view}", button, says, mapped=view == "map")


def sites(clicks: Clicks, edition: Edition) -> None:
    """Put the medical centre on one site after another."""
    box = clicks.page.locator(".st-key-medical-site")
    for at, (layer, one) in enumerate(SITES, start=1):
        changes = {change.key: change for change in accounts.one_site(edition, layer, one)}
        says = wording.length(changes["to_people"].after.value, "en")

        def choose(at: int = at) -> None:
            pick(box, at)

        clicks.act("medical centre on another site", choose, says, mapped=False)


def sheets(clicks: Clicks, kind: str, layer: str, people: dict[str, Figure]) -> None:
    """Open some pages of parks or clusters from the index."""
    for one, figure in people.items():
        says = wording.figure(figure.value, figure.unit, "en")
        clicks.click(kind, f".st-key-open-{layer}-{one} button", says, mapped=True)
        clicks.click(
            "back to all of them", ".st-key-sheet-index button", PARTS["sheets"], mapped=False
        )


def rows(answers: dict[str, list[Answer]]) -> list[str]:
    """Give the table's rows."""
    made = []
    for kind, found in answers.items():
        first, again = found[0], found[1:]
        maps = [one.map_seconds for one in again if one.map_seconds is not None]
        seen = f"{statistics.median(maps):.2f}" if maps else "-"
        made.append(
            f"| {kind} | {first.seconds:.2f} | {first.server_seconds:.2f} | "
            f"{statistics.median(one.seconds for one in again):.2f} | "
            f"{max(one.seconds for one in again):.2f} | "
            f"{statistics.median(one.server_seconds for one in again):.2f} | {seen} |"
        )
    return made


def main() -> None:
    """Print the table."""
    edition = open_edition()
    parks = {one: accounts.park_sheet(edition, one).figures["people"] for one in PARKS}
    clusters = {one: accounts.cluster_sheet(edition, one).figures["people"] for one in CLUSTERS}
    with served_page() as (address, page):
        clicks = Clicks(page)
        opened(page, f"{address}/programme?lang=en&part=sheets", ".st-key-open-parks-med_north")
        for run in range(RUNS + 1):
            for name in PARTS:
                clicks.part(name)
            print(f"run {run + 1} of {RUNS + 1}", file=sys.stderr)
        sheets(clicks, "a park's page", "parks", parks)
        sheets(clicks, "a cluster's page", "clusters", clusters)
        clicks.part("projects")
        for _run in range(RUNS + 1):
            views(clicks)
        filters(clicks, edition)
        clicks.part("medical")
        sites(clicks, edition)
    print("| click | first s | server s | again s | worst | server s | map s |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(rows(clicks.answers)))


if __name__ == "__main__":
    main()
