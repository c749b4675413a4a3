"""How each kind of table in a programme's document becomes a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import said
from layers._records import Record, records
from layers._statements import (
    BOUNDS,
    EVENT_KINDS,
    MONEY_KINDS,
    PARTICIPANT_KINDS,
    VALUE_KINDS,
    Definition,
    Event,
    Instrument,
    MedicalCentre,
    Money,
    Municipality,
    Participant,
    Point,
    Priority,
    RoadmapState,
    Section,
    Share,
    Source,
    Value,
    ZoneReport,
)
from layers.vocabulary import PARK_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Reader", "table"]


class Reader:
    """Reads the tables of one document; what is wrong with them goes to `faults`."""

    def __init__(self, document: Mapping[str, Any], faults: list[str]) -> None:
        self._document = document
        self._faults = faults
        tables = table(document, "source")
        self.source = {
            key: self._source(key, raw) for key, raw in tables.items() if isinstance(raw, dict)
        }
        faults.extend(
            said("`source.{key}` must be a table; write it as [source.{key}]", key=key)
            for key in tables.keys() - self.source.keys()
        )

    def all(self, key: str) -> list[Record]:
        """Give the tables `[[key]]` of the document."""
        return records(self._document, key, self._faults)

    def cited(self, record: Record) -> tuple[str, ...]:
        """Read the keys of the sources of a statement."""
        return record.keys("source", self.source)

    def _source(self, key: str, raw: Mapping[str, Any]) -> Source:
        record = Record(raw, f"source {key}", self._faults)
        source = Source(
            id=key,
            short=record.text("short", required=True),
            citation=record.words("citation"),
            url=record.text("url"),
        )
        record.close()
        return source

    def value(self, record: Record) -> Value:
        """Read one published number."""
        value = Value(
            value=record.number("value"),
            unit=record.text("unit", required=True),
            kind=record.choice("kind", VALUE_KINDS),
            bound=record.choice("bound", BOUNDS, "exact"),
            text=record.words("text"),
            note=record.words("note", required=False),
            date=record.date("date"),
            sources=self.cited(record),
        )
        if value.unit == "share" and value.value > 1:
            record.fault(said("a share is from 0 to 1; `{value:g}` came", value=value.value))
        record.close()
        return value

    def values(self, record: Record) -> tuple[Value, ...]:
        """Read the published numbers of a statement."""
        return tuple(map(self.value, record.inner("value")))

    def point(self, record: Record) -> Point:
        """Read a point of the programme."""
        point = Point(
            id=record.text("id", required=True),
            title=record.words("title"),
            text=record.words("text"),
            note=record.words("note", required=False),
            layer=record.text("layer"),
            values=self.values(record),
            sources=self.cited(record),
        )
        record.close()
        return point

    def section(self, record: Record) -> Section:
        """Read a section of the web map."""
        section = Section(
            id=record.text("id", required=True),
            title=record.words("title"),
            cluster=record.text("cluster"),
            park_type=record.choice("park_type", ("", *PARK_TYPES), ""),
        )
        record.close()
        return section

    def priority(self, record: Record) -> Priority:
        """Read a priority."""
        priority = Priority(
            id=record.text("id", required=True),
            title=record.words("title"),
            colour=record.colour("colour"),
            sections=tuple(map(self.section, record.inner("section"))),
            sources=self.cited(record),
        )
        record.close()
        return priority

    def roadmap_state(self, record: Record) -> RoadmapState:
        """Read a state of the road map."""
        state = RoadmapState(
            id=record.text("id", required=True),
            title=record.words("title"),
            sources=self.cited(record),
        )
        record.close()
        return state

    def share(self, record: Record) -> Share:
        """Read a part of a sum."""
        share = Share(
            share=record.number("share"),
            bound=record.choice("bound", BOUNDS, "exact"),
            text=record.words("text"),
        )
        if share.share > 1:
            record.fault(said("a share is from 0 to 1; `{share:g}` came", share=share.share))
        record.close()
        return share

    def money(self, record: Record) -> Money:
        """Read a sum of money."""
        money = Money(
            id=record.text("id", required=True),
            rub_bn=record.optional("rub_bn"),
            kind=record.choice("kind", MONEY_KINDS),
            bound=record.choice("bound", BOUNDS, "exact"),
            text=record.words("text"),
            note=record.words("note", required=False),
            date=record.date("date", required=True),
            shares=tuple(map(self.share, record.inner("share"))),
            sources=self.cited(record),
        )
        if (money.rub_bn is None) != (money.kind == "arrangement"):
            record.fault(said("needs `rub_bn`, unless its kind is `arrangement`, which has none"))
        record.close()
        return money

    def event(self, record: Record) -> Event:
        """Read an event of the timeline."""
        event = Event(
            date=record.date("date", required=True),
            kind=record.choice("kind", EVENT_KINDS),
            text=record.words("text"),
            sources=self.cited(record),
        )
        record.close()
        return event

    def zone_report(self, record: Record) -> ZoneReport:
        """Read what a source reports of the special economic zone."""
        report = ZoneReport(
            date=record.date("date"),
            area_ha=record.optional("area_ha"),
            south_ha=record.optional("south_ha"),
            north_ha=record.optional("north_ha"),
            residents=record.optional("residents"),
            residents_bound=record.choice("residents_bound", BOUNDS, "exact"),
            jobs=record.optional("jobs"),
            jobs_bound=record.choice("jobs_bound", BOUNDS, "exact"),
            investment_rub_bn=record.optional("investment_rub_bn"),
            output_rub_bn=record.optional("output_rub_bn"),
            taxes_rub_bn=record.optional("taxes_rub_bn"),
            note=record.words("note", required=False),
            sources=self.cited(record),
        )
        record.close()
        return report

    def definition(self, record: Record) -> Definition:
        """Read a way of drawing the agglomeration."""
        definition = Definition(
            id=record.text("id", required=True),
            text=record.words("text"),
            date=record.date("date"),
            values=self.values(record),
            sources=self.cited(record),
        )
        record.close()
        return definition

    def municipality(self, record: Record) -> Municipality:
        """Read a municipality."""
        municipality = Municipality(
            id=record.text("id", required=True),
            title=record.words("title"),
            area_km2=record.number("area_km2"),
            population=int(record.number("population")),
            date=record.date("date", required=True),
            sources=self.cited(record),
        )
        record.close()
        return municipality

    def participant(self, record: Record) -> Participant:
        """Read a participant without a place on the map."""
        participant = Participant(
            id=record.text("id", required=True),
            kind=record.choice("kind", PARTICIPANT_KINDS),
            title=record.words("title"),
            text=record.words("text", required=False),
            parks=record.keys("parks", required=False),
            clusters=record.keys("clusters", required=False),
            sites=record.keys("sites", required=False),
            sources=self.cited(record),
        )
        record.close()
        return participant

    def instrument(self, record: Record) -> Instrument:
        """Read a federal instrument."""
        instrument = Instrument(
            id=record.text("id", required=True),
            title=record.words("title"),
            text=record.words("text", required=False),
            parks=record.keys("parks", required=False),
            clusters=record.keys("clusters", required=False),
            sites=record.keys("sites", required=False),
            date=record.date("date"),
            sources=self.cited(record),
        )
        record.close()
        return instrument

    def medical_centre(self) -> MedicalCentre | None:
        """Read the medical centre; None where the document has none."""
        if "medical_centre" not in self._document:
            return None
        raw = table(self._document, "medical_centre")
        record = Record(raw, "medical_centre", self._faults)
        institutes = record.keys("institutes")
        head = record.text("head", required=True)
        if head and head not in institutes:
            record.fault(said("`head` must be one of `institutes`; `{head}` came", head=head))
        centre = MedicalCentre(
            title=record.words("title"),
            text=record.words("text"),
            founded=record.date("founded", required=True),
            park=record.text("park"),
            institutes=institutes,
            head=head,
            values=self.values(record),
            sources=self.cited(record),
        )
        record.close()
        return centre


def table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give the table `[key]` of a document; an empty one where there is none."""
    raw = document.get(key, {})
    return raw if isinstance(raw, dict) else {}
