"""The story being edited: kept in the session as it was checked last, with its states before.

Every change goes through `layers.story.parse_story`, as a file does: what would not be told is
refused with its reasons, and the story stays as it was.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import StoryError
from layers.story import (
    Step,
    Story,
    edition_story,
    parse_story,
    story_from_json,
    story_json,
    switches,
)
from layers.vocabulary import LANGUAGES, Words
from layers.wording import msg, translator
from ui import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers import Edition

__all__ = [
    "add",
    "change",
    "choose",
    "chosen",
    "copy",
    "current",
    "delete",
    "move",
    "name_figure",
    "open_file",
    "refused",
    "revision",
    "start_again",
    "switch",
    "switched_on",
    "take_view",
    "undo",
    "undoable",
]

MOST_UNDONE: Final = 50
NEW: Final = msg("New step")
_BEFORE: Final = "_story_before"
_STEP: Final = "_story_step"
_REVISION: Final = "_story_revision"
_FAULT: Final = "_story_fault"
_SEEN: Final = ("lon", "lat", "zoom")


def current(edition: Edition) -> Story:
    """Give the session's story: the one that was changed here, else the edition's."""
    held = st.session_state.get(keys.STORY)
    if held and held[0] == edition.root:
        return held[1]
    return edition_story(edition)


def chosen(story: Story) -> Step:
    """Give the step that is being edited."""
    wanted = st.session_state.get(_STEP, "")
    return next((one for one in story.steps if one.id == wanted), story.steps[0])


def choose(step_id: str) -> None:
    """Edit another step."""
    st.session_state[_STEP] = step_id
    st.session_state.pop(_FAULT, None)


def revision() -> int:
    """Count the changes that fields did not make themselves, so that they show the new state."""
    return int(st.session_state.get(_REVISION, 0))


def refused() -> tuple[str, ...]:
    """Say why the last change was refused, by fault; empty where it was not."""
    return tuple(st.session_state.get(_FAULT, ()))


def undoable() -> bool:
    """Say whether there is a state before this one."""
    return bool(st.session_state.get(_BEFORE))


def change(edition: Edition, step_id: str, **values: Any) -> bool:
    """Change a step, or the story where `step_id` is empty; say whether the change was kept."""
    story = current(edition)
    if not step_id:
        return _keep(edition, replace(story, **values))
    steps = tuple(replace(one, **values) if one.id == step_id else one for one in story.steps)
    return _keep(edition, replace(story, steps=steps))


def switched_on(edition: Edition, step: Step) -> set[str]:
    """Give the switches that a step has on: a layer that it names whole has all of its own on."""
    return {
        name
        for name, (record, _title) in switches(edition).items()
        if name in step.layers or record.id in step.layers
    }


def switch(edition: Edition, step_id: str, name: str) -> None:
    """Turn a switch of a step over: a layer, or one class of it."""
    wanted = switched_on(edition, _step(edition, step_id)) ^ {name}
    layers = tuple(one for one in switches(edition) if one in wanted)
    if not change(edition, step_id, layers=layers):
        _refresh()


def take_view(edition: Edition, step_id: str, seen: Mapping[str, float]) -> None:
    """Take the view that the map hands over: `lon`, `lat`, `zoom`."""
    view = replace(_step(edition, step_id).view, **{key: float(seen[key]) for key in _SEEN})
    change(edition, step_id, view=view)
    _refresh()


def name_figure(edition: Edition, step_id: str, name: str) -> None:
    """Put the name of a figure at the end of a step's texts: the author moves it from there."""
    texts = {lang: _step(edition, step_id).text.say(lang) for lang in LANGUAGES}
    none = not any(text.strip() for text in texts.values())
    named = {
        lang: f"{text} {{{name}}}".strip() if none or text.strip() else text
        for lang, text in texts.items()
    }
    change(edition, step_id, text=Words(**named))
    _refresh()


def add(edition: Edition, step_id: str) -> None:
    """Put a new step after one, with its view and layers."""
    title = Words(en=translator("en")(NEW), ru=translator("ru")(NEW))
    _insert(
        edition,
        step_id,
        replace(_step(edition, step_id), title=title, text=Words(), focus=(), figures=()),
    )


def copy(edition: Edition, step_id: str) -> None:
    """Put a copy of a step after it."""
    _insert(edition, step_id, _step(edition, step_id))


def delete(edition: Edition, step_id: str) -> None:
    """Take a step out; the last one stays."""
    story = current(edition)
    ids = [one.id for one in story.steps]
    if len(ids) == 1:
        return
    place = ids.index(step_id)
    left = tuple(one for one in story.steps if one.id != step_id)
    if _keep(edition, replace(story, steps=left)):
        choose(left[min(place, len(left) - 1)].id)


def move(edition: Edition, step_id: str, by: int) -> None:
    """Move a step up (-1) or down (1)."""
    story = current(edition)
    steps = list(story.steps)
    place = [one.id for one in steps].index(step_id)
    if 0 <= place + by < len(steps):
        steps.insert(place + by, steps.pop(place))
        _keep(edition, replace(story, steps=tuple(steps)))


def undo(edition: Edition) -> None:
    """Go back to the state before."""
    before = list(st.session_state.get(_BEFORE, ()))
    if before:
        st.session_state[keys.STORY] = (edition.root, before.pop())
        st.session_state[_BEFORE] = before
        st.session_state.pop(_FAULT, None)
        _refresh()


def start_again(edition: Edition) -> None:
    """Go back to the edition's own story; the undoing of it is kept."""
    _keep(edition, edition_story(edition))
    _refresh()


def open_file(edition: Edition, content: bytes, name: str) -> None:
    """Open a story that was saved.

    Raises
    ------
    StoryError
        The file is no story of this edition.
    """
    _keep(edition, story_from_json(content, edition, name=name))
    _refresh()


def _step(edition: Edition, step_id: str) -> Step:
    return next(one for one in current(edition).steps if one.id == step_id)


def _insert(edition: Edition, after: str, step: Step) -> None:
    story = current(edition)
    ids = [one.id for one in story.steps]
    number = next(n for n in range(1, len(ids) + 2) if f"step-{n}" not in ids)
    made = replace(step, id=f"step-{number}")
    place = ids.index(after) + 1
    steps = (*story.steps[:place], made, *story.steps[place:])
    if _keep(edition, replace(story, steps=steps)):
        choose(made.id)


def _keep(edition: Edition, story: Story) -> bool:
    """Keep a story if the edition can tell it; say why not otherwise."""
    before = current(edition)
    try:
        checked = parse_story(json.loads(story_json(story)), edition, name="story")
    except StoryError as error:
        st.session_state[_FAULT] = error.faults
        _refresh()
        return False
    st.session_state.pop(_FAULT, None)
    if checked != before:
        st.session_state[_BEFORE] = [*st.session_state.get(_BEFORE, ()), before][-MOST_UNDONE:]
        st.session_state[keys.STORY] = (edition.root, checked)
    return True


def _refresh() -> None:
    st.session_state[_REVISION] = revision() + 1
