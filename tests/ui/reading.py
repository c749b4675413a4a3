"""Pages run through the router, and what is read on them."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "ru")
TAGS = re.compile(r"<[^>]+>")
NAMES_IN_LATIN = {"Smart", "Technologies", "Tomsk", "GMP", "NIOST", "MDF", "zip"}


def opened(page: str = "map", lang: str = "en", **address: str) -> AppTest:
    """Open a page by its address, as a link does, and check that nothing went wrong on it."""
    app = AppTest.from_file(str(ROOT / "ui" / "router.py"), default_timeout=120)
    app.query_params["lang"] = lang
    for name, value in address.items():
        app.query_params[name] = value
    if page != "map":
        app.switch_page(f"views/{page}.py")
    return well(app.run())


def well(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


class Read(HTMLParser):
    """The words of some HTML, those of links and citations apart, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._skip = 0
        self._open: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        cites = tag in {"a", "style"} or bool(
            {"cited", "from", "how", "sources"} & set((attributes.get("class") or "").split())
        )
        if tag not in {"br", "img", "input"}:
            self._open.append(cites)
            self._skip += cites
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, _tag):
        if self._open:
            self._skip -= self._open.pop()

    def handle_data(self, data):
        if not self._skip and data.strip():
            self.words.append(data.strip())


def bodies(app: AppTest) -> str:
    return "\n".join(one.proto.body for one in app.get("html"))


def words(app: AppTest) -> str:
    """Give everything that stands in the page as HTML, as text."""
    return " ".join(TAGS.sub(" ", one.proto.body) for one in app.get("html"))


def said(text: object) -> str:
    """Give a text as it stands in HTML after parsing: entities resolved, spaces kept."""
    return unescape(str(text))
