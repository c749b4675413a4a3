"""The pages of parks and clusters: the index of all of them, and the one asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import wording
from layers.vocabulary import ID, NAME, PARK_TYPE, in_language
from reports.paper.parks import PARKS, placed_parks
from ui import address, keys, packs
from ui.figures import escape, markdown
from ui.i18n import _, lang
from ui.map.style import INK
from ui.programme import cluster_page, held, maps, park_page
from ui.programme.pieces import empty, page_title

if TYPE_CHECKING:
    from layers import Edition

__all__ = ["draw", "open_sheet", "titles"]

INDEX: Final = ""
A_LINE: Final = 4
"""Groups side by side in the index."""


def titles(edition: Edition) -> dict[str, str]:
    """Give every park and cluster by the code of its page, with its name."""
    name = in_language(NAME, lang())
    found: dict[str, str] = {}
    if "parks" in edition.records:
        frame = edition.frame("parks")
        found |= {
            f"parks/{one}": str(text) for one, text in zip(frame[ID], frame[name], strict=True)
        }
    if {"clusters", "sites"} <= edition.records.keys():
        table = edition.table("clusters")
        found |= {
            f"clusters/{one}": str(text) for one, text in zip(table[ID], table[name], strict=True)
        }
    return found


def open_sheet(page: str) -> None:
    """Ask for a page by its code: one of `titles`."""
    address.put(keys.PART, "sheets")
    address.put(keys.OF, page)


def draw(edition: Edition) -> None:
    """Draw the page asked for, or the index of all."""
    names = titles(edition)
    if not names:
        st.html(page_title(_("Parks and clusters")) + empty(_("This edition has neither.")))
        return
    asked = address.held(keys.OF)
    address.hold(keys.OF)
    asked = asked if asked in names else INDEX
    if asked == INDEX:
        _index(edition, names)
        return
    _chooser(edition, asked, names)
    layer_id, _slash, feature_id = asked.partition("/")
    if layer_id == "parks":
        park_page.draw(edition, held.park(edition, feature_id))
    else:
        cluster_page.draw(edition, held.cluster(edition, feature_id))


def _chooser(edition: Edition, asked: str, names: dict[str, str]) -> None:
    with st.container(key="sheet-chooser", horizontal=True, vertical_alignment="bottom"):
        st.button(
            _("All parks and clusters"),
            key="sheet-index",
            type="tertiary",
            on_click=address.put,
            args=(keys.OF, INDEX),
        )
        widget = f"sheet-of-{asked}"
        st.selectbox(
            _("Park or cluster"),
            list(names),
            index=list(names).index(asked),
            format_func=names.__getitem__,
            key=widget,
            label_visibility="collapsed",
            on_change=lambda: address.put(keys.OF, st.session_state[widget]),
        )
        layer_id, _slash, feature_id = asked.partition("/")
        is_placed = layer_id == PARKS and feature_id in placed_parks(edition)
        if is_placed and st.button(_("Materials of this park"), key="sheet-pack"):
            packs.go("pdf", feature_id)


def _index(edition: Edition, names: dict[str, str]) -> None:
    lead = _("Each has a page: facts, map, figures, what is near, projects, sources.")
    st.html(page_title(_("Parks and clusters"), lead))
    groups: list[tuple[str, str, list[str]]] = []
    if "parks" in edition.records:
        frame = edition.frame("parks")
        for code, (title, colour) in maps.titles_of(edition).items():
            ids = frame.loc[frame[PARK_TYPE] == code, ID]
            groups.append((title, colour, [f"parks/{one}" for one in ids]))
    clusters = [one for one in names if one.startswith("clusters/")]
    if clusters:
        groups.append((_("Clusters"), INK, clusters))
    for start in range(0, len(groups), 4):
        for cell, (title, colour, pages) in zip(
            st.columns(4), groups[start : start + 4], strict=False
        ):
            with cell:
                count = wording.number(len(pages), lang(), 0)
                st.html(
                    f"<p class='sheet-group' style='--c:{escape(colour)}'><b>{escape(title)}</b> "
                    f"<span>{count}</span></p>"
                )
                for page in pages:
                    st.button(
                        markdown(names[page]),
                        key=f"open-{page}",
                        type="tertiary",
                        on_click=address.put,
                        args=(keys.OF, page),
                    )
