"""What the Programme's parts are made of, as HTML: headings, totals with their cover, method cards.

A method card opens in the browser behind its (i), without a run of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers import phrases, wording
from reports import terms
from reports.cards import card_rows
from ui.figures import escape
from ui.i18n import _, lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo import Figure, Method
    from layers.accounts import Part, Total

__all__ = [
    "cell",
    "covers",
    "empty",
    "ends_words",
    "figure_html",
    "heading",
    "how",
    "noted",
    "page_title",
    "sheet",
    "state_html",
    "total_html",
    "totals",
    "with_card",
]


def page_title(name: str, text: str = "") -> str:
    """Give the head of the page: its one great heading."""
    return _head(name, text, "h1")


def heading(name: str, text: str = "") -> str:
    """Give the head of a part of the page."""
    return _head(name, text, "h2")


def _head(name: str, text: str, level: str) -> str:
    lead = f"<p>{escape(text)}</p>" if text else ""
    return f"<header class='part'><{level}>{escape(name)}</{level}>{lead}</header>"


def noted(text: str, method: Method | None = None, card_title: str = "") -> str:
    """Give a small remark, with the card of what it speaks of."""
    said = with_card(text, card_title or text, method) if method else escape(text)
    return f"<div class='cited'>{said}</div>"


def with_card(text: str, label: str, method: Method) -> str:
    """Give text with a method card, which keeps to its last word."""
    head, space, last = text.rpartition(" ")
    return f"{escape(head + space)}<span class='kept'>{escape(last)}{how(label, method)}</span>"


def empty(text: str) -> str:
    """Say what is not there, and what to do."""
    return f"<p class='empty'>{escape(text)}</p>"


def how(label: str, method: Method) -> str:
    """Give the method card of a number, folded behind its (i)."""
    items = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>"
        for term, text in card_rows(method, lang()).items()
        if text
    )
    says = escape(_("How it was computed"))
    return (
        f"<details class='how'><summary title='{says}'>i</summary>"
        f"<div class='card'><h3>{escape(label)}</h3><dl>{items}</dl></div></details>"
    )


def figure_html(one: Figure, label: str, size: str = "middle", note: str = "") -> str:
    """Give a computed number: as the language writes it, its interval, its label and its card."""
    before, number, unit = _written(one)
    ends = ends_words(one)
    parts = [
        f"<i>{escape(before)}</i> " if before else "",
        f"<b>{escape(number)}</b>",
        f" <i>{escape(unit)}</i>" if unit else "",
    ]
    card, main = how(label, one.method), "".join(parts)
    end = f"<span>{main}{card}</span>"
    if ends:
        end = f"<span>{main}</span> <span><em>{escape(ends)}</em>{card}</span>"
    return (
        f"<div class='stated {size}'><div class='num'>{end}</div>"
        f"<p class='what'>{escape(label)}</p>"
        + (f"<p class='cited'>{escape(note)}</p>" if note else "")
        + "</div>"
    )


def ends_words(one: Figure) -> str:
    """Write the interval of a number; empty where it has none, or one that is written as it is."""
    if one.low is None or one.high is None:
        return ""

    if one.unit == "m":
        ends = wording.length_interval(one.low, one.high, lang())
        return "" if ends == wording.length(one.value, lang()) else ends

    def write(value: float) -> str:
        return wording.figure(value, one.unit, lang())

    ends = wording.interval(one.low, one.high, write)
    return "" if ends == write(one.value) else ends


def _written(one: Figure) -> tuple[str, str, str]:
    """Give what stands before the number, the number, and its unit where the label lacks it."""
    if one.unit == wording.RUB_BN:
        return phrases.amount(one.value, "rub_bn", lang())
    if one.unit == "m":
        number, _space, unit = wording.length(one.value, lang()).partition("\u00a0")
        return "", number, unit
    if one.unit == "ha":
        return "", wording.number(one.value, lang(), 1), _("ha")
    unit = "" if one.unit in ("", "share", "jobs") else _(one.unit)
    return "", wording.figure(one.value, one.unit, lang()), unit


def total_html(total: Total, size: str = "middle") -> str:
    """Give a sum with what it covers: by so many of so many, of it named in the programme."""
    return figure_html(total.figure, _(total.label), size, covers(total))


def covers(total: Total) -> str:
    """Tell what a sum covers, and how much of it is named in the programme."""
    by = _("by {n} of {all} projects").format(
        n=wording.number(total.known, lang(), 0), all=wording.number(total.of, lang(), 0)
    )
    return "; ".join((by, *_made_of(total)))


def _made_of(total: Total) -> list[str]:
    """Tell how much of a sum is of projects named in the programme, and by weak sources."""
    wanted = {
        ("programme_link", "named"): _("of it named in the programme: {amount}, {n} projects"),
        ("source_kind", "headline"): _("of it known by headlines only: {amount}"),
    }
    return [
        template.format(amount=_amount(total, part), n=wording.number(part.known, lang(), 0))
        for part in total.parts
        if (template := wanted.get((part.column, part.value)))
    ]


def _amount(total: Total, part: Part) -> str:
    if total.figure.unit == wording.RUB_BN:
        return wording.money(part.amount, lang())
    return wording.number(part.amount, lang(), 0)


def totals(found: Iterable[Total]) -> str:
    """Give some sums side by side."""
    cells = "".join(map(total_html, found))
    return f"<div class='tile'><div class='row'>{cells}</div></div>" if cells else ""


def sheet(heads: Sequence[str], rows: Iterable[Sequence[str]], name: str = "") -> str:
    """Give a table; cells are HTML, a row of one cell is a heading over the next rows."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(
        f"<tr class='part'><th colspan='{len(heads)}'>{row[0]}</th></tr>"
        if len(row) == 1
        else "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f"<table class='sheet {escape(name)}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def cell(main: str, small: str = "", origin: str = "") -> str:
    """Give a cell as HTML: what it says, below it a smaller line, and where it comes from."""
    return (
        main
        + (f"<small>{small}</small>" if small else "")
        + (f"<small class='from'>{origin}</small>" if origin else "")
    )


def state_html(state: str) -> str:
    """Give a state with its mark."""
    words = terms.value_title("state", state, lang())
    return f"<span class='state {escape(state)}'>{escape(words)}</span>"
