"""The programme at first sight: what each point states, what others report, what is documented.

A bar says how far a number is from what the programme states, where both count the same; a number
beyond it fills the bar and has an arrow. Nothing is added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers import wording
from layers.wording import RUB_BN
from ui.figures import escape
from ui.i18n import _, lang
from ui.programme.statements import amount, bound_word, date_words

if TYPE_CHECKING:
    from layers.accounts import Overview, PointAccount, Total
    from layers.programme import Value

__all__ = ["at_first_sight"]

LEFT_OUT: Final = ("goal", "priorities")
"""Points without a number to hold anything against."""
FIRST: Final = ("investment", "jobs", "projects", "roadmap")
"""The points that tell the programme's state; the others follow in their own order."""
SIZES: Final = {"rub_bn": (RUB_BN, 1.0), "jobs_thousand": ("jobs", 1000.0)}
"""The unit of sums that count the same as a value's, and how much of it one of the value's is."""
MANY: Final = 2
"""So many numbers at most have a line each."""


def at_first_sight(found: Overview) -> str:
    """Give a row for each point with numbers; its name leads to the point's tile."""
    shown = [one for one in found.points if one.point.id not in LEFT_OUT and one.stated]
    shown.sort(key=lambda one: FIRST.index(one.point.id) if one.point.id in FIRST else len(FIRST))
    if not shown:
        return ""
    dates = {value.date for one in shown for value in one.stated}
    when = f" · {date_words(dates.pop())}" if len(dates) == 1 else ""
    heads = (
        _("The programme"),
        _("States") + when,
        _("Others report"),
        _("Documented in the atlas"),
    )
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    rows = "".join(map(_row, shown))
    return (
        f"<table class='sheet glance'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: PointAccount) -> str:
    name = f"<a href='#point-{escape(one.point.id)}'>{escape(one.point.title.say(lang()))}</a>"
    goal, many = one.stated[0], len(one.stated) > MANY
    stated = [_value(value) for value in one.stated]
    others = [_value(value) for value in one.otherwise]
    others += [_value(value, _bar(value.value, goal)) for value in one.reached]
    if many:
        numbers = (wording.number(total.known, lang(), 0) for total in one.documented)
        kept = " · ".join(f"<b>{escape(number)}</b>" for number in numbers)
        documented = [f"{kept} <small>{escape(_('in the same order'))}</small>"]
    else:
        documented = [_total(total, goal, main=at == 0) for at, total in enumerate(one.documented)]
    inline = goal.unit not in SIZES
    return (
        f"<tr><th><span>{one.number}</span>{name}</th>"
        f"<td class='{escape(goal.kind)}'>{_lines(stated, inline=many)}</td>"
        f"<td>{_lines(others) or '—'}</td><td>{_lines(documented, inline=inline)}</td></tr>"
    )


def _lines(lines: list[str], *, inline: bool = False) -> str:
    lines = [" · ".join(lines)] if inline and lines else lines
    return "".join(f"<p>{line}</p>" for line in lines)


def _value(value: Value, bar: str = "") -> str:
    before, number, after = amount(value.value, value.unit)
    words = (escape(bound_word(value.bound)), escape(before), f"<b>{escape(number)}</b>")
    written = "\u00a0".join(word for word in (*words, escape(after)) if word)
    date = escape(date_words(value.date))
    return f"{bar}{written} <small title='{date}'>{escape(value.text.say(lang()))}</small>"


def _total(total: Total, goal: Value, *, main: bool) -> str:
    """Write what is documented, a sum with what it covers; a bar where it counts the same."""
    value, unit = total.figure.value, total.figure.unit
    number = wording.money(value, lang()) if unit == RUB_BN else wording.number(value, lang(), 0)
    small = _(total.label)
    same, size = SIZES.get(goal.unit, ("", 1.0))
    if same:
        small += " · " + _("{n} of {all}").format(
            n=wording.number(total.known, lang(), 0), all=wording.number(total.of, lang(), 0)
        )
    bar = _bar(value / size, goal) if main or (same and unit == same) else ""
    return f"{bar}<b>{escape(number)}</b> <small>{escape(small)}</small>"


def _bar(value: float, goal: Value) -> str:
    share = value / goal.value if goal.value else 0.0
    more = " class='more'" if share > 1 else ""
    return f"<i{more}><i style='width:{min(share, 1.0):.1%}'></i></i>"
