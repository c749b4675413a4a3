"""Figures as they are written in a pack, each with the number of its method card.

A number is written by `layers.wording`, as on the page; its interval and its method stand in the
note below it. Cards are numbered in the order in which they are first cited.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo import SHARE
from layers.wording import RUB_BN, figure, interval, length, length_interval, money, translator
from reports.cards import card_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Figure, Method
    from layers.accounts import Total

__all__ = ["Methods", "Said", "of_total", "say"]

JOBS: Final = "jobs"
METRES: Final = "m"
MOST_VARIANTS: Final = 4
"""Values of one term, such as radii, that a card lists."""


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in words.

    Attributes
    ----------
    number
        With its unit.
    label
        What it says.
    aside
        What it covers, and its interval.
    cited
        The words that lead to its method card.
    card
        The number of that card.
    """

    number: str
    label: str
    aside: str
    cited: str
    card: int

    def as_dict(self, **more: Any) -> dict[str, Any]:
        """Give the words by their names, `note` for all that stands below the label."""
        note = "; ".join(one for one in (self.aside, self.cited) if one)
        return {**asdict(self), "note": note, **more}


class Methods:
    """The method cards of a pack, numbered.

    Parameters
    ----------
    lang
        The pack's language.
    titles
        What layers are called, by their ids.
    """

    def __init__(self, lang: str, titles: Mapping[str, str]) -> None:
        self.lang = lang
        self._titles = titles
        self._cards: dict[tuple[str, ...], dict[str, dict[str, None]]] = {}

    def card(self, method: Method) -> int:
        """Keep a card and give its number; one of the same formula on the same layers is one."""
        layers = (f"{one.id}@{one.sha256}" for one in method.layers)
        key = (method.measure, method.formula, method.crs, *layers)
        card = self._cards.setdefault(key, {})
        for term, text in card_rows(method, self.lang, self._titles).items():
            if text:
                card.setdefault(term, {})[text] = None
        return list(self._cards).index(key) + 1

    def cite(self, method: Method) -> str:
        """Keep a card and give the words that lead to it."""
        return translator(self.lang)("method {number}").format(number=self.card(method))

    def told(self) -> list[dict[str, Any]]:
        """Give the cards in the order of their numbers; what differs too much is left to pages."""
        _ = translator(self.lang)
        return [
            {
                "number": number,
                "title": _(key[0])[:1].upper() + _(key[0])[1:],
                "rows": [
                    [term, "; ".join(texts)]
                    for term, texts in card.items()
                    if len(texts) <= MOST_VARIANTS
                ],
            }
            for number, (key, card) in enumerate(self._cards.items(), 1)
        ]


def say(one: Figure, label: str, methods: Methods, covers: str = "") -> Said:
    """Write a figure, and what it covers."""
    lang = methods.lang
    aside = [covers]
    if one.low is not None and one.high is not None:
        aside.append(_interval(one.low, one.high, one.unit, lang))
    return Said(
        _number(one, lang),
        label,
        "; ".join(part for part in aside if part),
        methods.cite(one.method),
        methods.card(one.method),
    )


def of_total(total: Total, methods: Methods) -> Said:
    """Write a sum or a count and what it covers."""
    _ = translator(methods.lang)
    covers = ""
    if total.known != total.of and total.figure.unit:
        covers = _("{known} of {of} have a figure").format(known=total.known, of=total.of)
    one = say(total.figure, _(total.label), methods, covers)
    if total.figure.unit == JOBS:  # the label says what is counted
        return replace(one, number=figure(total.figure.value, JOBS, methods.lang))
    return one


def _number(one: Figure, lang: str) -> str:
    if one.unit == RUB_BN:
        return money(one.value, lang)
    if one.unit == METRES:
        return length(one.value, lang)
    unit = "" if one.unit == SHARE else translator(lang)(one.unit)
    return f"{figure(one.value, one.unit, lang)} {unit}".rstrip()


def _interval(low: float, high: float, unit: str, lang: str) -> str:
    if unit == METRES:
        return length_interval(low, high, lang)
    return interval(low, high, lambda end: figure(end, unit, lang))
