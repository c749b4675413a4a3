"""The screen of each step of a story: what is said on it, its key, and what its map draws."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import AtlasError
from layers import wording
from layers.story import drawable, edition_story, figures_of, filled, spoken, told
from layers.vocabulary import ID, LANGUAGES, NAME, in_language
from reports import terms
from ui import keys, scene
from ui.edition import server_edition
from ui.i18n import _, lang
from ui.map import style as symbols
from ui.map.overlays import UNSERVED, served_colours
from ui.map.style import HALO, INK

if TYPE_CHECKING:
    from layers import Edition, LayerRecord
    from layers.story import Step, Story
    from ui.map import MapSpec

__all__ = ["Screen", "make_ready", "picture_of", "screen_of", "shown_by"]

SERVED: Final = "served-fill"
CELLS: Final = 0.4
"""Opacity of cells: parks and names are to be read over them."""
NAMED: Final = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 2}


@dataclass(frozen=True, slots=True)
class Screen:
    """A step as the browser gets it.

    Attributes
    ----------
    said
        Words, figures, key and view, as plain values.
    map
        The sheet of the map: see `ui.map.MapSpec.sheet`.
    """

    said: dict[str, Any]
    map: dict[str, Any]


def screen_of(edition: Edition, step: Step, code: str) -> Screen:
    """Compose the screen of a step in the session's language, `code`."""
    figures = [told(edition, name, code) for name in step.figures]
    view = step.view
    said = {
        "id": step.id,
        "title": spoken(step.title, code),
        "text": filled(edition, spoken(step.text, code), code),
        "view": {name: getattr(view, name) for name in ("lon", "lat", "zoom", "bearing", "pitch")},
        "figures": [
            {name: getattr(one, name) for name in ("number", "unit", "interval", "label", "source")}
            for one in figures
        ],
        "key": _key(edition, step, code),
    }
    return Screen(said, picture_of(edition, step).sheet())


def make_ready() -> None:
    """Compute what the screens of this server's story need; what is at fault is said in the log."""
    try:
        edition = server_edition()
        _prepare(edition, edition_story(edition))
    except AtlasError as error:
        logging.getLogger(__name__).warning("The story is not ready: %s", error)


def _prepare(edition: Edition, story: Story) -> None:
    """Compute figures and what is drawn: the same in all languages."""
    for record in drawable(edition):
        scene.sources_of(edition, record.id)
    for step in story.steps:
        for name in figures_of(step):
            for code in LANGUAGES:
                told(edition, name, code)


def shown_by(edition: Edition, step: Step) -> dict[str, set[str] | bool]:
    """Give what a step switches on, as the map's scene takes it."""
    shown: dict[str, set[str] | bool] = {}
    for record in drawable(edition):
        classes = {
            name.partition("/")[2] for name in step.layers if name.startswith(f"{record.id}/")
        }
        shown[record.id] = True if record.id in step.layers else classes or False
    return shown


def picture_of(edition: Edition, step: Step, *, fly: dict[str, Any] | None = None) -> MapSpec:
    """Compose what the map shows at a step."""
    served = _served_by(step)
    spec = scene.compose(
        edition,
        shown_by(edition, step),
        None,
        scene.Shade("served", served[0], (served[1],)) if served else scene.Shade(),
        keys.DEFAULT_RADIUS_M,
        fly=fly,
        nonce=st.session_state[keys.RUN],
    )
    layers = [
        {**one, "paint": {**one["paint"], "fill-opacity": CELLS}} if one["id"] == SERVED else one
        for one in spec.layers
    ]
    return replace(spec, layers=symbols.drawing_order([*layers, *_standing_out(edition, step)]))


def _standing_out(edition: Edition, step: Step) -> list[dict[str, Any]]:
    """Draw the features of the step's focus again: outlined, marked and named, whatever is on."""
    layers = []
    for record in drawable(edition):
        ids = _ids_in_focus(record, step)
        if not ids or record.group not in scene.CLICKABLE_GROUPS:
            continue
        for layer in symbols.maplibre_layers(
            record, record.id, lang(), visible=True, classes_on=None, selected=None
        ):
            part = layer["id"].rpartition("-")[2]
            if part not in {"selected", "icon", "dot"}:
                continue
            made = {**layer, "id": f"focus-{record.id}-{part}"}
            made["filter"] = ["in", ["get", ID], ["literal", ids]]
            if part == "icon":
                made["layout"] = {**layer["layout"], **_named_in(record)}
                made["paint"] = NAMED
            layers.append(made)
    return layers


def _named_in(record: LayerRecord) -> dict[str, Any]:
    name = record.style.label or NAME
    return {
        "icon-allow-overlap": True,
        "icon-size": 1.2,
        "text-field": ["get", in_language(name, lang())],
        "text-font": ["Golos Text Medium"],
        "text-size": 14,
        "text-max-width": 12,
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 1.4,
        "text-justify": "auto",
        "text-optional": True,
    }


def _served_by(step: Step) -> tuple[str, int] | None:
    """Give the type of park and the radius whose coverage is the step's first figure, if it is."""
    kind, _dot, rest = (step.figures[0] if step.figures else "").partition(".")
    value, _dot, radius = rest.rpartition(".")
    return (value, int(radius)) if kind in {"coverage", "served"} else None


def _key(edition: Edition, step: Step, code: str) -> list[dict[str, str]]:
    """Give what the marks of the step mean: classes of parks and clusters, and cells."""
    shown, rows = shown_by(edition, step), []
    for record in drawable(edition):
        if record.group not in scene.CLICKABLE_GROUPS:
            continue
        on = shown[record.id]
        values = {str(one.value) for one in record.style.classes} if on is True else on or set()
        marked = values | _focused(edition, record, step)
        rows += [_mark(terms.group_title(record.group, code), "head")] if marked else []
        for one in record.style.classes:
            if str(one.value) in marked:
                ring = (one.line or one.fill) if record.geometry == "polygon" else INK
                rows.append(_mark(one.title(code), "disc", ring=ring, icon=one.icon))
    served = _served_by(step)
    if served:
        radius = wording.length(served[1], code)
        near = served_colours([served[1]])[served[1]]
        rows.append(
            _mark(_("People live here, within {radius}").format(radius=radius), "cell", near)
        )
        rows.append(_mark(_("People live here, farther"), "cell", UNSERVED))
    return rows


def _focused(edition: Edition, record: LayerRecord, step: Step) -> set[str]:
    """Give the classes of a layer to which features of the step's focus belong."""
    ids = _ids_in_focus(record, step)
    if not ids:
        return set()
    frame = edition.frame(record.id)
    return set(frame.loc[frame[ID].isin(ids), record.style.column].fillna("").astype(str))


def _ids_in_focus(record: LayerRecord, step: Step) -> list[str]:
    return [one.partition("/")[2] for one in step.focus if one.startswith(f"{record.id}/")]


def _mark(
    title: str, shape: str, fill: str = HALO, ring: str = INK, icon: str = ""
) -> dict[str, str]:
    return {"title": title, "shape": shape, "fill": fill, "ring": ring, "icon": icon}
