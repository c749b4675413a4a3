"""The road map: what of it is documented, in time and as a table, and the sheet for the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import AtlasError
from layers import wording
from layers.roadmap_columns import roadmap_xlsx, state_words
from layers.roadmap_sheet import faults_table, read_sheet
from layers.writing import table_csv
from reports import programme_charts
from ui import address
from ui.figures import escape, section
from ui.i18n import _, lang
from ui.picture import charts_button, picture
from ui.programme import held
from ui.programme.pieces import cell, empty, figure_html, heading, noted, page_title, sheet
from ui.programme.statements import cited, date_words, figure
from ui.tables import XLSX

if TYPE_CHECKING:
    from layers import Edition
    from layers.accounts import Action, Overview, Roadmap
    from layers.roadmap_sheet import Sheet

__all__ = ["draw"]

FAULTS: Final = "_roadmap_faults"


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    overview, plan = held.overview(edition), held.roadmap(edition)
    st.html(page_title(_("Road map"), _lead(plan)))
    st.html(_counts(overview, plan))
    if plan.actions:
        titles = {"": _("All"), **state_words(lang())}
        only = address.choice(_("State"), titles, "action")
        shown = [one for one in plan.actions if only in ("", one.state)]
        if shown:
            _timeline(edition, shown)
            st.html(_table(shown))
        else:
            st.html(empty(_("No action documented here is in this state.")))
    else:
        st.html(
            empty(
                _(
                    "No source names an action of the road map for this edition. Fill in the "
                    "spreadsheet below and bring it back."
                )
            )
        )
    _bring(plan)


def _lead(plan: Roadmap) -> str:
    known = wording.number(len(plan.actions), lang(), 0)
    if not plan.published:
        return _("{n} actions are documented here").format(n=known)
    return _(
        "{n} actions are documented here, of {all} that the programme speaks of. The text of the "
        "road map is in no open source: whether each is one of these is not shown."
    ).format(n=known, all=wording.number(plan.published[0].value, lang(), 0))


def _counts(overview: Overview | None, plan: Roadmap) -> str:
    stated = "".join(
        figure(overview.programme, value, "middle") for value in plan.published if overview
    )
    states = "".join(figure_html(one.figure, _(one.label)) for one in plan.by_state)
    sides = [(_("As published"), stated), (_("Documented here"), states)]
    if plan.brought:
        text = _("{n} of the actions are from your spreadsheet").format(
            n=wording.number(plan.brought, lang(), 0)
        )
        if plan.replaced:
            text += "; " + _("{n} of them stand in place of the atlas's").format(
                n=wording.number(plan.replaced, lang(), 0)
            )
        note = f"<p class='cited'>{escape(text)}</p>"
    else:
        note = ""
    groups = "".join(
        f"<div class='side' style='flex:1'><h4>{escape(title)}</h4>"
        f"<div class='row'>{body}</div></div>"
        for title, body in sides
        if body
    )
    return f"<div class='tile'><div class='sides'>{groups}</div>{note}</div>"


def _timeline(edition: Edition, shown: list[Action]) -> None:
    found = programme_charts.roadmap(edition, shown, lang())
    if found is None:
        return
    section(_("In time"))
    picture(found.svg, "roadmap-gantt")
    st.html(noted(found.notes[0]))
    taken = [(found.title, found.svg)]
    charts_button(taken, "roadmap", found.notes, _("Timeline as SVG and PNG"))


def _table(shown: list[Action]) -> str:
    say, words = lang(), state_words(lang())
    rows = []
    for one in shown:
        origin = [_("from your spreadsheet")] if one.brought else []
        origin += [_("its source counts it to the programme")] if one.link == "named" else []
        origin += [found] if (found := cited(one.source.say(say))) else []
        as_of = _("as of {date}").format(date=date_words(one.as_of)) if one.as_of else ""
        number = f"<span class='no'>{escape(one.id)}</span> " if one.brought else ""
        rows.append(
            (
                cell(f"{number}<b>{escape(one.title.say(say))}</b>", origin=" · ".join(origin)),
                cell(
                    f"<span class='state {escape(one.state)}'>{escape(words[one.state])}</span>",
                    escape(as_of),
                ),
                escape(one.performer.say(say)) or _unknown(),
                escape(one.document.say(say)) or _unknown(),
                escape(programme_charts.term_words(one, lang())) or _unknown(),
            )
        )
    heads = (_("Action"), _("State"), _("Performer"), _("Document"), _("Term"))
    return sheet(heads, rows, "roadmap")


def _unknown() -> str:
    return f"<small>{escape(_('not published'))}</small>"


def _bring(plan: Roadmap) -> None:
    """Draw what takes the sheet away and brings it back, and what was wrong with it."""
    lead = _(
        "Take the spreadsheet, fill in the rest, bring it back: its rows are checked one by one "
        "and stay in this session."
    )
    st.html(heading(_("The rest, by a spreadsheet"), lead))
    with st.container(horizontal=True):
        st.download_button(
            _("Empty template, XLSX"),
            data=lambda: roadmap_xlsx((), lang()),
            file_name="roadmap-template.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="roadmap-template",
        )
        st.download_button(
            _("Road map as it stands, XLSX"),
            data=lambda: roadmap_xlsx(plan.actions, lang()),
            file_name="roadmap.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="roadmap-xlsx",
        )
        if plan.brought:
            st.button(_("Take your spreadsheet off"), key="roadmap-drop", on_click=_forget)
    words = {"choose": _("Choose files"), "drop": _("or drop them here, up to 5 MB")}
    style = ";".join(
        f"--{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in words.items()
    )
    st.html(f"<style>[class*='st-key-upload']{{{style}}}</style>")
    with st.container(key="upload-roadmap"):
        file = st.file_uploader(
            _("Spreadsheet with the road map"),
            key="roadmap-file",
            on_change=_taken,
        )
    found = st.session_state.get(FAULTS)
    if file is not None and found is not None:
        _outcome(found)


def _forget() -> None:
    held.drop_sheet()
    st.session_state.pop(FAULTS, None)


def _taken() -> None:
    file = st.session_state["roadmap-file"]
    if file is None:
        st.session_state.pop(FAULTS, None)
        return
    try:
        found = read_sheet(file.getvalue(), file.name)
    except AtlasError as error:
        st.session_state[FAULTS] = error.said
        return
    if found.actions:
        held.take_sheet(found)
    st.session_state[FAULTS] = found


def _outcome(found: Sheet | str) -> None:
    if isinstance(found, str):
        head = escape(_("The spreadsheet cannot be taken as it is"))
        why = escape(wording.told(found, lang()))
        st.html(f"<div class='refused' role='alert'><b>{head}</b><p>{why}</p></div>")
        return
    text = _("{n} of {all} rows are taken.").format(
        n=wording.number(len(found.actions), lang(), 0), all=wording.number(found.rows, lang(), 0)
    )
    if not found.faults:
        st.html(f"<p class='taken' role='status'>{escape(text)}</p>")
        return
    head = _("{n} rows are refused, each with its reason:").format(
        n=wording.number(found.refused, lang(), 0)
    )
    table = faults_table(found, lang())
    rows = [tuple(escape(cell) for cell in row) for row in table.itertuples(index=False)]
    st.html(
        f"<div class='refused' role='alert'><b>{escape(text)} {escape(head)}</b></div>"
        + sheet(list(table.columns), rows, "faults")
    )
    st.download_button(
        _("Faults as CSV"),
        data=lambda: table_csv(table)[0],
        file_name="roadmap-faults.csv",
        mime="text/csv",
        on_click="ignore",
        key="roadmap-faults",
    )
