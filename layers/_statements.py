"""What a programme's document states, as records: points, money, events, a medical centre.

Each statement keeps its date and the keys of its sources. Nothing here adds statements up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.vocabulary import Words

__all__ = [
    "BOUNDS",
    "EVENT_KINDS",
    "MONEY_KINDS",
    "PARTICIPANT_KINDS",
    "VALUE_KINDS",
    "Definition",
    "Event",
    "Instrument",
    "MedicalCentre",
    "Money",
    "Municipality",
    "Participant",
    "Point",
    "Priority",
    "Programme",
    "RoadmapState",
    "Section",
    "Share",
    "Source",
    "Value",
    "ZoneReport",
]

BOUNDS: Final = ("exact", "about", "almost", "at_least", "over")
VALUE_KINDS: Final = ("target", "result", "count")
MONEY_KINDS: Final = ("target", "result", "forecast", "arrangement")
EVENT_KINDS: Final = ("legal", "object")
PARTICIPANT_KINDS: Final = (
    "ministries",
    "universities",
    "corporations",
    "organisations",
    "companies",
)
"""Kinds of participants; each is the unit in which the programme counts them too."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a short neutral form, a citation, a web address or none."""

    id: str
    short: str
    citation: Words
    url: str


@dataclass(frozen=True, slots=True)
class Value:
    """One published number.

    Attributes
    ----------
    value
        The number in `unit` (`rub_bn`, `share` from 0 to 1, `jobs_thousand`, a counted noun).
    kind
        One of `VALUE_KINDS`.
    bound
        One of `BOUNDS`: how the source hedges the number.
    date
        YYYY, YYYY-MM or YYYY-MM-DD; empty where the source has none.
    """

    value: float
    unit: str
    kind: str
    bound: str
    text: Words
    note: Words
    date: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One of the programme's points, with every value published for it."""

    id: str
    title: Words
    text: Words
    note: Words
    layer: str
    values: tuple[Value, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the programme's own web map, with the cluster or park type that it shows."""

    id: str
    title: Words
    cluster: str
    park_type: str


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority of the programme and the sections under it; `colour` is the web site's own."""

    id: str
    title: Words
    colour: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoadmapState:
    """A state in which an action of the road map can be."""

    id: str
    title: Words
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a sum of money, from 0 to 1."""

    share: float
    bound: str
    text: Words


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in billions of roubles, or none where the source speaks of no sum."""

    id: str
    rub_bn: float | None
    kind: str
    bound: str
    text: Words
    note: Words
    date: str
    shares: tuple[Share, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event: a legal act or decision, or an object that opened or began."""

    date: str
    kind: str
    text: Words
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneReport:
    """What one source reports of the special economic zone: results, at most one a column."""

    date: str
    area_ha: float | None
    south_ha: float | None
    north_ha: float | None
    residents: float | None
    residents_bound: str
    jobs: float | None
    jobs_bound: str
    investment_rub_bn: float | None
    output_rub_bn: float | None
    taxes_rub_bn: float | None
    note: Words
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """One of the ways in which the agglomeration is drawn."""

    id: str
    text: Words
    date: str
    values: tuple[Value, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of the agglomeration: published area (km2) and people."""

    id: str
    title: Words
    area_km2: float
    population: int
    date: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """A body that takes part and has no place on the map: a ministry, a national corporation.

    Attributes
    ----------
    kind
        One of `PARTICIPANT_KINDS`.
    parks, clusters, sites
        Ids of what it is said to take part in; empty where sources do not say.
    """

    id: str
    kind: str
    title: Words
    text: Words
    parks: tuple[str, ...]
    clusters: tuple[str, ...]
    sites: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A federal programme or instrument that a source names, and where it is used."""

    id: str
    title: Words
    text: Words
    parks: tuple[str, ...]
    clusters: tuple[str, ...]
    sites: tuple[str, ...]
    date: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MedicalCentre:
    """The medical centre: ids of its institutes among the sites, and published values."""

    title: Words
    text: Words
    founded: str
    park: str
    institutes: tuple[str, ...]
    head: str
    values: tuple[Value, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that the document says, in its order; what it leaves out is empty or None."""

    title: Words
    text: Words
    sources: tuple[str, ...]
    points: tuple[Point, ...]
    priorities: tuple[Priority, ...]
    roadmap_states: tuple[RoadmapState, ...]
    money: tuple[Money, ...]
    events: tuple[Event, ...]
    zone: tuple[ZoneReport, ...]
    agglomeration: tuple[Definition, ...]
    municipalities: tuple[Municipality, ...]
    participants: tuple[Participant, ...]
    instruments: tuple[Instrument, ...]
    medical_centre: MedicalCentre | None
    source: Mapping[str, Source]

    def cite(self, keys: Iterable[str], lang: str) -> tuple[str, ...]:
        """Say the sources of a statement in one language.

        Parameters
        ----------
        keys
            The `sources` of the statement.
        lang
            One of `vocabulary.LANGUAGES`.

        Raises
        ------
        LanguageError
            The atlas does not speak `lang`.
        """
        return tuple(self.source[key].citation.say(lang) for key in keys)
