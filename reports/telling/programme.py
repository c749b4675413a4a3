"""The programme told in words: its points against what is known, its money, its medical centre.

What is stated, reached and documented stands apart, each value with its date and source; nothing
is added up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.accounts import medical_centre, one_site, overview
from layers.accounts.medical import figure_words
from layers.phrases import date_words, kind_word, shares_words, sum_words, value_words
from layers.vocabulary import ID, NAME, in_language
from layers.wording import translator
from reports.telling.said import of_total, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.accounts import PointAccount
    from layers.edition import Edition
    from layers.programme import Money, Programme, Source, Value
    from reports.telling.said import Methods

__all__ = ["medical", "money_rows", "points"]


def points(edition: Edition, methods: Methods) -> list[dict[str, Any]]:
    """Tell the programme's points: stated, reached, documented, unknown; none without one."""
    account = overview(edition)
    if account is None:
        return []
    return [_point(account.programme, one, methods) for one in account.points]


def _point(programme: Programme, one: PointAccount, methods: Methods) -> dict[str, Any]:
    lang = methods.lang
    _ = translator(lang)
    return {
        "number": one.number,
        "title": one.point.title.say(lang),
        "text": one.point.text.say(lang),
        "stated": [_value(programme.source, value, lang) for value in one.stated],
        "otherwise": [_value(programme.source, value, lang) for value in one.otherwise],
        "reached": [_value(programme.source, value, lang) for value in one.reached],
        "documented": [of_total(total, methods).as_dict(key=total.key) for total in one.documented],
        "unknown": [_(text) for text in one.unknown],
    }


def _value(source: Mapping[str, Source], value: Value, lang: str) -> dict[str, str]:
    cited = "; ".join(_cite(source, value.sources, lang))
    dated = ", ".join(one for one in (date_words(value.date, lang), cited) if one)
    return {"text": value_words(value, lang), "cited": dated}


def _cite(source: Mapping[str, Source], keys: Iterable[str], lang: str) -> list[str]:
    return [source[key].citation.say(lang) for key in keys]


def money_rows(edition: Edition, lang: str) -> list[dict[str, Any]]:
    """Tell every sum of money in the order of its date; `value` is None where none is named."""
    account = overview(edition)
    if account is None:
        return []
    programme = account.programme
    return [_sum(programme, one, lang) for one in sorted(programme.money, key=lambda one: one.date)]


def _sum(programme: Programme, one: Money, lang: str) -> dict[str, Any]:
    return {
        "date": date_words(one.date, lang),
        "value": one.rub_bn,
        "kind": one.kind,
        "number": sum_words(one, lang),
        "kind_words": kind_word(one.kind, lang),
        "text": one.text.say(lang),
        "more": " ".join(part for part in (shares_words(one, lang), one.note.say(lang)) if part),
        "cited": "; ".join(programme.cite(one.sources, lang)),
    }


def medical(edition: Edition, methods: Methods) -> dict[str, Any] | None:
    """Tell of the medical centre; None where the edition has none.

    `changes` are rows of a figure as it is and as it would be on the site of the medical park.
    """
    account = medical_centre(edition)
    if account is None:
        return None
    lang = methods.lang
    _ = translator(lang)
    centre = account.centre
    changes, figures = [], []
    for one in one_site(edition, "parks", centre.park) if _is_placed(edition, centre.park) else ():
        label = figure_words(one.key, lang)
        before, after = (say(figure, label, methods) for figure in (one.before, one.after))
        figures.append(before)
        changes.append([label, before.number, after.number])
    cards = dict.fromkeys(one.cited for one in figures)
    names = dict(
        zip(account.institutes.index, account.institutes[in_language(NAME, lang)], strict=True)
    )
    return {
        "title": centre.title.say(lang),
        "text": centre.text.say(lang),
        "values": [_value(account.source, value, lang) for value in centre.values],
        "institutes": [str(one) for one in names.values()],
        "ids": [str(one) for one in names],
        "park": centre.park,
        "site": _park_name(edition, centre.park, lang),
        "figures": [one.as_dict() for one in figures],
        "changes": changes,
        "note": "; ".join([*cards, *_cite(account.source, centre.sources, lang)]),
    }


def _park_name(edition: Edition, park: str, lang: str) -> str:
    frame = edition.frame("parks")
    found = frame.loc[frame[ID] == park, in_language(NAME, lang)]
    return str(found.iloc[0]) if len(found) else ""


def _is_placed(edition: Edition, park: str) -> bool:
    if "parks" not in edition.records:
        return False
    frame = edition.frame("parks")
    return bool(frame.loc[frame[ID] == park].geometry.notna().any())
