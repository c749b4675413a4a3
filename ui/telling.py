"""The story on the screen: a Streamlit component that holds all steps and tells them by itself.

Words, figures and the address of each step's sheet travel once, as a sheet of their own; going on,
flying and switching layers happen in the browser (`ui/map/story.js`). The step stands in the
address as `?step=`. What comes back is a wish to leave, to edit, or to change the language.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import wording
from layers.story import drawable, spoken, told
from layers.vocabulary import ID, LANGUAGES, NAME, in_language
from reports import terms
from ui import keys, routes, scene, sheets
from ui.i18n import _, lang
from ui.map import style as symbols
from ui.map.overlays import UNSERVED, served_colours
from ui.map.style import HALO, INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import Edition, LayerRecord
    from layers.story import Step, Story
    from ui.map import MapSpec

__all__ = ["other_language", "picture_of", "shown_by", "telling"]

SERVED: Final = "served-fill"
CELLS: Final = 0.4
"""Opacity of cells: parks and names are to be read over them."""
NAMED: Final = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 2}

_HTML = (
    f'<link rel="stylesheet" href="{routes.LIB}maplibre-gl/maplibre-gl.css">'
    f'<link rel="stylesheet" href="{routes.UI}story.css">'
    '<div class="story" role="region" tabindex="-1"></div>'
)
_CSS = ":host{display:block;height:100%}.story{position:absolute;inset:0}"
_JS = f"""let module;
const load = () => (module ??= import(location.origin + '{routes.UI}story.js'));
export default function (component) {{
  load().then((story) => story.render(component)).catch((error) => {{
    const box = component.parentElement.querySelector('.story');
    box.textContent = `${{component.data.failed}} ${{error.message}}`;
  }});
  return () => load().then((story) => story.destroy(component)).catch(() => undefined);
}}"""
_component = st.components.v2.component("atlas_story", html=_HTML, css=_CSS, js=_JS)


def telling(
    edition: Edition,
    story: Story,
    asked: dict[str, str],
    *,
    on_edit: Callable[[], None],
    on_lang: Callable[[], None],
    on_left: Callable[[], None],
) -> None:
    """Tell a story over the whole window.

    Parameters
    ----------
    edition
        What the map shows.
    story
        The story; the edition has what it names.
    asked
        `step` to open at, taken once for each new `key`; else the address's step, else the first.
    on_edit, on_lang, on_left
        Called before the rerun that a wish causes; `st.session_state[keys.TELLING].edit` then
        holds the id of the step on the screen.
    """
    first = story.steps[0].view
    data = {
        "story": f"{routes.SHEETS}{sheets.deposit(_sheet(edition, story, lang()))}.json",
        "lib": routes.LIB,
        "view": {"lon": first.lon, "lat": first.lat, "zoom": first.zoom},
        "asked": asked,
        "nonce": st.session_state[keys.RUN],
        "paper": PAPER,
        "failed": _("A part of the map could not be drawn."),
    }
    _component(
        key=keys.TELLING,
        data=data,
        height="stretch",
        on_edit_change=on_edit,
        on_lang_change=on_lang,
        on_left_change=on_left,
    )


def other_language(code: str) -> str:
    """Give the next of the atlas's languages."""
    return LANGUAGES[(LANGUAGES.index(code) + 1) % len(LANGUAGES)]


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
        ids = [one.partition("/")[2] for one in step.focus if one.startswith(f"{record.id}/")]
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


def _sheet(edition: Edition, story: Story, code: str) -> dict[str, Any]:
    return {
        "title": spoken(story.title, code),
        "lang": code,
        "words": _words(code),
        "steps": [_step(edition, step, code) for step in story.steps],
    }


def _step(edition: Edition, step: Step, code: str) -> dict[str, Any]:
    figures = [told(edition, name, code) for name in step.figures]
    view = step.view
    sheet = picture_of(edition, step).sheet()
    return {
        "id": step.id,
        "title": spoken(step.title, code),
        "text": spoken(step.text, code),
        "view": {name: getattr(view, name) for name in ("lon", "lat", "zoom", "bearing", "pitch")},
        "figures": [
            {name: getattr(one, name) for name in ("number", "unit", "interval", "label", "source")}
            for one in figures
        ],
        "key": _key(edition, step, code),
        "sheet": f"{routes.SHEETS}{sheets.deposit(sheet)}.json",
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
        on = shown[record.id]
        if record.group not in scene.CLICKABLE_GROUPS or not on:
            continue
        rows.append(_mark(terms.group_title(record.group, code), "head"))
        for one in record.style.classes:
            if isinstance(on, bool) or str(one.value) in on:
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


def _mark(
    title: str, shape: str, fill: str = HALO, ring: str = INK, icon: str = ""
) -> dict[str, str]:
    return {"title": title, "shape": shape, "fill": fill, "ring": ring, "icon": icon}


def _words(code: str) -> dict[str, Any]:
    return {
        "next": _("Next"),
        "back": _("Back"),
        "step": _("Step {n} of {of}"),
        "steps": _("Steps of the story"),
        "km": _("km"),
        "m": _("m"),
        "interval": _("5th to 95th percentile:"),
        "full": _("Full screen"),
        "window": _("Leave full screen"),
        "edit": _("Edit the story"),
        "help": _("Keys"),
        "close": _("Close"),
        "leave": _("To the map"),
        "lang": {"en": _("In Russian"), "ru": _("In English")}[code],
        "other": other_language(code).upper(),
        "keys": [
            ["→  ↓  PageDown  " + _("Space"), _("next step")],
            ["←  ↑  PageUp", _("step before")],
            ["Home  End", _("first step, last step")],
            ["F", _("full screen")],
            ["B  .", _("blank the screen")],
            ["?", _("this help")],
            ["Esc", _("to the map")],
        ],
    }
