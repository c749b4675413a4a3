"""For a presentation: what to make, a look at it, and the file.

Nothing is made until a button is pressed. What is made comes about in a thread of the server's, is
kept for whoever asks for the same again, and goes on while its page is left.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from layers import wording
from layers.own import is_own
from layers.vocabulary import ID, LANGUAGES, NAME, in_language
from reports import packs
from reports.paper.formats import ORIENTATIONS, PAPERS
from reports.paper.parks import PARKS, placed_parks
from reports.programme_charts import CHARTS
from reports.sheet import drawn_records
from ui import address, keys, looks
from ui.bounded import Bounded
from ui.figures import escape
from ui.i18n import _, lang
from ui.workshop import Work, Workshop

if TYPE_CHECKING:
    from collections.abc import Collection

    from streamlit.delta_generator import DeltaGenerator

    from layers import Edition

__all__ = ["SHOP", "go", "presentation"]

_MOST_BYTES: Final = 128_000_000
SHOP: Final = Workshop(_MOST_BYTES)
_CHARTS: Bounded[dict[str, str]] = Bounded(limit=64)
"""Titles of the charts that an edition can draw, by name, for each language."""
STEP_S: Final = 0.3
ACT: Final = "pack-make"
"""The key of the button that makes the file and of the one that stops it: the page keeps a button
of another key beside its follower until the run is over."""
WHOLE: Final = ""
"""Stands for no park: the whole edition."""
MAP: Final = ""
"""Stands for no chart: the map."""
MOST_TALL_REM: Final = 32.0
"""The height of a look: it stands whole on a screen of 768 pixels."""
_KB_IN_MB: Final = 1000


def go(fmt: str, about: str = WHOLE, layers: Collection[str] = ()) -> None:
    """Go to the page with a format, a park and layers chosen; none of these are the map's own."""
    address.put(keys.MAKE, fmt)
    address.put(keys.ABOUT, about)
    st.session_state[keys.PACK_LAYERS] = list(layers)
    address.go("materials")


def presentation(edition: Edition) -> None:
    """Draw the choices at the left, at the right the button and a look at what it makes."""
    left, right = st.columns([1, 1.55], gap="large")
    with left:
        request = _request(edition)
    with right, st.container(key="pack-result"):
        st.html(f"<p class='file-name'>{escape(packs.file_name(edition, request))}</p>")
        place = _place()
        _look(edition, request)
        _own(edition, request)
    _file(edition, request, place)


def _request(edition: Edition) -> packs.Request:
    chosen = _format()
    takes = packs.FORMATS[chosen].takes
    park, size, orientation = WHOLE, "", ""
    layers: list[str] = []
    one, other = st.columns(2)
    with one:
        tongue = _tongue()
    if packs.CHART in takes:
        with other:
            chart = _chart(edition)
        if chart:
            return packs.Request(chosen, tongue, chart=chart)
        other = st.container()
    if packs.PARK in takes:
        with other:
            park = _park(edition)
    if packs.PAPER in takes:
        one, other = st.columns(2)
        size = one.selectbox(
            _("Paper"), PAPERS, format_func=str.upper, key="pack-paper", persist_state="session"
        )
        ways = {"landscape": _("Landscape"), "portrait": _("Portrait")}
        orientation = other.selectbox(
            _("Orientation"),
            ORIENTATIONS,
            format_func=ways.__getitem__,
            key="pack-orientation",
            persist_state="session",
        )
    if packs.LAYERS in takes:
        layers = _layers(edition)
    return packs.Request(chosen, tongue, park, size, orientation, tuple(layers))


def _chart(edition: Edition) -> str:
    """Draw the choice between the map, for which empty stands, and the charts that can be drawn."""
    found = _CHARTS.get((edition.sha256, lang()), lambda: _titles(edition, lang()))
    titles = {MAP: _("Map"), **found}
    return st.selectbox(
        _("Picture of"),
        list(titles),
        format_func=titles.__getitem__,
        key="pack-chart",
        persist_state="session",
    )


def _titles(edition: Edition, say: str) -> dict[str, str]:
    drawn = {name: draw(edition, say) for name, draw in CHARTS.items()}
    return {name: one.title for name, one in drawn.items() if one is not None}


def _tongue() -> str:
    """Draw the choice of language: the page's, until another is chosen on that page."""
    tongues = {"en": _("English"), "ru": _("Russian")}
    chosen = st.segmented_control(
        _("Language of the file"),
        LANGUAGES,
        default=lang(),
        required=True,
        format_func=lambda one: tongues.get(one, one),
        key=f"pack-lang-{lang()}",
        persist_state="session",
    )
    return chosen or lang()


def _format() -> str:
    asked = address.held(keys.MAKE, next(iter(packs.FORMATS)))
    chosen = asked if asked in packs.FORMATS else next(iter(packs.FORMATS))
    titles = {key: _(one.title) for key, one in packs.FORMATS.items()}
    st.session_state["pack-format"] = chosen
    st.radio(
        _("What to make"),
        list(titles),
        format_func=titles.__getitem__,
        captions=[_(one.about) for one in packs.FORMATS.values()],
        key="pack-format",
        on_change=lambda: address.put(keys.MAKE, st.session_state["pack-format"]),
    )
    address.hold(keys.MAKE, next(iter(packs.FORMATS)))
    return chosen


