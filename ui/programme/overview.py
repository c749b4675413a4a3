"""The overview: the programme's points as live figures, its money, dates and territory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from layers import phrases, wording
from ui import packs
from ui.i18n import _, lang
from ui.programme import held, points, territory
from ui.programme.glance import at_first_sight
from ui.programme.pieces import covers, empty, heading, page_title
from ui.programme.statements import date_words
from ui.programme.taking import about_layers, take

if TYPE_CHECKING:
    from layers import Edition
    from layers.accounts import Overview

__all__ = ["draw", "points_table"]

LAYERS: Final = ("programme", "projects", "roadmap", "parks", "sites")
"""What the table of the points rests on."""


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    found = held.overview(edition)
    if found is None:
        text = _("This edition has no programme: add a document `programme` to its catalogue.")
        st.html(page_title(_("Overview")) + empty(text))
        return
    programme = found.programme
    st.html(points.opening(programme) + at_first_sight(found))
    if st.button(_("Materials for a presentation"), key="overview-pack"):
        packs.go("pptx")
    st.html(points.points(edition, found))
    take(
        points_table(edition, found), about_layers(edition, LAYERS), "programme", _("The programme")
    )
    if programme.money:
        note = _("Each sum as its source gives it, in the order of dates. Nothing is added up.")
        st.html(heading(_("Money"), note) + points.money(programme))
    if programme.events:
        st.html(heading(_("Timeline")) + points.timeline(programme))
    if programme.municipalities:
        st.html(heading(_("The agglomeration")) + territory.agglomeration(programme))
    if programme.zone:
        title = _("Special economic zone over the years")
        st.html(heading(title) + territory.zone(programme))
    st.html(heading(_("Sources")) + points.sources(programme))


def points_table(edition: Edition, found: Overview) -> pd.DataFrame:
    """Give a row for each number of a point: what it says, when, by whom; or what it covers."""
    say, cited = lang(), found.programme.source
    rows = []
    for one in found.points:
        sides = (
            (_("States"), one.stated),
            (_("Others report"), one.otherwise),
            (_("Reached"), one.reached),
        )
        title = one.point.title.say(say)
        rows += [
            (
                title,
                side,
                phrases.value_words(value, say),
                value.value,
                date_words(value.date),
                "; ".join(cited[key].citation.say(say) for key in value.sources),
            )
            for side, values in sides
            for value in values
        ]
        documented = _("Documented in the atlas")
        for total in one.documented:
            names = [edition.record(layer.id).title(say) for layer in total.figure.method.layers]
            basis = [*names, covers(total)] if total.figure.unit else names
            money = total.figure.unit == wording.RUB_BN
            number = wording.money if money else wording.number
            figure = f"{number(total.figure.value, say)} {_(total.label)}"
            rows.append((title, documented, figure, total.figure.value, "", "; ".join(basis)))
    heads = (
        _("Point of the programme"),
        _("Kind"),
        _("Figure"),
        _("Number"),
        _("Date"),
        _("Source"),
    )
    return pd.DataFrame(rows, columns=list(heads))
