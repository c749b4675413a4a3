"""One symbology record translated to MapLibre: layers, images and legend rows of a catalogue layer.

Each geometry has its own function. A polygon is drawn as fill, hatch and outline: dashed where the
status is planned or concept, a thin double line where the outline is a model and not surveyed; its
label and icon stand on the layer's points (`<source>-points`), dashed borders on its edges
(`<source>-edges`); `ui.routes.sources` gives all three. `drawing_order` brings the layers of many
records into one order: surfaces, lines, the selected outline, names, icons on top, because names
give way to what lies above them.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.vocabulary import ID, OWN, POPULATION, STATUS, in_language
from ui.features import OUTLINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layers import LayerRecord
    from layers.styles import StyleClass

__all__ = [
    "INK",
    "INK_SECOND",
    "PAPER",
    "drawing_order",
    "icons",
    "maplibre_layers",
    "patterns",
]

INK = "#263238"
INK_SECOND = "#607D8B"
PAPER = "#F7F5F0"
HALO = "#FFFFFF"

Expression = Any
Layer = dict[str, Any]

_FONT = ["Golos Text"]
_FONT_MEDIUM = ["Golos Text Medium"]
_UNBUILT = ["planned", "concept"]
_MODEL = "model"
_DASH = [2.5, 1.5]
_WHOLE = [1, 0]
_LABELS_FROM = {"parks": 9.5, "clusters": 13}
_TOWN, _CITY = 10_000, 100_000


def icons(record: LayerRecord) -> list[dict[str, str]]:
    """Give the icons of a layer as `MapSpec.icons` takes them."""
    drawn = {_icon(one): one for one in record.style.classes if one.icon}
    return [
        {"id": name, "svg": one.icon, "ring": _ring(one), "glyph": INK, "shape": "disc"}
        for name, one in drawn.items()
    ]


def patterns(record: LayerRecord) -> list[dict[str, str]]:
    """Give the hatches of a layer as `MapSpec.patterns` takes them."""
    drawn = {_pattern(one): one for one in record.style.classes if one.hatch != "none"}
    return [
        {"id": name, "kind": one.hatch, "color": one.line or one.fill}
        for name, one in drawn.items()
    ]


def maplibre_layers(
    record: LayerRecord,
    source_id: str,
    lang: str,
    *,
    visible: bool = True,
    classes_on: set[Any] | None = None,
    selected: str | None = None,
) -> list[Layer]:
    """Translate a record's style into MapLibre layers, the lowest first.

    Parameters
    ----------
    record
        A vector or raster layer with a style.
    source_id
        The id under which its source stands in `MapSpec.sources`.
    lang
        Language of the labels.
    visible
        Whether the layer is on.
    classes_on
        Values of the style's column that are on; None for all.
    selected
        Id of the feature to outline in ink, or None.

    Returns
    -------
    list of dict
        Layers named `<record id>-raster`, `-fill`, `-hatch`, `-line`, `-dot`, `-selected`,
        `-label`, `-icon`, as far as the style has them; lines by class are `-casing-<value>` and
        `-line-<value>`. The list has the same layers whatever is on, so that a switch changes
        values only.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    """
    draw = _Draw(record, source_id, lang, visible, classes_on, selected)
    drawn = {"polygon": _polygon, "line": _line, "point": _point, "raster": _raster}
    return drawn[record.made_of](draw)


def drawing_order(layers: Iterable[Layer]) -> list[Layer]:
    """Bring layers of many records into drawing order; among equals their order stays.

    From the ground up: surfaces of the base, shading (layers of no record), lines of the base,
    whatever else there is as it came; then the selected outlines, names, icons, and in each of
    these the base below the clusters and the clusters below the parks. What lies above takes its
    room first.
    """
    ranks = {"selected": 1, "label": 2, "icon": 3}
    groups = {"base": 0, "statistics": 1, "programme": 2, "clusters": 3, "parks": 4}

    def place(layer: Layer) -> tuple[int, int]:
        group = layer.get("metadata", {}).get("group", "")
        rank = ranks.get(layer["id"].rpartition("-")[2], 0)
        if rank:
            return rank, groups.get(group, 0)
        is_surface = layer["type"] in {"fill", "raster"}
        if group == OWN and layer["type"] == "raster":
            return 0, 1
        return 0, {"base": 0 if is_surface else 2, "": 1 if is_surface else 3}.get(group, 3)

    return sorted(layers, key=place)


@dataclass(frozen=True)
class _Draw:
    """A record on its way to layers: what every geometry needs of it."""

    record: LayerRecord
    source: str
    lang: str
    visible: bool
    classes_on: set[Any] | None
    selected: str | None

    @property
    def classes(self) -> tuple[StyleClass, ...]:
        return self.record.style.classes

    @property
    def value(self) -> Expression:
        """Give the expression of a feature's class; missing is the class of empty text."""
        got = ["get", self.record.style.column]
        return ["coalesce", got, ""] if any(one.value == "" for one in self.classes) else got

    def has(self, column: str) -> bool:
        return any(field.name == column for field in self.record.fields)

    def layer(
        self,
        part: str,
        kind: str,
        *,
        paint: dict[str, Any],
        layout: dict[str, Any] | None = None,
        among: Callable[[StyleClass], Any] | None = None,
        source: str = "",
        only: Expression = None,
        zooms: tuple[float, float] = (0, 24),
    ) -> Layer:
        """Make one layer of the features whose class is on and passes `among`."""
        style = self.record.style
        filters = [] if only is None else [only]
        shown = self.visible
        if style.column:
            on = None if self.classes_on is None else {str(one) for one in self.classes_on}
            values = [
                one.value
                for one in self.classes
                if (among is None or among(one)) and (on is None or str(one.value) in on)
            ]
            shown = shown and bool(values)
            filters.append(["in", self.value, ["literal", values]])
        made: Layer = {
            "id": f"{self.record.id}-{part}",
            "type": kind,
            "source": source or self.source,
            "metadata": {"record": self.record.id, "group": self.record.group},
            "paint": paint,
            "layout": {**(layout or {}), "visibility": "visible" if shown else "none"},
        }
        if filters:
            made["filter"] = filters[0] if len(filters) == 1 else ["all", *filters]
        low, high = max(style.min_zoom, zooms[0]), min(style.max_zoom, zooms[1])
        if low > 0:
            made["minzoom"] = low
        if high < 24:  # noqa: PLR2004  MapLibre's last zoom
            made["maxzoom"] = high
        return made

    def by_class(self, value: Callable[[StyleClass], Any]) -> Expression:
        """Give one value, or an expression that chooses it by the class of the feature."""
        values = [(one.value, value(one)) for one in self.classes]
        if len({str(each) for _, each in values}) == 1:
            return values[0][1]
        cases = [part for case, each in values for part in (case, each)]
        return ["match", self.value, *cases, values[-1][1]]

    def selection(self) -> Expression:
        return ["==", ["get", ID], self.selected or ""]


