"""Search by name in both languages: the index at an address of its own, and the box in the bar.

The index goes to the browser once (it is cached for ever under its hash); a choice comes back as
the layer and id of a feature.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from ui import routes, sheets
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import Edition

__all__ = ["SEARCHED", "index", "search_box"]

SEARCHED = ("parks", "sites", "settlements", "municipalities")


@lru_cache(maxsize=4)
def index(edition: Edition) -> list[dict[str, str]]:
    """Give the features that can be found by name: layer, id, names and what kind of thing."""
    rows = []
    for layer_id in SEARCHED:
        if layer_id not in edition.records:
            continue
        record = edition.record(layer_id)
        frame = edition.frame(layer_id)
        frame = frame[frame.geometry.notna()]
        names = zip(frame["id"], frame["name_en"], frame["name_ru"], strict=True)
        kind = {"kind_en": record.title("en"), "kind_ru": record.title("ru")}
        rows += [
            {"layer": layer_id, "id": one, "en": english, "ru": russian, **kind}
            for one, english, russian in names
        ]
    return rows


_JS = """let mod;
const load = () => (mod ??= import(location.origin + 'MODULE'));
export default function (c) {
  load().then((m) => m.render(c));
  return () => load().then((m) => m.destroy(c));
}"""
_HTML = f'<link rel="stylesheet" href="{routes.UI}search.css"><div class="search"></div>'


@lru_cache(maxsize=1)
def _component() -> Callable[..., object]:
    script = _JS.replace("MODULE", f"{routes.UI}search.js")
    return st.components.v2.component("atlas_search", html=_HTML, js=script)


def search_box(edition: Edition, *, key: str, on_picked: Callable[[], None]) -> None:
    """Draw the box; `st.session_state[key].picked` holds `{"layer", "id"}` in the callback."""
    words = {"placeholder": _("Find a place, park or plant"), "none": _("Nothing of that name")}
    address = f"{routes.SHEETS}{sheets.deposit(index(edition))}.json"
    data = {"index": address, "lang": lang(), "words": words}
    _component()(key=key, data=data, on_picked_change=on_picked)
