"""A slide a type of park: its parks on the map, as a table and as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from layers.vocabulary import ID, PARK_TYPE
from layers.wording import figure, plural
from reports.paper.parks import PARKS, main_land
from reports.slides.bars import Bar
from reports.slides.making import SITES, STRIPE
from reports.slides.tables import Table
from reports.telling.places import more

if TYPE_CHECKING:
    from pptx.slide import Slide

    from layers.styles import StyleClass
    from reports.slides.making import Pack
    from reports.slides.place import Box

__all__ = ["add_park_types"]

UNITS: Final = {"people": "people", "area": "ha"}
MOST_PARKS: Final = 8
TABLE: Final = 0.45
"""The share of its column that the table may take; bars take the rest."""
TABLE_PT: Final = 12.0


def add_park_types(pack: Pack) -> None:
    """Add a slide for each type that has parks, in the order of the legend."""
    if PARKS not in pack.edition.records:
        return
    frame = pack.edition.frame(PARKS)
    for style in pack.edition.record(PARKS).style.classes:
        ids = {str(one) for one in frame.loc[frame[PARK_TYPE] == style.value, ID]}
        parks = [one for one in pack.told.parks if one["id"] in ids]
        if parks:
            _park_type(pack, style, parks)


def _park_type(pack: Pack, style: StyleClass, parks: list[dict[str, Any]]) -> None:
    _ = pack._
    colour = style.line or style.fill
    kind = style.title(pack.lang)
    most = {key: _most(parks, key) for key in ("people", "area")}
    title = f"{kind}: " + plural(pack.lang)("{n} park", "{n} parks", len(parks))
    if most["people"] is not None:
        title = _("{title}. Most people near by: {park}").format(
            title=title, park=most["people"]["short"]
        )
    said = [one for park in parks for one in park["figures"]]
    cited = [line for park in parks for line in park["sources"]]
    slide, body = pack.slide(title, said, cited, drawn=True)
    pack.deck.band(slide, STRIPE, colour)
    ids = [one["id"] for one in parks]
    right = pack.map_and_legend(
        slide,
        body,
        pack.around(PARKS, ids) or main_land(pack.edition),
        kind,
        layers=[one.id for one in pack.records if one.id != SITES],
        only={PARKS: ids},
        chosen=ids,
    )
    great = [
        (one["by_key"][key]["number"], one["by_key"][key]["label"], _note(one, key))
        for key, one in most.items()
        if one is not None
    ]
    if great:
        right = right.under(pack.deck.figures(slide, right, great), 0.15)
    listed = parks[:MOST_PARKS]
    radius = listed[0]["radius"]
    people = _("Residents within {radius}").format(radius=radius)
    rows = tuple(
        (one["short"], one["state"], _number(one, "area"), _number(one, "people")) for one in listed
    )
    if rest := more(len(parks) - len(listed), pack.lang):
        rows += ((rest, "", "", ""),)
    table = Table((_("Park"), _("Status"), _("Area"), people), rows, (2.3, 1.6, 1.0, 1.4), (2, 3))
    upper, _rest = right.below(right.height * TABLE)
    low = right.under(pack.deck.table(slide, upper, table, TABLE_PT), 0.2)
    _add_bars(pack, slide, low, listed, {"people": people, "area": _("Area, ha")}, colour)


def _add_bars(
    pack: Pack,
    slide: Slide,
    box: Box,
    parks: list[dict[str, Any]],
    titles: dict[str, str],
    colour: str,
) -> None:
    """Draw the first quantity that tells parks apart."""
    for key, title in titles.items():
        bars = [
            Bar(
                one["short"],
                one["by_key"][key]["value"],
                figure(one["by_key"][key]["value"], UNITS[key], pack.lang),
                colour,
            )
            for one in parks
            if one["by_key"].get(key, {}).get("value")
        ]
        if len(bars) > 1:
            longest_first = sorted(bars, key=lambda one: -one.value)
            pack.deck.bars(slide, box, title, longest_first)
            return


def _most(parks: list[dict[str, Any]], key: str) -> dict[str, Any] | None:
    known = [one for one in parks if one["by_key"].get(key, {}).get("value")]
    return max(known, key=lambda one: one["by_key"][key]["value"], default=None)


def _note(park: dict[str, Any], key: str) -> str:
    return "; ".join(one for one in (park["short"], park["by_key"][key]["aside"]) if one)


def _number(park: dict[str, Any], key: str) -> str:
    return str(park["by_key"].get(key, {}).get("number", "—"))
