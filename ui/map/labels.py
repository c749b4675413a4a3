"""Icons and names on the map: beside a point, in the middle of a surface, along a line."""

from __future__ import annotations

import colorsys
from typing import Any

from layers.vocabulary import POPULATION, in_language
from ui.map.drawn import HALO, INK, INK_SECOND, Draw, Layer, icon_name

__all__ = ["always", "label", "label_along", "symbol"]

_FONT = ["Golos Text"]
_FONT_MEDIUM = ["Golos Text Medium"]
_LABELS_FROM = {"parks": 9.5, "clusters": 13}
_TOWN, _CITY = 10_000, 100_000


def symbol(draw: Draw, source: str) -> Layer:
    """Stand icons on points: those of parks always, others where there is room, with their names.

    An icon that found no room takes its name away with it, so the names of such layers are part of
    the icon's layer; parks have theirs in a layer of its own, below every icon.
    """
    names = [part for one in draw.classes if one.icon for part in (one.value, icon_name(one))]
    column = draw.record.style.column
    stands = always(draw)
    layout = {
        "icon-image": ["match", draw.value, *names, ""] if column else names[-1],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 12, 1 if stands else 0.85],
        "icon-allow-overlap": stands,
        "icon-padding": 1,
    }
    paint = {}
    if draw.record.style.label and not stands:
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


def label(draw: Draw, source: str, *, beside: bool) -> Layer:
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


def label_along(draw: Draw) -> Layer:
    """Name features along their lines."""
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


def always(draw: Draw) -> bool:
    """Say whether icons stand whatever the room: those of parks do."""
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


def _text_paint(colour: str) -> dict[str, Any]:
    return {"text-color": colour, "text-halo-color": HALO, "text-halo-width": 1.6}


def _darker(colour: str) -> str:
    """Give the colour's hue dark enough to read: lightness 0.42, saturation at least a third."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    parts = colorsys.hls_to_rgb(hue, 0.42, min(saturation, 0.35))
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)
