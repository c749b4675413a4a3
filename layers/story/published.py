"""Figures that the programme publishes, each with its date and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers import phrases, wording
from layers.programme import Programme, Value, parse_programme
from layers.story.told import Named, Say, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.edition import Edition
    from layers.programme import Money

__all__ = ["published"]


def published(edition: Edition) -> Iterator[tuple[str, Named]]:
    """Give the values of the programme's points, its sums of money and its medical centre."""
    if "programme" not in edition.records:
        return
    programme = parse_programme(edition.document("programme"))
    lists = [(f"programme.{one.id}", one.title.say, one.values) for one in programme.points]
    centre = programme.medical_centre
    if centre is not None:
        lists.append(("centre", centre.title.say, centre.values))
    for start, title, values in lists:
        for place, value in enumerate(values, 1):
            yield f"{start}.{place}", _of_value(programme, title, value)
    for money in programme.money:
        if money.rub_bn is not None:
            yield f"money.{money.id}", _of_money(programme, money)


def _of_value(programme: Programme, title: Say, value: Value) -> Named:
    def find(lang: str) -> Told:
        before, number, after = phrases.amount(value.value, value.unit, lang)
        text = wording.SPACE.join(part for part in (before, number) if part)
        return Told(
            number=phrases.hedged(text, value.bound, lang),
            unit=after,
            interval="",
            label=value.text.say(lang),
            source=_cited(programme, value, lang),
        )

    return Named(lambda lang: f"{title(lang)}: {phrases.value_words(value, lang)}", find)


def _of_money(programme: Programme, one: Money) -> Named:
    value = Value(
        one.rub_bn or 0.0, "rub_bn", one.kind, one.bound, one.text, one.note, one.date, one.sources
    )

    def title(lang: str) -> str:
        return f"{wording.translator(lang)('Money')}, {phrases.date_words(one.date, lang)}"

    return _of_value(programme, title, value)


def _cited(programme: Programme, value: Value, lang: str) -> str:
    cited = "; ".join(programme.cite(value.sources, lang))
    date = phrases.date_words(value.date, lang) if value.date else ""
    return f"{cited} ({date})" if date and date not in cited else cited
