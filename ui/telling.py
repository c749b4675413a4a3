"""The story on the screen: a Streamlit component that holds all steps and tells them by itself.

Words, figures and the address of each step's sheet travel once, as a sheet of their own; going on,
flying and switching layers happen in the browser (`ui/map/story.js`). The step stands in the
address as `?step=`. What comes back is a wish to leave, to edit, or to change the language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from layers.story import spoken
from layers.vocabulary import LANGUAGES
from ui import keys, routes, sheets
from ui.i18n import _, lang
from ui.map.style import PAPER
from ui.screens import Screen, screen_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import Edition
    from layers.story import Story

__all__ = ["other_language", "telling"]

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
        "story": _sheet(edition, story, lang()),
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


def _sheet(edition: Edition, story: Story, code: str) -> str:
    """Deposit what the browser tells, and the map of each step; give the address."""
    screens = _screens(edition, story, code)
    sheet = {
        "title": spoken(story.title, code),
        "lang": code,
        "words": _words(code),
        "steps": [{**one.said, "sheet": _address(one.map)} for one in screens],
    }
    return _address(sheet)


@lru_cache(maxsize=16)
def _screens(edition: Edition, story: Story, code: str) -> tuple[Screen, ...]:
    """Compose the screens once for all sessions: a coming back waits for nothing."""
    return tuple(screen_of(edition, step, code) for step in story.steps)


def _address(sheet: dict[str, Any]) -> str:
    return f"{routes.SHEETS}{sheets.deposit(sheet)}.json"


def _words(code: str) -> dict[str, Any]:
    return {
        "next": _("Next"),
        "back": _("Back"),
        "step": _("Step {n} of {of}"),
        "steps": _("Steps of the story"),
        "km": _("km"),
        "m": _("m"),
        "full": _("Full screen"),
        "window": _("Leave full screen"),
        "edit": _("Edit the story"),
        "help": _("Keys"),
        "close": _("Close"),
        "leave": _("To the map"),
        "lang": {"en": _("In Russian"), "ru": _("In English")}[code],
        "other": other_language(code).upper(),
        "hint": [
            ["→", _("next step")],
            ["F", _("full screen")],
            ["?", _("all keys")],
        ],
        "keys": [
            ["→  ↓  PageDown  Enter  " + _("Space"), _("next step")],
            ["←  ↑  PageUp  Backspace", _("step before")],
            ["Home  End", _("first step, last step")],
            [_("number") + "  Enter", _("the step of that number")],
            ["F  Shift+F5", _("full screen")],
            ["F5", _("full screen from the first step")],
            ["B  .", _("black screen")],
            ["W  ,", _("white screen")],
            ["?  F1", _("this help")],
            ["Esc", _("out of the full screen, then to the map")],
        ],
    }
