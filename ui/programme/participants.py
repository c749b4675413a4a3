"""Who takes part where, as a table and on the map, and the federal instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import wording
from layers.accounts.participants import KINDS
from layers.vocabulary import ID, NAME, in_language
from ui import address
from ui.figures import escape
from ui.i18n import _, lang
from ui.programme import held, maps
from ui.programme.pieces import cell, empty, figure_html, heading, page_title, sheet, with_card
from ui.programme.statements import citations, cited, date_words, figure
from ui.programme.taking import about_layers, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers import Edition
    from layers.accounts import Overview, Participants, Takes

__all__ = ["draw"]

COLOURS: Final = {
    "universities": "#332288",
    "organisations": "#2166AC",
    "companies": "#5D4037",
    "others": "#78909C",
}
"""Colours of those that have a place, as of the parks that they are nearest to."""


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    found, overview = held.participants(edition), held.overview(edition)
    lead = _("Whom sources name, and in which clusters, parks and projects they take part.")
    st.html(page_title(_("Participants"), lead))
    if not found.rows:
        st.html(empty(_("No source names a participant for this edition.")))
    else:
        st.html(_counts(overview, found))
        kinds = [kind for kind in KINDS if any(one.kind == kind for one in found.rows)]
        titles = {"": _("All"), **{kind: _(KINDS[kind]) for kind in kinds}}
        only = address.choice(_("Kind of participant"), titles, "who")
        shown = [one for one in found.rows if only in ("", one.kind)]
        _map(edition, shown, only)
        st.html(_table(edition, shown))
        _take(edition, shown)
    _instruments(edition, overview)


def _counts(overview: Overview | None, found: Participants) -> str:
    cells = []
    for kind, total in found.documented.items():
        number = wording.number(total.known, lang(), 0)
        text = _("{n} named in the atlas").format(n=number)
        named = with_card(text, _(total.label), total.figure.method)
        stated = found.published.get(kind, ())
        if stated and overview:
            cells += [figure(overview.programme, one, "middle", [named]) for one in stated]
        elif total.known:
            cells.append(figure_html(total.figure, _(total.label)))
    return f"<div class='tile'><div class='row'>{''.join(cells)}</div></div>"


def _map(edition: Edition, shown: Sequence[Takes], only: str) -> None:
    placed = [one for one in shown if one.placed]
    if not placed:
        st.html(empty(_("None of these has a known place.")))
        return
    sites = edition.frame("sites").set_index(ID)
    kinds = list(COLOURS)
    frame = gpd.GeoDataFrame(
        {
            "value": [kinds.index(one.kind) for one in placed],
            "words": [f"{one.title.say(lang())}\n{one.text.say(lang())}" for one in placed],
        },
        geometry=[sites.loc[one.site, "geometry"] for one in placed],
        crs=sites.crs,
    ).sort_values("value", ascending=False, kind="stable")
    classes = [(_(KINDS[kind]), colour) for kind, colour in COLOURS.items()]
    maps.points(edition, frame, classes, ("participants", only), _("Participants"))


def _names(edition: Edition, layer: str) -> dict[str, str]:
    if layer not in edition.records:
        return {}
    record = edition.record(layer)
    rows = edition.frame(layer) if record.kind == "vector" else edition.table(layer)
    column = in_language("short", lang())
    column = column if column in rows.columns else in_language(NAME, lang())
    return dict(zip(rows[ID].astype(str), rows[column].astype(str), strict=True))


def _table(edition: Edition, shown: Sequence[Takes]) -> str:
    names = {layer: _names(edition, layer) for layer in ("clusters", "parks", "projects")}
    rows: list[tuple[str, ...]] = []
    for kind, title in KINDS.items():
        chosen = [one for one in shown if one.kind == kind]
        if chosen:
            count = wording.number(len(chosen), lang(), 0)
            rows.append((f"{escape(_(title))} <span>{count}</span>",))
            rows += [_row(one, names) for one in chosen]
    heads = (_("Participant"), _("Clusters"), _("Parks"), _("Projects"))
    return sheet(heads, rows, "participants")


def _take(edition: Edition, shown: Sequence[Takes]) -> None:
    names = {layer: _names(edition, layer) for layer in ("clusters", "parks", "projects")}
    named = pd.DataFrame(
        {
            _("Participant"): [one.title.say(lang()) for one in shown],
            _("Kind"): [_(KINDS[one.kind]) for one in shown],
            _("Clusters"): [_joined(one.clusters, names["clusters"]) for one in shown],
            _("Parks"): [_joined(one.parks, names["parks"]) for one in shown],
            _("Projects"): [_joined(one.projects, names["projects"]) for one in shown],
            _("Note"): [one.text.say(lang()) for one in shown],
            _("Source"): ["; ".join(part.say(lang()) for part in one.sources) for one in shown],
        }
    )
    about = about_layers(edition, ["programme", "sites", "projects"])
    take(named, about, "participants", _("Participants"))


def _joined(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(one, one) for one in ids)


def _row(one: Takes, names: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    sources = "; ".join(cited(source.say(lang())) for source in one.sources)
    text = one.text.say(lang())
    place = "" if one.placed or not one.site else _("place not known")
    small = "; ".join(part for part in (text, place) if part)
    return (
        cell(f"<b>{escape(one.title.say(lang()))}</b>", escape(small), sources),
        _listed(one.clusters, names["clusters"]),
        _listed(one.parks, names["parks"]),
        _listed(one.projects, names["projects"]),
    )


def _listed(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return "<br>".join(escape(names.get(one, one)) for one in ids)


def _instruments(edition: Edition, overview: Overview | None) -> None:
    found = held.instruments(edition)
    lead = ""
    if found.published and found.documented:
        lead = _("{n} of at least {all} are named by sources.").format(
            n=wording.number(found.documented.known, lang(), 0),
            all=wording.number(found.published[0].value, lang(), 0),
        )
    st.html(heading(_("Federal instruments"), lead))
    if not found.rows or overview is None:
        st.html(empty(_("No source names a federal instrument for this edition.")))
        return
    names = {layer: _names(edition, layer) for layer in ("clusters", "parks", "sites")}
    rows = [
        (
            cell(
                f"<b>{escape(one.title.say(lang()))}</b>",
                escape(one.text.say(lang())),
                citations(overview.programme, one.sources),
            ),
            escape(date_words(one.date)),
            _listed(one.clusters, names["clusters"]),
            _listed(one.parks, names["parks"]),
            _listed(one.sites, names["sites"]),
        )
        for one in found.rows
    ]
    heads = (_("Instrument"), _("Since"), _("Clusters"), _("Parks"), _("Organisations"))
    st.html(sheet(heads, rows, "instruments"))
    named = pd.DataFrame(
        {
            _("Instrument"): [one.title.say(lang()) for one in found.rows],
            _("Since"): [date_words(one.date) for one in found.rows],
            _("Clusters"): [_joined(one.clusters, names["clusters"]) for one in found.rows],
            _("Parks"): [_joined(one.parks, names["parks"]) for one in found.rows],
            _("Organisations"): [_joined(one.sites, names["sites"]) for one in found.rows],
            _("Note"): [one.text.say(lang()) for one in found.rows],
            _("Source"): [
                "; ".join(found.source[key].citation.say(lang()) for key in one.sources)
                for one in found.rows
            ],
        }
    )
    take(named, about_layers(edition, ["programme"]), "instruments", _("Federal instruments"))
