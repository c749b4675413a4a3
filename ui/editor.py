"""The editor of a story: the list of steps, the map of the one chosen, its words and figures."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from layers import StoryError, wording
from layers.story import (
    MOST_FIGURES,
    Story,
    extent,
    focus_names,
    missing_words,
    offered,
    spoken,
    story_json,
    switches,
    told,
)
from layers.vocabulary import ID, LANGUAGES, NAME, in_language
from reports import terms
from ui import keys, scene, storyboard
from ui.figures import escape, hint, markdown, section
from ui.i18n import _, lang
from ui.map import atlas_map
from ui.screens import picture_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers import Edition
    from layers.story import Step
    from layers.vocabulary import Words

__all__ = ["editor"]

FILE = "_story_file"


def editor(edition: Edition, *, on_show: Callable[[], None]) -> None:
    """Draw the editor of the session's story; `on_show` tells it from the chosen step."""
    story = storyboard.current(edition)
    step = storyboard.chosen(story)
    with st.container(key="storyboard"):
        st.html(f"<h1 class='title'>{escape(_('Story'))}</h1>")
        _head(edition, story, on_show)
        if storyboard.undoable():
            hint(_("Changes last as long as this window: save them as a file."))
        if storyboard.refused():
            _refuse(_("This cannot be told, so the story stays as it was"), *storyboard.refused())
        steps, picture, words = st.columns([1, 2.3, 1.7], gap="medium")
        with steps:
            _steps(edition, story, step)
        with picture:
            _picture(edition, step)
        with words:
            _words(edition, step)


