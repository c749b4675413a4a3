"""The map on the page: a Streamlit component around MapLibre GL JS.

Python says what is to be seen (`MapSpec`), the browser fetches it. Most of a specification changes
seldom, so it travels as a sheet by content hash (`ui.sheets`); a rerun sends the hash, a run
number and a flight, some hundred bytes. The map object lives over reruns and the camera is the
browser's own: it stands in the address as `?v=zoom/lat/lon`, and panning runs no script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from layers import wording
from ui import routes, sheets
from ui.map.style import PAPER
from ui.tiles import TILE_LAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["WORDS", "MapSpec", "atlas_map", "map_words"]

WORDS = frozenset(
    {"title", "keys", "km", "m", "north", "north_letter", "zoom_in", "zoom_out", "failed"}
)
"""The names of the words over the map."""


def map_words(lang: str) -> dict[str, str]:
    """Give the words of the map in one language.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    """
    say = wording.translator(lang)
    return {
        "title": say("Map"),
        "keys": say("Map: arrow keys move it, plus and minus zoom, Enter selects at the cross"),
        "km": say("km"),
        "m": say("m"),
        "north": say("North is up"),
        "north_letter": say("N"),
        "zoom_in": say("Zoom in"),
        "zoom_out": say("Zoom out"),
        "failed": say("A part of the map could not be drawn."),
    }


def _nothing() -> None:
    """Stand in for a callback: a click reruns the page all the same."""


@dataclass(frozen=True, kw_only=True)
class MapSpec:
    """What the map shows.

    Attributes
    ----------
    view
        `zoom`, `lon`, `lat` to begin with; the address's `?v=zoom/lat/lon` wins.
    sources
        MapLibre sources by id, with addresses from `ui.routes`. Vector sources have one layer
        inside; `source-layer` is added here.
    layers
        MapLibre layers, the lowest first.
    icons
        Pictograms on discs: `id`, `svg` (a maki name), `ring` and `glyph` colours, `shape`
        (`disc` or `square`).
    patterns
        Hatches: `id`, `kind` (`diagonal`, `dots`, `crossed`, `plus`, `horizontal`), `color`.
    clickable, hover
        Ids of layers that answer a click, and that show `name_<lang>` under the pointer.
    lang
        `en` or `ru`.
    words
        The words over the map; `map_words(lang)` where left empty.
    attribution
        One line of sources, as plain text.
    fly
        A camera move made once for each new `key`: with `bounds` (west, south, east, north), or
        with `center` (lon, lat) and, if wanted, `zoom`.
    take
        The words of a button over the map that hands its view to Python; empty for no button.
    nonce
        The number of the run; tests wait for the browser to have drawn it.
    paper
        Colour of the ground.
    """

    view: Mapping[str, float]
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    layers: list[dict[str, Any]] = field(default_factory=list)
    icons: list[dict[str, str]] = field(default_factory=list)
    patterns: list[dict[str, str]] = field(default_factory=list)
    clickable: list[str] = field(default_factory=list)
    hover: list[str] = field(default_factory=list)
    lang: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    attribution: str = ""
    fly: Mapping[str, Any] | None = None
    take: str = ""
    nonce: int = 0
    paper: str = PAPER

    def __post_init__(self) -> None:
        """Check what would else fail in the browser, all faults at once.

        Raises
        ------
        ValueError
            A layer's source is not among `sources`, ids repeat, or words are missing.
        """
        faults = [
            f"layer `{layer['id']}` draws from `{layer['source']}`, which is not among the sources"
            for layer in self.layers
            if layer.get("source", "") not in {"", *self.sources}
        ]
        ids = [layer["id"] for layer in self.layers]
        faults += [
            f"layer `{name}` comes twice" for name in dict.fromkeys(ids) if ids.count(name) > 1
        ]
        missing = sorted(WORDS - self.words.keys()) if self.words else []
        faults += [f"`words` lacks {', '.join(missing)}"] if missing else []
        if faults:
            raise ValueError(
                f"The map's specification does not hold together: {'; '.join(faults)}."
            )

    def sheet(self) -> dict[str, Any]:
        """Give the part that changes seldom, as the browser reads it."""
        vector = {name for name, source in self.sources.items() if source["type"] == "vector"}
        return {
            "sources": {name: dict(source) for name, source in self.sources.items()},
            "layers": [
                {**layer, "source-layer": TILE_LAYER} if layer.get("source") in vector else layer
                for layer in self.layers
            ],
            "icons": list(self.icons),
            "patterns": list(self.patterns),
            "clickable": list(self.clickable),
            "hover": list(self.hover),
            "lang": self.lang,
            "words": dict(self.words) or map_words(self.lang),
            "attribution": self.attribution,
        }


_HTML = (
    f'<link rel="stylesheet" href="{routes.LIB}maplibre-gl/maplibre-gl.css">'
    f'<link rel="stylesheet" href="{routes.UI}map.css">'
    '<div class="map" role="region"><div class="canvas"></div></div>'
)
# Streamlit sends inline styles again at each rerun: only what gives the map its size stands here.
_CSS = ":host{display:block;height:100%}.map,.canvas{position:absolute;inset:0}"
# Streamlit runs inline modules from a blob, where a relative address means nothing.
_JS = f"""let module;
const load = () => (module ??= import(location.origin + '{routes.UI}map.js'));
export default function (component) {{
  load().then((map) => map.render(component)).catch((error) => {{
    const box = component.parentElement.querySelector('.canvas');
    box.className = 'canvas failed';
    box.textContent = `${{component.data.failed}} ${{error.message}}`;
  }});
  return () => load().then((map) => map.destroy(component)).catch(() => undefined);
}}"""
_component = st.components.v2.component("atlas_map", html=_HTML, css=_CSS, js=_JS)


def atlas_map(
    spec: MapSpec,
    *,
    key: str = "atlas",
    on_clicked: Callable[[], None] = _nothing,
    on_taken: Callable[[], None] = _nothing,
) -> Any:
    """Put the map on the page, filling its container.

    Parameters
    ----------
    spec
        What it shows.
    key
        Its key in the session.
    on_clicked
        Called before the rerun that a click causes; `st.session_state[key].clicked` then holds
        `{"layer", "record", "id", "lon", "lat"}`: the MapLibre layer, the catalogue's layer, the
        feature's id (None for a click beside everything) and the place.
    on_taken
        Called before the rerun that the button of `spec.take` causes;
        `st.session_state[key].taken` then holds the view: `{"lon", "lat", "zoom"}`.

    Returns
    -------
    streamlit's component result
        `.clicked` as above, None where this run was not caused by a click.
    """
    words = dict(spec.words) or map_words(spec.lang)
    data = {
        "sheet": f"{routes.SHEETS}{sheets.deposit(spec.sheet())}.json",
        "lib": routes.LIB,
        "view": dict(spec.view),
        "fly": dict(spec.fly) if spec.fly else None,
        "take": spec.take,
        "nonce": spec.nonce,
        "paper": spec.paper,
        "failed": words["failed"],
    }
    return _component(
        key=key,
        data=data,
        height="stretch",
        on_clicked_change=on_clicked,
        on_taken_change=on_taken,
    )
