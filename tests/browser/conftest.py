"""Browser tests: the app served, Chromium on it, and the map asked what it has drawn.

Every test fails on a request that leaves the machine, on an error of the page or its console, and
on any answer of 400 or above; a failed test leaves a picture in `test-results/`. Chromium itself
resolves no name but this machine's, so nothing gets out either; Playwright's routing would do that
too, but it switches the browser's cache off.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.serving import CHROMIUM_FLAGS, ROOT, find_chromium, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, BrowserType, Page, Playwright

    from layers import Edition

HERE = Path(__file__).resolve().parent
PICTURES = ROOT / "test-results"
DRAWN_MS = 60_000
expect.set_options(timeout=DRAWN_MS)
PROBE = re.compile(r"/(statistics|programme|story|materials|data)/_stcore/(health|host-config)$")
"""Streamlit's own page asks under each part of its address where its server is: 404 is no fault."""
UNPLACED = re.compile(r"^Length of new data is \d+, which doesn't match current length of 0$")
"""MapLibre 6.17 sometimes draws a tile's labels a frame before it places them, while styles change.

The map reads its tiles anew then (`recover` in `ui/map/ground.js`, tested beside the component).
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for the plugin's fixture, which pytest 9 warns of; tests give whole addresses."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    executable = find_chromium(playwright.chromium.executable_path)
    if executable is None:
        pytest.fail(
            "The browser tests need Chromium, and none was found: `make test` installs it. "
            "Or name one in the variable CHROMIUM."
        )
    return {**browser_type_launch_args, "executable_path": executable, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app as it is shipped; give its address."""
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory, small_edition: Edition) -> Iterator[str]:
    """Serve a page with nothing but the map, on the small edition; give its address."""
    log = tmp_path_factory.mktemp("harness") / "log"
    with serve(HERE / "harness" / "app.py", log, edition=small_edition.root) as address:
        yield address


class Atlas:
    """A page with the map on it, and what the map says it shows.

    Pages share one browser context, so that what is cached for ever is fetched once for all tests.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.received: list[int] = []
        """Sizes of the frames that came over the websocket."""
        page.on("request", self._note)
        page.on("pageerror", self._fail)
        page.on("console", self._listen)
        page.on("response", self._check)
        page.on("websocket", self._note_socket)

    def _inside(self, url: str) -> bool:
        return url.startswith((f"{self.address}/", "blob:", "data:")) or url == self.address

    def _note(self, request: Any) -> None:
        if not self._inside(request.url):
            self.outside.append(request.url)

    def _note_socket(self, socket: Any) -> None:
        if not socket.url.startswith(self.address.replace("http", "ws", 1)):
            self.outside.append(socket.url)
        socket.on("framereceived", lambda data: self.received.append(len(data)))

    def _fail(self, error: Any) -> None:
        if not UNPLACED.search(str(error)):
            self.errors.append(str(error))

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not PROBE.search(message.location.get("url", "")):
            self.errors.append(message.text)

    def _check(self, response: Any) -> None:
        if response.status >= 400 and not PROBE.search(response.url):
            self.errors.append(f"{response.status} {response.url}")

    def open(self, path: str = "/") -> Atlas:
        """Go to a path of the app and wait for the map to be drawn."""
        self.page.goto(self.address + path)
        return self.drawn()

    def drawn(self, after: int | None = None) -> Atlas:
        """Wait until the map has drawn a run, or one later than the run `after`."""
        self.page.wait_for_function(
            "after => window.__atlas?.nonce && (after === null || window.__atlas.nonce > after)",
            arg=after,
            timeout=DRAWN_MS,
        )
        self.page.wait_for_function("() => window.__atlas?.idle()", timeout=DRAWN_MS)
        return self

    def after(self, act: Any) -> Atlas:
        """Do something that reruns the page, and wait until the map has drawn the answer."""
        before = self.nonce
        act()
        return self.drawn(after=before)

    @property
    def nonce(self) -> int:
        return self.page.evaluate("window.__atlas.nonce")

    @property
    def mounts(self) -> int:
        return self.page.evaluate("window.__atlas.mounts")

    @property
    def size(self) -> tuple[int, int]:
        return tuple(self.page.evaluate("window.__atlas.size"))

    @property
    def view(self) -> dict[str, Any]:
        return self.page.evaluate("window.__atlas.view()")

    @property
    def sources(self) -> list[str]:
        return self.page.evaluate("window.__atlas.sources")

    @property
    def layers(self) -> list[str]:
        return self.page.evaluate("window.__atlas.layers")

    def counts(self, by: str | None = None) -> dict[str, int]:
        """Count what is drawn, by layer, or by layer and a property: `{"parks-fill:sport": 4}`."""
        return self.page.evaluate("by => window.__atlas.counts(by)", by)

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a place lies on the page."""
        x, y = self.page.evaluate("place => window.__atlas.pixel(place)", [lon, lat])
        return x, y

    def click_place(self, lon: float, lat: float) -> Atlas:
        """Click a place on the map and wait for the answer."""
        return self.after(lambda: self.page.mouse.click(*self.pixel(lon, lat)))

    def verdict(self) -> list[str]:
        """Give what went wrong while nobody looked."""
        return [f"outside: {url}" for url in self.outside] + self.errors


@pytest.fixture(scope="session")
def window(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """Give the one browser context of the run; in a folder, the pages' code is compiled once."""
    context = browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("chromium"), **browser_type_launch_args, **browser_context_args
    )
    yield context
    context.close()


def _watched(
    window: BrowserContext, address: str, request: pytest.FixtureRequest
) -> Iterator[Atlas]:
    page = window.new_page()
    page.set_default_timeout(DRAWN_MS)
    moves = request.node.get_closest_marker("motion") is not None
    page.emulate_media(reduced_motion="no-preference" if moves else "reduce")
    atlas = Atlas(page, address)
    yield atlas
    faults = atlas.verdict()
    if faults or request.node.stash.get(FAILED, True):
        PICTURES.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        page.screenshot(path=PICTURES / f"{name}.png")
    page.close()
    assert not faults, faults


@pytest.fixture
def atlas(window: BrowserContext, server: str, request: pytest.FixtureRequest) -> Iterator[Atlas]:
    """Give the shipped app on a fresh page."""
    yield from _watched(window, server, request)


@pytest.fixture
def chart(window: BrowserContext, harness: str, request: pytest.FixtureRequest) -> Iterator[Atlas]:
    """Give the page with nothing but the map, on the small edition."""
    yield from _watched(window, harness, request)
