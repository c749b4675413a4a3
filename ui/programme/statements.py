"""What the programme's document states, in the session's language: values, dates, citations.

A value keeps its hedge ("about", "at least"), its date and its sources: a figure is never shown
without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from layers import phrases, wording
from ui.figures import escape
from ui.i18n import lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.programme import Programme, Value

__all__ = [
    "amount",
    "bound_word",
    "citations",
    "cited",
    "date_words",
    "figure",
    "hedged",
    "link",
    "money_words",
    "whole_citation",
]
SEPARATOR = " ; "
"""Between the sources of one row."""


def amount(value: float, unit: str) -> tuple[str, str, str]:
    """Give a value as what stands before the number, the number, and what stands after it."""
    return phrases.amount(value, unit, lang())


def money_words(rub_bn: float) -> str:
    """Write a sum of money in billions of roubles as the language writes it."""
    return wording.money(rub_bn, lang())


def bound_word(bound: str) -> str:
    """Say how a source hedges a number; empty where it does not."""
    return phrases.bound_word(bound, lang())


def hedged(number: str, bound: str) -> str:
    """Put the source's hedge before a number: "over 1,700"."""
    return phrases.hedged(number, bound, lang())


def date_words(date: str) -> str:
    """Write a date as exactly as it is known: a day, a month or a year."""
    return phrases.date_words(date, lang())


def citations(programme: Programme, keys: Iterable[str]) -> str:
    """Give the sources of a statement as HTML: the publisher's name, the whole citation behind it.

    Pages of one publisher stand under one name, the second and later ones as numbers.
    """
    publishers: dict[str, list[str]] = {}
    for key in keys:
        name = programme.source[key].citation.say(lang()).split(",")[0]
        publishers.setdefault(name, []).append(key)
    return "; ".join(
        ", ".join(
            _linked(programme, key, name if number == 1 else str(number))
            for number, key in enumerate(pages, 1)
        )
        for name, pages in publishers.items()
    )


def whole_citation(programme: Programme, key: str) -> str:
    """Give the whole citation of one source as HTML."""
    return _linked(programme, key, programme.source[key].citation.say(lang()))


def _linked(programme: Programme, key: str, text: str) -> str:
    source = programme.source[key]
    return link(source.url, text, source.citation.say(lang()))


def link(url: str, text: str, title: str) -> str:
    """Give text as HTML, a link where the address is one of the web."""
    if not url.startswith(("https://", "http://")):
        return f"<span title='{escape(title)}'>{escape(text)}</span>"
    return (
        f"<a href='{escape(url)}' title='{escape(title)}' target='_blank' "
        f"rel='noopener noreferrer'>{escape(text)}</a>"
    )


def cited(text: str) -> str:
    """Give the sources of a row as HTML: names of sites for addresses, else the words.

    Parameters
    ----------
    text
        Citations and addresses, parted by " ; ".
    """
    return "; ".join(
        link(part, urlsplit(part).netloc.removeprefix("www.") or part.split(",")[0], part)
        for part in text.split(SEPARATOR)
        if part
    )


def figure(
    programme: Programme, value: Value, size: str = "large", found: Iterable[str] = ()
) -> str:
    """Give a value as HTML: the number, what it counts, when and by whom it was published.

    Parameters
    ----------
    programme
        The programme, whose sources are cited.
    value
        The value.
    size
        large, middle: 40 or 28 pixels.
    found
        Lines, as HTML, on what the atlas documents of it.
    """
    before, number, after = amount(value.value, value.unit)
    hedge = bound_word(value.bound)
    parts = [
        f"<i>{escape(hedge)}</i> " if hedge else "",
        f"<i>{escape(before)}</i> " if before else "",
        f"<b>{escape(number)}</b>",
        f" <i>{escape(after)}</i>" if after else "",
    ]
    note = value.note.say(lang())
    when = f"{escape(date_words(value.date))} · " if value.date else ""
    return (
        f"<div class='stated {size} {escape(value.kind)}'><p>{''.join(parts)}</p>"
        f"<p class='what'>{escape(value.text.say(lang()))}</p>"
        + (f"<p class='cited'>{escape(note)}</p>" if note else "")
        + f"<p class='cited'>{when}{citations(programme, value.sources)}</p>"
        + "".join(f"<div class='found'>{line}</div>" for line in found)
        + "</div>"
    )
