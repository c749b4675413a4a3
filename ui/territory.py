"""The territory on the Programme page, as HTML: the agglomeration, the zone, the medical centre."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from layers import wording
from reports import terms
from ui.figures import escape
from ui.i18n import _, lang
from ui.statements import amount, citations, date_words, figure, hedged, money_words

if TYPE_CHECKING:
    from layers import Edition
    from layers.programme import Definition, Programme

__all__ = ["agglomeration", "medical_centre", "zone"]


def agglomeration(programme: Programme) -> str:
    """Give the municipalities with area and people, and the ways to draw the agglomeration."""
    columns = []
    people, published = _("people"), _("published area")
    for one in programme.municipalities:
        area = f"{wording.number(one.area_km2, lang(), 0)}\u00a0{terms.unit('km²', lang())}"
        columns.append(
            f"<article class='tile span-4'><h3>{escape(one.title.say(lang()))}</h3>"
            f"<div class='row'>{_plain(wording.number(one.population, lang(), 0), people)}"
            f"{_plain(area, published)}</div>"
            f"<p class='cited'>{escape(date_words(one.date))} · "
            f"{citations(programme, one.sources)}</p></article>"
        )
    variants = "".join(map(partial(_variant, programme), programme.agglomeration))
    tiles = f"<section class='tiles'>{''.join(columns)}</section>"
    return f"{tiles}<ul class='variants'>{variants}</ul>"


def _variant(programme: Programme, one: Definition) -> str:
    values = "; ".join(
        f"<b>{escape(amount(value.value, value.unit)[1])}</b> {escape(value.text.say(lang()))}"
        for value in one.values
    )
    return (
        f"<li><p>{escape(one.text.say(lang()))} {values}</p>"
        f"<p class='cited'>{citations(programme, one.sources)}</p></li>"
    )


def _plain(number: str, what: str) -> str:
    return (
        f"<div class='stated middle'><p><b>{escape(number)}</b></p>"
        f"<p class='what'>{escape(what)}</p></div>"
    )


def medical_centre(edition: Edition, programme: Programme) -> str:
    """Give the medical centre: its institutes, of which one leads, and its published values."""
    centre, say, heads = programme.medical_centre, lang(), _("head institute")
    sites = edition.frame("sites").set_index("id")
    addresses = sites.get(f"address_{say}", pd.Series(dtype=str)).to_dict()
    institutes = "".join(
        f"<li><b>{escape(sites.loc[key, f'name_{say}'])}</b>"
        f"<span>{escape(addresses.get(key) or '')}</span>"
        + (f"<em>{escape(heads)}</em>" if key == centre.head else "")
        + "</li>"
        for key in centre.institutes
        if key in sites.index
    )
    unsure = [value for value in centre.values if value.unit == "rub_m_as_printed"]
    sure = [value for value in centre.values if value not in unsure]
    figures = "".join(figure(programme, value, "middle") for value in sure)
    doubts = "".join(figure(programme, value, "small") for value in unsure)
    return (
        f"<section class='tile centre'><h3>{escape(centre.title.say(say))}</h3>"
        f"<p class='what'>{escape(centre.text.say(say))}</p>"
        f"<p class='cited'>{citations(programme, centre.sources)}</p>"
        f"<ol class='institutes'>{institutes}</ol><div class='row'>{figures}</div>"
        f"<div class='row doubt'>{doubts}</div></section>"
    )


def zone(programme: Programme) -> str:
    """Give what each source reports of the special economic zone, a row each."""
    heads = (
        _("Date"),
        _("Area"),
        _("Residents"),
        _("Jobs"),
        _("Investment"),
        _("Output"),
        _("Taxes"),
        _("Source"),
    )
    hectares = terms.unit("ha", lang())
    rows = []
    for report in sorted(programme.zone, key=lambda one: one.date or "9999"):
        halves = [one for one in (report.south_ha, report.north_ha) if one is not None]
        area = "" if report.area_ha is None else wording.number(report.area_ha, lang(), 1)
        sites = "\u00a0+\u00a0".join(wording.number(one, lang(), 1) for one in halves)
        cells = (
            date_words(report.date) or _("no date"),
            f"{area or sites}\u00a0{hectares}" if area or sites else "",
            _counted(report.residents, report.residents_bound),
            _counted(report.jobs, report.jobs_bound),
            *(
                "" if one is None else money_words(one)
                for one in (report.investment_rub_bn, report.output_rub_bn, report.taxes_rub_bn)
            ),
        )
        detail = f"{sites}\u00a0{hectares}" if area and sites else ""
        notes = "; ".join(part for part in (detail, report.note.say(lang())) if part)
        rows.append(
            "<tr>"
            + "".join(f"<td class='n'>{escape(cell)}</td>" for cell in cells)
            + f"<td><small>{citations(programme, report.sources)}</small>"
            + (f"<small>{escape(notes)}</small>" if notes else "")
            + "</td></tr>"
        )
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return (
        f"<table class='sheet zone'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _counted(value: float | None, bound: str) -> str:
    return "" if value is None else hedged(wording.number(value, lang(), 0), bound)
