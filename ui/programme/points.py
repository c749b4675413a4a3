"""The overview of the programme as HTML: its points with what documents them, money, dates.

What was needed, what other sources say, what came and what the atlas documents stand apart; values
that contradict each other stand side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers import phrases, wording
from reports.shapes import has_place
from ui import routes
from ui.figures import escape
from ui.i18n import _, lang
from ui.map.style import INK
from ui.programme.pieces import total_html, with_card
from ui.programme.statements import (
    citations,
    date_words,
    figure,
    whole_citation,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition
    from layers.accounts import Overview, PointAccount, Total
    from layers.programme import Money, Point, Priority, Programme, Value

__all__ = [
    "money",
    "opening",
    "points",
    "sources",
    "timeline",
]

WIDE = {"priorities": 12, "investment": 12, "participants": 8, "instruments": 4, "roadmap": 4}
WIDE |= {"parks": 8, "clusters": 12, "jobs": 9, "projects": 3}
"""How many of twelve columns a point takes; any other takes four."""
MEMBERS = {"parks": "parks", "clusters": "sites"}
"""The layer whose classes belong to a point on a layer."""
SUMS = ("investment_rub_bn.", "jobs.")
"""Beginnings of the keys of totals that are sums over projects."""
FEW = 3
"""So many figures in one tile are written large."""
BAR = 0.5
"""The share of its cell that the longest bar takes; the rest is for its words."""
BREADTH = 14
"""So many sections make a priority's column twice as wide."""


def opening(programme: Programme) -> str:
    """Give the head of the page: the goal, which is the first point, and what the programme is."""
    goal, say = programme.points[0], lang()
    return (
        f"<section class='opening'><h1>{escape(programme.title.say(say))}"
        f"<span class='goal'><i>1</i><b>{escape(goal.title.say(say))}</b> "
        f"{escape(goal.text.say(say))}</span></h1>"
        f"<div><p class='what'>{escape(programme.text.say(say))}</p>"
        f"<p class='cited'>{citations(programme, programme.sources)}</p></div></section>"
    )


def points(edition: Edition, found: Overview) -> str:
    """Give the points after the first, each a tile with its figures and what documents them."""
    tiles = []
    for one in found.points[1:]:
        point = one.point
        body = _figures(found.programme, one) + _belonging(edition, found.programme, point)
        if point.layer in MEMBERS:
            body = f"<div class='with-members'>{body}</div>"
        note = point.note.say(lang())
        text = "" if point.id == "priorities" else point.text.say(lang())
        unknown = "".join(f"<p class='unknown'>{escape(_(text))}</p>" for text in one.unknown)
        tiles.append(
            f"<article class='tile span-{WIDE.get(point.id, 4)}' id='point-{escape(point.id)}'>"
            f"<h3><span>{one.number}</span>{escape(point.title.say(lang()))}</h3>"
            + (f"<p class='what'>{escape(text)}</p>" if text else "")
            + body
            + unknown
            + (f"<p class='cited'>{escape(note)}</p>" if note else "")
            + "</article>"
        )
    return f"<section class='tiles'>{''.join(tiles)}</section>"


def _figures(programme: Programme, one: PointAccount) -> str:
    if one.point.id == "priorities":
        return ""
    sums = [total for total in one.documented if total.key.startswith(SUMS)]
    counts = [total for total in one.documented if total not in sums]
    size = "large" if len(one.point.values) <= FEW and not sums else "middle"
    stated = [
        figure(programme, value, size, _found(value, counts, alone=len(one.stated) == 1))
        for value in one.stated
    ]
    sides = [
        (_("Needed or aimed at") if one.reached or sums else "", stated),
        (_("By other sources"), [figure(programme, value, size) for value in one.otherwise]),
        (_("Reached"), [figure(programme, value, size) for value in one.reached]),
        (_("Documented by projects of the atlas"), [total_html(total, size) for total in sums]),
    ]
    groups = [
        f"<div class='side' style='flex:{len(figures)}'>"
        + (f"<h4>{escape(title)}</h4>" if title else "")
        + f"<div class='row'>{''.join(figures)}</div></div>"
        for title, figures in sides
        if figures
    ]
    return f"<div class='sides'>{''.join(groups)}</div>"


def _found(value: Value, counts: Sequence[Total], *, alone: bool) -> list[str]:
    """Tell what the atlas documents of a counted value: its own kind, or all of the point's."""
    named = [total for total in counts if total.key == f"participants.{value.unit}"]
    if named:
        number = wording.number(named[0].known, lang(), 0)
        text = _("{n} named in the atlas").format(n=number)
        return [with_card(text, _(named[0].label), named[0].figure.method)]
    if not alone:
        return []
    return [
        f"<b>{escape(wording.number(total.known, lang(), 0))}</b> "
        f"{with_card(_(total.label), _(total.label), total.figure.method)}"
        for total in counts
    ]