def _head(edition: Edition, story: Story, on_show: Callable[[], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="story-head"):
        for code, label in {"en": _("Title, English"), "ru": _("Title, Russian")}.items():
            _field(edition, "", "title", story.title, code, label)
        st.button(_("Show the story"), type="primary", key="story-show", on_click=on_show)
        st.button(
            _("Undo"),
            key="story-undo",
            disabled=not storyboard.undoable(),
            on_click=storyboard.undo,
            args=(edition,),
        )
        st.download_button(
            _("Save as a file"),
            story_json(story),
            file_name="story.json",
            mime="application/json",
            key="story-save",
            help=_("Laid in the edition's folder as story.json, it is told to everybody"),
            on_click="ignore",
        )
        with st.popover(_("Open a file"), key="story-open"):
            _open(edition)
        st.button(
            _("Start again"),
            key="story-again",
            help=_("Back to the story that comes with the edition; Undo takes it back"),
            on_click=storyboard.start_again,
            args=(edition,),
        )


def _open(edition: Edition) -> None:
    words = {"choose": _("Choose files"), "drop": _("or drop a story here, as it was saved")}
    style = ";".join(
        f"--{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in words.items()
    )
    st.html(f"<style>[class*='st-key-upload']{{{style}}}</style>")
    with st.container(key="upload-story"):
        came = st.file_uploader(
            _("Open a file"), type=["json"], key="story-file", label_visibility="collapsed"
        )
    if came is None or st.session_state.get(FILE) == came.file_id:
        return
    st.session_state[FILE] = came.file_id
    try:
        storyboard.open_file(edition, came.getvalue(), came.name)
    except StoryError as error:
        _refuse(*wording.told(error, lang()).split("\n"))
        return
    st.rerun()


def _refuse(title: str, *faults: str) -> None:
    lines = "".join(f"<p>{escape(wording.told(one, lang()))}</p>" for one in faults)
    st.html(f"<div class='refused' role='alert'><b>{escape(title)}</b>{lines}</div>")


def _steps(edition: Edition, story: Story, step: Step) -> None:
    section(_("Steps"))
    lacking = {one.partition(",")[0] for one in missing_words(story)}
    alone = len(story.steps) == 1
    with st.container(horizontal=True, key="story-tools"):
        for key, label, act, more, off in (
            ("add", _("Add"), storyboard.add, (), False),
            ("copy", _("Copy"), storyboard.copy, (), False),
            ("up", _("Up"), storyboard.move, (-1,), step.id == story.steps[0].id),
            ("down", _("Down"), storyboard.move, (1,), step.id == story.steps[-1].id),
            ("delete", _("Delete"), storyboard.delete, (), alone),
        ):
            args = (edition, step.id, *more)
            st.button(label, key=f"story-{key}", on_click=act, args=args, disabled=off)
    for number, one in enumerate(story.steps, 1):
        mark = f" :orange[{_('not translated')}]" if one.id in lacking else ""
        st.button(
            f"{number}. {markdown(spoken(one.title, lang()))}{mark}",
            key=f"shelf-step-{one.id}",
            type="primary" if one.id == step.id else "secondary",
            width="stretch",
            on_click=storyboard.choose,
            args=(one.id,),
        )


def _picture(edition: Edition, step: Step) -> None:
    view = step.view
    place = f"{view.lon:.5f}/{view.lat:.5f}/{view.zoom:.2f}/{view.bearing:.0f}/{view.pitch:.0f}"
    fly = {
        "key": f"step {step.id} {storyboard.revision()} {place}",
        "center": [view.lon, view.lat],
        "zoom": view.zoom,
        "bearing": view.bearing,
        "pitch": view.pitch,
    }

    def take() -> None:
        seen = st.session_state[keys.ATLAS].taken
        if seen:
            storyboard.take_view(edition, step.id, seen)

    spec = replace(picture_of(edition, step, fly=fly), take=_("Take this view"))
    with st.container(key="storymap"):
        atlas_map(spec, key=keys.ATLAS, on_taken=take)
    hint(_("Move the map as it is to be seen, then take the view."))
    west, south, east, north = extent(edition)
    fields = {
        "lon": (_("Longitude, °"), west, east, 0.01, "%.4f"),
        "lat": (_("Latitude, °"), south, north, 0.01, "%.4f"),
        "zoom": (_("Zoom"), 3.0, 18.0, 0.1, "%.2f"),
        "bearing": (_("Turn, °"), -180.0, 180.0, 5.0, "%.0f"),
        "pitch": (_("Tilt, °"), 0.0, 60.0, 5.0, "%.0f"),
    }
    columns = [*st.columns(3), *st.columns(3)]
    for column, (name, (label, low, high, by, form)) in zip(columns, fields.items(), strict=False):
        key = f"story-{name}-{step.id}-{storyboard.revision()}"
        column.number_input(
            label,
            low,
            high,
            float(getattr(view, name)),
            by,
            format=form,
            key=key,
            on_change=lambda name=name, key=key: storyboard.change(
                edition, step.id, view=replace(view, **{name: st.session_state[key]})
            ),
        )
    _layers(edition, step)


def _layers(edition: Edition, step: Step) -> None:
    on, held = storyboard.switched_on(edition, step), switches(edition)
    section(_("Layers of the step"))
    groups: dict[str, list[tuple[str, Words]]] = {}
    for name, (record, title) in held.items():
        groups.setdefault(record.group, []).append((name, title))
    for column, (group, members) in zip(st.columns(len(groups)), groups.items(), strict=True):
        with column:
            st.html(f"<p class='hint'>{escape(terms.group_title(group, lang()))}</p>")
            for name, title in members:
                st.checkbox(
                    markdown(title.say(lang())),
                    name in on,
                    key=f"story-{step.id}-{storyboard.revision()}-{keys.visible(name)}",
                    on_change=storyboard.switch,
                    args=(edition, step.id, name),
                )


def _words(edition: Edition, step: Step) -> None:
    section(_("Words of the step"))
    titles = {"en": _("Title, English"), "ru": _("Title, Russian")}
    texts = {"en": _("Text, English"), "ru": _("Text, Russian")}
    for code in LANGUAGES:
        _field(edition, step.id, "title", step.title, code, titles[code])
        _field(edition, step.id, "text", step.text, code, texts[code])
    if any(one.startswith(f"{step.id},") for one in missing_words(Story(step.title, (step,)))):
        hint(_("A text in one language only is shown to all readers as it is: translate it."))
    names = {name: words.say(lang()) for name, words in offered(edition).items()}
    within = f"story-within-{step.id}-{storyboard.revision()}"
    st.selectbox(
        _("Name a figure in the texts"),
        list(names),
        None,
        format_func=names.__getitem__,
        placeholder=_("Choose"),
        key=within,
        help=_(
            "Its name in braces comes to the end of the texts; the story shows its number there"
        ),
        on_change=lambda: storyboard.name_figure(edition, step.id, st.session_state[within]),
    )
    section(_("Figures of the step"))
    key = f"story-figures-{step.id}-{storyboard.revision()}"
    st.multiselect(
        _("Figures, the greatest first"),
        list(names),
        list(step.figures),
        format_func=names.__getitem__,
        max_selections=MOST_FIGURES,
        placeholder=_("Choose"),
        key=key,
        on_change=lambda: storyboard.change(edition, step.id, figures=tuple(st.session_state[key])),
        select_all=False,
    )
    for name in step.figures:
        one = told(edition, name, lang())
        number = f"{one.number} {one.unit}".strip()
        st.html(f"<p class='told'><b>{escape(number)}</b> {escape(one.label)}</p>")
    section(_("What stands out"))
    places = _places(edition)
    held = f"story-focus-{step.id}-{storyboard.revision()}"
    st.multiselect(
        _("Parks and sites to show with their names"),
        list(places),
        [one for one in step.focus if one in places],
        format_func=places.__getitem__,
        placeholder=_("Choose"),
        key=held,
        on_change=lambda: storyboard.change(edition, step.id, focus=tuple(st.session_state[held])),
        select_all=False,
    )


def _field(edition: Edition, step_id: str, name: str, words: Words, code: str, label: str) -> None:
    """Draw the field of one text in one language; what is written goes into the story."""
    key = f"story-{name}-{code}-{step_id}-{storyboard.revision()}"

    def take() -> None:
        storyboard.change(
            edition, step_id, **{name: replace(words, **{code: st.session_state[key]})}
        )

    draw = st.text_area if name == "text" else st.text_input
    draw(label, words.say(code), key=key, on_change=take)


def _places(edition: Edition) -> dict[str, str]:
    """Give the parks and sites that have a place, by `layer/id`, with their names."""
    places: dict[str, str] = {}
    for record in edition.records.values():
        if record.group not in scene.CLICKABLE_GROUPS:
            continue
        known = focus_names(edition, record.id)
        if not known:
            continue
        frame = edition.frame(record.id)
        names = zip(frame[ID].astype(str), frame[in_language(NAME, lang())], strict=True)
        places |= {f"{record.id}/{one}": str(name) for one, name in names if one in known}
    return places
