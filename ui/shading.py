"""What lies over the base map: who is served, or the municipalities by a measure, with its key."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from geo.coverage import ALL_TYPES
from layers import wording
from ui import address, cached, keys
from ui.figures import escape, hint
from ui.i18n import _, lang
from ui.map.overlays import UNSERVED, served_colours
from ui.scene import Shade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers import Edition

__all__ = ["CHOICES", "shading"]

CHOICES = ("none", "served", "share", "density")
RAMP = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")
SHARES = (0.2, 0.4, 0.6, 0.8)
DENSITIES = (10, 100, 500, 1500)
SERVED_RADII = (500, 1000, 2000, 5000)


def shading(edition: Edition, shown: Mapping[str, set[str] | bool], radius_m: int) -> Shade:
    """Draw the choice and its key; give what the map is to be shaded by."""
    if not {"parks", "population", "municipalities"} <= edition.records.keys():
        return Shade()
    titles = {
        "none": _("No shading"),
        "served": _("Who lives within reach"),
        "share": _("Municipalities: share within reach"),
        "density": _("Municipalities: people per km²"),
    }
    st.selectbox(
        _("Shading"),
        CHOICES,
        index=CHOICES.index(_held()),
        format_func=titles.__getitem__,
        key="shade-box",
        on_change=_changed,
    )
    kind = _held()
    address.hold(keys.SHADE, CHOICES[0])
    on = shown.get("parks")
    types = sorted(on) if isinstance(on, set) else []
    if kind == "served":
        chosen = types[0] if len(types) == 1 else ALL_TYPES
        return _served(edition, chosen, radius_m)
    if kind == "share":
        statistic = cached.coverage(edition.sha256, "parks", (radius_m,), by_municipality=True)
        rows = statistic.rows[statistic.rows["by"] == ALL_TYPES]
        values = dict(zip(rows["zone"], rows["served_share"], strict=True))
        write = [wording.percent(one, lang()) for one in SHARES]
        return _municipalities(values, SHARES, write)
    if kind == "density":
        frame = edition.frame("municipalities")
        values = dict(zip(frame["id"], frame["population"] / frame["area_km2"], strict=True))
        return _municipalities(values, DENSITIES, [wording.number(x, lang()) for x in DENSITIES])
    return Shade()


def _held() -> str:
    value = address.held(keys.SHADE, CHOICES[0])
    return value if value in CHOICES else CHOICES[0]


def _changed() -> None:
    address.put(keys.SHADE, st.session_state["shade-box"])


def _served(edition: Edition, chosen: str, radius_m: int) -> Shade:
    radii = tuple(sorted({*SERVED_RADII, radius_m}))
    rows = [
        (colour, wording.length(radius, lang())) for radius, colour in served_colours(radii).items()
    ]
    rows.append((UNSERVED, _("further")))
    _key(rows)
    classes = edition.record("parks").style.by_value()
    whose = _("a park of any type") if chosen == ALL_TYPES else classes[chosen].title(lang())
    hint(_("Distance from home to: {whose}").format(whose=whose))
    return Shade("served", chosen, radii)


def _municipalities(
    values: Mapping[str, float], breaks: Sequence[float], written: Sequence[str]
) -> Shade:
    steps = ["≤ " + written[0], *(f"{a}–{b}" for a, b in pairwise(written))]
    _key(list(zip(RAMP, [*steps, "> " + written[-1]], strict=True)))
    colours = {zone: RAMP[sum(value > one for one in breaks)] for zone, value in values.items()}
    return Shade("municipalities", colours=colours)


def _key(rows: Sequence[tuple[str, str]]) -> None:
    cells = "".join(
        f"<i style='background:{colour}'></i><span>{escape(text)}</span>" for colour, text in rows
    )
    st.html(f"<div class='ramp'>{cells}</div>")
