"""The right panel of the map: the programme's great figures, or the selected feature's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import PRECISION_M, SHARE
from geo.coverage import ALL_TYPES
from layers import wording
from layers.accounts import UNCOUNTED, uncounted
from layers.vocabulary import CLUSTER, ID, NAME, POPULATION, in_language
from reports import terms
from reports.facts import of_feature
from ui import address, cached, keys
from ui.figures import Bar, bars, facts, figure, heading, hint, markdown, measured, section
from ui.i18n import _, lang
from ui.map.style import INK_SECOND
from ui.neighbours import neighbours
from ui.programme import sheets
from ui.programme.statements import amount, bound_word

if TYPE_CHECKING:
    from layers import Edition, LayerRecord
    from layers.programme import Point, Programme
    from layers.styles import StyleClass
    from ui.scene import Selection

__all__ = ["feature", "programme"]

NEIGHBOURS_SHOWN = 8
GREAT_POINTS = ("investment", "jobs", "projects", "roadmap")


def programme(edition: Edition, radius_m: int) -> None:
    """Draw what the programme wants, and who lives within reach of each type of park."""
    if "programme" in edition.records:
        document = cached.programme(edition.sha256)
        heading(document.title.say(lang()), _("Programme"), INK_SECOND)
        for point in document.points:
            if point.id in GREAT_POINTS:
                _great_figure(point, document)
    else:
        heading(edition.title(lang()), _("Atlas"), INK_SECOND)
    reach(edition, radius_m)
    hint(_("Click a park or a plant to see its facts, its reach and what lies near."))


def _great_figure(point: Point, document: Programme) -> None:
    value = point.values[0]
    card = {}
    for one in point.values:
        before, number, after = amount(one.value, one.unit)
        words = " ".join(part for part in (before, number, after, one.text.say(lang())) if part)
        cited = "; ".join(document.cite(one.sources, lang()))
        card[one.date or _("undated")] = "; ".join(
            part for part in (card.get(one.date, ""), f"{words} ({cited})") if part
        )
    before, number, after = amount(value.value, value.unit)
    figure(
        f"programme-{point.id}",
        f"{before} {number}".strip(),
        after,
        _great_label(point),
        method=card,
    )


def _great_label(point: Point) -> str:
    value, title = point.values[0], point.title.say(lang())
    if value.kind == "count":
        hedge = bound_word(value.bound)
        return f"{title} ({hedge})" if hedge else title
    return f"{title}: {value.text.say(lang())}"


def reach(edition: Edition, radius_m: int) -> None:
    """Draw, for each park type, the share of people who live within the radius."""
    if not {"parks", POPULATION} <= edition.records.keys():
        return
    statistic = cached.coverage(edition.sha256, "parks", (radius_m,))
    classes = {one.value: one for one in edition.record("parks").style.classes}
    rows = []
    found = {one.by: one for one in statistic.rows.itertuples()}
    for value in [*classes, ALL_TYPES]:
        one = found.get(value)
        if one is None:
            continue
        title = _("Any park") if value == ALL_TYPES else classes[value].title(lang())
        colour = INK_SECOND if value == ALL_TYPES else classes[value].line
        text = wording.percent(one.served_share, lang())
        ends = _ends(one.share_low, one.share_high)
        rows.append(Bar(title, one.served_share, text, colour, *ends))
    section(_("People within {radius}").format(radius=wording.length(radius_m, lang())))
    bars(rows)
    measured(
        "reach-all",
        statistic.figure("served", "people", by=ALL_TYPES),
        _reach_words(edition),
        _people_text,
    )


def _reach_words(edition: Edition) -> str:
    if any(edition.record(one).generalised for one in ("parks", POPULATION)):
        return _("live within reach of a park of any type; generalised geometry")
    return _("live within reach of a park of any type")


def _people_text(count: float) -> str:
    return wording.people(count, lang())


def _ends(low: float, high: float) -> tuple[float, float] | tuple[None, None]:
    return (None, None) if pd.isna(low) or pd.isna(high) else (low, high)


def feature(edition: Edition, selection: Selection, radius_m: int) -> None:
    """Draw a feature's card: name, figures, facts, what it lies on, what is near."""
    record = edition.record(selection.layer_id)
    frame = edition.frame(record.id)
    row = frame[frame[ID] == selection.feature_id].iloc[0]
    look = record.style.by_value().get(_plain(row.get(record.style.column)))
    colour = (look.line or look.fill) if look else INK_SECOND
    heading(
        _plain(row[in_language(NAME, lang())]),
        look.title(lang()) if look else record.title(lang()),
        colour,
        _tags(row),
    )
    if "area_ha" in frame.columns:
        _area(record, row)
    _people(edition, selection, radius_m)
    if record.geometry == "polygon":
        _lies_on(edition, record, selection)
    section(_("Facts"))
    facts(of_feature(edition, record, row, lang()))
    _page(edition, selection, row)
    _near(edition, selection)


