"""The projects on the Programme page: a table, and totals that say what they cover.

Planned sums and sums that were made are never added, nor are the kinds of jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from layers import wording
from layers.vocabulary import CLUSTER, PARK_TYPE
from reports import terms
from reports.shapes import has_place
from ui.figures import escape
from ui.i18n import _, lang
from ui.statements import link, money_words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from layers import Edition

__all__ = ["groups", "off_map", "table", "totals"]

SUM, SUM_KIND = "investment_rub_bn", "investment_kind"
JOBS, JOBS_KIND = "jobs", "jobs_kind"
KINDS = {SUM: SUM_KIND, JOBS: JOBS_KIND}
SEPARATOR = " ; "
"""Between the sources of one row."""
COLUMNS = (SUM, SUM_KIND, JOBS, JOBS_KIND, "year_start", "year_end", "state")
"""Columns that a table of projects may have; those that it lacks are empty."""


def groups(edition: Edition) -> dict[str, str]:
    """Give the groups of projects by key, each with its name: clusters, park types, the rest."""
    found = _grouped(edition.table("projects"))
    names = {}
    for layer in _named(edition, "sites", "parks"):
        for one in edition.record(layer).style.classes:
            if one.value:
                names[str(one.value)] = one.title(lang())
    rest = sorted(set(found) - set(names))
    names |= {key: terms.value_title("grouping", key, lang()) or _("Other") for key in rest}
    return {key: name for key, name in names.items() if key in set(found)}


def _named(edition: Edition, *layers: str) -> list[str]:
    """Give those of some layers that the edition has."""
    return [layer for layer in layers if layer in edition.records]


def _projects(edition: Edition) -> pd.DataFrame:
    projects = edition.table("projects")
    spoken = [f"{column}_{lang()}" for column in ("status", "note")]
    return projects.reindex(columns=list(dict.fromkeys((*projects.columns, *COLUMNS, *spoken))))


def _grouped(projects: pd.DataFrame) -> pd.Series:
    groups = projects[CLUSTER].fillna("")
    for column in (PARK_TYPE, "grouping"):
        groups = groups.where(groups != "", projects[column].fillna(""))
    return groups


def totals(edition: Edition) -> str:
    """Give the totals: what was planned, what was made, and how many projects each covers."""
    projects = _projects(edition)
    names = {
        (SUM, "planned"): _("planned investment"),
        (SUM, "made"): _("investment made"),
        (JOBS, "planned"): _("jobs planned"),
        (JOBS, "reported"): _("jobs reported"),
        (JOBS, "modernised"): _("jobs modernised"),
    }
    cells = []
    for (column, kind), what in names.items():
        values = projects.loc[projects[KINDS[column]] == kind, column]
        if values.empty:
            continue
        total = values.sum()
        shown = money_words(round(total, 1)) if column == SUM else wording.number(total, lang(), 0)
        covers = _("by {n} of {all} projects").format(
            n=wording.number(values.notna().sum(), lang(), 0),
            all=wording.number(len(projects), lang(), 0),
        )
        cells.append(
            f"<div class='stated middle'><p><b>{escape(shown)}</b></p>"
            f"<p class='what'>{escape(what)}</p><p class='cited'>{escape(covers)}</p></div>"
        )
    without = int(projects[SUM].isna().sum())
    warning = _(
        "{n} projects have no published sum. A park's sum may hold those of the plants in it, so "
        "the totals are an upper bound and not a result."
    ).format(n=wording.number(without, lang(), 0))
    return (
        f"<div class='tile'><div class='row'>{''.join(cells)}</div>"
        f"<p class='cited'>{escape(warning)}</p></div>"
    )


def table(edition: Edition, only: str = "") -> str:
    """Give the table of projects, a part for each cluster, park type or other group.

    Parameters
    ----------
    edition
        The edition.
    only
        The key of one group; empty for all.
    """
    projects = _projects(edition)
    found = _grouped(projects)
    heads = (_("Project"), _("Investment"), _("Jobs"), _("Years"), _("State"))
    parts = []
    for key, name in groups(edition).items():
        if only not in ("", key):
            continue
        rows = projects[found == key].to_dict("records")
        count = wording.number(len(rows), lang(), 0)
        parts.append(
            f"<tr class='part'><th colspan='{len(heads)}'>{escape(name)} "
            f"<span>{count}</span></th></tr>"
        )
        parts.extend(map(_row, rows))
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return (
        f"<table class='sheet projects'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(parts)}</tbody></table>"
    )


def _row(row: Mapping[Hashable, Any]) -> str:
    say = lang()
    note = _text(row[f"note_{say}"])
    status = _text(row[f"status_{say}"])
    money = "" if pd.isna(row[SUM]) else money_words(row[SUM])
    jobs = "" if pd.isna(row[JOBS]) else wording.number(row[JOBS], say, 0)
    state = terms.value_title("state", _text(row["state"]), say)
    status = "" if status == state else status
    named = _text(row.get("programme_link")) == "named"
    origin = [_("Named in the programme")] if named else []
    origin += [cited] if (cited := _cited(row)) else []
    return (
        f"<tr><td><b>{escape(row[f'name_{say}'])}</b>"
        + (f"<small>{escape(note)}</small>" if note else "")
        + f"<small class='from'>{' · '.join(origin)}</small></td>"
        f"<td class='n'>{escape(money)}{_kind(SUM_KIND, row, money)}</td>"
        f"<td class='n'>{escape(jobs)}{_kind(JOBS_KIND, row, jobs)}</td>"
        f"<td class='n'>{escape(_years(row))}</td>"
        f"<td><span class='state {escape(_text(row['state']))}'>{escape(state)}</span>"
        + (f"<small>{escape(status)}</small>" if status else "")
        + "</td></tr>"
    )


def _cited(row: Mapping[Hashable, Any]) -> str:
    """Give the sources of a project as HTML: names of sites for addresses, else the words."""
    parts = _text(row.get(f"source_{lang()}")).split(SEPARATOR)
    return "; ".join(
        link(part, urlsplit(part).netloc.removeprefix("www.") or part.split(",")[0], part)
        for part in parts
        if part
    )


def _kind(column: str, row: Mapping[Hashable, Any], shown: str) -> str:
    if not shown:
        return ""
    return f"<small>{escape(terms.value_title(column, _text(row[column]), lang()))}</small>"


def _years(row: Mapping[Hashable, Any]) -> str:
    start, end = row["year_start"], row["year_end"]
    if pd.isna(start) and pd.isna(end):
        return ""
    if pd.isna(start):
        return _("to {year}").format(year=f"{end:.0f}")
    if pd.isna(end):
        return _("from {year}").format(year=f"{start:.0f}")
    return f"{start:.0f}" if start == end else f"{start:.0f}–{end:.0f}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def off_map(edition: Edition) -> str:
    """List the parks and sites whose place is not known, with what is known of it."""
    lists = []
    for layer in _named(edition, "parks", "sites"):
        frame = edition.frame(layer)
        lost = frame[~has_place(frame)]
        if lost.empty:
            continue
        rows = "".join(
            f"<li><b>{escape(row[f'name_{lang()}'])}</b>"
            f"<span>{escape(_text(row.get(f'place_basis_{lang()}')))}</span></li>"
            for row in lost.drop(columns=lost.geometry.name).to_dict("records")
        )
        title = edition.record(layer).title(lang())
        count = _("{n} of {all}").format(
            n=wording.number(len(lost), lang(), 0), all=wording.number(len(frame), lang(), 0)
        )
        lists.append(
            f"<article class='tile span-6'><h3>{escape(title)} <em>{escape(count)}</em></h3>"
            f"<ul class='lost'>{rows}</ul></article>"
        )
    return f"<section class='tiles'>{''.join(lists)}</section>"