def _polygon(draw: _Draw) -> list[Layer]:
    layers = []
    if any(one.fill for one in draw.classes):
        # Softened edges cost a second pass: only where no line covers them, and not where
        # neighbours let the ground through, since they would show a seam.
        bare = not any(one.line for one in draw.classes)
        paint = {
            "fill-color": draw.by_class(lambda one: one.fill or HALO),
            "fill-opacity": draw.by_class(lambda one: one.fill_opacity if one.fill else 0),
            "fill-antialias": bare and all(one.fill_opacity == 1 for one in draw.classes),
        }
        layers.append(draw.layer("fill", "fill", paint=paint))
    hatched = [one for one in draw.classes if one.hatch != "none"]
    if hatched:
        names = [part for one in hatched for part in (one.value, _pattern(one))]
        column = draw.record.style.column
        pattern = ["match", draw.value, *names, names[-1]] if column else names[-1]
        layers.append(
            draw.layer(
                "hatch",
                "fill",
                paint={"fill-pattern": pattern, "fill-antialias": False},
                among=lambda one: one.hatch != "none",
            )
        )
    if any(one.line for one in draw.classes):
        layers.append(_border(draw) if any(one.dash for one in draw.classes) else _outline(draw))
    layers.append(
        draw.layer(
            "selected",
            "line",
            paint={"line-color": INK, "line-width": 2.5, "line-offset": -2.5},
            layout={"line-join": "round"},
            only=draw.selection(),
        )
    )
    points = f"{draw.source}-points"
    marked = any(one.icon for one in draw.classes)
    if draw.record.style.label and (not marked or _always(draw)):
        layers.append(_label(draw, points, beside=marked))
    if marked:
        layers.append(_symbol(draw, points))
    return layers


