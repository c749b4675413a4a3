"""What a sheet shows: the layers of an edition from the bottom up, and the legend that names them.

Nothing here knows of folium: a sheet is plain data, made of the same style records as the app's
map, and any renderer may draw it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from layers.phrases import date_words
from layers.vocabulary import GEOMETRIES, SHOWN_GROUPS
from layers.wording import translator
from reports import terms
from reports.drawing import Drawing, Entry, by_class, one_by_one
from reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from reports.spoken import Spoken

__all__ = [
    "ONE_BY_ONE",
    "Group",
    "Sheet",
    "as_of",
    "attribution",
    "drawn_records",
    "lay_out",
    "sources",
    "subtitle",
    "words",
]

ONE_BY_ONE: Final = ("parks", "clusters")
"""Groups whose features are drawn with a card each."""
LEFT_OUT: Final = ("population", "statistics")
"""Layers and groups not for a sheet: thousands of cells, read as figures and not as places."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the legend.

    Attributes
    ----------
    title
        Its heading in every language.
    entries
        Its rows.
    count
        Features on the map, where they are drawn one by one.
    """

    title: Spoken
    entries: tuple[Entry, ...]
    count: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one sheet shows.

    Attributes
    ----------
    drawings
        The layers as they are drawn, from the bottom up.
    legend
        The parts of the legend.
    off_map
        Title and number of features without a place, of the layers drawn one by one.
    """

    drawings: tuple[Drawing, ...]
    legend: tuple[Group, ...]
    off_map: tuple[tuple[Spoken, int], ...]

    @property
    def records(self) -> list[LayerRecord]:
        """The records of the layers drawn, as the catalogue orders them from the bottom up."""
        return [drawing.record for drawing in self.drawings]

    @property
    def icons(self) -> set[str]:
        """Name the pictograms in use."""
        return {one["style"]["icon"] for drawing in self.drawings for one in drawing.classes} - {""}

    @property
    def date(self) -> str:
        """The latest date of the layers drawn."""
        return max((str(record.date) for record in self.records), default="")


def lay_out(edition: Edition, layers: Collection[str] | None = None) -> Sheet:
    """Lay an edition out on a sheet, in every language of the atlas.

    Parameters
    ----------
    edition
        The edition.
    layers
        Ids of the layers that are on at the start, the others waiting in the legend; None leaves
        it to the catalogue.

    Returns
    -------
    Sheet
        Its layers and its legend.

    Raises
    ------
    UnknownLayerError
        The edition has no such layer.
    """
    drawings = {
        record.id: (one_by_one if record.group in ONE_BY_ONE else by_class)(edition, record)
        for record in _switched(edition, layers)
    }
    listed = [drawings[key] for key in edition.records if key in drawings]
    legend = [_group(group, listed) for group in SHOWN_GROUPS]
    return Sheet(
        drawings=tuple(drawings.values()),
        legend=tuple(group for group in legend if group.entries),
        off_map=tuple(
            (spoken(one.record.title), one.off_map)
            for one in listed
            if one.off_map and one.record.group in ONE_BY_ONE
        ),
    )


def drawn_records(edition: Edition, *, everything: bool = False) -> list[LayerRecord]:
    """Give the layers that a sheet draws, or every one that could be, from the bottom up."""
    left_out = set() if everything else set(LEFT_OUT)
    drawn = (
        record
        for record in edition.records.values()
        if record.kind == "vector"
        and record.style.classes
        and not {record.id, record.group} & left_out
    )
    return sorted(drawn, key=_height)


def sources(records: Iterable[LayerRecord], lang: str) -> list[dict[str, str]]:
    """Tell where layers came from: a title and a text each, the uppermost layer first."""
    return [
        {
            "title": record.title(lang),
            "text": ". ".join(
                part.rstrip(".")
                for part in (
                    record.source(lang),
                    record.licence,
                    date_words(str(record.date), lang),
                    record.note(lang),
                )
                if part
            ),
        }
        for record in reversed(list(records))
    ]


def attribution(records: Iterable[LayerRecord], lang: str) -> str:
    """Give the line that must stand beside layers, each attribution once."""
    said = dict.fromkeys(record.attribution(lang) for record in records)
    return "; ".join(one for one in said if one)


def as_of(date: str, lang: str) -> str:
    """Say which date what is shown is of, as exactly as it is known; nothing where it is not."""
    return translator(lang)("As of {date}").format(date=date_words(date, lang)) if date else ""


def subtitle(edition: Edition, lang: str) -> str:
    """Give what stands below an edition's title: its own words, else what its map is about."""
    if own := edition.subtitle(lang):
        return own
    about = not edition.records.keys().isdisjoint(ONE_BY_ONE)
    return translator(lang)("Territorial parks and clusters") if about else ""


def words(lang: str) -> dict[str, str]:
    """Give the words around a map, whatever draws it."""
    _ = translator(lang)
    return {
        "legend": _("Legend"),
        "planned": _("Dashed outline: planned or a concept. Double line: a model, not surveyed."),
        "generalised": _("Generalised: each layer is drawn with its own precision, told below."),
        "sources": _("Sources and precision"),
        "language": _("Language"),
        "elsewhere": _("The name is known in another language only."),
        "north": _("North is up"),
        "north_letter": _("N"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "close": _("Close"),
        "km": _("km"),
        "m": _("m"),
    }


def _switched(edition: Edition, layers: Collection[str] | None) -> list[LayerRecord]:
    """Give the layers of the sheet, each told whether it is on at the start."""
    if layers is None:
        return drawn_records(edition)
    wanted = {edition.record(one).id for one in layers}
    usual = {record.id for record in drawn_records(edition)}
    return [
        replace(record, style=replace(record.style, visible=record.id in wanted))
        for record in drawn_records(edition, everything=True)
        if record.id in wanted | usual
    ]


def _group(group: str, drawings: list[Drawing]) -> Group:
    entries = tuple(entry for one in drawings if one.record.group == group for entry in one.entries)
    count = sum(entry.count for entry in entries) if group in ONE_BY_ONE else None
    return Group(spoken(partial(terms.group_title, group)), entries, count)


def _height(record: LayerRecord) -> tuple[bool, int]:
    """Areas lie lowest, points highest; what is drawn one by one lies on the base."""
    return record.group in ONE_BY_ONE, -GEOMETRIES.index(record.geometry)