def _page(edition: Edition, selection: Selection, row: pd.Series) -> None:
    """Draw what leads to the page of the park, or of the cluster of the site."""
    page, label = f"parks/{selection.feature_id}", _("Page of this park")
    if selection.layer_id == "sites":
        page, label = f"clusters/{_plain(row.get(CLUSTER))}", _("Page of its cluster")
    if page in sheets.titles(edition) and st.button(label, key="panel-page"):
        sheets.open_sheet(page)
        address.go("programme")


def _tags(row: pd.Series) -> list[str]:
    tags = [terms.value_title("status", _plain(row.get("status")), lang())]
    if _plain(row.get("outline")) == "model":
        tags.append(_("model outline"))
    precision_m = PRECISION_M.get(_plain(row.get("precision")))
    if precision_m:
        tags.append(f"± {wording.length(precision_m, lang())}")
    return [tag for tag in tags if tag]


def _area(record: LayerRecord, row: pd.Series) -> None:
    published = row["area_ha"]
    known = pd.notna(published)
    value = published if known else row.geometry.area / 10_000
    label = _("Published area; the outline is a model") if known else _("Area of a typical outline")
    card = {
        _("Method"): _("Published figure") if known else _("Area of the model outline"),
        _("Layers"): f"{record.id} ({record.sha256[:8]})",
        _("Source"): _plain(row.get("source")),
    }
    figure("area", wording.number(value, lang(), 1), _("ha"), label, method=card)


def _people(edition: Edition, selection: Selection, radius_m: int) -> None:
    if POPULATION not in edition.records:
        return
    if uncounted(edition, selection.layer_id, [selection.feature_id], radius_m):
        section(_("People near by"))
        hint(_(UNCOUNTED))
        return
    statistic = cached.reach_of(edition.sha256, selection.layer_id, selection.feature_id, radius_m)
    share = statistic.figure("served_share", SHARE).value
    label = _("People within {radius}, {share} of the agglomeration")
    words = {
        "radius": wording.length(radius_m, lang()),
        "share": wording.percent(share, lang(), 1),
    }
    measured("people", statistic.figure("served", ""), label.format(**words), _people_text)


def _lies_on(edition: Edition, record: LayerRecord, selection: Selection) -> None:
    if "landuse" not in edition.records:
        return
    statistic = cached.landuse(edition.sha256, record.id)
    rows = statistic.rows[statistic.rows["zone"] == selection.feature_id]
    rows = rows[rows["area_ha"] > 0].sort_values("area_ha", ascending=False)
    looks = edition.record("landuse").style.by_value()
    section(_("Lies on"))
    drawn = []
    for one in rows.itertuples():
        look = looks.get(one[rows.columns.get_loc("class") + 1])
        title = look.title(lang()) if look else _("Outside the land-use map")
        text = f"{wording.number(one.area_ha, lang(), 1)} {_('ha')}"
        drawn.append(Bar(title, one.share, text, _bar_colour(look)))
    bars(drawn)
    hint(_("Generalised land use, drawn by hand"))


def _bar_colour(look: StyleClass | None) -> str:
    return (look.line or look.fill) if look else "#B8B0A5"


def _near(edition: Edition, selection: Selection) -> None:
    section(_("Near by"))
    for place, one in enumerate(
        neighbours(edition.sha256, selection.layer_id, selection.feature_id)[:NEIGHBOURS_SHOWN]
    ):
        frame = edition.frame(one.layer_id)
        name = frame.loc[frame[ID] == one.feature_id, in_language(NAME, lang())].iloc[0]
        label = f"{markdown(name)} :gray[{wording.length(one.distance_m, lang())}]"
        st.button(
            label,
            key=f"near-{place}",
            type="tertiary",
            width="stretch",
            on_click=_select,
            args=(one.layer_id, one.feature_id),
        )


def _select(layer_id: str, feature_id: str) -> None:
    address.put(keys.SELECTED, f"{layer_id}/{feature_id}")
    st.session_state[keys.FLY] = f"{layer_id}/{feature_id}"


def _plain(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)
