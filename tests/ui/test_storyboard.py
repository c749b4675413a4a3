"""The view that the map hands over to the story being edited, without a browser."""

from __future__ import annotations

import streamlit as st

from ui import storyboard


def test_a_view_is_taken_and_one_outside_the_edition_is_refused(small_edition):
    st.session_state.clear()
    step = storyboard.current(small_edition).steps[0]
    storyboard.take_view(small_edition, step.id, {"lon": 84.96, "lat": 56.45, "zoom": 12.5})
    view = storyboard.current(small_edition).steps[0].view
    assert (view.lon, view.lat, view.zoom) == (84.96, 56.45, 12.5)
    assert storyboard.refused() == ()
    storyboard.take_view(small_edition, step.id, {"lon": 84.96, "lat": 10.0, "zoom": 12.5})
    assert "`lat` must be a number from" in storyboard.refused()[0]
    assert storyboard.current(small_edition).steps[0].view == view
    storyboard.undo(small_edition)
    assert storyboard.current(small_edition).steps[0] == step
    st.session_state.clear()
