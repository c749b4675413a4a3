"""The charts of the programme, drawn once for pages, paper and the terminal.

Each carries what must stand below it in a file: how it is read, its method, and the source and
date of its layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import said
from layers import FormatError, accounts
from layers.accounts import STATES
from layers.phrases import date_words
from layers.roadmap_columns import state_words
from layers.vocabulary import CLUSTER, PARK_TYPE, in_language
from layers.wording import RUB_BN, figure, translator
from reports import terms
from reports.cards import card_rows
from reports.charts import Bar, Span, bars, gantt, moment
from reports.charts.svg import BLUE, ORANGE
from reports.sheet import sources
from reports.telling.places import class_title
from reports.telling.programme import money_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from layers.accounts import Action, Register
    from layers.edition import Edition

__all__ = [
    "CHARTS",
    "ProgrammeChart",
    "chart",
    "investment",
    "money",
    "projects",
    "roadmap",
    "term_words",
    "years_words",
]

SUM: Final = "investment_rub_bn"
SUM_KIND: Final = "investment_kind"
INVESTMENT: Final = {"planned": "#FDB863", "made": "#2166AC"}
MONEY: Final = {"target": ORANGE, "result": BLUE}
OTHER_MONEY: Final = "#88A0B0"
ACTIONS: Final = {"implemented": "#2166AC", "now": "#67A9CF", "postponed": "#D95F02"}
PROJECTS: Final = {
    "completed": "#2166AC",
    "under_way": "#67A9CF",
    "planned": "#FDB863",
    "concept": "#B0A18B",
    "stalled": "#B35806",
    "unknown": "#B0BEC5",
}
"""Colours of the states, in charts for print and projector alike."""


@dataclass(frozen=True, slots=True)
class ProgrammeChart:
    """A chart: its title, the picture as SVG, and what stands below it in a file, a line each."""

    title: str
    svg: str
    notes: tuple[str, ...]


def roadmap(edition: Edition, actions: Iterable[Action], lang: str) -> ProgrammeChart | None:
    """Draw actions of the road map in time; None where there is none."""
    _ = translator(lang)
    words = state_words(lang)
    spans = [
        Span(
            one.title.say(lang),
            moment(one.start),
            moment(one.end, last=True),
            one.state,
            term_words(one, lang),
        )
        for one in actions
    ]
    if not spans:
        return None
    title = _("Road map in time")
    states = {state: (words[state], ACTIONS[state]) for state in STATES}
    hint = _("A diamond: only the end is known. A bar that fades: the end is not known.")
    notes = (hint, *_source(edition, "roadmap", lang))
    return ProgrammeChart(title, gantt(spans, states, title), notes)


def projects(edition: Edition, register: Register, lang: str) -> ProgrammeChart | None:
    """Draw when each project is under way, the earliest first; None where no year is known."""
    rows = register.rows
    dated = rows[rows["year_start"].notna() | rows["year_end"].notna()]
    first = dated["year_start"].fillna(dated["year_end"])
    spans = [
        Span(
            str(row[in_language("name", lang)]),
            None if pd.isna(row["year_start"]) else float(row["year_start"]),
            None if pd.isna(row["year_end"]) else float(row["year_end"]) + 1,
            str(row["state"]) or "unknown",
            years_words(row, lang),
        )
        for row in dated.loc[first.sort_values(kind="stable").index].to_dict("records")
    ]
    if not spans:
        return None
    found = {one.state for one in spans}
    states = {
        code: (terms.value_title("state", code, lang), colour)
        for code, colour in PROJECTS.items()
        if code in found
    }
    title = translator(lang)("Timeline of projects")
    notes = tuple(_source(edition, "projects", lang))
    return ProgrammeChart(title, gantt(spans, states, title), notes)


def investment(edition: Edition, register: Register, kind: str, lang: str) -> ProgrammeChart | None:
    """Draw sums of one kind by cluster and type of park; None where there is none.

    Parameters
    ----------
    edition
        The edition.
    register
        The projects.
    kind
        `planned` or `made`: they are never added up.
    lang
        The language of every word.
    """
    _ = translator(lang)
    titles = {"planned": _("Planned investment"), "made": _("Investment made")}
    rows = register.rows
    group = rows[CLUSTER].where(rows[CLUSTER] != "", rows[PARK_TYPE])
    group = group.where(group != "", rows["grouping"])
    sums = rows.loc[rows[SUM_KIND] == kind, SUM]
    drawn = [
        Bar(_group_title(edition, str(code), lang), value, INVESTMENT[kind])
        for code, value in sums.groupby(group).sum().sort_values(ascending=False).items()
        if value > 0
    ]
    if not drawn:
        return None
    called = {key: one.title(lang) for key, one in edition.records.items()}
    told = dict.fromkeys(
        f"{term}: {text}"
        for one in register.totals
        if one.key == f"{SUM}.{kind}"
        for term, text in card_rows(one.figure.method, lang, called).items()
        if text
    )
    svg = bars(drawn, titles[kind], lambda value: figure(value, RUB_BN, lang))
    notes = (*told, *_source(edition, "projects", lang))
    return ProgrammeChart(f"{titles[kind]}, {_('RUB bn')}", svg, notes)


def money(edition: Edition, rows: Iterable[Mapping[str, Any]], lang: str) -> ProgrammeChart | None:
    """Draw the sums that `telling.programme.money_rows` tells; None where none is named."""
    named = [one for one in rows if one["value"] is not None]
    if not named:
        return None
    _ = translator(lang)
    numbers = {one["value"]: one["number"] for one in named}
    drawn = [
        Bar(
            f"{one['date']}, {one['kind_words']}", one["value"], MONEY.get(one["kind"], OTHER_MONEY)
        )
        for one in named
    ]
    title = _("Money")
    notes = (
        _("Each sum as its source gives it, in the order of dates. Nothing is added up."),
        *dict.fromkeys(str(one["cited"]) for one in named if one["cited"]),
        *_source(edition, "programme", lang),
    )
    return ProgrammeChart(title, bars(drawn, title, lambda value: numbers[value]), notes)


CHARTS: Final[dict[str, Callable[[Edition, str], ProgrammeChart | None]]] = {
    "money": lambda edition, lang: money(edition, money_rows(edition, lang), lang),
    "investment-planned": lambda edition, lang: investment(
        edition, accounts.projects(edition), "planned", lang
    ),
    "investment-made": lambda edition, lang: investment(
        edition, accounts.projects(edition), "made", lang
    ),
    "projects": lambda edition, lang: projects(edition, accounts.projects(edition), lang),
    "roadmap": lambda edition, lang: roadmap(edition, accounts.roadmap(edition).actions, lang),
}
"""The charts of an edition by the names that the terminal knows."""


def chart(edition: Edition, name: str, lang: str) -> ProgrammeChart:
    """Draw a chart of the programme by its name.

    Raises
    ------
    FormatError
        There is no such chart, or this edition has nothing to draw in it.
    LanguageError
        The atlas does not speak `lang`.
    """
    if name not in CHARTS:
        known = ", ".join(CHARTS)
        raise FormatError(
            said(
                "Expected the name of a chart ({known}); `{name}` came. Ask for one of these.",
                known=known,
                name=name,
            )
        )
    found = CHARTS[name](edition, lang)
    if found is None:
        raise FormatError(
            said(
                "Expected something to draw in the chart `{name}`; the edition `{edition}` has "
                "nothing of it. Ask for another chart, or fill in the layer.",
                name=name,
                edition=edition.id,
            )
        )
    return found


def term_words(one: Action, lang: str) -> str:
    """Write the term of an action: from, to, or both; empty where not known."""
    _ = translator(lang)
    start, end = date_words(one.start, lang), date_words(one.end, lang)
    if start and end:
        return f"{start} – {end}"
    if end:
        return _("ends: {date}").format(date=end)
    return _("starts: {date}").format(date=start) if start else ""


def years_words(row: Mapping[Hashable, Any], lang: str) -> str:
    """Write the years of a project: from, to, or both; empty where not known."""
    _ = translator(lang)
    start, end = row["year_start"], row["year_end"]
    if pd.isna(start) and pd.isna(end):
        return ""
    if pd.isna(start):
        return _("to {year}").format(year=f"{end:.0f}")
    if pd.isna(end):
        return _("from {year}").format(year=f"{start:.0f}")
    return f"{start:.0f}" if start == end else f"{start:.0f}–{end:.0f}"


def _group_title(edition: Edition, code: str, lang: str) -> str:
    for layer in ("sites", "parks"):
        title = class_title(edition, layer, code, lang)
        if title != code:
            return title
    return terms.value_title("grouping", code, lang)


def _source(edition: Edition, layer: str, lang: str) -> list[str]:
    """Tell the source and the date of a layer, in a line."""
    if layer not in edition.records:
        return []
    return [f"{one['title']}: {one['text']}" for one in sources([edition.record(layer)], lang)]
