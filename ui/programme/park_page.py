"""The page of a park: figures, map, facts, what it lies on, who is in it, what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import wording
from layers.accounts.sheets import PARK_RADIUS_M
from layers.vocabulary import ID, NAME, PARK_TYPE, in_language
from reports import facts as told
from reports import terms
from ui.figures import escape, facts, section
from ui.i18n import _, lang
from ui.map.style import INK
from ui.programme import maps
from ui.programme.pieces import empty, figure_html, noted, sheet
from ui.programme.sheet_parts import head, near, projects, sources, to_map, uncounted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition
    from layers.accounts import ParkSheet

__all__ = ["draw"]


def draw(edition: Edition, found: ParkSheet) -> None:
    """Draw the page of one park."""
    record = edition.record("parks")
    row = found.row
    title, colour = maps.titles_of(edition).get(str(row[PARK_TYPE]), (record.title(lang()), INK))
    status = terms.value_title("status", str(row["status"]), lang())
    st.html(head(str(row[in_language(NAME, lang())]), title, colour, [status]))
    if found.figures:
        st.html(_figures(found))
    else:
        st.html(empty(_("The place of this park is not known: nothing can be measured.")))
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _map(edition, found, colour)
    with right:
        section(_("Facts"))
        source = terms.value_title("fact", "source", lang())
        known = told.of_feature(edition, record, row.to_dict(), lang())
        facts((title, text) for title, text in known if title != source)
    left, right = st.columns(2, gap="medium")
    with left:
        _uses(edition, found)
        section(_("Organisations within the outline"))
        names = [str(one) for one in found.sites[in_language(NAME, lang())]]
        st.html(_list(names) or empty(_("None that the atlas knows.")))
    with right:
        near(edition, found.near)
    projects(edition, found.register, _("Projects of this park"), f"projects-{row[ID]}")
    sources(str(row.get(f"source_{lang()}") or ""))


def _figures(found: ParkSheet) -> str:
    known = not pd.isna(found.row.get("area_ha"))
    area = _("Published area; the outline is a model") if known else _("Area of a typical outline")
    labels = {
        "area": area,
        "people": _("People within {radius} in a straight line").format(
            radius=wording.length(PARK_RADIUS_M, lang())
        ),
        "people_share": _("of all people of the agglomeration"),
    }
    cells = [figure_html(one, labels[key], "large") for key, one in found.figures.items()]
    unknown = uncounted() if found.uncounted else ""
    return f"<div class='tile'><div class='row'>{''.join(cells)}</div>{unknown}</div>"


def _map(edition: Edition, found: ParkSheet, colour: str) -> None:
    section(_("On the map"))
    frame = edition.frame("parks")
    one = frame[frame[ID] == found.row[ID]]
    shape = one.geometry.iloc[0]
    if shape is None:
        st.html(empty(_("The place of this park is not known.")))
        return
    name = str(found.row[in_language(NAME, lang())])
    around = found.sites
    places = gpd.GeoDataFrame(
        {
            "value": [0, *[1] * len(around)],
            "words": [name, *around[in_language(NAME, lang())].astype(str)],
        },
        geometry=[shape, *around.geometry],
        crs=frame.crs,
    )
    classes = [(_("this park"), colour), (_("organisations"), INK)]
    maps.points(edition, places, classes, ("park", found.row[ID]), name, around_m=PARK_RADIUS_M / 2)
    to_map("parks", str(found.row[ID]))


def _uses(edition: Edition, found: ParkSheet) -> None:
    section(_("Lies on"))
    if not found.uses:
        st.html(empty(_("The map of land use does not reach here.")))
        return
    looks = edition.record("landuse").style.by_value()
    rows = []
    for one in found.uses:
        look = looks.get(one.value)
        name = look.title(lang()) if look else _("Outside the land-use map")
        area = f"{wording.figure(one.area.value, 'ha', lang())}\u00a0{terms.unit('ha', lang())}"
        share = wording.percent(one.share.value, lang(), None)
        rows.append((escape(name), escape(area), escape(share)))
    note = noted(_("Generalised land use, drawn by hand"), found.uses[0].area.method, _("Lies on"))
    heads = (_("Class"), _("Area"), _("Share"))
    st.html(sheet(heads, rows, "uses") + note)


def _list(names: Sequence[str]) -> str:
    items = "".join(f"<li><b>{escape(one)}</b></li>" for one in names)
    return f"<ul class='lost'>{items}</ul>" if items else ""
