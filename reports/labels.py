"""The names on a sheet: what is named, where, and which name wins where two would collide.

Places are proposed here; `web/names.js` measures the words and leaves out those that would lie on
each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from layers.vocabulary import ID, POPULATION, in_language
from reports import shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.catalogue import LayerRecord
    from reports.spoken import Spoken

__all__ = ["SINGULAR", "ZOOM_AHEAD", "of_layer"]

SINGULAR: Final = {"parks": "park", "sites": "site"}
"""What one feature of a layer is called in class names; else the layer's id serves."""
MANNERS: Final = {"polygon": "area", "line": "line", "point": "place"}
RANKS: Final = {"area": 4e9, "park": 3e9, "line": 1e4, "place": 0.0, "site": -1.0}
"""A greater rank is written first; a settlement adds its population."""
FROM_ZOOM: Final = {"area": 0.0, "park": 10.0, "line": 9.5, "place": 8.0, "site": 13.5}
"""The Leaflet zoom from which names are written."""
ZOOM_AHEAD: Final = 1.0
"""Leaflet's world is 256 pixels wide at zoom 0, that of the styles 512."""


def of_layer(record: LayerRecord, members: gpd.GeoDataFrame, *langs: str) -> list[dict[str, Any]]:
    """Give the names of some features of a layer.

    Parameters
    ----------
    record
        The layer's record; without a label in its style there are no names.
    members
        Features of it, each with a place.
    langs
        The languages of the names.

    Returns
    -------
    list of dict
        Text by language, place, rank and manner of each name, as `web/names.js` takes them; what
        has no name in any of the languages is left out. Lines of one name are named once, along
        their straightest stretch.
    """
    if not record.style.label or members.empty:
        return []
    columns = {lang: in_language(record.style.label, lang) for lang in langs}
    known = members[list(columns.values())].fillna("").astype(str)
    known = known[(known != "").any(axis=1)]
    named = members.loc[known.index]
    manner = SINGULAR.get(record.id, MANNERS[record.geometry])
    common = {
        "names": manner,
        "around": manner in ("park", "site", "place"),
        "from": max(FROM_ZOOM[manner], record.style.min_zoom + ZOOM_AHEAD),
    }
    if record.geometry == "line":
        ways = [lines for _names, lines in named.geometry.groupby(list(known.to_numpy().T))]
        stretches = [shapes.along(lines) for lines in ways]
        middles = gpd.GeoSeries([middle for middle, _turn in stretches], crs=named.crs)
        return [
            {
                "text": _texts(known.loc[lines.index[0]].to_dict(), columns),
                "at": at,
                "turn": turn,
                "rank": RANKS[manner],
                **common,
            }
            for lines, (_, turn), at in zip(ways, stretches, shapes.place(middles), strict=True)
        ]
    people = named[POPULATION].fillna(0) if POPULATION in named else named.geometry.is_empty
    ranks = RANKS[manner] + people.astype(float)
    return [
        {"text": _texts(row, columns), "of": key, "at": at, "rank": rank, **common}
        for row, key, at, rank in zip(
            known.to_dict("records"),
            named[ID],
            shapes.place(named.geometry),
            ranks,
            strict=True,
        )
    ]


def _texts(row: Mapping[str, str], columns: Mapping[str, str]) -> Spoken:
    return {lang: row[column] for lang, column in columns.items() if row[column]}