def _belonging(edition: Edition, programme: Programme, point: Point) -> str:
    if point.id == "priorities":
        return _priorities(programme.priorities)
    if point.layer in MEMBERS:
        return _members(edition, MEMBERS[point.layer])
    return ""


def _priorities(priorities: Sequence[Priority]) -> str:
    columns = []
    for number, priority in enumerate(priorities, 1):
        sections = " · ".join(escape(section.title.say(lang())) for section in priority.sections)
        sections = (
            sections or f"<i>{escape(_('The web map of the programme has no section here.'))}</i>"
        )
        columns.append(
            f"<div><h4><span>{number}</span>{escape(priority.title.say(lang()))}</h4>"
            f"<p>{sections}</p></div>"
        )
    widths = " ".join(f"{1 + len(one.sections) / BREADTH:.2f}fr" for one in priorities)
    return f"<div class='five' style='grid-template-columns:{widths}'>{''.join(columns)}</div>"


def _members(edition: Edition, layer: str) -> str:
    """Give the classes of a layer with its pictograms and how many features each has."""
    record = edition.record(layer)
    frame = edition.frame(layer)
    on_map = frame.loc[has_place(frame), record.style.column].value_counts()
    branches = {}
    if layer == "sites" and "clusters" in edition.records:
        table = edition.table("clusters").set_index("id")
        branches = table.get(f"branches_{lang()}", pd.Series(dtype=str)).to_dict()
    chips = []
    for one in record.style.classes:
        if not one.value:
            continue
        ring = one.line if record.geometry == "polygon" else INK
        drawing = f"{routes.LIB}maki/{escape(one.icon)}.svg"
        icon = f"background-image:url({drawing});border-color:{escape(ring)}"
        count = wording.number(int(on_map.get(one.value, 0)), lang(), 0)
        placed = _("{n} on the map").format(n=count)
        words = branches.get(one.value, "")
        chips.append(
            f"<li><span class='pict' style='{icon}'></span><div><b>{escape(one.title(lang()))}</b>"
            f"<em>{escape(placed)}</em>"
            + (f"<small>{escape(words)}</small>" if words else "")
            + "</div></li>"
        )
    return f"<ul class='chips'>{''.join(chips)}</ul>"


def money(programme: Programme) -> str:
    """Give every sum of money in the order of its date, each with a bar of its own."""
    sums = sorted(programme.money, key=lambda one: one.date)
    longest = max((one.rub_bn or 0.0 for one in sums), default=0.0) or 1.0
    rows = "".join(_sum(programme, one, (one.rub_bn or 0.0) / longest) for one in sums)
    return f"<section class='money'>{rows}</section>"


def _sum(programme: Programme, one: Money, share: float) -> str:
    bar = f"<i style='width:{share * BAR:.1%}'></i>" if one.rub_bn is not None else ""
    extra = "".join(
        f"<p class='cited'>{escape(text)}</p>"
        for text in (phrases.shares_words(one, lang()), one.note.say(lang()))
        if text
    )
    return (
        f"<div class='when'>{escape(date_words(one.date))}</div>"
        f"<div class='bar {escape(one.kind)}'>{bar}<b>{escape(phrases.sum_words(one, lang()))}</b>"
        f"<span>{escape(phrases.kind_word(one.kind, lang()))}</span></div>"
        f"<div class='why'><p>{escape(one.text.say(lang()))}</p>{extra}"
        f"<p class='cited'>{citations(programme, one.sources)}</p></div>"
    )


def timeline(programme: Programme) -> str:
    """Give the events in the order of their dates: acts at one side, objects at the other."""
    kinds = {"legal": _("Decision"), "object": _("Object")}
    items = "".join(
        f"<li class='{escape(event.kind)}'><time>{escape(date_words(event.date))}</time>"
        f"<div><p>{escape(event.text.say(lang()))}</p>"
        f"<p class='cited'>{escape(kinds[event.kind])} · {citations(programme, event.sources)}</p>"
        "</div></li>"
        for event in sorted(programme.events, key=lambda event: event.date)
    )
    return f"<ol class='timeline'>{items}</ol>"


def sources(programme: Programme) -> str:
    """List every source that the page cites, whole."""
    used = dict.fromkeys(
        key
        for part in (
            programme,
            *programme.points,
            *(value for point in programme.points for value in point.values),
            *programme.money,
            *programme.events,
            *programme.municipalities,
            *programme.agglomeration,
            *programme.zone,
            *filter(None, [programme.medical_centre]),
            *(programme.medical_centre.values if programme.medical_centre else ()),
        )
        for key in part.sources
    )
    items = "".join(f"<li>{whole_citation(programme, key)}</li>" for key in used)
    return f"<ol class='sources'>{items}</ol>"
