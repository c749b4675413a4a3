"""The programme of an edition: its points, priorities, money, timeline and medical centre.

The document says what sources say. Values that contradict each other stand side by side, each
with its date and sources; nothing is merged or averaged. `kind` keeps a target (planned or
needed) apart from a result (reached, drawn in or reported): a sum over both means nothing, and
no function here makes one.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from geo import said
from layers._errors import EditionError
from layers._records import Record
from layers._statement_reader import Reader, table
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
    Programme,
    RoadmapState,
    Section,
    Share,
    Source,
    Value,
    ZoneReport,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    "parse_programme",
    "read_programme",
]

_TABLES: Final = ("programme", "source")
_LISTS: Final = ("point", "priority")
_OPTIONAL: Final = (
    *("roadmap_state", "money", "event", "zone", "agglomeration", "municipality"),
    *("participant", "instrument", "medical_centre"),
)
"""Tables that a programme may do without: its pages say so in their place."""


def read_programme(path: Path) -> Programme:
    """Read a programme from its TOML file.

    Parameters
    ----------
    path
        The file, usually `Edition.path("programme")`.

    Raises
    ------
    EditionError
        The file is not there, is not TOML, or has faults; all of them are told together.
    """
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except FileNotFoundError:
        raise EditionError(
            said(
                "Expected the programme in `{path}`, which is not there; restore the file.",
                path=path,
            )
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EditionError(
            said(
                "Expected TOML in UTF-8 in `{path}`; {error}. Correct the file there.",
                path=path,
                error=str(error),
            )
        ) from error
    return parse_programme(document, name=path.name)


def parse_programme(document: Mapping[str, Any], *, name: str = "programme.toml") -> Programme:
    """Check a programme's document and give it as records.

    Parameters
    ----------
    document
        The document as TOML gave it, usually `Edition.document("programme")`.
    name
        What a message calls the document.

    Raises
    ------
    EditionError
        The document has faults; all of them are told together.

    Examples
    --------
    >>> try:
    ...     parse_programme({"programme": {}})
    ... except EditionError as error:
    ...     print(error.faults[0])
    expected the table [source], which is not there
    """
    faults: list[str] = [
        said("expected the table [{key}], which is not there", key=key)
        for key in _TABLES
        if not isinstance(document.get(key), dict)
    ]
    faults += [
        said("expected at least one table [[{key}]], got none", key=key)
        for key in _LISTS
        if key not in document
    ]
    faults += [
        said("has an unknown table [{key}]; remove it or spell it right", key=key)
        for key in document
        if key not in (*_TABLES, *_LISTS, *_OPTIONAL)
    ]
    reader = Reader(document, faults)
    about = Record(table(document, "programme"), "programme", faults)
    programme = Programme(
        title=about.words("title"),
        text=about.words("text"),
        sources=reader.cited(about),
        points=tuple(map(reader.point, reader.all("point"))),
        priorities=tuple(map(reader.priority, reader.all("priority"))),
        roadmap_states=tuple(map(reader.roadmap_state, reader.all("roadmap_state"))),
        money=tuple(map(reader.money, reader.all("money"))),
        events=tuple(map(reader.event, reader.all("event"))),
        zone=tuple(map(reader.zone_report, reader.all("zone"))),
        agglomeration=tuple(map(reader.definition, reader.all("agglomeration"))),
        municipalities=tuple(map(reader.municipality, reader.all("municipality"))),
        participants=tuple(map(reader.participant, reader.all("participant"))),
        instruments=tuple(map(reader.instrument, reader.all("instrument"))),
        medical_centre=reader.medical_centre(),
        source=reader.source,
    )
    about.close()
    faults += [
        said("[[{key}]] has the id `{one}` twice; give each its own", key=key, one=one)
        for key in (*_LISTS, *_OPTIONAL)
        for one in _repeated(document.get(key, []))
    ]
    if faults:
        raise EditionError(
            said("`{name}` has {count} fault(s); correct each:", name=name, count=len(faults)),
            faults,
        )
    return programme


def _repeated(raw: object) -> list[str]:
    ids = [str(one["id"]) for one in raw if "id" in one] if isinstance(raw, list) else []
    return sorted({one for one in ids if ids.count(one) > 1})
