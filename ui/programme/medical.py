"""The medical centre: its institutes, how far from what, who lives near, and the what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import wording
from layers.accounts.medical import figure_words
from layers.vocabulary import ID, NAME, PARK_TYPE, in_language
from ui import address
from ui.figures import escape, section
from ui.i18n import _, lang
from ui.programme import held, maps
from ui.programme.pieces import (
    empty,
    ends_words,
    figure_html,
    heading,
    how,
    noted,
    page_title,
    sheet,
)
from ui.programme.statements import citations, figure
from ui.programme.taking import about_method, take

if TYPE_CHECKING:
    from geo import Figure
    from layers import Edition
    from layers.accounts import Change, MedicalAccount

__all__ = ["draw"]

MEDICAL: Final = "medical"
HEAD: Final = "#E41A1C"
PLACES: Final = (HEAD, "#7B1FA2", "#78909C")
"""Colours of institutes, of the university, of hospitals."""
SLIGHT: Final = 0.005
"""A share of change that is told as none."""


def draw(edition: Edition) -> None:
    """Draw the part of the page."""
    found = held.medical_centre(edition)
    if found is None:
        text = _("This edition has no medical centre: add `[medical_centre]` to its programme.")
        st.html(page_title(_("Medical centre")) + empty(text))
        return
    overview = held.overview(edition)
    centre, say = found.centre, lang()
    programme = overview.programme
    st.html(
        f"<header class='part'><h1>{escape(centre.title.say(say))}</h1>"
        f"<p>{escape(centre.text.say(say))}</p>"
        f"<p class='cited'>{citations(programme, centre.sources)}</p></header>"
    )
    sure = [value for value in centre.values if value.unit != "rub_m_as_printed"]
    doubts = [value for value in centre.values if value.unit == "rub_m_as_printed"]
    published = "".join(figure(programme, value, "middle") for value in sure)
    if published:
        st.html(f"<div class='tile'><div class='row'>{published}</div></div>")
    left, right = st.columns([1, 1], gap="medium")
    with left:
        section(_("Where the institutes are"))
        _map(edition, found)
    with right:
        st.html(_institutes(found))
    if found.ways is None:
        st.html(empty(_("No institute has a known place: nothing can be measured.")))
    else:
        section(_("Computed"))
        st.html(_figures(found))
        section(_("How far from each other, from the university and from hospitals"))
        st.html(_matrix(found))
        _take_ways(edition, found)
        _what_if(edition, found)
    if doubts:
        title = _("Figures that cannot be right and are not used")
        rows = "".join(figure(programme, value, "small") for value in doubts)
        st.html(
            f"<div class='tile doubts'><h4>{escape(title)}</h4><div class='row'>{rows}</div></div>"
        )


def _map(edition: Edition, found: MedicalAccount) -> None:
    groups = (found.institutes, found.universities, found.hospitals)
    titles = (_("institutes of the centre"), _("medical university"), _("hospitals"))
    rows = [
        (at, str(row[in_language(NAME, lang())]), row["geometry"])
        for at, group in enumerate(groups)
        for row in group.to_dict("records")
    ]
    frame = gpd.GeoDataFrame(
        {
            "value": [at for at, _name, _shape in rows],
            "words": [name for _at, name, _shape in rows],
            "radius": [10.0 if at == 0 else 7.0 for at, _name, _shape in rows],
            "mark": [
                str(number) if at == 0 else "" for number, (at, _name, _shape) in enumerate(rows, 1)
            ],
        },
        geometry=[shape if shape is not None else None for _at, _name, shape in rows],
        crs=found.institutes.crs,
    )
    classes = list(zip(titles, PLACES, strict=True))
    maps.points(edition, frame, classes, "medical", _("Medical centre"))


def _institutes(found: MedicalAccount) -> str:
    say, heads = lang(), _("head institute")
    rows = found.institutes.to_dict("records")
    items = "".join(
        f"<li><b>{escape(row[f'name_{say}'])}</b>"
        f"<span>{escape(row.get(f'address_{say}') or '')}</span>"
        + (f"<em>{escape(heads)}</em>" if row[ID] == found.centre.head else "")
        + ("" if row["geometry"] is not None else f"<span>{escape(_('place not known'))}</span>")
        + "</li>"
        for row in rows
    )
    return f"<ol class='institutes one'>{items}</ol>"


def _figures(found: MedicalAccount) -> str:
    cells = "".join(
        figure_html(one, figure_words(key, lang())) for key, one in found.figures.items()
    )
    return f"<div class='tile'><div class='row wrap'>{cells}</div></div>"


def _matrix(found: MedicalAccount) -> str:
    """Give the ways from each institute to each other and to the rest: kilometres, and minutes."""
    ways = found.ways.rows.set_index(["origin", "target"])
    minutes = pd.Series(dtype=float)
    if found.rides is not None:
        minutes = found.rides.rows.set_index(["origin", "target"])["time_min"]
    short = {
        str(row[ID]): str(row.get(f"short_{lang()}") or row[f"name_{lang()}"])
        for group in (found.institutes, found.universities, found.hospitals)
        for row in group.to_dict("records")
    }
    origins = list(dict.fromkeys(found.ways.rows["origin"]))
    targets = [one for one in short if (origins[0], one) in ways.index]
    rows = []
    for origin in origins:
        cells = [f"<b>{escape(short[origin])}</b>"]
        for target in targets:
            if target == origin:
                cells.append("<span class='self'>—</span>")
                continue
            ride = minutes.get((origin, target))
            text = "" if ride is None else f"{wording.number(ride, lang(), 0)} {_('min')}"
            way = ways.loc[(origin, target)]
            ends = ""
            if "distance_m_low" in way:
                ends = wording.length_interval(
                    way["distance_m_low"], way["distance_m_high"], lang()
                )
            cells.append(
                f"<b title='{escape(ends)}'>{escape(wording.length(way['distance_m'], lang()))}</b>"
                f"<small>{escape(text)}</small>"
            )
        rows.append(tuple(cells))
    note = _("In a straight line; below, minutes by car over the streets of the atlas.")
    if "distance_m_low" in ways:
        note += " " + _("Under the pointer, the interval of each way.")
    if len(minutes) < len(ways):
        note += " " + _("Where no minutes stand, the street model does not reach the place.")
    heads = [_("From"), *(short[one] for one in targets)]
    return f"<div class='wide'>{sheet(heads, rows, 'matrix')}</div>" + noted(
        note, found.ways.method, _("How far")
    )


def _take_ways(edition: Edition, found: MedicalAccount) -> None:
    ways = found.ways.rows
    ways = ways[ways["origin"] != ways["target"]]
    if found.rides is not None:
        ways = ways.merge(found.rides.rows[["origin", "target", "time_min"]], how="left")
    names = {
        str(row[ID]): str(row[in_language(NAME, lang())])
        for group in (found.institutes, found.universities, found.hospitals)
        for row in group.to_dict("records")
    }
    titles = {
        "origin": _("From"),
        "target": _("To"),
        "distance_m": _("Straight line, m"),
        "distance_m_low": _("from, m"),
        "distance_m_high": _("to, m"),
        "time_min": _("By car, min"),
    }
    shown = ways.assign(**{end: ways[end].map(names) for end in ("origin", "target")})
    shown = shown[[one for one in titles if one in shown]].rename(columns=titles)
    take(shown, about_method(edition, found.ways.method), "medical-ways", _("How far"))


def _what_if(edition: Edition, found: MedicalAccount) -> None:
    lead = _("The atlas puts all institutes on one site, moves nothing else, and computes again.")
    st.html(heading(_("What if all stood on one site"), lead))
    titles = _places(edition, found)
    first = next(iter(titles))
    place = address.held("site", first)
    if place not in titles:
        place = first
        address.put("site", first)
    st.selectbox(
        _("Site"),
        list(titles),
        index=list(titles).index(place),
        format_func=titles.__getitem__,
        key="medical-site",
        on_change=lambda: address.put("site", st.session_state["medical-site"]),
    )
    address.hold("site", first)
    layer_id, _slash, feature_id = place.partition("/")
    changes = held.one_site(edition, layer_id, feature_id)
    heads = ("", _("Now"), _("On one site"), _("Change"))
    st.html(sheet(heads, map(_change, changes), "changes"))
    text = _("A what-if over the edition, nothing decided: places of sites are approximate.")
    st.html(noted(text))
    named = pd.DataFrame(
        {
            _("Figure"): [figure_words(one.key, lang()) for one in changes],
            _("Now"): [wording.written(one.before, lang()) for one in changes],
            _("On one site"): [wording.written(one.after, lang()) for one in changes],
        }
    )
    about = {_("Site"): titles[place]} | about_method(edition, changes[-1].after.method)
    take(named, about, "medical-one-site", _("On one site"))


def _places(edition: Edition, found: MedicalAccount) -> dict[str, str]:
    name = in_language(NAME, lang())
    titles: dict[str, str] = {}
    if "parks" in edition.records:
        parks = edition.frame("parks")
        medical = parks[(parks[PARK_TYPE] == MEDICAL) & parks.geometry.notna()]
        titles |= {f"parks/{row[ID]}": str(row[name]) for row in medical.to_dict("records")}
    placed = found.institutes[found.institutes.geometry.notna()]
    titles |= {f"sites/{row[ID]}": str(row[name]) for row in placed.to_dict("records")}
    return titles


def _change(one: Change) -> tuple[str, ...]:
    before, after = one.before.value, one.after.value
    label = figure_words(one.key, lang())
    if one.before.unit == "m":
        words = [wording.length(value, lang()) for value in (before, after)]
        difference = wording.length(abs(after - before), lang())
    else:
        words = [wording.people(value, lang()) for value in (before, after)]
        difference = wording.people(abs(after - before), lang())
    if abs(after - before) <= SLIGHT * max(before, 1.0):
        told = f"<span>{escape(_('as before'))}</span>"
    else:
        less = after < before
        good = less if one.before.unit == "m" else not less
        sign = "\u2212" if less else "+"
        told = (
            f"<span class='{'better' if good else 'worse'}'>{sign}\u00a0{escape(difference)}</span>"
        )
    return (
        f"{escape(label)}",
        f"{escape(words[0])} {_ends(one.before, label)}",
        f"<b>{escape(words[1])}</b> {_ends(one.after, label)}",
        told,
    )


def _ends(one: Figure, label: str) -> str:
    """Give the interval and the card, which stay on one line."""
    return f"<span><em>{escape(ends_words(one))}</em>{how(label, one.method)}</span>"
