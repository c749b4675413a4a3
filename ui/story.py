"""The Programme page, part by part, as HTML: points, money, dates, territory, medical centre.

What was needed and what came stand apart; values that contradict each other stand side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers import wording
from reports.shapes import has_place
from ui import routes
from ui.figures import escape
from ui.i18n import _, lang
from ui.map.style import INK
from ui.statements import (
    citations,
    date_words,
    figure,
    hedged,
    money_words,
    whole_citation,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition
    from layers.programme import Money, Point, Priority, Programme

__all__ = [
    "heading",
    "money",
    "opening",
    "points",
    "sources",
    "timeline",
]

WIDE = {"priorities": 12, "investment": 12, "participants": 8, "instruments": 4, "roadmap": 4}
WIDE |= {"parks": 8, "clusters": 12, "jobs": 7, "projects": 5}
"""How many of twelve columns a point takes; any other takes four."""
MEMBERS = {"parks": "parks", "clusters": "sites"}
"""The layer whose classes belong to a point on a layer."""
FEW = 3
"""So many figures in one tile are written large."""
BAR = 0.5
"""The share of its cell that the longest bar takes; the rest is for its words."""
BREADTH = 14
"""So many sections make a priority's column twice as wide."""


def heading(title: str, text: str = "") -> str:
    """Give the head of a part of the page."""
    lead = f"<p>{escape(text)}</p>" if text else ""
    return f"<header class='part'><h2>{escape(title)}</h2>{lead}</header>"


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


def points(edition: Edition, programme: Programme) -> str:
    """Give the points after the first, each a tile with its figures."""
    tiles = []
    for number, point in enumerate(programme.points[1:], 2):
        body = _figures(programme, point) + _belonging(edition, programme, point)
        if point.layer in MEMBERS:
            body = f"<div class='with-members'>{body}</div>"
        note = point.note.say(lang())
        text = "" if point.id == "priorities" else point.text.say(lang())
        tiles.append(
            f"<article class='tile span-{WIDE.get(point.id, 4)}' id='point-{escape(point.id)}'>"
            f"<h3><span>{number}</span>{escape(point.title.say(lang()))}</h3>"
            + (f"<p class='what'>{escape(text)}</p>" if text else "")
            + body
            + (f"<p class='cited'>{escape(note)}</p>" if note else "")
            + "</article>"
        )
    return f"<section class='tiles'>{''.join(tiles)}</section>"


def _figures(programme: Programme, point: Point) -> str:
    if point.id == "priorities":
        return ""
    kinds = list(dict.fromkeys(value.kind for value in point.values))
    titles = {"target": _("Needed or aimed at"), "result": _("Reached"), "count": ""}
    size = "large" if len(point.values) <= FEW else "middle"
    groups = []
    for kind in kinds:
        values = [value for value in point.values if value.kind == kind]
        head = f"<h4>{escape(titles[kind])}</h4>" if len(kinds) > 1 else ""
        figures = "".join(figure(programme, value, size) for value in values)
        groups.append(
            f"<div class='side' style='flex:{len(values)}'>{head}"
            f"<div class='row'>{figures}</div></div>"
        )
    return f"<div class='sides'>{''.join(groups)}</div>"


def _belonging(edition: Edition, programme: Programme, point: Point) -> str:
    if point.id == "priorities":
        return _priorities(programme.priorities)
    if point.layer in MEMBERS:
        return _members(edition, MEMBERS[point.layer])
    if point.layer == "projects":
        listed = len(edition.table("projects")) if "projects" in edition.records else 0
        text = _("{n} of them are listed in the atlas, below").format(
            n=wording.number(listed, lang(), 0)
        )
        return f"<p class='what'>{escape(text)}</p>"
    return ""


def _priorities(priorities: Sequence[Priority]) -> str:
    columns = []
    for number, priority in enumerate(priorities, 1):
        sections = " · ".join(escape(section.title.say(lang())) for section in priority.sections)
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
    kinds = {
        "target": _("needed"),
        "result": _("came"),
        "forecast": _("expected"),
        "arrangement": _("arrangement"),
    }
    shares = "; ".join(
        f"{hedged(wording.percent(part.share, lang(), 1), part.bound)} {part.text.say(lang())}"
        for part in one.shares
    )
    figure_text = "" if one.rub_bn is None else hedged(money_words(one.rub_bn), one.bound)
    bar = f"<i style='width:{share * BAR:.1%}'></i>" if one.rub_bn is not None else ""
    extra = "".join(
        f"<p class='cited'>{escape(text)}</p>" for text in (shares, one.note.say(lang())) if text
    )
    return (
        f"<div class='when'>{escape(date_words(one.date))}</div>"
        f"<div class='bar {escape(one.kind)}'>{bar}<b>{escape(figure_text)}</b>"
        f"<span>{escape(kinds[one.kind])}</span></div>"
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
