"""What a programme's statements are written with: hedges, units before and after, partial dates.

A value keeps its hedge ("about", "at least"), and a date is written as exactly as it is known.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from babel.dates import format_date

from layers.wording import RUB_BN, SPACE, figure, money, number, percent, translator

if TYPE_CHECKING:
    from layers.programme import Money, Value

__all__ = [
    "amount",
    "bound_word",
    "date_words",
    "hedged",
    "kind_word",
    "shares_words",
    "sum_words",
    "value_words",
]

DAY: Final = 10
MONTH: Final = 7
"""Lengths of a date known to the day and to the month."""


def amount(value: float, unit: str, lang: str) -> tuple[str, str, str]:
    """Give a published value as what stands before its number, the number, and what stands after.

    Examples
    --------
    >>> amount(250, "rub_bn", "en"), amount(160, "jobs_thousand", "ru")
    (('RUB', '250', 'bn'), ('', '160', 'тыс.'))
    """
    _ = translator(lang)
    match unit:
        case "rub_bn":
            before, after = _("RUB|bn").split("|")
            return before, figure(value, RUB_BN, lang), after
        case "rub_m_as_printed":
            before, after = _("RUB|m").split("|")
            return before, number(value, lang, 1), after
        case "share":
            return "", percent(value, lang, 1), ""
        case "jobs_thousand":
            return "", number(value, lang, 1), _("thousand")
        case _other:
            return "", number(value, lang, 1), ""


def bound_word(bound: str, lang: str) -> str:
    """Say how a source hedges a number; empty where it does not."""
    _ = translator(lang)
    words = {
        "about": _("about"),
        "almost": _("almost"),
        "at_least": _("at least"),
        "over": _("over"),
    }
    return words.get(bound, "")


def hedged(text: str, bound: str, lang: str) -> str:
    """Put the source's hedge before a number.

    Examples
    --------
    >>> hedged("1,700", "over", "en"), hedged("60", "exact", "en")
    ('over 1,700', '60')
    """
    word = bound_word(bound, lang)
    return f"{word} {text}" if word else text


def value_words(value: Value, lang: str) -> str:
    """Write a published value in a line: hedge, number and unit, what it is.

    Examples
    --------
    >>> from layers.programme import Value
    >>> from layers.vocabulary import Words
    >>> one = Value(200, "rub_bn", "target", "about", Words("needed", "нужно"), Words(), "2015", ())
    >>> value_words(one, "en").replace(SPACE, " ")
    'about RUB 200 bn needed'
    """
    written = SPACE.join(part for part in amount(value.value, value.unit, lang) if part)
    said = hedged(written.replace(" ", SPACE), value.bound, lang)
    return f"{said} {value.text.say(lang)}"


def kind_word(kind: str, lang: str) -> str:
    """Say what a sum of money is: needed, came, expected, or an arrangement without a sum."""
    _ = translator(lang)
    words = {
        "target": _("needed"),
        "result": _("came"),
        "forecast": _("expected"),
        "arrangement": _("arrangement"),
    }
    return words[kind]


def sum_words(one: Money, lang: str) -> str:
    """Write a sum of money with its hedge; empty where the source names none."""
    return "" if one.rub_bn is None else hedged(money(one.rub_bn, lang), one.bound, lang)


def shares_words(one: Money, lang: str) -> str:
    """Write the parts of a sum of money, each with its hedge."""
    return "; ".join(
        f"{hedged(percent(part.share, lang, 1), part.bound, lang)} {part.text.say(lang)}"
        for part in one.shares
    )


def date_words(date: str, lang: str) -> str:
    """Write a date as exactly as it is known: a day, a month or a year.

    Examples
    --------
    >>> date_words("2016-03-25", "en"), date_words("2016-03", "en"), date_words("2016", "en")
    ('25 March 2016', 'March 2016', '2016')
    """
    if len(date) == DAY:
        pattern = translator(lang)("d MMMM y")
        return format_date(dt.date.fromisoformat(date), pattern, locale=lang)
    if len(date) == MONTH:
        return format_date(dt.date.fromisoformat(f"{date}-01"), "LLLL y", locale=lang)
    return date
