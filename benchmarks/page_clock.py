"""What benchmarks of pages share: a clock in the browser, and the server's processor time.

The clock runs from the key or the click that begins a run of the page to the run's end, when
figures, charts and tables are there; the map, whose frames in software graphics take over 0.1 s
each, goes on beside and is waited for apart.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import CHROMIUM_FLAGS, find_chromium, serve  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

__all__ = ["Answer", "clocked", "opened", "served_page"]

WAIT_MS: Final = 90_000
CLOCK: Final = """() => {
  window.__clock = {begin: 0, end: 0, drawn: 0};
  const begin = () => { window.__clock.begin = performance.now(); };
  for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, begin, true);
  const app = document.querySelector('[data-testid=stApp]');
  new MutationObserver(() => {
    if (app.dataset.testScriptState === 'notRunning') window.__clock.end = performance.now();
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
  new MutationObserver(() => { window.__clock.drawn = performance.now(); }).observe(
    app.querySelector('[data-testid=stMain]'),
    {childList: true, characterData: true, subtree: true},
  );
}"""
ENDED: Final = """([before, says]) => {
  const clock = window.__clock, app = document.querySelector('[data-testid=stApp]');
  const main = app.querySelector('[data-testid=stMain]');
  if (clock.begin === before || !main.textContent.includes(says)) return false;
  if (app.dataset.testScriptState !== 'notRunning') return false;
  if (clock.end > clock.begin) return true;
  if (clock.drawn < clock.begin || performance.now() - clock.drawn < 500) return false;
  clock.end = clock.drawn;
  return true;
}"""
"""Whether the run is over: it said so, or it was so short that only what it drew is seen."""
STILL: Final = """() =>
  document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""


class Answer(NamedTuple):
    """Seconds from the act to the answer and to the map at rest, and the server's processor's."""

    seconds: float
    map_seconds: float | None
    server_seconds: float


@contextlib.contextmanager
def served_page() -> Iterator[tuple[str, Page]]:
    """Serve the Tomsk edition; give its address and a page of 1366x768."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = {"executable_path": find_chromium(""), "args": CHROMIUM_FLAGS}
        with serve(ROOT / "app.py", Path(folder, "log")) as address:
            browser = playwright.chromium.launch(**flags)
            yield address, browser.new_page(viewport={"width": 1366, "height": 768})
            browser.close()


def opened(page: Page, address: str, sign: str) -> None:
    """Open an address, wait for its sign (a selector), its run and its map; set the clock up."""
    page.goto(address)
    page.locator(sign).first.wait_for(timeout=WAIT_MS)
    page.wait_for_function(STILL, timeout=WAIT_MS)
    if page.evaluate("Boolean(window.__atlas)"):
        page.evaluate("window.__atlas.idle()")
    page.evaluate(CLOCK)


def clocked(page: Page, act: Callable[[], None], *, mapped: bool, says: str = "") -> Answer:
    """Do what begins a run; give the time to the answer, and to the map where it draws anew.

    The answer is there when the run is over and the page says `says`.
    """
    begun = page.evaluate("window.__clock.begin")
    nonce = page.evaluate("window.__atlas?.nonce ?? 0")
    before = _server_seconds()
    act()
    page.wait_for_function(ENDED, arg=[begun, says], timeout=WAIT_MS)
    seconds = page.evaluate("(window.__clock.end - window.__clock.begin) / 1000")
    drawn = None
    if mapped:
        page.wait_for_function("n => (window.__atlas?.nonce ?? 0) > n", arg=nonce, timeout=WAIT_MS)
        page.evaluate("window.__atlas.idle()")
        drawn = page.evaluate("(performance.now() - window.__clock.begin) / 1000")
    return Answer(seconds, drawn, _server_seconds() - before)


def _server_seconds() -> float:
    """Give the processor time of the server that this process began; 0 where there is no /proc."""
    ticks = os.sysconf("SC_CLK_TCK")
    seconds, pids = 0.0, [os.getpid()]
    while pids:
        task = Path("/proc", str(pids.pop()))
        if b"streamlit" in task.joinpath("cmdline").read_bytes():
            fields = task.joinpath("stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / ticks
        for children in task.glob("task/*/children"):
            pids += map(int, children.read_text().split())
    return seconds
