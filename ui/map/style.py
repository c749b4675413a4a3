"""One symbology record translated to MapLibre: layers and images of a catalogue layer.

Each geometry has its own function. A polygon is drawn as fill, hatch and outline: dashed where the
status is planned or concept, a thin double line where the outline is a model and not surveyed; its
label and icon stand on the layer's points (`<source>-points`), dashed borders on its edges
(`<source>-edges`); `ui.routes.sources` gives all three. `drawing_order` brings the layers of many
records into one order: surfaces, lines, the selected outline, names, icons on top, because names
give way to what lies above them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.vocabulary import OWN, STATUS
from ui.features import OUTLINE
from ui.map.drawn import HALO, INK, INK_SECOND, PAPER, Draw, Expression, Layer, icon_name, ring
from ui.map.labels import always, label, label_along, symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

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

_UNBUILT = ["planned", "concept"]
_MODEL = "model"
_DASH = [2.5, 1.5]
_WHOLE = [1, 0]


def icons(record: LayerRecord) -> list[dict[str, str]]:
    """Give the icons of a layer as `MapSpec.icons` takes them."""
    drawn = {icon_name(one): one for one in record.style.classes if one.icon}
    return [
        {"id": name, "svg": one.icon, "ring": ring(one), "glyph": INK, "shape": "disc"}
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
    draw = Draw(record, source_id, lang, visible, classes_on, selected)
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


def _polygon(draw: Draw) -> list[Layer]:
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
    if draw.record.style.label and (not marked or always(draw)):
        layers.append(label(draw, points, beside=marked))
    if marked:
        layers.append(symbol(draw, points))
    return layers


def _raster(draw: Draw) -> list[Layer]:
    """Draw the cells as they are: their colours are in the tiles."""
    made = draw.layer("raster", "raster", paint={"raster-resampling": "nearest"})
    made.pop("filter", None)
    return [made]


def _outline(draw: Draw) -> Layer:
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


def _border(draw: Draw) -> Layer:
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


def _line(draw: Draw) -> list[Layer]:
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
        layers.append(label_along(draw))
    return layers


def _by_zoom(width: float) -> Expression:
    """Let lines grow with the map: as catalogued at zoom 12, five times as wide at zoom 17."""
    stops = [part for zoom, by in ((8, 0.5), (12, 1), (17, 5)) for part in (zoom, width * by)]
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]


def _point(draw: Draw) -> list[Layer]:
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
    if draw.record.style.label and (not marked or always(draw)):
        layers.append(label(draw, draw.source, beside=True))
    if marked:
        layers.append(symbol(draw, draw.source))
    return layers


def _pattern(one: StyleClass) -> str:
    return f"hatch-{one.hatch}-{(one.line or one.fill).removeprefix('#')}"
