"""The page of a cluster: figures, map, facts, sites, what is near, projects, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from layers import wording
from layers.accounts.sheets import CLUSTER_RADIUS_M
from layers.vocabulary import CLUSTER, ID, NAME, in_language
from reports import terms
from ui.figures import escape, facts, section
from ui.i18n import _, lang
from ui.map.style import INK
from ui.programme import maps
from ui.programme.pieces import empty, figure_html
from ui.programme.sheet_parts import head, near, projects, sources, uncounted

if TYPE_CHECKING:
    from layers import Edition
    from layers.accounts import ClusterSheet

__all__ = ["draw"]


def draw(edition: Edition, found: ClusterSheet) -> None:
    """Draw the page of one cluster."""
    row, say = found.row, lang()
    st.html(head(str(row[in_language(NAME, say)]), _("Cluster"), INK, []))
    st.html(_figures(found))
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        section(_("On the map"))
        _map(edition, found)
    with right:
        section(_("Facts"))
        known = [
            (label, str(row.get(f"{column}_{say}") or ""))
            for column, label in (
                ("branches", _("Branches")),
                ("anchors", _("Anchors")),
                ("anchors_general", _("Further anchors, by general knowledge")),
                ("members", _("Members")),
                ("official_2015", _("As the concept of 2015 names it")),
                ("note", _("Note")),
            )
        ]
        if any(text for _label, text in known):
            facts(known)
        else:
            st.html(empty(_("The edition says no more of this cluster.")))
    left, right = st.columns(2, gap="medium")
    with left:
        section(_("Sites"))
        st.html(_members(found))
    with right:
        near(edition, found.near)
    projects(edition, found.register, _("Projects of this cluster"), f"projects-{row[ID]}")
    sources(str(row.get(f"source_{say}") or row.get("source") or ""))


def _figures(found: ClusterSheet) -> str:
    of = _("of {all} that belong to it").format(all=wording.number(found.listed.of, lang(), 0))
    cells = [figure_html(found.listed.figure, _(found.listed.label), "large", of)]
    labels = {
        "people": _("People within {radius} of its sites, a straight line").format(
            radius=wording.length(CLUSTER_RADIUS_M, lang())
        ),
        "people_share": _("of all people of the agglomeration"),
    }
    cells += [figure_html(one, labels[key], "large") for key, one in found.figures.items()]
    unknown = uncounted() if found.uncounted else ""
    return f"<div class='tile'><div class='row'>{''.join(cells)}</div>{unknown}</div>"


def _map(edition: Edition, found: ClusterSheet) -> None:
    members = found.members
    own = members[CLUSTER] == found.row[ID]
    places = gpd.GeoDataFrame(
        {
            "value": [0 if one else 1 for one in own],
            "words": members[in_language(NAME, lang())].astype(str).tolist(),
            "radius": [9.0 if one else 7.0 for one in own],
        },
        geometry=members.geometry.to_numpy(),
        crs=members.crs,
    )
    classes = [(_("sites of the cluster"), INK), (_("also of it"), "#78909C")]
    name = str(found.row[in_language(NAME, lang())])
    maps.points(edition, places, classes, ("cluster", found.row[ID]), name)


def _members(found: ClusterSheet) -> str:
    rows = []
    for row in found.members.to_dict("records"):
        small = [
            str(row.get(f"kind_{lang()}") or terms.value_title("kind", row["kind"], lang())),
            str(row.get(f"address_{lang()}") or ""),
            "" if row["geometry"] is not None else _("place not known"),
            "" if row[CLUSTER] == found.row[ID] else _("belongs to another cluster first"),
        ]
        rows.append(
            f"<li><b>{escape(row[in_language(NAME, lang())])}</b>"
            f"<span>{escape('; '.join(part for part in small if part))}</span></li>"
        )
    return (
        f"<ul class='lost'>{''.join(rows)}</ul>" if rows else empty(_("None that the atlas knows."))
    )
