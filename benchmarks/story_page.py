"""The story's speed: opened, opened again, in the other language, and from step to step.

Serves the Tomsk edition, waits until the server has warmed (its thread computes the figures of the
story) and drives headless Chromium with software graphics, so that frames cost what they cost on a
machine without a graphics card. The clock runs in the browser: for an opening from the click in the
bar or the navigation to the words on the screen, and to the map that stands still with all its
tiles; for a step from the key to the end of the frame that shows the words, and to the map that has
come to rest. What is seen is checked at each step: title and numbers are those of the engine.

Run as `flock /tmp/bench.lock python benchmarks/story_page.py`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from layers import open_edition  # noqa: E402
from layers.story import edition_story, told  # noqa: E402
from layers.vocabulary import LANGUAGES  # noqa: E402
from tests.browser.serving import CHROMIUM_FLAGS, find_chromium, serve  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from layers import Edition
    from layers.story import Step

WARM_S = 30
WAIT_MS = 90_000
TOLD = """() => {
  const root = [...document.querySelectorAll('.st-key-telling *')]
    .map((one) => one.shadowRoot ?? one).find((one) => one.querySelector('.story'));
  return root?.querySelector('.words h1') ? performance.now() : false;
}"""
"""When the words of the first step are there: the story lies in the component's shadow root."""

CLOCK = """() => {
  const root = [...document.querySelectorAll('.st-key-telling *')]
    .map((one) => one.shadowRoot ?? one).find((one) => one.querySelector('.story'));
  const clock = window.__clock = {frames: [], long: []};
  let last = 0;
  const frame = (now) => {
    if (last) clock.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.addEventListener('keydown', () => {
    Object.assign(clock, {begin: performance.now(), words: 0, frames: [], long: []});
  }, true);
  const seen = () => { clock.words ||= performance.now(); };
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(seen)))
    .observe(root.querySelector('.words'), {childList: true});
  new PerformanceObserver((list) => {
    clock.long.push(...list.getEntries().map((one) => one.duration));
  }).observe({type: 'longtask'});
}"""


def settled(page: Page) -> None:
    """Wait for the map of the page Map."""
    page.wait_for_function("window.__atlas?.nonce", timeout=WAIT_MS)
    page.evaluate("window.__atlas.idle()")


def opened(page: Page, act: Any) -> tuple[float, float]:
    """Open the story by `act`; give the seconds to its words and to its map."""
    page.evaluate("window.__atlas = undefined")
    before = time.perf_counter()
    act()
    page.wait_for_function(TOLD, timeout=WAIT_MS, polling="raf")
    words = time.perf_counter() - before
    page.wait_for_function("window.__atlas?.step", timeout=WAIT_MS)
    return words, time.perf_counter() - before


def check(page: Page, edition: Edition, step: Step, lang: str) -> None:
    """Hold what is on the screen against the engine."""
    shown = page.locator(".story .words").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    wanted = [step.title.say(lang)] + [told(edition, one, lang).number for one in step.figures]
    for text in wanted:
        plain = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        seen = shown.replace("\N{WORD JOINER}", "").replace("\N{NARROW NO-BREAK SPACE}", " ")
        if plain not in seen:
            raise SystemExit(f"{step.id}: the page does not show {plain!r}: {seen!r}")


def walk(page: Page, edition: Edition, lang: str) -> list[str]:
    """Go through the steps by key; give rows of the table."""
    page.evaluate(CLOCK)
    words, rest, gaps, long = [], [], [], [0]
    for step in edition_story(edition).steps[1:]:
        before = page.evaluate("window.__atlas.step")
        page.keyboard.press("PageDown")
        page.wait_for_function("old => window.__atlas.step !== old", arg=before, timeout=WAIT_MS)
        clock = page.evaluate("({...window.__clock, now: performance.now()})")
        words.append(clock["words"] - clock["begin"])
        rest.append((clock["now"] - clock["begin"]) / 1000)
        gaps += clock["frames"]
        long += clock["long"]
        check(page, edition, step, lang)
    measured = {
        "key to words, ms": [f"{one:.0f}" for one in _ends(words)],
        "key to a map at rest, s": [f"{one:.2f}" for one in _ends(rest)],
        "between frames on the way, ms": [f"{one:.0f}" for one in _ends(gaps)],
        f"tasks over 50 ms ({len(long) - 1} of them), ms": [f"{one:.0f}" for one in _ends(long)],
    }
    return [f"| {name} | {' | '.join(ends)} |" for name, ends in measured.items()]


def _ends(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)


def main() -> None:
    """Print the table."""
    edition = open_edition()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = {"executable_path": find_chromium(""), "args": CHROMIUM_FLAGS}
        with serve(ROOT / "app.py", Path(folder, "log")) as address:
            time.sleep(WARM_S)
            browser = playwright.chromium.launch(**flags)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(address)
            settled(page)
            print("| | words s | map s |")
            print("|---|---|---|")
            for name in ("first opened from the map", "opened again"):
                link = page.get_by_role("link", name="Story")
                words, drawn = opened(page, link.click)
                print(f"| {name} | {words:.2f} | {drawn:.2f} |", flush=True)
                page.evaluate("window.__atlas = undefined")
                page.keyboard.press("Escape")
                settled(page)
            for lang in LANGUAGES[::-1]:
                words, drawn = opened(
                    page, lambda lang=lang: page.goto(f"{address}/story?lang={lang}")
                )
                print(f"| opened by its address, {lang} | {words:.2f} | {drawn:.2f} |", flush=True)
            print("\n| | median | worst |")
            print("|---|---|---|")
            print("\n".join(walk(page, edition, LANGUAGES[0])))
            browser.close()


if __name__ == "__main__":
    main()
