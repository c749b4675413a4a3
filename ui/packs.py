"""For a presentation: what to make, a look at its first page, and the file.

Nothing is made until a button is pressed; a bar shows how far it has come, a changed choice stops
it, and what was made is kept for whoever asks for the same again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import watched
from layers import wording
from layers.vocabulary import ID, LANGUAGES, NAME, in_language
from reports import packs
from reports.paper.formats import ORIENTATIONS, PAPERS
from reports.paper.parks import PARKS, placed_parks
from ui.bounded import Bounded
from ui.figures import escape, section
from ui.i18n import _, lang

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["presentation"]

_MOST_BYTES: Final = 128_000_000
_MADE: Bounded[bytes] = Bounded(limit=_MOST_BYTES, weigh=len)
_SEEN: Bounded[bytes] = Bounded(limit=32_000_000, weigh=len)
_FIRST: Final = "atlas"
STEP_S: Final = 0.3


@st.fragment
def presentation(edition: Edition) -> None:
    """Draw the choices, the first page and the button."""
    section(_("For a presentation"))
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        request = _request(edition)
    with right:
        seen = _SEEN.get((edition.sha256, request), lambda: packs.preview(edition, request))
        st.image(seen, width="stretch")
        st.html(f"<p class='hint small'>{escape(_said(request))}</p>")
    with left:
        _file(edition, request)


def _request(edition: Edition) -> packs.Request:
    titles = {key: _(one.title) for key, one in packs.FORMATS.items()}
    chosen = st.selectbox(
        _("What to make"),
        list(titles),
        index=list(titles).index(_FIRST),
        format_func=titles.__getitem__,
        key="pack-format",
    )
    takes = packs.FORMATS[chosen].takes
    tongues = {"en": _("English"), "ru": _("Russian")}
    tongue = st.segmented_control(
        _("Language of the file"),
        LANGUAGES,
        default=lang(),
        required=True,
        format_func=lambda one: tongues.get(one, one),
        key="pack-lang",
    )
    park, size, orientation = "", PAPERS[0], ORIENTATIONS[0]
    if packs.PARK in takes:
        park = _park(edition)
    if packs.PAPER in takes:
        one, other = st.columns(2)
        size = one.selectbox(_("Paper"), PAPERS, format_func=str.upper, key="pack-paper")
        ways = {"landscape": _("Landscape"), "portrait": _("Portrait")}
        orientation = other.selectbox(
            _("Orientation"), ORIENTATIONS, format_func=ways.__getitem__, key="pack-orientation"
        )
    return packs.Request(chosen, tongue or lang(), park, size, orientation)


def _park(edition: Edition) -> str:
    """Draw the choice of a park; empty stands for all of them."""
    ids = placed_parks(edition)
    if not ids:
        return ""
    frame = edition.frame(PARKS).set_index(ID)
    names = {"": _("The whole map"), **frame[in_language(NAME, lang())].to_dict()}
    return st.selectbox(_("What it shows"), ["", *ids], format_func=names.get, key="pack-park")


def _said(request: packs.Request) -> str:
    if request.format in packs.COVERED:
        return _("The first page.")
    return _("A look at it, coarser than the file.")


def _file(edition: Edition, request: packs.Request) -> None:
    """Draw the button that makes the file, and then the one that gives it."""
    key = (edition.sha256, request)
    made = _MADE.find(key)
    if made is None and st.button(_("Make the file"), key="pack-make", type="primary"):
        place = st.empty()
        made = _MADE.get(key, lambda: _made(edition, request, place))
        place.empty()
    if made is None:
        return
    chosen = packs.FORMATS[request.format]
    name = "-".join(one for one in (edition.id, request.park or chosen.id, request.lang) if one)
    st.download_button(
        _("Download the file"),
        data=made,
        file_name=f"{name}.{chosen.suffix}",
        mime=chosen.media,
        key="pack-take",
        type="primary",
        on_click="ignore",
    )
    size = _("About {n} kB.").format(n=wording.number(max(1, round(len(made) / 1000)), lang(), 0))
    st.html(f"<p class='hint small'>{escape(size)}</p>")


def _made(
    edition: Edition, request: packs.Request, place: st.delta_generator.DeltaGenerator
) -> bytes:
    """Make the file and show how far it has come."""
    words, due = _("Making the file"), 0.0
    place.progress(0.0, text=words)

    def watch(share: float) -> None:
        nonlocal due
        if time.monotonic() >= due:
            place.progress(min(max(share, 0.0), 1.0), text=words)
            due = time.monotonic() + STEP_S

    with watched(watch):
        return packs.make(edition, request)
