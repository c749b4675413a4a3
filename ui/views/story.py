"""The story: told over the whole window, or, with `?mode=edit`, the editor of its steps."""

from __future__ import annotations

import streamlit as st

from ui import address, keys, storyboard
from ui.edition import current_edition
from ui.editor import editor
from ui.i18n import lang
from ui.telling import other_language, telling

EDIT = "edit"

edition = current_edition()


def edit() -> None:
    """Open the editor at the step on the screen."""
    step = st.session_state[keys.TELLING].edit
    if step:
        storyboard.choose(step)
        address.put(keys.MODE, EDIT)


def change_language() -> None:
    """Tell the story in the other language."""
    st.session_state[keys.LANG] = other_language(lang())


def show() -> None:
    """Tell the story from the step that is being edited."""
    step = storyboard.chosen(storyboard.current(edition)).id
    st.session_state[keys.ASKED] = {"key": str(st.session_state[keys.RUN]), "step": step}
    address.put(keys.MODE, "")


def leave() -> None:
    """Go back to the map; a callback cannot change the page itself."""
    st.session_state[keys.LEFT] = True


if st.session_state.pop(keys.LEFT, False):
    address.go("map")
elif address.held(keys.MODE) == EDIT:
    editor(edition, on_show=show)
else:
    telling(
        edition,
        storyboard.current(edition),
        st.session_state.get(keys.ASKED, {"key": "", "step": ""}),
        on_edit=edit,
        on_lang=change_language,
        on_left=leave,
    )
address.hold(keys.MODE)