def _raster(draw: _Draw) -> list[Layer]:
    """Draw the cells as they are: their colours are in the tiles."""
    made = draw.layer("raster", "raster", paint={"raster-resampling": "nearest"})
    made.pop("filter", None)
    return [made]


def _outline(draw: _Draw) -> Layer:
    """Outline each feature: thin and double for a model, dashed for what is not built."""
    width: Expression = draw.by_class(lambda one: one.line_width)
    paint: dict[str, Any] = {"line-color": draw.by_class(lambda one: one.line or one.fill)}
    if draw.has(OUTLINE):
        is_model = ["==", ["get", OUTLINE], _MODEL]
        paint["line-width"] = ["case", is_model, 1, width]
        paint["line-gap-width"] = ["case", is_model, 1.6, 0]
    else:
        paint["line-width"] = width
    if draw.has(STATUS):
        unbuilt = ["in", ["get", STATUS], ["literal", _UNBUILT]]
        paint["line-dasharray"] = ["case", unbuilt, ["literal", _DASH], ["literal", _WHOLE]]
    return draw.layer(
        "line", "line", paint=paint, layout={"line-join": "round"}, among=lambda one: one.line
    )


def _border(draw: _Draw) -> Layer:
    """Draw dashed borders once each; they belong to two neighbours, so the first class rules."""
    first = next(one for one in draw.classes if one.dash)
    made = draw.layer(
        "line",
        "line",
        paint={
            "line-color": first.line,
            "line-width": first.line_width,
            "line-dasharray": list(first.dash),
        },
        source=f"{draw.source}-edges",
    )
    made.pop("filter", None)
    return made


def _line(draw: _Draw) -> list[Layer]:
    """Draw each class as a layer of its own: plain values need two programs of the graphics card.

    Values chosen feature by feature would need one program for each mixture of them, and each costs
    a tenth of a second at the first showing where graphics are computed in software.
    """
    casings, lines = [], []
    for one in draw.classes:
        part = "line" if one.value == "" else f"line-{one.value}"
        layout = {"line-join": "round"} if one.dash else {"line-cap": "round", "line-join": "round"}
        paint: dict[str, Any] = {"line-color": one.line or one.fill}
        paint["line-width"] = _by_zoom(one.line_width)
        if one.dash:
            paint["line-dasharray"] = list(one.dash)
        elif one.line and one.fill:
            casing = {"line-color": one.fill, "line-width": _by_zoom(one.line_width + 2)}
            name = part.replace("line", "casing", 1)
            casings.append(draw.layer(name, "line", paint=casing, layout=layout, among=one.__eq__))
        lines.append(draw.layer(part, "line", paint=paint, layout=layout, among=one.__eq__))
    chosen = {"line-color": INK, "line-width": 3}
    layers = [
        *casings,
        *reversed(lines),
        draw.layer("selected", "line", paint=chosen, only=draw.selection()),
    ]
    if draw.record.style.label:
        layers.append(_label_along(draw))
    return layers


def _by_zoom(width: float) -> Expression:
    """Let lines grow with the map: as catalogued at zoom 12, five times as wide at zoom 17."""
    stops = [part for zoom, by in ((8, 0.5), (12, 1), (17, 5)) for part in (zoom, width * by)]
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]


def _point(draw: _Draw) -> list[Layer]:
    marked = any(one.icon for one in draw.classes)
    chosen = {
        "circle-radius": 15 if marked else 8,
        "circle-color": HALO,
        "circle-stroke-color": INK,
        "circle-stroke-width": 2.5,
    }
    layers = [draw.layer("selected", "circle", paint=chosen, only=draw.selection())]
    if any(not one.icon for one in draw.classes):
        dot = {
            "circle-radius": draw.by_class(lambda one: 2 + one.line_width),
            "circle-color": draw.by_class(lambda one: one.fill or HALO),
            "circle-opacity": draw.by_class(lambda one: one.fill_opacity),
            "circle-stroke-color": draw.by_class(lambda one: one.line or one.fill),
            "circle-stroke-width": draw.by_class(lambda one: one.line_width),
        }
        layers.append(draw.layer("dot", "circle", paint=dot, among=lambda one: not one.icon))
    if draw.record.style.label and (not marked or _always(draw)):
        layers.append(_label(draw, draw.source, beside=True))
    if marked:
        layers.append(_symbol(draw, draw.source))
    return layers


