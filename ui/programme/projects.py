"""The register of projects: a filter, totals that say what they cover, map, timeline and table.

Planned sums and sums that were made are never added, nor are the kinds of jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from layers import wording
from layers.vocabulary import CLUSTER, PARK_TYPE
from reports import programme_charts, terms
from reports.shapes import has_place
from ui import address
from ui.figures import escape, section
from ui.i18n import _, lang
from ui.picture import charts_button, picture
from ui.programme import filters, held, maps
from ui.programme.pieces import covers, empty, heading, page_title, state_html, totals
from ui.programme.statements import cited, money_words
from ui.programme.taking import about_layers, take

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from layers import Edition
    from layers.accounts import Register

__all__ = ["draw", "off_map", "table", "take_away", "timeline"]

SUM, SUM_KIND = "investment_rub_bn", "investment_kind"
JOBS, JOBS_KIND = "jobs", "jobs_kind"


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    if "projects" not in edition.records:
        text = _("This edition has no register of projects: add a table `projects` to it.")
        st.html(page_title(_("Projects")) + empty(text))
        st.html(off_map(edition))
        return
    overview = held.overview(edition)
    head = st.container()
    asked = filters.asked(edition, overview.programme if overview else None)
    register = held.projects(edition, asked)
    shown = _("{n} of {all} projects").format(
        n=wording.number(len(register.rows), lang(), 0),
        all=wording.number(register.of, lang(), 0),
    )
    head.html(page_title(_("Projects"), shown))
    if register.rows.empty:
        st.html(empty(_("No project is so. Take a choice out of the filter.")))
        return
    st.html(totals(register.totals) + _warning(register))
    views = {"map": _("On the map"), "timeline": _("Timeline"), "table": _("Table")}
    with st.container(key="project-views"):
        view = address.choice(_("Shown"), views, "show")
    if view == "timeline":
        timeline(edition, register, "projects-timeline")
    elif view == "table":
        take_away(edition, register)
        st.html(table(edition, register))
    else:
        _on_the_map(edition, register)


def _on_the_map(edition: Edition, register: Register) -> None:
    maps.projects(edition, register)
    st.html(_place_words(register))
    section(_("Investment by cluster and type of park"), _("RUB bn"))
    maps.money_bars(edition, register)
    note = _("Parks and sites whose place is not known: they stand in the tables only.")
    st.html(heading(_("Off the map"), note) + off_map(edition))


def _warning(register: Register) -> str:
    text = _(
        "{n} projects have no published sum. A park's sum may hold those of the plants in it, so "
        "the totals are an upper bound and not a result."
    ).format(n=wording.number(register.without_sum, lang(), 0))
    return f"<p class='cited'>{escape(text)}</p>"


def _place_words(register: Register) -> str:
    by_site = int((register.rows["placed_by"] == "site").sum())
    text = _(
        "{sites} stand at their site, {parks} within their park; of {lost} no place is known."
    ).format(
        sites=wording.number(by_site, lang(), 0),
        parks=wording.number(len(register.rows) - by_site - register.without_place, lang(), 0),
        lost=wording.number(register.without_place, lang(), 0),
    )
    sized = _("A point grows with the sum of its project.")
    return f"<p class='cited'>{escape(text)} {escape(sized)}</p>"


def timeline(edition: Edition, register: Register, key: str) -> None:
    """Draw when each project is under way, the earliest first."""
    found = programme_charts.projects(edition, register, lang())
    if found is not None:
        picture(found.svg, key)
        taken = [(found.title, found.svg)]
        charts_button(taken, key, found.notes, _("Timeline as SVG and PNG"))
    if register.without_years:
        text = _("{n} projects have no published years.").format(
            n=wording.number(register.without_years, lang(), 0)
        )
        st.html(f"<p class='cited'>{escape(text)}</p>")


def table(edition: Edition, register: Register) -> str:
    """Give the table of projects, a part for each cluster, park type or other group."""
    rows = pd.DataFrame(register.rows.drop(columns=register.rows.geometry.name))
    found = _group(rows)
    names = {**filters.groups(edition), "": _("Other")}
    heads = (_("Project"), _("Investment"), _("Jobs"), _("Years"), _("State"))
    parts = []
    for key, name in names.items():
        chosen = rows[found == key].to_dict("records")
        if not chosen:
            continue
        count = wording.number(len(chosen), lang(), 0)
        parts.append(
            f"<tr class='part'><th colspan='{len(heads)}'>{escape(name)} "
            f"<span>{count}</span></th></tr>"
        )
        parts.extend(map(_row, chosen))
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return (
        f"<table class='sheet projects'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(parts)}</tbody></table>"
    )


def _row(row: Mapping[Hashable, Any]) -> str:
    say = lang()
    note = row[f"note_{say}"]
    status = row[f"status_{say}"]
    money = "" if pd.isna(row[SUM]) else money_words(row[SUM])
    jobs = "" if pd.isna(row[JOBS]) else wording.number(row[JOBS], say, 0)
    state = terms.value_title("state", row["state"], say)
    status = "" if status == state else status
    origin = [_("Named in the programme")] if row["programme_link"] == "named" else []
    origin += [found] if (found := cited(row[f"source_{say}"])) else []
    return (
        f"<tr><td><b>{escape(row[f'name_{say}'])}</b>"
        + (f"<small>{escape(note)}</small>" if note else "")
        + f"<small class='from'>{' · '.join(origin)}</small></td>"
        f"<td class='n'>{escape(money)}{_kind(SUM_KIND, row, money)}</td>"
        f"<td class='n'>{escape(jobs)}{_kind(JOBS_KIND, row, jobs)}</td>"
        f"<td class='n'>{escape(programme_charts.years_words(row, lang()))}</td>"
        f"<td>{state_html(row['state'])}"
        + (f"<small>{escape(status)}</small>" if status else "")
        + "</td></tr>"
    )


def _kind(column: str, row: Mapping[Hashable, Any], shown: str) -> str:
    if not shown:
        return ""
    return f"<small>{escape(terms.value_title(column, row[column], lang()))}</small>"


def take_away(edition: Edition, register: Register, name: str = "projects") -> None:
    """Draw what gives the table of projects, with the totals and what they cover."""
    say = lang()
    rows = register.rows
    names = filters.groups(edition)

    def coded(column: str) -> pd.Series:
        return rows[column].map(lambda code: terms.value_title(column, code, say) if code else "")

    named = pd.DataFrame(
        {
            _("Project"): rows[f"name_{say}"],
            _("Cluster or type of park"): _group(rows).map(lambda code: names.get(code, "")),
            _("Investment, RUB bn"): rows[SUM],
            _("Investment is"): coded(SUM_KIND),
            _("Jobs"): rows[JOBS],
            _("Jobs are"): coded(JOBS_KIND),
            _("First year"): rows["year_start"],
            _("Last year"): rows["year_end"],
            _("State"): coded("state"),
            _("Note"): rows[f"note_{say}"],
            _("Source"): rows[f"source_{say}"],
        }
    )
    about = {
        _(one.label): f"{wording.written(one.figure, say)}; {covers(one)}"
        for one in register.totals
    }
    take(named, about | about_layers(edition, ["projects"]), name, _("Projects"))


def _group(rows: pd.DataFrame) -> pd.Series:
    """Give the code of each project's cluster, else type of park, else other group."""
    found = rows[CLUSTER]
    for column in (PARK_TYPE, "grouping"):
        found = found.where(found != "", rows[column])
    return found


def off_map(edition: Edition) -> str:
    """List the parks and sites whose place is not known, with what is known of it."""
    lists = []
    for layer in [one for one in ("parks", "sites") if one in edition.records]:
        frame = edition.frame(layer)
        lost = frame[~has_place(frame)]
        if lost.empty:
            continue
        rows = "".join(
            f"<li><b>{escape(row[f'name_{lang()}'])}</b>"
            f"<span>{escape(row.get(f'place_basis_{lang()}') or '')}</span></li>"
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
