"""The territory on the Programme page, as HTML: the agglomeration and the zone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from layers import wording
from reports import terms
from ui.figures import escape
from ui.i18n import _, lang
from ui.programme.statements import amount, citations, date_words, hedged, money_words

if TYPE_CHECKING:
    from layers.programme import Definition, Programme

__all__ = ["agglomeration", "zone"]


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