def _symbol(draw: _Draw, source: str) -> Layer:
    """Stand icons on points: those of parks always, others where there is room, with their names.

    An icon that found no room takes its name away with it, so the names of such layers are part of
    the icon's layer; parks have theirs in a layer of its own, below every icon.
    """
    names = [part for one in draw.classes if one.icon for part in (one.value, _icon(one))]
    column = draw.record.style.column
    always = _always(draw)
    layout = {
        "icon-image": ["match", draw.value, *names, ""] if column else names[-1],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 12, 1 if always else 0.85],
        "icon-allow-overlap": always,
        "icon-padding": 1,
    }
    paint = {}
    if draw.record.style.label and not always:
        name = ["get", in_language(draw.record.style.label, draw.lang)]
        layout |= {
            "text-field": ["step", ["zoom"], "", _LABELS_FROM.get(draw.record.group, 0), name],
            "text-optional": True,
            "text-size": 12,
            **_wrapped(offset=1.1),
        }
        paint = _text_paint(INK)
    return draw.layer(
        "icon", "symbol", paint=paint, layout=layout, source=source, among=lambda one: one.icon
    )


def _always(draw: _Draw) -> bool:
    return draw.record.group == "parks"


def _wrapped(*, offset: float) -> dict[str, Any]:
    """Set text in short lines on whichever side of its point there is room, `offset` ems away."""
    return {
        "text-font": _FONT,
        "text-max-width": 10,
        "text-line-height": 1.15,
        "text-padding": 3,
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": offset,
        "text-justify": "auto",
    }


def _label(draw: _Draw, source: str, *, beside: bool) -> Layer:
    """Name features at their points: beside an icon or dot, else in the middle of the surface."""
    record = draw.record
    marked = any(one.icon for one in draw.classes)
    layout: dict[str, Any] = {
        "text-field": ["get", in_language(record.style.label, draw.lang)],
        "text-size": 12 if beside else 14,
        **_wrapped(offset=1.2 if marked else 0.6 if beside else 1.5),
    }
    if not beside:
        layout["text-variable-anchor"] = ["center", *layout["text-variable-anchor"]]
        layout |= {"text-font": _FONT_MEDIUM, "text-letter-spacing": 0.06}
    if draw.has(POPULATION):
        people = ["coalesce", ["get", POPULATION], 0]
        layout["symbol-sort-key"] = ["-", 0, people]
        if beside:
            layout["text-size"] = ["step", people, 12, _TOWN, 14, _CITY, 16]
    colour = INK if beside else INK_SECOND
    zooms = (_LABELS_FROM.get(record.group, 0), 24 if beside else 12)
    return draw.layer(
        "label", "symbol", paint=_text_paint(colour), layout=layout, source=source, zooms=zooms
    )


def _label_along(draw: _Draw) -> Layer:
    layout = {
        "text-field": ["get", in_language(draw.record.style.label, draw.lang)],
        "text-font": _FONT,
        "text-size": 12,
        "symbol-placement": "line",
        "symbol-spacing": 400,
        "text-letter-spacing": 0.08,
        "text-padding": 8,
    }
    colour = _darker(draw.classes[0].line or draw.classes[0].fill)
    return draw.layer("label", "symbol", paint=_text_paint(colour), layout=layout)


def _text_paint(colour: str) -> dict[str, Any]:
    return {"text-color": colour, "text-halo-color": HALO, "text-halo-width": 1.6}


def _darker(colour: str) -> str:
    """Give the colour's hue dark enough to read: lightness 0.42, saturation at least a third."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    parts = colorsys.hls_to_rgb(hue, 0.42, min(saturation, 0.35))
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _ring(one: StyleClass) -> str:
    return one.line or one.fill or INK


def _icon(one: StyleClass) -> str:
    return f"icon-{one.icon}-{_ring(one).removeprefix('#')}"


def _pattern(one: StyleClass) -> str:
    return f"hatch-{one.hatch}-{(one.line or one.fill).removeprefix('#')}"
