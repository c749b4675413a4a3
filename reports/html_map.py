"""The map in one HTML file: mailed, opened anywhere, asking nothing of any network.

folium writes the page; Leaflet, the letters and the pictograms stand inside it, and a content
security policy in its head forbids every request. The file speaks every language of the atlas, a
switch in its head changes all words at once; geometry stands in it once. Words of the data reach
the page as text, never as markup. The same edition gives the same bytes.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
import geopandas as gpd
import jinja2
from branca.element import Figure, MacroElement
from folium.template import Template
from shapely import box

from layers.vocabulary import LANGUAGES
from layers.wording import number, plural, translator
from reports import assets
from reports.drawing import HATCHES, INK, name_of
from reports.paper.parks import PARKS, close_by, main_land, park_row
from reports.shapes import in_degrees
from reports.sheet import Sheet, as_of, attribution, lay_out, sources, subtitle
from reports.sheet import words as sheet_words
from reports.spoken import TONGUES, Spoken, spoken, told

if TYPE_CHECKING:
    from collections.abc import Collection

    from layers import Edition
    from reports.paper.window import Bounds

__all__ = ["html_map"]

WEB: Final = Path(__file__).resolve().parent / "web"
SCRIPTS: Final = ("names.js", "map.js")
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
    """The page around the map: its first language, its title, its policy."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.lang }}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
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


def html_map(
    edition: Edition, lang: str, *, park: str = "", layers: Collection[str] | None = None
) -> str:
    """Give the map of an edition as the text of one HTML page.

    Parameters
    ----------
    edition
        The edition.
    lang
        The language in which it opens, one of `layers.vocabulary.LANGUAGES`.
    park
        Id of the park that it is about: the view is fitted to its surroundings, its outline is
        lifted, its card stands beside the map, on a small screen above the legend. Empty for
        the whole edition.
    layers
        Ids of the layers that are on at the start; None leaves it to the catalogue.

    Returns
    -------
    str
        The page: layers with a legend that switches them, cards, scale bar, north arrow, sources,
        all of it in every language.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    ParkError
        There is no such park, or its place is not known.
    UnknownLayerError
        The edition has no such layer.
    AssetError
        The JavaScript packages are not installed.
    """
    translator(lang)  # refuses a language that the atlas does not speak
    bounds = close_by(edition, park, lang)[1] if park else _parks_land(edition)
    words = _words(edition, park)
    sheet = lay_out(edition, layers)
    icons = assets.pictograms(sheet.icons)
    view = edition.view
    page = _Page(told(words["page"], lang), lang)
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
        "view": _corners(edition, bounds),
        "park": park,
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
        "attribution": spoken(partial(attribution, sheet.records)),
    }
    atlas.add_child(_Drawn(_panel(sheet, icons, words, lang, park), _as_json(data)), name="drawn")
    for number_of, element in enumerate((page, atlas)):
        element._id = f"{number_of}"  # noqa: SLF001 (folium's own ids are random)
    return str(page.render())


def _words(edition: Edition, park: str) -> dict[str, Spoken]:
    """Give the words around the map by their keys; `title` and `subtitle` stand in its head."""
    words = _by_key({lang: sheet_words(lang) for lang in LANGUAGES})
    words["title"] = words["page"] = spoken(edition.title)
    words["subtitle"] = spoken(partial(subtitle, edition))
    if park:
        name = name_of(park_row(edition, park))
        words["title"], words["subtitle"] = name, words["page"]
        words["page"] = {lang: f"{text} · {edition.title(lang)}" for lang, text in name.items()}
    return words


def _parks_land(edition: Edition) -> Bounds:
    """Give the land of the parks that the app's map opens with, all that it shows without any."""
    west, south, east, north = main_land(edition)
    if PARKS not in edition.records:
        return west, south, east, north
    parks = edition.frame(PARKS).cx[west:east, south:north]
    return tuple(parks.total_bounds) if len(parks) else (west, south, east, north)


def _by_key(texts: dict[str, dict[str, str]]) -> dict[str, Spoken]:
    """Turn texts by language and key into texts by key and language; empty ones are left out."""
    return {
        key: {lang: texts[lang][key] for lang in texts if texts[lang][key]}
        for key in texts[LANGUAGES[0]]
    }


def _corners(edition: Edition, bounds: Bounds) -> list[list[float]]:
    """Give land as Leaflet takes it: the south-western and the north-eastern corner."""
    land = in_degrees(gpd.GeoSeries([box(*bounds)], crs=edition.crs))
    west, south, east, north = (round(float(one), 5) for one in land.total_bounds)
    return [[south, west], [north, east]]


def _inlined() -> tuple[str, str]:
    script, style = assets.leaflet()
    own_style = (WEB / "map.css").read_text(encoding="utf-8")
    own_script = "".join((WEB / one).read_text(encoding="utf-8") for one in SCRIPTS)
    return (
        f"{assets.faces()}\n{style}\n{assets.in_style(own_style)}",
        f"{script}\n{assets.in_script(own_script)}",
    )


def _as_json(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _panel(
    sheet: Sheet, icons: dict[str, list[str]], words: dict[str, Spoken], lang: str, park: str
) -> str:
    listed = {one: sources(sheet.records, one) for one in LANGUAGES}
    template = jinja2.Environment(autoescape=True).from_string(
        (WEB / "panel.html").read_text(encoding="utf-8")
    )
    return template.render(
        lang=lang,
        tongues={one: TONGUES[one] for one in sorted(TONGUES, key=lambda one: one != lang)},
        words={**words, "date": spoken(partial(as_of, sheet.date))},
        about=bool(park),
        legend=sheet.legend,
        off_map=[spoken(partial(_missing, title, count)) for title, count in sheet.off_map],
        sources=[
            _by_key(dict(zip(listed, rows, strict=True)))
            for rows in zip(*listed.values(), strict=True)
        ],
        icons=icons,
        hatches=_hatches(sheet),
        ink=INK,
        shown=lambda count: spoken(partial(number, count)),
    )


def _missing(title: Spoken, count: int, lang: str) -> str:
    counted = plural(lang)(
        "{n} has no known place and is not on the map",
        "{n} have no known place and are not on the map",
        count,
    )
    return f"{told(title, lang)}: {counted}"


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
