"""The map in one HTML file: mailed, opened anywhere, asking nothing of any network.

folium writes the page; Leaflet, the letters and the pictograms stand inside it, and a content
security policy in its head forbids every request. Words of the data reach the page as text, never
as markup. The same edition in the same language gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
import jinja2
from branca.element import Figure, MacroElement
from folium.template import Template

from layers.wording import number, plural, translator
from reports import assets
from reports.drawing import HATCHES, INK
from reports.sheet import Sheet, as_of, attribution, lay_out, sources, subtitle
from reports.sheet import words as sheet_words

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["html_map"]

WEB: Final = Path(__file__).resolve().parent / "web"
ZOOM_STEP: Final = 0.25
MIN_ZOOM: Final = 7
MAX_ZOOM: Final = 17
DISCS: Final = {"point": 0, "line": 1, "polygon": 2}
"""How high pictograms lie: those of areas over those of points."""
POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)


class _Page(Figure):
    """The page around the map: its language, its title, its policy."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.lang }}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">\n'
        "<title>{{ this.title|e }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n"
        "</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, lang: str) -> None:
        super().__init__(title=title)
        self.lang, self.policy = lang, POLICY


class _Inlined(MacroElement):
    """Scripts and styles, inside the page."""

    _template = Template(
        "{% macro header(this, kwargs) %}<style>{{ this.style }}</style>"
        "<script>{{ this.script }}</script>{% endmacro %}"
    )

    def __init__(self, style: str, script: str) -> None:
        super().__init__()
        self.style, self.script = style, script


class _Drawn(MacroElement):
    """The legend's markup, the sheet as data, and the call that draws it on the map."""

    _template = Template(
        "{% macro html(this, kwargs) %}{{ this.panel }}"
        '<script type="application/json" id="sheet">{{ this.data }}</script>{% endmacro %}'
        "{% macro script(this, kwargs) %}drawAtlas({{ this._parent.get_name() }}, "
        'JSON.parse(document.getElementById("sheet").textContent));{% endmacro %}'
    )

    def __init__(self, panel: str, data: str) -> None:
        super().__init__()
        self.panel, self.data = panel, data


def html_map(edition: Edition, lang: str) -> str:
    """Give the map of an edition as the text of one HTML page.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language of every word, one of `layers.vocabulary.LANGUAGES`.

    Returns
    -------
    str
        The page: layers with a legend that switches them, cards, scale bar, north arrow, sources.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    AssetError
        The JavaScript packages are not installed.
    """
    sheet = lay_out(edition, lang)
    icons = assets.pictograms(sheet.icons)
    words = sheet_words(lang) | {"subtitle": subtitle(edition, lang)}
    view = edition.view
    page = _Page(edition.title(lang), lang)
    atlas = folium.Map(
        location=[view.lat, view.lon],
        zoom_start=view.zoom,
        tiles=None,
        zoom_control=False,
        attribution_control=True,
        zoom_snap=ZOOM_STEP,
        zoom_delta=2 * ZOOM_STEP,
        wheel_px_per_zoom_level=120,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
    )
    atlas.default_js, atlas.default_css = [], []
    page.add_child(atlas)
    atlas.add_child(_Inlined(*_inlined()), name="inlined")
    data = {
        "view": {"at": [view.lat, view.lon], "zoom": view.zoom + 1},
        "layers": [
            {
                "id": drawing.record.id,
                "from": drawing.record.style.min_zoom + 1,
                "to": drawing.record.style.max_zoom + 1,
                "discs": DISCS[drawing.record.geometry],
                "classes": drawing.classes,
            }
            for drawing in sheet.drawings
        ],
        "icons": icons,
        "ink": INK,
        "words": words,
        "attribution": attribution(sheet.records, lang),
    }
    panel = _panel(sheet, icons, words, edition.title(lang), lang)
    atlas.add_child(_Drawn(panel, _as_json(data)), name="drawn")
    for number_of, element in enumerate((page, atlas)):
        element._id = f"{number_of}"  # noqa: SLF001 (folium's own ids are random)
    return str(page.render())


def _inlined() -> tuple[str, str]:
    script, style = assets.leaflet()
    own_style = (WEB / "map.css").read_text(encoding="utf-8")
    own_script = (WEB / "map.js").read_text(encoding="utf-8")
    return (
        f"{assets.faces()}\n{style}\n{assets.in_style(own_style)}",
        f"{script}\n{assets.in_script(own_script)}",
    )


def _as_json(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _panel(
    sheet: Sheet, icons: dict[str, list[str]], words: dict[str, str], title: str, lang: str
) -> str:
    _ = translator(lang)
    ngettext_ = plural(lang)
    off_map = [
        f"{title}: "
        + ngettext_(
            "{n} has no known place and is not on the map",
            "{n} have no known place and are not on the map",
            missing,
        )
        for title, missing in sheet.off_map
    ]
    template = jinja2.Environment(autoescape=True).from_string(
        (WEB / "panel.html").read_text(encoding="utf-8")
    )
    return template.render(
        title=title,
        words={**words, "date": as_of(sheet.date, lang)},
        legend=sheet.legend,
        off_map=off_map,
        sources=sources(sheet.records, lang),
        icons=icons,
        hatches=_hatches(sheet),
        ink=INK,
        shown=lambda count: number(count, lang, 0),
    )


def _hatches(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.names.split()[-1],
            "fill": entry.style.fill or "none",
            "opacity": entry.style.fill_opacity,
            "line": entry.style.line or INK,
            "width": 2 if entry.style.hatch == "dots" else 1,
            "path": HATCHES[entry.style.hatch],
        }
        for group in sheet.legend
        for entry in (one for row in group.entries for one in (row, *row.classes))
        if entry.style.hatch in HATCHES and entry.geometry == "polygon"
    ]