def _park(edition: Edition) -> str:
    """Draw the choice of a park; empty stands for all of them."""
    ids = placed_parks(edition)
    if not ids:
        return WHOLE
    frame = edition.frame(PARKS).set_index(ID)
    names = {WHOLE: _("The whole edition"), **frame[in_language(NAME, lang())].to_dict()}
    asked = address.held(keys.ABOUT, WHOLE)
    chosen = asked if asked in ids else WHOLE
    st.session_state["pack-park"] = chosen
    st.selectbox(
        _("What it is about"),
        [WHOLE, *ids],
        format_func=names.get,
        key="pack-park",
        on_change=lambda: address.put(keys.ABOUT, st.session_state["pack-park"]),
    )
    address.hold(keys.ABOUT, WHOLE)
    return chosen


def _layers(edition: Edition) -> list[str]:
    """Draw the choice of layers; none stands for those that the map opens with."""
    titles = {one.id: one.title(lang()) for one in drawn_records(edition, everything=True)[::-1]}
    usual = {one.id for one in drawn_records(edition) if one.style.visible}
    kept = [one for one in st.session_state.get(keys.PACK_LAYERS, []) if one in titles]
    st.session_state[keys.PACK_LAYERS] = kept if set(kept) != usual else []
    return st.multiselect(
        _("Layers of the map"),
        list(titles),
        format_func=titles.__getitem__,
        placeholder=_("those that the map opens with"),
        key=keys.PACK_LAYERS,
        persist_state="session",
    )


def _look(edition: Edition, request: packs.Request) -> None:
    said = {
        "atlas": _("The first page."),
        "pptx": _("The first slide."),
        "html": _("The map in it, standing still; in the file it is moved and asked by clicks."),
    }
    caption = said.get(request.format, _("A look at it, coarser than the file."))
    shape = packs.shape(request)
    style = f"aspect-ratio:{shape:.4f};max-width:{shape * MOST_TALL_REM:.2f}rem" if shape else ""
    st.html(
        f"<figure class='look {'' if shape else 'chart'}'><div style='{style}'>"
        f"<span>{escape(_('Drawing the look'))}</span>"
        f"<img src='{looks.deposit(edition, request)}' alt='{escape(caption)}'></div>"
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _own(edition: Edition, request: packs.Request) -> None:
    """Say what of this session is in the file, and what is not, where it has something."""
    lines = []
    own = [
        one.title(lang())
        for one in drawn_records(edition)
        if is_own(one.id) and one.id in (request.layers or edition.records)
    ]
    if own:
        lines.append(_("Your own layers are among it: {layers}.").format(layers=", ".join(own)))
    if st.session_state.get(keys.ROADMAP):
        lines.append(
            _(
                "The road map that you brought is not in the file: it counts the actions of the "
                "edition as shipped."
            )
        )
    if lines:
        st.html("".join(f"<p class='hint small'>{escape(one)}</p>" for one in lines))


class _Place(NamedTuple):
    """Where the making is told: each holds one element, so that none outlives its turn."""

    fault: DeltaGenerator
    left: DeltaGenerator
    right: DeltaGenerator


def _place() -> _Place:
    fault = st.empty()
    row = st.container(key="pack-row", horizontal=True, vertical_alignment="center")
    return _Place(fault, row.empty(), row.empty())


def _file(edition: Edition, request: packs.Request, place: _Place) -> None:
    """Draw the button that makes the file, how far it has come, or the button that gives it."""
    key = (edition.sha256, request)
    works = st.session_state.setdefault(keys.WORKS, {})
    made = SHOP.made(key)
    work = SHOP.going(key) or works.get(key)
    if made is None and work is not None and not work.is_over:
        works[key] = work
        _follow(work, place)
        made = SHOP.made(key)
        if made is None:
            st.rerun()
    if made is not None:
        _give(edition, request, made, place)
        return
    if work is not None and work.fault is not None:
        _refuse(work.fault, place)
    place.left.button(
        _("Make the file") if work is None else _("Make it again"),
        key=ACT,
        type="primary",
        on_click=partial(_begin, edition, request),
    )


def _begin(edition: Edition, request: packs.Request) -> None:
    key = (edition.sha256, request)
    line = "long" if packs.FORMATS[request.format].is_long else "short"
    work = SHOP.begin(key, lambda: packs.make(edition, request), line)
    st.session_state.setdefault(keys.WORKS, {})[key] = work


def _follow(work: Work, place: _Place) -> None:
    """Show how far work has come until it is over or stopped."""
    place.left.button(_("Stop"), key=ACT, on_click=work.stop)
    while not (work.is_over or work.wait(STEP_S)):
        place.right.progress(work.share, text=_doing(work))


def _doing(work: Work) -> str:
    if not work.is_begun:
        return _("Waiting until another file is made")
    return _(work.stage) if work.stage else _("Making the file")


def _refuse(fault: str, place: _Place) -> None:
    why = wording.told(fault, lang()) or _(
        "Nobody foresaw what went wrong; the server's log tells it. Try again, and if it comes "
        "again, tell whoever runs the server."
    )
    head = _("The file could not be made")
    place.fault.html(
        f"<div class='refused' role='alert'><b>{escape(head)}</b><p>{escape(why)}</p></div>"
    )


def _give(edition: Edition, request: packs.Request, made: bytes, place: _Place) -> None:
    chosen = packs.FORMATS[request.format]
    kilobytes = max(1, round(len(made) / 1000))
    if kilobytes < _KB_IN_MB:
        size = _("{n} kB").format(n=wording.number(kilobytes, lang(), 0))
    else:
        size = _("{n} MB").format(n=wording.number(kilobytes / _KB_IN_MB, lang(), 1))
    place.left.download_button(
        _("Download the file"),
        data=made,
        file_name=packs.file_name(edition, request),
        mime=chosen.media,
        key="pack-take",
        type="primary",
        on_click="ignore",
    )
    place.right.html(f"<p class='hint'>{escape(_('It is ready.'))} {escape(size)}</p>")
